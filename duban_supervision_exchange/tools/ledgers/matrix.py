"""Units as titles of columns, and marks below them that say who leads and who helps."""

import re

from .cells import brief
from .units import CLASS

#: columns that make a matrix
FEWEST = 2
SIGN = re.compile(r"[■□●○◎◆◇▲△★☆√✓✔×xX*※#]|[12]")
LEADS = re.compile(r"牵头|主办|主责|负责|主")
HELPS = re.compile(r"配合|协办|参与|协同|协助|会办|支持|协|参|配")
ROLE = re.compile(rf"(?:{LEADS.pattern}|{HELPS.pattern})(?:单位|部门)?")


def settle(grid, head):
    """Find the columns of ``head`` that are named after units and hold marks only; ``head.matrix`` tells them."""
    numbers = [
        number
        for number in sorted(grid.rows)
        if number >= head.first and len({brief(cell) for cell in grid.rows[number]}) > 1
    ]
    found = []
    for column in head.columns:
        name = brief(column.title.split(" / ")[-1])
        cells = [brief(grid.get(number, column.at)) for number in numbers]
        said = [text for text in cells if text and text != name]
        if (
            column.why != "by_hand"
            and 2 < len(name) <= 16
            and CLASS.search(name)
            and said
            and sum(map(_is_mark, said)) >= 0.8 * len(said)
        ):
            found.append((column, name))
    if len(found) < FEWEST:
        return
    for column, name in found:
        column.key, column.sure, column.why = "units", 0.9, "unit_column"
        head.matrix[column.at] = name
    head.leading_sign = _leading_sign(grid, head, numbers)


def _is_mark(text):
    return bool(SIGN.fullmatch(text) or ROLE.fullmatch(text))


def _leading_sign(grid, head, numbers):
    """The sign of who leads: the one that a note explains, else the one that stands once in each row."""
    rows = [
        [text for at in head.matrix if SIGN.fullmatch(text := brief(grid.get(number, at)))]
        for number in numbers
    ]  # fmt: skip
    signs = {sign for row in rows for sign in row}
    texts = {
        cell for row in grid.rows.values() for cell in row if isinstance(cell, str)
    }
    words = " ".join(brief(text) for text in texts if len(text) < 200)
    told = {
        sign
        for sign in signs
        if re.search(rf"{re.escape(sign)}[\"”’)]?(?:为|表示|代表|是|:|-)*(?:{LEADS.pattern})", words)
    }  # fmt: skip
    once = told or {sign for sign in signs if all(row.count(sign) == 1 for row in rows if row)}  # fmt: skip
    return once.pop() if len(once) == 1 else ""


def texts(grid, head, number):
    """What the marks of a row say, as the columns of lead and co-units would say it."""
    leads, helpers, plain = [], [], []
    for at, name in head.matrix.items():
        text = brief(grid.get(number, at))
        if not text or not _is_mark(text):
            continue
        if text == head.leading_sign or ROLE.fullmatch(text) and not HELPS.match(text):
            leads.append(name)
        elif head.leading_sign or HELPS.match(text):
            helpers.append(name)
        else:
            plain.append(name)
    if plain and len(plain) + len(leads) > 1:
        # nothing says what the signs mean: who leads is asked
        return {"lead": "、".join([*leads, *plain, *helpers]) + "（共同牵头）"}
    said = {"lead": "、".join(leads + plain), "co_units": "、".join(helpers)}
    return {key: text for key, text in said.items() if text}
