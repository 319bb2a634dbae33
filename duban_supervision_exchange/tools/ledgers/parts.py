"""Several tables under or beside each other on one sheet, each with a head of its own: each is read as a sheet."""

import re
from dataclasses import replace

from .book import Sheet
from .cells import Grid, brief
from .headers import HEAD_WITHIN

#: a title is short; a matter seldom is
LONGEST_TITLE = 14
#: columns that a head must know, and how many of its titles
KNOWN = 3
SHARE = 0.6


def parts(finder, sheets):
    """``sheets``, with those that hold several tables taken apart; row numbers stay those of the file.

    :param finder: ``HeadFinder``
    """
    return [
        part
        for sheet in sheets
        for beside in _beside(finder, sheet)
        for part in _parts(finder, beside)
    ]


def _beside(finder, sheet):
    """Tables beside each other under the same titles: 序号 事项 单位 时限, and once more on the right."""
    for number in sorted(sheet.grid.rows)[:HEAD_WITHIN]:
        row = sheet.grid.rows[number]
        titles = [(at, brief(cell)) for at, cell in enumerate(row) if cell is not None]
        again = [n for n, (_at, title) in enumerate(titles) if title == titles[0][1]]
        width = again[1] if len(again) > 1 else 0
        words = [title for _at, title in titles]
        if (
            width >= KNOWN
            and len(titles) == width * len(again)
            and all(words[n : n + width] == words[:width] for n in again)
            and len({finder.meaning(word)[0] for word in words} - {""}) >= KNOWN
        ):
            cuts = [*(titles[n][0] for n in again), max(map(len, sheet.grid.rows.values()))]  # fmt: skip
            cuts[0] = 0
            return [
                _columns(sheet, at, first, end)
                for at, (first, end) in enumerate(zip(cuts, cuts[1:], strict=False), 1)
            ]
    return [sheet]


def _columns(sheet, at, first, end):
    """The columns of a sheet from ``first`` to before ``end``, at their own places."""
    grid = _like(sheet.grid)
    for number, row in sheet.grid.rows.items():
        cells = [None] * first + row[first:end]
        if any(cell is not None for cell in cells):
            grid.rows[number] = cells
    return replace(sheet, name=f"{sheet.name} ({at})".strip(), grid=grid)


def _like(grid):
    """A grid without rows that knows what the other one knows of its cells."""
    found = Grid(grid.exact)
    found.formats, found.merged = grid.formats, grid.merged
    found.struck, found.remarks = grid.struck, grid.remarks
    return found


def _parts(finder, sheet):
    numbers = sorted(sheet.grid.rows)
    heads = [number for number in numbers if _is_head(finder, sheet.grid, number)]
    differing = [
        number
        for at, number in enumerate(heads)
        if at and _titles(sheet.grid, number) != _titles(sheet.grid, heads[at - 1])
        and number - heads[at - 1] > 2
    ]  # fmt: skip
    if not differing:
        return [sheet]
    cuts = [_above(sheet.grid, numbers, number) for number in differing]
    bounds = [numbers[0], *cuts, numbers[-1] + 1]
    found = []
    for at, (first, end) in enumerate(zip(bounds, bounds[1:], strict=False), 1):
        grid = _like(sheet.grid)
        grid.rows = {n: row for n, row in sheet.grid.rows.items() if first <= n < end}
        found.append(
            Sheet(f"{sheet.name} ({at})".strip(), grid, sheet.is_hidden,
                  {n for n in sheet.hidden_rows if first <= n < end}, sheet.hidden_columns)
        )  # fmt: skip
    return found


def _titles(grid, number):
    return [brief(cell) for cell in grid.rows[number] if cell is not None]


def _is_head(finder, grid, number):
    """Whether a row names the columns of a table, and could be nothing else."""
    row = [cell for cell in grid.rows[number] if cell is not None]
    titles = [brief(cell) for cell in row]
    if len(set(titles)) < KNOWN or not all(isinstance(cell, str) for cell in row):
        return False
    if any(
        len(re.sub(r"\([^()]*\)", "", title)) > LONGEST_TITLE or re.match(r"\d", title)
        for title in titles
    ):
        return False
    keys = [finder.meaning(title) for title in titles]
    known = {key for key, sure in keys if key and sure >= 0.8}
    return (
        len(known) >= KNOWN
        and len([key for key, _sure in keys if key]) >= SHARE * len(titles)
        and bool(known & {"name", "content", "measures", "problem"})
        and bool(known & {"lead", "units", "due", "handler", "leader"})
        and sum(sure == 1 for _key, sure in keys) >= 2
    )


def _above(grid, numbers, head):
    """The first row that belongs to the table of ``head``: the titles right above it."""
    at = numbers.index(head)
    while (
        at
        and len(set(_titles(grid, numbers[at - 1]))) == 1
        and len([cell for cell in grid.rows[numbers[at - 1]] if cell is not None])
        in (1, len(grid.rows[numbers[at - 1]]))
    ):
        at -= 1
    return numbers[at]
