"""Rows 1 to 3 of the real decisions on their own dates, with the official holidays of 2022."""

from odoo.tests import tagged

from tests.clauses import clause

from .common import XisuCommon


@tagged("post_install", "-at_install")
class TestRealDecisions(XisuCommon):
    @classmethod
    def calendar_a(cls, years=range(2021, 2024)):
        calendars = cls.env["duban.calendar.year"].create(
            [{"company_id": cls.company.id, "year": year} for year in years]
        )
        calendars.filtered(lambda row: row.year == 2022).action_load()

    def decision(self, body, held, item, **values):
        return self.values(
            source_category_id=self.category("meeting_decision").id, decision_body_id=self.body(body).id,
            meeting_date=held, source_item=item, meeting_name="校务会", **values,
        )  # fmt: skip

    @clause("XISU-12.1b")
    def test_terms_over_the_spring_holiday(self):
        """Tomb-sweeping day 2022: 3 to 5 April off, Saturday 2 April on."""
        self.at("2022-03-07")
        assessment = self.assigned(
            **self.decision(
                "president_meeting",
                "2022-03-04",
                "二",
                minutes_number="院办发〔2022〕5号",
            )
        )
        campus = self.assigned(
            **self.decision(
                "president_meeting",
                "2022-03-04",
                "三",
                co_unit_ids=[(6, 0, (self.unit_b | self.unit_c).ids)],
            )
        )
        for matter in assessment | campus:
            self.assertEqual(str(matter.date_deadline), "2022-03-21")
            self.assertEqual(str(matter.date_plan_due), "2022-03-14")
        self.assertEqual(len(self.todos(campus)), 4, "three units and the joint one")
        self.at("2022-03-23")
        holiday = self.assigned(**self.decision("special_meeting", "2022-03-23", "一"))
        self.assertEqual(str(holiday.date_deadline), "2022-04-07")
        # the minutes issued two months later change nothing here: the term runs from the assignment
        self.at("2022-05-19")
        holiday.with_user(self.office_user).minutes_issue_date = "2022-05-19"
        self.assertEqual(str(holiday.date_deadline), "2022-04-07")
        self.assertTrue(holiday.is_overdue)

    @clause("XISU-8.4d")
    def test_extension_before_and_after_the_due_date(self):
        self.at("2022-03-07")
        matter = self.assigned(
            **self.decision(
                "president_meeting", "2022-03-04", "三", lead_unit_id=self.unit_a.id
            )
        )
        self.plan(matter, "2022-03-14")
        matter.with_user(self.worker_a).action_accept()
        self.at("2022-03-21")
        self.extension(matter, "2022-04-07").action_submit()
        matter.request_ids.approval_line_ids.with_user(self.leader).action_approve(
            "同意"
        )
        self.assertEqual(str(matter.date_deadline), "2022-04-07")
        # no lead time in the text: even after the due date the unit may still apply
        self.at("2022-04-08")
        request = self.extension(matter, "2022-04-30")
        request.action_submit()
        self.assertEqual(request.days_before, -1)
        request.approval_line_ids.with_user(self.leader).action_approve("同意")
        self.assertEqual(
            [str(line.date) for line in matter.due_date_ids.sorted("id")],
            ["2022-03-21", "2022-04-07", "2022-04-30"],
        )
