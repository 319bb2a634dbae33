"""Official documents on paper, measured against GB/T 9704-2012."""

import io
import unittest

import pdfplumber

from odoo.tests import tagged

from odoo.addons.duban_supervision.tools import paper, typesetter

from tests.clauses import clause
from tests.documents import needs_printer

MM = 72 / 25.4
OFFICIAL = {
    "width": 210,
    "height": 297,
    "top": 37,
    "bottom": 35,
    "left": 28,
    "right": 26,
}
HEAD = """<!DOCTYPE html><html data-report-duban="1"><body><main>
<div class="o_duban_page o_duban_official {layout}"><div class="o_duban_mark">{mark}</div>
<div class="o_duban_docnumber">校办发〔2024〕3号</div><h1 class="o_duban_title">{title}</h1>
<div class="o_duban_to">教务处：</div>{body}
<div class="o_duban_signature"><div>党政办公室</div><div>2024年3月4日</div></div>
<div class="o_duban_imprint"><div class="o_duban_copies">抄送：{copies}。</div>
<div class="o_duban_printed"><span>党政办公室</span><span class="o_duban_fill"></span>
<span>2024年3月5日印发</span></div>
</div></div></main></body></html>"""
TEXT = "督办事项要件件有着落事事有回音"


PARAGRAPHS = (TEXT * 8,) * 12


def html(
    layout="",
    mark="兰州大学文件",
    title="关于督办重点工作的通知",
    paragraphs=PARAGRAPHS,
    copies="纪委",
):
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return HEAD.format(layout=layout, mark=mark, title=title, body=body, copies=copies)


