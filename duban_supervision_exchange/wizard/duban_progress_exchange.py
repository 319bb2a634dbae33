"""A unit reports the progress of its matters in Excel: export, fill in, take in again."""

import base64
import io

import xlsxwriter

from odoo import fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.duban_supervision import clock

from ..tools import ledgers
from ..tools.ledger_xlsx import INERT, write_text

#: keys of the hidden first row, by which the columns are found whatever their titles
KEYS = ("number", "name", "deadline", "last", "progress", "percentage", "stamp", "key")


class DubanProgressExchange(models.TransientModel):
    _name = "duban.progress.exchange"
    _description = "Progress in Excel"
    _inherit = ["duban.screen"]
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
        sheet = book.add_worksheet(self.env._("Progress"))
        frame = {"border": 1, "text_wrap": True, "valign": "top"}
        head = book.add_format({**frame, "bold": True, "bg_color": "#F2F2F2"})
        fixed = book.add_format({**frame, "font_color": "#595959"})
        quoted = book.add_format(
            {**frame, "font_color": "#595959", "quote_prefix": True}
        )
        free = book.add_format({**frame, "locked": False, "bg_color": "#FFFDE7"})
        share = book.add_format(
            {**frame, "locked": False, "bg_color": "#FFFDE7", "num_format": "0%"}
        )
        titles = (
            self.env._("Number"), self.env._("Matter"), self.env._("Due date"), self.env._("Last progress"),
            self.env._("New progress (fill in)"), self.env._("Done, % (fill in)"), "", "",
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
            sheet.write_blank(row, 5, None, share)
            sheet.write_string(row, 6, matter._progress_stamp())
            # the number is for people: an institution may have none
            sheet.write_string(row, 7, str(matter.id))
        for column, width in enumerate((16, 36, 16, 40, 50, 12)):
            sheet.set_column(column, column, width)
        sheet.set_column(6, 7, None, None, {"hidden": True})
        sheet.data_validation(
            2, 5, len(matters) + 1, 5,
            {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1, "ignore_blank": True,
             "error_title": self.env._("Done"), "error_message": self.env._("Enter a share between 0 % and 100 %.")},
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
        found = self._matters_of(rows)
        seen, vals_list = set(), []
        for row in rows:
            matter = found.get(row["row_number"])
            vals = self._preview(row, matter, matter and matter.id in seen)
            if vals:
                seen.add(matter and matter.id)
                vals_list.append({"exchange_id": self.id, **vals})
        if not vals_list:
            raise UserError(self.env._("No progress was filled in."))
        self.env["duban.progress.exchange.line"].create(vals_list)
        self.is_done = False
        return True

    def _matters_of(self, rows):
        """{row: matter}: by the hidden key, in sheets of an earlier version by the number."""
        Matter = self.env["duban.matter"]
        ours = [("company_id", "in", self.env.companies.ids)]
        keys = [
            int(row["key"])
            for row in rows
            if row["key"].isdecimal() and len(row["key"]) < 10
        ]
        by_key = {str(m.id): m for m in Matter.search([("id", "in", keys), *ours])}
        numbers = [row["number"] for row in rows if row["number"] and not row["key"]]
        by_number = {
            m.number: m for m in Matter.search([("number", "in", numbers), *ours])
        }
        return {
            row["row_number"]: by_key.get(row["key"])
            if row["key"]
            else by_number.get(row["number"])
            for row in rows
        }

    def _read_rows(self):
        """Rows of the filled sheet as dicts of ``KEYS``, with the row number."""
        try:
            book = ledgers.read_book(base64.b64decode(self.file or b""), self.file_name)
        except (ledgers.ParseError, ValueError) as error:
            raise UserError(
                self.env._("Choose the sheet that was exported here, as .xlsx.")
            ) from error
        grid = book.sheets[0].grid
        keys = {str(cell): at for at, cell in enumerate(grid.rows.get(1, [])) if cell}
        if not {"number", "progress", "stamp"} <= keys.keys():
            raise UserError(self.env._("This is not a sheet that was exported here."))
        rows = []
        for number in sorted(grid.rows):
            if number < 3:
                continue
            row = {"row_number": number, "share_format": ""}
            for key in KEYS:
                value = grid.get(number, keys[key]) if key in keys else None
                row[key] = ledgers.as_written(value)
            if "percentage" in keys:
                row["percentage"] = grid.get(number, keys["percentage"])
                row["share_format"] = grid.formats.get((number, keys["percentage"]), "")
            if row["key"] or row["number"] or row["progress"]:
                rows.append(row)
        return rows

    def _preview(self, row, matter, repeated):
        """Values of one preview line; None when nothing was filled in."""
        progress, percentage, message = row["progress"], row["percentage"], False
        if not progress and percentage in (None, ""):
            return None
        try:
            percentage = ledgers.percentage(percentage or 0, row["share_format"])
        except ValueError as error:
            percentage = 0
            message = {
                "range": self.env._("The percentage lies between 0 and 100."),
                "unclear": self.env._("Write the percentage with its sign, e.g. 60%."),
            }.get(str(error)) or self.env._("The percentage is not a number.")
        if not progress:
            message = self.env._("Write what was done.")
        if not matter:
            message = self.env._("No matter of yours has this number.")
        elif row["key"] and row["number"] != (matter.number or ""):
            message = self.env._("The number was changed in the sheet. Export again.")
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
        if not message and (
            silent := matter.env["duban.feedback"]._silent_units_of(matter)
        ):
            message = self.env._(
                "Nothing has come from %s since your last feedback. Remind them, or report on the matter itself and "
                "say how it is with their part.", silent,
            )  # fmt: skip
        return {
            "row_number": row["row_number"],
            "number": row["number"] or (matter.display_name if matter else ""),
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
    _inherit = ["duban.screen"]
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
