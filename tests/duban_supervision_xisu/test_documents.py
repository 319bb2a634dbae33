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
