"""The first steps of an institution lead to its first matter."""

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestFirstSteps(SupervisionCommon):
    def open_steps(self):
        self.regulation.invalidate_recordset(["first_steps"])
        return {
            step["key"]
            for step in self.regulation.first_steps or []
            if not step["done"]
        }

    def test_checklist_leads_to_the_first_matter(self):
        self.at("2024-03-04")
        regulation = self.regulation.with_user(self.admin)
        self.regulation.office_id = False
        steps = {step["key"]: step for step in regulation.first_steps}
        self.assertFalse(steps["office"]["done"])
        self.assertFalse(steps["heads"]["done"])
        self.assertIn(self.unit_out.name, steps["heads"]["hint"])
        self.assertTrue(steps["calendar"]["done"])
        self.regulation.office_id = self.office
        self.unit_out.write({"manager_id": self.employee_of(self.outsider).id})
        (
            self.discipline
            | self.supervisory
            | self.organisation
            | self.secrecy
            | self.unit_out
        ).leader_in_charge_id = self.leader2
        self.assertEqual(self.open_steps(), {"matter"})
        self.matter()
        self.assertEqual(self.open_steps(), set())
        self.assertFalse(self.regulation.first_steps)

    def test_only_an_administrator_adopts(self):
        # an exact list is copied like the open ones
        exact = self.regulation.option_list_ids[:1]
        exact.is_open = False
        company = self.env["res.company"].create({"name": "Another institution"})
        self.admin.company_ids |= company
        regulation = self.regulation.with_user(self.admin).with_context(
            allowed_company_ids=company.ids
        )
        self.assertFalse(regulation.is_in_force)
        with self.assertRaises(AccessError):
            self.regulation.with_user(self.office_user).action_adopt()
        both = {"allowed_company_ids": (company | self.company).ids}
        action = (
            self.regulation.with_user(self.admin).with_context(**both).action_adopt()
        )
        adopted = self.env["duban.regulation"].browse(action["res_id"])
        self.assertEqual(adopted.company_id, company)
        self.assertNotEqual(adopted, self.regulation)
        self.assertEqual(adopted.institution, company.name)
        self.assertTrue(self.regulation.office_id)
        self.assertFalse(adopted.office_id | adopted.secrecy_office_id)
        self.assertFalse(adopted.principal_leader_ids | adopted.office_leader_id)
        self.assertEqual(
            adopted.option_list_ids.filtered(
                lambda row: row.code == exact.code
            ).option_ids.mapped("name"),
            exact.option_ids.mapped("name"),
        )
        self.assertEqual(
            self.env["duban.regulation"]._in_force(company, fields.Date.today()),
            adopted,
        )
