"""Time limits as offices write them, read or asked but never guessed; without any dependency on Odoo.

``read(text, today, year=None, calendar=None)`` reads a cell or a box, ``find(...)`` the times in running text,
``read_cell(value, today, ..., number_format)`` a cell of a sheet. All give a ``Reading``: see there.
"""

from .cells import read_cell
from .reader import find, read
from .reading import Cycle, Milestone, Reading
from .school import SchoolCalendar, Semester

__all__ = [
    "Cycle",
    "Milestone",
    "Reading",
    "SchoolCalendar",
    "Semester",
    "find",
    "read",
    "read_cell",
]
