"""What standing still (暂停) means for dates, lights, to-dos and reminders (PLUS-C1); its acts: ``handling/pause.py``.

Nothing turns late, nobody of the unit is asked or reminded; the office is, when the day has come. When the clock goes
on, due date, milestones and the dates of co-units move by the days that it stood, and so does the feedback grid.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ... import clock
from ..reminding.reminder import Event
from ..reminding.todo import Todo
from .states import RUNNING_STATES

#: to-dos that wait for somebody else than the unit: they stay while the clock stands
STAYING = frozenset(
    "approve judge disagreement handover register objection changed vacant talk receive follow help".split()
)


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    # ------------------------------------------------------------------
    # How dates move
    # ------------------------------------------------------------------

    def _term_day_type(self):
        """In which days the term of this one matter is counted; a stated date moves in working days."""
        rule = self._term_rule()
        return rule["day_type"] if rule.get("kind") == "days" else "working"

    def _days_stood(self, since, until):
        """Days after ``since`` up to ``until`` in the kind of day of this one matter's term.

        :raise UserError: the working days of a year are not known
        """
        if self._term_day_type() != "working":
            return (until - since).days
        return self.env["duban.calendar.year"]._working_days_between(
            since, until, self.company_id
        )

    def _days_so_far(self, since, until):
        """The same for what is only shown or counted: it never stops because a year is unknown, calendar days then."""
        if self._term_day_type() != "working":
            return self._days_stood(since, until)
        return self.env["duban.calendar.year"]._working_days_safe(
            since, until, self.company_id
        )

    def _moved(self, day, since, until):
        """``day`` of this one matter after a standstill from ``since`` to ``until``: never before it went on."""
        if not day or day < since:
            return day
        Calendar = self.env["duban.calendar.year"]
        days, kind = self._days_stood(since, until), self._term_day_type()
        moved = Calendar._add_days(day, days, kind, self.company_id)
        if moved >= until:
            return moved
        if kind == "working" and not Calendar._is_working_day(until, self.company_id):
            return Calendar._add_working_days(until, 1, self.company_id)
        return until

    def _deadline_fixed(self, pause):
        """The day from which the due date of this one matter moves by what the clock stood in ``pause``.

        A date that a decision or a correction fixed while the clock stood was fixed with that known: it moves by the
        days since then only. An extension was applied for before (nothing is, while the clock stands): who is granted
        one does not lose the days for which it stood.
        """
        line = self.due_date_ids.sorted("id")[-1:]
        fixed = line.date_set
        if line.kind == "extension" and line.request_id.date_applied:
            fixed = line.request_id.date_applied
        return max(fixed or pause.date_from, pause.date_from)

    def _move_limits(self, pause, today):
        """Milestones, requests for progress and the co-units' dates of this one matter move with the clock.

        A milestone that has to lie within the due date moves no further than that date did.
        """
        since = pause.date_from
        last = self._rule("plan_within_deadline") and self.date_deadline
        # a day that was due when the clock stopped is due when it goes on
        for line in self.plan_line_ids.filtered(
            lambda row: row.date and row.date >= since and not row._has_feedback()
        ):
            day = self._moved(line.date, since, today)
            day = max(line.date, min(day, last or day))
            if day != line.date:
                line.date = day
        for row in self.progress_request_ids.filtered(
            lambda row: row.state == "open" and row.date_due >= since
        ):
            row.date_due = self._moved(row.date_due, since, today)
        for row in self.unit_line_ids.filtered(
            lambda row: row.report_due and row.report_due >= since
        ):
            row.report_due = self._moved(row.report_due, since, today)

    def _running_day(self, start, day):
        """``day``, counted by the calendar from ``start``, later by the days that the clock stood in between."""
        if not self.pause_count:
            return day
        for pause in self.pause_ids.sorted("date_from"):
            begin, end = max(pause.date_from, start), pause.date_to or clock.today(self)
            if end > begin and day >= begin:
                day += end - begin
        return day

    def _missed_feedback_dates(self):
        """What falls due while the clock stands is not missed."""
        missed = super()._missed_feedback_dates()
        if self.paused_since:
            missed = [day for day in missed if day < self.paused_since]
        return missed

    @api.depends("paused_since", "date_resumed")
    def _compute_days_without_progress(self):
        """A matter that went on counts from that day; while it stands there is nothing to count."""
        result = super()._compute_days_without_progress()
        today = clock.today(self)
        for matter in self:
            if matter.paused_since:
                matter.days_without_progress = 0
            elif matter.date_resumed:
                matter.days_without_progress = min(
                    matter.days_without_progress, (today - matter.date_resumed).days
                )
        return result

    def _search_is_stalled(self, operator, value):
        stalled = super()._search_is_stalled(operator, [True])
        if stalled is NotImplemented:
            return stalled
        today, quiet = clock.today(self), Domain("date_resumed", "=", False)
        quiet |= Domain("stalled_mark", "=", True)
        # sudo: the measure of each institution for whoever looks at the list
        for regulation in (
            self.env["duban.regulation"].sudo().search([("active", "=", True)])
        ):
            limit = today - timedelta(days=regulation.no_progress_days)
            quiet |= Domain("regulation_id", "=", regulation.id) & Domain(
                "date_resumed", "<=", limit
            )
        stalled &= quiet & Domain("paused_since", "=", False)
        return Domain.OR(stalled if wanted else ~stalled for wanted in value)

    @api.depends("paused_since")
    def _compute_is_stalled(self):
        result = super()._compute_is_stalled()
        for matter in self:
            if matter.paused_since:
                matter.is_stalled = False
        return result

    @api.depends("paused_since")
    def _compute_is_unanswered(self):
        result = super()._compute_is_unanswered()
        for matter in self:
            if matter.paused_since:
                matter.is_unanswered = False
        return result

    def _search_is_unanswered(self, operator, value):
        unanswered = super()._search_is_unanswered(operator, [True])
        if unanswered is NotImplemented:
            return unanswered
        unanswered &= Domain("paused_since", "=", False)
        return Domain.OR(unanswered if wanted else ~unanswered for wanted in value)

    def _passed_limit(self):
        return None if self.paused_since else super()._passed_limit()

    def _limit_passed(self):
        return not self.paused_since and super()._limit_passed()

    # ------------------------------------------------------------------
    # Nobody of the unit is asked; the office is, when the day has come
    # ------------------------------------------------------------------

    def _todos_after_standing(self, todos):
        """What becomes of ``todos`` of this one matter while its clock stands, and of answers owed since before."""
        if self.state not in RUNNING_STATES:
            return todos
        pause = self._open_pause()
        if not pause:
            return [self._answer_later(todo) for todo in todos]
        resume = Todo(
            "resume",
            "resume",
            self._office_contact(),
            pause.date_expected,
            self.env._("Stands still: let the clock go on, or prolong it"),
        )
        return [row for row in todos if row.key.partition(":")[0] in STAYING] + [resume]

    def _answer_later(self, todo):
        """An answer that an urging or notice asked for before a standstill is owed so many days later."""
        kind, _sep, number = todo.key.partition(":")
        if kind not in ("urging", "warning", "instruction", "inspection"):
            return todo
        return todo._replace(date=self._record_day(int(number), todo.date))

    def _record_day(self, record_id, day):
        """``day``, until which the record with ``record_id`` wants its answer, as other limits move (``_moved``).

        By the calendar while the working days of a year are not known: nobody's to-do stops for that.
        """
        record = self.env["duban.record"].browse(record_id)
        start = clock.local(self, record.date).date()
        for pause in self.pause_ids.sorted("date_from"):
            begin, end = max(pause.date_from, start), pause.date_to or clock.today(self)
            if end <= begin or day < begin:
                continue
            try:
                day = self._moved(day, begin, end)
            except UserError:
                day += end - begin
        return day

    def _reminder_events(self):
        pause = self.state in RUNNING_STATES and self._open_pause()
        if not pause:
            return super()._reminder_events()
        ladder = [
            (0, self._office_contact()),
            (self._rule("ladder_head_days"), self.regulation_id.office_leader_id),
        ]
        over = Event("pause_over", pause.date_expected, ladder, f"pause:{pause.id}")
        return [over, *self._events_decisions()]

    def _events_answers(self, passed):
        events = super()._events_answers(passed)
        if not self.pause_count:
            return events
        return [
            event._replace(
                day=self._record_day(int(event.key.partition(":")[2]), event.day)
            )
            if event.key.startswith("record:")
            else event
            for event in events
        ]

    def _events_progress(self, worker, passed):
        """Quiet days are counted from the day it went on."""
        events = super()._events_progress(worker, passed)
        days = self._rule("no_progress_days")
        if not self.date_resumed or not days:
            return events
        first = fields.Date.add(self.date_resumed, days=days)
        return [
            event._replace(day=max(event.day, first))
            if event.kind == "no_progress"
            else event
            for event in events
        ]


class DubanPlanLine(models.Model):
    _inherit = "duban.plan.line"

    @api.depends("matter_id.paused_since")
    def _compute_state(self):
        """A milestone that falls into a standstill is not missing."""
        result = super()._compute_state()
        for line in self:
            since = line.matter_id.paused_since
            if line.state == "missing" and since and line.date >= since:
                line.state = "planned"
        return result


class DubanRequest(models.Model):
    _inherit = "duban.request"

    def action_submit(self):
        """See above; nothing is applied for while the clock stands."""
        self.matter_id._check_not_paused()
        return super().action_submit()


class DubanProgressRequest(models.Model):
    _inherit = "duban.progress.request"

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows.matter_id._check_not_paused()
        return rows
