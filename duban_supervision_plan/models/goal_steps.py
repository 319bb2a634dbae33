"""The steps of a goal: approve, change, report, finish, give up, draw up its matters. Each leaves a line and tells."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.duban_supervision import clock, inputs
from odoo.addons.duban_supervision.models.access.matter_access import ENDED_STATES
from odoo.addons.duban_supervision.models.matter.states import NEVER_FILED

#: columns of a goal that its matter takes over as they are
TAKEN_OVER = (
    *("name", "content", "measures", "source_category_id", "source_kind_id"),
    *("decision_body_id", "source_document", "lead_unit_id", "leader_in_charge_id"),
    *("handler_id", "date_deadline", "is_key"),
)


class DubanGoal(models.Model):
    _inherit = "duban.goal"

    can_report = fields.Boolean(
        compute="_compute_can_report", export_string_translation=False
    )

    def _compute_can_report(self):
        for goal in self:
            goal.can_report = goal.state == "running" and goal._is_reporter()

    def _log(self, action, note=None, changes=None):
        """One line of history for each of these goals."""
        # sudo: lines are written by the steps only, which checked the person
        self.env["duban.goal.event"].sudo().create(
            [
                {
                    "goal_id": goal.id,
                    "action": action,
                    "note": note or False,
                    "changes": changes,
                    "date": clock.today(goal),
                    "user_id": self.env.uid,
                }
                for goal in self
            ]
        )

    def _concerned(self):
        """Head, liaison and handler of the lead unit, and the leader of this one goal (as superuser)."""
        # sudo: whom a step of the goal concerns; users come back, nothing of the goal
        goal = self.sudo()
        people = goal.leader_in_charge_id | goal.handler_id
        return people | goal.lead_unit_id._duban_contacts()

    def _tell_concerned(self, event, note=None, also=None):
        """One notice per person, goal and step; one message per person whatever the number of goals.

        :param also: {goal id: ``res.users``}, or ``res.users``, who were concerned before the step
        """
        nobody = self.env["res.users"]
        before = also if isinstance(also, dict) else dict.fromkeys(self.ids, also)
        # sudo: which step it was; two changes of one day are told both
        lines = self.env["duban.goal.event"].sudo()
        groups = lines._read_group(
            [("goal_id", "in", self.ids)], ["goal_id"], ["id:max"]
        )
        steps = {goal.id: line for goal, line in groups}
        self._tell(
            event,
            {goal: goal._concerned() | (before[goal.id] or nobody) for goal in self},
            {goal.id: f"{event}:{goal.id}:{steps.get(goal.id, 0)}" for goal in self},
            note,
        )

    def _is_reporter(self):
        """Whether the current user reports on this one goal: people of the lead unit, or the office."""
        user = self.env.user
        # sudo: whose goal it is; yes or no comes back
        goal = self.sudo()
        return bool(
            self._of_own_office()
            or goal.lead_unit_id in user.duban_unit_ids
            or goal.handler_id == user
        )

    def _check_reporter(self):
        for goal in self:
            goal.check_access("read")
            if not goal._is_reporter():
                raise AccessError(
                    self.env._(
                        "Only the lead unit or the office reports on “%s”.", goal.name
                    )
                )
            if goal.state != "running":
                raise UserError(self.env._("“%s” is not running.", goal.name))

    # ------------------------------------------------------------------

    def _needs_unit(self):
        """Whether somebody has to carry out this one goal itself: a task, or a work point that is not split."""
        return self.level == "task" or (self.level == "year" and not self.child_ids)

    def _check_complete(self):
        """What a goal needs before it is approved (hook)."""
        for goal in self:
            missing = [
                goal._fields[name]._description_string(self.env)
                for name in ("lead_unit_id",)
                if not goal[name] and goal._needs_unit()
            ]
            if missing:
                raise UserError(
                    self.env._(
                        "“%(goal)s”: please fill in %(fields)s.",
                        goal=goal.display_name,
                        fields=", ".join(missing),
                    )
                )
            if goal.parent_id.state not in (False, "running") and (
                goal.parent_id not in self
            ):
                raise UserError(
                    self.env._("Approve “%s” first.", goal.parent_id.display_name)
                )

    def action_approve(self):
        """Approve these goals with all drafts below them; their dates are the first ones from now on.

        :raise AccessError: for anyone but the supervision office
        :raise UserError: naming what is missing
        """
        self._check_office()
        drafts = self._descendants().filtered(lambda goal: goal.state == "draft")
        if not drafts:
            raise UserError(self.env._("There is nothing to approve here."))
        drafts._check_complete()
        today = clock.today(self)
        for goal in drafts:
            day = goal.date_deadline or goal._end_of_year()
            goal.write(
                {
                    "state": "running",
                    "date_approved": today,
                    "date_deadline": day,
                    "date_first": goal.date_first or day,
                }
            )
        drafts.with_env(self.env)._log("approve")
        drafts.filtered("lead_unit_id").with_env(self.env)._tell_concerned(
            "goal_approved"
        )
        drafts.with_env(self.env)._reconcile_todos()
        return True

    def action_change(
        self, ground=None, date_deadline=None, unit_id=None, leader_id=None
    ):
        """Change due date, lead unit or leader of a running goal, with the ground; the first date stays.

        :param ground: text, required
        :param date_deadline: date, in the future
        :param unit_id: id of the new lead unit
        :param leader_id: id of the new leader
        :raise AccessError: for anyone but the supervision office
        :raise UserError: not running, nothing to change, or a date that has passed
        """
        self._check_office()
        ground = inputs.text(self.env, ground)
        if not ground:
            raise UserError(self.env._("Please state the reason."))
        values = {
            "date_deadline": inputs.day(self.env, date_deadline),
            "lead_unit_id": inputs.one_here(
                self.env["hr.department"], unit_id, self.company_id
            ).id,
            "leader_in_charge_id": inputs.one_here(
                self.env["res.users"], leader_id, self.company_id
            ).id,
        }
        values = {name: value for name, value in values.items() if value}
        if "lead_unit_id" in values:
            # another unit names its own person
            values["handler_id"] = False
        if not values:
            raise UserError(self.env._("Say what changes: date, unit or leader."))
        day = values.get("date_deadline")
        # whoever it is taken from hears it too (CORE-21, CORE-23)
        before = {goal.id: goal._concerned() for goal in self}
        for goal in self:
            if goal.state != "running":
                raise UserError(self.env._("“%s” is not running.", goal.name))
            if day and (day <= clock.today(goal) or day > goal._end_of_year()):
                raise UserError(
                    self.env._(
                        "The new date lies after today and not after the end of the year; "
                        "what goes on next year is carried over."
                    )
                )
            said = {name: goal._said(name) for name in values}
            goal._engine_write(values)
            changes = "\n".join(
                f"{goal._fields[name]._description_string(self.env)}：{old} → {goal._said(name)}"
                for name, old in said.items()
            )
            goal._log("change", ground, changes)
        self._tell_concerned("goal_changed", ground, before)
        self._reconcile_todos()
        return True

    def _said(self, name):
        # sudo: names in a line of the goal's own history
        value = self.sudo()[name]
        if name == "date_deadline":
            return self.env["duban.matter"]._format_date(value) or "—"
        return value.display_name or "—"

    def action_report(self, note=None, progress=None):
        """Report the progress of a running goal: by its unit, or by the office.

        :param note: text, required
        :param progress: per cent, for a goal without matters, milestones and goals below; 100 says of one whose
            milestones are all reached that it is done
        :raise AccessError: for anyone else
        """
        note = inputs.text(self.env, note)
        if not note:
            raise UserError(self.env._("Write how far it is."))
        self._check_reporter()
        for goal in self:
            changes = False
            counted = isinstance(progress, int) and not isinstance(progress, bool)
            if counted and not goal._has_below():
                if not 0 <= progress <= 100:
                    raise UserError(
                        self.env._("What is done is between 0 and 100 percent.")
                    )
                said = progress
                if goal.milestone_ids:
                    # they tell how far it is; that with the last of them all is done only the unit can say
                    said = 100 if progress == 100 and not goal._steps_left() else 0
                if said != goal.own_progress or not goal.milestone_ids:
                    changes = f"{goal.own_progress}% → {said}%"
                    goal._engine_write({"own_progress": said})
            goal._log("report", note, changes)
        self._reconcile_todos()
        return True

    # ------------------------------------------------------------------

    def action_finish(self, note=None):
        """Record that goals are done, with how they were reached.

        :raise AccessError: for anyone but the supervision office
        :raise UserError: something below is still open
        """
        self._check_office()
        note = inputs.text(self.env, note)
        for goal in self:
            if goal.state != "running":
                raise UserError(self.env._("“%s” is not running.", goal.name))
            left = goal._left_open()
            if left:
                raise UserError(
                    self.env._(
                        "“%(goal)s” still has open: %(left)s.",
                        goal=goal.name,
                        left="、".join(left[:5]),
                    )
                )
        self._end("done", note)
        return True

    def action_drop(self, reason=None):
        """Give up goals with all below them, with the reason.

        :raise AccessError: for anyone but the supervision office
        :raise UserError: without reason, or matters are still being handled
        """
        self._check_office()
        reason = inputs.text(self.env, reason)
        if not reason:
            raise UserError(self.env._("Please state the reason."))
        for goal in self:
            tree = goal._descendants().filtered(lambda row: row.state == "running")
            if goal.state != "running":
                raise UserError(self.env._("“%s” is not running.", goal.name))
            matters = tree._open_matters()
            if matters:
                raise UserError(
                    self.env._(
                        "Matters of “%(goal)s” are still being handled (%(numbers)s): end or move them first.",
                        goal=goal.name,
                        numbers="、".join(m.number or "—" for m in matters[:5]),
                    )
                )
            tree.with_env(self.env)._end("dropped", reason)
        return True

    def _open_matters(self):
        """Matters of these goals that have not ended (as superuser)."""
        # sudo: all matters count, also those the user may not read
        matters = self.sudo().matter_ids
        return matters.filtered(lambda matter: matter.state not in ENDED_STATES)

    def _left_open(self):
        """What is still open below this one goal, in words."""
        tree = self._descendants()
        left = [
            goal.display_name
            for goal in tree - self
            if goal.state in ("draft", "running") and not goal.is_finished
        ]
        left += [matter.number or "—" for matter in self._open_matters()]
        # sudo: milestones count whoever asks; the office was checked
        return left + [
            row.name for row in self.sudo().milestone_ids if not row.date_done
        ]

    def _figures(self):
        """{goal: (progress, light)} of these goals, as they are rolled up now."""
        return {goal.id: (goal.progress, goal.light) for goal in self}

    def _end(self, state, note, figures=None):
        """End these goals; their figures stay as they are, or as they were (``figures`` of before)."""
        # taken before anything is written: each write makes them be counted anew
        figures = figures or self._figures()
        groups = {}
        for goal in self:
            groups.setdefault(figures[goal.id], []).append(goal.id)
        for (progress, light), ids in groups.items():
            self.browse(ids)._engine_write(
                {
                    "state": state,
                    "date_ended": clock.today(self),
                    "kept_progress": progress,
                    "kept_light": light,
                }
            )
        self._log(
            {"done": "finish", "dropped": "drop", "carried": "carry"}[state], note
        )
        if state == "dropped":
            self._tell_concerned("goal_changed", note)
        self._reconcile_todos()

    # ------------------------------------------------------------------

    def action_create_matters(self):
        """Make one draft matter for each running task here and below that has none.

        One whose filing was refused or withdrawn never became one; what ended otherwise was decided so.

        :return: window action on the matters
        :raise AccessError: for anyone but the supervision office
        :raise UserError: no task is without matter
        """
        self._check_office()
        tasks = self._descendants().filtered(
            lambda goal: (
                goal.level == "task"
                and goal.state == "running"
                and not goal.child_ids
                and not goal.matter_ids.filtered(
                    lambda matter: matter.state not in NEVER_FILED
                )
            )
        )
        if not tasks:
            raise UserError(self.env._("Every task here has its matter already."))
        matters = self.env["duban.matter"].create(
            [task._matter_values() for task in tasks]
        )
        for task, matter in zip(tasks, matters, strict=True):
            task.with_env(self.env)._log("matter", matter.number or matter.name)
        matters._after_plan()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Matters of the plan"),
            "res_model": "duban.matter",
            "view_mode": "list,kanban,form",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("id", "in", matters.ids)],
        }

    def _matter_values(self):
        """Values of the matter that this one task becomes. Hook."""
        values = {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in TAKEN_OVER
            if self[name]
        }
        regulation = self.env["duban.regulation"]._in_force(self.company_id)
        return {
            **values,
            # what the rules that count today do not know any more is asked for before the filing
            **regulation._rows_here("duban.matter", values),
            "company_id": self.company_id.id,
            "regulation_id": regulation.id,
            "plan_year": self.year,
            "co_unit_ids": [(6, 0, self.co_unit_ids.ids)],
            "goal_id": self.id,
        }
