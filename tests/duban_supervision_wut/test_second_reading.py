"""武汉理工大学, second reading: the leader's date, a handed-over matter, recused heads, who decided."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_wut.common import WutCommon


@tagged("post_install", "-at_install")
class TestSecondReading(WutCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    @clause("WUT-22.4b")
    def test_the_leaders_signature_sets_the_date(self):
        for proposed in ("2024-12-15", False):
            matter = self.matter(
                scope=3,
                name=f"事项{proposed}",
                date_deadline=proposed,
                deadline_ground=False,
            )
            matter.action_submit_filing()
            line = matter.sudo()._current_line()
            self.assertTrue(line._signs_date())
            ask = line.with_user(self.leader).action_ask("approve")
            self.assertEqual(ask["context"]["default_action"], "approve_date")
            with self.assertRaises(UserError), self.cr.savepoint():
                line.with_user(self.leader).action_approve("同意", "2024-03-03")
            with self.assertRaises(AccessError), self.cr.savepoint():
                line.with_user(self.office_user).action_approve("同意", "2024-11-30")
            line.with_user(self.leader).action_approve(
                "同意。11月30日前办结。", "2024-11-30"
            )
            matter.with_user(self.office_user).action_file()
            self.assertEqual(str(matter.date_deadline), "2024-11-30")
            due = matter.sudo().due_date_ids
            self.assertEqual(len(due), 1)
            self.assertIn("同意。11月30日前办结。", due.ground)

    @clause("WUT-26.1c")
    def test_the_receiving_office_is_handed_the_matter(self):
        matter = self.matter(name="某人问题线索")
        matter.with_user(self.office_user).action_route("disciplinary", "涉及违纪")
        todo = self.todos(matter, self.discipline_user)
        self.assertEqual(todo.mapped("duban_key"), ["receive"])
        told = self.env["duban.reminder"].sudo().search([("matter_id", "=", matter.id)])
        self.assertEqual(told.mapped("kind"), ["routed"])
        self.assertEqual(told.user_id, self.discipline_user)
        self.assertFalse(told.note, "no word of the content")
        with self.assertRaises(AccessError), self.cr.savepoint():
            matter.with_user(self.office_user).action_receive()
        own = matter.with_user(self.discipline_user)
        self.assertIn("receive", own._possible_actions())
        own.action_receive()
        self.assertFalse(self.todos(matter, self.discipline_user))
        self.assertEqual(matter.sudo().received_by_id, self.discipline_user)
        self.assertFalse(self.as_user(matter, self.office_user).has_access("read"))

    @clause("CORE-20", "WUT-8.1b")
    def test_a_recused_head_is_replaced_and_the_result_is_handed_in(self):
        matter = self.accepted()
        self.env["duban.recusal"].with_user(self.office_user).create(
            {
                "matter_id": matter.id,
                "user_id": self.head_a.id,
                "ground": "亲属关系",
                "replacement_id": self.liaison_a.id,
            }
        )
        self.assertEqual(matter.sudo().unit_head_id, self.liaison_a)
        matter.with_user(self.worker_a).write(self.result_values(matter))
        self.assertEqual(self.todos(matter, kind="confirm").user_id, self.liaison_a)
        for user in (self.worker_a, self.office_user, self.head_b):
            with self.assertRaises(AccessError), self.cr.savepoint():
                matter.with_user(user).action_confirm_result()
        matter.with_user(self.liaison_a).action_confirm_result()
        self.feedback(matter)
        matter.with_user(self.worker_a).action_submit_result()
        self.assertEqual(matter.sudo().state, "result_submitted")

    @clause("DOC-14")
    def test_the_meeting_that_decided_is_named_not_the_clerk(self):
        matter = self.accepted()
        request = self.request(
            matter, kind="inability", reason_kind="objective", reason="设备停产"
        )
        request.action_submit()
        request.with_user(self.office_user).write(
            {
                "decision_body_id": self.body("president_meeting").id,
                "decision_date": "2024-03-04",
                "decision_text": "同意延至年底",
                "outcome": "new_date",
                "date_granted": "2024-12-31",
            }
        )
        request.approval_line_ids.with_user(self.office_user).action_approve("同意")
        due = matter.sudo().due_date_ids.sorted("id")[-1]
        self.assertEqual(str(due.date), "2024-12-31")
        self.assertEqual(due.decided_by, "校长办公会")
        self.assertFalse(due.approver_id)
