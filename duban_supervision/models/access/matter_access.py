"""Who may do what on a matter, and which fields a person may write.

Predicates (``_is_…``) take a recordset and return the subset on which the current user has the role. They are what the
workflow table names, what computes the buttons, and what guards ``write``: buttons, RPC and imports cannot disagree.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..matter.matter import RUNNING_STATES
from ..matter.roles import SEEING


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    allowed_actions = fields.Json(
        compute="_compute_allowed_actions",
        help="Actions the current user may take now.",
    )
    can_edit_elements = fields.Boolean(
        compute="_compute_can_edit", export_string_translation=False
    )
    can_edit_result = fields.Boolean(
        compute="_compute_can_edit", export_string_translation=False
    )
    can_edit_review = fields.Boolean(
        compute="_compute_can_edit", export_string_translation=False
    )
    is_office_user = fields.Boolean(
        compute="_compute_can_edit", export_string_translation=False
    )
    is_lead_user = fields.Boolean(
        compute="_compute_can_edit", export_string_translation=False
    )
    is_co_user = fields.Boolean(
        compute="_compute_can_edit", export_string_translation=False
    )

    # ------------------------------------------------------------------
    # Predicates
    # ------------------------------------------------------------------

    def _is_office(self):
        """Matters whose supervising office the user works for (group and membership of the unit)."""
        offices = self.env.user._duban_offices()
        if not offices:
            return self.browse()
        return self._not_recused().filtered(
            lambda matter: matter.sudo().office_id in offices
        )

    def _is_lead(self):
        units = self.env.user.duban_unit_ids
        return self._not_recused().filtered(
            lambda matter: (
                matter.sudo().lead_unit_id in units
                or matter.sudo().handler_id == self.env.user
            )
        )

    def _is_co(self):
        units = self.env.user.duban_unit_ids
        return self._not_recused().filtered(
            lambda matter: any(
                line.role == "co" and line.department_id in units
                for line in matter.sudo().unit_line_ids
            )
        )

    def _is_unit_head(self):
        return self._not_recused().filtered(
            lambda matter: matter.sudo().unit_head_id == self.env.user
        )

    def _is_head_or_deputy(self):
        """The head of the lead unit, or who stands in for the head today."""
        is_deputy = self.env["duban.delegation"]._is_deputy
        heads = self._is_unit_head()
        return heads | (self - heads)._not_recused().filtered(
            lambda matter: is_deputy(matter.sudo().unit_head_id, self.env.user)
        )

    def _is_initiator(self):
        """Who may register and submit: the office, and where the rule says so the initiating unit."""
        units = self.env.user.duban_unit_ids
        office = self._is_office()
        return office | (self - office)._not_recused().filtered(
            lambda matter: (
                matter._rule("filing_initiator") == "subject_unit"
                and (matter.sudo().subject_unit_id or matter.sudo().lead_unit_id)
                in units
            )
        )

    def _is_office_or_lead(self):
        return self._is_office() | self._is_lead()

    def _is_lead_or_co(self):
        return self._is_lead() | self._is_co()

    def _is_recorder(self):
        """Who may add supervision records: the office, joint and team units; the lead unit for coordination."""
        units = self.env.user.duban_unit_ids
        return self._is_office() | self._not_recused().filtered(
            lambda matter: (
                any(
                    line.role in ("joint", "team", "subject")
                    and line.department_id in units
                    for line in matter.sudo().unit_line_ids
                )
                or (matter.sudo().team_unit_ids & units)
            )
        )

    def _is_instructing_leader(self):
        """School leaders on the matters of their own field; principal leaders on all."""
        if not self.env.user.has_group("duban_supervision.group_leader"):
            return self.browse()
        user = self.env.user
        return self._not_recused().filtered(
            lambda matter: (
                user
                in matter.sudo().leader_in_charge_id
                | matter.sudo().responsible_leader_id
                | matter.sudo().regulation_id.principal_leader_ids
                or matter.sudo().lead_unit_id in user.duban_led_unit_ids
            )
        )

    def _is_admin(self):
        return (
            self
            if self.env.user.has_group("duban_supervision.group_admin")
            else self.browse()
        )

    def _not_recused(self):
        return self.filtered(
            lambda matter: self.env.user not in matter.sudo().recused_user_ids
        )

    def _assert_may(self, predicate, message=None):
        """Refuse unless the user has the role on every record (superuser code has every role).

        :raise AccessError: naming the matters
        """
        if self.env.su:
            return
        self.check_access("read")
        denied = self - getattr(self, predicate)()
        if denied:
            raise AccessError(
                message
                or self.env._(
                    "You are not entitled to do this on: %s",
                    ", ".join(m.display_name for m in denied[:5]),
                )
            )

    # ------------------------------------------------------------------
    # For the screen
    # ------------------------------------------------------------------

    @api.depends_context("uid")
    @api.depends(
        "state",
        "unit_line_ids",
        "lead_unit_id",
        "office_id",
        "handler_id",
        "approval_line_ids.state",
    )
    def _compute_allowed_actions(self):
        for matter in self:
            # while a form is edited, what is stored decides: its buttons save first
            stored = matter._origin
            matter.allowed_actions = (
                sorted(stored._possible_actions()) if stored else []
            )

    @api.depends_context("uid")
    @api.depends("state", "lead_unit_id", "office_id", "handler_id", "unit_line_ids")
    def _compute_can_edit(self):
        office, lead, co = self._is_office(), self._is_lead(), self._is_co()
        initiator = self._is_initiator()
        for matter in self:
            matter.is_office_user = matter in office
            matter.is_lead_user = matter in lead
            matter.is_co_user = matter in co
            matter.can_edit_elements = not matter._origin or (
                matter.state == "draft" and matter in initiator
            )
            matter.can_edit_result = matter.state in RUNNING_STATES and matter in lead
            matter.can_edit_review = (
                matter.state in ("result_submitted", "closing_approval")
                and matter in office
            )

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    def _label(self, name):
        """The field's label in the words of the matter's regulation (empty recordset: the company's)."""
        regulation = self[:1].regulation_id or self.env["duban.regulation"]._in_force()
        default = (
            self._fields[name]._description_string(self.env)
            if name in self._fields
            else name
        )
        return self.env["duban.label"]._word(regulation, f"field:{name}", default)

    # ------------------------------------------------------------------
    # Access list of sensitive matters (CORE-12)
    # ------------------------------------------------------------------

    def _access_people(self):
        """Default access list of one matter: officer in charge, heads and handlers of its units, its leaders."""
        lines = self.unit_line_ids.filtered(lambda line: line.role != "team")
        people = lines.head_id | lines.handler_id | self.approval_line_ids.approver_id
        for name in SEEING:
            people |= self[name]
        people |= self.extra_access_user_ids | self.office_id.manager_id.user_id
        if self.state in ("draft", "filing_approval") and not self.is_routed:
            people |= self.create_uid
        return people - self.recused_user_ids

    def _refresh_access(self):
        """Recompute the access list of sensitive matters and unsubscribe who may no longer follow."""
        self._forget_names()
        for matter in self.sudo().filtered(lambda m: m.confidentiality != "normal"):
            people = matter._access_people()
            if people != matter.access_user_ids:
                matter._engine_write({"access_user_ids": [(6, 0, people.ids)]})
            strangers = matter.message_partner_ids - people.partner_id
            if strangers:
                matter.message_unsubscribe(strangers.ids)

    def _forget_names(self):
        """To-dos keep the name of their record: that of a protected matter is neutral from now on."""
        protected = self.sudo().filtered(lambda m: m.confidentiality != "normal")
        if protected:
            todos = (
                self.env["mail.activity"]
                .sudo()
                .with_context(active_test=False)
                .search(
                    [("res_model", "=", self._name), ("res_id", "in", protected.ids)]
                )
            )
            self.env.add_to_compute(todos._fields["res_name"], todos)
