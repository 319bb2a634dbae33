"""What a printed document says, as data: the HTML of its template read into pages, blocks, cells and runs of text.

A document is written once, as a QWeb template in the classes of ``duban_document_templates.xml``; the screen shows that
HTML, paper is set from the data made here. The data is plain (JSON), so no value ever becomes a part of a program.
"""

import re

import lxml.html

#: attribute on the root of ``duban_supervision.document_html``
MARK = "data-report-duban"
BLOCKS = frozenset(
    ("div", "p", "h1", "h2", "h3", "h4", "table", "main", "section", "ul", "ol", "li")
)
INLINE = frozenset(
    ("span", "t", "strong", "b", "em", "i", "u", "a", "font", "small", "br", "code")
)
SILENT = frozenset(("style", "script", "title", "colgroup", "head", "meta", "link"))
#: class → kind of the block
KINDS = {
    "o_duban_institution": "institution",
    "o_duban_title": "title",
    "o_duban_subtitle": "subtitle",
    "o_duban_number": "number",
    "o_duban_heading": "heading",
    "o_duban_sign": "sign",
    "o_duban_line": "line",
    # of an official document (GB/T 9704)
    "o_duban_mark": "mark",
    "o_duban_docnumber": "docnumber",
    "o_duban_to": "to",
    "o_duban_subheading": "subheading",
    "o_duban_attached": "attached",
    "o_duban_signature": "signature",
    "o_duban_note": "note",
    "o_duban_copies": "copies",
    "o_duban_printed": "printed",
}
#: class of a page → the official layout it is set in; the others are forms and lists
LAYOUTS = {
    "o_duban_letter": "letter",
    "o_duban_gazette": "bulletin",
    "o_duban_official": "document",
}
#: class → height that a cell has at least, in points
HEIGHTS = {"o_duban_tall": 90, "o_duban_taller": 150}
UNITS = {"pt": 1.0, "px": 0.75, "mm": 2.835, "cm": 28.35, "em": 12.0}
#: letters of a page beyond which nobody expects its form on one sheet
ONE_SHEET = 2500
DATE = re.compile(r"(\d{4}年\d{1,2}月\d{1,2}日)")
#: a word longer than this may be broken anywhere, like an address without blanks
WORD = 16
#: a word that no line breaks, with the mark behind it that begins no line
WHOLE = re.compile(r"[!-~]+[，。、；：！？）】》”]?")


class Unprintable(ValueError):
    """The template uses what paper does not know."""


def is_document(html):
    """Whether a rendered report is a document of the suite."""
    return bool(re.search(rf"<html[^>]*\s{MARK}=", html[:2000]))


def read(html):
    """The document as data.

    :param str html: a rendered ``duban_supervision.document_html``
    :return: dict with ``pages``: list of dicts wide, fit (less room to write rather than a second sheet),
        layout ("" or one of ``LAYOUTS``), name, number, blocks
    :raise Unprintable: naming the tag
    """
    root = lxml.html.document_fromstring(html)
    pages = [
        node
        for node in root.iter("div")
        if "o_duban_page" in (node.get("class") or "").split()
    ]
    if not pages:
        raise Unprintable("o_duban_page")
    return {"pages": [_page(node) for node in pages]}


def _page(node):
    blocks = _blocks(node, {})
    words = {
        kind: next(
            (
                "".join(run.get("t", "") for run in block["runs"])
                for block in blocks
                if block["kind"] == kind
            ),
            "",
        )
        for kind in ("title", "number")
    }
    classes = _classes(node)
    return {
        "wide": "o_duban_wide" in classes,
        "layout": next((LAYOUTS[name] for name in LAYOUTS if name in classes), ""),
        "fit": _is_one_sheet(blocks),
        "name": words["title"],
        "number": node.get("data-number") or words["number"],
        "blocks": blocks,
    }


