"""A cell of a sheet: what it shows decides, not what is stored."""

import re
from datetime import date, datetime, timedelta

from .meaning import month_end
from .reader import read
from .reading import Reading

#: parts of a number format that are no pattern
QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
DECIMALS = re.compile(r"0\.(0+)")


def read_cell(value, today, year=None, calendar=None, number_format="", exact=True):
    """What a cell says about time.

    :param value: date, datetime, number or text
    :param number_format: how the sheet shows it; 2026-12-01 shown as 2026年12月 is the end of the month
    :param exact: False when a number may have lost zeros at its end (a number without format, CSV): 2026.1 is then
        January or October and is asked
    :return: ``Reading``; the other parameters as in ``read``
    """
    if isinstance(value, bool) or value is None:
        return Reading()
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        due = _shown(value, number_format)
        return Reading(due=due, is_limit=True, text=str(value))
    if isinstance(value, int | float):
        return _number(value, today, year, calendar, number_format)
    text = str(value)
    if not exact and re.fullmatch(r"\s*\d{1,4}\.1\s*", text):
        return _lost_zero(text.strip(), today, year, calendar)
    return read(text, today, year, calendar)


def _shown(day, number_format):
    """The last day of the month or year that a date format without days shows."""
    plain = QUOTED.sub("", number_format or "").lower().split(";")[0]
    if (
        not plain
        or plain == "general"
        or "d" in plain
        or "y" not in plain + number_format
    ):
        return day
    if "m" in plain:
        return month_end(day.year, day.month)
    return date(day.year, 12, 31)


def _number(value, today, year, calendar, number_format):
    decimals = DECIMALS.search(number_format or "")
    if decimals:
        return read(f"{value:.{len(decimals[1])}f}", today, year, calendar)
    if float(value).is_integer():
        value = int(value)
        if 30000 <= value <= 80000:
            due = date(1899, 12, 30) + timedelta(days=value)
            return Reading(due=due, is_limit=True, text=str(value))
        return read(str(value), today, year, calendar)
    text = repr(value)
    if re.fullmatch(r"\d{1,4}\.[123]", text):
        return _lost_zero(text, today, year, calendar)
    if 30000 <= value <= 80000:
        due = date(1899, 12, 30) + timedelta(days=int(value))
        return Reading(due=due, is_limit=True, text=text)
    return read(text, today, year, calendar)


def _lost_zero(text, today, year, calendar):
    """2026.1 may be 2026.10, 12.2 may be 12.20."""
    both = [read(word, today, year, calendar) for word in (text, text + "0")]
    days = tuple(reading.due for reading in both if reading.due)
    if len(days) == 1:
        return both[0] if both[0].due else both[1]
    return Reading(ask="which", options=days, text=text)
