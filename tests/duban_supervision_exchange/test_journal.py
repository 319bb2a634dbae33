"""Ledgers of offices imported under the regulation of 武汉理工大学, and Excel between office and units."""

import base64
import io
from datetime import date

import openpyxl

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_exchange.test_import import ImportCase
from tests.duban_supervision_exchange.test_ledgers import INPUTS
from tests.duban_supervision_wut.common import WutCommon
from tests.journal import Journal


@tagged("post_install", "-at_install")
class TestJournal(Journal, ImportCase, WutCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = ("党委宣传部", "党委组织部", "国有资产管理处", "计划财务处", "审计处", "人事处", "基建处",
                 "后勤管理处", "保卫处", "网络信息中心")  # fmt: skip
        cls.env["hr.department"].create(
            [{"name": name, "company_id": cls.company.id} for name in names]
        )

    def preview_of(self, path, user=None, **values):
        content = base64.b64encode((INPUTS / path).read_bytes())
        return self.preview(content, user=user, name=path.split("/")[-1], **values)

    def log_preview(self, job):
        """All that the preview shows; the columns only once."""
        self.log_job(job)
        self.log_rows(
            "列", job.column_ids, "sheet_id", "title", "sample", "column_key", "message"
        )
        self.log_lines(job)

    def log_job(self, job):
        self.log_rows("导入", job, "file_name", "phase", "job_state", "file_note", "good_count", "bad_count",
                      "repeat_count", "left_count", "left_columns", "report")  # fmt: skip
        self.log_rows(
            "工作表",
            job.sheet_ids,
            "name",
            "is_taken",
            "row_count",
            "skipped_count",
            "message",
            "skipped",
        )

    def log_lines(self, job):
        self.log_rows("行", job.line_ids, "sheet_name", "row_number", "name", "unit_text", "lead_unit_id",
                      "co_unit_ids", "due_text", "date_deadline", "due_options", "is_long", "is_open_due",
                      "is_finished", "verdict", "message", "suggestion")  # fmt: skip

    def log_progress(self, back):
        self.log_rows("行", back.line_ids, "row_number", "number", "progress", "percentage",
                      "verdict", "message")  # fmt: skip

    def log_gaps(self, job):
        self.log_rows("尚缺", job.gap_ids, "group_name", "label", "row_count")

    @clause(
        "PLUS-X1", "PLUS-X3", "PLUS-X4", "PLUS-X5", "PLUS-X6", "WUT-12.1a", "WUT-10.1"
    )
    def test_a_ledger_is_previewed_answered_imported_and_filed(self):
        """Two ledgers of spring: what each row became, what was asked and answered, what was left out, what was filed.

        The office reads the list of an inspection's findings, says a limit and who the group of units is, creates the
        drafts, says once for all what they lack and files them; a colleague imports the same file again and nothing
        comes of it; the ledger of meetings with a filtered row is imported, undone and imported again in part.
        """
        self.at("2026-03-02")
        data = base64.b64encode(
            (INPUTS / "ledgers_published/P2_巡察整改台账.xlsx").read_bytes()
        )
        job = (
            self.env["duban.import"]
            .with_user(self.head_a)
            .create({"file": data, "file_name": "P2.xlsx"})
        )
        self.assert_refused(job.action_read)
        self.log("head_a 读入被拒绝")
        job = self.preview_of("ledgers_published/P2_巡察整改台账.xlsx", year=2026)
        self.log("office_user 读入巡察整改台账")
        self.log_preview(job)
        job.line_ids[2].date_deadline = "2026-04-30"
        job.line_ids[3].is_taken = False
        self.log("office_user 填写“立行立改”的日期，不采用第6行")
        self.log_lines(job)
        job.action_create_drafts()
        self.log("office_user 生成草稿")
        self.log_job(job)
        self.log_gaps(job)
        self.answer(
            job,
            self.category("annual_key_work"),
            self.category("work_points"),
            self.body("standing_committee"),
        )
        job.action_fill()
        self.log("office_user 统一填写所缺要素")
        self.log_gaps(job)
        job.action_file_all()
        self.log("office_user 全部立项并交办")
        self.log_rows("导入", job, "phase", "report")
        self.log_lines(job)
        again = self.preview_of(
            "ledgers_published/P2_巡察整改台账.xlsx", user=self.office_user2, year=2026
        )
        self.log("office_user2 再次读入同一文件")
        self.log_lines(again)
        self.at("2026-09-07")
        job = self.preview_of(
            "ledgers/L5_议定事项台账_分会议工作表_筛选隐藏行.xlsx", year=2026,
            source_category_id=self.category("school_meeting").id, decision_body_id=self.body("president_meeting").id,
            meeting_date="2026-09-01", minutes_number="〔2026〕15号", minutes_issue_date="2026-09-04",
        )  # fmt: skip
        self.log("office_user 读入议定事项台账（有筛选隐藏行）")
        self.log_preview(job)
        job.sheet_ids[0].decision_body_id = self.body("standing_committee")
        self.log("office_user 说明党委会工作表是党委常委会的决定")
        self.log_lines(job)
        job.action_create_drafts()
        self.log("office_user 生成草稿")
        self.log_lines(job)
        job.action_undo()
        self.log("office_user 撤销导入")
        self.log_lines(job)
        job.sheet_ids[0].is_taken = False
        job.line_ids.filtered("is_hidden_row").is_taken = True
        self.log("office_user 不采用党委会工作表，只采用其中隐藏行")
        self.log_lines(job)
        job.action_create_drafts()
        self.log("office_user 再次生成草稿")
        self.log_lines(job)
        self.log_gaps(job)
        self.answer(job, text="校长办公会决定")
        job.action_file_all()
        self.log("office_user 全部立项并交办")
        self.log_rows("导入", job, "phase", "report")
        self.log_lines(job)
        self.log_gaps(job)
        self.log_end(date(2026, 1, 1), date(2026, 12, 31))
        self.assert_journal("imported")

    def answer(
        self, job, category=None, kind=None, body=None, text="校党委巡察反馈意见"
    ):
        """Say once for all what the drafts lack."""
        values = {
            "source_category_id": category,
            "source_kind_id": kind,
            "decision_body_id": body,
        }
        for gap in job.gap_ids:
            if gap.kind == "co_none":
                gap.value_yes = True
            elif gap.kind == "date":
                gap.value_date = {
                    "meeting_date": "2026-02-27",
                    "minutes_issue_date": "2026-03-05",
                }.get(gap.field_name)
            elif gap.kind == "integer":
                gap.value_number = 2026
            elif gap.kind in ("char", "text"):
                gap.value_text = text
            elif gap.kind == "duban.source.category":
                gap.value_category_id = values.get(gap.field_name)
            elif gap.kind == "duban.decision.body":
                gap.value_body_id = body

    @clause("PLUS-X7", "CORE-11", "CORE-12", "WUT-16.1b", "WUT-23.1e")
    def test_units_report_in_excel_and_the_ledger_is_exported_and_read_back(self):
        """Units report in Excel; the office reviews what came, exports the ledger and imports it again.

        Unit A has two matters and a protected one, unit C one; a co-unit may hand in nothing, nor unit C what is
        A's; a row is stale because a colleague was faster. The ledger shows progress only when it was reviewed, what
        was withdrawn struck through, and the protected matter only to who may see it.
        """
        self.at("2024-03-04")
        lab = self.accepted(co_unit_ids=self.units(self.unit_b))
        field = self.accepted(name="修缮操场")
        secret = self.accepted(name="信访事项核查", confidentiality="sensitive")
        self.accepted(name="采购图书", lead_unit_id=self.unit_c.id, scope=2)
        gone = self.assigned(name="重复立项事项")
        self.log("五个事项：四个已承办，一个已交办")
        gone.with_user(self.office_user).action_withdraw_filing("与另一事项重复")
        self.log("office_user 撤销立项")
        self.at("2024-03-11")
        exchange = (
            self.env["duban.progress.exchange"].with_user(self.worker_b).create({})
        )
        self.assert_refused(exchange.action_export)
        self.log("worker_b（配合单位）导出被拒绝")
        exchange = (
            self.env["duban.progress.exchange"].with_user(self.worker_a).create({})
        )
        exchange.action_export()
        self.log("worker_a 导出进展表")
        self.log_workbook(
            "进展表", base64.b64decode(exchange.export_file), but=("stamp", "key")
        )
        filled = self.filled(
            exchange,
            {
                lab: ("完成招标", 0.6),
                field: ("完成设计", 1.3),
                secret: ("已谈话核实", 0.3),
            },
        )
        for user in (self.worker_c, self.head_b, self.worker_a):
            back = (
                self.env["duban.progress.exchange"]
                .with_user(user)
                .create({"file": filled})
            )
            back.action_read()
            self.log(f"{user.name} 读入填好的进展表")
            self.log_progress(back)
        self.feedback(secret, name="已核实")
        self.log("worker_a 已在系统中反馈信访事项")
        back.action_apply()
        self.log("worker_a 提交进展表")
        self.log_progress(back)
        self.log_ledger(self.office_user)
        self.env["duban.feedback"].with_user(self.head_b).create(
            {"matter_id": lab.id, "kind": "co_unit", "name": "已腾空旧机房"}
        )
        self.log("head_b 向承办单位反馈")
        back.action_read()
        self.assert_refused(back.action_apply)
        self.log("worker_a 再次读入同一进展表，提交被拒绝")
        self.log_progress(back)
        exchange = (
            self.env["duban.progress.exchange"].with_user(self.worker_a).create({})
        )
        exchange.action_export()
        self.log_workbook(
            "进展表", base64.b64decode(exchange.export_file), but=("stamp", "key")
        )
        back = (
            self.env["duban.progress.exchange"]
            .with_user(self.worker_a)
            .create({"file": self.filled(exchange, {lab: ("完成招标", 0.6)})})
        )
        back.action_read()
        back.action_apply()
        self.log("worker_a 重新导出、填写并提交")
        self.log_progress(back)
        first = lab.sudo().feedback_ids.filtered(lambda row: row.kind == "progress")
        first.with_user(self.office_user).action_accept_feedback()
        self.log("office_user 采用反馈")
        second = secret.sudo().feedback_ids
        second.with_user(self.office_user).action_return_feedback("请写明核实结果")
        self.log("office_user 退回信访事项的反馈")
        file = self.log_ledger(self.office_user)
        for user in (self.office_user2, self.head_a, self.worker_c, self.leader2):
            self.log_ledger(user)
        self.at("2024-03-12")
        job = self.preview(file, name="督办工作台账.xlsx")
        self.log("office_user 读入导出的台账")
        self.log_preview(job)
        self.log_home()
        self.log_messages()
        self.assert_journal("excel")

    def filled(self, exchange, said):
        """The exported sheet with progress and share for each matter of ``said``."""
        book = openpyxl.load_workbook(
            io.BytesIO(base64.b64decode(exchange.export_file))
        )
        for row in book.active.iter_rows(min_row=3):
            for matter, (progress, share) in said.items():
                if row[7].value == str(matter.id):
                    row[4].value, row[5].value = progress, share
        stream = io.BytesIO()
        book.save(stream)
        return base64.b64encode(stream.getvalue())

    def log_ledger(self, user, **values):
        """Export as ``user``; the file."""
        job = self.env["duban.ledger.export"].with_user(user).create(values)
        job.action_export()
        self.log(f"{user.name} 导出台账 {job.file_name}")
        self.log_workbook("台账", base64.b64decode(job.file))
        return job.file
