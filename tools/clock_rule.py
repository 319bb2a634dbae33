"""A rule of `./duban lint`: there is one clock, the institution's (CORE-26).

What a date means in law never depends on the zone of a user, a context or a server, so the addons ask
``duban_supervision/clock.py`` alone. Words that ask somebody else are refused, also in views and SQL.
"""

import re

from .addons import find_addons
from .common import ROOT

#: the one file that may know zones
CLOCK = "duban_supervision/clock.py"
WORDS = re.compile(
    r"""
      \bcontext_today\b | \bcontext_timestamp\b          # the zone of the context
    | \benv\.tz\b | \buser(_id)?\.tz\b | \bget\(.tz.\) | \btz=  # of a user
    | \bdate\.today\( | \bDate\.today\b                   # of the server
    | \bdatetime\.(now|today|utcnow|fromtimestamp)\( | \bdt\.(now|utcnow)\(
    | \btime\.localtime\b
    | \bCURRENT_DATE\b | \bLOCALTIMESTAMP\b | \bnow\(\)::date\b  # of the database
    | \bimport\ (pytz|zoneinfo)\b | \bfrom\ (pytz|zoneinfo)\b
    """,
    re.VERBOSE,
)
FOLDERS_LEFT_OUT = {"i18n", "demo", "tests"}
SUFFIXES = {".py", ".xml"}


def complaints(text):
    """[(line number, word)] of what ``text`` asks of another clock."""
    return [
        (number, found.group())
        for number, line in enumerate(text.splitlines(), 1)
        for found in WORDS.finditer(line)
    ]


def check(root=ROOT, folders=None):
    """Lines of the addons that ask another clock, as ``file:line: word``."""
    found = []
    for folder in folders or find_addons():
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root)
            if (
                path.suffix in SUFFIXES
                and str(name) != CLOCK
                and not FOLDERS_LEFT_OUT & set(name.parts)
            ):
                found += [
                    f"{name}:{number}: {word}: ask clock.today, clock.local or clock.day_start"
                    for number, word in complaints(path.read_text())
                ]
    return found
