"""A to-do ends by the step: nobody ticks it off, moves it, rewrites it or takes it away, alone or in company."""

from datetime import date

from odoo import Command
from odoo.tests import tagged

from odoo.addons.duban_supervision.tools.door import DOOR

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestTodoGuard(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.matter_ = self.assigned(co_unit_ids=[Command.set(self.unit_b.ids)])
        self.todo = self.todos(self.matter_, user=self.liaison_or_head())[:1]
        self.assertTrue(self.todo)

    def liaison_or_head(self):
        """No liaison and no handler is named: the head of the lead unit has the to-do."""
        return self.head_a

    def ordinary(self, user):
        """A reminder that somebody made for himself on the same matter."""
        return self.matter_.with_user(user).activity_schedule(
            "mail.mail_activity_data_todo", user_id=user.id, summary="自己的提醒"
        )

    def state(self):
        todos = self.env["mail.activity"].with_context(active_test=False).sudo()
        return todos.search([("duban_key", "!=", False)]).read(
            ["user_id", "date_deadline", "summary", "active", "duban_key", "res_id"]
        )

    @clause("CORE-2")
    def test_nobody_ticks_it_off(self):
        before = self.state()
        for user in (self.head_a, self.office_user, self.admin):
            todo = self.todo.with_user(user)
            self.assert_refused(todo.action_done)
            self.assert_refused(todo.action_feedback)
            self.assert_refused(todo.action_feedback, "已办")
            self.assert_refused(todo.action_feedback, False, [])
            self.assert_refused(todo.action_feedback_schedule_next, "已办")
            self.assert_refused(todo.action_cancel)
            self.assert_refused(todo.unlink)
            self.assertEqual(self.state(), before)
        matter = self.matter_.with_user(self.head_a)
        kind = self.todo.activity_type_id.get_external_id()[
            self.todo.activity_type_id.id
        ]
        self.assert_refused(matter.activity_feedback, [kind], None, "已办")
        self.assert_refused(matter.activity_unlink, [kind])
        self.assertEqual(self.state(), before)

    @clause("CORE-2")
    def test_nobody_changes_it(self):
        before = self.state()
        for vals in (
            {"user_id": self.worker_b.id},
            {"date_deadline": "2025-01-01"},
            {"summary": "不用办"},
            {"active": False},
            {"duban_key": False},
            {"duban_key": "accept:1"},
            {"res_id": self.filed().id},
            {"activity_type_id": self.env.ref("mail.mail_activity_data_call").id},
        ):
            before = self.state()
            for user in (self.head_a, self.office_user, self.admin):
                self.assert_refused(self.todo.with_user(user).write, vals)
            self.assertEqual(self.state(), before, vals)

    @clause("CORE-2")
    def test_not_in_the_company_of_an_ordinary_activity_either(self):
        own = self.ordinary(self.head_a)
        before = self.state()
        for both in (own + self.todo, self.todo + own):
            both = both.with_user(self.head_a)
            for call, *args in (
                (both.action_done,),
                (both.action_feedback, "都办了"),
                (both.write, {"user_id": self.worker_a.id}),
                (both.write, {"date_deadline": "2025-01-01"}),
                (both.unlink,),
            ):
                self.assert_refused(call, *args)
                self.assertEqual(self.state(), before)
                self.assertTrue(own.exists().active)

    @clause("CORE-2")
    def test_nobody_makes_one(self):
        values = {
            "res_model_id": self.env["ir.model"]._get_id("duban.matter"),
            "res_id": self.matter_.id,
            "user_id": self.worker_a.id,
            "activity_type_id": self.todo.activity_type_id.id,
            "duban_key": "accept:0",
        }
        for user in (self.head_a, self.office_user, self.admin):
            Activity = self.env["mail.activity"].with_user(user)
            self.assert_refused(Activity.create, values)
            plain = {**values, "duban_key": False}
            self.assert_refused(Activity.create, [plain, values])

    @clause("CORE-2")
    def test_own_reminders_stay_ones_own(self):
        own = self.ordinary(self.head_a)
        own.write({"date_deadline": "2024-03-20", "summary": "改期"})
        self.assertEqual(own.date_deadline, date(2024, 3, 20))
        own.action_feedback("办好了")
        self.assertFalse(own.active)
        other = self.ordinary(self.head_a)
        other.unlink()
        self.assertFalse(other.exists())

    @clause("CORE-2")
    def test_the_step_ends_it_and_keeps_it(self):
        todo = self.todo
        self.plan(self.matter_, "2024-03-10")
        self.matter_.with_user(self.worker_a).action_accept()
        self.assertTrue(todo.exists())
        self.assertFalse(todo.active)
        self.assertEqual(todo.user_id, self.head_a)

    @clause("CORE-20")
    def test_the_list_of_open_ones_is_never_an_old_one(self):
        """Steps of one transaction read it once: it follows what is done, opened again, made and lost."""
        matter, todo = self.matter_.sudo(), self.todo.sudo()
        todo = todo.with_context(duban_door=DOOR)
        before = matter.open_todo_ids
        self.assertEqual(before, self.todos(matter))
        todo._duban_finish()
        self.assertEqual(matter.open_todo_ids, before - todo)
        # its key is free as soon as it is needed
        matter._reconcile_todos()
        made = self.todos(matter) - before
        self.assertEqual(made.duban_key, todo.duban_key)
        self.assertEqual(matter.open_todo_ids, self.todos(matter))
        made.with_context(duban_door=DOOR).unlink()
        self.assertEqual(matter.open_todo_ids, before - todo)
        todo.active = True
        self.assertEqual(matter.open_todo_ids, before)

    @clause("CORE-2")
    def test_what_the_system_lost_is_made_again(self):
        """Odoo's own clean-up and the archiving of a person take to-dos away; the next patrol makes them again."""
        keys = sorted(self.todos(self.matter_).mapped("duban_key"))
        self.env.cr.execute(
            "UPDATE duban_matter SET date_next_check = NULL WHERE id = %s",
            (self.matter_.id,),
        )
        self.env.invalidate_all()
        self.todos(self.matter_).unlink()
        self.assertFalse(self.todos(self.matter_))
        self.assertEqual(self.matter_.sudo().date_next_check, date(2024, 3, 4))
        self.run_patrol()
        self.assertEqual(sorted(self.todos(self.matter_).mapped("duban_key")), keys)
