"""A unit reports the progress of its matters in Excel: export, fill in, take in again."""

import base64
import hashlib
import io

import xlsxwriter

from odoo import fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .. import clock
from ..tools import import_parser as parser
from ..tools.ledger_xlsx import INERT, write_text

#: keys of the hidden first row, by which the columns are found whatever their titles
KEYS = ("number", "name", "deadline", "last", "progress", "percentage", "stamp")


class DubanProgressExchange(models.TransientModel):
    _name = "duban.progress.exchange"
    _description = "Progress in Excel"
    _transient_max_hours = 48.0

    export_file = fields.Binary("Sheet to fill in", readonly=True, attachment=True)
    export_name = fields.Char(readonly=True)
    file = fields.Binary("Filled sheet", attachment=False)
    file_name = fields.Char()
    line_ids = fields.One2many("duban.progress.exchange.line", "exchange_id", "Rows")
    is_done = fields.Boolean(readonly=True)

    def _compute_display_name(self):
        for exchange in self:
            exchange.display_name = self.env._("Progress in Excel")

    # ------------------------------------------------------------------
    # Out
    # ------------------------------------------------------------------

    def _matters(self):
        """Matters in progress on which the person's unit reports."""
        return (
            self.env["duban.matter"]
            .search([("state", "=", "in_progress")], order="number, id")
            ._is_lead()
        )

    def action_export(self):
        """Make the sheet of the unit's open matters.

        :raise UserError: there is none
        """
        self.ensure_one()
        matters = self._matters()
        if not matters:
            raise UserError(self.env._("Your unit has no matter in progress."))
        stream = io.BytesIO()
        book = xlsxwriter.Workbook(stream, {"in_memory": True, **INERT})
        sheet = book.add_worksheet()
        frame = {"border": 1, "text_wrap": True, "valign": "top"}
        head = book.add_format({**frame, "bold": True, "bg_color": "#F2F2F2"})
        fixed = book.add_format({**frame, "font_color": "#595959"})
        quoted = book.add_format(
            {**frame, "font_color": "#595959", "quote_prefix": True}
        )
        free = book.add_format({**frame, "locked": False, "bg_color": "#FFFDE7"})
        titles = (
            self.env._("Number"), self.env._("Matter"), self.env._("Due date"), self.env._("Last progress"),
            self.env._("New progress (fill in)"), self.env._("Done, % (fill in)"), "",
        )  # fmt: skip
        for column, (key, title) in enumerate(zip(KEYS, titles, strict=True)):
            sheet.write_string(0, column, key)
            sheet.write_string(1, column, title, head)
        sheet.set_row(0, None, None, {"hidden": True})
        for row, matter in enumerate(matters, 2):
            texts = [matter.number, matter.name, matter._format_date(matter.date_deadline),
                     matter._document_text("progress")]  # fmt: skip
            for column, text in enumerate(texts):
                write_text(sheet, row, column, text, fixed, quoted)
            sheet.write_blank(row, 4, None, free)
            sheet.write_blank(row, 5, None, free)
            sheet.write_string(row, 6, matter._progress_stamp())
        for column, width in enumerate((16, 36, 16, 40, 50, 12)):
            sheet.set_column(column, column, width)
        sheet.set_column(6, 6, None, None, {"hidden": True})
        sheet.data_validation(
            2, 5, len(matters) + 1, 5,
            {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 100, "ignore_blank": True},
        )  # fmt: skip
        sheet.freeze_panes(2, 1)
        # no password: against slips, not against people
        sheet.protect(
            "",
            {
                "format_columns": True,
                "format_rows": True,
                "autofilter": True,
                "sort": True,
            },
        )
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        book.close()
        today = clock.today(self)
        self.write(
            {
                "export_file": base64.b64encode(stream.getvalue()),
                "export_name": self.env._("Progress %s.xlsx", today),
            }
        )
        return True

    # ------------------------------------------------------------------
    # In
    # ------------------------------------------------------------------

    def action_read(self):
        """Read the filled sheet into a preview.

        :raise UserError: it is not a sheet that was exported here
        """
        self.ensure_one()
        self.line_ids.unlink()
        rows = self._read_rows()
        numbers = [row["number"] for row in rows]
        matters = self.env["duban.matter"].search(
            [("number", "in", numbers), ("company_id", "in", self.env.companies.ids)]
        )
        by_number = {matter.number: matter for matter in matters}
        seen, vals_list = set(), []
        for row in rows:
            vals = self._preview(
                row, by_number.get(row["number"]), row["number"] in seen
            )
            if vals:
                seen.add(row["number"])
                vals_list.append({"exchange_id": self.id, **vals})
        if not vals_list:
            raise UserError(self.env._("No progress was filled in."))
        self.env["duban.progress.exchange.line"].create(vals_list)
        self.is_done = False
        return True

    def _read_rows(self):
        """Rows of the filled sheet as dicts of ``KEYS``, with the row number."""
        try:
            table = [
                row
                for _number, row in parser.read_upload(self.file, self.file_name or "")
            ]
        except parser.ParseError as error:
            raise UserError(
                self.env._("Choose the sheet that was exported here, as .xlsx.")
            ) from error
        keys = [str(cell or "") for cell in table[0]]
        if not {"number", "progress", "stamp"} <= set(keys):
            raise UserError(self.env._("This is not a sheet that was exported here."))
        rows = []
        for number, cells in enumerate(table[2:], 3):
            row = {key: value for key, value in zip(keys, cells, strict=False) if key}
            row["number"] = parser.clean(row.get("number"))
            row["row_number"] = number
            if row["number"] or parser.clean(row.get("progress")):
                rows.append(row)
        return rows

    def _preview(self, row, matter, repeated):
        """Values of one preview line; None when nothing was filled in."""
        progress = str(row.get("progress") or "").strip()
        percentage, message = row.get("percentage"), False
        if not progress and percentage in (None, ""):
            return None
        try:
            percentage = int(float(str(parser.clean(percentage)).rstrip("%") or 0))
            # a cell formatted as per cent gives 0.6 for 60 %
            if isinstance(row.get("percentage"), float) and 0 < row["percentage"] <= 1:
                percentage = round(row["percentage"] * 100)
        except (ValueError, OverflowError):
            percentage, message = 0, self.env._("The percentage is not a number.")
        if not 0 <= percentage <= 100:
            percentage = 0
            message = self.env._("The percentage lies between 0 and 100.")
        if not progress:
            message = self.env._("Write what was done.")
        if not matter:
            message = self.env._("No matter of yours has this number.")
        elif repeated:
            message = self.env._("The number stands twice in the sheet.")
        elif not matter._is_lead():
            message = self.env._("Only the lead unit reports to the office.")
        elif matter.state != "in_progress":
            message = self.env._("The matter is not in progress.")
        elif row.get("stamp") != matter._progress_stamp():
            message = self.env._(
                "The matter has changed since the export. Export again."
            )
        return {
            "row_number": row["row_number"],
            "number": row["number"],
            "matter_id": matter.id if matter else False,
            "progress": progress,
            "percentage": percentage,
            "stamp": row.get("stamp"),
            "verdict": "bad" if message else "good",
            "message": message,
        }

    def action_apply(self):
        """Hand in the good rows as feedback, in the person's own name.

        :raise UserError: no good row
        """
        self.ensure_one()
        good = self.line_ids.filtered(lambda line: line.verdict == "good")
        if not good:
            raise UserError(self.env._("No row can be taken over as it is."))
        for line in good:
            line._hand_in()
        self.is_done = True
        return True


