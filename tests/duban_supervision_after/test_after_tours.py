"""Bulletin, statistics and a case of accountability in the browser."""

from odoo.tests import HttpCase, tagged

from tests.duban_supervision_after.test_accountability import AccountabilityCommon


@tagged("post_install", "-at_install")
class TestAfterTours(AccountabilityCommon, HttpCase):
    browser_size = "1400x900"

    def test_office_publishes_and_unit_reads(self):
        self.closed(name="一")
        self.assigned(name="二")
        self.start_tour(
            "/odoo/duban-bulletins",
            "duban_office_publishes",
            login=self.office_user.login,
        )
        bulletin = self.env["duban.bulletin"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(
            (bulletin.state, bulletin.completion_rate), ("published", 50.0)
        )
        self.start_tour(
            "/odoo/duban-bulletins",
            "duban_unit_reads_bulletin",
            login=self.head_a.login,
        )
        self.start_tour(
            "/odoo/duban-statistics",
            "duban_office_counts",
            login=self.office_user.login,
        )

    def test_competent_office_decides(self):
        record = self.record("severe")
        record.action_propose()
        self.start_tour(
            f"/odoo/duban.accountability/{record.id}",
            "duban_competent_office_decides",
            login=self.organisation_user.login,
        )
        self.assertEqual((record.state, record.decision), ("decided", "诫勉"))
