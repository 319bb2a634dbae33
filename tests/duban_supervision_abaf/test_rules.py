"""第一章至第三章: who, what, categories, modes."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause

from .common import AbafCommon


@tagged("post_install", "-at_install")
class TestRules(AbafCommon):
    @clause("ABAF-12.1b", "ABAF-12.1a", "ABAF-12.1c")
    def test_filing_chain(self):
        self.at("2023-06-01")
        matter = self.proposed()
        self.assertEqual(matter.state, "filing_approval")
        self.assertEqual(self.todos(matter, kind="approve").user_id, self.leader)
        with self.assertRaises(AccessError):
            matter.with_user(self.secretary).action_approve_step("同意")
        with self.assertRaises(UserError):
            matter.with_user(self.office_user).action_file()
        self.approve(matter)
        matter.with_user(self.office_user).action_file()
        self.assertEqual(matter.number, "阿职督办〔2023〕1号")

    def test_life(self):
        self.at("2023-06-01")
        matter = self.closed()
        self.assertEqual(matter.state, "closed")
