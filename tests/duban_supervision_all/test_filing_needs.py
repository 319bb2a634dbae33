"""What the page of a new matter says is missing leads to a box of it, whatever category, form and grade are chosen."""

from itertools import product

from odoo.tests import tagged

from tests.common import SupervisionCommon


class FilingNeeds(SupervisionCommon):
    def test_each_word_is_a_link(self):
        self.at("2024-03-04")
        own = self.env["duban.matter"].with_user(self.office_user)
        regulation = self.regulation
        kinds = regulation.category_ids.filtered(lambda row: not row.parent_id)
        forms = self.env["duban.option"]._get(regulation, "form")
        for category, form, grade in product(
            kinds, [*forms, forms.browse()], [*regulation.grade_ids[:2], regulation.grade_ids.browse()]
        ):  # fmt: skip
            with self.subTest(category=category.name, form=form.name, grade=grade.name):
                new = own.new(
                    {
                        "company_id": self.company.id, "name": "事项", "source_category_id": category.id,
                        "form_id": form.id, "grade_id": grade.id, "lead_unit_id": self.unit_a.id,
                    }
                )  # fmt: skip
                needed = new.step_needed
                self.assertFalse(needed["words"])
                asked = {name for item in needed["items"] for name in item["names"]}
                # what the first saving refuses to do without is asked for before
                self.assertLessEqual(set(new._required_fields("register")), asked)
                # the head comes with the unit
                self.assertNotIn("unit_head_id", asked)


@tagged("post_install", "-at_install")
class TestXisu(FilingNeeds):
    regulation_xmlid = "duban_supervision_xisu.regulation"


@tagged("post_install", "-at_install")
class TestWut(FilingNeeds):
    regulation_xmlid = "duban_supervision_wut.regulation"


@tagged("post_install", "-at_install")
class TestSie(FilingNeeds):
    regulation_xmlid = "duban_supervision_sie.regulation"


@tagged("post_install", "-at_install")
class TestAbaf(FilingNeeds):
    regulation_xmlid = "duban_supervision_abaf.regulation"


@tagged("post_install", "-at_install")
class TestLzu(FilingNeeds):
    regulation_xmlid = "duban_supervision_lzu.regulation"


# it has no regulation of its own
del FilingNeeds
