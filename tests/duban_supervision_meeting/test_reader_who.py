"""The reader of minutes: who leads, who helps and by when, as offices really write it."""

import unittest

from tests.clauses import clause
from tests.duban_supervision_meeting.test_reader_lines import HEAD, reading, told
from tools.measure import minutes as measure

api = measure.api


class TestWho(unittest.TestCase):
    """Who leads and who helps, by the verb between them."""

    def who(self, words):
        (item,) = reading(HEAD + "1." + words + "。").items
        self.assertEqual(item.text, words)
        return item.lead_unit, item.co_units

    @clause("PLUS-M5")
    def test_who_is_helped_leads(self):
        for words, lead, co in (
            (
                "保卫处配合后勤保障处做好施工期间安全管理",
                "后勤保障处",
                ["保卫处"],
            ),
            ("人事处协助组织部完成干部考核，6月底前完成", "组织部", ["人事处"]),
            (
                "财务处、国资处要协助基建处办理移交手续",
                "基建处",
                ["财务处", "国资处"],
            ),
            ("财务处6月底前协助审计处完成整改", "审计处", ["财务处"]),
            ("各学院要积极配合教务处核对学籍", "教务处", ["各学院"]),
        ):
            with self.subTest(words=words):
                self.assertEqual(self.who(words), (lead, co))

    @clause("PLUS-M5")
    def test_who_is_charged_leads_whomever_it_helps(self):
        for words, lead, co in (
            ("由财务处配合基建处6月底前完成结算", "财务处", ["基建处"]),
            ("由教务处牵头，研究生院配合，完成排课", "教务处", ["研究生院"]),
            ("后勤保障处牵头、基建处配合查明原因", "后勤保障处", ["基建处"]),
            ("人事处配合做好档案整理，5月底前完成", "人事处", []),
        ):
            with self.subTest(words=words):
                self.assertEqual(self.who(words), (lead, co))

    @clause("PLUS-M5")
    def test_somebody_outside_is_no_unit(self):
        for body in ("公安局", "巡视组", "街道办事处", "市财政局"):
            with self.subTest(body=body):
                self.assertEqual(
                    self.who(f"保卫处要主动配合{body}做好现场调查"), ("保卫处", [])
                )

    @clause("PLUS-M5")
    def test_several_charged_in_one_clause_are_several_items(self):
        found = reading(
            HEAD
            + "1.图书馆项目由基建处负责建设、财务处负责资金保障、审计处全程跟踪审计。"
        )
        self.assertEqual(
            told(found.items),
            [
                ("图书馆项目由基建处负责建设", "基建处", None),
                ("财务处负责资金保障", "财务处", None),
                ("审计处全程跟踪审计", "审计处", None),
            ],
        )
        self.assertEqual(
            self.who("教务处、财务处负责排课、报销、经费测算"), ("教务处", ["财务处"])
        )

    @clause("PLUS-M5")
    def test_a_group_that_is_helped_takes_part(self):
        """各学院 leads nothing and is not dropped: it is asked for; somebody outside of the house is not."""
        for words, lead, co in (
            ("人事处积极配合各学院做好招聘工作", "人事处", ["各学院"]),
            ("网络与信息中心要协助各单位做好备案", "网络与信息中心", ["各单位"]),
            ("保卫处配合施工单位做好围挡", "保卫处", []),
            ("保卫处配合公安机关做好调查", "保卫处", []),
        ):
            with self.subTest(words=words):
                self.assertEqual(self.who(words), (lead, co))
                (item,) = api.read_text(HEAD + f"1.{words}。").items
                self.assertEqual((item.lead_unit, item.co_units), (lead, co))

    @clause("PLUS-M5")
    def test_brackets_of_others(self):
        found = reading(HEAD + "1.各学院1月底前报送建设任务书（研究生院汇总）。")
        self.assertEqual(
            told(found.items),
            [
                (
                    "各学院1月底前报送建设任务书（研究生院汇总）",
                    "各学院",
                    "2027-01-31",
                )
            ],
        )
        found = reading(HEAD + "1.基建处完成维修（保卫处6月1日前封闭道路）。")
        self.assertEqual(
            told(found.items),
            [
                ("基建处完成维修", "基建处", None),
                ("保卫处6月1日前封闭道路", "保卫处", "2026-06-01"),
            ],
        )
        for words, lead, co, due in (
            (
                "修订手册（教务处牵头、人事处配合，5月底前完成）",
                "教务处",
                ["人事处"],
                "5月底前",
            ),
            (
                "开展安全教育（学生工作处负责组织，5月底前）",
                "学生工作处",
                [],
                "5月底前",
            ),
            ("完成整改（5月底前全部完成）", None, [], "5月底前"),
            (
                "基建处完成维修（保卫处配合，6月1日前）",
                "基建处",
                ["保卫处"],
                "6月1日前",
            ),
        ):
            with self.subTest(words=words):
                (item,) = reading(HEAD + "1." + words + "。").items
                self.assertEqual(
                    (item.lead_unit, item.co_units, item.due_text), (lead, co, due)
                )

    @clause("PLUS-M5")
    def test_who_and_by_when_in_brackets_is_about_the_item(self):
        """Only a bracket that tells other work, as closing a road, is a task of its own."""
        for bracket, lead, co in (
            ("后勤保障处6月底前完成", "后勤保障处", []),
            ("后勤保障处6月底前", "后勤保障处", []),
            ("后勤保障处、保卫处6月底前完成", "后勤保障处", ["保卫处"]),
            ("后勤保障处6月底前完成，保卫处配合", "后勤保障处", ["保卫处"]),
            ("后勤保障处6月底前完成，保卫处6月底前配合", "后勤保障处", ["保卫处"]),
            ("教务处6月底前组织落实", "教务处", []),
            ("由后勤保障处于6月底前完成", "后勤保障处", []),
            ("请保卫处6月底前组织实施", "保卫处", []),
            ("6月底前后勤保障处完成", "后勤保障处", []),
            ("6月底前，由后勤保障处完成", "后勤保障处", []),
            ("教务处5月底前，人事处6月底前", "教务处", ["人事处"]),
        ):
            with self.subTest(bracket=bracket):
                found = reading(HEAD + f"1.完成宿舍维修（{bracket}）。")
                self.assertEqual(
                    told(found.items), [("完成宿舍维修", lead, "2026-06-30")]
                )
                self.assertEqual(found.items[0].co_units, co)
                self.assertEqual(found.items[0].due_text, "6月底前")
        (item,) = reading(HEAD + "1.完成维修（李副校长6月底前落实）。").items
        self.assertEqual((item.leader, item.due_text), ("李副校长", "6月底前"))

    @clause("PLUS-M5")
    def test_who_acts_before_the_bracket_leads(self):
        for bracket, co in (
            ("教务处5月底前，人事处6月底前", ["人事处"]),
            ("人事处6月底前完成", ["人事处"]),
        ):
            with self.subTest(bracket=bracket):
                (item,) = reading(HEAD + f"1.教务处完成教材审核（{bracket}）。").items
                self.assertEqual(
                    told([item]), [("教务处完成教材审核", "教务处", "2026-06-30")]
                )
                self.assertEqual(item.co_units, co)


