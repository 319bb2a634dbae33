"""The browser: a 一级 matter from the subject's proposal to 销号, each step by its own person."""

from odoo.tests import HttpCase, tagged

from tests.clauses import clause

from .common import AbafCommon

TODOS = "/odoo/supervision-todos"


@tagged("post_install", "-at_install")
class TestTour(AbafCommon, HttpCase):
    browser_size = "1400x900"

    def tour(self, name, user, path=TODOS):
        self.start_tour(path, f"duban_abaf_{name}", login=user.login)
        self.env.invalidate_all()

    def leaders_approve(self):
        for leader in (self.leader, self.office_leader, self.secretary):
            self.tour("leader_approves", leader)

    @clause("ABAF-12.1b", "ABAF-14.1")
    def test_from_proposal_to_closing(self):
        self.tour("subject_proposes", self.worker_a, "/odoo/supervision")
        matter = self.env["duban.matter"].search(
            [("create_uid", "=", self.worker_a.id)]
        )
        self.assertEqual((len(matter), matter.grade_id.code), (1, "g1"))
        self.leaders_approve()
        self.assertEqual(
            matter.approval_line_ids.mapped("opinion"), ["同意", "同意", "同意"]
        )
        self.tour("office_files_and_assigns", self.office_user)
        self.tour("head_accepts", self.head_a)
        self.tour("handler_reports", self.worker_a)
        self.assertEqual(len(matter.result_attachment_ids), 1)
        self.tour("office_reviews", self.office_user)
        self.leaders_approve()
        self.assertTrue(matter._chain_complete("closing"))
        self.reported_back(matter)
        self.tour("office_closes", self.office_user)
        self.assertEqual(matter.state, "closed")
        self.assertEqual(self.env["duban.act"]._verify(matter), [])
