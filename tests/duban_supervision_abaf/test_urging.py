"""第十六条（四）, 附件2: urging past a limit, its number and its registration."""

from datetime import date

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
        matter.with_user(self.worker_a).action_give_justification("仍未到货")
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

    def late_in_stages(self, name="建设实训基地"):
        """四级 with a stated date: reported on 03-31 and 04-30, neither done on 05-15 nor reported on 05-30."""
        self.at("2023-03-01")
        matter = self.accepted(
            grade="g4", name=name, date_deadline="2023-05-15", deadline_ground="规划要求5月15日前"
        )  # fmt: skip
        for day in ("2023-03-31", "2023-04-30"):
            self.at(day)
            self.feedback(matter)
        return matter

    def give_reason(self, matter, text):
        matter.with_user(self.worker_a).action_give_justification(text)
        return str(matter.sudo().justification_limit)

    @clause("ABAF-16.6c", "ABAF-18.4", "CORE-34")
    def test_a_feedback_missed_after_the_due_date_is_not_what_is_explained(self):
        """Not done by 05-15 is what the unit answers for, whatever it failed to report later."""
        first, second = self.late_in_stages(), self.late_in_stages("建设图书馆")
        self.at("2023-06-02")
        for matter in (first, second):
            self.assertEqual(self.give_reason(matter, "供货商停产"), "2023-05-15")
            with self.assertRaisesRegex(UserError, "judge it first"), self.cr.savepoint():  # fmt: skip
                matter.action_urge("请尽快落实")
        first.action_judge_justification(True, "属实", "2023-07-15")
        self.assertEqual(str(first.date_deadline), "2023-07-15")
        self.assertTrue(first.was_late_excused)
        # or the unit applies
        second.action_judge_justification(True, "属实")
        self.assertTrue(second.sudo()._is_excused())
        self.extension(
            second, "2023-07-15", reason_kind="force_majeure"
        ).action_submit()

    @clause("ABAF-16.4a", "ABAF-23.1", "CORE-34")
    def test_a_later_reason_takes_nothing_from_the_due_date(self):
        """Accepted for 05-15; what is said of 05-30 is judged by itself, and urged for by itself."""
        candidates = lambda: matter._accountability_candidates("late_unjustified")  # noqa: E731
        matter = self.late_in_stages()
        self.at("2023-05-20")
        self.assertEqual(self.give_reason(matter, "供货商停产"), "2023-05-15")
        self.assertEqual(candidates(), matter)
        matter.action_judge_justification(True, "属实")
        self.at("2023-06-02")
        self.assertFalse(candidates())
        self.assertEqual(self.give_reason(matter, "负责人出差"), "2023-05-30")
        self.assertFalse(candidates())
        with self.assertRaisesRegex(UserError, "judge it first"), self.cr.savepoint():
            matter.action_urge("请反馈进展")
        matter.action_judge_justification(False, "可由他人反馈")
        self.assertFalse(candidates())
        self.assertEqual(matter.action_urge("请反馈进展").number[-2:], "1号")
        self.assertFalse(matter._accountability_candidates("urged_overdue"))
        self.feedback(matter)
        # only the due date is left, and that is excused
        with self.assertRaisesRegex(UserError, "was accepted"), self.cr.savepoint():
            matter.action_urge("请尽快落实")
        self.extension(
            matter, "2023-07-15", reason_kind="force_majeure"
        ).action_submit()
        # said anew of the due date itself: judged anew
        self.assertEqual(self.give_reason(matter, "资金未到位"), "2023-05-15")
        self.assertEqual(candidates(), matter)
        matter.action_judge_justification(False, "可先行垫付")
        self.assertEqual(candidates(), matter)

    @clause("CORE-34", "CORE-21")
    def test_what_was_excused_goes_with_its_date(self):
        def redetermined(matter):
            matter.sudo()._set_deadline(date(2023, 7, 15), "redetermined", "重新确定")

        def reassigned(matter):
            matter.action_reassign(self.unit_b.id, "职责调整")
            for _signer in range(3):
                line = matter.sudo()._open_adjustment().approval_line_ids
                line = line.filtered(lambda row: row.state == "pending")
                line.with_user(line.approver_id).action_approve("同意")

        for name, then in (("新期限", redetermined), ("改派", reassigned)):
            matter = self.late_in_stages(name)
            self.at("2023-05-20")
            self.give_reason(matter, "供货商停产")
            matter.action_judge_justification(True, "属实")
            self.at("2023-06-02")
            self.give_reason(matter, "负责人出差")
            self.assertTrue(matter.sudo()._is_excused())
            then(matter)
            self.assertFalse(matter.sudo()._is_excused(), name)
            self.assertEqual(matter.sudo().was_late_excused, name == "新期限")

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

    @clause("ABAF-16.4b")
    def test_the_paper_of_urging_is_not_that_of_assignment(self):
        self.at("2023-06-01")
        matter = self.accepted()
        self.at("2023-06-17")
        record = matter.action_urge("请尽快落实")
        self.assertEqual(record._document_value("mode"), "催办通知单")
        phone = matter.regulation_id.option_list_ids.option_ids.filtered(
            lambda row: row.name == "电话"
        )
        call = matter.action_urge("再次催办", channel_id=phone[:1].id)
        self.assertEqual(call._document_value("mode"), "电话")

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
