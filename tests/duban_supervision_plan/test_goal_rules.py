"""Goals, rule by rule: what a node is called and where it stands, its light by day, what the next year takes over."""

from datetime import date

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_plan.common import PlanCommon


@tagged("post_install", "-at_install")
class TestGoalRules(PlanCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    @clause("PLUS-P1")
    def test_a_year_is_said_once(self):
        for name, shown in (
            ("改善办学条件", "2024 改善办学条件"),
            ("2024年工作要点", "2024年工作要点"),
        ):
            point = self.goal(name, level="year", year=2024)
            self.assertEqual(point.display_name, shown)

    @clause("PLUS-P1")
    def test_neighbours_stand_in_their_order(self):
        # a plan of one year has no last year
        plan = self.goal("2024年计划", level="plan", year=2024)
        names = {"乙": 20, "甲": 10, "丙": 30}
        for name, place in names.items():
            self.goal(name, plan, level="year", year=2024, sequence=place)
        goals = self.env["duban.goal"].with_user(self.office_user)
        found = goals.search([("id", "child_of", plan.id)])
        self.assertEqual(found.mapped("name"), ["2024年计划", "甲", "乙", "丙"])
        plan.action_approve()
        # it ends with its year
        self.assert_refused(plan.sudo()._carry, "仍未完成")
        self.assertEqual((plan.state, plan.carried_to_id), ("running", goals))

    @clause("PLUS-P1")
    def test_lights_by_the_day(self):
        """Due on Friday 28 June: soon from three working days before, late from the day after."""
        _plan, point, first, second = self.approved()
        for day, light in (
            ("2024-06-24", "normal"),
            ("2024-06-25", "soon"),
            ("2024-06-28", "soon"),
            ("2024-06-29", "overdue"),
        ):
            self.at(day)
            self.env.invalidate_all()
            self.assertEqual((first.light, second.light), (light, "normal"), day)
            # no part is graver
            self.assertEqual(point.light, light, day)

    @clause("PLUS-P1")
    def test_the_share_that_makes_a_goal_red_or_yellow(self):
        """A quarter late and a quarter nearly so: what is late counts towards yellow too, to the very per cent."""
        plan, point, late, near = self.small_plan()
        (late | near).weight = 1
        late.date_deadline, near.date_deadline = "2024-06-25", "2024-06-28"
        self.goal("扩建图书馆", point, date_deadline="2024-11-29", weight=2)
        plan.action_approve()
        self.at("2024-06-26")
        for rule, share, light in (
            ("worst", 51, "overdue"),
            ("weighted", 25, "overdue"),
            ("weighted", 26, "soon"),
            ("weighted", 50, "soon"),
            ("weighted", 51, "normal"),
        ):
            self.regulation.write({"plan_light_rule": rule, "plan_red_percent": share})
            self.env.invalidate_all()
            self.assertEqual((late.light, near.light), ("overdue", "soon"))
            self.assertEqual((point.light, plan.light), (light, light), share)

    @clause("PLUS-P1")
    def test_a_milestone_that_is_reached_shows_above_at_once(self):
        plan, point, first, _second = self.small_plan()
        row = self.env["duban.goal.milestone"].with_user(self.office_user).create(
            {"goal_id": first.id, "name": "完成招标", "date": "2024-04-12"}
        )  # fmt: skip
        plan.action_approve()
        self.assertEqual((first.progress, point.progress), (0, 0))
        row.with_user(self.worker_a).action_reach()
        # three parts of four: the task weighs 3, its neighbour 1
        self.assertEqual((first.progress, point.progress, plan.progress), (100, 75, 75))

    @clause("PLUS-P1", "CORE-10")
    def test_who_has_tasks_below_is_not_asked_itself(self):
        _plan, point, _first, second = self.approved()
        second.action_change("延期", "2024-12-31")
        self.at("2024-12-30")
        self.run_patrol()
        keys = {
            goal: goal.sudo().activity_ids.mapped("duban_key")
            for goal in (point, second)
        }
        self.assertEqual(keys, {point: ["goal_close"], second: ["goal_report"]})

    @clause("PLUS-P1", "CORE-10")
    def test_the_next_year_counts_and_asks_from_its_first_moment(self):
        plan, point, first, second = self.approved()
        first.with_user(self.worker_a).action_report("一半", 50)
        matter = self.filed(goal_id=second.id)
        self.at("2024-12-31")
        self.assertEqual((point.progress, plan.progress), (37.5, 37.5))
        self.decide(2024, {first: ("carry", date(2025, 1, 2))})
        new = first.carried_to_id
        # due in two days: who handles it is asked now, not when the patrol comes
        todo = new.sudo().activity_ids
        self.assertEqual(
            (todo.user_id, str(todo.date_deadline)), (self.worker_a, "2025-01-02")
        )
        # which matters went along stands in the history, by number
        self.assertEqual(matter.number, "2024-0001")
        self.assertIn("2024-0001", second.event_ids[-1].note)
        self.assertEqual(matter.goal_id, second.carried_to_id)
        new.with_user(self.worker_a).action_report("完成", 100)
        # the plan has the work point once, as that of the next year: three parts of four
        self.assertEqual(
            (new.parent_id.progress, plan.progress, point.progress), (75, 75, 37.5)
        )

    @clause("PLUS-P1")
    def test_goals_are_counted_once_for_who_is_office_and_leader(self):
        self.approved()
        leads = self.env.ref("duban_supervision.group_leader")
        self.office_user.group_ids = [(4, leads.id)]
        self.regulation.principal_leader_ids = [(4, self.office_user.id)]
        tiles = self.board(self.office_user)["tiles"]
        found = [tile["count"] for tile in tiles if tile["key"] == "goals"]
        self.assertEqual(found, [3])

    @clause("PLUS-P1")
    def test_a_page_names_who_leads_and_by_when(self):
        """Whoever helps, heads the unit or stands above it is somebody else."""
        _plan, point, _first, second = self.small_plan()
        point.child_ids.co_unit_ids = self.unit_c
        second.handler_id = self.worker_b
        point.parent_id.action_approve()
        matter = self.filed(
            goal_id=second.id, lead_unit_id=self.unit_b.id, co_unit_ids=self.units(self.unit_c),
            date_deadline="2024-05-31",
        )  # fmt: skip
        self.assertEqual(
            [row[:4] for row in point._page_rows()],
            [
                ("更新机房", "教务处", "leader", "2024年6月28日"),
                ("增设淋浴室", "后勤处", "", "2024年11月29日"),
            ],
        )
        self.assertEqual(
            [row[:4] for row in second._page_matters()],
            [(matter.number, "更新教学用机房", "后勤处", "2024年5月31日")],
        )
        facts = dict(second._page_facts())
        self.assertEqual(
            [facts[name] for name in ("牵头单位", "配合单位", "责任人")],
            ["后勤处", "科研处", "worker_b"],
        )

    @clause("PLUS-P1")
    def test_a_year_keeps_what_its_matters_had_reached_when_it_was_closed(self):
        """The matters go on in the next year; three parts of 50 and one of 40 stay 47.5, light included."""
        plan, point, first, second = self.approved()
        first.with_user(self.worker_a).action_report("一半", 50)
        matter = self.accepted(goal_id=second.id, date_deadline="2024-11-29")
        self.feedback(matter, percentage=40)
        self.at("2024-12-20")
        self.env.invalidate_all()
        self.assertEqual((second.progress, second.light), (40, "overdue"))
        self.decide(2024)
        new = second.carried_to_id
        self.assertEqual((matter.goal_id, second.state), (new, "carried"))
        for later, now, next_year in ((None, 40, 47.5), (80, 80, 57.5)):
            if later:
                self.at("2025-01-06")
                self.feedback(matter, percentage=later)
            self.env.invalidate_all()
            self.assertEqual((second.progress, second.light), (40, "overdue"))
            self.assertEqual((first.progress, point.progress), (50, 47.5))
            self.assertEqual(
                (new.progress, new.parent_id.progress, plan.progress),
                (now, next_year, next_year),
            )

    @clause("CORE-20")
    def test_a_goal_asks_who_answers_for_its_unit_now(self):
        """A new head, a head who retired, a liaison: at once, not with the next patrol."""
        self.at("2024-03-04")
        *_above, task = self.approved()
        self.at("2024-12-02")
        task.sudo()._reconcile_todos()

        def asked():
            return (
                self.env["mail.activity"]
                .search([("res_model", "=", task._name), ("res_id", "=", task.id)])
                .user_id
            )

        self.assertEqual(asked(), self.head_b)
        self.unit_b.manager_id = self.employee_of(self.worker_b)
        self.assertEqual(asked(), self.worker_b)
        self.unit_b.liaison_id = self.head_b
        self.assertEqual(asked(), self.head_b)
        self.unit_b.liaison_id = False
        self.assertEqual(asked(), self.worker_b)
        # who works there no more is not asked, whatever the directory still says
        self.employee_of(self.worker_b).active = False
        self.assertNotIn(self.worker_b, task.sudo()._contact())
