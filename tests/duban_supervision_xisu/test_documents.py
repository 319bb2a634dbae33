"""DOC rows: each document that the text names carries every cell of its row and the institution's name."""

from odoo.tests import tagged

from tests.clauses import clause
from tests.documents import ChineseForms, DocumentCase

from .common import XisuCommon


@tagged("post_install", "-at_install")
class TestXisuDocuments(DocumentCase, XisuCommon):
    @clause("DOC-12", "DOC-13")
    def test_records_and_statement(self):
        self.at("2024-03-04")
        matter = self.accepted()
        self.env["duban.record"].with_user(self.office_user).create(
            {
                "matter_id": matter.id,
                "kind_id": self.option("record_kind", "oral_reminder").id,
                "summary": "电话提醒",
            }
        )
        text = self.printed("action_report_records", matter)
        self.assert_printed(
            text,
            "督办记录",
            "日期",
            "方式",
            "对象",
            "内容",
            "对方答复",
            "记录人",
            "电话提醒",
            "口头提醒",
        )
        request = self.request(
            matter,
            reason="到货推迟",
            statement="说明",
            date_requested="2024-04-30",
            decider_id=self.leader.id,
        )
        request.action_submit()
        text = self.printed("action_report_request", request)
        self.assert_printed(
            text,
            "书面说明材料",
            "编号",
            "事项",
            "原办结期限",
            "申请日期",
            "距期限天数",
            "原因",
            "申请新期限",
            "审批人/会议",
            "意见",
            "日期",
            "到货推迟",
            "2024年4月30日",
        )

    @clause("XISU-12.1d", "DOC-13", "CORE-23")
    def test_the_report_of_not_finishing_says_how_far_and_what_is_done(self):
        self.at("2024-03-04")
        matter = self.accepted()
        self.at("2024-03-18")
        texts = {
            "progress": "已完成八成",
            "reason": "设备未到",
            "acceleration": "增派人手",
        }
        report = self.request(matter, "cannot_finish", **texts)
        report.action_submit()
        text = self.printed("action_report_request", report)
        self.assert_printed(text, "0", "2024年3月18日")
        for words in (
            "设备未到",
            "当前办理进度：已完成八成",
            "加速办理的措施：增派人手",
        ):
            self.assertIn(words, text)
        # the report is to the office
        told = self.env["duban.reminder"].sudo()
        told = told.search(
            [("matter_id", "=", matter.id), ("kind", "=", "delay_explained")]
        )
        self.assertEqual(told.user_id, self.office_user)
        self.at("2024-03-19")
        late = self.request(matter, "cannot_finish", **texts)
        late.action_submit()
        self.assert_printed(self.printed("action_report_request", late), "已逾期1天")

    @clause("CORE-8", "DOC-14")
    def test_a_notice_says_the_date_of_its_day(self):
        """What was granted later stands in the decision; what was mistyped is put right in the notice, too."""
        self.at("2024-03-04")
        matter = self.assigned(**self.dated("2024-03-20"))
        self.env["duban.adjustment"].with_user(self.office_user).create(
            {"matter_id": matter.id, "ground": "笔误", "date_deadline": "2024-03-19"}
        )  # fmt: skip
        self.accept(matter)
        request = self.extension(matter, "2024-04-30")
        self.at("2024-03-06")
        request.action_submit()
        request.approval_line_ids.with_user(self.leader).action_approve("同意")
        self.assertEqual(str(matter.sudo().date_deadline), "2024-04-30")
        for notice in (
            "duban_supervision.action_report_notice",
            "duban_supervision_word.report_official_notice",
        ):
            text = self.printed(notice, matter)
            self.assertIn("2024年3月19日", text)
            self.assertNotIn("2024年4月30日", text)
        self.assertIn("2024年4月30日", self.printed("action_report_ledger", matter))
        # whoever leads it later gets a notice of that day
        self.at("2024-03-20")
        matter.with_user(self.office_user).action_reassign(self.unit_c.id, "职责调整")
        text = self.printed("duban_supervision.action_report_notice", matter)
        self.assertIn("2024年4月30日", text)


@tagged("post_install", "-at_install")
class TestXisuForms(ChineseForms, XisuCommon):
    form_labels = (
        "督办立项",
        "督办过程管理",
        "督办事项",
        "编号",
        "办结期限",
        "督办依据",
        "承办单位",
        "负责人",
        "协办单位",
        "牵头校领导",
        "督办内容",
        "承办部门工作计划",
        "根据办结期限分阶段填报。",
        "承办部门工作进度",
        "于既定工作计划关键节点填报实施进度。",
        "督办记录",
        "办理结果",
        "办结审核",
        "西安外国语大学督办单",
    )