class TestLimits(unittest.TestCase):
    """Limits that were moved, and the ends of what goes on."""

    def limit(self, words):
        (item,) = reading(HEAD + "1." + words + "。").items
        return item.due_text, item.due and item.due.isoformat()

    @clause("PLUS-M5")
    def test_a_limit_that_is_moved(self):
        for words, limit, day in (
            ("食堂改造延期至7月底完成，由后勤保障处负责", "7月底", "2026-07-31"),
            (
                "原定于5月底完成的食堂改造，延期至7月底完成，由后勤保障处负责",
                "7月底",
                "2026-07-31",
            ),
            ("基建处将实验楼验收时间推迟到9月30日", "9月30日", "2026-09-30"),
            ("校园维修延长到8月底完成，由后勤负责", "8月底", "2026-08-31"),
            (
                "后勤保障处将食堂改造完成时限由5月底调整为7月底",
                "7月底",
                "2026-07-31",
            ),
        ):
            with self.subTest(words=words):
                self.assertEqual(self.limit(words), (limit, day))

    @clause("PLUS-M5")
    def test_the_end_of_what_goes_on(self):
        for words, limit, day in (
            (
                "网络与信息中心每周五通报进度，直至2027年6月底上线运行",
                "2027年6月底",
                "2027-06-30",
            ),
            ("保卫处自5月1日起至6月30日开展专项整治", "6月30日", "2026-06-30"),
            ("自即日起至6月30日，保卫处开展专项整治", "6月30日", "2026-06-30"),
            ("保卫处自5月1日起开展专项整治", None, None),
            ("后勤保障处将开放时间延长至23:00", None, None),
        ):
            with self.subTest(words=words):
                self.assertEqual(self.limit(words), (limit, day))

    @clause("PLUS-M5")
    def test_a_limit_behind_several_units_is_of_each(self):
        two = "后勤保障处负责食堂改造、基建处负责管网改造"
        for words, days in (
            (two + "，6月底前完成", ["2026-06-30"] * 2),
            (two + "，人事处配合，6月底前完成", ["2026-06-30"] * 2),
            (two + "（6月底前完成）", ["2026-06-30"] * 2),
            (two + "；完成时限：6月底前", ["2026-06-30"] * 2),
            ("6月底前，" + two, ["2026-06-30"] * 2),
            ("6月底前" + two, ["2026-06-30"] * 2),
            (
                two + "，分别于5月底前、6月底前完成",
                ["2026-05-31", "2026-06-30"],
            ),
            (two + "，保卫处6月1日前封闭道路", [None, None, "2026-06-01"]),
            ("后勤保障处5月底前报送方案，" + two, ["2026-05-31", None]),
            (
                "教务处做好排课、财务处做好拨款、人事处做好考核等工作，6月底前完成",
                ["2026-06-30"] * 3,
            ),
            (
                "后勤保障处5月底前负责食堂改造、基建处负责管网改造，6月底前完成",
                ["2026-05-31", "2026-06-30"],
            ),
        ):
            with self.subTest(words=words):
                found = reading(HEAD + f"1.{words}。").items
                self.assertEqual([day for _text, _lead, day in told(found)], days)


