"""Accountability after 改派: each unit for what it was urged to, warned of and returned itself (CORE-21)."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_after.test_accountability import AccountabilityCommon


@tagged("post_install", "-at_install")
class TestUnitOfThePerson(AccountabilityCommon):
    @clause("WUT-25.1a", "ABAF-23.1", "CORE-1")
    def test_a_case_takes_the_unit_of_its_own_institution(self):
        """Whatever the other institution made first: in the form and by a call, and none where the person has none."""
        other = self.env["res.company"].create({"name": "别校"})
        unit = self.env["hr.department"].create({"name": "A处", "company_id": other.id})  # fmt: skip
        person = self.new_person("a_of_two")
        person.employee_ids.write({"company_id": other.id, "department_id": unit.id})
        person.company_ids += other
        values = {"unit_id": False, "person_id": person.id}
        self.assertFalse(self.record(**values).unit_id)
        self.env["hr.employee"].create(
            {"name": "z", "company_id": self.company.id, "department_id": self.unit_a.id, "user_id": person.id}
        )  # fmt: skip
        case = self.record(**values)
        self.assertEqual((case.unit_id, case.leader_in_charge_id), (self.unit_a, self.leader))  # fmt: skip
        form = case.new({"person_id": person.id, "company_id": self.company.id})
        form._onchange_person_id()
        self.assertEqual(form.unit_id._origin or form.unit_id, self.unit_a)


@tagged("post_install", "-at_install")
class TestCandidatesOfTheirTime(AccountabilityCommon):
    def candidates(self, rule=None):
        self.env.invalidate_all()
        Matter = self.env["duban.matter"].with_user(self.office_user)
        return Matter._accountability_candidates(rule)

    def handed_over(self):
        """Of A, due 03-18, urged on 03-08 and 03-20 and late; C leads since 04-01, with a term of its own."""
        self.regulation.write(
            {"return_requires_deadline": False, "reassign_term": "restart"}
        )
        self.at("2024-03-04")
        matter = self.accepted().with_user(self.office_user)
        for day in ("2024-03-08", "2024-03-20"):
            self.at(day)
            matter.action_urge("请抓紧办理")
        self.assertEqual(self.candidates("urged_overdue"), matter)
        self.at("2024-04-01")
        matter.action_reassign(self.unit_c.id, "职责已调整")
        self.at("2024-04-02")
        matter.with_user(self.worker_c).write(
            {
                "handler_id": self.worker_c.id,
                "plan_line_ids": [
                    Command.create({"name": "重新安排", "date": "2024-04-10"})
                ],
            }
        )
        matter.with_user(self.worker_c).action_accept()
        return matter

    @clause("CORE-21", "ABAF-25.1", "XISU-14.1b")
    def test_a_unit_is_no_candidate_for_what_the_unit_before_it_was_urged_to(self):
        """Late and never urged, C is late only; what was returned to it was not returned after an urging of A."""
        matter = self.handed_over()
        self.assertFalse(self.candidates())
        unit = matter.with_user(self.worker_c)
        unit.write({"result": "已完成"})
        unit.action_submit_result()
        matter.action_return_result("材料不全")
        self.assertFalse(self.candidates())
        self.at("2024-05-06")
        self.assertFalse(self.candidates("urged_overdue"))
        self.assertEqual(self.candidates("late_unjustified"), matter)
        action = matter.action_propose_accountability()
        case = self.env["duban.accountability"].search(action["domain"])
        self.assertEqual((case.unit_id, case.person_id), (self.unit_c, self.head_c))
        self.assertFalse(case.urging_ids)
        # urged itself, it stands on the list, and the case says what it was urged to
        matter.action_urge("请尽快办结")
        self.assertEqual(self.candidates("urged_overdue"), matter)
        action = matter.action_propose_accountability()
        case = self.env["duban.accountability"].search(action["domain"])
        self.assertEqual(
            case.urging_ids.mapped(lambda row: str(row.date.date())), ["2024-05-06"]
        )

    @clause("CORE-21", "ABAF-25.1")
    def test_a_date_that_passed_before_the_unit_led_was_missed_by_another(self):
        """Due 03-18 and kept: C, which leads since 04-01, is late by no fault of its own; by the next date it is."""
        self.regulation.reassign_term = "keep"
        self.at("2024-03-04")
        matter = self.accepted().with_user(self.office_user)
        self.assertEqual(str(matter.date_deadline), "2024-03-18")
        self.at("2024-03-19")
        self.assertEqual(self.candidates("late_unjustified"), matter)
        self.at("2024-04-01")
        matter.action_reassign(self.unit_c.id, "职责已调整")
        self.assertEqual(str(matter.date_deadline), "2024-03-18")
        self.assertFalse(self.candidates())
        self.at("2024-05-06")
        self.assertFalse(self.candidates("late_unjustified"))
        matter.sudo()._engine_write({"date_deadline": "2024-04-01"})
        self.assertEqual(self.candidates("late_unjustified"), matter)

    @clause("CORE-21", "ABAF-25.1")
    def test_a_result_returned_after_an_urging_of_its_own(self):
        matter = self.handed_over()
        matter.action_urge("请抓紧办理")
        unit = matter.with_user(self.worker_c)
        unit.write({"result": "已完成"})
        unit.action_submit_result()
        matter.action_return_result("材料不全")
        self.assertEqual(self.candidates("urged_overdue"), matter)

    @clause("CORE-21")
    def test_a_case_cites_what_the_unit_itself_was_reminded_of(self):
        self.date_rows_too()
        self.at("2024-03-04")
        matter = self.accepted().with_user(self.office_user)
        self.at("2024-03-20")
        self.run_patrol()
        self.assertTrue(matter.sudo()._reminders_to_cite())
        self.at("2024-04-01")
        matter.action_reassign(self.unit_c.id, "职责已调整")
        self.assertFalse(matter.sudo()._reminders_to_cite())

    @clause("CORE-21", "ABAF-25.1")
    def test_a_case_against_the_unit_before_does_not_cover_the_next(self):
        matter = self.handed_over()
        urgings = matter.record_ids.filtered(lambda row: row.purpose == "urging")
        self.record(
            matter_ids=[Command.set(matter.ids)], urging_ids=[Command.set(urgings.ids)]
        ).action_confirm()
        self.at("2024-05-06")
        self.assertEqual(self.candidates(), matter)
        self.record(
            unit_id=self.unit_c.id,
            person_id=self.head_c.id,
            matter_ids=[Command.set(matter.ids)],
        ).action_confirm()
        self.assertFalse(self.candidates())

    @clause("XISU-14.1c", "CORE-21")
    def test_the_unit_held_responsible_is_the_one_that_was_urged(self):
        self.kinds["plain"].demand_ids = self.demands("urging")
        matter = self.handed_over()
        urgings = matter.record_ids.filtered(lambda row: row.purpose == "urging")
        cited = {
            "matter_ids": [Command.set(matter.ids)],
            "urging_ids": [Command.set(urgings.ids)],
        }
        next_one = self.record(
            unit_id=self.unit_c.id, person_id=self.head_c.id, **cited
        )
        with self.assertRaisesRegex(UserError, "was not urged"), self.cr.savepoint():
            next_one.action_confirm()
        self.record(**cited).action_confirm()
        matter.action_urge("请尽快办结")
        next_one.urging_ids = matter._records_of_lead("urging")
        next_one.action_confirm()
        self.assertEqual(next_one.state, "decided")
