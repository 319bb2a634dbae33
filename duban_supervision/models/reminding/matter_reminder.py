"""What people are reminded of on a matter, and what changes on it by time alone."""

from odoo import fields, models

from ... import clock
from ..matter.matter import RUNNING_STATES
from .reminder import Event


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
        return events + self._events_decisions()

    def _ladder(self, worker):
        """Steps after a passed limit: who works on it, the unit's head, the leader in charge."""
        return [
            (1, worker),
            (self._rule("ladder_head_days"), self.unit_head_id),
            (self._rule("ladder_leader_days"), self.leader_in_charge_id),
        ]

    def _events_due(self, worker, passed):
        if not self.date_deadline:
            return []
        before = self._rule("remind_before_days")
        soon = [Event("due_soon", self.date_deadline, [(-before, worker)])]
        return [
            *(soon if before else ()),
            Event("overdue", self.date_deadline, passed),
            *self._events_again(passed),
        ]

    def _events_again(self, passed):
        """After the last step an overdue matter comes back every some working days until it is done (CORE-36)."""
        every = self._rule("overdue_again_days")
        today = clock.today(self)
        if not every or today <= self.date_deadline:
            return []
        last = max(offset for offset, _user in passed)
        over = self.env["duban.calendar.year"]._working_days_safe(
            self.date_deadline, today, self.company_id
        )
        turn = max((over - last) // every, 1)
        people = [user for _offset, user in passed]
        # the one that is due now, and the next one, so that the patrol looks again on its day
        return [
            Event(
                "overdue",
                self.date_deadline,
                [(last + every * number, user) for user in people[:2]],
                f"again:{number}",
            )
            for number in (turn, turn + 1)
        ]

    def _events_coming(self, worker):
        """Feedback that will be owed: by plan or grid, or asked for by the office (CORE-10)."""
        before = self._rule("remind_feedback_days")
        if not before:
            return []
        today = clock.today(self)
        days = {
            row.date_due
            for row in self.progress_request_ids
            if row.state == "open" and row.date_due and row.date_due >= today
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
        days = self._rule("no_progress_days")
        since = self.date_last_feedback or self.date_assigned
        if days and since:
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
        for record in self.record_ids.filtered(lambda row: not row.answer):
            if record.purpose in ("urging", "warning") and record.new_limit:
                kind, day = "unanswered", record.new_limit
            elif record.rectification_deadline:
                kind, day = "rectify", record.rectification_deadline
            else:
                continue
            events.append(Event(kind, day, passed, f"record:{record.id}"))
        return events

    def _events_decisions(self):
        """Decisions that wait, and results that were not reported back."""
        events = []
        days = self._rule("decision_reminder_days")
        waiting = self.approval_line_ids.filtered(lambda row: row.state == "pending")
        for line in waiting if days else ():
            approver = line.approver_id or self._office_contact()
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

    def _next_changes(self, today):
        days = []
        if self.state in RUNNING_STATES:
            if self.date_deadline:
                days.append(fields.Date.add(self.date_deadline, days=1))
            days += [
                fields.Date.add(day, days=1) for day in self._expected_feedback_dates()
            ]
            days += [
                fields.Date.add(line.date, days=1)
                for line in self.plan_line_ids
                if line.date
            ]
        return [day for day in days if day > today]
