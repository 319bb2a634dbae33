"""Somebody stays to supervise (CORE-20): the office's last person who can act is not recused."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestOfficeStays(SupervisionCommon):
    def recuse(self, matter, **values):
        return (
            self.env["duban.recusal"]
            .with_user(self.office_user)
            .create({"matter_id": matter.id, "ground": "亲属", **values})
        )

    @clause("CORE-20", "WUT-8.1b")
    def test_the_last_of_the_office_stays(self):
        self.at("2024-03-04")
        matter = self.accepted()
        with self.assertRaisesRegex(UserError, self.office.name), self.cr.savepoint():
            self.recuse(matter, department_id=self.office.id)
        self.recuse(matter, user_id=self.office_user2.id)
        with self.assertRaisesRegex(UserError, self.office.name), self.cr.savepoint():
            self.recuse(matter, user_id=self.office_user.id)
        self.assertFalse(matter.sudo().recused_user_ids & self.office_user)
        self.new_person("office_user3", "office", self.office)
        self.recuse(matter, user_id=self.office_user.id)
        self.assertTrue(matter.sudo()._office_contact())

    @clause("CORE-20")
    def test_who_has_left_is_not_of_the_office(self):
        """Archived, the officer in charge has no to-do of the office any more, nor is asked or told; a colleague is,
        and after the last one nobody."""
        self.at("2024-03-04")
        matter = self.submitted(officer_id=self.office_user2.id)
        self.assertEqual(self.todos(matter, kind="review").user_id, self.office_user2)
        self.office_user2.sudo().active = False
        self.assertEqual(self.todos(matter, kind="review").user_id, self.office_user)
        self.assertEqual(self.office.sudo()._office_staff(), self.office_user)
        self.assertEqual(matter.sudo()._office_contact(), self.office_user)
        # nor does a new matter go there
        other = self.submitted(name="另一项")
        other.sudo()._engine_write({"officer_id": self.office_user2.id})
        other._reconcile_todos()
        self.assertEqual(self.todos(other, kind="review").user_id, self.office_user)
        self.office_user.sudo().active = False
        self.assertFalse(self.office.sudo()._office_staff())
