"""A pytest plugin (`-p tools.mutate.together`): many wrong edits in one process, class by class.

The set-up of a class is what a test costs, so it is made once: each test runs as the code is and says which blocks
it runs (`marks.py`), then again with each edit of one of them, the quickest first, until one fails. A test that fails
without the edit as well proves nothing. What is left at the end has been asked of every test here that reaches it.

`DUBAN_TOGETHER` names a file of JSON, `{edits: [{id, path, before, after, tests}], rules, out, seconds, most, noticed,
shown, known}`: `rules` is what `Judge.rules` takes, `noticed` and `shown` see `Judge.learn`, `most` (or null) the tests
of one class that one edit is shown to, `known` a folder with a file for each edit that somebody beside us has noticed.
`out` gets one line of JSON per verdict, `{id, status, by}`.
"""

import contextlib
import functools
import gc
import io
import json
import os
import signal
import time
from collections import defaultdict
from pathlib import Path
from types import CodeType, FunctionType

import pytest
from _pytest.runner import runtestprotocol

from . import marks, swap, warm

marks.listen()

#: a test that takes longer with an edit has noticed it
PATIENCE = 60


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session):
    """Instead of running what was collected: judge."""
    warm.load(session.config.getoption("--odoo-database"))
    order = json.loads(Path(os.environ["DUBAN_TOGETHER"]).read_text(encoding="utf-8"))
    with open(order["out"], "a", encoding="utf-8") as out:
        judge = Judge(session, order, out)
        judge.work()
        judge.rules(order.get("rules", ()))
    return True


