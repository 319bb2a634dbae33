"""Each day is of one semester (ABAF-20.1a, AMB-45), and a report that nobody gave is asked for until it is."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestSemester(SupervisionCommon):
    def semester(self, name, start, end, company=None):
        return self.env["duban.semester"].create(
            {
                "name": name,
                "company_id": (company or self.company).id,
                "date_from": start,
                "date_to": end,
            }
        )

    @clause("ABAF-20.1a")
    def test_no_day_is_of_two(self):
        self.semester("秋", "2025-09-01", "2026-02-28")
        for start, end in (
            ("2026-02-28", "2026-07-10"),
            ("2025-03-01", "2025-09-01"),
            ("2025-10-01", "2025-11-01"),
            ("2025-08-01", "2026-08-01"),
        ):
            with (
                self.subTest(start=start),
                self.assertRaises(ValidationError),
                self.cr.savepoint(),
            ):
                self.semester("又", start, end)
        self.semester("春", "2026-03-01", "2026-07-10")
        self.semester("前", "2025-03-01", "2025-08-31")
        other = self.env["res.company"].create({"name": "别校"})
        self.semester("别", "2026-02-28", "2026-07-10", other)

    @clause("ABAF-20.1a", "CORE-20")
    def test_who_is_asked_for_an_old_report_is_followed(self):
        """Half a year later too: nobody keeps a to-do that is somebody else's by now."""
        self.regulation.semester_report_enabled = True
        semester = self.semester("秋", "2023-09-01", "2024-01-19")
        self.at("2024-01-22")
        self.run_patrol()
        todo = semester.activity_ids
        self.assertEqual(todo.user_id, self.office_user)
        self.at("2024-07-15")
        # the head leaves the office's role, by a way that nobody thought of
        self.env.flush_all()
        self.cr.execute(
            "UPDATE hr_department SET manager_id = %s WHERE id = %s",
            [self.employee_of(self.office_user2).id, self.office.id],
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.run_patrol()
        self.assertEqual(semester.activity_ids.user_id, self.office_user2)
        self.assertEqual(len(semester.activity_ids), 1)
