"""兰州大学, second reading: a claimed task that is reassigned, merging that loses nothing, who rectifies."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_lzu.common import LzuCommon


@tagged("post_install", "-at_install")
class TestSecondReading(LzuCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    @clause("LZU-6.1.2d", "LZU-2.4", "LZU-6.1.2a")
    def test_a_claimed_task_is_claimed_again_by_its_new_unit(self):
        matter = self.claimed_b()
        office = matter.with_user(self.office_user)
        with self.assertRaises(UserError), self.cr.savepoint():
            office.write({"lead_unit_id": self.unit_c.id})
        office.action_reassign(self.unit_c.id, "职责调整")
        self.assertEqual(matter.sudo().state, "assigned")
        self.assertFalse(matter.sudo().date_accepted)
        self.assertIn(
            matter, self.env["duban.matter"].sudo().search([("state", "=", "assigned")])
        )
        self.assertEqual(self.todos(matter, kind="accept").user_id, self.worker_c)
        with self.assertRaises(AccessError), self.cr.savepoint():
            matter.with_user(self.worker_b).action_claim()
        # 责任到人: the 责任人 of the former unit is none of this one
        own = matter.with_user(self.worker_c)
        with self.assertRaisesRegex(UserError, "责任人"), self.cr.savepoint():
            own.action_claim()
        own.handler_id = self.worker_c
        own.action_claim()
        self.assertEqual(matter.sudo().state, "in_progress")

    @clause("LZU-6.1.1g")
    def test_merging_loses_neither_progress_nor_the_earlier_limit(self):
        first = self.claimed_b(date_deadline="2024-04-15")
        second = self.claimed_b(date_deadline="2024-05-01")
        rows = self.feedback(first, self.worker_b, name="已招标")
        rows |= self.feedback(second, self.worker_b, name="已签约")
        office = first.with_user(self.office_user)
        with self.assertRaises(UserError) as question, self.cr.savepoint():
            office.action_merge(second, "同一任务")
        self.assertIn("2024年4月15日", str(question.exception))
        self.assertIn("2024年5月1日", str(question.exception))
        # a third date would be time that nobody granted
        with self.assertRaises(UserError), self.cr.savepoint():
            office.action_merge(second, "同一任务", "2024-06-15")
        office.action_merge(second, "同一任务", "2024-04-15")
        self.assertEqual(str(second.date_deadline), "2024-04-15")
        self.assertEqual(
            set(second.sudo().feedback_ids.mapped("name")), {"已招标", "已签约"}
        )
        dates = [
            str(day) for day in second.sudo().due_date_ids.sorted("id").mapped("date")
        ]
        self.assertEqual(dates, ["2024-05-01", "2024-04-15"])
        first.with_user(self.admin).action_unmerge("并错了")
        self.assertEqual(first.sudo().feedback_ids.mapped("name"), ["已招标"])
        self.assertEqual(second.sudo().feedback_ids.mapped("name"), ["已签约"])

    @clause("LZU-6.1.1g", "XISU-3.4")
    def test_progress_moves_with_a_merge_and_back(self):
        """No task is without answer whose unit reported it on the other one, or with the answer of the other one."""
        told = self.claimed_b(date_deadline="2024-05-01")
        silent = self.claimed_b(date_deadline="2024-05-01")
        self.feedback(told, self.worker_b, name="已招标")
        day = told.sudo().date_last_feedback
        self.assertEqual(day, told._today())
        self.assertTrue(silent.sudo().is_unanswered)
        told.with_user(self.office_user).action_merge(silent, "同一任务")
        self.assertEqual(silent.sudo().date_last_feedback, day)
        self.assertFalse(silent.sudo().is_unanswered)
        told.with_user(self.admin).action_unmerge("并错了")
        self.assertTrue(silent.sudo().is_unanswered)
        self.assertFalse(told.sudo().is_unanswered)
