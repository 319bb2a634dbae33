"""Whole lives at 西安外国语大学: extensions after the date, progress by the plan."""

from odoo.exceptions import AccessError
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

    @clause("XISU-9.1b", "CORE-20", "CORE-29", "CORE-23")
    def test_who_stands_in_for_the_leader_settles_the_disagreement(self):
        matter = self.accepted(co_unit_ids=self.units(self.unit_b))
        row = (
            self.env["duban.disagreement"]
            .with_user(self.worker_a)
            .create({"matter_id": matter.id, "name": "电费由谁承担"})
        )
        row.with_user(self.head_a).action_record_head("未取得一致意见", False)
        row.with_user(self.worker_a).action_escalate()
        told = self.env["duban.reminder"].sudo()
        domain = [("matter_id", "=", matter.id), ("kind", "=", "dispute_escalated")]
        self.assertEqual(told.search(domain).user_id, self.leader, "分管校领导")
        self.env["duban.delegation"].with_user(self.leader).create(
            {
                "user_id": self.leader.id,
                "deputy_id": self.leader2.id,
                "date_from": "2024-03-04",
                "date_to": "2024-03-08",
            }
        )
        todo = self.todos(matter, self.leader2)
        self.assertTrue(todo, "the deputy has the to-do")
        for user in (self.secretary, self.head_a, self.head_b, self.admin):
            with self.assertRaises(AccessError), self.cr.savepoint():
                row.with_user(user).action_record_leader("由后勤承担")
        row.with_user(self.leader2).action_record_leader("由后勤承担")
        self.assertEqual(row.sudo().state, "settled")
        act = matter.sudo().act_ids.sorted("seq")[-1]
        self.assertEqual(act.user_id, self.leader2)
        self.assertEqual(act.on_behalf_id, self.leader)
        domain[1] = ("kind", "=", "dispute_judged")
        people = told.search(domain).user_id
        self.assertLessEqual(self.head_a | self.head_b, people, "both units hear it")
        self.assertNotIn(self.outsider, people)

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
