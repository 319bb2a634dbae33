"""Frozen rules are whole (CORE-30); who changed a rule, versions (CORE-31); the check; the three-way update."""

from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.duban_supervision.models.rules.file.regulation_layout import (
    KINDS,
    Layout,
)
from odoo.addons.duban_supervision.models.rules.regulation_trail import KEY

from tests.clauses import clause
from tests.common import SupervisionCommon

#: what a row says that asks nothing of a matter that is filed: words, the place in a list, what new matters start with
NO_DEMAND = {
    "list": {"code", "name", "is_open"},
    # who reads what a meeting decided is a matter of today
    "body": {"code", "name", "active", "meeting_restricted"},
    "grade": {"active"},
    "option": {"list", "code", "name", "is_default"},
    # proposed while a matter is registered
    "category": {"code", "name", "parent", "takes_over", "active", "usual_form"},
    "step": {"active"},
    "warning": {"colour", "title", "active"},
    # of a period, not of a matter: a published score keeps its own rules, a draw its weights
    "score": {
        "name", "event", "points", "cap", "grade", "option", "co_share", "is_weighted", "due", "is_trial", "active",
    },
    "risk": {"factor", "weight", "is_each", "words"},
    "word": {"key", "label"},
    "cell": {"document", "key", "label", "hint", "is_full", "is_tall", "is_choice", "width"},
}  # fmt: skip
#: another value for what cannot be made up
OTHER = {
    "states": "draft",
    "field": "content",
    "alternative": "basis",
    "document": "urging",
    "office": "discipline",
}


class RulesCommon(SupervisionCommon):
    @classmethod
    def _plain_regulation(cls):
        """The plain regulation with at least one row of every kind."""
        regulation = super()._plain_regulation()
        regulation.write({"warning_notices_enabled": True})
        category = regulation.category_ids[:1]
        body, grade = (
            cls.env[model].create(
                {"regulation_id": regulation.id, "code": "one", "name": "一"}
            )
            for model in ("duban.decision.body", "duban.grade")
        )
        category.body_ids = body
        forms = cls.env["duban.option.list"].create(
            {"regulation_id": regulation.id, "code": "form", "name": "形式"}
        )
        form = cls.env["duban.option"].create(
            {"list_id": forms.id, "code": "special", "name": "专项"}
        )
        common = {"regulation_id": regulation.id}
        cls.env["duban.requirement"].create(
            {
                **common,
                "action": "close",
                "field_id": cls.env["ir.model.fields"]._get("duban.matter", "name").id,
                "category_id": category.id,
                "grade_id": grade.id,
                "option_id": form.id,
            }
        )
        cls.env["duban.approval.step"].create(
            {**common, "name": "审", "purpose": "closing", "role": "principal"}
        )
        cls.env["duban.procedure.step"].create(
            {**common, "name": "立项", "states": "draft,filed"}
        )
        cls.env["duban.registration.rule"].create(
            {**common, "document": "filing", "office": "office", "is_automatic": True}
        )
        cls.env["duban.warning.level"].create(
            {
                **common,
                "name": "黄色预警",
                "colour": "yellow",
                "title": "预警通知单",
                "value": 20,
            }
        )
        cls.env["duban.score.rule"].create(
            {**common, "name": "催办", "event": "urged", "points": -0.5}
        )
        cls.env["duban.recheck.weight"].create({**common, "factor": "late"})
        cls.env["duban.label"].create({**common, "key": "field:name", "label": "事项"})
        cls.env["duban.document.cell"].create(
            {**common, "document": "notice", "key": "name", "label": "事项"}
        )
        cls.form = form
        return regulation


