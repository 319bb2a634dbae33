"""pytest plugin: what a run spends its time on, class by class, set-up included (set-up is what costs, and pytest's own
`--durations` hides it among the tests), and that what takes long begins first."""

import json
import os
from collections import Counter
from pathlib import Path

import pytest

#: the file that the seconds are written to, if somebody asked for it
VARIABLE = "DUBAN_TIMES"
SHOWN = 20
#: beginnings of the names of classes whose few tests take long: begun last, they would keep one process busy while the
#: other has nothing left to do
LONG = (
    *(
        "TestWalk",
        "TestWhole",
        "TestLives",
        "TestPatrolYear",
        "TestAccess",
        "TestHostile",
    ),
    *(
        "TestButtons",
        "TestInjection",
        "TestPeopleList",
        "TestProofSpeed",
        "TestQueryCounts",
    ),
)


class Times:
    """Adds up the seconds of each class, in the process that sees all reports."""

    def __init__(self, path):
        self.path = path
        self.seconds = {"setup": Counter(), "call": Counter(), "teardown": Counter()}

    def pytest_runtest_logreport(self, report):
        """Called for set-up, call and tear-down of each test; those of its subtests are in its own."""
        if not hasattr(report, "context"):
            scope = report.nodeid.rsplit("::", 1)[0]
            self.seconds[report.when][scope] += report.duration

    def pytest_terminal_summary(self, terminalreporter):
        """The classes that cost most, and all of them for whoever looks for more."""
        total = sum(self.seconds.values(), Counter())
        rows = [
            [scope, *(round(self.seconds[when][scope], 2) for when in self.seconds)]
            for scope, _seconds in total.most_common()
        ]
        self.path.write_text(json.dumps(rows, indent=0))
        terminalreporter.section("seconds: set-up, tests, tear-down")
        for scope, *seconds in rows[:SHOWN]:
            told = "".join(f"{each:7.1f}" for each in seconds)
            terminalreporter.write_line(f"{told}  {scope}")
        terminalreporter.write_line(f"{sum(total.values()):7.1f}  all of it")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """In a run of several processes the long classes first, then those with many tests; each stays together."""
    if hasattr(config, "workerinput"):
        count = Counter(map(scope_of, items))
        items.sort(key=lambda item: (not is_long(item), -count[scope_of(item)]))


def scope_of(item):
    """What one process does by itself."""
    return item.nodeid.rsplit("::", 1)[0]


def is_long(item):
    """Whether its class is one of `LONG`."""
    cls = getattr(item, "cls", None)
    return cls is not None and cls.__name__.startswith(LONG)


def pytest_configure(config):
    """Only where it is asked for."""
    path = os.environ.get(VARIABLE)
    if path and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Times(Path(path)))
