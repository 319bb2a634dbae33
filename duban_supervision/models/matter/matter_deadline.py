"""The due date: found by rule, explained in words, kept in history."""

import calendar
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import clock
from .states import RUNNING_STATES

#: kinds of due dates in the place of an earlier one (XISU-A2.3); the others say what it is
GRANTED = ("extension", "decision", "redetermined", "reopened")
#: dates of what has happened: not in the future
PAST_DATES = ("meeting_date", "minutes_issue_date", "instruction_date")
#: years ahead from which a due date is asked for once
FAR_YEARS = 5


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    deadline_text = fields.Char(
        "Due",
        compute="_compute_deadline_text",
        help="The date, or the rule before it is known.",
    )
    original_deadline = fields.Date(
        "Original due date", compute="_compute_original_deadline"
    )
    is_extended = fields.Boolean(compute="_compute_original_deadline")
    extension_pending = fields.Boolean(compute="_compute_extension_pending")
    days_without_progress = fields.Integer(
        "Days since last progress", compute="_compute_days_without_progress"
    )

    # ------------------------------------------------------------------
    # Derived, never stored
    # ------------------------------------------------------------------

    @api.depends(
        "date_deadline",
        "state",
        "source_category_id",
        "grade_id",
        "term_days",
        "minutes_issue_date",
    )
    def _compute_deadline_text(self):
        for matter in self:
            if matter.date_deadline:
                matter.deadline_text = matter._format_date(matter.date_deadline)
            else:
                # sudo: the rule in words, for whoever reads the matter
                matter.deadline_text = (
                    matter.sudo()._term_words() if matter.regulation_id else False
                )

    @api.depends("due_date_ids")
    def _compute_original_deadline(self):
        for matter in self:
            lines = matter.due_date_ids.sorted("id")
            given = [n for n, line in enumerate(lines) if n and line.kind in GRANTED]
            matter.is_extended = bool(given)
            matter.original_deadline = lines[given[0] - 1 if given else 0 :][:1].date

    @api.depends("request_ids.state")
    def _compute_extension_pending(self):
        for matter in self:
            matter.extension_pending = any(
                request.kind == "extension" and request.state == "submitted"
                for request in matter.request_ids
            )

    @api.depends(
        "date_last_feedback", "date_assigned", "state", "due_date_ids.date_set"
    )
    def _compute_days_without_progress(self):
        today = clock.today(self)
        for matter in self:
            since = matter._quiet_since()
            matter.days_without_progress = (
                (today - since).days if since and matter.state in RUNNING_STATES else 0
            )

    @api.model
    def _format_date(self, day):
        """A date as Chinese offices write it: 2024年3月18日."""
        return f"{day.year}年{day.month}月{day.day}日" if day else ""

    @api.model
    def _format_period(self, first, last):
        """From one date to another, the year said once: 2024年3月1日至5月31日."""
        end = self._format_date(last)
        if first and last and first.year == last.year:
            end = end.partition("年")[2]
        return "至".join(filter(None, (self._format_date(first), end)))

    # ------------------------------------------------------------------
    # The rule
    # ------------------------------------------------------------------

    def _term_rule(self):
        """The term rule (dict of the ruleset) that fits this one matter; empty when the regulation has none."""
        for rule in self._rules()["terms"]:
            if rule["category"] in (False, self.source_category_id.id) and rule[
                "grade"
            ] in (False, self.grade_id.id):
                return self._with_units(rule)
        return {}

    def _with_units(self, rule):
        """``rule`` with the days that the further units of this one matter add; ``sum`` shows how."""
        more = rule.get("days_per_unit") or 0
        if rule["kind"] != "days" or not more:
            return rule
        further = len(self.lead_unit_id | self.co_unit_ids) - 1
        if further < 1:
            return rule
        added = more * further
        days = rule["days"] + added
        return {
            **rule,
            "days": days,
            "min_days": rule["min_days"] + added if rule["min_days"] else 0,
            "sum": f"{rule['days']} + {more} × {further} = {days}",
        }

    def _term_words(self):
        """The rule in words, as printed before the date is known (AMB-04)."""
        rule = self._term_rule()
        if rule.get("kind") == "days" and rule["is_range"]:
            days = self.term_days or rule["days"]
            return self.env._("%(rule)s (%(days)s days)", rule=rule["name"], days=days)
        if rule.get("sum"):
            return self.env._("%(rule)s (%(sum)s)", rule=rule["name"], sum=rule["sum"])
        return rule.get("name") or ""

    def _rule_date(self, start_event, rule=None):
        """Date by rule when ``start_event`` (``minutes`` or ``assigned``) happened; None when not by this event."""
        rule = rule or self._term_rule()
        kind = rule.get("kind")
        if kind == "year_end" and self.plan_year:
            return date(self.plan_year, 12, 31)
        if kind != "days" or rule["start_event"] != start_event:
            return None
        start = (
            self.minutes_issue_date
            if start_event == "minutes"
            else (self.date_assigned or clock.today(self))
        )
        if not start:
            return None
        days = self.term_days or rule["days"] if rule["is_range"] else rule["days"]
        return self.env["duban.calendar.year"]._add_days(
            start, days, rule["day_type"], self.company_id
        )

    def _rule_ground(self, rule):
        name = rule["name"]
        if rule.get("sum"):
            name = self.env._(
                "%(rule)s, further units: %(sum)s days", rule=name, sum=rule["sum"]
            )
        return self.env._(
            "%(rule)s (%(regulation)s %(clause)s)",
            rule=name,
            regulation=self.regulation_id.name,
            clause=rule["clause"] or "",
        )

    def _check_term(self, data):
        """No matter is filed without a date or a rule that gives one (WUT-22.1); a deviating date has its ground."""
        for matter in self:
            rule = matter._term_rule()
            kind = rule.get("kind", "explicit")
            label = matter._label("date_deadline")
            if kind == "open" and not matter.date_deadline:
                continue
            if not matter.date_deadline:
                if kind == "explicit":
                    if (
                        data.get("action") == "submit_filing"
                        and matter._date_is_signed()
                    ):
                        continue
                    raise UserError(
                        self.env._(
                            "%(field)s is missing on %(matter)s: the regulation has no default term here.",
                            field=label,
                            matter=matter.display_name,
                        )
                    )
                if kind == "year_end" and not matter.plan_year:
                    raise UserError(
                        self.env._(
                            "%s is missing: the term ends with that year.",
                            matter._label("plan_year"),
                        )
                    )
                if (
                    kind == "days"
                    and rule["start_event"] == "minutes"
                    and not matter.minutes_issue_date
                ):
                    raise UserError(
                        self.env._(
                            "%s is missing: the term is counted from it.",
                            matter._label("minutes_issue_date"),
                        )
                    )
                matter._check_term_over(rule)
                matter._check_term_range(rule)
            matter._check_deadline_ground(matter.date_deadline, rule)

    def _date_is_signed(self):
        """Whether a leader sets the due date of this one matter with the signature (WUT-22.4b)."""
        return any(step["kind"] == "decide" for step in self._chain("filing"))

    def _check_deadline_ground(self, deadline, rule):
        """An explicit date that leaves ``rule`` (dict) needs its ground in words, where the rule asks for it."""
        if not deadline or (self.deadline_ground or "").strip() or not rule:
            return
        needed = rule["ground_required"]
        if needed == "never":
            return
        low, high = self._rule_range(rule)
        # A term that cannot be counted, because its start is not stated, excuses no date.
        unknown = rule["kind"] == "days" and not high
        if (
            needed == "always"
            or unknown
            # where the rule sets no end, every date is one that somebody asked for (ABAF-18.5)
            or rule["kind"] == "open"
            or (high and deadline > high)
            or (needed == "differs" and low and deadline < low)
        ):
            if self._is_signed():
                raise UserError(
                    self.env._(
                        "%(date)s differs from the rule “%(rule)s”. %(matter)s is signed: state the due date and its "
                        "ground by “%(step)s”.",
                        date=self._format_date(deadline),
                        rule=rule["name"],
                        matter=self.display_name,
                        step=self._action_label("adjust"),
                    )
                )
            raise UserError(
                self.env._(
                    "%(date)s differs from the rule “%(rule)s”. State the ground in %(field)s.",
                    date=self._format_date(deadline),
                    field=self._label("deadline_ground"),
                    rule=rule["name"],
                )
            )

    def _rule_range(self, rule):
        """(earliest, latest) due date that needs no ground by ``rule`` (dict); None where it sets no end."""
        if rule.get("kind") == "year_end":
            end = date(self.plan_year, 12, 31) if self.plan_year else None
            return end, end
        if rule.get("kind") != "days":
            return None, None
        start = (
            self.minutes_issue_date
            if rule["start_event"] == "minutes"
            else (self.date_assigned or clock.today(self))
        )
        if not start:
            return None, None
        add = self.env["duban.calendar.year"]._add_days
        high = add(start, rule["days"], rule["day_type"], self.company_id)
        low = (
            add(start, rule["min_days"], rule["day_type"], self.company_id)
            if rule["is_range"]
            else high
        )
        return low, high

    def _fix_deadline(self, event):
        """Set and explain the due dates that are known at ``event`` (``filed`` or ``assigned``)."""
        lines = []
        for matter in self:
            rule = matter._term_rule()
            if last := matter.due_date_ids.sorted("id")[-1:]:
                if event == "assigned" and last.kind == "explicit":
                    # The range of a date stated at filing runs from the assignment, known only now; one that was set
                    # since then, by a correction or with a merge, was set with its ground.
                    matter._check_deadline_ground(matter.date_deadline, rule)
                continue
            line = matter._first_due_date(event, rule)
            if line:
                lines.append({"clause": rule.get("clause"), **line, "matter_id": matter.id})  # fmt: skip
        self.env["duban.due.date"]._engine_create(lines)

    def _first_due_date(self, event, rule):
        """Date, kind and ground of the due date that ``event`` makes known for this one matter; None: not yet."""
        if self.date_deadline:
            self._check_deadline_ground(self.date_deadline, rule)
            ground = self.deadline_ground or self._stated_ground()
            return {"date": self.date_deadline, "kind": "explicit", "ground": ground}
        if rule.get("kind") == "open":
            day = None
            if event != "assigned":
                return None
        else:
            day = self._rule_date("minutes" if event == "filed" else "assigned", rule)
            if not day:
                return None
            self._engine_write({"date_deadline": day})
        return {"date": day, "kind": "rule", "ground": self._rule_ground(rule)}

    def _stated_ground(self):
        """Why this one matter has the date stated at filing: the leader's signed comment, else the basis."""
        line = self.approval_line_ids.filtered(
            lambda row: row.purpose == "filing" and row.state == "approved"
        )[-1:]
        if line:
            return line._signed_words()
        if self.source_leader_id and self.instruction_date:
            said = self.env._(
                "%(leader)s, %(date)s: %(opinion)s",
                leader=self.source_leader_id.name,
                date=self._format_date(self.instruction_date),
                opinion=self.leader_instruction or self.basis or "",
            )
            # where nothing was written down, who and when is the ground
            return said.rstrip(" :：")
        if not self.basis:
            return self.env._("Stated at filing")
        return self.env._("Stated at filing: %s", self.basis)

    def _add_due_date_line(self, day, kind, ground, approver=None, request=None):
        """Keep one more due date in the history of this one matter."""
        return self.env["duban.due.date"]._engine_create(
            {
                "matter_id": self.id,
                "date": day,
                "kind": kind,
                "ground": ground,
                "approver_id": approver.id if approver else False,
                "decision_body_id": request.decision_body_id.id if request else False,
                "request_id": request.id if request else False,
            }
        )

    def _set_deadline(self, day, kind, ground, approver=None, request=None, state=None):
        """Replace the due date of this one matter; what was before stays in the history (CORE-8).

        An extension counts for what was done inside it, also where the consent comes after the day that it grants.

        :param state: the state that the step left which sets the date, where that is not the present one
        :raise UserError: the new date is not in the future, or improbably far (CORE-25, ABAF-16.6d)
        """
        today = clock.today(self)
        if kind not in ("rule", "regraded"):
            self._check_far(day)
        if day and day <= today and kind not in ("rule", "regraded", "extension"):
            raise UserError(
                self.env._(
                    "The new due date of %(matter)s has to be later than today (%(day)s).",
                    matter=self.display_name,
                    day=self._format_date(today),
                )
            )
        vals = {"date_deadline": day, **self._lateness(kind, request, state)}
        if self.justification_state != "none":
            # The reason excused the limit that is replaced now, not the new one.
            vals["justification_state"] = "none"
            vals["date_excused"] = False
        self._engine_write(vals)
        self._add_due_date_line(day, kind, ground, approver, request)

    @api.model
    def _add_months(self, day, months):
        """``day`` plus calendar months, clipped to the end of the month (D6)."""
        year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
        return date(
            year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1])
        )

    # ------------------------------------------------------------------
    # Dates that cannot be
    # ------------------------------------------------------------------

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
        for matter in self:
            matter.deadline_is_far = matter._is_far(matter.date_deadline)

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
        if self._is_far(day) and not self.far_date_confirmed:
            raise UserError(self._far_words(day))

    def _is_far(self, day):
        """Whether the date ``day`` (may be empty) is more likely a slip of the pen than meant."""
        limit = fields.Date.add(clock.today(self), years=FAR_YEARS)
        return bool(day and day > limit)

    def _far_words(self, day):
        return self.env._(
            "%(field)s (%(date)s) lies more than five years ahead. If that is meant, tick “%(box)s”.",
            field=self._label("date_deadline"),
            date=self._format_date(day),
            box=self._label("far_date_confirmed"),
        )

    def _check_far(self, day):
        """A new due date ``day`` of this one matter that is typed in a step is not improbably far.

        :raise UserError: it is, and nobody had confirmed such a date for this matter
        """
        later = not self.date_deadline or day and day > self.date_deadline
        if later and self._is_far(day) and not self.far_date_confirmed:
            raise UserError(
                self.env._(
                    "%(field)s (%(date)s) lies more than five years ahead. Check the year.",
                    field=self._label("date_deadline"),
                    date=self._format_date(day),
                )
            )
