"""Lists of a unit user start from the user's own matters, not from the whole ledger.

The record rules say who sees what. PostgreSQL evaluates their alternatives (handler, team, approver, unit …) row by
row, so a list would cost more with every matter that belongs to others. This adds a condition that the rule of unit
users implies: the id is among those found by the indexes of these alternatives. It only ever narrows, and is left out
for everybody whom another rule shows more.
"""

from odoo import api, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.domains import named_ids, named_values
from ..matter.matter import OPEN_STATES

#: states in which a matter is seen by whoever proposed it
PROPOSED_STATES = ("draft", "filing_approval", "rejected")


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    _handler_open_idx = models.Index(
        "(handler_id) WHERE state IN ('draft', 'filing_approval', 'filed', 'assigned', 'in_progress', "
        "'result_submitted', 'closing_approval')"
    )
    _proposed_idx = models.Index(
        "(create_uid) WHERE state IN ('draft', 'filing_approval', 'rejected')"
    )

    @api.model
    @tools.ormcache("self.env.uid")
    def _is_scoped(self):
        """Whether the rule of unit users is the only one that shows matters to the current user."""
        # sudo: only after the rules of the person were found, to read their groups
        rules = self.env["ir.rule"]._get_rules(self._name, "read").sudo()
        own = self.env.ref("duban_supervision.duban_matter_rule_user")
        return rules.filtered("groups") == own

    @api.model
    def _scope(self, open_only=False):
        """SQL of the ids among which the current unit user's matters are, or those that are open."""
        user, open_unit, open_handled = self.env.user, SQL(), SQL()
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
