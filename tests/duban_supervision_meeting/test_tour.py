"""The browser: from the Word file of the minutes to filed and assigned matters."""

from odoo.tests import HttpCase, tagged

from tests.clauses import clause

from .common import MeetingCommon


@tagged("post_install", "-at_install")
class TestMinutesTour(MeetingCommon, HttpCase):
    browser_size = "1400x900"

    @clause("PLUS-M5")
    def test_from_word_to_matters(self):
        for name in ("后勤保障处", "实验室与设备管理处", "保卫处", "财务处", "基建处"):
            self.env["hr.department"].create(
                {"name": name, "company_id": self.company.id}
            )
        self.start_tour(
            "/odoo/duban-minutes",
            "duban_minutes_to_matters",
            login=self.office_user.login,
        )
        meeting = self.env["duban.meeting"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(meeting.minutes_number, "云川校办纪〔2026〕15号")
        self.assertGreaterEqual(len(meeting.matter_ids), 7)
        self.assertEqual(set(meeting.matter_ids.mapped("state")), {"assigned"})
        self.assertEqual(len(meeting.resolution_ids), 15)
