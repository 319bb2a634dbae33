"""Reading ledgers: books of all kinds, heads, units, and the words as they stand."""

import base64
import io
import time
import unittest
import zipfile
from pathlib import Path

import openpyxl

from odoo.addons.duban_supervision_exchange.tools import ledgers

from ..clauses import clause

INPUTS = Path(__file__).parents[1] / "inputs"
LEDGERS = INPUTS / "ledgers"
#: titles as they stand in published tables → what they are
TITLES = {
    "name": "目标与任务 确定事项 整改任务 议定事项 督办事项名称 重点督办任务 民生事项名称 督办工作",
    "lead": "牵头单位 牵头责任单位 主责单位 主办部门 牵头（责任）部门",
    "units": "责任单位 承办部门 落实单位 整改责任单位 责任处室",
    "co_units": "配合单位 协办部门 参与单位 协同部门 会办单位",
    "due": "完成时限 整改时限 计划完成时间 时间安排 时间进度 时间节点 办结时限 预计完成时间 截止日期 完成时间节点 "
    "拟完成时间 推进时序安排",
    "leader": "分管校领导 牵头领导 责任领导 包保校领导 分管（联系）校领导",
    "handler": "责任人 经办人 联系人",
    "measures": "具体举措 整改措施 工作措施 主要做法",
    "objective": "预期目标 年度任务目标 预期成果 标志性成果",
    "progress": "进展情况 办理情况 1-9月份工作完成情况 推进情况",
    "status": "是否完成 是否办结 销号情况",
    "remark": "备注 说明",
    "": "督办单位 填报单位 立项时间 联系电话 得分 审核人签字",
}
NAMES = {
    1: "党委办公室·校长办公室", 2: "学生工作部（处）", 3: "教务处", 4: "校团委", 5: "后勤管理处", 6: "商学院",
    7: "党委宣传部", 8: "人事处", 9: "英文学院", 10: "后勤与资产处", 11: "保卫部（处）",
}  # fmt: skip


def workbook(rows, **options):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for area in options.get("merges", ()):
        book.active.merge_cells(area)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def tables(content):
    return ledgers.read_tables(ledgers.read_book(content))


@clause("PLUS-X1")
class TestHeads(unittest.TestCase):
    def test_titles_of_published_tables(self):
        finder = ledgers.HeadFinder()
        wrong = [
            (title, key, finder.meaning(ledgers.folded(title))[0])
            for key, titles in TITLES.items()
            for title in titles.split()
            if finder.meaning(ledgers.folded(title))[0] != key
        ]
        self.assertEqual(wrong, [])

    def test_a_title_that_begins_like_a_note_is_a_matter(self):
        rows = [["序号", "督办事项", "责任单位"]] + [
            [n, name, "教务处"]
            for n, name in enumerate(["注重培训", "注销公司", "说明会不少于60场", "备注制度"], 1)
        ]  # fmt: skip
        rows += [
            ["注：1.按月报送。", None, None],
            ["合计", "4项", None],
            [None, None, None],
        ]
        (table,) = tables(workbook(rows))
        self.assertEqual([entry.number for entry in table.entries], [2, 3, 4, 5])
        self.assertEqual([row.why for row in table.skipped], ["note", "note"])

    def test_own_words_and_hand_made_mapping_come_first(self):
        book = ledgers.read_book(workbook([["甲", "乙"], ["修缮操场", "教务处"]]))
        self.assertIsNone(ledgers.read_tables(book)[0].head)
        (table,) = ledgers.read_tables(book, {"甲": "name", "乙": "units"})
        self.assertEqual(
            table.entries[0].texts, {"name": "修缮操场", "units": "教务处"}
        )
        (table,) = ledgers.read_tables(
            book, {"甲": "name", "乙": "units"}, {0: {1: ""}}
        )
        self.assertEqual(table.entries[0].texts, {"name": "修缮操场"})

    def test_every_sheet_and_the_hidden_rows(self):
        content = (
            LEDGERS / "L5_议定事项台账_分会议工作表_筛选隐藏行.xlsx"
        ).read_bytes()
        first, second = tables(content)
        self.assertEqual([e.is_hidden for e in first.entries], [True, False])
        self.assertEqual(len(second.entries), 2)

    def test_measures_under_one_title(self):
        (table,) = tables(
            (LEDGERS / "L3_工作要点分解表_两行表头_分级标题_合并任务.xlsx").read_bytes()
        )
        first = [e for e in table.entries if "第一议题" in e.texts["name"]]
        self.assertEqual(len({e.fingerprint() for e in first}), 3)
        self.assertEqual([row.why for row in table.skipped].count("heading"), 4)


@clause("PLUS-X2")
class TestWords(unittest.TestCase):
    def test_as_they_stand(self):
        path = LEDGERS / "T1_文字原样.xlsx"
        (table,) = tables(path.read_bytes())
        sheet = openpyxl.load_workbook(path).active
        for entry in table.entries:
            self.assertEqual(entry.texts["name"], sheet.cell(entry.number, 2).value)
            content = sheet.cell(entry.number, 3).value
            self.assertEqual(entry.texts.get("content"), content)

    def test_folding_is_for_comparing(self):
        one, two = (ledgers.folded(text) for text in ("①成立；500㎡", "1成立;500m2"))
        self.assertEqual(one, two)
        self.assertEqual(ledgers.as_written(" ①成立；\r\n500㎡ "), "①成立；\n500㎡")


