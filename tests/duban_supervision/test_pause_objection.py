"""While the clock stands: objecting to the assignment, and another due date (PLUS-C1, CORE-22, CORE-8)."""

from datetime import date

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision.test_pause import PauseCommon, RunningCommon


@tagged("post_install", "-at_install")
class TestObjectionOverAStandstill(PauseCommon):
    """Assigned on Monday 23 November with three working days to object, stood still from Tuesday to 8 December."""

    def setUp(self):
        super().setUp()
        self.regulation.objection_days = 3
        self.at("2026-11-23")
        self.matter_ = self.assigned()
        self.at("2026-11-24")
        self.pause(self.matter_, "2026-12-14")

    def objecting(self):
        return self.matter_.with_user(self.head_a).action_object

    @clause("PLUS-C1", "CORE-22")
    def test_the_days_to_object_stand_still_too(self):
        self.at("2026-12-08")
        self.resume(self.matter_)
        # Thursday 26 November and ten working days
        self.at("2026-12-11")
        self.assertNotIn("object", self.matter_.with_user(self.head_a)._possible_actions())  # fmt: skip
        self.assert_refused(self.objecting(), "非本单位职责")
        self.at("2026-12-10")
        self.assertIn("object", self.matter_.with_user(self.head_a)._possible_actions())
        self.objecting()("非本单位职责")
        self.assertTrue(self.matter_.sudo()._open_objection())

    @clause("PLUS-C1", "CORE-22", "CORE-2")
    def test_nobody_objects_while_the_clock_stands(self):
        """Neither on screen nor past it: the days would be given back twice."""
        self.at("2026-11-25")
        self.assertNotIn("object", self.matter_.with_user(self.head_a)._possible_actions())  # fmt: skip
        self.assert_refused(self.objecting(), "非本单位职责")
        self.assertFalse(self.matter_.sudo().objection_ids)
        self.at("2026-12-08")
        self.resume(self.matter_)
        # three working days to accept: Thursday 26 November, and ten working days
        self.assertEqual(str(self.matter_.sudo()._acceptance_date()), "2026-12-10")

    @clause("PLUS-C1", "CORE-22")
    def test_only_what_stood_since_the_assignment(self):
        """A unit that takes over after the standstill has its three days from its own assignment."""
        self.at("2026-12-08")
        self.resume(self.matter_)
        self.matter_.with_user(self.office_user).action_reassign(
            self.unit_c.id, "职责已调整"
        )
        # Tuesday 8 December and three working days
        objecting = self.matter_.with_user(self.head_c).action_object
        self.at("2026-12-14")
        self.assert_refused(objecting, "非本单位职责")
        self.at("2026-12-11")
        objecting("非本单位职责")
        self.assertTrue(self.matter_.sudo()._open_objection())


@tagged("post_install", "-at_install")
class TestPauseDates(RunningCommon):
    @clause("PLUS-C1", "CORE-8")
    def test_an_extension_asked_for_before_it_stood_moves_by_all_days(self):
        """Nothing is applied for while the clock stands: who is granted an extension meanwhile loses no day by it."""
        request = self.extension(self.matter_, "2026-12-08")
        request.action_submit()
        self.pause(self.matter_, "2026-12-10")
        self.at("2026-11-30")
        self.run_chain(self.matter_)
        self.assertEqual(str(self.matter_.date_deadline), "2026-12-08")
        self.at("2026-12-02")
        self.resume(self.matter_)
        # seven working days after 11-23 up to 12-02; without the extension it were 12-16
        self.assertEqual(str(self.matter_.date_deadline), "2026-12-17")
        self.assertEqual(self.matter_.pause_days, 7)
        pause = self.matter_.pause_ids
        self.assertEqual(
            (str(pause.deadline_before), str(pause.deadline_after), pause.days),
            ("2026-12-08", "2026-12-17", 7),
        )
        words = self.matter_.due_date_ids.sorted("id")[-1].ground
        self.assertRegex(words, "(停|stood still) 7 ")
        self.assertIn("2026年12月8日 → 2026年12月17日", words)

    @clause("PLUS-C1", "CORE-8")
    def test_a_date_decided_meanwhile_moves_by_the_days_since(self):
        self.pause(self.matter_, "2026-12-10")
        self.at("2026-11-30")
        self.matter_.sudo()._set_deadline(
            date(2026, 12, 31), "decision", "会议另定期限"
        )
        self.at("2026-12-02")
        self.resume(self.matter_)
        # two of the seven working days
        self.assertEqual(str(self.matter_.date_deadline), "2027-01-04")
        self.assertEqual(self.matter_.pause_days, 7)
        words = self.matter_.due_date_ids.sorted("id")[-1].ground
        self.assertRegex(words, "(停|stood still) 2 ")
        self.assertIn("2026年11月30日", words)
        self.assertIn("2026年12月31日 → 2027年1月4日", words)
        act = self.matter_.sudo().act_ids.filtered(lambda row: row.action == "resume")
        self.assertIn(words, act.note)

    @clause("PLUS-C1", "CORE-2")
    def test_milestones_stay_within_a_due_date_that_was_fixed_meanwhile(self):
        """The clock goes on, by its own step and by each other that ends a standstill, whatever was fixed meanwhile."""
        self.regulation.write({"plan_within_deadline": True})
        for day, plan, ends in (
            # by seven working days from 12-04 it would be 12-15, after the due date
            (date(2026, 12, 9), ["2026-12-11", "2026-12-07"], "resume"),
            (date(2026, 12, 9), ["2026-12-11", "2026-12-07"], "reassign"),
            # the decision (two days later 12-03) is earlier than a milestone: it stays where the unit put it
            (date(2026, 12, 1), ["2026-12-04", "2026-12-03"], "resume"),
        ):
            self.at("2026-11-23")
            matter = self.accepted()
            self.plan(matter, "2026-12-04", "2026-11-26")
            lines = matter.plan_line_ids.sorted("id")[-2:]
            self.pause(matter, "2026-12-10")
            self.at("2026-11-30")
            matter.sudo()._set_deadline(day, "decision", "会议另定期限")
            self.at("2026-12-02")
            if ends == "resume":
                self.resume(matter)
            else:
                matter.with_user(self.office_user).action_reassign(
                    self.unit_b.id, "职责调整"
                )
            self.assertFalse(matter.paused_since)
            self.assertEqual([str(line.date) for line in lines], plan)
