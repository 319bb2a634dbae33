"""To-dos: what should wait for whom.

The matter is the truth, an activity only points at it. ``_expected_todos`` derives from the records which to-dos should
exist now; ``reconcile.py`` makes ``mail.activity`` agree.
"""

from odoo import api, fields, models

from ... import clock
from ...again import take
from ...tools.remembered import remembered
from ..matter.states import OPEN_STATES
from .patrol_place import forget_place, keep_place, read_place
from .todo import Todo, todos_in

BATCH = 200

#: digests sent between two commits
DIGESTS = 50


class DubanMatter(models.Model):
    _name = "duban.matter"
    _inherit = ["duban.matter", "duban.patrolled"]

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
            if liaison := self._first_who_can_act(liaisons, unit):
                return liaison
        people = (line.head_id, self._head_of(unit), unit.liaison_id)
        named = next(filter(None, people), self.env["res.users"])
        # somebody who cannot act is still the one whom it was meant for: the office is told instead
        return self._first_who_can_act(people, unit) or named

    def _lead_worker(self):
        """Who works on the matter in the lead unit: the handler once named, else the unit's contact."""
        unit = self.lead_unit_id
        return self._first_who_can_act([self.handler_id], unit) or self._unit_contact(
            unit
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

    @api.model
    @remembered()
    def _todo_table(self):
        """{state: names of the methods that list to-dos in it}, from the marks of ``todos_in``."""
        table = {}
        for cls in reversed(type(self).mro()):
            for name, method in vars(cls).items():
                for state in getattr(method, "todo_states", ()):
                    table.setdefault(state, {})[name] = True
        return {state: tuple(names) for state, names in table.items()}

    def _expected_todos(self):
        """To-dos that should exist now on this one matter (as superuser); ``todos_in`` adds to them."""
        self.ensure_one()
        todos = []
        for name in self._todo_table().get(self.state, ()):
            todos += getattr(self, name)()
        return self._todos_after_standing(todos) if self.pause_count else todos

    @todos_in("draft")
    def _todos_draft(self):
        returned = self.approval_line_ids.filtered(
            lambda line: (
                line.purpose == "filing" and line.state in ("returned", "cancelled")
            )
        )
        if not returned or self._is_recalled():
            return []
        return [
            Todo(
                "resubmit",
                "file",
                self._proposer(),
                None,
                self.env._("Returned: revise and submit again"),
            )
        ]

    @todos_in("filing_approval")
    def _todos_filing_approval(self):
        if self._chain_complete("filing"):
            return [
                Todo(
                    "file",
                    "file",
                    self._office_contact(),
                    None,
                    self.env._("Approved: file and number it"),
                )
            ]
        return []

    @todos_in("filed")
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

    @todos_in("assigned")
    def _todos_assigned(self):
        env = self.env
        claim = self._rule("acceptance_kind") == "claim"
        summary = (
            env._("Claim the task")
            if claim
            else env._(
                "%s: name the people and draw up the work plan",
                self._action_label("accept"),
            )
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
            + self._todos_overdue(self._unit_contact(self.lead_unit_id))
            + self._todos_statement(self._lead_worker())
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
        """Until when this one matter is to be accepted; never after its due date (ABAF-16.3c).

        Later by the working days that an objection was open (CORE-22). A unit that was given the matter when its date
        had passed has its own term (CORE-21).
        """
        day = self.date_plan_due or self._add_working_days_safe(
            self.date_assigned,
            self._rule("acceptance_reminder_days") + self.objection_days_stood,
        )
        due = self.date_deadline
        return min(day, due) if due and due >= self.date_assigned else day

    def _waiting_co_lines(self):
        """Co-units (``duban.matter.unit``) of this one matter that have not reported to its lead unit."""
        return self.unit_line_ids.filtered(
            lambda row: row.role == "co" and row.report_state == "waiting"
        )

    def _todos_co_units(self):
        todos, waiting = [], self._waiting_co_lines()
        workers = [line._worker() for line in waiting]
        for line, worker in zip(waiting, workers, strict=True):
            summary = self.env._("Cooperate and report to the lead unit")
            if workers.count(worker) > 1:
                # one person's to-dos for two units are told apart
                summary = f"{summary}（{line.department_id.name}）"
            date = (
                line.report_due
                or self.date_deadline
                or self.date_plan_due
                # a long-term matter: with what the lead unit reports next (ABAF-18.4)
                or self._open_feedback_date()
                or self._acceptance_date()
            )
            todos.append(
                Todo(
                    f"co:{line.department_id.id}",
                    "co_feedback",
                    worker,
                    date,
                    summary,
                )
            )
        return todos

    @todos_in("in_progress")
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
        todos += self._todos_overdue(worker) + self._todos_statement(worker)
        if (
            self._rule("head_confirmation_required")
            and self.result
            and not self.head_confirmed
            and not self._is_refuted()
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

    def _todos_overdue(self, worker):
        """The head, who answers for it, sees to what is overdue, accepted or not (D9); not before a unit that was given
        it with its date passed had its own term for acceptance (CORE-21)."""
        day, head = self.date_deadline, self.unit_head_id
        if not day or not head or head == worker:
            return []
        term = self._acceptance_date() if self.state == "assigned" else day
        if self._today() <= max(day, term):
            return []
        summary = self.env._("Overdue: see to the result")
        return [Todo("overdue", "overdue", head, day, summary)]

    def _todos_statement(self, worker):
        """Once overdue the unit owes its written statement until it is there, accepted or not (XISU-8.4e, D9).

        Every application brings one (XISU-8.4c). It is the unit's own: what a unit that led before stated is none, and
        a date that passed while that one led was missed by it (CORE-21).
        """
        day = self.date_deadline
        if (
            not self._rule("cannot_finish_report_enabled")
            or not self._is_beyond(self._today())
            or self.request_ids.filtered(
                lambda row: (
                    row._applicant_unit() == self.lead_unit_id
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

    def _todos_feedback(self, worker):
        """One to-do per milestone without progress, one for the next date of the feedback grid, one per request."""
        env = self.env
        todos = []
        if self._reports_by_plan():
            for line in self._owed_milestones():
                todos.append(
                    Todo(
                        f"milestone:{line.id}",
                        "feedback",
                        worker,
                        line.date,
                        env._("Report progress: %s", line.name),
                    )
                )
        day = self._open_feedback_date()
        if day:
            todos.append(
                Todo("feedback", "feedback", worker, day, env._("Report progress"))
            )
        return todos + self._todos_requests(worker)

    def _todos_requests(self, worker):
        """One to-do per open progress request, also before the task is accepted."""
        return [
            Todo(f"request:{row.id}", "feedback", worker, row.date_due, row.name)
            for row in self.progress_request_ids
            if row.state == "open"
        ]

    @todos_in("result_submitted")
    def _todos_result_submitted(self):
        if self.review_passed:
            waiting = (
                self._rule("report_back_before_close") != "none"
                and not self._is_reported_back()
            )
            summary = (
                self.env._("Report back, then close")
                if waiting
                # sudo: the word of the regulation, the same as on the button
                else self.env["duban.label"]._word(
                    self.sudo().regulation_id,
                    "action:action_close",
                    self.env._("Close"),
                )
            )
            return self._todos_close(summary)
        returned = self._closing_returned_words()
        todos = [
            Todo(
                "review",
                "review",
                self._office_contact(),
                self.date_result,
                returned or self.env._("Review the result"),
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

    @todos_in("closing_approval")
    def _todos_closing_approval(self):
        if self._chain_complete("closing"):
            return self._todos_close(self.env._("Approved: close the number"))
        return []

    def _todos_close(self, summary):
        """The office is asked to close what can be closed, no whole before its parts; to go on site first (CORE-20)."""
        if self._open_parts():
            return []
        if self._lacks_close_form():
            summary = self.env._("Record what was found on site, then close")
        return [Todo("close", "close", self._office_contact(), None, summary)]

    def _today(self):
        return clock.today(self)

    # ------------------------------------------------------------------
    # Patrol
    # ------------------------------------------------------------------

    date_next_check = fields.Date(
        readonly=True,
        copy=False,
        default=clock.today,
        export_string_translation=False,
    )

    _next_check_idx = models.Index(
        "(date_next_check) WHERE date_next_check IS NOT NULL"
    )

    @api.model
    def _patrolled_models(self):
        """Names of the models (``duban.patrolled``) that the patrol looks at. Hook: extend through ``super()``."""
        return ["duban.matter", "duban.regulation", "duban.handover"]

    @api.model
    def _cron_patrol(self):
        """One run of the patrol; the scheduler calls it again while work remains."""
        commit = self.env["ir.cron"]._commit_progress

        take(self.env, self.env["duban.delegation"]._patrol)
        take(self.env, self._drafts_follow)
        # One more than is left, until the last digest is out: a run that ends early is taken up again.
        commit(0, remaining=1)
        place = read_place(self)
        for name in self._patrolled_models():
            last = place.get(name, 0)
            while ids := take(self.env, self._patrol_next, name, last):
                last = ids[-1]
                left = self.env[name].search_count(
                    self._patrol_left(name, last), limit=10 * BATCH
                )
                if not commit(len(ids), remaining=left + 1):
                    return
        take(self.env, self.env["duban.reminder"]._refresh_unsent)
        Digest = self.env["duban.digest"]
        take(self.env, Digest._send_at_once)
        waiting = Digest._waiting_users()
        while waiting:
            batch, waiting = waiting[:DIGESTS], waiting[DIGESTS:]
            take(self.env, Digest._send_digests, batch)
            if not commit(len(batch), remaining=len(waiting) + 1):
                return
        forget_place(self)
        commit(0, remaining=0)

    @api.model
    def _patrol_next(self, name, last):
        """Patrol the batch after the id ``last``, without those that somebody works on; the ids of the batch."""
        found = self._patrol_batch(name, last)
        if found:
            found.try_lock_for_update()._patrol_each()
        if found and name != self._name:
            # matters store when to look again, and so get out of the way by themselves
            keep_place(self, name, found.ids[-1])
        return found.ids

    @api.model
    def _patrol_left(self, name, last):
        """Domain of the records of model ``name`` that the patrol of today has still to look at.

        An institution that is archived (a demo that was uninstalled) has nobody left to be told.
        """
        domain = fields.Domain(self.env[name]._patrol_domain())
        if "company_id" in self.env[name]._fields:
            domain &= fields.Domain("company_id", "=", False) | fields.Domain(
                "company_id.active", "=", True
            )
        return domain & fields.Domain("id", ">", last)

    @api.model
    def _patrol_batch(self, name, last):
        return self.env[name].search(
            self._patrol_left(name, last), order="id", limit=BATCH
        )

    @api.model
    def _patrol_domain(self):
        return [
            ("date_next_check", "<=", clock.today(self)),
            ("state", "in", (*OPEN_STATES, "closed")),
        ]

    def _set_next_check(self, day):
        self._engine_write({"date_next_check": day})

    def _mark_for_patrol(self):
        if not self:
            # also while the suite is uninstalled, when an institution has no zone any more
            return
        today = clock.today(self)
        stale = self.filtered(
            lambda matter: not matter.date_next_check or matter.date_next_check > today
        )
        if stale:
            stale._engine_write({"date_next_check": today})
