"""A regulation as a file: import and export by an administrator, and the three-way update (CORE-31, PLUS-V1)."""

from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.duban_supervision.models.rules.file.regulation_plan import Plan, merge
from odoo.addons.duban_supervision.models.rules.file.regulation_yaml import (
    RegulationFileError,
)

from tests.clauses import clause

from .test_regulation_rules import RulesCommon


@tagged("post_install", "-at_install")
class TestRegulationImport(RulesCommon):
    def wizard(self, text, regulation=None, user=None):
        return (
            self.env["duban.regulation.import"]
            .with_user(user or self.admin)
            .create({"text": text, "regulation_id": regulation and regulation.id})
        )

    @clause("PLUS-V1")
    def test_unknown_words_are_named_with_the_right_ones(self):
        text = self.regulation._file_text()
        for wrong, right, hint in (
            ("extension_enabled: true", "extension_enabeld: true", "extension_enabled"),
            ("days: 10", "days: ten", "number"),
            ("kind: days", "kind: dais", "days"),
            ("list form", "list_form", "list form"),
            ("bodies: [one]", "bodies: [onee]", "one"),
        ):
            self.assertIn(wrong, text)
            with self.assertRaises(RegulationFileError) as error:
                self.env["duban.regulation"]._read_file(text.replace(wrong, right))
            self.assertIn(hint, str(error.exception))

    @clause("PLUS-V1")
    def test_preview_changes_nothing_and_import_is_logged(self):
        text = self.regulation._file_text().replace("days: 10", "days: 12")
        wizard = self.wizard(text, self.regulation)
        wizard.action_preview()
        self.assertFalse(wizard.problems)
        self.assertEqual(
            wizard.line_ids.mapped(lambda line: (line.old, line.new)), [("10", "12")]
        )
        self.assertEqual(self.regulation.term_rule_ids.days, 10)
        before = self.regulation.change_ids
        wizard.action_apply()
        self.assertEqual(self.regulation.term_rule_ids.days, 12)
        line = self.regulation.change_ids - before
        self.assertEqual((line.old, line.new, line.user_id), ("10", "12", self.admin))
        self.assertEqual(self.regulation._file_text(), text)

    @clause("PLUS-V1")
    def test_a_wrong_file_changes_nothing(self):
        text = self.regulation._file_text()
        for bad in (
            "",
            "a: [",
            text + "\nname: 又一次\n",
            "&a [*a]",
            # a key that is a list, and one that comes twice
            text + "\n? [甲, 乙]\n: 1\n",
            text.replace("days: 10", "days: -5"),
            text.replace("days: 10", "days: 10, dais: 3"),
            text + "\n第九十九条:\n  words: {lead_unitt_id: 单位}\n",
        ):
            wizard = self.wizard(bad, self.regulation)
            self.assert_refused(wizard.action_apply)
            self.env.registry.clear_cache()
            self.assertEqual(self.regulation._file_text(), text)

    @clause("PLUS-V1", "CORE-31")
    def test_what_can_be_read_and_cannot_be_meant_is_refused(self):
        """A file that is well written and rules what no matter can follow: nothing comes of it, a new regulation or
        a change of the one in use."""
        text = self.regulation._file_text()
        bad = text.replace("days: 10", "days: 100000")
        self.assertNotEqual(bad, text)
        self.env["duban.regulation"]._read_file(bad)
        regulations = self.env["duban.regulation"].search_count([])
        changes = self.regulation.change_ids
        for regulation in (self.regulation, None):
            wizard = self.wizard(bad, regulation)
            self.assert_refused(wizard.action_apply)
            self.env.registry.clear_cache()
            self.assertEqual(self.regulation._file_text(), text)
            self.assertEqual(self.regulation.change_ids, changes)
            self.assertEqual(self.env["duban.regulation"].search_count([]), regulations)

    @clause("PLUS-V1")
    def test_what_cannot_be_read_is_told_not_thrown(self):
        """Days, numbers and signs as people write them: a problem with its place, in the preview and when applied."""
        text = self.regulation._file_text()
        day = "date_from: 2000-01-01"
        for right, wrong in (
            *((day, f"date_from: {each}") for each in (
                "2026年1月1日", "2026/1/1", "2026.1.1", "20260101", "2026-02-30", "2026-01-01起", "2026-W01-1",
            )),
            ("days: 10", "days: 99999999999"),
            ("days: 10", "days: 10, sequence: 3000000000"),
            ("name: 督办办法", 'name: "督\\0办"'),
            ("name: 督办办法", 'name: "督\\x07办"'),
            (text, text.replace(":", "：")),
            (text, "# 空\n"),
            ("days: 10", "days: [10"),
            (text, text + "\nname: 又一次\n"),
        ):  # fmt: skip
            self.assertIn(right, text)
            bad = text.replace(right, wrong)
            for regulation in (self.regulation, None):
                with self.subTest(wrong=wrong[:30], new=not regulation):
                    wizard = self.wizard(bad, regulation)
                    wizard.action_preview()
                    self.assertTrue(wizard.problems)
                    self.assertNotRegex(wizard.problems, "could not|<|1:1$|其他")
                    self.assert_refused(wizard.action_apply)
        self.assertEqual(self.regulation._file_text(), text)
        # the head of the file is no other language than its settings
        two = text + "\n第九十九条 登记:\n  {}\n第九十九条 立项:\n  {}\n".format(
            "set: {merge_enabled: true}", "words: {}"
        )
        self.assertIn("already said", self.problems(two))

    def problems(self, text):
        wizard = self.wizard(text, self.regulation)
        wizard.action_preview()
        return wizard.problems or ""

    @clause("PLUS-V1", "CORE-31")
    def test_a_file_of_next_year_does_not_move_the_rules_of_today(self):
        """Day and name stay the institution's, as they do at an update; and it is said."""
        text = self.regulation._file_text()
        changed = text.replace("2000-01-01", "2099-01-01").replace(
            "days: 10", "days: 12"
        )
        changed = changed.replace(
            f"institution: {self.company.name}", "institution: 外校"
        )
        self.assertIn("外校", changed)
        wizard = self.wizard(changed, self.regulation)
        wizard.action_preview()
        self.assertFalse(wizard.problems)
        self.assertEqual(wizard.remarks.count("the file says"), 2)
        self.assertEqual(wizard.line_ids.mapped("new"), ["12"])
        wizard.action_apply()
        self.assertEqual(str(self.regulation.date_from), "2000-01-01")
        self.assertEqual(self.regulation.institution, self.company.name)
        self.assertEqual(self.regulation.term_rule_ids.days, 12)
        current = self.env["duban.regulation"]._in_force
        self.assertEqual(current(self.company), self.regulation)

    @clause("CORE-31")
    def test_what_is_open_is_not_left_without_rules(self):
        self.filed()
        admin = self.regulation.with_user(self.admin)
        for values in ({"date_from": "2099-01-01"}, {"active": False}):
            self.assert_refused(admin.write, values, match="has open matters")
        self.env.registry.clear_cache()
        version = self.regulation._new_version(date(2024, 1, 1))
        version.with_user(self.admin).date_from = "2098-01-01"
        self.assertEqual(version.date_from.year, 2098)

    @clause("PLUS-V1")
    def test_what_a_file_changes_is_said_in_words(self):
        text = self.regulation._file_text()
        changed = text.replace("name: 督办办法", "name: 督查办法").replace(
            "第一条:", "第一条 期限:"
        )
        self.assertNotEqual(changed, text)
        wizard = self.wizard(changed, self.regulation)
        wizard.action_preview()
        places = wizard.line_ids.mapped("place")
        self.assertEqual(len(places), 2)
        for word in places:
            self.assertNotRegex(word, r"^(head|titles|clauses|settings) ›")

    @clause("PLUS-V1", "CORE-31")
    def test_what_is_switched_off_because_it_is_used_is_gone_once(self):
        """Imported twice, the second time changes nothing; its steps are no fault of the rules."""
        other = self.category("meeting").copy(
            {"code": "extra", "name": "其他事项", "filing_authority": "leader"}
        )
        self.env["duban.approval.step"].create(
            {
                "regulation_id": self.regulation.id,
                "name": "审批",
                "purpose": "filing",
                "role": "leader_in_charge",
                "category_id": other.id,
            }
        )
        matter = self.matter(source_category_id=other.id)
        plan = self.regulation._plan()
        del plan.rows["category", ("extra", "1")]
        place = next(
            place
            for place in plan.rows
            if place[0] == "step" and place[1][2] == "extra"
        )
        step = plan.rows.pop(place)
        self.assertTrue(self.regulation._apply(plan))
        self.assertFalse(other.active)
        self.assertEqual(matter.source_category_id, other)
        self.assertFalse(self.regulation._apply(plan))
        # switched off on screen, its step still there
        self.regulation.approval_step_ids.create(
            {
                "regulation_id": self.regulation.id, "name": step["name"], "purpose": "filing",
                "role": "leader_in_charge", "category_id": other.id,
            }
        )  # fmt: skip
        errors = [each for each in self.regulation._examine() if each[0] == "error"]
        self.assertFalse(errors)

    @clause("PLUS-V1")
    def test_only_an_administrator_imports_and_exports(self):
        text = self.regulation._file_text()
        for user in (self.office_user, self.leader, self.worker_a):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.wizard(text, self.regulation, user)
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.regulation.with_user(user).read(["file_content"])
        self.assertTrue(self.regulation.with_user(self.admin).file_content)


