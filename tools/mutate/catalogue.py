"""The list of wrong edits: read, checked and applied by what the code says, not by where it stands.

One text file per room in `list/`. An entry is

    # D03 | calendar_year.py | XISU-8.4a CORE-17 | reloading the official year deletes the school's own days off
    - own = calendar.day_ids.filtered(lambda day: not day.is_official)
    + own = calendar.day_ids.browse()

Head: id, file (a name or the end of a path, `*` allowed), rows of the contract, what goes wrong. Lines with `-` are
the old text, whatever its indentation and line breaks; lines with `+` stand in its place. The old text must be found
exactly once in the files of that name in the addons, so that an entry survives moves and finds out when its code is
gone. A line with `=` says why the edit is harmless: nobody can behave otherwise for it, so no test can notice it.
"""

import ast
import fnmatch
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from .. import addons, common
from ..common import DubanError

LIST = Path(__file__).with_name("list")
#: what of an addon can be mutated
SUFFIXES = {".py", ".xml", ".yaml", ".js", ".csv"}
#: files that are read when the addons are loaded; all else is installed into the database
LIVE = {".py", ".js"}


@dataclass(eq=False)
class Mutation:
    """One wrong edit."""

    id: str
    room: str
    file: str
    rows: tuple
    what: str
    old: list = field(default_factory=list)
    new: list = field(default_factory=list)
    #: why no test can notice it, if so
    harmless: str = ""

    @property
    def digest(self):
        """Changes when the edit does."""
        return common.digest(self.file, "\n".join(self.old), "\0", "\n".join(self.new))

    @property
    def is_live(self):
        """Whether the change is in force as soon as the code is loaded."""
        return Path(self.file).suffix in LIVE

    def split(self):
        """(lines before, old lines, new lines, lines after): what both texts have in common is left alone."""
        old, new = self.old, [line.strip() for line in self.new]
        head = 0
        while head < min(len(old), len(new)) and old[head] == new[head]:
            head += 1
        tail = 0
        while (
            tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]
        ):
            tail += 1
        end = len(old) - tail
        return old[:head], old[head:end], self.new[head : len(new) - tail], old[end:]

    def pattern(self):
        """The old text as a regular expression that does not care for blanks and line breaks; its second group goes."""
        before, old, _new, after = self.split()
        groups = (f"({loosely(lines)})" for lines in (before, old, after))
        return re.compile(r"\s*".join(groups))

    def places(self, root=common.ROOT):
        """[(path, start, end)] of the old text in the addons below `root`."""
        pattern = self.pattern()
        return [
            (path, match.start(2), match.end(2))
            for path in candidates(self.file, root)
            for match in pattern.finditer(text_of(path))
        ]

    def place(self, root=common.ROOT):
        """The one place of the old text.

        :raise DubanError: there is none, or more than one
        """
        places = self.places(root)
        if len(places) != 1:
            names = ", ".join(sorted({str(p.relative_to(root)) for p, *_ in places}))
            raise DubanError(
                f"{self.room}: {self.id} ({self.file}) applies {len(places)} times"
                f"{': ' + names if names else ''}; mend tools/mutate/list/{self.room}.txt"
            )
        return places[0]

    def edited(self, root=common.ROOT):
        """(path, its text, its text with the edit)"""
        path, start, end = self.place(root)
        before = path.read_text(encoding="utf-8")
        line = before[before.rfind("\n", 0, start) + 1 : start]
        blank = line[: len(line) - len(line.lstrip())]
        new = f"\n{blank}".join(self.split()[2])
        if start == end:
            # nothing is replaced: the new lines come before what follows
            new += f"\n{blank}"
        return path, before, before[:start] + new + before[end:]

    def apply(self, root):
        """Make the edit in the tree at `root`; the path, and its text as it was."""
        path, before, after = self.edited(root)
        path.write_text(after, encoding="utf-8")
        text_of.cache_clear()
        return path, before

    def problem(self, root=common.ROOT):
        """Why the edit cannot be made, or nothing: it applies exactly once, and what it makes is Python."""
        try:
            path, _before, after = self.edited(root)
            if path.suffix == ".py":
                ast.parse(after)
        except DubanError as error:
            return str(error)
        except SyntaxError as error:
            return f"{self.room}: {self.id} ({self.file}) makes no Python: {error}"
        return ""


def loosely(lines):
    """A regular expression for these lines, whatever the blanks between their words and signs."""
    words = re.findall(r"\w+|[^\w\s]", " ".join(lines))
    return r"\s*".join(map(re.escape, words))


@cache
def text_of(path):
    return path.read_text(encoding="utf-8")


def candidates(name, root):
    """Files of the addons with this name, or whose path ends so."""
    for path, relative in listing(root):
        if fnmatch.fnmatchcase(relative, f"*/{name}") or fnmatch.fnmatchcase(
            relative, name
        ):
            yield path


@cache
def listing(root):
    """[(path, path below `root`)] of what can be mutated; asked a thousand times by one check."""
    return [
        (path, str(path.relative_to(root)))
        for addon in addons.find_addons(root)
        for path in sorted((root / addon).rglob("*"))
        if path.suffix in SUFFIXES
    ]


def read(folder=LIST):
    """All mutations, in order.

    :raise DubanError: an entry that cannot be read, or an id twice
    """
    found = {}
    for path in sorted(folder.glob("*.txt")):
        for entry in read_room(path):
            if entry.id in found:
                raise DubanError(f"{path.name}: {entry.id} is there twice")
            if not entry.old or entry.old == entry.new:
                raise DubanError(f"{path.name}: {entry.id} changes nothing")
            found[entry.id] = entry
    return list(found.values())


def read_room(path):
    """The entries of one file."""
    entry = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("# "):
            parts = [part.strip() for part in line[2:].split("|", 3)]
            if len(parts) != 4:
                raise DubanError(
                    f"{path.name}:{number}: a head is id | file | rows | what"
                )
            if entry:
                yield entry
            name, file, rows, what = parts
            entry = Mutation(name, path.stem, file, tuple(rows.split()), what)
        elif line.startswith(("- ", "+ ")) and entry:
            lines = entry.old if line[0] == "-" else entry.new
            lines.append(line[2:].strip() if line[0] == "-" else line[2:])
        elif line.startswith("= ") and entry:
            entry.harmless = f"{entry.harmless} {line[2:].strip()}".strip()
        elif line == "+" and entry:
            entry.new.append("")
        elif line.strip():
            raise DubanError(f"{path.name}:{number}: neither a head nor - nor + nor =")
    if entry:
        yield entry


def check(mutations=None, root=common.ROOT):
    """What is wrong with the list: sentences, none when every edit can be made."""
    found = (
        each.problem(root) for each in (read() if mutations is None else mutations)
    )
    return [problem for problem in found if problem]
