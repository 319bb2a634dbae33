"""A ledger as a workbook: written row by row in constant memory, no cell ever a formula."""

from datetime import date

import xlsxwriter

from odoo.addons.duban_supervision.tools.pages import lines_of

#: paper sizes of the format
A3, A4 = 8, 9
#: characters that a cell of Excel holds
CELL = 32767
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
#: for xlsxwriter: nothing that people wrote becomes a formula or a link
INERT = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_text(sheet, row, column, text, style, quoted):
    """Write text that people wrote; what looks like a formula gets the format ``quoted``, which keeps it text."""
    text = str(text or "")[:CELL]
    looks = text.startswith(FORMULA_STARTS)
    sheet.write_string(row, column, text, quoted if looks else style)


class LedgerWorkbook:
    """Title, merged group headings, frozen head, filters, page numbers; landscape, one page wide.

    :param stream: binary file
    :param titles: lines above the table (institution and title, subtitle)
    :param columns: list of (label, relative width)
    :param words: dict footer, sheet, total
    """

    def __init__(self, stream, titles, columns, words, paper=A3):
        self.book = xlsxwriter.Workbook(
            stream,
            {"constant_memory": True, **INERT},
        )
        self.sheet = self.book.add_worksheet(words["sheet"])
        self.width = len(columns)
        self.row = 0
        self._formats()
        self._page(columns, words, paper)
        for number, line in enumerate(titles):
            self.sheet.set_row(self.row, 30 if number == 0 else 18)
            self._merged(line, "subtitle" if number else "title")
        self.head = self.row
        self.sheet.set_row(self.row, 32)
        for column, (label, _width) in enumerate(columns):
            self._write(column, label, "header")
        self.row += 1
        self.sheet.freeze_panes(self.row, min(2, self.width))
        self.sheet.repeat_rows(self.head)

    def _formats(self):
        base = {
            "font_name": "宋体",
            "font_size": 10,
            "valign": "vcenter",
            "text_wrap": True,
        }
        framed = {**base, "border": 1}
        head = {**framed, "font_name": "黑体"}
        texts = {
            "title": {**base, "font_name": "黑体", "font_size": 18, "align": "center"},
            "subtitle": {**base, "align": "center"},
            "header": {**head, "align": "center", "bg_color": "#F2F2F2"},
            "group": {**head, "bg_color": "#FAFAFA"},
            "text": framed,
        }
        add = self.book.add_format
        self.styles = {
            name: (add(style), add({**style, "quote_prefix": True}))
            for name, style in texts.items()
        }
        self.number = add({**framed, "align": "center"})
        self.date = add(
            {**framed, "num_format": 'yyyy"年"m"月"d"日"', "align": "center"}
        )

    def _write(self, column, text, style):
        write_text(self.sheet, self.row, column, text, *self.styles[style])

    def _page(self, columns, words, paper):
        self.sheet.set_landscape()
        self.sheet.set_paper(paper)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.sheet.set_footer(f"&C{words['footer']}")
        self.sheet.center_horizontally()
        total = sum(width for _label, width in columns) or 1
        self.widths = [max(5, 270 * width / total) for _label, width in columns]
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, width)

    def _merged(self, text, style):
        if self.width > 1:
            self.sheet.merge_range(
                self.row, 0, self.row, self.width - 1, "", self.styles[style][0]
            )
        self._write(0, text, style)
        self.row += 1

    def add_group(self, heading):
        """A heading over the whole width."""
        self._merged(heading, "group")

    def add_row(self, values):
        """One line; dates and numbers keep their type, anything else is text."""
        # Rows of constant memory have no automatic height; a column holds half as many Chinese characters as digits.
        lines = max(
            lines_of(value, width / 2 - 0.5) if isinstance(value, str) else 1
            for value, width in zip(values, self.widths, strict=True)
        )
        self.sheet.set_row(self.row, min(409, 13.5 * lines + 5))
        for column, value in enumerate(values):
            if isinstance(value, date):
                self.sheet.write_datetime(self.row, column, value, self.date)
            elif isinstance(value, int | float) and not isinstance(value, bool):
                self.sheet.write_number(self.row, column, value, self.number)
            else:
                self._write(column, value, "text")
        self.row += 1

    def close(self, total=""):
        """Filters over what was written, a last line with the total."""
        self.sheet.autofilter(
            self.head, 0, max(self.row - 1, self.head), self.width - 1
        )
        if total:
            self._merged(total, "group")
        self.sheet.print_area(0, 0, self.row - 1, self.width - 1)
        self.book.close()