@tagged("post_install", "-at_install")
class TestThreeWayUpdate(RulesCommon):
    def plan(self):
        return Plan.from_json(self.regulation._plan().as_json())

    def place(self, plan, kind):
        return next(place for place in plan.rows if place[0] == kind)

    @clause("PLUS-V1", "CORE-31")
    def test_deleted_stays_deleted_edited_stays_edited_corrections_arrive(self):
        self.regulation.shipped = self.plan().as_json()
        self.regulation.approval_step_ids.unlink()  # deleted here
        self.regulation.term_rule_ids.days = 12  # edited here
        self.regulation.extension_max = 2  # edited here, shipped otherwise
        shipped = Plan.from_json(self.regulation.shipped)
        shipped.rows[self.place(shipped, "term")]["clause"] = "第九条"  # corrected
        shipped.settings["extension_max"] = 4
        shipped.settings["no_progress_days"] = 20  # new
        del shipped.rows[self.place(shipped, "cell")]  # no longer shipped
        before = self.regulation.change_ids
        self.regulation._follow(shipped)
        self.assertFalse(self.regulation.approval_step_ids)
        self.assertEqual(self.regulation.term_rule_ids.days, 12)
        self.assertEqual(self.regulation.term_rule_ids.clause, "第九条")
        self.assertEqual(self.regulation.extension_max, 2)
        self.assertEqual(self.regulation.no_progress_days, 20)
        self.assertFalse(self.regulation.document_cell_ids)
        lines = self.regulation.change_ids - before
        conflict = lines.filtered(lambda line: "4" in (line.new or ""))
        self.assertEqual(len(conflict), 1, "the conflict is shown")
        again = self.regulation.change_ids
        self.regulation._follow(shipped)
        self.assertEqual(self.regulation.change_ids, again, "once")

    def test_merge_of_three(self):
        base, shipped, mine = Plan(), Plan(), Plan()
        base.settings = {"a": 1, "b": 1, "c": 1, "d": 1}
        shipped.settings = {"a": 2, "b": 1, "c": 2, "e": 5}
        mine.settings = {"a": 1, "b": 3, "c": 3, "d": 1}
        result, conflicts = merge(base, shipped, mine)
        self.assertEqual(result.settings, {"a": 2, "b": 3, "c": 3, "e": 5})
        self.assertEqual([each.word for each in conflicts], ["c"])

    @clause("CORE-31", "PLUS-V1")
    def test_merge_of_rows(self):
        """What an institution deleted or wrote itself stays so; what it never touched follows, and clashes are said."""
        one, other, own = {"days": 10}, {"days": 12}, {"days": 15}
        # as it was shipped, as it is shipped now, as it stands here: what becomes of it, whether it is said
        cases = {
            "deleted here": (one, one, None, None, False),
            "deleted here, corrected since": (one, other, None, None, True),
            "deleted here and there": (one, None, None, None, False),
            "untouched, no longer shipped": (one, None, one, None, False),
            "edited here, no longer shipped": (one, None, own, own, True),
            "edited here, corrected since": (one, other, own, own, True),
            "untouched, corrected since": (one, other, one, other, False),
            "edited here": (one, one, own, own, False),
            "written here": (None, None, own, own, False),
            "new": (None, one, None, one, False),
            "written here, and new": (None, other, own, own, True),
            "written here as it is shipped now": (None, own, own, own, False),
        }
        base, shipped, mine = Plan(), Plan(), Plan()
        for name, rows in cases.items():
            for plan, row in zip((base, shipped, mine), rows, strict=False):
                if row is not None:
                    plan.rows["term", name] = row
        base.rows |= {
            ("step", ("x", "1")): {"name": "甲"},
            ("step", ("x", "2")): {"name": "乙"},
        }
        mine.rows["step", ("x", "1")] = {"name": "乙"}  # the first was deleted here
        shipped.rows |= {
            ("step", ("x", "1")): {"name": "甲", "records_decision": True},
            ("step", ("x", "2")): {"name": "乙"},
            ("step", ("x", "3")): {"name": "丙"},
        }
        result, conflicts = merge(base, shipped, mine)
        steps = {place: row for place, row in result.rows.items() if place[0] == "step"}
        self.assertEqual(list(steps.values()), [{"name": "乙"}, {"name": "丙"}])
        self.assertIn(("step", ("x", "1")), steps)
        self.assertEqual([each.place[0] for each in conflicts].count("step"), 1)
        said = {each.place[1] for each in conflicts}
        for name, (*_plans, left, is_said) in cases.items():
            self.assertEqual(result.rows.get(("term", name)), left, name)
            self.assertEqual(name in said, is_said, name)
