"""Warning notices (三色预警通知): thresholds as rows, papers with numbers, answers, talks; off by default."""

import re

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from tests.duban_supervision.test_digest import DigestCommon


@tagged("post_install", "-at_install")
class TestWarning(DigestCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.regulation.write(
            {
                "warning_notices_enabled": True,
                "warning_number_pattern": "预警〔{year}〕{n}号",
            }
        )
        Level = cls.env["duban.warning.level"]
        common = {"regulation_id": cls.regulation.id}
        cls.yellow = Level.create(
            {
                **common, "sequence": 1, "name": "黄色预警", "colour": "yellow", "title": "预警通知单",
                "condition": "percent", "value": 30, "without_report": True, "answer_days": 2,
            }
        )  # fmt: skip
        cls.orange = Level.create(
            {
                **common, "sequence": 2, "name": "橙色预警", "colour": "orange", "title": "督办单",
                "condition": "percent", "value": 15, "or_unanswered": True, "talk": "leader_in_charge",
            }
        )  # fmt: skip
        cls.red = Level.create(
            {
                **common, "sequence": 3, "name": "红色预警", "colour": "red", "title": "问责单",
                "condition": "after", "value": 1, "talk": "principal",
                "cc_unit_ids": [Command.set((cls.discipline | cls.organisation).ids)],
            }
        )  # fmt: skip

    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        # 20 calendar days: 30 % is six, 15 % three days before the end
        self.matter_ = self.accepted(
            date_deadline="2024-03-24", deadline_ground="会议要求"
        ).with_user(self.office_user)

    def due(self, day, matter=None):
        self.at(day)
        return (matter or self.matter_).sudo()._warning_levels_due().mapped("colour")

    def test_off_by_default_and_refused(self):
        fresh = self.env["duban.regulation"].new({})
        self.assertFalse(fresh.warning_notices_enabled)
        self.regulation.warning_notices_enabled = False
        matter = self.accepted(date_deadline="2024-03-05", deadline_ground="会议要求")
        self.at("2024-03-19")
        with self.assertRaisesRegex(UserError, "does not provide"):
            matter.with_user(self.office_user).action_warn()
        self.assertNotIn("warn", matter.with_user(self.office_user).allowed_actions)
        for enabled in (False, True):
            self.regulation.warning_notices_enabled = enabled
            view = self.env["duban.matter"].with_user(self.office_user)
            arch = view.with_company(self.company).get_view(
                self.env.ref("duban_supervision.duban_matter_view_list").id, "list"
            )["arch"]
            self.assertEqual("'warn'" in arch, enabled)

    def test_thresholds(self):
        self.assertEqual(self.due("2024-03-17"), [])
        self.assertEqual(self.due("2024-03-18"), ["yellow"])
        self.assertEqual(self.due("2024-03-21"), ["yellow", "orange"])
        self.assertEqual(self.due("2024-03-24"), ["yellow", "orange"])
        self.assertEqual(self.due("2024-03-25"), ["yellow", "orange", "red"])
        self.feedback(self.matter_)
        self.assertEqual(self.due("2024-03-25"), ["orange", "red"], "it has reported")

    def test_merged_matters_keep_their_papers_of_the_same_colour_and_day(self):
        other = self.accepted(
            name="机房",
            date_deadline="2024-03-24",
            deadline_ground="会议要求",
            duplicate_override=True,
        ).with_user(self.office_user)
        self.at("2024-03-18")
        papers = self.matter_.action_warn() | other.action_warn()
        other.action_merge(self.matter_, "相同")
        self.env.flush_all()
        self.assertEqual(papers.matter_id, self.matter_)
        self.assertEqual(len(papers), 2)
        other.with_user(self.admin).action_unmerge("误并")
        self.env.flush_all()
        self.assertEqual(papers[1].matter_id, other)

    def test_no_answer_to_yellow_is_orange(self):
        self.at("2024-03-18")
        yellow = self.matter_.action_warn()
        self.assertEqual(yellow.level_id, self.yellow)
        self.assertEqual(str(yellow.new_limit), "2024-03-20")
        self.assertEqual(self.due("2024-03-20"), ["yellow"])
        long = self.accepted(date_deadline="2024-12-31", deadline_ground="会议要求")
        self.assertEqual(self.due("2024-03-21", long), [])
        self.matter_.sudo()._engine_write({"date_deadline": "2024-03-24"})
        self.at("2024-03-21")
        answered = self.accepted(date_deadline="2024-03-28", deadline_ground="会议要求")
        self.at("2024-03-26")
        notice = answered.with_user(self.office_user).action_warn(self.yellow.id)
        self.assertEqual(notice.level_id, self.yellow)
        notice.with_user(self.worker_a).action_answer("已安排")
        self.assertTrue(notice.answer)

    def test_issued_once_numbered_answered_on_the_trail(self):
        self.at("2024-03-18")
        notice = self.matter_.action_warn(None, "请说明原因")
        self.assertEqual(notice.number, "预警〔2024〕1号")
        self.assertEqual(notice.person_id, self.head_a)
        todo = self.todos(self.matter_, self.worker_a, "urging")
        self.assertEqual(
            (todo.duban_key, str(todo.date_deadline)),
            (f"warning:{notice.id}", "2024-03-20"),
        )
        with self.assertRaisesRegex(UserError, "already issued"), self.cr.savepoint():
            self.matter_.action_warn()
        with (
            self.assertRaisesRegex(UserError, "No warning notice is due"),
            self.cr.savepoint(),
        ):
            self.matter_.action_warn(self.red.id)
        self.assertEqual(notice.reminder_ids.user_id, self.worker_a | self.head_a)
        self.assertEqual(notice.reminder_ids.mapped("kind"), ["warned"] * 2)
        action = todo.with_user(self.worker_a).action_duban_open()
        self.assertEqual(action["context"]["default_res_model"], "duban.record")
        self.assertEqual(action["context"]["default_res_ids"], notice.ids)
        with self.assertRaises(AccessError), self.cr.savepoint():
            notice.with_user(self.worker_b).action_answer("不是我单位")
        notice.with_user(self.worker_a).action_answer("设备未到，本周到货")
        self.assertFalse(self.todos(self.matter_, self.worker_a, "urging"))
        self.assertEqual(
            [
                act
                for act in self.matter_.sudo().act_ids.mapped("action")
                if act in ("record_warning", "answer")
            ],
            ["record_warning", "answer"],
        )
        self.assertEqual(self.env["duban.act"]._verify(self.matter_), [])
        self.assertEqual(self.matter_.urging_count, 0, "a warning is no urging")
        # an extension starts afresh
        self.matter_.sudo()._engine_write({"date_deadline": "2024-03-23"})
        self.assertEqual(self.matter_.action_warn().number, "预警〔2024〕2号")

    def test_unanswered_notice_is_reminded(self):
        self.at("2024-03-18")
        self.matter_.action_warn()
        for day in ("2024-03-20", "2024-03-21", "2024-03-22"):
            self.patrol(day)
        rows = self.reminders(self.matter_, kind="unanswered")
        self.assertEqual((rows.user_id, len(rows)), (self.worker_a, 1))

    def test_copies_and_talk(self):
        self.at("2024-03-25")
        notice = self.matter_.action_warn()
        self.assertEqual(notice.level_id, self.red)
        self.assertEqual(notice.cc_unit_ids, self.discipline | self.organisation)
        self.assertIn(self.discipline_user, notice.reminder_ids.user_id)
        principal = notice.talk_leader_id
        self.assertIn(principal, self.secretary | self.president)
        self.assertEqual(
            self.todos(self.matter_, principal).duban_key, f"talk:{notice.id}"
        )
        for user, note in (
            (self.worker_a, "谈过"),
            (self.leader, "谈过"),
            (self.office_user, " "),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                notice.with_user(user).action_record_talk(note)
        notice.with_user(principal).action_record_talk("已约谈单位负责人")
        self.assertFalse(self.todos(self.matter_, principal))
        self.assertEqual(str(notice.date_talk), "2024-03-25")
        with self.assertRaises(UserError):
            notice.with_user(principal).action_record_talk("再谈")

    def test_only_the_office_and_only_by_this_step(self):
        self.at("2024-03-25")
        for user in (self.worker_a, self.head_a, self.leader, self.admin):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.as_user(self.matter_, user).action_warn()
        values = {
            "matter_id": self.matter_.id,
            "purpose": "warning",
            "summary": "x",
            "level_id": self.red.id,
        }
        for user in (self.office_user, self.worker_a):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.env["duban.record"].with_user(user).create(values)

    def test_batch_from_the_list(self):
        other, early = (
            self.accepted(date_deadline="2024-03-22", deadline_ground="会议要求"),
            self.accepted(date_deadline="2024-12-31", deadline_ground="会议要求"),
        )
        self.at("2024-03-25")
        matters = (
            self.env["duban.matter"]
            .with_user(self.office_user)
            .search([("light", "=", "overdue")])
        )
        self.assertEqual(matters, self.matter_ | other)
        action = (matters | early).with_context(duban_ask="warn").action_ask()
        wizard = (
            self.env["duban.action.wizard"]
            .with_user(self.office_user)
            .with_context(**action["context"])
            .create({})
        )
        with self.one_transaction():
            wizard.action_confirm()
        self.assertEqual(
            {row["id"]: row["ok"] for row in wizard.results},
            {self.matter_.id: True, other.id: True, early.id: False},
        )
        warned = self.digests(self.head_a, at_once=True).filtered(
            lambda row: "warned" in row.reminder_ids.mapped("kind")
        )
        self.assertEqual(len(warned), 1)
        numbers = (
            (self.matter_ | other)
            .sudo()
            .record_ids.filtered("level_id")
            .mapped("number")
        )
        self.assertEqual(sorted(numbers), ["预警〔2024〕1号", "预警〔2024〕2号"])

    def test_printed_in_chinese(self):
        self.at("2024-03-25")
        notice = self.matter_.action_warn(None, "请说明原因")
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.office_user)
            ._render_qweb_html(
                "duban_supervision.action_report_warning_notice", notice.ids
            )
        )
        text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html.decode()))
        for words in (
            "问责单", "预警〔2024〕1号", "红色预警", "更新教学用机房", "教务处", "head_a", "请说明原因",
            "纪委监察处、组织人事部", "2024年3月24日", "党政办公室",
        ):  # fmt: skip
            self.assertIn(words, text)

    def test_sensitive_notice_is_masked(self):
        self.at("2024-03-04")
        matter = self.accepted(
            name="机密标题",
            confidentiality="sensitive",
            date_deadline="2024-03-22",
            deadline_ground="会议要求",
        )
        self.at("2024-03-25")
        matter.with_user(self.office_user).action_warn(None, "机密内容")
        for digest in self.env["duban.digest"].search([]):
            message = self.message(digest)
            self.assertNotIn("机密", f"{message.subject}{message.body}")

    def test_frozen_at_filing_and_pattern_checked(self):
        self.yellow.value = 90
        self.assertEqual(self.due("2024-03-17"), [])
        with self.assertRaises(ValidationError):
            self.regulation.warning_number_pattern = "预警"

    def test_copied_with_the_regulation(self):
        copy = self.regulation.copy({"date_from": "2030-01-01"})
        self.assertEqual(
            copy.warning_level_ids.mapped("colour"), ["yellow", "orange", "red"]
        )
        self.assertEqual(copy.warning_level_ids[2].cc_unit_ids, self.red.cc_unit_ids)
