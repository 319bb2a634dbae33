"""One page per goal and per leader: on screen, as PDF and in Word, with the same words (PLUS-P1)."""

import io

import docx
from pypdf import PdfReader

from odoo.tests import tagged

from tests.clauses import clause
from tests.documents import needs_printer
from tests.duban_supervision_plan.common import PlanCommon


@tagged("post_install", "-at_install")
class TestGoalPage(PlanCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def pdf(self, report, record, user):
        """The text of the PDF, without line ends."""
        needs_printer()
        content, kind = (
            self.env["ir.actions.report"]
            .with_user(user)
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf(f"duban_supervision_plan.{report}", record.ids)
        )
        self.assertEqual(kind, "pdf")
        pages = PdfReader(io.BytesIO(content)).pages
        return "".join("".join(page.extract_text() for page in pages).split())

    @clause("PLUS-P1")
    def test_page_of_a_goal(self):
        plan, point, first, second = self.approved()
        first.with_user(self.worker_a).action_report("已完成招标", 50)
        secret = self.closed(name="不宜公开", goal_id=second.id, confidentiality="sensitive")  # fmt: skip
        self.at("2024-12-20")
        self.decide(2024, {first: ("carry", None)})
        new = first.carried_to_id
        text = self.pdf("report_goal_action", new, self.worker_a)
        words_of_page = (
            "更新机房 教务处 2024年6月28日 已结转1次 2025年6月28日 50% 已完成招标 说明"
        )
        for words in words_of_page.split():
            self.assertIn(words, text)
        page = self.pdf("report_goal_action", point, self.office_user)
        for words in ("改善办学条件", "分解情况", "增设淋浴室", "已结转"):
            self.assertIn(words, page)
        # a protected matter by its number, and only to who may read it
        self.assertIn(secret.number, self.pdf("report_goal_action", second, self.office_user))  # fmt: skip
        outside = self.pdf("report_goal_action", second, self.outsider)
        self.assertNotIn(secret.number, outside)
        self.assertNotIn("不宜公开", page + outside)
        self.assertIn("已结转1次", self.word("report_goal_action", new))

    def word(self, report, record):
        """The words of the same document as Word."""
        report = self.env.ref(f"duban_supervision_plan.{report}")
        content, _name = report.with_user(self.office_user)._duban_word(record.ids)
        tables = docx.Document(io.BytesIO(content)).tables
        rows = [row for table in tables for row in table.rows]
        return "\n".join(cell.text for row in rows for cell in row.cells)

    @clause("PLUS-P1")
    def test_page_of_a_leader(self):
        _plan, _point, first, _second = self.approved()
        page = (
            self.env["duban.goal.leader"].with_user(self.leader).create({"year": 2024})
        )
        self.assertEqual((page.leader_id, page.goal_ids, page.total), (self.leader, first, 1))  # fmt: skip
        text = self.pdf("report_leader_action", page, self.leader)
        for words in ("leader", "更新机房", "教务处", "共1项"):
            self.assertIn(words, text)
        other = page.with_user(self.office_user).create(
            {"leader_id": self.leader2.id, "year": 2024}
        )
        self.assertFalse(other.goal_ids)
        self.assert_refused(other.with_user(self.leader).read, ["year"])

    @clause("PLUS-P1")
    def test_a_plan_stands_on_the_page_of_each_of_its_years(self):
        """From its first year to its last, neither before nor after; what is of one year stands in that year alone."""
        plan, point, task, second = self.small_plan()
        (plan | point).leader_in_charge_id = self.leader
        short = self.goal(
            "年度计划", level="plan", year=2024, leader_in_charge_id=self.leader.id
        )
        (plan | short).action_approve()
        self.assertFalse(second.leader_in_charge_id)
        goals = plan.browse()
        for year, expected in (
            (2020, goals),
            (2021, plan),
            (2023, plan),
            (2024, plan | short | point | task),
            (2025, plan),
            (2026, goals),
        ):
            for leader, found in ((self.leader, expected), (self.leader2, goals)):
                page = (
                    self.env["duban.goal.leader"]
                    .with_user(self.office_user)
                    .create({"leader_id": leader.id, "year": year})
                )
                self.assertEqual((page.goal_ids, page.total), (found, len(found)), year)
