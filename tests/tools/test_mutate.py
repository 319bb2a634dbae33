"""The list of wrong edits: read, found by content, applied without a trace of the text around."""

import pytest

from tools.common import DubanError
from tools.mutate import catalogue, rooms, runner, strict
from tools.mutate.catalogue import Mutation

CODE = """class A:
    def f(self, day):
        if (
            day
            and day > 3
        ):
            return day
        return None
"""


@pytest.fixture
def tree(tmp_path):
    """A clone with one addon of one file."""
    addon = tmp_path / "duban_supervision"
    (addon / "models" / "rules").mkdir(parents=True)
    (addon / "__manifest__.py").write_text("{'name': 'x'}")
    (addon / "models" / "rules" / "a.py").write_text(CODE)
    catalogue.text_of.cache_clear()
    yield tmp_path
    catalogue.text_of.cache_clear()


def mutation(old, new, file="a.py"):
    return Mutation("M1", "room", file, (), "", old, new)


def test_found_whatever_the_line_breaks(tree):
    path, before = mutation(["if (day and day > 3):"], ["if False:"]).apply(tree)
    assert before == CODE
    assert path.read_text() == (
        "class A:\n    def f(self, day):\n        if False:\n"
        "            return day\n        return None\n"
    )


def test_the_lines_around_only_say_where(tree):
    edit = mutation(
        ["return day", "return None"], ["return day", "if day:", "    return 1"]
    )
    path, _before = edit.apply(tree)
    assert path.read_text().endswith(
        "            return day\n        if day:\n            return 1\n"
    )


def test_none_or_two_places_are_refused(tree):
    for old in (["day < 3"], ["return"]):
        with pytest.raises(DubanError):
            mutation(old, ["x"]).apply(tree)
    assert (tree / "duban_supervision/models/rules/a.py").read_text() == CODE


def test_what_makes_no_python_is_a_mistake_of_the_list(tree):
    """A judge would break off at it, or take the broken file for a test that noticed."""
    assert mutation(["if (day", "and day > 3):"], ["if True:"]).problem(tree) == ""
    assert "no Python" in mutation(["and day > 3"], ["if False:"]).problem(tree)
    assert "applies 0 times" in mutation(["day < 3"], ["x"]).problem(tree)


def test_the_file_may_move(tree):
    models = tree / "duban_supervision" / "models"
    (models / "rules" / "a.py").rename(models / "a.py")
    assert mutation(["day > 3"], ["day >= 3"]).place(tree)[0] == models / "a.py"
    with pytest.raises(DubanError):
        mutation(["day > 3"], ["day >= 3"], "rules/a.py").place(tree)


def test_a_regulation_is_installed_anew(tree):
    """Its text is in the database, not in the code: without an installation no test would see the edit."""
    (tree / "duban_supervision" / "regulation.yaml").write_text(
        "第一条:\n  set:\n    max: 1  # 次数\n"
    )
    edit = mutation(["max: 1"], ["lead: 5", "max: 1"], "regulation.yaml")
    path, _before = edit.apply(tree)
    after = "第一条:\n  set:\n    lead: 5\n    max: 1  # 次数\n"
    assert path.read_text() == after
    assert not edit.is_live
    assert mutation(["x"], ["y"]).is_live


def test_the_list_itself():
    mutations = catalogue.read()
    assert len(mutations) >= 300
    assert {m.room for m in mutations} <= set(rooms.ROOMS)
    assert catalogue.check(mutations) == []
    for room in rooms.ROOMS:
        assert rooms.files_of(room), room


def test_a_row_knows_its_tests():
    assert any(
        node.endswith("::test_the_meeting_decides_independently_of_the_extension")
        for node in rooms.proofs()["WUT-24.1"]
    )


def test_rows_that_a_test_counts_through():
    """`@clause(*(f"XISU-A2.{n}" …))` names nine rows, and none called `XISU-A2.`."""
    proofs = rooms.proofs()
    for row in ("XISU-A2.1", "XISU-A2.9", "ABAF-A1.17", "ABAF-A3.0"):
        assert row in proofs, row
    assert "XISU-A2." not in proofs


def test_a_row_counts_only_by_its_own_test(tmp_path):
    """Somebody else's test may notice an edit; the row it concerns is shown by its own alone."""
    edit = catalogue.Mutation("M1", "calendar", "a.py", ("WUT-24.1",), "", ["x"], ["y"])
    store = runner.Store(tmp_path / "mutate.json")
    store.add(runner.verdict(edit, True, "tests/other.py::TestOther::test_it", 1))
    assert strict.shown_rows(store, [edit]) == {}
    store.show(edit, "WUT-24.1", "")
    assert strict.shown_rows(store, [edit]) == {"WUT-24.1": False}
    own = rooms.proofs()["WUT-24.1"][0]
    store.show(edit, "WUT-24.1", own)
    assert strict.shown_rows(store, [edit]) == {"WUT-24.1": True}
    assert runner.Store(tmp_path / "mutate.json").of(edit)["by"].endswith("::test_it")


def test_the_first_to_notice_may_be_of_the_row(tmp_path):
    edit = catalogue.Mutation("M1", "calendar", "a.py", ("WUT-24.1",), "", ["x"], ["y"])
    store = runner.Store(tmp_path / "mutate.json")
    own = rooms.proofs()["WUT-24.1"][0]
    store.add(runner.verdict(edit, True, own, 1))
    assert strict.shown_rows(store, [edit]) == {"WUT-24.1": True}
