"""Over the years (PLUS-P1): roll-up equals a recount, a clock run to 2031 over 300 nodes loses nothing."""

import random
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_plan.common import PlanCommon


@tagged("post_install", "-at_install")
class TestCarryOver(PlanCommon):
    @clause("PLUS-P1")
    def test_nothing_ends_while_something_below_it_goes_on(self):
        """What is done, or given up, has nothing left below it."""
        self.at("2024-03-04")
        _plan, point, first, _second = self.approved()
        self.at("2024-12-02")
        for end in ("done", "drop"):
            decisions = {point: (end, None), first: ("carry", None)}
            # said of the list itself, before anything is finished
            with self.assertRaisesRegex(UserError, "goes along"), self.cr.savepoint():
                self.decide(2024, decisions)
        self.assertEqual((point.state, first.state), ("running", "running"))

    @clause("PLUS-P1", "CORE-23")
    def test_carried_over_keeps_the_first_date(self):
        self.at("2024-03-04")
        plan, point, first, second = self.approved()
        first.with_user(self.worker_a).action_report("一半", 50)
        second.action_create_matters()
        matter = second.matter_ids
        self.at("2024-11-30")
        closing = self.env["duban.goal.closing"].with_user(self.office_user).create({"year": 2024})  # fmt: skip
        closing.action_list()
        self.assert_refused(closing.action_close)
        self.at("2024-12-01")
        for user in (self.head_a, self.leader, self.admin):
            self.assert_refused(
                lambda u=user: self.env["duban.goal.closing"].with_user(u).create({"year": 2024}).action_list()
            )  # fmt: skip
        before = point.progress
        self.decide(2024, {first: ("carry", date(2025, 4, 30))})
        new = self.env["duban.goal"].search([("carried_from_id", "=", first.id)])
        self.assertEqual(
            (
                new.year,
                str(new.date_first),
                str(new.date_deadline),
                new.carried_count,
                new.own_progress,
            ),
            (2025, "2024-06-28", "2025-04-30", 1, 50),
        )
        self.assertEqual(
            (new.parent_id.carried_from_id, new.parent_id.parent_id), (point, plan)
        )
        self.assertEqual((first.state, first.carried_to_id), ("carried", new))
        self.assertEqual(matter.goal_id.carried_from_id, second)
        self.assertIn(
            "goal_carried", matter.sudo().env["duban.act"].search([("matter_id", "=", matter.id)]).mapped("action")
        )  # fmt: skip
        act = matter.sudo().act_ids.filtered(lambda row: row.action == "goal_carried")
        before_it, after_it = act.changes["goal_id"]
        self.assertTrue(before_it.startswith("2024年度"), before_it)
        self.assertTrue(after_it.startswith("2025年度"), after_it)
        # the year that ended keeps its figures, whatever happens to the matter now
        self.assertEqual(point.progress, before)
        # the plan counts the work point once: that of 2025
        self.assertEqual(plan.progress, new.parent_id.progress)
        told = self.env["duban.reminder"].sudo().search([("kind", "=", "goal_carried")]).user_id  # fmt: skip
        self.assertEqual(told, self.head_a | self.head_b | self.leader | self.worker_a)
        self.at("2025-12-31")
        self.decide(2025, reason="仍未完成")
        again = new.carried_to_id
        self.assertEqual(
            (again.year, str(again.date_first), again.carried_count),
            (2026, "2024-06-28", 2),
        )

    @clause("PLUS-P1")
    def test_what_contradicts_is_refused_and_changes_nothing(self):
        self.at("2024-12-20")
        _plan, point, first, second = self._late_plan()
        for decisions in (
            {point: ("done", None), first: ("carry", None)},
            {point: ("drop", None), first: ("carry", None)},
            {first: ("carry", date(2024, 12, 31))},
            {first: ("carry", date(2026, 1, 1))},
        ):
            self.assert_refused(self.decide, 2024, decisions)
            self.assertEqual(set((point | first | second).mapped("state")), {"running"})

    @clause("PLUS-P1")
    def test_on_new_year_nothing_that_was_done_is_lost(self):
        """Half of the plan's one work point is done, 40 % of the other half reported: 70 % before and after."""
        plan, point, first, second = self.approved()
        (first | second).sudo().write({"weight": 1})
        second.sudo()._engine_write({"own_progress": 40})
        self.at("2024-12-30")
        first.action_finish("已更新")
        self.assertEqual((plan.progress, point.progress), (70, 70))
        self.decide(2024)
        new = self.env["duban.goal"].search([("carried_from_id", "=", point.id)])
        self.assertEqual((point.state, new.child_ids.carried_from_id), ("carried", second))  # fmt: skip
        self.assertEqual((plan.progress, new.progress, point.progress), (70, 70, 70))
        # the one that is read alone says the same; so does the year after
        self.env.invalidate_all()
        self.assertEqual(new.progress, 70)
        self.at("2025-12-30")
        self.decide(2025)
        last = self.env["duban.goal"].search([("carried_from_id", "=", new.id)])
        self.assertEqual((plan.progress, last.progress), (70, 70))
        self.assertEqual(plan.child_count, 7)

    @clause("PLUS-P1")
    def test_milestones_that_were_reached_go_on_counting(self):
        """Three of four: 75 % on New Year's Eve and on New Year, of a work point and of a task below one."""
        plan, point, first, second = self.approved()
        Milestone = self.env["duban.goal.milestone"].sudo()
        second.action_drop("不再需要")
        Milestone.create(
            [
                {
                    "goal_id": first.id,
                    "name": f"节点{number}",
                    "date": "2024-06-28",
                    "date_done": "2024-06-03" if number else False,
                }
                for number in range(4)
            ]
        )
        self.assertEqual(plan.progress, 75)
        self.at("2024-12-30")
        self.decide(2024)
        new = self.env["duban.goal"].search([("carried_from_id", "=", first.id)])
        self.assertEqual(len(new.milestone_ids), 1)
        self.assertEqual((plan.progress, new.progress), (75, 75))
        # reached as well, the whole is done as soon as it is said
        new.milestone_ids.sudo().date_done = "2025-01-06"
        self.assertEqual((plan.progress, new.is_finished), (100, False))
        new.with_user(self.office_user).action_report("已全部更新", 100)
        self.assertEqual((plan.progress, new.is_finished), (100, True))

    @clause("PLUS-P1")
    def test_on_new_year_milestones_alone_are_no_end(self):
        """All are reached, nobody said that it is done: no end in the new year either, until its unit says so."""
        plan, _point, first, second = self.approved()
        second.action_drop("不再需要")
        self.env["duban.goal.milestone"].sudo().create(
            [
                {"goal_id": first.id, "name": name, "date": "2024-06-28", "date_done": "2024-06-03"}
                for name in ("招标", "安装")
            ]
        )  # fmt: skip
        self.assertEqual((plan.progress, plan.is_finished), (100, False))
        self.at("2024-12-30")
        self.decide(2024, {first: ("carry", "2025-06-27")})
        new = self.env["duban.goal"].search([("carried_from_id", "=", first.id)])
        self.env.invalidate_all()
        self.assertFalse(new.milestone_ids)
        self.assertEqual((plan.progress, new.progress), (100, 100))
        self.assertEqual((plan.is_finished, new.is_finished), (False, False))
        self.at("2025-06-30")
        self.env.invalidate_all()
        self.assertEqual((plan.light, new.light), ("overdue", "overdue"))
        new.with_user(self.office_user).action_report("已全部更新", 100)
        self.assertEqual((plan.is_finished, new.is_finished), (True, True))

    def _late_plan(self):
        self.at("2024-03-04")
        goals = self.approved()
        self.at("2024-12-20")
        return goals

    @clause("PLUS-P1")
    def test_the_office_is_asked_to_close_the_year(self):
        self.at("2024-03-04")
        plan, point, _first, _second = self.approved()
        other = self.goal("另一要点", plan, level="year", year=2024)
        other.action_approve()
        for day, there in (("2024-12-14", False), ("2024-12-15", True), ("2025-01-07", True)):  # fmt: skip
            self.at(day)
            self.run_patrol()
            todos = (point | other).sudo().activity_ids.filtered(lambda row: row.duban_key == "goal_close")  # fmt: skip
            self.assertEqual(todos.user_id, self.office_user if there else todos.user_id.browse(), day)  # fmt: skip
            self.assertLessEqual(len(todos), 1)
        self.decide(2024)
        self.run_patrol()
        self.assertFalse((point | other).sudo().activity_ids)

    @clause("PLUS-P1", "CORE-1")
    def test_each_institution_is_asked_to_close_its_own_year(self):
        """Another one's work point of the same year, older than ours, leaves our office its to-do."""
        self.at("2024-03-04")
        foreign = self.goal("别校的要点", level="year", year=2024)
        foreign.action_approve()
        self.env.flush_all()
        elsewhere = self.env["res.company"].create({"name": "别校"})
        self.env.cr.execute(
            "UPDATE duban_goal SET company_id = %s WHERE id = %s", [elsewhere.id, foreign.id]
        )  # fmt: skip
        self.env.invalidate_all()
        _plan, point, _first, _second = self.approved()
        self.at("2024-12-16")
        self.run_patrol()
        todo = point.sudo().activity_ids.filtered(lambda row: row.duban_key == "goal_close")  # fmt: skip
        self.assertEqual((todo.user_id, str(todo.date_deadline)), (self.office_user, "2024-12-31"))  # fmt: skip


