"""Impossible dates are refused where they are typed, improbable ones are asked for once (CORE-25).

Whatever the way in: the form's own write, RPC, an import. What the engine itself sets (a date by rule, a carried-over
history) is not typed and is not asked.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import clock

#: dates of what has happened: not in the future
PAST_DATES = ("meeting_date", "minutes_issue_date", "instruction_date")
#: years ahead from which a due date is asked for once
FAR_YEARS = 5


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    far_date_confirmed = fields.Boolean(
        "The far due date is meant",
        copy=False,
        help="Tick it where a due date more than five years ahead is no slip of the pen.",
    )

    deadline_is_far = fields.Boolean(
        compute="_compute_deadline_is_far", export_string_translation=False
    )

    @api.depends("date_deadline")
    def _compute_deadline_is_far(self):
        limit = fields.Date.add(clock.today(self), years=FAR_YEARS)
        for matter in self:
            matter.deadline_is_far = bool(
                matter.date_deadline and matter.date_deadline > limit
            )

    def _check_typed_dates(self, names):
        """The dates among the fields ``names`` that were just typed are possible ones.

        :raise UserError: naming the field and what to do
        """
        today = clock.today(self)
        for matter in self:
            for name in PAST_DATES:
                if name in names and matter[name] and matter[name] > today:
                    raise UserError(
                        self.env._(
                            "%(field)s (%(date)s) lies in the future.",
                            field=matter._label(name),
                            date=matter._format_date(matter[name]),
                        )
                    )
            if names & {"meeting_date", "minutes_issue_date"}:
                matter._check_meeting_before_minutes()
            if "date_deadline" in names:
                matter._check_typed_deadline(today)

    def _check_meeting_before_minutes(self):
        meeting, minutes = self.meeting_date, self.minutes_issue_date
        if meeting and minutes and minutes < meeting:
            raise UserError(
                self.env._(
                    "%(minutes)s (%(issued)s) lies before %(meeting)s (%(held)s).",
                    minutes=self._label("minutes_issue_date"),
                    issued=self._format_date(minutes),
                    meeting=self._label("meeting_date"),
                    held=self._format_date(meeting),
                )
            )

    def _check_typed_deadline(self, today):
        day = self.date_deadline
        if not day:
            return
        if day < today:
            raise UserError(
                self.env._(
                    "%(field)s (%(date)s) lies before today. Enter a date to come.",
                    field=self._label("date_deadline"),
                    date=self._format_date(day),
                )
            )
        if (
            day > fields.Date.add(today, years=FAR_YEARS)
            and not self.far_date_confirmed
        ):
            raise UserError(
                self.env._(
                    "%(field)s (%(date)s) lies more than five years ahead. If that is meant, tick “%(box)s”.",
                    field=self._label("date_deadline"),
                    date=self._format_date(day),
                    box=self._label("far_date_confirmed"),
                )
            )


class DubanPlanLine(models.Model):
    _inherit = "duban.plan.line"

    def _check_typed_date(self):
        """A milestone lies neither before the assignment nor absurdly far (CORE-25)."""
        for line in self:
            assigned = line.matter_id.date_assigned
            if line.date and assigned and line.date < assigned:
                raise UserError(
                    self.env._(
                        "The milestone “%(line)s” (%(date)s) lies before the assignment (%(assigned)s).",
                        line=line.name,
                        date=line.matter_id._format_date(line.date),
                        assigned=line.matter_id._format_date(assigned),
                    )
                )


class DubanReportBack(models.Model):
    _inherit = "duban.report.back"

    def action_done(self):
        """See the report itself; what is reported was reported by today (CORE-25, XISU-8.6)."""
        today = clock.today(self)
        for report in self:
            if report.date > today:
                raise UserError(
                    self.env._("A report dated in the future has not been made yet.")
                )
        return super().action_done()


class DubanRequest(models.Model):
    _inherit = "duban.request"

    def _before_decision(self, line, decision):
        """A decision that is recorded was taken by today (CORE-25)."""
        if self.decision_date and self.decision_date > clock.today(self):
            raise UserError(
                self.env._("The decision that is recorded lies in the future.")
            )
        return super()._before_decision(line, decision)