@clause("PLUS-X4")
class TestUnits(unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.finder = ledgers.UnitFinder([(k, name) for k, name in NAMES.items()])

    def roles(self, text):
        found = ledgers.mentions(text, self.finder.is_known)
        return [(m.name, "group" if m.is_group else m.role) for m in found]

    def test_roles(self):
        for text, expected in {
            "教务处、人事处": [("教务处", "plain"), ("人事处", "plain")],
            "责任部门：教务处、人事处": [("教务处", "lead"), ("人事处", "lead")],
            "教务处（牵头）\n人事处（配合）": [("教务处", "lead"), ("人事处", "help")],
            "牵头：教务处；配合：人事处、校团委": [
                ("教务处", "lead"),
                ("人事处", "help"),
                ("校团委", "help"),
            ],
            "教务处、人事处（共同牵头）": [("教务处", "lead"), ("人事处", "lead")],
            "教务处牵头，各部门按职责分工负责": [
                ("教务处", "lead"),
                ("各部门按职责分工负责", "group"),
            ],
            "1.教务处\n2.人事处": [("教务处", "plain"), ("人事处", "plain")],
            "教务处和人事处": [("教务处", "plain"), ("人事处", "plain")],
            "后勤与资产处": [("后勤与资产处", "plain")],
            "科 研 处": [("科研处", "plain")],
            "各学院": [("各学院", "group")],
            "有关单位": [("有关单位", "group")],
        }.items():
            with self.subTest(text):
                self.assertEqual(self.roles(text), expected)

    def test_names(self):
        for text, key, how in (
            ("教务处", 3, "exact"),
            ("学生工作部(处)", 2, "exact"),
            ("党委办公室校长办公室", 1, "exact"),
            ("学工部", 2, "short"),
            ("宣传部", 7, "short"),
            ("团委", 4, "short"),
            ("后勤处", None, ""),
            ("jwc", 3, "pinyin"),
            ("学院", None, ""),
            ("各学院", None, ""),
            ("天文台", None, ""),
        ):
            with self.subTest(text):
                found = self.finder.find(text)
                self.assertEqual((found.keys, found.how), ((key,) if key else (), how))
        self.assertEqual(self.finder.find("后勤处").suggestions[0][0], 5)

    def test_saved_names_and_groups(self):
        finder = ledgers.UnitFinder(
            list(NAMES.items()), {"各学院": (6, 9), "教学处": (3,)}
        )
        self.assertEqual(finder.find("各学院").keys, (6, 9))
        self.assertEqual(finder.find("教学处").keys, (3,))


@clause("PLUS-X5")
class TestBooks(unittest.TestCase):
    def code(self, content):
        try:
            ledgers.read_book(content)
        except ledgers.ParseError as error:
            return error.code
        return ""

    def test_kinds(self):
        for name, kind in (
            ("L10_督办情况一览表.xls", "xls"),
            ("OA导出_html伪xls.xls", "html"),
            ("L8_Excel日期格式.xlsx", "xlsx"),
        ):
            book = ledgers.read_book((LEDGERS / name).read_bytes())
            self.assertEqual(book.kind, kind)
            self.assertTrue(ledgers.read_tables(book)[0].entries)

    def test_what_is_no_workbook_is_named(self):
        ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("word/document.xml", "<x/>")
        self.assertEqual(
            self.code(ole + "EncryptedPackage".encode("utf-16-le")), "encrypted"
        )
        self.assertEqual(self.code(stream.getvalue()), "word")
        self.assertEqual(self.code(b"%PDF-1.7"), "pdf")
        self.assertEqual(self.code(b"MIME-Version: 1.0\n"), "mhtml")
        self.assertEqual(
            self.code(
                b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-'
                b'microsoft-com:office:spreadsheet">'
            ),
            "xml2003",
        )

    def test_a_formula_without_value(self):
        content = (LEDGERS / "L11_公式无缓存值.xlsx").read_bytes()
        (table,) = tables(content)
        self.assertEqual(
            [str(entry.due) for entry in table.entries], ["2026-12-25"] * 2
        )
        book = workbook(
            [["督办事项", "责任单位", "完成时限"], ["甲", "教务处", "=NOW()+Z9*2"]]
        )
        (table,) = tables(book)
        self.assertIn("due", table.entries[0].uncalculated)

    def test_what_a_file_may_cost(self):
        """Nothing that is small when it is sent grows while it is read."""
        head = ["督办事项", "责任单位", "完成时限"]
        wide = [head] + [["x" * 30, "教务处", "6月底"] + ["y"] * 197] * 3000
        cases = [
            (workbook(wide), "size"),
            *((workbook([head] + [["a", text * 12000, text * 12000]] * 20), "") for text in ("(", "牵头", "1.", " 各")),
            (workbook([["(" * 20000] * 20] * 20 + [head, ["a", "教务处", "6月底"]]), "size"),
        ]  # fmt: skip
        for content, code in cases:
            started = time.process_time()
            self.assertEqual(self.code(content), code)
            if not code:
                for entry in tables(content)[0].entries:
                    ledgers.mentions(entry.texts["units"])
            self.assertLess(time.process_time() - started, 6)

    def test_percentages(self):
        for value, shown, expected in (
            (1, "0%", 100),
            (0.6, "0%", 60),
            (60, "0%", 60),
            (100, "General", 100),
            (1, "General", 1),
            ("60%", "", 60),
            ("100", "", 100),
        ):
            self.assertEqual(ledgers.percentage(value, shown), expected)
        for value in (0.6, "0.6", -1, 101, "abc", True, "1e3"):
            with self.assertRaises(ValueError):
                ledgers.percentage(value, "")

    def test_base64_is_not_our_concern(self):
        self.assertEqual(self.code(base64.b64encode(b"x")), "")
