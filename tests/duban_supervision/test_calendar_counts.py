"""Working days counted by hand: over a holiday with its make-up Sunday, backwards, to nothing, in an unknown year."""

from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestCalendarCounts(SupervisionCommon):
    """CAL-B: Thursday 4 to Saturday 6 April 2024 are off, Sunday the 7th is worked."""

    def setUp(self):
        super().setUp()
        self.calendar_b()
        self.calendar = self.env["duban.calendar.year"]

    def after(self, day, count):
        found = self.calendar._add_working_days(
            date.fromisoformat(day), count, self.company
        )
        return str(found)

    def between(self, start, end):
        days = (date.fromisoformat(start), date.fromisoformat(end))
        safe = self.calendar._working_days_safe(*days, self.company)
        self.assertEqual(safe, self.calendar._working_days_between(*days, self.company))
        return safe

    @clause("CORE-17")
    def test_forwards_and_backwards(self):
        for start, count, expected in (
            ("2024-04-02", 0, "2024-04-02"),
            ("2024-04-06", 0, "2024-04-06"),
            ("2024-04-02", 1, "2024-04-03"),
            ("2024-04-02", 2, "2024-04-07"),
            ("2024-04-03", 1, "2024-04-07"),
            ("2024-04-03", 2, "2024-04-08"),
            ("2024-04-08", -1, "2024-04-07"),
            ("2024-04-08", -2, "2024-04-03"),
            ("2024-04-06", -1, "2024-04-03"),
            ("2024-03-29", 1, "2024-04-01"),
            ("2024-04-01", -1, "2024-03-29"),
            ("2024-12-31", 1, "2025-01-01"),
        ):
            self.assertEqual(self.after(start, count), expected, (start, count))

    @clause("CORE-17")
    def test_between_two_days(self):
        for start, end, expected in (
            ("2024-04-02", "2024-04-02", 0),
            ("2024-04-02", "2024-04-03", 1),
            ("2024-04-03", "2024-04-06", 0),
            ("2024-04-03", "2024-04-07", 1),
            ("2024-04-03", "2024-04-08", 2),
            ("2024-03-29", "2024-03-31", 0),
            ("2024-03-29", "2024-04-01", 1),
            ("2024-04-08", "2024-04-03", -2),
            ("2024-04-07", "2024-04-03", -1),
        ):
            self.assertEqual(self.between(start, end), expected, (start, end))

    @clause("CORE-17")
    def test_calendar_days_are_not_moved(self):
        for kind, expected in (("working", "2024-04-07"), ("calendar", "2024-04-04")):
            day = self.calendar._add_days(date(2024, 4, 3), 1, kind, self.company)
            self.assertEqual(str(day), expected)
        day = self.calendar._add_days(date(2024, 4, 8), -5, "calendar", self.company)
        self.assertEqual(str(day), "2024-04-03")

    @clause("CORE-17", "CORE-35")
    def test_an_unknown_year_is_said_and_not_guessed(self):
        """Reminders go on by calendar days; a term is not counted."""
        for source in (None, "entered"):
            if source:
                year = self.calendar.create(
                    {"year": 2031, "company_id": self.company.id}
                )
                year.source = source
            for call in (
                lambda: self.calendar._is_working_day(date(2031, 3, 3), self.company),
                lambda: self.after("2030-12-31", 1),
            ):
                with self.assertRaisesRegex(UserError, "2030|2031"):
                    call()
            days = date(2031, 3, 3), date(2031, 3, 10)
            self.assertEqual(self.calendar._working_days_safe(*days, self.company), 7)
        year.with_user(self.admin).action_confirm()
        self.assertEqual(self.calendar._working_days_safe(*days, self.company), 5)
        for user in (self.office_user, self.head_a, self.leader):
            self.assert_refused(year.with_user(user).action_confirm)

    @clause("CORE-17")
    def test_whose_calendar_counts(self):
        """One's own before that of the institution above, that before the common one; none is mixed with another."""
        above = self.env["res.company"].create({"name": "大学"})
        below = self.env["res.company"].create({"name": "学院", "parent_id": above.id})
        alone = self.env["res.company"].create({"name": "别校"})
        self.calendar.search([("year", "=", 2032)]).unlink()

        def off(company, day):
            year = self.calendar.create({"year": 2032, "company_id": company.id})
            self.env["duban.calendar.day"].create({"year_id": year.id, "date": day, "is_working": False})  # fmt: skip
            return year

        def works(company):
            return [
                self.calendar._is_working_day(date(2032, 3, day), company)
                for day in (1, 2, 3)
            ]

        off(self.env["res.company"], "2032-03-01")
        self.assertEqual([works(c) for c in (above, below, alone)], [[False, True, True]] * 3)  # fmt: skip
        off(above, "2032-03-02")
        self.assertEqual(works(above), [True, False, True])
        self.assertEqual(works(below), [True, False, True])
        self.assertEqual(works(alone), [False, True, True])
        own = off(below, "2032-03-03")
        self.assertEqual(works(below), [True, True, False])
        self.assertEqual(works(above), [True, False, True])
        own.unlink()
        self.assertEqual(works(below), [True, False, True])

    @clause("CORE-17")
    def test_days_of_the_year_itself(self):
        year = self.calendar.search([("company_id", "=", self.company.id), ("year", "=", 2024)])  # fmt: skip
        for day in ("2023-12-31", "2025-01-01"):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self.env["duban.calendar.day"].create({"year_id": year.id, "date": day})
        for number in (1989, 2101):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self.calendar.create({"year": number, "company_id": self.company.id})
        with self.assertRaisesRegex(UserError, "2099"):
            self.calendar._official_days(2099)

    @clause("WUT-22.3", "SIE-9.1")
    def test_a_term_that_ends_with_a_year_needs_the_year(self):
        rule = self.env["duban.term.rule"].search([("regulation_id", "=", self.regulation.id)])  # fmt: skip
        rule.kind = "year_end"
        self.at("2024-03-04")
        matter = self.matter()
        self.assert_refused(matter.action_file)
        self.assertFalse(matter.number)
        matter.plan_year = 2024
        matter.action_file()
        self.assertEqual(str(matter.date_deadline), "2024-12-31")
