"""Limits in English words, as offices for foreign students write them: Nov. 2026, by 30 April."""

import re
from datetime import date

from .meaning import month_end
from .reading import Reading

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")  # fmt: skip
MONTH = r"(?P<m>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:[a-z]{1,6})?\.?"
NAMED = re.compile(rf"(?<![a-z]){MONTH}(?![a-z])", re.I)
WHOLE = re.compile(
    r"(?P<edge>by|before|until|till|due|no later than|(?:by )?(?:the )?end of)?\s*"
    rf"(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s|[-.,])*(?:of )?)?{MONTH}(?P<sep>(?:\s|[-,])*)"
    r"(?:(?P<d2>\d{1,2})(?:st|nd|rd|th)?(?!\d)(?:\s|[-,])*)?(?P<y>\d{4})?",
    re.I,
)


def is_english(text):
    """Whether a text names a month in English."""
    return bool(NAMED.search(text))


def read(text, today, year=None):
    """Like ``reader.read``; what is no plain day or month is asked."""
    found = WHOLE.fullmatch(text.strip())
    if not found:
        return Reading(ask="unclear", text=text)
    month = MONTHS.index(found["m"].lower()) + 1
    day = found["d"] or found["d2"]
    own = int(found["y"]) if found["y"] else year or today.year
    try:
        due = date(own, month, int(day)) if day else month_end(own, month)
    except ValueError:
        return Reading(ask="day", text=text)
    if found["d2"] and "-" in found["sep"] and not found["y"]:
        # Dec-26: the day, or the year
        options = (due, month_end(2000 + int(day), month))
        return Reading(ask="which", options=tuple(sorted(set(options))), text=text)
    if not found["y"] and not year and due < today:
        due = month_end(own + 1, month) if not day else due.replace(year=own + 1)
    return Reading(due=due, is_limit=True, text=text, span=(0, len(text)))
