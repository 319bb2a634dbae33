"""One row in every version (CORE-31): what lives longer than a version finds bodies, categories, grades and options."""

import ast
import re
from datetime import date
from pathlib import Path

from odoo.exceptions import UserError
from odoo.modules import get_module_path
from odoo.tests import tagged

from odoo.addons.duban_supervision.models.rules.file.regulation_layout import KIND_OF

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.duban_supervision.test_small_rules import YearsCommon
from tests.duban_supervision.test_warning_follow import WarningCommon

#: what rightly looks at the rows, or at the matters, of one version only: {(file, field): why}
ONE_VERSION = {
    (
        "matter_reminder.py",
        "regulation_id",
    ): "each version has its own days of reminding",
    ("standing_still.py", "regulation_id"): "each version has its own days of silence",
    ("meeting_reading.py", "regulation_id"): "the bodies that are offered today",
    ("duban_lzu_register.py", "regulation_id"): "the body of this one version",
}
#: grouped by the word of its version: a register that is looked through, no figure
GROUPED_BY_VERSION = {("duban.accountability", "kind_id")}
#: unique within one version: frozen rules, the template of a version
OF_A_VERSION = {"duban_ruleset", "duban_word_template"}


def kinds(env):
    """Names of the models whose rows are told by their code."""
    mixin = env.registry["duban.regulation.coded"]
    return {
        name
        for name in env.registry
        if issubclass(env.registry[name], mixin) and not env[name]._abstract
    }


@tagged("post_install", "-at_install")
class TestEveryRow(YearsCommon):
    """An institution that was imported from a file with every list."""

    @clause("CORE-31")
    def test_each_row_is_one_in_every_version(self):
        """Of three versions, the last one taken back; neither another institution's rows nor another list's."""
        rows = {"regulation_id": self.regulation.id, "name": "另加的一行"}
        for name in ("duban.decision.body", "duban.grade"):
            self.env[name].create([rows, {**rows, "active": False}])
        other = self.env["res.company"].create({"name": "另一所大学"})
        strange = self.regulation._adopt(other)
        second = self.regulation._new_version(date(2026, 6, 1))
        third = second._new_version(date(2026, 9, 1))
        third.with_user(self.admin).action_take_back()
        versions = [self.regulation, second, third]
        self.assertEqual(
            kinds(self.env),
            {
                *("duban.decision.body", "duban.source.category"),
                *("duban.grade", "duban.option"),
            },
        )
        for name in sorted(kinds(self.env)):
            rows = self.env[name].with_context(active_test=False)
            of = [
                rows.search([("regulation_id", "=", version.id)])
                for version in versions
            ]
            self.assertTrue(of[0], name)
            for row in of[0]:
                key = row.code, "list_code" in row._fields and row.list_code
                same = [
                    each.filtered(
                        lambda found, key=key: (
                            (found.code, "list_code" in found._fields and found.list_code) == key
                        )
                    )
                    for each in of
                ]  # fmt: skip
                offered = same[1].filtered("active")
                with self.subTest(model=name, code=row.code):
                    self.assertEqual([len(each) for each in same], [1, 1, 1])
                    for each in same:
                        self.assertEqual(each._versions(), rows.union(*same))
                        self.assertEqual(each._first(), row)
                        self.assertFalse(each._under(strange))
                    self.assertEqual(row._under(second), offered)
                    # what a record names already it keeps, offered or not
                    self.assertEqual(same[1]._under(second), same[1])
            self.assertFalse(rows._versions() | rows._first() | rows._under(second))
        # what every user of the institution may ask
        grade = second.grade_ids[:1].with_user(self.worker_a)
        self.assertEqual(len(grade._versions()), 3)

    @clause("CORE-31")
    def test_a_new_row_takes_no_code_of_another_version(self):
        """Dropped in the new version, then another one added: the new one is no version of the dropped one."""
        for name, more in (
            ("duban.decision.body", {}),
            ("duban.grade", {}),
            ("duban.source.category", {}),
        ):
            made = self.env[name].create(
                {"regulation_id": self.regulation.id, "name": "旧", **more}
            )
            version = self.regulation._new_version(
                date(2027, 1 + len(self.regulation.search([])) % 11, 2)
            )
            made._under(version).unlink()
            new = self.env[name].create(
                {"regulation_id": version.id, "name": "新", **more}
            )
            self.assertNotEqual(new.code, made.code)
            self.assertEqual((new._versions(), made._under(version)), (new, new.browse()))  # fmt: skip
            version.active = False

    @clause("CORE-31")
    def test_a_category_with_another_code_is_the_same(self):
        version = self.regulation._new_version(date(2026, 6, 1))
        category = self.category("meeting")
        renamed = category._under(version)
        renamed.code = "sessions"
        self.assertEqual(category._under(version), renamed)
        self.assertEqual(renamed._first(), category)


