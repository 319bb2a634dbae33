"""Small files that would unfold into gigabytes or minutes: refused in one sentence, outside the server's process."""

import base64
import io
import pickle
import time
import zipfile
from unittest.mock import patch

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.duban_supervision_exchange.tools.ledgers import (
    ParseError,
    book,
    confined,
    read_book,
)

from tests.common import SupervisionCommon

ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
    '<table:table table:name="S"><table:table-row table:number-rows-repeated="%d">'
    '<table:table-cell office:value-type="string" table:number-columns-repeated="%d"><text:p>%s</text:p>'
    "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
)


def zipped(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def ods(rows, columns, text="x"):
    return zipped({"content.xml": ODS % (rows, columns, text)})


def xlsx(**changes):
    """A small workbook with some of its parts changed: {part: function of its bytes}."""
    plain = openpyxl.Workbook()
    plain.active.append(["序号", "事项"])
    stream = io.BytesIO()
    plain.save(stream)
    with zipfile.ZipFile(stream) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, change in changes.items():
        path = f"xl/{name}.xml"
        parts[path] = change(parts.get(path, b""))
    return zipped(parts)


def nested(depth):
    inner = "<tr><td>字</td></tr>"
    for _level in range(depth):
        inner = f"<tr><td><table>{inner}</table></td></tr>"
    return f"<table>{inner}</table>".encode()


def more_sheets(data):
    sheets = b"".join(
        b'<sheet name="S%d" sheetId="%d" r:id="rId1"/>' % (n, n) for n in range(9, 309)
    )
    return data.replace(b"</sheets>", sheets + b"</sheets>")


STRINGS = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
BOMBS = {
    "repeated rows": lambda: ods(20_000, 300),
    "repeated cells": lambda: ods(1, 900_000_000),
    "many and long": lambda: ods(1000, 1000, "x" * 1000),
    "one long text": lambda: ods(1, 1, "x" * 100_000_000),
    "tables in tables": lambda: nested(80),
    "tables side by side": lambda: b"<table><tr><td>1</td></tr></table>" * 5000,
    "one part as many sheets": lambda: xlsx(workbook=more_sheets),
    "shared strings": lambda: xlsx(
        sharedStrings=lambda _old: STRINGS + b"<si><t>a</t></si>" * 600_000 + b"</sst>"
    ),
    "pieces of one string": lambda: xlsx(
        sharedStrings=lambda _old: STRINGS + b"<si>" + b"<r><t>a</t></r>" * 600_000 + b"</si></sst>"
    ),
    "formats": lambda: xlsx(
        styles=lambda old: old.replace(b"</cellXfs>", b'<xf numFmtId="0"/>' * 150_000 + b"</cellXfs>")
    ),
}  # fmt: skip


@tagged("post_install", "-at_install")
class TestBombs(SupervisionCommon):
    def test_each_is_refused_and_never_parsed_here(self):
        for name, bomb in BOMBS.items():
            content = bomb()
            with (
                self.subTest(name, size=len(content)),
                patch.object(
                    book, "parse", side_effect=AssertionError("in the server")
                ),
                self.assertRaises(ParseError) as refused,
            ):
                read_book(content)
            self.assertEqual(refused.exception.code, "size", name)

    def test_what_was_forgotten_ends_with_its_process(self):
        content = xlsx()
        self.assertTrue(read_book(content).sheets)
        with (
            patch.object(confined, "MAX_WAIT", 0.01),
            self.assertRaises(ParseError) as refused,
        ):
            read_book(content)
        self.assertEqual(refused.exception.code, "size")
        # killed by the system: no answer at all
        with (
            patch.object(confined.sys, "executable", "/bin/false"),
            self.assertRaises(ParseError) as refused,
        ):
            read_book(content)
        self.assertEqual(refused.exception.code, "size")

    def test_whatever_comes_back_runs_no_code(self):
        class Evil:
            def __reduce__(self):
                return time.sleep, (1,)

        with self.assertRaises(pickle.UnpicklingError):
            confined.Answer(io.BytesIO(pickle.dumps(Evil()))).load()

    def test_a_unit_user_is_told_in_words(self):
        job = self.env["duban.progress.exchange"].with_user(self.worker_a).create({})
        job.write({"file": base64.b64encode(ods(20_000, 300)), "file_name": "a.ods"})
        with self.assertRaises(UserError):
            job.action_read()