class Judge:
    """The edits that nobody has noticed yet."""

    def __init__(self, session, order, out):
        self.session = session
        self.out = out
        self.end = time.monotonic() + order["seconds"]
        self.functions = loaded()
        self.caches = [
            each
            for each in gc.get_objects()
            if isinstance(each, functools._lru_cache_wrapper)
            and "duban_supervision" in (each.__module__ or "")
        ]
        self.most = order.get("most")
        self.known = Path(order["known"]) if order.get("known") else None
        self.failed = False
        session.config.pluginmanager.register(self)
        #: id -> [(function, its code, the wrong code)], and the blocks of which one must run for it to matter
        self.edits = {}
        self.blocks = {}
        #: id -> the tests that it is shown to; all, where none are named
        self.tests = {edit["id"]: edit.get("tests") for edit in order["edits"]}
        self.asked = defaultdict(int)
        #: edits noticed and rows shown so far, where pairs of both are asked
        self.noticed = set(order.get("noticed", ()))
        self.shown = set(order.get("shown", ()))
        for edit in order["edits"]:
            self.take_in(edit)

    def take_in(self, edit):
        """Find the functions that an edit changes; what stands outside of functions is not for here."""
        found = swap.differences(edit["path"], edit["before"], edit["after"])
        pairs = [
            (function, function.__code__, new)
            for old, wrong in found or ()
            for inner, new in swap.within(old, wrong)
            for function in self.functions.get(swap.place(inner), ())
        ]
        if pairs:
            self.edits[edit["id"]] = pairs
            self.blocks[edit["id"]] = {
                (edit["path"], line)
                for line in marks.touched(edit["before"], edit["after"])
            }
        else:
            self.tell(edit["id"], None, "no function of its own")

    def tell(self, name, status, by):
        line = {"id": name, "status": status, "by": by}
        print(json.dumps(line, ensure_ascii=False), file=self.out, flush=True)

    def work(self):
        """Class by class, until the edits or the time are used up."""
        classes = {}
        for item in self.session.items:
            classes.setdefault(item.parent, []).append(item)
        classes = list(classes.values())
        for number, items in enumerate(classes):
            if not self.edits or time.monotonic() > self.end:
                break
            following = classes[number + 1][0] if number + 1 < len(classes) else None
            started = time.monotonic()
            left = len(self.edits)
            clean = False
            while not clean:
                clean = self.is_done(items)
                with contextlib.suppress(Exception):
                    self.session._setupstate.teardown_exact(following)
            self.tell(
                "",
                None,
                f"{items[0].parent.nodeid} {time.monotonic() - started:.0f} s, "
                f"noticed {left - len(self.edits)}, left {len(self.edits)}",
            )
        over = time.monotonic() > self.end
        for name in self.edits:
            status = None if over else 0 if self.asked[name] else 5
            self.tell(name, status, f"{self.asked[name]} tests")

    def is_done(self, items):
        """Ask one class; False if an edit left something behind: it is given up, the others are asked anew."""
        try:
            self.one_class(items)
        except Dirty as dirty:
            name = str(dirty)
            self.tell(name, None, f"left something behind in {items[0].parent.nodeid}")
            self.edits.pop(name, None)
            return False
        return True

    def learn(self, name):
        """An edit noticed by a test of a row (`name` is both): drop pairs of which both are known by now."""
        edit, _space, row = name.partition(" ")
        self.noticed |= {edit}
        self.shown |= {row}
        for other in [each for each in self.edits if self.is_known(each)]:
            del self.edits[other]

    def is_known(self, name):
        """Whether the edit of a pair was noticed, and its row shown by an edit, maybe another one."""
        edit, _space, row = name.partition(" ")
        return bool(row) and edit in self.noticed and row in self.shown

    def rules(self, edits):
        """Edits of what is installed (regulations, views, rules): brought into the database, then taken back.

        :param edits: [{id, module, file, before, after, stages}], `stages` lists of tests, the nearest first
        """
        for edit in edits:
            if time.monotonic() > self.end:
                break
            if self.is_known(edit["id"]):
                continue
            status, by = 5, ""
            try:
                self.ship(edit, edit["after"])
            except Exception as error:  # noqa: BLE001  whatever the reader says of the file
                status, by = None, f"is not read: {error}"[:200].replace("\n", " ")
            seen = set()
            for stage in edit["stages"] if status == 5 else ():
                items = [
                    i for i in warm.chosen(self.session.items, stage) if i not in seen
                ]
                seen.update(items)
                following = [*items[1:], None][: len(items)]
                for item, after in zip(items, following, strict=True):
                    if self.fails(item) and self.passes_unedited(item, edit):
                        status, by = 1, item.nodeid
                    if status == 1 or not after or after.parent is not item.parent:
                        self.session._setupstate.teardown_exact(None)
                    if status == 1:
                        break
                if status == 1:
                    break
                status = 0 if seen else 5
            self.ship(edit, edit["before"])
            self.tell(edit["id"], status, by or f"{len(seen)} tests")
            if status == 1:
                self.learn(edit["id"])

    def passes_unedited(self, item, edit):
        """Whether a test that failed with an edit passes without it."""
        self.session._setupstate.teardown_exact(None)
        self.ship(edit, edit["before"])
        failed = self.fails(item)
        self.session._setupstate.teardown_exact(None)
        if failed:
            self.ship(edit, edit["after"])
        return not failed

    def ship(self, edit, text):
        """Bring this text of an addon's file into the database, as its installation or update would."""
        from odoo import SUPERUSER_ID, api
        from odoo.modules.registry import Registry
        from odoo.tools.convert import convert_xml_import

        registry = Registry(self.session.config.getoption("--odoo-database"))
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            if edit["file"].endswith(".xml"):
                file = io.BytesIO(text.encode())
                file.name = edit["file"]
                convert_xml_import(env, edit["module"], file, {}, "init")
            else:
                regulation = env.ref(f"{edit['module']}.regulation")
                regulation._follow(regulation._read_file(text))
        registry.clear_all_caches()

    def one_class(self, items):
        """Every test as the code is, then with the edits of what it runs."""
        edits = {n: p for n, p in self.edits.items() if self.is_for(n, items)}
        if not edits:
            return
        reached = {}
        seconds = {}
        for item in items:
            if not any(self.is_for(name, [item]) for name in edits):
                continue
            started = time.monotonic()
            marks.ran.clear()
            failed = self.fails(item)
            seconds[item] = time.monotonic() - started
            if not failed:
                reached[item] = set(marks.ran)
        for name, pairs in edits.items():
            if self.is_noticed_beside(name):
                self.edits.pop(name, None)
                continue
            blocks = self.blocks[name]
            chosen = [
                item for item, ran in reached.items()
                if (not blocks or ran & blocks) and self.is_for(name, [item])
            ]  # fmt: skip
            for item in spread(sorted(chosen, key=seconds.get), self.most):
                self.asked[name] += 1
                if name not in self.edits:
                    break  # nothing is left to find out of it
                if self.notices(item, name, pairs):
                    self.tell(name, 1, item.nodeid)
                    if self.known:
                        (self.known / name).touch()
                    del self.edits[name]
                    self.learn(name)
                    break
            if time.monotonic() > self.end:
                return

    def is_noticed_beside(self, name):
        """Whether the process beside this one has noticed an edit."""
        return bool(self.known) and (self.known / name).exists()

    def is_for(self, name, items):
        """Whether an edit is shown to one of the tests of a class."""
        tests = self.tests[name]
        return not tests or bool(warm.chosen(items, tests))

    def notices(self, item, name, pairs):
        """Whether a test fails with the edit, and not without it."""
        for function, _code, wrong in pairs:
            function.__code__ = wrong
        self.forget()
        try:
            failed = self.fails(item)
        finally:
            for function, code, _wrong in pairs:
                function.__code__ = code
            self.forget()
        if failed and self.fails(item):
            raise Dirty(name)
        return failed

    def forget(self):
        """What functions remember of the code as it is hides an edit, and the other way round."""
        for cached in self.caches:
            cached.cache_clear()

    def fails(self, item):
        """Run one test; its class stays set up."""
        self.failed = False
        signal.signal(signal.SIGALRM, too_long)
        signal.alarm(PATIENCE)
        try:
            reports = runtestprotocol(item, log=False, nextitem=Sibling(item))
        except TooLong:
            return True
        finally:
            signal.alarm(0)
        return self.failed or any(report.failed for report in reports)

    def pytest_runtest_logreport(self, report):
        """Subtests report by themselves."""
        if report.failed:
            self.failed = True


def spread(items, most):
    """So many of these, evenly: the quickest test of a class is seldom the one that says most. None: all."""
    if not most or len(items) <= most:
        return items
    return [items[round(n * (len(items) - 1) / (most - 1 or 1))] for n in range(most)]


class Dirty(Exception):
    """An edit has left something behind: the class says nothing more."""


class TooLong(BaseException):
    """A test that does not end."""


def too_long(_signal, _frame):
    raise TooLong


class Sibling:
    """What pytest takes for the next test of the same class, so that it leaves the class as it is."""

    def __init__(self, item):
        self.chain = item.parent.listchain()

    def listchain(self):
        """The class and what is above it."""
        return self.chain


def loaded():
    """{place of a code: functions that run it} of the suite."""
    found = defaultdict(list)
    for function in gc.get_objects():
        if type(function) is FunctionType and isinstance(function.__code__, CodeType):
            if "duban_supervision" in function.__code__.co_filename:
                found[swap.place(function.__code__)].append(function)
    return found
