"""附件2 《西安外国语大学督办单》, cell by cell, and the six steps of 附件1."""

import io
import re

import lxml.html

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools.pdf import PdfFileReader

from tests.clauses import clause
from tests.documents import needs_printer

from .common import XisuCommon

REPORT = "duban_supervision_xisu.action_report_slip"
LABELS = [
    "督办立项", "督办事项", "编号", "办结期限", "督办依据", "承办单位", "负责人", "协办单位", "牵头校领导", "督办内容",
    "督办过程管理", "承办部门工作计划", "根据办结期限分阶段填报。", "承办部门工作进度",
    "于既定工作计划关键节点填报实施进度。",
    "督办记录", "办理结果", "办结审核",
]  # fmt: skip


def squeeze(text):
    return re.sub(r"\s", "", text)


@tagged("post_install", "-at_install")
class TestSlip(XisuCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def slip(self, matter, user=None):
        """The printed slip as an HTML tree."""
        Report = self.env["ir.actions.report"].with_user(user or self.office_user)
        html, _kind = Report._render_qweb_html(REPORT, matter.ids)
        return lxml.html.document_fromstring(html.decode())

    def cell(self, matter, name):
        """Text of one value cell."""
        return " ".join(
            self.slip(matter).xpath(f"//td[@name='{name}']")[0].text_content().split()
        )

    def lines(self, matter, name):
        """The numbered lines of rows 6 to 8, without blanks at their ends."""
        nodes = self.slip(matter).xpath(
            f"//td[@name='{name}']//div[contains(@class, 'o_xisu_line')]"
        )
        return [node.text_content().strip() for node in nodes]

    def row(self, matter, name):
        """(row number from 1, section heading of the row, label before the cell)."""
        tree = self.slip(matter)
        cell = tree.xpath(f"//td[@name='{name}']")[0]
        rows = tree.xpath("//table[contains(@class, 'o_xisu_slip')]//tr")
        position = rows.index(cell.getparent()) + 1
        sections = [
            (
                rows.index(th.getparent()) + 1,
                int(th.get("rowspan")),
                squeeze(th.text_content()),
            )
            for th in tree.xpath("//th[contains(@class, 'o_duban_section')]")
        ]
        section = next(
            name for start, span, name in sections if start <= position < start + span
        )
        return position, section, squeeze(cell.getprevious().text_content())

    @clause("XISU-8.1c")
    def test_from_filing_on_with_all_labels(self):
        matter = self.matter()
        with self.assertRaises(UserError):
            self.slip(matter)
        self.assertFalse(matter.xisu_slip_html)
        matter.action_file()
        text = squeeze(self.slip(matter).text_content())
        for label in [*LABELS, "西安外国语大学督办单"]:
            self.assertIn(label, text)
        self.assertLess(text.index("督办立项"), text.index("督办过程管理"))
        # also on the form
        self.assertIn("承办部门", matter.xisu_slip_html)
        self.assertIn(matter.number, matter.xisu_slip_html)

    def test_only_for_readers_and_only_for_this_regulation(self):
        matter = self.filed()
        with self.assertRaises(UserError):
            self.slip(matter, self.outsider)
        self.regulation.code = "other"
        self.env.invalidate_all()
        with self.assertRaises(UserError):
            self.slip(matter)

    @clause(*(f"XISU-A2.{n}" for n in range(1, 10)))
    def test_filing_cells(self):
        matter = self.filed(
            **self.dated("2024-03-31"), name="公示评估材料", basis="校长办公会纪要", content="按规定公示",
            co_unit_ids=[(6, 0, (self.unit_b | self.unit_c).ids)],
        )  # fmt: skip
        expected = {
            "name": (1, "督办事项", "公示评估材料"),
            "number": (1, "编号", "2024-0001"),
            "date_deadline": (2, "办结期限", "2024年3月31日"),
            "basis": (2, "督办依据", "校长办公会纪要"),
            "lead_unit_id": (3, "承办单位", "教务处"),
            "unit_head_id": (3, "负责人", "head_a"),
            "co_unit_ids": (4, "协办单位", "后勤处、科研处"),
            "responsible_leader_id": (4, "牵头校领导", "leader"),
            "content": (5, "督办内容", "按规定公示"),
        }
        for name, (position, label, value) in expected.items():
            with self.subTest(cell=name):
                self.assertEqual(self.row(matter, name), (position, "督办立项", label))
                self.assertEqual(self.cell(matter, name), value)
        # the title spans its row, 督办内容 the rest of the form
        self.assertEqual(
            self.slip(matter).xpath("//td[@name='content']/@colspan"), ["3"]
        )

    @clause("XISU-A2.3")
    def test_due_date_before_assignment_and_after_an_extension(self):
        matter = self.filed()
        self.assertEqual(self.cell(matter, "date_deadline"), "交办后10个工作日")
        matter.action_assign()
        self.assertEqual(self.cell(matter, "date_deadline"), "2024年3月18日")
        self.extension(matter, "2024-03-29", decider_id=self.leader.id).action_submit()
        matter.request_ids.approval_line_ids.with_user(self.leader).action_approve()
        self.assertEqual(
            self.cell(matter, "date_deadline"), "2024年3月29日（原期限：2024年3月18日）"
        )

    @clause("XISU-A2.2")
    def test_number_pattern_is_a_setting(self):
        self.regulation.with_user(self.admin).number_pattern = "督办〔{year}〕{n}号"
        self.assertEqual(self.cell(self.filed(), "number"), "督办〔2024〕1号")

    @clause("XISU-A2.10", "XISU-A2.15")
    def test_plan_lines(self):
        matter = self.assigned()
        self.assertEqual(
            self.row(matter, "plan"), (6, "督办过程管理", "承办部门工作计划")
        )
        self.assertEqual(self.lines(matter, "plan"), ["1", "2", "3"])
        self.assertIn("根据办结期限分阶段填报。", self.cell(matter, "plan"))
        self.assertTrue(self.cell(matter, "plan").endswith("┅┅"))
        self.plan(matter, "2024-03-12", "2024-03-08")
        self.assertEqual(
            self.lines(matter, "plan"),
            ["1　2024年3月8日 节点2", "2　2024年3月12日 节点1", "3"],
        )
        self.plan(matter, "2024-03-13", "2024-03-14")
        self.assertEqual(
            self.lines(matter, "plan"),
            [
                "1　2024年3月8日 节点2",
                "2　2024年3月12日 节点1",
                "3　2024年3月13日 节点1",
                "4　2024年3月14日 节点2",
            ],
        )

    @clause("XISU-A2.11", "XISU-A2.15", "XISU-A2.17")
    def test_progress_lines(self):
        matter = self.assigned()
        self.plan(matter, "2024-03-06", "2024-03-11")
        matter.with_user(self.worker_a).action_accept()
        self.assertEqual(
            self.row(matter, "progress"), (7, "督办过程管理", "承办部门工作进度")
        )
        self.assertIn(
            "于既定工作计划关键节点填报实施进度。", self.cell(matter, "progress")
        )
        self.assertEqual(self.lines(matter, "progress"), ["1", "2", "3"])
        self.assertTrue(self.cell(matter, "progress").endswith("┅┅"))
        first, second = matter.plan_line_ids.sorted("date")
        self.assertTrue(first.is_key)
        self.at("2024-03-06")
        self.feedback(matter, plan_line_id=first.id, name="完成招标")
        self.assertEqual(
            self.lines(matter, "progress"),
            ["1　2024年3月6日 【节点1】 完成招标", "2", "3"],
        )
        for day in ("2024-03-07", "2024-03-08", "2024-03-09"):
            self.at(day)
            self.feedback(matter, name=f"{day}安装")
        self.at("2024-03-11")
        self.feedback(matter, plan_line_id=second.id, name="完成验收")
        lines = self.lines(matter, "progress")
        self.assertEqual(
            [line.split("　")[0] for line in lines], ["1", "2", "3", "4", "5"]
        )
        self.assertEqual(lines[1], "2　2024年3月7日 2024-03-07安装")
        self.assertEqual(lines[4], "5　2024年3月11日 【节点2】 完成验收")
        # what the office sent back, and what a co-unit told the lead unit, is not what was reported
        said = matter.feedback_ids.filtered(lambda row: row.name == "2024-03-08安装")
        said.with_user(self.office_user).action_return_feedback("数字不实")
        lines = self.lines(matter, "progress")
        self.assertEqual(lines[2], "3　2024年3月9日 2024-03-09安装")
        self.assertEqual(lines[3], "4　2024年3月11日 【节点2】 完成验收")
        self.assertTrue(self.cell(matter, "progress").endswith("┅┅"))

    @clause("XISU-A2.12", "XISU-8.4b")
    def test_records_print_in_date_order(self):
        matter = self.accepted()
        self.assertEqual(self.row(matter, "records"), (8, "督办过程管理", "督办记录"))
        self.assertEqual(self.lines(matter, "records"), ["1", "2", "3"])
        self.at("2024-03-08")
        self.record(
            matter,
            date="2024-03-07 02:00:00",
            summary="已开标",
            purpose="inquiry",
            kind="phone",
        )
        self.record(
            matter,
            date="2024-03-05 02:00:00",
            summary="提醒按时公示",
            purpose="reminder",
        )
        self.assertEqual(
            self.lines(matter, "records"),
            [
                "1　2024年3月5日 口头提醒 提醒 提醒按时公示",
                "2　2024年3月7日 电话 询问 已开标",
                "3",
            ],
        )
        self.assertTrue(self.cell(matter, "records").endswith("┅┅"))

    @clause("XISU-A2.12", "CORE-26")
    def test_records_print_with_the_day_at_the_school(self):
        """The last minute before midnight is of the day that ends, midnight and early morning of the one that began."""
        matter = self.accepted()
        self.at("2024-03-08")
        # whoever prints it may be anywhere
        self.office_user.tz = "Europe/London"
        for moment, words in (
            ("2024-03-05 15:59:00", "夜里询问"),
            ("2024-03-05 16:00:00", "零点询问"),
            ("2024-03-06 23:30:00", "清晨询问"),
        ):
            self.record(
                matter, date=moment, summary=words, purpose="inquiry", kind="phone"
            )
        self.assertEqual(
            self.lines(matter, "records"),
            [
                "1　2024年3月5日 电话 询问 夜里询问",
                "2　2024年3月6日 电话 询问 零点询问",
                "3　2024年3月7日 电话 询问 清晨询问",
            ],
        )

    @clause("XISU-A2.13", "XISU-A2.14")
    def test_result_and_review_cells(self):
        matter = self.accepted()
        for name, position, label in (
            ("result", 9, "办理结果"),
            ("review", 10, "办结审核"),
        ):
            self.assertEqual(self.row(matter, name), (position, "督办过程管理", label))
            self.assertEqual(self.cell(matter, name), "")
        self.submitted(matter)
        self.assertEqual(
            self.cell(matter, "result"),
            "已全部更新 成绩和经验：节约经费 问题和不足：无",
        )
        self.at("2024-03-08")
        matter.action_pass_review("情况属实")
        matter.conclusion = "已落实"
        self.assertEqual(
            self.cell(matter, "review"),
            "情况属实 督办结论：已落实 office_user 2024年3月8日",
        )

    @clause("XISU-A2.15")
    def test_no_slip_after_a_refusal_and_one_in_every_later_state(self):
        for make in (
            self.filed,
            self.assigned,
            self.accepted,
            self.submitted,
            self.closed,
        ):
            with self.subTest(step=make.__name__):
                self.assertEqual(len(self.slip(make()).xpath("//tr")), 10)

    @clause("XISU-A2.16")
    def test_milestones_within_the_due_date(self):
        matter = self.assigned()
        self.assertEqual(str(matter.date_deadline), "2024-03-18")
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.plan(matter, "2024-03-19")
        self.assertFalse(matter.plan_line_ids)
        self.plan(matter, "2024-03-18")
        self.assertEqual(len(matter.plan_line_ids), 1)

    @clause("XISU-A1.1")
    def test_six_steps(self):
        steps = self.regulation.procedure_step_ids.sorted("sequence")
        self.assertEqual(
            steps.mapped("name"),
            ["立项", "交办", "接办", "督办过程管理", "办理结果上报、审核", "结果反馈"],
        )
        # the status bar of a matter shows all six in every state, the current one marked
        position = {
            "draft": 0,
            "filed": 1,
            "assigned": 2,
            "in_progress": 3,
            "result_submitted": 4,
            "closed": 5,
        }
        for make in (
            self.matter,
            self.filed,
            self.assigned,
            self.accepted,
            self.submitted,
            self.closed,
        ):
            matter = make()
            bar = matter.procedure
            self.assertEqual([step["name"] for step in bar], steps.mapped("name"))
            current = [n for n, step in enumerate(bar) if step["state"] == "current"]
            self.assertEqual(current, [position[matter.state]])
        arch = self.env["duban.matter"].get_view(
            self.env.ref("duban_supervision.duban_matter_view_form").id, "form"
        )["arch"]
        self.assertTrue(lxml.html.fromstring(arch).xpath("//field[@name='procedure']"))
        self.assertTrue(
            lxml.html.fromstring(arch).xpath(
                "//page[@name='xisu_slip']//field[@name='xisu_slip_html']"
            )
        )

    @clause("XISU-8.6b")
    def test_closing_freezes_the_slip(self):
        matter = self.submitted()
        matter.action_pass_review("情况属实")
        matter.conclusion = "已落实"
        self.report_back(matter)
        matter.action_close()
        self.assertEqual(matter.state, "closed")
        slips = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "duban.matter"),
                ("res_id", "=", matter.id),
                ("name", "like", "督办单"),
            ]
        )
        self.assertEqual(
            slips.mapped("name"),
            [f"督办单 2024-0001 2024-03-04.{slips.name.split('.')[-1]}"],
        )
        matter.sudo().result = "后来改动"
        self.assertIn("已落实", slips.raw.decode())
        self.assertNotIn("后来改动", slips.raw.decode())
        # what is frozen stays, for the office too
        for values in ({"raw": b"x"}, {"res_id": False}):
            with self.assertRaises(UserError), self.cr.savepoint():
                slips.with_user(self.office_user).write(values)
        with self.assertRaises(UserError), self.cr.savepoint():
            slips.with_user(self.office_user).unlink()

    @clause("XISU-8.6b", "XISU-8.1c")
    def test_pdf(self):
        """Closing attaches a PDF: A4, one page for a short matter, in Chinese fonts."""
        needs_printer()
        matter = self.submitted().with_user(self.office_user)
        matter.action_pass_review("情况属实")
        matter.conclusion = "已落实"
        self.report_back(matter)
        matter.action_close()
        slip = (
            self.env["ir.attachment"]
            .search([("res_id", "=", matter.id), ("name", "like", "督办单")])
            .with_context(force_report_rendering=True)
        )
        self.assertEqual(slip.mimetype, "application/pdf")
        self.assertTrue(slip.raw.startswith(b"%PDF"))
        pages = PdfFileReader(io.BytesIO(slip.raw)).pages
        self.assertEqual(len(pages), 1)
        self.assertEqual(
            [round(float(side) / 72 * 25.4) for side in pages[0].mediabox[2:]],
            [210, 297],
        )
        text = squeeze(pages[0].extract_text())
        for label in LABELS:
            self.assertIn(label, text)

    @clause("XISU-6.3b", "XISU-A2.4")
    def test_the_basis_names_the_meeting(self):
        matter = self.filed(
            source_category_id=self.category("meeting_decision").id,
            decision_body_id=self.body("special_meeting").id,
            meeting_date="2024-03-01",
            meeting_name="学费收缴协调会",
            basis="会议纪要第二条",
        )
        cell = self.cell(matter, "basis")
        self.assertIn("学费收缴协调会", cell)
        self.assertIn("会议纪要第二条", cell)

    @clause("XISU-A2.3", "XISU-8.4d")
    def test_the_original_date_beside_whatever_replaced_it(self):
        matter = self.accepted(**self.dated("2024-04-30")).with_user(self.office_user)
        self.assertEqual(self.cell(matter, "date_deadline"), "2024年4月30日")
        sudo = matter.sudo()
        sudo._set_deadline(fields.Date.to_date("2024-05-06"), "corrected", "录入有误")
        self.assertEqual(self.cell(matter, "date_deadline"), "2024年5月6日")
        for day, kind in (("2024-05-31", "decision"), ("2024-06-28", "reopened")):
            sudo._set_deadline(fields.Date.to_date(day), kind, "会议决定")
            self.assertEqual(
                self.cell(matter, "date_deadline"),
                f"{matter._format_date(fields.Date.to_date(day))}（原期限：2024年5月6日）",
            )

    @clause("XISU-12.3d", "XISU-A2.14", "XISU-12.3a")
    def test_a_conclusion_goes_with_the_result_that_it_was_about(self):
        matter = self.closed(is_key=True)
        self.assertIn("落实到位", "".join(self.slip(matter).itertext()))
        self.at("2024-06-03")
        recheck = self.recheck(matter, "look_back")
        recheck.action_record("failed", "两间机房未更新", "2024-06-28")
        text = "".join(self.slip(matter).itertext())
        self.assertNotIn("落实到位", text)
        self.assertNotIn("符合要求", text)
        act = matter.sudo().act_ids.filtered(lambda act: act.action == "reopen")
        self.assertEqual(act.changes["conclusion"], ["落实到位", None])
        self.assertEqual(act.changes["review_opinion"], ["符合要求", None])
        matter.with_user(self.office_user).action_withdraw_filing("重复立项")
        self.assertIn("督办结论：重复立项", "".join(self.slip(matter).itertext()))
        # the ledger says it once: with the result, not again in the column of the day
        self.assertIn(matter._state_label(), matter._document_value("completion"))
        self.assertFalse(matter._document_value("date_closed"))

    @clause("XISU-12.3a", "XISU-12.3d", "CORE-21")
    def test_a_conclusion_is_written_anew_after_a_return_and_for_another_unit(self):
        for way in ("return", "reassign"):
            matter = self.submitted().with_user(self.office_user)
            matter.write({"conclusion": "已落实", "review_opinion": "情况属实"})
            if way == "return":
                matter.action_return_result("材料不全")
            else:
                matter.action_reassign(self.unit_c.id, "职责调整")
            act = matter.sudo().act_ids.sorted("seq")[-1:]
            self.assertFalse(matter.conclusion or matter.review_opinion, way)
            self.assertEqual(act.changes["conclusion"], ["已落实", None], act.action)
