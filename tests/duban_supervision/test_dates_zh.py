"""Time limits as offices write them: what a careful clerk reads, and what he asks about."""

import csv
import time
import unittest
from datetime import date, datetime
from pathlib import Path

from odoo.addons.duban_supervision.tools.dates_zh import (
    Cycle,
    SchoolCalendar,
    find,
    read,
    read_cell,
)

from ..clauses import clause

LEDGERS = Path(__file__).parents[1] / "inputs" / "ledgers"
SPRING_DAY = date(2026, 3, 2)
MEETING = date(2026, 11, 5)
CALENDAR = SchoolCalendar(
    [
        (date(2025, 9, 1), date(2026, 1, 18)),
        (date(2026, 3, 2), date(2026, 7, 5)),
        (date(2026, 8, 31), date(2027, 1, 17)),
    ]
)
#: a cell of a ledger of 2026 → what it means: a date (with "long" when it goes on), or what kind of answer
OF_A_PLAN = {
    "2026-12-25": (
        "2026年12月25日",
        "2026.12.25",
        "2026/12/25前",
        "20261225",
        "二〇二六年十二月二十五日",
        "25/12/2026",
        "12月25日下午5点前",
    ),
    "2026-03-05": ("2026-3-5",),
    "2026-12-31": (
        "2026年12月",
        "十二月",
        "2026年1月-12月",
        "2026.1-2026.12",
        "2026.1.1-2026.12.31",
        "下半年",
        "年底前",
        "2026年底",
        "2026年年底前",
        "2026年度",
        "2026",
        "全年",
        "贯穿全年，12月底总结",
        "元旦前",
        "6月启动，12月完成",
        "12月底前（其中6月底前完成招标）",
        "2026年12月31日17:00前",
        "第四季度",
        "12月底",
        "3、6、9、12月",
    ),
    "2026-02-28": ("2026年2月",),
    "2026-10-31": (
        "二○二六年十月底前",
        "10月底前，每周报送进展",
        "2026年4月、10月",
    ),
    "2026-11-30": (
        "十一月底前",
        "1.2026年6月30日前完成方案；2.2026年11月底前实施",
        "2026年4-11月",
    ),
    "2026-06-30": (
        "6月30日前",
        "6月30日前提交",
        "6月底前提出方案",
        "“七一”前",
        "6.30",
        "2026年1—6月",
        "一、二季度",
        "2026年上半年",
        "2026 年 6 月 30 日",
        "２０２６年６月３０日",
        "26年6月",
    ),
    "2026-12-05": ("12.5前",),
    "2026-06-20": ("6月中旬",),
    "2026-10-10": (
        "10月上旬",
        "2026年10月10日前",
    ),
    "2026-09-30": (
        "9月下旬前",
        "2026年第三季度",
        "前三季度",
        "国庆节前",
        "6月30日（已延期至9月30日）",
        "3月底前、9月底前",
    ),
    "2026-03-20": ("3月1日-20日",),
    "2026-05-20": ("3月1日至5月20日",),
    "2026-05-31": (
        "3月到5月",
        "2026年5月已完成",
    ),
    "2027-01-31": ("9月至1月",),
    "2026-03-31": ("第一季度末",),
    "2027-03-31": (
        "次年3月底",
        "2026年-2027年3月",
    ),
    "2027-06-30": ("明年6月",),
    "2028-12-31": ("2026-2028年",),
    "2027-02-28": ("2026年11月—2027年2月",),
    "long": (
        "长期坚持",
        "持续推进",
        "常态化开展",
    ),
    "2026-12-31 long": (
        "2026年12月31日前并长期坚持",
        "2026年12月底前，并持续推进",
    ),
    "cycle": (
        "每月25日前",
        "每月最后一个工作日",
        "每双周",
        "每季度末",
        "每周五",
        "每学期",
        "按月报送",
        "一季度一报",
        "每半年一次",
    ),
    "2026-09-30 long": ("每年3月、9月",),
    "ask": (
        "立行立改",
        "即知即改",
        "尽快",
        "开学前",
        "2026年秋季学期",
        "寒假前",
        "第8周",
        "本学期末",
        "春节前",
        "6月30日前完成初稿，学期末前定稿",
        "2月30日",
        "13月底",
        "9-12",
        "05/06/2026",
        "12月前",
        "三季度前",
        "一周内",
        "收到通知后10个工作日内",
        "3-5年",
        "两年内",
        "下次会议前",
        "会后两周内",
        "项目批复后3个月内",
        "教师节前后",
        "上半年前完成",
        "待定",
        "已完成",
        "自2026年9月起",
        "2026年3月启动",
        "6月30日或7月15日",
        "2025-2026学年第二学期",
        "十五五期间",
        "30天",
        "月底前",
    ),
    "2026-04-30": ("五一前",),
    "2026-08-31": ("8月31日前（开学前）",),
    "2026-12-20": ("①6月30日前完成；②12月20日前验收",),
    "none": (
        "/",
        "无",
        "",
    ),
    "2026-06-30 long": ("6月底前出台文件并长期执行",),
}
#: a second list, written before the reader saw it (69 of 78 were right): parted by |
MORE = {
    "2026-04-30": "4月30日下班前|四月三十日|2026年4月30日之前|4 月 底|4月末|Apr. 30, 2026|"
    "30 April 2026|2026-4-30 24:00|4.30前报送|by April 30",
    "2026-05-31": "5月31号|May 2026|2026年5月底之前|5月下旬|3月初至5月底|2026/05|2026年\n5月31日|"
    "2026\n年5\n月底",
    "2026-06-30": "二季度末前|Q2|2026Q2|上半年完成|6月30日24时前|2026年6月30日（星期二）|"
    "二〇二六年六月底|End of June 2026",
    "2026-07-15": "2026年7月15日前（原定6月30日前）|7月15日前报初稿|7/15",
    "2026-09-10": "9月上旬|2026.9.10止|截止到9月10日|9月10日以前",
    "2026-11-30": "Nov. 2026|11月份|9、10、11月|2026年11月30日前完成并报送总结",
    "2026-12-31": "年度内|2026年度内|本年底|2026年末|2026年12月31日止|4-12月份|全年12月底前完成|"
    "2026年下半年|四季度|Dec 2026",
    "2027-01-31": "2026年10月—2027年1月|明年1月底",
    "2028-12-31": "2028年底前|2028年",
    "long": "长期任务|常抓不懈|持续用力、久久为功|常态长效|长期坚持、持续推进",
    "cycle": "每月底|每季度第一个月10日前|每学期末|按季度报送",
    "ask": "适时|视情况而定|根据上级要求|5个工作日内|收文后15日内|2026年暑期|新学期开学前|"
    "4月31日|下周五前|6月或7月|3月起|TBD|ASAP|待省厅通知|验收后一个月内|Mid June 2026|"
    "Dec-26|June 31|Sept 2026 or later",
    "2026-06-30 long": "6月30日前完成，并常态化推进",
    "none": "—|N/A|n/a",
}  # fmt: skip
#: words of minutes of 5 November 2026, a Thursday
OF_A_MEETING = {
    "2026-11-06": (
        "11月6日中午12点前",
        "本周五前",
        "明天",
    ),
    "2027-01-15": ("1月15日前",),
    "2026-11-30": (
        "月底前",
        "本月底前",
    ),
    "2026-12-31": (
        "12月内",
        "年内",
        "元旦前",
        "下个月底",
    ),
    "2027-04-30": (
        "4月份内",
        "五一前",
    ),
    "2027-06-30": ("二季度末前",),
    "2027-03-31": ("第一季度内",),
    "2026-11-08": (
        "本周内",
        "72小时内",
    ),
    "2026-11-11": ("下周三前",),
    "2026-11-16": ("下下周一前",),
    "2026-11-12": ("一周内",),
    "2026-11-19": ("两周内",),
    "2026-11-15": ("十日内",),
    "2026-12-05": ("一个月内",),
    "2027-09-30": ("国庆节前",),
    "ask": (
        "春节前",
        "尽快",
        "下次会议前",
        "开学前",
        "放假前",
        "寒假",
        "本学期内",
        "考试周",
        "自反馈之日起两个月内",
        "汇总后两天内",
        "三个工作日内",
    ),
    "long": ("长期坚持",),
    "cycle": (
        "每月5日前",
        "每周五",
    ),
    "2026-12-20": ("12月20日前",),
    "2026-11-20": (
        "20日前",
        "半个月内",
    ),
    "2026-12-10": ("下月10日前",),
    "2027-05-05": ("半年内",),
}
#: with the semesters entered; of a ledger of 2026
BY_CALENDAR = {
    "2027-01-17": ("2026年秋季学期", "秋季学期末", "寒假前", "2026-2027学年第一学期末"),
    "2026-07-05": ("春季学期", "暑假前", "2025-2026学年第二学期"),
    "2026-08-30": ("暑假期间", "2026年暑假", "秋季学期开学前"),
    "2026-10-25": ("2026年秋季学期第8周",),
    "ask": (
        "寒假期间",
        "开学前",
        "第8周",
        "本学期末",
        "2028年春季学期",
        "秋季学期第40周",
    ),
}


