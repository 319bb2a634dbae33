"""Overdue, days left and the light: derived from stored dates when read, searched, sorted or grouped; never stored."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ... import clock
from .matter import ACTIVE_STATES, RUNNING_STATES

LIGHTS = [
    ("normal", "Normal"),
    ("soon", "Due soon"),
    ("overdue", "Overdue"),
    ("done", "Done"),
    ("none", "Not running"),
]
REVIEW_STATES = ("result_submitted", "closing_approval")
DONE_STATES = ("closed", "archived", "exempted", "terminated", "merged")


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    is_overdue = fields.Boolean(
        "Overdue", compute="_compute_light", search="_search_is_overdue"
    )
    days_left = fields.Integer(
        "Days left",
        compute="_compute_light",
        help="Calendar days; negative when overdue.",
    )
    light = fields.Selection(LIGHTS, compute="_compute_light", search="_search_light")
    closed_late = fields.Boolean(
        "Result after the due date", compute="_compute_closed_late", store=True
    )

    was_late = fields.Boolean(
        "Late before",
        readonly=True,
        copy=False,
        help="A due date passed without a result in time, before another date was set: that stays (CORE-34).",
    )

    @api.depends("date_result", "date_deadline", "was_late")
    def _compute_closed_late(self):
        for matter in self:
            matter.closed_late = bool(
                matter.date_result
                and (
                    matter.was_late
                    or matter.date_deadline
                    and matter.date_result > matter.date_deadline
                )
            )

    def _lateness(self, today, kind):
        """Engine values that keep the lateness of this one matter when its due date is replaced (CORE-34).

        :param kind: kind of the new ``duban.due.date``; an extension was applied for in time, a correction puts right
            what never was
        """
        day = self.date_deadline
        late = (
            kind not in ("extension", "corrected")
            and day
            and self.state not in ("draft", "filing_approval")
            and (self.date_result or today) > day
        )
        return {"was_late": True} if late else {}

    @api.depends("date_deadline", "state", "closed_late", "regulation_id")
    def _compute_light(self):
        todays = {
            company: clock.today(company)
            for company in self.company_id | self.env.company
        }
        horizons = {
            regulation: regulation._warning_date() for regulation in self.regulation_id
        }
        for matter in self:
            today = todays[matter.company_id or self.env.company]
            deadline, state = matter.date_deadline, matter.state
            active = state in ACTIVE_STATES
            matter.days_left = (deadline - today).days if deadline and active else 0
            if state in RUNNING_STATES:
                matter.is_overdue = bool(deadline and today > deadline)
            else:
                # A result that came late leaves the matter overdue until it is closed (D9).
                matter.is_overdue = state in REVIEW_STATES and matter.closed_late
            if state in DONE_STATES:
                matter.light = "done"
            elif matter.is_overdue:
                matter.light = "overdue"
            elif not active:
                matter.light = "none"
            else:
                soon = (
                    state in RUNNING_STATES
                    and deadline
                    and deadline <= horizons[matter.regulation_id]
                )
                matter.light = "soon" if soon else "normal"

    # -- searching

    @api.model
    def _overdue_domain(self):
        today = clock.today(self)
        late = Domain("state", "in", RUNNING_STATES)
        late &= Domain("date_deadline", "<", today)
        handed_in = Domain("state", "in", REVIEW_STATES)
        handed_in &= Domain("closed_late", "=", True)
        # said once more in one condition, so that the index of the open ones can be used
        return Domain("state", "in", RUNNING_STATES + REVIEW_STATES) & (
            late | handed_in
        )

    @api.model
    def _soon_domain(self):
        today = clock.today(self)
        horizon = Domain.OR(
            Domain("regulation_id", "=", regulation_id)
            & Domain("date_deadline", "<=", day)
            for regulation_id, day in self._warning_dates()
        )
        running = Domain("state", "in", RUNNING_STATES)
        return running & Domain("date_deadline", ">=", today) & horizon

    @api.model
    def _warning_dates(self):
        """[(regulation id, last due date that counts as "due soon" today)] of the current companies."""
        regulations = (
            self.env["duban.regulation"]
            .sudo()
            .search([("company_id", "in", self.env.companies.ids)])
        )
        return [
            (regulation.id, regulation._warning_date()) for regulation in regulations
        ]

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        overdue = self._overdue_domain()
        return Domain.OR(overdue if wanted else ~overdue for wanted in value)

    def _search_light(self, operator, value):
        if operator != "in":
            return NotImplemented
        overdue, soon = self._overdue_domain(), self._soon_domain()
        domains = {
            "done": Domain("state", "in", DONE_STATES),
            "overdue": overdue,
            "soon": soon,
            "normal": Domain("state", "in", ACTIVE_STATES) & ~overdue & ~soon,
            "none": Domain(
                "state", "in", ("draft", "filing_approval", "rejected", "withdrawn")
            ),
        }
        return Domain.OR(domains[light] for light in value if light in domains)

    # -- sorting and grouping

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == "is_overdue":
            return self._overdue_sql(alias, query)
        if field_expr == "light":
            return self._light_sql(alias, query)
        return super()._field_to_sql(alias, field_expr, query)

    def _overdue_sql(self, alias, query):
        state = self._field_to_sql(alias, "state", query)
        return SQL(
            "(%s IN %s AND COALESCE(%s < %s, FALSE) OR %s IN %s AND COALESCE(%s, FALSE))",
            state,
            RUNNING_STATES,
            self._field_to_sql(alias, "date_deadline", query),
            clock.today(self),
            state,
            REVIEW_STATES,
            self._field_to_sql(alias, "closed_late", query),
        )

    def _light_sql(self, alias, query):
        state = self._field_to_sql(alias, "state", query)
        regulation = self._field_to_sql(alias, "regulation_id", query)
        deadline = self._field_to_sql(alias, "date_deadline", query)
        soon = SQL(" OR ").join(
            SQL("%s = %s AND %s <= %s", regulation, regulation_id, deadline, day)
            for regulation_id, day in self._warning_dates()
        )
        return SQL(
            """CASE WHEN %(state)s IN %(done)s THEN 'done'
                    WHEN %(overdue)s THEN 'overdue'
                    WHEN %(state)s NOT IN %(active)s THEN 'none'
                    WHEN %(state)s IN %(running)s AND (%(soon)s) THEN 'soon'
                    ELSE 'normal' END""",
            state=state,
            done=DONE_STATES,
            overdue=self._overdue_sql(alias, query),
            active=ACTIVE_STATES,
            running=RUNNING_STATES,
            soon=soon or SQL("FALSE"),
        )
