"""Sheets of OpenDocument (.ods): values, what is merged, hidden or filtered, and how dates and numbers are shown.

Read from the document itself: the fast reader gives values only, and a merged unit, a filtered row or a day that is
shown as a month would be lost with it.
"""

import io
import re
import zipfile
from datetime import datetime

from lxml import etree

from .cells import Grid, Uncalculated, kept

OFFICE, TABLE, TEXT, STYLE = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}"
    for name in ("office", "table", "text", "style")
)
ROW, CELL, COVERED = f"{TABLE}table-row", f"{TABLE}table-cell", f"{TABLE}covered-table-cell"  # fmt: skip
NUMBER = re.compile(r"-?[\d,]+(?:\.(\d+))?%?")
#: formats as the other readers tell them
MONTH = 'yyyy"年"m"月"'


def sheets(content, max_rows, max_columns):
    """(name, grid, is hidden, hidden rows, hidden columns) of every sheet; see ``xlsx.check_opendocument`` first."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        data = archive.read("content.xml")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    tree = etree.fromstring(data, parser)
    unseen = {
        style.get(f"{STYLE}name")
        for style in tree.iter(f"{STYLE}style")
        for about in style.iterchildren(f"{STYLE}table-properties")
        if about.get(f"{TABLE}display") == "false"
    }
    struck = {
        style.get(f"{STYLE}name")
        for style in tree.iter(f"{STYLE}style")
        for about in style.iterchildren(f"{STYLE}text-properties")
        if about.get(f"{STYLE}text-line-through-style", "none") != "none"
    }
    result = []
    for table in tree.iter(f"{TABLE}table"):
        grid, rows = _grid(table, struck, max_rows, max_columns)
        hidden = table.get(f"{TABLE}style-name") in unseen
        columns = _hidden_columns(table, max_columns)
        result.append((table.get(f"{TABLE}name", ""), grid, hidden, rows, columns))
    return result


def _grid(table, struck, max_rows, max_columns):
    """The cells of a table, and the rows that nobody sees."""
    grid, hidden, number = Grid(), set(), 0
    for row in table.iter(ROW):
        times = _times(row, "rows")
        cells = _cells(row, struck, max_columns)
        unseen = row.get(f"{TABLE}visibility") in ("collapse", "filter")
        first, number = number + 1, number + times
        # the blanks below a table are repeated by the million
        for at in range(first, min(number, max_rows + 1) + 1) if cells else ():
            for column, cell, value in cells:
                grid.put(at, column, *value)
                for remark in cell.iterchildren(f"{OFFICE}annotation"):
                    lines = remark.iterchildren(f"{TEXT}p")
                    grid.remark(at, column, " ".join(map(_words, lines)))
                _area(grid, cell, at, column)
            if unseen:
                hidden.add(at)
    grid.spread()
    return grid, hidden


def _cells(row, struck, max_columns):
    """(column, element, (value, format, crossed out)) of what stands in a row."""
    found, column = [], 0
    for cell in row.iterchildren(CELL, COVERED):
        times = _times(cell, "columns")
        value, shown = (None, "") if cell.tag == COVERED else _value(cell)
        is_struck = cell.get(f"{TABLE}style-name") in struck
        if isinstance(value, str) and struck and not is_struck:
            value, is_struck = kept(_parts(cell, struck))
        if value is not None:
            for at in range(column, min(column + times, max_columns)):
                found.append((at, cell, (value, shown, is_struck)))
        column += times
    return found


def _area(grid, cell, row, column):
    wide = int(cell.get(f"{TABLE}number-columns-spanned", "1")[:6])
    high = int(cell.get(f"{TABLE}number-rows-spanned", "1")[:7])
    if wide > 1 or high > 1:
        grid.areas.append((column + 1, row, column + wide, row + high - 1))


def _value(cell):
    """What a cell holds and the format in which it shows it."""
    kind = cell.get(f"{OFFICE}value-type", "")
    shown = "\n".join(_words(line) for line in cell.iterchildren(f"{TEXT}p"))
    if kind == "date":
        return _date(cell.get(f"{OFFICE}date-value", ""), shown)
    if kind in ("float", "currency", "percentage"):
        number = float(cell.get(f"{OFFICE}value", "nan"))
        match = NUMBER.fullmatch(shown.strip())
        form = f"0.{'0' * len(match[1])}" if match and match[1] else ""
        if kind == "percentage":
            form = (form or "0") + "%"
        return (int(number) if number.is_integer() and not form else number), form
    if kind == "boolean":
        return cell.get(f"{OFFICE}boolean-value") == "true", ""
    formula = cell.get(f"{TABLE}formula")
    if formula and not shown.strip():
        return Uncalculated(f"={formula.partition('=')[2]}"), ""
    return (shown or None), ""


def _date(said, shown):
    """A day; one that shows no day of the month is the month."""
    try:
        value = datetime.fromisoformat(said[:19])
    except ValueError:
        return (shown or said or None), ""
    numbers = [int(part) for part in re.findall(r"\d+", shown)]
    is_month = bool(numbers) and numbers in ([value.year, value.month], [value.month, value.year])  # fmt: skip
    return value, MONTH if is_month else "yyyy-mm-dd"


def _words(line):
    """The text of a paragraph; remarks pinned to the cell stand beside it, not in it."""
    parts = [line.text or ""]
    for child in line:
        parts += [_words_of(child), child.tail or ""]
    return "".join(parts)


def _words_of(child):
    if child.tag == f"{TEXT}s":
        return " " * min(100, _count(child.get(f"{TEXT}c", "1")))
    if child.tag == f"{TEXT}line-break":
        return "\n"
    if child.tag == f"{TEXT}tab":
        return "\t"
    if isinstance(child.tag, str) and child.tag != f"{OFFICE}annotation":
        return _words(child)
    return ""


def _parts(cell, struck):
    """(words, whether they are crossed out) of a cell's spans."""
    for at, line in enumerate(cell.iterchildren(f"{TEXT}p")):
        yield ("\n" if at else "") + (line.text or ""), False
        for child in line:
            yield _words_of(child), child.get(f"{TEXT}style-name") in struck
            yield child.tail or "", False


def _hidden_columns(table, max_columns):
    hidden, at = set(), 0
    for column in table.iter(f"{TABLE}table-column"):
        times = _times(column, "columns")
        if column.get(f"{TABLE}visibility") in ("collapse", "filter"):
            hidden |= set(range(at, min(at + times, max_columns)))
        at += times
    return hidden


def _times(element, what):
    return _count(element.get(f"{TABLE}number-{what}-repeated", "1"))


def _count(text):
    return int(text[:9]) if text.isdigit() else 1
