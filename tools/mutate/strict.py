"""`./duban clauses --strict`: a row counts only if one of its tests failed when its rule was switched off."""

import textwrap

from . import catalogue, runner


def shown_rows(store, mutations=None):
    """{row: whether a test of the row itself noticed one of its edits}, of the rows whose tests were asked."""
    found = {}
    for mutation in catalogue.read() if mutations is None else mutations:
        for row in mutation.rows:
            by = store.shown(mutation, row)
            if by is not None:
                found[row] = found.get(row, False) or bool(by)
    return found


def report(account, path):
    """Lines: per group the rows shown, then those not noticed, then those without a wrong edit.

    :param account: what `clauses.weigh` made
    :param path: the verdicts of `./duban mutate`
    :return: (lines, rows whose tests did not notice)
    """
    mutations = catalogue.read()
    shown = shown_rows(runner.Store(path), mutations)
    with_edit = {row for mutation in mutations for row in mutation.rows}
    lines = []
    for each in account["groups"]:
        own = [r for r in account["rows"] if r["group"] == each["group"]]
        good = sum(bool(r["proven"] and shown.get(r["id"])) for r in own)
        lines.append(f"strict {each['group']} {good}/{len(own)}")
    rows = [row["id"] for row in account["rows"]]
    unnoticed = [row for row in rows if shown.get(row) is False]
    for title, found in (
        ("not noticed by a test of the row", unnoticed),
        (
            "its tests not asked yet",
            [r for r in rows if r in with_edit and r not in shown],
        ),
        ("without a wrong edit", [row for row in rows if row not in with_edit]),
    ):
        if found:
            lines += textwrap.wrap(
                f"{title} ({len(found)}): {' '.join(found)}",
                width=100,
                subsequent_indent="  ",
                break_on_hyphens=False,
            )
    return lines, unnoticed
