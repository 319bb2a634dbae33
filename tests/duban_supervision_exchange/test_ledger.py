"""The ledger: on screen, as workbook, only what the person may see."""

import base64
import io
from unittest.mock import patch

import openpyxl

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import Conflict, SupervisionCommon
from tests.duban_supervision_wut.common import LEDGER, WutCommon


class LedgerCase:
    def export(self, user=None, **values):
        """The finished export of ``user`` and the rows of its sheet."""
        job = (
            self.env["duban.ledger.export"]
            .with_user(user or self.office_user)
            .create(values)
        )
        job.action_export()
        self.assertEqual(job.job_state, "done")
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(job.file)))
        return job, book.active

    def rows(self, sheet):
        return [[cell.value for cell in row] for row in sheet.iter_rows()]


@tagged("post_install", "-at_install")
class TestLedger(LedgerCase, SupervisionCommon):
    @clause("CORE-24", "CORE-11")
    def test_a_withdrawn_filing_is_not_open(self):
        kept, withdrawn = self.assigned(name="保留"), self.assigned(name="撤销")
        withdrawn.with_user(self.office_user).action_withdraw_filing("重复立项")
        for scope, expected in (
            ("open", kept), ("ended", withdrawn), ("all", kept | withdrawn),
        ):  # fmt: skip
            job = self.env["duban.ledger.export"].with_user(self.office_user)
            domain = job.create({"scope": scope})._domain()
            found = self.env["duban.matter"].search(domain)
            self.assertEqual(found, expected.with_env(found.env), scope)

    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.second = self.env["duban.source.category"].create(
            {
                "regulation_id": self.regulation.id,
                "code": "other",
                "name": "其他事项",
                "sequence": 20,
            }
        )

    @clause("CORE-11")
    def test_three_matters_in_two_categories(self):
        matters = self.filed() | self.filed(name="修缮操场")
        matters |= self.filed(name="采购图书", source_category_id=self.second.id)
        self.matter(name="尚未立项")
        _job, sheet = self.export()
        rows = self.rows(sheet)
        text = [row[0] for row in rows]
        self.assertEqual(
            [t for t in text if str(t).endswith("）")],
            ["会议决定（2）", "其他事项（1）"],
        )
        self.assertEqual(
            [row[1] for row in rows if row[1] in matters.mapped("number")],
            matters.mapped("number"),
        )
        self.assertEqual(len(rows), 3 + 2 + 3 + 1)
        self.assertEqual([row[0] for row in rows if isinstance(row[0], int)], [1, 2, 3])

    def test_sheet_as_offices_need_it(self):
        self.assigned()
        job, sheet = self.export()
        self.assertEqual(job.file_name, f"{self.company.name} Ledger 2024-03-04.xlsx")
        self.assertIn(self.company.name, sheet["A1"].value)
        self.assertIn("A1:M1", [str(area) for area in sheet.merged_cells.ranges])
        self.assertEqual(sheet.freeze_panes, "C4")
        self.assertTrue(sheet.auto_filter.ref.startswith("A3:M"))
        self.assertEqual(sheet.page_setup.orientation, "landscape")
        self.assertEqual(sheet.page_setup.fitToHeight, 0)
        self.assertTrue(sheet.sheet_properties.pageSetUpPr.fitToPage)
        self.assertIn("&P", f"&{sheet.oddFooter.center.text}")
        self.assertEqual(sheet.print_title_rows, "$3:$3")
        due = [row for row in self.rows(sheet) if row[0] == 1][0][7]
        self.assertEqual(str(due.date()), "2024-03-18")

    def test_no_cell_is_a_formula(self):
        for start in ("=", "+", "-", "@", "\t"):
            self.filed(name=f'{start}HYPERLINK("http://x","y")')
        _job, sheet = self.export()
        names = [row[2] for row in sheet.iter_rows(min_row=5) if row[1].value]
        self.assertEqual(len(names), 5)
        for cell in names:
            self.assertEqual(cell.data_type, "s")
            self.assertTrue(cell.quotePrefix)

    @clause("CORE-12")
    def test_sensitive_matter_is_absent(self):
        matter = self.assigned()
        secret = self.assigned(name="敏感事项", confidentiality="sensitive")
        numbers = {row[1] for row in self.rows(self.export(self.office_user)[1])}
        self.assertLessEqual({matter.number, secret.number}, numbers)
        numbers = {row[1] for row in self.rows(self.export(self.office_user2)[1])}
        self.assertIn(matter.number, numbers)
        self.assertNotIn(secret.number, numbers)

    def test_unit_sees_its_own(self):
        matter, other = self.assigned(), self.assigned(lead_unit_id=self.unit_c.id)
        numbers = {row[1] for row in self.rows(self.export(self.worker_a)[1])}
        self.assertIn(matter.number, numbers)
        self.assertNotIn(other.number, numbers)
        job, _sheet = self.export(self.worker_a)
        # ids put in by hand are refused, and would show nothing either
        begun = {
            "job_state": "running",
            "job_done": 0,
            "job_total": 1,
            "matter_ids_json": other.ids,
        }
        with self.assertRaises(AccessError):
            job.write(begun)
        job._engine_write(begun)
        job._job_run()
        rows = self.rows(
            openpyxl.load_workbook(io.BytesIO(base64.b64decode(job.file))).active
        )
        self.assertNotIn(other.number, {row[1] for row in rows})

    def test_foreign_export(self):
        self.assigned()
        job, _sheet = self.export(self.office_user)
        for method in ("read", "job_step"):
            with self.assertRaises(AccessError):
                getattr(self.as_user(job, self.office_user2), method)()

    def test_chosen_and_filtered(self):
        first, second = self.filed(), self.filed(name="修缮操场")
        _job, sheet = self.export(only_ids=first.ids)
        self.assertEqual(
            [row[1] for row in self.rows(sheet) if row[0] == 1], [first.number]
        )
        _job, sheet = self.export(
            date_from="2024-03-04", unit_ids=[Command.set(self.unit_a.ids)]
        )
        numbers = {row[1] for row in self.rows(sheet)}
        self.assertLessEqual({first.number, second.number}, numbers)

    def test_pdf(self):
        matter = self.assigned()
        job = (
            self.env["duban.ledger.export"]
            .with_user(self.office_user)
            .create({"output": "pdf_a4"})
        )
        job.action_export()
        text = base64.b64decode(job.file).decode()
        self.assertIn(matter.number, text)
        self.assertIn(self.company.name, text)

    def test_batches_and_closed_window(self):
        """The window drives the batches; when it is closed the scheduled job carries on as that person."""
        matters = (
            self.filed() | self.filed(name="修缮操场") | self.filed(name="采购图书")
        )
        module = "odoo.addons.duban_supervision_exchange.wizard.duban_ledger_export"
        with patch(f"{module}.BATCH", 1):
            job = self.env["duban.ledger.export"].with_user(self.office_user).create({})
            job.action_export()
            self.assertEqual(
                (job.job_state, job.job_done, job.job_total), ("running", 0, 3)
            )
            self.assertEqual(job.job_step()["done"], 1)
            self.next_day()
        self.assertEqual(job.job_state, "done")
        sheet = openpyxl.load_workbook(io.BytesIO(base64.b64decode(job.file))).active
        self.assertLessEqual(
            set(matters.mapped("number")), {row[1] for row in self.rows(sheet)}
        )

    def next_day(self):
        """The scheduled job goes on with work whose window was closed the day before."""
        self.at("2024-03-05")
        with self.enter_registry_test_mode():
            self.env.ref(
                "duban_supervision_exchange.ir_cron_jobs"
            ).method_direct_trigger()
        self.env.invalidate_all()

    @clause("PLUS-A2", "CORE-12")
    def test_the_scheduled_job_sees_no_more_than_who_started_it(self):
        """What became sensitive after the window was closed is left out, as if the person had waited."""
        seen, hidden = self.filed(name="可见事项"), self.filed(name="不可见事项")
        module = "odoo.addons.duban_supervision_exchange.wizard.duban_ledger_export"
        with patch(f"{module}.BATCH", 1):
            job = self.env["duban.ledger.export"].with_user(self.office_user2).create({})  # fmt: skip
            job.action_export()
            hidden.with_user(self.office_user).write({"confidentiality": "sensitive"})
            self.assertFalse(hidden.with_user(self.office_user2).has_access("read"))
            self.next_day()
        self.assertEqual((job.job_state, job.job_message), ("done", False))
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(job.file)))
        said = str(self.rows(book.active))
        self.assertIn("可见事项", said.replace("不可见事项", "—"))
        self.assertIn(seen.number, said)
        for secret in ("不可见事项", hidden.number):
            self.assertNotIn(secret, said)

    @clause("CORE-20", "PLUS-I1")
    def test_who_left_does_no_more_work(self):
        """Archived, or at another institution by the next day: it ends there, and the office reads how far it came."""
        other = self.env["res.company"].create({"name": "别校"})
        module = "odoo.addons.duban_supervision_exchange.wizard.duban_ledger_export"
        self.filed(name="甲")
        self.filed(name="乙")
        for values in (
            {"company_ids": [(6, 0, other.ids)], "company_id": other.id},
            {"active": False},
        ):
            user = self.new_person(f"t_{'_'.join(values)}", "office", self.office)
            self.at("2024-03-04")
            with patch(f"{module}.BATCH", 1):
                job = self.env["duban.ledger.export"].with_user(user).create({})
                job.action_export()
                done = job.job_done
                user.write(values)
                self.next_day()
            job = job.sudo()
            self.assertEqual((job.job_state, job.job_done), ("failed", done))
            self.assertIn(user.name, job.job_message)
            told = (
                self.env["mail.message"]
                .sudo()
                .search([("body", "like", user.name), ("message_type", "=", "user_notification")])
            )  # fmt: skip
            self.assertIn(self.office_user.partner_id, told.notified_partner_ids)
            self.assertNotIn(user.partner_id, told.notified_partner_ids)

    def test_a_window_that_comes_back_while_the_scheduled_job_carries_on(self):
        """The collision is no failure of the export: the batch is taken again."""
        self.filed()
        self.filed(name="修缮操场")
        model = self.registry["duban.ledger.export"]
        original, calls = model._job_batch, []

        def colliding(record, *args, **kwargs):
            calls.append(record)
            result = original(record, *args, **kwargs)
            if len(calls) == 1:
                raise Conflict
            return result

        module = "odoo.addons.duban_supervision_exchange.wizard.duban_ledger_export"
        with patch(f"{module}.BATCH", 1):
            job = self.env["duban.ledger.export"].with_user(self.office_user).create({})
            job.action_export()
            self.at("2024-03-05")
            with (
                patch.object(model, "_job_batch", colliding),
                self.enter_registry_test_mode(),
            ):
                self.env.ref(
                    "duban_supervision_exchange.ir_cron_jobs"
                ).method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(job.job_state, "done")
        self.assertEqual(len(calls), 3)