@tagged("post_install", "-at_install")
class TestNothingAsksOneVersion(SupervisionCommon):
    """Generated from the models, the code and the screens: whoever adds a look-up decides how it joins versions."""

    def addons(self):
        return [
            (name, Path(get_module_path(name)))
            for name in self.env["ir.module.module"]
            .search([("name", "like", "duban_supervision%"), ("state", "=", "installed")])
            .mapped("name")
        ]  # fmt: skip

    def holders(self):
        """Names of the fields by which records outside the rules name a row, or the regulation itself."""
        coded = kinds(self.env) | {"duban.warning.level", "duban.regulation"}
        fields_ = [
            (field.name, field.comodel_name)
            for model in self.env.values()
            if not model._abstract and model._name not in KIND_OF
            for field in model._fields.values()
            if field.store and field.relational
        ]
        elsewhere = {name for name, comodel in fields_ if comodel not in coded}
        return {
            name
            for name, comodel in fields_
            if comodel in coded and not name.endswith("_group_id")
        } - elsewhere

    @clause("CORE-31", "CORE-11")
    def test_no_search_names_the_row_of_one_version(self):
        names, found, asked = self.holders(), [], 0
        self.assertLessEqual(
            {"body_id", "decision_body_id", "grade_id", "source_category_id"}, names
        )
        for _name, folder in self.addons():
            for path in sorted(folder.rglob("*.py")):
                parts = path.relative_to(folder).parts
                if {"rules", "demo", "migrations"} & set(parts):
                    continue
                source = path.read_text("utf-8")
                for node in ast.walk(ast.parse(source)):
                    match node:
                        case ast.Tuple(elts=[where, sign, value]):
                            pass
                        case ast.Call(
                            func=ast.Name(id="Domain"), args=[where, sign, value]
                        ):
                            pass
                        case _:
                            continue
                    match where, sign:
                        case (
                            ast.Constant(value=str(asks)),
                            ast.Constant(value="=" | "in" | "!=" | "not in"),
                        ) if asks.split(".")[-1] in names:
                            asked += 1
                        case _:
                            continue
                    words = ast.unparse(value)
                    joined = "_versions()" in words or isinstance(value, ast.Constant)
                    if not joined and (path.name, asks) not in ONE_VERSION:
                        found.append(f"{path.name}:{node.lineno}: {asks} {words}")
        self.assertGreater(asked, 8)
        self.assertFalse(found, "ask by row._versions(), or by a group over versions")

    @clause("CORE-31")
    def test_no_list_groups_by_the_row_of_one_version(self):
        coded, found, grouped = kinds(self.env), [], 0
        for view in self.env["ir.ui.view"].search([("model", "like", "duban.%")]):
            model = self.env[view.model]
            names = re.findall(r"'group_by': \[?'(\w+)", view.arch_db)
            if view.type in ("pivot", "graph"):
                names += re.findall(r'<field name="(\w+)"', view.arch_db)
            for name in names:
                field = model._fields.get(name)
                if not field or field.comodel_name not in coded:
                    continue
                grouped += 1
                joined = name.endswith("_group_id") or not model._auto
                if not joined and (view.model, name) not in GROUPED_BY_VERSION:
                    found.append((view.model, name))
        self.assertGreater(grouped, 5)
        self.assertFalse(found)

    @clause("CORE-31")
    def test_nothing_is_unique_within_one_version(self):
        """Of a month one score, of a year one volume: whatever version counted when it was begun."""
        tables = {self.env[model]._table for model in KIND_OF}
        self.env.cr.execute(
            "SELECT tablename, indexdef FROM pg_indexes WHERE indexdef LIKE 'CREATE UNIQUE%%regulation_id%%'"
        )
        records = {model._table for model in self.env.values() if model._auto}
        found = {table for table, _definition in self.env.cr.fetchall()} & records
        self.assertGreater(len(found & tables), 3)
        self.assertEqual(found - tables, OF_A_VERSION)


