"""DOC rows: each document that a text names carries every cell of its row and the institution's name."""

import html as html_lib
import re

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_abaf.common import AbafCommon
from tests.duban_supervision_lzu.common import LzuCommon
from tests.duban_supervision_sie.common import SieCommon
from tests.duban_supervision_wut.common import WutCommon
from tests.duban_supervision_xisu.common import XisuCommon


class DocumentCase:
    """Mixin: print as the office and read the text."""

    def printed(self, report, records, user=None):
        """Visible text of a printed document, one line per piece."""
        content, kind = (
            self.env["ir.actions.report"]
            .with_user(user or self.office_user)
            ._render_qweb_html(f"duban_supervision.{report}", records.ids)
        )
        self.assertEqual(kind, "html")
        text = re.sub(r"(?s)<(style|title)\b.*?</\1>", "", content.decode())
        return html_lib.unescape(re.sub(r"<[^>]+>", "\n", text))

    def assert_printed(self, text, *cells):
        pieces = {piece.strip() for piece in text.splitlines()}
        for cell in cells:
            self.assertIn(cell, pieces)
        self.assertIn(self.regulation.institution, pieces)


@tagged("post_install", "-at_install")
class TestWutDocuments(DocumentCase, WutCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    @clause("DOC-1", "WUT-13.1b")
    def test_notice(self):
        matter = self.assigned(
            co_unit_ids=self.units(self.unit_b), feedback_requirement="每月反馈一次"
        )
        text = self.printed("action_report_notice", matter)
        self.assert_printed(
            text,
            "督办通知",
            "编号",
            "事项",
            "依据",
            "承办单位",
            "配合单位",
            "工作内容",
            "办结时限",
            "反馈要求",
            "下达方式与时间",
            "签发人",
        )
        self.assert_printed(
            text,
            matter.number,
            "更新教学用机房",
            "校长办公会决定",
            "教务处",
            "后勤处",
            "更新教学用机房设备",
            matter._format_date(matter.date_deadline),
            "每月反馈一次",
            self.office_user.name,
        )
        self.assertIn("2024年3月4日", text)

    def test_notice_before_filing(self):
        with self.assertRaises(UserError):
            self.matter().action_print_notice()

    @clause("DOC-5")
    def test_ledger(self):
        matter = self.assigned(co_unit_ids=self.units(self.unit_b))
        text = self.printed("action_report_ledger", matter)
        self.assert_printed(
            text,
            "督办工作台账",
            "序号",
            "编号",
            "类别",
            "来源会议/文件",
            "纪要印发日期",
            "事项内容",
            "承办单位",
            "配合单位",
            "第一责任人",
            "联络员",
            "办结时限",
            "延期情况（申请日、批准人、新时限）",
            "进展情况",
            "催办次数及记录",
            "完成情况",
            "反馈对象及日期",
            "回访复查情况",
            "归档",
        )
        self.assert_printed(text, matter.number, "head_a", "liaison_a", "2024年3月4日")
        self.assertIn("〔2024〕5号", text)

    @clause("WUT-12.1f")
    def test_ledger_by_scope(self):
        matters = self.env["duban.matter"]
        for scope in (3, 1, 2):
            matters |= self.filed(scope=scope) if scope != 3 else self.decided(scope)
        text = self.printed("action_report_ledger", matters)
        headings = re.findall(r"^\s*(\S+)（1项）$", text, re.M)
        self.assertEqual(
            headings, ["学校重要会议决策", "学校年度重点工作", "学校其他重要事项"]
        )

    def decided(self, scope):
        """A matter whose filing the chosen leader has to decide."""
        matter = self.matter(scope=scope)
        matter.action_submit_filing()
        matter.with_user(self.leader).action_approve_step("同意")
        matter.action_file()
        return matter

    @clause("WUT-16.1b")
    def test_ledger_after_review(self):
        matter = self.accepted()
        feedback = self.feedback(matter, name="招标文件已定稿")
        self.assertNotIn("招标文件已定稿", self.printed("action_report_ledger", matter))
        feedback.with_user(self.office_user).action_accept_feedback()
        self.env.invalidate_all()
        self.assertIn("招标文件已定稿", self.printed("action_report_ledger", matter))

    @clause("DOC-12")
    def test_records(self):
        matter = self.accepted()
        record = matter.with_user(self.office_user).action_urge("请加快进度")
        record.with_user(self.worker_a).action_answer("本周完成")
        text = self.printed("action_report_records", matter)
        self.assert_printed(
            text,
            "催办记录",
            "日期",
            "方式",
            "对象",
            "内容",
            "对方答复",
            "记录人",
            "2024年3月4日",
            "请加快进度",
            "本周完成",
            self.office_user.name,
            self.head_a.name,
        )

    @clause("DOC-13")
    def test_request(self):
        matter = self.accepted()
        due = matter.date_deadline
        request = self.request(
            matter, date_requested="2024-06-28", statement="申请延期的说明"
        )
        request.action_submit()
        for line in request.approval_line_ids:
            line.with_user(line.approver_id or self.office_user).action_approve(
                "同意延期"
            )
        text = self.printed("action_report_request", request)
        self.assert_printed(
            text,
            "延期申请",
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
        )
        self.assert_printed(
            text,
            matter.number,
            matter._format_date(due),
            "2024年3月4日",
            "设备到货推迟",
            "2024年6月28日",
            self.leader.name,
            str((due - matter.date_assigned).days),
            "申请延期的说明",
        )
        self.assertIn("同意延期", text)

    def test_masked(self):
        """Printed on behalf of somebody outside the access list, a sensitive matter shows its number only (CORE-12)."""
        matter = self.assigned(confidentiality="sensitive")
        sudo = matter.with_user(self.outsider).sudo()
        self.assertEqual(sudo._document_text("number"), matter.number)
        for key in ("name", "content", "source_document", "progress"):
            self.assertEqual(sudo._document_text(key), "")
        self.assertEqual(matter._document_text("name"), "更新教学用机房")

    def test_notice_attached(self):
        """The notice is attached by the office's button, or by the assignment where the regulation says so."""
        matter = self.assigned()
        files = self.env["ir.attachment"].sudo()
        domain = [("res_model", "=", "duban.matter"), ("name", "like", "督办通知")]
        self.assertFalse(files.search(domain + [("res_id", "=", matter.id)]))
        matter.with_user(self.office_user).action_attach_notice()
        self.assertTrue(files.search(domain + [("res_id", "=", matter.id)]))
        self.regulation.notice_on_assignment = True
        other = self.assigned(name="修缮操场")
        attachment = files.search(domain + [("res_id", "=", other.id)])
        self.assertIn(other.number, attachment.name)
        self.assertIn("修缮操场", attachment.raw.decode())


@tagged("post_install", "-at_install")
class TestSieDocuments(DocumentCase, SieCommon):
    @clause("DOC-3")
    def test_notice(self):
        self.at("2024-03-04")
        matter = self.assigned(co_unit_ids=self.units(self.unit_b))
        text = self.printed("action_report_notice", matter)
        self.assert_printed(
            text,
            "督办通知",
            "事项",
            "学院决定依据",
            "承办科室",
            "配合科室",
            "工作内容",
            "办结时限",
            "方式与时间",
            "来华留学生迎新",
            "2024年第12次党政联席会",
            "教务处",
            "后勤处",
            "制定迎新方案并组织实施",
            "2024年5月31日",
        )

    @clause("DOC-5", "SIE-16.1b")
    def test_ledger(self):
        self.at("2024-03-04")
        matter = self.accepted()
        feedback = self.feedback(matter, name="方案初稿完成")
        text = self.printed("action_report_ledger", matter)
        self.assert_printed(
            text,
            "督办工作台账",
            "序号",
            "编号",
            "类别",
            "来源会议/文件",
            "事项内容",
            "承办科室",
            "配合科室",
            "第一责任人",
            "办结时限",
            "延期情况（申请日、批准人、新时限）",
            "进展情况",
            "催办次数及记录",
            "完成情况",
            "反馈对象及日期",
            "回访复查情况",
            "归档",
        )
        self.assertNotIn("纪要印发日期", text)
        self.assertNotIn("联络员", text)
        self.assertNotIn("单位", text)
        self.assertNotIn("方案初稿完成", text)
        feedback.with_user(self.office_user).action_accept_feedback()
        self.env.invalidate_all()
        self.assertIn("方案初稿完成", self.printed("action_report_ledger", matter))


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
class TestLzuDocuments(DocumentCase, LzuCommon):
    @clause("DOC-7")
    def test_ledger(self):
        self.at("2024-03-04")
        matter = self.accepted(co_unit_ids=[Command.set(self.unit_b.ids)])
        text = self.printed("action_report_ledger", matter)
        self.assert_printed(
            text,
            "督查督办台账",
            "编号",
            "工作任务",
            "任务来源",
            "工作措施",
            "分管领导",
            "责任单位",
            "责任人",
            "配合单位",
            "完成时限",
            "认领情况",
            "工作进展",
            "自评",
            "审核/审阅",
            "销号日期",
        )
        self.assert_printed(
            text,
            matter.number,
            "完成招标、安装和验收",
            "2024年12月20日",
            "leader",
            "worker_a",
        )
        self.assertIn("教务处 worker_a 2024年3月4日", text)

    def test_merged_sources(self):
        """任务来源 may hold several after merging."""
        self.at("2024-03-04")
        survivor, merged = (
            self.filed(),
            self.filed(name="更新机房", source_document="年度工作要点第12条"),
        )
        merged.action_merge(survivor.id, "内容相同")
        self.env.invalidate_all()
        self.assertIn(
            "年度工作要点第12条", self.printed("action_report_ledger", survivor)
        )


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
        request = (
            self.env["duban.request"]
            .with_user(self.worker_a)
            .create(
                {
                    "matter_id": matter.id,
                    "kind": "extension",
                    "reason": "到货推迟",
                    "statement": "说明",
                    "date_requested": "2024-04-30",
                    "decider_id": self.leader.id,
                }
            )
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


class ChineseForms(DocumentCase):
    """CORE-16: all printed forms of an institution, with the exact labels of its text."""

    #: labels of the institution's own forms, as its attachments have them
    form_labels = ()

    @clause("CORE-16")
    def test_every_label_is_printed(self):
        self.at("2024-03-04")
        matter = self.accepted()
        squeezed = ""
        for report in matter._dossier_reports():
            if report.model == "duban.matter":
                content, _kind = (
                    self.env["ir.actions.report"]
                    .with_user(self.office_user)
                    ._render_qweb_html(report, matter.ids)
                )
                squeezed += re.sub(
                    r"<[^>]+>|\s+", "", html_lib.unescape(content.decode())
                )
        squeezed += "".join(self.printed("action_report_ledger", matter).split())
        regulation = matter.regulation_id
        labels = [
            cell["label"]
            for document in ("notice", "records", "ledger")
            for cell in regulation._document_cells(document)
            if regulation.document_cell_ids.filtered(
                lambda row, d=document: row.document == d
            )
        ]
        self.assertGreater(len(labels), 15)
        for label in [*labels, *self.form_labels, regulation.institution]:
            self.assertIn(label, squeezed)
            self.assertRegex(label, "[\u4e00-\u9fff]")


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


@tagged("post_install", "-at_install")
class TestWutForms(ChineseForms, WutCommon):
    pass


@tagged("post_install", "-at_install")
class TestSieForms(ChineseForms, SieCommon):
    pass


@tagged("post_install", "-at_install")
class TestLzuForms(ChineseForms, LzuCommon):
    pass