@tagged("post_install", "-at_install")
class TestWutLedger(LedgerCase, WutCommon):
    def test_columns_of_the_regulation(self):
        self.at("2024-03-04")
        matter = self.assigned()
        _job, sheet = self.export()
        head = [cell.value for cell in sheet[3]]
        self.assertEqual(
            head,
            list(LEDGER),
        )
        self.assertEqual(sheet["A1"].value, "武汉理工大学督办工作台账")
        self.assertEqual(sheet["B5"].value, matter.number)

    @clause("WUT-12.1f")
    def test_screen(self):
        """The list of the ledger has the regulation's columns and opens grouped by category."""
        Matter = self.env["duban.matter"].with_user(self.office_user)
        view = self.env.ref("duban_supervision.duban_matter_view_list_ledger")
        arch = Matter.get_view(view.id, "list")["arch"]
        for label in ("纪要印发日期", "第一责任人", "进展情况", "回访复查情况"):
            self.assertIn(f'string="{label}"', arch)
        self.assertNotIn("自评", arch)
        for cell in self.regulation._document_cells("ledger"):
            if cell["key"] != "row":
                self.assertIn(f'string="{cell["label"]}"', arch)
        # what a column says is what is printed
        matter = self.matter()
        printed = matter._document_text("source_document")
        self.assertTrue(printed)
        self.assertEqual(matter.document_source_document, printed)
        self.assertIn('name="document_source_document"', arch)
        action = self.env.ref("duban_supervision.duban_matter_action_ledger")
        # one group for a category, whatever version of the regulation it is of (CORE-31)
        self.assertIn("category_group_id", action.context)
