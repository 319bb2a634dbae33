"""What a ledger does not say is asked in one round, also what one answer asks for beside it."""

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.duban_supervision_exchange.test_import import ImportCase

HEAD = ["序号", "督办事项", "督办依据", "责任单位", "配合单位", "完成时限"]


@tagged("post_install", "-at_install")
class TestOneRound(ImportCase, SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2026-03-04")
        self.yearly = self.category("yearly", "年度重点工作")
        self.other = self.category("other", "其他重要事项")
        self.meeting = self.category("meeting", "会议决策")
        self.points = self.category("points", "工作要点", parent_id=self.yearly.id)
        self.report = self.category("report", "工作报告", parent_id=self.yearly.id)
        self.letter = self.category("letter", "来信", parent_id=self.other.id)
        self.env["duban.requirement"].create(
            [
                self.needs("source_category_id"),
                self.needs("source_kind_id", category_id=self.yearly.id),
                self.needs("source_kind_id", category_id=self.other.id),
                self.needs("minutes_number", category_id=self.meeting.id),
                self.needs("measures", category_id=self.points.id),
            ]
        )

    def category(self, code, name, **values):
        return self.env["duban.source.category"].create(
            {
                "regulation_id": self.regulation.id,
                "code": f"round_{code}",
                "name": name,
                **values,
            }
        )

    def needs(self, field, **values):
        name = self.env["ir.model.fields"]._get("duban.matter", field).id
        return {"regulation_id": self.regulation.id, "action": "file", "field_id": name, **values}  # fmt: skip

    def job(self, count=2):
        rows = [[n, f"事项{n}", "要点", "教务处", "后勤处", "12月底"] for n in range(1, count + 1)]  # fmt: skip
        job = self.preview(self.sheet([HEAD, *rows]), year=2026)
        job.action_create_drafts()
        return job

    def gap(self, job, name):
        return job.gap_ids.filtered(lambda row: row.field_name == name)

    @clause("PLUS-X6")
    def test_category_and_sub_source_are_asked_together(self):
        job = self.job()
        category, kind = self.gap(job, "source_category_id"), self.gap(job, "source_kind_id")  # fmt: skip
        self.assertEqual((len(category), len(kind), kind.row_count), (1, 1, 2))
        self.assertEqual(set(kind.parent_ids), {self.yearly.id, self.other.id})
        self.assertIn("年度重点工作", kind.label)
        self.assertNotIn("会议决策", kind.label)
        category.value_category_id = self.yearly
        kind.value_category_id = self.points
        job.action_fill()
        drafts = job.line_ids.matter_id
        self.assertEqual(drafts.source_category_id, self.yearly)
        self.assertEqual(drafts.source_kind_id, self.points)
        asked = set(job.gap_ids.mapped("field_name"))
        self.assertFalse(asked & {"source_category_id", "source_kind_id", "minutes_number"})  # fmt: skip

    @clause("PLUS-X6")
    def test_who_names_the_sub_source_has_said_the_category(self):
        job = self.job()
        self.gap(job, "source_kind_id").value_category_id = self.letter
        job.action_fill()
        drafts = job.line_ids.matter_id
        self.assertEqual(drafts.source_category_id, self.other)
        self.assertEqual(drafts.source_kind_id, self.letter)

    @clause("PLUS-X6")
    def test_what_the_answer_does_not_ask_for_is_not_written(self):
        job = self.job()
        self.gap(job, "minutes_number").value_text = "纪要〔2026〕3号"
        self.gap(job, "source_category_id").value_category_id = self.other
        self.gap(job, "source_kind_id").value_category_id = self.letter
        job.action_fill()
        drafts = job.line_ids.matter_id
        self.assertFalse(any(drafts.mapped("minutes_number")))
        again = self.job(count=3)
        self.gap(again, "minutes_number").value_text = "纪要〔2026〕3号"
        self.gap(again, "source_category_id").value_category_id = self.meeting
        again.action_fill()
        last = again.line_ids.matter_id
        self.assertEqual(set(last.mapped("minutes_number")), {"纪要〔2026〕3号"})
        self.assertFalse(last.source_kind_id)
        self.assertFalse(self.gap(again, "source_kind_id"))

    @clause("PLUS-X6")
    def test_what_follows_an_answer_follows_on_screen_at_once(self):
        job = self.job()
        at = {gap.field_name: place for place, gap in enumerate(job.gap_ids)}

        def line(form, name):
            return form.gap_ids.edit(at[name])

        with Form(job) as form:
            with line(form, "source_category_id") as row:
                row.value_category_id = self.yearly
            with line(form, "source_kind_id") as row:
                self.assertEqual((row.is_asked, row.parent_ids), (True, self.yearly.ids))  # fmt: skip
                row.value_category_id = self.report
            with line(form, "minutes_number") as row:
                self.assertFalse(row.is_asked)
            # another category: the sub-source of the first one goes
            with line(form, "source_category_id") as row:
                row.value_category_id = self.other
            with line(form, "source_kind_id") as row:
                self.assertFalse(row.value_category_id)
                self.assertEqual(row.parent_ids, self.other.ids)
            with line(form, "source_category_id") as row:
                row.value_category_id = self.meeting
            with line(form, "source_kind_id") as row:
                self.assertFalse(row.is_asked)
            with line(form, "minutes_number") as row:
                self.assertTrue(row.is_asked)

    @clause("PLUS-X6")
    def test_a_ledger_that_says_the_category_is_asked_for_its_own_only(self):
        rows = [[*HEAD, "类别"], [1, "甲", "要点", "教务处", None, "12月底", "年度重点工作"],
                [2, "乙", "要点", "教务处", None, "12月底", "会议决策"]]  # fmt: skip
        job = self.preview(self.sheet(rows), year=2026)
        job.action_create_drafts()
        kind = self.gap(job, "source_kind_id")
        self.assertEqual((kind.row_count, kind.parent_ids, kind.decided_by), (1, self.yearly.ids, ""))  # fmt: skip
        self.assertEqual(self.gap(job, "minutes_number").row_count, 1)
        self.assertFalse(self.gap(job, "source_category_id"))

    def test_nobody_else_answers(self):
        job = self.job()
        gap = self.gap(job, "source_category_id")
        for user in (self.office_user2, self.worker_a):
            with self.assertRaises(AccessError):
                gap.with_user(user).write({"value_category_id": self.other.id})
