"""Kinds of ledgers that no list of titles foresees: what stands below a title, and how the head is built, decides."""

import unittest
from datetime import date

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from odoo.addons.duban_supervision.tools import dates_zh
from odoo.addons.duban_supervision_exchange.tools import ledgers

from ..clauses import clause
from .test_ledgers import tables, workbook

ROWS = [
    ["修订合同管理办法", "学校办公室", "审计处", "2026年5月底前"],
    ["清理往来款项", "计划财务处", "", "6月"],
    ["更换老旧电梯", "后勤管理处", "保卫处", "长期坚持"],
]
#: what offices call the four columns where they use words of their own
STRANGE = [
    ("要办的事", "谁来牵头", "谁来配合", "什么时候"),
    ("工作要做到哪一步", "由哪里办", "协作的部门", "截至哪天"),
    ("本周安排", "经手处室", "参加部门", "完成节点"),
    ("攻坚内容", "接办单位", "联动单位", "应完成日期"),
]


def keys(table):
    return {column.key: column.at for column in table.head.columns if column.key}


@clause("PLUS-X1")
class TestHeadsByContent(unittest.TestCase):
    def test_titles_that_nobody_foresees(self):
        for titles in STRANGE:
            with self.subTest(titles=titles):
                (table,) = tables(workbook([list(titles), *ROWS]))
                self.assertTrue(table.head, table.why)
                found = keys(table)
                self.assertEqual(found["name"], 0)
                self.assertEqual(found.get("lead", found.get("units")), 1)
                self.assertEqual(found["due"], 3)
                self.assertEqual(len(table.entries), 3)

    def test_a_text_without_units_and_days_is_no_table(self):
        rows = [
            ["姓名", "籍贯", "爱好"],
            ["甲", "陕西", "篮球"],
            ["乙", "甘肃", "书法"],
        ]
        self.assertEqual(tables(workbook(rows))[0].why, "no_head")

    def test_what_a_person_chose_stays(self):
        rows = [["事项", "责任单位", "说明", "时间安排"]]
        rows += [[f"事项{n}", "教务处", "6月底", "分步推进"] for n in range(3)]
        book = ledgers.read_book(workbook(rows))
        (table,) = ledgers.read_tables(book, mapping={0: {3: "due", 2: "remark"}})
        self.assertEqual((keys(table)["due"], keys(table)["remark"]), (3, 2))

    def test_captions_over_the_whole_table_name_no_column(self):
        rows = [["2026年重点工作任务分解表", None, None, None]]
        rows += [["内容", "负责科室", "协助科室", "拟完成时间"], *ROWS]
        (table,) = tables(workbook(rows, merges=["A1:D1"]))
        self.assertEqual(keys(table), {"name": 0, "units": 1, "co_units": 2, "due": 3})

    def test_begin_and_stages_under_time_are_no_limit(self):
        head = [["任务", "责任单位", "时间节点", None, None]]
        below = {
            "启动 完成 完成": 3,
            "开始 结束 备注": 3,
            "一季度 二季度 完成时间": 4,
            "3月 4月 完成时限": 4,
        }
        for text, at in below.items():
            with self.subTest(text=text):
                titles = [None, None, *text.split()]
                row = ["修缮操场", "基建处", "2026年3月", "2026年5月", "2026年9月"]
                merges = ["A1:A2", "B1:B2", "C1:E1"]
                (table,) = tables(workbook([*head, titles, row], merges=merges))
                self.assertEqual(keys(table)["due"], at, table.titles)

    def test_words_left_of_the_measures_are_the_matter(self):
        for title in ("师生呼声", "意见建议"):
            rows = [["序号", title, "整改举措", "责任部门", "完成期限"]]
            rows += [[1, "热水供应不足", "增设开水器", "后勤处", "5月"]]
            rows += [[2, "流程不清晰", "公布清单", "办公室", "6月"]]
            (table,) = tables(workbook(rows))
            found = keys(table)
            self.assertEqual((found["name"], found["measures"]), (1, 2))

    def test_a_column_of_codes_is_no_matter(self):
        for title in ("任务编码", "任务序号", "事项代码", "任务"):
            with self.subTest(title=title):
                rows = [[title, "工作内容", "责任单位", "完成时限"]]
                rows += [
                    [f"GG-0{n}", f"修订第{n}项办法", "教务处", "6月底"] for n in (1, 2)
                ]
                (table,) = tables(workbook(rows))
                if title != "任务":  # a title that is sure is not doubted
                    self.assertEqual(keys(table)["name"], 1)

    def test_units_and_persons_under_one_title(self):
        rows = [["问题", "责任", None, "期限"], [None, "部门", "人", None]]
        rows += [
            ["档案不全", "教务处", "耿某", "5月底"],
            ["照明不足", "基建处", "魏某", "6月"],
        ]
        merges = ["A1:A2", "B1:C1", "D1:D2"]
        (table,) = tables(workbook(rows, merges=merges))
        found = keys(table)
        self.assertEqual((found["units"], found["handler"]), (1, 2))
        self.assertNotIn("co_units", found)

    def test_limit_in_the_words_of_the_matter(self):
        rows = [
            ["整改任务及完成时限", "责任单位"],
            ["建立联系制度（2026年3月底前）", "学校办公室"],
            ["开通平台，4月20日前上线", "信息中心"],
            ["修订办法", "科研处"],
        ]
        (table,) = tables(workbook(rows))
        said = [entry.texts.get("due") for entry in table.entries]
        self.assertEqual(said, ["2026年3月底前", "4月20日前", None])
        self.assertEqual(table.entries[0].texts["name"], rows[1][0])


