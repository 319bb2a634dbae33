"""Each printed document as a Word file, read back (PLUS-D1)."""

import io
import re

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.duban_supervision.models.documents.document_mixin import in_chinese
from odoo.addons.duban_supervision.tools import paper
from odoo.addons.duban_supervision_word.tools import word_writer

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.duban_supervision.test_paper import words
from tests.duban_supervision_abaf.common import AbafCommon
from tests.duban_supervision_lzu.common import LzuCommon
from tests.duban_supervision_sie.common import SieCommon
from tests.duban_supervision_wut.common import WutCommon
from tests.duban_supervision_xisu.common import XisuCommon


def squeeze(text):
    return re.sub(r"[\s\u200b]+", "", text)


def text_of(element):
    """All text under an element, in order."""
    return squeeze("".join(node.text or "" for node in element.iter(qn("w:t"))))


class Word:
    """Battery: the documents of one matter of an institution."""

    def reports(self, records, user=None):
        return (
            self.env["ir.actions.report"]
            .with_user(user or self.office_user)
            ._duban_word_reports(records._name, records.ids)
        )

    def word(self, report, records, user=None):
        content, name = (
            report.with_user(user or self.office_user)
            .sudo(False)
            ._duban_word(records.ids)
        )
        self.assertTrue(name.endswith(".docx"), name)
        return docx.Document(io.BytesIO(content))

    @clause("PLUS-D1")
    def test_every_document_says_the_same_as_the_print(self):
        self.at("2024-03-04")
        matter = self.accepted()
        reports = self.reports(matter)
        self.assertGreaterEqual(len(reports), 3)
        for report in reports:
            with self.subTest(report=report.report_name):
                word = self.word(report, matter)
                html = (
                    self.env["ir.actions.report"]
                    .with_user(self.office_user)
                    ._render_qweb_html(report.report_name, matter.ids)[0]
                    .decode()
                )
                expected = squeeze("".join(words(paper.read(html))))
                self.assertGreater(len(expected), 30)
                self.assertEqual(text_of(word.element.body), expected)
                self.assert_paper(word, report.get_paperformat())

    def assert_paper(self, word, paperformat):
        """Size and margins of the paper format; — n — below, counted from one."""
        (section,) = word.sections
        sides = {"A4": (210, 297), "A3": (297, 420)}[paperformat.format]
        landscape = paperformat.orientation == "Landscape"
        self.assertEqual(
            [round(section.page_width.mm), round(section.page_height.mm)],
            sorted(sides, reverse=landscape),
        )
        self.assertEqual(section.orientation == WD_ORIENT.LANDSCAPE, landscape)
        self.assertEqual(round(section.left_margin.mm), paperformat.margin_left)
        self.assertEqual(round(section.top_margin.mm), paperformat.margin_top)
        self.assertEqual(text_of(section.footer._element), "—1—")
        (field,) = section.footer._element.iter(qn("w:fldSimple"))
        self.assertEqual(field.get(qn("w:instr")), "PAGE")

    @clause("PLUS-D1")
    def test_head_of_lists_is_repeated_and_rows_are_whole(self):
        self.at("2024-03-04")
        matters = self.accepted() | self.accepted(name="修缮操场")
        report = self.env.ref("duban_supervision.action_report_ledger")
        (table,) = self.word(report, matters).tables
        heads = [row for row in table.rows if list(row._tr.iter(qn("w:tblHeader")))]
        self.assertEqual(len(heads), 1)
        cells = in_chinese(matters.regulation_id)._document_cells("ledger")
        self.assertEqual(len(table.columns), len(cells))
        self.assertEqual(
            [squeeze(cell.text) for cell in heads[0].cells],
            [squeeze(cell["label"]) for cell in cells],
        )
        self.assertTrue(
            all(list(row._tr.iter(qn("w:cantSplit"))) for row in table.rows)
        )

    @clause("PLUS-D1")
    def test_further_pages_say_whose_they_are(self):
        """Title and number above the text from the second page on, — n — below on each."""
        self.at("2024-03-04")
        matter = self.accepted()
        report = self.env.ref("duban_supervision.action_report_notice")
        (section,) = self.word(report, matter).sections
        self.assertTrue(section.different_first_page_header_footer)
        self.assertEqual(text_of(section.first_page_header._element), "")
        above = text_of(section.header._element)
        self.assertIn("（续）", above)
        number = matter._document_text("number") or ""
        self.assertTrue(above.endswith(squeeze(number)), above)
        self.assertEqual(text_of(section.first_page_footer._element), "—1—")

    @clause("PLUS-D1")
    def test_only_for_readers(self):
        self.at("2024-03-04")
        matter = self.accepted()
        report = self.reports(matter)[:1]
        self.assertTrue(self.word(report, matter, self.worker_a))
        with self.assertRaises(AccessError):
            self.word(report, matter, self.outsider)
        # a report of something else, and one that is no document of these records
        partner = self.env["ir.actions.report"].create(
            {"name": "x", "model": "res.partner", "report_name": "web.report_layout"}
        )
        with self.assertRaises(UserError):
            self.word(partner, self.env.user.partner_id)


