"""On which days something is owed, which of them are kept and which were missed: said once, read by all.

Of feedback, the ledger, the to-dos, the lateness of a feedback, the timeline, reminders and urging read the same rows
(AMB-60). Of the due date, what was missed stays when another day takes its place (CORE-34).
"""

from datetime import date
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ... import clock
from ..access.matter_writing import on_write
from ..matter.states import RUNNING_STATES


class FeedbackDay(NamedTuple):
    """One day by which feedback is owed.

    :param due: the day
    :param answered: whether one did
    """

    due: date
    answered: bool


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    date_urgent = fields.Date(
        "Urgent since",
        readonly=True,
        copy=False,
        help="Feedback at once counts from this day, where it was not urgent from the start.",
    )

    @on_write("before", "is_urgent")
    def _date_the_urgency(self, vals):
        """What becomes urgent on its way is reported at once from then on, not from its assignment (WUT-23.1b)."""
        if vals["is_urgent"]:
            self.filtered(lambda matter: not matter.is_urgent)._engine_write(
                {"date_urgent": clock.today(self)}
            )

    # ------------------------------------------------------------------
    # The days
    # ------------------------------------------------------------------

    def _feedback_days(self, before=None):
        """Days by which this one matter's lead unit owes feedback that is not tied to a milestone, in order.

        :param before: a ``duban.feedback`` that arrives: what stood before it
        :return: list of ``FeedbackDay``
        """
        self.ensure_one()
        if not self.date_assigned:
            return []
        # sudo: dates that the rules give and on which of them was reported; the feedback itself stays closed
        matter = self.sudo()
        given = matter._feedback_given(before).mapped("date")
        end = self._feedback_end()
        rows = [
            FeedbackDay(due, due in answered)
            for days in (
                matter._grid_days() or matter._least_days(),
                matter._urgent_days(),
            )
            for answered in [matter._answered_days(days, given)]
            for due, _since in days
            if not end or due <= end
        ]
        return sorted(rows)

    def _answered_days(self, days, given):
        """Which of ``days`` are answered by feedback of the days ``given`` (AMB-60).

        One inside an interval answers the day at its end. One that comes when days have passed without any is late for
        these, and answers none to come: the grid is not shifted by it. A result answers its interval as well.

        :param days: [(due, first day of its interval)], in order
        """
        result, reopened = self.date_result, self._reopened_on()
        answered = {
            due
            for due, since in days
            # a result had been handed in: what was due before it was refuted is owed no more
            if (reopened and due < reopened) or (result and result >= since)
        }
        for day in sorted(given):
            passed = {due for due, _since in days if due <= day} - answered
            answered |= passed or {due for due, since in days if since <= day <= due}
        return answered

    def _reopened_on(self):
        """The day on which this one matter was reopened last (as superuser), or None."""
        if not self.result_refuted:
            return None
        rows = self.due_date_ids.filtered(lambda row: row.kind == "reopened")
        return max(rows.mapped("date_set"), default=None)

    def _feedback_given(self, before=None):
        """Feedback of this one matter's lead unit that stands, or of these what stood before one that arrives."""
        given = self._feedback_of_lead()
        return given.filtered(lambda row: row.id < before.id) if before else given

    def _feedback_end(self):
        """The day on which this one matter left its unit: nothing is owed after it; None while it works on it."""
        if self.state in RUNNING_STATES:
            return None
        return self.date_result or self.date_ended

    def _grid_days(self):
        """[(due, first day that answers it)] by the grade's fixed grid from the assignment (AMB-60).

        It ends with the due date, or with the result where the grade says so: then a due date that passed without one
        ends nothing (ABAF-18.4).
        """
        grade = self._rules()["grades"].get(str(self.grade_id.id), {})
        every = grade.get("feedback_every")
        if not every:
            return []
        step, start, last = relativedelta(days=every), self.date_assigned, self.date_deadline  # fmt: skip
        today = clock.today(self)
        if grade["feedback_until_result"] and last and last < today:
            last = None
        end = last or max(today, start) + 3 * step
        grid, day = set(), start + step
        while day <= end:
            grid.add(self._running_day(start, day))
            day += step
        grid = sorted(
            day for day in grid if not last or day <= last or self.paused_since
        )
        after = relativedelta(days=1)
        since = [start, *(day + after for day in grid)]
        return list(zip(grid, since, strict=False))

    def _least_days(self):
        """The same where the grade knows no grid and wants feedback within the term: the due date (ABAF-18.1)."""
        if not self._least_feedback() or not self.date_deadline:
            return []
        return [(self.date_deadline, self.date_assigned)]

    def _urgent_days(self):
        """[(due, first day that answers it)] of what is reported at once (WUT-23.1b, SIE-16.2b)."""
        urgent = self._rule("urgent_feedback_days")
        if not self.is_urgent or urgent < 0:
            return []
        start = max(
            filter(None, (self.date_assigned, self.date_urgent, self._reopened_on()))
        )
        return [(self._running_day(start, start + relativedelta(days=urgent)), start)]

    # ------------------------------------------------------------------
    # What follows from them
    # ------------------------------------------------------------------

    def _feedback_dates(self):
        """The days of ``_feedback_days``, in order."""
        return [row.due for row in self._feedback_days()]

    def _open_feedback_date(self, before=None):
        """The day that the next feedback of this one matter answers: the oldest unanswered one; False: none.

        :param before: see ``_feedback_days``
        """
        return next(
            (row.due for row in self._feedback_days(before) if not row.answered), False
        )

    def _reports_by_plan(self):
        """Whether this one matter's unit reports at the dates of its plan: by rule, or in stages, as it is long or
        difficult (WUT-23.1c, SIE-16.2c)."""
        staged = self.is_long_cycle or self.is_difficult
        return self._rule("feedback_by_plan") or staged

    def _progress_has_dates(self):
        """Whether days are set that say which progress of this one matter is missing (as superuser): those of the grid,
        of the plan (XISU-8.4a, ABAF-18), or of a stage to come of what reports in stages (WUT-23.1c, SIE-16.2c)."""
        if self._grid_days():
            return True
        if self._rule("feedback_by_plan"):
            return bool(self._plan_lines())
        return bool(self._reports_by_plan() and self._owed_milestones())

    def _quiet_since(self):
        """The day from which this one matter's days without progress count: the last report, else the assignment;
        not before it was taken up again, as nobody worked on it until then (AMB-46). None: it was not assigned."""
        since = self.date_last_feedback or self.date_assigned
        return max(filter(None, (since, self._reopened_on())), default=None)

    def _open_milestones(self):
        """Dates of this one matter's plan still without feedback, where progress is reported by the plan."""
        if not self._reports_by_plan():
            return []
        # sudo: as in ``_feedback_days``
        return self.sudo()._owed_milestones().mapped("date")

    def _owed_milestones(self):
        """Milestones of this one matter without feedback (as superuser); what a result covered that was taken up again
        since is not owed once more."""
        reopened = self.due_date_ids.filtered(lambda row: row.kind == "reopened")
        since = max(reopened.mapped("date_set"), default=None)
        return self._plan_lines().filtered(
            lambda line: (
                line.date
                and not line._has_feedback()
                and not (since and line.date < since)
            )
        )

    def _missed_feedback_dates(self):
        """Past dates of this one matter still without feedback: one in the interval answers, or a late one (AMB-60)."""
        today = clock.today(self)
        grid = [row.due for row in self._feedback_days() if not row.answered]
        return sorted(day for day in grid + self._open_milestones() if day < today)

    def _coming_feedback_dates(self):
        """Dates from today on by which this one matter's unit owes feedback: the next of the grid, all of the plan."""
        today = clock.today(self)
        grid = [
            row.due
            for row in self._feedback_days()
            if row.due >= today and not row.answered
        ]
        milestones = {day for day in self._open_milestones() if day >= today}
        return milestones.union(grid[:1])

    # ------------------------------------------------------------------
    # The due date: lateness is not forgotten
    # ------------------------------------------------------------------

    closed_late = fields.Boolean(
        "Result after the due date", compute="_compute_closed_late", store=True
    )

    was_late = fields.Boolean(
        "Late before", readonly=True, copy=False,
        help="A due date passed without a result in time, before another date was set: that stays (CORE-34).",
    )  # fmt: skip
    was_late_excused = fields.Boolean(
        "Reason for it accepted", readonly=True, copy=False,
        help="For each date that passed before another one was set, the reason of the unit was accepted.",
    )  # fmt: skip

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

    def _date_of_result(self, state=None):
        """The day of the result of this one matter that stands: one that was returned stands no longer.

        :param state: the one in which that is asked, where a step moved the matter on since
        """
        running = (state or self.state) in RUNNING_STATES
        return self.date_result if not running else None

    def _is_missed(self, state=None):
        """Whether the due date of this one matter passed without a result that stands (D9).

        A result that was returned stands no longer; the clock may stand; before its unit has the matter nobody is late.

        :param state: the one in which that is asked, where a step moved the matter on since
        """
        day = self._date_of_result(state)
        if (state or self.state) in RUNNING_STATES:
            day = self.paused_since or clock.today(self)
        return self._is_beyond(day)

    def _is_beyond(self, day):
        """Whether ``day`` is after the due date of this one matter, and its unit had to keep that date (CORE-21).

        What had passed before the present lead unit took over was missed by another.
        """
        due = self.date_deadline
        lead = self.unit_line_ids.filtered(lambda row: row.role == "lead")
        return bool(
            day and due and day > due and not (lead.date_from and due < lead.date_from)
        )

    def _lateness(self, kind, request=None, state=None):
        """Engine values that keep the lateness of this one matter when its due date is replaced.

        :param kind: kind of the new ``duban.due.date``; a correction puts right what never was
        :param request: the ``duban.request`` that is granted: it is measured by the day on which the unit applied,
            neither a slow decision nor a result handed in meanwhile takes anything from it
        :param state: see ``_is_missed``
        """
        missed = (
            self._is_beyond(request.date_applied) if request else self._is_missed(state)
        )
        if (
            not missed
            or kind == "corrected"
            # a reason that was accepted for this date leaves the unit its extension
            or (kind == "extension" and self._is_excused())
        ):
            return {}
        # an accepted reason excuses its own date, none that was missed before
        excused = self._is_excused() and (not self.was_late or self.was_late_excused)
        return {"was_late": True, "was_late_excused": excused}
