"""Articles 8（二） to 12: assignment, plan, process, result, report back, disagreement, terms."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause

from .common import XisuCommon


@tagged("post_install", "-at_install")
class TestProcedure(XisuCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def request(self, matter, kind="extension", **values):
        values = {
            "matter_id": matter.id,
            "kind": kind,
            "reason": "设备到货延迟",
            "statement": "供应商来函说明",
            **values,
        }
        return self.env["duban.request"].with_user(self.worker_a).create(values)

    # -- 第三条、第八条（二）

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
        self.assertEqual(len(todos), 3)
        self.assertEqual(todos.user_id, self.head_a | self.head_b | self.head_c)
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

    # -- 第八条（三）

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

    # -- 第八条（四）

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

    @clause("XISU-8.4c")
    def test_request_needs_a_written_statement(self):
        matter = self.accepted()
        for kind in ("extension", "inability"):
            request = self.request(
                matter,
                kind,
                statement=False,
                date_requested="2024-03-29",
                decider_id=self.leader.id,
            )
            self.refused(request.action_submit)
            self.assertEqual(request.state, "draft")
            request.statement = "供应商来函说明"
            request.action_submit()
            self.assertEqual(request.state, "submitted")
        # a file will do as well
        other = self.accepted()
        file = self.file(other, name="书面说明材料.pdf")
        request = self.request(
            other,
            statement=False,
            date_requested="2024-03-29",
            attachment_ids=[(6, 0, file.ids)],
        )
        request.action_submit()
        self.assertEqual(request.state, "submitted")

    @clause("XISU-8.4d")
    def test_extension_by_leader_without_limits(self):
        matter = self.accepted()
        self.assertEqual(str(matter.date_deadline), "2024-03-18")
        first = self.request(
            matter, date_requested="2024-03-29", decider_id=self.leader.id
        )
        first.action_submit()
        self.assertEqual(
            str(matter.date_deadline), "2024-03-18", "not before the decision"
        )
        self.assertEqual(self.todos(matter, kind="approve").user_id, self.leader)
        with self.assertRaises(AccessError), self.cr.savepoint():
            first.approval_line_ids.with_user(self.office_user).action_approve()
        first.approval_line_ids.with_user(self.leader).action_approve("同意")
        self.assertEqual(str(matter.date_deadline), "2024-03-29")
        # on the due date itself, the second of its kind, over half a year long
        self.at("2024-03-29")
        second = self.request(
            matter, date_requested="2024-10-31", decider_id=self.leader.id
        )
        second.action_submit()
        second.approval_line_ids.with_user(self.leader).action_approve("同意")
        self.assertEqual(str(matter.date_deadline), "2024-10-31")
        history = matter.due_date_ids.sorted("id")
        self.assertEqual(
            [str(line.date) for line in history],
            ["2024-03-18", "2024-03-29", "2024-10-31"],
        )
        self.assertEqual(history.mapped("kind"), ["rule", "extension", "extension"])
        self.assertEqual(history[1:].approver_id, self.leader)

    @clause("XISU-8.4d")
    def test_extension_by_the_office_meeting(self):
        matter = self.accepted()
        request = self.request(matter, date_requested="2024-03-29")
        request.action_submit()
        line = request.approval_line_ids
        self.assertEqual(line.approver_unit_id, self.office)
        self.assertEqual(self.todos(matter, kind="approve").user_id, self.office_user)
        with self.assertRaises(AccessError):
            line.with_user(self.worker_a).action_approve()
        self.refused(line.with_user(self.office_user).action_approve)
        request.with_user(self.office_user).write(
            {
                "decision_body_id": self.body("president_meeting").id,
                "decision_date": "2024-03-08",
                "decision_text": "同意延期",
            }
        )
        line.with_user(self.office_user).action_approve("校长办公会同意")
        self.assertEqual(str(matter.date_deadline), "2024-03-29")
        self.assertEqual(
            (request.decision_body_id.name, str(request.decision_date)),
            ("校长办公会", "2024-03-08"),
        )

    @clause("XISU-8.4d")
    def test_refused_extension_and_inability(self):
        matter = self.accepted()
        request = self.request(
            matter, date_requested="2024-03-29", decider_id=self.leader.id
        )
        request.action_submit()
        request.approval_line_ids.with_user(self.leader).action_reject("按期完成")
        self.assertEqual(
            (request.state, str(matter.date_deadline)), ("refused", "2024-03-18")
        )
        request = self.request(matter, "inability")
        request.action_submit()
        request.with_user(self.office_user).write(
            {
                "decision_leader_id": self.president.id, "decision_date": "2024-03-08", "outcome": "terminate",
                "decision_text": "不再办理",
            }
        )  # fmt: skip
        request.approval_line_ids.with_user(self.office_user).action_approve("校长同意")
        self.assertEqual(matter.state, "terminated")

    # -- 第八条（五）、（六）

    @clause("XISU-8.5a")
    def test_result_by_the_lead_unit_only(self):
        matter = self.accepted(co_unit_ids=[(6, 0, self.unit_b.ids)])
        matter.with_user(self.worker_a).write(
            {"result": "完成", "achievements": "提前", "problems": "无"}
        )
        for user in (self.worker_b, self.head_b, self.office_user):
            with self.assertRaises(AccessError):
                matter.with_user(user).action_submit_result()
        self.assertEqual(matter.state, "in_progress")
        matter.with_user(self.worker_a).action_submit_result()
        self.assertEqual(matter.state, "result_submitted")

    @clause("XISU-8.5b")
    def test_review(self):
        matter = self.submitted().with_user(self.office_user)
        self.assertEqual(
            self.todos(matter).mapped("activity_type_id"),
            self.env.ref("duban_supervision.todo_review"),
        )
        self.refused(matter.action_return_result)
        self.refused(lambda: matter.action_return_result("  "))
        self.assertEqual(matter.state, "result_submitted")
        matter.action_return_result("数字不实")
        self.assertEqual(matter.state, "in_progress")
        self.assertTrue(self.todos(matter, self.worker_a, "result"))
        matter.with_user(self.worker_a).action_submit_result()
        matter.action_pass_review("情况属实")
        self.assertEqual(
            (matter.review_opinion, matter.reviewed_by_id),
            ("情况属实", self.office_user),
        )
        self.assertEqual(str(matter.date_reviewed), "2024-03-04")

    @clause("XISU-8.6a")
    def test_report_back_before_closing(self):
        matter = self.submitted().with_user(self.office_user)
        matter.action_pass_review("情况属实")
        matter.conclusion = "已落实"
        self.refused(matter.action_close)
        self.assertEqual(matter.state, "result_submitted")
        report = self.report_back(matter, "superior")
        self.assertEqual(
            (report.target_id.name, str(report.date), report.content),
            ("上级部门", "2024-03-04", "已全部更新"),
        )
        targets = self.regulation.decision_body_ids.filtered("is_target").mapped("name")
        self.assertEqual(
            set(targets), {"上级部门", "有关领导", "党委会", "校长办公会", "专题会"}
        )
        matter.action_close()
        self.assertEqual(matter.state, "closed")

    @clause("XISU-12.3a")
    def test_conclusion(self):
        matter = self.submitted().with_user(self.office_user)
        matter.action_pass_review("情况属实")
        self.report_back(matter)
        self.refused(matter.action_close, "督办结论")
        matter.conclusion = "   "
        self.refused(matter.action_close, "督办结论")
        matter.conclusion = "已落实"
        matter.action_close()
        self.assertEqual(matter.state, "closed")

    @clause("XISU-12.3b")
    def test_one_matter_one_report(self):
        """The result is part of its matter: there is no record that could be linked to a second one."""
        first, second = self.submitted(), self.accepted()
        for name in ("result", "achievements", "problems"):
            field = self.env["duban.matter"]._fields[name]
            self.assertEqual((field.type, field.store), ("text", True))
        with self.assertRaises(UserError):
            (first | second).with_user(self.worker_a).action_submit_result()
        self.assertFalse(second.result)
        self.assertEqual(second.state, "in_progress")
        feedback = self.feedback(second)
        with self.assertRaises(AccessError):
            feedback.with_user(self.worker_a).matter_id = first

    @clause("XISU-12.3c")
    def test_result_has_two_sides(self):
        matter = self.accepted()
        worker = matter.with_user(self.worker_a)
        worker.write({"result": "已更新", "achievements": "节约经费"})
        self.refused(worker.action_submit_result, "问题和不足")
        worker.write({"achievements": False, "problems": "无"})
        self.refused(worker.action_submit_result, "成绩和经验")
        worker.achievements = "节约经费"
        worker.action_submit_result()
        self.assertEqual(matter.state, "result_submitted")

    # -- 第九条

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

    # -- 第十条、第十一条

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

    @clause("XISU-10.5a", "XISU-11.0")
    def test_kinds_of_records(self):
        kinds = (
            self.env["duban.option"]
            .with_user(self.office_user)
            ._get(self.regulation, "record_kind")
        )
        names = kinds.mapped("name")
        for name in ("口头提醒", "现场督办", "协调会商", "电话", "办公OA系统"):
            self.assertIn(name, names)
        more = (
            self.env["duban.option"]
            .with_user(self.admin)
            .create(
                {"list_id": kinds[0].list_id.id, "code": "video", "name": "视频连线"}
            )
        )
        record = self.record(self.accepted(), "video")
        self.assertEqual(record.kind_id, more)

    @clause("XISU-11.1")
    def test_oral_reminders(self):
        matter = self.accepted()
        for purpose in ("reminder", "inquiry"):
            self.record(matter, purpose=purpose)
        self.assertEqual(matter.urging_count, 0)
        for purpose in ("reminder", "inquiry", "urging"):
            self.refused(
                lambda purpose=purpose: self.record(
                    matter, purpose=purpose, summary=False
                )
            )
        self.record(matter, purpose="urging", summary="请于周五前报送进展")
        self.assertEqual(matter.urging_count, 1)
        self.assertEqual(str(matter.date_last_urged), "2024-03-04")
        self.assertTrue(self.todos(matter, self.worker_a, "urging"))

    @clause("XISU-11.2")
    def test_on_site(self):
        matter = self.accepted()
        self.refused(lambda: self.record(matter, "onsite", place="三号楼"))
        file = self.file(matter, self.office_user, "现场.jpg")
        record = self.record(
            matter, "onsite", place="三号楼", findings="线路未改造", staff_ids=[(6, 0, self.office_user.ids)],
            attachment_ids=[(6, 0, file.ids)],
        )  # fmt: skip
        self.assertEqual(
            (record.place, record.findings, record.staff_ids),
            ("三号楼", "线路未改造", self.office_user),
        )
        self.assertEqual(record.attachment_ids, file)

    @clause("XISU-11.3")
    def test_consultation(self):
        matter = self.accepted()
        self.refused(lambda: self.record(matter, "meeting"))
        record = self.record(
            matter, "meeting", attendee_unit_ids=[(6, 0, (self.unit_a | self.unit_b).ids)], requirements="九月前完成",
            measures="分两批采购",
        )  # fmt: skip
        self.assertEqual(record.attendee_ids, self.head_a | self.head_b)
        self.assertEqual(
            (record.requirements, record.measures), ("九月前完成", "分两批采购")
        )

    # -- 第十二条

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

    @clause("XISU-12.1d")
    def test_report_of_not_finishing(self):
        matter = self.accepted()
        self.assertEqual(str(matter.date_deadline), "2024-03-18")
        texts = {
            "progress": "已完成八成",
            "reason": "设备到货延迟",
            "acceleration": "增派人手",
        }
        for name in texts:
            request = self.request(matter, "cannot_finish", **{**texts, name: False})
            self.refused(request.action_submit)
            self.assertEqual(request.state, "draft")
        self.at("2024-03-18")
        on_time = self.request(matter, "cannot_finish", **texts)
        on_time.action_submit()
        self.assertFalse(on_time.is_late)
        self.at("2024-03-19")
        late = self.request(matter, "cannot_finish", **texts)
        late.action_submit()
        self.assertTrue(late.is_late)
        self.assertEqual(
            str(matter.date_deadline), "2024-03-18", "a report is no extension"
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

    # -- 第十条（五）

    @clause("XISU-10.5b")
    def test_look_back(self):
        matter = self.closed(is_key=True)
        kinds = self.env["duban.option"]._get(self.regulation, "recheck_kind")
        self.assertEqual(kinds.mapped("name"), ["回头看", "再督查"])
        self.at("2024-06-03")
        recheck = (
            self.env["duban.recheck"]
            .with_user(self.office_user)
            .create(
                {
                    "matter_id": matter.id,
                    "kind_id": self.option("recheck_kind", "look_back").id,
                }
            )
        )
        recheck.action_record("failed", "两间机房未更新", "2024-06-28")
        self.assertEqual(
            (matter.state, str(matter.date_deadline)), ("in_progress", "2024-06-28")
        )
        reopening = matter.sudo().act_ids.filtered(lambda act: act.action == "reopen")
        self.assertEqual(
            (reopening.state_from, reopening.state_to, reopening.note),
            ("closed", "in_progress", "两间机房未更新"),
        )
        self.assertEqual(matter.due_date_ids.sorted("id")[-1].kind, "reopened")
