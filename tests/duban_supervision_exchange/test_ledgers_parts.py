"""Tables whose parts say together what no cell says alone: stages, months above, titles that only sort, codes."""

import unittest
from datetime import date

from odoo.addons.duban_supervision.tools import dates_zh
from odoo.addons.duban_supervision_exchange.tools import ledgers

from ..clauses import clause
from .test_ledgers import tables, workbook
from .test_ledgers_kinds import keys

HEAD = ["序号", "事项", "责任单位", "完成时间"]


@clause("PLUS-X1")
class TestColumnsTogether(unittest.TestCase):
    def test_the_last_stage_under_one_title_is_the_limit(self):
        for below, at in {
            "开工时间 主体完工 竣工验收": 5,
            "招标完成 建成 投用": 5,
            "开始 完成 核查": 4,
            "计划完成 实际完成 备注": 3,
        }.items():
            with self.subTest(below=below):
                rows = [["项目", "责任单位", "协办单位", "进度安排", None, None]]
                rows += [[None, None, None, *below.split()]]
                rows += [["修缮操场", "基建处", "体育部", "3月", "5月", "9月"]]
                merges = ["A1:A2", "B1:B2", "C1:C2", "D1:F1"]
                (table,) = tables(workbook(rows, merges=merges))
                self.assertEqual(keys(table)["due"], at, table.titles)

    def test_a_title_numbered_like_a_heading_only_sorts(self):
        rows = [["改革任务", "改革举措", "牵头部门", "完成时间"]]
        rows += [["一、人才培养", "1.建设课程", "教务处", "7月"]]
        rows += [[None, "2.小班教学", "教务处", "9月"]]
        rows += [["二、治理改革", "3.修订章程", "学校办公室", "12月"]]
        (table,) = tables(workbook(rows, merges=["A2:A3"]))
        self.assertEqual([e.texts["name"] for e in table.entries][1], "2.小班教学")
        # a sentence is a matter, whatever its number
        rows[1][0], rows[3][0] = "（一）经费管理存在漏洞。", "（二）换届不及时。"
        (table,) = tables(workbook(rows, merges=["A2:A3"]))
        self.assertEqual(keys(table)["name"], 0)

    def test_one_title_over_two_columns(self):
        rows = [["实事项目", None, "责任单位", "时间节点"]]
        rows += [[f"改造管网{n}公里", None, "水务局", "10月"] for n in (80, 90)]
        rows += [["提升急救能力", "新建急救站点12个", "卫健委", "11月"]]
        merges = ["A1:B1", "A2:B2", "A3:B3"]
        (table,) = tables(workbook(rows, merges=merges))
        self.assertEqual(table.entries[2].texts["name"], "提升急救能力")
        self.assertEqual(table.entries[2].texts["content"], "新建急救站点12个")

    def test_leader_and_unit_in_one_column(self):
        titles = {
            "units": "责任领导及责任单位 责任领导/责任部门 责任单位",
            "lead": "分管领导、牵头单位 牵头单位（分管领导）",
            "leader": "分管领导",
        }
        for key, text in titles.items():
            for title in map(ledgers.folded, text.split()):
                self.assertEqual(ledgers.HeadFinder().meaning(title)[0], key, title)
        for name in ("王毅副省长", "周恒", "副校长", "刘书记"):
            self.assertTrue(ledgers.is_person(name), name)


