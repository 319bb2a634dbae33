"""pytest plugin: which test proves which rows, and whether it passed."""

import json
import os
from pathlib import Path

from . import ATTRIBUTE, clauses_of

PROPERTY = "duban_clauses"


def pytest_collection_modifyitems(items):
    """Let each test carry its rows; pytest-xdist brings them to the one
    process that writes the results."""
    for item in items:
        cls = getattr(item, "cls", None)
        name = getattr(item, "originalname", None) or item.name
        rows = clauses_of(cls, name) if cls else None
        if rows is None:
            rows = list(getattr(getattr(item, "obj", None), ATTRIBUTE, ()))
        item.user_properties.append((PROPERTY, rows))


class Recorder:
    """Collects the outcome of every test."""

    # The worst of what is reported of a test is its outcome.
    RANK = {"passed": 0, "skipped": 1, "failed": 2}

    def __init__(self, path):
        self.path = path
        self.tests = {}

    def pytest_runtest_logreport(self, report):
        """Called for set-up, call, subtests and tear-down of each test."""
        outcome = report.outcome
        if outcome == "passed" and report.when != "call":
            return
        if hasattr(report, "wasxfail"):
            # Expected to fail, or passed against expectation: no proof.
            outcome = "skipped"
        rows = dict(report.user_properties).get(PROPERTY, [])
        test = self.tests.setdefault(
            report.nodeid, {"outcome": outcome, "clauses": rows}
        )
        if self.RANK[outcome] > self.RANK[test["outcome"]]:
            test["outcome"] = outcome
        if rows:
            test["clauses"] = rows

    def pytest_sessionfinish(self, session, exitstatus):
        """Write the results; a run in which nothing was tested has failed."""
        if self.path and exitstatus in (0, 1):
            self.path.write_text(
                json.dumps(
                    {"tests": dict(sorted(self.tests.items()))},
                    indent=1,
                    ensure_ascii=False,
                )
            )
        ran = [test for test in self.tests.values() if test["outcome"] != "skipped"]
        if not ran and exitstatus == 0 and not session.config.option.collectonly:
            session.exitstatus = 5


def pytest_configure(config):
    """Record in the process that sees all reports only."""
    if not hasattr(config, "workerinput"):
        path = os.environ.get("DUBAN_RESULTS")
        config.pluginmanager.register(Recorder(Path(path) if path else None))