@tagged("post_install", "-at_install")
class TestFrozenRules(RulesCommon):
    def other(self, column, row):
        """A value of ``column`` that ``row`` does not have."""
        value = row[column.field]
        if column.word in OTHER:
            other = OTHER[column.word]
            if column.comodel:
                return self.env["ir.model.fields"]._get("duban.matter", other).id
            return other
        if column.type == "boolean":
            return not value
        if column.type == "integer":
            return value + 7
        if column.type == "selection":
            return next(each for each in column.values if each != value)
        if column.type == "many2many":
            found = self.env[column.comodel].search([])
            if "regulation_id" in found._fields:
                found = found.filtered(
                    lambda each: each.regulation_id == self.regulation
                )
            return [(6, 0, [] if value else found[:1].ids)]
        if column.type == "many2one":
            found = self.env[column.comodel].search(
                [("regulation_id", "=", self.regulation.id)]
            )
            return False if value else found[:1].id
        return f"{value or ''}x"

    @clause("CORE-30")
    def test_a_changed_row_reaches_new_matters_only(self):
        matter = self.filed()
        layout = Layout(self.env)
        before = matter.sudo()._rules()
        tried = 0
        for kind, (model, _key) in KINDS.items():
            rows = self.regulation._rows(model)
            self.assertTrue(rows, f"no row of {model} to try")
            for word, column in layout.kinds[kind].items():
                if word == "clause" or word in NO_DEMAND.get(kind, ()):
                    continue
                row = rows.sudo()[-1]
                with self.subTest(model=model, field=column.field):
                    current = self.regulation._snapshot()
                    with self.cr.savepoint(flush=True) as trial:
                        try:
                            row.write({column.field: self.other(column, row)})
                        except ValidationError:
                            continue
                        self.env.flush_all()
                        self.assertNotEqual(
                            self.regulation._snapshot(), current, "new matters follow"
                        )
                        self.assertEqual(matter.sudo()._rules(), before)
                        tried += 1
                        trial.rollback()
                    self.env.invalidate_all()
                    self.env.registry.clear_cache()
        self.assertGreater(tried, 40)

    @clause("CORE-30")
    def test_a_form_that_demands_more_tomorrow_does_not_stop_a_filed_matter(self):
        matter = self.accepted(form_id=self.form.id)
        self.form.sudo().write(
            {
                "demand_ids": self.demands("onsite_before_close", "written_result"),
                "min_units": 5,
            }
        )
        self.assertEqual(self.closed(matter).state, "closed")
        with self.assertRaises(UserError):
            self.filed(form_id=self.form.id)

    @clause("CORE-30")
    def test_a_form_that_demands_less_tomorrow_still_demands_it_of_a_filed_matter(self):
        self.form.sudo().demand_ids = self.demands("onsite_before_close")
        matter = self.accepted(form_id=self.form.id)
        self.form.sudo().demand_ids = False
        with self.assertRaises(UserError):
            self.closed(matter)

    @clause("CORE-30")
    def test_the_body_that_decides_is_that_of_the_filing(self):
        body = self.body("one")
        other = self.env["duban.decision.body"].create(
            {"regulation_id": self.regulation.id, "code": "two", "name": "二"}
        )
        body.decides_inability = True
        matter = self.filed().sudo()
        (body | other).write({"decides_inability": False})
        other.decides_inability = True
        self.assertTrue(matter._body_decides(body))
        self.assertFalse(matter._body_decides(other))
        new = self.filed(name="另一事项").sudo()
        self.assertFalse(new._body_decides(body))
        self.assertTrue(new._body_decides(other))

    @clause("CORE-30")
    def test_the_bar_of_a_filed_matter_stays(self):
        matter = self.filed().sudo()
        before = matter.procedure
        self.regulation.procedure_step_ids.write({"name": "改名"})
        matter.invalidate_recordset()
        self.assertEqual(matter.procedure, before)
        new = self.filed(name="另一事项").sudo()
        self.assertEqual(new.procedure[0]["name"], "改名")


