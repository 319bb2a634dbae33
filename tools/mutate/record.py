"""A pytest plugin (`-p tools.mutate.record`): runs the tests as the code is and says which blocks each runs.

Lines of JSON go to the file that `DUBAN_REACH` names: `["block", number, path, line]` when one is heard for the first
time, after each test `["test", node, seconds, passed, [number, …]]`. What is set up for a whole class belongs to no
test: it is not run again with an edit.
"""

import json
import os
import time

import pytest

from . import marks

#: {block: its number}
NUMBERS = {}

marks.listen()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item):
    """What the test itself runs, its own set-up included."""
    marks.ran.clear()
    started = time.monotonic()
    outcome = yield
    seconds = round(time.monotonic() - started, 2)
    with open(os.environ["DUBAN_REACH"], "a", encoding="utf-8") as out:
        blocks = [number_of(block, out) for block in marks.ran]
        passed = outcome.excinfo is None
        print(json.dumps(["test", item.nodeid, seconds, passed, blocks]), file=out)


def number_of(block, out):
    """The number of a block, said once."""
    if block not in NUMBERS:
        NUMBERS[block] = len(NUMBERS)
        print(json.dumps(["block", NUMBERS[block], *block]), file=out)
    return NUMBERS[block]
