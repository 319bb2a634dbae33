"""Whom the name of a unit means."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from pypinyin import Style, lazy_pinyin
from rapidfuzz import fuzz, process

from .cells import folded
from .units import CLASS, GROUP, hides_somebody

#: 学生工作部（处）: the bracket is part of what the unit is called
OF_NAME = re.compile(r"\((?:[一-龥]|办公室|中心|学院)\)$")


@dataclass(frozen=True)
class Found:
    """``keys`` of the units (several for a group).

    ``how``: exact, saved, short, pinyin; without keys ``several`` (units of that very name) or empty, with suggestions
    """

    keys: tuple = ()
    how: str = ""
    suggestions: tuple = ()


def plain(name):
    """A name without brackets and joining marks."""
    return re.sub(r"\([^()]{0,40}\)|[.·,\-—/]", "", folded(name))


@lru_cache(maxsize=4096)
def initials(name):
    """Initials of the pinyin: 教务处 → jwc."""
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()


class UnitFinder:
    """Finds units by name, other names, short form or pinyin initials; never chooses between several.

    :param names: pairs (key, name)
    :param saved: {folded text: tuple of keys} that people have confirmed, groups too
    """

    def __init__(self, names, saved=None):
        self.exact, self.by_plain = {}, {}
        for key, name in names:
            self.exact.setdefault(folded(name), set()).add(key)
            self.by_plain.setdefault(plain(name), set()).add(key)
        self.saved = saved or {}
        self.initials = {}
        for name, keys in self.by_plain.items():
            self.initials.setdefault(initials(name), set()).update(keys)
        # of the names of a unit the shortest: 教务处, not 某大学教务处
        longest_first = sorted(self.by_plain, key=len, reverse=True)
        self.choices = {
            key: name for name in longest_first for key in self.by_plain[name]
        }
        self.names = [name for name in longest_first if len(name) > 2]
        self.remembered = {}

    def is_known(self, name):
        """Whether a unit is called so; not where a bracket names others beside it."""
        name = folded(name)
        if name in self.exact or name in self.saved:
            return True
        is_one = len(self.by_plain.get(plain(name), ())) == 1
        return is_one and not hides_somebody(name, self.is_known)

    def named(self, text):
        """Keys of the units whose names stand in a running text; a name inside a longer one is none."""
        text, keys = folded(text), set()
        for name in self.names:
            if name in text:
                keys |= self.by_plain[name]
                text = text.replace(name, "|")
        return keys

    def find(self, name):
        text = folded(name)
        if text not in self.remembered:
            self.remembered[text] = self._find(text)
        return self.remembered[text]

    def _find(self, text):
        if text in self.exact:
            return self._one_of(self.exact[text], "exact")
        if text in self.saved:
            return Found(tuple(self.saved[text]), "saved")
        bare = plain(text)
        cut = re.sub(r"\([^()]*\)$", "", text)
        keys = self.exact.get(cut) or self.by_plain.get(bare, set())
        if keys and hides_somebody(text, self.is_known):
            return Found(suggestions=tuple((key, 0.9) for key in sorted(keys)))
        if cut in self.exact or len(keys) == 1:
            # what a bracket says beside the name is shown to be left out
            is_shorter = "(" in text and not OF_NAME.search(text)
            return self._one_of(keys, "short" if is_shorter else "exact")
        if re.fullmatch(r"[a-z]{2,8}", text.lower()):
            keys = self.initials.get(text.lower(), set())
            if len(keys) == 1:
                return Found(tuple(keys), "pinyin")
            return Found(suggestions=tuple((key, 0.9) for key in sorted(keys)))
        if GROUP.search(text):
            return Found()
        keys = {
            key
            for known, all_keys in self.by_plain.items()
            if shortens(bare, known)
            for key in all_keys
        }
        if len(keys) == 1:
            return Found(tuple(keys), "short")
        return Found(suggestions=self._near(bare, keys))

    @staticmethod
    def _one_of(keys, how):
        """The unit of that name; of several none, they are asked about."""
        if len(keys) == 1:
            return Found(tuple(keys), how)
        return Found(
            how="several", suggestions=tuple((key, 1.0) for key in sorted(keys))
        )

    def _near(self, bare, keys):
        if keys:
            return tuple((key, 0.8) for key in sorted(keys)[:5])
        near = process.extract(
            bare, self.choices, scorer=fuzz.ratio, limit=3, score_cutoff=50
        )
        return tuple((key, round(score / 100, 2)) for _name, score, key in near)


def shortens(short, name):
    """Whether ``short`` is a usual short form of ``name``: 学工部 of 学生工作部, 党办 of 党委办公室."""
    if not 2 <= len(short) < len(name):
        return False
    if name.endswith(short):
        # 宣传部 of 党委宣传部, 团委 of 校团委; 学院 of 商学院 is none
        return len(short) > 2 or name[: -len(short)] in (
            "校",
            "院",
            "党委",
            "学校",
            "共青",
        )
    last = {"办": "办公室", "委": "委员会"}.get(short[-1], short[-1])
    if (
        not name.endswith(last)
        or short[0] != name[0]
        and not name.startswith("党委" + short[0])
    ):
        return False
    rest = iter(name)
    if not all(char in rest for char in short):
        return False
    return bool(CLASS.search(short)) and not Counter(short) - Counter(name)
