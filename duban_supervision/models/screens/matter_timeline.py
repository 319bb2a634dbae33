"""Plan against progress: what was to be done by when, and what was done when, as points in time for the form."""

from datetime import date

from odoo import api, fields, models

from ... import clock
from ..matter.matter import OPEN_STATES

#: more feedback dates than a timeline can show (a five-year plan with a monthly grid)
MOST_FEEDBACK_DATES = 24


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    timeline = fields.Json(
        compute="_compute_timeline",
        export_string_translation=False,
        help="Milestones, feedback and due dates as {points: [{lane, date, day, name, note, style, at}], today}.",
    )

    @api.depends_context("uid", "lang")
    @api.depends(
        "date_deadline",
        "state",
        "due_date_ids",
        "plan_line_ids.date",
        "plan_line_ids.name",
        "feedback_ids",
        "pause_ids",
    )
    def _compute_timeline(self):
        today = clock.today(self)
        for matter in self:
            matter.timeline = matter._timeline(today) if matter.id else False

    def _timeline(self, today):
        """The timeline of this one matter, or ``False`` when there is nothing to set against each other.

        ``at`` is the place of a point in per cent between the first and the last date.
        """
        points = (
            self._timeline_stages()
            + self._timeline_plan(today)
            + self._timeline_progress()
            + self._timeline_due()
        )
        if not any(point["lane"] != "stage" for point in points):
            return False
        days = [point["when"] for point in points]
        if self.state in OPEN_STATES:
            days.append(today)
        first, last = min(days), max(days)
        length = max((last - first).days, 1)

        def place(day):
            return round(100 * (day - first).days / length, 1)

        points.sort(key=lambda point: point["when"])
        for point in points:
            day = point.pop("when")
            point.update(
                date=day.isoformat(),
                day=self._format_date(day),
                # on the strip there is little room, and the year goes without saying
                short=self._format_date(day).rpartition("年")[2]
                if day.year == today.year
                else self._format_date(day),
                at=place(day),
            )
        return {
            "points": points,
            "first": self._format_date(first),
            "last": self._format_date(last),
            "today": place(today) if first <= today <= last else None,
            "today_iso": today.isoformat(),
            "today_day": self._format_date(today),
        }

    def _timeline_point(self, lane, when, name, style, note=""):
        return {
            "lane": lane,
            "when": when or date.min,
            "name": name,
            "style": style,
            "note": note or "",
        }

    def _timeline_stages(self):
        """Where it began and ended."""
        labels = self.fields_get(
            ["date_assigned", "date_result", "date_closed"], ["string"]
        )
        return [
            self._timeline_point("stage", self[name], labels[name]["string"], "stage")
            for name in labels
            if self[name]
        ] + [
            self._timeline_point("stage", day, words, "stage", pause.ground)
            for pause in self.pause_ids
            for day, words in (
                (pause.date_from, self.env._("Clock stopped")),
                (pause.date_to, self.env._("Clock went on")),
            )
            if day
        ]

    def _timeline_plan(self, today):
        """Milestones, and the days on which feedback is due by rule."""
        states = dict(
            self.plan_line_ids._fields["state"]._description_selection(self.env)
        )
        points = [
            self._timeline_point(
                "plan", line.date, line.name, line.state, states[line.state]
            )
            for line in self.plan_line_ids
            if line.date and not line.is_proposal
        ]
        planned = {point["when"] for point in points}
        # sudo: dates that the rules give; who reads the matter may know them
        matter = self.sudo()
        given = matter.feedback_ids.filtered(lambda row: row.kind != "co_unit")
        missed = set(matter._missed_feedback_dates())
        ended = self.date_result or self.date_closed
        days = [
            day
            for day in matter._expected_feedback_dates()
            if day not in planned and not (ended and day > ended)
        ]
        if len(days) > MOST_FEEDBACK_DATES:
            days = [day for day in days if day in missed or day >= today][:1]
        for day in days:
            if day in missed:
                style = "missing"
            else:
                done = day < today or matter._feedback_satisfies(day, given)
                style = "done" if done else "planned"
            points.append(
                self._timeline_point(
                    "plan", day, self.env._("Feedback due"), style, states[style]
                )
            )
        return points

    def _timeline_progress(self):
        """What was reported when."""
        return [
            self._timeline_point(
                "progress",
                row.date,
                row.name,
                "returned"
                if row.review_state == "returned"
                else "late"
                if row.is_late
                else "done",
                self.env._("Late") if row.is_late else row.department_id.sudo().name,
            )
            for row in self.feedback_ids
        ]

    def _timeline_due(self):
        """Every due date the matter had; the last one counts."""
        rows = self.due_date_ids.filtered("date").sorted("id")
        kinds = dict(rows._fields["kind"]._description_selection(self.env))
        former = self.env._("Former due date")
        points = [
            self._timeline_point("due", row.date, former, "former", kinds[row.kind])
            for row in rows
        ]
        if points:
            style = "overdue" if self.is_overdue else "due"
            points[-1].update(name=self.env._("Due date"), style=style)
        return points
