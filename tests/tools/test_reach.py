"""Which tests an edit is shown to, and which first."""

import json

import pytest

from tools.mutate import catalogue, reach
from tools.mutate.catalogue import Mutation

CODE = """class A:
    def due(self, day):
        if day > 3:
            return day
        return None

    def tell(self, who):
        return who
"""
TESTS = ("tests/a/test_due.py", "tests/a/test_all.py")


@pytest.fixture
def clone(tmp_path):
    """A clone with an addon of one file and two files of tests."""
    addon = tmp_path / "duban_supervision"
    addon.mkdir()
    (addon / "__manifest__.py").write_text("{'name': 'x'}")
    (addon / "a.py").write_text(CODE)
    (tmp_path / "tests" / "a").mkdir(parents=True)
    for each in TESTS:
        (tmp_path / each).write_text("# nothing\n")
    catalogue.text_of.cache_clear()
    yield tmp_path
    catalogue.text_of.cache_clear()


@pytest.fixture
def known(clone):
    """What a run of those tests in a copy of the clone has written."""
    found = reach.Reach(clone / "reach.json", clone)
    path = "/copy/duban_supervision/a.py"
    lines = [
        ["block", 0, path, 3],
        ["block", 1, path, 4],
        ["block", 2, path, 8],
        ["test", "tests/a/test_all.py::T::test_everything", 9, True, [0, 1, 2]],
        ["test", "tests/a/test_all.py::T::test_failed", 1, False, [0, 1]],
        ["test", "tests/a/test_due.py::T::test_late", 1, True, [0, 1]],
        ["test", "tests/a/test_due.py::T::test_in_time", 1, True, [0]],
    ]
    found.learn(TESTS, map(json.dumps, lines), "/copy")
    found.save()
    return reach.Reach(clone / "reach.json", clone)


def edit(old, new):
    return Mutation("M1", "none", "a.py", (), "", [old], [new])


def test_only_those_that_run_the_block_the_nearest_first(known):
    assert known.tests_of(edit("return day", "return 0")) == [
        "tests/a/test_due.py::T::test_late",
        "tests/a/test_all.py::T::test_everything",
    ]
    assert known.tests_of(edit("return who", "return 0")) == [
        "tests/a/test_all.py::T::test_everything"
    ]
    assert known.tests_of(edit("return None", "return 0"))[0].endswith("test_in_time")


def test_the_block_is_known_again_where_the_file_has_changed(known, clone):
    code = clone / "duban_supervision" / "a.py"
    code.write_text("# one line more\nLIMIT = 3\n\n\n" + CODE)
    catalogue.text_of.cache_clear()
    assert len(known.tests_of(edit("return day", "return 0"))) == 2


def test_what_has_changed_is_run_again(known, clone):
    assert known.unknown(TESTS) == []
    (clone / TESTS[0]).write_text("# something\n")
    assert known.unknown([*TESTS, TESTS[1]]) == [TESTS[0]]


def test_shared_out_by_what_it_costs(known):
    chosen = {
        edit("return day", "return 0"): list(known.tests_of(edit("return day", "0")))
    }
    costs = reach.costs(known, chosen)
    assert costs == {TESTS[0]: 3, TESTS[1]: 11}
    assert reach.shared({"a": 5, "b": 3, "c": 3}, 2) == [["a"], ["b", "c"]]
