"""Rows kept as history: the trail proves their days, they are handed out as others are, nobody puts them on record."""

import base64
import io
import zipfile
from datetime import date

from odoo import fields
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.duban_supervision_abaf.common import AbafCommon
from tests.duban_supervision_exchange.test_import import ImportCase

HEAD = [
    "序号", "督办事项", "责任单位", "配合单位", "完成时限", "办理情况", "是否完成", "实际完成时间",
]  # fmt: skip
ROW = ["教务处", None, "2025年6月底", "已按期完成", "是", "2025年6月20日"]


class HistoryCase(ImportCase):
    def setUp(self):
        super().setUp()
        self.at("2026-03-04")

    def history(self, name="甲"):
        """A matter of 2025 that a ledger tells of: begun on 1 January, done on 20 June."""
        job = self.preview(
            self.sheet([HEAD, [1, name, *ROW]]), year=2025, is_history=True
        )
        job.action_create_drafts()
        self.assertEqual(job.line_ids.verdict, "history", job.line_ids.message)
        return job.line_ids.matter_id.with_user(self.office_user)

    def forge(self, matter, column, value):
        self.env.flush_all()
        self.cr.execute(
            f"UPDATE duban_matter SET {column} = %s WHERE id = %s", (value, matter.id)
        )
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestHistory(HistoryCase, SupervisionCommon):
    def found(self, matter):
        return [text for _m, _seq, text in self.env["duban.act"]._verify(matter.sudo())]

    @clause("CORE-28", "PLUS-X5")
    def test_the_trail_says_the_days_that_the_ledger_told(self):
        matter = self.history()
        self.assertEqual(
            (matter.date_filed, matter.date_closed),
            (date(2025, 1, 1), date(2025, 6, 20)),
        )
        self.assertEqual(self.found(matter), [])
        act = self.env["duban.act"].search([("matter_id", "=", matter.id)])
        told = act.filtered(lambda row: row.action == "keep_as_history").changes
        self.assertEqual(
            told, {"date_filed": [None, "2025-01-01"], "date_closed": [None, "2025-06-20"]}
        )  # fmt: skip

    @clause("CORE-28", "PLUS-X5")
    def test_another_day_or_person_than_the_ledger_told_is_found(self):
        for column, value in (
            ("date_filed", "2025-01-02"),
            ("date_closed", "2025-06-21"),
            ("filed_by_id", self.office_user2.id),
            ("closed_by_id", self.office_user2.id),
        ):
            with self.subTest(column):
                matter = self.history(column)
                self.forge(matter, column, value)
                self.assertTrue(
                    any("another date or person" in t for t in self.found(matter))
                )

    @clause("CORE-28", "PLUS-X5")
    def test_a_line_of_an_earlier_release_told_no_days(self):
        """Its row is no forgery; a day after the line itself would be one."""
        matter = self.history()
        self.cr.execute("ALTER TABLE duban_act DISABLE TRIGGER USER")
        act = self.env["duban.act"].search([("matter_id", "=", matter.id)], order="seq")[-1]  # fmt: skip
        self.cr.execute("UPDATE duban_act SET changes = NULL WHERE id = %s", (act.id,))
        self.env.invalidate_all()
        head = act._digest(act._content())
        self.cr.execute("UPDATE duban_act SET hash = %s WHERE id = %s", (head, act.id))
        self.forge(matter, "trail_head", head)
        self.assertEqual(self.found(matter), [])
        for day, wrong in (("2025-01-05", False), ("2026-03-05", True)):
            self.forge(matter, "date_filed", day)
            self.assertEqual(bool(self.found(matter)), wrong, day)

    @clause("CORE-28", "PLUS-A2", "PLUS-X5")
    def test_an_inspection_gets_the_history_too(self):
        matter = self.history()
        matter.action_export_dossier()
        package = (
            self.env["duban.package"]
            .with_user(self.office_user)
            .create(
                {
                    "name": "2025年迎检材料", "kind": "inspection", "ground": "巡察",
                    "date_from": "2025-01-01", "date_to": "2025-12-31",
                }
            )
        )  # fmt: skip
        package.action_start()
        package._job_run()
        self.assertEqual(package.line_ids.matter_id.id, matter.id)
        self.assertEqual((package.state, package.line_ids.state), ("done", "ready"))
        content = base64.b64decode(package.box_ids.file)
        with zipfile.ZipFile(io.BytesIO(content)) as box:
            self.assertIn("<td>甲</td>", box.read("index.html").decode())


@tagged("post_install", "-at_install")
class TestHistoryAbaf(HistoryCase, AbafCommon):
    @clause("PLUS-X5", "ABAF-21.1b")
    def test_nobody_registers_what_an_earlier_ledger_kept(self):
        """The filing of a matter of today waits for its registration, that of history does not."""
        filed = self.filed().sudo()
        self.assertIn("filing", [row[0] for row in filed._registrable()])
        self.assertTrue(filed._registration_units("filing"))
        matter = self.history().sudo()
        self.assertEqual(matter.date_closed, fields.Date.to_date("2025-06-20"))
        self.assertEqual(matter._registrable(), [])
