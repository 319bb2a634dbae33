"""The tables of a book: what became of every sheet, column and row, and the matters with their words as written."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date

from odoo.addons.duban_supervision.tools import dates_zh

from . import cards, evidence, matrix, parts, turned
from .cells import Uncalculated, as_written, brief, folded
from .headers import FIELDS, PERIOD, VOCABULARY, HeadFinder

N = "[一二三四五六七八九十]{1,3}"
SIGNED_BY = (
    r"填表人|填报人|审核人|审签人|单位\(盖章\)|制表人?|制表单位|填报单位|填报时间|填表时间|联系人|联系电话|单位负责人|"
    r"负责人签字|主要负责人"
)
#: what ends a table or adds it up, when nothing else stands in the row
NO_MATTER = re.compile(
    rf"^(?:合计|总计|小计|共计|累计)(?:[::]?共?\d{{1,4}}[项件条个])?$|^(?:备注|注|说明|填表说明|{SIGNED_BY})(?:[::].*)?$|"
    r"^(?:注|备注|说明)\d?[::.、]",
    re.S,
)
HEADING = re.compile(
    rf"^(?:[(]?{N}[)]?[、.)]?|第{N}(?:部分|章|项|类|篇)|[ⅠⅡⅢⅣⅤIVX]{{1,4}})$"
)
TITLED = re.compile(rf"^(?:{N}[、.]|[(]{N}[)]|第{N}(?:部分|章|项|类))")
DITTO = re.compile(r"(?:同上|同前|\(同上\)|〃|″|′′|\"|''|ditto)", re.I)
NOTHING = re.compile(r"[/\\\-—－无]+|未(?:调整|延期)|不变|暂无")
#: 制表：… 审核：… 日期：… in cells of one row
SIGNED = re.compile(r".{2,12}:")
#: 教务处 计数, 总计数, 合计: and figures only beside it
SUMMED = re.compile(r"(?:计数|汇总|小计|合计|总计|共计|累计)$")
FIGURE = re.compile(r"[\d.,]{1,12}[%项件条个]?")
#: titles of figures
COUNT = re.compile(r"(?:数|数量|占比|比例|率)$")
#: fields in which (空) and 无 say that nothing stands there
NAMED = ("lead", "units", "co_units", "leader", "handler", "category", "source")
BLANK = re.compile(
    r"\(?(?:空白?|无|暂无|跳过|未填写?|略|null|none|nan|n/?a|#n/a)\)?|[-/\\]+", re.I
)
PARTS = ("年", "月", "日")
#: a period is marked, nothing is said of it
MARK = re.compile(r"[■□●○◆◇▲△★☆√✓✔×xX*→>—\-]+|1")
#: columns that make a plan by months or quarters
FEWEST_PERIODS = 3
#: only where the words of a limit stand is asked: any day will do
SOME_DAY = date(2026, 1, 1)
#: a month in a title, no day of it
MONTH = re.compile(
    r"(?:20\d\d年)?(?:(?<!\d)\d{1,2}|十[一二]?|[一二三四五六七八九])月(?!\d|底|末|初|[上中下]旬)(?!.{1,3}[日号])"
)
#: a title whose figures are months
OF_MONTHS = re.compile(r"月份?\)?$")
#: 3日内, 15天 count from a day that is not known
SPAN = re.compile(r"[日号天][之以]?内")
#: the month itself is the limit
ALL_MONTH = re.compile(r"(?:全|整|当|本)月|月内")
#: columns whose words change from one week to the next
CHANGING = ("row", "progress", "status", "remark", "done_date")


@dataclass
class Entry:
    """One row that is a matter.

    ``texts`` the words of each field as they stand; ``due`` the raw cell and ``due_format`` how it is shown;
    ``uncalculated`` fields whose formula has no value; ``heading`` the title above it; ``is_hidden``: filtered out
    """

    sheet: int
    number: int
    texts: dict
    due: object = None
    due_format: str = ""
    exact: bool = True
    uncalculated: list = field(default_factory=list)
    heading: str = ""
    is_hidden: bool = False
    #: its name is crossed out
    is_struck: bool = False
    #: the month of the heading, sheet or title in which its limit lies: 10月 of 中旬
    month: str = ""
    #: words of its cells that are crossed out, by field
    struck: dict = field(default_factory=dict)
    #: remarks pinned to its cells: (field, title of the column, words)
    remarks: list = field(default_factory=list)
    name_from_above: bool = False
    #: a blank title below a title: the number stands blank as well
    is_continued: bool = False
    #: what the rows say whose title is taken
    above: dict = field(default_factory=dict)
    raw: list = field(default_factory=list)
    percentage: object = None
    #: (month or quarter, what stands below it) of a plan by periods
    periods: list = field(default_factory=list)

    def fingerprint(self, *more):
        """What the row says, whatever its position, width of characters or blanks."""
        said = [
            f"{key}={folded(text)}"
            for key, text in sorted(self.texts.items())
            if text and key not in CHANGING
        ]
        words = "\x1f".join([*said, *map(folded, more)])
        return hashlib.sha256(words.encode()).hexdigest()[:32]

    def same_matter(self):
        """What makes it the same matter as one on another sheet, whatever its units and limit."""
        said = [self.texts.get(key, "") for key in ("name", "content", "measures")]
        return hashlib.sha256("\x1f".join(map(folded, said)).encode()).hexdigest()[:32]


@dataclass
class Skipped:
    """A row that is no matter, and why: blank rows are not counted."""

    number: int
    why: str
    text: str = ""


@dataclass
class Table:
    """What was made of one sheet; ``head`` None and ``why`` when it holds no table of matters."""

    sheet: int
    name: str
    head: object = None
    why: str = ""
    entries: list = field(default_factory=list)
    skipped: list = field(default_factory=list)
    hidden_columns: list = field(default_factory=list)

    @property
    def title(self):
        """The words above its head, of which the last stand nearest."""
        return [row.text for row in self.skipped if row.why == "above"]

    @property
    def titles(self):
        return [column.title for column in self.head.columns] if self.head else []


def read_tables(book, own=None, mapping=None):
    """The tables of all sheets.

    :param own: {title: key}, see ``HeadFinder``
    :param mapping: {sheet index: {column index: key}} by hand, before everything else
    """
    finder = HeadFinder(own)
    tables = []
    for at, sheet in enumerate(parts.parts(finder, book.sheets)):
        table = Table(at, sheet.name)
        tables.append(table)
        if not sheet.grid.rows:
            table.why = "empty"
            continue
        sheet = cards.as_table(finder, turned.upright(finder, sheet))
        head = finder.find(sheet.grid, sheet.hidden_rows)
        if head is None:
            head = evidence.guess(sheet.grid, finder)
        if head is None:
            table.why = "no_head"
            continue
        for column, key in (mapping or {}).get(at, {}).items():
            _map(head, column, key)
        evidence.settle(sheet.grid, head)
        table.head = head
        table.hidden_columns = sorted(sheet.hidden_columns)
        if sheet.is_hidden:
            table.why = "hidden"
        _read_rows(sheet, table)
    return tables


def _map(head, position, key):
    for column in head.columns:
        if column.at == position:
            column.key, column.sure, column.why = key, 1.0, "by_hand"


def _read_rows(sheet, table):
    grid, head = sheet.grid, table.head
    heading, above, told = "", None, {}
    sorting = _sorting(grid, head)
    is_over = False
    for number in sorted(grid.rows):
        if number < head.first:
            if number < head.top:
                table.skipped.append(Skipped(number, "above", _line(grid.rows[number])))
            continue
        row = grid.rows[number]
        why = "heading" if number in sorting else _no_matter(grid, number, row, head)
        is_over = (is_over or not why and _is_count(row)) and why != "header"
        if is_over and why != "blank":
            why = "note"
        if why:
            text = _line(row)
            if why == "heading":
                heading = text
            table.skipped.append(Skipped(number, why, text))
            continue
        if table.entries and _is_further_line(grid, head, number):
            table.skipped.append(Skipped(number, "further", _line(row)))
            continue
        entry = _entry(sheet, table, number, row)
        entry.heading = heading
        _in_month(entry, heading, table)
        entry.is_hidden = number in sheet.hidden_rows
        if above:
            _ditto(entry, above)
        if above and not entry.texts.get("name") and _continues(entry):
            entry.texts["name"] = above.texts.get("name", "")
            entry.name_from_above, entry.above = True, dict(told)
            entry.is_continued = not entry.texts.get("row")
            told |= entry.texts
        else:
            told = dict(entry.texts)
        above = entry
        table.entries.append(entry)


def _in_month(entry, heading, table):
    """中旬 and 25日前 below 10月, on a sheet of that name or under a title that names one month only."""
    text = brief(entry.due) if isinstance(entry.due, str) else ""
    if not (
        evidence.WITHIN_MONTH.match(text) or ALL_MONTH.fullmatch(text)
    ) or SPAN.search(text):
        return
    for said in (heading, table.name, " ".join(table.title)):
        found = {month[0] for month in MONTH.finditer(brief(said))}
        if len(found) == 1:
            entry.month = found.pop()
            entry.due = entry.month + ("" if ALL_MONTH.fullmatch(text) else text)
            return


def _sorting(grid, head):
    """Rows that only sort those below them: 1 over 1.1, with a title and nothing else."""
    serial, name = head.at("row"), head.at("name")
    if serial is None or name is None:
        return set()
    numbers = [number for number in sorted(grid.rows) if number >= head.first]
    found = set()
    for number, after in zip(numbers, numbers[1:], strict=False):
        own, next_one = (brief(grid.get(n, serial)).rstrip(".、") for n in (number, after))  # fmt: skip
        filled = {at for at, cell in enumerate(grid.rows[number]) if brief(cell)}
        if own and filled <= {serial, name} and re.match(rf"{re.escape(own)}[.\-—]\d", next_one):  # fmt: skip
            found.add(number)
    return found


def _is_further_line(grid, head, number):
    """Whether a row only goes on in the merged row above: 计划 and 实际 of one matter, each in a line of its own.

    A line that says another measure, unit or limit is a matter of its own.
    """
    at = head.at("name")
    area = grid.merged.get((number, at))
    if area is None or area != grid.merged.get((number - 1, at)):
        return False
    own = [
        column.at
        for column in head.columns
        if column.key not in ("", "category", *CHANGING) and column.at not in head.matrix
        and not PERIOD.fullmatch(brief(column.title.split(" / ")[-1]))
    ]  # fmt: skip
    return all(grid.get(number, at) == grid.get(number - 1, at) for at in own)


def _is_count(row):
    """Whether a row is the head of figures that follow the table: 牵头单位, 任务数, 占比."""
    cells = [brief(cell) for cell in row if brief(cell)]
    return (
        1 < len(set(cells)) <= 8
        and all(len(text) <= 8 and not re.search(r"\d", text) for text in cells)
        and any(COUNT.search(text) for text in cells)
        and sum(bool(COUNT.search(text) or text in VOCABULARY) for text in cells) >= 0.6 * len(cells)
    )  # fmt: skip


def _ditto(entry, above):
    """同上 and 〃 say what the row above says; its words are taken, the cell's own stay in ``raw``."""
    for key, text in entry.texts.items():
        if key in CHANGING or key == "name" or not DITTO.fullmatch(folded(text)):
            continue
        if above.texts.get(key):
            entry.texts[key] = above.texts[key]
            if key == "due":
                entry.due, entry.due_format = above.due, above.due_format


