"""The reader of minutes: the kinds that fourteen blind rounds brought up, each with other words than theirs."""

import unittest
from pathlib import Path

from tests.clauses import clause
from tests.duban_supervision_meeting.test_reader_lines import HEAD, reading
from tools.measure import minutes as measure

ROUNDS = Path(__file__).parent.parent / "inputs" / "minutes_rounds"


def who(words, head=HEAD + "1."):
    """[(wording, kind, who leads, who helps, leader)] of what the decision ``words`` becomes."""
    return [
        (item.text, item.kind, item.lead_unit, item.co_units, item.leader)
        for item in reading(f"{head}{words}").items
    ]


def leads(words, head=HEAD + "1."):
    return [(lead, co, leader) for _text, _kind, lead, co, leader in who(words, head)]


class TestRounds(unittest.TestCase):
    @clause("PLUS-M5")
    def test_kept_rounds(self):
        """With the names of the units and without: what was learned stays."""
        for names, lead in (
            (measure.unit_names(ROUNDS / "units.txt"), 0.99),
            ([], 0.96),
        ):
            rows = [
                measure.judge(path, names) for path in sorted(ROUNDS.glob("*.json"))
            ]
            shares = measure.figures(measure.summed(rows))
            self.assertGreaterEqual(shares["items"], 500)
            self.assertGreaterEqual(shares["recall"], 0.98)
            self.assertGreaterEqual(shares["precision"], 0.99)
            self.assertGreaterEqual(shares["lead"], lead)
            self.assertGreaterEqual(shares["due"], 0.99)
            self.assertEqual(shares["wording"], 1)

    @clause("PLUS-M5")
    def test_leaders(self):
        for words, expected in (
            ("教材清退请马副校长盯一下。", [(None, [], "马副校长")]),
            ("授权马副校长代表学校与市政府洽谈。", [(None, [], "马副校长")]),
            ("整改结果由马副校长复查。", [(None, [], "马副校长")]),
            (
                "由马副校长牵头、教务处执笔，5月底前拿出初稿。",
                [("教务处", [], "马副校长")],
            ),
            ("选拔工作由马副校长、教务处负责。", [("教务处", [], "马副校长")]),
            (
                "授权马副校长与市政府洽谈，由基建处牵头、财务处配合，5月底前拟定协议。",
                [(None, [], "马副校长"), ("基建处", ["财务处"], None)],
            ),
        ):
            with self.subTest(words=words):
                self.assertEqual(leads(words), expected)

    @clause("PLUS-M5")
    def test_a_leader_who_only_signs_is_not_charged(self):
        for words in ("聘书由校长签发。", "方案由马副校长审定。"):
            with self.subTest(words=words):
                self.assertNotIn(
                    "马副校长", [leader for *_rest, leader in leads(words)]
                )

    @clause("PLUS-M5")
    def test_units_and_what_only_looks_like_one(self):
        for words, expected in (
            # part of a longer name
            ("后勤保障处党支部于5月底前完成换届。", "后勤保障处党支部"),
            # a part of the unit with a name of its own
            ("保卫处校卫大队每周抽查一次门岗，5月底前报结果。", "保卫处校卫大队"),
            # the festival is held (举办), the unit is named behind
            ("文化节如期举办，由财务处落实经费。", "财务处"),
            ("人员关系复杂，人事处要核对清楚。", "人事处"),
            # 医院 is the one named before
            ("校医院2类药品短缺，医院要制定方案，5月底前报财务处。", "校医院"),
            # what everybody hands in is named between
            ("各科总结5月底前交教务处。", "各科"),
        ):
            with self.subTest(words=words):
                self.assertEqual(leads(words)[0][0], expected)

    @clause("PLUS-M5")
    def test_who_had_it_until_now_does_not_act(self):
        found = who("档案工作由人事处划归组织部，人事处5月底前完成移交。")
        self.assertEqual(
            [(kind, lead) for _text, kind, lead, _co, _leader in found],
            [("decision_without_task", None), ("task", "人事处")],
        )

    @clause("PLUS-M5")
    def test_who_helps_or_acts_only_when_late_is_no_second_task(self):
        self.assertEqual(
            leads("基建处组织安装，后勤保障处协助腾空房间。"),
            [("基建处", ["后勤保障处"], None)],
        )
        self.assertEqual(
            leads("各学院5月25日前报送进度，逾期未报的由教务处通报。"),
            [("各学院", [], None)],
        )

    @clause("PLUS-M5")
    def test_what_is_said_to_everybody_is_no_task(self):
        for words in (
            "会议强调，维修任务重，各单位要统筹安排，确保质量。",
            "马校长强调，督办不是目的。各单位要对照清单，拿出实招。",
            "请相关单位抓好落实，遇到问题及时与教务处联系。",
            "各学院不得以任何名义截留经费。",
        ):
            with self.subTest(words=words):
                self.assertEqual(who(words), [])
        # who is named by name and has a day is asked for it there too
        self.assertEqual(
            leads("会议强调，要压实责任，教务处每周五通报进展。"),
            [("教务处", [], None)],
        )

    @clause("PLUS-M5")
    def test_what_was_said_ends_with_its_heading(self):
        found = reading(
            "校长办公会议纪要\n一、校长讲话\n大家要再接再厉。\n二、新楼命名征集延期至11月底。"
        )
        self.assertEqual(
            [item.text for item in found.items], ["新楼命名征集延期至11月底"]
        )

    @clause("PLUS-M5")
    def test_what_is_refused_beside_what_is_granted_is_told_apart(self):
        found = who("会议审议通过王某等6人上岗，李某近三年无项目，本次不予上岗。")
        self.assertEqual([kind for _text, kind, *_rest in found], [KIND, KIND])

    @clause("PLUS-M5")
    def test_labels_before_what_is_to_be_done(self):
        self.assertEqual(
            who(
                "“收费不规范”问题。责任领导：马副校长；责任部门：财务处。对近三年收费逐项清理，5月底前完成。"
            ),
            [
                (
                    "对近三年收费逐项清理，5月底前完成",
                    "task",
                    "财务处",
                    [],
                    "马副校长",
                )
            ],
        )

    @clause("PLUS-M5")
    def test_scanned_punctuation_is_read_and_shown_as_it_is(self):
        found = reading(
            HEAD + "1.教务处5月10日前完成自查,并报送报告.财务处5月20日前拨付经费."
        )
        self.assertEqual(
            [(item.text, item.lead_unit) for item in found.items],
            [
                ("教务处5月10日前完成自查,并报送报告", "教务处"),
                ("财务处5月20日前拨付经费", "财务处"),
            ],
        )

    @clause("PLUS-M5")
    def test_phrases_parted_by_blanks(self):
        (item,) = reading(HEAD + "1. 请财务处月底前导出老数据 给每个单位发一份").items
        self.assertEqual(
            (item.lead_unit, item.due.isoformat()), ("财务处", "2026-04-30")
        )
        self.assertIn("老数据 给", item.text)

    @clause("PLUS-M5")
    def test_by_when_not_when_it_is_held(self):
        for words, day in (
            ("答辩于6月1日至3日进行，由教务处5月20日前公布分组。", "2026-05-20"),
            ("教务处6月1日前起草方案。", "2026-06-01"),
            ("党课定于6月4日，组织部通知到每个支部。", "2026-06-04"),
            ("组织部“七一”前组织一次主题党日。", "2026-06-30"),
        ):
            with self.subTest(words=words):
                (item,) = reading(HEAD + "1." + words).items
                self.assertEqual(item.due and item.due.isoformat(), day)


KIND = "decision_without_task"
