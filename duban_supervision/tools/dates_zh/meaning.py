"""What one form means, with the years it leaves out."""

import calendar as months
from dataclasses import dataclass, replace
from datetime import date

from .reading import Cycle


@dataclass(frozen=True)
class Meaning:
    """``due`` or ``ask`` (see ``Reading``), ``first`` the first day of a period, ``year`` the year it fixes."""

    due: date | None = None
    ask: str = ""
    options: tuple = ()
    cycle: Cycle | None = None
    first: date | None = None
    year: int | None = None
    year_named: bool = False
    is_limit: bool = False
    also: tuple = ()

    @property
    def is_point(self):
        return bool(self.due or self.ask)

    def next_year(self):
        """The same a year later."""
        return replace(self, due=later(self.due), first=later(self.first))


def later(day):
    if day is None:
        return None
    last = months.monthrange(day.year + 1, day.month)[1]
    is_end = day.day == months.monthrange(day.year, day.month)[1]
    return day.replace(year=day.year + 1, day=last if is_end else min(day.day, last))


def later_month(day):
    """The same day of the next month, or the last one of it."""
    last = month_end(day.year + day.month // 12, day.month % 12 + 1)
    return last.replace(day=min(day.day, last.day))


def month_end(year, month):
    return date(year, month, months.monthrange(year, month)[1])
