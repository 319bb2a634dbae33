"""国际教育学院, articles 15 to 19: completion, feedback, spot checks, archive."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause

from .common import SieCommon


@tagged("post_install", "-at_install")
class TestSieCompletion(SieCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def apply(self, matter, date_requested, **values):
        request = self.request(matter, date_requested=date_requested, **values)
        request.action_submit()
        return request

    def co_feedback(self, matter, user):
        return (
            self.env["duban.feedback"]
            .with_user(user)
            .create({"matter_id": matter.id, "kind": "co_unit", "name": "住宿已安排"})
        )

    # -- due date and extension

    @clause("SIE-15.1")
    def test_due_by_the_notice(self):
        matter = self.accepted()
        self.assertEqual(str(matter.date_deadline), "2024-05-31")
        self.assertIn("党政联席会", matter.due_date_ids.ground)
        self.at("2024-05-31")
        matter.invalidate_recordset()
        self.assertFalse(matter.is_overdue)
        self.at("2024-06-01")
        matter.invalidate_recordset()
        self.assertTrue(matter.is_overdue)
        self.assertIn(
            matter, self.env["duban.matter"].search([("is_overdue", "=", True)])
        )

    @clause("SIE-15.2a")
    def test_within_the_handling_period_by_the_lead_section(self):
        matter = self.accepted(co_unit_ids=self.units(self.unit_b))
        for user in (self.worker_b, self.office_user, self.leader):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.request(matter, user, date_requested="2024-06-30")
        request = self.request(matter, date_requested="2024-06-30")
        self.at("2024-06-01")
        with self.assertRaisesRegex(UserError, "2024年5月31日"):
            request.action_submit()

    @clause("SIE-15.2b")
    def test_once(self):
        matter = self.accepted()
        first = self.apply(matter, "2024-06-14")
        second = self.request(matter, date_requested="2024-06-30")
        with self.assertRaises(UserError), self.cr.savepoint():
            second.action_submit()
        first.approval_line_ids.with_user(self.leader).action_reject("理由不足")
        self.assertEqual(first.state, "refused")
        second.action_submit()
        second.action_withdraw()
        third = self.apply(matter, "2024-06-20")
        third.approval_line_ids.with_user(self.leader).action_approve("同意")
        self.assertEqual(str(matter.date_deadline), "2024-06-20")
        with self.assertRaisesRegex(UserError, "1 time|1次"):
            self.apply(matter, "2024-06-30")

    @clause("SIE-15.2c")
    def test_at_the_latest_five_working_days_before(self):
        matter = self.accepted()
        request = self.request(matter, date_requested="2024-06-28")
        self.at("2024-05-27")
        with self.assertRaisesRegex(UserError, "2024年5月24日"):
            request.action_submit()
        self.at("2024-05-24")
        request.action_submit()
        self.assertEqual(request.state, "submitted")

    @clause("SIE-15.2d")
    def test_the_leader_in_charge_whatever_the_length(self):
        for months, requested in ((1, "2024-06-30"), (4, "2024-09-30")):
            with self.subTest(months=months):
                matter = self.accepted(name=f"迎新{months}")
                line = self.apply(matter, requested).approval_line_ids
                self.assertEqual(len(line), 1)
                self.assertEqual(line.approver_id, self.leader)
                self.assertEqual(line.name, "业务分管院领导同意")
                self.assertEqual(
                    self.todos(matter, kind="approve").user_id, self.leader
                )
                for user in (self.office_user, self.leader2, self.secretary):
                    with self.assertRaises(AccessError), self.cr.savepoint():
                        line.with_user(user).action_approve("同意")
                line.with_user(self.leader).action_approve("同意")
                self.assertEqual(str(matter.date_deadline), requested)

    @clause("SIE-15.2d")
    def test_no_later_date_without_that_consent(self):
        """Returning a result with a new date is no extension by the office."""
        matter = self.submitted().with_user(self.office_user)
        with self.assertRaises(UserError), self.cr.savepoint():
            matter.action_return_result("数据不实", "2024-12-31")
        matter.action_return_result("数据不实")
        self.assertEqual(
            (matter.state, str(matter.date_deadline)), ("in_progress", "2024-05-31")
        )

    @clause("SIE-15.2d")
    def test_no_consent_to_what_is_closed(self):
        matter = self.accepted()
        line = self.apply(matter, "2024-06-30").approval_line_ids
        self.submitted(matter)
        for step in (
            lambda m: m.action_pass_review("同意"),
            lambda m: m.action_close(),
        ):
            step(matter.with_user(self.office_user))
        self.assertEqual((matter.state, line.state), ("closed", "cancelled"))
        with self.assertRaises(UserError), self.cr.savepoint():
            line.with_user(self.leader).action_approve("同意")
        self.assertEqual(str(matter.date_deadline), "2024-05-31")
        self.assertFalse(self.todos(matter, kind="approve"))

    @clause("SIE-15.2d")
    def test_a_clerk_in_the_leaders_place_consents_to_nothing(self):
        """The section is heard, the clerk decides nothing, the office names who does."""
        matter = self.accepted(leader_in_charge_id=self.worker_b.id)
        request = self.apply(matter, "2024-06-30")
        line = request.sudo().approval_line_ids
        self.assertFalse(self.todos(matter, user=self.worker_b, kind="approve"))
        self.assert_refused(line.with_user(self.worker_b).action_approve, "同意")
        office = line.with_user(self.office_user)
        self.assert_refused(office.action_name_decider, self.worker_b.id, "同事")
        office.action_name_decider(self.leader.id, "分管院领导")
        line.with_user(self.leader).action_approve("同意")
        self.assertEqual(str(matter.date_deadline), "2024-06-30")

    # -- inability

    def inability(self, matter, **values):
        request = self.request(matter, kind="inability", **values)
        request.action_submit()
        return request

    @clause("SIE-15.3")
    def test_inability_is_decided_by_the_meeting_or_a_principal_leader(self):
        matter = self.accepted()
        with self.assertRaises(UserError), self.cr.savepoint():
            self.inability(matter, decider_id=self.leader.id)
        with self.assertRaises(UserError), self.cr.savepoint():
            self.inability(matter, decider_id=self.secretary.id, reason_kind="other")
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.request(matter, self.office_user, kind="inability")
        request = self.inability(matter, decider_id=self.secretary.id)
        line = request.approval_line_ids
        self.assertEqual(line.approver_id, self.secretary)
        request.with_user(self.secretary).write(
            {"outcome": "new_date", "date_granted": "2024-09-30"}
        )
        line.with_user(self.secretary).action_approve("同意调整")
        self.assertEqual(str(matter.date_deadline), "2024-09-30")
        request = self.inability(matter)
        line = request.approval_line_ids
        office = request.with_user(self.office_user)
        decision = {
            "decision_date": "2024-03-04",
            "decision_text": "不再办理",
            "outcome": "terminate",
        }
        office.write({**decision, "decision_leader_id": self.leader.id})
        with self.assertRaisesRegex(UserError, self.leader.name):
            line.with_user(self.office_user).action_approve("照办")
        office.write(
            {
                "decision_leader_id": False,
                "decision_body_id": self.body("special_meeting").id,
            }
        )
        with self.assertRaisesRegex(UserError, "学院专项工作会"):
            line.with_user(self.office_user).action_approve("照办")
        office.decision_body_id = self.body("party_committee")
        line.with_user(self.office_user).action_approve("照办")
        self.assertEqual(matter.state, "terminated")

    @clause("SIE-15.3")
    def test_a_recorded_consent_of_a_principal_leader(self):
        matter = self.accepted()
        request = self.inability(matter)
        request.with_user(self.office_user).write(
            {
                "decision_date": "2024-03-04",
                "decision_text": "同意不再办理",
                "outcome": "terminate",
                "decision_leader_id": self.president.id,
            }
        )
        request.approval_line_ids.with_user(self.office_user).action_approve("照办")
        self.assertEqual(matter.state, "terminated")

    # -- progress

    @clause("SIE-15.4")
    def test_matters_without_obvious_progress_are_urged(self):
        matter = self.accepted()
        self.assertEqual(matter._rule("no_progress_days"), 15)
        Matter = self.env["duban.matter"].with_user(self.office_user)
        self.at("2024-03-18")
        self.assertNotIn(matter, Matter.search([("is_stalled", "=", True)]))
        self.at("2024-03-19")
        found = Matter.search([("is_stalled", "=", True), ("id", "=", matter.id)])
        self.assertEqual(found, matter)
        self.assertEqual(found.days_without_progress, 15)
        with self.assertRaises(UserError), self.cr.savepoint():
            matter.with_user(self.office_user).action_urge(" ")
        record = matter.with_user(self.office_user).action_urge("请报送迎新方案")
        self.assertEqual(matter.urging_count, 1)
        self.assertFalse(record.number)
        self.feedback(matter)
        self.assertFalse(
            Matter.search([("is_stalled", "=", True), ("id", "=", matter.id)])
        )

    @clause("SIE-16.1a")
    def test_the_lead_section_reports(self):
        matter = self.accepted(co_unit_ids=self.units(self.unit_b))
        with self.assertRaises(AccessError), self.cr.savepoint():
            matter.with_user(self.worker_b).action_submit_result()
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.feedback(matter, self.worker_b)
        self.submitted(matter)
        self.assertEqual(matter.state, "result_submitted")

    @clause("SIE-16.1c")
    def test_report_back_targets(self):
        targets = self.regulation.decision_body_ids.filtered("is_target")
        self.assertEqual(targets.mapped("name"), ["学院党委会", "党政联席会", "院领导"])
        matter = self.accepted()
        self.reported_back(matter)  # on its progress
        self.at("2024-03-05")
        self.submitted(matter)
        self.assertFalse(self.as_user(matter, self.office_user).is_reported_back)
        matter.with_user(self.office_user).action_pass_review("同意")
        report = (
            self.env["duban.report.back"]
            .with_user(self.office_user)
            .create(
                {
                    "regulation_id": self.regulation.id,
                    "company_id": self.company.id,
                    "target_id": self.body("joint_meeting").id,
                    "content": "已完成",
                }
            )
        )
        report.action_propose_matters()
        self.assertEqual(report.matter_ids, matter)
        report.action_done()
        self.assertTrue(matter.is_reported_back)

    @clause("SIE-16.2a")
    def test_marks_of_untruthful_feedback(self):
        self.assertEqual(
            self.option("feedback_mark").mapped("name"), ["虚报", "延报", "漏报"]
        )
        feedback = self.feedback(self.accepted())
        feedback.with_user(self.office_user).action_mark("false")
        self.assertEqual(feedback.mark_id.name, "虚报")
        marked = self.env["duban.feedback"]._read_group(
            [("mark_id.code", "=", "false"), ("company_id", "=", self.company.id)],
            ["department_id"],
            ["__count"],
        )
        self.assertEqual(marked, [(self.unit_a, 1)])

    @clause("SIE-15.2d", "SIE-15.2b", "CORE-34")
    def test_the_office_grants_no_more_time_by_accepting_a_reason(self):
        matter = self.accepted()
        due = matter.date_deadline
        self.at(due + timedelta(days=3))
        matter.with_user(self.head_a).action_give_justification("设备未到")
        office = matter.with_user(self.office_user)
        with self.assertRaisesRegex(UserError, "extension"), self.cr.savepoint():
            office.action_judge_justification(True, "属实", due + timedelta(days=200))
        self.assertEqual(
            (matter.date_deadline, matter.justification_state), (due, "given")
        )
        # accepted without a date, the section applies and 业务分管院领导 decides
        office.action_judge_justification(True, "属实")
        request = self.apply(matter, str(due + timedelta(days=200)))
        self.assertEqual(request.approval_line_ids.approver_id, self.leader)
        self.assertEqual(matter.date_deadline, due)

    @clause("SIE-16.2b")
    def test_urgent_matters_are_reported_at_once(self):
        matter = self.assigned(is_urgent=True)
        todo = self.todos(matter, kind="feedback")
        self.assertEqual(todo.user_id, self.head_a)
        self.assertEqual(str(todo.date_deadline), "2024-03-04")

    @clause("SIE-16.2c")
    def test_long_matters_are_reported_by_stages(self):
        matter = self.assigned(
            is_long_cycle=True,
            plan_line_ids=[
                (0, 0, {"name": name, "date": date})
                for name, date in (
                    ("方案", "2024-03-29"),
                    ("报到", "2024-04-30"),
                    ("总结", "2024-05-24"),
                )
            ],
        )
        self.assertEqual(matter.state, "assigned")
        todos = self.todos(matter, kind="feedback").sorted("date_deadline")
        self.assertEqual(
            [str(todo.date_deadline) for todo in todos],
            ["2024-03-29", "2024-04-30", "2024-05-24"],
        )

    @clause("SIE-16.2d")
    def test_the_lead_section_summarises_its_co_sections(self):
        matter = self.accepted(co_unit_ids=self.units(self.unit_b, self.unit_c))
        self.co_feedback(matter, self.worker_b)
        head = matter.with_user(self.head_a)
        head.write({"result": "迎新完成", "co_summary": "住宿已安排"})
        with self.assertRaisesRegex(UserError, "科研处") as error:
            head.action_submit_result()
        self.assertNotIn("后勤处", str(error.exception))
        self.co_feedback(matter, self.worker_c)
        head.action_submit_result()
        self.assertEqual(matter.state, "result_submitted")

    @clause("SIE-16.2e")
    def test_strict_review_and_the_list_of_what_is_not_reported(self):
        matter = self.accepted()
        feedback = self.feedback(matter)
        for reason in (None, " "):
            with self.assertRaises(UserError), self.cr.savepoint():
                feedback.with_user(self.office_user).action_return_feedback(reason)
        feedback.with_user(self.office_user).action_return_feedback("数据不准确")
        self.assertEqual(
            self.as_user(feedback, self.worker_a).review_note, "数据不准确"
        )
        self.submitted(matter)
        matter.with_user(self.office_user).action_pass_review("同意")
        not_reported = [
            ("review_passed", "=", True),
            ("is_reported_back", "=", False),
            ("company_id", "=", self.company.id),
        ]
        Matter = self.env["duban.matter"].with_user(self.office_user)
        self.assertEqual(Matter.search(not_reported), matter)
        self.reported_back(matter)
        self.assertFalse(Matter.search(not_reported))

    # -- after closing

    @clause("SIE-17.1")
    def test_random_spot_checks(self):
        matters = self.env["duban.matter"]
        for number in range(10):
            matters |= self.assigned(name=f"事项{number}")
        # The way to the end is proven elsewhere; here ten ended matters are needed.
        matters.sudo().with_context(duban_door=matters._door()).write(
            {"state": "closed", "date_closed": "2024-03-04"}
        )
        for kind, name in (("return_visit", "回访"), ("recheck", "复查")):
            sample = (
                self.env["duban.recheck.sample"]
                .with_user(self.office_user)
                .create(
                    {
                        "company_id": self.company.id,
                        "date_from": "2024-01-01",
                        "date_to": "2024-12-31",
                        "size": 3,
                        "kind_id": self.option("recheck_kind", kind).id,
                    }
                )
            )
            sample.action_draw()
            self.assertEqual(len(sample.recheck_ids.matter_id), 3)
            self.assertEqual(set(sample.recheck_ids.mapped("outcome")), {"open"})
            self.assertEqual(sample.recheck_ids.kind_id.name, name)
            self.assertEqual(
                sample._drawn_ids(sample.seed, sample.population, 3),
                sorted(sample.recheck_ids.matter_id.ids),
            )
            with self.assertRaises(UserError), self.cr.savepoint():
                sample.size = 4
        self.assertEqual(len(self.option("recheck_kind")), 2)

    @clause("SIE-18.1a")
    def test_the_lead_section_keeps_its_material(self):
        matter = self.closed()
        with self.assertRaises(AccessError), self.cr.savepoint():
            matter.with_user(self.worker_b).action_confirm_custody()
        matter.with_user(self.worker_a).action_confirm_custody("迎新方案、总结")
        record = matter.archive_record_ids
        self.assertEqual(record.user_id, self.worker_a)
        self.assertEqual(str(record.date), "2024-03-04")

    @clause("SIE-18.1b")
    def test_archiving_needs_the_volume(self):
        matter = self.closed()
        office = matter.with_user(self.office_user)
        with self.assertRaises(UserError), self.cr.savepoint():
            office.action_archive_matter()
        self.env["duban.archive.record"].with_user(self.office_user).create(
            {"matter_id": matter.id, "holder": "office", "volume": "2024-1"}
        )
        office.action_archive_matter()
        self.assertEqual(matter.state, "archived")
        self.at("2025-01-02")
        volume = (
            self.env["duban.ledger.volume"]
            .with_user(self.office_user)
            .create(
                {
                    "year": 2024,
                    "volume": "院办-2024-1",
                    "company_id": self.company.id,
                    "regulation_id": self.regulation.id,
                }
            )
        )
        volume.action_archive_volume()
        self.assertEqual(volume.matter_count, 1)
        self.assertIn(matter.name, volume.attachment_id.raw.decode())
