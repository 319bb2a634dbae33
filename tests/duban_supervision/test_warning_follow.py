"""三色预警 that leads somewhere (PLUS-V2), in an institution whose file has three colours."""

import re
from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from tests.clauses import clause
from tests.documents import ledger_cells
from tests.duban_supervision.test_small_rules import YearsCommon


class WarningCommon(YearsCommon):
    def setUp(self):
        super().setUp()
        self.at("2026-11-23")
        # 20 calendar days: 30 % is six days before, 10 % two; red is Monday 12-14, the working day after Sunday
        self.matter_ = self.accepted(date_deadline="2026-12-13")

    def level(self, colour):
        levels = self.regulation.warning_level_ids
        return levels.filtered(lambda row: row.colour == colour)

    def warn_todo(self, user=None):
        return self.todos(self.matter_, user or self.office_user, "warn")

    def issue(self, day, matter=None):
        self.at(day)
        matter = (matter or self.matter_).with_user(self.office_user)
        return matter.action_warn(None, "请说明原因")


@tagged("post_install", "-at_install")
class TestWarningFollow(WarningCommon):
    @clause("PLUS-V2")
    def test_a_todo_on_the_day_with_the_paper_drafted(self):
        self.patrol("2026-12-06")
        self.assertFalse(self.warn_todo())
        # the patrol looks again on the day itself
        self.assertEqual(str(self.matter_.sudo().date_next_check), "2026-12-07")
        self.patrol("2026-12-07")
        todo = self.warn_todo()
        self.assertEqual(
            (todo.duban_key, str(todo.date_deadline)),
            (f"warn:{self.level('yellow').id}", "2026-12-07"),
        )
        for user in (self.head_a, self.worker_a, self.leader, self.office_user2):
            self.assertFalse(self.warn_todo(user), user.name)
        action = todo.with_user(self.office_user).action_duban_open()
        wizard = (
            self.env["duban.action.wizard"]
            .with_user(self.office_user)
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual(wizard.level_id, self.level("yellow"))
        for words in ("2026年11月23日", "2026年12月13日", "6", "2026年12月9日"):
            self.assertIn(words, wizard.text)
        wizard.action_confirm()
        notice = self.matter_.record_ids.filtered("level_id")
        self.assertEqual(notice.number, "黄〔2026〕1号")
        self.assertEqual(notice.summary, wizard.text)
        self.assertFalse(self.warn_todo())
        self.patrol("2026-12-08")
        self.assertFalse(self.warn_todo(), "once")

    @clause("PLUS-V2", "CORE-21")
    def test_the_draft_to_a_new_lead_unit_tells_what_it_reported_itself(self):
        self.at("2026-11-26")
        self.feedback(self.matter_, name="已完成招标")
        self.matter_.with_user(self.office_user).action_urge("请加快")
        self.at("2026-12-07")
        office = self.matter_.with_user(self.office_user)
        yellow = self.level("yellow")
        before = office._warning_draft(yellow)
        for words in ("已完成招标", "已催办1次。"):
            self.assertIn(words, re.sub(r"\s", "", before))
        office.action_reassign(self.unit_c.id, "职责调整")
        after = re.sub(r"\s", "", office._warning_draft(yellow))
        self.assertNotIn("已完成招标", after)
        self.assertNotIn("催办", after)
        office.action_urge("请加快")
        self.assertIn("已催办1次。", re.sub(r"\s", "", office._warning_draft(yellow)))

    @clause("PLUS-V2", "CORE-21")
    def test_a_new_lead_unit_gets_its_own_colours(self):
        """The date is kept: what A did not answer makes no red for C, and C is warned of the date itself."""
        red, yellow = self.level("red"), self.level("yellow")
        red.or_unanswered = True
        previous = red.regulation_id.warning_level_ids.filtered(lambda row: row.sequence < red.sequence)  # fmt: skip
        (previous - yellow).unlink()
        self.matter_ = self.accepted(date_deadline="2026-12-13", name="新规则下的事项")
        first = self.issue("2026-12-07")
        self.assertEqual((first.level_id, first.new_limit), (yellow, date(2026, 12, 9)))
        self.at("2026-12-10")
        self.assertEqual(self.matter_._warning_levels_due(), yellow | red)
        office = self.matter_.with_user(self.office_user)
        office.action_reassign(self.unit_c.id, "职责调整")
        self.assertEqual(str(self.matter_.date_deadline), "2026-12-13")
        self.assertTrue(first.is_settled)
        # three days for the new unit: 30 % is nothing, so its own yellow comes on the day of the date itself
        self.patrol("2026-12-11")
        self.assertFalse(self.warn_todo())
        self.patrol("2026-12-13")
        self.assertEqual(self.warn_todo().duban_key, f"warn:{yellow.id}")
        second = self.issue("2026-12-13")
        self.assertEqual(
            (second.level_id, second.warned_unit_id), (yellow, self.unit_c)
        )
        self.assertFalse(self.warn_todo())
        with self.assertRaises(UserError), self.cr.savepoint():
            office.action_warn(yellow.id)
        # whoever had it before is not warned of the same date twice
        office.action_reassign(self.unit_a.id, "退回原单位")
        self.assertEqual(self.matter_._warnings(), first)
        self.assertFalse(self.warn_todo())

    @clause("PLUS-V2")
    def test_the_gravest_colour_waits(self):
        self.patrol("2026-12-10")
        self.assertEqual(self.warn_todo().duban_key, f"warn:{self.level('yellow').id}")
        self.patrol("2026-12-11")
        self.assertEqual(self.warn_todo().duban_key, f"warn:{self.level('orange').id}")
        self.feedback(self.matter_)
        self.issue("2026-12-11")
        self.patrol("2026-12-13")
        self.assertFalse(self.warn_todo())
        self.patrol("2026-12-14")
        todo = self.warn_todo()
        self.assertEqual(
            (todo.duban_key, str(todo.date_deadline)),
            (f"warn:{self.level('red').id}", "2026-12-14"),
        )
        self.submitted(self.matter_)
        self.assertFalse(self.warn_todo())

    @clause("PLUS-V2")
    def test_no_colour_while_the_clock_stands(self):
        self.matter_.with_user(self.office_user).action_pause(
            "funds", "经费未到", "2026-12-30", self.leader.id
        )
        self.patrol("2026-12-14")
        self.assertFalse(self.warn_todo())
        with self.assertRaisesRegex(UserError, "stands still"):
            self.issue("2026-12-14")

    @clause("PLUS-V2")
    def test_each_colour_counts_by_itself(self):
        other = self.accepted(date_deadline="2026-12-13")
        numbers = [
            self.issue("2026-12-07").number,
            self.issue("2026-12-07", other).number,
            self.issue("2026-12-11").number,
            self.issue("2026-12-14").number,
            self.issue("2026-12-14", other).number,
        ]
        self.assertEqual(
            numbers,
            [
                "黄〔2026〕1号",
                "黄〔2026〕2号",
                "预警〔2026〕1号",
                "红〔2026〕1号",
                "红〔2026〕2号",
            ],
        )
        with self.assertRaises(ValidationError):
            self.level("red").number_pattern = "红色"

    @clause("PLUS-V2")
    def test_copies_by_office_and_the_copied_read_the_paper(self):
        notice = self.issue("2026-12-14")
        self.assertEqual(notice.cc_unit_ids, self.discipline | self.organisation)
        copied = self.discipline_user | self.organisation_user
        self.assertTrue(copied <= notice.sudo().reminder_ids.user_id)
        self.assertNotIn(self.supervisory_user, notice.sudo().reminder_ids.user_id)
        Record = self.env["duban.record"]
        for user in copied:
            paper = self.as_user(notice, user)
            self.assertEqual(paper.summary, "请说明原因")
            self.assertEqual(Record.with_user(user).search([]), notice)
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.as_user(self.matter_, user).check_access("read")
            with self.assertRaises(AccessError), self.cr.savepoint():
                paper.write({"summary": "改"})
            line = notice.sudo().reminder_ids.filtered(
                lambda row, user=user: row.user_id == user
            )
            self.assertEqual(line._line()["url"], f"/odoo/duban.record/{notice.id}")
            html, _kind = (
                self.env["ir.actions.report"]
                .with_user(user)
                ._render_qweb_html(
                    "duban_supervision.action_report_warning_notice", notice.ids
                )
            )
            text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html.decode()))
            for words in (
                "问责单",
                "红〔2026〕1号",
                "更新教学用机房",
                "教务处",
                "纪委监察处",
            ):
                self.assertIn(words, text)
        for user in (self.supervisory_user, self.outsider, self.head_b, self.leader2):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.as_user(notice, user).check_access("read")
            self.assertFalse(Record.with_user(user).search([]))
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.env["ir.actions.report"].with_user(user)._render_qweb_html(
                    "duban_supervision.action_report_warning_notice", notice.ids
                )
        # the unit's own people are led to the matter
        line = notice.sudo().reminder_ids.filtered(
            lambda row: row.user_id == self.head_a
        )
        self.assertIn("duban.matter", line._line()["url"])

    @clause("PLUS-V2")
    def test_the_own_units_of_a_colour_and_each_of_its_offices(self):
        """Each is copied once, of each colour its own."""
        self.level("red").cc_unit_ids = self.unit_out | self.discipline
        self.level("yellow").cc_unit_ids = self.unit_c
        self.assertEqual(self.issue("2026-12-07").cc_unit_ids, self.unit_c)
        notice = self.issue("2026-12-14")
        self.assertEqual(
            notice.cc_unit_ids, self.unit_out | self.discipline | self.organisation
        )
        for user, reads in ((self.outsider, True), (self.head_c, False)):
            self.assertEqual(self.as_user(notice, user).has_access("read"), reads)

    @clause("PLUS-V2")
    def test_of_a_protected_matter_the_copied_read_nothing(self):
        self.at("2026-11-23")
        matter = self.accepted(
            date_deadline="2026-12-13",
            source_category_id=self.category("letters").id,
            handler_id=self.worker_a.id,
        )
        notice = self.issue("2026-12-14", matter)
        self.assertEqual(notice.cc_unit_ids, self.discipline | self.organisation)
        for user in (self.discipline_user, self.organisation_user):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.as_user(notice, user).check_access("read")
            self.assertFalse(self.env["duban.record"].with_user(user).search([]))

    @clause("PLUS-V2")
    def test_other_records_stay_closed_to_the_copied(self):
        self.issue("2026-12-14")
        self.matter_.with_user(self.office_user).action_urge("请加快")
        seen = self.env["duban.record"].with_user(self.discipline_user).search([])
        self.assertEqual(seen.mapped("purpose"), ["warning"])
        self.assertFalse(
            self.env["duban.feedback"].with_user(self.discipline_user).search([])
        )

    @clause("PLUS-V2")
    def test_ledger_column_and_yearly_list(self):
        self.issue("2026-12-07").with_user(self.worker_a).action_answer("已安排")
        self.issue("2026-12-14")
        text = self.matter_._document_value("warnings")
        self.assertEqual(len(text.splitlines()), 2)
        for words in ("黄色预警", "黄〔2026〕1号", "红〔2026〕1号", "2026年12月14日"):
            self.assertIn(words, text)
        self.assertIn("warnings", ledger_cells(self.matter_))
        self.assertEqual(self.matter_.document_warnings, text)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "duban_supervision.duban_warning_action"
        )
        found = self.env["duban.record"].with_user(self.office_user)
        groups = found._read_group(
            [("purpose", "=", "warning"), ("date", ">=", "2026-01-01")],
            ["warned_unit_id", "level_id"],
            ["__count"],
        )
        self.assertEqual(
            {(unit.name, level.colour): count for unit, level, count in groups},
            {("教务处", "yellow"): 1, ("教务处", "red"): 1},
        )
        self.assertIn("warning", action["domain"])

    @clause("PLUS-V2")
    def test_frozen_at_filing(self):
        self.level("red").write({"copy_organisation": False, "number_pattern": False})
        notice = self.issue("2026-12-14")
        self.assertIn(self.organisation, notice.cc_unit_ids)
        self.assertEqual(notice.number, "红〔2026〕1号")
