"""The browser: from the Word file of the minutes to filed and assigned matters."""

import base64
import os
from pathlib import Path

from odoo.tests import HttpCase, tagged

from tests.clauses import clause
from tests.pictures import VARIABLE, taking_pictures

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
        forms = self.env["duban.option.list"].create(
            {"regulation_id": self.regulation.id, "code": "form", "name": "督办形式"}
        )
        self.env["duban.option"].create(
            {"list_id": forms.id, "code": "special", "name": "专项督办"}
        )
        self.env["duban.requirement"].create(
            {
                "regulation_id": self.regulation.id,
                "action": "file",
                "field_id": self.env["ir.model.fields"]
                ._get("duban.matter", "form_id")
                .id,
            }
        )
        # the tour counts its clicks and its time and fails above 20 and three minutes
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

    @clause("PLUS-M3")
    def test_the_screen_of_the_meeting_room(self):
        """Large and by meeting, for whom the page is; what its readers may not see is counted, and stays away."""
        self.at("2024-03-08")
        plain = self.meeting()
        item = self.item(plain, "更新教学用机房", lead_unit_id=self.unit_a.id)
        item.action_supervise()
        self.matter(name="涉密的事项", meeting_id=plain.id, confidentiality="sensitive").with_user(
            self.office_user
        ).action_file()  # fmt: skip
        secret = self.item(self.meeting(body_id=self.body_party.id), "党委会的事项")
        self.at("2024-03-18")
        Page = self.env["duban.meeting.page"].with_user(self.office_user)
        page = Page.create({"body_id": self.body_board.id, "company_id": self.company.id})  # fmt: skip
        self.assertEqual((page.item_total, page.left_out), (1, 1))
        few = Page.create(
            {
                "body_id": self.body_party.id,
                "company_id": self.company.id,
                "reader_ids": [(6, 0, self.secretary.ids)],
            }
        )
        for who, shown, status, words in (
            (self.office_user, page, 200, ("更新教学用机房", "教务处", "限知悉范围未列入", "另有1项", "草稿")),
            (self.office_user2, page, 200, ("更新教学用机房",)),
            (self.head_a, page, 404, ()),
            (self.office_user, few, 200, (secret.name,)),
            (self.office_user2, few, 404, ()),
            (self.secretary, few, 404, ()),
        ):  # fmt: skip
            with self.subTest(user=who.name, page=shown.name):
                self.authenticate(who.login, who.login)
                answer = self.url_open(f"/duban/meeting/page/{shown.id}/screen")
                self.assertEqual(answer.status_code, status)
                for each in words:
                    self.assertIn(each, answer.text)
                self.assertNotIn("涉密的事项", answer.text)
                self.assertEqual(secret.name in answer.text, secret.name in words)
        # published: its readers see it
        few.action_publish()
        self.authenticate(self.secretary.login, self.secretary.login)
        answer = self.url_open(f"/duban/meeting/page/{few.id}/screen")
        self.assertIn(secret.name, answer.text)

    @clause("PLUS-M1")
    def test_the_file_of_a_meeting_goes_with_the_meeting(self):
        self.at("2024-03-08")
        data = base64.b64encode("会议议定：教务处更新机房。".encode())
        meeting = self.meeting(
            body_id=self.body_party.id, minutes_file=data, minutes_file_name="纪要.txt"
        )
        file = self.env["ir.attachment"].search(
            [("res_model", "=", "duban.meeting"), ("res_id", "=", meeting.id), ("res_field", "=", "minutes_file")]
        )  # fmt: skip
        for who, sees in (
            (self.secretary, True),
            (self.office_user, True),
            (self.office_user2, False),
            (self.head_a, False),
            (self.admin, False),
        ):
            self.authenticate(who.login, who.login)
            for path in (
                f"/web/content/duban.meeting/{meeting.id}/minutes_file?download=1",
                f"/web/content/{file.id}",
            ):
                with self.subTest(user=who.name, path=path):
                    answer = self.url_open(path)
                    self.assertEqual("更新机房" in answer.content.decode(), sees)
                    self.assertEqual(answer.status_code == 200, sees)

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
