"""Dates, units and headers as offices write them."""

import unittest
from datetime import date, datetime

from odoo.addons.duban_supervision_exchange.tools import import_parser as parser


class TestDates(unittest.TestCase):
    def check(self, expected, *texts, year=2024):
        for text in texts:
            found, _long = parser.parse_due(text, year)
            self.assertEqual(found, expected and date(*expected), text)

    def test_days(self):
        self.check(
            (2024, 6, 30),
            "2024年6月30日",
            "2024年6月30日前",
            "6月30日前",
            "6月30日之前完成",
            "2024.6.30",
            "2024-06-30",
            "2024/6/30",
            "２０２４年６月３０日",
            "20240630",
            45473,
            "45473",
            45473.0,
            datetime(2024, 6, 30),
            date(2024, 6, 30),
            "二〇二四年六月三十日前",
            "6.30",
            "2024年 6月 30日",
            "24.6.30",
            "6月30号",
        )

    def test_months_and_longer(self):
        self.check(
            (2024, 6, 30),
            "2024年6月底前",
            "2024年6月",
            "6月底前",
            "6月末",
            "2024年上半年",
            "第二季度",
            "二季度末",
            "六月底",
            "6月下旬",
            "2024.6",
            "2024年2季度",
        )
        self.check((2024, 6, 10), "6月上旬", "2024年6月初")
        self.check((2024, 6, 20), "6月中旬")
        self.check((2024, 2, 29), "2月底")
        self.check(
            (2024, 12, 31),
            "2024年底前",
            "年底前",
            "2024年12月底",
            "全年",
            "2024年",
            "下半年",
            "2024年内",
            "年内",
            "2024",
            "十二月底",
            "本年度12月底",
        )
        self.check((2025, 3, 31), "次年3月底前", "明年3月底", "2025年3月")

    def test_ranges_end_last(self):
        self.check((2024, 12, 31), "2024年3月1日至12月31日", "2024.3.1-2024.12.31")
        self.check((2025, 1, 15), "2024年12月1日至2025年1月15日")
        self.check((2024, 9, 30), "3月至9月")

    def test_long_term(self):
        for text in ("长期坚持", "持续推进", "常态化开展", "长期"):
            self.assertEqual(parser.parse_due(text, 2024), (None, True), text)
        self.assertEqual(parser.parse_due("", 2024), (None, False))
        self.assertEqual(
            parser.parse_due("2024年底前，长期坚持", 2024)[0], date(2024, 12, 31)
        )

    def test_unreadable(self):
        for text, code in (
            ("尽快", "date"),
            ("按要求", "date"),
            ("2024年6月31日", "day"),
            ("13月底", "day"),
            ("2月30日", "day"),
            ("123", "date"),
        ):
            with self.assertRaises(parser.ParseError) as caught:
                parser.parse_due(text, 2024)
            self.assertEqual(caught.exception.code, code, text)


class TestUnits(unittest.TestCase):
    def test_split(self):
        for text, expected in {
            "教务处": (["教务处"], []),
            "教务处（牵头）、后勤处，科研处": (["教务处"], ["后勤处", "科研处"]),
            "后勤处、教务处(牵头单位)": (["教务处"], ["后勤处"]),
            "教务处；后勤处/科研处": (["教务处"], ["后勤处", "科研处"]),
            "牵头单位：教务处；配合单位：后勤处、科研处": (
                ["教务处"],
                ["后勤处", "科研处"],
            ),
            "教务处牵头，后勤处配合": (["教务处"], ["后勤处"]),
            "教务处（牵头）\n后勤处": (["教务处"], ["后勤处"]),
            "教务处、教务处、后勤处等": (["教务处"], ["后勤处"]),
            "": ([], []),
        }.items():
            self.assertEqual(parser.split_units(text), expected, text)


class TestHeader(unittest.TestCase):
    def test_title_above(self):
        rows = list(
            enumerate(
                [
                    ["2024年重点工作任务分解表"] * 5,
                    [None] * 5,
                    ["序号", "工作 任务", "责任部门", "配合部门", "完成时限（年/月）"],
                    [1, "a", "b", None, "6月底"],
                ],
                1,
            )
        )
        first, columns, header = parser.find_header(rows)
        self.assertEqual((first, header), (3, 2))
        self.assertEqual(
            columns, {"row": 0, "name": 1, "units": 2, "co_units": 3, "due": 4}
        )

    def test_two_rows(self):
        rows = list(
            enumerate(
                [
                    ["序号", "督办事项", "责任单位", "责任单位", "时限"],
                    ["序号", "督办事项", "牵头单位", "配合单位", "时限"],
                    [1, "a", "b", "c", "d"],
                ],
                1,
            )
        )
        first, columns, _header = parser.find_header(rows)
        self.assertEqual(first, 2)
        self.assertEqual((columns["units"], columns["co_units"]), (2, 3))

    def test_own_words_and_none(self):
        rows = [(1, ["议题", "落实处室"]), (2, ["a", "b"])]
        with self.assertRaises(parser.ParseError):
            parser.find_header(rows)
        _first, columns, _header = parser.find_header(
            rows, {"name": ["议题"], "units": ["落实处室"]}
        )
        self.assertEqual(columns, {"name": 0, "units": 1})

    def test_csv(self):
        for encoding in ("utf-8-sig", "utf-8", "gbk"):
            rows = parser.read_table(
                "事项,责任单位\n更新机房,教务处\n".encode(encoding), "a.csv"
            )
            self.assertEqual(
                rows, [(1, ["事项", "责任单位"]), (2, ["更新机房", "教务处"])]
            )

    def test_hash_ignores_width_and_blanks(self):
        self.assertEqual(parser.row_hash("更新 机房１"), parser.row_hash("更新机房1"))
        self.assertNotEqual(parser.row_hash("a", "b"), parser.row_hash("ab"))
