"""One scheduled action for every reminder, and the job that sends what a step announced."""

from collections import Counter
from datetime import date
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.duban_supervision.models.reminding.digest import DubanDigest

from tests.clauses import clause
from tests.duban_supervision.test_digest import SEND_SOON, DigestCommon


@tagged("post_install", "-at_install")
class TestOneScheduledAction(DigestCommon):
    def test_nothing_else_reminds(self):
        crons = (
            self.env["ir.cron"]
            .with_context(active_test=False)
            .search([("model_id.model", "=like", "duban.%")])
        )
        self.assertEqual(
            set(crons.mapped("code")),
            # one makes files of what a step announced, one sends the notices that steps raised, one keeps a portal
            # in step with the to-dos, one checks the trail; none of them reminds
            {
                "model._cron_reconcile()",
                "model._cron_verify()",
                "model._cron_patrol()",
                "model._cron_jobs()",
                "model._cron_make()",
                "model._cron_send()",
            },
        )

    def test_what_a_unit_has_not_answered(self):
        self.at("2024-03-04")
        matter = self.accepted(date_deadline="2024-12-31", deadline_ground="会议要求")
        self.env["duban.progress.request"].with_user(self.office_user).create(
            {"matter_id": matter.id, "date_due": "2024-03-08"}
        )
        urging = matter.with_user(self.office_user).action_urge(
            "请抓紧", new_limit="2024-03-08"
        )
        self.patrol("2024-03-08")
        self.assertFalse(self.reminders(matter, kind="unanswered"))
        for day in (
            "2024-03-11",
            "2024-03-11",
            "2024-03-13",
            "2024-03-18",
            "2024-03-19",
        ):
            self.patrol(day)
        rows = self.reminders(matter, kind="unanswered")
        self.assertEqual(len(rows), 6, "two questions, three steps each")
        self.assertEqual(
            rows.filtered(lambda r: "record" in r.key).mapped("user_id"),
            self.worker_a | self.head_a | self.leader,
        )
        self.assertTrue(urging)

    def test_rectification_of_an_inspection(self):
        kind = self.regulation.option_list_ids.filtered(
            lambda row: row.code == "record_kind"
        ).option_ids[:1]
        self.at("2024-03-04")
        matter = self.accepted(date_deadline="2024-12-31", deadline_ground="会议要求")
        record = self.env["duban.record"].with_user(self.office_user).create(
            {
                "matter_id": matter.id, "kind_id": kind.id, "summary": "实地督查",
                "rectification_opinion": "限期整改", "rectification_deadline": "2024-03-11",
            }
        )  # fmt: skip
        self.patrol("2024-03-11")
        self.assertFalse(self.reminders(matter, kind="rectify"))
        for day in (
            "2024-03-12",
            "2024-03-12",
            "2024-03-14",
            "2024-03-19",
            "2024-03-20",
        ):
            self.patrol(day)
        rows = self.reminders(matter, kind="rectify")
        self.assertEqual(rows.mapped("step"), [1, 2, 3])
        self.assertEqual(
            list(rows.mapped("user_id")), [self.worker_a, self.head_a, self.leader]
        )
        self.assertEqual(
            [str(row.date) for row in rows], ["2024-03-12", "2024-03-14", "2024-03-19"]
        )
        record.with_user(self.worker_a).action_answer("已整改")
        self.patrol("2024-03-26")
        self.assertEqual(len(self.reminders(matter, kind="rectify")), 3)

    @clause("CORE-10", "ABAF-17.1c", "CORE-21")
    def test_an_instruction_and_an_opinion_without_a_day_leave_time_to_work(self):
        """Written on Monday 4 March: three working days, as for acceptance, so by Thursday the 7th; missed from the 8th
        on. Within the due date. The next unit, from Friday the 15th, has until that
        date, Monday the 18th; at the end nobody owes an answer any more."""
        self.regulation.leader_instruction_enabled = True
        self.at("2024-03-04")
        matter, soon = (
            self.accepted(),
            self.accepted(date_deadline="2024-03-05", deadline_ground="急"),
        )
        Record = self.env["duban.record"]
        said = Record.browse()
        for each in matter | soon:
            values = {"matter_id": each.id, "summary": "请抓紧"}
            said |= Record.with_user(self.leader).create(
                {**values, "purpose": "instruction"}
            )
            said |= Record.with_user(self.office_user).create(
                {**values, "rectification_opinion": "整改"}
            )

        def asked(each):
            keys = ("instruction", "inspection")
            rows = self.todos(each).filtered(
                lambda row: row.duban_key.partition(":")[0] in keys
            )
            return rows.mapped(lambda row: (row.user_id.name, str(row.date_deadline)))

        self.assertEqual(asked(matter), [("worker_a", "2024-03-07")] * 2)
        self.assertEqual(asked(soon), [("worker_a", "2024-03-05")] * 2)
        for day, told in (
            ("2024-03-07", {}),
            ("2024-03-08", {"worker_a": 2}),
            ("2024-03-12", {"worker_a": 2, "head_a": 2}),
            ("2024-03-15", {"worker_a": 2, "head_a": 2, "leader": 2}),
        ):
            self.patrol(day)
            rows = self.reminders(matter).filtered(
                lambda row: row.kind in ("unanswered", "rectify")
            )
            self.assertEqual(Counter(row.user_id.name for row in rows), told, day)
            self.assertEqual(len(set(rows.mapped("kind"))), 2 if told else 0)
        matter.with_user(self.office_user).action_reassign(self.unit_c.id, "职责调整")
        self.assertEqual(asked(matter), [("head_c", "2024-03-18")] * 2)
        self.closed(soon)
        self.assertTrue(
            all(
                row.is_settled
                for row in said.sudo()
                if row.matter_id == soon.sudo() and row.purpose == "instruction"
            )
        )

    @clause("CORE-10", "WUT-23.1d", "CORE-9")
    def test_a_co_unit_is_reminded_of_its_own_day(self):
        """B reports by Friday 8 March, C by the due date, Monday the 18th: one working day before, from the day after,
        and three working days later the head. Nobody of the lead unit, no leader, and no case hears of it."""
        self.at("2024-03-04")
        matter = self.accepted(co_unit_ids=self.units(self.unit_b, self.unit_c))
        lines = {
            row.department_id: row.with_user(self.office_user)
            for row in matter.sudo().unit_line_ids.filtered(lambda r: r.role == "co")
        }
        lines[self.unit_b].report_due = "2024-03-08"
        lines[self.unit_c].with_user(self.head_c).handler_id = self.worker_c
        lines[self.unit_b].with_user(self.head_b).handler_id = self.worker_b

        def told(day):
            self.patrol(day)
            rows = self.reminders(matter).filtered(
                lambda row: str(row.date) == day and row.key.startswith("co:")
            )
            return {row.user_id.name: row.kind for row in rows}

        for day, expected in (
            ("2024-03-06", {}),
            ("2024-03-07", {"worker_b": "feedback_due"}),
            ("2024-03-08", {}),
            ("2024-03-11", {"worker_b": "feedback_missing"}),
            ("2024-03-13", {"head_b": "feedback_missing"}),
            ("2024-03-15", {"worker_c": "feedback_due"}),
        ):
            self.assertEqual(told(day), expected, day)
        self.feedback(matter, self.worker_c, kind="co_unit", name="已配合")
        for day in ("2024-03-19", "2024-03-21", "2024-03-26"):
            self.assertEqual(told(day), {}, day)
        cited = matter.sudo()._reminders_to_cite()
        self.assertEqual(set(cited.mapped("kind")), {"overdue"})

    @clause("CORE-10", "CORE-21")
    def test_a_co_unit_that_joins_after_the_due_date_has_its_own_term(self):
        """Due on Monday 18 March. C, from Friday the 29th on, works to Wednesday 3 April, as for acceptance."""
        self.at("2024-03-04")
        matter = self.accepted(name="逾期")
        other = self.assigned(name="并入", lead_unit_id=self.unit_c.id)
        self.patrol("2024-03-28")
        self.at("2024-03-29")
        other.with_user(self.office_user).action_merge(matter.id, "同一事项")
        own = f"co:{self.unit_c.id}"
        for day, told in (
            ("2024-04-01", []),
            ("2024-04-02", ["feedback_due"]),
            ("2024-04-03", ["feedback_due"]),
            ("2024-04-08", ["feedback_due", "feedback_missing"]),
        ):
            self.patrol(day)
            rows = self.reminders(matter).filtered(lambda row: row.key == own)
            self.assertEqual(sorted(rows.mapped("kind")), told, day)

    @clause("CORE-10", "CORE-9")
    def test_what_was_never_reminded_of_is_not_told_long_afterwards(self):
        """As after an update by which co-units, instructions and opinions without a day came to be reminded of."""
        self.regulation.leader_instruction_enabled = True
        self.at("2024-03-04")
        matter = self.accepted(co_unit_ids=self.units(self.unit_b))
        Record = self.env["duban.record"]
        values = {"matter_id": matter.id, "summary": "请抓紧"}
        Record.with_user(self.leader).create({**values, "purpose": "instruction"})
        Record = Record.with_user(self.office_user)
        Record.create({**values, "rectification_opinion": "整改"})
        day = {"rectification_deadline": "2024-03-11"}
        Record.create({**values, "rectification_opinion": "限期整改", **day})
        self.patrol("2024-04-15")
        rows = self.reminders(matter)
        self.assertFalse(rows.filtered(lambda row: row.key.startswith("co:")))
        self.assertFalse(rows.filtered(lambda row: row.kind == "unanswered"))
        # whoever set a day for it is waited for
        self.assertEqual(
            set(rows.filtered(lambda row: row.kind == "rectify").mapped("day")),
            {date(2024, 3, 11)},
        )

    def test_rectification_of_a_case_climbs_without_telling_of_it(self):
        self.at("2024-03-04")
        matter = self.assigned()
        case = self.env["duban.accountability"].create(
            {
                "unit_id": self.unit_a.id, "person_id": self.worker_a.id, "regulation_id": self.regulation.id,
                "company_id": self.company.id, "matter_ids": [Command.set(matter.ids)],
                "rectification_deadline": "2024-03-11", "facts": "弄虚作假",
            }
        )  # fmt: skip
        case.sudo().write({"state": "decided", "proposed_by_id": self.office_user.id})
        for day in (
            "2024-03-11",
            "2024-03-12",
            "2024-03-12",
            "2024-03-14",
            "2024-03-19",
        ):
            self.patrol(day)
        rows = self.env["duban.reminder"].search(
            [("res_model", "=", "duban.accountability"), ("res_id", "=", case.id)],
            order="step",
        )
        soon = rows.filtered(lambda row: row.kind == "due_soon")
        self.assertEqual((soon.user_id, str(soon.date)), (self.worker_a, "2024-03-11"))
        rows -= soon
        self.assertEqual(rows.mapped("kind"), ["rectify"] * 3)
        self.assertEqual(
            list(rows.mapped("user_id")), [self.worker_a, self.head_a, self.leader]
        )
        self.assertEqual(
            [str(row.date) for row in rows], ["2024-03-12", "2024-03-14", "2024-03-19"]
        )
        for message in self.env["mail.message"].search(
            [("model", "=", "duban.digest")]
        ):
            self.assertNotIn("弄虚作假", message.body)
        todos = case.sudo().activity_ids
        self.assertEqual(todos.user_id, self.leader | self.office_user)
        with self.assertRaises(UserError):
            todos[0].with_user(todos[0].user_id).action_feedback()
        self.assertFalse(case.sudo().message_partner_ids & todos.user_id.partner_id)
        # colleagues do not read a reminder about no matter
        for user in (self.worker_b, self.head_b, self.admin):
            self.assertFalse(
                rows.with_user(user).search([("id", "in", rows.ids)]), user.login
            )
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.as_user(rows[0], user).read(["kind"])
        self.assertEqual(
            rows.with_user(self.office_user).search([("id", "in", rows.ids)]),
            rows.sorted("id", True),
        )
        case.with_user(self.office_user).action_record_rectification("已整改")
        self.patrol("2024-03-20")
        self.assertEqual(
            len(rows.search([("res_id", "=", case.id), ("kind", "=", "rectify")])), 3
        )

    def test_semester_report_is_in_the_digest(self):
        self.regulation.semester_report_enabled = True
        self.regulation.office_leader_id = self.office_leader
        self.env["duban.semester"].create(
            {
                "name": "2024-1",
                "company_id": self.company.id,
                "date_from": "2024-02-26",
                "date_to": "2024-07-05",
            }
        )
        for day in (
            "2024-06-20",
            "2024-06-21",
            "2024-06-24",
            "2024-07-08",
            "2024-07-09",
            "2024-07-15",
        ):
            self.patrol(day)
        rows = self.env["duban.reminder"].search(
            [("kind", "=", "report_due")], order="id"
        )
        self.assertEqual(
            [str(row.digest_id.date) for row in rows],
            ["2024-06-21", "2024-07-08", "2024-07-15"],
        )
        self.assertEqual(rows[:2].user_id, self.office_user)
        self.assertEqual(rows[2].user_id, self.office_leader)


