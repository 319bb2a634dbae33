"""Recusal: who has an interest in a matter loses every role and sight of it (WUT-8.1b, SIE-8.1b)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .... import clock
from ...matter.states import OPEN_STATES
from ...matter.steps import after_step


class DubanRecusal(models.Model):
    _name = "duban.recusal"
    _description = "Recusal"
    _inherit = ["duban.matter.part"]
    _order = "id desc"

    user_id = fields.Many2one("res.users", "Person")
    department_id = fields.Many2one("hr.department", "Unit")
    ground = fields.Text(required=True)
    date = fields.Date(default=clock.today, readonly=True)
    replacement_id = fields.Many2one("res.users", "Replaced by")
    declared_by_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user
    )
    state = fields.Selection(
        [("active", "In force"), ("revoked", "Revoked")],
        default="active",
        required=True,
        readonly=True,
    )

    _who = models.Constraint(
        "CHECK (num_nonnulls(user_id, department_id) = 1)",
        "A recusal names one person or one unit.",
    )

    @api.depends("user_id", "department_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row._whose()

    def _whose(self):
        """Name of the person or unit that this one recusal is about."""
        return self.user_id.name or self.department_id._duban_name()

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        for row in rows:
            matter = row.matter_id
            matter._require_rule("recusal_enabled")
            if not (row.ground or "").strip():
                raise UserError(self.env._("Please state the ground."))
            # sudo: afterwards the recused person may no longer see the matter at all.
            row.sudo()._apply()
        return rows

    def _check_office_stays(self):
        """Somebody of the supervising office stays to supervise: what nobody can do is not left to nobody (CORE-20).

        :raise UserError: saying what to do first
        """
        # sudo: who works in the office is in the directory
        matter, people = self.matter_id, self._people()
        staff = matter.office_id._office_staff() - matter.recused_user_ids
        if staff & people and not staff - people:
            raise UserError(
                self.env._(
                    "Nobody of %(office)s would be left to supervise %(matter)s. Add somebody to the office, or hand "
                    "the matter over to another office, then record the recusal.",
                    office=matter.office_id.name,
                    matter=matter.display_name,
                )
            )

    def _apply(self):
        """Out of sight at once, and out of every role; what has ended keeps who answered for it (CORE-7)."""
        matter, people = self.matter_id, self._people()
        self._check_office_stays()
        if self.user_id:
            self._check_replacement()
        matter._engine_write({"recused_user_ids": [(4, user.id) for user in people]})
        if is_open := matter.state in OPEN_STATES:
            self._take_roles()
        # by its field: whoever is recused just lost sight of the record and of its display name
        self.env["duban.act"]._append(
            matter, "recuse", f"{self._whose()}: {self.ground}"
        )
        matter._refresh_access()
        matter._forget_strangers()
        matter._reconcile_todos()
        # never the ground: whose relative somebody is concerns nobody else
        words = self.env._("%s is recused", self._whose())
        if self.replacement_id and is_open:
            words = self.env._(
                "%(person)s is recused; %(other)s takes over",
                person=self._whose(),
                other=self.replacement_id.name,
            )
        self._tell(
            "recused", self.replacement_id if is_open else people.browse(), words
        )

    def _take_roles(self):
        """Whom this one recusal keeps away holds nothing on the matter any more; a replacement does (as superuser)."""
        matter = self.matter_id
        if self.department_id:
            matter.unit_line_ids.filtered(
                lambda line: (
                    line.department_id == self.department_id and line.role != "lead"
                )
            ).unlink()
            return
        replaced = dict.fromkeys(matter._roles_of(self.user_id), self.replacement_id.id)
        if "unit_head_id" in replaced:
            replaced["acting_head_id"] = self.replacement_id.id
        open_lines = self._lines_to_hand_over()
        matter._engine_write(replaced)
        for line in matter.unit_line_ids.filtered(
            lambda row: row.handler_id == self.user_id
        ):
            line.handler_id = self.replacement_id
        self._replace_heads_of_co_units()
        if self.replacement_id:
            # Without one the office names who decides (see decider.py).
            open_lines.write({"approver_id": self.replacement_id.id})
        if not matter.officer_id:
            matter._engine_write({"officer_id": matter._office_contact().id})

    def _replace_heads_of_co_units(self):
        """Who takes over for the head of a co-unit receives what that unit receives on this one matter (CORE-20)."""
        units = self.replacement_id.duban_unit_ids
        lines = self.matter_id.unit_line_ids.filtered(
            lambda line: (
                line.role in ("co", "joint")
                and line.head_id == self.user_id
                and line.department_id in units
            )
        )
        lines.write({"head_id": self.replacement_id.id})

    def _give_co_units_back(self, users):
        """After this one recusal: the heads among ``users`` answer for their co-units again, unless it has ended."""
        if self.matter_id.state not in OPEN_STATES:
            return
        for line in self.matter_id.unit_line_ids:
            head = line.department_id.manager_id.user_id
            if line.role in ("co", "joint") and head & users:
                line.head_id = head

    def _tell(self, event, people, words):
        """Tell ``event`` of this one recusal (as superuser) to unit and office and to ``people``."""
        matter = self.matter_id
        people |= matter._audience(event)
        matter._tell(event, {matter: people}, f"recusal:{self.id}", words)

    def _people(self):
        """The person, or the people of the unit, that these recusals keep away (as superuser)."""
        units = self.department_id
        return (
            self.user_id
            | units.member_ids.user_id
            | units.manager_id.user_id
            | units.liaison_id
        )

    @api.model
    def _keep_away(self, units):
        """Whoever comes to one of ``units`` that is recused is kept away like those who were there (as superuser)."""
        rows = self.search(
            [("department_id", "in", units.ids), ("state", "=", "active")]
        )
        for matter in rows.matter_id:
            of_this = rows.filtered(lambda row, matter=matter: row.matter_id == matter)
            new = of_this._people() - matter.recused_user_ids
            if not new:
                continue
            matter._engine_write({"recused_user_ids": [(4, user.id) for user in new]})
            matter._refresh_access()
            matter._forget_strangers()
            matter._reconcile_todos()

    def _freed(self):
        """Whom nothing keeps away from the matter any more once this one recusal is revoked (as superuser)."""
        matter = self.matter_id
        others = matter.recusal_ids.filtered(lambda row: row.state == "active")
        # who left a unit since it was recused stays away until it is revoked
        left = matter.browse() if others.department_id else matter
        return (self._people() | left.recused_user_ids) - others._people()

    def action_revoke(self):
        """Take a recusal back, by the office; who is recused for another reason too stays away."""
        for row in self.filtered(lambda row: row.state == "active"):
            row.matter_id._assert_may("_is_office")
            # sudo: the office was checked; who is recused, and what follows from it, are the engine's
            sudo = row.sudo()
            sudo.state = "revoked"
            free = sudo._freed()
            sudo.matter_id._engine_write(
                {"recused_user_ids": [(3, user.id) for user in free]}
            )
            changes = sudo.matter_id._give_roles_back(free)
            sudo._give_co_units_back(free)
            self.env["duban.act"]._append(
                row.matter_id,
                "revoke_recusal",
                sudo._whose(),
                changes={row.matter_id.id: changes},
            )
            sudo.matter_id._refresh_access()
            sudo.matter_id._reconcile_todos()
            words = self.env._("%s is not recused any more", sudo._whose())
            sudo._tell("recusal_revoked", sudo.user_id, words)
        return True

    def _who_writes(self, operation, names=frozenset()):
        if operation != "create":
            raise AccessError(self.env._("A recusal is revoked, not edited."))
        for row in self:
            own = row.user_id == self.env.user or (
                row.department_id and self.env.user == row.department_id._duban_head()
            )
            if not (own or row.matter_id._is_office()):
                raise AccessError(
                    self.env._(
                        "One declares one's own recusal, or the supervision office does."
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Recusals are kept."))


class DubanMatterUnit(models.Model):
    _inherit = "duban.matter.unit"

    def _is_stood_in(self):
        """Whether somebody took over from the head of this one unit beside the lead, by a recusal or a handover, and
        can act."""
        head, matter = self.department_id.manager_id.user_id, self.matter_id
        return (
            self.role in ("co", "joint")
            and self.head_id != head
            and matter._can_act_for(self.department_id, self.head_id)
            and (
                bool(head & matter.recused_user_ids)
                or matter._has_handed_over(head, self.head_id)
            )
        )

    @api.constrains("department_id", "role")
    def _check_no_recused_unit(self):
        """A unit that recused itself comes to the matter beside the lead unit by no way: draft, merging, adjustment."""
        for line in self:
            if line.role in ("co", "joint"):
                line.matter_id._check_not_recused(line.department_id)


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def _check_not_recused(self, units):
        """None of ``units`` (``hr.department``) recused itself from this one matter: it gets no part of it.

        :raise UserError: naming unit and matter
        """
        # sudo: recusals of all units count, whoever gives them a part
        gone = self.sudo().recusal_ids.filtered(
            lambda row: row.state == "active" and row.department_id in units
        )
        if gone:
            raise UserError(
                self.env._(
                    "%(unit)s has recused itself from %(matter)s and cannot take part. Name another unit.",
                    unit=gone[0].department_id.name,
                    matter=gone.matter_id.display_name,
                )
            )

    @after_step("reopen", "unmerge")
    def _effect_take_up_again(self, data):
        """A matter that is taken up again is with the people of today, and whoever was recused after the end is out of
        every role."""
        for row in self.recusal_ids.filtered(lambda row: row.state == "active"):
            row._take_roles()
        self._follow_again()
