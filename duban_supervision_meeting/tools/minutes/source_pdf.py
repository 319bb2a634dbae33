"""Lines and ruled tables of a text PDF in reading order."""

import io
import logging
import statistics
import time

import pdfplumber

from .source import MAX_CHARACTERS, MAX_PAGES, Refused

#: seconds after which reading stops between two pages
PATIENCE = 5


def blocks(data):
    """Blocks of the PDF in ``data``.

    :raise Refused: encrypted, damaged, long, scanned
    """
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    began = time.monotonic()
    found, size, pictures = [], 0, False
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            if len(document.pages) > MAX_PAGES:
                raise Refused("long")
            for index, page in enumerate(document.pages):
                if time.monotonic() - began > PATIENCE:
                    raise Refused("long")
                size += len(page.chars)
                if size > MAX_CHARACTERS:
                    raise Refused("long")
                pictures = pictures or bool(page.images)
                found += _page(page, index)
                page.close()
    except (Refused, MemoryError):
        raise
    except Exception as error:  # pdfminer raises whatever a broken file leads to
        locked = any("Password" in type(e).__name__ for e in (error, *error.args))
        raise Refused("encrypted" if locked else "damaged") from None
    if size < 20:
        raise Refused("scanned" if pictures or size == 0 else "empty")
    return found


def _page(page, index):
    """Lines and tables of one page from top to bottom."""
    tables = []
    if len(page.edges) > 5:
        for table in page.find_tables():
            rows = [
                [(cell or "").replace("\n", "") for cell in row]
                for row in table.extract()
            ]
            if len(rows) > 1 and max(len(row) for row in rows) > 1:
                tables.append((table.bbox, rows))
    text = page
    for box, _rows in tables:
        text = text.outside_bbox(_inside(box, page.bbox))
    lines = text.extract_text_lines(return_chars=False, x_tolerance=2)
    if not lines and not tables:
        return []
    found = [(box[1], {"rows": rows, "page": index}) for box, rows in tables]
    heights = [line["bottom"] - line["top"] for line in lines]
    width = statistics.median(heights) if heights else 12
    left = min((line["x0"] for line in lines), default=0)
    right = max((line["x1"] for line in lines), default=0)
    for line in lines:
        found.append(
            (
                line["top"],
                {
                    "text": line["text"],
                    # in characters, as a typist counts them
                    "indent": round((line["x0"] - left) / width, 1),
                    "full": right - line["x1"] < 2.6 * width,
                    "wrapped": True,
                    "page": index,
                    "edge": line["top"] < page.height * 0.1
                    or line["bottom"] > page.height * 0.9,
                },
            )
        )
    return [block for _top, block in sorted(found, key=lambda each: each[0])]


def _inside(box, page):
    return (
        max(box[0], page[0]),
        max(box[1], page[1]),
        min(box[2], page[2]),
        min(box[3], page[3]),
    )
