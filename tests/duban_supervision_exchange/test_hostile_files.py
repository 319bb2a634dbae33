"""Odd uploads and broken import files: a clean error or a report for each row, never a crash, never half a table.

``DUBAN_FILES=200`` mutates so many files, ``DUBAN_SEED=n`` others.
"""

import base64
import io
import os
import random
import resource
import time
import zipfile
from datetime import datetime, timedelta
from datetime import time as clock

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.duban_supervision_exchange.tools import ledgers

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.duban_supervision_exchange.test_import import ImportCase, ugly_rows

FILES = int(os.environ.get("DUBAN_FILES", "40"))
SEED = int(os.environ.get("DUBAN_SEED", "8"))
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="{type}" Target="{target}"/></Relationships>'
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#: what somebody may have typed, pasted or computed into a cell
ODD_CELLS = (
    None, "", " ", 0, -1, 10**15, 1e308, -0.0, True, "=1+1", "#REF!", "0000年6月", "9999年13月",
    "2024年2月30日前", "99年", "长" * 40_000, "\u202e教务处", "😀", "&lt;b&gt;", "<b>x</b>",
    "'; DROP TABLE duban_matter; --", "１２月３２日", datetime(1900, 1, 1), datetime(9999, 12, 31), clock(8, 30),
    timedelta(days=3), "第九季度", "明年明年底", "；；、、,,", "教务处（牵头（牵头））", "٣٠", "1e999", "2024.13",
    "20241399", "80000.5",
)  # fmt: skip


