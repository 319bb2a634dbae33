"""A step whose approver is recused or gone waits for another decider, not for ever (WUT-8.1b, SIE-8.1b)."""

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestDecider(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.matter_ = self.accepted()
        self.request_ = self.extension(self.matter_, "2024-06-30")

    @property
    def line(self):
        return self.request_.sudo().approval_line_ids[-1:]

    def _recuse(self, user, **values):
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

    def _away(self, user, deputy, until="2024-03-08"):
        self.env["duban.delegation"].with_user(user).create(
            {
                "user_id": user.id,
                "deputy_id": deputy.id,
                "date_from": "2024-03-04",
                "date_to": until,
            }
        )

    @clause("CORE-20", "SIE-15.2d", "WUT-22.5e", "WUT-8.1b", "SIE-8.1b")
    def test_who_applies_while_nobody_is_in_charge_is_heard(self):
        """The leader was recused without another, or there never was one: the office names who decides."""
        for recused in (True, False):
            with self.subTest(recused=recused), self.cr.savepoint() as trial:
                if recused:
                    self._recuse(self.leader)
                else:
                    self.matter_.sudo()._engine_write({"leader_in_charge_id": False})
                    self.unit_a.leader_in_charge_id = False
                self.assertFalse(self.matter_.sudo().leader_in_charge_id)
                self.request_.action_submit()
                self.assertEqual(self.request_.state, "submitted")
                todo = self.todos(self.matter_, kind="approve")
                self.assertEqual(todo.duban_key, f"decider:{self.line.id}")
                self.assertEqual(todo.user_id, self.office_user)
                self.assertIn(self.line.name, todo.summary)
                for user in (self.leader, self.leader2, self.office_user, self.head_a):
                    self.assert_refused(
                        self.line.with_user(user).action_approve, "同意"
                    )
                line = self.line.with_user(self.office_user)
                self.assertTrue(line.can_name_decider)
                self.assert_refused(line.action_name_decider, self.head_b.id, "无人")
                if recused:
                    self.assert_refused(
                        line.action_name_decider, self.leader.id, "无人"
                    )
                line.action_name_decider(self.leader2.id, "分管领导回避")
                self.assertEqual(self.todos(self.matter_, kind="approve").user_id, self.leader2)  # fmt: skip
                self.line.with_user(self.leader2).action_approve("同意")
                self.assertEqual(self.request_.state, "approved")
                self.assertEqual(str(self.matter_.date_deadline), "2024-06-30")
                trial.rollback()
            self.env.invalidate_all()

    @clause("CORE-20", "CORE-29", "WUT-22.5d", "SIE-15.2e")
    def test_what_the_office_decides_is_decided_by_who_did_not_apply(self):
        """The office's person on the matter works in the unit too: a colleague decides; with nobody left a leader."""
        step = self.regulation.approval_step_ids.filtered(lambda row: row.purpose == "extension")  # fmt: skip
        step.role = "office"
        self.unit_a.liaison_id = self.office_user
        self.env.invalidate_all()
        matter = self.accepted(name="综合办公室自己的")
        self.assertEqual(matter.sudo().officer_id, self.office_user)
        for by, decides in (
            (self.office_user, self.office_user2),
            (self.worker_a, self.office_user),
        ):
            request = self.extension(matter, "2024-06-30", user=by)
            request.action_submit()
            line = request.sudo().approval_line_ids
            todo = self.todos(matter, kind="approve")
            self.assertEqual(todo.user_id, decides)
            self.assertEqual(todo.duban_key, f"approve:{line.id}")
            self.assertFalse(line.with_user(decides).can_name_decider)
            if by == self.office_user:
                self.assert_refused(line.with_user(by).action_approve, "同意")
            line.with_user(decides).action_return("请补充")
        # the colleague is away, or has left: nobody of the office may
        request = self.extension(matter, "2024-06-30", user=self.office_user)
        request.action_submit()
        line = request.sudo().approval_line_ids
        self.office_user2.with_user(self.env.ref("base.user_root")).action_archive()
        todo = self.todos(matter, kind="approve")
        self.assertEqual(todo.duban_key, f"decider:{line.id}")
        self.assertIn(todo.user_id, self.secretary | self.president)
        own = self.as_user(line, todo.user_id)
        self.assertTrue(own.can_name_decider)
        own.action_name_decider(self.leader2.id, "办公室人员均为申请人")
        self.assertEqual(self.todos(matter, kind="approve").user_id, self.leader2)
        self.as_user(line, self.leader2).action_approve("同意")
        self.assertEqual(request.sudo().state, "approved")

    @clause("CORE-20", "CORE-29")
    def test_a_deputy_who_applied_is_not_asked_for_the_office(self):
        step = self.regulation.approval_step_ids.filtered(lambda row: row.purpose == "extension")  # fmt: skip
        step.role = "office"
        self.unit_a.liaison_id = self.office_user2
        self.env.invalidate_all()
        third = self.new_person("office_user3", "office", self.office)
        matter = self.accepted(name="代行")
        request = self.extension(matter, "2024-06-30", user=self.office_user2)
        request.action_submit()
        self.assertEqual(self.todos(matter, kind="approve").user_id, self.office_user)
        self._away(self.office_user, self.office_user2)
        self.assertEqual(self.todos(matter, kind="approve").user_id, third)
        request.sudo().approval_line_ids.with_user(third).action_approve("同意")
        self.assertEqual(request.sudo().state, "approved")

    @clause("WUT-12.1c", "CORE-20")
    def test_a_proposal_without_leader_names_one_first(self):
        """Who proposes can still say who decides, and is told to."""
        self.regulation.category_ids.filing_authority = "chain"
        self.env["duban.approval.step"].create(
            {
                "regulation_id": self.regulation.id, "name": "审批", "purpose": "filing", "kind": "decide",
                "role": "leader_in_charge",
            }
        )  # fmt: skip
        matter = self.matter(name="另一项")
        matter.leader_in_charge_id = False
        self.assert_refused(matter.action_submit_filing)
        matter.leader_in_charge_id = self.leader2
        matter.action_submit_filing()
        self.assertEqual(matter.sudo()._current_line().approver_id, self.leader2)

    @clause("CORE-20", "CORE-29")
    def test_leaders_who_stand_in_for_each_other_or_cannot(self):
        """Nobody is left who decides: the office names somebody, in words, and may do it."""
        self.request_.action_submit()

        def each_other():
            self._away(self.leader2, self.leader)

        def recused():
            self._recuse(self.leader2)

        def gone():
            self.leader2.with_user(self.env.ref("base.user_root")).action_archive()

        self._away(self.leader, self.leader2)
        self.assertEqual(self.todos(self.matter_, kind="approve").user_id, self.leader2)
        for happens in (each_other, recused, gone):
            with self.subTest(happens.__name__), self.cr.savepoint() as trial:
                happens()
                self.matter_._reconcile_todos()
                todo = self.todos(self.matter_, kind="approve")
                self.assertEqual(todo.user_id, self.office_user)
                self.assertEqual(todo.duban_key, f"decider:{self.line.id}")
                self.assertIn(self.leader.name, todo.summary)
                line = self.line.with_user(self.office_user)
                self.assertTrue(line.can_name_decider)
                self.assert_refused(line.action_approve, "同意")
                line.action_name_decider(self.office_leader.id, "均外出")
                self.line.with_user(self.office_leader).action_approve("同意")
                self.assertEqual(self.request_.state, "approved")
                trial.rollback()
            self.env.invalidate_all()
        # where one of them is there, nobody else is named
        self.assertFalse(self.line.with_user(self.office_user).can_name_decider)

    @clause("CORE-22", "CORE-20")
    def test_an_objection_whose_leader_is_away(self):
        self.regulation.objection_decider = "leader_in_charge"
        matter = self.assigned(name="有异议的")
        matter.with_user(self.head_a).action_object("不属本单位职责", self.unit_c.id)
        office = matter.with_user(self.office_user)
        self.assert_refused(office.action_decide_objection, False, "属其职责")
        self._away(self.leader, self.leader2)
        self._away(self.leader2, self.leader)
        self.assertEqual(self.todos(matter, kind="objection").user_id, self.office_user)
        office.action_decide_objection(False, "属其职责")
        self.assertEqual(matter.sudo().objection_ids.state, "rejected")

    @clause("WUT-8.1b")
    @clause("SIE-8.1b")
    def test_recused_approver_is_replaced_by_the_office(self):
        self.request_.action_submit()
        self._recuse(self.leader)
        todo = self.todos(self.matter_, kind="approve")
        self.assertEqual(todo.user_id, self.office_user)
        self.assertEqual(todo.duban_key, f"decider:{self.line.id}")
        self.assertIn(self.leader.name, todo.summary)
        line = self.line
        for user in (
            self.worker_a,
            self.leader,
            self.leader2,
            self.admin,
            self.outsider,
            self.discipline_user,
        ):
            self.assert_refused(
                line.with_user(user).action_name_decider, self.leader2.id, "回避"
            )
        as_office = line.with_user(self.office_user)
        self.assertTrue(as_office.can_name_decider)
        for nobody in (self.worker_c, self.office_user2, self.admin, self.leader):
            self.assert_refused(as_office.action_name_decider, nobody.id, "回避")
        self.assert_refused(as_office.action_name_decider, self.leader2.id, " ")
        self.assert_refused(as_office.action_name_decider, None, "回避")
        as_office.action_name_decider(self.leader2.id, "分管领导回避")
        self.assertEqual(line.approver_id, self.leader2)
        self.assertEqual(self.todos(self.matter_, kind="approve").user_id, self.leader2)
        act = self.env["duban.act"].search(
            [("matter_id", "=", self.matter_.id), ("action", "=", "name_decider")]
        )
        self.assertIn("分管领导回避", act.note)
        self.assertEqual(act.user_id, self.office_user)
        # once somebody decides, nobody is named any more
        self.assert_refused(as_office.action_name_decider, self.secretary.id, "再换")
        self.assert_refused(line.with_user(self.leader).action_approve, "同意")
        self.as_user(line, self.leader2).action_approve("同意")
        self.assertEqual(self.request_.sudo().state, "approved")

    @clause("CORE-29", "WUT-8.1b", "SIE-8.1b")
    def test_who_stands_in_for_a_recused_leader_decides_no_application(self):
        self.request_.action_submit()
        self._away(self.leader, self.secretary)
        self.assertTrue(self.as_user(self.line, self.secretary).can_decide)
        self._recuse(self.leader)
        self.assertFalse(self.as_user(self.line, self.secretary).can_decide)
        for user in (self.leader, self.secretary):
            line = self.as_user(self.line, user)
            for call in ("action_approve", "action_return", "action_reject"):
                self.assert_refused(getattr(line, call), "理由")
        self.assertEqual(
            (self.line.state, str(self.matter_.date_deadline)),
            ("pending", "2024-03-18"),
        )
        self.assertEqual(
            self.todos(self.matter_, kind="approve").user_id, self.office_user
        )

    def test_principal_leader_names_too(self):
        self.request_.action_submit()
        self._recuse(self.leader)
        self.line.with_user(self.president).action_name_decider(
            self.secretary.id, "主要领导指定"
        )
        self.assertEqual(self.line.approver_id, self.secretary)

    def test_a_recusal_before_the_application_does_not_block_the_unit(self):
        """The chain starts with a vacant step; the office, not the unit, finds the decider."""
        self.matter_.sudo()._engine_write({"leader_in_charge_id": self.leader.id})
        self.matter_.sudo()._engine_write(
            {"recused_user_ids": [Command.link(self.leader.id)]}
        )
        self.request_.action_submit()
        self.assertTrue(self.line._is_vacant())
        self.assertEqual(
            self.todos(self.matter_, kind="approve").user_id, self.office_user
        )

    def test_gone_approver(self):
        self.request_.action_submit()
        self.leader.active = False
        self.assertEqual(
            self.todos(self.matter_, kind="approve").duban_key,
            f"decider:{self.line.id}",
        )
        self.line.with_user(self.office_user).action_name_decider(
            self.leader2.id, "调离"
        )
        self.assertEqual(self.line.approver_id, self.leader2)

    def test_a_colleague_named_as_leader_decides_nothing(self):
        """Eligibility follows the role of the step, wherever the name came from."""
        self.matter_.with_user(self.office_user).write(
            {"leader_in_charge_id": self.worker_c.id}
        )
        # the unit, which names no leader, is heard all the same
        self.request_.with_user(self.worker_a).action_submit()
        self.assertEqual(self.request_.state, "submitted")
        self.assertFalse(self.todos(self.matter_, self.worker_c))
        self.assert_refused(self.line.with_user(self.worker_c).action_approve, "同意")
        line = self.line.with_user(self.office_user)
        self.assertTrue(line.can_name_decider)
        self.assert_refused(line.action_name_decider, self.worker_c.id, "同事")
        line.action_name_decider(self.leader2.id, "分管校领导")
        self.assertEqual(self.line.approver_id, self.leader2)
        self.line.with_user(self.leader2).action_approve("同意")

    def test_two_principal_leaders_are_two_persons(self):
        self.principal_steps()
        # the rules of the matter were frozen before: a new one
        self.matter_ = self.accepted()
        self.request_ = self.extension(self.matter_, "2024-06-30")
        self.request_.action_submit()
        first, second = self.request_.sudo().approval_line_ids.sorted("sequence")[1:]
        self._recuse(second.approver_id)
        as_office = second.with_user(self.office_user)
        self.assert_refused(as_office.action_name_decider, first.approver_id.id, "回避")
        as_office.action_name_decider(self.leader2.id, "回避")
        self.assertEqual(second.approver_id, self.leader2)

    def test_roles_are_taken_over_by_those_who_may_hold_them(self):
        self.assert_refused(
            lambda: self._recuse(self.office_user, replacement_id=self.worker_c.id)
        )
        self._recuse(self.office_user, replacement_id=self.office_user2.id)
        self.assertEqual(self.matter_.sudo().officer_id, self.office_user2)
        self.env["duban.recusal"].with_user(self.worker_a).create(
            {
                "matter_id": self.matter_.id,
                "user_id": self.worker_a.id,
                "replacement_id": self.liaison_a.id,
                "ground": "利害关系",
            }
        )
        self.assertEqual(self.matter_.sudo().handler_id, self.liaison_a)

    @clause("CORE-29", "SIE-15.2e")
    def test_who_applied_decides_nothing_and_somebody_else_is_named(self):
        self.request_.action_submit()
        line = self.line
        self.assertFalse(line.with_user(self.office_user).can_name_decider)
        line.approver_id = self.request_.applicant_id
        self.assert_refused(line.with_user(self.worker_a).action_approve, "同意")
        as_office = line.with_user(self.office_user)
        self.assertTrue(as_office.can_name_decider)
        as_office.action_name_decider(self.leader2.id, "申请人不能审批")
        self.assertEqual(line.approver_id, self.leader2)

    @clause("CORE-29", "SIE-15.2e")
    def test_who_applied_does_not_decide_for_somebody_else_either(self):
        """A leader who also works in the unit applies, and stands in for the one who decides: nobody decides the own
        application in anybody's name, the office names another leader."""
        self.employee_of(self.leader2).department_id = self.unit_a
        self.env.invalidate_all()
        matter = self.accepted(name="校领导兼任单位负责人")
        request = self.extension(matter, "2024-06-30", user=self.leader2)
        request.action_submit()
        line = request.sudo().approval_line_ids
        self.assertEqual((request.applicant_id, line.approver_id), (self.leader2, self.leader))  # fmt: skip
        self.env["duban.delegation"].with_user(self.leader).create(
            {"user_id": self.leader.id, "deputy_id": self.leader2.id, "date_to": "2024-03-08"}
        )  # fmt: skip
        own = self.as_user(line, self.leader2)
        self.assertFalse(own.can_decide)
        for step in (own.action_approve, own.action_return, own.action_reject):
            self.assert_refused(step, "同意")
        self.assertEqual((line.sudo().state, request.sudo().state), ("pending", "submitted"))  # fmt: skip
        self.assertNotIn(self.leader2, self.todos(matter, kind="approve").user_id)
        office = self.as_user(line, self.office_user)
        self.assertTrue(office.can_name_decider)
        office.action_name_decider(self.secretary.id, "代行人是申请人")
        self.as_user(line, self.secretary).action_approve("同意")
        self.assertEqual(request.sudo().state, "approved")
