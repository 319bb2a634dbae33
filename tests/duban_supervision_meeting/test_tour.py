"""The browser: from the Word file of the minutes to filed and assigned matters."""

import os
from pathlib import Path

from odoo.tests import HttpCase, tagged

from tests.clauses import clause
from tests.pictures import VARIABLE, taking_pictures

from .common import MeetingCommon

TOUR = (
    Path(__file__).parents[2]
    / "duban_supervision_meeting/static/tests/tours/duban_minutes.js"
)


@tagged("post_install", "-at_install")
class TestMinutesTour(MeetingCommon, HttpCase):
    browser_size = "1400x900"

    @clause("PLUS-M5")
    def test_from_word_to_matters(self):
        for name in ("后勤保障处", "实验室与设备管理处", "保卫处", "财务处", "基建处"):
            self.env["hr.department"].create(
                {"name": name, "company_id": self.company.id}
            )
        self.assertLessEqual(TOUR.read_text(encoding="utf-8").count('run: "'), 20)
        with taking_pictures():
            self.start_tour(
                "/odoo/duban-minutes",
                "duban_minutes_to_matters",
                login=self.office_user.login,
                timeout=180,
            )
        meeting = self.env["duban.meeting"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(meeting.minutes_number, "云川校办纪〔2026〕15号")
        self.assertGreaterEqual(len(meeting.matter_ids), 7)
        self.assertEqual(set(meeting.matter_ids.mapped("state")), {"assigned"})
        self.assertEqual(len(meeting.resolution_ids), 15)
        page = self.env["duban.meeting.page"].search(
            [("body_id", "=", self.body_board.id)]
        )
        self.assertGreaterEqual(
            page.line_ids.mapped("condition").count("running"),
            len(meeting.matter_ids),
        )
        self.printed(page, meeting)

    def printed(self, page, meeting):
        """The page and the notices as PDF, the page as Word."""
        report = self.env["ir.actions.report"].with_user(self.office_user)
        for name, record in (("report_page", page), ("report_notice", meeting)):
            pdf, kind = report.with_context(force_report_rendering=True)._render_qweb_pdf(
                f"duban_supervision_meeting.{name}", record.ids
            )  # fmt: skip
            self.assertEqual((kind, pdf[:5]), ("pdf", b"%PDF-"))
            self.keep(f"{name}.pdf", pdf)
        self.keep("page.docx", page.with_user(self.office_user)._page_word())

    def keep(self, name, data):
        folder = os.environ.get(VARIABLE)
        if folder:
            (Path(folder) / name).write_bytes(data)
