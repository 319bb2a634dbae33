"""The rows of an import that were not taken over, as a file to correct and import again."""

import base64
import io

import xlsxwriter

from odoo import models
from odoo.exceptions import UserError

from ..tools.ledger_xlsx import INERT, write_text


class DubanImport(models.TransientModel):
    _inherit = "duban.import"

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
        for position, lines in bad.grouped("sheet_position").items():
            sheet = self.sheet_ids.filtered(lambda row, at=position: row.position == at)
            self._write_bad_rows(book, sheet, lines)
        book.close()
        name = (self.file_name or "import").rsplit(".", 1)[0]
        self._engine_write(
            {
                "bad_file": base64.b64encode(stream.getvalue()),
                "bad_file_name": self.env._("%s – rows to correct.xlsx", name),
            }
        )

    def _write_bad_rows(self, book, about, lines):
        """One sheet with the columns that the file has, the reason and the row of each line."""
        sheet = book.add_worksheet()
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
