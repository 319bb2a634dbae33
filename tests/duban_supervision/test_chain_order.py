"""A chain of approvals step by step: whose turn it is, who may refuse, what becomes of the others."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


class ChainCommon(SupervisionCommon):
    #: (role, person) in the order of the chain
    ROLES = (
        ("office_leader", "office_leader"),
        ("responsible_leader", "leader2"),
        ("leader_in_charge", "leader"),
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for purpose in ("filing", "closing", "extension"):
            cls.env["duban.approval.step"].search(
                [
                    ("regulation_id", "=", cls.regulation.id),
                    ("purpose", "=", purpose),
                ]
            ).unlink()
            cls.env["duban.approval.step"].create(
                [
                    {
                        "regulation_id": cls.regulation.id,
                        "name": f"第{number}步",
                        "purpose": purpose,
                        "kind": "decide",
                        "role": role,
                        "sequence": number,
                    }
                    for number, (role, _person) in enumerate(cls.ROLES, 1)
                ]
            )
        cls.regulation.category_ids.filing_authority = "chain"
        cls.deciders = [getattr(cls, person) for _role, person in cls.ROLES]

    def values(self, **values):
        return super().values(responsible_leader_id=self.leader2.id, **values)

    def lines(self, matter, purpose="filing"):
        lines = matter.sudo().approval_line_ids.filtered(
            lambda line: line.purpose == purpose
        )
        last = max(lines.mapped("round"), default=0)
        return lines.filtered(lambda line: line.round == last).sorted("sequence")

    def states(self, matter, purpose="filing"):
        return self.lines(matter, purpose).mapped("state")

    def approve(self, matter, purpose="filing", count=3):
        for line, user in zip(
            self.lines(matter, purpose)[:count], self.deciders, strict=False
        ):
            self.as_user(line, user).action_approve("同意")


@tagged("post_install", "-at_install")
class TestFilingChain(ChainCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.matter_ = self.matter()
        self.matter_.action_submit_filing()

    @clause("CORE-3")
    def test_each_step_has_its_own_person(self):
        self.assertEqual(
            [line.approver_id for line in self.lines(self.matter_)], self.deciders
        )
        self.assertEqual(self.states(self.matter_), ["pending", "waiting", "waiting"])
        self.assertEqual(
            self.todos(self.matter_, kind="approve").user_id, self.office_leader
        )

    @clause("CORE-2")
    def test_only_whose_turn_it_is(self):
        people = [
            *self.deciders, self.office_user, self.head_a, self.worker_a, self.admin, self.secretary, self.president,
            self.discipline_user, self.outsider,
        ]  # fmt: skip
        for turn, decider in enumerate(self.deciders):
            expected = ["approved"] * turn + ["pending"] + ["waiting"] * (2 - turn)
            self.assertEqual(self.states(self.matter_), expected)
            for position, line in enumerate(self.lines(self.matter_)):
                for user in people:
                    if position == turn and user == decider:
                        self.assertTrue(self.as_user(line, user).can_decide)
                        continue
                    for call in ("action_approve", "action_return", "action_reject"):
                        self.assert_refused(getattr(line.with_user(user), call), "理由")
            self.assertEqual(self.states(self.matter_), expected)
            line = self.lines(self.matter_)[turn]
            self.as_user(line, decider).action_approve(f"同意{turn}")
            self.assertEqual(
                (line.state, line.opinion, line.decided_by_id),
                ("approved", f"同意{turn}", decider),
            )
        self.assertEqual(self.states(self.matter_), ["approved"] * 3)
        self.assertFalse(self.todos(self.matter_, kind="approve"))

    @clause("CORE-2")
    def test_only_the_last_refuses_a_filing(self):
        for turn in range(2):
            line = self.lines(self.matter_)[turn]
            self.assert_refused(
                line.with_user(self.deciders[turn]).action_reject, "不予立项"
            )
            self.assertEqual(line.state, "pending")
            self.assertEqual(self.matter_.sudo().state, "filing_approval")
            self.as_user(line, self.deciders[turn]).action_approve("同意")
        last = self.lines(self.matter_)[-1]
        self.assert_refused(last.with_user(self.deciders[-1]).action_reject, " ")
        self.as_user(last, self.deciders[-1]).action_reject("不予立项")
        self.assertEqual(self.matter_.sudo().state, "rejected")
        self.assertFalse(self.matter_.sudo().number)
        self.assertEqual(
            self.states(self.matter_), ["approved", "approved", "rejected"]
        )
        self.assertFalse(self.todos(self.matter_))
        for line in self.lines(self.matter_):
            for user in self.deciders:
                self.assert_refused(line.with_user(user).action_approve, "同意")

    @clause("CORE-2")
    def test_a_return_ends_the_steps_that_were_left(self):
        first = self.lines(self.matter_)
        self.assert_refused(first[0].with_user(self.office_leader).action_return, "")
        self.as_user(first[0], self.office_leader).action_return("依据不足")
        self.assertEqual(self.matter_.sudo().state, "draft")
        self.assertEqual(first.mapped("state"), ["returned", "cancelled", "cancelled"])
        for line, user in zip(first, self.deciders, strict=True):
            self.assert_refused(line.with_user(user).action_approve, "同意")
        self.assertFalse(self.todos(self.matter_, kind="approve"))
        # the second round is one of its own; the first stays as it was
        self.matter_.with_user(self.office_user).action_submit_filing()
        second = self.lines(self.matter_)
        self.assertFalse(first & second)
        self.assertEqual(second.mapped("round"), [2, 2, 2])
        self.assertEqual(second.mapped("state"), ["pending", "waiting", "waiting"])
        self.assertEqual(first.mapped("state"), ["returned", "cancelled", "cancelled"])
        self.approve(self.matter_)
        self.matter_.with_user(self.office_user).action_file()
        self.assertEqual(self.matter_.sudo().state, "filed")

    @clause("CORE-2")
    def test_not_filed_before_the_last_step(self):
        for turn in range(3):
            self.assert_refused(self.matter_.with_user(self.office_user).action_file)
            self.assertEqual(self.matter_.sudo().state, "filing_approval")
            line = self.lines(self.matter_)[turn]
            self.as_user(line, self.deciders[turn]).action_approve("同意")
        self.matter_.with_user(self.office_user).action_file()
        self.assertEqual(self.matter_.sudo().state, "filed")

    @clause("CORE-10")
    def test_each_step_waits_since_it_was_its_turn(self):
        lines = self.lines(self.matter_)
        self.assertEqual(str(lines[0].date_pending), "2024-03-04")
        self.assertFalse(lines[1].date_pending)
        self.at("2024-03-07")
        self.as_user(lines[0], self.office_leader).action_approve("同意")
        self.assertEqual(str(lines[1].date_pending), "2024-03-07")
        self.assertFalse(lines[2].date_pending)
        self.at("2024-03-11")
        self.as_user(lines[1], self.leader2).action_approve("同意")
        self.assertEqual(str(lines[2].date_pending), "2024-03-11")

    @clause("CORE-2")
    def test_each_refusal_says_why(self):
        """Not yet this step's turn, or decided before; where nothing waits there is nothing to decide."""
        first, second, _third = self.lines(self.matter_)
        with self.assertRaisesRegex(UserError, "turn"):
            self.as_user(second, self.leader2).action_approve("同意")
        self.as_user(first, self.office_leader).action_approve("同意")
        with self.assertRaisesRegex(UserError, "already decided"):
            self.as_user(first, self.office_leader).action_approve("同意")
        self.assertEqual(self.states(self.matter_), ["approved", "pending", "waiting"])
        draft = self.matter(name="还未报送")
        with self.assertRaisesRegex(UserError, "No approval is pending"):
            draft.with_user(self.office_leader).action_return_filing("材料不全")

    @clause("CORE-2")
    def test_who_comes_second_while_another_decides(self):
        """The step is somebody's at this moment: nothing is written over it."""
        line = self.lines(self.matter_)[0]
        taken = patch.object(
            self.registry["duban.approval.line"],
            "try_lock_for_update",
            lambda rows, **_options: rows.browse(),
        )
        with taken, self.assertRaisesRegex(UserError, "right now"):
            self.as_user(line, self.office_leader).action_approve("同意")
        self.assertEqual(self.states(self.matter_)[0], "pending")
        self.assertFalse(line.sudo().decided_by_id)

    @clause("CORE-8", "WUT-22.4b")
    def test_a_term_of_the_rules_is_not_signed_away(self):
        """Where the rules give the term, a signature brings no date of its own."""
        line = self.lines(self.matter_)[0]
        before = self.matter_.sudo().date_deadline
        self.assert_refused(
            self.as_user(line, self.office_leader).action_approve, "同意", "2024-06-28"
        )
        self.assertEqual(self.matter_.sudo().date_deadline, before)
        self.assertEqual(self.states(self.matter_)[0], "pending")


