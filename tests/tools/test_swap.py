"""Exchanging what functions do in a running process: exactly what stands in functions, and all of it."""

import pytest

from tools.mutate import swap

CODE = """
from functools import wraps
LIMIT = 3
def loud(function):
    @wraps(function)
    def call(self, *args):
        return function(self, *args) + 1
    return call
class A:
    what = 1
    rule = {"ok": lambda day: day > 3}
    def plain(self, day):
        return [each for each in (1, 2, 3) if each > day]
    @loud
    def wrapped(self, day):
        return day
"""
PATH = "/somewhere/a.py"


def loaded():
    space = {}
    exec(compile(CODE, PATH, "exec"), space)  # pylint: disable=exec-used
    return space["A"]


@pytest.mark.parametrize(
    ("old", "new", "call", "before", "after"),
    [
        ("each > day", "each >= day", lambda a: a().plain(2), [3], [2, 3]),
        ("lambda day: day > 3", "lambda day: day > 4", lambda a: a.rule["ok"](4), True, False),
        ("        return day\n", "        return day * 2\n", lambda a: a().wrapped(2), 3, 5),
        ("+ 1", "- 1", lambda a: a().wrapped(2), 3, 1),
    ],
)  # fmt: skip
def test_what_stands_in_functions(old, new, call, before, after):
    cls = loaded()
    assert CODE.count(old) == 1
    assert call(cls) == before
    differing = swap.differences(PATH, CODE, "\n\n" + CODE.replace(old, new))
    assert len(differing) == 1
    assert swap.swap(differing)
    assert call(cls) == after


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("LIMIT = 3", "LIMIT = 4"),
        ("what = 1", "what = 2"),
        ("    @loud\n", ""),
        ("def plain", "def other"),
    ],
)
def test_what_does_not(old, new):
    assert swap.differences(PATH, CODE, CODE.replace(old, new)) is None


def test_lines_and_comments_are_no_difference():
    assert swap.differences(PATH, CODE, "# words\n\n" + CODE) == []
