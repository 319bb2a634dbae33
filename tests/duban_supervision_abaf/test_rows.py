"""Rows of 阿坝职业学院 played as the real people: proposals taken back, reasons, who inspects, who is told."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from tests.clauses import clause

from .common import AbafCommon


@tagged("post_install", "-at_install")
class TestRows(AbafCommon):
    def setUp(self):
        super().setUp()
        self.at("2023-06-01")

    @clause("ABAF-14.2", "CORE-20")
    def test_what_waits_after_closing_follows_the_heads(self):
        """A new head of the unit, or of the office that registers, has the to-do at once, not at the next patrol."""
        matter = self.closed()
        kinds = {todo.user_id: todo.duban_key for todo in self.todos(matter)}
        self.assertTrue(kinds[self.head_a])
        self.assertTrue(kinds[self.discipline_user].startswith("register:"))
        new = self.new_person("abaf_new", "office", self.discipline)
        self.discipline.manager_id = self.employee_of(new)
        self.unit_a.manager_id = self.employee_of(self.liaison_a)
        left = {todo.user_id: todo.duban_key for todo in self.todos(matter)}
        self.assertEqual(left[self.liaison_a], kinds[self.head_a])
        self.assertEqual(left[new], kinds[self.discipline_user])
        self.assertFalse(left.keys() & {self.head_a, self.discipline_user})
        # nobody there: the office may not register for the unit, and is asked to have a head named
        self.unit_a.manager_id = False
        todo = self.todos(matter, self.head_a)
        self.assertEqual(todo.duban_key, kinds[self.head_a], "still works there")
        gone = self.head_a | self.worker_a
        gone.with_user(self.env.ref("base.user_root")).action_archive()
        todo = self.todos(matter).filtered(lambda row: "vacant" in row.duban_key)
        self.assertEqual(todo.user_id, self.office_user)
        self.assertIn(self.unit_a.name, todo.summary)
        self.assertTrue(todo.with_user(self.office_user).action_duban_open())
        self.unit_a.manager_id = self.employee_of(self.liaison_a)
        todo = self.todos(matter, self.liaison_a)
        self.assertEqual(todo.duban_key, kinds[self.head_a])

    # -- 第十二条

    @clause("ABAF-14.2", "CORE-32")
    def test_a_unit_registers_its_volume_before_it_ends(self):
        matter = self.closed()
        change = {
            "unit_id": self.unit_a.id, "successor_id": self.unit_c.id, "ground": "机构调整",
        }  # fmt: skip
        Change = self.env["duban.unit.change"].with_user(self.office_user)
        with self.assertRaises(UserError) as refusal, self.cr.savepoint():
            Change.create(change).action_apply()
        self.assertIn(matter.sudo().number, str(refusal.exception))
        todo = self.todos(matter).filtered(
            lambda row: row.duban_key == "archive:subject"
        )
        self.env["duban.archive.record"].with_user(todo.user_id).create(
            {"matter_id": matter.id, "holder": "subject", "volume": "教-2024-1"}
        )
        Change.create(change).action_apply()
        self.assertFalse(self.unit_a.active)
        # the office is the second here: its button archives
        matter.with_user(self.office_user).action_archive_matter("党-2024-1")
        self.assertEqual(matter.sudo().state, "archived")

    @clause("ABAF-12.1b")
    def test_the_proposer_says_which_principal_leader_signs(self):
        """学校主要领导 are two: nobody is the first of a list without a word."""
        matter = self.matter(user=self.worker_a, principal_leader_id=False)
        self.assertFalse(matter.principal_leader_id)
        with self.assertRaisesRegex(UserError, "学校主要领导"), self.cr.savepoint():
            matter.action_submit_filing()
        matter.principal_leader_id = self.president
        matter.action_submit_filing()
        lines = matter.sudo().approval_line_ids.sorted("sequence")
        self.assertEqual(lines[-1].approver_id, self.president)
        # the only one there is need not be chosen
        self.regulation.principal_leader_ids = [Command.set(self.secretary.ids)]
        other = self.matter(user=self.worker_a, principal_leader_id=False)
        self.assertEqual(other.principal_leader_id, self.secretary)

    @clause("ABAF-12.1a", "ABAF-12.1b", "CORE-23")
    def test_a_proposal_is_taken_back(self):
        """By who proposes, while leaders sign it; who signed or was asked hears it; all sign anew afterwards."""
        matter = self.proposed()
        self.approve(matter, steps=1)
        for stranger in (self.worker_b, self.leader, self.office_leader):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.as_user(matter, stranger).action_recall_filing()
        self.assertIn(
            "recall_filing", self.as_user(matter, self.worker_a).allowed_actions
        )
        matter.with_user(self.worker_a).action_recall_filing()
        self.assertEqual(matter.state, "draft")
        self.assertFalse(self.todos(matter), "who took it back needs no to-do")
        self.assertEqual(self.told(matter, "filing_recalled").user_id, self.leader)
        self.assertEqual(
            self.told(matter, "decision_dropped").user_id, self.office_leader
        )
        matter.with_user(self.worker_a).content = "更新教学用机房设备二十套"
        matter.with_user(self.worker_a).action_submit_filing()
        self.assertEqual(self.todos(matter).user_id, self.leader)
        self.approve(matter)
        with self.assertRaises(UserError), self.cr.savepoint():
            matter.with_user(self.worker_a).action_recall_filing()
        matter.with_user(self.office_user).action_file()
        self.assertEqual(matter.number, "阿职督办〔2023〕1号")

    # -- 第十四条, 第十六条: the initiating unit is another one than the lead unit

    @clause("ABAF-14.1", "ABAF-16.5b", "CORE-23")
    def test_the_initiating_unit_hears_what_becomes_of_its_matter(self):
        matter = self.matter(
            user=self.worker_c,
            lead_unit_id=self.unit_a.id,
            subject_unit_id=self.unit_c.id,
        )
        matter.with_user(self.worker_c).action_submit_filing()
        self.approve(matter)
        office = matter.with_user(self.office_user)
        office.action_file()
        office.action_assign()
        told = self.told(matter, "assigned").user_id
        self.assertIn(self.head_c, told)
        self.assertIn(self.head_a, told)
        self.assertFalse(told & (self.head_b | self.outsider))
        self.plan(office, "2023-06-10", measures="分步推进")
        matter.with_user(self.worker_a).action_accept()
        self.report_result(office).action_pass_review("符合办结要求")
        self.approve(office)
        self.reported_back(office)
        office.action_close()
        self.assertIn(self.head_c, self.told(matter, "closed").user_id)

    # -- 第八条

    @clause("ABAF-8.1b", "ABAF-A1.10", "CORE-23")
    def test_a_co_unit_works_through_its_own_people(self):
        matter = self.assigned(co_unit_ids=self.units(self.unit_b))
        line = matter.sudo().unit_line_ids.filtered(lambda row: row.role == "co")
        with self.assertRaises(UserError), self.cr.savepoint():
            self.as_user(line, self.head_b).handler_id = self.outsider
        self.as_user(line, self.head_b).handler_id = self.worker_b
        self.plan(matter, "2023-06-10", measures="分步推进")
        matter.with_user(self.worker_a).action_accept()
        self.env["duban.feedback"].with_user(self.worker_b).create(
            {"matter_id": matter.id, "kind": "co_unit", "name": "已完成布线"}
        )
        self.assertEqual(self.told(matter, "co_reported").user_id, self.worker_a)

    # -- 第十七条

    @clause("ABAF-17.1b")
    def test_nobody_inspects_oneself(self):
        matter = self.accepted(mode="onsite", co_unit_ids=self.units(self.unit_b))
        values = {
            "summary": "现场查看",
            "method_id": self.option("onsite_method", "verification").id,
            "ground_id": self.option("onsite_ground", "slow").id,
            "place": "实训楼",
            "finding_done": "yes",
            "finding_solved": "yes",
            "finding_improved": "yes",
            "rectification_opinion": "无",
        }
        for user in (self.worker_a, self.head_a, self.worker_b):
            with self.assertRaises(UserError), self.cr.savepoint():
                self.record(matter, user, "onsite", **values)
        for user in (self.discipline_user, self.office_user):
            self.assertTrue(self.record(matter, user, "onsite", **values))

    # -- 第十九条

    @clause("ABAF-19.1a")
    def test_special_circumstances_and_force_majeure_only(self):
        matter = self.accepted(term_days=15)
        for kind in ("extension", "exemption"):
            for reason in ("objective", "other", False):
                request = self.extension(
                    matter, "2023-07-15", kind=kind, reason_kind=reason
                )
                with self.assertRaises(UserError), self.cr.savepoint():
                    request.action_submit()
            self.assertEqual(request.reason_kinds, ["special", "force_majeure"])
            for reason in ("special", "force_majeure"):
                request = self.extension(
                    matter, "2023-07-15", kind=kind, reason_kind=reason
                )
                request.action_submit()
                request.action_withdraw()
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.regulation.request_reasons = "weather"

    @clause("ABAF-19.1b", "CORE-23")
    def test_a_leader_hears_that_nothing_waits_any_more(self):
        matter = self.accepted(term_days=15)
        request = self.extension(matter, "2023-07-15")
        request.action_submit()
        self.assertEqual(
            self.told(matter, "to_decide").user_id & self.leader, self.leader
        )
        self.assertFalse(self.told(matter, "decision_dropped").user_id)
        request.action_withdraw()
        self.assertEqual(self.told(matter, "decision_dropped").user_id, self.leader)

    # -- 第二十一条

    @clause("ABAF-21.1", "CORE-21", "CORE-12")
    def test_a_protected_matter_that_was_handed_over_is_out_of_sight(self):
        matter = self.accepted(confidentiality="sensitive")
        office = matter.with_user(self.office_user)
        office.action_reassign(self.unit_c.id, "职责属科研处")
        for _step in range(3):
            line = matter.sudo()._open_adjustment().approval_line_ids
            line = line.filtered(lambda row: row.state == "pending")
            line.with_user(line.approver_id).action_approve("同意")
        self.assertEqual(matter.sudo().lead_unit_id, self.unit_c)
        for user in (self.head_a, self.worker_a):
            self.assertFalse(self.as_user(matter, user).has_access("read"))
            self.assertIn(user, self.told(matter, "reassigned").user_id)
        self.assertTrue(self.as_user(matter, self.head_c).has_access("read"))
