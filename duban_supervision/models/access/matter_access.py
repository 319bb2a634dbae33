"""Who may do what on a matter, and which fields a person may write.

Predicates (``_is_…``) take a recordset and return the subset on which the current user has the role. They are what the
workflow table names, what computes the buttons, and what guards ``write``: buttons, RPC and imports cannot disagree.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.domains import named_ids, named_values
from ...tools.remembered import remembered
from ..matter.roles import SEEING
from ..matter.states import OPEN_STATES, RUNNING_STATES

#: states in which a matter is seen by whoever proposed it
PROPOSED_STATES = ("draft", "filing_approval", "rejected")

#: a matter that came to its end; what stands on it only grows
ENDED_STATES = (
    "closed",
    "archived",
    "exempted",
    "terminated",
    "merged",
    "rejected",
    "withdrawn",
)


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

    def _where(self, holds):
        """Matters in ``self`` on which ``holds(matter)`` is true, asked past the rules."""
        # sudo: roles are asked of people who may not read the matter; only yes or no comes back
        return self.sudo().filtered(holds).with_env(self.env)

    def _is_office(self):
        """Matters whose supervising office the user works for (group and membership of the unit)."""
        offices = self.env.user._duban_offices()
        if not offices:
            return self.browse()
        return self._not_recused()._where(lambda matter: matter.office_id in offices)

    def _is_lead(self):
        user = self.env.user
        units = user.duban_unit_ids
        return self._not_recused()._where(
            lambda matter: (
                matter.lead_unit_id in units
                or matter.handler_id == user
                and matter._works_for(matter.lead_unit_id, user)
            )
        )

    def _is_co(self):
        units = self.env.user.duban_unit_ids
        return self._not_recused()._where(
            lambda matter: any(
                line.role == "co" and line.department_id in units
                for line in matter.unit_line_ids
            )
        )

    def _is_unit_head(self):
        return self._not_recused()._where(
            lambda matter: (
                matter.unit_head_id == self.env.user and matter._acts_for_lead()
            )
        )

    def _acts_for_lead(self):
        """Whether the user acts for the lead unit of this one matter today (as superuser): who moved away does not, nor
        as deputy."""
        return self._can_act_for(self.lead_unit_id, self.env.user)

    def _is_head_or_deputy(self):
        """The head of the lead unit, or who stands in for the head today."""
        is_deputy = self.env["duban.delegation"]._is_deputy
        heads = self._is_unit_head()
        return heads | (self - heads)._not_recused()._where(
            lambda matter: (
                is_deputy(matter.unit_head_id, self.env.user, matter.company_id)
                and matter._acts_for_lead()
            )
        )

    def _is_initiator(self):
        """Who may register and submit: the office, and where the rule says so the initiating unit."""
        units = self.env.user.duban_unit_ids
        office = self._is_office()
        return office | (self - office)._not_recused()._where(
            lambda matter: (
                matter._rule("filing_initiator") == "subject_unit"
                and (matter.subject_unit_id or matter.lead_unit_id) in units
            )
        )

    def _is_office_or_lead(self):
        return self._is_office() | self._is_lead()

    def _is_lead_or_co(self):
        return self._is_lead() | self._is_co()

    def _is_office_not_lead(self):
        return self._is_office() - self._is_lead()

    def _is_recorder(self):
        """Who may add supervision records: the office, joint and team units, members of the inspection team."""
        units = self.env.user.duban_unit_ids
        return self._is_office() | self._not_recused()._where(
            lambda matter: (
                any(
                    line.role in ("joint", "team", "subject")
                    and line.department_id in units
                    for line in matter.unit_line_ids
                )
                or matter.team_unit_ids & units
                or self.env.user in matter.team_member_ids.user_id
            )
        )

    def _inspects_itself(self):
        """Whether the user handles this one matter and is no member of a body that inspects it."""
        units = self.env.user.duban_unit_ids
        # sudo: which units inspect and which handle the matter; only yes or no comes back
        lines = self.sudo().unit_line_ids
        inspecting = lines.filtered(lambda line: line.role in ("team", "joint"))
        handling = lines.filtered(lambda line: line.role in ("lead", "co"))
        return bool(
            handling.department_id & units
            and not inspecting.department_id & units
            and not self._is_office()
        )

    def _is_instructing_leader(self):
        """School leaders on the matters of their own field; principal leaders on all."""
        if not self.env.user.has_group("duban_supervision.group_leader"):
            return self.browse()
        user = self.env.user
        return self._not_recused()._where(
            lambda matter: (
                user
                in matter.leader_in_charge_id
                | matter.responsible_leader_id
                | matter.regulation_id.principal_leader_ids
                or matter.lead_unit_id in user.duban_led_unit_ids
            )
        )

    def _is_admin(self):
        return (
            self
            if self.env.user.has_group("duban_supervision.group_admin")
            else self.browse()
        )

    def _not_recused(self):
        return self._where(lambda matter: self.env.user not in matter.recused_user_ids)

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
        "source_category_id",
        "source_leader_id",
        "instruction_date",
    )
    def _compute_allowed_actions(self):
        for matter in self:
            # while a form is edited, what is stored decides: its buttons save first
            stored = matter._origin
            matter.allowed_actions = (
                sorted(stored._possible_actions())
                if stored
                else matter._first_actions()
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
    # Access list of sensitive matters (CORE-12)
    # ------------------------------------------------------------------

    def _access_people(self):
        """Default access list of one matter: officer in charge, heads and handlers of its units, its leaders."""
        lines = self.unit_line_ids.filtered(
            lambda line: line.role not in ("team", "former")
        )
        people = lines.head_id | lines.handler_id | self.approval_line_ids.approver_id
        for name in SEEING:
            people |= self[name]
        people |= self.extra_access_user_ids | self.office_id.manager_id.user_id
        if self.state in ("draft", "filing_approval") and not self.is_routed:
            people |= self.create_uid
        # who stands in for one of them does that one's work on it
        absences = self.env["duban.delegation"]
        stand_ins = absences._stand_ins()
        for user in people:
            people |= absences._there_for(user, stand_ins, self.company_id)
        return people - self.recused_user_ids

    def _refresh_access(self):
        """Recompute the access list of sensitive matters and unsubscribe who may no longer follow."""
        self._forget_names()
        # sudo: the access list is the engine's and follows from roles, whoever changed them
        for matter in self.sudo().filtered(lambda m: m.confidentiality != "normal"):
            people = matter._access_people()
            if people != matter.access_user_ids:
                matter._engine_write({"access_user_ids": [(6, 0, people.ids)]})
            strangers = matter.message_partner_ids - people.partner_id
            if strangers:
                matter.message_unsubscribe(strangers.ids)

    def _forget_names(self):
        """To-dos keep the name of their record: that of a protected matter is neutral from now on."""
        # sudo: to-dos of everybody lose the name
        protected = self.sudo().filtered(lambda m: m.confidentiality != "normal")
        if protected:
            todos = (
                protected.env["mail.activity"]
                .with_context(active_test=False)
                .search(
                    [("res_model", "=", self._name), ("res_id", "in", protected.ids)]
                )
            )
            self.env.add_to_compute(todos._fields["res_name"], todos)

    # ------------------------------------------------------------------
    # How fast a list comes
    # ------------------------------------------------------------------
    # Lists of a unit user start from the user's own matters, not from the whole ledger.
    #
    # The record rules say who sees what. PostgreSQL evaluates their alternatives (handler, team, approver, unit …)
    # row by row, so a list would cost more with every matter that belongs to others. This adds a condition that the
    # rule of unit users implies: the id is among those found by the indexes of these alternatives. It only ever
    # narrows, and is left out for everybody whom another rule shows more.

    _handler_open_idx = models.Index(
        "(handler_id) WHERE state IN ('draft', 'filing_approval', 'filed', 'assigned', 'in_progress', "
        "'result_submitted', 'closing_approval')"
    )
    _proposed_idx = models.Index(
        "(create_uid) WHERE state IN ('draft', 'filing_approval', 'rejected')"
    )

    @api.model
    @remembered("self.env.uid")
    def _is_scoped(self):
        """Whether the rule of unit users is the only one that shows matters to the current user."""
        # sudo: only after the rules of the person were found, to read their groups
        rules = self.env["ir.rule"]._get_rules(self._name, "read").sudo()
        own = self.env.ref("duban_supervision.duban_matter_rule_user")
        return rules.filtered("groups") == own

    @api.model
    def _scope(self, open_only=False):
        """SQL of the ids among which the current unit user's matters are, or those that are open."""
        # whoever handed a matter over is no longer among its units (changes/former_unit.py)
        user, open_unit, open_handled = (
            self.env.user,
            SQL("AND role <> 'former'"),
            SQL(),
        )
        if open_only:
            is_open = self.env["duban.matter.unit"]._fields["is_open"]
            open_unit = SQL("AND is_open", to_flush=is_open)
            open_handled = SQL("AND state IN %s", OPEN_STATES)
        return SQL(
            """SELECT matter_id FROM duban_matter_unit WHERE department_id = ANY(%(units)s) %(open_unit)s
               UNION ALL SELECT matter_id FROM duban_approval_line WHERE approver_id = %(user)s
               UNION ALL SELECT matter_id FROM duban_team_member WHERE user_id = %(user)s
               UNION ALL SELECT id FROM duban_matter WHERE handler_id = %(user)s %(open_handled)s
               UNION ALL SELECT id FROM duban_matter WHERE create_uid = %(user)s AND state IN %(proposed)s""",
            units=user.duban_unit_ids.ids,
            user=user.id,
            proposed=PROPOSED_STATES,
            open_unit=open_unit,
            open_handled=open_handled,
        )

    def _narrowed(self, open_only):
        """Domain that limits a search to ``_scope``.

        An array instead of a subquery: PostgreSQL then walks the index of the ids in the order of the list.
        """
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s = ANY(ARRAY(%s))",
                SQL.identifier(alias, "id"),
                model._scope(open_only),
            )
        )

    @api.model
    def _readable(self, among=None):
        """Query of the matters the user may read.

        :param among: ids, or SQL of ids, of a few matters; None: all
        """
        if among is None:
            return self._search(Domain.TRUE, active_test=False)
        few = self.with_context(duban_few=True)
        return few._search(Domain("id", "in", among), active_test=False)

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        # what the rule reads is flushed with the rule, which reads the same columns
        if (
            not (self.env.su or bypass_access)
            and self._is_scoped()
            # few enough to ask the rules at once; whoever says so wrongly only waits longer
            and not self.env.context.get("duban_few")
            and named_ids(domain, "id") is None
        ):
            states = named_values(domain, "state")
            open_only = states is not None and set(states) <= set(OPEN_STATES)
            domain = Domain(domain) & self._narrowed(open_only)
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    # ------------------------------------------------------------------
    # Messages
    # ------------------------------------------------------------------

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        if partner_ids and not self.env.su:
            partner_ids = self._readers_among(partner_ids)
            if not partner_ids:
                return True
        # sudo: who may follow is decided by access list and recusals, whoever asks; neither is shown
        matters = self.sudo()
        if partner_ids:
            for matter in matters.filtered(lambda m: m.confidentiality != "normal"):
                partner_ids = [
                    pid
                    for pid in partner_ids
                    if pid in matter.access_user_ids.partner_id.ids
                ]
            if not partner_ids:
                return True
        recused = matters.recused_user_ids.partner_id.ids
        if partner_ids and recused:
            partner_ids = [pid for pid in partner_ids if pid not in recused]
            if not partner_ids:
                return True
        return super().message_subscribe(partner_ids, subtype_ids)

    def _readers_among(self, partner_ids):
        """Of ``partner_ids`` those whose user may read all of these matters: following shows what is written later."""
        # sudo: whose accounts the partners are; what each reads is asked as that user
        users = self.env["res.partner"].sudo().browse(partner_ids).user_ids
        readers = users.filtered(
            lambda user: (
                self.with_user(user)
                .with_context(allowed_company_ids=user.company_ids.ids)
                ._filtered_access("read")
                == self
            )
        )
        return readers.partner_id.ids

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Messages on a sensitive matter reach its access list only, and no recused person, whoever was mentioned."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        return self._who_may_hear(recipients)

    def _who_may_hear(self, recipients):
        """Of the platform's ``recipients`` of a message on these matters those who may know of it."""
        # sudo: access list and recusals narrow who receives it, whoever writes
        matters = self.sudo()
        recused = set(matters.recused_user_ids.partner_id.ids)
        recipients = [row for row in recipients if row["id"] not in recused]
        if matters and matters.confidentiality != "normal":
            allowed = set(matters.access_user_ids.partner_id.ids)
            recipients = [row for row in recipients if row["id"] in allowed]
        return recipients

    # ------------------------------------------------------------------
    # Kept
    # ------------------------------------------------------------------

    def _is_kept(self):
        """Matters in ``self`` that were submitted or filed: what stands on them stays."""
        return self.filtered(lambda row: row.date_filed or row.state != "draft")

    def _assert_not_ended(self):
        """Refuse a change of what already came to its end; reopening is an act of its own (CORE-14).

        :raise UserError: naming the first matter that ended
        """
        for matter in self:
            # sudo: only whether it has ended; who may is asked by the step
            if matter.sudo().state in ENDED_STATES:
                raise UserError(
                    self.env._(
                        "%s has ended and is not changed any more. Reopen it first, or add a file or a note.",
                        matter.display_name,
                    )
                )
