"""Lists cut into pages before they are printed.

wkhtmltopdf built without patched Qt neither repeats the head of a table nor keeps a row together, so both is done
here: every row is a table of its own that is never split, and a new page starts, with the head again, before the
estimate says the present one is full. A wrong estimate costs white space or one page without a head, never text.
"""

import unicodedata

#: paper format: (Chinese characters across, lines down) at the type size of ``o_duban_wide``
CAPACITY = {"a3": (150, 76), "a4": (103, 50)}
#: lines that institution, title and subtitle take
TITLE_LINES = 6
#: share of a line that the padding of a row takes
PADDING = 0.45


def text_width(text):
    """Width of one line of text in Chinese characters."""
    return sum(
        1.0 if unicodedata.east_asian_width(char) in "WF" else 0.52 for char in text
    )


def lines_of(text, width):
    """Lines that ``text`` takes in a column of ``width`` characters."""
    width = max(width, 1.0)
    return sum(
        max(1, -(-int(text_width(line) * 100) // int(width * 100)))
        for line in (text or "").split("\n")
    )


def paginate(columns, groups, paper="a3"):
    """Cut a list into pages.

    :param columns: list of dicts with ``label`` and ``width``
    :param groups: list of (heading or "", list of rows of texts)
    :param paper: key of ``CAPACITY``
    :return: list of pages, each a list of ("group", heading, count) and ("row", texts)
    """
    across, down = CAPACITY[paper]
    total = sum(column["width"] for column in columns) or 1
    widths = [across * column["width"] / total - 0.7 for column in columns]

    def height(texts):
        return PADDING + max(map(lines_of, texts, widths), default=1)

    head = height([column["label"] for column in columns])
    pages, page, used = [], [], TITLE_LINES + head
    for heading, rows in groups:
        # a heading never stands alone at the end of a page
        pending = ("group", heading, len(rows)) if heading else None
        for texts in rows:
            need = height(texts) + (1 + PADDING if pending else 0)
            if page and used + need > down:
                pages.append(page)
                page, used = [], head
            if pending:
                page.append(pending)
                pending = None
            page.append(("row", texts))
            used += need
        if pending:
            page.append(pending)
            used += 1 + PADDING
    if page or not pages:
        pages.append(page)
    return pages
