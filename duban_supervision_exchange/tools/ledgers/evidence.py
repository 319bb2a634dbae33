"""What the cells below a title say of it: days make it a limit, offices make it units, whatever it is called."""

import re
from datetime import date, datetime

from odoo.addons.duban_supervision.tools import dates_zh

from . import matrix
from .cells import Uncalculated, as_written, brief
from .headers import HEAD_WITHIN, LEFT, PERIOD, STARTS, Head
from .units import CLASS, GROUP, is_person, mentions

#: rows below the head that are looked at
LOOKED_AT = 60
#: a title that may stand over a limit
OF_TIME = re.compile(r"时|期|限|节点|日|月|完成|办结|进度|截")
OF_END = re.compile(r"完成|完工|竣工|结束|截止|办结|验收|期限|时限")
#: a title that may stand over units that help
OF_HELP = re.compile(r"[会联合]办|协|配合|参[与加]|助|共[建同]|支持|帮|一起|一同|联手")
#: 下旬, 15日前: a day whose month stands elsewhere
WITHIN_MONTH = re.compile(
    r"(?:[上中下]{1,2}旬|月?[底末初中]|\d{1,2}(?:-\d{1,2})?[日号])"
)
#: any day will do: only whether a text is a time counts
SOME_DAY = date(2026, 1, 1)
#: titles of things that are built or run, each a matter of its own
PROJECT = re.compile(r"(?:项目|工程|平台)(?:名称)?$")
#: a title that may stand over what is to be done
OF_MATTER = re.compile(r"工作|任务|计划|事|项|议?题|活动|建设|改革")
#: a title numbered as headings are
SORTING = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.]|[(][一二三四五六七八九十]{1,3}[)]|第[一二三四五六七八九十]{1,3}(?:部分|章|类|方面)"
)
#: what is said in sentences is a matter, whatever its number
SENTENCE = re.compile(r"[。；;，,].|问题$|不")
#: how many cells of a column must be alike
MOST = 0.6
FEW = 0.34


def settle(grid, head):
    """Correct the columns of ``head`` by what stands in ``grid`` below them; nothing that a person chose is touched."""
    matrix.settle(grid, head)
    seen = {column.at: _Seen(grid, head, column.at) for column in head.columns}
    _limits(head, seen)
    _finer(head, seen)
    _offices(head, seen)
    _matters(head, seen)
    _projects(grid, head)
    _sorted(grid, head)
    _parted_title(grid, head)


def guess(grid, finder):
    """A head of titles that nobody knows, over columns that show what they are; None without units and matters."""
    numbers = sorted(grid.rows)
    for top, after in zip(numbers[:HEAD_WITHIN], numbers[1:], strict=False):
        titles = [cell for cell in grid.rows[top] if cell is not None]
        if (
            len(titles) < 3
            or after != top + 1
            or not all(isinstance(each, str) and len(brief(each)) < 15 for each in titles)
            or len(set(titles)) < len(titles)
        ):  # fmt: skip
            continue
        head = Head(top, top + 1, finder.columns(grid, [top]))
        for column in head.columns:
            column.key = column.key if column.sure == 1 else ""
        settle(grid, head)
        keys = {column.key for column in head.columns}
        if "name" in keys and keys & {"lead", "units"} and "due" in keys:
            return head
    return None


class _Seen:
    """The cells of one column."""

    def __init__(self, grid, head, at):
        numbers = [number for number in sorted(grid.rows) if number >= head.first]
        cells = [grid.get(number, at) for number in numbers[:LOOKED_AT]]
        self.cells = [
            cell for cell in cells if cell is not None and as_written(cell) != "—"
        ]
        self.uncalculated = any(isinstance(cell, Uncalculated) for cell in cells)
        self.length = sum(len(as_written(cell)) for cell in self.cells)

    def share(self, test):
        """How many of the cells pass ``test``; 0 where hardly any is filled."""
        return (
            sum(map(test, self.cells)) / len(self.cells) if len(self.cells) > 1 else 0
        )


def is_time(cell):
    """Whether a cell is a day, or words that say nothing but a time."""
    if isinstance(cell, date | datetime):
        return True
    text = as_written(cell)
    if not isinstance(cell, str) or not text or len(text) > 30:
        return False
    reading = dates_zh.read(text, SOME_DAY, SOME_DAY.year)
    return reading.kind != "none" and reading.ask not in ("unclear", "done")


