"""A special notice is a full citizen (LZU-6.2e): whoever has its to-do can do it, whoever it concerns is told."""

from itertools import permutations

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause

from .common import NoticeCommon


@tagged("post_install", "-at_install")
class TestNoticeDuty(NoticeCommon):
    def issued(self, **values):
        notice = self.notice(**values)
        notice.action_issue()
        return notice

    @clause("CORE-39")
    def test_its_to_do_opens_in_its_own_institution(self):
        notice = self.issued()
        todo = self.notice_todos(notice)[:1]
        other = self.env["res.company"].create({"name": "另一所学校"})
        todo.user_id.sudo().company_ids = [Command.link(other.id)]
        mine = todo.with_user(todo.user_id)
        elsewhere = mine.with_context(allowed_company_ids=other.ids)
        self.assertEqual(
            elsewhere.action_duban_open()["url"], f"/odoo/{notice._name}/{notice.id}"
        )
        here = mine.with_context(allowed_company_ids=self.company.ids)
        self.assertNotEqual(here.action_duban_open()["type"], "ir.actions.act_url")

    # -- what happens to the people of unit A, whose liaison and head had the notice

    def the_liaison_leaves(self):
        self.liaison_a.with_user(self.env.ref("base.user_root")).action_archive()

    def the_unit_has_no_liaison(self):
        self.unit_a.liaison_id = False

    def the_head_is_away(self):
        self.env["duban.delegation"].with_user(self.head_a).create(
            {
                "user_id": self.head_a.id,
                "deputy_id": self.worker_a.id,
                "date_from": "2024-03-04",
                "date_to": "2024-03-06",
            }
        )

    def the_head_leaves(self):
        self.head_a.with_user(self.env.ref("base.user_root")).action_archive()

    def the_unit_is_merged(self):
        self.env["duban.unit.change"].with_user(self.office_user).create(
            {
                "unit_id": self.unit_a.id,
                "successor_id": self.unit_c.id,
                "ground": "机构调整",
            }
        ).action_apply()

    @clause("LZU-6.2e", "CORE-20")
    def test_whoever_has_it_can_do_it(self):
        """Any two things that happen to the unit's people, in either order, leave the to-do with somebody who can."""
        happenings = (
            self.the_liaison_leaves,
            self.the_unit_has_no_liaison,
            self.the_head_is_away,
            self.the_head_leaves,
            self.the_unit_is_merged,
        )
        notice = self.issued()
        for pair in permutations(happenings, 2):
            with self.subTest("、".join(each.__name__ for each in pair)):
                point = self.cr.savepoint(flush=True)
                for each in pair:
                    each()
                self.check_todo(notice)
                self.env.invalidate_all(flush=False)
                point.close(rollback=True)
                self.registry.clear_cache()

    def check_todo(self, notice):
        """Exactly one to-do to implement: with a person of the unit who takes the step, else with the office."""
        self.env.invalidate_all()
        notice = notice.sudo()
        todos = self.notice_todos(notice)
        todo = todos.filtered(
            lambda row: row.duban_key.partition(":")[0] in ("do", "vacant")
        )
        self.assertEqual(len(todo), 1, todos.mapped("duban_key"))
        self.assertTrue(todo.user_id.active)
        self.assertTrue(notice.lead_unit_id.active)
        if todo.duban_key == "do":
            self.assertIn(notice.lead_unit_id, todo.user_id.duban_unit_ids)
            with self.cr.savepoint() as point:
                notice.with_user(todo.user_id).action_report_done("已安排")
                point.rollback()
        else:
            self.assertEqual(todo.user_id, self.office_user)
            self.assertIn(notice.lead_unit_id.name, todo.summary)

    @clause("LZU-6.2e", "CORE-21")
    def test_the_wrong_unit_is_corrected_in_the_open(self):
        notice = self.issued()
        self.assert_refused(
            notice.with_user(self.worker_a).action_reassign, self.unit_c.id, "不是我们"
        )
        self.assert_refused(notice.action_reassign, self.unit_c.id, "")
        self.assert_refused(notice.action_reassign, self.unit_a.id, "改派")
        company = self.env["res.company"].create({"name": "别校"})
        foreign = self.env["hr.department"].create({"name": "外校", "company_id": company.id})  # fmt: skip
        self.assertTrue(foreign.is_supervised_unit)
        self.assert_refused(notice.action_reassign, foreign.id, "改派")
        notice.leader_in_charge_id = self.leader
        notice.action_reassign(self.unit_c.id, "职责属科研处")
        self.assertEqual(notice.lead_unit_id, self.unit_c)
        self.assertEqual(
            self.told(notice, "reassigned").user_id,
            self.liaison_a | self.worker_c | self.worker_b,
        )
        todo = self.notice_todos(notice).filtered(lambda row: row.duban_key == "do")
        self.assertEqual(todo.user_id, self.worker_c)
        with self.assertRaises(AccessError), self.cr.savepoint():
            notice.with_user(self.worker_a).action_report_done("已安排")
        # the unit's leader goes with the unit, whom the office chose stays
        self.assertEqual(notice.leader_in_charge_id, self.leader2)
        notice.leader_in_charge_id = self.president
        act = notice.act_ids.sorted("seq")[-1]
        self.assertEqual(act.note, "职责属科研处")
        self.assertEqual(
            act.changes["lead_unit_id"], [self.unit_a.name, self.unit_c.name]
        )
        notice.action_reassign(self.unit_b.id, "职责属后勤处")
        self.assertEqual(notice.leader_in_charge_id, self.president)

    @clause("LZU-6.2e", "CORE-32")
    def test_a_unit_that_ends_takes_no_notice_along(self):
        notice = self.issued()
        draft = self.notice(name="另一件")
        done = self.issued(
            lead_unit_id=self.unit_c.id, co_unit_ids=self.units(self.unit_a)
        )
        with self.assertRaises(UserError), self.cr.savepoint():
            self.unit_a.active = False
        self.the_unit_is_merged()
        self.assertFalse(self.unit_a.active)
        self.assertEqual((notice | draft).sudo().lead_unit_id, self.unit_c)
        self.assertFalse(done.sudo().co_unit_ids)
        self.assertIn(self.worker_c, self.told(notice, "reassigned").user_id)

    @clause("LZU-6.2e", "CORE-23")
    def test_who_is_told(self):
        """Issued, changed, returned: liaison, else head, who is away hears through the deputy; nobody else."""
        self.the_unit_has_no_liaison()
        self.the_head_is_away()
        notice = self.issued()
        units = self.worker_a | self.worker_b
        self.assertEqual(self.told(notice, "assigned").user_id, units)
        notice.action_correct_date("2024-03-12", "笔误")
        self.assertEqual(self.told(notice, "changed").user_id, units)
        notice.with_user(self.worker_a).action_report_done("已安排")
        notice.action_return_done("没有值班表", "2024-03-13")
        self.assertEqual(self.told(notice, "result_returned").user_id, units)
        self.assertEqual(
            len(self.told(notice, "changed")), 2, "the return says its date"
        )
        notice.with_user(self.worker_a).action_report_done("已安排，附值班表")
        notice.action_feed_back("已落实")
        self.assertEqual(self.told(notice, "fed_back").user_id, self.outsider)

    @clause("LZU-6.2e", "CORE-20", "CORE-29")
    def test_who_is_away_has_it_done_by_who_stands_in(self):
        """Lead unit and co-unit: from the first to the last day the to-do is the deputy's, then the person's again."""
        notice = self.issued()

        def people():
            return {
                row.duban_key: row.user_id
                for row in self.notice_todos(notice)
                if row.duban_key.partition(":")[0] in ("do", "co")
            }

        co = f"co:{self.unit_b.id}"
        self.assertEqual(people(), {"do": self.liaison_a, co: self.worker_b})
        for person, deputy in (
            (self.liaison_a, self.worker_a),
            (self.worker_b, self.head_b),
        ):
            self.env["duban.delegation"].with_user(person).create(
                {
                    "user_id": person.id, "deputy_id": deputy.id, "date_from": "2024-03-05", "date_to": "2024-03-06",
                }
            )  # fmt: skip
        for day, lead, other in (
            ("2024-03-04", self.liaison_a, self.worker_b),
            ("2024-03-05", self.worker_a, self.head_b),
            ("2024-03-06", self.worker_a, self.head_b),
            ("2024-03-07", self.liaison_a, self.worker_b),
        ):
            self.at(day)
            self.run_patrol()
            self.assertEqual(people(), {"do": lead, co: other}, day)

    @clause("LZU-6.2e", "CORE-10", "CORE-36")
    def test_it_is_called_to_mind_before_its_date_and_as_long_as_it_is_late(self):
        """As often as a matter, by the same settings: three working days before, then every five after the ladder."""
        self.regulation.write(
            {
                "remind_before_days": 3,
                "ladder_head_days": 2,
                "ladder_leader_days": 4,
                "overdue_again_days": 5,
            }
        )
        notice = self.issued(date_deadline="2024-03-15")
        told = []
        for day in ("11", "12", "15", "18", "19", "21", "22", "28", "29"):
            self.at(f"2024-03-{day}")
            self.run_patrol()
            rows = self.told(notice, "due_soon") | self.told(notice, "overdue")
            now = rows.filtered(lambda row: row.date.isoformat() == f"2024-03-{day}")  # noqa: B023
            told.append((day, *sorted(now.user_id.mapped("name"))))
        # the due date is a Friday: the ladder ends on Thursday 21, five working days later it comes back
        self.assertEqual(
            told,
            [
                ("11",), ("12", "liaison_a"), ("15",), ("18", "liaison_a"), ("19", "head_a"), ("21", "leader"), ("22",),
                ("28", "head_a", "liaison_a"), ("29",),
            ],
        )  # fmt: skip

    @clause("LZU-6.2e", "CORE-10")
    def test_a_co_unit_is_reminded_of_its_part(self):
        """Due on Friday the 15th: the day before, the working day after, two working days after it the head."""
        self.regulation.write({"remind_feedback_days": 1, "ladder_head_days": 2})
        notice = self.issued(date_deadline="2024-03-15")
        for day, kind, person in (
            ("2024-03-13", None, None),
            ("2024-03-14", "feedback_due", self.worker_b),
            ("2024-03-15", None, None),
            ("2024-03-18", "feedback_missing", self.worker_b),
            ("2024-03-19", "feedback_missing", self.head_b),
            ("2024-03-21", None, None),
        ):
            self.at(day)
            self.run_patrol()
            rows = self.told(notice, "feedback_due")
            rows |= self.told(notice, "feedback_missing")
            now = rows.filtered(lambda row, day=day: row.date.isoformat() == day)
            found = (now.kind or None, now.user_id)
            self.assertEqual(found, (kind, person or now.user_id.browse()), day)

    @clause("LZU-6.2e", "CORE-20")
    def test_its_to_do_waits_on_the_home_page(self):
        """Of the unit, the co-unit and the office; nobody else has anything there."""
        notice = self.issued()
        self.at("2024-03-11")
        self.run_patrol()
        for user, mine in (
            (self.liaison_a, True), (self.worker_b, True), (self.office_user, True), (self.outsider, False),
            (self.head_b, False), (self.office_user2, False),
        ):  # fmt: skip
            (part,) = (
                row for row in self.board(user)["lists"] if row["key"] == "todos"
            )
            names = [notice.display_name] if mine else []
            self.assertEqual([row["text"] for row in part["rows"]], names, user.login)
            self.assertEqual(part["count"], len(names))

    @clause("LZU-6.2e")
    def test_overdue_is_called_to_mind(self):
        notice = self.issued(date_deadline="2024-03-08")
        for day, late in (("2024-03-08", False), ("2024-03-09", True)):
            self.at(day)
            self.env.invalidate_all()
            self.assertEqual(notice.is_overdue, late, day)
        self.at("2024-03-11")
        self.run_patrol()
        self.assertEqual(self.told(notice, "overdue").user_id, self.liaison_a)
        self.assertIn("overdue", self.notice_todos(notice).mapped("duban_key"))

    @clause("CORE-25")
    def test_impossible_dates(self):
        """On a draft, at the issue, corrected, returned: no due date before today; no talk that is still to come."""
        with self.assertRaises(UserError), self.cr.savepoint():
            self.notice(date_deadline="2024-03-01")
        notice = self.notice()
        self.assert_refused(notice.write, {"date_deadline": "2024-03-01"})
        talk = {"partner": "图书馆", "date": "2024-03-05", "result": "已商定"}
        self.assert_refused(notice.write, {"communication_ids": [Command.create(talk)]})
        self.at("2024-03-11")
        self.assert_refused(notice.action_issue)
        self.at("2024-03-04")
        notice.action_issue()
        self.assert_refused(notice.action_correct_date, "2024-03-01", "笔误")
        notice.with_user(self.liaison_a).action_report_done("已安排")
        self.assert_refused(notice.action_return_done, "不够", "2024-03-01")

    @clause("LZU-6.2d", "CORE-20", "CORE-24")
    def test_one_work_has_one_to_do(self):
        """On the ledger the task is asked there; withdrawn from it the notice asks again; ended, the office reports."""
        notice = self.issued(
            measures="逐日值班", handler_id=self.worker_a.id, leader_in_charge_id=self.leader.id,
            source_category_id=self.category("superior").id,
        )  # fmt: skip
        keys = lambda: set(self.notice_todos(notice).mapped("duban_key"))  # noqa: E731
        before = keys()
        notice.action_put_on_ledger()
        first = notice.matter_id
        self.assertFalse(keys())
        self.assertEqual(self.todos(first, kind="accept").user_id, self.liaison_a)
        for step in (
            lambda: notice.action_correct_date("2024-03-29", "顺延"),
            lambda: notice.action_reassign(self.unit_c.id, "职责"),
            lambda: notice.with_user(self.liaison_a).action_report_done("已办"),
            lambda: notice.action_withdraw("发错"),
        ):
            with self.assertRaises(UserError) as refusal, self.cr.savepoint():
                step()
            self.assertIn(first.number, str(refusal.exception))
        self.at("2024-03-12")
        self.run_patrol()
        self.assertFalse(notice.is_overdue, "the date of the ledger counts")
        self.assertFalse(keys())
        self.at("2024-03-04")
        first.with_user(self.office_user).action_withdraw_filing("列错")
        self.assertEqual(keys(), before)
        notice.action_put_on_ledger()
        second = notice.matter_id
        self.assertNotEqual(second, first)
        self.assertFalse(keys())
        self.closed(self.accept(second))
        todo = self.notice_todos(notice)
        self.assertEqual(
            (todo.duban_key, todo.user_id), ("task_ended", self.office_user)
        )
        self.done_on_the_ledger_is_done(notice)
        notice.action_report_done("台账已销号")
        self.assertEqual(notice.state, "done")
        # found insufficient after that task ended: its unit has it again, by its own date (LZU-6.2e)
        notice.action_return_done("缺少夜间值班", "2024-03-29")
        self.assertEqual(keys(), before)
        notice.action_correct_date("2024-03-28", "提前")
        self.at("2024-03-29")
        self.env.invalidate_all()
        self.assertTrue(notice.is_overdue)

    def done_on_the_ledger_is_done(self, notice):
        """The office is late with its report: nobody else is, and nothing is asked of a unit once more."""
        self.at("2024-03-12")
        self.run_patrol()
        self.assertGreater("2024-03-12", notice.date_deadline.isoformat())
        self.assertFalse(notice.is_overdue)
        self.assertFalse(self.told(notice, "overdue"))
        before = notice.allowed_actions
        for step in ("correct_date", "reassign", "withdraw"):
            self.assertNotIn(step, before)
        for call in (
            lambda: notice.action_correct_date("2024-03-29", "顺延"),
            lambda: notice.action_reassign(self.unit_c.id, "职责"),
            lambda: notice.action_withdraw("发错"),
        ):
            self.assert_refused(call)

    @clause("LZU-6.2d", "LZU-6.1.1c", "CORE-20")
    def test_a_merged_task_is_followed_to_the_one_that_goes_on(self):
        """Merged, and that one merged in turn: the notice is managed where the work goes on, and ends with that."""
        notice = self.issued(
            measures="逐日值班", handler_id=self.worker_a.id, leader_in_charge_id=self.leader.id,
            source_category_id=self.category("superior").id,
        )  # fmt: skip
        notice.action_put_on_ledger()
        task = notice.matter_id
        for _time in range(2):
            survivor = self.filed(date_deadline="2024-03-08")
            task.with_user(self.office_user).action_merge(survivor, "同一任务")
            self.assertEqual((task.state, task.merged_into_id), ("merged", survivor))
            self.assertFalse(self.notice_todos(notice))
            with self.assertRaises(UserError) as refusal, self.cr.savepoint():
                notice.with_user(self.liaison_a).action_report_done("已办")
            self.assertIn(survivor.number, str(refusal.exception))
            task = survivor
        self.at("2024-03-12")
        self.run_patrol()
        self.assertFalse(self.notice_todos(notice))
        self.assertFalse(notice.is_overdue, "the date of the ledger counts")
        self.closed(self.accept(task))
        todo = self.notice_todos(notice)
        self.assertEqual(
            (todo.duban_key, todo.user_id), ("task_ended", self.office_user)
        )
        notice.action_report_done("台账已销号")
        self.assertEqual(notice.state, "done")

    @clause("LZU-6.2e", "CORE-20")
    def test_who_issued_it_without_the_right_of_the_office_is_not_asked(self):
        notice = self.issued().with_user(self.office_user2)
        notice.with_user(self.worker_a).action_report_done("已安排")
        waiting = lambda: self.notice_todos(notice).filtered(  # noqa: E731
            lambda row: row.duban_key in ("feed_back", "close")
        )
        issuer = notice.sudo().issued_by_id
        self.assertEqual(waiting().user_id, issuer)
        other = (self.office_user | self.office_user2) - issuer
        issuer.group_ids -= self.env.ref("duban_supervision.group_office")
        self.assertEqual(waiting().user_id, other)

    @clause("LZU-6.2e", "CORE-24", "CORE-23")
    def test_a_notice_issued_wrongly_is_withdrawn(self):
        notice = self.issued()
        for user in (self.worker_a, self.leader, self.outsider):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.as_user(notice, user).action_withdraw("不办")
        with self.assertRaises(UserError), self.cr.savepoint():
            notice.action_withdraw(" ")
        notice.action_withdraw("与另一通知重复")
        self.assertEqual(notice.state, "withdrawn")
        self.assertFalse(self.notice_todos(notice))
        told = self.told(notice, "ended")
        self.assertEqual(told.user_id, self.liaison_a | self.worker_b | self.outsider)
        self.assertIn("与另一通知重复", told[0].note)
        self.assertEqual(notice.act_ids[-1].action, "withdraw")
        self.at("2024-03-20")
        self.run_patrol()
        self.assertFalse(self.notice_todos(notice))
        self.assertFalse(notice.is_overdue)
        again = self.issued(date_deadline="2024-03-29")
        self.assertNotEqual(again.number, notice.number)

    @clause("LZU-6.2d")
    def test_every_source_comes_onto_the_ledger(self):
        """What a source asks of the ledger is filled in on the notice: the leader of （六）, the year of （二）."""
        columns = {
            "measures": "逐项落实",
            "handler_id": self.worker_a.id,
            "leader_in_charge_id": self.leader.id,
        }
        for code, lacking in (
            ("leader", {"source_leader_id": self.secretary.id}),
            ("school_work_points", {"plan_year": 2024}),
            ("meeting", {"decision_body_id": self.body("president").id}),
        ):
            notice = self.issued(
                name=f"任务{code}", source_category_id=self.category(code).id, **columns
            )
            if code != "meeting":
                self.assert_refused(notice.action_put_on_ledger)
            notice.write(lacking)
            notice.action_put_on_ledger()
            self.assertTrue(notice.matter_id.number, code)
