"""武汉理工大学: what a new clerk reads on the screens in a week, in the words of the school's own regulation."""

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import WutCommon


@tagged("post_install", "-at_install")
class TestWutClerkWeek(WutCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-05")

    def of_office(self, model):
        env = self.env(user=self.office_user, context={"lang": "zh_CN"})
        return env[model].with_company(self.company)

    def labels(self, model, *names):
        described = self.of_office(model).fields_get(names, ["string"])
        return [described[name]["string"] for name in names]

    def test_imports_and_corrections_say_the_words_of_the_form(self):
        self.assertEqual(
            self.labels("duban.import", "source_category_id", "source_kind_id"),
            ["类别", "事项来源"],
        )
        self.assertEqual(
            self.labels("duban.import.line", "co_unit_ids", "date_deadline"),
            ["配合单位", "办结时限"],
        )
        self.assertEqual(
            self.labels("duban.adjustment", "deadline_now", "change_co_units"),
            ["现办结时限", "调整配合单位"],
        )

    def test_the_menu_prints_under_the_name_on_the_paper(self):
        views = self.of_office("duban.matter").get_views(
            [(False, "form")], {"toolbar": True}
        )
        names = [row["name"] for row in views["views"]["form"]["toolbar"]["print"]]
        self.assertIn("催办记录", names)
        self.assertNotIn("督办记录", names)

    def test_a_term_that_has_passed_is_said_before_filing(self):
        draft = self.of_office("duban.matter").new(
            self.values(minutes_issue_date="2024-01-08", date_deadline=False)
        )
        self.assertIn("已过", draft.deadline_hint)
        self.assertNotIn("不必填写", draft.deadline_hint)
        draft.minutes_issue_date = "2024-03-05"
        self.assertIn("不必填写", draft.deadline_hint)

    def test_the_basis_does_not_say_minutes_twice(self):
        for number, words in (
            ("纪要〔2024〕5号", "，纪要〔2024〕5号"),
            ("校办〔2024〕5号", "，会议纪要校办〔2024〕5号"),
        ):
            draft = self.of_office("duban.matter").new(
                self.values(minutes_number=number)
            )
            self.assertIn(words, draft._basis_words())

    def test_the_review_asks_once(self):
        step = self.env.ref("duban_supervision.duban_matter_view_form_step")
        arch, _view = self.of_office("duban.matter")._get_view(step.id)
        buttons = arch.findall(".//footer/button[@data-action='action_pass_review']")
        self.assertEqual(
            {button.get("name") for button in buttons}, {"action_pass_review"}
        )
        self.assertFalse([button for button in buttons if button.get("args")])

    def test_who_is_new_finds_the_home_page(self):
        home = self.env.ref("duban_supervision.duban_home_action")
        clerk = new_test_user(self.env, "xiao.zhou", "duban_supervision.group_office")
        self.assertEqual(clerk.action_id.id, home.id)
        other = new_test_user(self.env, "elsewhere", "base.group_user")
        self.assertFalse(other.action_id)
        chosen = self.env["res.users"].create(
            {
                "name": "另有首页",
                "login": "chosen",
                "group_ids": [Command.link(self.env.ref("duban_supervision.group_office").id)],
                "action_id": self.env.ref("base.action_res_users").id,
            }
        )  # fmt: skip
        self.assertEqual(chosen.action_id.id, self.env.ref("base.action_res_users").id)

    def test_counts_of_an_import_stand_while_a_row_is_edited(self):
        job = self.of_office("duban.import").create({"year": 2024})
        rows = [{"import_id": job.id, "name": name} for name in ("一", "二")]
        self.of_office("duban.import.line").create(rows).write({"verdict": "bad"})
        edited = self.of_office("duban.import").new(origin=job)
        self.assertEqual(edited.bad_count, 2)
