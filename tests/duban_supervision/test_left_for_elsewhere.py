"""Who works at another institution now has left this one: nothing here waits for that person (CORE-20, CORE-39)."""

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision.test_people_change import PeopleCommon


@tagged("post_install", "-at_install")
class TestLeftForElsewhere(PeopleCommon):
    @clause("CORE-20", "CORE-23", "CORE-39")
    def test_a_leader_who_leaves_for_another_institution_decides_nothing_here(self):
        """Still a user elsewhere: the office names who decides, is asked what the leader was, and nobody there reads
        of it."""
        waiting = self.accepted(name="待批")
        late = self.accepted(
            name="逾期", date_deadline="2024-03-06", deadline_ground="x"
        )
        request = self.extension(waiting, "2024-06-30")
        request.action_submit()
        line = request.sudo().approval_line_ids
        self.assertEqual(line.approver_id, self.leader)
        other = self.env["res.company"].create({"name": "别校"})
        self.leader.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(self.todos(waiting, self.leader))
        self.assertEqual(
            self.todos(waiting).filtered(
                lambda todo: todo.duban_key == f"decider:{line.id}"
            ).user_id,
            self.office_user,
        )  # fmt: skip
        self.assertTrue(line.with_user(self.office_user).can_name_decider)
        line.with_user(self.office_user).action_name_decider(self.leader2.id, "离任")
        self.assertEqual(self.todos(waiting, kind="approve").user_id, self.leader2)
        # a new application is handed in all the same, and the office is asked
        again = self.extension(late, "2024-06-30")
        again.action_submit()
        self.assertEqual(again.state, "submitted")
        line = again.sudo().approval_line_ids
        self.assertIn(
            (f"decider:{line.id}", self.office_user),
            [(todo.duban_key, todo.user_id) for todo in self.todos(late)],
        )
        # up to the last rung
        before = self.env["duban.reminder"].sudo().search([])
        for day in ("2024-03-07", "2024-03-08", "2024-03-11", "2024-03-14"):
            self.patrol(day)
        told = self.env["duban.reminder"].sudo().search([]) - before
        self.assertTrue(told)
        self.assertIn(self.office_user, told.user_id)
        self.assertFalse(
            told.filtered(lambda row: self.company not in row.user_id.company_ids)
        )

    @clause("CORE-20", "CORE-39")
    def test_a_clerk_taken_out_of_the_institution_is_asked_nothing(self):
        """The employee stays in the office's unit: the account is let in elsewhere only."""
        matter = self.submitted(self.accepted(officer_id=self.office_user.id))
        self.assertEqual(self.todos(matter).user_id, self.office_user)
        other = self.env["res.company"].create({"name": "别校"})
        self.office_user.write(
            {"company_ids": [(6, 0, other.ids)], "company_id": other.id}
        )
        self.assertEqual(self.todos(matter).user_id, self.office_user2)
