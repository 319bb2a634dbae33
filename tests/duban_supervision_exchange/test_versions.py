"""The exported ledger is the institution's, whatever version of the rules a matter was filed under (CORE-31)."""

from datetime import date

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