@clause("PLUS-X5")
class TestSeveralTables(unittest.TestCase):
    def test_each_table_of_a_sheet_has_its_own_head(self):
        first = [["一、党委会"], ["序号", "议定事项", "责任部门", "完成时限"]]
        first += [
            [1, "编撰校史", "档案馆", "3月20日"],
            [2, "述职评议", "组织部", "4月"],
        ]
        second = [
            ["二、校长办公会"],
            ["序号", "责任部门", "配合部门", "议定事项", "完成时限"],
        ]
        second += [[1, "教务处", "学生处", "修订规定", "6月底"]]
        for gap in ([], [[None]]):
            with self.subTest(gap=len(gap)):
                found = tables(workbook([*first, *gap, *second]))
                self.assertEqual(len(found), 2)
                names = [e.texts["name"] for table in found for e in table.entries]
                self.assertEqual(names, ["编撰校史", "述职评议", "修订规定"])
                numbers = [e.number for table in found for e in table.entries]
                self.assertEqual(numbers, [3, 4, 7 + len(gap)])
                self.assertNotIn("header", [s.why for t in found for s in t.skipped])

    def test_the_same_head_again_is_one_table(self):
        head = ["序号", "议定事项", "责任部门", "完成时限"]
        rows = [
            head,
            [1, "甲事", "教务处", "3月"],
            [2, "乙事", "人事处", "4月"],
            head,
            [3, "丙事", "科研处", "5月"],
        ]
        (table,) = tables(workbook(rows))
        self.assertEqual(len(table.entries), 3)


