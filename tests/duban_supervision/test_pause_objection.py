"""Objecting to an assignment whose clock stood still (PLUS-C1, CORE-22)."""

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision.test_pause import PauseCommon


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