@tagged("post_install", "-at_install")
class TestOfficial(unittest.TestCase):
    def setUp(self):
        super().setUp()
        needs_printer()

    def pages(self, source):
        """Pages as pdfplumber reads them, the file open until the test ends."""
        document = {**paper.read(source), "paper": OFFICIAL, "title": "x"}
        pdf = typesetter.typeset(document, typesetter.folders())
        opened = pdfplumber.open(io.BytesIO(pdf))
        self.addCleanup(opened.close)
        return opened.pages

    def lines(self, page, size=16):
        """{height on the page: characters} of the text of one size."""
        lines = {}
        for char in page.chars:
            if abs(char["size"] - size) < 0.2 and char["text"].strip():
                lines.setdefault(round(char["top"]), []).append(char)
        return lines

    def find(self, page, text):
        """The first and the last character of ``text`` on the page."""
        chars = [char for char in page.chars if char["text"].strip()]
        at = "".join(char["text"] for char in chars).index(text)
        return chars[at], chars[at + len(text) - 1]

    @clause("PLUS-D1")
    def test_grid(self):
        """A full page has 22 lines, a full line 28 characters, inside 156 × 225 mm with 37 mm above and 28 mm left."""
        page = self.pages(html())[1]
        lines = self.lines(page)
        self.assertEqual(len(lines), 22)
        self.assertEqual(max(len(chars) for chars in lines.values()), 28)
        pitches = sorted(lines)
        self.assertAlmostEqual(
            (pitches[-1] - pitches[0]) / 21 / MM, 225 / 22, delta=0.05
        )
        chars = [char for line in lines.values() for char in line]
        self.assertGreaterEqual(min(char["x0"] for char in chars), 28 * MM - 0.5)
        self.assertLessEqual(max(char["x1"] for char in chars), (210 - 26) * MM + 0.5)
        self.assertGreaterEqual(pitches[0], 37 * MM)
        self.assertLessEqual(
            max(char["bottom"] for char in chars), (297 - 35) * MM + 0.5
        )

    @clause("PLUS-D1")
    def test_head(self):
        """The mark is red, 35 mm below the body's edge; below the number a red rule as wide as the body."""
        page = self.pages(html())[0]
        first, last = self.find(page, "兰州大学文件")
        self.assertEqual(first["non_stroking_color"], (1, 0, 0))
        self.assertAlmostEqual(first["top"] / MM, 37 + 35, delta=3)
        middle = (first["x0"] + last["x1"]) / 2
        self.assertAlmostEqual(middle / MM, 28 + 78, delta=1)
        number, _last = self.find(page, "校办发")
        rule = next(line for line in page.lines if line["stroking_color"] == (1, 0, 0))
        self.assertAlmostEqual((rule["x1"] - rule["x0"]) / MM, 156, delta=0.5)
        self.assertGreater(rule["top"], number["bottom"])
        title, _last = self.find(page, "关于督办")
        self.assertAlmostEqual(title["size"], 22, delta=0.1)
        self.assertGreater(title["top"] - rule["top"], 2 * 10.2 * MM)

    @clause("PLUS-D1")
    def test_a_long_mark_and_a_long_title(self):
        """A name of twenty characters stays in one line; the lines of a title are about as long."""
        mark = "西安外国语大学党委办公室校长办公室督查工作文件"
        title = "关于督办更新教学用机房设备及配套实验室用房调整事项的通知"
        page = self.pages(html(mark=mark, title=title))[0]
        first, last = self.find(page, mark)
        self.assertAlmostEqual(first["top"], last["top"], delta=0.5)
        self.assertGreaterEqual(first["x0"], 28 * MM - 1)
        lengths = [len(chars) for chars in self.lines(page, 22).values()]
        self.assertEqual(sum(lengths), len(title))
        self.assertLessEqual(max(lengths) - min(lengths), 3)

    @clause("PLUS-D1")
    def test_page_numbers(self):
        """— n — in size 14: on odd pages right, on even pages left, one character from the edge."""
        pages = self.pages(html())
        self.assertGreater(len(pages), 2)
        for position, page in enumerate(pages, 1):
            first, _last = self.find(page, f"—{position}—")
            self.assertAlmostEqual(first["size"], 14, delta=0.1)
            self.assertGreater(first["top"], (297 - 35) * MM)
            self.assertEqual(first["x0"] > 105 * MM, position % 2 == 1, position)

    @clause("PLUS-D1")
    def test_signature_and_imprint(self):
        """The date ends four characters from the right, the name centred on it; the imprint closes the last page."""
        page = self.pages(html(copies="、".join(["纪委监察处"] * 12)))[-1]
        name, name_end = self.find(page, "党政办公室")
        date, date_end = self.find(page, "2024年3月4日")
        edge = (210 - 26) * MM
        self.assertAlmostEqual((edge - date_end["x1"]) / 15.79, 4, delta=0.1)
        self.assertAlmostEqual(
            name["x0"] + name_end["x1"], date["x0"] + date_end["x1"], delta=2
        )
        rules = sorted(line["top"] for line in page.lines)
        self.assertEqual(len(rules), 3)
        self.assertAlmostEqual(rules[-1] / MM, 297 - 35, delta=0.7)
        copies, _last = self.find(page, "抄送")
        self.assertAlmostEqual(copies["size"], 14, delta=0.1)
        self.assertAlmostEqual((copies["x0"] - 28 * MM) / 14, 1, delta=0.1)

    @clause("PLUS-D1")
    def test_the_signature_has_text_before_it(self):
        """However long the text is, no page begins with the signature."""
        for lines in range(1, 24):
            pages = self.pages(html(paragraphs=("行。",) * lines))
            texts = [page.extract_text().replace(" ", "") for page in pages]
            (last,) = [text for text in texts if "\n2024年3月4日\n" in text]
            self.assertIn("行。", last.split("党政办公室")[0], lines)
            # and the imprint, on this page or on one of its own, is at its foot
            bottom = max(line["top"] for line in pages[-1].lines)
            self.assertAlmostEqual(bottom / MM, 297 - 35, delta=0.7, msg=lines)

    @clause("PLUS-D1")
    def test_letter(self):
        """信函格式: double red rules of 170 mm below the mark and 20 mm above the edge, no number on the first page."""
        pages = self.pages(html("o_duban_letter", mark="兰州大学党政办公室"))
        page = pages[0]
        first, _last = self.find(page, "兰州大学")
        self.assertAlmostEqual(first["top"] / MM, 30, delta=3)
        red = [line for line in page.lines if line["stroking_color"] == (1, 0, 0)]
        self.assertEqual(len(red), 4)
        for line in red:
            self.assertAlmostEqual((line["x1"] - line["x0"]) / MM, 170, delta=0.5)
        self.assertAlmostEqual(max(line["top"] for line in red) / MM, 277, delta=1)
        self.assertNotIn("—", page.extract_text())
        self.assertIn("—", pages[1].extract_text())
        # its imprint is the line of copies only
        self.assertNotIn("印发", pages[-1].extract_text())
        self.assertFalse(pages[-1].lines)

    @clause("PLUS-D1")
    def test_roles_of_fonts(self):
        """黑体 for the first level, another face than the text; what is licensed is asked for before what is free."""
        body = f'<h2 class="o_duban_heading">一、督办内容</h2><p>{TEXT}</p>'
        source = html(paragraphs=("占位",)).replace("<p>占位</p>", body)
        (page,) = self.pages(source)
        heading, _last = self.find(page, "一、督办")
        text, _last = self.find(page, TEXT)
        self.assertNotEqual(heading["fontname"], text["fontname"])
        self.assertAlmostEqual(heading["size"], 16, delta=0.1)
        self.assertAlmostEqual((heading["x0"] - 28 * MM) / 15.79, 2, delta=0.15)
        for role, licensed in (
            ("title", "FZXiaoBiaoSong-B05S"),
            ("body", "FangSong_GB2312"),
            ("kai", "KaiTi_GB2312"),
            ("label", "SimHei"),
        ):
            self.assertEqual(typesetter.FAMILIES[role][0], licensed)
