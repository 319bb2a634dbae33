"""To-dos: what should wait for whom.

The matter is the truth, an activity only points at it. ``_expected_todos`` derives from the records which to-dos should
exist now; ``reconcile.py`` makes ``mail.activity`` agree.
"""

from typing import NamedTuple

from odoo import fields, models

from ... import clock
from ..matter.matter import OPEN_STATES, RUNNING_STATES


class Todo(NamedTuple):
    """One to-do that should exist.

    :param key: identity on the matter, without the person
    :param kind: xml id suffix of the activity type (``todo_<kind>``)
    :param user: ``res.users`` record; without a user the to-do goes to the office
    :param date: due date
    :param summary: what to do, without the title of the matter
    """

    key: str
    kind: str
    user: object
    date: object
    summary: str


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    # ------------------------------------------------------------------
    # Who
    # ------------------------------------------------------------------

    def _unit_contact(self, unit):
        """The person who receives what this unit (department) receives on this one matter."""
        line = self.unit_line_ids.filtered(
            lambda row: row.department_id == unit and row.role in ("lead", "co")
        )[:1]
        if self._rule("liaison_rule") != "none":
            own = self.liaison_id if unit == self.lead_unit_id else unit.liaison_id
            liaisons = [own, unit.liaison_id]
            if self._rule("liaison_rule") == "one_per_unit":
                liaisons.reverse()
            if liaison := self._first_who_can_act(liaisons):
                return liaison
        people = (line.head_id, self._head_of(unit), unit.liaison_id)
        named = next(filter(None, people), self.env["res.users"])
        # somebody who cannot act is still the one whom it was meant for: the office is told instead
        return self._first_who_can_act(people) or named

    def _lead_worker(self):
        """Who works on the matter in the lead unit: the handler once named, else the unit's contact."""
        return self._first_who_can_act([self.handler_id]) or self._unit_contact(
            self.lead_unit_id
        )

    def _office_contact(self):
        """The office's person on this one matter: the officer in charge, else the head of the office."""
        officer, office = self.officer_id, self.office_id
        if officer not in self.recused_user_ids and office._is_office_staff(officer):
            return officer
        return (office._office_staff() - self.recused_user_ids)[:1]

    # ------------------------------------------------------------------
    # What
    # ------------------------------------------------------------------

    def _expected_todos(self):
        """To-dos that should exist now on this one matter (as superuser). Hook: extend the list through ``super()``."""
        self.ensure_one()
        if self.state not in OPEN_STATES:
            return self._todos_after_end()
        todos = getattr(self, f"_todos_{self.state}")()
        todos += self._todos_beside()
        return todos

    def _todos_draft(self):
        returned = self.approval_line_ids.filtered(
            lambda line: line.purpose == "filing" and line.state == "returned"
        )
        if not returned:
            return []
        return [
            Todo(
                "resubmit",
                "file",
                self.create_uid,
                self._today(),
                self.env._("Returned: revise and submit again"),
            )
        ]

    def _todos_filing_approval(self):
        if self._chain_complete("filing"):
            return [
                Todo(
                    "file",
                    "file",
                    self._office_contact(),
                    self._today(),
                    self.env._("Approved: file and number it"),
                )
            ]
        return []

    def _todos_filed(self):
        return [
            Todo(
                "assign",
                "assign",
                self._office_contact(),
                self.date_filed,
                self.env._("Assign to the units"),
            )
        ]

    def _todos_assigned(self):
        env = self.env
        claim = self._rule("acceptance_kind") == "claim"
        summary = (
            env._("Claim the task")
            if claim
            else env._("Accept: name the people and draw up the work plan")
        )
        todos = [
            Todo(
                "accept",
                "accept",
                self._unit_contact(self.lead_unit_id),
                self._acceptance_date(),
                summary,
            )
        ]
        if self.is_urgent or self.is_long_cycle or self.is_difficult:
            # at once, and stage by stage, count from the assignment, not from the acceptance
            todos += self._todos_feedback(self._lead_worker())
        return (
            todos
            + self._todos_co_handlers()
            + self._todos_co_units()
            + self._todos_requests(self._lead_worker())
        )

    def _todos_co_handlers(self):
        """Where the lead unit accepts only after each co-unit named its handler, the co-units are asked to."""
        if not self._rule("co_handler_required"):
            return []
        lines = self.unit_line_ids.filtered(
            lambda row: row.role == "co" and not row.handler_id
        )
        return [
            Todo(
                f"co_handler:{line.department_id.id}",
                "accept",
                self._unit_contact(line.department_id),
                self._acceptance_date(),
                self.env._("Name the handler of your unit"),
            )
            for line in lines
        ]

    def _acceptance_date(self):
        """Until when this one matter is to be accepted; never after its due date (ABAF-16.3c)."""
        day = self.date_plan_due or self._add_working_days_safe(
            self.date_assigned, self._rule("acceptance_reminder_days")
        )
        return min(filter(None, (day, self.date_deadline)))

    def _todos_co_units(self):
        todos = []
        for line in self.unit_line_ids.filtered(
            lambda row: row.role == "co" and row.report_state == "waiting"
        ):
            date = (
                line.report_due
                or self.date_deadline
                or self.date_plan_due
                or self._acceptance_date()
            )
            todos.append(
                Todo(
                    f"co:{line.department_id.id}",
                    "co_feedback",
                    self._unit_contact(line.department_id),
                    date,
                    self.env._("Cooperate and report to the lead unit"),
                )
            )
        return todos

    def _todos_in_progress(self):
        env, today = self.env, self._today()
        worker = self._lead_worker()
        todos = self._todos_co_units() + self._todos_feedback(worker)
        returned = self.return_count and self.date_result
        summary = (
            env._("Returned: revise the result")
            if returned
            # sudo: the word of the regulation, the same as on the button
            else env["duban.label"]._word(
                self.sudo().regulation_id,
                "action:action_submit_result",
                env._("Report the result"),
            )
        )
        if self.date_deadline:
            todos.append(Todo("result", "result", worker, self.date_deadline, summary))
            head = self.unit_head_id
            if today > self.date_deadline and head and head != worker:
                todos.append(
                    Todo(
                        "overdue",
                        "overdue",
                        head,
                        self.date_deadline,
                        env._("Overdue: see to the result"),
                    )
                )
        todos += self._todos_statement(worker)
        if (
            self._rule("head_confirmation_required")
            and self.result
            and not self.head_confirmed
        ):
            todos.append(
                Todo(
                    "confirm",
                    "confirm",
                    self.unit_head_id,
                    self.date_deadline or today,
                    env._("Confirm the truth of the result"),
                )
            )
        return todos

    def _todos_statement(self, worker):
        """Once overdue the unit owes its written statement until it is there (XISU-8.4e)."""
        day = self.date_deadline
        if (
            not self._rule("cannot_finish_report_enabled")
            or not day
            or self._today() <= day
            or self.request_ids.filtered(
                lambda row: (
                    row.kind in ("cannot_finish", "extension")
                    and row.state in ("submitted", "approved")
                    and row.date_deadline_before == day
                )
            )
        ):
            return []
        return [
            Todo(
                "statement",
                "overdue",
                worker,
                day,
                self.env._("Overdue: hand in the written statement"),
            )
        ]

    def _todos_joint(self):
        """A joint supervising department takes part from the start: it adds its record (XISU-7.1e)."""
        recorded = self.record_ids.user_id.duban_unit_ids
        lines = self.unit_line_ids.filtered(lambda row: row.role == "joint")
        return [
            Todo(
                f"joint:{unit.id}",
                "notice",
                self._unit_contact(unit),
                self.date_deadline or self.date_assigned,
                self.env._("Joint supervision: add your record"),
            )
            for unit in lines.department_id - recorded
        ]

    def _todos_feedback(self, worker):
        """One to-do per milestone without progress, one for the next date of the feedback grid, one per request."""
        env = self.env
        todos = []
        if self._rule("feedback_by_plan") or self.is_long_cycle or self.is_difficult:
            for line in self._plan_lines().filtered(
                lambda row: row.date and not row._has_feedback()
            ):
                todos.append(
                    Todo(
                        f"milestone:{line.id}",
                        "feedback",
                        worker,
                        line.date,
                        env._("Report progress: %s", line.name),
                    )
                )
        missed = [
            day
            for day in self._missed_feedback_dates()
            if day in self._expected_feedback_dates()
        ]
        given = self.feedback_ids.filtered(lambda f: f.kind != "co_unit")
        upcoming = [
            day
            for day in self._expected_feedback_dates()
            if day >= self._today() and not self._feedback_satisfies(day, given)
        ]
        next_day = missed[-1:] or upcoming[:1]
        if not next_day and self.date_deadline and not given and self._least_feedback():
            # No grid, but the result will be refused without a feedback: it is due with the result at the latest.
            next_day = [self.date_deadline]
        if next_day:
            todos.append(
                Todo(
                    "feedback",
                    "feedback",
                    worker,
                    next_day[0],
                    env._("Report progress"),
                )
            )
        return todos + self._todos_requests(worker)

    def _least_feedback(self):
        """How many progress feedbacks the grade of this one matter wants before the result."""
        return (
            self._rules()["grades"]
            .get(str(self.grade_id.id), {})
            .get("min_feedback", 0)
        )

    def _todos_requests(self, worker):
        """One to-do per open progress request, also before the task is accepted."""
        return [
            Todo(f"request:{row.id}", "feedback", worker, row.date_due, row.name)
            for row in self.progress_request_ids
            if row.state == "open"
        ]

    def _feedback_satisfies(self, due, given):
        """Whether one of the feedbacks ``given`` lies in the interval that ends on the grid date ``due``."""
        dates = self._expected_feedback_dates()
        position = dates.index(due)
        previous = dates[position - 1] if position else self.date_assigned
        return any(
            previous < day <= due or previous == day == due
            for day in given.mapped("date")
        )

    def _todos_result_submitted(self):
        if self.review_passed:
            waiting = (
                self._rule("report_back_before_close") != "none"
                and not self._is_reported_back()
            )
            summary = (
                self.env._("Report back, then close")
                if waiting
                else self.env._("Close")
            )
            return [
                Todo("close", "close", self._office_contact(), self._today(), summary)
            ]
        todos = [
            Todo(
                "review",
                "review",
                self._office_contact(),
                self.date_result,
                self.env._("Review the result"),
            )
        ]
        if self._rule(
            "feedback_addressees"
        ) == "subject_and_office" and self.subject_unit_id not in (
            self.lead_unit_id,
            self.env["hr.department"],
        ):
            todos.append(
                Todo(
                    "result_notice",
                    "notice",
                    self.subject_head_id,
                    self.date_result,
                    self.env._("The result was handed in: take note"),
                )
            )
        return todos

    def _todos_closing_approval(self):
        if self._chain_complete("closing"):
            return [
                Todo(
                    "close",
                    "close",
                    self._office_contact(),
                    self._today(),
                    self.env._("Approved: close the number"),
                )
            ]
        return []

    def _todos_beside(self):
        """To-dos of what runs beside the states: approvals, unanswered urging, disagreements, periodic supervision."""
        env, today = self.env, self._today()
        todos = []
        lines = self.approval_line_ids
        kinds = dict(lines._fields["kind"]._description_selection(env))
        kinds["decide"] = env._("Decide")
        purposes = dict(lines._fields["purpose"]._description_selection(env))
        for line in lines.filtered(lambda row: row.state == "pending"):
            user = line.approver_id or self._office_contact()
            todos.append(
                Todo(
                    f"approve:{line.id}",
                    "approve",
                    user,
                    line.date_pending or today,
                    env._(
                        "%(kind)s: %(purpose)s (%(step)s)",
                        kind=kinds[line.kind],
                        purpose=purposes[line.purpose],
                        step=line.name,
                    ),
                )
            )
        if self.state in RUNNING_STATES:
            todos += self._todos_joint()
            for record in self.record_ids.filtered(
                lambda row: row.purpose == "urging" and not row.answer
            ):
                todos.append(
                    Todo(
                        f"urging:{record.id}",
                        "urging",
                        self._lead_worker(),
                        record.new_limit or fields.Date.to_date(record.date),
                        env._("Urged: answer and act"),
                    )
                )
            todos += self._todos_records()
            if self._demands("form_id", "period") and self.date_assigned:
                todos.append(
                    Todo(
                        "period",
                        "period",
                        self._office_contact(),
                        self._next_period_date(),
                        env._("Periodic supervision is due"),
                    )
                )
        if self.justification_state == "given" and self.state in RUNNING_STATES:
            todos.append(
                Todo(
                    "judge",
                    "review",
                    self._office_contact(),
                    today,
                    env._("Judge the reason that the unit gave for the delay"),
                )
            )
        for row in self.disagreement_ids.filtered(
            lambda r: r.state in ("head", "leader")
        ):
            user = (
                self.unit_head_id if row.state == "head" else self.leader_in_charge_id
            )
            todos.append(
                Todo(
                    f"disagreement:{row.id}:{row.state}",
                    "disagreement",
                    user,
                    row.date_opened,
                    env._("Settle the disagreement between the units"),
                )
            )
        return todos

    def _todos_records(self):
        """One to-do per unanswered rectification opinion or leader's instruction."""
        todos = []
        for record in self.record_ids.filtered(lambda row: not row.answer):
            if record.purpose == "instruction":
                key, kind, summary = (
                    "instruction",
                    "notice",
                    self.env._("Instruction of a leader: answer and act"),
                )
            elif (record.rectification_opinion or "").strip():
                key, kind, summary = (
                    "inspection",
                    "rectify",
                    self.env._("Rectify and answer"),
                )
            else:
                continue
            date = record.rectification_deadline or fields.Date.to_date(record.date)
            todos.append(
                Todo(f"{key}:{record.id}", kind, self._lead_worker(), date, summary)
            )
        return todos

    def _next_period_date(self):
        """The next date of periodic supervision: so many months after the last record of the office."""
        records = self.record_ids.filtered(lambda row: row.purpose != "assignment")
        last = max(
            (fields.Date.to_date(row.date) for row in records),
            default=self.date_assigned,
        )
        return self._add_months(last, self.period_months or 1)

    def _todos_after_end(self):
        """To-dos of ended matters: open re-checks and reports. Hook."""
        todos = []
        for row in self.recheck_ids.filtered(lambda r: r.outcome == "open"):
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

    def _today(self):
        return clock.today(self)
