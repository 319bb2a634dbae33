"""A paper says what held on its own day: limits, units, people and offices, whatever came afterwards."""

from odoo.tests import tagged

from tests.clauses import clause

from .test_forms import FormsCommon


@tagged("post_install", "-at_install")
class TestOwnDay(FormsCommon):
    def change(self, matter, sign=True, **values):
        """The office changes the sheet with its ground; the three who signed it sign anew."""
        self.env["duban.adjustment"].with_user(self.office_user).create(
            {"matter_id": matter.id, "ground": "情况变化", **values}
        )
        if sign:
            self.approve(matter, "同意变更")
        matter.invalidate_recordset()

    @clause("CORE-38", "ABAF-12.1d", "ABAF-A1.5", "ABAF-18.0")
    def test_the_limit_on_the_filing_form_is_the_one_that_was_signed_last(self):
        self.at("2023-06-01")
        matter = self.accepted(term_days=10)

        def limit():
            return self.sheet("filing_form", matter).cell("完成时限")

        self.assertEqual(limit(), "2023年6月11日")
        self.change(matter, sign=False, grade_id=self.grade("g3").id, term_days=20)
        self.assertEqual(limit(), "2023年6月11日", "not signed yet")
        self.approve(matter, "同意变更")
        sheet = self.sheet("filing_form", matter)
        self.assertEqual(sheet.choices("等级"), ["○一级", "○二级", "●三级", "○四级"])
        self.assertEqual(sheet.cell("完成时限"), "2023年6月21日")
        self.assertIn("同意变更", sheet.cell("主要领导"))
        # what is granted afterwards stands on its own form
        self.at("2023-06-10")
        extension = self.extension(matter, "2023-07-05")
        extension.action_submit()
        for line in extension.sudo().approval_line_ids.sorted("id"):
            line.with_user(line.approver_id or self.office_user).action_approve(
                "同意延期"
            )
        self.env.invalidate_all()
        self.assertEqual(str(matter.date_deadline), "2023-07-05")
        self.assertEqual(limit(), "2023年6月21日")

    @clause("CORE-38", "ABAF-A1.5", "ABAF-18.4")
    def test_a_grade_without_end_that_was_signed_last(self):
        self.at("2023-06-01")
        matter = self.accepted(term_days=10)
        self.change(matter, grade_id=self.grade("g4").id)
        self.assertFalse(matter.date_deadline)
        self.assertEqual(self.sheet("filing_form", matter).cell("完成时限"), "长期")

    @clause("CORE-38", "ABAF-A1.5")
    def test_a_stated_limit_that_was_corrected_before_the_assignment(self):
        self.at("2023-06-01")
        matter = self.filed(date_deadline="2023-06-12")
        self.change(matter, date_deadline="2023-06-14")
        sheet = self.sheet("filing_form", matter)
        self.assertEqual(sheet.cell("完成时限"), "2023年6月14日")
        self.assertIn("同意变更", sheet.cell("主要领导"))
