"""Reading plans and decisions as offices write them: headers, dates, units, merged cells.

Pure functions; what they cannot read they say by a ``ParseError`` with a code that the caller puts into words.
"""

import base64
import calendar
import csv
import hashlib
import io
import re
import unicodedata
import zipfile
from datetime import date, datetime, timedelta

import openpyxl
from openpyxl.utils import range_boundaries

MAX_ROWS = 20000
HEADER_DEPTH = 20
#: no table of an office is wider
MAX_COLUMNS = 200
#: what is read at all, packed and unpacked
MAX_BYTES = 20 * 2**20
MAX_UNPACKED = 100 * 2**20
MERGED = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}[1-9]\d{0,6}:[A-Z]{1,3}[1-9]\d{0,6})"'
)
#: what a column may be called; compared without blanks and brackets
SYNONYMS = {
    "row": "序号 序 编号 项目编号",
    "name": "事项 督办事项 督查事项 督办督查事项 事项名称 事项内容 任务 工作任务 重点任务 重点工作 任务名称 工作事项 "
    "议定事项 决定事项 决议事项 项目 项目名称 承办事项 立项事项",
    "content": "内容 督办内容 工作内容 具体内容 任务内容 主要内容 具体任务 议定内容",
    "units": "责任单位 责任部门 承办单位 承办部门 承办科室 责任科室 牵头单位 牵头部门 主办单位 主办部门 牵头责任单位 "
    "单位 部门 主要责任单位 落实单位",
    "co_units": "配合单位 配合部门 协办单位 协办部门 配合科室 参与单位 参与部门 协同单位 配合责任单位",
    "due": "完成时限 办结时限 办理时限 时限 完成时间 完成期限 办结期限 截止时间 截止日期 完成日期 时间节点 "
    "办结时间 时限要求",
    "leader": "分管领导 分管校领导 责任领导 牵头校领导 责任校领导 负责校领导 牵头领导 分管院领导 校领导",
    "handler": "责任人 承办人 经办人 具体承办人 主体承办人",
    "basis": "依据 督办依据 立项依据 决定依据",
    "source": "来源 任务来源 事项来源 来源文件 会议名称 文件名称 来源会议",
    "category": "类别 分类 事项类别 督办类别",
    "measures": "措施 工作措施 具体措施 主要举措 工作举措 落实举措 具体举措",
    "objective": "目标 工作目标 目标任务 预期目标 任务目标",
    "requirement": "要求 办理要求 工作要求 落实要求",
}
LONG_TERM = re.compile(r"长期|持续|常态化|经常性|长效|不间断|永久")
LEAD_MARK = re.compile(r"\((?:[^()]*?(?:牵头|主办|主责|负责)[^()]*?)\)|牵头$|主办$")
CO_MARK = re.compile(r"\((?:[^()]*?(?:配合|协办|参与|协同)[^()]*?)\)|配合$|协办$|参与$")
LEAD_PREFIX = re.compile(r"^(?:牵头|主办|责任|承办|主责)(?:单位|部门|科室)?:")
CO_PREFIX = re.compile(r"^(?:配合|协办|参与|协同)(?:单位|部门|科室)?:")
DIGITS = {char: str(n) for n, char in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
}
NO_MATTER = re.compile(
    r"^(?:合计|总计|小计|共计|备注|注|说明|填表人|填报人|审核人|单位\(盖章\)|制表|填报单位)"
)


class ParseError(ValueError):
    """A value that cannot be read; ``code`` says why."""

    def __init__(self, code, text=""):
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text


# ----------------------------------------------------------------------
# Text
# ----------------------------------------------------------------------


