"""The browser: an extension of more than three months, from the application to the leader's decision on the to-do."""

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from tests.clauses import clause

from .common import WutCommon


@tagged("post_install", "-at_install")
class TestWutTour(WutCommon, HttpCase):
    browser_size = "1400x900"

    @clause("WUT-22.5e")
    def test_extension_of_more_than_three_months(self):
        today = fields.Date.today()
        due = today + relativedelta(days=60)
        matter = self.accepted(
            meeting_date=today,
            minutes_issue_date=today,
            date_deadline=due,
            deadline_ground="会议明确的完成时限",
        )
        self.start_tour(
            f"/odoo/supervision/{matter.id}",
            "duban_wut_unit_applies",
            login=self.worker_a.login,
        )
        request = matter.request_ids
        self.assertEqual(request.state, "submitted")
        self.assertGreater(request.date_requested, matter._add_months(due, 3))
        self.assertEqual(request.approval_line_ids.approver_id, self.leader)
        self.assertEqual(matter.date_deadline, due)
        # The leader decides on a phone.
        self.browser_size, self.touch_enabled = "390x844", True
        self.start_tour(
            "/odoo/supervision-todos",
            "duban_wut_leader_decides",
            login=self.leader.login,
        )
        matter.invalidate_recordset()
        request.invalidate_recordset()
        self.assertEqual(request.state, "approved")
        self.assertEqual(request.approval_line_ids.decided_by_id, self.leader)
        self.assertEqual(request.approval_line_ids.opinion, "同意延期")
        self.assertEqual(matter.date_deadline, request.date_requested)
        self.assertEqual(matter.due_date_ids.sorted("id")[-1].approver_id, self.leader)

    @clause("WUT-26.1a")
    def test_a_disciplinary_matter_is_registered_and_gone(self):
        self.start_tour(
            "/odoo/supervision",
            "duban_wut_disciplinary",
            login=self.office_user.login,
        )
        matter = self.env["duban.matter"].search([("name", "=", "核查有关问题线索")])
        self.assertEqual(matter.office_id, self.discipline)
