"""The school's own calendar: what 学期, 教学周, 寒假 and 暑假 mean in days."""

from datetime import date, timedelta
from typing import NamedTuple


class Semester(NamedTuple):
    """First and last day of a semester."""

    date_from: date
    date_to: date

    @property
    def season(self):
        return "spring" if self.date_from.month < 7 else "autumn"


class SchoolCalendar:
    """Built from the semesters that an institution entered; what they do not say is not known.

    :param semesters: pairs (first day, last day) in any order
    :param add_workdays: function (day, number) → day, or None when working days are not known
    """

    def __init__(self, semesters=(), add_workdays=None):
        self.semesters = sorted(Semester(*row) for row in semesters)
        self.add_workdays = add_workdays

    def of(self, season, year):
        """The spring or autumn semester that begins in ``year``; None when it was not entered."""
        found = [
            row
            for row in self.semesters
            if row.season == season and row.date_from.year == year
        ]
        return found[0] if len(found) == 1 else None

    def at(self, today):
        """The semester that runs on ``today``; None in the holidays."""
        for row in self.semesters:
            if row.date_from <= today <= row.date_to:
                return row
        return None

    def ends(self, season, today, year=None):
        """Last day of the semester before 寒假 (autumn) or 暑假 (spring): of the year, else the next one."""
        for row in self.semesters:
            if row.season != season or (year and year != row.date_to.year):
                continue
            if year or row.date_to >= today:
                return row.date_to
        return None

    def starts(self, season, today, year=None):
        """Last day before the semester begins (开学前, 寒假期间): of the year, else the next one."""
        for row in self.semesters:
            if season and row.season != season:
                continue
            eve = row.date_from - timedelta(days=1)
            if (year and row.date_from.year == year) or (not year and eve >= today):
                return eve
        return None

    def week(self, semester, count):
        """Sunday of the semester's teaching week ``count``; None when it has no such week."""
        monday = semester.date_from - timedelta(days=semester.date_from.weekday())
        sunday = monday + timedelta(days=7 * count - 1)
        return sunday if count and sunday <= semester.date_to + timedelta(6) else None
