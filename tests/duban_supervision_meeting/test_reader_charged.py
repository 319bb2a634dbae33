"""What somebody is charged with is work, also where the minutes tell what was reported or what is wrong."""

import unittest

from tests.clauses import clause
from tests.duban_supervision_meeting.test_reader_lines import HEAD, reading


class TestCharged(unittest.TestCase):
    """Under 存在问题 and 汇报工作 much is only told; what somebody is charged with in so many words is work."""

    def leads(self, heading, sentence):
        found = reading(f"{HEAD}一、{heading}\n1.{sentence}")
        return [item.lead_unit for item in found.items if item.kind == "task"]

    @clause("PLUS-M2", "PLUS-M5")
    def test_what_is_wrong_and_who_does_something_about_it(self):
        for sentence, lead in (
            ("部分学院台账不全。由国资处牵头建立危化品全流程台账。", "国资处"),
            ("门禁系统老化。责成网络与信息中心会同保卫处更换门禁。", "网络与信息中心"),
            ("食堂排队过长，请后勤保障处增设窗口。", "后勤保障处"),
            ("部分学院台账不全。会议要求，由国资处牵头建立台账。", "国资处"),
        ):
            with self.subTest(sentence=sentence):
                self.assertEqual(self.leads("存在问题", sentence), [lead])
        for sentence in ("保卫处人手不足。", "教务处排课系统老化，学生意见较大。"):
            self.assertEqual(self.leads("存在问题", sentence), [])

    @clause("PLUS-M2", "PLUS-M5")
    def test_what_is_told_and_what_was_decided_on_it(self):
        for heading in ("各部门汇报工作", "通报近期重点工作", "汇报交流近期工作情况"):
            for sentence, lead in (
                ("会议决定由教务处牵头修订考试管理办法，学生工作处配合。", "教务处"),
                ("会议同意人事处的招聘方案，由人事处组织实施。", "人事处"),
                ("教务处牵头修订考试管理办法。", "教务处"),
                ("考试管理办法由教务处负责修订。", "教务处"),
            ):
                with self.subTest(heading=heading, sentence=sentence):
                    self.assertEqual(self.leads(heading, sentence), [lead])
            self.assertEqual(self.leads(heading, "教务处完成了排课。"), [])
