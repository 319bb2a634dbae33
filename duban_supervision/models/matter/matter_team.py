"""The team of a matter ("3+N"): fixed units, initiating unit, and the units that handle it."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ... import inputs


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    team_unit_ids = fields.Many2many(
        "hr.department", string="Team", compute="_compute_team_unit_ids"
    )
    team_is_changed = fields.Boolean(readonly=True, copy=False)
    team_changed_unit_ids = fields.Many2many(
        "hr.department",
        "duban_matter_team_rel",
        string="Fixed units of this team",
        readonly=True,
        copy=False,
        help="Where they differ from those of the regulation.",
    )
    team_change_reason = fields.Text(readonly=True, copy=False)

    @api.depends("unit_line_ids.role", "unit_line_ids.department_id", "subject_unit_id")
    def _compute_team_unit_ids(self):
        for matter in self:
            if not matter._rule("team_enabled"):
                matter.team_unit_ids = False
                continue
            lines = matter.unit_line_ids.filtered(lambda line: line.role != "joint")
            matter.team_unit_ids = lines.department_id | matter.subject_unit_id

    def _team_units(self):
        """Units of the team beside the subjects of the matter (the 3 of 3+N) of this one matter."""
        if self.team_is_changed:
            return self.team_changed_unit_ids
        return self.regulation_id.team_fixed_unit_ids

    def _change_team_defaults(self):
        """The dialog starts from the team of today, for what it says replaces it."""
        # sudo: the units of the team, read only
        return {"unit_ids": [Command.set(self.sudo()._team_units().ids)]}

    def action_change_team(self, unit_ids=None, reason=None):
        """Replace the fixed units of the team, with the reason (原则由…组成).

        :param unit_ids: ids of ``hr.department``
        :param reason: text, required
        """
        self._require_rule("team_enabled")
        self._assert_may("_is_office")
        if not inputs.text(self.env, reason):
            raise UserError(self.env._("Please state the reason."))
        units = self.env["hr.department"].browse(inputs.many_ids(self.env, unit_ids))
        changes = {}
        for matter in self:
            old = matter.sudo()._team_units()
            changes[matter.id] = {
                "team_unit_ids": [
                    "、".join(old.mapped("name")),
                    "、".join(units.mapped("name")),
                ]
            }
            matter._engine_write(
                {
                    "team_is_changed": True,
                    "team_changed_unit_ids": [(6, 0, units.ids)],
                    "team_change_reason": reason,
                }
            )
        self._sync_unit_lines()
        self.env["duban.act"]._append(self, "change_team", reason, changes=changes)
        self._reconcile_todos()
        return True
