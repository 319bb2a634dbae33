"""From the file of the minutes to confirmed items and assigned matters."""

import base64
from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause

from .common import MeetingCommon

INPUTS = Path(__file__).parent.parent / "inputs" / "minutes"


def encoded(name):
    return base64.b64encode((INPUTS / name).read_bytes()).decode()


@tagged("post_install", "-at_install")
class TestReading(MeetingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ("后勤保障处", "财务处", "校长办公室"):
            cls.env["hr.department"].create(
                {"name": name, "company_id": cls.company.id}
            )
        cls.Meeting = cls.env["duban.meeting"].with_user(cls.office_user)

    def proposals(self, name="s1-xiaozhang-bangonghui.docx", **values):
        return self.Meeting.read_minutes(name=name, data=encoded(name), **values)

    @clause("PLUS-M5")
    def test_proposals(self):
        self.at("2026-09-17")
        found = self.proposals()
        self.assertEqual(found["meeting"]["body_id"], self.body_board.id)
        self.assertEqual(found["meeting"]["date"], "2026-09-14")
        self.assertEqual(len(found["items"]), 15)
        first = found["items"][1]
        (place,) = first["places"]
        self.assertEqual(found["text"][place[0] : place[1]], first["text"])
        self.assertEqual(first["lead_unit_id"], self.unit_a.id)
        self.assertEqual(first["date_due"], "2026-09-18")

    @clause("PLUS-M5")
    def test_leaders_are_matched_or_asked(self):
        """李副校长 is the one leader called so, 分管副校长 the leader of the unit; else a person says."""
        lead, other = self.leader, self.office_leader
        lead.name, other.name = "李明", "王芳"
        self.unit_a.leader_in_charge_id = other
        called = self.Meeting._leader_called
        nobody = self.env["res.users"]
        for words, unit, wanted in (
            ("李副校长", None, lead),
            ("副校长李某", None, lead),
            ("李明副校长", None, lead),
            ("分管教学的副校长", self.unit_a, other),
            ("分管教学的副校长", None, nobody),
            ("赵副校长", None, nobody),
            ("教学副院长", None, nobody),
            (None, self.unit_a, nobody),
        ):
            with self.subTest(words=words):
                self.assertEqual(called(words, unit), wanted)
        other.name = "李芳"
        self.assertEqual(called("李副校长", None), nobody)
        text = "会议议定：\n1.请李明副校长牵头，教务处于12月1日前拿出方案。"
        found = self.Meeting.read_minutes(text=text)
        (item,) = found["items"]
        self.assertEqual(item["leader_id"], lead.id)
        meeting = {
            **found["meeting"],
            "body_id": self.body_board.id,
            "date": "2024-03-04",
        }
        key = self.Meeting.confirm_minutes(meeting, [item], text=text)
        row = self.env["duban.meeting"].browse(key).resolution_ids
        self.assertEqual(row.responsible_leader_id, lead)
        item["leader_id"] = self.head_a.id
        with self.assertRaises(UserError):
            self.Meeting.confirm_minutes(meeting, [item], text=text)

    @clause("PLUS-M5", "PLUS-X4")
    def test_units_are_called_by_short_names_as_in_the_import(self):
        """校友办 and 教务 are certain, what may be meant is offered, what a person said once is known."""
        Unit, company = self.env["hr.department"], {"company_id": self.company.id}
        alumni, lab, student, research = Unit.create(
            [
                {"name": name, **company}
                for name in (
                    "校友工作办公室",
                    "实验室与设备管理处",
                    "学生工作部",
                    "研究生工作部",
                )
            ]
        )
        finder = self.Meeting._unit_finder()
        for words, certain, offered in (
            ("校友办", alumni, Unit),
            ("教务", self.unit_a, Unit),
            ("教务处", self.unit_a, Unit),
            ("jwc", self.unit_a, Unit),
            ("学工部", student, Unit),
            ("各学院", Unit, Unit),
            ("设备处", Unit, lab),
        ):
            with self.subTest(words=words):
                found, near = self.Meeting._units_called(words, finder)
                self.assertEqual(found, certain.ids)
                self.assertEqual(Unit.browse(near) & offered, offered)
        text = "会议议定：\n1.由设备处牵头，校友办、学工部配合，12月1日前清点设备。"
        (item,) = self.Meeting.read_minutes(text=text)["items"]
        self.assertFalse(item["lead_unit_id"])
        self.assertIn(lab.id, item["lead_offered"])
        self.assertEqual(item["co_unit_ids"], (alumni | student).ids)
        meeting = {"body_id": self.body_board.id, "date": "2024-03-04"}
        self.Meeting.confirm_minutes(
            meeting, [{**item, "lead_unit_id": lab.id}], text=text
        )
        (again,) = self.Meeting.read_minutes(text=text)["items"]
        self.assertEqual(again["lead_unit_id"], lab.id)
        self.assertFalse(again["lead_offered"])
        # a unit of another school, and one that is not supervised, are refused
        elsewhere = Unit.create(
            {"name": "别校", "company_id": self.env["res.company"].create({"name": "别校"}).id}
        )  # fmt: skip
        research.is_supervised_unit = False
        for unit in (elsewhere, research):
            for values in ({"lead_unit_id": unit.id}, {"co_unit_ids": unit.ids}):
                with self.assertRaises(UserError):
                    self.Meeting.confirm_minutes(
                        {**meeting, "date": "2024-03-05"},
                        [{**item, **values}],
                        text=text,
                    )

    @clause("PLUS-M5")
    def test_confirmed_items_keep_their_wording_and_place(self):
        self.at("2026-09-17")
        found = self.proposals()
        items = found["items"][:3]
        items[0]["reason_id"] = self.env.ref(
            "duban_supervision_meeting.reason_information"
        ).id
        key = self.Meeting.confirm_minutes(
            found["meeting"],
            items,
            name="纪要.docx",
            data=encoded("s1-xiaozhang-bangonghui.docx"),
        )
        meeting = self.Meeting.browse(key)
        self.assertEqual(meeting.minutes_number, "云川校办纪〔2026〕15号")
        self.assertEqual(len(meeting.resolution_ids), 3)
        for row in meeting.resolution_ids:
            self.assertEqual(
                row.name, meeting.minutes_text[row.place_start : row.place_end]
            )
        self.assertEqual(
            meeting.resolution_ids.mapped("status"), ["not_supervised", "open", "open"]
        )
        with self.assertRaises(UserError):  # twice
            self.Meeting.confirm_minutes({"id": key}, items[:1])

    @clause("PLUS-M5")
    def test_seven_filed_and_assigned(self):
        self.at("2026-09-17")
        found = self.proposals()
        tasks = [
            {**item, "lead_unit_id": item["lead_unit_id"] or self.unit_b.id}
            for item in found["items"]
            if item["kind"] == "task" and item["lead_text"]
        ][:7]
        key = self.Meeting.confirm_minutes(
            found["meeting"],
            tasks,
            name="纪要.docx",
            data=encoded("s1-xiaozhang-bangonghui.docx"),
        )
        meeting = self.Meeting.browse(key)
        meeting.action_supervise_open()
        self.assertEqual(meeting.matter_ids.mapped("state"), ["assigned"] * 7)
        self.assertEqual(meeting.coverage, 1)
        self.assertIn(
            "2026-09-18", meeting.matter_ids.mapped(lambda m: str(m.date_deadline))
        )

    @clause("PLUS-M5")
    def test_nothing_invented(self):
        self.at("2026-09-17")
        found = self.proposals()
        data = encoded("s1-xiaozhang-bangonghui.docx")
        item = found["items"][1]
        for places in ([], [[0, 10**6]], [[5, 5]], [["0", 3]], [[-3, 4]], "x", [[1]]):
            with self.subTest(places=places), self.assertRaises(UserError):
                self.Meeting.confirm_minutes(
                    found["meeting"],
                    [{**item, "places": places}],
                    data=data,
                    name="x.docx",
                )
        key = self.Meeting.confirm_minutes(
            found["meeting"],
            [{**item, "text": "编造的内容"}],
            data=data,
            name="x.docx",
        )
        self.assertEqual(self.Meeting.browse(key).resolution_ids.name, item["text"])

    @clause("PLUS-M5")
    def test_refused_in_words(self):
        self.at("2026-09-17")
        with self.assertRaisesRegex(UserError, "扫描|scan"):
            self.proposals("s7-saomiao-jiaoxue-lihui.pdf")
        for data in ("%%%", "x" * 40_000_000, base64.b64encode(b"PK\3\4x").decode()):
            with self.assertRaises(UserError):
                self.Meeting.read_minutes(name="a.docx", data=data)
        with self.assertRaises(UserError):
            self.Meeting.read_minutes()

    @clause("PLUS-M5")
    def test_who_may_not(self):
        self.at("2026-09-17")
        for user in (self.head_a, self.leader, self.admin, self.discipline_user):
            Meeting = self.env["duban.meeting"].with_user(user)
            with self.subTest(user=user.name):
                with self.assertRaises(AccessError):
                    Meeting.read_minutes(text="教务处要在9月18日前完成排课。")
                with self.assertRaises(AccessError):
                    Meeting.confirm_minutes({"body_id": self.body_board.id}, [{}])

    @clause("PLUS-M5")
    def test_pasted_text_and_a_reader_of_ones_own(self):
        self.at("2026-09-17")
        found = self.Meeting.read_minutes(
            text="会议议定：\n一、教务处要在9月18日前完成排课。"
        )
        self.assertEqual(found["items"][0]["text"], "教务处要在9月18日前完成排课")
        # the text does not say when they met: the limit has no year until a person says it
        self.assertFalse(found["items"][0]["date_due"])
        for day, due in (("2026-09-14", "2026-09-18"), ("2026-10-08", "2027-09-18")):
            found = self.Meeting.read_minutes(
                text="会议议定：\n一、教务处要在9月18日前完成排课。", day=day
            )
            self.assertEqual(found["items"][0]["date_due"], due)
        own = {"text": "甲乙丙", "meeting": {}, "items": []}
        self.patch(
            type(self.env["duban.meeting"]),
            "_read_source",
            lambda model, *arguments: own,
        )
        self.assertEqual(self.Meeting.read_minutes(text="x")["text"], "甲乙丙")

    @clause("PLUS-M5")
    def test_more_than_the_screen_takes_is_said_and_underlined(self):
        self.at("2026-09-17")
        lines = [
            f"{n}．教务处要在9月18日前完成第{n}类课程的排课。" for n in range(1, 512)
        ]
        found = self.Meeting.read_minutes(text="会议议定：\n" + "\n".join(lines))
        self.assertEqual(len(found["items"]), 500)
        self.assertIn("511", found["note"])
        for n in range(501, 512):
            start = found["text"].index(f"教务处要在9月18日前完成第{n}类")
            self.assertTrue(
                any(left <= start < right for left, right in found["unread"]), n
            )
        few = self.Meeting.read_minutes(text="会议议定：\n" + "\n".join(lines[:3]))
        self.assertFalse(few["note"])
