"""The CORE battery on the regulation of 兰州大学, and what its text does not have (AMB-56)."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.core_battery import CoreBattery

from .common import LzuCommon

OFF = (
    "archive_enabled",
    "extension_enabled",
    "exemption_enabled",
    "inability_enabled",
    "urging_enabled",
    "recheck_enabled",
    "recusal_enabled",
    "handover_enabled",
    "disagreement_enabled",
    "commendation_enabled",
    "petition_enabled",
    "routing_enabled",
    "team_enabled",
)


@tagged("post_install", "-at_install")
class TestLzuCore(CoreBattery, LzuCommon):
    @clause("CORE-19")
    def test_not_in_text(self):
        for name in OFF:
            self.assertFalse(self.regulation[name], name)
        self.assertEqual(self.regulation.confidentiality_levels, "none")
        self.assertEqual(self.regulation.term_rule_ids.mapped("kind"), ["explicit"])
        self.assertNotIn("filing", self.regulation.approval_step_ids.mapped("purpose"))
        matter = self.closed()
        offered = set(matter.with_user(self.office_user).allowed_actions or [])
        self.assertFalse(offered & {"archive", "reopen", "urge", "recuse"})
        running = self.accepted()
        for user in (self.worker_a, self.office_user):
            offered = set(self.as_user(running, user).allowed_actions or [])
            self.assertFalse(
                offered & {"extension", "exemption", "inability", "urge", "recuse"}
            )
        refused = [
            lambda: self.extension(running, "2025-03-01"),
            lambda: running.with_user(self.office_user).action_urge("请抓紧"),
            lambda: (
                self.env["duban.record"]
                .with_user(self.office_user)
                .create({"matter_id": running.id, "purpose": "urging", "summary": "催"})
            ),
            lambda: matter.with_user(self.office_user).action_archive_matter(),
            lambda: self.matter(confidentiality="sensitive"),
            lambda: running.with_user(self.office_user).write(
                {"confidentiality": "sensitive"}
            ),
            lambda: (
                self.env["duban.recheck"]
                .with_user(self.office_user)
                .create(
                    {
                        "matter_id": matter.id,
                        "kind_id": self.option("record_kind", "onsite").id,
                    }
                )
            ),
            lambda: running.with_user(self.office_user).action_submit_filing(),
        ]
        for call in refused:
            with self.assertRaises(UserError), self.env.cr.savepoint():
                call()

    @clause("CORE-19")
    def test_an_administrator_may_switch_it_on(self):
        self.regulation.with_user(self.admin).urging_enabled = True
        matter = self.accepted()
        matter.with_user(self.office_user).action_urge("请抓紧")
        self.assertEqual(matter.urging_count, 1)
