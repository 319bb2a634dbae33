"""Edits drawn by lot: each turns one thing round, the same seed draws the same, and the block that must run for it."""

import ast

import pytest

from tools.mutate import drawn, marks

CODE = '''LIMIT = 3
class A:
    size = 1
    def f(self, days):
        """期限"""
        if days and self.size < LIMIT:
            self.tell("超期", sure=True)
            return [day for day in days if day > 1]
        for day in days:
            raise ValueError(day)
        return days.filtered("late") | self.rest
'''


def made():
    """{what: [new text of the whole file]}"""
    found = {}
    for start, end, old, new, what in drawn.edits(CODE):
        assert CODE[start:end] == old
        found.setdefault(what, []).append(CODE[:start] + new + CODE[end:])
    return found


def test_each_edit_can_be_compiled_and_changes_the_code():
    plain = ast.dump(ast.parse(CODE))
    for what, texts in made().items():
        for text in texts:
            assert ast.dump(ast.parse(text)) != plain, what


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("f: a condition the other way round", "if (not (days and self.size < LIMIT)):"),
        ("f: only the last of the conditions", "if (self.size < LIMIT):"),
        ("f: compared wrongly", "if days and (self.size <= LIMIT):"),
        ("f: a call left out", "None\n            return [day"),
        ("f: the contrary", 'self.tell("超期", sure=False)'),
        ("f: nothing is left out", "if (True or (day > 1))]"),
        ("f: goes on", "for day in days:\n            pass"),
        ("f: without filtered", "return days | self.rest"),
        ("f: & in its place", "return (days.filtered('late') & self.rest)"),
        ("f: nothing comes back", 'return (False and (days.filtered("late") | self.rest))'),
    ],
)  # fmt: skip
def test_what_is_turned_round(what, line):
    assert any(line in text for text in made()[what]), made()[what]


def test_only_what_stands_in_functions():
    assert not any(
        "LIMIT = 4" in t or "size = 2" in t for ts in made().values() for t in ts
    )


def test_the_same_seed_draws_the_same():
    one, other, third = drawn.draw(30, 7), drawn.draw(30, 7), drawn.draw(30, 8)
    assert [edit.id for edit in one] == [edit.id for edit in other]
    assert {edit.id for edit in one} != {edit.id for edit in third}
    for edit in one:
        path, start, end = edit.place()
        assert path.read_text(encoding="utf-8")[start:end] == edit.old[0]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("day > 1", "day > 2", 7),
        ("days and", "days or", 5),
        ('            self.tell("超期", sure=True)\n', "", 7),
        ("        for day in days:\n", "        days = []\n        for day in days:\n", 5),
        ("raise ValueError(day)", "pass", 10),
    ],
)  # fmt: skip
def test_the_block_that_must_run(old, new, line):
    assert line in marks.touched(CODE, CODE.replace(old, new))


def test_outside_of_functions_no_block_must_run():
    assert marks.touched(CODE, CODE.replace("size = 1", "size = 2")) == set()


def test_marks_say_which_blocks_ran():
    space = {marks.NAME: marks.ran.add}
    tree = marks.marked(ast.parse(CODE), "a.py")
    exec(compile(tree, "a.py", "exec"), space)  # pylint: disable=exec-used
    case = space["A"]()
    case.tell, case.rest = lambda *args, **kwargs: None, set()
    marks.ran.clear()
    assert case.f([1, 2]) == [2]
    assert marks.ran == {("a.py", 5), ("a.py", 7)}
    assert space["A"].f.__doc__ == "期限"
