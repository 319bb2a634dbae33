"""Article 6 （二）: special notices, and the overview of both ways."""

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from tests.clauses import clause

from .common import NoticeCommon


@tagged("post_install", "-at_install")
class TestNotice(NoticeCommon):
    @clause("LZU-6.2a")
    def test_trait(self):
        self.assertEqual(
            "".join(
                self.env["duban.option"]
                ._get(self.regulation, "lzu_trait")
                .mapped("name")
            ),
            "急难杂专零",
        )
        notice = self.notice(trait_ids=False)
        with self.assertRaises(UserError):
            notice.action_issue()
        self.assertEqual(notice.state, "draft")
        notice.trait_ids = self.option("lzu_trait", "urgent") | self.option(
            "lzu_trait", "mixed"
        )
        notice.action_issue()
        self.assertEqual(notice.state, "issued")
        self.assertEqual(notice.number, "2024-1")

    @clause("LZU-6.2b")
    def test_coordination_first_and_clear_requirements(self):
        for missing in ("communication_ids", "requirements"):
            notice = self.notice(**{missing: False})
            with self.assertRaises(UserError), self.env.cr.savepoint():
                notice.action_issue()
            self.assertFalse(notice.number)
        notice = self.notice()
        notice.action_issue()
        todos = self.notice_todos(notice)
        self.assertEqual(todos.user_id, self.liaison_a | self.worker_b)
        self.assertEqual(set(todos.mapped("date_deadline")), {notice.date_deadline})
        self.assertEqual(
            self.told(notice, "assigned").user_id, self.liaison_a | self.worker_b
        )
        with self.assertRaises(UserError), self.env.cr.savepoint():
            notice.communication_ids.result = "改"
        with self.assertRaises(UserError), self.env.cr.savepoint():
            notice.requirements = "改"
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.as_user(todos[0], self.office_user).action_done()

    @clause("LZU-6.2c")
    def test_feedback_to_the_source_unit_before_closing(self):
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.notice(source_unit_id=False).action_issue()
        notice = self.notice()
        notice.action_issue()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            notice.action_close()
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            notice.with_user(self.worker_b).action_report_done("已完成")
        self.at("2024-03-07")
        self.as_user(notice, self.worker_a).action_report_done("值班表已报送")
        self.assertEqual(notice.state, "done")
        todo = self.notice_todos(notice)
        self.assertEqual(todo.user_id, self.office_user)
        self.assertIn(self.unit_out.name, todo.summary)
        with self.assertRaises(UserError) as error, self.env.cr.savepoint():
            notice.action_close()
        self.assertIn(self.unit_out.name, str(error.exception))
        notice.action_feed_back("清明假期安排已落实")
        self.assertEqual(notice.date_source_feedback.isoformat(), "2024-03-07")
        self.assertEqual(notice.source_feedback_by_id, self.office_user)
        notice.action_close()
        self.assertEqual(notice.state, "closed")
        self.assertFalse(self.notice_todos(notice))
        for values in ({"measures": "改"}, {"leader_in_charge_id": self.leader2.id}):
            self.assert_refused(notice.write, values)

    @clause("LZU-6.2c", "LZU-6.2e")
    def test_what_was_fed_back_before_a_return_is_fed_back_anew(self):
        """The source unit heard of something that was not so: it hears of the second result before the notice ends."""
        notice = self.notice()
        notice.action_issue()
        self.at("2024-03-07")
        self.as_user(notice, self.worker_a).action_report_done("值班表已报送")
        notice.action_feed_back("已落实")
        notice.action_return_done("缺少夜间值班", "2024-03-11")
        self.assertFalse(notice.source_feedback)
        self.assertFalse(notice.date_source_feedback)
        self.assertFalse(notice.source_feedback_by_id)
        # who was told that it is done hears that it does not hold
        source = self.told(notice, "fed_back").user_id
        self.assertTrue(source)
        returned = self.told(notice, "result_returned")
        mine = returned.filtered(lambda row: row.user_id in source)
        self.assertEqual(len(mine), len(source))
        self.assertIn("缺少夜间值班", mine.note)
        self.assertEqual(returned.user_id - source, self.liaison_a | self.worker_b)
        self.at("2024-03-08")
        self.as_user(notice, self.worker_a).action_report_done("已补夜间值班")
        self.assertEqual(notice.date_done.isoformat(), "2024-03-08")
        todo = self.notice_todos(notice)
        self.assertEqual(todo.user_id, self.office_user)
        self.assertIn(self.unit_out.name, todo.summary)
        self.assert_refused(notice.action_close)
        self.assertEqual(notice.state, "done")
        notice.with_user(self.office_user2).action_feed_back("夜间值班也已落实")
        self.assertEqual(
            (notice.date_source_feedback.isoformat(), notice.source_feedback_by_id),
            ("2024-03-08", self.office_user2),
        )
        self.assertEqual(notice.source_feedback, "夜间值班也已落实")
        notice.action_close()
        self.assertEqual(notice.state, "closed")

    @clause("LZU-6.2d")
    def test_on_the_ledger_once(self):
        notice = self.notice()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            notice.action_put_on_ledger()
        notice.action_issue()
        with self.assertRaises(UserError) as error, self.env.cr.savepoint():
            notice.action_put_on_ledger()
        self.assertIn("工作措施", str(error.exception))
        self.assertFalse(notice.matter_id)
        notice.write(
            {
                "measures": "逐日值班",
                "handler_id": self.worker_a.id,
                "leader_in_charge_id": self.leader.id,
                "source_category_id": self.category("leader").id,
            }
        )
        with self.assertRaises(UserError), self.env.cr.savepoint():
            notice.action_put_on_ledger()  # （六） needs its leader
        notice.source_category_id = self.category("superior")
        notice.action_put_on_ledger()
        matter = notice.matter_id
        self.assertEqual(matter.number, "2024-0001")
        self.assertEqual(matter.lzu_notice_id, notice)
        self.assertEqual(matter.co_unit_ids, self.unit_b)
        self.assertEqual(notice.matter_number, "2024-0001")
        self.assertEqual(notice.matter_state, "待认领")
        matter.with_user(self.liaison_a).action_claim()
        self.assertEqual(notice.matter_state, "落实中")
        with self.assertRaises(UserError) as error, self.env.cr.savepoint():
            notice.action_put_on_ledger()
        self.assertIn("2024-0001", str(error.exception))
        # the notice stays with the survivor when its task is merged (LZU-6.1.1c)
        survivor = self.filed()
        matter.with_user(self.office_user).action_merge(
            survivor, "同一任务", "2024-03-08"
        )
        self.assertEqual(survivor.lzu_notice_ids, notice)
        # the ledger knows the survivor's number only
        self.assertEqual(
            notice._document_text("matter_number"),
            f"2024-0001（{notice.matter_state}：{survivor.number}）",
        )

    @clause("LZU-6.2d", "LZU-2.3", "LZU-6.1.1c")
    def test_a_task_from_another_source_stands_beside_its_twin_until_merged(self):
        twin = self.filed(name="推进宿舍淋浴室改造")
        columns = {
            "measures": "逐日值班",
            "handler_id": self.worker_a.id,
            "leader_in_charge_id": self.leader.id,
            "source_category_id": self.category("superior").id,
        }
        notice = self.notice(name="推进宿舍淋浴室改造", **columns)
        plain = self.notice(requirements="另报值班电话", **columns)
        for each in notice | plain:
            each.action_issue()
            each.action_put_on_ledger()
        matter = notice.matter_id
        self.assertEqual((matter.state, bool(matter.number)), ("assigned", True))
        self.assertEqual(
            (notice | plain).matter_id.mapped("duplicate_override"), [True, False]
        )
        # named with a link that offers merging
        self.assertEqual(matter.duplicate_ids, twin)
        notes = "".join(matter.message_ids.mapped("body"))
        self.assertIn(f'data-oe-id="{twin.id}"', notes)
        office = matter.with_user(self.office_user)
        self.assertIn("merge", office.allowed_actions)
        office.action_merge(twin, "来源不同、内容相同", "2024-03-08")
        self.assertEqual(matter.state, "merged")
        self.assertEqual(twin.lzu_notice_ids, notice)

    @clause("LZU-6.2e")
    def test_a_full_citizen(self):
        """Returned with reasons, its date corrected, overdue with the office; through the door of a matter."""
        notice = self.notice()
        for step in (
            lambda: notice.action_return_done("不充分"),
            lambda: notice.action_correct_date("2024-03-11", "顺延"),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                step()  # a draft is not returned
        notice.action_issue()
        self.at("2024-03-07")
        self.as_user(notice, self.worker_a).action_report_done("值班表已报送")
        self.assertEqual(self.notice_todos(notice).user_id, self.office_user)
        for user, error in ((self.worker_a, AccessError), (self.leader, AccessError)):
            with self.assertRaises(error), self.env.cr.savepoint():
                self.as_user(notice, user).action_return_done("不充分")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            notice.action_return_done(" ")
        notice.action_return_done("缺少夜间值班", "2024-03-11")
        # back with its units, by the new date, and told why
        self.assertEqual(notice.state, "issued")
        self.assertEqual(notice.return_reason, "缺少夜间值班")
        self.assertEqual(notice.date_deadline.isoformat(), "2024-03-11")
        todos = self.notice_todos(notice)
        self.assertEqual(todos.user_id, self.liaison_a | self.worker_b)
        self.assertEqual(
            {day.isoformat() for day in todos.mapped("date_deadline")}, {"2024-03-11"}
        )
        told = self.told(notice, "result_returned")
        for row in told:
            self.assertIn("缺少夜间值班", row.note)
        self.assertEqual(told.user_id, self.liaison_a | self.worker_b)
        # overdue: 督查室 is asked to see to it
        self.at("2024-03-12")
        self.run_patrol()
        late = self.notice_todos(notice).filtered(
            lambda row: row.duban_key == "overdue"
        )
        self.assertEqual(late.user_id, self.office_user)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            notice.action_correct_date("2024-03-14", None)
        notice.action_correct_date("2024-03-14", "清明调休")
        self.assertFalse(
            self.notice_todos(notice).filtered(lambda row: row.duban_key == "overdue")
        )
        self.as_user(notice, self.worker_a).action_report_done("已补夜间值班")
        notice.action_feed_back("已落实")
        notice.action_close()
        acts = notice.act_ids
        self.assertEqual(
            acts.mapped("action"),
            [
                "issue",
                "report_done",
                "return_done",
                "correct_date",
                "report_done",
                "feed_back",
                "close",
            ],
        )
        self.assertEqual(
            acts[2].changes, {"date_deadline": ["2024-03-08", "2024-03-11"]}
        )
        self.assertEqual(
            [(act.state_from, act.state_to) for act in acts[2:4]],
            [("done", "issued"), ("issued", "issued")],
        )
        Act = self.env["duban.lzu.act"].sudo()
        self.assertFalse(Act._verify(notice.sudo()))
        for forge in (
            lambda: acts[0].sudo().write({"note": "改"}),
            lambda: acts[0].sudo().unlink(),
            lambda: Act.create({"notice_id": notice.id}),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                forge()
        with (
            self.assertRaises(psycopg2.Error),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "UPDATE duban_lzu_act SET note = 'x' WHERE id = %s", [acts[0].id]
            )
        # read by whoever reads the notice, by nobody else
        self.assertEqual(len(self.as_user(acts, self.worker_a).mapped("action")), 7)
        with self.assertRaises(AccessError):
            self.as_user(acts, self.worker_c).read(["note"])

    def test_what_the_buttons_offer(self):
        """The form's buttons come from the table: the unit reports, the office does the rest."""
        notice = self.notice()
        offered = lambda user: set(self.as_user(notice, user).allowed_actions or [])  # noqa: E731
        self.assertEqual(offered(self.office_user), {"issue"})
        notice.action_issue()
        self.assertEqual(
            offered(self.office_user),
            {"correct_date", "reassign", "report_done", "put_on_ledger", "withdraw"},
        )
        self.assertEqual(offered(self.worker_a), {"report_done"})
        self.assertEqual(offered(self.worker_b), set())
        self.as_user(notice, self.worker_a).action_report_done("已完成")
        self.assertEqual(
            offered(self.office_user),
            {"return_done", "feed_back", "put_on_ledger"},
        )
        self.assertEqual(offered(self.worker_a), set())
        notice.action_feed_back("已落实")
        self.assertEqual(
            offered(self.office_user), {"return_done", "close", "put_on_ledger"}
        )

    def test_who_sees_it(self):
        draft = self.notice()
        Notice = self.env["duban.lzu.notice"]
        self.assertFalse(Notice.with_user(self.worker_a).search([]))
        draft.action_issue()
        for user in (
            self.worker_a,
            self.worker_b,
            self.outsider,
            self.leader,
            self.secretary,
        ):
            self.assertEqual(Notice.with_user(user).search([]), draft, user.login)
        for user in (self.worker_c, self.leader2, self.admin):
            self.assertFalse(Notice.with_user(user).search([]), user.login)
        for call in (
            lambda: draft.with_user(self.worker_a).write({"name": "改"}),
            lambda: draft.with_user(self.worker_a).action_put_on_ledger(),
            lambda: Notice.with_user(self.worker_a).create({"name": "x"}),
            lambda: draft.write({"state": "closed"}),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                call()
        self.as_user(draft, self.worker_a).action_report_done("已完成")
        for call in (
            lambda notice: notice.action_feed_back("x"),
            lambda notice: notice.action_return_done("x"),
            lambda notice: notice.action_close(),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                call(self.as_user(draft, self.worker_a))

    def test_todos_come_back(self):
        notice = self.notice()
        notice.action_issue()
        key = self.env["duban.matter"]._door()
        lost = self.notice_todos(notice)[:1].sudo().with_context(duban_door=key)
        lost.unlink()
        self.run_patrol()
        self.assertEqual(len(self.notice_todos(notice)), 2)

    def test_todos_are_in_the_language_of_who_does_them(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        notice = self.notice()
        notice.action_issue()
        self.notice_todos(notice).user_id.lang = "zh_CN"
        self.run_patrol()
        self.assertEqual(
            set(self.notice_todos(notice).mapped("summary")),
            {"落实并报送", "配合落实"},
        )

    def test_the_leader_follows_the_unit_in_the_form_at_once(self):
        notice = self.notice()
        with Form(notice) as form:
            form.lead_unit_id = self.unit_a
            form.lead_unit_id = self.unit_c
            self.assertEqual(form.leader_in_charge_id, self.leader2)
            form.lead_unit_id = self.unit_b
            self.assertEqual(form.leader_in_charge_id, self.leader)
            form.leader_in_charge_id = self.office_leader
            form.lead_unit_id = self.unit_c
            # whom somebody chose stays
            self.assertEqual(form.leader_in_charge_id, self.office_leader)
        self.assertEqual(notice.leader_in_charge_id, self.office_leader)

    @clause("LZU-6.0")
    def test_one_overview(self):
        matter, notice = self.filed(), self.notice()
        notice.action_issue()
        Overview = self.env["duban.lzu.overview"]
        rows = Overview.with_user(self.office_user).search([])
        self.assertEqual(len(rows), 2)
        self.assertEqual(rows.matter_id, matter)
        self.assertEqual(rows.notice_id, notice)
        self.assertEqual(set(rows.mapped("kind")), {"ledger", "notice"})
        self.assertEqual(set(rows.mapped("number")), {"2024-0001", "2024-1"})
        self.assertEqual(
            set(rows.mapped("state_text")),
            {"待认领", dict(notice._fields["state"].selection)["issued"]},
        )
        self.assertFalse(Overview.with_user(self.worker_c).search([]))
        with self.assertRaises(AccessError):
            self.as_user(rows, self.worker_c).read(["name"])
        self.assertEqual(Overview.with_user(self.worker_a).search_count([]), 2)
