"""pytest's view of these tests; the shared helpers are in tests/common.py."""

import os
import unittest

pytest_plugins = ("tests.clauses.plugin", "tests.browser")


def pytest_sessionstart(session):
    """`./duban test --fast`: whatever asks for a browser is skipped."""
    if not os.environ.get("DUBAN_FAST"):
        return
    from odoo.tests import HttpCase

    def browser_js(self, *args, **kwargs):
        raise unittest.SkipTest("--fast: no browser")

    HttpCase.browser_js = browser_js