@tagged("post_install", "-at_install")
class TestNoticeJob(DigestCommon):
    """A step writes whom it concerns and wakes the job; the job sends, once, right after the commit."""

    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.patch(self.registry["duban.digest"], "_send_soon", SEND_SOON)
        self.cr.precommit.clear()

    def triggers(self):
        job = self.env.ref("duban_supervision.ir_cron_notice")
        return self.env["ir.cron.trigger"].search_count([("cron_id", "=", job.id)])

    @clause("CORE-23")
    def test_a_transaction_wakes_the_job_once_and_sends_nothing_itself(self):
        before = self.triggers()
        first, second = self.filed(), self.filed(name="另一事项")
        self.assertEqual(self.triggers(), before, "filing concerns nobody else yet")
        first.action_assign()
        second.action_assign()
        self.assertEqual(self.triggers(), before + 1)
        raised = self.reminders(user=self.head_a, kind="assigned")
        self.assertEqual(raised.matter_id, first | second)
        self.assertFalse(raised.digest_id)
        self.send_notices()
        self.assertEqual(len(raised.digest_id), 1, "one message for both")
        self.assertTrue(raised.digest_id.is_at_once)
        sent = self.env["duban.digest"].search_count([])
        self.send_notices()
        self.assertEqual(self.env["duban.digest"].search_count([]), sent)

    @clause("CORE-23")
    def test_a_message_that_fails_is_sent_by_the_next_run_and_keeps_nobody_waiting(
        self,
    ):
        matter = self.assigned(co_unit_ids=self.units(self.unit_b))
        raised = self.reminders(matter, kind="assigned")
        mine = raised.filtered(lambda row: row.user_id == self.head_a)
        self.assertGreater(len(raised), len(mine))
        deliver = DubanDigest._deliver

        def broken(digest):
            if digest.user_id == self.head_a:
                raise ValueError("no server")
            return deliver(digest)

        with (
            patch.object(self.registry["duban.digest"], "_deliver", broken),
            mute_logger("odoo.addons.duban_supervision.models.reminding.digest"),
        ):
            self.send_notices()
        self.assertFalse(mine.digest_id)
        self.assertTrue(all(row.digest_id for row in raised - mine))
        self.send_notices()
        self.assertTrue(mine.digest_id)