def _is_one_sheet(blocks):
    """Whether a page is a form that has to go on one sheet if it can."""
    tables = [block for block in blocks if block["kind"] == "table" and block["form"]]
    cells = [cell for table in tables for row in table["rows"] for cell in row["cells"]]
    return (
        any(cell["height"] for cell in cells)
        and sum(cell["length"] for cell in cells) < ONE_SHEET
    )


def _classes(node):
    return frozenset((node.get("class") or "").split())


def _styles(node):
    """Inline style as a dict."""
    pairs = (
        part.partition(":")
        for part in (node.get("style") or "").split(";")
        if ":" in part
    )
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _points(text):
    """A length in points, or None."""
    found = re.fullmatch(r"(-?[\d.]+)(pt|px|mm|cm|em)", text or "")
    return float(found[1]) * UNITS[found[2]] if found else None


def _style(node, inherited):
    """Style of the text in ``node``: dict of align, bold, pre, size, nowrap."""
    classes, styles, tag = _classes(node), _styles(node), node.tag
    style = dict(inherited)
    if tag in ("strong", "b", "h3", "h4") or styles.get("font-weight") == "bold":
        style["bold"] = True
    if "o_duban_pre" in classes or styles.get("white-space") in ("pre-line", "pre"):
        style["pre"] = True
    if "o_duban_hint" in classes:
        style.update(small=True, align="center")
    if classes & {"o_duban_choice", "o_duban_nowrap"}:
        style["nowrap"] = True
    if "o_duban_choice" in classes:
        style["choice"] = True
    if "o_duban_center" in classes:
        style["align"] = "center"
    if "o_duban_sign" in classes:
        style["align"] = "right"
    if styles.get("text-align") in ("left", "center", "right"):
        style["align"] = styles["text-align"]
    return style


def _blocks(node, inherited):
    """Children of ``node`` as blocks; what stands between block elements is a paragraph."""
    style = _style(node, inherited)
    blocks, runs = [], []

    def close():
        text = _trimmed(runs)
        if text:
            blocks.append({"kind": "text", "runs": text, **_shown(style)})
        runs.clear()

    _text(node.text, style, runs)
    for child in node:
        if not isinstance(child.tag, str) or child.tag in SILENT:
            pass
        elif child.tag == "table":
            close()
            is_chart = "o_duban_chart" in _classes(child)
            blocks.append((_chart if is_chart else _table)(child, style))
        elif child.tag in BLOCKS:
            close()
            blocks += _block(child, style)
        elif child.tag in INLINE:
            _inline(child, style, runs)
        else:
            raise Unprintable(child.tag)
        _text(child.tail, style, runs)
    close()
    return blocks


def _block(node, inherited):
    """The blocks of one block element."""
    classes, styles = _classes(node), _styles(node)
    inner = _blocks(node, inherited)
    kind = next((KINDS[name] for name in KINDS if name in classes), None)
    if kind is None and node.tag in ("h1", "h2", "h3", "h4"):
        kind = {"h1": "title", "h2": "heading"}.get(node.tag)
    if kind is None and node.tag == "p":
        kind = "paragraph"
    if kind and all(block["kind"] == "text" for block in inner):
        runs = []
        for block in inner:
            if runs:
                runs.append({"br": True})
            runs += block["runs"]
        inner = [{"kind": kind, "runs": runs, **_shown(_style(node, inherited))}]
    if classes & {"o_duban_ruled"}:
        for block in inner:
            block["ruled"] = True
    if "border-top" in styles:
        inner = [{"kind": "rule"}, *inner]
    if (
        "o_duban_break" in classes
        or styles.get("break-before", styles.get("page-break-before")) == "always"
    ):
        inner = [{"kind": "break"}, *inner]
    for name, holder in (("o_duban_keep", "keep"), ("o_duban_imprint", "imprint")):
        if name in classes:
            inner = [{"kind": holder, "blocks": inner}]
    return inner


def _shown(style):
    return {"align": style["align"]} if "align" in style else {}


