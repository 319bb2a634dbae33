"""Fixtures of the plan line: a plan of five years, its work points and tasks, and a recount by hand."""

from tests.common import SupervisionCommon

GRAVE = ("none", "done", "paused", "normal", "soon", "overdue")


class PlanCommon(SupervisionCommon):
    @classmethod
    def _plain_regulation(cls):
        regulation = super()._plain_regulation()
        regulation.plan_line_enabled = True
        return regulation

    def goal(self, name, parent=None, user=None, **values):
        """A draft, by the office unless ``user`` says otherwise."""
        values = {
            "name": name,
            "parent_id": parent.id if parent else False,
            "lead_unit_id": self.unit_a.id,
            **values,
        }
        goal = self.env["duban.goal"].with_user(user or self.office_user)
        return goal.create(values)

    def small_plan(self):
        """(plan, work point, two tasks) of 2024, in preparation."""
        plan = self.goal("“十四五”规划", level="plan", year=2021, year_to=2025)
        point = self.goal("改善办学条件", plan, level="year", year=2024)
        first = self.goal(
            "更新机房", point, date_deadline="2024-06-28", weight=3,
            leader_in_charge_id=self.leader.id, handler_id=self.worker_a.id,
        )  # fmt: skip
        second = self.goal(
            "增设淋浴室", point, date_deadline="2024-11-29", lead_unit_id=self.unit_b.id
        )
        return plan, point, first, second

    def approved(self):
        goals = self.small_plan()
        goals[0].action_approve()
        return goals

    def decide(self, year, decisions=(), reason=None):
        """Close a plan year: ``decisions`` {goal: (decision, date or None)} over what is proposed."""
        closing = (
            self.env["duban.goal.closing"]
            .with_user(self.office_user)
            .create({"year": year, "reason": reason})
        )
        closing.action_list()
        for goal, (decision, day) in dict(decisions).items():
            line = closing.line_ids.filtered(lambda row, goal=goal: row.goal_id == goal)
            line.write({"decision": decision, "reason": "说明"})
            if day:
                line.date_next = day
        closing.action_close()
        return closing

    # -- by hand

    @staticmethod
    def light_of(day, today, horizon):
        if day < today:
            return "overdue"
        return "soon" if day <= horizon else "normal"

    def goes_on(self, goal):
        """Whether a goal carries on, within a plan of several years, what was carried over to it."""
        before = goal.carried_from_id
        if not before or not before.parent_id:
            return False
        above, held = goal.parent_id, before.parent_id
        return above == held or (above.carried_from_id == held and self.goes_on(above))

    def done_before(self, goal):
        """What was done of a goal in the years before, as parts of the node that goes on."""
        parts, last = [], goal
        while self.goes_on(last):
            last = last.carried_from_id
            finished = last.child_ids.filtered(lambda row: row.state == "done")
            parts += [(child.weight, 100, "done", True) for child in finished]
            done = len(last.milestone_ids.filtered("date_done"))
            closed = last.matter_ids.filtered(lambda row: row.state in ("closed", "archived"))  # fmt: skip
            parts += [(1, 100, "done", True)] * (done + len(closed))
        return parts

    def steps_of(self, goal):
        """How many parts of a goal are milestones: its own, and those that were reached in the years before."""
        steps, last = len(goal.milestone_ids), goal
        while self.goes_on(last):
            last = last.carried_from_id
            steps += len(last.milestone_ids.filtered("date_done"))
        return steps

    def recount(self, goal, rule, lights, red, today, horizon):
        """(progress, light, finished) of one goal, recursively and from the stored records alone."""
        goal = goal.sudo()
        if goal.state == "done":
            return 100, "done", True
        if goal.state == "carried":
            return goal.kept_progress, goal.kept_light, False
        own = "normal"
        if goal.date_deadline:
            own = self.light_of(goal.date_deadline, today, horizon)
        parts = self.done_before(goal)
        for child in goal.child_ids:
            if child.state in ("draft", "dropped"):
                continue
            successor = self.env["duban.goal"].sudo().search([("carried_from_id", "=", child.id)])  # fmt: skip
            if successor and successor.parent_id == child.parent_id:
                continue
            parts.append(
                (child.weight, *self.recount(child, rule, lights, red, today, horizon))
            )
        for row in goal.milestone_ids:
            light = "done" if row.date_done else self.light_of(row.date, today, horizon)
            parts.append((1, 100 if row.date_done else 0, light, bool(row.date_done)))
        for matter in goal.matter_ids:
            if matter.state in "rejected withdrawn merged exempted terminated".split():
                continue
            done = matter.state in ("closed", "archived")
            percents = matter.feedback_ids.sorted("id").mapped("percentage")
            percents = [each for each in percents if each]
            part = 100 if done else (percents or [0])[-1]
            parts.append((1, part, "done" if done else matter.light, done))
        if not parts:
            return goal.own_progress, own, False
        said = len(parts) > self.steps_of(goal) or goal.own_progress == 100
        if said and all(part[3] for part in parts):
            return 100, "done", True
        if rule == "done":
            progress = 100 * len([p for p in parts if p[3]]) / len(parts)
        else:
            weights = [p[0] if rule == "weighted" else 1 for p in parts]
            progress = sum(w * p[1] for w, p in zip(weights, parts, strict=True)) / sum(
                weights
            )
        grave = [own, "normal"]
        if lights == "worst":
            grave += [p[2] for p in parts]
        else:
            total = sum(p[0] for p in parts)
            over = 100 * sum(p[0] for p in parts if p[2] == "overdue") / total
            soon = 100 * sum(p[0] for p in parts if p[2] == "soon") / total
            if over >= red:
                grave.append("overdue")
            elif over + soon >= red:
                grave.append("soon")
        return progress, max(grave, key=GRAVE.index), False
