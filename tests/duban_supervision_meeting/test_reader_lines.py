"""The reader of minutes: lines, labels, numbers and limits as offices really write them."""

import time
import unittest

from tests.clauses import clause
from tools.measure import minutes as measure

api = measure.api
NAMES = (
    "校长办公室 党委组织部 组织部 教务处 财务处 人事处 研究生院 审计处 "
    "保卫处 基建处 国资处 后勤保障处 后勤 学生工作处 校医院 网络与信息中心"
).split()
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

    @clause("PLUS-M5")
    def test_a_limit_behind_a_name_stays(self):
        """The person goes; by when, who helps and which leader answers stay with the task."""
        for words, task, lead, leader, day in (
            (
                "教务处完成制度修订，责任人：张三，6月底前完成",
                "教务处完成制度修订",
                "教务处",
                None,
                "2026-06-30",
            ),
            (
                "后勤完成食堂改造，联系人：李四（电话123），7月底前投用",
                "后勤完成食堂改造",
                "后勤",
                None,
                "2026-07-31",
            ),
            (
                "教务处修订办法，责任人：王五，联系人：赵六，均于6月底前完成",
                "教务处修订办法",
                "教务处",
                None,
                "2026-06-30",
            ),
            (
                "落实经费，责任人：财务处，6月底前完成",
                "落实经费",
                "财务处",
                None,
                "2026-06-30",
            ),
            (
                "完成体检。责任人：校医院 王某，6月底",
                "完成体检",
                "校医院",
                None,
                "2026-06-30",
            ),
            (
                "落实经费；负责人：李副校长，6月底前完成",
                "落实经费",
                None,
                "李副校长",
                "2026-06-30",
            ),
            (
                "落实经费（责任单位：财务处，6月底前完成）",
                "落实经费",
                "财务处",
                None,
                "2026-06-30",
            ),
            (
                "落实经费。分管领导：李副校长，6月底前完成",
                "落实经费",
                None,
                "李副校长",
                "2026-06-30",
            ),
        ):
            with self.subTest(words=words):
                (item,) = reading(HEAD + f"1.{words}。").items
                self.assertEqual(told([item]), [(task, lead, day)])
                self.assertEqual((item.leader, item.co_units), (leader, []))
        (item,) = reading(
            HEAD
            + "1.修订办法，责任单位：教务处，责任人：张三，6月底前完成，财务处配合。"
        ).items
        self.assertEqual((item.lead_unit, item.co_units), ("教务处", ["财务处"]))

    @clause("PLUS-M5")
    def test_what_goes_on_behind_a_name_is_not_dropped(self):
        for words in (
            "教务处修订大纲，责任人：张三，并报校长办公会审定，6月底前完成",
            "教务处修订大纲，联系人：教务处张三，电话：6688，6月底前报送材料",
        ):
            with self.subTest(words=words):
                (item,) = reading(HEAD + f"1.{words}。").items
                self.assertEqual(item.due.isoformat(), "2026-06-30")
                self.assertIn(words[-8:], item.text)
        (item,) = reading(HEAD + "1.教务处修订大纲，联系人：人事处张三。").items
        self.assertEqual(told([item]), [("教务处修订大纲", "教务处", None)])

    @clause("PLUS-M5")
    def test_the_next_units_work_behind_a_name_is_its_own(self):
        for words, tasks in (
            (
                "后勤完成食堂改造，责任人：李四；保卫处做好封闭，6月10日前完成",
                [
                    ("后勤完成食堂改造", "后勤", None),
                    ("保卫处做好封闭，6月10日前完成", "保卫处", "2026-06-10"),
                ],
            ),
            (
                "教务处修订办法，责任人：王五；财务处修订流程，责任人：赵六，均于6月底前完成",
                [
                    ("教务处修订办法", "教务处", None),
                    ("财务处修订流程", "财务处", "2026-06-30"),
                ],
            ),
            (
                "修订办法，责任单位：教务处，财务处6月底前修订流程",
                [
                    ("修订办法", "教务处", None),
                    ("财务处6月底前修订流程", "财务处", "2026-06-30"),
                ],
            ),
        ):
            with self.subTest(words=words):
                found = reading(HEAD + f"1.{words}。")
                self.assertEqual(told(found.items), tasks)
                self.assertEqual(found.passed, [])
        found = reading(
            HEAD + "1.教务处修订办法。\n责任人：张三，保卫处6月10日前做好封闭。"
        )
        self.assertEqual(
            [found.text[start:end] for start, end in found.passed],
            ["责任人：张三，保卫处6月10日前做好封闭"],
        )


