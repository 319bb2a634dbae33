"""Whom a cell of units names: brackets behind a unit, and units that have one name."""

import unittest

from odoo.addons.duban_supervision_exchange.tools import ledgers

from ..clauses import clause

NAMES = dict(
    enumerate(
        "党委办公室 校长办公室 教务处 科研处 人事处 信息中心 图书馆 学生工作部（学生处） 档案馆（校史馆） 校史馆 团委 "
        "商学院".split()
    )
)


@clause("PLUS-X4", "PLUS-X1")
class TestLedgerUnits(unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.finder = ledgers.UnitFinder(list(NAMES.items()))

    def said(self, text):
        """(whom it names for certain, role) of each mention; the words themselves where they are to be asked."""
        result = []
        for each in ledgers.mentions(text, self.finder.is_known):
            keys = self.finder.find(each.name).keys
            name = NAMES[keys[0]] if keys else f"?{each.name}"
            result.append((name, "group" if each.is_group else each.role))
        return result

    def test_who_stands_in_a_bracket_helps(self):
        two = [("教务处", "plain"), ("科研处", "help"), ("人事处", "help")]
        one, group = two[:2], [("教务处", "plain"), ("?各学院", "group")]
        for text, expected in {
            "教务处（科研处、人事处）": two,
            "教务处\n（科研处、人事处）": two,
            "教务处(科研处 人事处)": two,
            "教务处【科研处/人事处】": two,
            "教务处（科研处和人事处）": two,
            "教务处（科研处、人事处参加）": two,
            "教务处（会同科研处）": one,
            "教务处（科研处等部门）": one,
            "教务处（会签：科研处）": one,
            "教务处（各学院）": group,
            "教务处（含各学院）": group,
            "教务处（牵头、科研处）": [("教务处", "lead"), ("科研处", "help")],
            "教务处（牵头，科研处配合）": [("教务处", "lead"), ("科研处", "help")],
            "教务处（科研处牵头）": [("教务处", "plain"), ("科研处", "lead")],
            "各学院（教务处牵头）": [("?各学院", "group"), ("教务处", "lead")],
            # what nobody knows is asked
            "党委（校长）办公室": [("?党委(校长)办公室", "plain")],
            "教务处（天文台、科研处）": [
                ("教务处", "plain"),
                ("?天文台", "help"),
                ("科研处", "help"),
            ],
            "教务处（科研处汇总）": [("教务处", "plain"), ("?科研处汇总", "help")],
            "学生工作部（学生处）（团委、图书馆）": [
                ("学生工作部（学生处）", "plain"),
                ("团委", "help"),
                ("图书馆", "help"),
            ],
        }.items():
            with self.subTest(text):
                self.assertEqual(self.said(text), expected)

    def test_a_bracket_that_belongs_to_the_name(self):
        for text, name, how in (
            ("学生工作部（学生处）", "学生工作部（学生处）", "exact"),
            ("学生工作部（处）", "学生工作部（学生处）", "exact"),
            ("学生工作部", "学生工作部（学生处）", "exact"),
            # a unit that is called so, though the words of its bracket are another one
            ("档案馆（校史馆）", "档案馆（校史馆）", "exact"),
            # left out, and shown: one unit alone is no helper but what the other is called, or a part of it
            ("图书馆（信息中心）", "图书馆", "short"),
            ("党委办公室（校长办公室）", "党委办公室", "short"),
            ("商学院（北校区）", "商学院", "short"),
            ("教务处（张敏）", "教务处", "short"),
            ("教务处（机关党委）", "教务处", "short"),
        ):
            with self.subTest(text):
                self.assertEqual(self.said(text), [(name, "plain")])
                self.assertEqual(self.finder.find(text).how, how)

    def test_of_two_units_of_one_name_none_is_chosen(self):
        names = [
            (1, "综合办公室"),
            (1, "商学院 / 综合办公室"),
            (2, "综合办公室"),
            (2, "外国语学院 / 综合办公室"),
        ]
        finder = ledgers.UnitFinder([*names, (3, "商学院"), (4, "外国语学院")])
        for text in ("综合办公室", "综合办公室（北区）"):
            with self.subTest(text):
                found = finder.find(text)
                self.assertEqual((found.keys, found.how), ((), "several"))
                self.assertEqual([key for key, _sure in found.suggestions], [1, 2])
        for text, key in (("商学院/综合办公室", 1), ("外国语学院综合办公室", 2)):
            with self.subTest(text):
                self.assertEqual(finder.find(text).keys, (key,))
