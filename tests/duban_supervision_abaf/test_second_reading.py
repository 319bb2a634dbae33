"""阿坝职业学院, second reading: limits, new dates, registrations of protected matters, the signed sheet."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_abaf.common import AbafCommon


@tagged("post_install", "-at_install")
class TestSecondReading(AbafCommon):
    def setUp(self):
        super().setUp()
        self.at("2023-06-01")

    @clause("ABAF-16.3c")
    def test_no_acceptance_to_do_after_the_limit(self):
        """一级, one day: due on Friday 2 June; three working days would be Tuesday 6 June."""
        matter = self.assigned(grade="g1", term_days=1)
        self.assertEqual(str(matter.date_deadline), "2023-06-02")
        self.assertEqual(
            str(self.todos(matter, kind="accept").date_deadline), "2023-06-02"
        )
        longer = self.assigned(grade="g2", term_days=10, name="二级事项")
        self.assertEqual(
            str(self.todos(longer, kind="accept").date_deadline), "2023-06-06"
        )

    @clause("ABAF-16.6d")
    def test_a_new_limit_lies_in_the_future_and_the_first_lateness_stays(self):
        matter = self.accepted(term_days=10)
        self.at("2023-06-15")
        self.submitted(matter)
        office = matter.with_user(self.office_user)
        for day in ("2023-06-10", "2023-06-15"):
            with self.assertRaises(UserError), self.cr.savepoint():
                office.action_return_result("不符合要求", day)
        self.assertEqual(matter.sudo().state, "result_submitted")
        office.action_return_result("不符合要求", "2023-06-16")
        self.assertEqual(str(matter.date_deadline), "2023-06-16")
        self.assertTrue(matter.sudo().was_late)

    @clause("ABAF-21.1b")
    def test_each_office_registers_a_protected_matter_itself(self):
        matter = self.accepted(confidentiality="sensitive", term_days=10)
        self.at("2023-06-20")
        urging = matter.with_user(self.office_user).action_urge("请尽快落实")
        todos = self.todos(matter, kind="register").filtered(
            lambda row: ":urging:" in f":{row.duban_key}"
        )
        offices = self.organisation_user | self.discipline_user
        self.assertEqual(todos.user_id, offices)
        # the office's own entry was made by the act; it makes none for the others
        with self.assertRaises(UserError), self.cr.savepoint():
            matter.with_user(self.office_user).action_register_document(
                "urging", urging.id
            )
        for user in offices:
            own = self.as_user(matter, user)
            self.assertFalse(own.has_access("read"), "the number only")
            todo = todos.filtered(lambda row, user=user: row.user_id == user)
            action = todo.with_user(user).action_duban_open()
            self.assertEqual(action["tag"], "display_notification")
            self.assertNotIn(matter.sudo().name, action["params"]["message"])
        rows = matter.sudo().registration_ids.filtered(
            lambda row: row.document == "urging" and row.department_id != self.office
        )
        self.assertEqual(rows.user_id, offices)
        self.assertEqual(rows.department_id, self.organisation | self.discipline)

    @clause("ABAF-12.1d", "CORE-38")
    def test_the_sheet_shows_what_was_signed(self):
        matter = self.assigned()
        office = matter.with_user(self.office_user)
        with self.assertRaises(UserError), self.cr.savepoint():
            office.write({"content": "改了内容"})
        self.env["duban.adjustment"].with_user(self.office_user).create(
            {
                "matter_id": matter.id,
                "ground": "上级要求",
                "content": "新的内容",
                "handling_requirement": "每月书面反馈一次",
            }
        )
        sudo = matter.sudo()
        self.assertIn("2023", sudo._document_value_abaf_filing_sign_1())
        self.assertEqual(sudo.content, "更新教学用机房设备，完成安装调试")
        for leader in (self.leader, self.office_leader, self.secretary):
            sudo._current_line().with_user(leader).action_approve("同意修改")
        self.assertEqual(sudo.content, "新的内容")
        # the paper that they signed first is kept, with its old text and its old signatures
        kept = (
            self.env["duban.print"]
            .sudo()
            .search([("attachment_id.res_id", "=", matter.id)])
            .filtered(lambda row: "立项备案单" in row.attachment_id.name)
        )
        self.assertEqual(len(kept), 1)
        self.assertEqual(kept.attachment_id.res_model, "duban.matter")
        self.assertIn("按期完成并书面反馈", kept.source)
        self.assertNotIn("每月书面反馈一次", kept.source)
        self.assertNotIn("同意修改", kept.source)
        for number in (1, 2, 3):
            cell = getattr(sudo, f"_document_value_abaf_filing_sign_{number}")()
            self.assertTrue(cell.startswith("同意修改"), cell)
        change = sudo.adjustment_ids.changes["content"]
        self.assertEqual(change, ["更新教学用机房设备，完成安装调试", "新的内容"])
