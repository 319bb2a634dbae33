"""A workbook as an office sees it: what cells show, what is merged, hidden or never calculated.

What a file may cost is measured before anything parses it; a file that costs more is refused in words.
"""

import csv
import io
import re
from dataclasses import dataclass, field

import xlrd
from lxml import etree, html

from . import confined, ods, xlsx
from .cells import Grid, ParseError, kept

MAX_BYTES = 20 * 2**20
#: formats that are read whole by a parser of their own
MAX_OLD_BYTES = 3 * 2**20
MAX_CELLS = 120_000
MAX_ROWS = 20_000
MAX_COLUMNS = 200
#: characters of all cells together
MAX_TEXT = 4_000_000
#: tables of a web page, and tables around a table: the text of the inner ones is text of all outer ones
MAX_TABLES = 200
MAX_NESTED = 4
#: a table's own rows, not those of a table in one of its cells
ROWS = "./tr | ./thead/tr | ./tbody/tr | ./tfoot/tr"
#: what begins a line of its own in a cell of a web page
BREAKS = {"br", "p", "div", "li"}
#: what crosses words out in a web page
STRUCK = {"s", "strike", "del"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass
class Sheet:
    """One sheet: ``grid`` its cells, ``hidden_rows`` numbers of rows that are hidden or filtered out."""

    name: str
    grid: Grid
    is_hidden: bool = False
    hidden_rows: set = field(default_factory=set)
    hidden_columns: set = field(default_factory=set)


@dataclass
class Book:
    """All sheets of a file; ``kind``: xlsx, xls, ods, html or csv."""

    kind: str
    sheets: list


def read_book(content, file_name=""):
    """All sheets of a file.

    :param content: bytes
    :raise ParseError: codes ``bytes`` and ``size`` (too much), ``encrypted``, ``xml2003``, ``mhtml``, ``word``,
        ``pdf``, ``format`` (no table), ``empty``
    """
    if len(content) > MAX_BYTES:
        raise ParseError("bytes", file_name)
    kind = _kind(content)
    if kind in ("xls", "html", "ods") and len(content) > MAX_OLD_BYTES:
        raise ParseError("bytes", file_name)
    # text is read line by line; every other kind unfolds in ways of its own
    sheets = parse(kind, content) if kind == "csv" else confined.sheets(kind, content)
    if not any(sheet.grid.rows for sheet in sheets):
        raise ParseError("empty", file_name)
    return Book(kind, sheets)


def parse(kind, content):
    """The sheets of a file, here and now; see ``confined`` for where it is safe to.

    :raise ParseError:
    """
    try:
        sheets = READERS[kind](content)
    except (ParseError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001  whatever a broken file does to the reader
        raise ParseError("format", type(error).__name__) from error
    for sheet in sheets:
        sheet.grid.cut(MAX_ROWS, MAX_COLUMNS)
    if sum(sheet.grid.characters() for sheet in sheets) > MAX_TEXT:
        raise ParseError("size")
    return sheets


def _kind(content):
    """What a file is, by what it holds and not by its name."""
    start = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if content[:2] == b"PK":
        if xlsx.is_workbook(content):
            return "xlsx"
        if xlsx.is_opendocument(content):
            return "ods"
        raise ParseError("word" if xlsx.is_document(content) else "format")
    if content[:8] == OLE:
        if ENCRYPTED in content:
            raise ParseError("encrypted")
        if "WordDocument".encode("utf-16-le") in content:
            raise ParseError("word")
        return "xls"
    if start.startswith(b"%pdf"):
        raise ParseError("pdf")
    if start.startswith(b"mime-version"):
        raise ParseError("mhtml")
    if start.startswith(b"<?xml") and b"office:spreadsheet" in start:
        raise ParseError("xml2003")
    if start.startswith(b"<") and (b"<table" in content[:200_000].lower()):
        return "html"
    return "csv"


def _read_xls(content):
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True)
    except xlrd.XLRDError as error:
        code = "encrypted" if "encrypt" in str(error).lower() else "format"
        raise ParseError(code) from error
    sheets = []
    for sheet in book.sheets():
        grid = Grid()
        if sheet.nrows * max(1, sheet.ncols) > 20 * MAX_CELLS:
            raise ParseError("size")
        for row in range(min(sheet.nrows, MAX_ROWS + 1)):
            for column in range(min(sheet.row_len(row), MAX_COLUMNS)):
                _xls_cell(book, sheet, grid, row, column)
        for (row, column), note in sheet.cell_note_map.items():
            grid.remark(row + 1, column, note.text)
        for first, last, left, right in sheet.merged_cells:
            grid.areas.append((left + 1, first + 1, right, last))
        grid.spread()
        hidden = {row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden}
        columns = {c for c, info in sheet.colinfo_map.items() if info.hidden}
        sheets.append(Sheet(sheet.name, grid, sheet.visibility != 0, hidden, columns))
    return sheets


def _xls_cell(book, sheet, grid, row, column):
    cell = sheet.cell(row, column)
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR):
        return
    value, about = cell.value, book.xf_list[cell.xf_index]
    shown = book.format_map[about.format_key].format_str
    if cell.ctype == xlrd.XL_CELL_DATE:
        value = xlrd.xldate_as_datetime(value, book.datemode)
    elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
        value = bool(value)
    is_struck = bool(book.font_list[about.font_index].struck_out)
    runs = sheet.rich_text_runlist_map.get((row, column))
    if runs and isinstance(value, str):
        places = [0, *(at for at, _font in runs), len(value)]
        struck = [
            is_struck,
            *(bool(book.font_list[font].struck_out) for _at, font in runs),
        ]
        parts = [value[a:b] for a, b in zip(places, places[1:], strict=False)]
        value, is_struck = kept(zip(parts, struck, strict=True))
    grid.put(row + 1, column, value, shown, is_struck)


