"""The inspection team (督查组) of a matter: a head and members of several units, the office among them (LZU-5.4)."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class DubanTeamMember(models.Model):
    _name = "duban.team.member"
    _description = "Member of an inspection team"
    _inherit = ["duban.matter.part"]
    _order = "matter_id, is_head desc, id"
    _rec_name = "user_id"

    user_id = fields.Many2one("res.users", "Member", required=True, index=True)
    department_id = fields.Many2one("hr.department", "Unit", required=True)
    is_head = fields.Boolean("Head of the team")

    _member_uniq = models.UniqueIndex(
        "(matter_id, user_id)", "This person is already in the team."
    )
    _one_head = models.UniqueIndex(
        "(matter_id) WHERE is_head", "A team has exactly one head."
    )

    @api.onchange("user_id")
    def _onchange_user_id(self):
        # sudo: where the person works is in the directory
        self.department_id = self.user_id.sudo().duban_unit_ids[:1]

    @api.constrains("user_id", "department_id")
    def _check_unit(self):
        for member in self:
            # sudo: where the person works is in the directory
            if member.department_id not in member.user_id.sudo().duban_unit_ids:
                raise ValidationError(
                    self.env._(
                        "%(person)s does not belong to %(unit)s.",
                        person=member.user_id.name,
                        unit=member.department_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("user_id") and not vals.get("department_id"):
                user = self.env["res.users"].browse(vals["user_id"])
                # sudo: where the person works is in the directory
                vals["department_id"] = user.sudo().duban_unit_ids[:1].id
        members = super().create(vals_list)
        members._log("team_joined")
        return members

    def write(self, vals):
        result = super().write(vals)
        self.matter_id._check_team_kept()
        return result

    def unlink(self):
        self._log("team_left")
        matters = self.matter_id
        result = super().unlink()
        matters._check_team_kept()
        return result

    def _who_writes(self, operation, names=frozenset()):
        self.matter_id._assert_may(
            "_is_office",
            self.env._("Only the supervision office forms an inspection team."),
        )
        self.matter_id._assert_not_ended()

    def _log(self, action):
        notes = {
            matter.id: "、".join(members.mapped("user_id.name"))
            for matter, members in self.grouped("matter_id").items()
            if matter.state != "draft"
        }
        self.env["duban.act"]._append(
            self.matter_id.filtered(lambda matter: matter.id in notes), action, notes
        )


class DubanRecord(models.Model):
    _inherit = "duban.record"

    def _check_inspection(self):
        """An inspection has its ground, method and place, the three findings and an opinion (ABAF-17.1)."""
        if not self.env.su and self.matter_id._inspects_itself():
            raise UserError(
                self.env._(
                    "An inspection is recorded by who inspects, not by a unit that handles the matter."
                )
            )
        names = (
            "place",
            "finding_done",
            "finding_solved",
            "finding_improved",
            "rectification_opinion",
        )
        missing = [
            self._fields[name]._description_string(self.env)
            for name in names
            if not (self[name].strip() if isinstance(self[name], str) else self[name])
        ]
        for name, code in (
            ("ground_id", "onsite_ground"),
            ("method_id", "onsite_method"),
        ):
            # sudo: how the rules of the matter call the list, and whether it has anything to choose
            chosen = self.matter_id.sudo()._options(code)
            if chosen and not self[name]:
                missing.insert(0, chosen.list_id.name)
        if missing:
            raise UserError(self.env._("Please fill in: %s", "、".join(missing)))
