"""Export and print the ledger, of any size, only what the person may see."""

import base64
import io
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.duban_supervision import clock
from odoo.addons.duban_supervision.models.documents.document_mixin import in_chinese
from odoo.addons.duban_supervision.models.matter.states import ENDED_STATES

from ..tools.ledger_xlsx import A3, A4, LedgerWorkbook

BATCH = 400
#: a PDF of more rows is of no use to anybody and takes minutes
PDF_ROWS = 3000


class DubanLedgerExport(models.TransientModel):
    _name = "duban.ledger.export"
    _description = "Export of the ledger"
    _inherit = ["duban.job"]
    _transient_max_hours = 24.0

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    regulation_id = fields.Many2one(
        "duban.regulation",
        required=True,
        default=lambda self: self.env["duban.regulation"]._in_force(),
        domain="[('company_id', '=', company_id)]",
        help="Says the columns and the title; the ledger holds the matters of every version.",
    )
    scope = fields.Selection(
        [
            ("all", "Open and closed"),
            ("open", "Open"),
            ("ended", "Closed, exempted, terminated"),
        ],
        default="all",
        required=True,
    )
    date_from = fields.Date("Filed from")
    date_to = fields.Date("Filed until")
    category_ids = fields.Many2many(
        "duban.source.category",
        "duban_ledger_export_category_rel",
        string="Categories",
        domain="[('regulation_id', '=', regulation_id), ('parent_id', '=', False)]",
    )
    unit_ids = fields.Many2many(
        "hr.department", "duban_ledger_export_unit_rel", string="Lead units"
    )
    only_ids = fields.Json(help="Ids of the chosen matters; empty: all that fit.")
    output = fields.Selection(
        [
            ("xlsx", "Excel"),
            ("pdf_a3", "PDF, A3 landscape"),
            ("pdf_a4", "PDF, A4 landscape"),
        ],
        default="xlsx",
        required=True,
    )
    matter_ids_json = fields.Json(readonly=True)
    columns = fields.Json(readonly=True)
    chunk_ids = fields.One2many("duban.ledger.export.chunk", "export_id")
    file = fields.Binary("Finished file", readonly=True, attachment=True)
    file_name = fields.Char(readonly=True)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if (
            self.env.context.get("active_model") == "duban.matter"
            and "only_ids" in fields
        ):
            values["only_ids"] = self.env.context.get("active_ids") or False
        return values

    @api.depends("file_name")
    def _compute_display_name(self):
        for job in self:
            job.display_name = job.file_name or self.env._("Export the ledger")

    # ------------------------------------------------------------------
    # What is on it
    # ------------------------------------------------------------------

    def _domain(self):
        # the ledger is the institution's, whatever version a matter was filed under; the chosen one gives the columns
        domain = self.env["duban.matter"]._ledger_domain() & Domain(
            "company_id", "=", self.regulation_id._setting("company_id").id
        )
        if self.scope != "all":
            domain &= Domain(
                "state", "in" if self.scope == "ended" else "not in", ENDED_STATES
            )
        if self.date_from:
            domain &= Domain("date_filed", ">=", self.date_from)
        if self.date_to:
            domain &= Domain("date_filed", "<=", self.date_to)
        if self.category_ids:
            domain &= Domain(
                "source_category_id", "in", self.category_ids._versions().ids
            )
        if self.unit_ids:
            domain &= Domain("lead_unit_id", "in", self.unit_ids.ids)
        if self.only_ids:
            domain &= Domain("id", "in", self.only_ids)
        return domain

    def action_export(self):
        """Start the export; the window shows how far it is and then offers the file.

        :raise UserError: nothing to export, or too much for a PDF
        """
        self.ensure_one()
        matters = self.env["duban.matter"].search(self._domain())
        matters = matters._ledger_sorted(self.regulation_id)
        if not matters:
            raise UserError(self.env._("There is no matter that fits."))
        if self.output != "xlsx" and len(matters) > PDF_ROWS:
            raise UserError(
                self.env._(
                    "%(count)s matters are too many for a PDF (at most %(most)s). "
                    "Export them to Excel, or narrow the choice.",
                    count=len(matters),
                    most=PDF_ROWS,
                )
            )
        self.chunk_ids.unlink()
        self._engine_write(
            {
                "matter_ids_json": matters.ids,
                "columns": in_chinese(self.regulation_id)._document_cells("ledger"),
                "file": False,
            }
        )
        self._job_start(len(matters))
        if len(matters) <= BATCH:
            self._job_run()
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "name": self.env._("Export the ledger"),
        }

    # ------------------------------------------------------------------
    # The job
    # ------------------------------------------------------------------

    def _job_batch(self):
        ids = self.matter_ids_json[self.job_done : self.job_done + BATCH]
        if self.output == "xlsx":
            # Rights may have changed since the start: what is no longer readable is left out.
            matters = (
                self.env["duban.matter"].browse(ids).exists()._filtered_access("read")
            )
            matters = in_chinese(matters)
            self.env["duban.ledger.export.chunk"].create(
                {
                    "export_id": self.id,
                    "rows": self._rows(matters),
                }
            )
            self.env["duban.matter"].invalidate_model(flush=False)
        return len(ids)

    def _rows(self, matters):
        """[heading, values] of each of ``matters``; of a category the words of the chosen version (CORE-31)."""
        headings = matters._ledger_headings(self.regulation_id)
        names = {category: row.name for category, row in headings.items()}
        return [
            [names.get(matter.source_category_id, ""), self._row(matter)]
            for matter in matters
        ]

    def _row(self, matter):
        values = []
        for column in self.columns:
            value = (
                matter._document_value(column["key"]) if column["key"] != "row" else ""
            )
            if isinstance(value, date):
                value = {"date": value.isoformat()}
            values.append(value)
        return values

    def _job_finish(self):
        content, kind = self._workbook() if self.output == "xlsx" else self._pdf()
        title = self.regulation_id._document_title("ledger", self.env._("Ledger"))
        today = clock.today(self)
        self._engine_write(
            {
                "file": base64.b64encode(content),
                "file_name": f"{self.regulation_id.institution} {title} {today}.{kind}",
            }
        )
        self.chunk_ids.unlink()

    def _subtitle(self):
        """Period of the ledger in words."""
        day = self.env["duban.matter"]._format_date
        if self.date_from or self.date_to:
            return f"{day(self.date_from)}—{day(self.date_to)}"
        return self.env._("As of %s", day(clock.today(self)))

    def _workbook(self):
        """The collected rows as a workbook: (bytes, kind)."""
        stream = io.BytesIO()
        printed = in_chinese(self)
        title = printed.regulation_id._document_title("ledger", printed.env._("Ledger"))
        book = LedgerWorkbook(
            stream,
            [f"{printed.regulation_id.institution}{title}", printed._subtitle()],
            [(column["label"], column["width"]) for column in self.columns],
            {"footer": printed.env._("Page &P of &N"), "sheet": title[:31]},
            A4 if len(self.columns) <= 10 else A3,
        )
        heading, position = None, 0
        counts = self._group_counts()
        for chunk in self.chunk_ids.sorted("id"):
            for group, values in chunk.rows or []:
                if group != heading:
                    heading = group
                    book.add_group(f"{heading or '—'}（{counts[group]}）")
                position += 1
                book.add_row(
                    [
                        self._cell(position if column["key"] == "row" else value)
                        for column, value in zip(self.columns, values, strict=True)
                    ]
                )
        book.close(printed.env._("Total: %s", position))
        return stream.getvalue(), "xlsx"

    def _group_counts(self):
        counts = {}
        for chunk in self.chunk_ids:
            for group, _values in chunk.rows or []:
                counts[group] = counts.get(group, 0) + 1
        return counts

    @staticmethod
    def _cell(value):
        return date.fromisoformat(value["date"]) if isinstance(value, dict) else value

    def _pdf(self):
        """The ledger as PDF, rendered with the person's own rights: (bytes, kind)."""
        report = f"duban_supervision.action_report_ledger{'_a4' if self.output == 'pdf_a4' else ''}"
        matters = (
            self.env["duban.matter"]
            .browse(self.matter_ids_json)
            .exists()
            ._filtered_access("read")
        )
        return self.env["ir.actions.report"]._render_qweb_pdf(
            report,
            matters.ids,
            data={
                "ledger_subtitle": self._subtitle(),
                "ledger_regulation": self.regulation_id.id,
            },
        )


class DubanLedgerExportChunk(models.TransientModel):
    """Finished rows of an export that is still running."""

    _name = "duban.ledger.export.chunk"
    _description = "Rows of a ledger export"
    _inherit = ["duban.screen"]

    export_id = fields.Many2one(
        "duban.ledger.export", required=True, index=True, ondelete="cascade"
    )
    rows = fields.Json()
