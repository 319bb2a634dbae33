"""What an import cannot take: a file that is not read, in words; rows not taken over, as a file to correct."""

import base64
import io

import xlsxwriter

from odoo import models
from odoo.exceptions import UserError

from ..tools.ledger_xlsx import INERT, write_text


class DubanImport(models.TransientModel):
    _inherit = "duban.import"

    def _file_message(self, error):
        """Why the file is not read (`ledgers.Refused`), and what to do, in the user's words."""
        return {
            "encrypted": self.env._(
                "The file is protected by a password. Open it, save it without the password and choose it again."
            ),
            "xml2003": self.env._("This is an XML table of Excel 2003. Save it as .xlsx and choose it again."),
            "mhtml": self.env._(
                "This is a web archive, not a workbook. Open it in Excel, save it as .xlsx and choose it again."
            ),
            "word": self.env._(
                "This is a Word document, not a workbook. Copy its table into Excel and choose that file."
            ),
            "pdf": self.env._("This is a PDF, not a workbook. Choose the Excel file that it was made from."),
            "empty": self.env._("The file is empty."),
            "size": self.env._(
                "The file holds more than is read at once. Keep only the table (at most 20,000 rows), "
                "delete formatted blank rows and columns, or split it."
            ),
            "bytes": self.env._("The file is too large. Keep only the sheet with the table and no pictures."),
            "header": self.env._("No header was found. One row must name the columns, e.g. 事项, 责任单位, 完成时限."),
        }.get(getattr(error, "code", "")) or self.env._(
            "The file cannot be read. Save it as .xlsx or as .csv and choose it again."
        )  # fmt: skip

    def action_bad_file(self):
        """The rows that were not taken over, as a file with the reason of each."""
        self.ensure_one()
        self._make_bad_file()
        if not self.bad_file:
            raise UserError(self.env._("There is no row to correct."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/bad_file/{self.bad_file_name}?download=true",
            "target": "self",
        }

    def _make_bad_file(self):
        bad = self.line_ids.filtered(lambda line: line.verdict == "bad")
        if not bad:
            self._engine_write({"bad_file": False, "bad_file_name": False})
            return
        stream = io.BytesIO()
        book = xlsxwriter.Workbook(stream, {"in_memory": True, **INERT})
        word = self.env._("Rows to correct")
        for number, (position, lines) in enumerate(
            bad.grouped("sheet_position").items(), 1
        ):
            sheet = self.sheet_ids.filtered(lambda row, at=position: row.position == at)
            tab = f"{word}{number}" if number > 1 else word
            self._write_bad_rows(book.add_worksheet(tab), book, sheet, lines)
        book.close()
        name = (self.file_name or "import").rsplit(".", 1)[0]
        self._engine_write(
            {
                "bad_file": base64.b64encode(stream.getvalue()),
                "bad_file_name": self.env._("%s – rows to correct.xlsx", name),
            }
        )

    def _write_bad_rows(self, sheet, book, about, lines):
        """On one sheet the columns that the file has, the reason and the row of each line."""
        frame = {"border": 1, "text_wrap": True}
        head, red, cell = (
            (book.add_format(style), book.add_format({**style, "quote_prefix": True}))
            for style in (
                {**frame, "bold": True, "bg_color": "#F2F2F2"},
                {**frame, "font_color": "#C00000"},
                frame,
            )
        )
        columns = about.column_ids.sorted("position")
        titles = [
            *(column.title.split(" / ")[-1] for column in columns),
            self.env._("Reason"),
            self.env._("Suggestion"),
            self.env._("Row in the file"),
        ]
        for column, title in enumerate(titles):
            write_text(sheet, 0, column, title, *head)
        width = len(titles) - 3
        for row, line in enumerate(lines, 1):
            raw = line.raw or []
            for at, column in enumerate(columns):
                text = raw[column.position] if column.position < len(raw) else ""
                write_text(sheet, row, at, text, *cell)
            write_text(sheet, row, width, line.message, *red)
            write_text(sheet, row, width + 1, line.suggestion, *cell)
            sheet.write_number(row, width + 2, line.row_number, cell[0])
        sheet.set_column(0, width - 1, 18)
        sheet.set_column(width, width + 1, 36)
        sheet.freeze_panes(1, 0)
