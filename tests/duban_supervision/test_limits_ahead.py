"""What is asked of a unit is asked by a day to come, and answered by what was not sent back (CORE-25, LZU-6.1.3b)."""

from datetime import date

from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestLimitsAhead(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.matter_ = self.accepted(co_unit_ids=[(6, 0, self.unit_b.ids)])
        self.at("2024-03-06")

    @clause("CORE-25", "ABAF-A2.11")
    def test_an_urging_by_yesterday_is_refused_and_counts_nothing(self):
        office = self.matter_.with_user(self.office_user)
        for limit in ("2020-01-01", "2024-03-05"):
            self.assert_refused(
                lambda day=limit: office.action_urge("请抓紧办理", new_limit=day)
            )
        self.assertEqual(office.sudo().urging_count, 0)
        self.assertFalse(office.sudo().record_ids.filtered(lambda row: row.purpose == "urging"))  # fmt: skip
        record = office.action_urge("请抓紧办理", new_limit="2024-03-06")
        self.assertEqual(record.new_limit, date(2024, 3, 6))
        self.assertEqual(office.action_urge("再次催办").new_limit, False)

    @clause("CORE-25", "ABAF-17.1c")
    def test_what_was_found_is_put_right_after_it_was_found(self):
        """A visit of the day before, entered today: by its own day at the earliest."""
        Record = self.env["duban.record"].with_user(self.office_user)
        values = {
            "matter_id": self.matter_.id,
            "summary": "现场核查",
            "date": "2024-03-05 03:00:00",
        }
        for limit in ("2020-01-01", "2024-03-04"):
            self.assert_refused(
                Record.create, {**values, "rectification_deadline": limit}
            )
        row = Record.create({**values, "rectification_deadline": "2024-03-05"})
        self.assertEqual(row.rectification_deadline, date(2024, 3, 5))

    @clause("CORE-25", "WUT-23.1d")
    def test_a_co_unit_is_asked_by_a_day_to_come(self):
        line = self.matter_.sudo().unit_line_ids.filtered(lambda row: row.role == "co")
        for user in (self.worker_a, self.office_user):
            own = line.with_user(user)
            self.assert_refused(own.write, {"report_due": "2024-03-05"})
            own.report_due = "2024-03-06"
            self.assertEqual(line.report_due, date(2024, 3, 6))
        values = {"department_id": self.unit_c.id, "role": "co"}
        add = self.filed(name="另一事项").with_user(self.office_user).write
        self.assert_refused(add, {"unit_line_ids": [(0, 0, {**values, "report_due": "2024-03-05"})]})  # fmt: skip
        add({"unit_line_ids": [(0, 0, {**values, "report_due": "2024-03-06"})]})

    @clause("CORE-25", "WUT-23.1d")
    def test_a_day_that_passed_before_the_assignment_is_set_anew(self):
        """Asked of the co-unit by the 8th, assigned on the 8th: nothing to ask. On the 11th: it would begin late."""
        values = {
            "department_id": self.unit_c.id,
            "role": "co",
            "report_due": "2024-03-08",
        }
        for day, late in (("2024-03-08", False), ("2024-03-11", True)):
            self.at("2024-03-06")
            matter = self.filed(name=f"交办于{day}", co_unit_ids=False)
            matter.write({"unit_line_ids": [(0, 0, values)]})
            self.at(day)
            if late:
                self.assert_refused(matter.action_assign)
                line = matter.unit_line_ids.filtered(lambda row: row.role == "co")
                line.report_due = "2024-03-15"
            matter.action_assign()
            self.assertEqual(matter.state, "assigned")

    @clause("LZU-6.1.3b", "LZU-6.1.1e")
    def test_a_report_that_was_sent_back_is_no_answer(self):
        """Due on the 8th, reported on the 7th, sent back on the 11th, reported again on the 13th: late."""
        row = (
            self.env["duban.progress.round"]
            .with_user(self.office_user)
            .create(
                {
                    "name": "一季度督查",
                    "date_due": "2024-03-08",
                    "matter_ids": [(6, 0, self.matter_.ids)],
                }
            )
        )
        row.action_send()
        request = row.request_ids

        def told():
            self.env.invalidate_all()
            return request.state, request.is_late, row.answered_count, row.late_count

        self.at("2024-03-07")
        feedback = self.feedback(self.matter_, progress_request_id=request.id)
        self.at("2024-03-11")
        self.assertEqual(told(), ("answered", False, 1, 0))
        feedback.with_user(self.office_user).action_return_feedback("数据不实")
        self.assertEqual(told(), ("open", True, 0, 1))
        self.at("2024-03-13")
        self.feedback(self.matter_, progress_request_id=request.id)
        self.assertEqual(told(), ("answered", True, 1, 1))
