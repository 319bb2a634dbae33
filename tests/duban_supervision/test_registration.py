"""Registration (备案) by offices, as a setting of any regulation."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestRegistration(SupervisionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["duban.registration.rule"].create(
            [
                {
                    "regulation_id": cls.regulation.id,
                    "document": "completion",
                    "office": "office",
                    "is_automatic": True,
                },
                {
                    "regulation_id": cls.regulation.id,
                    "document": "completion",
                    "office": "discipline",
                },
            ]
        )

    def closed(self):
        matter = self.accepted()
        matter.with_user(self.worker_a).write({"result": "完成"})
        matter.with_user(self.worker_a).action_submit_result()
        matter.action_pass_review("同意")
        matter.action_close()
        return matter

    def test_nothing_without_a_rule(self):
        self.regulation.registration_rule_ids.unlink()
        matter = self.closed()
        self.assertFalse(self.todos(matter, kind="register"))
        with self.assertRaises(AccessError):
            matter.action_register_document("completion")

    def test_completion(self):
        self.at("2024-03-04")
        matter = self.closed()
        row = matter.registration_ids
        self.assertEqual(
            (row.department_id, row.user_id, str(row.date)),
            (self.office, self.office_user, "2024-03-04"),
        )
        # whoever has the to-do can do it: that office itself, although the matter is not open to it
        self.assertFalse(matter.with_user(self.discipline_user).has_access("read"))
        todo = self.todos(matter, kind="register")
        self.assertEqual(todo.user_id, self.discipline_user)
        for user in (self.head_a, self.worker_a):
            with self.assertRaises(AccessError):
                matter.with_user(user).action_register_document("completion")
        with self.assertRaises(AccessError):
            self.env["duban.registration"].with_user(self.office_user).create(
                {
                    "matter_id": matter.id,
                    "document": "completion",
                    "department_id": self.discipline.id,
                    "user_id": self.office_user.id,
                    "date": "2024-03-04",
                }
            )

        matter.with_user(self.discipline_user).action_register_document(
            "completion", note="纸质件已送达"
        )
        self.assertEqual(
            matter.registration_ids.mapped(
                lambda row: (row.department_id, row.user_id)
            ),
            [
                (self.office, self.office_user),
                (self.discipline, self.discipline_user),
            ],
        )
        self.assertFalse(todo.active)
        with self.assertRaises(UserError):
            matter.action_register_document("completion")

    def test_rules_follow_a_copy_and_are_frozen(self):
        copy = self.regulation.copy({"date_from": "2030-01-01"})
        self.assertEqual(len(copy.registration_rule_ids), 2)
        matter = self.filed()
        self.regulation.registration_rule_ids.unlink()
        self.assertEqual(len(matter.sudo()._rules()["registrations"]), 2)
