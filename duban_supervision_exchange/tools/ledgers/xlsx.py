"""Workbooks (.xlsx, .xlsm): openpyxl reads what is left after everything that could grow was taken out.

openpyxl makes an object of every cell of a merged area and of every formatted blank, and opens drawings and links.
So the parts are cut down as bytes first, with patterns that are linear, counted, and only then parsed.
"""

import io
import re
import zipfile
from datetime import date

from lxml import etree
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import range_boundaries
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from .cells import Grid, ParseError, Uncalculated, kept

MAX_UNPACKED = 60 * 2**20
#: bytes of one part that is parsed
MAX_STRINGS = 12 * 2**20
KEEP = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels|xl/styles\.xml|"
    r"xl/sharedStrings\.xml|xl/theme/[^/]+\.xml|xl/worksheets/[^/]+\.xml",
    re.I,
)
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.I)
MERGED = re.compile(
    rb'<(?:\w{1,20}:)?mergeCell\s[^<>]*?ref="([A-Z]{1,3}[1-9]\d{0,6}:[A-Z]{1,3}[1-9]\d{0,6})"'
)
REPEATED_ROWS = re.compile(rb'table:number-rows-repeated="(\d{1,12})"')
REPEATED_CELLS = re.compile(rb'table:number-columns-repeated="(\d{1,12})"')
#: sheets of a workbook; tags of the parts that describe it
MAX_SHEETS = 60
MAX_TAGS = 60_000
#: a cell with a format and nothing in it
BLANK = re.compile(rb'<(?:\w{1,20}:)?c(?:\s[a-z]+="[^"<>]*"){1,4}\s*/>')
FORMULA = re.compile(
    rb'<c r="([A-Z]{1,3}\d{1,7})"[^<>]*><f[^<>]*>([^<]{0,400})</f>(?:<v\s*/>|<v></v>)?</c>'
)
BLOCKS = (
    b"mergeCells", b"dataValidations", b"hyperlinks", b"extLst", b"protectedRanges", b"sheetProtection", b"drawing",
    b"legacyDrawing", b"tableParts", b"oleObjects", b"controls", b"rowBreaks", b"colBreaks", b"scenarios",
    b"externalReferences", b"pivotCaches", b"definedNames", b"webPublishItems", b"autoFilter", b"sortState",
)  # fmt: skip
CONDITIONAL = re.compile(rb"<conditionalFormatting[\s>]")
MAX_AREAS = 20_000
REMARKS_OF = re.compile(rb'Target="([^"]{1,200}comments?\d{0,4}\.xml)"')
PLACE = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")
DATE = re.compile(r"=?DATE\((\d{4}),(\d{1,2}),(\d{1,2})\)", re.I)
SAME_AS = re.compile(r"=?\+?\$?([A-Z]{1,3})\$?(\d{1,7})", re.I)


