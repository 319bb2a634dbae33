"""What is said on the very day that is meant: it still means that day, not the one a year later."""

import unittest
from datetime import date

from odoo.addons.duban_supervision.tools.dates_zh import SchoolCalendar, read
from odoo.addons.duban_supervision.tools.dates_zh.reader import MAX_LENGTH

from ..clauses import clause

#: 2026-11-06 is a Friday
CALENDAR = SchoolCalendar(
    [
        (date(2025, 9, 1), date(2026, 1, 18)),
        (date(2026, 3, 2), date(2026, 7, 5)),
        (date(2026, 8, 31), date(2027, 1, 17)),
    ]
)


@clause("PLUS-X3")
class TestDatesZhEnds(unittest.TestCase):
    def test_on_the_day_itself(self):
        """(words, day on which they are read, the day that they mean), then the same read one day later."""
        for words, today, due, later in (
            ("6月底前", "2026-06-30", "2026-06-30", "2027-06-30"),
            ("11月6日前", "2026-11-06", "2026-11-06", "2027-11-06"),
            ("6日前", "2026-11-06", "2026-11-06", "2026-12-06"),
            ("周五前", "2026-11-06", "2026-11-06", "2026-11-13"),
            ("年中前", "2026-06-30", "2026-06-30", "2027-06-30"),
            ("2026年中前", "2026-06-30", "2026-06-30", "2026-06-30"),
            ("暑假前", "2026-07-05", "2026-07-05", "2027-07-05"),
            ("春季开学前", "2026-03-01", "2026-03-01", None),
        ):
            day = date.fromisoformat(today)
            with self.subTest(words):
                self.assertEqual(str(read(words, day, None, CALENDAR).due), due)
                after = read(words, date.fromordinal(day.toordinal() + 1), None, CALENDAR)  # fmt: skip
                if words == "暑假前":
                    # no semester of the next year was entered: asked, not guessed
                    self.assertIsNone(after.due)
                elif later:
                    self.assertEqual(str(after.due), later)

    def test_over_the_end_of_the_year(self):
        """Counted from the last weeks of a year, the next month and quarter are those of the next."""
        for words, today, due in (
            ("下月10日前", "2026-12-10", "2027-01-10"),
            ("下月底前", "2026-12-10", "2027-01-31"),
            ("下月10日前", "2026-11-10", "2026-12-10"),
            ("下季度末", "2026-12-10", "2027-03-31"),
            ("下季度末", "2026-09-30", "2026-12-31"),
            ("本季度末", "2026-10-01", "2026-12-31"),
            ("后天", "2026-12-31", "2027-01-02"),
            ("6日前", "2026-12-07", "2027-01-06"),
        ):
            with self.subTest(words, today=today):
                self.assertEqual(str(read(words, date.fromisoformat(today)).due), due)

    def test_a_day_that_the_month_has_not_is_asked(self):
        """30 days has November: neither the 30th nor the first of December is guessed."""
        november = date(2026, 11, 6)
        for words in ("31日前", "本月31日前", "11月31日前"):
            with self.subTest(words):
                reading = read(words, november)
                self.assertEqual((reading.kind, reading.due), ("ask", None))
        for words in ("31日前", "本月31日前"):
            self.assertEqual(read(words, date(2026, 12, 6)).due, date(2026, 12, 31))
        self.assertEqual(read("下月31日前", november).due, date(2026, 12, 31))

    def test_the_feast_of_today_is_todays(self):
        for today, year in (("2026-10-01", 2026), ("2026-10-02", 2027)):
            reading = read("国庆节", date.fromisoformat(today))
            self.assertEqual(reading.kind, "ask")
            self.assertEqual(reading.options, (date(year, 10, 1),))

    def test_the_next_semester_is_not_the_one_that_begins_today(self):
        for today in (date(2026, 3, 2), date(2026, 8, 30)):
            self.assertEqual(
                read("下学期末前", today, None, CALENDAR).due, date(2027, 1, 17)
            )

    def test_seasons_and_the_last_week(self):
        """A semester of July is one of the autumn; the week in which a semester ends on its Monday is a week of it."""
        calendar = SchoolCalendar(
            [
                (date(2026, 3, 2), date(2026, 7, 6)),
                (date(2026, 7, 13), date(2026, 8, 9)),
            ]
        )
        self.assertEqual(calendar.of("autumn", 2026).date_from, date(2026, 7, 13))
        spring = calendar.of("spring", 2026)
        self.assertEqual(spring.date_from, date(2026, 3, 2))
        self.assertEqual(calendar.week(spring, 19), date(2026, 7, 12))
        self.assertIsNone(calendar.week(spring, 20))
        self.assertIsNone(calendar.week(spring, 0))

    def test_december_is_a_month(self):
        self.assertEqual(read("12-25", date(2026, 3, 2), 2026).due, date(2026, 12, 25))
        self.assertEqual(read("13-25", date(2026, 3, 2), 2026).kind, "ask")

    def test_one_limit_has_no_stages(self):
        today = date(2026, 3, 2)
        self.assertEqual(read("6月30日前", today, 2026).milestones, ())
        two = read("6月30日前完成初稿，11月30日前定稿", today, 2026)
        self.assertEqual(
            [row.due for row in two.milestones], [date(2026, 6, 30), date(2026, 11, 30)]
        )
        asked = read("6月30日前完成初稿，学期末前定稿", today, 2026)
        self.assertEqual((asked.kind, asked.milestones), ("ask", ()))

    def test_as_long_as_a_cell_may_be(self):
        today, words = date(2026, 3, 2), "6月30日前"
        text = words + "，" + "抓紧落实" * MAX_LENGTH
        self.assertEqual(read(text[:MAX_LENGTH], today, 2026).due, date(2026, 6, 30))
        self.assertIsNone(read(text[: MAX_LENGTH + 1], today, 2026).due)
