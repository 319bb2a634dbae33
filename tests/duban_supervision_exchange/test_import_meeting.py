"""Decisions of meetings under the regulation of 武汉理工大学: whose they are, in whose words, nothing left."""

import base64
import io
import json

import openpyxl

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_exchange.test_import import ImportCase
from tests.duban_supervision_wut.common import WutCommon

HEAD = ["序号", "议定事项", "责任单位", "配合单位", "完成时限"]


@tagged("post_install", "-at_install")
class TestImportMeeting(ImportCase, WutCommon):
    def setUp(self):
        super().setUp()
        self.at("2026-09-07")
        self.chosen = self.body("president_meeting")
        self.other = self.body("standing_committee")

    def book(self, **sheets):
        """A workbook (base64) with one row per sheet."""
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, unit in sheets.items():
            sheet = book.create_sheet(name)
            sheet.append(HEAD)
            sheet.append([1, f"{name}决定", unit, "各单位", "2026年12月20日"])
        stream = io.BytesIO()
        book.save(stream)
        return base64.b64encode(stream.getvalue())

    def decided(self, data):
        return self.preview(
            data, year=2026, source_category_id=self.category("school_meeting").id,
            decision_body_id=self.chosen.id, meeting_date="2026-09-01",
            minutes_number="〔2026〕15号", minutes_issue_date="2026-09-04",
        )  # fmt: skip

    @clause("WUT-9.1", "WUT-12.1a", "PLUS-X4")
    def test_a_sheet_called_like_another_meeting_is_asked(self):
        data = self.book(
            **{"党委会": "教务处", "校长办公会": "后勤处", "台账": "科研处"}
        )
        job = self.decided(data)
        first, second, third = job.line_ids.sorted("sheet_position")
        self.assertEqual((first.verdict, list(first.problems)), ("bad", ["body"]))
        self.assertIn("党委会", first.message)
        self.assertEqual({second.verdict, third.verdict}, {"good"})
        self.assertEqual(job.sheet_ids.mapped("asks_body"), [True, False, False])
        job.sheet_ids[0].decision_body_id = self.other
        self.assertEqual(first.verdict, "good")
        # read again, the answer stands
        job.action_read()
        self.assertEqual(set(job.line_ids.mapped("verdict")), {"good"})
        job.action_create_drafts()
        made = job.line_ids.sorted("sheet_position").matter_id
        self.assertEqual(made.decision_body_id, self.other | self.chosen)
        # day and minutes were said of the other meeting
        self.assertEqual(
            made.mapped("minutes_number"), [False, "〔2026〕15号", "〔2026〕15号"]
        )
        self.assertFalse(made[0].meeting_date)

    @clause("PLUS-X4", "CORE-19")
    def test_questions_and_notes_are_in_the_own_words(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env = self.env(context={**self.env.context, "lang": "zh_CN"})
        job = self.decided(self.book(台账="教务处"))
        (line,) = job.line_ids
        self.assertIn("配合单位", line.message)
        self.assertNotIn("协办单位", line.message)
        keys = dict(
            job.column_ids._fields["column_key"]._description_selection(job.env)
        )
        self.assertEqual(keys["co_units"], "配合单位")
        data = self.sheet([HEAD, [1, "甲", "教务处", "不知何处", "2026年12月20日"]])
        (line,) = self.preview(data, year=2026).line_ids
        said = json.dumps(line.problems, ensure_ascii=False)
        self.assertIn("配合单位", said)
        self.assertNotIn("协办单位", said)

    @clause("PLUS-X5", "PLUS-M1")
    def test_what_is_undone_leaves_no_meeting(self):
        def found():
            return (
                self.env["duban.meeting"]
                .sudo()
                .search([("company_id", "=", self.company.id)])
            )

        job = self.decided(self.book(台账="教务处"))
        self.assertFalse(found())
        job.action_create_drafts()
        (meeting,) = found()
        self.assertEqual(meeting.minutes_number, "〔2026〕15号")
        job.action_undo()
        self.assertFalse(found())
        # one with items, or with another matter, stays
        job.action_create_drafts()
        matter = self.matter(
            meeting_date="2026-09-01",
            minutes_number="〔2026〕15号",
            minutes_issue_date="2026-09-04",
        )
        job.action_undo()
        self.assertEqual(found(), matter.sudo().meeting_id)
        job.action_create_drafts()
        matter.unlink()
        item = self.env["duban.resolution"].with_user(self.office_user)
        item.create({"meeting_id": found().id, "name": "更新教学用机房"})
        job.action_undo()
        self.assertEqual(len(found()), 1)
