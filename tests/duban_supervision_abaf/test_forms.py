"""附件1 to 3 as printed: every label and cell, ○/●, blanks until signed."""

import io
import os
import subprocess
import tempfile
from pathlib import Path

import lxml.html

from odoo import Command
from odoo.tests import tagged
from odoo.tools.pdf import PdfFileReader

from tests.clauses import clause
from tests.documents import needs_printer

from .common import AbafCommon

HEAD_ROWS = [
    ["事项"],
    ["类别"],
    ["督办督查方式"],
    ["等级"],
    ["完成时限", "责任校领导"],
    ["督查督办主体", "单位责任人"],
    ["主体承办人", "协办承办人"],
    ["协办单位", "单位责任人"],
    ["办理要求"],
]
SIGN_ROWS = [["分管院领导", "分管党政办院领导"], ["主要领导"]]
ROWS = {
    "filing_form": [*HEAD_ROWS, *SIGN_ROWS, ["党政办备案"]],
    "urging_notice": [
        ["催办部门"],
        ["催办事项"],
        ["事项"],
        ["督查督办主体", "单位责任人"],
        ["协办单位责任人", "协办承办人"],
        *SIGN_ROWS,
        ["办理要求"],
        ["组织、纪委备案"],
        ["党政办备案"],
    ],
    "completion_form": [
        *HEAD_ROWS,
        ["催办情况"],
        ["办结情况"],
        *SIGN_ROWS,
        ["组织、纪委 党政办备案"],
    ],
}
TITLES = {
    "filing_form": "阿坝职业学院督办督查立项备案单",
    "urging_notice": "阿坝职业学院督办督查催办通知单",
    "completion_form": "阿坝职业学院督办督查办结备案单",
}


class Sheet:
    """A printed form: ``rows`` of (label, text, colspan), ``number`` line and ``title``."""

    def __init__(self, html):
        root = lxml.html.document_fromstring(html)
        self.title = root.xpath("string(//h1)").strip()
        self.number = root.xpath("string(//div[@name='number'])").strip()
        self.rows = []
        for tr in root.xpath("//table[contains(@class, 'o_duban_form')]//tr"):
            labels, values = tr.xpath("./th"), tr.xpath("./td")
            self.rows.append(
                [
                    (
                        " ".join(label.text_content().split()),
                        self.text(value),
                        int(value.get("colspan", 1)),
                    )
                    for label, value in zip(labels, values, strict=True)
                ]
            )

    @staticmethod
    def text(value):
        """Text of a value cell; choices separated by blanks."""
        choices = value.xpath(".//span[contains(@class, 'o_duban_choice')]")
        words = [choice.text_content().strip() for choice in choices]
        return " ".join(words) or value.text_content().strip()

    def cell(self, label, nth=0):
        """Text of the cell with that label (the ``nth`` one where a label stands twice)."""
        found = [
            text for row in self.rows for name, text, _span in row if name == label
        ]
        return found[nth]

    def choices(self, label):
        return self.cell(label).split()