def _line(row):
    """The words of a row, each once, on one line."""
    texts = dict.fromkeys(as_written(cell)[:300] for cell in row if cell is not None)
    return " ".join(" ".join(texts).split())[:300]


def _no_matter(grid, number, row, head):
    """Why a row is no matter: header (again), note, heading; None for a matter."""
    texts = {
        at: brief(cell)
        for at, cell in enumerate(row)
        if cell is not None and brief(cell)
    }
    if not texts:
        return "blank" if not any(isinstance(c, Uncalculated) for c in row) else None
    again = [
        c
        for c in head.columns
        if c.key and texts.get(c.at) and texts[c.at] == brief(c.title.split(" / ")[-1])
    ]
    if len(again) >= 2:
        return "header"
    filled = list(dict.fromkeys(texts.values()))
    if NO_MATTER.search(filled[0]) and (
        len(filled) <= 2 or all(SIGNED.match(text) for text in filled)
    ):
        return "note"
    if len(filled) > 1 and SUMMED.search(filled[0]) and all(FIGURE.fullmatch(text) for text in filled[1:]):  # fmt: skip
        return "note"
    serial, name = head.at("row"), head.at("name")
    others = {at for at in texts if at not in (serial, name)}
    if len(filled) == 1 and len(texts) > 1 and _is_across(grid, number, texts):
        return "heading" if len(filled[0]) <= 60 else "note"
    if not others or all(
        texts[at] in (texts.get(name), texts.get(serial)) for at in others
    ):
        if name is not None and name not in texts and serial in texts:
            first = texts[serial]
            if re.fullmatch(r"[\d.]{1,8}", first):
                return "blank"
            return "heading" if TITLED.match(first) or len(first) <= 30 else "note"
        if HEADING.match(texts.get(serial, "")) or TITLED.match(texts.get(name, "")):
            return "heading"
    return None