class TestTime(unittest.TestCase):
    """What is written over and over is read or refused in seconds."""

    @clause("PLUS-M5")
    def test_no_runaway(self):
        for piece in (
            "基建处完成维修（保卫处6月1日前封闭道路）。",
            "（研究生院汇总）",
            "完成搬迁。责任单位：教务处；完成时间：6月底前。",
            "责任单位：",
            "责任人：张三，",
            "责任人：张三，教务处6月底前完成排课，",
            "基建处负责建设、",
            "A.教务处6月底前完成排课\n",
            "教务处6月底前完成排课\n",
            "保卫处配合教务处",
            "2、3号楼",
        ):
            with self.subTest(piece=piece):
                text = HEAD + "一、" + piece * ((60000 - len(HEAD) - 2) // len(piece))
                began = time.process_time()
                reading(text)
                self.assertLess(time.process_time() - began, 4)


class TestLines(unittest.TestCase):
    """One decision a line, as minutes are pasted out of a chat: no number, no 。"""

    TITLE = "专题会纪要\n2026年5月14日，李校长主持召开专题会议。"
    THREE = [
        ("教务处5月底前修订教学大纲", "教务处", "2026-05-31"),
        ("保卫处6月1日前排查隐患", "保卫处", "2026-06-01"),
        ("财务处6月中旬落实经费", "财务处", "2026-06-20"),
    ]

    @clause("PLUS-M5")
    def test_each_line_is_an_item(self):
        lines = [words for words, _lead, _day in self.THREE]
        for head in ("\n", "会议议定：\n", "\n会议议定如下事项：\n"):
            for end in ("\n", "；\n", "。\n", "\n\n"):
                with self.subTest(head=head, end=end):
                    found = reading(self.TITLE + head + end.join(lines) + end)
                    self.assertEqual(told(found.items), self.THREE)
                    self.assertEqual(found.passed, [])

    @clause("PLUS-M5")
    def test_long_lines_of_one_length(self):
        lines = [
            "教务处5月底前修订教学大纲并提交教学委员会审定",
            "保卫处6月1日前排查校园消防和危化品安全隐患",
            "财务处6月20日前落实图书馆改造经费三百万元",
        ]
        found = reading(self.TITLE + "\n" + "\n".join(lines))
        self.assertEqual([item.text for item in found.items], lines)
        self.assertEqual(
            [item.lead_unit for item in found.items], ["教务处", "保卫处", "财务处"]
        )

    @clause("PLUS-M5")
    def test_however_a_line_begins(self):
        found = reading(
            self.TITLE
            + "会议议定：\n5月底前教务处修订教学大纲\n6月1日前，保卫处排查隐患\n"
            "由财务处6月中旬落实经费\n请基建处牵头6月底前完成维修\n各学院6月底前报送名单\n审计处抓紧出具报告"
        )
        self.assertEqual(
            [item.lead_unit for item in found.items],
            ["教务处", "保卫处", "财务处", "基建处", "各学院", "审计处"],
        )

    @clause("PLUS-M5")
    def test_a_broken_line_goes_on(self):
        """Where the next line begins with a unit too, or with half of its name."""
        found = reading(
            self.TITLE
            + "会议议定：\n由教务处牵头，会同研究生院、各学院全面梳理现有培养方案，5月底前形成\n修订意见报"
            "校长办公会审定。由保卫处、后勤保障处联合开展校园安全隐患大\n排查，6月1日前完成整改。财务处"
            "、国资处6月20日前将预算执行情况报送校\n长办公室汇总。教务处6月底前将排课方案报送\n校长办公室审核。"
        )
        self.assertEqual(
            told(found.items)[1:],
            [
                (
                    "由保卫处、后勤保障处联合开展校园安全隐患大排查，6月1日前完成整改",
                    "保卫处",
                    "2026-06-01",
                ),
                (
                    "财务处、国资处6月20日前将预算执行情况报送校长办公室汇总",
                    "财务处",
                    "2026-06-20",
                ),
                (
                    "教务处6月底前将排课方案报送校长办公室审核",
                    "教务处",
                    "2026-06-30",
                ),
            ],
        )
        self.assertEqual(len(found.items), 4)

    @clause("PLUS-M5")
    def test_nothing_with_a_unit_and_a_day_is_in_neither_list(self):
        found = reading("财务处6月中旬落实经费\n会议议定：\n1.教务处5月底前修订大纲。")
        shown = [item.text for item in found.items]
        shown += [found.text[start:end] for start, end in found.passed]
        self.assertIn("财务处6月中旬落实经费", shown)

    @clause("PLUS-M5")
    def test_lines_below_what_was_decided_need_no_colon(self):
        head = "周例会纪要\n时间：2026年4月9日\n教务处汇报排课情况\n"
        tasks = "教务处做好排课\n后勤保障处继续推进食堂改造\n散会"
        for decided in (
            "会议要求",
            "会议要求：",
            "会议议定",
            "会议明确以下事项",
            "议定事项",
            "决定如下",
            "工作部署",
            "下一步工作安排",
        ):
            with self.subTest(decided=decided):
                found = reading(head + decided + "\n" + tasks)
                self.assertEqual(
                    told(found.items),
                    [
                        ("教务处做好排课", "教务处", None),
                        ("后勤保障处继续推进食堂改造", "后勤保障处", None),
                    ],
                )

    @clause("PLUS-M5")
    def test_short_lines_without_a_day_are_told(self):
        """Nothing says that they were decided: they are shown, and nothing is proposed."""
        found = reading(
            "周例会纪要\n时间：2026年4月9日\n教务处编印\n教务处做好排课\n后勤保障处推进改造\n散会"
        )
        self.assertEqual(found.items, [])
        self.assertEqual(
            [found.text[start:end] for start, end in found.passed],
            ["教务处做好排课", "后勤保障处推进改造"],
        )
