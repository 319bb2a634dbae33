"""Tables that lie on their side: the titles stand below each other, each column is a matter."""

from dataclasses import replace

from .cells import Grid, brief

#: titles in the first column, and matters beside them
FEWEST_TITLES = 3
FEWEST_MATTERS = 2


def upright(finder, sheet):
    """``sheet`` turned so that each matter is a row; the sheet itself when it stands upright.

    The head takes the number of the first title's row, the matters follow in the order of their columns.

    :param finder: ``HeadFinder``
    """
    grid, labels = sheet.grid, {}
    for number in sorted(grid.rows):
        title = brief(grid.get(number, 0)).rstrip(":")
        key, sure = finder.meaning(title)
        if key and sure >= 0.8 and _places(grid, number):
            labels[number] = (title, key)
    keys = {key for _title, key in labels.values()}
    if len(labels) < FEWEST_TITLES or "name" not in keys or not keys & {"lead", "units"}:  # fmt: skip
        return sheet
    names = next(number for number, (_title, key) in labels.items() if key == "name")
    places = _places(grid, names)
    said = [brief(grid.get(n, at)) for n in labels for at in _places(grid, n)]
    if len(places) < FEWEST_MATTERS or any(finder.is_title(text, exactly=True) for text in said):  # fmt: skip
        return sheet
    return replace(sheet, grid=_turned(grid, labels, places), hidden_rows=set())


def _places(grid, number):
    """Columns of the matters that a row speaks of; a merged area is one of them."""
    places, seen = [], {grid.merged.get((number, 0))}
    for at in range(1, len(grid.rows[number])):
        area = grid.merged.get((number, at))
        if grid.get(number, at) is not None and (area is None or area not in seen):
            places.append(at)
            seen.add(area)
    return places


def _turned(grid, labels, places):
    table = Grid(grid.exact)
    top = min(labels)
    for number, row in grid.rows.items():
        if number < top:
            table.rows[number] = list(row)
    for column, (number, (title, _key)) in enumerate(labels.items()):
        table.put(top, column, title, "")
        for below, at in enumerate(places, 1):
            old, new = (number, at), (top + below, column)
            shown = grid.formats.get(old)
            table.put(*new, grid.get(*old), shown, old in grid.struck)
            if old in grid.remarks:
                table.remark(*new, grid.remarks[old])
    return table
