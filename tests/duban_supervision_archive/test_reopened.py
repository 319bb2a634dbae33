"""A package for the archive holds what has ended, however its matters were asked for (PLUS-A1)."""

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_archive.common import PackageCase


@tagged("post_install", "-at_install")
class TestReopened(PackageCase):
    @clause("PLUS-A1", "PLUS-A2")
    def test_what_was_reopened_is_no_item_of_its_volume_nor_of_those_chosen(self):
        """Its archive record stays when it is reopened; for an inspection it is shown as it is."""
        matter, stays = self.closed(name="重开"), self.closed(name="已办结")
        for one in (matter, stays):
            one.with_user(self.office_user).action_archive_matter("卷2024-05")
        both = [Command.set((matter | stays).ids)]
        packages = self.package(volume="卷2024-05"), self.package(only_matter_ids=both)
        for package in packages:
            package.action_list()
            self.assertEqual(package.matter_count, 2)
        self.recheck(matter, "visit").action_record("failed", "未落实", "2024-05-31")
        self.assertTrue(matter.sudo().archive_record_ids)
        for package in packages:
            self.make(package)
            left = package.line_ids.filtered(lambda row: row.state == "left_out")
            self.assertEqual(left.matter_id, matter)
            self.assertTrue(left.reason)
        for values in ({"volume": "卷2024-05"}, {"only_matter_ids": both}):
            self.assertEqual(self.package(**values).matter_count, 1)
            shown = self.package(kind="inspection", **values)
            self.assertEqual(shown.matter_count, 2)
