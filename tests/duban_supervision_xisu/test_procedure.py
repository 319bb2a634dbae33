"""Articles 8（二） to 12: assignment, plan, process, result, report back, disagreement, terms."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from tests.clauses import clause

from .common import XisuCommon


@tagged("post_install", "-at_install")
class TestProcedure(XisuCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    @clause("XISU-3.4")
    def test_every_matter_has_an_answer(self):
        matter, urgent = self.accepted(), self.accepted(priority="2")
        Matter = self.env["duban.matter"].with_user(self.office_user)
        unanswered = [("is_unanswered", "=", True), ("id", "in", (matter | urgent).ids)]
        self.assertEqual(
            Matter.search(unanswered, order="priority desc, id"), urgent | matter
        )
        assigned = self.assigned()
        self.assertTrue(assigned.is_unanswered)
        self.assertIn(assigned, Matter.search([("is_unanswered", "=", True)]))
        self.feedback(matter)
        self.assertEqual(Matter.search(unanswered), urgent)
        self.assertFalse(matter.is_unanswered)
        # past the due date only the result is an answer
        self.at("2024-03-19")
        self.env.invalidate_all()
        self.assertTrue(matter.is_unanswered)
        self.assertIn(matter, Matter.search(unanswered))
        self.submitted(matter)
        self.assertNotIn(matter, Matter.search(unanswered))

    @clause("XISU-8.2")
    def test_assignment_reaches_each_unit(self):
        matter = self.filed(
            co_unit_ids=[(6, 0, (self.unit_b | self.unit_c).ids)],
            joint_unit_ids=[(6, 0, self.organisation.ids)],
        )
        self.assertFalse(matter.date_assigned)
        matter.action_assign()
        self.assertEqual(str(matter.date_assigned), "2024-03-04")
        todos = self.todos(matter)
        # the joint department too (XISU-7.1e)
        self.assertEqual(len(todos), 4)
        self.assertEqual(
            todos.user_id,
            self.head_a | self.head_b | self.head_c | self.organisation_user,
        )
        for todo in todos:
            self.assertEqual((todo.res_model, todo.res_id), ("duban.matter", matter.id))
            opened = todo.with_user(todo.user_id).action_duban_open()
            self.assertEqual(
                opened.get("res_id") or opened["context"]["default_matter_id"],
                matter.id,
            )
            # the slip is one click away for each of them
            self.assertIn(
                matter.number, self.as_user(matter, todo.user_id).xisu_slip_html
            )

    @clause("XISU-8.3a")
    def test_plan_has_time_nodes(self):
        matter = self.assigned()
        worker = matter.with_user(self.worker_a)
        worker.handler_id = self.worker_a
        self.refused(worker.action_accept, "工作计划")
        line = (
            self.env["duban.plan.line"]
            .with_user(self.worker_a)
            .create({"matter_id": matter.id, "name": "招标"})
        )
        self.refused(worker.action_accept)
        self.assertEqual(matter.state, "assigned")
        line.date = "2024-03-12"
        worker.action_accept()
        self.assertEqual(matter.state, "in_progress")

    @clause("XISU-8.3b")
    def test_plan_within_one_week(self):
        on_time, late = self.assigned(), self.assigned()
        self.assertEqual(str(on_time.date_plan_due), "2024-03-11")
        self.assertEqual(
            str(self.todos(on_time, kind="accept").date_deadline), "2024-03-11"
        )
        self.at("2024-03-11")
        self.plan(on_time, "2024-03-18")
        on_time.with_user(self.worker_a).action_accept()
        self.assertFalse(on_time.plan_late)
        self.at("2024-03-12")
        self.plan(late, "2024-03-18")
        late.with_user(self.worker_a).action_accept()
        self.assertTrue(late.plan_late)
        self.assertEqual(late.state, "in_progress")

    @clause("XISU-8.3c")
    def test_one_joint_plan_by_the_lead_unit(self):
        matter = self.assigned(co_unit_ids=[(6, 0, self.unit_b.ids)])
        proposal = (
            self.env["duban.plan.line"]
            .with_user(self.worker_b)
            .create(
                {
                    "matter_id": matter.id,
                    "name": "腾空机房",
                    "date": "2024-03-08",
                    "department_id": self.unit_b.id,
                }
            )
        )
        self.assertTrue(proposal.is_proposal)
        self.assertEqual(proposal.proposed_by_id, self.worker_b)
        with self.assertRaises(AccessError):
            matter.with_user(self.worker_b).action_accept()
        # a proposal is not yet the plan
        matter.with_user(self.worker_a).handler_id = self.worker_a
        self.refused(matter.with_user(self.worker_a).action_accept, "工作计划")
        with self.assertRaises(AccessError):
            proposal.with_user(self.worker_b).action_adopt()
        # the lead unit's own line is not a co-unit's to change or take away
        own = proposal.with_user(self.worker_a).create(
            {"matter_id": matter.id, "name": "完成招标", "date": "2024-03-08"}
        )
        for step in (
            lambda line: line.write({"name": "改"}),
            lambda line: line.unlink(),
        ):
            self.assert_refused(step, own.with_user(self.worker_b))
        self.assertEqual((own.name, own.is_proposal), ("完成招标", False))
        own.unlink()
        proposal.with_user(self.worker_a).action_adopt()
        self.assertEqual(
            (proposal.is_proposal, proposal.department_id), (False, self.unit_b)
        )
        message = matter.with_user(self.worker_b).message_post(
            **{"body": "周五可以腾空"}
        )
        self.assertIn(message, matter.message_ids)
        matter.with_user(self.worker_a).action_accept()
        self.assertEqual(matter.state, "in_progress")

    @clause("XISU-8.4a")
    def test_progress_at_each_milestone(self):
        matter = self.assigned(**self.dated("2024-03-31"))
        self.plan(matter, "2024-03-10", "2024-03-20")
        matter.with_user(self.worker_a).action_accept()
        first, second = matter.plan_line_ids
        self.assertEqual(
            sorted(
                map(str, self.todos(matter, kind="feedback").mapped("date_deadline"))
            ),
            ["2024-03-10", "2024-03-20"],
        )
        self.at("2024-03-10")
        progress = self.feedback(matter, plan_line_id=first.id)
        self.assertEqual(progress.plan_line_id, first)
        self.assertEqual(
            str(self.todos(matter, kind="feedback").date_deadline), "2024-03-20"
        )
        self.at("2024-03-21")
        self.env.invalidate_all()
        self.assertEqual((first.state, second.state), ("done", "missing"))
        self.assertEqual(self.todos(matter, kind="feedback").user_id, self.worker_a)

    @clause("XISU-9.1a")
    def test_disagreement_goes_to_the_head_of_the_lead_unit(self):
        matter = self.accepted(co_unit_ids=[(6, 0, self.unit_b.ids)])
        self.assertFalse(matter.is_disputed)
        row = (
            self.env["duban.disagreement"]
            .with_user(self.worker_a)
            .create(
                {
                    "matter_id": matter.id,
                    "name": "机房由谁腾空",
                    "positions": "教务处：后勤处；后勤处：教务处",
                }
            )
        )
        self.assertEqual((row.state, row.assigned_id), ("head", self.head_a))
        self.assertTrue(matter.is_disputed)
        self.assertIn(
            matter, self.env["duban.matter"].search([("is_disputed", "=", True)])
        )
        self.assertTrue(self.todos(matter, self.head_a, "disagreement"))
        row.with_user(self.head_a).action_record_head("后勤处腾空", agreed=True)
        self.assertEqual(row.state, "settled")
        self.assertFalse(matter.is_disputed)

    @clause("XISU-9.1b")
    def test_then_to_the_leader_in_charge(self):
        matter = self.accepted(co_unit_ids=[(6, 0, self.unit_b.ids)])
        row = (
            self.env["duban.disagreement"]
            .with_user(self.worker_a)
            .create({"matter_id": matter.id, "name": "分工"})
        )
        self.refused(row.with_user(self.worker_a).action_escalate)
        self.assertFalse(self.todos(matter, self.leader))
        row.with_user(self.head_a).action_record_head("未能一致")
        with self.assertRaises(AccessError), self.cr.savepoint():
            row.with_user(self.worker_b).action_escalate()
        row.with_user(self.worker_a).action_escalate()
        self.assertEqual((row.state, row.assigned_id), ("leader", self.leader))
        self.assertTrue(self.todos(matter, self.leader, "disagreement"))
        with self.assertRaises(AccessError), self.cr.savepoint():
            row.with_user(self.worker_a).action_record_leader("后勤处腾空")
        row.with_user(self.leader).action_record_leader("后勤处腾空")
        self.assertEqual((row.state, row.leader_outcome), ("settled", "后勤处腾空"))
        self.assertFalse(self.todos(matter, self.leader))

    @clause("XISU-10.3a")
    def test_reports_within_their_limit(self):
        matter = self.assigned()
        self.plan(matter, "2024-03-10")
        matter.with_user(self.worker_a).action_accept()
        self.at("2024-03-11")
        for _run in range(2):
            self.patrol()
            reminders = self.todos(matter, kind="feedback")
            self.assertEqual((len(reminders), reminders.user_id), (1, self.worker_a))
            self.assertEqual(reminders.state, "overdue")
        self.env.invalidate_all()
        self.assertEqual(matter.plan_line_ids.state, "missing")
        late = self.feedback(matter, plan_line_id=matter.plan_line_ids.id)
        self.assertTrue(late.is_late)
        self.assertFalse(self.todos(matter, kind="feedback"))

    @clause("XISU-12.2a")
    def test_late_and_inaccurate_feedback(self):
        matter = self.assigned()
        self.plan(matter, "2024-03-06", "2024-03-11")
        matter.with_user(self.worker_a).action_accept()
        first, second = matter.plan_line_ids
        self.at("2024-03-07")
        late = self.feedback(matter, plan_line_id=first.id)
        self.assertTrue(late.is_late)
        self.assertEqual(str(late.date_due), "2024-03-06")
        self.at("2024-03-11")
        on_time = self.feedback(matter, plan_line_id=second.id)
        self.assertFalse(on_time.is_late)
        self.refused(on_time.with_user(self.office_user).action_return_feedback)
        on_time.with_user(self.office_user).action_return_feedback("数字不实")
        self.assertEqual(on_time.review_state, "returned")
        # returned progress is no progress
        self.assertEqual(
            str(self.todos(matter, kind="feedback").date_deadline), "2024-03-11"
        )

    @clause("XISU-12.1a")
    def test_stated_date_prevails(self):
        matter = self.matter(**self.dated("2024-03-31", deadline_ground=False))
        self.refused(matter.action_file)
        matter.deadline_ground = "上级文件规定3月底完成"
        matter.action_file()
        matter.action_assign()
        self.assertEqual(str(matter.date_deadline), "2024-03-31")
        self.assertEqual(matter.due_date_ids.mapped("kind"), ["explicit"])
        self.assertEqual(matter.due_date_ids.ground, "上级文件规定3月底完成")

    @clause("XISU-12.1b")
    def test_ten_working_days(self):
        matter = self.assigned()
        self.assertEqual(str(matter.date_deadline), "2024-03-18")
        self.assertEqual(
            (matter.due_date_ids.kind, matter.due_date_ids.clause),
            ("rule", "第十二条（一）"),
        )
        self.assertIn("交办后10个工作日", matter.due_date_ids.ground)
        self.calendar_b()
        self.at("2024-03-29")
        self.assertEqual(str(self.assigned().date_deadline), "2024-04-15")
        # 一般: another term with its reason
        longer = self.assigned(
            date_deadline="2024-05-06", deadline_ground="涉及招标，需要更长时间"
        )
        self.assertEqual(str(longer.date_deadline), "2024-05-06")

    @clause("XISU-12.1c")
    def test_long_cycle(self):
        matter = self.assigned(**self.dated("2024-06-30"), is_long_cycle=True)
        self.plan(matter, "2024-04-01")
        self.refused(matter.with_user(self.worker_a).action_accept)
        self.assertEqual(matter.state, "assigned")
        self.plan(matter, "2024-05-01")
        matter.with_user(self.worker_a).action_accept()
        self.assertEqual(matter.state, "in_progress")
        self.assertEqual(
            sorted(
                map(str, self.todos(matter, kind="feedback").mapped("date_deadline"))
            ),
            ["2024-04-01", "2024-05-01"],
        )

    @clause("XISU-12.2b")
    def test_classified_matters(self):
        matter = self.assigned(
            confidentiality="classified", name="绝密任务", content="不得外传"
        )
        for user in (self.outsider, self.office_user2, self.secretary):
            found = (
                self.env["duban.matter"]
                .with_user(user)
                .search([("number", "=", matter.number)])
            )
            self.assertFalse(found)
            with self.assertRaises(AccessError):
                self.as_user(matter, user).read(["name"])
        todo = self.todos(matter, self.head_a)
        words = f"{todo.res_name} {todo.summary} {todo.note or ''} {todo.display_name}"
        self.assertIn(matter.number, words)
        for secret in ("绝密任务", "不得外传"):
            self.assertNotIn(secret, words)
        self.assertEqual(self.as_user(matter, self.head_a).name, "绝密任务")
        # this regulation knows no other level
        self.refused(lambda: self.matter(confidentiality="sensitive"))
