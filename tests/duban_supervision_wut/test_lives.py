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

    def told(self, matter, kind):
        rows = self.env["duban.reminder"].sudo()
        return rows.search([("matter_id", "=", matter.id), ("kind", "=", kind)])

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
        self.assertEqual(told.user_id, self.worker_a | self.head_a)
        self.assertEqual(set(told.mapped("note")), {"虚报"})

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