@tagged("post_install", "-at_install")
class TestRuleTrail(RulesCommon):
    def lines(self):
        return self.regulation.change_ids.sorted("id")

    @clause("CORE-31")
    def test_every_change_of_a_setting_or_row_is_a_line(self):
        before = self.lines()
        as_admin = self.regulation.with_user(self.admin)
        as_admin.extension_max = 2
        as_admin.term_rule_ids[:1].days = 12
        as_admin.approval_step_ids[:1].unlink()
        self.env["duban.label"].with_user(self.admin).create(
            {
                "regulation_id": self.regulation.id,
                "key": "field:basis",
                "label": "依据",
            }
        )
        lines = self.lines() - before
        self.assertEqual(len(lines), 4)
        self.assertEqual(set(lines.user_id.ids), {self.admin.id})
        self.assertEqual(
            [(line.old, line.new) for line in lines],
            [("0", "2"), ("10", "12"), ("", "−"), ("", "+")],
        )

    @clause("CORE-31")
    def test_each_of_several_leaves_its_line(self):
        """Rows and regulations that are changed or deleted at once: one line for each that really became another."""
        labels = self.env["duban.label"].with_user(self.admin)
        rows = labels.create(
            [
                {"regulation_id": self.regulation.id, "key": key, "label": label}
                for key, label in (("field:basis", "依据"), ("field:content", "内容"), ("field:result", "结果"))
            ]
        )  # fmt: skip
        before = self.lines()
        rows.write({"label": "结果"})
        lines = self.lines() - before
        self.assertEqual(
            lines.mapped(lambda line: (line.old, line.new)),
            [("依据", "结果"), ("内容", "结果")],
        )
        rows.unlink()
        self.assertEqual((self.lines() - before - lines).mapped("new"), ["−"] * 3)
        other = self.regulation.copy(
            {"company_id": self.company.id, "date_from": "2001-01-01"}
        )
        both = (self.regulation | other).with_user(self.admin)
        before = both.change_ids
        both.write({"extension_max": 5})
        lines = both.change_ids - before
        self.assertEqual(lines.regulation_id, both)
        self.assertEqual(lines.mapped("new"), ["5", "5"])

    @clause("CORE-31")
    def test_whoever_is_named_in_a_regulation_is_named_in_its_lines(self):
        """One unit or person as well as a list of them, on the regulation and on its rows; the same again is none."""
        before = self.lines()
        as_admin = self.regulation.with_user(self.admin)
        level = as_admin.warning_level_ids[:1]
        level.sudo().cc_unit_ids = self.discipline
        before |= self.lines()
        as_admin.principal_leader_ids = self.president
        as_admin.office_id = self.unit_c
        level.cc_unit_ids = self.discipline | self.secrecy
        as_admin.principal_leader_ids = self.president
        found = [
            (line.user_id, set(line.old.split("、")), set(line.new.split("、")))
            for line in self.lines() - before
        ]
        self.assertEqual(
            found,
            [
                (self.admin, {"secretary", "president"}, {"president"}),
                (self.admin, {"党政办公室"}, {"科研处"}),
                (self.admin, {"纪委监察处"}, {"纪委监察处", "保密办公室"}),
            ],
        )

    @clause("CORE-31")
    def test_no_client_silences_or_edits_the_lines(self):
        before = self.lines()
        as_admin = self.regulation.with_user(self.admin).with_context(**{KEY: True})
        as_admin.extension_max = 3
        line = self.lines() - before
        self.assertEqual(len(line), 1)
        for call in (
            lambda: line.with_user(self.admin).write({"new": "9"}),
            lambda: line.with_user(self.admin).unlink(),
            lambda: line.sudo().unlink(),
            lambda: line.with_user(self.office_user).read(["new"]),
            lambda: line.with_user(self.admin).create(
                {"regulation_id": self.regulation.id, "place": "x"}
            ),
        ):
            self.assert_refused(call)

    @clause("CORE-31")
    def test_a_new_version_from_january(self):
        self.at("2023-12-20")
        december = self.filed()
        new = self.regulation._new_version(date(2024, 1, 1))
        new.term_rule_ids.days = 20
        new.requirement_ids.unlink()
        self.assertEqual(self.filed(name="年内").regulation_id, self.regulation)
        self.at("2024-01-02")
        category = new.category_ids[:1]
        january = self.filed(name="一月", source_category_id=category.id)
        self.assertEqual(january.regulation_id, new)
        self.assertEqual(january.sudo()._rules()["terms"][0]["days"], 20)
        self.assertEqual(december.sudo()._rules()["terms"][0]["days"], 10)
        groups = self.env["duban.matter"]._read_group(
            [("id", "in", (december | january).ids)], ["category_group_id"], ["__count"]
        )
        self.assertEqual([count for _category, count in groups], [2])
        changes = new._changes_since(self.regulation)
        self.assertIn(("10", "20"), [(old, new) for _place, old, new in changes])
        new.with_user(self.admin).action_take_back()
        self.assertEqual(
            self.env["duban.regulation"]._in_force(self.company), self.regulation
        )
        self.assertEqual(january.sudo()._rules()["terms"][0]["days"], 20)

    @clause("CORE-31")
    def test_from_the_very_day_and_one_category_over_all_versions(self):
        """Each version counts from its first day on; figures of a category go on through the second and the third."""
        versions = [self.regulation]
        for year in (2024, 2025):
            versions.append(versions[-1]._new_version(date(year, 1, 1)))
        other = self.env["duban.source.category"].create(
            {"regulation_id": versions[2].id, "code": "new", "name": "领导批示"}
        )
        matters = self.env["duban.matter"]
        for day, version in (
            ("2023-12-31", 0), ("2024-01-01", 1), ("2024-12-31", 1), ("2025-01-01", 2), ("2025-01-02", 2),
        ):  # fmt: skip
            self.at(day)
            category = versions[version].category_ids - other
            matter = self.filed(name=day, source_category_id=category[:1].id)
            self.assertEqual(matter.regulation_id, versions[version], day)
            matters |= matter
        matters |= self.filed(name="新类别", source_category_id=other.id)
        groups = self.env["duban.matter"]._read_group(
            [("id", "in", matters.ids)], ["category_group_id"], ["__count"]
        )
        self.assertEqual(set(groups), {(self.category("meeting"), 5), (other, 1)})

    @clause("CORE-31")
    def test_another_institution_takes_along_no_unit_or_person(self):
        level = self.regulation.warning_level_ids
        level.cc_unit_ids = self.discipline
        self.regulation.bulletin_cc_unit_ids = self.discipline
        other = self.env["res.company"].create({"name": "另一所大学"})
        adopted = self.regulation._adopt(other)
        self.assertTrue(adopted.warning_level_ids)
        self.assertFalse(adopted.warning_level_ids.cc_unit_ids)
        for name in adopted._organisation_fields():
            self.assertFalse(adopted[name], name)
        found = [
            each for each in adopted._examine() if "another institution" in each[2]
        ]
        self.assertFalse(found)
        version = self.regulation._new_version(date(2030, 1, 1))
        self.assertEqual(version.warning_level_ids.cc_unit_ids, self.discipline)
