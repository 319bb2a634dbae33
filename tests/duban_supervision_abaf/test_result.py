"""第十四条, 第十六条（五）至（七）: result, review, closing, dual filing."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause

from .common import AbafCommon


@tagged("post_install", "-at_install")
class TestResult(AbafCommon):
    @clause("ABAF-16.5a")
    def test_four_texts_and_a_written_report(self):
        self.at("2023-06-01")
        matter = self.accepted()
        worker = matter.with_user(self.worker_a)
        texts = {
            "result_measures": ("公开招标", "办理举措"),
            "result_progress": ("安装完成", "进展"),
            "result_effect": ("运行良好", "成效"),
            "result_next_steps": ("做好维护", "下一步工作思路"),
        }
        file = self.file(matter)
        worker.write({name: text for name, (text, _label) in texts.items()})
        worker.result_attachment_ids = file
        for name, (text, label) in texts.items():
            worker[name] = " "
            with self.assertRaises(UserError) as error, self.cr.savepoint():
                worker.action_submit_result()
            self.assertIn(label, str(error.exception))
            worker[name] = text
        worker.result_attachment_ids = False
        with self.assertRaises(UserError) as error, self.cr.savepoint():
            worker.action_submit_result()
        self.assertIn("书面督办", str(error.exception))
        self.at("2023-06-17")
        self.report_result(matter)
        self.assertEqual(str(matter.date_result), "2023-06-17")
        self.assertTrue(matter.closed_late)
        self.assertTrue(matter.is_overdue)
        # on the due date itself it is in time
        self.at("2023-06-01")
        punctual = self.accepted(name="修缮操场")
        self.at("2023-06-16")
        self.report_result(punctual)
        self.assertFalse(punctual.closed_late or punctual.is_overdue)

    @clause("ABAF-16.5a")
    def test_the_written_report_stays_what_was_handed_in(self):
        self.at("2023-06-01")
        matter = self.report_result(self.accepted())
        report = matter.result_attachment_ids
        self.assertEqual(
            self.as_user(report, self.office_user).raw, b"%PDF-1.4", "the office reads"
        )
        for call in (
            lambda: report.with_user(self.worker_a).write({"raw": b"other"}),
            lambda: report.with_user(self.worker_a).unlink(),
            lambda: matter.with_user(self.worker_a).write({"result_effect": "更好"}),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                call()

    @clause("ABAF-16.5b")
    def test_subject_and_office_are_told(self):
        self.at("2023-06-01")
        matter = self.matter(user=self.worker_a)
        matter.subject_unit_id = self.unit_b
        matter.with_user(self.worker_b).action_submit_filing()
        self.approve(matter)
        office = matter.with_user(self.office_user)
        office.action_file()
        office.action_assign()
        self.plan(office, "2023-06-10", measures="分步推进")
        matter.with_user(self.worker_a).action_accept()
        self.report_result(matter)
        self.assertEqual(self.todos(matter).user_id, self.head_b | self.office_user)
        self.assertEqual(
            self.todos(matter, user=self.head_b).activity_type_id.name,
            self.env.ref("duban_supervision.todo_notice").name,
        )
        # subject = lead unit: only the office
        own = self.report_result(self.accepted(name="修缮操场"))
        self.assertEqual(self.todos(own).user_id, self.office_user)

    @clause("ABAF-16.5c")
    def test_returned_with_its_reason(self):
        self.at("2023-06-01")
        matter = self.accepted()
        matter.with_user(self.worker_a).problems = "部分设备兼容性不足"
        self.report_result(matter)
        with self.assertRaises(UserError):
            matter.action_return_result("", "2023-06-26")
        matter.action_return_result("未说明验收情况", "2023-06-26")
        act = matter.act_ids.filtered(lambda row: row.action == "return_result")
        self.assertEqual(act.note, "未说明验收情况")

    @clause("ABAF-16.6c")
    def test_redetermined_due_date(self):
        self.at("2023-06-01")
        matter = self.report_result(self.accepted())
        with self.assertRaises(UserError):
            matter.action_return_result("不符合办结要求")
        self.assertEqual(matter.state, "result_submitted")
        matter.action_return_result("不符合办结要求", "2023-06-26")
        self.assertEqual(
            (matter.state, str(matter.date_deadline)), ("in_progress", "2023-06-26")
        )
        self.report_result(matter)
        matter.action_return_result("仍不符合", "2023-07-06")
        history = matter.due_date_ids.sorted("id")
        self.assertEqual(
            [str(day) for day in history.mapped("date")],
            ["2023-06-16", "2023-06-26", "2023-07-06"],
        )
        self.assertEqual(
            history.mapped("kind"), ["rule", "redetermined", "redetermined"]
        )
        self.report_result(matter)
        matter.action_pass_review("符合办结要求")
        self.assertEqual(matter.state, "closing_approval")

    @clause("ABAF-14.1", "ABAF-A3.c")
    def test_completion_needs_its_chain(self):
        self.at("2023-06-01")
        matter = self.report_result(self.accepted())
        with self.assertRaises(UserError):
            matter.action_close()
        matter.action_pass_review("符合办结要求")
        self.reported_back(matter)
        lines = matter.approval_line_ids.filtered(
            lambda line: line.purpose == "closing"
        )
        self.assertEqual(
            lines.sorted("sequence").approver_id,
            self.leader | self.office_leader | self.secretary,
        )
        for step in range(3):
            with self.assertRaises(UserError):
                matter.action_close()
            self.assertEqual(matter.state, "closing_approval", step)
            self.approve(matter, steps=1)
        matter.action_close()
        self.assertEqual(matter.state, "closed")

    @clause("ABAF-16.6a")
    def test_reported_to_both_principals(self):
        self.at("2023-06-01")
        matter = self.report_result(self.accepted())
        matter.action_pass_review("符合办结要求")
        self.approve(matter)
        with self.assertRaises(UserError):
            matter.action_close()
        self.reported_back(matter, self.secretary)
        with self.assertRaises(UserError) as error:
            matter.action_close()
        self.assertIn(self.president.name, str(error.exception))
        self.assertEqual(matter.state, "closing_approval")
        self.reported_back(matter, self.president)
        matter.action_close()
        self.assertEqual(matter.state, "closed")

    @clause("ABAF-16.6a")
    def test_a_report_before_the_result_does_not_count(self):
        """审核后将督办结果报告: what the leaders heard before there was a result is no report of it."""
        self.at("2023-06-01")
        matter = self.accepted()
        self.reported_back(matter)
        self.assertTrue(matter.is_reported_back)
        self.at("2023-06-10")
        self.report_result(matter).action_pass_review("符合办结要求")
        self.approve(matter)
        self.assertFalse(self.as_user(matter, self.office_user).is_reported_back)
        self.assertIn(matter, matter.search([("is_reported_back", "=", False)]))
        with self.assertRaises(UserError) as error, self.cr.savepoint():
            matter.action_close()
        self.assertIn(self.secretary.name, str(error.exception))
        self.reported_back(matter)
        self.assertIn(matter, matter.search([("is_reported_back", "=", True)]))
        matter.action_close()
        self.assertEqual(matter.state, "closed")

    @clause("ABAF-16.6a", "ABAF-16.6c")
    def test_a_report_of_the_result_that_was_returned_the_same_day_does_not_count(self):
        self.at("2023-06-10")
        matter = self.accepted()
        self.reported_back(matter)
        self.report_result(matter).action_pass_review("符合办结要求")
        office = self.as_user(matter, self.office_user)
        self.assertFalse(office.is_reported_back, "there was no result yet")
        self.reported_back(matter)
        self.assertTrue(self.as_user(matter, self.office_user).is_reported_back)
        line = matter.sudo()._current_line()
        line.with_user(line.approver_id).action_return("尚缺两间")
        matter.action_return_result("尚缺两间", "2023-06-30")
        self.report_result(matter).action_pass_review("符合办结要求")
        self.approve(matter)
        self.assertFalse(self.as_user(matter, self.office_user).is_reported_back)
        self.assertIn(matter, matter.search([("is_reported_back", "=", False)]))
        with self.assertRaises(UserError) as error, self.cr.savepoint():
            matter.action_close()
        self.assertIn(self.president.name, str(error.exception))
        self.reported_back(matter)
        self.assertIn(matter, matter.search([("is_reported_back", "=", True)]))
        matter.action_close()
        self.assertEqual(matter.state, "closed")

    @clause("ABAF-16.6b")
    def test_closed_by_number(self):
        self.at("2023-06-01")
        matter = self.closed()
        self.assertEqual(
            (matter.state, matter.number, str(matter.date_closed), matter.closed_by_id),
            ("closed", "阿职督办〔2023〕1号", "2023-06-01", self.office_user),
        )
        self.assertFalse(matter.is_overdue)
        self.assertEqual(
            self.todos(matter, kind="register").user_id,
            self.organisation_user | self.discipline_user,
        )

    @clause("ABAF-16.7")
    def test_dual_filing(self):
        self.at("2023-06-01")
        matter = self.closed()
        self.assertEqual(
            self.todos(matter, kind="archive").user_id,
            self.head_a | self.office_user,
            "each side has its to-do",
        )
        Record = self.env["duban.archive.record"]
        Record.with_user(self.office_user).create(
            {"matter_id": matter.id, "holder": "office", "volume": "党政办2023-12"}
        )
        matter.action_archive_matter()
        self.assertEqual(matter.state, "closed")
        for stranger in (self.office_user, self.worker_b):
            with self.assertRaises(AccessError), self.cr.savepoint():
                Record.with_user(stranger).create(
                    {"matter_id": matter.id, "holder": "subject", "volume": "x"}
                )
        own = Record.with_user(self.worker_a).create(
            {"matter_id": matter.id, "holder": "subject"}
        )
        matter.action_archive_matter()
        self.assertEqual(matter.state, "closed", "a record without its volume")
        own.volume = "教务2023-3"
        self.assertEqual(
            (own.department_id, own.user_id, str(own.date)),
            (self.unit_a, self.worker_a, "2023-06-01"),
        )
        self.assertEqual(matter.state, "archived", "the second volume archives")
        self.assertFalse(self.todos(matter, kind="archive"))

    @clause("ABAF-14.2")
    def test_either_archive_may_come_first(self):
        self.at("2023-06-01")
        for first, second in (("office", "subject"), ("subject", "office")):
            matter = self.closed(name=f"{first}先归档")
            people = {"office": self.office_user, "subject": self.worker_a}
            heads = {"office": self.office_user, "subject": self.head_a}
            for number, holder in enumerate((first, second)):
                self.assertEqual(matter.sudo().state, "closed")
                left = (first, second)[number:]
                self.assertEqual(
                    set(self.todos(matter, kind="archive").user_id.ids),
                    {heads[each].id for each in left},
                )
                self.env["duban.archive.record"].with_user(people[holder]).create(
                    {"matter_id": matter.id, "holder": holder, "volume": f"卷{holder}"}
                )
            self.assertEqual(matter.sudo().state, "archived")
            self.assertFalse(self.todos(matter, kind="archive"))

    @clause("ABAF-8.1b")
    def test_co_unit_reports_to_the_lead_unit(self):
        self.at("2023-06-01")
        matter = self.accepted(co_unit_ids=[Command.set(self.unit_b.ids)])
        with self.assertRaises(AccessError):
            self.feedback(matter, user=self.worker_b)
        with self.assertRaises(AccessError):
            matter.with_user(self.worker_b).action_submit_result()
        row = self.feedback(
            matter, user=self.worker_b, kind="co_unit", name="场地已腾空"
        )
        self.assertEqual(self.as_user(row, self.worker_a).name, "场地已腾空")
        self.assertEqual(row.department_id, self.unit_b)
