"""What is done to rules between the making of a version and its first day, and where versions come from (CORE-31)."""

from datetime import date

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from odoo.addons.duban_supervision.models.rules.file.regulation_plan import Plan

from tests.clauses import clause
from tests.duban_supervision.test_regulation_rules import RulesCommon


class VersionsCommon(RulesCommon):
    def setUp(self):
        super().setUp()
        self.at("2023-12-01")
        self.current = self.env["duban.regulation"]._in_force


@tagged("post_install", "-at_install")
class TestBetweenMakingAndFirstDay(VersionsCommon):
    @clause("CORE-31", "CORE-2")
    def test_what_changes_in_december_holds_in_january(self):
        """A setting, a clause, an option that the office adds, a row that goes; what January rules otherwise stays."""
        version = self.regulation._new_version(date(2024, 1, 1))
        later = version._new_version(date(2024, 7, 1))
        version.with_user(self.admin).extension_max = 2
        version.term_rule_ids.with_user(self.admin).days = 20
        self.at("2023-12-15")
        admin = self.regulation.with_user(self.admin)
        admin.write({"remind_before_days": 5, "extension_max": 7})
        admin.term_rule_ids.write({"clause": "第九条", "days": 12})
        channels = self.option("channel").list_id
        self.env["duban.option"].with_user(self.office_user).create(
            {"list_id": channels.id, "code": "wechat", "name": "微信"}
        )
        admin.label_ids.unlink()
        for each in (version, later):
            self.assertEqual(each.remind_before_days, 5)
            self.assertEqual(each.extension_max, 2)
            self.assertEqual(each.term_rule_ids.days, 20)
            self.assertEqual(each.term_rule_ids.clause, "第九条")
            self.assertIn("微信", each.option_list_ids.option_ids.mapped("name"))
            self.assertFalse(each.label_ids)
        # who did it stands there as well
        self.assertIn(
            ("", "5"), version.change_ids.mapped(lambda row: (row.old, row.new))
        )
        draft = self.matter(
            channel_ids=[(6, 0, channels.option_ids.filtered(lambda row: row.code == "wechat").ids)]
        )  # fmt: skip
        self.at("2024-01-02")
        self.run_patrol()
        self.assertEqual(draft.regulation_id, version)
        self.assertEqual(draft.channel_ids.name, "微信")
        # it counts: what is written in the one before reaches it no more
        admin.remind_before_days = 9
        self.assertEqual(version.remind_before_days, 5)
        other = self.env["res.company"].create({"name": "另一所大学"})
        strange = self.regulation._adopt(other)
        version.with_user(self.admin).remind_before_days = 4
        self.assertEqual(later.remind_before_days, 4)
        self.assertEqual(strange.remind_before_days, 9)

    @clause("CORE-31")
    def test_a_file_imported_in_december_holds_in_january(self):
        version = self.regulation._new_version(date(2024, 1, 1))
        text = self.regulation._file_text().replace("days: 10", "days: 12")
        self.env["duban.regulation.import"].with_user(self.admin).create(
            {"text": text, "regulation_id": self.regulation.id}
        ).action_apply()
        self.assertEqual(version.term_rule_ids.days, 12)

    @clause("CORE-31")
    def test_a_third_version_goes_on_from_the_second(self):
        version = self.regulation._new_version(date(2024, 1, 1))
        version.with_user(self.admin).extension_max = 2
        third = self.regulation._new_version(date(2024, 3, 1))
        self.assertEqual((third.extension_max, third.previous_id), (2, version))
        between = self.regulation._new_version(date(2023, 12, 24))
        self.assertEqual(between.previous_id, self.regulation)
        self.assertEqual(version.previous_id, between)
        between.with_user(self.admin).remind_before_days = 6
        self.assertEqual((version.remind_before_days, third.remind_before_days), (6, 6))


