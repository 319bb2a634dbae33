"""Who handles a matter when hr moves people, and a unit's liaisons over time (ABAF-8.1d, WUT-20.1a)."""

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision.test_people_posts import PostsCommon


@tagged("post_install", "-at_install")
class TestHandlerMoves(PostsCommon):
    """hr moves the handler to another unit: the matter stays the old unit's (ABAF-8.1d, CORE-20)."""

    def setUp(self):
        super().setUp()
        self.at("2024-02-01")
        self.mover = self.new_person("mover", "user", self.unit_a)
        self.cr.precommit.run()
        self.at("2024-03-04")
        self.matter_ = self.accepted()
        self.matter_.with_user(self.head_a).handler_id = self.mover
        self.assertEqual(self.owner(self.matter_, "result"), self.mover)
        self.employee = self.employee_of(self.mover)

    def ways(self):
        b = self.unit_b.id
        return (
            lambda: self.employee.create_version(
                {"date_version": "2024-03-04", "department_id": b}
            ),
            lambda: self.employee.write({"department_id": b}),
            lambda: self.employee.write({"active": False}),
        )

    @clause("ABAF-8.1c", "ABAF-8.1d", "CORE-12", "CORE-20", "LZU-2.4")
    def test_what_the_old_unit_owes_is_its_own(self):
        for handover in (True, False):
            self.regulation.handover_enabled = handover
            for number, leave in enumerate(self.ways()):
                savepoint = self.cr.savepoint(flush=True)
                leave()
                # at once, as well as when the request has ended
                self.assertEqual(self.owner(self.matter_, "result"), self.head_a)
                self.cr.precommit.run()
                self.env.invalidate_all()
                with self.subTest(number=number, handover=handover):
                    self.moved(handover)
                self.env.invalidate_all(flush=False)
                savepoint.close(rollback=True)
                self.env.registry.clear_cache()

    def moved(self, handover):
        matter = self.matter_
        self.assertEqual(self.owner(matter, "result"), self.head_a)
        self.assertFalse(self.todos(matter, self.mover))
        self.assertFalse(matter.with_user(self.mover)._is_lead())
        self.assert_refused(matter.with_user(self.mover).action_submit_result)
        if matter.sudo()._rule("handover_enabled"):
            self.assertEqual(self.owner(matter, "handover"), self.office_user)
        # the head names another handler: that settles it
        matter.with_user(self.head_a).handler_id = self.worker_a
        self.assertEqual(self.owner(matter, "result"), self.worker_a)
        self.assertFalse(self.owner(matter, "handover"))

    @clause("CORE-20")
    def test_who_was_chosen_from_elsewhere_stays(self):
        """A working group: the handler was never of the unit."""
        self.matter_.with_user(self.office_user).sudo()._engine_write(
            {"handler_id": self.worker_b.id}
        )
        self.matter_._reconcile_todos()
        self.assertEqual(self.owner(self.matter_, "result"), self.worker_b)
        self.employee_of(self.worker_b).department_id = self.unit_c
        self.cr.precommit.run()
        self.assertEqual(self.owner(self.matter_, "result"), self.worker_b)
        self.assertFalse(self.owner(self.matter_, "handover"))
        self.assertTrue(self.matter_.with_user(self.worker_b)._is_lead())

    @clause("CORE-20", "ABAF-8.1d")
    def test_who_moves_within_the_unit_stays(self):
        """hr refines its tree: the handler stands in a section of the unit now."""
        section = self.env["hr.department"].create(
            {
                "name": "教学运行科",
                "parent_id": self.unit_a.id,
                "company_id": self.company.id,
            }
        )
        self.employee.department_id = section
        self.cr.precommit.run()
        self.assertEqual(self.owner(self.matter_, "result"), self.mover)
        self.assertTrue(self.matter_.with_user(self.mover)._is_lead())
        self.assertFalse(self.owner(self.matter_, "handover"))
        # and from there to another unit
        self.employee.department_id = self.unit_b
        self.cr.precommit.run()
        self.assertEqual(self.owner(self.matter_, "result"), self.head_a)
        self.assertFalse(self.matter_.with_user(self.mover)._is_lead())

    @clause("CORE-20")
    def test_who_worked_there_before_may_be_chosen(self):
        self.employee.department_id = self.unit_b
        self.cr.precommit.run()
        self.matter_.with_user(self.head_a).handler_id = self.worker_a
        self.matter_.with_user(self.head_a).handler_id = self.mover
        self.assertEqual(self.owner(self.matter_, "result"), self.mover)
        self.assertTrue(self.matter_.with_user(self.mover)._is_lead())


@tagged("post_install", "-at_install")
class TestLiaisonLeaves(PostsCommon):
    @clause("WUT-20.1a")
    def test_liaisons_over_time_say_who_is_there(self):
        self.unit_a.liaison_id = self.liaison_a
        self.at("2024-05-06")
        self.liaison_a.active = False
        row = self.unit_a.liaison_ids
        self.assertEqual(
            (row.user_id, str(row.date_from), str(row.date_to)),
            (self.liaison_a, "2024-03-04", "2024-05-06"),
        )
        # back again, and another one after that
        self.at("2024-06-03")
        self.liaison_a.active = True
        again = self.unit_a.liaison_ids - row
        self.assertEqual(
            (again.user_id, str(again.date_from), again.date_to),
            (self.liaison_a, "2024-06-03", False),
        )
        self.at("2024-07-01")
        self.unit_a.liaison_id = self.worker_a
        self.assertEqual(str(again.date_to), "2024-07-01")
        last = self.unit_a.liaison_ids - row - again
        self.assertEqual((last.user_id, last.date_to), (self.worker_a, False))
