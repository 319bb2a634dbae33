"""Supervision records: kinds, reminders, visits, consultations (XISU-10, 11)."""

from odoo.tests import tagged

from tests.clauses import clause

from .common import XisuCommon


@tagged("post_install", "-at_install")
class TestRecords(XisuCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    @clause("XISU-10.5a", "XISU-11.0")
    def test_kinds_of_records(self):
        kinds = (
            self.env["duban.option"]
            .with_user(self.office_user)
            ._get(self.regulation, "record_kind")
        )
        names = kinds.mapped("name")
        for name in ("口头提醒", "现场督办", "协调会商", "电话", "办公OA系统"):
            self.assertIn(name, names)
        more = (
            self.env["duban.option"]
            .with_user(self.admin)
            .create(
                {"list_id": kinds[0].list_id.id, "code": "video", "name": "视频连线"}
            )
        )
        record = self.record(self.accepted(), "video")
        self.assertEqual(record.kind_id, more)

    @clause("XISU-11.1")
    def test_oral_reminders(self):
        matter = self.accepted()
        for purpose in ("reminder", "inquiry"):
            self.record(matter, purpose=purpose)
        self.assertEqual(matter.urging_count, 0)
        for purpose in ("reminder", "inquiry", "urging"):
            self.refused(
                lambda purpose=purpose: self.record(
                    matter, purpose=purpose, summary=False
                )
            )
        self.record(matter, purpose="urging", summary="请于周五前报送进展")
        self.assertEqual(matter.urging_count, 1)
        self.assertEqual(str(matter.date_last_urged), "2024-03-04")
        self.assertTrue(self.todos(matter, self.worker_a, "urging"))

    @clause("XISU-11.2")
    def test_on_site(self):
        matter = self.accepted()
        self.refused(lambda: self.record(matter, "onsite", place="三号楼"))
        file = self.file(matter, self.office_user, "现场.jpg")
        record = self.record(
            matter, "onsite", place="三号楼", findings="线路未改造", staff_ids=[(6, 0, self.office_user.ids)],
            attachment_ids=[(6, 0, file.ids)],
        )  # fmt: skip
        self.assertEqual(
            (record.place, record.findings, record.staff_ids),
            ("三号楼", "线路未改造", self.office_user),
        )
        self.assertEqual(record.attachment_ids, file)

    @clause("XISU-11.3")
    def test_consultation(self):
        matter = self.accepted()
        self.refused(lambda: self.record(matter, "meeting"))
        record = self.record(
            matter, "meeting", attendee_unit_ids=[(6, 0, (self.unit_a | self.unit_b).ids)], requirements="九月前完成",
            measures="分两批采购",
        )  # fmt: skip
        self.assertEqual(record.attendee_ids, self.head_a | self.head_b)
        self.assertEqual(
            (record.requirements, record.measures), ("九月前完成", "分两批采购")
        )
