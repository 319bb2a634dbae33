"""Settings that refuse: what a regulation does not provide, and what it demands at registration and closing."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestSwitches(SupervisionCommon):
    def require(self, action, name, **values):
        field = self.env["ir.model.fields"]._get("duban.matter", name)
        return self.env["duban.requirement"].create(
            {
                "regulation_id": self.regulation.id,
                "action": action,
                "field_id": field.id,
                **values,
            }
        )

    def test_levels_of_confidentiality(self):
        allowed = {
            "none": set(), "sensitive": {"sensitive"}, "classified": {"classified"},
            "both": {"sensitive", "classified"},
        }  # fmt: skip
        for rule, levels in allowed.items():
            self.regulation.confidentiality_levels = rule
            for level in ("sensitive", "classified"):
                with self.subTest(rule=rule, level=level):
                    if level in levels:
                        self.assertEqual(
                            self.matter(confidentiality=level).confidentiality, level
                        )
                    else:
                        with self.assertRaises(UserError), self.cr.savepoint():
                            self.matter(confidentiality=level)

    def test_petition_routing_and_joint_units(self):
        self.regulation.write(
            {
                "petition_enabled": False,
                "routing_enabled": False,
                "joint_units_enabled": False,
            }
        )
        for values in (
            {"is_petition": True}, {"is_disciplinary": True}, {"joint_unit_ids": [(6, 0, self.unit_c.ids)]},
        ):  # fmt: skip
            with (
                self.subTest(**values),
                self.assertRaises(UserError),
                self.cr.savepoint(),
            ):
                self.matter(**values)
        self.regulation.write(
            {
                "petition_enabled": True,
                "routing_enabled": True,
                "joint_units_enabled": True,
            }
        )
        matter = self.matter(is_petition=True, joint_unit_ids=[(6, 0, self.unit_c.ids)])
        self.assertEqual(matter.confidentiality, "sensitive")
        self.assertEqual(matter.joint_unit_ids, self.unit_c)

    def test_required_at_registration(self):
        self.require("register", "plan_year")
        with self.assertRaises(UserError), self.cr.savepoint():
            self.matter()
        matter = self.matter(plan_year=2024)
        with self.assertRaises(UserError), self.cr.savepoint():
            matter.plan_year = False
        self.assertEqual(matter.plan_year, 2024)

    def test_head_comes_from_the_directory(self):
        self.require("file", "unit_head_id")
        self.unit_a.manager_id = False
        matter = self.matter()
        with self.assertRaisesRegex(UserError, "directory"), self.cr.savepoint():
            matter.action_file()
        self.unit_a.manager_id = self.employee_of(self.head_a)
        matter.action_file()
        self.assertEqual(matter.unit_head_id, self.head_a)

    def test_conclusion_at_closing(self):
        self.regulation.conclusion_required = True
        self.at("2024-03-04")
        matter = self.accepted()
        matter.with_user(self.worker_a).result = "完成"
        matter.with_user(self.worker_a).action_submit_result()
        matter.action_pass_review("同意")
        with self.assertRaises(UserError), self.cr.savepoint():
            matter.action_close()
        matter.conclusion = "已落实"
        matter.action_close()
        self.assertEqual(matter.state, "closed")