@tagged("post_install", "-at_install")
class TestTakenBack(SupervisionCommon):
    @clause("CORE-31")
    def test_versions_are_taken_back_in_any_order(self):
        self.at("2026-03-04")
        second = self.regulation._new_version(date(2026, 3, 1))
        third = second._new_version(date(2026, 9, 1))
        admin = self.admin
        second.with_user(admin).action_take_back()
        current = self.env["duban.regulation"]._in_force
        self.at("2026-10-08")
        self.assertEqual(current(self.company), third)
        third.with_user(admin).action_take_back()
        self.assertEqual(current(self.company), self.regulation)
        with self.assertRaisesRegex(UserError, "no version before"):
            self.regulation.with_user(admin).action_take_back()
        self.assertTrue(self.regulation.active)


@tagged("post_install", "-at_install")
class TestMattersOverVersions(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2023-12-20")
        regulation = {"regulation_id": self.regulation.id}
        self.board = self.env["duban.decision.body"].create(
            {**regulation, "code": "board", "name": "校长办公会议"}
        )
        self.key = self.env["duban.grade"].create(
            {**regulation, "code": "key", "name": "重点"}
        )
        self.said = {"decision_body_id": self.board.id, "grade_id": self.key.id}

    def january(self):
        version = self.regulation._new_version(date(2024, 1, 1))
        self.at("2024-01-03")
        return version

    @clause("CORE-31")
    def test_who_names_a_row_of_the_version_before_gets_todays(self):
        """A copy, a goal, an item of last year: values that were taken from what is filed."""
        before = self.filed(**self.said)
        version = self.january()
        after = self.matter(
            name="一月", **self.said, source_category_id=self.category("meeting").id
        )
        self.assertEqual(after.regulation_id, version)
        for row in (after.decision_body_id, after.grade_id, after.source_category_id):
            self.assertEqual(row.regulation_id, version)
        self.assertEqual(
            (after.decision_body_id.code, after.grade_id.code, after.source_category_id.code),
            ("board", "key", "meeting"),
        )  # fmt: skip
        for name in ("category_group_id", "body_group_id", "grade_group_id"):
            self.assertTrue(before[name], name)
            self.assertEqual(after[name], before[name], name)
        # one that today's rules do not have is refused, not lost
        self.key._under(version).unlink()
        self.assert_refused(lambda: self.matter(name="二月", grade_id=self.key.id))
        # neither is another institution's taken for one's own
        other = self.env["res.company"].create({"name": "另一所大学"})
        strange = version._adopt(other).decision_body_ids[:1]
        self.assertEqual(strange.code, "board")
        self.assert_refused(lambda: self.matter(decision_body_id=strange.id))

    @clause("CORE-31", "WUT-12.1e")
    def test_the_same_item_filed_under_either_version(self):
        """One matter, one filing: also when the rules changed between."""
        self.regulation.one_matter_one_filing = True
        item = {
            **self.said,
            "meeting_date": "2023-12-18",
            "minutes_number": "纪要〔2023〕9号",
            "source_item": "第三项",
        }
        self.filed(name="十二月立", **item)
        self.january()
        again = self.matter(name="一月又立", **item)
        self.assert_refused(again.action_file)

    @clause("CORE-31", "WUT-16.1c")
    def test_report_back_proposes_what_the_body_decided_under_either(self):
        matter = self.submitted(**self.said)
        matter.with_user(self.office_user).write({"conclusion": "落实到位"})
        matter.with_user(self.office_user).action_pass_review("符合要求")
        version = self.january()
        report = (
            self.env["duban.report.back"]
            .with_user(self.office_user)
            .create(
                {
                    "target_id": self.board._under(version).id,
                    "company_id": self.company.id,
                    "content": "办结",
                }
            )
        )
        self.assertEqual(report.regulation_id, version)
        report.action_propose_matters()
        self.assertEqual(report.matter_ids, matter)


@tagged("post_install", "-at_install")
class TestDraftsFollow(SupervisionCommon):
    """Filed on 2 January under the rules of 1 January, also what was registered in December."""

    def setUp(self):
        super().setUp()
        self.at("2023-12-29")
        self.gone = self.env["duban.source.category"].create(
            {
                "regulation_id": self.regulation.id,
                "code": "gone",
                "name": "已取消的类别",
            }
        )
        channels = self.option("channel")
        self.draft = self.matter(name="十二月登记", channel_ids=[(6, 0, channels.ids)])
        self.dropped = self.matter(name="类别已取消", source_category_id=self.gone.id)
        self.december = self.filed(name="十二月立项")
        self.version = self.regulation._new_version(date(2024, 1, 1))
        self.version.term_rule_ids.days = 20
        self.gone._under(self.version).unlink()

    def assert_under(self, matter, version):
        self.assertEqual(matter.regulation_id, version)
        rows = (matter.source_category_id, *matter.channel_ids)
        self.assertEqual({row.regulation_id for row in rows if row}, {version})

    @clause("CORE-31", "CORE-17")
    def test_a_draft_is_filed_under_the_rules_of_the_day(self):
        self.at("2023-12-31")
        self.matter(name="年内").action_file()
        self.assert_refused(self.draft.with_user(self.worker_a).action_file)
        self.assert_under(self.draft, self.regulation)
        self.at("2024-01-02")
        self.assert_refused(self.draft.with_user(self.worker_a).action_file)
        self.assert_under(self.draft, self.regulation)
        self.draft.action_file()
        self.assert_under(self.draft, self.version)
        self.assertEqual(self.draft.sudo()._rules()["terms"][0]["days"], 20)
        self.assertEqual(self.draft.category_group_id, self.december.category_group_id)
        act = self.draft.sudo().act_ids.filtered(lambda row: row.action == "edit")
        old, new = act.changes["regulation_id"]
        self.assertNotEqual(old, new)
        self.assertIn("2024年1月1日", f"{new} {act.note}")
        # a category of the same name is no change of category
        self.assertNotIn("source_category_id", act.changes)
        self.assertEqual(self.december.regulation_id, self.regulation)
        self.assertEqual(self.december.sudo()._rules()["terms"][0]["days"], 10)

    @clause("CORE-31", "CORE-4")
    def test_who_may_file_is_asked_by_the_rules_of_the_day(self):
        """From 2024 another office supervises: it files, not the one that registered it."""
        self.version.office_id = self.discipline
        self.at("2024-01-02")
        self.assert_refused(self.draft.action_file)
        self.assertEqual(self.draft.sudo().state, "draft")
        self.run_patrol()
        self.assert_refused(self.draft.action_file)
        self.draft.with_user(self.discipline_user).action_file()
        self.assertEqual(self.draft.sudo().state, "filed")

    @clause("CORE-31")
    def test_a_version_that_counts_from_today_has_the_drafts_at_once(self):
        """Their forms ask what the step asks; what is filed keeps its rules."""
        self.at("2024-01-02")
        today = self.version._new_version(date(2024, 1, 2))
        self.env.invalidate_all()
        self.assert_under(self.draft, today)
        self.assertEqual(self.december.regulation_id, self.regulation)

    @clause("CORE-31")
    def test_on_the_day_the_patrol_puts_drafts_under_it(self):
        """What the version does not offer is empty and asked for, from what it offers."""
        self.run_patrol()
        self.assert_under(self.draft, self.regulation)
        self.at("2024-01-01")
        self.run_patrol()
        self.env.invalidate_all()
        for matter in (self.draft, self.dropped):
            self.assert_under(matter, self.version)
        self.assertFalse(self.dropped.source_category_id)
        self.assertEqual(self.december.regulation_id, self.regulation)
        # taken back: the version before counts again, for drafts as for new matters
        self.version.with_user(self.admin).action_take_back()
        self.env.invalidate_all()
        self.assert_under(self.draft, self.regulation)
        self.draft.action_file()
        self.assert_under(self.draft, self.regulation)
        self.assertEqual(self.draft.sudo()._rules()["terms"][0]["days"], 10)
        self.at("2024-01-02")
        self.run_patrol()
        self.env.invalidate_all()
        self.assertEqual(self.dropped.regulation_id, self.regulation)

    @clause("CORE-31")
    def test_what_leaders_sign_stays_under_the_rules_they_sign_by(self):
        self.env["duban.approval.step"].create(
            {"regulation_id": self.regulation.id, "name": "审批", "purpose": "filing", "role": "leader_in_charge"}
        )  # fmt: skip
        self.regulation.category_ids.filing_authority = "chain"
        matter = self.matter(name="待审批")
        matter.action_submit_filing()
        self.at("2024-01-02")
        self.run_patrol()
        self.run_chain(matter)
        matter.action_file()
        self.assertEqual(matter.regulation_id, self.regulation)


@tagged("post_install", "-at_install")
class TestNumbersOverVersions(WarningCommon):
    @clause("CORE-31", "PLUS-V2")
    def test_a_colour_goes_on_counting(self):
        """Matters of both versions get their yellow notice in one year: 1, 2, 3, whoever is first."""
        first = self.issue("2026-12-07").number
        version = self.regulation._new_version(date(2026, 12, 8))
        self.at("2026-12-08")
        later = self.accepted(
            name="新版本",
            date_deadline="2026-12-28",
            source_category_id=self.category("meeting")._under(version).id,
        )
        second = self.issue("2026-12-22", later).number
        self.assertEqual(later.regulation_id, version)
        self.assertEqual([first, second], ["黄〔2026〕1号", "黄〔2026〕2号"])

    @clause("PLUS-V2")
    def test_counters_of_before_go_on(self):
        """Counted by the id of the level until now: the highest number of either version is kept, once."""
        self.issue("2026-12-07")
        level = self.level("yellow")
        version = self.regulation._new_version(date(2026, 12, 8))
        Number = self.env["duban.number"]
        Number.search([("kind", "like", "warning:%")]).unlink()
        colours = version.warning_level_ids.filtered(lambda row: row.colour == "yellow")
        for row, last in ((level, 7), (colours, 3)):
            Number.create(
                {
                    "company_id": self.company.id,
                    "kind": f"warning:{row.id}",
                    "year": 2026,
                    "last": last,
                }
            )
        Number._count_by_pattern()
        found = Number.search(
            [("company_id", "=", self.company.id), ("kind", "like", "warning:%")]
        )
        self.assertEqual(
            [(row.kind, row.last) for row in found], [("warning:黄〔{year}〕{n}号", 7)]
        )
        other = self.accepted(name="第二件", date_deadline="2026-12-28")
        self.assertEqual(self.issue("2026-12-22", other).number, "黄〔2026〕8号")
        Number._count_by_pattern()
