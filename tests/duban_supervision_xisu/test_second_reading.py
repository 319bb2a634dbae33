"""西安外国语大学, second reading: joint departments, the written statement, a conclusion on each ending."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_xisu.common import XisuCommon


@tagged("post_install", "-at_install")
class TestSecondReading(XisuCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def keys(self, matter, user):
        return [
            key.partition(":")[0]
            for key in self.todos(matter, user).mapped("duban_key")
        ]

    def decide(self, request, day, **values):
        """The president decided on ``day``; the office writes it down and carries it out."""
        decision = {"decision_leader_id": self.president.id, "decision_date": day}
        request.with_user(self.office_user).write(decision | values)
        line = request.approval_line_ids
        line.with_user(line.approver_id or self.office_user).action_approve("同意")

    @clause("XISU-6.3b")
    def test_which_special_meeting_it_was_is_asked_and_printed(self):
        values = {
            "source_category_id": self.category("meeting_decision").id,
            "meeting_date": "2024-03-01",
            "basis": "会议纪要第二条",
        }
        for body, asked in (("special_meeting", True), ("party_committee", False)):
            matter = self.matter(
                name=f"事项 {body}", decision_body_id=self.body(body).id, **values
            )
            features = matter.with_user(self.office_user).features
            self.assertEqual("field:meeting_name" in features, asked, body)
            if not asked:
                matter.action_file()
                self.assertEqual(matter.state, "filed")
                continue
            for empty in (False, "  "):
                matter.meeting_name = empty
                with self.assertRaises(UserError) as refusal, self.cr.savepoint():
                    matter.with_user(self.office_user).action_file()
                self.assertIn(matter._label("meeting_name"), str(refusal.exception))
            matter.with_user(self.office_user).meeting_name = "本科招生工作专题会"
            matter.with_user(self.office_user).action_file()
            self.assertEqual(matter.state, "filed")
            printed = matter._document_text("basis")
            self.assertIn("本科招生工作专题会", printed)
            self.assertIn("会议纪要第二条", printed)
            self.assertIn("本科招生工作专题会", matter.source_display)
            self.assertNotIn("专题会（", printed, "the name says its kind")
            # a decided item that is filed is corrected in the open only
            self.env["duban.adjustment"].with_user(self.office_user).create(
                {
                    "matter_id": matter.id,
                    "ground": "会议名称有误",
                    "meeting_name": "学费收缴协调会",
                }
            )
            self.assertIn(
                "专题会（学费收缴协调会）", matter.sudo()._document_text("basis")
            )

    @clause("XISU-7.1e")
    def test_the_joint_department_takes_part_from_the_start(self):
        matter = self.assigned()
        told = (
            self.env["duban.reminder"]
            .sudo()
            .search([("matter_id", "=", matter.id), ("kind", "=", "assigned")])
        )
        self.assertEqual(
            told.filtered(lambda row: row.user_id == self.organisation_user).mapped(
                "delivery_state"
            ),
            ["waiting"],
        )
        self.assertEqual(self.keys(matter, self.organisation_user), ["joint"])
        joint = matter.with_user(self.organisation_user)
        joint.check_access("read")
        kind = self.option("record_kind")[:1]
        self.env["duban.record"].with_user(self.organisation_user).create(
            {
                "matter_id": matter.id,
                "kind_id": kind.id,
                "summary": "联合督办",
                "contact": "教务处",
                "person_id": self.head_a.id,
            }
        )
        self.assertFalse(self.keys(matter, self.organisation_user))
        # who recorded it works elsewhere since: the department's record stands
        heads = self.new_person("organisation_next", "user", self.organisation)
        self.organisation.manager_id = self.employee_of(heads)
        self.employee_of(self.organisation_user).department_id = self.unit_c
        self.env.invalidate_all()
        matter.sudo()._reconcile_todos()
        self.assertNotIn("joint", "".join(self.todos(matter).mapped("duban_key")))

    @clause("XISU-7.1e")
    def test_who_assigns_and_belongs_to_the_joint_department_has_not_recorded_for_it(
        self,
    ):
        """What the system writes at assignment, and what the office does as office, is no joint supervision."""
        self.organisation.liaison_id = self.office_user
        matter = self.assigned()
        keys = self.todos(matter).mapped("duban_key")
        self.assertIn(f"joint:{self.organisation.id}", keys)
        kind = self.option("record_kind")[:1]
        self.env["duban.record"].with_user(self.office_user).create(
            {
                "matter_id": matter.id, "kind_id": kind.id, "summary": "联合督办", "contact": "教务处",
                "person_id": self.head_a.id,
            }
        )  # fmt: skip
        self.assertNotIn("joint", "".join(self.todos(matter).mapped("duban_key")))

    @clause("XISU-8.3d")
    def test_a_unit_that_becomes_the_lead_later_has_its_own_week(self):
        matter = self.assigned()
        self.assertEqual(str(matter.date_plan_due), "2024-03-11")
        self.at("2024-03-20")
        matter.with_user(self.office_user).action_reassign(self.unit_c.id, "职责调整")
        self.assertEqual(str(matter.sudo().date_plan_due), "2024-03-27")
        self.assertFalse(matter.sudo().plan_late)

    @clause("XISU-12.1b")
    def test_a_correction_before_the_assignment_takes_no_day_from_the_term(self):
        """Assigned on Monday 11 March: ten working days later is the 25th, whenever it was corrected."""
        matter = self.filed(minutes_issue_date="2024-03-04")
        self.env["duban.adjustment"].with_user(self.office_user).create(
            {"matter_id": matter.id, "ground": "笔误", "minutes_issue_date": "2024-03-03"}
        )  # fmt: skip
        self.assertFalse(matter.date_deadline)
        self.at("2024-03-11")
        matter.action_assign()
        self.assertEqual(str(matter.date_deadline), "2024-03-25")

    @clause("XISU-8.4e")
    def test_once_overdue_the_unit_owes_its_statement(self):
        matter = self.accepted(**self.dated("2024-03-18"))
        self.at("2024-03-18")
        self.run_patrol()
        self.assertNotIn("statement", self.keys(matter, self.worker_a))
        self.at("2024-03-19")
        matter._reconcile_todos()
        self.assertIn("statement", self.keys(matter, self.worker_a))
        report = (
            self.env["duban.request"]
            .with_user(self.worker_a)
            .create(
                {
                    "matter_id": matter.id,
                    "kind": "cannot_finish",
                    "progress": "八成",
                    "reason": "设备未到",
                    "acceleration": "加派人员",
                }
            )
        )
        report.action_submit()
        self.assertNotIn("statement", self.keys(matter, self.worker_a))

    @clause("XISU-8.4e", "XISU-8.4c")
    def test_the_statement_is_owed_before_the_acceptance_too(self):
        matter = self.assigned(**self.dated("2024-03-18"))
        self.at("2024-03-18")
        self.run_patrol()
        self.assertNotIn("statement", self.keys(matter, self.head_a))
        self.at("2024-03-19")
        self.run_patrol()
        todo = self.todos(matter, self.head_a)
        todo = todo.filtered(lambda row: row.duban_key == "statement")
        self.assertEqual(str(todo.date_deadline), "2024-03-18")
        own = todo.with_user(self.head_a)
        self.assertTrue(own._duban_landing(matter.with_user(self.head_a)))
        report = self.request(
            matter, "cannot_finish", progress="未开始", acceleration="加派人员"
        )
        report.action_submit()
        self.assertNotIn("statement", self.keys(matter, self.head_a))

    @clause("XISU-8.4e", "XISU-8.4c", "XISU-8.4d")
    def test_every_application_brings_the_statement(self):
        """To give the matter up as well, also once it was decided to go on; one that was taken back brought none."""
        matter = self.accepted(**self.dated("2024-03-18"))
        self.at("2024-03-19")
        matter._reconcile_todos()
        self.assertIn("statement", self.keys(matter, self.worker_a))
        request = self.request(matter, "inability", decider_id=self.leader.id)
        request.action_submit()
        self.assertNotIn("statement", self.keys(matter, self.worker_a))
        request.action_withdraw()
        self.assertIn("statement", self.keys(matter, self.worker_a))
        request = self.request(matter, "inability", decider_id=self.leader.id)
        request.action_submit()
        self.decide(request, "2024-03-19", outcome="continue", decision_text="继续办理")
        self.assertEqual(matter.sudo().state, "in_progress")
        self.assertNotIn("statement", self.keys(matter, self.worker_a))

    @clause("XISU-8.4e", "CORE-21")
    def test_each_unit_owes_its_own_statement_for_the_date_that_it_missed(self):
        """What A stated in advance is not B's; a date that passed while A led is A's affair."""
        before, after = (
            self.accepted(name=name, **self.dated("2024-03-18"))
            for name in ("早", "晚")
        )
        self.at("2024-03-15")
        self.request(
            before, "cannot_finish", progress="过半", acceleration="加派人员"
        ).action_submit()
        office = before.with_user(self.office_user)
        office.action_reassign(self.unit_c.id, "职责调整")
        self.at("2024-03-19")
        self.run_patrol()
        self.assertIn("statement", self.keys(before, self.head_c))
        self.assertIn("statement", self.keys(after, self.worker_a))
        after.with_user(self.office_user).action_reassign(self.unit_c.id, "职责调整")
        self.assertNotIn("statement", self.todos(after).mapped("duban_key"))

    @clause("XISU-12.3d")
    def test_what_is_terminated_or_withdrawn_has_its_conclusion(self):
        matter = self.accepted()
        request = self.request(matter, "inability", decider_id=self.leader.id)
        request.action_submit()
        self.decide(
            request, "2024-03-04", outcome="terminate", decision_text="不再办理"
        )
        self.assertEqual(matter.sudo().state, "terminated")
        self.assertEqual(matter.sudo().conclusion, "不再办理")
        other = self.assigned(name="另一事项")
        other.with_user(self.office_user).action_withdraw_filing("重复立项")
        self.assertEqual(other.sudo().conclusion, "重复立项")
        third = self.accepted(name="第三事项")
        with self.assertRaises(UserError), self.cr.savepoint():
            third.sudo()._transition("withdraw_filing", " ")
        self.assertEqual(third.sudo().state, "in_progress")

    @clause("CORE-23", "XISU-12.3d", "XISU-8.4d")
    def test_who_hears_the_decision_hears_of_the_end_once(self):
        """The unit hears who decided and what; those who worked with it and the leader hear that it ended."""
        matter = self.accepted(co_unit_ids=self.units(self.unit_b))
        request = self.request(matter, "inability", decider_id=False)
        request.action_submit()
        self.decide(
            request, "2024-03-04", outcome="terminate", decision_text="不再办理"
        )
        told = self.env["duban.reminder"].sudo().search([("matter_id", "=", matter.id)])
        heard = {
            kind: told.filtered(lambda row, kind=kind: row.kind == kind).user_id
            for kind in ("decided", "ended")
        }
        self.assertEqual(heard["decided"], self.worker_a | self.head_a)
        self.assertEqual(
            heard["ended"], self.head_b | self.leader | self.organisation_user
        )
        ledger = matter.sudo().with_context(lang="zh_CN")._document_value("completion")
        self.assertEqual(ledger, "终止\n不再办理")

    @clause("XISU-7.1e", "CORE-23")
    def test_the_joint_department_hears_of_another_date_and_content(self):
        self.regulation.pause_enabled = True
        matter = self.accepted()
        office = matter.with_user(self.office_user)
        office.action_pause("funds", "经费未到", "2024-03-11", self.leader.id)
        self.at("2024-03-07")
        office.action_resume("已到")
        self.env["duban.adjustment"].with_user(self.office_user).create(
            {"matter_id": matter.id, "ground": "范围有误", "content": "更新语音室设备"}
        )
        told = self.env["duban.reminder"].sudo()
        told = told.search([("matter_id", "=", matter.id), ("user_id", "=", self.organisation_user.id)])  # fmt: skip
        self.assertEqual(
            told.sorted("id").mapped("kind"),
            ["assigned", "paused", "resumed", "corrected"],
        )

    @clause("XISU-7.1b", "XISU-10.5b")
    def test_what_is_taken_up_again_is_looked_at_a_period_later(self):
        matter = self.accepted(
            form_id=self.option("form", "periodic").id, joint_unit_ids=False, period_months=1
        )  # fmt: skip
        todo = lambda: self.todos(matter, self.office_user)  # noqa: E731
        self.assertEqual(str(todo().date_deadline), "2024-04-04")
        self.closed(matter)
        self.assertFalse(todo())
        self.at("2024-09-02")
        self.recheck(matter, "look_back").action_record(
            "failed", "未落实", "2024-12-31"
        )
        self.assertEqual(str(todo().date_deadline), "2024-10-02")

    @clause("XISU-11.2", "XISU-11.3", "DOC-12", "XISU-A2.12")
    def test_records_say_what_was_found_and_worked_out(self):
        matter = self.accepted(co_unit_ids=self.units(self.unit_b))
        self.record(
            matter, "onsite", staff_ids=[(6, 0, self.office_user.ids)], place="教学楼", summary="现场察看",
            findings="设备老旧",
        )  # fmt: skip
        self.record(
            matter, "meeting", attendee_unit_ids=self.units(self.unit_a, self.unit_b), summary="协调搬迁",
            requirements="三月底前腾空", measures="分批搬迁",
        )  # fmt: skip
        records = matter.record_ids.filtered("kind_id").sorted("id")
        self.assertEqual(
            [
                row.with_context(lang="zh_CN")._document_text("summary").splitlines()
                for row in records
            ],
            [
                ["现场察看", "发现情况：设备老旧"],
                ["协调搬迁", "明确的任务要求：三月底前腾空", "研究的措施：分批搬迁"],
            ],
        )
        for words in ("设备老旧", "分批搬迁"):
            self.assertIn(words, matter.xisu_slip_html)