def clean(value):
    """Text in half-width characters without blanks at the ends; whole numbers without ``.0``."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = (
        unicodedata.normalize("NFKC", str(value))
        .replace("\u200b", "")
        .replace("\ufeff", "")
    )
    return "\n".join(line.strip() for line in text.strip().splitlines())


def squeeze(value):
    """``clean`` without any blank, for comparing."""
    return re.sub(r"\s+", "", clean(value))


def arabic(text):
    """Chinese numerals as digits: 二〇二四年十二月 → 2024年12月."""

    def tens(match):
        left, right = match.group(1), match.group(2)
        return str(
            int(DIGITS.get(left, "1") or 1) * 10 + int(DIGITS.get(right, "0") or 0)
        )

    text = re.sub(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)", tens, text)
    return "".join(DIGITS.get(char, char) for char in text)


# ----------------------------------------------------------------------
# Dates
# ----------------------------------------------------------------------


def parse_due(value, year):
    """The due date that ``value`` means.

    :param value: cell content: date, Excel serial, or text such as 2024年6月底前, 6月30日前, 2024.6.30, 长期坚持
    :param year: year of a date that names none
    :return: (date or None, is_long_term)
    :raise ParseError: codes ``date`` (cannot be read), ``day`` (no such day)
    """
    if isinstance(value, datetime):
        return value.date(), False
    if isinstance(value, date):
        return value, False
    text = squeeze(value)
    if not text:
        return None, False
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return _parse_number(text, year), False
    plain = arabic(text)
    found = _parse_words(plain, year)
    if found:
        return found, False
    if LONG_TERM.search(text):
        return None, True
    raise ParseError("date", clean(value))


def _parse_number(text, year):
    """An Excel serial, 20240630, 2024 (year end) or 2024.6 (end of the month)."""
    if re.fullmatch(r"\d{8}", text):
        return _day(int(text[:4]), int(text[4:6]), int(text[6:]), text)
    if match := re.fullmatch(r"(20\d\d)\.(\d{1,2})", text):
        return _month_end(int(match[1]), int(match[2]), text)
    number = float(text)
    if 2000 <= number <= 2100 and number.is_integer():
        return date(int(number), 12, 31)
    if 30000 <= number <= 80000:
        return date(1899, 12, 30) + timedelta(days=int(number))
    if match := re.fullmatch(r"(\d{1,2})\.(\d{1,2})", text):
        return _day(year, int(match[1]), int(match[2]), text)
    raise ParseError("date", text)


def _parse_words(text, year):
    """The last date that a text names; None when it names none."""
    base = year
    if re.search(r"次年|明年|下一年", text):
        year += 1
        text = re.sub(r"次年|明年|下一年", "", text)
    text = re.sub(r"今年|本年度?|当年", "", text)
    full = r"(?:(?P<y>\d{4}|\d{2})[年./\-])?"
    patterns = (
        (
            full + r"(?P<m>\d{1,2})[月./\-](?P<d>\d{1,2})日?号?(?!\d)",
            lambda m, y: _day(y, int(m["m"]), int(m["d"]), text),
        ),
        (full + r"(?P<m>\d{1,2})月份?(?P<part>上旬|中旬|下旬|底|末|初)?", _month_part),
        (r"(?:(?P<y>\d{4})年)?第?(?P<q>[1-4])季度(?P<part>初)?", lambda m, y: _month_end(y, int(m["q"]) * 3, text)),
        (r"(?:(?P<y>\d{4})年)?(?P<h>上|下)半年", lambda m, y: _month_end(y, 6 if m["h"] == "上" else 12, text)),
        (r"(?:(?P<y>\d{4}))年?(?:度?年?(?:底|末)|内|度|全年|(?=[前内]?$))", lambda m, y: _month_end(y, 12, text)),
        (r"(?P<y>)(?:年底|年末|全年|年内)", lambda m, y: _month_end(y, 12, text)),
    )  # fmt: skip
    best = None
    for pattern, build in patterns:
        for match in re.finditer(pattern, text):
            named = match.groupdict().get("y")
            if named:
                base = int(named) if len(named) == 4 else 2000 + int(named)
                own = base
            else:
                own = year if best is None else base
            if best is None or match.start() > best[0]:
                best = (match.start(), build(match, own))
        if best:
            return best[1]
    return None


def _month_part(match, year):
    month, part = int(match["m"]), match["part"]
    if part in ("上旬", "初"):
        return _day(year, month, 10, match[0])
    if part == "中旬":
        return _day(year, month, 20, match[0])
    return _month_end(year, month, match[0])


def _month_end(year, month, text):
    if not 1 <= month <= 12:
        raise ParseError("day", text)
    return _day(year, month, calendar.monthrange(year, month)[1], text)


def _day(year, month, day, text):
    try:
        return date(year, month, day)
    except ValueError:
        raise ParseError("day", text) from None


# ----------------------------------------------------------------------
# Units
# ----------------------------------------------------------------------


def split_units(value):
    """The units that a cell names.

    :return: (lead names, other names); without any mark the first is the lead
    """
    leads, others, role = [], [], None
    text = clean(value)
    for chunk in re.split(r"[\n;]+", text):
        for piece in _pieces(chunk):
            piece = piece.strip(" .。")
            if LEAD_PREFIX.match(piece):
                role, piece = leads, LEAD_PREFIX.sub("", piece)
            elif CO_PREFIX.match(piece):
                role, piece = others, CO_PREFIX.sub("", piece)
            if not piece:
                continue
            if LEAD_MARK.search(piece):
                target, piece = leads, LEAD_MARK.sub("", piece)
            elif CO_MARK.search(piece):
                target, piece = others, CO_MARK.sub("", piece)
            else:
                target = role
            piece = re.sub(r"等$", "", piece.strip("() "))
            if piece:
                (target if target is not None else others).append(
                    (piece, target is None)
                )
    if not leads and others:
        unmarked = next((row for row in others if row[1]), None)
        if unmarked:
            others.remove(unmarked)
            leads.append(unmarked)
    leads = _unique(row[0] for row in leads)
    return leads, [
        name for name in _unique(row[0] for row in others) if name not in leads
    ]


def _pieces(text):
    """Names separated by marks; blanks separate too, unless they only space out one name (科 研 处)."""
    for part in re.split(r"[、,/|]+", text):
        words = part.split()
        if any(len(word) == 1 for word in words):
            yield "".join(words)
        else:
            yield from words


def _unique(names):
    return list(dict.fromkeys(names))


# ----------------------------------------------------------------------
# Sheets
# ----------------------------------------------------------------------


def read_upload(file, file_name=""):
    """``read_table`` of a binary field's value (base64)."""
    try:
        content = base64.b64decode(file or b"")
    except ValueError as error:
        raise ParseError("format", file_name) from error
    return read_table(content, file_name)