class DubanProgressExchangeLine(models.TransientModel):
    _name = "duban.progress.exchange.line"
    _description = "Row of progress in Excel"
    _order = "row_number, id"
    _transient_max_hours = 48.0

    exchange_id = fields.Many2one(
        "duban.progress.exchange", required=True, index=True, ondelete="cascade"
    )
    row_number = fields.Integer("Row", readonly=True)
    number = fields.Char(readonly=True)
    matter_id = fields.Many2one("duban.matter", readonly=True)
    progress = fields.Text(readonly=True)
    percentage = fields.Integer("Done (%)", readonly=True)
    stamp = fields.Char(readonly=True)
    verdict = fields.Selection(
        [("good", "Will be handed in"), ("bad", "Refused"), ("done", "Handed in")],
        readonly=True,
    )
    message = fields.Char("What is wrong", readonly=True)

    def _hand_in(self):
        """Feedback of this one row, unless the matter changed since the preview."""
        self.matter_id.invalidate_recordset()
        if self.stamp != self.matter_id._progress_stamp():
            self.write(
                {
                    "verdict": "bad",
                    "message": self.env._(
                        "The matter has changed since the export. Export again."
                    ),
                }
            )
            return
        try:
            with self.env.cr.savepoint():
                self.env["duban.feedback"].create(
                    {
                        "matter_id": self.matter_id.id,
                        "name": self.progress,
                        "percentage": self.percentage,
                    }
                )
        except (UserError, AccessError, ValidationError) as error:
            self.write({"verdict": "bad", "message": str(error)})
        else:
            self.verdict = "done"


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def _progress_stamp(self):
        """Fingerprint of what a unit's sheet shows of this one matter; another one makes its row stale."""
        feedback = self.sudo().feedback_ids
        text = f"{self.id}:{self.state}:{self.date_deadline}:{max(feedback.ids, default=0)}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]
