"""Printed bulletins, reports and lists carry the words of the texts (DOC-8 to DOC-11)."""

import re

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.duban_supervision_after.test_accountability import AccountabilityCommon


@tagged("post_install", "-at_install")
class TestAfterReports(AccountabilityCommon):
    def html(self, report, records, user=None):
        """Text of the rendered document, as the office prints it."""
        Report = self.env["ir.actions.report"].with_user(user or self.office_user)
        html, _kind = Report._render_qweb_html(
            f"duban_supervision_after.action_report_{report}", records.ids
        )
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html.decode()))

    def assertPrinted(self, html, *texts):
        for text in texts:
            self.assertIn(text, html)

    def label(self, key, label):
        self.env["duban.label"].create(
            {"regulation_id": self.regulation.id, "key": key, "label": label}
        )

    def test_bulletin(self):
        """DOC-8, DOC-9."""
        self.at("2024-03-04")
        self.closed(name="一")
        self.label("doc:bulletin", "督查通报")
        self.label("doc:bulletin_closed", "已销号")
        bulletin = self.bulletin(introduction="本期通报如下。")
        bulletin.action_publish()
        self.assertPrinted(
            self.html("bulletin", bulletin),
            self.regulation.institution, "督查通报", "期号", "2024年第1期", "期间", "2024年1月1日", "2024年3月31日",
            "通报范围", "教务处、后勤处", "各单位落实情况", "任务量", "已销号", "办结率", "100.0%", "好的经验和做法",
            "教务处主动对接", "问题和不足", "抄送：纪委监察处、组织人事部", "本期通报如下。",
        )  # fmt: skip
        self.assertPrinted(
            self.html("bulletin", bulletin, self.head_a), "督查通报", "纪委监察处"
        )

    @clause("CORE-34", "DOC-9", "DOC-11")
    def test_what_was_closed_late_is_said(self):
        self.at("2024-03-04")
        self.closed(name="一")
        late = self.accepted(name="二")
        self.at("2024-03-19")  # due on the 18th
        SupervisionCommon.closed(self, late)
        bulletin = self.bulletin()
        bulletin.action_publish()
        self.assertPrinted(self.html("bulletin", bulletin), "0（另逾期办结1）")
        self.at("2025-01-10")
        assessment = self.env["duban.assessment"].with_user(self.office_user)
        values = {
            "date_from": "2024-01-01",
            "date_to": "2024-12-31",
            "name": "2024年度",
        }
        assessment = assessment.create(values)
        assessment.action_fill()
        self.assertPrinted(self.html("assessment", assessment), "0（另逾期办结1）")

    @clause("CORE-19", "LZU-7.2a")
    def test_no_column_for_what_the_text_does_not_know(self):
        self.at("2024-03-04")
        self.closed(name="一")
        bulletin = self.bulletin()
        bulletin.action_publish()
        text = self.html("bulletin_official", bulletin)
        self.assertPrinted(text, "催办", "延期")
        self.regulation.write({"urging_enabled": False, "extension_enabled": False})
        for report in ("bulletin", "bulletin_official"):
            text = self.html(report, bulletin)
            self.assertPrinted(text, "任务量", "逾期")
            self.assertNotIn("催办", text)
            self.assertNotIn("延期", text)

    def test_semester_report(self):
        """DOC-10."""
        self.at("2024-10-08")
        self.assigned(name="更新机房")
        self.accepted(name="机密", confidentiality="sensitive")
        semester = self.env["duban.semester"].create(
            {
                "name": "2024-2025学年第一学期",
                "company_id": self.company.id,
                "date_from": "2024-09-02",
                "date_to": "2025-01-17",
            }
        )
        report = self.bulletin(
            kind="semester", semester_id=semester.id, date_from="2024-09-02", date_to="2025-01-17",
            addressee="学校党委、行政", scope_unit_ids=False,
        )  # fmt: skip
        report.action_fill()
        html = self.html("bulletin", report)
        self.assertPrinted(
            html, "学期", "2024-2025学年第一学期", "学校党委、行政", "事项总数", "逾期", "催办", "延期", "免于督办",
            "办结销号", "逐项推进落实情况", "类别", "会议决定", "更新机房", "已交办1项", "承办中1项",
        )  # fmt: skip
        self.assertNotIn("机密", html)

    def test_summary(self):
        self.at("2024-03-04")
        matter = self.accepted()
        for text in ("完成调研", "完成招标", "设备到货"):
            self.feedback(matter, name=text)
        summary = self.bulletin(
            kind="summary", addressee="党委常委会", scope_unit_ids=False
        )
        summary.action_fill()
        self.assertPrinted(
            self.html("bulletin", summary),
            "党委常委会",
            "反馈情况",
            "完成调研",
            "完成招标",
            "设备到货",
        )

    def test_assessment(self):
        """DOC-11."""
        self.regulation.write({"assessment_heads": True, "assessment_handlers": True})
        purposes = self.options("purpose", unit=())
        purposes["unit"].name = "单位考核"
        self.at("2024-12-30")
        self.closed(name="一")
        assessment = (
            self.env["duban.assessment"]
            .with_user(self.office_user)
            .create(
                {
                    "year": 2024,
                    "recipient_unit_ids": [Command.set(self.organisation.ids)],
                }
            )
        )
        self.assertEqual(assessment.purpose_ids, purposes["unit"])
        assessment.action_confirm()
        assessment.action_send()
        self.assertPrinted(
            self.html("assessment", assessment),
            "单位", "教务处", "负责人", "head_a", "承办人", "worker_a", "任务量", "办结", "按期办结", "逾期",
            "催办次数", "延期次数", "办结率", "100.0%", "用途", "单位考核", "组织人事部", "2024年12月30日",
        )  # fmt: skip

    def test_commendation_and_research(self):
        self.regulation.research_enabled = True
        commendation = (
            self.env["duban.commendation"]
            .with_user(self.office_user)
            .create(
                {
                    "person_id": self.worker_a.id,
                    "ground": "成绩突出",
                    "year": 2024,
                    "reward": "督办工作先进个人",
                }
            )
        )
        self.assertPrinted(
            self.html("commendation", commendation),
            "2024年",
            "worker_a",
            "教务处",
            "成绩突出",
            "先进个人",
        )
        research = (
            self.env["duban.research"]
            .with_user(self.office_user)
            .create(
                {
                    "name": "实验室安全",
                    "problem": "设备老化",
                    "cause": "投入不足",
                    "suggestion": "分年更新",
                }
            )
        )
        self.assertPrinted(
            self.html("research", research),
            "设备老化",
            "投入不足",
            "对策、建议",
            "分年更新",
        )
