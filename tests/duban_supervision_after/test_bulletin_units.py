"""The unit beside an entry of a report is the one that the table above counts it under (CORE-21)."""

from datetime import date

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_after.test_bulletin import BulletinCommon


@tagged("post_install", "-at_install")
class TestBulletinUnits(BulletinCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.moved = self.accepted(
            name="更新机房", date_deadline="2024-03-25", deadline_ground="会议要求"
        )

    def move(self, day):
        self.at(day)
        self.moved.with_user(self.office_user).action_reassign(
            self.unit_b.id, "职责已调整"
        )
        self.assertEqual(self.moved.lead_unit_id, self.unit_b)
        engine = self.moved.sudo().with_context(duban_door=self.moved._door())
        engine._set_deadline(
            date(2024, 6, 28), "redetermined", "接手后重定", approver=self.leader
        )

    def report(self, **values):
        report = self.bulletin(
            kind="stage", addressee="党委", scope_unit_ids=False,
            **{"item_kind": "matters", "date_from": "2024-01-01", "date_to": "2024-03-31", **values},
        )  # fmt: skip
        report.action_fill()
        return report

    @clause("DOC-9", "DOC-10", "CORE-21")
    def test_taken_over_after_the_period(self):
        self.at("2024-03-20")
        self.feedback(self.moved, name="教务处完成招标")
        self.move("2024-04-08")
        for limits in ({}, {"subject_unit_ids": self.units(self.unit_a)}):
            report = self.report(**limits)
            row = report.line_ids.filtered("task_count")
            self.assertEqual((row.name, row.task_count, row.overdue), ("教务处", 1, 1))
            item = report.item_ids
            self.assertEqual(
                (item.unit, item.date_deadline, item.is_overdue, item.text),
                ("教务处", date(2024, 3, 25), True, "教务处完成招标"),
            )

    @clause("DOC-8", "DOC-9", "DOC-10", "CORE-21")
    def test_taken_over_within_the_period(self):
        self.at("2024-03-06")
        self.feedback(self.moved, name="教务处完成招标")
        self.move("2024-03-11")
        item = self.report().item_ids
        self.assertEqual(
            (item.unit, item.text), ("后勤处", False), "it reported nothing"
        )
        item = self.report(item_kind="feedback").item_ids
        self.assertEqual((item.unit, item.text), ("教务处", "教务处完成招标"))
