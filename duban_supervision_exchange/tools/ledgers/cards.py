"""Forms with one matter each (督办单): a label, its value, and so on; read as a table with a row for each form."""

from dataclasses import replace

from .cells import Grid, brief

#: rows that begin with a label
FEWEST_ROWS = 3


def as_table(finder, sheet):
    """``sheet`` with its forms as rows of a table; the sheet itself when it holds none.

    A row keeps the number of the form's first row.

    :param finder: ``HeadFinder``
    """
    cards, known = [], set()
    for number in sorted(sheet.grid.rows):
        pairs = _pairs(sheet.grid, number)
        labels = [brief(sheet.grid.get(number, at)).rstrip(":") for at, _place in pairs]
        values = [brief(sheet.grid.get(number, place)) for _at, place in pairs if place]
        if not pairs or not finder.is_title(labels[0]):
            continue
        if any(finder.is_title(value, exactly=True) for value in values):
            continue
        known.add(number)
        for label, (at, place) in zip(labels, pairs, strict=True):
            if not label:
                continue
            if not cards or label in cards[-1]:
                cards.append({})
            cards[-1][label] = (number, at, place)
    keys = {finder.meaning(label)[0] for card in cards for label in card}
    if len(known) < FEWEST_ROWS or "name" not in keys or not keys & {"lead", "units"}:
        return sheet
    return replace(sheet, grid=_table(sheet.grid, cards))


def _pairs(grid, number):
    """Places of (label, value) in a row; empty when the row is something else. A merged area is one place."""
    places, seen = [], set()
    for at in range(len(grid.rows[number])):
        area = grid.merged.get((number, at))
        if area not in seen or area is None:
            places.append(at)
            seen.add(area)
    if len(places) == 1:
        return []
    labels, values = places[::2], places[1::2]
    if any(not isinstance(grid.get(number, at), str | None) for at in labels):
        return []
    return [(at, values[n] if n < len(values) else None) for n, at in enumerate(labels)]


def _table(grid, cards):
    """The forms under a head of their labels."""
    titles = list(dict.fromkeys(label for card in cards for label in card))
    table = Grid(grid.exact)
    first = min(place[0] for place in cards[0].values())
    for column, title in enumerate(titles):
        table.put(first - 1, column, title, "")
    for card in cards:
        top = min(place[0] for place in card.values())
        for label, (number, _at, place) in card.items():
            if place is None:
                continue
            column, old = titles.index(label), (number, place)
            table.put(top, column, grid.get(*old), grid.formats.get(old), old in grid.struck)  # fmt: skip
            if old in grid.remarks:
                table.remark(top, column, grid.remarks[old])
    return table
