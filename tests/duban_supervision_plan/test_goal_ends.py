"""Goals: milestones, who is reminded when and who is not, what is counted, what each role has on its home (PLUS-P1)."""

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_plan.common import PlanCommon


@tagged("post_install", "-at_install")
class TestGoalEnds(PlanCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def milestone(self, goal, day, name="完成招标", user=None):
        rows = self.env["duban.goal.milestone"].with_user(user or self.office_user)
        return rows.create({"goal_id": goal.id, "name": name, "date": day})

    @clause("PLUS-P1")
    def test_milestones_are_planned_in_a_draft_and_reached_by_their_step(self):
        plan, _point, first, _second = self.small_plan()
        row = self.milestone(first, "2024-04-12")
        self.assertEqual(str(row.date_first), "2024-04-12")
        row.date = "2024-05-10"
        self.assertEqual(str(row.date_first), "2024-05-10")
        for values in (
            {"date_done": "2024-03-04"},
            {"note": "已到"},
            {"date_first": "2024-01-01"},
        ):
            self.assert_refused(row.write, values)
        self.assert_refused(lambda: self.milestone(first, "2024-05-01", user=self.head_a))  # fmt: skip
        self.assert_refused(row.action_reach)
        gone = self.milestone(first, "2024-05-20", "多余")
        gone.unlink()
        plan.action_approve()
        self.assert_refused(row.write, {"date": "2024-06-01"})
        self.assert_refused(row.unlink)
        self.assert_refused(lambda: self.milestone(first, "2024-06-01"))
        row.with_user(self.worker_a).action_reach("已开标")
        self.assertEqual(
            (str(row.date_done), row.note, str(row.date_first)),
            ("2024-03-04", "已开标", "2024-05-10"),
        )
        event = first.event_ids[-1]
        self.assertEqual(
            (event.action, event.note, event.user_id),
            ("milestone", "完成招标", self.worker_a),
        )
        events = len(first.event_ids)
        self.at("2024-03-05")
        self.assert_refused(row.with_user(self.worker_a).action_reach)
        self.assertEqual((str(row.date_done), len(first.event_ids)), ("2024-03-04", events))  # fmt: skip

    @clause("PLUS-P1")
    def test_what_milestones_count_is_reported_in_words_only(self):
        """A figure of its own would say something else than they do. With the last of them the unit says whether all is
        done, and the office is asked from then on."""
        plan, _point, first, second = self.small_plan()
        rows = [self.milestone(first, day) for day in ("2024-04-12", "2024-05-10")]
        plan.action_approve()
        first.with_user(self.worker_a).action_report("快完成了", 100)
        event = first.event_ids[-1]
        self.assertEqual(
            (event.action, event.note, event.changes), ("report", "快完成了", False)
        )
        self.assertEqual((first.own_progress, first.progress), (0, 0))
        todos = lambda goal: goal.sudo().activity_ids.mapped("duban_key")  # noqa: E731
        for row in rows:
            row.with_user(self.worker_a).action_reach("已开标")
            self.assertEqual(todos(first), [])
        self.assertEqual((first.progress, first.is_finished), (100, False))
        self.at("2024-05-06")
        unit = first.with_user(self.worker_a)
        for percent, asked in ((50, []), (100, ["goal_finish"]), (80, []), (100, ["goal_finish"])):  # fmt: skip
            unit.action_report("验收", percent)
            self.assertEqual(todos(first), asked, percent)
        self.assertEqual(str(first.sudo().activity_ids.date_deadline), "2024-05-06")
        self.assertEqual(event.changes, False)
        self.assertEqual(first.event_ids[-1].changes, "0% → 100%")
        self.assertTrue(first.is_finished)
        first.action_finish()
        self.assertFalse(todos(first))
        # of one with a matter the matter is asked for
        self.assertFalse(second.milestone_ids)
        second.action_create_matters()
        self.assertNotIn("goal_finish", todos(second))

    @clause("PLUS-P1")
    def test_who_reports_on_a_goal(self):
        """People of its unit, the office, and who was named for it from wherever; nobody else."""
        plan, _point, first, _second = self.small_plan()
        first.handler_id = self.worker_c
        plan.action_approve()
        for user in (self.worker_b, self.head_c, self.leader, self.outsider):
            self.assert_refused(first.with_user(user).action_report, "一半", 50)
        for percent, user in enumerate((self.worker_a, self.office_user, self.worker_c), 50):  # fmt: skip
            self.as_user(first, user).action_report("进展", percent)
            self.assertEqual(first.own_progress, percent, user.name)

    @clause("PLUS-P1")
    def test_what_is_open_goes_into_the_next_year(self):
        plan, _point, first, _second = self.small_plan()
        first.co_unit_ids = self.unit_c
        done = self.milestone(first, "2024-04-12")
        self.milestone(first, "2024-06-14", "安装")
        plan.action_approve()
        done.with_user(self.worker_a).action_reach()
        self.at("2024-12-20")
        self.decide(2024)
        new = first.carried_to_id
        self.assertEqual(
            [(row.name, str(row.date), str(row.date_first)) for row in new.milestone_ids],
            [("安装", "2025-06-14", "2024-06-14")],
        )  # fmt: skip
        self.assertEqual(
            (new.co_unit_ids, new.handler_id, new.leader_in_charge_id, new.state, new.weight),
            (self.unit_c, self.worker_a, self.leader, "running", 3),
        )  # fmt: skip
        self.assertEqual(str(new.date_deadline), "2025-06-28")
        # what it was carried over from says so in its history, and is asked no more
        self.assertEqual(first.event_ids[-1].action, "carry")
        self.assertFalse(first.sudo().activity_ids)

    @clause("PLUS-P1")
    def test_each_goal_is_carried_over_for_its_own_reason(self):
        """The reason of the whole is for goals without one of their own; what stands above them has that as well."""
        _plan, point, first, second = self.approved()
        self.at("2024-12-20")
        closing = self.env["duban.goal.closing"].with_user(self.office_user).create(
            {"year": 2024, "reason": "本年未完成"}
        )  # fmt: skip
        closing.action_list()
        line = closing.line_ids.filtered(lambda row: row.goal_id == first)
        line.reason = "设备未到货"
        closing.action_close()
        for goal, reason in (
            (first, "设备未到货"),
            (second, "本年未完成"),
            (point, "本年未完成"),
        ):
            self.assertEqual(goal.state, "carried")
            self.assertEqual(goal.event_ids[-1].note.split("\n")[0], reason, goal.name)

    @clause("PLUS-P1")
    def test_a_year_that_is_finished_is_closed_with_nothing_carried(self):
        plan, point, first, second = self.approved()
        for goal, user in ((first, self.worker_a), (second, self.head_b)):
            goal.with_user(user).action_report("完成", 100)
            goal.action_finish("验收合格")
        self.at("2024-12-20")
        self.decide(2024, {point: ("done", None)})
        self.assertEqual((point | first | second).mapped("state"), ["done"] * 3)
        self.assertFalse((point | first | second).carried_to_id)
        self.assertEqual((plan.state, plan.progress), ("running", 100))
        told = self.env["duban.reminder"].sudo()
        self.assertFalse(told.search([("kind", "=", "goal_carried")]))

    def late(self, goal):
        rows = self.env["duban.reminder"].sudo().search(
            [("res_model", "=", "duban.goal"), ("res_id", "=", goal.id), ("kind", "=", "overdue")],
            order="step",
        )  # fmt: skip
        return [(row.step, row.user_id) for row in rows]

    @clause("PLUS-P1", "CORE-10")
    def test_a_late_goal_climbs_and_stops(self):
        _plan, point, first, second = self.approved()
        self.regulation.write({"ladder_head_days": 3, "ladder_leader_days": 5})
        # due on Friday the 28th of June; working days after it: 07-01, 07-03, 07-05
        expected = [(1, self.worker_a), (2, self.head_a), (3, self.leader)]
        for day, steps in (
            ("2024-06-28", 0),
            ("2024-07-01", 1),
            ("2024-07-02", 1),
            ("2024-07-03", 2),
            ("2024-07-04", 2),
            ("2024-07-05", 3),
            ("2024-07-11", 3),
        ):
            self.at(day)
            self.run_patrol()
            self.assertEqual(self.late(first), expected[:steps], day)
        # and comes back every five working days, for unit and head (CORE-36)
        self.at("2024-07-12")
        self.run_patrol()
        again = [(1, self.worker_a), (2, self.head_a)]
        self.assertCountEqual(self.late(first), expected + again)
        # not what stands above it, nor who is in time
        self.assertFalse(self.late(point) + self.late(second))
        second.with_user(self.head_b).action_report("完成", 100)
        self.at("2024-12-02")
        self.run_patrol()
        self.assertFalse(self.late(second))

    def told(self, goal, day):
        """{kind: people} of what is said about ``goal`` on ``day``."""
        self.at(day)
        self.run_patrol()
        rows = self.env["duban.reminder"].sudo().search(
            [("res_model", "=", "duban.goal"), ("res_id", "=", goal.id), ("date", "=", day)]
        )  # fmt: skip
        return {row.kind: row.user_id.name for row in rows}

    @clause("PLUS-P1", "LZU-3.1a", "CORE-10", "CORE-36")
    def test_a_goal_with_milestones_is_late_like_any_other(self):
        """Milestone on Friday 12 April, due on Friday 28 June: reminded before each, late after each, up to the leader;
        reached late, it is not done before the unit says so, nor does it fall silent."""
        self.regulation.write(
            {
                "remind_before_days": 3,
                "remind_feedback_days": 1,
                "ladder_head_days": 3,
                "ladder_leader_days": 5,
            }
        )
        plan, point, first, _second = self.small_plan()
        row = self.milestone(first, "2024-04-12")
        plan.action_approve()
        for day, told in (
            ("2024-04-10", {}),
            ("2024-04-11", {"feedback_due": "worker_a"}),
            ("2024-04-12", {}),
            ("2024-04-15", {"feedback_missing": "worker_a"}),
            ("2024-04-17", {"feedback_missing": "head_a"}),
            ("2024-04-19", {"feedback_missing": "leader"}),
        ):
            self.assertEqual(self.told(first, day), told, day)
        row.with_user(self.worker_a).action_reach("迟开标")
        first.with_user(self.worker_a).action_report("起草合同", 0)
        self.assertEqual((first.light, point.light), ("normal", "normal"))
        for day, told, light, asked in (
            ("2024-06-24", {}, "normal", []),
            ("2024-06-25", {"due_soon": "worker_a"}, "soon", ["goal_report"]),
            ("2024-07-01", {"overdue": "worker_a"}, "overdue", ["goal_report"]),
            ("2024-07-03", {"overdue": "head_a"}, "overdue", ["goal_report"]),
            ("2024-07-05", {"overdue": "leader"}, "overdue", ["goal_report"]),
        ):
            self.assertEqual(self.told(first, day), told, day)
            self.assertEqual((first.light, point.light), (light, light), day)
            self.assertEqual(self.asked(first), asked, day)
        self.assertEqual(self.tiles(self.worker_a)["goals_late"], 2)
        first.with_user(self.worker_a).action_report("已验收", 100)
        self.assertEqual(self.asked(first), ["goal_finish"])
        self.assertEqual(self.told(first, "2024-07-12"), {})

    @clause("PLUS-P1", "CORE-10")
    def test_who_left_is_asked_no_more(self):
        _plan, _point, first, _second = self.approved()
        self.unit_a.liaison_id = self.liaison_a
        self.worker_a.sudo().active = False
        self.at("2024-06-25")
        self.run_patrol()
        todo = first.sudo().activity_ids
        self.assertEqual((todo.user_id, str(todo.date_deadline)), (self.liaison_a, "2024-06-28"))  # fmt: skip
        self.unit_a.liaison_id = False
        self.at("2024-06-26")
        self.run_patrol()
        self.assertEqual(first.sudo().activity_ids.user_id, self.head_a)

    @clause("PLUS-P1", "CORE-10")
    def test_the_unit_is_asked_for_a_report_from_the_third_working_day_before(self):
        _plan, point, first, second = self.approved()
        # 28 June is a Friday: the 25th is the third working day before it
        for day, there in (("2024-06-24", False), ("2024-06-25", True)):
            self.at(day)
            self.run_patrol()
            self.assertEqual(bool(first.sudo().activity_ids), there, day)
        self.assertFalse((point | second).sudo().activity_ids)
        first.with_user(self.worker_a).action_report("一半", 50)
        self.assertEqual(first.sudo().activity_ids.user_id, self.worker_a)
        first.action_finish("完成")
        self.assertFalse(first.sudo().activity_ids)
        # whose matters tell how far it is, is not asked by itself
        second.action_create_matters()
        self.at("2024-11-27")
        self.run_patrol()
        self.assertFalse(second.sudo().activity_ids)

    @clause("PLUS-P1")
    def test_what_stands_above_is_approved_first(self):
        plan, point, first, second = self.small_plan()
        for goal in (point, first):
            self.assert_refused(goal.action_approve)
        self.assertEqual(set((plan | point | first | second).mapped("state")), {"draft"})  # fmt: skip
        plan.action_approve()
        later = self.goal("补充", point)
        self.assertEqual(first.event_ids.mapped("action"), ["approve"])
        point.action_approve()
        self.assertEqual(later.state, "running")
        # nobody is told twice of what was approved before
        self.assertEqual(first.event_ids.mapped("action"), ["approve"])
        self.assert_refused(point.action_approve)

    @clause("PLUS-P1")
    def test_finished_only_with_nothing_open(self):
        _plan, point, first, second = self.approved()
        with self.assertRaisesRegex(Exception, "增设淋浴室"), self.cr.savepoint():
            point.action_finish("完成")
        self.env.invalidate_all()
        first.action_finish("完成")
        second.action_create_matters()
        self.assert_refused(second.action_finish, "完成")
        self.ends(second.matter_ids, "rejected")
        self.assertEqual(second.matter_ids.state, "rejected")
        second.action_finish("另行完成")
        point.action_finish("完成")
        self.assertEqual((point.state, str(point.date_ended)), ("done", "2024-03-04"))
        self.assert_refused(lambda: self.goal("太迟", point))
        for goal in (first, point):
            self.assert_refused(goal.action_change, "改期", "2024-12-30")
            self.assert_refused(goal.action_report, "进展", 10)
            self.assert_refused(goal.action_drop, "取消")

    @clause("PLUS-P1")
    def test_only_accepted_reports_of_the_lead_unit_count(self):
        _plan, _point, first, _second = self.approved()
        matter = self.accepted(goal_id=first.id, co_unit_ids=self.units(self.unit_b))
        self.assertEqual(first.progress, 0)
        # what a co-unit tells the lead unit, before its report and after
        told = {"kind": "co_unit", "percentage": 90}
        self.feedback(matter, self.worker_b, **told)
        self.assertEqual(first.progress, 0)
        self.feedback(matter, percentage=40)
        self.assertEqual(first.progress, 40)
        self.feedback(matter, self.worker_b, **told)
        self.assertEqual(first.progress, 40)
        returned = self.feedback(matter, percentage=80)
        returned.sudo()._engine_write({"review_state": "returned"})
        self.env.invalidate_all()
        self.assertEqual(first.progress, 40)
        other = self.matter(goal_id=first.id)
        self.assertEqual(first.progress, 20)
        self.ends(other, "rejected")
        self.assertEqual((first.progress, first.matter_count), (40, 2))

    @clause("PLUS-P1")
    def test_a_matter_serves_a_running_goal_of_its_own_institution(self):
        _plan, _point, first, second = self.approved()
        matter = self.matter()
        second.action_drop("不再需要")
        self.assert_refused(matter.write, {"goal_id": second.id})
        matter.goal_id = first
        self.env.flush_all()
        elsewhere = self.env["res.company"].create({"name": "别校"})
        self.env.cr.execute(
            "UPDATE duban_goal SET company_id = %s WHERE id = %s", [elsewhere.id, second.id]
        )  # fmt: skip
        self.env.invalidate_all()
        self.assert_refused(matter.write, {"goal_id": second.id})
        self.assertEqual(matter.goal_id, first)

    def tiles(self, user):
        board = self.board(user)
        return {
            tile["key"]: tile["count"]
            for tile in board["tiles"]
            if tile["key"].startswith("goals")
        }

    @clause("PLUS-P1")
    def test_goals_on_the_home_of_each(self):
        self.small_plan()
        for user in (self.office_user, self.head_a, self.leader, self.president):
            self.assertFalse(self.tiles(user), user.name)
        plan = self.env["duban.goal"].search([("level", "=", "plan")])
        plan.with_user(self.office_user).action_approve()
        # work point (of unit A) and two tasks; the plan itself is no goal of the year; the leader leads both units
        expected = {
            self.office_user: 3,
            self.president: 3,
            self.head_a: 2,
            self.head_b: 1,
            self.leader: 3,
        }
        for user, count in expected.items():
            self.assertEqual(self.tiles(user), {"goals": count}, user.name)
        for user in (self.head_c, self.leader2, self.outsider):
            self.assertFalse(self.tiles(user), user.name)
        self.at("2024-07-01")
        self.assertEqual(self.tiles(self.worker_a), {"goals": 2, "goals_late": 2})
        self.assertEqual(self.tiles(self.head_b), {"goals": 1})
        self.at("2025-01-02")
        self.assertFalse(self.tiles(self.office_user))
        self.at("2024-07-01")
        self.regulation.plan_line_enabled = False
        self.assertFalse(self.tiles(self.office_user))

    def asked(self, goal):
        """Keys of the open to-dos on ``goal``, of all people."""
        return goal.sudo().activity_ids.mapped("duban_key")

    @clause("PLUS-P1", "CORE-20")
    def test_a_task_whose_matter_fell_away_is_asked_itself(self):
        """Filed by mistake and withdrawn: the unit reports on it, or it gets another matter; a decided end stays."""
        plan, point, first, second = self.approved()
        matter = self.filed(name="更新机房", goal_id=first.id)
        ended = self.filed(name="增设淋浴室", goal_id=second.id)
        self.at("2024-06-27")
        self.run_patrol()
        self.assertNotIn("goal_report", self.asked(first))
        matter.with_user(self.office_user).action_withdraw_filing("立项有误")
        self.assertIn("goal_report", self.asked(first))
        first.with_user(self.worker_a).action_report("一半", 50)
        self.assertEqual(first.progress, 50)
        self.ends(ended, "terminated")
        point.action_create_matters()
        self.assertEqual(len(first.matter_ids - matter), 1)
        self.assertEqual(second.matter_ids, ended)
        self.assert_refused(point.action_create_matters)
        # what was given up below is no more part of a goal than such a matter
        other = self.goal("另一要点", plan, level="year", year=2024)
        below = self.goal("分项", other)
        other.action_approve()
        self.assertTrue(other._has_below())
        below.action_drop("不再需要")
        self.assertFalse(other._has_below())

    def reopened(self, matter):
        """A re-check finds that ``matter`` was not implemented."""
        self.recheck(matter, "visit").action_record("failed", "未落实", "2025-06-30")
        self.assertEqual(matter.sudo().state, "in_progress")

    @clause("PLUS-P1")
    def test_what_is_reopened_serves_the_year_that_runs(self):
        _plan, _point, first, _second = self.approved()
        matter = self.closed(name="一号机房", goal_id=first.id)
        self.accepted(name="二号机房", goal_id=first.id)
        self.at("2024-12-31")
        self.decide(2024, reason="仍未完成")
        new = first.carried_to_id
        self.assertEqual((first.state, matter.goal_id), ("carried", first))
        self.at("2025-03-04")
        self.reopened(matter)
        self.assertEqual(matter.goal_id, new)
        self.assertIn(matter, new._counted_matters())
        self.assertEqual(first.state, "carried")
        acts = matter.sudo().act_ids.mapped("action")
        self.assertIn("goal_carried", acts)

    @clause("PLUS-P1", "CORE-20")
    def test_what_is_reopened_below_a_goal_that_is_done_is_the_offices(self):
        _plan, _point, first, _second = self.approved()
        matter = self.closed(name="一号机房", goal_id=first.id)
        first.action_finish("已建成")
        self.assertEqual(self.asked(first), [])
        self.reopened(matter)
        self.assertEqual(self.asked(first), ["goal_again"])
        self.assertEqual(first.sudo().activity_ids.user_id, self.office_user)
        self.run_patrol()
        self.assertEqual(self.asked(first), ["goal_again"])
        self.closed(matter=matter)
        self.assertEqual(self.asked(first), [])

    @clause("PLUS-P1", "CORE-20")
    def test_what_is_open_again_may_have_no_date(self):
        """Not yet counted, or open by its term: the to-do is of today."""
        _plan, _point, first, _second = self.approved()
        matter = self.closed(name="一号机房", goal_id=first.id)
        first.action_finish("已建成")
        self.cr.execute(
            "UPDATE duban_matter SET date_deadline = NULL WHERE id = %s", [matter.id]
        )
        self.ends(matter, "in_progress")
        first.sudo()._reconcile_todos()
        self.assertEqual(self.asked(first), ["goal_again"])
        self.assertEqual(first.sudo().activity_ids.date_deadline, matter._today())
