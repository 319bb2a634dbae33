"""The patrol comes to its end, and the digests go out, whatever is long or broken on the way (CORE-23, CORE-36)."""
# what people say in a test is nobody's term to translate
# pylint: disable=translation-required

from unittest.mock import patch

from odoo import SUPERUSER_ID
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.duban_supervision.models.reminding import matter_todo

from tests.clauses import clause
from tests.duban_supervision.test_digest import DigestCommon

AGAIN = "odoo.addons.duban_supervision.again"
RULES = "odoo.addons.duban_supervision.models.matter.matter_rules"


@tagged("post_install", "-at_install")
class TestPatrolGoesOn(DigestCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.matter_ = self.accepted(name="逾期的")  # due 2024-03-18

    # ------------------------------------------------------------------
    # Long
    # ------------------------------------------------------------------

    def short_run(self):
        """One run of the job whose time is always over; what is left, as it says."""
        left = []

        def commit(_cron, _done=0, remaining=None):
            left.append(remaining)
            return 0

        with (
            patch.object(self.registry["ir.cron"], "_commit_progress", commit),
            patch.object(matter_todo, "BATCH", 1),
            patch.object(matter_todo, "DIGESTS", 1),
        ):
            self.env.invalidate_all()
            env = self.env(user=SUPERUSER_ID, context={})
            env["duban.matter"]._cron_patrol()
        return left[-1]

    def handovers(self):
        """What is looked at every day until it is done: three, and one that comes later."""
        return self.env["duban.handover"].create(
            [
                {"predecessor_id": old.id, "successor_id": new.id}
                for old, new in (
                    (self.worker_a, self.liaison_a),
                    (self.worker_b, self.head_b),
                    (self.worker_c, self.head_c),
                )
            ]
        )

    @clause("CORE-23", "CORE-36")
    def test_what_is_looked_at_every_day_is_looked_at_once(self):
        handovers = self.handovers()
        self.at("2024-03-19")
        seen = []
        Handover = self.registry["duban.handover"]
        patrol = Handover._patrol

        def looked(records):
            seen.extend(records.ids)
            return patrol(records)

        with patch.object(Handover, "_patrol", looked):
            runs = 1
            while self.short_run() and runs < 40:
                runs += 1
            self.assertLess(runs, 40, "the job never comes to its end")
            ours = [row for row in seen if row in handovers.ids]
            self.assertEqual(ours, handovers.ids)
            overdue = self.reminders(self.matter_, kind="overdue")
            self.assertTrue(overdue.digest_id, "no digest")
            # another run of the same day begins at the beginning
            seen.clear()
            self.run_patrol()
            self.assertLessEqual(set(handovers.ids), set(seen))
            # and one of the next day, where the last one stopped half-way
            self.short_run()
            self.short_run()
            self.at("2024-03-20")
            seen.clear()
            self.run_patrol()
            self.assertLessEqual(set(handovers.ids), set(seen))

    # ------------------------------------------------------------------
    # Broken
    # ------------------------------------------------------------------

    def digest_of(self, day):
        self.patrol(day)
        overdue = self.reminders(self.matter_, kind="overdue")
        self.assertTrue(overdue.digest_id, "no digest")

    def raised(self, **values):
        return self.env["duban.reminder"].create(
            {
                "res_model": "duban.matter",
                "res_id": self.matter_.id,
                "company_id": self.company.id,
                "kind": "report_due",
                "day": "2024-03-16",
                "step": 1,
                "user_id": self.office_user.id,
                "date": "2024-03-16",
                **values,
            }
        )

    @clause("CORE-23")
    def test_an_addon_that_went(self):
        """Its unsent reminders stop nobody's message, be it the one of the same person."""
        rows = self.raised(res_model="duban.gone", res_id=1)
        rows |= self.raised(
            res_model="duban.gone",
            res_id=2,
            user_id=self.worker_a.id,
            date="2024-03-19",
        )
        rows |= self.raised(res_model="duban.gone", res_id=3, kind="handover")
        self.digest_of("2024-03-19")
        self.assertTrue(all(row.date_dropped for row in rows))
        self.assertFalse(rows.digest_id)

    @clause("CORE-23")
    def test_an_addon_that_goes(self):
        kept = self.raised(kind="overdue")
        gone = self.raised(res_model="duban.semester", res_id=1)
        modules = self.env["ir.module.module"]
        modules._drop_reminding(["duban_supervision_after"])
        self.assertTrue(gone.date_dropped)
        # matters are of the engine, which stays
        self.assertFalse(kept.date_dropped)

    @clause("CORE-23")
    def test_a_reminder_of_a_day_off_whose_record_is_broken(self):
        broken = self.accepted(name="坏的")
        self.raised(res_id=broken.id, matter_id=broken.id, kind="due_soon")
        events = self.registry["duban.matter"]._reminder_events

        def fails(matter):
            if matter.id == broken.id:
                raise ValueError("broken")
            return events(matter)

        with (
            patch.object(self.registry["duban.matter"], "_reminder_events", fails),
            mute_logger(AGAIN),
        ):
            self.digest_of("2024-03-19")

    @clause("CORE-23", "CORE-29")
    def test_an_absence_that_begins_and_one_broken_matter(self):
        broken = self.accepted(name="坏的")
        self.env["duban.delegation"].with_user(self.worker_a).create(
            {
                "deputy_id": self.liaison_a.id,
                "date_from": "2024-03-19",
                "date_to": "2024-03-22",
            }
        )
        expected = self.registry["duban.matter"]._expected_todos

        def fails(matter):
            if matter.id == broken.id:
                raise ValueError("broken")
            return expected(matter)

        with (
            patch.object(self.registry["duban.matter"], "_expected_todos", fails),
            mute_logger(AGAIN),
        ):
            self.digest_of("2024-03-19")
        # what can be moved moved
        self.assertEqual(
            self.todos(self.matter_, kind="result").user_id, self.liaison_a
        )

    @clause("CORE-23")
    def test_a_draft_that_cannot_follow_its_version(self):
        draft = self.matter(name="草稿")
        self.regulation.copy({"company_id": self.company.id, "date_from": "2024-03-15"})
        with (
            patch.object(
                self.registry["duban.matter"],
                "_follow_version",
                side_effect=ValueError("broken"),
            ) as follow,
            mute_logger(RULES),
        ):
            self.digest_of("2024-03-19")
        self.assertTrue(follow.called)
        self.assertEqual(draft.regulation_id, self.regulation)
