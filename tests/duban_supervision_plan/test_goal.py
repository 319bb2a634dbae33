"""The steps of a goal (PLUS-P1): who may, who is told, what stays; off where the text is silent."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from tests.clauses import clause
from tests.duban_supervision_plan.common import PlanCommon


@tagged("post_install", "-at_install")
class TestGoal(PlanCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def told(self, event):
        return self.env["duban.reminder"].sudo().search([("kind", "=", event)]).user_id

    @clause("PLUS-P1")
    def test_tree(self):
        plan, point, first, _second = self.small_plan()
        self.assertEqual((point.level, first.level, first.year), ("year", "task", 2024))
        # lists show where each stands, and all the years of the plan
        shown = self.env["duban.goal"].search([("id", "child_of", plan.id)])
        self.assertEqual(
            shown.mapped("outline"),
            ["“十四五”规划", "　改善办学条件", "　　更新机房", "　　增设淋浴室"],
        )
        self.assertEqual((plan.years, point.years), ("2021—2025", "2024"))
        for parent, values in (
            (plan, {"level": "task"}),
            (first, {"level": "year", "year": 2024}),
            (point, {"level": "plan"}),
            (point, {"year": 2025}),
            (None, {"level": "plan", "year": 2021, "year_to": 2020}),
        ):
            self.assert_refused(lambda p=parent, v=values: self.goal("错", p, **v))
        self.assert_refused(plan.write, {"parent_id": plan.id})
        self.assert_refused(first.write, {"weight": 0})

    @clause("PLUS-P1", "CORE-23")
    def test_who_approves_and_who_is_told(self):
        plan, point, first, second = self.small_plan()
        everyone = (self.head_a, self.worker_b, self.leader, self.admin, self.outsider)
        for user in everyone:
            self.assert_refused(lambda u=user: self.goal("别的", user=u))
            self.assert_refused(plan.with_user(user).action_approve)
        for user in (self.head_a, self.worker_b, self.admin, self.outsider):
            self.assertFalse(self.env["duban.goal"].with_user(user).search([]))
        self.assertEqual(
            len(self.env["duban.goal"].with_user(self.leader).search([])), 4
        )
        first.lead_unit_id = False
        self.assert_refused(plan.action_approve)
        first.lead_unit_id = self.unit_a
        plan.action_approve()
        states = set((plan | point | first | second).mapped("state"))
        self.assertEqual(states, {"running"})
        self.assertEqual(str(first.date_first), "2024-06-28")
        # without a date: the end of what it is about
        self.assertEqual(str(point.date_deadline), "2024-12-31")
        self.assertEqual(str(plan.date_deadline), "2025-12-31")
        self.assertEqual(
            self.told("goal_approved"),
            self.head_a | self.head_b | self.leader | self.worker_a,
        )
        for user in (self.worker_b, self.outsider, self.admin):
            self.assertEqual(len(self.env["duban.goal"].with_user(user).search([])), 4)
        mine = self.env["duban.goal"].with_user(self.worker_b).search([("is_mine", "=", True)])  # fmt: skip
        self.assertEqual(mine, second)

    @clause("PLUS-P1")
    def test_approved_changes_by_its_step_only(self):
        _plan, _point, first, _second = self.approved()
        for values in (
            {"name": "改"}, {"date_deadline": "2024-12-01"}, {"weight": 9}, {"state": "draft"},
            {"date_first": "2024-01-01"}, {"carried_count": 0}, {"own_progress": 50}, {"parent_id": False},
        ):  # fmt: skip
            self.assert_refused(first.write, values)
        self.assert_refused(first.unlink)
        self.assert_refused(first.action_change, "", "2024-09-30")
        self.assert_refused(first.action_change, "推迟")
        # today is too early, the next year is for carrying over
        for day in ("2024-03-04", "2025-01-01"):
            self.assert_refused(first.action_change, "推迟", day)
        for user in (self.head_a, self.leader, self.admin):
            self.assert_refused(
                first.with_user(user).action_change, "推迟", "2024-12-31"
            )
        first.action_change("推迟", "2024-12-31", self.unit_c.id, self.leader2.id)
        self.assertEqual(
            (str(first.date_deadline), str(first.date_first), first.lead_unit_id),
            ("2024-12-31", "2024-06-28", self.unit_c),
        )
        event = first.event_ids[-1]
        self.assertEqual((event.action, event.note), ("change", "推迟"))
        self.assertIn("2024年6月28日", event.changes)
        # who has it now, and who had it
        before = self.head_a | self.leader | self.worker_a
        self.assertEqual(self.told("goal_changed"), self.head_c | self.leader2 | before)
        self.assertFalse(first.handler_id, "the new unit names its own")
        # a second change of the same day is told as well
        first.action_change("再推迟", "2024-12-30")
        notes = (
            self.env["duban.reminder"]
            .sudo()
            .search([("kind", "=", "goal_changed"), ("user_id", "=", self.head_c.id)])
        )
        self.assertEqual(set(notes.mapped("note")), {"推迟", "再推迟"})
        for record in (event, event.sudo()):
            self.assert_refused(record.write, {"note": "x"})
            self.assert_refused(record.unlink)

    @clause("PLUS-P1", "CORE-21", "CORE-23")
    def test_of_several_goals_each_is_told_of_its_own(self):
        """Two goals are given to another unit at once: who had one is not told of the other, who has both is."""
        _plan, _point, first, second = self.approved()
        (first | second).action_change("职责调整", unit_id=self.unit_c.id)
        rows = self.env["duban.reminder"].sudo()
        for goal, told in (
            (first, self.head_a | self.worker_a | self.leader | self.head_c),
            (second, self.head_b | self.head_c),
        ):
            found = rows.search(
                [
                    ("kind", "=", "goal_changed"),
                    ("res_model", "=", goal._name),
                    ("res_id", "=", goal.id),
                ]
            )
            self.assertEqual(found.user_id, told, goal.name)
            self.assertEqual(len(found), len(told), "once")

    @clause("CORE-32", "CORE-20")
    def test_goals_of_a_unit_that_ends_go_to_its_successor(self):
        _plan, point, first, second = self.approved()
        second.sudo().co_unit_ids = self.unit_a
        with self.assertRaises(UserError) as refusal, self.cr.savepoint():
            self.unit_a.active = False
        self.assertIn(first.display_name, str(refusal.exception))
        self.env["duban.unit.change"].with_user(self.office_user).create(
            {
                "unit_id": self.unit_a.id,
                "successor_id": self.unit_c.id,
                "ground": "并入",
            }
        ).action_apply()
        self.assertFalse(self.unit_a.active)
        self.assertEqual((point | first).lead_unit_id, self.unit_c)
        self.assertEqual(first.leader_in_charge_id, self.leader2)
        self.assertFalse(first.handler_id)
        self.assertEqual(second.co_unit_ids, self.unit_c)
        self.assertEqual(second.lead_unit_id, self.unit_b)
        told = self.told("goal_changed")
        self.assertLessEqual(self.head_a | self.worker_a | self.head_c, told)
        self.assertNotIn(self.outsider, told)
        # nobody at the unit: the office hears of it in words, the to-do is not lost
        self.at("2024-06-27")
        self.run_patrol()
        waiting = lambda: first.sudo().activity_ids  # noqa: E731
        self.assertEqual(
            (waiting().duban_key, waiting().user_id), ("goal_report", self.head_c)
        )
        self.head_c.with_user(self.env.ref("base.user_root")).action_archive()
        self.run_patrol()
        self.assertEqual(
            (waiting().duban_key, waiting().user_id), ("goal_vacant", self.office_user)
        )
        # the head of the office without its right could do nothing: somebody else of it
        group = self.env.ref("duban_supervision.group_office")
        self.office_user.group_ids -= group
        self.assertEqual(waiting().user_id, self.office_user2)

    @clause("PLUS-P1")
    def test_the_unit_reports(self):
        _plan, point, first, second = self.approved()
        for user in (self.head_b, self.outsider, self.leader, self.admin):
            self.assert_refused(first.with_user(user).action_report, "一半", 50)
        self.assert_refused(first.with_user(self.worker_a).action_report, "", 50)
        self.assert_refused(first.with_user(self.worker_a).action_report, "多", 101)
        first.with_user(self.worker_a).action_report("一半", 50)
        second.with_user(self.head_b).action_report("刚开始", 10)
        # 3 × 50 and 1 × 10
        self.assertEqual((first.progress, point.progress), (50, 40))
        # the office is asked to confirm what is reported as done
        self.assertFalse(first.sudo().activity_ids)
        first.with_user(self.worker_a).action_report("完成", 100)
        self.assertEqual(first.sudo().activity_ids.user_id, self.office_user)
        self.assertFalse(first.is_finished)
        first.action_finish("验收合格")
        self.assertEqual(
            (first.state, first.light, point.progress), ("done", "done", 77.5)
        )
        self.assertFalse(first.sudo().activity_ids)
        self.assert_refused(first.action_finish)
        self.assert_refused(point.action_finish)

    @clause("PLUS-P1")
    def test_to_dos_by_the_day(self):
        plan, _point, first, _second = self.small_plan()
        first.write({"milestone_ids": [(0, 0, {"name": "完成招标", "date": "2024-04-12"})]})  # fmt: skip
        plan.action_approve()
        milestone = first.milestone_ids
        for user in (self.head_b, self.leader):
            self.assert_refused(milestone.with_user(user).action_reach)
        # three working days before: Tuesday 2024-04-09
        for day, there in (("2024-04-08", False), ("2024-04-09", True)):
            self.at(day)
            self.run_patrol()
            self.assertEqual(bool(first.sudo().activity_ids), there, day)
        self.assertEqual(first.sudo().activity_ids.user_id, self.worker_a)
        self.assertEqual(first.light, "soon")
        self.at("2024-04-13")
        self.env.invalidate_all()
        self.assertEqual(first.light, "overdue")
        self.assertEqual(plan.light, "overdue")
        milestone.with_user(self.worker_a).action_reach("已开标")
        # the goal itself has until the 28th of June; the office is asked once the unit says that this was all
        self.assertFalse(first.sudo().activity_ids)
        self.assertEqual(first.light, "normal")
        first.with_user(self.worker_a).action_report("已验收", 100)
        todo = first.sudo().activity_ids
        self.assertEqual(
            (todo.duban_key, todo.user_id), ("goal_finish", self.office_user)
        )
        self.assertEqual(
            (str(milestone.date_done), first.light), ("2024-04-13", "done")
        )

    @clause("PLUS-P1")
    def test_given_up_with_a_reason(self):
        plan, point, first, second = self.approved()
        self.assert_refused(point.action_drop, " ")
        first.action_create_matters()
        self.assert_refused(point.action_drop, "停止招标")
        second.action_drop("不再需要")
        self.assertEqual((second.state, second.light), ("dropped", "none"))
        self.assertEqual(point.progress, first.progress)
        self.assertFalse(plan.is_finished)

    @clause("PLUS-P1")
    def test_matters_come_from_tasks(self):
        _plan, point, first, second = self.approved()
        for user in (self.head_a, self.leader, self.admin):
            self.assert_refused(point.with_user(user).action_create_matters)
        point.action_create_matters()
        matter = first.matter_ids
        self.assertEqual(
            (
                matter.name,
                matter.lead_unit_id,
                str(matter.date_deadline),
                matter.plan_year,
            ),
            ("更新机房", self.unit_a, "2024-06-28", 2024),
        )
        self.assertEqual(second.matter_ids.state, "draft")
        self.assert_refused(point.action_create_matters)
        self.assertEqual(point.matter_count, 2)
        # a goal of a draft or another institution takes no matter
        draft = self.goal("未批准", point)
        self.assert_refused(lambda: self.matter(goal_id=draft.id))
        closed = self.closed(name="另一事项", goal_id=second.id)
        self.assertEqual(second.progress, 50)
        self.assertEqual(closed.goal_id, second)

    @clause("PLUS-P1", "CORE-19")
    def test_off_where_the_text_is_silent(self):
        self.regulation.plan_line_enabled = False
        self.assert_refused(self.goal, "规划")
        closing = self.env["duban.goal.closing"].with_user(self.office_user).create({"year": 2024})  # fmt: skip
        self.assert_refused(closing.action_list)

    @clause("PLUS-V1")
    def test_settings_go_out_and_come_in(self):
        self.regulation.write({"plan_light_rule": "weighted", "plan_red_percent": 40})
        text = self.regulation._file_text()
        self.assertIn("plan_light_rule: weighted", text)
        self.assertFalse(
            self.regulation._apply(self.env["duban.regulation"]._read_file(text))
        )
        self.assertEqual(self.regulation._file_text(), text)
        self.assert_refused(self.regulation.write, {"plan_red_percent": 0})

    @clause("PLUS-P1")
    def test_other_institutions_see_nothing(self):
        self.approved()
        other = self.env["res.company"].create({"name": "别校"})
        stranger = new_test_user(
            self.env,
            login="t_stranger",
            groups="base.group_user,duban_supervision.group_user",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        env = self.env(user=stranger, context={"allowed_company_ids": other.ids})
        self.assertFalse(env["duban.goal"].search([]))
        with self.assertRaises(AccessError):
            self.env["duban.goal"].with_user(self.outsider).create({"name": "x"})
