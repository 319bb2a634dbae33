"""A year's working days are known late, or change: what is reminded of by them moves with them (CORE-35, CORE-2)."""

from datetime import date, timedelta

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision.test_digest import DigestCommon


@tagged("post_install", "-at_install")
class TestCalendarComes(DigestCommon):
    """Due on 2027-02-10; 春节 is off from 02-05 (Friday) to 02-13: three working days before it is 02-02 (Tuesday)."""

    @classmethod
    def calendar_a(cls):
        return super().calendar_a(years=(2025, 2026))

    def setUp(self):
        super().setUp()
        self.at("2026-10-12")
        self.matter_ = self.accepted(
            date_deadline="2027-02-10", deadline_ground="会议要求"
        )
        for day in ("2026-10-13", "2026-10-28", "2026-11-20"):
            self.patrol(day)
        # by calendar days, while nobody knows
        self.assertEqual(str(self.next_check()), "2027-02-07")

    def next_check(self):
        self.env.invalidate_all()
        return self.matter_.sudo().date_next_check

    def year(self, company=None, **values):
        company = self.company if company is None else company
        return self.env["duban.calendar.year"].create(
            {"year": 2027, "company_id": company.id, **values}
        )

    def holidays(self, year):
        return self.env["duban.calendar.day"].create(
            [
                {"year_id": year.id, "date": date(2027, 2, 5) + timedelta(days=n)}
                for n in range(9)
            ]
        )

    def soon(self):
        return self.reminders(self.matter_, kind="due_soon")

    @clause("CORE-35", "CORE-2")
    def test_reminded_before_the_holidays(self):
        self.at("2026-11-25")
        self.holidays(self.year())
        self.patrol("2026-11-26")
        self.assertEqual(str(self.next_check()), "2027-02-02")
        for n in range(1, 15):
            self.patrol(str(date(2027, 2, 1) + timedelta(days=n - 1)))
        self.assertEqual(str(self.soon().date), "2027-02-02")
        self.assertEqual(str(self.soon().digest_id.date), "2027-02-02")

    @clause("CORE-35", "CORE-2")
    def test_whatever_changes_the_year(self):
        """Entered and confirmed later; a day off of the school's own, put elsewhere, taken away; the common year."""
        self.at("2026-11-25")
        year = self.year()
        year.source = "entered"
        self.patrol("2026-11-26")
        self.assertEqual(str(self.next_check()), "2027-02-07")
        days = self.holidays(year)
        year.with_user(self.admin).action_confirm()
        self.patrol("2026-11-27")
        self.assertEqual(str(self.next_check()), "2027-02-02")
        day = self.env["duban.calendar.day"].create(
            {"year_id": year.id, "date": "2027-02-04"}
        )
        self.patrol("2026-11-28")
        self.assertEqual(str(self.next_check()), "2027-02-01")
        day.date = "2027-03-04"
        self.patrol("2026-11-29")
        self.assertEqual(str(self.next_check()), "2027-02-02")
        days.unlink()
        self.patrol("2026-11-30")
        self.assertEqual(str(self.next_check()), "2027-02-05")
        year.unlink()
        self.patrol("2026-12-01")
        self.assertEqual(str(self.next_check()), "2027-02-07")
        self.env["duban.calendar.year"].search(
            [("year", "=", 2027), ("company_id", "=", False)]
        ).unlink()
        self.holidays(self.year(self.company.browse()))
        self.patrol("2026-12-02")
        self.assertEqual(str(self.next_check()), "2027-02-02")

    @clause("CORE-35", "CORE-1")
    def test_of_the_institution_above_and_of_no_other(self):
        other, above = self.env["res.company"].create(
            [{"name": "别校"}, {"name": "大学"}]
        )
        self.env.flush_all()
        # the institution is a college of the university; Odoo lets nobody say so afterwards
        self.cr.execute(
            "UPDATE res_company SET parent_id = %s, parent_path = %s WHERE id = %s",
            [above.id, f"{above.parent_path}{self.company.id}/", self.company.id],
        )
        self.env.registry.clear_cache()
        self.env.invalidate_all()
        self.at("2026-11-25")
        self.holidays(self.year(other))
        self.assertEqual(str(self.next_check()), "2027-02-07", "not looked at")
        # who keeps the calendar above need not see the institution below
        self.holidays(self.year(above))
        self.assertEqual(str(self.next_check()), "2026-11-25")
        self.patrol("2026-11-26")
        self.assertEqual(str(self.next_check()), "2027-02-02")