def _is_across(grid, number, texts):
    """Whether one merged area gives all cells of a row."""
    areas = {grid.merged.get((number, at)) for at in texts}
    return len(areas) == 1 and None not in areas


def _continues(entry):
    return any(entry.texts.get(key) for key in ("content", "measures", "objective"))


def _periods(grid, head, number):
    """(position, period, words) of what stands under months or quarters: a plan drawn as a chart."""
    columns = [
        (column.at, title)
        for column in head.columns
        if column.key in ("", "measures", "content", "objective")
        and PERIOD.fullmatch(title := brief(column.title.split(" / ")[-1]))
        and not re.search(r"进展|情况|完成|落实", column.title)
    ]
    if len(columns) < FEWEST_PERIODS:
        return []
    said = [(at, title, brief(grid.get(number, at))) for at, title in columns]
    if any(not MARK.fullmatch(text) and not NOTHING.fullmatch(text) for *_column, text in said if text):  # fmt: skip
        # — marks a month in a chart, but nothing beside words
        said = [(at, title, text) for at, title, text in said if not NOTHING.fullmatch(text)]  # fmt: skip
    return [(at, title, text) for at, title, text in said if text]


def is_mark(text):
    """Whether a cell under a month only marks it: ■, √."""
    return bool(MARK.fullmatch(text))