@clause("PLUS-X1", "PLUS-X4")
class TestShapes(unittest.TestCase):
    """What is no plain table: forms, matrices, figures below, numbers of levels, crossed out words."""

    def said(self, rows, keys=("name", "lead", "co_units"), **options):
        (table,) = tables(workbook(rows, **options))
        return [[entry.texts.get(key, "") for key in keys] for entry in table.entries]

    def test_ditto_under_a_limit_is_that_limit(self):
        """同上 says what stands above it, the limit included; a limit of its own stays."""
        head = ["序号", "事项", "责任单位", "完成时限"]
        (table,) = tables(
            workbook(
                [
                    head,
                    [1, "修订章程", "教务处", "2026年6月30日"],
                    [2, "清理往来款项", "同上", "同上"],
                    [3, "更换老旧电梯", "后勤处", "2026年9月30日"],
                ]
            )
        )
        self.assertEqual(
            [entry.due for entry in table.entries],
            ["2026年6月30日", "2026年6月30日", "2026年9月30日"],
        )

    def test_marks_under_names_of_units(self):
        head = ["改革任务", "教务处", "人事处", "基建处", "完成时限"]
        for rows, note, expected in (
            ("★○○ ○★_", None, [("教务处", "人事处、基建处"), ("人事处", "教务处")]),
            ("牵头 配合 _|_ 主办 协办", None, [("教务处", "人事处"), ("人事处", "基建处")]),
            ("√○_ _○√", "注：√为牵头单位，○为配合单位", [("教务处", "人事处"), ("基建处", "人事处")]),
            # nothing says what the signs mean
            ("√√_ _√√", None, [("教务处、人事处（共同牵头）", ""), ("人事处、基建处（共同牵头）", "")]),
        ):  # fmt: skip
            with self.subTest(rows=rows):
                mark = "|" if "|" in rows else " "
                cells = [row.split() if mark == "|" else row for row in rows.split(mark)]  # fmt: skip
                body = [
                    [f"修订章程{n}", *(None if cell == "_" else cell for cell in row), "6月"]
                    for n, row in enumerate(cells)
                ]  # fmt: skip
                found = self.said([head, *body, *([[note]] if note else [])])
                self.assertEqual([(lead, co) for _name, lead, co in found], expected)

    def test_forms_with_one_matter_each(self):
        def form(name, lead):
            return [
                ["督办通知单", None, None, None],
                ["督办编号", "1号", "立项日期", "3月2日"],
                ["督办事项", name, None, None],
                ["承办单位", lead, "协办单位", None],
                ["完成时限", "6月底", "联系人", "校办"],
                ["承办单位负责人（签字）", None, "日期", None],
            ]

        forms = [*form("甲事", "教务处"), *form("任务书编制", "科研处")]
        found = self.said(forms, ("name", "units", "due"))
        self.assertEqual(
            found, [["甲事", "教务处", "6月底"], ["任务书编制", "科研处", "6月底"]]
        )

    def test_figures_below_are_no_matters(self):
        rows = [["编号", "任务", "牵头单位", "完成时限"], ["1", "师资", None, None]]
        rows += [["1.1", "甲", "教务处", "5月"], ["1.2", "乙", "人事处", "6月"]]
        rows += [["2", "只有名称", None, None], ["教务处 计数", 1, None, None]]
        rows += [["牵头单位", "任务数", "占比", None], ["教务处", 1, "50%", None]]
        (table,) = tables(workbook(rows))
        self.assertEqual([e.texts["name"] for e in table.entries], ["甲", "乙", "只有名称"])  # fmt: skip
        self.assertEqual([s.why for s in table.skipped], ["heading"] + ["note"] * 3)
        rows[5:] = [["制表：办公室", "审核：", "日期：2026年3月15日", None]]
        (table,) = tables(workbook(rows))
        self.assertEqual([s.why for s in table.skipped], ["heading", "note"])

    def test_month_and_day_in_columns_of_their_own(self):
        rows = [["事项", "责任单位", "完成时限", None], [None, None, "月", "日"]]
        rows += [["甲", "教务处", 5, 15], ["乙", "教务处", 6, "底"]]
        merges = ["A1:A2", "B1:B2", "C1:D1"]
        found = self.said(rows, ("due", "done_date"), merges=merges)
        self.assertEqual(found, [["5月15日", ""], ["6月底", ""]])

    def test_a_second_line_of_a_merged_row(self):
        head = ["序号", "任务", "牵头单位", "完成时限", "类型", "一季度", "二季度"]
        for second, count in (
            ([None] * 4 + ["实际", "已招标", None], 1),
            ([None] * 3 + ["9月", "实际", None, None], 2),
        ):
            first = [1, "甲事", "教务处", "6月", "计划", "招标", "施工"]
            merges = ["A2:A3", "B2:B3", "C2:C3"] + (["D2:D3"] if count == 1 else [])
            (table,) = tables(workbook([head, first, second], merges=merges))
            self.assertEqual(len(table.entries), count)
            said = [(row.number, row.why) for row in table.skipped]
            self.assertEqual(said, [(3, "further")] if count == 1 else [])

    def test_days_beside_their_month(self):
        rows = [["月份", "重点工作", "具体时间", "承办单位"]]
        rows += [["3月", "甲事", "下旬", "教务处"], ["3月", "乙事", "5日前", "教务处"]]
        rows += [["4月", "丙事", "5月8日", "教务处"], ["4月", "丁事", None, "教务处"]]
        found = self.said(rows, ["due"])
        self.assertEqual(found, [["3月下旬"], ["3月5日前"], ["5月8日"], ["4月"]])
        # the day on which something was finished is no limit
        rows[0] = ["时限", "重点工作", "办结时间", "承办单位"]
        self.assertEqual(self.said(rows, ["due"])[0], ["3月"])

    def test_tables_beside_each_other(self):
        head = ["序号", "任务", "责任单位", "时限"]
        for gap in ([], [None]):
            rows = [head + gap + head, [1, "甲事", "教务处", "5月", *gap, 2, "乙事", "人事处", "6月"]]  # fmt: skip
            found = [
                [entry.texts["name"], entry.texts["units"], entry.texts["due"]]
                for table in tables(workbook(rows))
                for entry in table.entries
            ]
            self.assertEqual(found, [["甲事", "教务处", "5月"], ["乙事", "人事处", "6月"]])  # fmt: skip

    def test_blank_words_are_blank(self):
        rows = [["事项", "责任单位", "协办单位", "完成时限"]]
        rows += [
            ["甲", "教务处", text, "6月"] for text in ("(空)", "无", "/", "—", "N/A")
        ]
        self.assertEqual([row[2] for row in self.said(rows)], [""] * 5)

    def test_words_crossed_out_in_a_cell(self):
        text = CellRichText(TextBlock(InlineFont(strike=True), "6月底"), "9月底")
        rows = [["事项", "责任单位", "完成时限"], ["甲", "教务处", text]]
        self.assertEqual(self.said(rows, ["due"]), [["9月底"]])
        page = "<table><tr><td>事项<td>责任单位<td>完成时限</tr><tr><td>甲<td>教务处<td><s>6月底</s>9月底</tr></table>"
        (table,) = tables(page.encode())
        self.assertEqual(table.entries[0].texts["due"], "9月底")