def _inline(node, inherited, runs):
    if node.tag == "br":
        runs.append({"br": True})
        return
    if "o_duban_fill" in _classes(node):
        runs.append({"fill": True})
        return
    style = _style(node, inherited)
    _text(node.text, style, runs)
    for child in node:
        if isinstance(child.tag, str):
            if child.tag not in INLINE:
                raise Unprintable(child.tag)
            _inline(child, style, runs)
        _text(child.tail, style, runs)


def _text(text, style, runs):
    """Add the runs of a piece of text, blanks collapsed as a browser does."""
    if not text:
        return
    lines = text.split("\n") if style.get("pre") else [text]
    for position, line in enumerate(lines):
        if position:
            runs.append({"br": True})
        line = re.sub(r"[ \t\r\n\f]+", " ", line)
        if not line:
            continue
        for part in DATE.split(line) if style.get("form") else [line]:
            if not part:
                continue
            run = {"t": _breakable(part)}
            for name in ("bold", "small", "nowrap", "choice"):
                if style.get(name):
                    run[name] = True
            if DATE.fullmatch(part):
                run["nowrap"] = True
            runs.append(run)


def _breakable(text):
    """Long words without a blank get places where a line may end."""
    return re.sub(
        rf"[!-~]{{{WORD},}}",
        lambda found: "\u200b".join(re.findall(r".{1,4}", found[0])),
        text,
    )


def _trimmed(runs):
    """Runs without blanks at the ends of the block and of each line; [] when nothing is to be seen."""
    trimmed = []
    for run in runs:
        if "br" in run:
            while trimmed and trimmed[-1].get("t", "x").strip(" ") == "":
                trimmed.pop()
            if trimmed and "t" in trimmed[-1]:
                trimmed[-1]["t"] = trimmed[-1]["t"].rstrip(" ")
            trimmed.append(run)
            continue
        if "fill" in run:
            trimmed.append(run)
            continue
        run = dict(run)
        if not trimmed or "t" not in trimmed[-1]:
            run["t"] = run["t"].lstrip(" ")
        elif trimmed[-1]["t"].endswith(" ") and run["t"].startswith(" "):
            run["t"] = run["t"].lstrip(" ")
        if run["t"]:
            trimmed.append(run)
    while trimmed and not trimmed[-1].get("t", "").strip(" "):
        trimmed.pop()
    if trimmed:
        trimmed[-1]["t"] = trimmed[-1]["t"].rstrip(" ")
    return trimmed


# ---------------------------------------------------------------------------
# Tables
# ---------------------------------------------------------------------------


def _table(node, inherited):
    """A table: dict of form, widths, head (number of rows repeated on each page), rows."""
    classes = _classes(node)
    style = {**_style(node, inherited), "form": "o_duban_form" in classes}
    rows, head = [], 0
    for line in node.iter("tr"):
        cells = [
            _cell(cell, _style(line, style))
            for cell in line
            if cell.tag in ("th", "td")
        ]
        if not cells:
            continue
        row = {"cells": cells, "group": "o_duban_group" in _classes(line)}
        if line.getparent().tag == "thead":
            head += 1
        rows.append(row)
    form = "o_duban_form" in classes
    widths = _widths(node, rows)
    if not form:
        widths = _fitted(widths, rows, head)
    _share(rows, widths)
    return {
        "kind": "table",
        "form": form,
        "margin": _points(_styles(node).get("margin-top")) or 0,
        "widths": widths,
        "words": _words(rows),
        "head": head,
        "rows": rows,
    }


def _chart(node, inherited):
    """Bars: dict of rows, each with two cells (name and figure) and the share of the bar in the whole width."""
    rows = []
    for line in node.iter("tr"):
        cells = [_cell(cell, inherited) for cell in line if cell.tag in ("th", "td")]
        rows.append(
            {
                "cells": cells,
                "share": float(line.get("data-share") or 0),
                "group": False,
            }
        )
    return {"kind": "chart", "rows": rows}


