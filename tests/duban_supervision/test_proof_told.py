"""The night that finds something is told, whatever becomes of the folder outside the database (CORE-28)."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.duban_supervision.models.proof import outside

from tests.clauses import clause

from .test_proof import ProofHouse

LOGGERS = (
    "odoo.addons.duban_supervision.models.proof.verification",
    "odoo.addons.duban_supervision.models.proof.verify_log",
)


@tagged("post_install", "-at_install")
class TestProofTold(ProofHouse):
    def setUp(self):
        super().setUp()
        self.company.duban_anchor_email = "dangan@example.edu.cn"
        self.sign()

    def night(self):
        """The job as the scheduler runs it: what it raises undoes what was not committed.

        :return: (who was told, mails to the archives)
        """
        kept = [self.cr.savepoint()]
        before = self.told(), self.mails()

        def commit(*_args, **_kwargs):
            kept.append(self.cr.savepoint())
            return 1

        with (
            patch.object(self.registry["ir.cron"], "_commit_progress", commit),
            mute_logger(*LOGGERS),
        ):
            try:
                self.env["duban.verification"]._cron_verify()
                self.env.flush_all()
            except Exception:
                kept[-1].rollback()
                self.env.invalidate_all(flush=False)
                raised = True
            else:
                raised = False
        self.assertFalse(raised, "the job fails: Odoo would switch it off some day")
        return (self.told() - before[0]).partner_ids.user_ids, self.mails() - before[1]

    def told(self):
        return (
            self.env["mail.message"]
            .sudo()
            .search([("model", "=", "duban.verification")])
        )

    def mails(self):
        return self.env["mail.mail"].sudo().search([("email_to", "like", "dangan@")])

    def assert_told(self, found):
        people, mails = found
        self.assertIn(self.admin, people)
        self.assertIn(self.office_user, people)
        self.assertFalse(people & (self.worker_a | self.head_a | self.leader))
        self.assertIn("督办：", mails[0].subject)

    @clause("CORE-28")
    def test_lines_cut_inside(self):
        """What stands outside is no beginning of what is left inside: found, and told the same night."""
        self.sql("DELETE FROM duban_log_checkpoint WHERE size > 0")
        self.sql("DELETE FROM duban_log_leaf WHERE position > 1")
        self.assert_told(self.night())
        self.assertIn("outside", self.last().line_ids.mapped("kind"))

    @clause("CORE-28")
    def test_a_folder_that_takes_nothing(self):
        """Whoever has the server does not silence the alarm by a full folder."""
        full = patch.object(outside, "append", side_effect=OSError(28, "full"))
        self.running.with_user(self.office_user).action_urge("请抓紧")
        with full:
            people, mails = self.night()
        self.assert_told((people, mails))
        self.assertEqual(self.last().state, "clean")
        self.sql(
            "UPDATE duban_matter SET state = 'closed' WHERE id = %s", self.running.id
        )
        with full:
            self.assert_told(self.night())
        self.assertIn("record", self.last().line_ids.mapped("kind"))

    @clause("CORE-28")
    def test_a_folder_that_is_not_there(self):
        """Neither to be read nor with a key in it: a problem of that night like others."""
        self.sql(
            "UPDATE duban_matter SET state = 'closed' WHERE id = %s", self.running.id
        )
        with patch.object(outside, "folder", side_effect=PermissionError(13, "no")):
            self.assert_told(self.night())
        kinds = self.last().line_ids.mapped("kind")
        self.assertIn("record", kinds)
        self.assertIn("outside", kinds)
        self.assertFalse(self.last().checkpoint_id)

    def last(self):
        return self.env["duban.verification"].search([], limit=1)