def workbook(sheet):
    """An .xlsx file by hand, with the given XML of its only sheet."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr(
            "_rels/.rels",
            RELATIONS.format(type=f"{OFFICE}/officeDocument", target="xl/workbook.xml"),
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
            '<sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            RELATIONS.format(
                type=f"{OFFICE}/worksheet", target="worksheets/sheet1.xml"
            ),
        )
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return stream.getvalue()


def cell(reference, text):
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


TABLE = (
    f'<row r="1">{cell("A1", "督办事项")}{cell("B1", "承办单位")}</row>'
    f'<row r="2">{cell("A2", "更新机房")}{cell("B2", "教务处")}</row>'
)


def sheet(rows=TABLE, after="", before=""):
    return f'{before}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


@tagged("post_install", "-at_install")
class TestOddUploads(ImportCase, SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def bounded(self, content, seconds=20, megabytes=400):
        """``content`` is read or refused, without eating the machine; the preview's verdicts, or the refusal."""
        start = time.monotonic_ns()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        try:
            book = ledgers.read_book(content)
            found = f"{sum(len(sheet.grid.rows) for sheet in book.sheets)} rows"
        except ledgers.ParseError as error:
            found = error.code
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        self.assertLess(grown, megabytes)
        self.assertLess((time.monotonic_ns() - start) / 1e9, seconds)
        return found

    def test_files_made_to_hurt(self):
        zeros = sheet(f"<row>{' ' * 300_000_000}</row>")
        self.assertEqual(self.bounded(workbook(zeros)), "bytes")
        far = TABLE + f'<row r="1048576">{cell("XFD1048576", "x")}</row>'
        self.assertEqual(self.bounded(workbook(sheet(far))), "2 rows")
        merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>' * 50
        self.assertEqual(self.bounded(workbook(sheet(after=merged))), "2 rows")
        links = f'<hyperlinks xmlns:r="{OFFICE}"><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks>'
        self.assertEqual(self.bounded(workbook(sheet(after=links))), "2 rows")
        names = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
        bomb = f'<!DOCTYPE x [<!ENTITY l0 "lol">{names}]>'
        laughs = TABLE.replace("更新机房", "&l11;")
        found = self.bounded(workbook(sheet(laughs, before=bomb)))
        self.assertIn(found, ("format", "2 rows"))
        outside = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        stolen = workbook(sheet(TABLE.replace("更新机房", "&e;"), before=outside))
        self.assertNotIn("root:", str(self.bounded(stolen)))
        self.assertEqual(self.bounded(b"a," * 12_000_000), "bytes")
        wide = self.bounded(b'"' + b"x" * 500_000 + b'",y\n1,2')
        self.assertIn(wide, ("format", "2 rows"))

    @clause("CORE-27")
    def test_files_that_once_stopped_a_server(self):
        """Brackets that made a pattern quadratic (20 s for 58 KiB), a sheet of filler cells (55 s), merged areas."""
        lines = "督办事项,承办单位\n更新机房,教务处\n"
        brackets = {
            "one cell": "(" * 58_000 + "," + lines,
            "three cells": ("(" * 20_000 + ",") * 3 + lines,
            "below the header": lines + "（" * 60_000 + ",教务处\n",
            "both kinds": "（(" * 29_000 + "牵头）," + lines,
        }
        for name, text in brackets.items():
            with self.subTest(name):
                start = time.process_time()
                book = ledgers.read_book(text.encode())
                ledgers.read_tables(book)
                self.assertLess(time.process_time() - start, 2)
        filler = openpyxl.Workbook(write_only=True)
        page = filler.create_sheet()
        page.append(["督办事项", "承办单位"])
        for _row in range(6_000):
            page.append(["a"] * 200)
        merged = openpyxl.Workbook()
        merged.active.append(["督办事项", "承办单位"])
        for row in range(2, 3_000):
            merged.active.merge_cells(None, row, 1, row, 200)
        for name, book in (("filler", filler), ("merged", merged)):
            stream = io.BytesIO()
            book.save(stream)
            with self.subTest(name):
                start = time.process_time()
                self.bounded(stream.getvalue(), megabytes=200)
                self.assertLess(time.process_time() - start, 2)

    def test_files_of_another_kind(self):
        docx = io.BytesIO()
        with zipfile.ZipFile(docx, "w") as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("word/document.xml", "<w:document/>")
        good = base64.b64decode(
            self.sheet([["督办事项", "承办单位"], ["更新机房", "教务处"]])
        )
        for name, content in {
            "a.docx as .xlsx": docx.getvalue(),
            "xls with macros": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4096,
            "truncated": good[: len(good) // 2],
            "a picture": b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
            "a web page": "<html><table><tr><td>督办事项</td></tr></table></html>".encode(),
            "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
            "an empty zip": b"PK\x05\x06" + b"\x00" * 18,
            "nothing": b"",
            "an archive in an archive": self.zipped(good),
            "JSON": b'{"a": [1, 2]}',
        }.items():
            with self.subTest(name), self.assertRaises(UserError) as error:
                self.preview(base64.b64encode(content), name="计划.xlsx")
            self.assertNotIn("Traceback", str(error.exception))
        # not even base64
        with self.assertRaises(UserError):
            self.preview(b"%%%=a")
        # a workbook with macros is a workbook; the macros are not looked at
        self.assertEqual(
            self.preview(base64.b64encode(good), name="计划.xlsm").line_ids.verdict,
            "good",
        )

    def zipped(self, content):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("计划.xlsx", content)
        return stream.getvalue()

    def test_progress_sheet(self):
        """The other upload: progress of a unit."""
        matter = self.accepted()
        Exchange = self.env["duban.progress.exchange"].with_user(self.worker_a)
        exchange = Exchange.create({})
        exchange.action_export()
        good = base64.b64decode(exchange.export_file)
        for content in (
            b"",
            b"x",
            good[:500],
            b"%PDF",
            self.zipped(good),
            workbook(sheet()),
        ):
            with self.assertRaises(UserError):
                exchange.file = base64.b64encode(content)
                exchange.action_read()
        for percentage in ("1e999", 10**18, "-5", "abc", True, clock(8), "=1/0", "60%"):
            book = openpyxl.load_workbook(io.BytesIO(good))
            book.active["E3"], book.active["F3"] = "已完成", percentage
            stream = io.BytesIO()
            book.save(stream)
            exchange.file = base64.b64encode(stream.getvalue())
            exchange.action_read()
            self.assertEqual(len(exchange.line_ids), 1, percentage)
            self.assertTrue(0 <= exchange.line_ids.percentage <= 100)
        self.assertFalse(matter.feedback_ids)

    def test_names_of_files_in_a_dossier(self):
        """What a file is called does not decide where it is unpacked."""
        matter = self.accepted()
        odd = (
            "../../../etc/passwd",
            "/etc/passwd",
            "..\\..\\x.bat",
            "a" * 300,
            "=1+1.txt",
            "con\n.txt",
            " . ",
        )
        for name in (*odd, "同名", "同名", "长" * 150 + ".pdf"):
            self.file(matter, name=name)
        stream = matter.with_user(self.office_user)._make_dossier()
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
        self.assertGreater(len(names), 8)
        self.assertEqual(len(names), len(set(names)))
        for name in names:
            parts = name.replace("\\", "/").split("/")
            self.assertNotIn("..", parts, name)
            self.assertFalse(name.startswith(("/", "\\")) or ":" in name, name)
            self.assertTrue(all(part.strip(" .") for part in parts), repr(name))
            self.assertTrue(all(len(part.encode()) <= 255 for part in parts), name)
            self.assertNotIn("\n", name)
        self.assertTrue(any("长长" in name and name.endswith(".pdf") for name in names))


@tagged("post_install", "-at_install")
class TestMutatedFiles(ImportCase, SupervisionCommon):
    """One good file, changed at random, and imported."""

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.models.unlink")
    def test_mutated_import_files(self):
        self.at("2024-03-04")
        chance = random.Random(f"mutated-{SEED}")
        rows, _expected = ugly_rows()
        self.refused = self.read = self.created = 0
        for number in range(FILES):
            with self.subTest(number=number):
                table = rows[:5] + chance.sample(rows[5:], 12)
                content = self.mutated(chance, table, number % 4)
                self.take_in(content, f"计划{number}.xlsx")
        # Mutations that were all refused, or all harmless, would prove nothing.
        self.assertGreater(self.refused, FILES // 10)
        self.assertGreater(self.read, FILES // 3)
        # a row that was imported is recognised when it comes again: the number does not grow with the files
        self.assertGreater(self.created, 40)

    def mutated(self, chance, table, kind):
        """Bytes of a file: odd cells; odd cells in a CSV; bytes flipped in a workbook, in a CSV."""
        if kind < 2 or chance.random() < 0.5:
            table = [list(row) for row in table]
            for _change in range(chance.randrange(1, 8)):
                row = chance.choice(table[4:])
                row[chance.randrange(len(row))] = chance.choice(ODD_CELLS)
            if chance.random() < 0.2:
                chance.shuffle(table)
        if kind % 2:
            lines = [",".join(str(value or "") for value in row) for row in table]
            content = "\n".join(lines).encode(
                chance.choice(("utf-8", "gb18030", "utf-16")), "replace"
            )
        else:
            content = base64.b64decode(self.sheet(table))
        if kind >= 2:
            content = bytearray(content)
            for _flip in range(chance.choice((1, 3, 20))):
                content[chance.randrange(len(content))] = chance.randrange(256)
            if chance.random() < 0.2:
                content = content[: chance.randrange(len(content))]
        return bytes(content)

    def take_in(self, content, name):
        """Preview and import: refused in words, or each row with its verdict and each good one with its draft."""
        count = self.matters()
        try:
            job = self.preview(base64.b64encode(content), name=name)
        except UserError as error:
            self.refused += 1
            self.assertTrue(str(error))
            self.assertEqual(self.matters(), count)
            return
        self.read += 1
        self.assertTrue(all(job.line_ids.mapped("verdict")))
        self.assertEqual(self.matters(), count, "the preview creates nothing")
        if "good" in job.line_ids.mapped("verdict"):
            job.action_create_drafts()
            self.assertEqual(job.job_state, "done")
        self.env.flush_all()
        verdicts = job.line_ids.grouped("verdict")
        self.assertFalse(verdicts.keys() - {"created", "bad", "repeat"})
        created = verdicts.get("created", job.line_ids.browse())
        self.created += len(created)
        self.assertEqual(self.matters() - count, len(created))
        self.assertEqual(len(created.matter_id), len(created))
        for line in job.line_ids - created:
            self.assertTrue(line.message, "a row that is left out says why")

    def matters(self):
        self.env.flush_all()
        return self.env["duban.matter"].search_count(
            [("company_id", "=", self.company.id)]
        )
