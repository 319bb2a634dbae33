"""Kinds of time limits that were once misread: each with the neighbours that offices write as well."""

import unittest
from datetime import date

from odoo.addons.duban_supervision.tools.dates_zh import (
    Cycle,
    SchoolCalendar,
    find,
    read,
)

from ..clauses import clause

#: the day on which the ledger of 2026 is read
TODAY = date(2026, 11, 30)
CALENDAR = SchoolCalendar(
    [
        (date(2026, 2, 23), date(2026, 7, 10)),
        (date(2026, 8, 31), date(2027, 1, 22)),
        (date(2027, 3, 1), date(2027, 7, 16)),
    ]
)


@clause("PLUS-X3")
class TestDatesZhKinds(unittest.TestCase):
    maxDiff = None

    def check(self, lines, today=TODAY, year=2026, calendar=CALENDAR):
        """``lines``: words → the day that they mean, or "ask"."""
        wrong = {}
        for words, expected in lines.items():
            reading = read(words, today, year, calendar)
            said = str(reading.due) if reading.kind == "date" else reading.kind
            if said != expected:
                wrong[words] = (said, expected)
        self.assertEqual(wrong, {})

    def test_a_school_year_is_no_calendar_year(self):
        asked = "学年末 本学年末 学年内 学年底前 2026学年 2026学年末 2026学年度 2027年学年末 下学年 2026学年第一学期"
        self.check(dict.fromkeys(asked.split(), "ask"))
        reading = read("本学年末", TODAY, 2026, CALENDAR)
        self.assertEqual(reading.options, (date(2026, 7, 10), date(2027, 7, 16)))
        self.check(
            {
                "2026-2027学年末": "2027-07-16",
                "2025-2026学年内": "2026-07-10",
                "新学年开学前": "2026-08-30",
                "大学年底前": "2026-12-31",
                "2026年度内": "2026-12-31",
            }
        )
        # said in a meeting of the autumn: the school year that runs
        self.check({"本学年末": "2027-07-16", "学年内": "2027-07-16"}, year=None)
        self.check({"本学年末": "ask"}, year=None, calendar=None)
        self.check({"本学年末": "ask"}, today=date(2026, 8, 1), year=None)

    def test_the_year_that_is_written_counts(self):
        self.check(
            {
                "2027年春季开学前": "2027-02-28",
                "春季开学前": "2026-02-22",
                "2026年秋季开学前": "2026-08-30",
                # not entered, or either of two semesters
                "2027年秋季开学前": "ask",
                "2026年开学前": "ask",
                # without 年, or with 年度
                "2026秋季学期": "2027-01-22",
                "2026春季学期": "2026-07-10",
                "2026第一季度": "2026-03-31",
                "2026年度第一季度": "2026-03-31",
                "2026年度上半年": "2026-06-30",
                "2026国庆节前": "2026-09-30",
                "2027寒假前": "2027-01-22",
                "2026": "2026-12-31",
            }
        )
        self.assertEqual(read("2026秋季学期", TODAY, 2026, CALENDAR).milestones, ())

    def test_a_range_ends_at_its_end(self):
        self.check(
            {
                "2026.12.8-10": "2026-12-10",
                "2026.12.08-15": "2026-12-15",
                "2026/12/8-10": "2026-12-10",
                "2026-12-8至10日": "2026-12-10",
                "2026年12月8-10日": "2026-12-10",
                "12月中旬至下旬": "2026-12-31",
                "12月中旬-底": "2026-12-31",
                "12月上旬至中旬": "2026-12-20",
                "12月上、中旬": "2026-12-20",
                "12月中、下旬": "2026-12-31",
                "12月初至月底": "2026-12-31",
                "12月10日-月底": "2026-12-31",
                # the end is not read, or lies before the beginning
                "2026年12月8日-10": "ask",
                "12月8日至10": "ask",
                "2026.12.28-3": "ask",
                "12月28日-3日": "ask",
                "6月至项目结束": "ask",
                "2026年6月-完工": "ask",
                "2026年3月至今": "ask",
                "2026.12.8-": "ask",
                # no range at all
                "6月底至少完成80%": "2026-06-30",
                "6月30日到校": "2026-06-30",
                "6月30日—教务处": "2026-06-30",
            }
        )

    def test_a_day_that_was_moved_is_no_stage(self):
        self.check(
            dict.fromkeys(
                (
                    "由12月10日调整为12月31日",
                    "12月10日（延期至12月31日）",
                    "12月10日，延至12月31日",
                    "12月10日改为12月31日",
                    "12月10日→12月31日",
                    "12月10日前（因疫情延期至12月31日）",
                    "12月10日（经校长办公会同意延期至12月31日）",
                    "12月10日前完工，现调整至12月31日前",
                    "12月10日（调整后：12月31日）",
                    "12月31日（由12月10日延期）",
                    "12月31日（原计划12月10日）",
                ),
                "2026-12-31",
            )
        )
        for words in (
            "由12月10日调整为12月31日",
            "12月10日（延期至12月31日）",
            "12月10日→12月31日",
        ):
            with self.subTest(words):
                self.assertEqual(read(words, TODAY, 2026).milestones, ())
        self.check({"12月31日（提前至12月10日）": "2026-12-10"})
        stages = read(
            "6月30日前招标；12月10日前完工，延期至12月31日", TODAY, 2026
        ).milestones
        self.assertEqual(
            [row.due for row in stages], [date(2026, 6, 30), date(2026, 12, 31)]
        )
        # another stage was moved
        stages = read("12月10日前建成，验收推迟到12月31日", TODAY, 2026).milestones
        self.assertEqual(
            [row.due for row in stages], [date(2026, 12, 10), date(2026, 12, 31)]
        )
        # asked for, not granted
        for words in ("12月底（申请延期到2027年3月）", "12月底，拟延期至2027年3月"):
            with self.subTest(words):
                reading = read(words, TODAY, 2026)
                self.assertEqual(
                    reading.options, (date(2026, 12, 31), date(2027, 3, 31))
                )
                self.assertEqual((reading.kind, reading.due), ("ask", None))
        found = find("食堂改造6月10日完成，延期至7月底完成", TODAY)
        self.assertEqual([row.text for row in found], ["7月底"])

    def test_a_cycle_within_a_quarter_or_a_month(self):
        for words, expected in {
            "每季度第一个月10日前": Cycle("quarter", 1, 1, 10),
            "每季度首月10日前": Cycle("quarter", 1, 1, 10),
            "每季度第2个月15日": Cycle("quarter", 1, 2, 15),
            "每季度末月25日前": Cycle("quarter", 1, 3, 25),
            "每季度次月10日前": Cycle("quarter", 1, 1, 10),
            "每季度首月": Cycle("quarter", 1, 1),
            "每季度首月上旬": Cycle("quarter", 1, 1, 10),
            "每季初": Cycle("quarter", 1, 1, 1),
            "每半年末月20日前": Cycle("half_year", 1, 6, 20),
            "每月上旬": Cycle("month", 1, None, 10),
            "每月中旬前": Cycle("month", 1, None, 20),
            "每月下旬": Cycle("month", 1, None, -1),
            "每季度末": Cycle("quarter", 1, None, -1),
        }.items():
            with self.subTest(words):
                reading = read(words, TODAY, 2026)
                self.assertEqual((reading.kind, reading.cycle), ("cycle", expected))
        # nobody can say which day
        asked = "每季度上旬 每季度第四个月 每月第1个工作日 每年初 每周首月"
        self.check(dict.fromkeys(asked.split(), "ask"))

    def test_two_days_with_a_blank_between(self):
        for words, days in {
            "2026.12.30 2027.6.30": ("2026-12-30", "2027-06-30"),
            "2026-06-30 2026-12-31": ("2026-06-30", "2026-12-31"),
            "2026.6 2026.12": ("2026-06-30", "2026-12-31"),
            "6.30 12.30": ("2026-06-30", "2026-12-30"),
        }.items():
            with self.subTest(words):
                stages = read(words, TODAY, 2026).milestones
                self.assertEqual(tuple(str(row.due) for row in stages), days)
        # one day, spaced out
        self.check(
            dict.fromkeys(
                ("2026. 12. 31", "2026 年 12 月 3 1 日", "2026.1 2.31"), "2026-12-31"
            )
        )

    def test_before_an_event_whose_day_is_not_known(self):
        asked = "12月党代会前 12月教代会前 2026年教代会召开前 12月底党代会前 第四季度教代会前 12月验收前"
        self.check(dict.fromkeys(asked.split(), "ask"))
        self.check({"12月31日验收前": "2026-12-31", "12月底前（验收前）": "2026-12-31"})

    def test_over_the_end_of_the_year(self):
        """12月/1月: the January that follows is among the days to choose from."""
        for words in (
            "12月/1月",
            "12月或1月",
            "12月底前完成招标，1月完工",
            "11月、12月、1月",
        ):
            with self.subTest(words):
                reading = read(words, TODAY, 2026)
                self.assertEqual(
                    (reading.kind, reading.options[-1]), ("ask", date(2027, 1, 31))
                )
        self.check(
            {
                "12月底前（其中1月底前完成招标）": "2026-12-31",
                "12月底、次年1月": "2027-01-31",
            }
        )
