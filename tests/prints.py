"""Printing for tests: the documents of a matter as data, PDF and Word, and what must hold for each of them.

With ``DUBAN_PRINTS`` naming a folder the files are left there, to be looked at.
"""

import io
import itertools
import os
import re
from datetime import timedelta
from pathlib import Path

import docx
import pdfplumber
from docx.oxml.ns import qn

from odoo.addons.duban_supervision.tools import paper

from tests.documents import needs_printer
from tests.duban_supervision.test_paper import words

RARE = "𠮷𬭩𫖯䶮㛃"
#: a sentence that is long, and a text of 2,000 letters
SENTENCE = "各单位要对照任务分工抓紧推进并按月报送进展情况，"
LONG = (SENTENCE * 100)[:1999] + "。"
VARIABLE = "DUBAN_PRINTS"


def squeeze(text):
    return re.sub(r"[\s\u200b\u00a0]+", "", text)


def cells_of(blocks):
    """The tables among ``blocks`` of a document: each a list of rows of squeezed texts, one per cell."""
    found = []
    for block in blocks:
        if block["kind"] == "table":
            found.append(
                [
                    [
                        squeeze("".join(words({"pages": [cell]})))
                        for cell in row["cells"]
                    ]
                    for row in block["rows"]
                ]
            )
        elif block["kind"] == "keep":
            found += cells_of(block["blocks"])
    return found


def cells_of_word(content):
    """The same of a Word file: a cell that goes on from the row above is none of its own."""
    tables = []
    for table in docx.Document(io.BytesIO(content)).tables:
        rows = []
        for row in table.rows:
            cells = []
            for cell in row._tr.tc_lst:
                merge = (
                    cell.tcPr.find(qn("w:vMerge")) if cell.tcPr is not None else None
                )
                if merge is None or merge.get(qn("w:val")) == "restart":
                    texts = (node.text or "" for node in cell.iter(qn("w:t")))
                    cells.append(squeeze("".join(texts)))
            rows.append(cells)
        tables.append(rows)
    return tables


class Printing:
    """Mixin: the documents of one institution."""

    def setUp(self):
        super().setUp()
        needs_printer()
        self.at("2024-03-04")

    def ordinary(self):
        matter = self.accepted(co_unit_ids=self.units(self.unit_b))
        self.feedback(matter)
        self.urge(matter)
        return matter

    def extreme(self):
        """2,000 letters, fifteen co-units, rare characters, many entries."""
        names = [f"第{number}附属中学教育教学研究与实践中心" for number in range(1, 15)]
        co_units = self.unit_b | self.env["hr.department"].create(
            [
                {
                    "name": name,
                    "company_id": self.company.id,
                    "manager_id": self.employee_of(self.head_c).id,
                }
                for name in names
            ]
        )
        matter = self.accepted(
            name=f"关于{RARE}等十五个单位更新教学用机房设备及配套实验室用房调整的事项",
            content=LONG,
            co_unit_ids=self.units(*co_units),
        )
        for number in range(1, 13):
            self.feedback(matter, name=f"第{number}次反馈：{SENTENCE * 5}")
        self.urge(matter, f"请{RARE}抓紧。{SENTENCE * 10}")
        return matter

    def urge(self, matter, words="请抓紧办理并反馈进展"):
        if self.regulation.urging_enabled:
            self.at(matter.date_deadline + timedelta(days=3))
            matter.with_user(self.office_user).action_urge(words)

    def documents(self, matter):
        """[(report, records)] of all that the dossier of ``matter`` prints, and the ledger."""
        Report = self.env["ir.actions.report"].with_user(self.office_user)
        parts = (
            matter.sudo()._dossier_parts().values()
            if matter._name == "duban.matter"
            else ()
        )
        found = []
        for records in (matter, *parts):
            for record in records.with_user(self.office_user):
                reports = Report._duban_word_reports(record._name, record.ids)
                found += [(report, record) for report in reports]
        return found

    def made(self, report, record, name):
        """(data of the document, PDF); both kinds of file are left where they are wanted."""
        Report = (
            self.env["ir.actions.report"]
            .with_user(self.office_user)
            .with_context(force_report_rendering=True)
        )
        html = Report._render_qweb_html(report.report_name, record.ids)[0].decode()
        document = paper.read(html)
        pdf = Report.browse(report.id)._duban_typeset(html, report)
        word = Report.browse(report.id)._duban_word(record.ids)[0]
        folder = os.environ.get(VARIABLE)
        if folder:
            path = Path(folder) / f"{self.institution}-{name}-{report.name}-{record.id}"
            path.with_suffix(".html").write_text(html)
            path.with_suffix(".pdf").write_bytes(pdf)
            path.with_suffix(".docx").write_bytes(word)
        self.assert_word(document, word)
        return document, pdf

    def assert_cells(self, document, pdf):
        """Each cell of the tables is a cell on paper too; those that go over a page are not compared."""
        found = []
        with pdfplumber.open(io.BytesIO(pdf)) as opened:
            for page in opened.pages:
                for row in itertools.chain(*page.extract_tables()):
                    found += [squeeze(cell or "") for cell in row]
        if len(document["pages"]) == 1 and len(opened.pages) == 1:
            for page in document["pages"]:
                for table in cells_of(page["blocks"]):
                    for cell in filter(None, (cell for row in table for cell in row)):
                        self.assertIn(cell, found)

    def assert_word(self, document, content):
        """Cell by cell what is printed stands in the Word file, in the same order."""
        there = iter(cells_of_word(content))
        for page in document["pages"]:
            for expected in cells_of(page["blocks"]):
                # others in between are bars and the imprint
                self.assertIn(expected, there)

    def assert_paper(self, document, pdf):
        """All that is said can be found, character by character; no page is all but empty."""
        with pdfplumber.open(io.BytesIO(pdf)) as opened:
            pages = [squeeze(page.extract_text()) for page in opened.pages]
            last = [
                max((char["bottom"] for char in page.chars), default=0) / page.height
                for page in opened.pages
            ]
        text = "".join(pages)
        self.assertNotRegex(text, "[\u2e80-\u2fdf]")
        wanted = {char for word in words(document) for char in squeeze(word)}
        self.assertFalse(wanted - set(text), "lost on paper")
        self.assertGreater(min(last), 0.2, "a page with next to nothing on it")
        return pages