def said(reading):
    """A reading in one word."""
    if reading.kind != "date":
        return reading.kind
    return str(reading.due) + (" long" if reading.is_long_term else "")


@clause("PLUS-X3")
class TestDatesZh(unittest.TestCase):
    maxDiff = None

    def check(self, table, *args):
        wrong = [
            (text, expected, said(read(text, *args)))
            for expected, texts in table.items()
            for text in texts
            if said(read(text, *args)) != expected
        ]
        self.assertEqual(wrong, [])

    def test_of_a_plan(self):
        self.check(OF_A_PLAN, SPRING_DAY, 2026)

    def test_more_of_a_plan(self):
        table = {key: texts.split("|") for key, texts in MORE.items()}
        self.check(table, SPRING_DAY, 2026)

    def test_of_a_meeting(self):
        self.check(OF_A_MEETING, MEETING)

    def test_by_calendar(self):
        self.check(BY_CALENDAR, SPRING_DAY, 2026, CALENDAR)

    def test_the_shared_lines(self):
        with open(LEDGERS / "dates.csv", encoding="utf-8") as file:
            lines = [row[:2] for row in csv.reader(file)][1:]
        self.assertGreater(len(lines), 10)
        for text, right in lines:
            if text.startswith("number"):
                reading = read_cell(12.1, SPRING_DAY, 2026, None, "0.00")
            elif text.startswith("Excel date"):
                shown = datetime(2026, 12, 1)
                reading = read_cell(shown, SPRING_DAY, 2026, None, "mmm\\-yy")
            else:
                reading = read(text, SPRING_DAY, 2026)
            with self.subTest(text):
                if right.startswith("yearly"):
                    self.assertTrue(reading.is_long_term)
                    self.assertEqual(reading.cycle, Cycle("year", 1, 6, 30))
                else:
                    self.assertIn(said(reading), right)

    def test_cells(self):
        shown = datetime(2026, 12, 1)
        for value, form, expected in (
            (shown, 'yyyy"年"m"月"', "2026-12-31"),
            (shown, "yyyy", "2026-12-31"),
            (shown, "yyyy/m/d", "2026-12-01"),
            (shown, 'm"月"d"日"', "2026-12-01"),
            (shown, "General", "2026-12-01"),
            (2026.1, "0.00", "2026-10-31"),
            (2026.1, "General", "ask"),
            (2026.11, "General", "2026-11-30"),
            (2026.3, "General", "2026-03-31"),
            (12.1, "General", "ask"),
            (12.2, "General", "ask"),
            (12.25, "General", "2026-12-25"),
            (46381, "General", "2026-12-25"),
            (46381.5, "General", "2026-12-25"),
            (2026, "General", "2026-12-31"),
            (None, "General", "none"),
            (True, "General", "none"),
        ):
            with self.subTest((value, form)):
                found = read_cell(value, SPRING_DAY, 2026, None, form)
                self.assertEqual(said(found), expected)
        lost = read_cell("2026.1", SPRING_DAY, 2026, exact=False)
        self.assertEqual(lost.options, (date(2026, 1, 31), date(2026, 10, 31)))

    def test_stages(self):
        reading = read("6月底前完成招标；12月20日前验收", SPRING_DAY, 2026)
        self.assertEqual(
            [(row.due, row.text) for row in reading.milestones],
            [
                (date(2026, 6, 30), "6月底前完成招标"),
                (date(2026, 12, 20), "12月20日前验收"),
            ],
        )
        self.assertEqual(reading.due, date(2026, 12, 20))

    def test_cycles(self):
        for text, expected in {
            "每月25日前": Cycle("month", 1, None, 25),
            "每月底前": Cycle("month", 1, None, -1),
            "每周五": Cycle("week", 1, None, 5),
            "每周一": Cycle("week", 1, None, 1),
            "每星期一": Cycle("week", 1, None, 1),
            "每两周": Cycle("week", 2),
            # once in that time, and no Monday
            "每周一次": Cycle("week"),
            "每月一次": Cycle("month"),
            "每季度一次": Cycle("quarter"),
            "每半年一次": Cycle("half_year"),
            "每年一次": Cycle("year"),
            "每学期一次": Cycle("semester"),
            "每年6月30日前": Cycle("year", 1, 6, 30),
            "一季度一报": Cycle("quarter"),
            "每学期末": Cycle("semester", 1, None, -1),
        }.items():
            with self.subTest(text):
                reading = read(text, SPRING_DAY, 2026)
                self.assertEqual(reading.cycle, expected)
                self.assertTrue(reading.is_long_term)
        both = read("10月底前，每周报送进展", SPRING_DAY, 2026)
        self.assertEqual((both.due, both.is_long_term), (date(2026, 10, 31), False))
        self.assertEqual(both.cycle, Cycle("week"))

    def test_what_is_asked_can_be_chosen(self):
        reading = read("12月前", SPRING_DAY, 2026)
        self.assertEqual(reading.options, (date(2026, 11, 30), date(2026, 12, 31)))

    def test_running_text(self):
        text = "由后勤处牵头，于11月20日前完成1号楼改造，12月底前验收；每周五报送进展。"
        found = find(text, MEETING)
        self.assertEqual(
            [(row.text, said(row)) for row in found],
            [
                ("11月20日前", "2026-11-20"),
                ("12月底前", "2026-12-31"),
                ("每周五", "cycle"),
            ],
        )
        self.assertEqual(text[slice(*found[0].span)], "11月20日前")
        heard = find("听取了2026年1-9月工作汇报", MEETING)
        self.assertEqual([row.is_limit for row in heard], [False])

    def test_no_text_is_slow(self):
        """A cell that a user sends costs no more than its length."""
        for piece in (
            "(",
            "1",
            "每",
            "第一",
            "1-",
            "二〇二六年",
            "3月",
            "自",
            "2026年",
        ):
            text = piece * (20000 // len(piece))
            started = time.process_time()
            self.assertEqual(read(text, SPRING_DAY, 2026).kind, "ask")
            find(text, SPRING_DAY, 2026)
            self.assertLess(time.process_time() - started, 2, piece)

    @clause("PLUS-X3", "PLUS-M5")
    def test_limits_in_running_text(self):
        """前提交 begins with 前; the hour and the day of the week may stand before it; a length is none."""
        for text, limits in (
            ("6月30日前提交报告", ["6月30日前"]),
            ("于11月6日中午12点前报送", ["11月6日中午12点前"]),
            ("12月4日（周五）前反馈", ["12月4日（周五）前"]),
            ("9月28日下班前交材料", ["9月28日下班前"]),
            ("9月1日前往省厅", []),
            ("实行24小时值班", []),
            ("24小时内上报", ["24小时内"]),
            ("六一前慰问", ["六一前"]),
        ):
            with self.subTest(text):
                found = [row for row in find(text, SPRING_DAY) if row.is_limit]
                self.assertEqual([row.text for row in found], limits)
