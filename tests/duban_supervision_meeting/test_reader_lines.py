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