class TestFromOwnMinutes(unittest.TestCase):
    """What minutes written in the styles of five universities were misread for."""

    @clause("PLUS-M1")
    def test_a_day_of_an_item_is_not_the_meetings(self):
        found = reading(
            "国际教育学院党政联席会议纪要\n2026年9月15日\n主持人：李院长\n"
            "一、推迟原定10月15日的教学研讨会至11月5日举行，由教务处另行通知。\n"
            "二、教务处9月20日前召开第一次会议。"
        )
        self.assertEqual(found.meeting["date"].isoformat(), "2026-09-15")
        self.assertIsNone(found.meeting["ordinal"])
        self.assertEqual(found.items[1].due.isoformat(), "2026-09-20")

    @clause("PLUS-M5")
    def test_what_a_unit_does_in_brackets_parts_no_list(self):
        (item,) = reading(
            HEAD
            + "1.后勤保障处（宿舍）、财务处（缴费）、保卫处（交通）5月底前分工落实。"
        ).items
        self.assertEqual(
            (item.lead_unit, item.co_units), ("后勤保障处", ["财务处", "保卫处"])
        )

    @clause("PLUS-M5")
    def test_the_time_that_is_told_of_is_no_limit(self):
        (item,) = reading(HEAD + "1.财务处月底前把上半年报销清理一遍。").items
        self.assertEqual(told([item])[0][2], "2026-04-30")

    @clause("PLUS-M5")
    def test_those_named_above_are_no_unit(self):
        (item,) = reading(
            HEAD + "1.教务处检查教室设备。\n责任单位：上述各单位\n完成时限：5月底前"
        ).items
        self.assertEqual(told([item])[0][1:], ("教务处", "2026-05-31"))

    @clause("PLUS-M1")
    def test_a_day_below_the_first_item_is_not_the_meetings(self):
        found = reading(
            "党政联席会会议纪要\n化学化工学院　2026年4月2日\n一、实验室搬迁\n1.教务处4月10日前报送方案\n"
            "二、研究生复试\n时间定于4月8日，研究生院做好全程录像"
        )
        self.assertIsNone(found.meeting["date"])
        self.assertEqual(found.items[0].due.isoformat(), "2026-04-10")

    @clause("PLUS-M5")
    def test_what_counts_back_from_an_event_is_asked(self):
        (item,) = reading(
            HEAD + "1.做好专家接待。责任单位：教务处；时限：进校前一周"
        ).items
        self.assertEqual((item.due_text, item.due), ("进校前一周", None))

    @clause("PLUS-M5")
    def test_the_next_meeting_is_no_limit_of_the_last_line(self):
        (item,) = reading(
            HEAD + "各学院5月10日前上报实验室自查表\n下次会议6月3日召开"
        ).items
        self.assertEqual(
            told([item]), [("各学院5月10日前上报实验室自查表", "各学院", "2026-05-10")]
        )
