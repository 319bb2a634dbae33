"""第十六条（四）, 附件2: urging past a limit, its number and its registration."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause

from .common import AbafCommon


@tagged("post_install", "-at_install")
class TestUrging(AbafCommon):
    @clause("ABAF-16.4a")
    def test_only_past_a_limit(self):
        self.at("2023-06-01")
        matter = self.accepted()
        self.at("2023-06-05")
        self.feedback(matter)
        self.at("2023-06-06")
        with self.assertRaises(UserError):
            matter.action_urge("请尽快落实")
        # a missed feedback is a passed limit too (AMB-14)
        self.at("2023-06-12")
        self.assertEqual(len(matter.action_urge("请反馈进展")), 1)
        self.at("2023-06-16")
        self.feedback(matter)
        with self.assertRaises(UserError):
            matter.action_urge("请尽快落实")
        self.at("2023-06-17")
        self.assertTrue(matter.is_overdue)
        matter.action_urge("请尽快落实")
        self.assertEqual(matter.urging_count, 2)

    @clause("ABAF-16.4a")
    def test_not_with_an_accepted_reason(self):
        self.at("2023-06-01")
        matter = self.accepted()
        self.at("2023-06-17")
        with self.assertRaises(UserError):
            matter.action_judge_justification(True)
        matter.with_user(self.worker_a).action_give_justification("供货商停产")
        with self.assertRaises(AccessError):
            matter.with_user(self.worker_a).action_judge_justification(True)
        matter.action_judge_justification(True)
        with self.assertRaises(UserError):
            matter.action_urge("请尽快落实")
        matter.action_judge_justification(False, "可另行采购")
        self.assertTrue(matter.action_urge("请尽快落实"))

    @clause("ABAF-16.4a", "CORE-34")
    def test_the_reason_for_a_missed_feedback_date_is_given_on_screen(self):
        """06-06 passes without feedback, long before the due date: the reason excuses that day only."""
        self.at("2023-06-01")
        matter = self.accepted()

        def offered(user):
            return "justify" in (self.as_user(matter, user).allowed_actions or [])

        self.at("2023-06-06")
        self.assertFalse(offered(self.worker_a))
        self.at("2023-06-07")
        self.assertTrue(offered(self.worker_a))
        for user in (self.office_user, self.worker_b, self.leader):
            self.assertFalse(offered(user))
        matter.with_user(self.worker_a).action_give_justification("现场停电")
        matter.action_judge_justification(True)
        with self.assertRaises(UserError), self.cr.savepoint():
            matter.action_urge("请反馈进展")
        self.at("2023-06-12")
        self.assertTrue(offered(self.worker_a))
        self.assertTrue(matter.action_urge("请反馈进展"))
        self.feedback(matter)
        self.assertFalse(offered(self.worker_a))

    @clause("ABAF-19.1b", "ABAF-16.6c", "CORE-34")
    def test_the_reason_for_a_feedback_date_moves_no_due_date(self):
        """More time is signed by the leader in charge; the office re-determines only what has passed."""
        self.at("2023-06-01")
        matter = self.accepted()
        self.at("2023-06-07")
        matter.with_user(self.worker_a).action_give_justification("现场停电")
        with self.assertRaises(UserError), self.cr.savepoint():
            matter.action_judge_justification(True, "属实", "2023-07-15")
        self.assertEqual(matter.justification_state, "given")
        matter.action_judge_justification(True, "属实")
        self.assertEqual(str(matter.date_deadline), "2023-06-16")
        self.at("2023-06-17")
        matter.with_user(self.worker_a).action_give_justification("供货商停产")
        matter.action_judge_justification(True, "属实", "2023-07-15")
        self.assertEqual(str(matter.date_deadline), "2023-07-15")

    @clause("ABAF-16.4a", "ABAF-25.1")
    def test_a_reason_is_judged_before_the_unit_is_urged(self):
        self.at("2023-06-01")
        matter = self.accepted()
        self.at("2023-06-12")
        matter.with_user(self.worker_a).action_give_justification("现场停电")
        with self.assertRaises(UserError) as error, self.cr.savepoint():
            matter.action_urge("请反馈进展")
        self.assertIn("judge it first", str(error.exception))
        self.assertFalse(matter.urging_count)
        # what was said of one day keeps nobody from urging for the next
        self.at("2023-06-17")
        self.assertEqual(matter.action_urge("请尽快落实").number, "阿职催办〔2023〕1号")
        matter.with_user(self.worker_a).action_give_justification("供货商停产")
        with self.assertRaises(UserError), self.cr.savepoint():
            matter.action_urge("请尽快落实")
        matter.action_judge_justification(False, "可另行采购")
        self.assertTrue(matter.action_urge("请三日内落实"))

    @clause("ABAF-16.4b")
    def test_own_yearly_number(self):
        self.at("2023-06-01")
        matter, other = self.accepted(), self.accepted(name="修缮操场")
        number = matter.number
        self.at("2023-06-17")
        with self.assertRaises(AccessError):
            matter.with_user(self.worker_a).action_urge("催办")
        first = matter.action_urge("请尽快落实")
        second = other.action_urge("请尽快落实")
        self.assertEqual(
            (first.number, second.number),
            ("阿职催办〔2023〕1号", "阿职催办〔2023〕2号"),
        )
        self.assertEqual(matter.number, number)
        self.assertTrue(
            first.attachment_ids.name.startswith("阿职催办〔2023〕1号 催办通知单")
        )
        self.assertEqual(
            self.as_user(first.attachment_ids, self.worker_a).name[:5], "阿职催办〔"
        )
        with self.assertRaises(AccessError):
            self.as_user(first.attachment_ids, self.outsider).read(["raw"])
        self.at("2024-01-03")
        self.assertEqual(matter.action_urge("再次催办").number, "阿职催办〔2024〕1号")
        with self.assertRaises(AccessError):
            first.write({"number": "阿职催办〔2023〕9号"})

    @clause("ABAF-A2.a")
    def test_registered_by_organisation_and_discipline(self):
        self.at("2023-06-01")
        matter = self.accepted()
        self.at("2023-06-17")
        urging = matter.action_urge("请尽快落实", new_limit="2023-06-20")
        todos = self.todos(matter, kind="register")
        self.assertEqual(todos.user_id, self.organisation_user | self.discipline_user)
        self.assertEqual(len(todos), 2)
        # the office registers by issuing
        self.assertEqual(
            (urging.registration_ids.department_id, urging.registration_ids.user_id),
            (self.office, self.office_user),
        )
        for user in (self.worker_a, self.head_a, self.leader):
            with self.assertRaises(AccessError):
                matter.with_user(user).action_register_document("urging", urging.id)
        self.at("2023-06-18")
        context = matter.with_user(self.organisation_user).action_ask("register")[
            "context"
        ]
        self.assertEqual(
            (context["default_document"], context["default_record_id"]),
            ("urging", urging.id),
        )
        matter.with_user(self.organisation_user).action_register_document(
            "urging", urging.id
        )
        self.assertEqual(
            self.todos(matter, kind="register").user_id, self.discipline_user
        )
        with self.assertRaises(UserError):
            matter.with_user(self.organisation_user).action_register_document(
                "urging", urging.id
            )
        matter.with_user(self.discipline_user).action_register_document(
            "urging", urging.id
        )
        self.assertFalse(self.todos(matter, kind="register"))
        self.assertEqual(
            urging.registration_ids.sorted("id").mapped(
                lambda row: (row.department_id, str(row.date))
            ),
            [
                (self.office, "2023-06-17"),
                (self.organisation, "2023-06-18"),
                (self.discipline, "2023-06-18"),
            ],
        )
