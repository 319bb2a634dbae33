"""A unit's liaisons over time (WUT-20.1a)."""

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision.test_people_posts import PostsCommon


@tagged("post_install", "-at_install")
class TestLiaisonLeaves(PostsCommon):
    @clause("WUT-20.1a")
    def test_liaisons_over_time_say_who_is_there(self):
        self.unit_a.liaison_id = self.liaison_a
        self.at("2024-05-06")
        self.liaison_a.active = False
        row = self.unit_a.liaison_ids
        self.assertEqual(
            (row.user_id, str(row.date_from), str(row.date_to)),
            (self.liaison_a, "2024-03-04", "2024-05-06"),
        )
        # back again, and another one after that
        self.at("2024-06-03")
        self.liaison_a.active = True
        again = self.unit_a.liaison_ids - row
        self.assertEqual(
            (again.user_id, str(again.date_from), again.date_to),
            (self.liaison_a, "2024-06-03", False),
        )
        self.at("2024-07-01")
        self.unit_a.liaison_id = self.worker_a
        self.assertEqual(str(again.date_to), "2024-07-01")
        last = self.unit_a.liaison_ids - row - again
        self.assertEqual((last.user_id, last.date_to), (self.worker_a, False))
