"""The reader of minutes: lines, labels, numbers and limits as offices really write them."""

import unittest

from tests.clauses import clause
from tools.measure import minutes as measure

api = measure.api
NAMES = [
    "校长办公室",
    "党委组织部",
    "组织部",
    "教务处",
    "财务处",
    "人事处",
    "研究生院",
    "审计处",
    "保卫处",
    "基建处",
    "国资处",
    "后勤保障处",
    "后勤",
    "学生工作处",
    "校医院",
    "网络与信息中心",
]
HEAD = "校园建设专题会议纪要\n2026年4月9日，李校长主持召开专题会议。会议议定：\n"


def reading(text):
    return api.read_text(text, NAMES)


def told(items):
    """(wording, who leads, day) of each item."""
    return [
        (item.text, item.lead_unit, item.due and item.due.isoformat()) for item in items
    ]


class TestIssued(unittest.TestCase):
    """The day on which minutes were issued is written as such, or not known."""

    @clause("PLUS-M1")
    def test_a_limit_at_the_end_is_no_day_of_issue(self):
        for last in (
            "承办单位：党委组织部\n办理时限：2026年4月30日前",
            "完成期限：2026年4月30日",
            "2026年4月30日前完成。",
            "2026年4月30日前",
            "办结：2026年4月30日",
            "完成时限\n2026年4月30日",
        ):
            with self.subTest(last=last):
                found = reading(HEAD + "1.教务处修订教学大纲。\n" + last)
                self.assertIsNone(found.meeting["date_issue"])
                self.assertEqual(found.meeting["date"].isoformat(), "2026-04-09")

    @clause("PLUS-M1")
    def test_who_issued_it_and_when_is_read(self):
        for last in (
            "云川大学校长办公室　　2026年4月15日印发",
            "校长办公室 2026年4月15日印制（共印30份）",
            "2026年4月15日",
            "印发日期：2026年4月15日",
            "签发：王校长\n2026年4月15日印",
        ):
            with self.subTest(last=last):
                found = reading(HEAD + "1.教务处6月底前修订教学大纲。\n" + last)
                issued = found.meeting["date_issue"]
                self.assertEqual(issued and issued.isoformat(), "2026-04-15")

    @clause("PLUS-M1")
    def test_none_is_issued_before_the_meeting(self):
        found = reading(
            "2026年4月1日\n" + HEAD + "1.教务处6月底前修订教学大纲。\n共印10份"
        )
        self.assertIsNone(found.meeting["date_issue"])


class TestNumbers(unittest.TestCase):
    """A number before an item is none of its words; a figure of the item is one."""

    def words(self, *lines):
        return [item.text for item in reading(HEAD + "\n".join(lines)).items]

    @clause("PLUS-M5")
    def test_a_figure_behind_the_number_stays(self):
        for marker in ("2.", "二、", "2、", "2．", "（二）", "B.", "（b）", "b)"):
            for thing in (
                "3号楼维修",
                "2026年度预算",
                "2025级分流",
                "1期工程",
                "10月例会",
            ):
                with self.subTest(marker=marker, thing=thing):
                    self.assertEqual(
                        self.words(
                            "一、由财务处5月底前拨款。"
                            if marker == "二、"
                            else "1.由财务处5月底前拨款。",
                            f"{marker}{thing}由基建处8月底前完成。",
                        )[1:],
                        [f"{thing}由基建处8月底前完成"],
                    )

    @clause("PLUS-M5")
    def test_numbers_of_two_levels_and_decimals(self):
        self.assertEqual(
            self.words("2.3教务处5月底前修订大纲。", "2.4项目由基建处8月底前验收。"),
            ["教务处5月底前修订大纲", "项目由基建处8月底前验收"],
        )
        self.assertEqual(
            self.words("2.3万元专项经费由财务处5月底前拨付。"),
            ["2.3万元专项经费由财务处5月底前拨付"],
        )

    @clause("PLUS-M5")
    def test_two_things_are_no_number(self):
        for words in (
            "三、四号楼由基建处8月底前完成全部维修工作。",
            "2、3号楼由基建处8月底前完成全部的维修工作。",
            "A、B两栋宿舍由基建处8月底前完成全部维修。",
        ):
            with self.subTest(words=words):
                self.assertEqual(self.words(words), [words[:-1]])
        self.assertEqual(
            self.words(
                "1、教务处5月底前修订大纲。",
                "2、3号楼由基建处8月底前完成维修。",
                "3、4号楼由基建处9月底前完成维修。",
            )[1:],
            ["3号楼由基建处8月底前完成维修", "4号楼由基建处9月底前完成维修"],
        )

    @clause("PLUS-M5")
    def test_letters_count(self):
        for form in ("{}.", "{}、", "({})", "（{}）", "{})"):
            with self.subTest(form=form):
                found = reading(
                    HEAD
                    + form.format("A")
                    + "教务处要5月底前修订大纲\n"
                    + form.format("B")
                    + "后勤、保卫处5月20日前把校园安全隐患排查一遍\n"
                    + form.format("C")
                    + "财务处6月底前优化报销流程"
                )
                self.assertEqual(
                    told(found.items),
                    [
                        ("教务处要5月底前修订大纲", "教务处", "2026-05-31"),
                        (
                            "后勤、保卫处5月20日前把校园安全隐患排查一遍",
                            "后勤",
                            "2026-05-20",
                        ),
                        ("财务处6月底前优化报销流程", "财务处", "2026-06-30"),
                    ],
                )
        found = reading(
            HEAD + "会议明确：A.教务处5月底前修订大纲；B.保卫处6月1日前排查隐患。"
        )
        self.assertEqual(
            told(found.items),
            [
                ("教务处5月底前修订大纲", "教务处", "2026-05-31"),
                ("保卫处6月1日前排查隐患", "保卫处", "2026-06-01"),
            ],
        )
