"""The page of what no text rules: reminder days and number patterns."""

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestSettingsPage(SupervisionCommon):
    def page(self, user):
        return self.env["duban.regulation"].with_user(user).action_open_settings()

    def test_it_shows_the_regulation_in_force_of_the_institution(self):
        action = self.page(self.admin)
        self.assertEqual(action["res_id"], self.regulation.id)
        regulation = self.regulation.with_user(self.admin)
        with Form(regulation, view=action["views"][0][0]) as form:
            form.remind_before_days = 7
        self.assertEqual(self.regulation.remind_before_days, 7)

    def test_every_reminder_stands_on_it(self):
        view_id = self.page(self.admin)["views"][0][0]
        Regulation = self.env["duban.regulation"].with_user(self.admin)
        arch = etree.fromstring(Regulation.get_view(view_id, "form")["arch"])
        shown = {node.get("name") for node in arch.iter("field")}
        reminders = {
            name
            for name in Regulation._fields
            if name.endswith("_days")
            and name.startswith(("remind_", "ladder_", "overdue_", "digest_"))
        }
        self.assertGreaterEqual(len(reminders), 6)
        self.assertLessEqual(reminders, shown)

    def test_an_institution_without_a_regulation_is_led_to_one(self):
        company = self.env["res.company"].create({"name": "新学院"})
        self.admin.write({"company_ids": [(4, company.id)]})
        Regulation = self.env["duban.regulation"].with_user(self.admin)
        action = Regulation.with_company(company).action_open_settings()
        self.assertEqual(action["xml_id"], "duban_supervision.duban_regulation_action")

    def test_who_may_not(self):
        for name in ("office_user", "leader", "head_a"):
            with self.subTest(name), self.assertRaises(AccessError):
                self.page(getattr(self, name))
