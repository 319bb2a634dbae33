"""Lists of a package as workbooks: plain tables with a title, ready to print, no cell ever a formula."""

import io

import xlsxwriter

from odoo.addons.duban_supervision_exchange.tools.ledger_xlsx import INERT, write_text

A4 = 9


def workbook(sheets):
    """Bytes of a workbook.

    :param sheets: list of dicts title (str), head (list of (label, width in characters)), rows (list of lists of text
        or numbers), notes (list of str, below the table)
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, **INERT})
    edge = {"border": 1, "valign": "vcenter", "text_wrap": True}
    styles = {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center"}),
        "head": book.add_format({**edge, "bold": True, "align": "center"}),
        "cell": book.add_format(edge),
        "quoted": book.add_format({**edge, "quote_prefix": True}),
        "note": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    for sheet in sheets:
        _sheet(book, styles, **sheet)
    book.close()
    return stream.getvalue()


def _sheet(book, styles, title, head, rows, notes=()):
    sheet = book.add_worksheet(title[:31])
    last = len(head) - 1
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C— &P —")
    if last:
        sheet.merge_range(0, 0, 0, last, title, styles["title"])
    else:
        sheet.write_string(0, 0, title, styles["title"])
    sheet.set_row(0, 30)
    for column, (label, width) in enumerate(head):
        sheet.set_column(column, column, width)
        sheet.write_string(1, column, label, styles["head"])
    sheet.repeat_rows(1)
    sheet.freeze_panes(2, 0)
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row):
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                sheet.write_number(number, column, value, styles["cell"])
            else:
                write_text(
                    sheet, number, column, value, styles["cell"], styles["quoted"]
                )
    for number, note in enumerate(notes, len(rows) + 3):
        if last:
            sheet.merge_range(number, 0, number, last, note, styles["note"])
        else:
            sheet.write_string(number, 0, note, styles["note"])