@tagged("post_install", "-at_install")
class TestWordPlain(Word, SupervisionCommon):
    def test_menu(self):
        """Where the suite prints, and nowhere else; who has no role does not get it."""
        Actions = self.env["ir.actions.actions"]
        action = self.env.ref("duban_supervision_word.action_duban_word")

        def offered(model, user):
            bound = Actions.with_user(user).get_bindings(model).get("report", [])
            return [each["id"] for each in bound].count(action.id)

        self.assertEqual(offered("duban.matter", self.office_user), 1)
        self.assertEqual(offered("duban.request", self.worker_a), 1)
        self.assertEqual(offered("duban.grade", self.office_user), 0)
        self.assertEqual(offered("res.partner", self.office_user), 0)
        self.assertEqual(offered("duban.matter", self.env.ref("base.public_user")), 0)

    def test_dialog(self):
        self.at("2024-03-04")
        matter = self.accepted()
        Dialog = (
            self.env["duban.word"]
            .with_user(self.office_user)
            .with_context(active_model="duban.matter", active_ids=matter.ids)
        )
        dialog = Dialog.create(Dialog.default_get(["report"]))
        self.assertEqual(
            dialog.action_download()["url"],
            f"/duban/word/{dialog.report}/{matter.id}",
        )
        self.assertEqual(
            Dialog._selection_report(),
            [(str(report.id), report.name) for report in self.reports(matter)],
        )
        with self.assertRaises(UserError):
            Dialog.create({"report": False}).action_download()

    def test_lines_to_write_on_are_drawn_one_by_one(self):
        """Word joins paragraphs with the same border to one box, unless told to draw between them."""
        html = (
            '<html data-report-duban="1"><body><div class="o_duban_page">'
            '<p class="o_duban_line o_duban_ruled">1</p><p class="o_duban_line o_duban_ruled">2</p></div></body></html>'
        )
        word = self.written(html)
        for paragraph in word.paragraphs[:2]:
            borders = paragraph._p.pPr.find(qn("w:pBdr"))
            self.assertEqual([line.tag for line in borders], [qn("w:bottom"), qn("w:between")])  # fmt: skip

    def test_a_label_is_not_broken_for_its_last_character(self):
        html = (
            '<html data-report-duban="1"><body><div class="o_duban_page"><table class="o_duban_form">'
            '<tr><th style="width: 15%">督办督查方式</th><td>书面</td></tr>'
            "<tr><th>督办督查主体负责人</th><td>张三</td></tr></table></div></body></html>"
        )
        (table,) = self.written(html).tables
        (short,), (long,) = (row.cells[0].paragraphs[0].runs for row in table.rows)
        room = 170 * 0.15 / 25.4 * 72 - 4
        self.assertLessEqual(6 * short.font.size.pt, room)
        self.assertEqual(long.font.size.pt, 12)
        shape = table.rows[1].cells[0].paragraphs[0].paragraph_format
        self.assertGreater(shape.left_indent.pt, 0)
        self.assertEqual(shape.left_indent, shape.right_indent)

    def written(self, html):
        """A page as Word, read back."""
        sides = dict.fromkeys(("top", "bottom", "left", "right"), 20)
        document = {
            **paper.read(html),
            "title": "x",
            "paper": {"width": 210, "height": 297, **sides},
        }
        return docx.Document(io.BytesIO(word_writer.write(document)))

    def test_rows_that_are_merged(self):
        """A cell over several rows or columns takes its place; rare characters stay."""
        html = (
            '<html data-report-duban="1"><body><div class="o_duban_page"><table class="o_duban_form">'
            '<tr><th rowspan="2">立项</th><th>事项</th><td>𠮷𬭩𫖯䶮㛃</td></tr>'
            '<tr><td colspan="2">内容</td></tr></table></div></body></html>'
        )
        word = self.written(html)
        (table,) = word.tables
        self.assertEqual(
            [[cell.text for cell in row.cells] for row in table.rows],
            [["立项", "事项", "𠮷𬭩𫖯䶮㛃"], ["立项", "内容", "内容"]],
        )


@tagged("post_install", "-at_install")
class TestWordDownload(SupervisionCommon, HttpCase):
    def test_download(self):
        self.at("2024-03-04")
        matter = self.accepted()
        report = self.env.ref("duban_supervision.action_report_notice")
        url = f"/duban/word/{report.id}/{matter.id}"
        for user, expected in ((self.office_user, 200), (self.outsider, 403)):
            user.sudo().password = user.login
            self.authenticate(user.login, user.login)
            answer = self.url_open(url)
            self.assertEqual(answer.status_code, expected)
        self.authenticate(self.office_user.login, self.office_user.login)
        answer = self.url_open(url)
        self.assertIn("wordprocessingml", answer.headers["Content-Type"])
        self.assertTrue(docx.Document(io.BytesIO(answer.content)).tables)
        self.assertEqual(self.url_open(f"{url},x").status_code, 404)


@tagged("post_install", "-at_install")
class TestWordXisu(Word, XisuCommon):
    """西安外国语大学."""


@tagged("post_install", "-at_install")
class TestWordWut(Word, WutCommon):
    """武汉理工大学."""


@tagged("post_install", "-at_install")
class TestWordSie(Word, SieCommon):
    """国际教育学院."""


@tagged("post_install", "-at_install")
class TestWordAbaf(Word, AbafCommon):
    """阿坝职业学院."""


@tagged("post_install", "-at_install")
class TestWordLzu(Word, LzuCommon):
    """兰州大学."""
