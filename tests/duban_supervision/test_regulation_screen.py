"""The form of a regulation is for an office: each setting beside its clause, what is not ruled folded away, codes
offered in words and refused when they mean nothing (PLUS-V1)."""

from lxml import etree

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools.safe_eval import safe_eval

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestRegulationScreen(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.mine = self.regulation.with_user(self.admin)
        self.form = etree.fromstring(self.mine.get_view(view_type="form")["arch"])

    def shown(self, name):
        """Whether the form shows the setting ``name`` for the regulation as it is stored."""
        (box,) = self.form.xpath(f"//div[field[@name='{name}']]")
        (label,) = self.form.xpath(f"//label[@for='{name}']")
        self.assertEqual(box.get("invisible"), label.get("invisible"))
        values = {
            field: self.mine[field]
            for field in self.mine._rule_fields() + ["ruled_settings"]
        }
        return not safe_eval(
            box.get("invisible"), {**values, "is_unruled_shown": False}
        )

    @clause("PLUS-V1")
    def test_what_the_text_does_not_rule_is_folded_away(self):
        self.mine.write(
            {
                "merge_enabled": False,
                "content_lock": "filed",
                "setting_clauses": {"content_lock": "第五条"},
            }
        )
        self.assertTrue(self.shown("content_lock"), "it has a clause")
        self.assertFalse(self.shown("merge_enabled"), "as it stands everywhere")
        self.mine.merge_enabled = True
        self.assertTrue(self.shown("merge_enabled"), "decided, without a clause")
        self.mine.merge_enabled = False
        self.mine.setting_clauses = {"merge_enabled": "第九条"}
        self.assertTrue(self.shown("merge_enabled"), "ruled: no")
        # a condition of its own counts as before
        self.mine.setting_clauses = {"duplicate_similarity": "第十条"}
        self.mine.duplicate_detection = False
        self.assertFalse(self.shown("duplicate_similarity"))
        self.mine.duplicate_detection = True
        self.assertTrue(self.shown("duplicate_similarity"))

    @clause("PLUS-V1")
    def test_every_setting_is_on_a_form_and_a_new_regulation_shows_all(self):
        page = self.env.ref("duban_supervision.duban_regulation_view_form_settings")
        settings_page = etree.fromstring(
            self.mine.get_view(page.id, view_type="form")["arch"]
        )
        told = {
            node.get("name")
            for form in (self.form, settings_page)
            for node in form.iter("field")
        }
        self.assertEqual(
            set(self.mine._rule_fields()) - told,
            set(),
            "nobody can set these on screen",
        )
        self.assertFalse(self.mine.is_unruled_shown)
        self.assertTrue(self.env["duban.regulation"].new().is_unruled_shown)

    @clause("PLUS-V1")
    def test_codes_are_offered_in_words(self):
        def offered(model, name, document="", user=self.admin):
            rows = self.env[model].with_user(user).with_context(lang="zh_CN")
            return {
                choice["words"]: choice["code"]
                for choice in rows.get_code_choices(name, document)
            }

        self.assertEqual(
            offered("duban.procedure.step", "states")["立项审批中"], "filing_approval"
        )
        words = offered("duban.label", "key")
        self.assertEqual(words["字段：办结期限"], "field:date_deadline")
        self.assertEqual(words["按钮：立项"], "action:action_file")
        self.assertEqual(words["状态：已归档"], "state:archived")
        self.assertEqual(words["文件：通报"], "doc:bulletin")
        papers = offered("duban.document.cell", "document")
        self.assertEqual(papers["督办通知"], "notice")
        cells = offered("duban.document.cell", "key", "request")
        self.assertEqual(cells["原办结期限"], "date_deadline_before")
        self.assertEqual(cells["督办事项 / 编号"], "matter.number")
        self.assertEqual(offered("duban.option.list", "code")["督办方式"], "form")
        self.assertEqual(offered("duban.label", "label"), {}, "anything may be a word")
        with self.assertRaises(AccessError):
            offered("duban.label", "key", user=self.env.ref("base.public_user"))

    @clause("PLUS-V1")
    def test_everything_offered_is_accepted(self):
        step = self.env["duban.procedure.step"].with_user(self.admin)
        for choice in step.get_code_choices("states"):
            step.create(
                {
                    "regulation_id": self.regulation.id,
                    "name": choice["words"],
                    "states": choice["code"],
                }
            )
        label = self.env["duban.label"].with_user(self.admin)
        wrong = [
            choice["code"]
            for choice in label.get_code_choices("key")
            if label._key_problem(choice["code"])
        ]
        self.assertEqual(wrong, [])
        cells = self.env["duban.document.cell"].with_user(self.admin)
        for paper in cells.get_code_choices("document"):
            model = self.env[cells._document_model(paper["code"])]
            for choice in cells.get_code_choices("key", paper["code"]):
                self.assertTrue(model._document_has(choice["code"]), choice)
        # and what is not offered is refused in words
        with self.assertRaisesRegex(ValidationError, "field:due"):
            label.create(
                {"regulation_id": self.regulation.id, "key": "field:due", "label": "限"}
            )

    @clause("PLUS-V1")
    def test_a_row_needs_a_name_and_no_code(self):
        with Form(self.mine) as form:
            for name in ("重点", "一般"):
                with form.grade_ids.new() as row:
                    row.name = name
        grades = self.mine.grade_ids.filtered(lambda row: row.name in ("重点", "一般"))
        self.assertEqual(len(set(grades.mapped("code"))), 2)
        code = grades[0].code
        grades[0].name = "特别重大"
        self.assertEqual(grades[0].code, code, "a new name is no new row")
        both = self.env["duban.source.category"].with_user(self.admin)
        both = both.create(
            [{"regulation_id": self.mine.id, "name": name} for name in ("甲", "乙")]
        )
        self.assertEqual(len(set(both.mapped("code"))), 2)
        options = self.mine.option_list_ids[:1]
        options.write({"option_ids": [(0, 0, {"name": "其他方式"})]})
        self.assertTrue(options.option_ids.filtered("code") == options.option_ids)


@tagged("post_install", "-at_install")
class TestRegulationTour(SupervisionCommon, HttpCase):
    browser_size = "1400x900"

    @clause("PLUS-V1")
    def test_administrator_rules_in_words_and_names_the_clause(self):
        self.admin.lang = "zh_CN"
        self.start_tour(
            f"/odoo/action-duban_supervision.duban_regulation_action/{self.regulation.id}",
            "duban_admin_rules",
            login=self.admin.login,
        )
        self.regulation.invalidate_recordset()
        self.assertEqual(self.regulation.silent_events, "closed")
        self.assertEqual(self.regulation.setting_clauses["silent_events"], "第六条")
        self.assertIn(",silent_events,", self.regulation.ruled_settings)
