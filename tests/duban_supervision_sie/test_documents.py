"""DOC rows: each document that the text names carries every cell of its row and the institution's name."""

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from tests.clauses import clause
from tests.documents import ChineseForms, DocumentCase

from .common import SieCommon


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

    @clause("PLUS-D1", "CORE-19", "SIE-15.4")
    def test_the_letter_to_a_section_calls_it_one(self):
        self.at("2024-03-04")
        matter = self.accepted()
        matter.sudo().stalled_mark = True
        matter.action_urge("请抓紧办理")
        urging = matter.record_ids.filtered(lambda row: row.purpose == "urging")
        letter = "duban_supervision_word.report_official_letter"
        text = self.printed(letter, urging)
        self.assertIn("你科室承办的", text)
        self.assertNotIn("单位", text)

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

    def test_ledger_list_without_numbers(self):
        """The list of the ledger has what the printed ledger has, though nobody numbers here."""
        self.at("2024-03-04")
        matter = self.accepted()
        self.assertFalse(matter.number)
        draft = self.matter()
        action = self.env.ref("duban_supervision.duban_matter_action_ledger")
        domain = safe_eval(action.domain)
        self.assertEqual((matter | draft).filtered_domain(domain), matter)
        ledger = matter._ledger_domain()
        self.assertEqual(
            matter.search(domain), matter.search(ledger), "one idea of the ledger"
        )

    @clause("DOC-13")
    def test_request_without_a_number_that_nobody_gives(self):
        self.at("2024-03-04")
        matter = self.accepted()
        request = self.request(matter, date_requested="2024-06-28")
        text = self.printed("action_report_request", request)
        self.assert_printed(text, "延期申请", "事项", "来华留学生迎新", "2024年6月28日")
        self.assertNotIn("编号", text)
        self.regulation.number_pattern = "{year}-{n}"
        self.assertIn("编号", self.printed("action_report_request", request))


@tagged("post_install", "-at_install")
class TestSieForms(ChineseForms, SieCommon):
    pass
