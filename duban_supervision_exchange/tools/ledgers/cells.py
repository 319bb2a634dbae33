"""Cells of one sheet: their values, how they are shown, and their text as it stands."""

import re
import unicodedata
from datetime import date, datetime, time
from typing import NamedTuple


class ParseError(ValueError):
    """A file that cannot be read; ``code`` says why."""

    def __init__(self, code, text=""):
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text

    def __reduce__(self):
        return ParseError, (self.code, self.text)


class Uncalculated(NamedTuple):
    """A formula without a stored value."""

    formula: str


class Grid:
    """Rows of a sheet, by number from 1; ``areas`` merged (left, top, right, bottom), all from 1."""

    def __init__(self, exact=True):
        self.rows = {}
        self.formats = {}
        self.areas = []
        #: cells that carry the value of a merged area: (row, column) → first row of the area
        self.merged = {}
        #: cells that are crossed out
        self.struck = set()
        #: remarks pinned to cells: (row, column) → words
        self.remarks = {}
        self.exact = exact
        self.count = 0

    def put(self, row, column, value, number_format, is_struck=False):
        if value is None or value == "":
            return
        if isinstance(value, str) and not value.strip():
            return
        cells = self.rows.setdefault(row, [])
        if len(cells) <= column:
            cells += [None] * (column + 1 - len(cells))
        cells[column] = value
        self.count += 1
        if is_struck:
            self.struck.add((row, column))
        if number_format and not isinstance(value, str):
            self.formats[row, column] = number_format

    def remark(self, row, column, text):
        """Keep a remark that is pinned to a cell."""
        text = " ".join(str(text).split())[:300]
        if text and len(self.remarks) < 5000:
            self.remarks[row, column] = text

    def get(self, row, column):
        cells = self.rows.get(row)
        return cells[column] if cells and 0 <= column < len(cells) else None

    def spread(self):
        """Write the value of each merged area into all of its cells, as far as the table goes."""
        last_row = max(self.rows, default=0)
        budget = 200_000
        for left, top, right, bottom in self.areas:
            value = self.get(top, left - 1)
            if value is None:
                continue
            right, bottom = min(right, 200), min(bottom, last_row)
            shown = self.formats.get((top, left - 1))
            for row in range(top, bottom + 1):
                for column in range(left - 1, right):
                    budget -= 1
                    if budget < 0:
                        raise ParseError("size")
                    self.put(row, column, value, shown)
                    self.merged[row, column] = (top, left - 1)
                    if (top, left - 1) in self.struck:
                        self.struck.add((row, column))

    def cut(self, max_rows, max_columns):
        """Forget what lies outside of the table; too many rows are refused."""
        if len(self.rows) > max_rows:
            raise ParseError("size", str(len(self.rows)))
        for cells in self.rows.values():
            del cells[max_columns:]

    def characters(self):
        return sum(
            len(cell)
            for cells in self.rows.values()
            for cell in cells
            if isinstance(cell, str)
        )


def kept(parts):
    """(words, whether all of them are crossed out) of a cell's parts: what is crossed out in it is gone.

    :param parts: pairs (words, whether they are crossed out)
    """
    parts = list(parts)
    left = "".join(words for words, is_struck in parts if not is_struck)
    if left.strip():
        return left, False
    words = "".join(words for words, _is_struck in parts)
    return words, bool(words.strip())


def as_written(value, number_format=""):
    """The text of a cell as it stands: nothing is folded, only blanks at the ends of lines go."""
    if value is None:
        return ""
    if isinstance(value, Uncalculated):
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return str(value.date()) if value.time() == time() else str(value)
    if isinstance(value, date):
        return str(value)
    if isinstance(value, int | float):
        return _number(value, number_format or "")
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub(r"_x000[dD]_", "", text).replace("\ufeff", "").replace("\u200b", "")
    return "\n".join(line.strip() for line in text.strip().split("\n"))


def _number(value, number_format):
    decimals = re.search(r"0\.(0+)", number_format)
    if "%" in number_format:
        places = len(decimals[1]) if decimals else 0
        return f"{value * 100:.{places}f}%"
    if decimals:
        return f"{value:.{len(decimals[1])}f}"
    if float(value).is_integer():
        return str(int(value))
    return repr(value)


def folded(value):
    """Text for comparing only: half-width, without blanks and invisible characters, brackets alike."""
    text = unicodedata.normalize("NFKC", as_written(value))
    text = text.translate(FOLDING)
    return re.sub(r"\s+", "", text)


def brief(value):
    """The beginning of a text, folded: enough to know a title, a heading or a note by."""
    return folded(value[:300] if isinstance(value, str) else value)


FOLDING = str.maketrans(
    {
        "【": "(", "】": ")", "〔": "(", "〕": ")", "[": "(", "]": ")", "—": "-", "–": "-", "\u200b": None,
        "\ufeff": None, "•": "·", "・": "·", "‧": "·", "﹒": "·", "∙": "·",
    }
)  # fmt: skip


def percentage(value, number_format=""):
    """A share in per cent: 1 shown as 100 % is 100, 60 is 60, 0.6 without a format is asked.

    :return: whole number
    :raise ValueError: no number between 0 and 100, or one of which it is not clear what it means
    """
    if isinstance(value, str):
        text = folded(value)
        match = re.fullmatch(r"(\d{1,3}(?:\.\d{1,4})?)(%?)", text)
        if not match:
            raise ValueError("number")
        number = float(match[1])
        if not match[2] and 0 < number < 1:
            raise ValueError("unclear")
    elif isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("number")
    elif "%" in (number_format or ""):
        # nobody does more than everything: 60 in such a cell was not typed in Excel, and means 60; 1.3 is 130 %
        number = value * 100 if value <= 1 or value % 1 else float(value)
    else:
        number = float(value)
        if 0 < number < 1:
            raise ValueError("unclear")
    if not 0 <= number <= 100:
        raise ValueError("range")
    return round(number)
