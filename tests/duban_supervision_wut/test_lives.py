"""Whole lives at 武汉理工大学: the secrecy office is told, a mark is told, a re-check is told."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_wut.common import WutCommon


@tagged("post_install", "-at_install")
class TestLives(WutCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    @clause("WUT-26.1c", "WUT-26.1b", "CORE-12")
    def test_the_secrecy_office_is_told_by_number_only(self):
        for matter in (self.matter(name="草稿"), self.assigned(name="已交办")):
            matter.with_user(self.office_user).action_route("classified", "涉密")
            told = self.told(matter, "routed")
            self.assertEqual(told.user_id, self.secrecy_user)
            self.assertFalse(told.note)
            todo = self.todos(matter, self.secrecy_user)
            self.assertIn("receive", todo.mapped("duban_key"))
            # and back
            matter.with_user(self.secrecy_user).action_route("ordinary", "不涉密")
            self.assertIn(self.office_user, self.told(matter, "routed").user_id)

    @clause("WUT-23.1a", "CORE-23")
    def test_a_mark_is_told_to_whom_it_is_counted(self):
        matter = self.accepted()
        feedback = self.feedback(matter)
        feedback.with_user(self.office_user).action_mark("false")
        told = self.told(matter, "feedback_marked")
        self.assertEqual(told.user_id, self.worker_a | self.head_a | self.liaison_a)
        self.assertEqual(set(told.mapped("note")), {"虚报"})

    @clause("WUT-20.1b", "CORE-23")
    def test_a_co_unit_hears_its_task_and_a_reminder(self):
        self.unit_b.liaison_id = self.worker_b
        matter = self.accepted(co_unit_ids=self.units(self.unit_b, self.unit_c))
        line = matter.unit_line_ids.filtered(
            lambda row: row.department_id == self.unit_b
        )
        line.with_user(self.liaison_a).write(
            {"task": "腾空机房", "report_due": "2024-03-12"}
        )
        act = matter.sudo().act_ids.sorted("seq")[-1]
        self.assertEqual((act.user_id, act.note), (self.liaison_a, "后勤处"))
        self.assertEqual(act.changes["report_due"], [None, "2024-03-12"])
        self.assertEqual(self.told(matter, "co_arranged").user_id, self.worker_b)
        line.with_user(self.liaison_a).write({"task": "腾空机房"})
        self.assertEqual(matter.sudo().act_ids.sorted("seq")[-1], act, "nothing new")
        line.with_user(self.liaison_a).action_remind("请抓紧")
        self.assertEqual(self.told(matter, "co_reminded").user_id, self.worker_b)
        # a co-unit that names its own person: the matter keeps its handler, that person hears it
        own = matter.unit_line_ids.filtered(
            lambda row: row.department_id == self.unit_c
        )
        own.with_user(self.head_c).handler_id = self.worker_c
        self.assertEqual(
            self.told(matter, "co_arranged").user_id, self.worker_b | self.worker_c
        )
        act = matter.sudo().act_ids.sorted("seq")[-1]
        self.assertFalse(act.changes)
        self.assertIn(self.worker_c.name, act.note)

    @clause("WUT-20.1b", "CORE-23")
    def test_the_liaison_hears_what_the_unit_is_told(self):
        matter = self.accepted(date_deadline="2024-06-28", deadline_ground="会议明确")
        feedback = self.feedback(matter)
        feedback.with_user(self.office_user).action_return_feedback("没有数字")
        matter.with_user(self.office_user).stalled_mark = True
        matter.with_user(self.office_user).action_urge("请抓紧")
        request = self.extension(matter, "2024-07-31", reason_kind="objective")
        request.action_submit()
        self.run_chain(matter)
        for kind in ("feedback_returned", "urged", "decided"):
            told = self.told(matter, kind).user_id
            self.assertEqual(told, self.head_a | self.liaison_a | self.worker_a, kind)

    @clause("WUT-23.1e", "CORE-23")
    def test_co_units_hear_of_a_returned_result(self):
        matter = self.submitted(co_unit_ids=self.units(self.unit_b))
        matter.with_user(self.office_user).action_return_result("缺少验收材料")
        told = self.told(matter, "result_returned").user_id
        self.assertIn(self.head_b, told)
        self.assertFalse(told & (self.head_c | self.leader | self.outsider))

    @clause("WUT-16.1b")
    def test_feedback_of_an_ended_matter_waits_for_nobody(self):
        self.submitted(name="另一项")
        ended = self.closed()
        tiles = {row["key"]: row for row in self.board(self.office_user)["tiles"]}
        self.assertEqual(tiles["feedback"]["count"], 1)
        waiting = self.env["duban.feedback"].search(tiles["feedback"]["domain"])
        self.assertNotIn(ended, waiting.matter_id)

    @clause("WUT-17.1", "CORE-23")
    def test_what_a_recheck_found_is_told_once(self):
        for outcome, day, kind in (
            ("passed", None, "rechecked"),
            ("failed", None, "rechecked"),
            ("failed", "2024-06-28", "reopened"),
        ):
            matter = self.closed(name=f"{outcome}{day}")
            recheck = self.recheck(matter, "recheck")
            recheck.action_record(outcome, "现场查看", day)
            told = self.told(matter, kind)
            self.assertEqual(told.user_id.ids.count(self.head_a.id), 1, outcome)
            self.assertIn(self.leader, told.user_id)
            self.assertNotIn(self.outsider, told.user_id)
            both = self.told(matter, "rechecked") | self.told(matter, "reopened")
            self.assertEqual(set(both.mapped("kind")), {kind}, "said once")

    @clause("CORE-23")
    def test_what_only_informs_is_not_called_urgent(self):
        def subjects(user):
            rows = self.env["duban.digest"].sudo().search([("user_id", "=", user.id)])
            messages = self.env["mail.message"].sudo()
            domain = [("model", "=", "duban.digest"), ("res_id", "in", rows.ids)]
            found = messages.search([*domain, ("subject", "!=", False)], order="id")
            return found.mapped("subject")

        (self.head_a | self.liaison_a | self.leader).lang = "en_US"
        with self.one_transaction():
            matter = self.assigned()
        self.assertEqual(
            subjects(self.head_a)[-1], "Supervision, for your information: 1"
        )
        # the to-do is the liaison's; the leader has none either
        self.assertEqual(subjects(self.liaison_a)[-1], "Supervision, act at once: 1")
        self.assertIn("information", subjects(self.leader)[-1])
        matter.with_user(self.office_user).action_withdraw_filing("重复立项")
        self.assertIn("information", subjects(self.liaison_a)[-1])

    @clause("CORE-20", "WUT-14.1a")
    def test_the_to_do_is_called_as_the_text_calls_the_step(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.office_user.lang = "zh_CN"
        matter = self.assigned()
        todo = self.todos(matter, kind="accept")
        self.assertTrue(todo.summary.startswith("承办"), todo.summary)

    @clause("WUT-18.1a", "CORE-20")
    def test_a_refusal_names_the_step_in_words(self):
        matter = self.accepted()
        with self.assertRaises(UserError) as refusal, self.cr.savepoint():
            matter.with_user(self.worker_a).action_confirm_custody("柜3")
        self.assertNotIn("confirm_custody", str(refusal.exception))
