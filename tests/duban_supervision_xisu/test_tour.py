"""Rows 1 to 3 of the real decisions through the six steps, in the browser, by everyone who takes part."""

from odoo import fields
from odoo.tests import HttpCase, tagged

from odoo.addons.duban_supervision import clock

from .common import XisuCommon

TODOS = "/odoo/supervision-todos"


@tagged("post_install", "-at_install")
class TestSixSteps(XisuCommon, HttpCase):
    browser_size = "1400x900"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unit_a.name, cls.unit_b.name = "评建办", "防疫办"
        # A session is checked against the real clock, so the tours run today.
        year = fields.Date.today().year
        known = (
            cls.env["duban.calendar.year"]
            .search([("company_id", "=", cls.company.id)])
            .mapped("year")
        )
        cls.env["duban.calendar.year"].create(
            [
                {"company_id": cls.company.id, "year": y}
                for y in (year, year + 1)
                if y not in known
            ]
        )
        users = cls.office_user | cls.head_a | cls.head_b | cls.head_c | cls.leader
        users.write({"lang": "zh_CN"})

    def tour(self, name, user, url=TODOS):
        self.start_tour(url, f"xisu_{name}", login=user.login, timeout=180)
        self.env.invalidate_all()

    def test_three_decisions(self):
        before = self.env["duban.matter"].search([])
        today = clock.today(self.company)
        self.tour("office_files", self.office_user, "/odoo/supervision")
        assessment, campus, holiday = (
            self.env["duban.matter"].search([]) - before
        ).sorted("id")
        self.assertEqual(
            assessment.lead_unit_id | campus.lead_unit_id | holiday.lead_unit_id,
            self.unit_a | self.unit_b | self.office,
        )
        self.assertEqual(
            [str(matter.meeting_date) for matter in (assessment, campus, holiday)],
            ["2022-03-04", "2022-03-04", "2022-03-23"],
        )
        due = self.env["duban.calendar.year"]._add_working_days(today, 10, self.company)
        for matter in assessment | campus | holiday:
            self.assertEqual((matter.state, matter.date_deadline), ("assigned", due))
            self.assertEqual(matter.date_plan_due, fields.Date.add(today, days=7))
            self.assertEqual(matter.due_date_ids.clause, "第十二条（一）")

        self.tour("co_unit", self.head_c)
        for matter in campus | holiday:
            self.assertEqual(
                matter.unit_line_ids.filtered(
                    lambda row: row.role == "co"
                ).report_state,
                "reported",
            )

        self.tour("assessment_unit", self.head_a)
        self.assertEqual(
            (assessment.state, assessment.handler_id),
            ("result_submitted", self.worker_a),
        )
        self.assertEqual(assessment.feedback_ids.plan_line_id.name, "公示")

        self.tour("campus_unit", self.head_b)
        self.assertEqual(campus.state, "in_progress")
        self.assertTrue(campus.extension_pending)
        self.assertEqual(campus.date_deadline, due)

        self.tour("holiday_unit", self.office_user)
        self.assertEqual(holiday.state, "result_submitted")

        self.tour("leader", self.leader)
        request = campus.request_ids
        self.assertEqual(
            (request.state, campus.date_deadline), ("approved", request.date_requested)
        )
        self.assertEqual(
            campus.due_date_ids.sorted("id").mapped("kind"), ["rule", "extension"]
        )

        self.tour("campus_result", self.head_b)
        self.assertEqual(campus.state, "result_submitted")

        self.tour("office_closes", self.office_user)
        for matter in assessment | campus | holiday:
            self.assertEqual(
                (matter.state, matter.conclusion), ("closed", "已按要求落实")
            )
            self.assertEqual(matter.date_closed, today)
            self.assertTrue(
                matter.report_back_ids.filtered(lambda row: row.state == "done")
            )
            slip = self.env["ir.attachment"].search(
                [
                    ("res_model", "=", "duban.matter"),
                    ("res_id", "=", matter.id),
                    ("name", "like", "督办单"),
                ]
            )
            self.assertEqual(len(slip), 1)
            self.assertEqual(self.env["duban.act"]._verify(matter), [])
            self.assertFalse(self.todos(matter))
