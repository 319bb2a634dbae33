"""Nobody decides the own case: neither who is held responsible, nor that person's office while another is left."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_after.test_accountability import AccountabilityCommon


@tagged("post_install", "-at_install")
class TestOwnCase(AccountabilityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls.new_person("colleague", unit=cls.organisation)

    def assert_out(self, case, *users):
        """None of ``users`` decides ``case``, dismisses it or has a to-do for it."""
        todos = case.sudo().activity_ids.filtered("duban_key")
        for user in users:
            self.assertNotIn(user, todos.user_id)
            with self.subTest(user.name):
                for step in ("action_decide", "action_dismiss"):
                    with self.assertRaises(AccessError), self.cr.savepoint():
                        getattr(case.with_user(user), step)("情况属实，不予追究")
                with self.assertRaises(AccessError), self.cr.savepoint():
                    case.with_user(user).write({"decision": "不予追究"})
        self.assertEqual(case.sudo().state, "proposed")

    @clause("ABAF-25.0", "ABAF-24.1", "CORE-18", "CORE-29")
    def test_of_two_offices_the_one_that_is_accused_is_left_out(self):
        case = self.record(
            "severe",
            unit_id=self.organisation.id,
            person_id=self.organisation_user.id,
        )
        case.action_propose()
        self.assertEqual(case.competent_unit_ids, self.organisation | self.discipline)
        self.assertEqual(
            case.message_ids.notified_partner_ids, self.discipline_user.partner_id
        )
        self.assert_out(case, self.organisation_user, self.colleague)
        for user in (self.organisation_user, self.colleague):
            self.assertFalse(self.as_user(case, user).has_access("read"))
        todos = case.sudo().activity_ids.filtered("duban_key")
        self.assertEqual(todos.user_id, self.discipline_user)
        other = self.as_user(case, self.discipline_user)
        self.assertTrue(other.can_decide)
        other.action_decide("诫勉")
        self.assertEqual((case.state, case.decided_unit_id), ("decided", self.discipline))  # fmt: skip

    @clause("ABAF-25.0", "CORE-18")
    def test_a_member_of_a_deciding_office_is_held_responsible_elsewhere(self):
        """The case is against unit A and a person of 组织人事部: the colleague decides, the person does not."""
        case = self.record("severe", person_id=self.organisation_user.id)
        case.action_propose()
        self.assert_out(case, self.organisation_user)
        self.assertFalse(self.as_user(case, self.organisation_user).has_access("read"))
        todos = case.sudo().activity_ids.filtered("duban_key")
        self.assertEqual(todos.user_id, self.discipline_user | self.colleague)
        self.as_user(case, self.colleague).action_decide("诫勉")
        self.assertEqual(case.decided_unit_id, self.organisation)

    @clause("ABAF-24.1", "CORE-18", "CORE-9")
    def test_who_belongs_to_a_deciding_office_and_to_the_unit_opens_the_case(self):
        """The clerk of 纪检 is also the liaison of unit A, whose head is held responsible: let in by 纪检."""
        self.unit_a.liaison_id = self.discipline_user
        self.assertLessEqual(
            self.unit_a | self.discipline, self.discipline_user.duban_unit_ids
        )
        case = self.record("severe")
        case.action_propose()
        todos = case.sudo().activity_ids.filtered("duban_key")
        self.assertEqual(len(todos), 2)
        for user in todos.user_id:
            self.assertTrue(self.as_user(case, user).has_access("read"), user.name)
            self.assertTrue(self.as_user(case, user).can_decide, user.name)
        # where the office has somebody who is of it alone, the to-do is that one's
        second = self.new_person("second", unit=self.discipline)
        case.sudo()._reconcile_todos()
        todos = case.sudo().activity_ids.filtered("duban_key")
        self.assertIn(second, todos.user_id)
        self.assertNotIn(self.discipline_user, todos.user_id)
        self.as_user(case, self.discipline_user).action_decide("诫勉")
        self.assertEqual(case.decided_unit_id, self.discipline)

    @clause("ABAF-25.0", "CORE-18", "CORE-9")
    def test_both_offices_of_a_person_and_one_of_them_accused(self):
        """组织人事部 is held responsible: who is also of 纪检 decides, who is also of a third unit does not."""
        self.discipline.liaison_id = self.colleague
        self.unit_b.liaison_id = self.organisation_user
        case = self.record(
            "severe", unit_id=self.organisation.id, person_id=self.head_a.id
        )
        case.action_propose()
        self.assert_out(case, self.organisation_user)
        self.assertFalse(self.as_user(case, self.organisation_user).has_access("read"))
        self.as_user(case, self.colleague).action_decide("诫勉")
        self.assertEqual(case.decided_unit_id, self.discipline)

    @clause("LZU-7.4c", "CORE-18")
    def test_the_only_office_decides_but_not_by_who_is_held_responsible(self):
        case = self.record(
            "investigation",
            unit_id=self.organisation.id,
            person_id=self.organisation_user.id,
            competent_unit_ids=[(6, 0, self.organisation.ids)],
        )
        case.action_propose()
        self.assert_out(case, self.organisation_user)
        self.as_user(case, self.colleague).action_decide("立案调查")
        self.assertEqual(case.decided_by_id, self.colleague)

    @clause("LZU-7.4c", "CORE-18")
    def test_an_office_with_nobody_else_is_not_asked_to_decide(self):
        case = self.record(
            "investigation",
            person_id=self.discipline_user.id,
            competent_unit_ids=[(6, 0, self.discipline.ids)],
        )
        self.assert_refused(case.action_propose)
        self.assertEqual(case.state, "draft")
        second = self.new_person("second", unit=self.discipline)
        case.action_propose()
        todos = case.sudo().activity_ids.filtered("duban_key")
        self.assertEqual(todos.user_id, second)

    @clause("XISU-14.1b", "SIE-19.1c")
    def test_where_the_office_decides_no_member_confirms_the_own_case(self):
        case = self.record("plain", unit_id=self.office.id, person_id=self.office_user.id)  # fmt: skip
        case.action_propose()
        for step in (case.action_confirm, lambda: case.action_dismiss("不予追究")):
            with self.assertRaises(AccessError), self.cr.savepoint():
                step()
        case.with_user(self.office_user2).action_confirm()
        self.assertEqual((case.state, case.decided_by_id), ("decided", self.office_user2))  # fmt: skip

    @clause("LZU-7.4a", "CORE-18", "CORE-29")
    def test_nobody_certifies_the_own_rectification(self):
        case = self.record(
            "plain", unit_id=self.office.id, person_id=self.office_user.id, rectification_deadline="2099-01-05",
        )  # fmt: skip
        case.action_propose()
        case.with_user(self.office_user2).action_confirm()
        for user in (self.office_user, self.worker_a):
            with self.assertRaises(AccessError), self.cr.savepoint():
                case.with_user(user).action_record_rectification("已整改")
        self.assertFalse(case.sudo().date_rectified)
        # nor is the step offered, nor waits it for the person, who proposed the case
        for user, own in ((self.office_user, True), (self.office_user2, False)):
            self.assertEqual(self.as_user(case, user).is_own, own)
        self.assertEqual(case.sudo().proposed_by_id, self.office_user)
        self.at("2099-01-06")
        case.sudo()._reconcile_todos()
        follows = case.sudo().activity_ids.filtered(
            lambda row: (row.duban_key or "").startswith("follow:")
        )
        self.assertEqual(follows.user_id, self.office_user2)
        case.with_user(self.office_user2).action_record_rectification("已整改")
        self.assertTrue(case.sudo().date_rectified)

    @clause("XISU-14.1b", "SIE-19.1c", "CORE-18")
    def test_an_office_of_one_person_proposes_no_case_that_nobody_decides(self):
        """Neither its only member, nor its head who works elsewhere, is left alone with the own case."""
        case = self.record("plain", unit_id=self.office.id, person_id=self.office_user.id)  # fmt: skip
        others = self.office.member_ids.user_id - self.office_user
        others.active = False
        self.assert_refused(case.action_propose)
        # its head, who is employed elsewhere
        self.office_user.employee_ids.department_id = self.unit_c
        self.assert_refused(case.action_propose)
        self.assertEqual(case.state, "draft")

    @clause("CORE-25", "LZU-7.4a")
    def test_a_limit_for_rectification_that_has_passed_is_not_proposed(self):
        case = self.record("plain", rectification_deadline="2024-01-05")
        self.assert_refused(case.action_propose)
        case.rectification_deadline = "2099-01-05"
        case.action_propose()
        self.assertEqual(case.state, "proposed")