def _due_at(grid, head, number):
    """The column that holds the row's limit: the adjusted one where it is filled."""
    new_at = head.at("new_due")
    said = brief(grid.get(number, new_at)) if new_at is not None else ""
    return new_at if said and not NOTHING.fullmatch(said) else head.at("due")


def _within(grid, head, number, due, text):
    """The limit of a row whose month stands beside it: 4月 and 下旬; its own cell where that names a month."""
    wide = brief(grid.get(number, head.wider_due))
    if isinstance(due, str) and evidence.WITHIN_MONTH.match(brief(due)) and wide.endswith(("月", "月份")):  # fmt: skip
        return wide + text
    return wide if due is None else due if not isinstance(due, str) else text


def _parted_day(grid, head, number, due_at):
    """完成时限 over 月 and 日: the words of a limit whose parts stand in columns of their own; empty for others."""
    own = next((c for c in head.columns if c.at == due_at), None)
    wide, _slash, part = own.title.rpartition(" / ") if own else ("", "", "")
    if not wide or part not in PARTS:
        return ""
    said = ""
    for column in head.columns:
        above, _slash, part = column.title.rpartition(" / ")
        text = brief(grid.get(number, column.at))
        if (
            above == wide
            and part in PARTS
            and re.fullmatch(r"\d{1,4}|[上中下]旬|底|末", text)
        ):
            said += text + (part if text.isdigit() else "")
    return said


def _bare_month(head, due_at, text):
    """5月 of a 5 under 完成时间（月份）; empty for others."""
    title = next((c.title for c in head.columns if c.at == due_at), "")
    is_month = re.fullmatch(r"\d{1,2}(?:[-—~、,，至]\d{1,2})*(?:\.0)?", text.strip())
    return text.strip().removesuffix(".0") + "月" if is_month and OF_MONTHS.search(brief(title)) else ""  # fmt: skip


def _entry(sheet, table, number, row):
    grid, head = sheet.grid, table.head
    texts, uncalculated, struck = {}, [], {}
    name_at = head.at("name")
    is_struck = name_at is not None and (number, name_at) in grid.struck
    periods = _periods(grid, head, number)
    marked = {at for at, _title, text in periods if MARK.fullmatch(text)}
    for key in FIELDS:
        parts = []
        for at in head.all_at(key):
            if at in marked or at in head.matrix:
                continue
            value = grid.get(number, at)
            if (number, at) in grid.struck and not is_struck:
                struck[key] = as_written(value, grid.formats.get((number, at), ""))
                continue
            if isinstance(value, Uncalculated):
                uncalculated.append(key)
            text = as_written(value, grid.formats.get((number, at), ""))
            if key in NAMED and BLANK.fullmatch(folded(text)):
                continue
            if text and text not in parts:
                parts.append(text)
        if parts:
            texts[key] = "\n".join(parts)
    texts |= matrix.texts(grid, head, number)
    due_at = _due_at(grid, head, number)
    due = grid.get(number, due_at) if due_at is not None else None
    if due_at is not None and (number, due_at) in grid.struck and not is_struck:
        due = None
    if head.wider_due is not None:
        due = texts["due"] = _within(grid, head, number, due, texts.get("due", ""))
    if parted := _parted_day(grid, head, number, due_at):
        due = texts["due"] = parted
    if due_at is not None and due_at == head.at("new_due"):
        texts["due"] = texts["new_due"]
    if month := _bare_month(head, due_at, texts.get("due", "")):
        due = month
    if due_at is None and head.holds_limits() and texts.get("name"):
        due = said = dates_zh.read(texts["name"], SOME_DAY, SOME_DAY.year).text
        if said and said != texts["name"]:
            texts["due"] = said
        else:
            due = None
    return Entry(
        table.sheet, number, texts,
        due=due,
        due_format=grid.formats.get((number, due_at), ""), exact=grid.exact, uncalculated=uncalculated,
        periods=[(title, text) for _at, title, text in periods], is_struck=is_struck, struck=struck,
        remarks=[
            (column.key, column.title, grid.remarks[number, column.at])
            for column in head.columns
            if (number, column.at) in grid.remarks
        ],
        raw=[as_written(grid.get(number, c.at), grid.formats.get((number, c.at), "")) for c in head.columns],
    )  # fmt: skip