def read_table(content, file_name=""):
    """All rows of the first visible sheet that has any, or of a CSV file.

    :param content: bytes
    :return: list of (row number, list of cell values); merged cells carry their value in every cell
    :raise ParseError: codes ``format``, ``xls``, ``empty``, ``size``, ``bytes``
    """
    if len(content) > MAX_BYTES:
        raise ParseError("bytes", file_name)
    if content[:2] == b"PK":
        rows = _read_xlsx(content, file_name)
    elif content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise ParseError("xls", file_name)
    else:
        rows = _read_csv(content, file_name)
    while rows and _is_blank(rows[-1][1]):
        rows.pop()
    if not rows:
        raise ParseError("empty", file_name)
    if len(rows) > MAX_ROWS:
        raise ParseError("size", str(len(rows)))
    return rows


def _is_blank(row):
    return all(cell in (None, "") for cell in row)


def _read_xlsx(content, file_name):
    """Rows of a workbook, read as a stream: nothing that a file says of its size makes the server grow."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > MAX_UNPACKED:
            raise ParseError("bytes", file_name)
        book = openpyxl.load_workbook(
            io.BytesIO(content), data_only=True, read_only=True
        )
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            found = sheet.iter_rows(
                values_only=True,
                max_row=MAX_ROWS + HEADER_DEPTH + 1,
                max_col=MAX_COLUMNS,
            )
            rows = [(number, list(cells)) for number, cells in enumerate(found, 1)]
            if any(not _is_blank(row) for _number, row in rows):
                _spread_merged(sheet, rows)
                return _cut(rows)
    except ParseError:
        raise
    except Exception as error:  # noqa: BLE001  whatever a broken file does to the reader
        raise ParseError("format", type(error).__name__) from error
    return []


def _cut(rows):
    """The rows without the blank columns on the right."""
    width = 0
    for _number, row in rows:
        while width < len(row) and not _is_blank(row[width:]):
            width += 1
    return [(number, row[:width]) for number, row in rows]


def _spread_merged(sheet, rows):
    """Write the value of each merged area into all of its cells, as far as the table goes."""
    with sheet._get_source() as source:
        areas = MERGED.findall(source.read())
    for area in areas[:MAX_ROWS]:
        first_column, first, last_column, last = range_boundaries(area.decode())
        if first > len(rows):
            continue
        row = rows[first - 1][1]
        value = row[first_column - 1] if first_column <= len(row) else None
        if value in (None, ""):
            continue
        for _number, row in rows[first - 1 : last]:
            width = min(last_column, MAX_COLUMNS)
            row += [None] * (width - len(row))
            row[first_column - 1 : width] = [value] * (width - first_column + 1)


def _read_csv(content, file_name):
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ParseError("format", file_name)
    if "\x00" in text:
        raise ParseError("format", file_name)
    sample = text[:4000]
    delimiter = max(",;\t", key=sample.count)
    lines = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        rows = [(number, row[:MAX_COLUMNS]) for number, row in enumerate(lines, 1)]
    except csv.Error as error:
        raise ParseError("format", file_name) from error
    return rows


def find_header(rows, synonyms=None):
    """Where the table starts and what its columns are.

    :param rows: result of ``read_table``
    :param synonyms: {key: further words}, e.g. the regulation's own labels
    :return: (index of the first row of data, {key: column index}, index of the header row)
    :raise ParseError: code ``header``
    """
    words = {}
    for key, text in SYNONYMS.items():
        for word in text.split():
            words.setdefault(word, key)
    for key, more in (synonyms or {}).items():
        for word in more:
            words[squeeze(word)] = key
    best = (0, None, None)
    for index, (_number, row) in enumerate(rows[:HEADER_DEPTH]):
        columns = _columns_of(row, words)
        score = len(columns)
        if score > best[0] and ({"name", "content"} & columns.keys()) and score >= 2:
            best = (score, index, columns)
    if best[1] is None:
        raise ParseError("header")
    _score, index, columns = best
    first = index + 1
    if first < len(rows):
        # a second header row under merged cells: 责任单位 over 牵头 and 配合
        below = _columns_of(
            rows[first][1],
            {
                **words,
                "牵头": "units",
                "配合": "co_units",
                "协办": "co_units",
                "主办": "units",
            },
        )
        if (
            len(below) >= 2
            and set(below) - set(columns)
            or len(below) >= max(2, len(columns))
        ):
            columns = {**columns, **below}
            first += 1
    return first, columns, index


def _columns_of(row, words):
    columns = {}
    for position, value in enumerate(row):
        if not isinstance(value, str):
            continue
        text = squeeze(value)
        key = words.get(text) or words.get(re.sub(r"\(.*?\)", "", text))
        if key and key not in columns:
            columns[key] = position
    return columns


def is_noise(row, columns, header):
    """Whether a row is blank, a repeated header, a heading over the width, or a total; returns its kind or None."""
    texts = [squeeze(cell) for cell in row]
    filled = [text for text in texts if text]
    if not filled:
        return "blank"
    if (
        sum(
            1
            for key, at in columns.items()
            if at < len(texts) and texts[at] and texts[at] == squeeze(header[at])
        )
        >= 2
    ):
        return "header"
    if len(set(filled)) == 1 and len(columns) > 2:
        name = columns.get("name", columns.get("content"))
        if len(filled) > 1 or name is None or name >= len(texts) or not texts[name]:
            return "heading"
    if any(NO_MATTER.match(text) for text in filled[:2]):
        return "total"
    if (
        len(filled) == 1
        and columns.get("row") is not None
        and columns["row"] < len(texts)
        and texts[columns["row"]]
    ):
        return "blank"
    return None


def row_hash(*texts):
    """Fingerprint of what a row says, whatever its position, width of characters or blanks."""
    return hashlib.sha256(
        "\x1f".join(squeeze(text) for text in texts).encode()
    ).hexdigest()[:32]
