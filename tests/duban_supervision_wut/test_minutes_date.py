"""武汉理工大学, article 22, second item: the day on which the minutes were issued is put right after filing."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.clauses import clause

from .common import WutCommon


@tagged("post_install", "-at_install")
class TestMinutesDate(WutCommon):
    """Filed on Wednesday 6 March 2024, minutes of the 5th: ten working days end on Tuesday the 19th."""

    def setUp(self):
        super().setUp()
        self.at("2024-03-06")

    def correct(self, matter, day, **values):
        values = {
            "matter_id": matter.id,
            "ground": "纪要印发日期笔误",
            "minutes_issue_date": day,
            **values,
        }
        self.env["duban.adjustment"].with_user(self.office_user).create(values)

    def by_hand(self, matter, day):
        matter.with_user(self.office_user).minutes_issue_date = day

    def in_the_register(self, matter, day):
        matter.sudo().meeting_id.with_user(self.office_user).date_issued = day

    def issued(self, step, day="2024-03-05", **values):
        matter = step(minutes_issue_date=day, **values)
        self.assertTrue(matter.sudo().meeting_id)
        return matter

    @clause("WUT-22.2b", "WUT-22.2c")
    def test_minutes_that_turn_out_to_be_older_make_nobody_late(self):
        """Issued on 1 March: the term ended on the 15th. Whoever finds that on the 18th sets the date with it."""
        for step, ways in (
            (self.filed, (self.correct, self.by_hand, self.in_the_register)),
            (self.assigned, (self.correct,)),
        ):
            self.at("2024-03-06")
            matter = self.issued(step, name=step.__name__)
            self.assertEqual(str(matter.date_deadline), "2024-03-19")
            self.at("2024-03-18")
            for way in ways:
                with (
                    self.subTest(step=step.__name__, way=way.__name__),
                    self.assertRaisesRegex(UserError, "2024年3月15日"),
                    self.cr.savepoint(),
                ):
                    way(matter, "2024-03-01")
            matter.invalidate_recordset()
            self.assertEqual(str(matter.date_deadline), "2024-03-19")
            self.correct(matter, "2024-03-01", date_deadline="2024-03-19")
            self.run_chain(matter)
            self.assertEqual(str(matter.minutes_issue_date), "2024-03-01")
            self.assertEqual(str(matter.date_deadline), "2024-03-19")
            self.assertFalse(matter.is_overdue or matter.sudo().was_late)

    @clause("WUT-22.2b", "CORE-8")
    def test_a_term_that_is_not_over_follows_its_minutes(self):
        for way in (self.correct, self.by_hand, self.in_the_register):
            with self.subTest(way=way.__name__):
                matter = self.issued(
                    self.filed,
                    name=way.__name__,
                    minutes_number=way.__name__,
                    source_item=way.__name__,
                )
                way(matter, "2024-03-04")
                self.assertEqual(str(matter.minutes_issue_date), "2024-03-04")
                self.assertEqual(str(matter.date_deadline), "2024-03-18")
                self.assertEqual(len(matter.sudo().due_date_ids), 2)

    @clause("WUT-22.2a", "WUT-22.2c")
    def test_a_date_that_was_stated_stands_whenever_the_minutes_were_issued(self):
        stated = {"date_deadline": "2024-04-30", "deadline_ground": "会议明确4月底前"}
        for way in (self.correct, self.by_hand, self.in_the_register):
            with self.subTest(way=way.__name__):
                matter = self.issued(
                    self.filed,
                    name=way.__name__,
                    minutes_number=way.__name__,
                    source_item=way.__name__,
                    **stated,
                )
                way(matter, "2024-03-04")
                self.assertEqual(str(matter.date_deadline), "2024-04-30")
                self.assertEqual(len(matter.sudo().due_date_ids), 1)

    @clause("WUT-22.2b")
    def test_what_is_late_already_follows_its_minutes_all_the_same(self):
        matter = self.issued(self.assigned)
        self.at("2024-03-25")
        self.correct(matter, "2024-03-06")
        self.assertEqual(str(matter.date_deadline), "2024-03-20")
        self.assertTrue(matter.is_overdue and matter.sudo().was_late)
