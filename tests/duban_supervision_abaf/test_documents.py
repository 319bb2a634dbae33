"""DOC rows: each document that the text names carries every cell of its row and the institution's name."""

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.documents import ChineseForms, DocumentCase

from .common import AbafCommon


@tagged("post_install", "-at_install")
class TestAbafDocuments(DocumentCase, AbafCommon):
    @clause("DOC-2")
    def test_notice(self):
        self.at("2023-06-01")
        matter = self.accepted(co_unit_ids=[Command.set(self.unit_b.ids)])
        text = self.printed("action_report_notice", matter)
        self.assert_printed(
            text,
            "督办事项通知单",
            "编号",
            "事项",
            "类别",
            "方式",
            "等级",
            "承办(牵头)单位",
            "协办单位",
            "负责校领导",
            "督办内容",
            "办理要求",
            "办理时限",
            "反馈频次",
            "签收人与时间",
        )
        self.assertIn("阿职督办〔2023〕1号", text)
        self.assertIn("●二级", text)
        self.assertIn("○一级", text)
        self.assertIn(f"{self.worker_a.name} 2023年6月1日", text)

    @clause("DOC-6")
    def test_ledger(self):
        self.at("2023-06-01")
        matter = self.accepted(co_unit_ids=[Command.set(self.unit_b.ids)])
        self.feedback(matter)
        text = self.printed("action_report_ledger", matter)
        self.assertIn("工作台账", text)
        self.assert_printed(
            text,
            "编号",
            "事项",
            "类别",
            "方式",
            "等级",
            "负责校领导",
            "主体",
            "承办单位",
            "协办单位",
            "承办人",
            "督办内容",
            "办理时限",
            "反馈",
            "催办",
            "延期/免于督办",
            "办结日期",
            "销号",
            "双备案",
        )
        self.assertIn("2023年6月1日", text)
        self.assertIn("2023年6月11日", text)
        self.assertIn("worker_a、worker_b", text)


@tagged("post_install", "-at_install")
class TestAbafForms(ChineseForms, AbafCommon):
    form_labels = (
        "阿坝职业学院督办督查立项备案单",
        "阿坝职业学院督办督查办结备案单",
        "事项",
        "类别",
        "督办督查方式",
        "等级",
        "完成时限",
        "责任校领导",
        "督查督办主体",
        "单位责任人",
        "主体承办人",
        "协办承办人",
        "协办单位",
        "办理要求",
        "分管院领导",
        "分管党政办院领导",
        "主要领导",
        "党政办备案",
        "催办情况",
        "办结情况",
    )
