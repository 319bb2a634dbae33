"""A matter in time: its light, whether it stalls, what people are reminded of, what changes by time alone."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ... import clock
from ...tools.sql_field import SqlBoolean, SqlSelection
from ..matter.states import (
    ACTIVE_STATES,
    ENDED_STATES,
    NEVER_FILED,
    REVIEW_STATES,
    RUNNING_STATES,
)
from .reminder import HEARD_DAYS, Event
from .todo import Todo, todos_in

LIGHTS = [
    ("normal", "Normal"),
    ("soon", "Due soon"),
    ("overdue", "Overdue"),
    ("paused", "Standing still"),
    ("done", "Done"),
    ("none", "Not running"),
]

DONE_STATES = ("closed", "archived", "exempted", "terminated", "merged")


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    reminder_ids = fields.One2many("duban.reminder", "matter_id", "Reminders")

    def _reminder_events(self):
        """Events of this one matter that people are reminded of, past and to come (as superuser). Hook."""
        events = []
        if self.state in RUNNING_STATES:
            worker = self._lead_worker() if self.lead_unit_id else self.env["res.users"]
            passed = self._ladder(worker)
            events += self._events_due(worker, passed)
            events += self._events_coming(worker)
            events += self._events_progress(worker, passed)
            events += self._events_answers(passed)
            events += self._events_co_units()
        return events + self._events_decisions() + self._events_of_office()

    def _ladder(self, worker):
        """Steps after a passed limit: who works on it, the unit's head, the leader in charge."""
        return [
            (1, worker),
            (self._rule("ladder_head_days"), self.unit_head_id),
            (self._rule("ladder_leader_days"), self.leader_in_charge_id),
        ]

    def _events_coming(self, worker):
        """Feedback that will be owed: by plan or grid, or asked for by the office, on rectification too (CORE-10)."""
        before = self._rule("remind_feedback_days")
        if not before:
            return []
        today = clock.today(self)
        days = {
            row.date_due
            for row in self.progress_request_ids
            if row.state == "open" and row.date_due and row.date_due >= today
        }
        days |= {
            row.rectification_deadline
            for row in self.record_ids
            if row.rectification_deadline
            and row.rectification_deadline >= today
            and row._waits_for_answer()
        }
        if self.state == "in_progress":
            days |= self._coming_feedback_dates()
        return [Event("feedback_due", day, [(-before, worker)]) for day in sorted(days)]

    def _events_progress(self, worker, passed):
        """Acceptance with its plan, then feedback at its dates; no progress at all for a while."""
        if self.state == "assigned":
            contact = self._unit_contact(self.lead_unit_id)
            events = [
                Event(
                    "unaccepted", self._acceptance_date(), [(1, contact), *passed[1:]]
                )
            ]
        else:
            events = [
                Event("feedback_missing", day, passed)
                for day in sorted(set(self._missed_feedback_dates()))
            ]
        days, since = self._rule("no_progress_days"), self._quiet_since()
        # what is not accepted yet lacks its acceptance, and nothing else (CORE-23: once)
        if (
            days
            and since
            and self.state != "assigned"
            and not self._progress_has_dates()
        ):
            day = fields.Date.add(since, days=days)
            events.append(Event("no_progress", day, [(0, worker)]))
        return events

    def _events_answers(self, passed):
        """Requests, urgings and opinions on rectification that the unit has not answered by their date."""
        events = [
            Event("unanswered", row.date_due, passed, f"request:{row.id}")
            for row in self.progress_request_ids
            if row.state == "open"
        ]
        for record in self.record_ids.filtered(lambda row: row._waits_for_answer()):
            if record.purpose in ("urging", "warning") and record.new_limit:
                kind, day = "unanswered", record.new_limit
            elif record.purpose == "instruction":
                kind, day = "unanswered", self._answer_date(record)
            elif record.rectification_deadline or record.rectification_opinion:
                kind, day = "rectify", self._answer_date(record)
            else:
                continue
            named = record.new_limit or record.rectification_deadline
            key = f"record:{record.id}"
            events.append(Event(kind, day, passed, key, recent=not named))
        return events

    def _events_co_units(self):
        """What a co-unit owes its lead unit, by its own day, else the due date: to that unit alone, and its head.

        A unit that joined after that day has its own term first, as a lead unit has (CORE-21).
        """
        events = []
        for line in self._waiting_co_lines():
            unit, worker = line.department_id, line._worker()
            passed = [
                (1, worker),
                (self._rule("ladder_head_days"), self._head_of(unit)),
            ]
            day, joined = line.report_due or self.date_deadline, line.date_from
            if day and joined and joined > day:
                term = self._rule("acceptance_reminder_days")
                day = self._add_working_days_safe(joined, term)
            if day:
                key = f"co:{unit.id}"
                events += self._events_owed(day, worker, passed, key, recent=True)
        return events

    def _events_decisions(self):
        """Decisions that wait, and results that were not reported back."""
        events = []
        days = self._rule("decision_reminder_days")
        waiting = self.approval_line_ids.filtered(lambda row: row.state == "pending")
        for line in waiting if days else ():
            approver = line.approver_id or line._who_of_office({}) or line._who_names()
            events.append(
                Event(
                    "undecided",
                    line.date_pending,
                    [(days, approver)],
                    f"line:{line.id}",
                )
            )
        days = self._rule("report_back_reminder_days")
        if (
            days
            and self.state == "result_submitted"
            and self.review_passed
            and not self._is_reported_back()
        ):
            office = self._office_contact()
            events.append(Event("not_reported", self.date_reviewed, [(days, office)]))
        return events

    def _events_of_office(self):
        """That the unit accepted and that it reported progress: a line each in the digest of the office (T8, P1).

        Of the last days only: of what lies longer back the office knows by its lists.
        """
        if self.state not in ACTIVE_STATES:
            return []
        since = fields.Date.subtract(clock.today(self), days=HEARD_DAYS)
        days = {
            ("feedback_given", row.date)
            for row in self._feedback_of_lead()
            if row.date >= since and not (row.reviewed_by_id or row.entered_for_id)
        }
        if self.date_accepted and self.date_accepted >= since:
            days.add(("accepted", self.date_accepted))
        days = {day for day in days if not self._is_silent(day[0])}
        office = self._office_contact() if days else None
        return [Event(kind, day, [(0, office)]) for kind, day in sorted(days)]

    def _next_changes(self, today):
        days = []
        if self.state in RUNNING_STATES:
            if self.date_deadline:
                days.append(fields.Date.add(self.date_deadline, days=1))
            owed = self._feedback_dates() + self.plan_line_ids.mapped("date")
            days += [fields.Date.add(day, days=1) for day in owed if day]
        return [day for day in days if day > today]

    # ------------------------------------------------------------------
    # Light
    # ------------------------------------------------------------------
    # Overdue, days left and the light: derived from stored dates when read, searched, sorted or grouped; never
    # stored.

    is_overdue = SqlBoolean(
        "Overdue",
        compute="_compute_light",
        search="_search_is_overdue",
        sql="_overdue_sql",
    )
    days_left = fields.Integer(
        "Days left",
        compute="_compute_light",
        help="Calendar days; negative when overdue.",
    )
    light = SqlSelection(
        LIGHTS, compute="_compute_light", search="_search_light", sql="_light_sql"
    )

    @api.depends(
        "date_deadline",
        "state",
        "closed_late",
        "regulation_id",
        "company_id",
        "paused_since",
    )
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
            active, stood = state in ACTIVE_STATES, matter.paused_since
            matter.days_left = (
                (deadline - (stood or today)).days if deadline and active else 0
            )
            if stood:
                matter.is_overdue = False
            elif state in RUNNING_STATES:
                matter.is_overdue = bool(deadline and today > deadline)
            else:
                # A result that came late leaves the matter overdue until it is closed (D9).
                matter.is_overdue = state in REVIEW_STATES and matter.closed_late
            if stood:
                matter.light = "paused"
            elif state in DONE_STATES:
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
        return (
            Domain("state", "in", RUNNING_STATES + REVIEW_STATES)
            & Domain("paused_since", "=", False)
            & (late | handed_in)
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
        running &= Domain("paused_since", "=", False)
        return running & Domain("date_deadline", ">=", today) & horizon

    @api.model
    def _warning_dates(self):
        """[(regulation id, last due date that counts as "due soon" today)] of the current companies."""
        # sudo: the measure of each institution, for whoever looks at the list
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
            "none": Domain("state", "in", ("draft", "filing_approval", *NEVER_FILED)),
        }
        found = Domain.OR(domains[light] for light in value if light in domains)
        found &= Domain("paused_since", "=", False)
        if "paused" in value:
            found |= Domain("paused_since", "!=", False)
        return found

    # -- sorting and grouping

    def _overdue_sql(self, alias):
        state = self._field_to_sql(alias, "state")
        return SQL(
            "(%s IS NULL AND (%s IN %s AND COALESCE(%s < %s, FALSE) OR %s IN %s AND COALESCE(%s, FALSE)))",
            self._field_to_sql(alias, "paused_since"),
            state,
            RUNNING_STATES,
            self._field_to_sql(alias, "date_deadline"),
            clock.today(self),
            state,
            REVIEW_STATES,
            self._field_to_sql(alias, "closed_late"),
        )

    def _light_sql(self, alias):
        state = self._field_to_sql(alias, "state")
        regulation = self._field_to_sql(alias, "regulation_id")
        deadline = self._field_to_sql(alias, "date_deadline")
        soon = SQL(" OR ").join(
            SQL("%s = %s AND %s <= %s", regulation, regulation_id, deadline, day)
            for regulation_id, day in self._warning_dates()
        )
        return SQL(
            """CASE WHEN %(paused)s IS NOT NULL THEN 'paused'
                    WHEN %(state)s IN %(done)s THEN 'done'
                    WHEN %(overdue)s THEN 'overdue'
                    WHEN %(state)s NOT IN %(active)s THEN 'none'
                    WHEN %(state)s IN %(running)s AND (%(soon)s) THEN 'soon'
                    ELSE 'normal' END""",
            paused=self._field_to_sql(alias, "paused_since"),
            state=state,
            done=DONE_STATES,
            overdue=self._overdue_sql(alias),
            active=ACTIVE_STATES,
            running=RUNNING_STATES,
            soon=soon or SQL("FALSE"),
        )

    def _least_feedback(self):
        """How many progress feedbacks the grade of this one matter wants before the result."""
        return (
            self._rules()["grades"]
            .get(str(self.grade_id.id), {})
            .get("min_feedback", 0)
        )

    # ------------------------------------------------------------------
    # Stalled
    # ------------------------------------------------------------------
    # Matters that stand still: no obvious progress (AMB-46).

    stalled_mark = fields.Boolean(
        "Marked: no obvious progress",
        copy=False,
        help="The office says that there is no obvious progress, however recent the last feedback.",
    )
    is_stalled = fields.Boolean(
        "No obvious progress",
        compute="_compute_is_stalled",
        search="_search_is_stalled",
    )

    @api.depends("state", "stalled_mark", "date_last_feedback", "date_assigned")
    def _compute_is_stalled(self):
        for matter in self:
            matter.is_stalled = matter.state in RUNNING_STATES and (
                matter.stalled_mark
                or matter.days_without_progress >= matter._rule("no_progress_days") > 0
            )

    def _search_is_stalled(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = clock.today(self)
        quiet = Domain("stalled_mark", "=", True)
        # sudo: the measure of each institution in the same words for whoever looks at the list
        for regulation in (
            self.env["duban.regulation"]
            .sudo()
            .search([("company_id", "!=", False), ("no_progress_days", ">", 0)])
        ):
            limit = today - timedelta(days=regulation.no_progress_days)
            reopened = Domain("kind", "=", "reopened") & Domain("date_set", ">", limit)
            taken_up = Domain("result_refuted", "!=", False)
            taken_up &= Domain("due_date_ids", "any", reopened)
            quiet |= (
                Domain("regulation_id", "=", regulation.id)
                & ~taken_up
                & (
                    Domain("date_last_feedback", "<=", limit)
                    | Domain("date_last_feedback", "=", False)
                    & Domain("date_assigned", "<=", limit)
                )
            )
        stalled = Domain("state", "in", RUNNING_STATES) & quiet
        return Domain.OR(stalled if wanted else ~stalled for wanted in value)

    # ------------------------------------------------------------------
    # To-dos of what has ended
    # ------------------------------------------------------------------

    @todos_in(*ENDED_STATES)
    def _todos_after_end(self):
        """To-dos of ended matters: open re-checks and reports."""
        todos = []
        for row in self._open_rechecks():
            todos.append(
                Todo(
                    f"recheck:{row.id}",
                    "recheck",
                    row.user_id or self._office_contact(),
                    row.date_planned,
                    self.env._("Re-check the implementation"),
                )
            )
        if self.state == "closed" and self._rule("archive_records") == "dual":
            if "office" in self._archive_holders_missing():
                todos.append(
                    Todo(
                        "archive:office",
                        "archive",
                        self._office_contact(),
                        self.date_closed,
                        self.env._("Register and archive the volume"),
                    )
                )
        if (
            self.state == "closed"
            and self._rule("archive_enabled")
            and "subject" in self._archive_holders_missing()
        ):
            todos.append(
                Todo(
                    "archive:subject",
                    "archive",
                    self.subject_head_id,
                    self.date_closed,
                    self.env._("Register and archive the volume"),
                )
            )
        return todos
