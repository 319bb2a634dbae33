"""体检: what a regulation as a whole says wrongly is found, and named."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision.test_regulation_rules import RulesCommon


@tagged("post_install", "-at_install")
class TestRegulationCheck(RulesCommon):
    def test_every_setting_is_explained(self):
        """An office finds a sentence at each setting (PLUS-V1); an addon's own settings included."""
        Regulation = self.env["duban.regulation"]
        names = [*Regulation._rule_fields()]
        told = Regulation.fields_get(names, ["help"])
        self.assertEqual([name for name in names if not told[name].get("help")], [])

    def found(self):
        return [
            f"{where}: {what}"
            for level, where, what in self.regulation._examine()
            if level == "error"
        ]

    def assert_finds(self, words):
        self.assertTrue(any(words in line for line in self.found()), self.found())

    @clause("PLUS-V1")
    def test_a_demand_of_a_step_that_nobody_takes(self):
        """Remarked where there is no such step, and no longer once there is: archiving, approval of the filing."""

        def remarked():
            return {
                what
                for level, _where, what in self.regulation._examine()
                if level == "warning" and "never asked" in what
            }

        self.regulation.archive_enabled = False
        self.regulation.approval_step_ids.unlink()
        self.assertFalse(remarked())
        for action in ("submit_filing", "archive"):
            self.regulation.requirement_ids.create(
                {
                    "regulation_id": self.regulation.id,
                    "action": action,
                    "field_id": self.env["ir.model.fields"]
                    ._get("duban.matter", "handling_requirement")
                    .id,
                }
            )
            self.assertEqual(len(remarked()), 1, action)
            self.regulation.archive_enabled = True
            if action == "submit_filing":
                self.assertEqual(len(remarked()), 1, "archiving is another step")
                self.env["duban.approval.step"].create(
                    {
                        "regulation_id": self.regulation.id,
                        "name": "审定",
                        "purpose": "filing",
                        "role": "leader_in_charge",
                    }
                )
            self.assertFalse(remarked(), action)
            self.regulation.archive_enabled = False

    @clause("PLUS-V1")
    def test_a_step_of_filing_that_is_never_reached(self):
        self.assertFalse(self.found())
        self.env["duban.approval.step"].create(
            {
                "regulation_id": self.regulation.id,
                "name": "分管领导审定",
                "purpose": "filing",
                "role": "leader_in_charge",
            }
        )
        self.assert_finds("is never reached")
        self.regulation.category_ids.filing_authority = "chain"
        self.assertFalse(self.found())

    @clause("PLUS-V1")
    def test_numbers_words_lists_and_units(self):
        self.regulation.extension_max = -3
        self.assert_finds("-3 is no possible number")
        self.regulation.extension_max = 1
        self.regulation.warning_level_ids.value = 300
        self.assert_finds("300 is no possible number")
        self.regulation.warning_level_ids.value = 20
        rows = self.env["duban.option.list"].create(
            {"regulation_id": self.regulation.id, "code": "chanel", "name": "方式"}
        )
        self.assert_finds("Perhaps: channel")
        rows.unlink()
        other = self.env["res.company"].create({"name": "另一所大学"})
        self.regulation.warning_level_ids.cc_unit_ids = self.env[
            "hr.department"
        ].create({"name": "别校纪委", "company_id": other.id})
        self.assert_finds("another institution")

    @clause("PLUS-V1")
    def test_what_stops_every_matter_is_found(self):
        """One wrong rule each, one finding; the rules as they are have none."""

        def found():
            return {each[1:] for each in self.regulation._examine()}

        before = found()
        self.assertFalse(
            [each for each in self.regulation._examine() if each[0] == "error"]
        )

        def demand(field, **values):
            self.env["duban.requirement"].create(
                {
                    "regulation_id": self.regulation.id,
                    "action": "file",
                    "field_id": self.env["ir.model.fields"]
                    ._get("duban.matter", field)
                    .id,
                    **values,
                }
            )

        level = self.regulation.warning_level_ids
        category = self.category("meeting")
        forms = self.form.list_id
        faults = {
            "no grade": lambda: (self.regulation.grade_ids.write({"active": False}), demand("grade_id")),
            "no body": lambda: (
                self.regulation.decision_body_ids.write({"active": False}), demand("decision_body_id"),
            ),
            "no form": lambda: (forms.unlink(), demand("form_id")),
            "no sub-source": lambda: demand("source_kind_id", category_id=category.id),
            "nothing to write": lambda: demand("date_closed"),
            "no field of a form": lambda: demand("activity_ids"),
            "no such protection": lambda: (
                self.regulation.write({"confidentiality_levels": "none"}),
                category.write({"implies_level": "sensitive"}),
            ),
            "no petitions": lambda: category.write({"implies_petition": True}),
            "one threshold": lambda: level.copy({"name": "橙色预警", "regulation_id": self.regulation.id}),
            "no secrecy office": lambda: self.regulation.write({"routing_enabled": True, "secrecy_office_id": False}),
        }  # fmt: skip
        for fault, make in faults.items():
            with self.subTest(fault=fault), self.cr.savepoint() as point:
                make()
                self.assertEqual(len(found() - before), 1, found() - before)
                point.rollback()
                self.env.invalidate_all()
                self.env.registry.clear_all_caches()
        # what can be filled in one way or another is asked rightly
        demand(
            "grade_id",
            alternative_id=self.env["ir.model.fields"]
            ._get("duban.matter", "content")
            .id,
        )
        self.assertEqual(found(), before)

    @clause("PLUS-V1")
    def test_words_that_nothing_reads_are_refused(self):
        for key in ("field:lead_unitt_id", "状态：草稿", "role:office", "doc:notic"):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self.env["duban.label"].create(
                    {"regulation_id": self.regulation.id, "key": key, "label": "x"}
                )
