"""Days of a package: one for an item wherever it stands, and in words where people read them."""

import io

from openpyxl import load_workbook

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_archive.common import PackageCase


@tagged("post_install", "-at_install")
class TestDays(PackageCase):
    @clause("PLUS-A1", "CORE-16")
    def test_an_item_has_one_day(self):
        """日期 is the same on the list and in the metadata; what people read is dated in words."""
        self.at("2024-03-04")
        running = self.accepted(name="更新机房")
        self.at("2024-03-12")
        self.closed(running)
        self.at("2025-01-06")
        package = self.make(self.package())
        (line,) = package.line_ids
        described = dict(dict(line._metadata([]))["内容描述"])
        self.assertEqual(described["日期"], "2024-03-12")
        book = load_workbook(io.BytesIO(package._item_list(package.box_ids, line)))
        cells = {str(c.value) for sheet in book for row in sheet for c in row}
        self.assertIn("2024年3月12日", cells)
        self.assertIn("2025年1月6日", cells)
        facts = dict(package._facts())
        self.assertIn("2024年1月1日—2024年12月31日", facts.values())
        self.assertFalse([fact for fact in facts.values() if "2025-01-06" in str(fact)])