@clause("PLUS-X4")
class TestMarks(unittest.TestCase):
    def roles(self, text):
        return [(each.name, each.role) for each in ledgers.mentions(text)]

    def test_a_mark_names_who_leads(self):
        for mark in "★*▲△※":
            for text in (
                f"财务处、{mark}教务处、人事处",
                f"财务处、教务处{mark}、人事处",
            ):
                with self.subTest(text=text):
                    leads = [name for name, role in self.roles(text) if role == "lead"]
                    self.assertEqual(leads, ["教务处"])
        # a mark before each of them is a bullet
        self.assertEqual(
            self.roles("●教务处 ●人事处"), [("教务处", "plain"), ("人事处", "plain")]
        )

    def test_a_verb_behind_a_list_is_said_of_all(self):
        for text, expected in {
            "教务处、人事处负责": ["plain", "plain"],
            "教务处、人事处牵头": ["lead", "lead"],
            "教务处、人事处（牵头）": ["plain", "lead"],
            "教务处牵头，人事处、科研处配合": ["lead", "help", "help"],
            "教务处、人事处按职责分工负责": ["plain", "plain"],
        }.items():
            with self.subTest(text=text):
                self.assertEqual([role for _name, role in self.roles(text)], expected)

    def test_a_name_broken_over_lines(self):
        known = {"国际交流处", "教务处", "人事处"}.__contains__
        for text in ("国际交\n流处、教务处", "国\n际\n交\n流\n处\n教务处"):
            names = [each.name for each in ledgers.mentions(text, known)]
            self.assertEqual(names, ["国际交流处", "教务处"])
        names = [each.name for each in ledgers.mentions("教务处\n人事处", known)]
        self.assertEqual(names, ["教务处", "人事处"])

    def test_helpers_in_a_bracket(self):
        for text in (
            "研究生院（财务处、人事处配合）",
            "研究生院（协办单位：财务处、人事处）",
            "研究生院(财务处、人事处协助)",
        ):
            with self.subTest(text=text):
                roles = dict(self.roles(text))
                self.assertEqual(roles["研究生院"], "plain")
                self.assertEqual((roles["财务处"], roles["人事处"]), ("help", "help"))
        self.assertEqual(self.roles("学生工作部（处）"), [("学生工作部(处)", "plain")])


@clause("PLUS-X3")
class TestDates(unittest.TestCase):
    def due(self, text):
        return dates_zh.read(text, date(2026, 1, 5), 2026)

    def test_a_day_with_its_hour(self):
        for day in ("2026-06-15", "2026/6/15", "2026.6.15"):
            for hour in (" 00:00:00", " 9:05", " 12:00:00", "  23:59"):
                with self.subTest(text=day + hour):
                    self.assertEqual(self.due(day + hour).due, date(2026, 6, 15))

    def test_before_something_whose_day_is_not_known_is_asked(self):
        for text in ("2026年供暖前", "9月新生报到前", "2026年进校后", "2026年高考前"):
            with self.subTest(text=text):
                self.assertEqual(self.due(text).kind, "ask")
        for text in ("2026年6月前完成", "2026年底前", "2026年6月完成招标前期工作", "9月1日前（开学前）"):  # fmt: skip
            with self.subTest(text=text):
                self.assertNotEqual(self.due(text).ask, "event")

    def test_about_a_time_is_asked(self):
        for text in ("2026年9月前后", "6月10日左右", "二季度前后"):
            with self.subTest(text=text):
                reading = self.due(text)
                self.assertEqual((reading.kind, reading.due), ("ask", None))
                self.assertTrue(reading.options)

    def test_the_bracket_names_the_day_within_the_period(self):
        self.assertEqual(self.due("3月中旬（3月18日前）").due, date(2026, 3, 18))
        self.assertEqual(self.due("二季度（5月20日前）").due, date(2026, 5, 20))

    def test_days_with_strokes_from_to(self):
        self.assertEqual(self.due("3/16-3/20").due, date(2026, 3, 20))
        self.assertEqual(self.due("12.20至1.10").due, date(2027, 1, 10))

    def test_feasts_with_their_holidays(self):
        for text in ("劳动节假期前", "五一小长假前", "劳动节前"):
            with self.subTest(text=text):
                self.assertEqual(self.due(text).due, date(2026, 4, 30))
