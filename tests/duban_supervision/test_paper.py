"""Printed documents: what the template says is what stands on paper, and can be found and copied there."""

import io
import re
import unittest

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.pdf import PdfFileReader

from odoo.addons.duban_supervision.tools import paper, typesetter

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.documents import needs_printer

FORM = """<!DOCTYPE html><html data-report-duban="1"><body><main>
<div class="o_duban_page" data-number="2024-0001"><h1 class="o_duban_title">督办单</h1>
<table class="o_duban_form"><colgroup><col style="width: 20%"/><col style="width: 80%"/></colgroup>
{rows}</table></div></main></body></html>"""
ROW = '<tr><th>{label}</th><td class="o_duban_pre">{value}</td></tr>'
A4 = {"width": 210, "height": 297, "top": 22, "bottom": 20, "left": 20, "right": 20}


def form(*rows):
    return FORM.format(rows="".join(ROW.format(label=a, value=b) for a, b in rows))


def words(document):
    """All text of a document that was read, in order."""
    found = []

    def walk(blocks):
        for block in blocks:
            found.extend(run["t"] for run in block.get("runs", ()) if "t" in run)
            walk(block.get("blocks", ()))
            for row in block.get("rows", ()):
                for cell in row["cells"]:
                    walk(cell["blocks"])

    for page in document["pages"]:
        walk(page["blocks"])
    return found


def texts(pdf):
    """The text layer of each page, without blanks."""
    return [
        re.sub(r"[\s\u200b]+", "", page.extract_text())
        for page in PdfFileReader(io.BytesIO(pdf)).pages
    ]


@tagged("post_install", "-at_install")
class TestRead(unittest.TestCase):
    """Reading a template's HTML as data; needs neither database nor engine."""

    def test_cells(self):
        document = paper.read(
            FORM.format(
                rows='<tr><th class="o_duban_section" rowspan="2">立<br/>项</th><td colspan="3" style="height: 80pt">'
                " 甲 <strong>乙</strong>\n <t>丙</t> </td></tr>"
            )
        )
        (page,) = document["pages"]
        self.assertEqual((page["name"], page["number"]), ("督办单", "2024-0001"))
        table = page["blocks"][1]
        section, cell = table["rows"][0]["cells"]
        self.assertTrue(section["section"])
        self.assertEqual(
            (section["rowspan"], cell["colspan"], cell["height"]), (2, 3, 80)
        )
        self.assertEqual(
            [run.get("t", "/") for run in section["blocks"][0]["runs"]],
            ["立", "/", "项"],
        )
        self.assertEqual(
            "".join(run["t"] for run in cell["blocks"][0]["runs"]), "甲 乙 丙"
        )

    def test_lines_are_kept_where_the_template_keeps_them(self):
        document = paper.read(form(("原因", "一\n二  三")))
        (cell,) = document["pages"][0]["blocks"][1]["rows"][0]["cells"][1:]
        self.assertEqual(
            [run.get("t", "/") for run in cell["blocks"][0]["runs"]],
            ["一", "/", "二 三"],
        )

    def test_what_paper_does_not_know_is_named(self):
        with self.assertRaises(paper.Unprintable) as error:
            paper.read(form(("图", "<img src='x'/>")))
        self.assertEqual(str(error.exception), "img")


@tagged("post_install", "-at_install")
class TestTypeset(unittest.TestCase):
    """The PDF of such data."""

    def setUp(self):
        super().setUp()
        needs_printer()

    def typeset(self, html):
        document = {**paper.read(html), "paper": A4, "title": "督办单"}
        return typesetter.typeset(document, typesetter.folders())

    @clause("PLUS-D2")
    def test_text_layer(self):
        """Searchable: no Kangxi radicals (U+2F00 to U+2FDF), rare characters are kept, values are never a program."""
        values = [
            "生文一人大",
            "𠮷𬭩𫖯䶮㛃",
            "#panic() $x$ *b* [c] @d \\ // /*",
            "2024年3月18日",
        ]
        pdf = self.typeset(form(*(("值", value) for value in values)))
        (text,) = texts(pdf)
        self.assertNotRegex(text, "[\u2e80-\u2fdf]")
        for value in values:
            self.assertIn(re.sub(r"\s", "", value), text)

    @clause("PLUS-D2")
    def test_page_breaks(self):
        """Several pages are numbered — n —, and those after the first say title and number."""
        self.assertNotIn("—", texts(self.typeset(form(("内容", "短"))))[0])
        long = "督办内容要写得很长，"
        pages = texts(self.typeset(form(("内容", long * 300), ("结果", "完成"))))
        self.assertGreater(len(pages), 1)
        for number, text in enumerate(pages, 1):
            self.assertIn(f"—{number}—", text)
            self.assertEqual("督办单（续）2024-0001" in text, number > 1, text[:40])
        joined = "".join(
            re.sub(r"—\d+—|督办单（续）2024-0001|内容(?!要)", "", text)
            for text in pages
        )
        self.assertEqual(joined.count(long), 300)
        self.assertIn("完成", joined)

    @clause("PLUS-D2")
    def test_head_repeated(self):
        rows = "".join(f"<tr><td>{n}</td><td>事项{n}号</td></tr>" for n in range(200))
        html = FORM.replace("o_duban_form", "o_duban_grid").format(
            rows=f"<thead><tr><th>序号</th><th>名称</th></tr></thead><tr class='o_duban_group'>"
            f"<td colspan='2'>会议决策</td></tr>{rows}"
        )
        pages = texts(self.typeset(html))
        self.assertGreater(len(pages), 2)
        for text in pages:
            self.assertIn("序号名称会议决策", text)
        for n in range(200):
            self.assertEqual("".join(pages).count(f"事项{n}号"), 1)

    def test_each_record_counts_its_own_pages(self):
        page = re.search(
            r'<div class="o_duban_page.*</div>', form(("内容", "长" * 3000)), re.S
        )[0]
        html = form(("内容", "短")).replace("<main>", f"<main>{page}{page}")
        pages = texts(self.typeset(html))
        numbers = [re.findall(r"—(\d+)—", text) for text in pages]
        half = (len(pages) - 1) // 2
        self.assertEqual(numbers, 2 * [[str(n)] for n in range(1, half + 1)] + [[]])


@tagged("post_install", "-at_install")
class TestWithoutEngine(SupervisionCommon):
    @clause("CORE-37")
    def test_says_what_is_missing(self):
        """One sentence, in Chinese, that says what the administrator can do."""
        self.at("2024-03-04")
        matter = self.assigned()
        Report = (
            self.env["ir.actions.report"]
            .with_user(self.office_user)
            .with_context(force_report_rendering=True, lang="zh_CN")
        )
        for missing, word in (("typst", "typst"), ("fonts", "字体")):

            def none(*_args, missing=missing):
                raise typesetter.NoEngine(missing)

            self.patch(typesetter, "chosen", none)
            with self.assertRaises(UserError) as error:
                Report._render_qweb_pdf(
                    "duban_supervision.action_report_notice", matter.ids
                )
            self.assertIn(word, str(error.exception))
            self.assertIn("系统管理员", str(error.exception))