def _is_office(cell):
    text = as_written(cell)
    if not isinstance(cell, str) or not text or len(text) > 60:
        return False
    names = [
        name
        for each in mentions(text)
        for name in re.sub(r"\([^()]*\)", "", each.name).split(":")
    ]
    # 综合办公室：刘伟: a person may stand behind the office
    return bool(names) and all(
        len(name) <= 16
        and (CLASS.search(name) or GROUP.search(name) or at and is_person(name))
        for at, name in enumerate(names)
    )


def _is_number(cell):
    """A number or a code: 12, 1-3, GG-01, 督3; no words."""
    text = as_written(cell)
    return len(text) <= 12 and len(re.findall("[一-龥]", text)) <= 1


def _free(column):
    """Whether what a column is taken as is not certain."""
    return column.why != "by_hand" and column.sure < 1 and not LEFT.search(brief(column.title))  # fmt: skip


def _limits(head, seen):
    """The column of limits: the one taken as such may hold none, and one of an unknown title may hold them."""
    due = next((column for column in head.columns if column.key == "due"), None)
    if due and (
        due.why == "by_hand"
        or seen[due.at].uncalculated
        or len(seen[due.at].cells) < 2
        or seen[due.at].share(is_time) >= FEW
    ):
        return
    found = [
        column
        for column in head.columns
        if column is not due
        and column.key in ("", "content", "measures", "requirement", "remark", "done_date")
        and _free(column)
        and (OF_TIME.search(column.title) or not column.key and not due)
        and seen[column.at].share(is_time) >= MOST
    ]  # fmt: skip
    if found:
        # 方案完成, 招标完成, 完工: of several the one that says end, the last of them
        column = max(found, key=lambda c: (bool(OF_END.search(c.title)), c.at))
        if due:
            due.key, due.why = "content", "other_due"
        column.key, column.sure, column.why = "due", MOST, "by_content"


def _finer(head, seen):
    """月份 beside 具体时间: the column that names the days is the limit, the other says in which month they lie."""
    due = next((column for column in head.columns if column.key == "due"), None)
    if not due or not _free(due) or seen[due.at].share(_is_period) < MOST:
        return
    for column in head.columns:
        if (
            column.key in ("", "content")
            and column.why != "by_hand"
            and OF_TIME.search(column.title)
            and not LEFT.search(brief(column.title))
            and not STARTS.search(column.title)
            and not PERIOD.fullmatch(brief(column.title.split(" / ")[-1]))
            and not re.search("实际|完成|办结|销号", column.title)
            and seen[column.at].share(_is_within_month) >= MOST
        ):
            column.key, column.sure, column.why = "due", MOST, "by_content"
            due.key, due.why, head.wider_due = "", "wider_due", due.at
            return


def _is_period(cell):
    return bool(PERIOD.fullmatch(brief(cell)))


def _is_within_month(cell):
    return bool(WITHIN_MONTH.match(brief(cell))) or is_time(cell)


def _offices(head, seen):
    """Units under a title that says nothing of units."""
    if any(column.key in ("lead", "units") for column in head.columns):
        _helpers(head, seen)
        return
    for column in head.columns:
        if (
            column.key in ("", "content", "handler", "remark", "requirement")
            and column.why != "by_hand"
            and not LEFT.search(brief(column.title))
            and seen[column.at].share(_is_office) >= MOST
        ):
            column.key, column.sure, column.why = "units", MOST, "by_content"
            _helpers(head, seen)
            return


def _helpers(head, seen):
    """Offices under an unknown title beside those that are known (共建方): they help, they are not lost."""
    for column in head.columns:
        if (
            not column.key
            and not column.why
            and OF_HELP.search(brief(column.title))
            and not LEFT.search(brief(column.title))
            and len(seen[column.at].cells) > 0
            and sum(map(_is_office, seen[column.at].cells)) >= MOST * len(seen[column.at].cells)
        ):  # fmt: skip
            column.key, column.sure, column.why = "co_units", MOST, "by_content"


