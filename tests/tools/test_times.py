"""What takes long begins first, and the report adds up set-up and tests (tests/times.py)."""

import json
import re
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from unittest.mock import Mock

from tests import times
from tools.common import ROOT


def item(scope, name):
    cls = type(scope, (), {})
    return SimpleNamespace(nodeid=f"tests/x.py::{scope}::{name}", cls=cls)


class TestOrder(unittest.TestCase):
    def test_long_ones_first_then_those_with_many(self):
        items = [
            *(item("TestFew", n) for n in "a"),
            *(item("TestMany", n) for n in "abc"),
            item("TestWalkXisu", "a"),
        ]
        times.pytest_collection_modifyitems(SimpleNamespace(workerinput={}), items)
        order = [each.cls.__name__ for each in items]
        self.assertEqual(order, ["TestWalkXisu", *["TestMany"] * 3, "TestFew"])

    def test_one_process_keeps_the_order_that_was_asked_for(self):
        items = [item("TestFew", "a"), item("TestWalkXisu", "a")]
        times.pytest_collection_modifyitems(SimpleNamespace(), items)
        self.assertEqual(items[0].cls.__name__, "TestFew")

    def test_each_name_is_that_of_a_class(self):
        text = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
        for name in times.LONG:
            self.assertTrue(re.search(rf"^class {name}\w*\(", text, re.M), name)


class TestReport(unittest.TestCase):
    def test_seconds_of_a_class(self):
        def report(name, when, seconds):
            return SimpleNamespace(
                nodeid=f"tests/x.py::TestA::{name}", when=when, duration=seconds
            )

        with TemporaryDirectory() as folder:
            path = Path(folder) / "times.json"
            plugin = times.Times(path)
            plugin.pytest_runtest_logreport(report("a", "setup", 2))
            plugin.pytest_runtest_logreport(report("a", "call", 3))
            plugin.pytest_runtest_logreport(report("b", "call", 1))
            plugin.pytest_terminal_summary(Mock())
            self.assertEqual(
                json.loads(path.read_text()), [["tests/x.py::TestA", 2, 4, 0]]
            )
