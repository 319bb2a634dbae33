"""A browser test that failed is tried once more and named; nothing else is, and nothing passes unseen."""

import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
import textwrap
import unittest
from pathlib import Path
from unittest.mock import patch

from tools import common, testing

ROOT = Path(__file__).parents[2]
#: what the plugin knows of Odoo
ODOO = """
class HttpCase:
    def browser_js(self, code):
        assert code != "slow", "the browser missed its limit"
"""
#: passes at the second try, as a crowded machine lets it
CHROME = """
class ChromeBrowser:
    def _spawn_chrome(self, command):
        raise NotImplementedError
"""
FLAKY = """
from pathlib import Path
from odoo.tests import HttpCase

class TestScreen(HttpCase):
    def test_flaky(self):
        mark = Path(__file__).with_name("tried")
        code = "quick" if mark.exists() else "slow"
        mark.touch()
        self.browser_js(code)

    def test_quick(self):
        self.browser_js("quick")
"""
BROKEN = """
from odoo.tests import HttpCase

class TestBroken(HttpCase):
    def test_never(self):
        self.browser_js("slow")
"""
PLAIN = """
def test_sum():
    assert 1 + 1 == 3
"""


class TestSecondTry(unittest.TestCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.put("odoo/__init__.py", "")
        self.put("odoo/tests/__init__.py", ODOO)
        self.put("odoo/tests/common.py", CHROME)
        self.results = self.folder / "clauses.json"
        self.failed = self.folder / "failed.json"
        self.runs = []

    def put(self, name, text):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(textwrap.dedent(text))

    def pytest(self, chosen, *options):
        """A real pytest with the real plugin; its status."""
        environment = {
            **os.environ,
            "PYTHONPATH": f"{self.folder}{os.pathsep}{ROOT}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "DUBAN_FAILED": str(self.failed),
        }
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "tests.browser"]
            + ["-p", "no:odoo", "-p", "no:cacheprovider", "--rootdir", self.folder]
            + [*options, *chosen],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertIn(done.returncode, (0, 1), done.stdout + done.stderr)
        return done.returncode

    def run_all(self, *options):
        """What `./duban test` does around pytest; (status, what it said)."""

        def with_database(found, rest, results, fast=False, bundles=False, **others):
            self.runs.append(rest)
            status = self.pytest(rest, *options)
            number = len(self.runs)
            self.results.write_text(
                json.dumps({"tests": {"last": number, str(number): 1}})
            )
            return status

        heard = io.StringIO()
        with (
            patch.multiple(
                testing,
                with_database=with_database,
                results_environment=lambda full: {},
                write_results=lambda results: self.results.write_text(
                    json.dumps(results)
                ),
                RESULTS=self.results,
                FAILED=self.failed,
            ),
            patch.object(common, "visible_root", lambda: self.folder),
            contextlib.redirect_stderr(heard),
        ):
            return testing.whole(None, [str(self.folder)]), heard.getvalue()

    def test_a_browser_test_is_tried_once_more_and_named(self):
        self.put("test_screen.py", FLAKY)
        status, said = self.run_all()
        self.assertEqual(status, 0)
        name = "test_screen.py::TestScreen::test_flaky"
        self.assertEqual(self.runs[1:], [[str(self.folder / name)]])
        self.assertIn(f"passed at the second try: {name}", said)
        # what both runs proved is kept, the second word counts
        self.assertEqual(
            json.loads(self.results.read_text())["tests"], {"last": 2, "1": 1, "2": 1}
        )

    def test_several_processes_tell_the_same(self):
        self.put("test_screen.py", FLAKY)
        self.put("test_more.py", FLAKY.replace("tried", "more"))
        status, said = self.run_all("-n", "2")
        self.assertEqual(status, 0)
        self.assertEqual(len(self.runs), 2)
        for name in ("test_screen", "test_more"):
            self.assertIn(f"{name}.py::TestScreen::test_flaky", said)

    def test_who_fails_twice_has_failed(self):
        self.put("test_screen.py", FLAKY)
        self.put("test_broken.py", BROKEN)
        status, said = self.run_all()
        self.assertEqual((status, len(self.runs)), (1, 2))
        self.assertNotIn("passed at the second try", said)

    def test_nothing_else_has_a_second_try(self):
        """Also no browser test beside it: what failed is wrong and not slow."""
        self.put("test_screen.py", FLAKY)
        self.put("test_plain.py", PLAIN)
        status, said = self.run_all()
        self.assertEqual((status, len(self.runs)), (1, 1))
        self.assertEqual(
            json.loads(self.failed.read_text()),
            {
                "browser": ["test_screen.py::TestScreen::test_flaky"],
                "other": ["test_plain.py::test_sum"],
            },
        )
        self.assertNotIn("once more", said)

    def test_many_are_no_accident(self):
        names = [f"test_{n}" for n in range(testing.SECOND_TRIES + 1)]
        self.assertEqual(testing.again({"browser": names, "other": []}), [])
        self.assertEqual(testing.again({"browser": names[1:], "other": []}), names[1:])
        self.assertEqual(testing.again({"browser": names[1:], "other": ["x"]}), [])
        self.assertEqual(testing.again({}), [])


class TestWhichTests(unittest.TestCase):
    def test_a_path_that_is_not_there_is_named_at_once(self):
        for args in (
            ["tests/nowhere"],
            ["--lf", "tests", "tests/nowhere/test_a.py::A"],
        ):
            with self.assertRaisesRegex(common.DubanError, "no tests at tests/nowhere"):
                testing.refuse_unknown(args)
        testing.refuse_unknown(["-k", "a/b", "tests", "-n", "2", "--durations=3"])