def _matters(head, seen):
    """The matter itself: not a column of units, and where no title says so the one of the most words."""
    name = next((column for column in head.columns if column.key == "name"), None)
    if name and name.before in ("measures", "objective", "requirement", "content"):
        _named_on_the_left(head, seen, name)
        return
    if name and (
        name.sure == 1
        or name.why == "by_hand"
        or max(seen[name.at].share(_is_office), seen[name.at].share(_is_number)) < MOST
    ):
        return
    others = [
        column
        for column in head.columns
        if column is not name
        and column.why != "by_hand"
        and column.key in ("", "content", "measures", "objective", "requirement")
        and not LEFT.search(brief(column.title))
        and seen[column.at].length
        and max(seen[column.at].share(is_time), seen[column.at].share(_is_number)) < MOST
    ]  # fmt: skip
    if not others:
        return
    if name:
        known = {column.key for column in head.columns}
        is_office = seen[name.at].share(_is_office) >= MOST
        name.key = "units" if is_office and not known & {"lead", "units"} else ""
        name.why = "by_content"
    # what stands left names the matter, what stands right of it explains
    naming = [
        column
        for column in others
        if OF_MATTER.search(brief(column.title))
        and len({as_written(cell) for cell in seen[column.at].cells}) == len(seen[column.at].cells)
        and seen[column.at].length >= 4 * len(seen[column.at].cells)
    ]  # fmt: skip
    best = naming[0] if naming else max(others, key=lambda column: seen[column.at].length)  # fmt: skip
    best.key, best.sure, best.why = "name", MOST, "by_content"


def _named_on_the_left(head, seen, name):
    """措施 was taken as the matter for want of another: words of an unknown title on its left are what it is for."""
    for column in head.columns:
        texts = [as_written(cell) for cell in seen[column.at].cells]
        if (
            column.at < name.at
            and not column.key
            and not column.why
            and not LEFT.search(brief(column.title))
            and len(set(texts)) > 1
            and (name.before != "content" or OF_MATTER.search(brief(column.title)) and len(set(texts)) == len(texts))
            and seen[column.at].length >= 4 * len(texts)
            and max(seen[column.at].share(test) for test in (is_time, _is_number, _is_office)) < FEW
        ):  # fmt: skip
            column.key, column.sure, column.why = "name", MOST, "by_content"
            name.key = name.before
            return


def _projects(grid, head):
    """项目 beside 年度任务: where each row has a project of its own, that is the matter and the task its content."""
    name = next((column for column in head.columns if column.key == "name"), None)
    if not name or name.why == "by_hand" or PROJECT.search(brief(name.title)):
        return
    wider = [c for c in head.columns if c.why == "wider" and c.at < name.at]
    if not wider:
        return
    left = wider[-1]
    rows = [number for number in grid.rows if number >= head.first]
    cells = [brief(grid.get(number, left.at)) for number in rows if grid.get(number, name.at) is not None]  # fmt: skip
    if (
        PROJECT.search(brief(left.title))
        and cells
        and all(cells)
        and len(set(cells)) == len(cells)
    ):
        left.key, left.why, left.sure = "name", "by_content", min(left.sure, 0.9)
        name.key, name.why = "content", "by_content"


def _sorted(grid, head):
    """一、人才培养 over several rows: a title numbered like a heading only sorts; the words beside it count."""
    name = next((column for column in head.columns if column.key == "name"), None)
    if not name or name.why == "by_hand":
        return
    rows = [n for n in sorted(grid.rows) if n >= head.first and brief(grid.get(n, name.at))]  # fmt: skip
    texts = [brief(grid.get(n, name.at)) for n in rows]
    if (
        len(set(texts)) == len(texts)
        or any(SENTENCE.search(text) for text in texts)
        or sum(map(bool, map(SORTING.match, texts))) < MOST * len(texts)
    ):
        return
    for column in head.columns:
        if column.key in ("measures", "content") and column.at > name.at and column.why != "by_hand":  # fmt: skip
            said = [brief(grid.get(n, column.at)) for n in rows]
            areas = {grid.merged.get((n, column.at)) for n in rows}
            if all(said) and len(set(said)) == len(said) and areas == {None}:
                name.key, name.why = "content", "wider"
                column.key, column.why = "name", "by_content"
                return


def _parted_title(grid, head):
    """One title over two columns that most rows merge as well: the first is the matter, the second what it holds."""
    name = next((column for column in head.columns if column.key == "name"), None)
    if not name or name.why == "by_hand":
        return
    first = next((c for c in head.columns if c.why == "wider" and c.title == name.title), None)  # fmt: skip
    rows = [n for n in grid.rows if n >= head.first and grid.get(n, name.at)]
    if first and sum(grid.get(n, first.at) == grid.get(n, name.at) for n in rows) >= FEW * len(rows):  # fmt: skip
        first.key, first.why = "name", ""
        name.key, name.why = "content", "by_content"
