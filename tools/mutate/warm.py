"""A pytest plugin (`-p tools.mutate.warm`): loads Odoo and collects all tests once, then judges wrong edits, each in
a fork of its own, so that none pays for the start.

Orders and answers are lines of JSON on two pipes (`DUBAN_WARM`): an order is `{path, before, after, stages, patience}`,
`stages` a list of lists of test nodes or files; the answer `{status, by}`, `status` an exit status of pytest, or None
where a fork cannot make the edit.
"""

import contextlib
import json
import os
import select
import signal
import threading
import traceback
from collections import Counter

import pytest

from . import swap

PASSED, FAILED, NOTHING = 0, 1, 5


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session):
    """Instead of running what was collected: wait for orders."""
    load(session.config.getoption("--odoo-database"))
    reading, writing = map(int, os.environ["DUBAN_WARM"].split())
    with open(reading) as orders, open(writing, "w") as answers:
        print(json.dumps({"ready": len(session.items)}), file=answers, flush=True)
        seconds = {}
        for line in orders:
            answer = judge(session, json.loads(line), seconds)
            seconds.update(answer.pop("seconds", {}))
            print(json.dumps(answer), file=answers, flush=True)
    return True


def load(name):
    """Odoo with its registry, and no connection that a fork could share."""
    from odoo import sql_db
    from odoo.modules.registry import Registry

    threading.current_thread().testing = True
    Registry(name)
    sql_db.close_all()


def judge(session, order, seconds):
    """Fork, and wait for what the child says.

    :param seconds: what each class took in earlier forks
    """
    differing = swap.differences(order["path"], order["before"], order["after"])
    if differing is None:
        return {"status": None, "by": ""}
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        answer = {"status": 3, "by": ""}
        try:
            answer = run(session, order["stages"], differing, seconds)
        except BaseException:
            answer["by"] = traceback.format_exc()[-500:]
        with open(writing, "w") as pipe:
            json.dump(answer, pipe)
        os._exit(0)
    os.close(writing)
    with open(reading) as pipe:
        ready, *_none = select.select([pipe], [], [], order["patience"])
        text = pipe.read() if ready else ""
    if not ready:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    if not ready:
        return {"status": FAILED, "by": "ran out of time"}
    return json.loads(text) if text else {"status": 3, "by": "the fork died"}


class Reports:
    """The first test that failed, and what each class took."""

    def __init__(self):
        self.failed = None
        self.seconds = Counter()

    def pytest_runtest_logreport(self, report):
        self.seconds[report.nodeid.rpartition("::")[0]] += report.duration
        if report.failed and not self.failed:
            self.failed = report.nodeid


def run(session, stages, differing, seconds):
    """In the child: make the edit and run stage by stage until a test fails, in a stage the quickest classes first."""
    if not swap.swap(differing):
        return {"status": None, "by": ""}
    reports = Reports()
    session.config.pluginmanager.register(reports)
    seen = set()
    for stage in stages:
        items = [i for i in chosen(session.items, stage) if i.nodeid not in seen]
        items.sort(key=lambda item: seconds.get(item.parent.nodeid, 0))
        seen |= {item.nodeid for item in items}
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if reports.failed:
                return {
                    "status": FAILED,
                    "by": reports.failed,
                    "seconds": reports.seconds,
                }
    status = PASSED if seen else NOTHING
    return {"status": status, "by": "", "seconds": reports.seconds}


def chosen(items, nodes):
    """The collected tests below these nodes, in their order."""
    heads = tuple(f"{node}{end}" for node in nodes for end in ("::", "[", "/"))
    exact = set(nodes)
    return [
        item for item in items if item.nodeid in exact or item.nodeid.startswith(heads)
    ]
