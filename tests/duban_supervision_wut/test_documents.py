"""DOC rows: each document that the text names carries every cell of its row and the institution's name."""

import re

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.documents import ChineseForms, DocumentCase

from .common import LEDGER, WutCommon


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

    @clause("DOC-1", "WUT-13.1b", "CORE-8")
    def test_a_notice_says_the_date_of_its_own_day(self):
        """It bears the day of the assignment: what was granted later stands on the application and the ledger."""
        matter = self.assigned()
        due = "2024年3月18日"
        self.at("2024-03-06")
        self.accept(matter)
        request = self.extension(matter, "2024-04-30", reason_kind="objective")
        request.action_submit()
        self.run_chain(matter)
        notice = self.printed("action_report_notice", matter)
        self.assert_printed(notice, due)
        self.assertNotIn("2024年4月30日", notice)
        ledger = self.printed("action_report_ledger", matter)
        self.assert_printed(ledger, "2024年4月30日")

    @clause("WUT-13.1a", "DOC-1", "CORE-21")
    def test_another_unit_gets_a_notice_of_its_own(self):
        """One record per channel with time and recipient, also for the unit that takes it over."""
        system, phone = (
            self.option("channel", "system"),
            self.option("channel", "phone"),
        )
        matter = self.assigned(
            co_unit_ids=self.units(self.unit_b),
            channel_ids=[Command.set((system | phone).ids)],
            channel_note="已电话告知教务处head_a",
        )
        self.at("2024-03-11")
        matter.action_reassign(self.unit_c.id, "职责调整")
        rows = matter.record_ids.filtered(lambda row: row.purpose == "assignment")
        self.assertEqual(
            sorted(
                (str(row.date.date()), row.channel_id.code, row.contact) for row in rows
            ),
            [
                ("2024-03-04", "phone", "教务处、后勤处"),
                ("2024-03-04", "system", "教务处、后勤处"),
                ("2024-03-11", "phone", "科研处"),
                ("2024-03-11", "system", "科研处"),
            ],
        )
        new = rows.filtered(lambda row: row.contact == "科研处")
        self.assertEqual(new.user_id, self.office_user)
        self.assertNotIn("head_a", "".join(new.mapped("summary")))
        # the paper says what is on record: nobody was phoned this time
        phoned = new.filtered(lambda row: row.channel_id == phone)
        phoned.sudo()._engine_write({"purpose": "record"})
        self.assertEqual(
            matter._document_text("channel"), f"{system.name} 2024年3月11日"
        )

    @clause("WUT-13.1a", "CORE-3", "CORE-38")
    def test_a_signed_change_of_unit_is_recorded_as_the_offices(self):
        matter = self.assigned(scope=3)
        matter.action_reassign(self.unit_c.id, "职责调整")
        self.assertEqual(len(matter.record_ids), 1)
        self.run_chain(matter)
        self.assertEqual(matter.lead_unit_id, self.unit_c)
        new = matter.record_ids.sorted("id")[1:]
        self.assertEqual(
            (new.purpose, new.contact, new.user_id),
            ("assignment", "科研处", self.office_user),
        )

    @clause("CORE-38", "CORE-16")
    def test_two_sheets_that_were_kept_can_be_told(self):
        """Signed anew twice on one day: both sheets of before are kept, under names of their own."""
        matter = self.assigned(scope=3)
        self.at("2024-03-11")
        for content in ("更新三间机房", "更新四间机房"):
            self.env["duban.adjustment"].with_user(self.office_user).create(
                {"matter_id": matter.id, "ground": "批示补充", "content": content}
            )
            self.run_chain(matter)
        files = self.env["ir.attachment"].sudo()
        names = files.search(
            [("res_model", "=", matter._name), ("res_id", "=", matter.id)]
        ).mapped("name")
        kept = [name for name in names if "2024-03-11" in name]
        self.assertEqual(len(kept), 2, names)
        self.assertEqual(len(set(names)), len(names))

    @clause("DOC-4", "WUT-12.1c", "CORE-11")
    def test_the_ledger_names_the_leader_who_instructed(self):
        matter = self.filed(scope=3, basis="校领导批示")
        said = "校领导批示 leader 2024年3月4日"
        self.assertEqual(matter._document_text("source_document"), said)
        # what is signed later is no source
        self.at("2024-03-11")
        matter.action_reassign(self.unit_c.id, "职责调整")
        self.run_chain(matter)
        self.assertEqual(matter.lead_unit_id, self.unit_c)
        self.assertEqual(matter._document_text("source_document"), said)
        # a meeting is named by itself; who else signs is no source
        self.assertNotIn("leader", self.filed()._document_text("source_document"))

    @clause("XISU-7.1d", "DOC-1")
    def test_who_supervises_together_with_the_office_stands_on_the_notice(self):
        joint = {"joint_unit_ids": self.units(self.organisation)}
        self.regulation.joint_units_enabled = True
        for report in (
            "action_report_notice",
            "duban_supervision_word.report_official_notice",
        ):
            self.assertNotIn("组织人事部", self.printed(report, self.assigned()))
            text = self.printed(report, self.assigned(**joint))
            self.assertIn("联合督办", text, report)
            self.assertIn("组织人事部", text, report)
        # the red head sends it a copy as well
        self.assertIn("leader、组织人事部", text)

    def test_notice_before_filing(self):
        with self.assertRaises(UserError):
            self.matter().with_user(self.office_user).action_attach_notice()

    @clause("DOC-5")
    def test_ledger(self):
        matter = self.assigned(co_unit_ids=self.units(self.unit_b))
        text = self.printed("action_report_ledger", matter)
        self.assert_printed(
            text,
            "督办工作台账",
            *LEDGER,
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
class TestWutForms(ChineseForms, WutCommon):
    pass
