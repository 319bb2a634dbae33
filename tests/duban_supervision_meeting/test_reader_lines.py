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


class TestLabels(unittest.TestCase):
    """What labels inside of a paragraph say is about the task before them; they are no items and no units."""

    @clause("PLUS-M5")
    def test_labels_behind_the_task(self):
        for words in (
            "完成机房搬迁。责任单位：网络与信息中心；配合单位：财务处；完成时间：2026年8月20日前。",
            "完成机房搬迁；责任单位：网络与信息中心；配合单位：财务处；完成时间：8月20日前。",
            "完成机房搬迁 责任单位：网络与信息中心 配合单位：财务处 完成时间：8月20日前",
            "完成机房搬迁，责任单位：网络与信息中心，配合单位：财务处，时限要求：8月20日。",
            "完成机房搬迁。牵头：网络与信息中心；配合：财务处；计划完成时间：8月20日前。",
            "完成机房搬迁。【责任单位：网络与信息中心】【配合单位：财务处】【完成时间：8月20日前】",
            "完成机房搬迁。责任单位及责任人：网络与信息中心 王强；配合部门：财务处。完成时间：8月20日前。",
            "完成机房搬迁（责任单位：网络与信息中心；配合单位：财务处；完成时间：8月20日前）。",
        ):
            for marker in ("1.", "（一）", "", "A."):
                with self.subTest(words=words, marker=marker):
                    first, second = reading(
                        HEAD + marker + words + "\n2.教务处6月底前修订教学大纲。"
                    ).items
                    self.assertEqual(
                        told([first, second]),
                        [
                            ("完成机房搬迁", "网络与信息中心", "2026-08-20"),
                            ("教务处6月底前修订教学大纲", "教务处", "2026-06-30"),
                        ],
                    )
                    self.assertEqual(first.co_units, ["财务处"])

    @clause("PLUS-M5")
    def test_a_short_task_and_its_labels(self):
        (item,) = reading(HEAD + "3.搬迁。责任部门：国资处 完成时限：7月底前").items
        self.assertEqual(told([item]), [("搬迁", "国资处", "2026-07-31")])

    @clause("PLUS-M5")
    def test_two_tasks_with_labels_in_one_paragraph(self):
        found = reading(
            HEAD + "完成机房搬迁。责任单位：网络与信息中心；完成时间：8月20日前。"
            "修订教学大纲。责任单位：教务处；完成时间：5月底前。"
        )
        self.assertEqual(
            told(found.items),
            [
                ("完成机房搬迁", "网络与信息中心", "2026-08-20"),
                ("修订教学大纲", "教务处", "2026-05-31"),
            ],
        )

    @clause("PLUS-M5")
    def test_who_answers_is_a_unit_or_a_leader_and_no_clerk(self):
        for who, lead, leader in (
            ("张三", None, None),
            ("国资处", "国资处", None),
            ("李副校长", None, "李副校长"),
        ):
            with self.subTest(who=who):
                (item,) = reading(
                    HEAD + f"2.图书馆座椅7月上旬到位。责任人：{who}"
                ).items
                self.assertEqual(
                    told([item]), [("图书馆座椅7月上旬到位", lead, "2026-07-10")]
                )
                self.assertEqual(item.leader, leader)