def _cell(node, inherited):
    classes, styles = _classes(node), _styles(node)
    label = node.tag == "th"
    height = max(
        [HEIGHTS[name] for name in classes if name in HEIGHTS]
        + [_points(styles.get("height")) or 0]
    )
    inherited = dict(inherited)
    if label:
        inherited.setdefault("align", "center")
    style = _style(node, inherited)
    blocks = _blocks(node, inherited)
    top = "o_duban_tall" in classes or "o_duban_taller" in classes
    return {
        "label": label,
        "section": "o_duban_section" in classes,
        "colspan": int(node.get("colspan") or 1),
        "rowspan": int(node.get("rowspan") or 1),
        "align": style.get("align", "left"),
        "top": styles.get("vertical-align", "top" if top else "") == "top",
        "height": height,
        "length": sum(
            len(run.get("t", "")) + 20 * ("br" in run)
            for block in blocks
            for run in block.get("runs", ())
        ),
        "blocks": blocks,
    }


def _widths(node, rows):
    """Relative widths of the columns, from ``col`` or the cells of the first row; those without one share the rest."""
    columns = node.findall("./colgroup/col")
    if columns:
        given = [_percent(column) for column in columns]
    else:
        first = next(iter(node.iter("tr")), ())
        given = [
            _percent(cell)
            for cell in first
            if cell.tag in ("th", "td")
            for _column in range(int(cell.get("colspan") or 1))
        ]
    count = max(
        [len(given)] + [sum(cell["colspan"] for cell in row["cells"]) for row in rows]
    )
    given += [None] * (count - len(given))
    rest = given.count(None)
    share = max(100.0 - sum(width or 0 for width in given), 4.0 * rest)
    return [width if width is not None else share / rest for width in given]


#: letters in a cell of a list from which on the columns are fitted to what stands in them
CROWDED = 60
#: of its own width a column keeps at least this part, however little stands in it
KEPT = 0.45


def _fitted(widths, rows, head):
    """Widths of the columns of a list: what is crowded takes room from what is all but empty.

    As the rules give them where no cell is crowded; else half of each width goes where the letters are (by the square
    root of the longest cell of the column, which evens out the heights without starving the short ones).
    """
    longest = [0] * len(widths)
    for row in rows[head:]:
        column = 0
        for cell in row["cells"]:
            if cell["colspan"] == 1 and column < len(longest):
                longest[column] = max(longest[column], cell["length"])
            column += cell["colspan"]
    if max(longest, default=0) < CROWDED:
        return widths
    total, weight = sum(widths), sum(length**0.5 for length in longest)
    return [
        width * KEPT + (1 - KEPT) * total * length**0.5 / weight
        for width, length in zip(widths, longest, strict=True)
    ]


def _share(rows, widths):
    """Say of each cell which part of the table's width it has."""
    total = sum(widths) or 1
    taken = {}  # column → rows that a cell above still covers
    for row in rows:
        column = 0
        for cell in row["cells"]:
            while taken.get(column):
                taken[column] -= 1
                column += 1
            span = range(column, min(column + cell["colspan"], len(widths)))
            cell["share"] = sum(widths[at] for at in span) / total or 1
            taken.update(dict.fromkeys(span, cell["rowspan"] - 1))
            column += cell["colspan"]
        for at in range(column, len(widths)):
            taken[at] = max(taken.get(at, 0) - 1, 0)


def _words(rows):
    """Letters of the longest word in each column that no line may break, such as a number."""
    longest = {}
    for row in rows:
        if any(cell["colspan"] > 1 or cell["rowspan"] > 1 for cell in row["cells"]):
            continue
        for column, cell in enumerate(row["cells"]):
            for block in cell["blocks"]:
                for run in block.get("runs", ()):
                    for word in re.findall(WHOLE, run.get("t", "")):
                        length = sum(1 if char < "\u2000" else 2 for char in word)
                        longest[column] = max(longest.get(column, 0), length)
    return [longest.get(column, 0) for column in range(max(longest, default=-1) + 1)]


def _percent(node):
    found = re.fullmatch(r"([\d.]+)%", _styles(node).get("width", ""))
    return float(found[1]) if found else None
