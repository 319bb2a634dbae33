"""Ledgers as offices write them, read without any dependency on Odoo: book → tables → entries, and units by name."""

from .book import read_book
from .cells import ParseError, Uncalculated, as_written, folded, percentage
from .evidence import is_time
from .finder import UnitFinder, initials, plain, shortens
from .headers import FIELDS, HeadFinder, says_something_else
from .table import is_mark, read_tables
from .units import is_numbered, is_person, mentions

__all__ = [
    "FIELDS",
    "HeadFinder",
    "ParseError",
    "Uncalculated",
    "UnitFinder",
    "as_written",
    "folded",
    "initials",
    "is_mark",
    "is_numbered",
    "is_person",
    "is_time",
    "mentions",
    "percentage",
    "plain",
    "read_book",
    "read_tables",
    "says_something_else",
    "shortens",
]
