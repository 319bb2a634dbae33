"""Decisions about and during a standstill: who may be named as having decided it, what still waits (PLUS-C1)."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision.test_pause import PauseCommon


@tagged("post_install", "-at_install")
class TestPauseDecisions(PauseCommon):
    def setUp(self):
        super().setUp()
        self.at("2026-11-23")

    @clause("PLUS-C1", "WUT-8.1b", "SIE-8.1b", "CORE-20")
    def test_a_leader_who_can_act_on_the_matter_decides(self):
        """Nobody who is recused from it, has left, or leads in a part of the institution only; on another matter the
        recused one may."""
        self.regulation.pause_decider = "leader"
        matter, other = self.accepted(), self.accepted(name="另一项")
        self.env["duban.recusal"].with_user(self.office_user).create(
            {"matter_id": matter.id, "user_id": self.leader.id, "ground": "利害关系"}
        )
        self.leader2.sudo().active = False
        college = self.env["res.company"].create(
            {"name": "下属学院", "parent_id": self.company.id}
        )
        dean = self.new_person("dean", "leader")
        dean.write(
            {"company_id": college.id, "company_ids": [Command.set(college.ids)]}
        )
        for decider in (self.leader, self.leader2, dean, self.head_a):
            with self.assertRaisesRegex(UserError, "leader"), self.cr.savepoint():
                self.pause(matter, "2026-12-04", decider_id=decider.id)
            self.env.invalidate_all()
            self.assertFalse(matter.paused_since, decider.name)
        self.assertFalse(matter.sudo().pause_ids)
        for row, decider in ((matter, self.secretary), (other, self.leader)):
            self.pause(row, "2026-12-04", decider_id=decider.id)
            self.assertEqual(row.pause_ids.decider_id, decider)
            self.assertEqual(str(row.paused_since), "2026-11-23")

    @clause("PLUS-C1", "CORE-10")
    def test_whoever_has_to_decide_is_reminded_while_it_stands(self):
        """It is the unit that is left alone: what was applied for before waits with the leader, as long as it waits."""
        self.regulation.decision_reminder_days = 3
        matter = self.accepted()
        self.at("2026-11-24")
        request = self.extension(matter, "2026-12-31")
        request.action_submit()
        self.pause(matter, "2026-12-18")
        before = self.reminders(matter)
        self.assertEqual(self.todos(matter, kind="approve").user_id, self.leader)
        # three working days after Tuesday 11-24
        for day in ("2026-11-25", "2026-11-26"):
            self.patrol(day)
            self.assertEqual(self.reminders(matter), before)
        self.patrol("2026-11-27")
        new = self.reminders(matter) - before
        self.assertEqual((new.kind, new.user_id), ("undecided", self.leader))
        self.assertTrue(matter.paused_since)
        self.run_chain(matter)
        self.assertEqual(str(matter.date_deadline), "2026-12-31")
        before = self.reminders(matter)
        for day in ("2026-12-01", "2026-12-10", "2026-12-17"):
            self.patrol(day)
        self.assertEqual(self.reminders(matter), before)
        self.patrol("2026-12-18")
        new = self.reminders(matter) - before
        self.assertEqual((new.kind, new.user_id), ("pause_over", self.office_user))