@tagged("post_install", "-at_install")
class TestOtherChains(ChainCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.matter_ = self.running()

    def running(self, **values):
        matter = self.matter(**values)
        matter.action_submit_filing()
        self.approve(matter)
        matter.with_user(self.office_user).action_file()
        matter.with_user(self.office_user).action_assign()
        self.plan(matter, "2024-03-10")
        matter.with_user(self.worker_a).action_accept()
        return matter

    @clause("CORE-2")
    def test_a_refused_request_ends_its_steps(self):
        request = self.request(self.matter_, date_requested="2024-06-28")
        request.action_submit()
        lines = request.sudo().approval_line_ids.sorted("sequence")
        self.as_user(lines[0], self.office_leader).action_approve("同意")
        self.as_user(lines[1], self.leader2).action_reject("理由不充分")
        self.assertEqual(lines.mapped("state"), ["approved", "rejected", "cancelled"])
        self.assertNotEqual(request.sudo().state, "approved")
        self.assertEqual(str(self.matter_.sudo().date_deadline), "2024-03-18")
        self.assert_refused(lines[2].with_user(self.leader).action_approve, "同意")
        self.assertFalse(self.todos(self.matter_, kind="approve"))

    @clause("CORE-2", "CORE-23")
    def test_no_refusal_without_its_reason(self):
        request = self.request(self.matter_, date_requested="2024-06-28")
        request.action_submit()
        line = request.sudo().approval_line_ids.sorted("sequence")[0]
        signer = self.as_user(line, self.office_leader)
        for step in (signer.action_return, signer.action_reject):
            for reason in (None, "", "  "):
                self.assert_refused(step, reason)
        self.assertEqual(line.state, "pending")
        self.assertEqual(request.sudo().state, "submitted")

    @clause("CORE-8", "ABAF-19.1b")
    def test_the_last_who_signs_decided_the_new_date(self):
        """Of three who agree the last decides; the history names no one before."""
        request = self.request(self.matter_, date_requested="2024-06-28")
        request.action_submit()
        self.approve(self.matter_, "extension")
        self.assertEqual(request.sudo().state, "approved")
        line = self.matter_.sudo().due_date_ids.sorted("id")[-1:]
        self.assertEqual((str(line.date), line.approver_id), ("2024-06-28", self.leader))  # fmt: skip
        self.assertEqual(line.decided_by, "leader")

    @clause("CORE-8", "DOC-14")
    def test_the_office_that_notes_it_at_last_decided_nothing(self):
        self.env["duban.approval.step"].create(
            {
                "regulation_id": self.regulation.id, "name": "备案", "purpose": "extension", "kind": "review",
                "role": "office", "sequence": 9,
            }
        )  # fmt: skip
        matter = self.running(name="另一事项")
        self.request(matter, date_requested="2024-06-28").action_submit()
        self.approve(matter, "extension")
        self.as_user(self.lines(matter, "extension")[3], self.office_user).action_approve("已备案")  # fmt: skip
        line = matter.sudo().due_date_ids.sorted("id")[-1:]
        self.assertEqual((str(line.date), line.decided_by), ("2024-06-28", "leader"))

    @clause("CORE-2")
    def test_a_returned_closing_ends_its_steps(self):
        worker = self.matter_.with_user(self.worker_a)
        worker.write({"result": "已完成"})
        worker.action_submit_result()
        self.matter_.with_user(self.office_user).action_pass_review("符合要求")
        self.assertEqual(self.matter_.sudo().state, "closing_approval")
        lines = self.lines(self.matter_, "closing")
        self.assertEqual([line.approver_id for line in lines], self.deciders)
        self.as_user(lines[0], self.office_leader).action_return("佐证不足")
        self.assertEqual(lines.mapped("state"), ["returned", "cancelled", "cancelled"])
        self.assertEqual(self.matter_.sudo().state, "result_submitted")
        self.assert_refused(self.matter_.with_user(self.office_user).action_close)
        self.matter_.with_user(self.office_user).action_pass_review("已补充")
        self.approve(self.matter_, "closing", 2)
        self.assert_refused(self.matter_.with_user(self.office_user).action_close)
        self.approve_last()
        self.matter_.with_user(self.office_user).action_close()
        self.assertEqual(self.matter_.sudo().state, "closed")

    def approve_last(self):
        line = self.lines(self.matter_, "closing")[-1]
        self.as_user(line, self.leader).action_approve("同意")


@tagged("post_install", "-at_install")
class TestPrincipals(ChainCommon):
    """Two principal leaders are two persons; one with an interest decides nothing (WUT-8.1b, SIE-8.1b)."""

    ROLES = (
        ("office_leader", "office_leader"),
        ("principal", "secretary"),
        ("other_principal", "president"),
    )

    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.matter_ = self.matter(principal_leader_id=self.secretary.id)

    def recuse(self, user, **values):
        return (
            self.env["duban.recusal"]
            .with_user(self.office_user)
            .create(
                {
                    "matter_id": self.matter_.id,
                    "user_id": user.id,
                    "ground": "利害关系",
                    **values,
                }
            )
        )

    @clause("WUT-8.1b", "SIE-8.1b")
    def test_a_recused_principal_gets_no_step(self):
        for recused, other in (
            (self.secretary, self.president),
            (self.president, self.secretary),
        ):
            with self.subTest(recused.name), self.cr.savepoint() as point:
                # nobody is named on the matter: the regulation's principal leaders are asked
                self.matter_.write({"principal_leader_id": False})
                self.recuse(recused)
                self.matter_.action_submit_filing()
                first, second = self.lines(self.matter_)[1:]
                self.assertEqual(first.approver_id, other)
                # nobody is left for the second: the office names another school leader
                self.as_user(
                    self.lines(self.matter_)[0], self.office_leader
                ).action_approve("同意")
                self.as_user(first, other).action_approve("同意")
                for user in (recused, other):
                    self.assert_refused(second.with_user(user).action_approve, "同意")
                self.assertTrue(second._is_vacant())
                as_office = second.with_user(self.office_user)
                self.assert_refused(as_office.action_name_decider, recused.id, "回避")
                self.assert_refused(as_office.action_name_decider, other.id, "回避")
                as_office.action_name_decider(self.leader2.id, "主要领导回避")
                self.as_user(second, self.leader2).action_approve("同意")
                self.assertEqual(self.states(self.matter_), ["approved"] * 3)
                point.rollback()
                self.env.invalidate_all()

    @clause("WUT-8.1b", "SIE-8.1b")
    def test_two_persons(self):
        self.matter_.action_submit_filing()
        lines = self.lines(self.matter_)
        self.assertEqual(
            [line.approver_id for line in lines],
            [self.office_leader, self.secretary, self.president],
        )

    @clause("WUT-8.1b", "SIE-8.1b")
    def test_no_recused_person_takes_over_from_another(self):
        self.matter_.write({"responsible_leader_id": self.leader2.id})
        self.recuse(self.leader)
        self.assert_refused(
            lambda: self.recuse(self.leader2, replacement_id=self.leader.id)
        )
        self.assert_refused(
            lambda: self.recuse(self.leader2, replacement_id=self.leader2.id)
        )
        gone = self.new_person("gone", "leader")
        gone.active = False
        self.assert_refused(lambda: self.recuse(self.leader2, replacement_id=gone.id))
        self.assertNotIn(self.leader2, self.matter_.sudo().recused_user_ids)
        self.recuse(self.leader2, replacement_id=self.secretary.id)
        self.assertEqual(self.matter_.sudo().responsible_leader_id, self.secretary)

    @clause("WUT-8.1b", "SIE-8.1b")
    def test_who_has_left_with_a_deputy_has_left_nothing_vacant(self):
        self.matter_.action_submit_filing()
        line = self.lines(self.matter_)[0]
        self.env["duban.delegation"].sudo().create(
            {
                "user_id": self.office_leader.id,
                "deputy_id": self.leader2.id,
                "date_from": "2024-03-04",
                "date_to": "2024-03-10",
            }
        )
        self.office_leader.active = False
        self.env.invalidate_all()
        self.assertFalse(line._is_vacant())
        self.assert_refused(
            line.with_user(self.office_user).action_name_decider,
            self.secretary.id,
            "调离",
        )
        self.as_user(line, self.leader2).action_approve("同意")
        self.assertEqual(line.on_behalf_id, self.office_leader)
        # after the last day of the absence nobody stands in any more
        self.at("2024-03-11")
        other = self.matter(name="另一事项")
        other.action_submit_filing()
        self.assertTrue(self.lines(other)[0]._is_vacant())

    @clause("WUT-8.1b", "SIE-8.1b")
    def test_an_interest_is_not_decided_through_a_deputy(self):
        self.matter_.action_submit_filing()
        line = self.lines(self.matter_)[0]
        self.env["duban.delegation"].sudo().create(
            {
                "user_id": self.office_leader.id,
                "deputy_id": self.leader2.id,
                "date_from": "2024-03-04",
                "date_to": "2024-03-10",
            }
        )
        self.assertTrue(self.as_user(line, self.leader2).can_decide)
        self.recuse(self.office_leader)
        self.assertFalse(self.as_user(line, self.leader2).can_decide)
        for user in (self.leader2, self.office_leader):
            for call in ("action_approve", "action_return", "action_reject"):
                self.assert_refused(getattr(line.with_user(user), call), "理由")
        self.assertEqual(line.state, "pending")

    @clause("CORE-12")
    def test_who_is_named_to_decide_a_sensitive_matter_reads_it(self):
        matter = self.matter(
            confidentiality="sensitive", officer_id=self.office_user.id
        )
        self.matter_ = matter
        matter.action_submit_filing()
        line = self.lines(matter)[0]
        newly = self.new_person("newly", "leader")
        stranger = self.new_person("stranger", "leader")
        self.assertFalse(self.as_user(matter, newly).has_access("read"))
        self.recuse(self.office_leader)
        self.assertFalse(self.as_user(matter, self.office_leader).has_access("read"))
        line.with_user(self.office_user).action_name_decider(newly.id, "回避")
        self.assertTrue(self.as_user(matter, newly).has_access("read"))
        self.assertIn(newly, matter.sudo().access_user_ids)
        self.assertFalse(self.as_user(matter, stranger).has_access("read"))
        self.as_user(line, newly).action_approve("同意")

    @clause("CORE-2")
    def test_replaced_in_the_open_step_only(self):
        self.matter_.action_submit_filing()
        lines = self.lines(self.matter_)
        self.as_user(lines[0], self.office_leader).action_approve("同意")
        self.recuse(self.office_leader, replacement_id=self.leader2.id)
        # what was decided stays decided by who decided it
        self.assertEqual(lines[0].approver_id, self.office_leader)
        self.assertEqual(lines[1].approver_id, self.secretary)
        self.assertEqual(self.matter_.sudo().recused_user_ids, self.office_leader)