def _read_ods(content):
    xlsx.check_opendocument(content, 20 * MAX_CELLS)
    return [
        Sheet(name, grid, is_hidden, rows, columns)
        for name, grid, is_hidden, rows, columns in ods.sheets(
            content, MAX_ROWS, MAX_COLUMNS
        )
    ]


def _read_html(content):
    """A web page that some systems call .xls: its tables, one sheet each."""
    head = content[:2000].lower()
    found = re.search(rb"charset=[\"']?([\w-]{1,20})", head)
    encodings = [found[1].decode()] if found else []
    text = _decode(content, [*encodings, "utf-8-sig", "gb18030"])
    sheets = []
    tree = html.fromstring(
        text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8")
    )
    tables = list(tree.iter("table"))
    if len(tables) > MAX_TABLES:
        raise ParseError("size")
    for at, table in enumerate(tables, 1):
        if sum(1 for _outer in table.iterancestors("table")) > MAX_NESTED:
            raise ParseError("size")
        grid, taken = Grid(), set()
        for number, row in enumerate(table.xpath(ROWS), 1):
            column = 0
            for cell in row.iterchildren("td", "th"):
                while (number, column) in taken:
                    column += 1
                wide, high = _spanning(cell, "colspan"), _spanning(cell, "rowspan")
                grid.put(number, column, *_html_text(cell))
                if wide > 1 or high > 1:
                    grid.areas.append(
                        (column + 1, number, column + wide, number + high - 1)
                    )
                    if len(taken) > MAX_CELLS:
                        raise ParseError("size")
                    taken |= {
                        (number + y, column + x)
                        for y in range(high)
                        for x in range(wide)
                    }
                column += wide
        grid.spread()
        if grid.rows:
            sheets.append(Sheet(f"{at}", grid))
    return sheets


def _html_text(cell):
    """(words, format, crossed out) of a cell; <br> and a new paragraph begin a new line, the page's own are blanks."""
    parts, struck = [], [False]
    for event, element in etree.iterwalk(cell, events=("start", "end", "comment")):
        if event == "comment":
            parts.append((element.tail or "", struck[-1]))
            continue
        breaks = element.tag in BREAKS and element is not cell
        if event == "start":
            is_struck = "line-through" in element.get("style", "")
            struck.append(struck[-1] or is_struck or element.tag in STRUCK)
            words = element.text or ""
        else:
            struck.pop()
            words = (element.tail or "") if element is not cell else ""
        parts.append(("\n" if breaks else "", False))
        parts.append((" ".join(words.split("\n")), struck[-1]))
    text, is_struck = kept(parts)
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(filter(None, lines)), "", is_struck


def _spanning(cell, name):
    value = cell.get(name, "1")
    return min(MAX_COLUMNS, int(value)) if value.isdigit() and int(value) else 1


def _read_csv(content):
    text = _decode(
        content,
        [
            "utf-8-sig",
            "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "gb18030",
            "gb18030",
        ],
    )
    if "\x00" in text:
        raise ParseError("format")
    if text.count("\n") > MAX_ROWS + 100 or len(text) > MAX_TEXT:
        raise ParseError("size")
    sample = text[:4000]
    lines = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=sample.count))
    grid = Grid(exact=False)
    try:
        for number, row in enumerate(lines, 1):
            for column, value in enumerate(row[:MAX_COLUMNS]):
                grid.put(number, column, value, "")
            if grid.count > MAX_CELLS * 2:
                raise ParseError("size")
    except csv.Error as error:
        raise ParseError("format") from error
    return [Sheet("", grid)]


def _decode(content, encodings):
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise ParseError("format")


def _read_xlsx(content):
    return [
        Sheet(name, grid, is_hidden, rows, columns)
        for name, grid, is_hidden, rows, columns in xlsx.sheets(
            content, MAX_CELLS, MAX_ROWS, MAX_COLUMNS
        )  # fmt: skip
    ]


READERS = {
    "xlsx": _read_xlsx,
    "xls": _read_xls,
    "ods": _read_ods,
    "html": _read_html,
    "csv": _read_csv,
}
