"""To-dos on the days around a limit, in the language of whoever has them; and what filing needed stays filled in."""

import re

from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@tagged("post_install", "-at_install")
class TestTodoDays(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    @clause("CORE-10", "CORE-7")
    def test_the_head_is_asked_from_the_day_after_the_limit(self):
        matter = self.accepted(date_deadline="2024-03-29")
        for day, asked in (("2024-03-29", False), ("2024-03-30", True)):
            self.at(day)
            matter.sudo()._reconcile_todos()
            overdue = self.todos(matter, user=self.head_a, kind="overdue")
            self.assertEqual(bool(overdue), asked, day)

    @clause("CORE-10", "CORE-21", "ABAF-6.1b")
    def test_the_head_is_asked_of_what_nobody_accepted_too(self):
        """Due Friday 2024-03-15, with the liaison to accept; where the head has to accept that is what is asked. Who is
        given it late has three working days to accept first: from the 18th to the 21st."""
        self.regulation.liaison_rule = "optional"
        self.unit_a.liaison_id = self.liaison_a
        own, heads = (
            self.assigned(lead_unit_id=unit.id, date_deadline="2024-03-15")
            for unit in (self.unit_a, self.unit_b)
        )
        for day, asked in (("2024-03-15", 0), ("2024-03-16", 1)):
            self.at(day)
            self.run_patrol()
            found = self.todos(own, kind="overdue")
            self.assertEqual(len(found), asked, day)
            self.assertEqual(self.todos(own, kind="accept").user_id, self.liaison_a)
            self.assertFalse(self.todos(heads, kind="overdue"), day)
        self.assertEqual(
            (found.user_id, str(found.date_deadline)), (self.head_a, "2024-03-15")
        )
        self.unit_c.liaison_id = self.worker_c
        self.at("2024-03-18")
        own.with_user(self.office_user).action_reassign(self.unit_c.id, "职责调整")
        for day, asked in (("2024-03-18", 0), ("2024-03-21", 0), ("2024-03-22", 1)):
            self.at(day)
            self.run_patrol()
            found = self.todos(own, kind="overdue")
            self.assertEqual(len(found), asked, day)
        self.assertEqual(found.user_id, self.head_c)

    @clause("CORE-10")
    def test_a_todo_moves_with_its_limit(self):
        matter = self.accepted(date_deadline="2024-03-29")
        todo = self.todos(matter, user=self.worker_a, kind="result")
        self.assertEqual(str(todo.date_deadline), "2024-03-29")
        request = self.extension(matter, "2024-04-30")
        request.action_submit()
        for line in request.sudo().approval_line_ids.sorted("sequence"):
            line.with_user(line.approver_id).action_approve("同意")
        self.assertEqual(str(matter.date_deadline), "2024-04-30")
        after = self.todos(matter, user=self.worker_a, kind="result")
        self.assertEqual(str(after.date_deadline), "2024-04-30")

    @clause("CORE-16")
    def test_each_reads_the_own_language(self):
        self.worker_a.lang, self.head_a.lang = "zh_CN", "en_US"
        matter = self.accepted(date_deadline="2024-03-29")
        self.at("2024-04-01")
        for lang in ("zh_CN", "en_US"):
            self.office_user.lang = lang
            matter.with_user(self.office_user).with_context(
                lang=lang
            )._reconcile_todos()
            own = self.todos(matter, user=self.worker_a, kind="result").summary
            heads = self.todos(matter, user=self.head_a, kind="overdue").summary
            self.assertTrue(CHINESE.search(own), own)
            self.assertFalse(CHINESE.search(heads), heads)

    @clause("CORE-2")
    def test_what_filing_needed_is_not_emptied(self):
        matter = self.assigned()
        office = matter.with_user(self.office_user)
        for name in ("content", "basis", "lead_unit_id", "source_category_id"):
            with self.subTest(name):
                self.assertTrue(matter[name])
                before = matter[name]
                self.assert_refused(office.write, {name: False})
                self.assertEqual(matter[name], before)
        draft = self.matter(name="尚未立项")
        draft.with_user(self.office_user).write({"content": False})
        self.assertFalse(draft.content)

    @clause("CORE-2")
    def test_what_asks_for_no_decision_is_not_decided(self):
        matter = self.assigned()
        todo = self.todos(matter, user=self.head_a)[:1].with_user(self.head_a)
        self.assertTrue(todo)
        for call in (
            todo.action_duban_approve,
            lambda: todo.action_duban_return("材料不全"),
            lambda: todo.action_duban_ask("approve"),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                call()
        self.assertEqual(matter.state, "assigned")
