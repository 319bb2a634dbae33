"""Impossible dates are refused where they are typed, improbable ones are confirmed once (CORE-25)."""

from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestPossibleDates(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    @clause("CORE-25")
    def test_dates_of_a_matter_by_create_and_by_write(self):
        bad = (
            {"date_deadline": "2024-03-03"},
            {"date_deadline": "2062-11-30"},
            {"meeting_date": "2024-03-05"},
            {"minutes_issue_date": "2024-03-05"},
            {"instruction_date": "2024-03-05"},
            {"meeting_date": "2024-03-01", "minutes_issue_date": "2024-02-29"},
        )
        draft = self.matter()
        for values in bad:
            with self.subTest(values=values):
                with self.assertRaises(UserError), self.cr.savepoint():
                    self.matter(**values)
                with self.assertRaises(UserError), self.cr.savepoint():
                    draft.with_user(self.office_user).write(values)
        self.assertFalse(draft.date_deadline)
        good = (
            {"date_deadline": "2024-03-04"},
            {"date_deadline": "2029-03-04"},
            {"date_deadline": "2062-11-30", "far_date_confirmed": True},
            {"meeting_date": "2024-03-04", "minutes_issue_date": "2024-03-04"},
        )
        for values in good:
            with self.subTest(values=values):
                self.assertTrue(self.matter(**values))

    @clause("CORE-25")
    def test_a_year_typed_wrongly_in_a_later_step(self):
        """Also where a due date is corrected, applied for, or given anew: 2062 is asked for, or refused."""
        self.regulation.extension_enabled = False
        matter = self.assigned()
        Adjustment = self.env["duban.adjustment"].with_user(self.office_user)
        values = {
            "matter_id": matter.id,
            "ground": "笔误",
            "date_deadline": "2062-06-30",
        }
        with self.assertRaises(UserError), self.cr.savepoint():
            Adjustment.create(values)
        # sudo() of other code is not the engine that carries a history over
        with self.assertRaises(UserError), self.cr.savepoint():
            matter.sudo()._set_deadline(date(2062, 6, 30), "decision", "笔误")
        Adjustment.create({**values, "far_date_confirmed": True})
        self.assertEqual(str(matter.date_deadline), "2062-06-30")
        # nobody signs it here: it is who made it that decided (CORE-8)
        last = matter.due_date_ids.sorted("id")[-1]
        self.assertEqual((last.kind, last.approver_id), ("corrected", self.office_user))
        Adjustment.create({**values, "date_deadline": "2024-06-28"})
        self.regulation.extension_enabled = True
        other = self.accepted(name="另一事项")
        with self.assertRaises(UserError), self.cr.savepoint():
            self.extension(other, "2062-06-30").action_submit()
        submitted = self.submitted(self.accepted(name="第三事项"))
        with self.assertRaises(UserError), self.cr.savepoint():
            submitted.with_user(self.office_user).action_return_result(
                "材料不全", "2062-06-30"
            )

    @clause("CORE-25")
    def test_milestones_reports_and_decisions(self):
        self.at("2024-03-06")
        matter = self.assigned()
        line = {"matter_id": matter.id, "name": "节点"}
        Plan = self.env["duban.plan.line"].with_user(self.worker_a)
        with self.assertRaises(UserError), self.cr.savepoint():
            Plan.create({**line, "date": "2024-03-05"})
        milestone = Plan.create({**line, "date": "2024-03-06"})
        with self.assertRaises(UserError), self.cr.savepoint():
            milestone.write({"date": "2024-03-05"})
        report = (
            self.env["duban.report.back"]
            .with_user(self.office_user)
            .create(
                {
                    "regulation_id": self.regulation.id,
                    "company_id": self.company.id,
                    "date": "2024-03-07",
                    "content": "已办结",
                    "leader_ids": [(6, 0, self.secretary.ids)],
                    "matter_ids": [(6, 0, matter.ids)],
                }
            )
        )
        with self.assertRaises(UserError), self.cr.savepoint():
            report.action_done()
        self.assertEqual(report.state, "draft")
        report.date = "2024-03-06"
        report.action_done()
