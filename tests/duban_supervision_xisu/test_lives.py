"""Whole lives at 西安外国语大学: extensions after the date, progress by the plan."""

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_xisu.common import XisuCommon


@tagged("post_install", "-at_install")
class TestLives(XisuCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def extended(self, applied):
        """A matter due on 2024-03-18 whose extension was applied for on the day ``applied`` and granted on the 25th."""
        self.at("2024-03-04")
        matter = self.accepted(**self.dated("2024-03-18", name=applied))
        self.at(applied)
        request = self.extension(matter, "2024-04-30")
        request.action_submit()
        self.at("2024-03-25")
        request.approval_line_ids.with_user(self.leader).action_approve("同意")
        self.assertEqual(str(matter.sudo().date_deadline), "2024-04-30")
        return matter.sudo()

    @clause("CORE-34", "XISU-8.4d")
    def test_an_extension_asked_for_too_late_forgives_nothing(self):
        # no lead time in the text: it may be asked for after the date, which was missed all the same
        self.assertFalse(self.extended("2024-03-18").was_late, "on the last day")
        self.assertTrue(self.extended("2024-03-19").was_late, "a day late")

    @clause("XISU-8.4a", "CORE-36")
    def test_nobody_lacks_progress_before_the_plan_expects_it(self):
        matter = self.accepted(**self.dated("2024-12-20"))
        self.assertEqual(str(matter.plan_line_ids.date), "2024-12-20")
        told = self.env["duban.reminder"].sudo()
        domain = [("matter_id", "=", matter.id), ("kind", "=", "no_progress")]
        self.at("2024-06-03")
        self.run_patrol()
        self.assertFalse(told.search(domain), "the plan says December")
        # the date of the plan passed: now it is missing
        self.at("2024-12-23")
        self.run_patrol()
        missing = [("matter_id", "=", matter.id), ("kind", "=", "feedback_missing")]
        self.assertTrue(told.search(missing))

    @clause("XISU-7.1e", "CORE-23")
    def test_the_joint_department_hears_how_it_ends(self):
        matter = self.accepted()
        matter.with_user(self.office_user).action_withdraw_filing("重复立项")
        closed = self.closed(name="另一件")
        for each, kind in ((matter, "filing_withdrawn"), (closed, "closed")):
            rows = told = self.env["duban.reminder"].sudo()
            rows = told.search([("matter_id", "=", each.id), ("kind", "=", kind)])
            people = rows.mapped("user_id")
            self.assertIn(self.organisation_user, people, kind)
            self.assertNotIn(self.outsider, people, kind)