@tagged("post_install", "-at_install")
class TestRollUp(PlanCommon):
    def big_plan(self, chance):
        """A plan with 3 goals, 12 work points and 285 tasks of 2026: 301 nodes."""
        plan = self.goal("“十五五”规划", level="plan", year=2026, year_to=2030)
        fields = [
            self.goal(f"目标{n}", plan, level="plan", year=2026, year_to=2030, weight=n + 1)
            for n in range(3)
        ]  # fmt: skip
        points = [
            self.goal(f"要点{n}", fields[n % 3], level="year", year=2026, weight=chance.randint(1, 5))
            for n in range(12)
        ]  # fmt: skip
        tasks = self.env["duban.goal"].with_user(self.office_user).create(
            [
                {
                    "name": f"任务{n}",
                    "parent_id": points[n % 12].id,
                    "lead_unit_id": (self.unit_a | self.unit_b | self.unit_c)[n % 3].id,
                    "weight": chance.randint(1, 9),
                    "date_deadline": date(2026, chance.randint(3, 12), chance.randint(1, 28)),
                }
                for n in range(285)
            ]
        )  # fmt: skip
        plan.action_approve()
        return plan, tasks

    def assert_recounted(self, goals, day, horizon):
        """Every figure equals the recount, under every rule of the regulation."""
        for rule in ("weighted", "equal", "done"):
            for lights, red in (("worst", 30), ("weighted", 30), ("weighted", 75)):
                self.regulation.write(
                    {"plan_progress_rule": rule, "plan_light_rule": lights, "plan_red_percent": red}
                )  # fmt: skip
                self.env.invalidate_all()
                for goal in goals:
                    progress, light, done = self.recount(goal, rule, lights, red, day, horizon)  # fmt: skip
                    self.assertAlmostEqual(goal.progress, progress, delta=0.051)
                    if goal.state in ("running", "done"):
                        self.assertEqual((goal.light, goal.is_finished), (light, done))

    @clause("PLUS-P1")
    def test_roll_up_equals_a_recount(self):
        chance = random.Random(22)
        self.at("2026-02-02")
        plan, tasks = self.big_plan(chance)
        everything = self.env["duban.goal"].search([("id", "child_of", plan.id)])
        self.assertEqual(len(everything), 301)
        self.at("2026-07-01")
        done = dropped = tasks.browse()
        for task in tasks:
            luck = chance.random()
            if luck < 0.3:
                task.action_report("进展", chance.randint(0, 100))
            elif luck < 0.5:
                done |= task
            elif luck < 0.55:
                dropped |= task
        done.action_finish("完成")
        dropped.action_drop("取消")
        for n in range(0, 60, 7):
            if tasks[n].state == "running":
                matter = self.matter(name=f"事项{n}", goal_id=tasks[n].id)
                if n % 2:
                    matter.action_file()
        horizon = self.regulation._warning_date()
        self.assert_recounted(everything, date(2026, 7, 1), horizon)
        # a page of 301 nodes costs the same questions as one of a few
        self.env.invalidate_all()
        with self.assertQueryCount(__system__=40):
            everything.with_user(self.env.user).mapped("progress")

    @clause("PLUS-P1")
    def test_the_clock_runs_to_2031_and_nothing_is_lost(self):
        chance = random.Random(2031)
        self.at("2026-02-02")
        plan, tasks = self.big_plan(chance)
        firsts = {task.id: task.date_first for task in tasks}
        matters = self.env["duban.matter"]
        for task in tasks[:20]:
            matters |= self.matter(name=f"事项{task.id}", goal_id=task.id)
        ends = {}
        for year in range(2026, 2031):
            self.at(f"{year}-10-08")
            self.run_patrol()
            running = self.running(year)
            done = running.filtered(
                lambda row: row.level == "task" and chance.random() < 0.35 and not row.matter_ids
            )  # fmt: skip
            done.action_report("完成", 100)
            done.action_finish("完成")
            self.at(f"{year}-12-20")
            dropped = {
                goal: ("drop", None)
                for goal in self.running(year)
                if goal.level == "task"
                and not goal.matter_ids
                and chance.random() < 0.03
            }
            self.decide(year, dropped, reason=f"{year}年未完成")
            self.assertFalse(self.running(year))
            ends[year] = len(self.running(year + 1).filtered(lambda row: row.level == "task"))  # fmt: skip
        self.at("2031-03-03")
        everything = self.env["duban.goal"].search([("id", "child_of", plan.id)])
        # each task of 2026 has one chain that ends once; each link keeps the first date and counts on
        for task in tasks:
            chain, goal = task, task
            while goal.state == "carried":
                following = self.env["duban.goal"].search(
                    [("carried_from_id", "=", goal.id)]
                )
                self.assertEqual(len(following), 1)
                self.assertEqual(following.year, goal.year + 1)
                self.assertEqual(following.carried_count, goal.carried_count + 1)
                self.assertEqual(following.date_first, firsts[task.id])
                self.assertEqual(following.parent_id.year, following.year)
                chain |= following
                goal = following
            self.assertIn(goal.state, ("done", "dropped", "running"))
            self.assertEqual(goal.state == "running", goal.year == 2031)
        self.assertEqual(
            len(everything.filtered(lambda row: row.level == "task" and not row.carried_from_id)),
            len(tasks),
        )  # fmt: skip
        # the matters went along
        for matter in matters:
            self.assertEqual(
                (matter.goal_id.year, matter.goal_id.state), (2031, "running")
            )
        # nothing that was still open in 2030 is missing in 2031
        self.assertEqual(ends[2030], len(self.running(2031).filtered(lambda row: row.level == "task")))  # fmt: skip
        self.assertGreater(ends[2026], ends[2030])
        self.assertGreaterEqual(ends[2030], 20)
        horizon = self.regulation._warning_date()
        self.assert_recounted(plan | self.running(2031), date(2031, 3, 3), horizon)

    def running(self, year):
        return self.env["duban.goal"].with_user(self.office_user).search(
            [
                ("year", "=", year),
                ("state", "=", "running"),
                ("level", "!=", "plan"),
                ("company_id", "=", self.company.id),
            ]
        )  # fmt: skip

    @classmethod
    def calendar_a(cls, years=range(2019, 2034)):
        return super().calendar_a(years)