class FormsCommon(AbafCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = {
            "head_a": "索朗多吉", "worker_a": "李晓雨", "head_b": "王建军", "worker_b": "陈思远", "head_c": "泽仁卓玛",
            "worker_c": "周文博", "leader": "张明德", "office_leader": "何志远", "secretary": "罗尔伍",
            "president": "杨永红", "office_user": "刘婷", "organisation_user": "蒋国强", "discipline_user": "尼玛扎西",
        }  # fmt: skip
        for attribute, name in names.items():
            getattr(cls, attribute).name = name

    def report(self, document):
        return self.env.ref(f"duban_supervision_abaf.action_report_{document}")

    def sheet(self, document, record, user=None):
        Report = self.env["ir.actions.report"].with_user(user or self.office_user)
        self.env.invalidate_all()
        html, _kind = Report._render_qweb_html(self.report(document), record.ids)
        return Sheet(html)

    def assert_layout(self, sheet, document):
        """Title, rows, labels and spans are those of the attachment."""
        self.assertEqual(sheet.title, TITLES[document])
        self.assertEqual(
            [[name for name, _text, _span in row] for row in sheet.rows], ROWS[document]
        )
        for row in sheet.rows:
            self.assertEqual(
                {span for _n, _t, span in row}, {3 if len(row) == 1 else 1}
            )

    def example(self):
        """阿职督办〔2023〕1号: 二级, 决策类, in writing, two co-units, urged twice, closed on 2023-06-24."""
        self.at("2023-06-01")
        matter = self.accepted(
            name="更新教学用机房",
            source_category_id=self.category("decision").id,
            decision_body_id=self.env["duban.decision.body"]
            .search(
                [
                    ("regulation_id", "=", self.regulation.id),
                    ("code", "=", "president_meeting"),
                ]
            )
            .id,
            co_unit_ids=[Command.set((self.unit_b | self.unit_c).ids)],
        )
        self.at("2023-06-17")
        self.urgings = matter.action_urge(
            "机房更新已超过完成时限，请说明原因并尽快落实", new_limit="2023-06-20"
        )
        self.at("2023-06-21")
        self.urgings |= matter.action_urge(
            "请于6月24日前完成安装调试", new_limit="2023-06-24"
        )
        for user in (self.organisation_user, self.discipline_user):
            matter.with_user(user).action_register_document(
                "urging", self.urgings[0].id
            )
        return matter

    def finish(self, matter):
        self.at("2023-06-24")
        self.report_result(matter)
        matter.action_pass_review("符合办结要求")
        self.approve(matter, "同意销号")
        self.reported_back(matter)
        matter.action_close()
        self.at("2023-06-25")
        for user in (self.organisation_user, self.discipline_user):
            matter.with_user(user).action_register_document("completion")


@tagged("post_install", "-at_install")
class TestFilingForm(FormsCommon):
    @clause(*(f"ABAF-A1.{n}" for n in range(18)), "ABAF-A1.d", "ABAF-A1.a")
    def test_every_cell(self):
        matter = self.example()
        sheet = self.sheet("filing_form", matter)
        self.assert_layout(sheet, "filing_form")
        self.assertEqual(sheet.number, "阿职督办〔2023〕1号")
        self.assertEqual(sheet.cell("事项"), "更新教学用机房")
        self.assertEqual(
            sheet.choices("类别"), ["○批示类", "●决策类", "○重点工作类", "○其他事项类"]
        )
        self.assertEqual(
            sheet.choices("督办督查方式"),
            ["○电话（短信）督办", "●书面督办", "○实地督查"],
        )
        self.assertEqual(sheet.choices("等级"), ["○一级", "●二级", "○三级", "○四级"])
        for label in ("类别", "督办督查方式", "等级"):
            self.assertEqual(sheet.cell(label).count("●"), 1)
        self.assertEqual(sheet.cell("完成时限"), "2023年6月16日")
        self.assertEqual(sheet.cell("责任校领导"), "张明德")
        self.assertEqual(sheet.cell("督查督办主体"), "教务处")
        self.assertEqual(sheet.cell("单位责任人"), "索朗多吉")
        self.assertEqual(sheet.cell("主体承办人"), "李晓雨")
        self.assertEqual(sheet.cell("协办承办人").split(), ["陈思远", "周文博"])
        self.assertEqual(sheet.cell("协办单位").split(), ["后勤处", "科研处"])
        self.assertEqual(sheet.cell("单位责任人", 1).split(), ["王建军", "泽仁卓玛"])
        self.assertEqual(sheet.cell("办理要求"), "按期完成并书面反馈")
        self.assertEqual(
            sheet.cell("分管院领导").split(), ["同意", "张明德", "2023年6月1日"]
        )
        self.assertEqual(
            sheet.cell("分管党政办院领导").split(), ["同意", "何志远", "2023年6月1日"]
        )
        self.assertEqual(
            sheet.cell("主要领导").split(), ["同意", "罗尔伍", "2023年6月1日"]
        )
        self.assertEqual(sheet.cell("党政办备案").split(), ["刘婷", "2023年6月1日"])

    @clause("ABAF-A1.5", "ABAF-A1.0")
    def test_limit_before_assignment(self):
        self.at("2023-06-01")
        draft = self.matter(user=self.worker_a, term_days=10)
        sheet = self.sheet("filing_form", draft, user=self.worker_a)
        self.assertEqual(sheet.cell("完成时限"), "交办后10天")
        self.assertEqual(sheet.number, "阿职督办〔2023〕　号")
        self.assertEqual(sheet.cell("主体承办人"), "")
        long_term = self.filed(grade="g4")
        self.assertEqual(self.sheet("filing_form", long_term).cell("完成时限"), "长期")

    @clause("ABAF-A1.b")
    def test_unsigned_cells_are_empty(self):
        self.at("2023-06-01")
        matter = self.proposed()
        self.approve(matter, steps=1)
        sheet = self.sheet("filing_form", matter, user=self.worker_a)
        self.assertIn("张明德", sheet.cell("分管院领导"))
        for label in ("分管党政办院领导", "主要领导", "党政办备案"):
            self.assertEqual(sheet.cell(label), "")
        self.approve(matter, steps=1)
        sheet = self.sheet("filing_form", matter, user=self.worker_a)
        self.assertIn("何志远", sheet.cell("分管党政办院领导"))
        self.assertEqual(sheet.cell("主要领导"), "")

    @clause("ABAF-A1.c")
    def test_two_co_units(self):
        sheet = self.sheet("filing_form", self.example())
        units, heads = sheet.cell("协办单位"), sheet.cell("单位责任人", 1)
        self.assertEqual(
            list(zip(units.split(), heads.split(), strict=True)),
            [("后勤处", "王建军"), ("科研处", "泽仁卓玛")],
        )


@tagged("post_install", "-at_install")
class TestUrgingNotice(FormsCommon):
    @clause(*(f"ABAF-A2.{n}" for n in range(14)), "ABAF-A2.c")
    def test_every_cell(self):
        matter = self.example()
        sheet = self.sheet("urging_notice", self.urgings[0])
        self.assert_layout(sheet, "urging_notice")
        self.assertEqual(sheet.number, "阿职催办〔2023〕1号")
        self.assertEqual(sheet.cell("催办部门"), "党政办公室")
        self.assertEqual(
            sheet.cell("催办事项"), "机房更新已超过完成时限，请说明原因并尽快落实"
        )
        self.assertEqual(
            sheet.cell("事项").split(), ["更新教学用机房", "阿职督办〔2023〕1号"]
        )
        self.assertEqual(sheet.cell("督查督办主体"), "教务处")
        self.assertEqual(sheet.cell("单位责任人"), "索朗多吉")
        self.assertEqual(
            sheet.cell("协办单位责任人").split(), ["后勤处：王建军", "科研处：泽仁卓玛"]
        )
        self.assertEqual(sheet.cell("协办承办人").split(), ["陈思远", "周文博"])
        self.assertEqual(sheet.cell("分管院领导"), "张明德")
        self.assertEqual(sheet.cell("分管党政办院领导"), "何志远")
        self.assertEqual(sheet.cell("主要领导"), "罗尔伍")
        self.assertEqual(
            sheet.cell("办理要求").split(),
            ["按期完成并书面反馈", "请于2023年6月20日前办结"],
        )
        self.assertEqual(
            sheet.cell("组织、纪委备案").split(),
            [
                "组织人事部：蒋国强",
                "2023年6月21日",
                "纪委办：尼玛扎西",
                "2023年6月21日",
            ],
        )
        self.assertEqual(sheet.cell("党政办备案").split(), ["刘婷", "2023年6月17日"])
        second = self.sheet("urging_notice", self.urgings[1])
        self.assertEqual(second.number, "阿职催办〔2023〕2号")
        self.assertEqual(
            second.cell("组织、纪委备案").split(), ["组织人事部：", "纪委办："]
        )
        self.assertEqual(matter.number, "阿职督办〔2023〕1号")


@tagged("post_install", "-at_install")
class TestCompletionForm(FormsCommon):
    @clause(*(f"ABAF-A3.{n}" for n in range(20)), "ABAF-A3.d", "ABAF-A2.b")
    def test_every_cell(self):
        matter = self.example()
        self.finish(matter)
        sheet = self.sheet("completion_form", matter)
        self.assert_layout(sheet, "completion_form")
        self.assertEqual(sheet.number, "阿职督办〔2023〕1号")
        self.assertEqual(sheet.cell("事项"), "更新教学用机房")
        self.assertEqual(
            sheet.choices("类别"), ["○批示类", "●决策类", "○重点工作类", "○其他事项类"]
        )
        self.assertEqual(
            sheet.choices("督办督查方式"),
            ["○电话（短信）督办", "●书面督办", "○实地督查"],
        )
        self.assertEqual(sheet.choices("等级"), ["○一级", "●二级", "○三级", "○四级"])
        self.assertEqual(sheet.cell("完成时限"), "2023年6月16日")
        self.assertEqual(sheet.cell("责任校领导"), "张明德")
        self.assertEqual(sheet.cell("督查督办主体"), "教务处")
        self.assertEqual(sheet.cell("单位责任人"), "索朗多吉")
        self.assertEqual(sheet.cell("主体承办人"), "李晓雨")
        self.assertEqual(sheet.cell("协办承办人").split(), ["陈思远", "周文博"])
        self.assertEqual(sheet.cell("协办单位").split(), ["后勤处", "科研处"])
        self.assertEqual(sheet.cell("单位责任人", 1).split(), ["王建军", "泽仁卓玛"])
        self.assertEqual(sheet.cell("办理要求"), "按期完成并书面反馈")
        self.assertEqual(
            sheet.cell("催办情况").splitlines(),
            [
                "阿职催办〔2023〕1号 2023年6月17日 机房更新已超过完成时限，请说明原因并尽快落实",
                "阿职催办〔2023〕2号 2023年6月21日 请于6月24日前完成安装调试",
            ],
        )
        done = sheet.cell("办结情况")
        for text in (
            "已全部更新", "办理举措：公开招标", "进展：安装完成", "成效：运行良好", "下一步工作思路：做好维护",
            "办结日期：2023年6月24日", "审核意见：符合办结要求",
        ):  # fmt: skip
            self.assertIn(text, done)
        for label, name in (
            ("分管院领导", "张明德"),
            ("分管党政办院领导", "何志远"),
            ("主要领导", "罗尔伍"),
        ):
            self.assertEqual(
                sheet.cell(label).split(), ["同意销号", name, "2023年6月24日"]
            )
        self.assertEqual(
            sheet.cell("组织、纪委 党政办备案").split(),
            [
                "组织人事部：蒋国强", "2023年6月25日", "纪委办：尼玛扎西", "2023年6月25日",
                "党政办公室：刘婷", "2023年6月24日",
            ],
        )  # fmt: skip

    @clause("ABAF-A3.a")
    def test_number_of_the_filing(self):
        self.at("2023-12-20")
        for position in range(6):
            self.filed(name=f"事项{position}")
        matter = self.accepted(name="年末事项", grade="g3")
        self.assertEqual(matter.number, "阿职督办〔2023〕7号")
        self.at("2024-01-10")
        self.report_result(matter).action_pass_review("符合")
        self.approve(matter)
        self.reported_back(matter)
        matter.action_close()
        self.assertEqual(str(matter.date_closed), "2024-01-10")
        self.assertEqual(
            self.sheet("completion_form", matter).number, "阿职督办〔2023〕7号"
        )

    @clause("ABAF-A3.5", "ABAF-A3.15", "ABAF-A3.16", "ABAF-A3.18")
    def test_limit_in_force_and_the_round_that_counts(self):
        """Returned with a new date, returned by a leader: the form shows the last limit and the last signatures."""
        self.at("2023-06-01")
        matter = self.report_result(self.accepted())
        matter.action_return_result("未验收", "2023-07-06")
        self.at("2023-07-05")
        self.report_result(matter).action_pass_review("符合")
        self.approve(matter, steps=2)
        matter.with_user(self.secretary).action_return_closing("再核实")
        sheet = self.sheet("completion_form", matter)
        self.assertEqual(sheet.cell("完成时限"), "2023年7月6日")
        # the leaders signed the first limit on the filing form
        filing = self.sheet("filing_form", matter)
        self.assertEqual(filing.cell("完成时限"), "2023年6月16日")
        for label in ("分管院领导", "分管党政办院领导", "主要领导"):
            text = sheet.cell(label)
            self.assertNotIn("再核实", text)
        matter.action_pass_review("已核实，符合办结要求")
        self.at("2023-07-06")
        self.approve(matter, "同意销号")
        self.reported_back(matter)
        matter.action_close()
        sheet = self.sheet("completion_form", matter)
        self.assertEqual(
            sheet.cell("主要领导").split(), ["同意销号", "罗尔伍", "2023年7月6日"]
        )
        self.assertEqual(
            sheet.cell("分管院领导").split(), ["同意销号", "张明德", "2023年7月6日"]
        )
        self.assertIn("审核意见：已核实，符合办结要求", sheet.cell("办结情况"))
        self.assertIn("2023年7月5日", sheet.cell("办结情况"))

    @clause("ABAF-A3.b", "ABAF-A3.c")
    def test_no_urging_and_no_signature(self):
        self.at("2023-06-01")
        matter = self.report_result(self.accepted())
        matter.action_pass_review("符合办结要求")
        self.approve(matter, steps=1)
        sheet = self.sheet("completion_form", matter)
        self.assertEqual(sheet.cell("催办情况"), "无")
        self.assertIn("张明德", sheet.cell("分管院领导"))
        self.assertEqual(sheet.cell("分管党政办院领导"), "")
        self.assertEqual(sheet.cell("主要领导"), "")

    @clause("ABAF-6.1b")
    def test_head_at_closing_stays_on_the_form(self):
        matter = self.example()
        self.finish(matter)
        self.unit_a.manager_id = self.employee_of(self.worker_a)
        self.unit_b.manager_id = self.employee_of(self.worker_b)
        sheet = self.sheet("completion_form", matter)
        self.assertEqual(sheet.cell("单位责任人"), "索朗多吉")
        self.assertEqual(sheet.cell("单位责任人", 1).split(), ["王建军", "泽仁卓玛"])


@tagged("post_install", "-at_install")
class TestFormsPdf(FormsCommon):
    def test_one_page_each(self):
        """The PDFs; with DUBAN_IMAGES=<folder> their pictures are written there (docs/images)."""
        needs_printer()
        matter = self.example()
        self.finish(matter)
        Report = (
            self.env["ir.actions.report"]
            .with_user(self.office_user)
            .with_context(force_report_rendering=True)
        )
        documents = {
            "filing_form": matter,
            "urging_notice": self.urgings[0],
            "completion_form": matter,
        }
        for position, (document, record) in enumerate(documents.items(), 1):
            pdf, kind = Report._render_qweb_pdf(self.report(document), record.ids)
            self.assertEqual(kind, "pdf")
            self.assertEqual(len(PdfFileReader(io.BytesIO(pdf)).pages), 1, document)
            self.picture(pdf, f"abaf-form-{position}")

    def picture(self, pdf, name):
        folder = os.environ.get("DUBAN_IMAGES")
        if not folder:
            return
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(pdf)
            file.flush()
            target = str(Path(folder) / name)
            subprocess.run(
                [
                    "pdftoppm",
                    "-png",
                    "-gray",
                    "-r",
                    "72",
                    "-singlefile",
                    file.name,
                    target,
                ],
                check=True,
            )
