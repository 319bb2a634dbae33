"""The exported ledger is the institution's, whatever version of the rules a matter was filed under (CORE-31)."""

from datetime import date

import lxml.html

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.duban_supervision_exchange.test_ledger import LedgerCase


@tagged("post_install", "-at_install")
class TestLedgerOverVersions(LedgerCase, SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2023-12-20")
        self.before = self.filed(name="十二月") | self.filed(name="十二月又一件")
        self.version = self.regulation._new_version(date(2024, 1, 1))
        self.at("2024-01-03")
        self.after = self.filed(name="一月")
        strange = self.env["duban.source.category"].create(
            {"regulation_id": self.version.id, "name": "信访件"}
        )
        self.strange = self.filed(name="别的类别", source_category_id=strange.id)

    def numbers(self, **values):
        _job, sheet = self.export(**values)
        matters = self.before | self.after | self.strange
        shown = {row[1] for row in self.rows(sheet)}
        return matters.filtered(lambda matter: matter.number in shown)

    @clause("CORE-31", "CORE-11")
    def test_every_version_is_on_it(self):
        everything = self.before | self.after | self.strange
        self.assertEqual(self.numbers(), everything)
        for version in (self.version, self.regulation):
            self.assertEqual(self.numbers(regulation_id=version.id), everything)
        chosen = self.before[:1] | self.after
        self.assertEqual(self.numbers(only_ids=chosen.ids), chosen)
        category = self.category("meeting")._under(self.version)
        self.assertEqual(
            self.numbers(category_ids=[Command.set(category.ids)]),
            self.before | self.after,
        )
        # and nobody else's
        other = self.env["res.company"].create({"name": "另一所大学"})
        strange = self.version._adopt(other)
        job = self.env["duban.ledger.export"].create({"regulation_id": strange.id})
        self.assertFalse(self.env["duban.matter"].search(job._domain()))

    def printed(self, matters, **data):
        """[(heading or None, [cells])] of the printed ledger's only table, and how many sheets it has."""
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.office_user)
            ._render_qweb_html(
                "duban_supervision.report_ledger", matters.ids, data=data
            )
        )
        document = lxml.html.document_fromstring(html)
        rows = [
            [" ".join(cell.text_content().split()) for cell in row.iterfind("td")]
            for row in document.iterfind(".//table/tbody/tr")
        ]
        return rows, len(document.findall(".//table"))

    @clause("CORE-31", "CORE-11")
    def test_the_printed_ledger_is_one(self):
        """Each category once, numbered through, in the words and columns of the version in force or the chosen one."""
        everything = self.before | self.after | self.strange
        self.regulation.category_ids.name = "会议决定（旧）"
        for data, name in (
            ({}, "会议决定"),
            ({"ledger_regulation": self.version.id}, "会议决定"),
            ({"ledger_regulation": self.regulation.id}, "会议决定（旧）"),
        ):
            rows, tables = self.printed(everything, **data)
            self.assertEqual(tables, 1)
            headings = [row[0] for row in rows if len(row) == 1]
            self.assertEqual(headings, [f"{name}（3项）", "信访件（1项）"])
            numbers = [cell for row in rows if len(row) > 1 for cell in row[:2]]
            shown = {matter.number for matter in everything}
            self.assertLessEqual(shown, {cell for row in rows for cell in row})
            self.assertTrue({"1", "2", "3", "4"} <= set(numbers), numbers)

    @clause("CORE-31", "CORE-11")
    def test_the_exported_ledger_heads_a_category_once(self):
        self.regulation.category_ids.name = "会议决定（旧）"
        for version, name in (
            (self.version, "会议决定"),
            (self.regulation, "会议决定（旧）"),
        ):
            _job, sheet = self.export(regulation_id=version.id)
            found = [
                row[0].value
                for row in sheet.iter_rows()
                if str(row[0].value or "").startswith(("会议决定", "信访件"))
            ]
            self.assertEqual(found, [f"{name}（3）", "信访件（1）"])
