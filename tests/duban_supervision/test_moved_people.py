"""Whoever moves to another unit reads and acts for that one from then on, by whatever way of hr (CORE-12, CORE-20)."""
# what people say in a test is nobody's term to translate
# pylint: disable=translation-required

from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestMovedPeople(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-02-01")
        self.clerk = self.new_person("hr_clerk", "user", self.unit_out)
        self.clerk.group_ids += self.env.ref("hr.group_hr_manager")
        self.mover = self.new_person("mover", "user", self.unit_a)
        self.employee = self.mover.employee_ids
        self.at("2024-03-04")
        self.matter_ = self.accepted(co_unit_ids=self.units(self.unit_b))
        # unit B is recused on it
        self.recusal = (
            self.env["duban.recusal"]
            .with_user(self.office_user)
            .create(
                {
                    "matter_id": self.matter_.id,
                    "ground": "利益关系",
                    "department_id": self.unit_b.id,
                }
            )
        )
        self.env.flush_all()
        self.before()

    def before(self):
        """What the person can do before, computed and kept in the caches."""
        self.assertEqual(self.mover.duban_unit_ids, self.unit_a)
        self.assertTrue(self.reads())
        self.assertNotIn(self.mover, self.matter_.sudo().recused_user_ids)

    def reads(self):
        self.env.invalidate_all()
        return self.matter_.with_user(self.mover).has_access("read")

    def came_to_b(self):
        self.env.invalidate_all()  # the next request
        self.assertEqual(self.mover.duban_unit_ids, self.unit_b)
        self.assertIn(self.mover, self.matter_.sudo().recused_user_ids)
        self.assertFalse(self.reads())

    def left(self):
        self.env.invalidate_all()  # the next request
        self.assertFalse(self.mover.duban_unit_ids)
        self.assertFalse(self.reads())

    def by_clerk(self, record=None):
        return (record or self.employee).with_user(self.clerk).sudo(False)

    @clause("CORE-12", "CORE-20", "WUT-8.1b", "SIE-8.1b")
    def test_by_the_form_of_the_employee(self):
        self.by_clerk().write({"department_id": self.unit_b.id})
        self.came_to_b()

    @clause("ABAF-8.1d")
    def test_a_successor_is_asked_for_from_the_day_of_the_move(self):
        """Not since the account was edited, in years before; the day stays as time goes on."""
        self.regulation.handover_enabled = True
        self.matter_.with_user(self.head_a).handler_id = self.mover
        self.cr.execute(
            "UPDATE res_users SET write_date = '2020-01-01' WHERE id = %s",
            [self.mover.id],
        )
        self.env.invalidate_all()
        self.at("2024-03-11")
        self.employee.write({"department_id": self.unit_out.id})
        self.cr.precommit.run()
        for day in ("2024-03-11", "2024-03-13"):
            self.at(day)
            self.matter_._reconcile_todos()
            todo = self.todos(self.matter_).filtered(
                lambda row: row.duban_key == "handover"
            )
            self.assertEqual(str(todo.date_deadline), "2024-03-11")

    @clause("ABAF-8.1c", "ABAF-8.1d", "CORE-20")
    def test_what_the_new_unit_has_stays_with_whoever_moved_there(self):
        """Handler in A, head and liaison of C by now: A's colleague takes over A's matter, and nothing else."""
        self.regulation.handover_enabled = True
        self.matter_.with_user(self.head_a).handler_id = self.mover
        self.employee.write({"department_id": self.unit_c.id})
        self.cr.precommit.run()
        self.unit_c.write({"manager_id": self.employee.id, "liaison_id": self.mover.id})
        own = self.accepted(name="新单位的", lead_unit_id=self.unit_c.id)
        self.assertEqual(own.sudo().unit_head_id, self.mover)
        row = (
            self.env["duban.handover"]
            .with_user(self.office_user)
            .create(
                {
                    "predecessor_id": self.mover.id,
                    "successor_id": self.worker_a.id,
                    "reason": "岗位调整",
                }
            )
        )
        self.assertEqual(row.sudo().matter_ids, self.matter_)
        for user in (self.mover, self.worker_a):
            row.with_user(user).action_confirm()
        self.assertEqual(row.state, "done")
        self.assertEqual(self.matter_.sudo().handler_id, self.worker_a)
        self.assertEqual(own.sudo().unit_head_id, self.mover)
        self.assertEqual(self.unit_c.liaison_id, self.mover)

    @clause("CORE-12", "CORE-20", "WUT-8.1b", "SIE-8.1b")
    def test_by_a_version_of_today(self):
        self.by_clerk().create_version(
            {"date_version": "2024-03-04", "department_id": self.unit_b.id}
        )
        self.came_to_b()

    @clause("CORE-12", "CORE-20", "WUT-8.1b", "SIE-8.1b")
    def test_by_the_list_of_versions(self):
        version = self.by_clerk(self.employee.current_version_id)
        version.write({"department_id": self.unit_b.id})
        self.came_to_b()

    @clause("CORE-12", "CORE-20", "WUT-8.1b", "SIE-8.1b")
    def test_by_a_version_that_begins_later(self):
        """Nothing changes until its day; Odoo's own job then makes it count."""
        version = self.by_clerk().create_version({"date_version": "2024-09-01"})
        # the form of the employee looks at the version of September
        self.by_clerk().with_context(version_id=version.id).write(
            {"department_id": self.unit_b.id}
        )
        self.before()
        self.at("2024-09-01")
        self.env["hr.employee"]._cron_update_current_version_id()
        self.came_to_b()

    @clause("CORE-12", "CORE-20", "WUT-8.1b", "SIE-8.1b")
    def test_by_the_day_of_a_version(self):
        """A version of September is set to begin today, and then taken away again."""
        version = self.by_clerk().create_version(
            {"date_version": "2024-09-01", "department_id": self.unit_b.id}
        )
        self.before()
        self.by_clerk(version).write({"date_version": "2024-03-04"})
        self.came_to_b()
        self.by_clerk(version).unlink()
        self.env.invalidate_all()
        self.assertEqual(self.mover.duban_unit_ids, self.unit_a)

    @clause("CORE-12", "CORE-20")
    def test_who_is_an_employee_no_more(self):
        for number, leave in enumerate(
            (
                lambda: self.by_clerk().write({"active": False}),
                lambda: self.by_clerk(self.employee.resource_id).write(
                    {"active": False}
                ),
                lambda: self.by_clerk().write({"user_id": False}),
                lambda: self.by_clerk(self.employee.resource_id).write(
                    {"user_id": False}
                ),
                lambda: self.by_clerk().unlink(),
            )
        ):
            savepoint = self.cr.savepoint(flush=True)
            leave()
            with self.subTest(number=number):
                self.left()
            self.env.invalidate_all(flush=False)
            savepoint.close(rollback=True)
            self.env.registry.clear_cache()
            self.before()


@tagged("post_install", "-at_install")
class TestMovedTodos(SupervisionCommon):
    """What only the people of the old unit can do is asked of them, on the very day (CORE-20)."""

    def setUp(self):
        super().setUp()
        self.at("2024-02-01")
        self.member_b = self.new_person("member_b", "user", self.unit_b)
        self.at("2024-03-04")
        self.reviewed = self.accepted(name="待审查", officer_id=self.office_user2.id)
        self.submitted(self.reviewed)
        self.helped = self.accepted(name="待协办", co_unit_ids=self.units(self.unit_b))
        self.line_b = self.helped.unit_line_ids.filtered(
            lambda row: row.department_id == self.unit_b
        )
        self.line_b.with_user(self.head_b).write({"handler_id": self.member_b.id})
        self.env.flush_all()
        self.at_home()

    def owner(self, matter, key):
        self.env.invalidate_all()
        return self.todos(matter).filtered(lambda row: row.duban_key == key).user_id

    def at_home(self):
        self.assertEqual(self.owner(self.reviewed, "review"), self.office_user2)
        self.assertEqual(self.owner(self.helped, f"co:{self.unit_b.id}"), self.member_b)

    def moved(self):
        self.assertEqual(self.owner(self.reviewed, "review"), self.office_user)
        self.assertEqual(self.owner(self.helped, f"co:{self.unit_b.id}"), self.head_b)

    def employees(self):
        people = self.office_user2 | self.member_b
        return self.env["hr.employee"].search([("user_id", "in", people.ids)])

    @clause("CORE-20")
    def test_on_the_day_on_which_a_version_begins(self):
        for employee in self.employees():
            employee.create_version(
                {"date_version": "2024-03-11", "department_id": self.unit_out.id}
            )
        self.at_home()
        self.at("2024-03-11")
        self.env["hr.employee"]._cron_update_current_version_id()
        self.moved()
        todos = self.todos(self.reviewed) | self.todos(self.helped)
        self.run_patrol()
        self.assertEqual(self.todos(self.reviewed) | self.todos(self.helped), todos)
        # and back: what is one's own is one's own again
        for employee in self.employees():
            employee.current_version_id.unlink()
        self.at_home()

    @clause("CORE-20")
    def test_by_every_way_of_hr(self):
        employees = self.employees()
        for number, leave in enumerate(
            (
                lambda: employees.write({"department_id": self.unit_out.id}),
                lambda: employees.current_version_id.write({"department_id": False}),
                lambda: [
                    employee.create_version(
                        {
                            "date_version": "2024-03-04",
                            "department_id": self.unit_out.id,
                        }
                    )
                    for employee in employees
                ],
                lambda: employees.write({"active": False}),
                lambda: employees.resource_id.write({"active": False}),
                lambda: [each.write({"user_id": False}) for each in employees],
                lambda: employees.resource_id.write({"user_id": False}),
                employees.unlink,
            )
        ):
            savepoint = self.cr.savepoint(flush=True)
            leave()
            with self.subTest(number=number):
                self.moved()
            self.env.invalidate_all(flush=False)
            savepoint.close(rollback=True)
            self.env.registry.clear_cache()
            self.at_home()
