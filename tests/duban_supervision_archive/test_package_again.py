"""Packages over the years: codes that are given once, and lists that are of the day of the start (PLUS-A1)."""

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_archive.common import PackageCase


@tagged("post_install", "-at_install")
class TestPackagesOfAYear(PackageCase):
    @clause("PLUS-A1")
    def test_no_archival_code_is_given_twice(self):
        """Two packages of one year, by two colleagues; the second begins where the first ended, another fonds at 1."""
        for number in range(2):
            self.closed(name=f"上半年{number}")
        first = self.package(date_to="2024-06-30", fonds_number="J001")
        self.make(first)
        self.at("2024-08-05")
        for number in range(2):
            self.closed(name=f"下半年{number}")
        values = {"date_from": "2024-07-01", "user": self.office_user2}
        for fonds, items in (("J001", [3, 4]), ("J002", [1, 2])):
            second = self.package(fonds_number=fonds, **values)
            self.make(second)
            self.assertEqual(second.line_ids.mapped("item"), items)
        # the same matters once more keep their codes; so does what is kept for another time
        again = self.package(date_to="2024-06-30", fonds_number="J001")
        self.make(again)
        self.assertEqual(again.line_ids.mapped("item"), [1, 2])
        other = self.package(fonds_number="J001", retention="permanent", **values)
        self.make(other)
        self.assertEqual(other.line_ids.mapped("item"), [1, 2])

    @clause("PLUS-A1")
    def test_what_ended_after_the_list_is_in_the_package(self):
        self.closed(name="一")
        package = self.package()
        package.action_list()
        package.line_ids.retention = "permanent"
        self.closed(name="二")
        self.make(package)
        found = [(line.matter_id.name, line.item, line.retention, line.state) for line in package.line_ids]  # fmt: skip
        self.assertEqual(
            found, [("一", 1, "permanent", "ready"), ("二", 2, "30", "ready")]
        )