def _names(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.namelist()
    except zipfile.BadZipFile as error:
        raise ParseError("format") from error


def is_workbook(content):
    return any(SHEET.fullmatch(name) for name in _names(content))


def is_opendocument(content):
    return "content.xml" in _names(content)


def check_opendocument(content, max_cells):
    """Refuse a sheet whose repeated rows and cells would unfold into more than ``max_cells`` cells with content.

    The blanks behind a table are repeated by the million in every such file; they cost nothing and do not count.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = archive.getinfo("content.xml")
        if part.file_size > MAX_STRINGS:
            raise ParseError("size")
        data = archive.read(part)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ParseError("format")
    max_bytes = 200 * max_cells
    for row in re.split(rb"<table:table-row(?=[\s>/])", data)[1:]:
        head, _end, body = row.partition(b">")
        times = _times(REPEATED_ROWS.search(head))
        for cell in re.split(rb"<table:(?:covered-)?table-cell(?=[\s>/])", body)[1:]:
            if b"office:value" in cell or b"<text:" in cell:
                count = times * _times(REPEATED_CELLS.search(cell.partition(b">")[0]))
                max_cells -= count
                # so many times the same text
                max_bytes -= count * len(cell)
        if max_cells < 0 or max_bytes < 0:
            raise ParseError("size")


def _times(found):
    return int(found[1][:9]) if found else 1


def is_document(content):
    return any(name.startswith("word/") for name in _names(content))


def sheets(content, max_cells, max_rows, max_columns):
    """(name, grid, is hidden, hidden rows, hidden columns) of every sheet of a workbook."""
    light, raw = _lighten(content, max_cells, max_rows)
    reader = ExcelReader(light, data_only=True, keep_links=False, rich_text=True)
    reader.read()
    struck = {at for at, font in enumerate(reader.wb._fonts) if font.strike}
    parts = {about.name: rel.target for about, rel in reader.parser.find_sheets()}
    result = []
    for sheet in reader.wb.worksheets:
        grid = Grid()
        name = parts.get(sheet.title, "").lstrip("/")
        part = raw.get(name, b"")
        # the cells that are there: asking for rows would make those that are not
        for (row, column), cell in sorted(sheet._cells.items()):
            if column <= max_columns:
                value, is_struck = _value(cell, struck)
                grid.put(row, column - 1, value, cell.number_format, is_struck)
        for place, text in raw.get(f"{name}:remarks", ()):
            letters, row = coordinate_from_string(place)
            grid.remark(row, column_index_from_string(letters) - 1, text)
        _formulas(grid, part)
        for area in MERGED.findall(part)[:MAX_AREAS]:
            grid.areas.append(range_boundaries(area.decode()))
        grid.spread()
        rows = {n for n, about in sheet.row_dimensions.items() if about.hidden}
        columns = {
            n - 1
            for about in sheet.column_dimensions.values()
            if about.hidden
            for n in range(about.min, min(about.max, max_columns) + 1)
        }
        hidden = sheet.sheet_state != "visible"
        result.append((sheet.title, grid, hidden, rows, columns))
    return result


def _value(cell, struck):
    """(value, whether it is crossed out) of a cell; ``struck`` the fonts that cross out."""
    is_struck = bool(struck) and cell._style.fontId in struck
    if not isinstance(cell.value, CellRichText):
        return cell.value, is_struck
    return kept(
        (part.text, bool(part.font and part.font.strike))
        if isinstance(part, TextBlock)
        else (str(part), is_struck)
        for part in cell.value
    )


def _remarks(archive, sheet):
    """(place, words) of the remarks pinned to the cells of a sheet's part."""
    folder, _slash, name = sheet.rpartition("/")
    found = []
    for target in REMARKS_OF.findall(_small(archive, f"{folder}/_rels/{name}.rels")):
        target = target.decode(errors="replace").removeprefix("../")
        data = _small(archive, target.lstrip("/") if target.startswith("/") else f"xl/{target}")  # fmt: skip
        if not data or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            continue
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        for remark in etree.fromstring(data, parser).iter("{*}comment"):
            words = "".join(text.text or "" for text in remark.iter("{*}t"))
            if PLACE.fullmatch(remark.get("ref", "")):
                found.append((remark.get("ref"), words))
    return found


def _small(archive, name):
    """A part that describes; empty when there is none, or one larger than any that people write."""
    if name not in archive.namelist() or archive.getinfo(name).file_size > 2**20:
        return b""
    return archive.read(name)


def _lighten(content, max_cells, max_rows):
    """The workbook without what grows (as a file), and the sheets' own bytes by part name."""
    raw, out = {}, io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [part for part in archive.infolist() if KEEP.fullmatch(part.filename)]
        if sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise ParseError("bytes")
        cells = 0
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as light:
            for part in parts:
                data = archive.read(part)
                if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
                    raise ParseError("format")
                if SHEET.fullmatch(part.filename):
                    raw[part.filename] = data
                    raw[f"{part.filename}:remarks"] = _remarks(archive, part.filename)
                    data = _counted(data, max_cells - cells, max_rows)
                    cells += _cells(data)
                elif part.file_size > MAX_STRINGS:
                    raise ParseError("size")
                elif data.count(b"<sheet ") + data.count(b":sheet ") > MAX_SHEETS:
                    raise ParseError("size")
                elif data.count(b"<") > _tags(part.filename, max_cells):
                    raise ParseError("size")
                if part.filename.lower() not in (
                    "xl/sharedstrings.xml",
                    "xl/styles.xml",
                ):
                    data = _without_blocks(data)
                light.writestr(part.filename, data)
    out.seek(0)
    return out, raw


def _tags(name, max_cells):
    """How many tags a part may have: a shared string has four, a workbook some hundred formats."""
    return 8 * max_cells if name.lower() == "xl/sharedstrings.xml" else MAX_TAGS


def _cells(data):
    return data.count(b"<c ") + data.count(b"<c>") + data.count(b":c ")


def _counted(data, max_cells, max_rows):
    """A sheet's part without formatted blanks; refused when what is left is too much, counted before it is parsed."""
    blanks = data.count(b"/>")
    if blanks > 5 * max_cells or _cells(data) - blanks > max_cells:
        raise ParseError("size")
    data = BLANK.sub(b"", data)
    rows = data.count(b"<row") + data.count(b":row ")
    if _cells(data) > max_cells or rows > 4 * max_rows or len(data) > MAX_STRINGS:
        raise ParseError("size")
    return data


def _without_blocks(data):
    """Cut out whole elements of a part; each is looked for once from behind the last one."""
    for name in BLOCKS:
        data = _cut(data, name)
    if CONDITIONAL.search(data):
        data = _cut(data, b"conditionalFormatting")
    return data


def _cut(data, name):
    start_tag, end_tag = b"<" + name, b"</" + name + b">"
    kept, at = [], 0
    while True:
        start = data.find(start_tag, at)
        if start < 0:
            break
        behind = data[start + len(start_tag) : start + len(start_tag) + 1]
        if behind not in b" />\t\r\n":
            kept.append(data[at : start + len(start_tag)])
            at = start + len(start_tag)
            continue
        close = data.find(b">", start)
        if close < 0:
            break
        kept.append(data[at:start])
        if data[close - 1 : close] == b"/":
            at = close + 1
            continue
        end = data.find(end_tag, close)
        if end < 0:
            at = start
            break
        at = end + len(end_tag)
    kept.append(data[at:])
    return b"".join(kept)


def _formulas(grid, part):
    """Formulas that no program has calculated: a plain date or the same as another cell is known, else reported."""
    for place, formula in FORMULA.findall(part)[:20_000]:
        letters, row = coordinate_from_string(place.decode())
        column = column_index_from_string(letters) - 1
        if column >= 200 or grid.get(row, column) is not None:
            continue
        text = formula.decode(errors="replace")
        value = _calculated(grid, text.replace(" ", ""))
        if value is None:
            value = Uncalculated("=" + text.lstrip("="))
        grid.put(row, column, value, "yyyy-mm-dd" if isinstance(value, date) else "")


def _calculated(grid, text):
    if match := DATE.fullmatch(text):
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            return None
    if match := SAME_AS.fullmatch(text):
        value = grid.get(int(match[2]), column_index_from_string(match[1].upper()) - 1)
        return None if isinstance(value, Uncalculated) else value
    return None