@tagged("post_install", "-at_install")
class TestAdopted(VersionsCommon):
    @clause("CORE-31", "PLUS-V1")
    def test_an_institution_that_has_rules_adopts_others(self):
        """From today on; drafts stand under them, with the same category; the version before can count again."""
        template = self.regulation.copy()
        template.institution = "武汉理工大学"
        draft = self.matter(name="草稿")
        filed = self.filed(name="已立项")
        adopted = template.with_user(self.admin)._adopt(self.company).sudo()
        self.env.invalidate_all()
        self.assertEqual(adopted, template)
        self.assertEqual(self.current(self.company), template)
        self.assertEqual(template.date_from, date(2023, 12, 1))
        self.assertEqual(template.institution, self.company.name)
        self.assertEqual(template.previous_id, self.regulation)
        self.assertEqual(template.office_id, self.office)
        self.assertEqual(draft.regulation_id, template)
        self.assertEqual(draft.source_category_id.regulation_id, template)
        self.assertEqual(draft.category_group_id, filed.category_group_id)
        again = template.copy()
        with self.assertRaisesRegex(UserError, "applies from"):
            again._adopt(self.company)
        template.with_user(self.admin).action_take_back()
        self.assertEqual(self.current(self.company), self.regulation)
        # rules of a later day are those of a later day
        again.date_from = "2024-02-01"
        again._adopt(self.company)
        self.assertEqual(self.current(self.company), self.regulation)
        self.assertEqual(again.date_from, date(2024, 2, 1))

    @clause("PLUS-V1")
    def test_papers_of_a_school_that_adopts_a_template_have_its_name(self):
        other = self.env["res.company"].create({"name": "某大学"})
        template = self.regulation.copy()
        template.institution = "武汉理工大学"
        template._adopt(other)
        self.assertEqual(template.institution, "某大学")
        self.assertEqual(template.date_from, date(2000, 1, 1))
        self.assertEqual(self.current(other), template)
        self.assertFalse(template.office_id | template.discipline_office_id)


@tagged("post_install", "-at_install")
class TestOneCategory(VersionsCommon):
    def group(self, category):
        return category._first()

    @clause("CORE-31")
    def test_what_an_update_brings_to_each_version_is_one(self):
        base = Plan.from_json(self.regulation._plan().as_json())
        version = self.regulation._new_version(date(2024, 1, 1))
        shipped = Plan.from_json(base.as_json())
        row = dict(
            shipped.rows["category", ("meeting", "1")],
            code="inspection",
            name="巡视整改",
        )
        shipped.rows["category", ("inspection", "1")] = row
        for each in (version, self.regulation):
            each.shipped = base.as_json()
            each._follow(shipped)
        draft = self.matter(source_category_id=self.category("inspection").id)
        december = self.filed(source_category_id=self.category("inspection").id)
        self.at("2024-01-02")
        self.run_patrol()
        self.assertEqual(draft.regulation_id, version)
        self.assertEqual(draft.source_category_id.code, "inspection")
        self.assertEqual(draft.category_group_id, december.category_group_id)

    @clause("CORE-31")
    def test_the_row_of_the_first_version_goes(self):
        """The second and the third are still one; one of another code, linked, is the same still."""
        extra = self.category("meeting").copy({"code": "extra", "name": "其他"})
        second = self.regulation._new_version(date(2024, 1, 1))
        third = second._new_version(date(2024, 7, 1))
        rows = [extra._under(each) for each in (second, third)]
        self.at("2024-08-01")
        extra.unlink()
        self.assertEqual(rows[0]._first(), rows[1]._first())
        self.assertEqual(rows[0]._under(third), rows[1])
        # another one that takes the code of one that was renamed is not that
        meeting = self.category("meeting")
        renamed = meeting._under(third)
        renamed.code = "sessions"
        self.env.flush_all()
        new = renamed.copy({"code": "meeting", "name": "新会议"})
        self.assertEqual(meeting._under(third), renamed)
        self.assertEqual(new._versions(), new)


@tagged("post_install", "-at_install")
class TestSwitchedOff(VersionsCommon):
    @clause("PLUS-V1", "CORE-33")
    def test_a_row_that_is_kept_can_be_switched_off_and_on(self):
        """What a refusal says can be done, on the form, for each list."""
        self.regulation.write({"score_enabled": True})
        with Form(self.regulation.with_user(self.admin)) as form:
            for name in (
                *("category_ids", "decision_body_ids", "grade_ids"),
                *("warning_level_ids", "score_rule_ids"),
            ):
                with getattr(form, name).edit(0) as line:
                    line.active = False
        rows = (
            self.regulation.with_context(active_test=False),
            self.regulation,
        )
        for name in (
            "category_ids",
            "grade_ids",
            "warning_level_ids",
            "score_rule_ids",
        ):
            self.assertEqual([len(each[name]) for each in rows], [1, 0], name)
        with Form(self.regulation.with_user(self.admin)) as form:
            with form.grade_ids.edit(0) as line:
                line.active = True
        self.assertTrue(self.regulation.grade_ids)