@clause("PLUS-X3")
class TestLimitsTogether(unittest.TestCase):
    def dues(self, rows, **options):
        (table,) = tables(workbook(rows, **options))
        return [
            dates_zh.read_cell(e.due, date(2026, 1, 5), 2026).due for e in table.entries
        ]

    def test_a_day_lies_in_the_month_of_its_heading_or_title(self):
        rows = [["10月"], HEAD, [1, "心理普测", "学生处", "中旬"]]
        rows += [[2, "发放补助", "学生处", "25日前"], [3, "安全月", "保卫处", "全月"]]
        expected = [date(2026, 10, day) for day in (20, 25, 31)]
        self.assertEqual(self.dues(rows), expected)
        rows[0] = ["2026年10月重点工作安排表"]
        self.assertEqual(self.dues(rows), expected)
        rows[0] = ["9月完成情况及10月安排"]  # of two months nobody knows which
        self.assertEqual(self.dues(rows), [None] * 3)
        rows[0], rows[2][3] = ["10月"], "3日内"
        self.assertEqual(self.dues(rows)[0], None)

    def test_figures_under_months(self):
        head = ["序号", "事项", "责任单位", "完成时间（月份）"]
        rows = [head, [1, "文化节", "学生处", 5], [2, "自评", "教务处", 10]]
        self.assertEqual(self.dues(rows), [date(2026, 5, 31), date(2026, 10, 31)])

    def test_a_stroke_beside_words_is_no_part_of_the_plan(self):
        head = ["事项", "责任单位", "一季度", "二季度", "三季度", "四季度"]
        row = ["服务月", "商务处", "—", "5月集中开展", "—", "—"]
        (table,) = tables(workbook([head, row]))
        self.assertEqual(table.entries[0].periods[-1][0], "二季度")
        chart = ["服务月", "商务处", None, "—", "—", None]
        (table,) = tables(workbook([head, chart]))
        self.assertEqual(table.entries[0].periods[-1][0], "三季度")

    def test_a_line_broken_within_a_time(self):
        broken = {
            "2026年上\n半年": (6, 30),
            "2026年7月\n底前": (7, 31),
            "第\n三季度": (9, 30),
        }
        for text, day in broken.items():
            reading = dates_zh.read(text, date(2026, 1, 5), 2026)
            self.assertEqual(reading.due, date(2026, *day), text)
        self.assertEqual(dates_zh.read("三季度中旬", date(2026, 1, 5), 2026).ask, "which")  # fmt: skip


@clause("PLUS-X4")
class TestUnitsWithNumbers(unittest.TestCase):
    def test_codes_and_circles_are_no_part_of_the_name(self):
        known = {"信息中心", "学生处", "301医院", "教务处"}.__contains__
        for text, names in {
            "0102-信息中心,0105-学生处": ["信息中心", "学生处"],
            "[0102]信息中心": ["信息中心"],
            "0102 信息中心": ["信息中心"],
            "301医院": ["301医院"],
            "①教务处；②学生处": ["教务处", "学生处"],
        }.items():
            found = [each.name for each in ledgers.mentions(text, known)]
            self.assertEqual(found, names, text)
        self.assertEqual(ledgers.is_numbered("①教务处；②学生处"), 2)

    def test_where_a_unit_belongs_and_who_works_in_it(self):
        known = {"研究生院", "招生办", "教师工作部", "人事处"}.__contains__
        for text, names in {
            "学校/机关/研究生院": ["研究生院"],
            "学校/学院/研究生院；学校/机关/人事处": ["研究生院", "人事处"],
            "各学院/招生办": ["各学院", "招生办"],  # both are named
            "保密处/招生办": ["保密处", "招生办"],  # a unit that nobody knows is asked
            "张岩（教师工作部）": ["教师工作部"],
            "张岩（牵头）": ["张岩"],
        }.items():
            found = [each.name for each in ledgers.mentions(text, known)]
            self.assertEqual(found, names, text)


@clause("PLUS-X1")
class TestTablesOnTheirSide(unittest.TestCase):
    rows = [
        ["重点项目一页清单", None, None],
        ["项目名称", "交流中心", "智慧校园"],
        ["牵头单位", "基建处", "信息化处"],
        ["完成时限", "2026年11月", "12月"],
        ["当前进展", "封顶", None],
    ]

    def test_each_column_is_a_matter(self):
        (table,) = tables(workbook(self.rows, merges=["A1:C1"]))
        found = [(e.texts["name"], e.texts["lead"], e.due) for e in table.entries]
        expected = [
            ("交流中心", "基建处", "2026年11月"),
            ("智慧校园", "信息化处", "12月"),
        ]
        self.assertEqual(found, expected)

    def test_a_form_is_none_of_them(self):
        form = [row[:2] for row in self.rows]
        (table,) = tables(workbook(form))
        self.assertEqual([e.texts["name"] for e in table.entries], ["交流中心"])
