"""Registering a matter: one answer says another, and nobody's choice is overwritten."""

from odoo.tests import Form, tagged

from tests.clauses import clause

from .common import XisuCommon


@tagged("post_install", "-at_install")
class TestRegistering(XisuCommon):
    def page(self):
        """The page that 登记督办事项 opens for the office."""
        return Form(self.env["duban.matter"].with_user(self.office_user))

    def body(self, code):
        return self.regulation.decision_body_ids.filtered(lambda row: row.code == code)

    @clause("XISU-6.3", "XISU-7.1c")
    def test_the_meeting_says_its_category_and_the_category_its_usual_form(self):
        page = self.page()
        page.decision_body_id = self.body("president_meeting")
        self.assertEqual(page.source_category_id, self.category("meeting_decision"))
        self.assertEqual(page.form_id, self.option("form", "special"))

    @clause("XISU-7.1b", "XISU-7.1c")
    def test_another_category_brings_another_form(self):
        page = self.page()
        page.source_category_id = self.category("annual_work_points")
        self.assertEqual(page.form_id, self.option("form", "periodic"))
        page.source_category_id = self.category("leader_instruction")
        self.assertEqual(page.form_id, self.option("form", "special"))
        # 其他重要事项: the text says nothing
        page.source_category_id = self.category("other")
        self.assertFalse(page.form_id)

    def test_what_somebody_chose_stays(self):
        page = self.page()
        page.form_id = self.option("form", "joint")
        page.source_category_id = self.category("leader_instruction")
        self.assertEqual(page.form_id, self.option("form", "joint"))

    def test_a_body_with_several_categories_says_none(self):
        other = self.category("other")
        other.body_ids = self.body("president_meeting")
        page = self.page()
        page.decision_body_id = self.body("president_meeting")
        self.assertFalse(page.source_category_id)

    def test_a_form_that_was_switched_off_is_not_proposed(self):
        self.option("form", "special").sudo().active = False
        page = self.page()
        page.source_category_id = self.category("leader_instruction")
        self.assertFalse(page.form_id)
