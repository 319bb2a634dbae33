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
        with self.assertRaises(UserError), self.cr.savepoint():
            self.recuse(matter, user_id=self.office_user.id)
        self.assertFalse(matter.sudo().recused_user_ids & self.office_user)
        self.new_person("office_user3", "office", self.office)
        self.recuse(matter, user_id=self.office_user.id)
        self.assertTrue(matter.sudo()._office_contact())
