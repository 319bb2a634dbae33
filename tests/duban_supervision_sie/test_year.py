"""What 国际教育学院 draws up over a year: summaries, marks, the list of heads, the annual report."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.documents import DocumentCase

from .common import SieCommon


@tagged("post_install", "-at_install")
class TestSieYear(DocumentCase, SieCommon):
    """Articles 4 and 19: what is summed up over a period."""

    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def office_document(self, model, **values):
        return (
            self.env[model]
            .with_user(self.office_user)
            .create(
                {
                    "company_id": self.company.id,
                    "regulation_id": self.regulation.id,
                    **values,
                }
            )
        )

    @clause("SIE-4.1b")
    def test_summary_for_the_deciding_meeting(self):
        matter = self.accepted()
        for day, text in (
            ("2024-03-06", "方案初稿"),
            ("2024-03-07", "方案定稿"),
            ("2024-03-08", "完成分工"),
        ):
            self.at(day)
            self.feedback(matter, name=text).with_user(
                self.office_user
            ).action_accept_feedback()
        summary = self.office_document(
            "duban.bulletin",
            kind="summary",
            date_from="2024-03-01",
            date_to="2024-03-31",
            body_id=self.body("joint_meeting").id,
            item_kind="feedback",
        )
        summary.action_fill()
        self.assertEqual(len(summary.item_ids), 3)
        text = self.printed("duban_supervision_after.action_report_bulletin", summary)
        self.assert_printed(text, "方案初稿", "方案定稿", "完成分工", "党政联席会")

    @clause("SIE-16.2a")
    def test_marks_are_counted_per_section(self):
        feedback = self.feedback(self.accepted())
        feedback.with_user(self.office_user).action_mark("false")
        figures = self.env["duban.statistics"]._figures(
            self.company, date(2024, 1, 1), date(2024, 12, 31), by="unit"
        )
        marks = {row["id"]: row["marks"] for row in figures}
        self.assertEqual(marks[self.unit_a.id], 1)

    @clause("SIE-19.1a")
    def test_sections_heads_and_handlers(self):
        self.closed(name="事项一")
        self.closed(name="事项二")
        self.accepted(name="事项三")
        assessment = self.office_document("duban.assessment", year=2024)
        assessment.action_fill()
        handler = assessment.line_ids.filtered(
            lambda row: row.subject == "handler" and row.user_id == self.worker_a
        )
        self.assertEqual((handler.task_count, handler.closed), (3, 2))
        head = assessment.line_ids.filtered(
            lambda row: row.subject == "head" and row.user_id == self.head_a
        )
        self.assertEqual((head.task_count, head.closed), (3, 2))
        section = assessment.line_ids.filtered(
            lambda row: row.subject == "unit" and row.department_id == self.unit_a
        )
        self.assertEqual((section.task_count, section.closed), (3, 2))
        text = self.printed(
            "duban_supervision_after.action_report_assessment", assessment
        )
        self.assert_printed(
            text, "年度考核清单", "科室", "负责人", "承办人", "任务量", "办结率"
        )

    @clause("SIE-19.1b")
    def test_the_annual_report_to_the_deciding_meeting(self):
        matter = self.accepted()
        assessment = self.office_document("duban.assessment", year=2024)
        self.assertEqual(
            assessment.purpose_ids.mapped("name"),
            ["科室考核", "职工考评", "绩效分配"],
        )
        with self.assertRaises(UserError), self.cr.savepoint():
            assessment.action_confirm()
        assessment.write(
            {
                "body_id": self.body("joint_meeting").id,
                "meeting_date": "2024-03-04",
            }
        )
        assessment.action_confirm()
        self.assertEqual(assessment.state, "confirmed")
        self.assertEqual(assessment.body_id.name, "党政联席会")
        self.assertEqual(str(assessment.meeting_date), "2024-03-04")
        self.submitted(matter)
        matter.with_user(self.office_user).action_pass_review("同意")
        matter.with_user(self.office_user).action_close()
        line = assessment.line_ids.filtered(
            lambda row: row.department_id == self.unit_a and row.subject == "unit"
        )
        self.assertEqual((line.task_count, line.closed), (1, 0))
        for change in (
            lambda: assessment.action_fill(),
            lambda: assessment.write({"meeting_date": "2024-04-01"}),
            lambda: line.write({"closed": 1}),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                change()

    @clause("SIE-19.1c")
    def test_responsible_persons_are_dealt_with(self):
        grounds = self.option("accountability_ground")
        self.assertEqual(
            grounds.mapped("name"),
            ["督办工作执行不力", "推诿扯皮", "违反保密纪律"],
        )
        matter = self.accepted()
        values = {
            "person_id": self.head_a.id,
            "unit_id": self.unit_a.id,
            "ground_id": grounds[1].id,
            "facts": "多次催办未落实",
            "matter_ids": [(6, 0, matter.ids)],
            "rule": "学校有关规章制度",
        }
        record = self.office_document("duban.accountability", **values)
        with self.assertRaisesRegex(UserError, "onsequence|后果"):
            record.action_propose()
        record.consequence = "影响新生报到"
        record.action_propose()
        self.assertNotEqual(record.state, "draft")
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.env["duban.accountability"].with_user(self.worker_a).create(
                {
                    **values,
                    "company_id": self.company.id,
                    "regulation_id": self.regulation.id,
                }
            )
        self.assertFalse(
            self.env["duban.accountability"]
            .with_user(self.worker_b)
            .search([("id", "=", record.id)])
        )
