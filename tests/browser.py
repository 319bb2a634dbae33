"""pytest plugin: which tests drove a browser, and which of all failed. A browser may
miss a time limit on a crowded machine, nothing else may; see tools/testing.py."""

import atexit
import json
import os
import shutil
import tempfile
from pathlib import Path

from tools.testing import SHELL

PROPERTY = ("duban_browser", True)
#: the file in which the failed tests are named, if somebody asked for it
VARIABLE = "DUBAN_FAILED"


class Marker:
    """Notes on a test's reports that it asked for a browser."""

    item = None

    def pytest_runtest_setup(self, item):
        """Called before each test."""
        self.item = item

    def pytest_sessionstart(self, session):
        """Every way to a browser, start_tour too, goes through browser_js."""
        try:
            from odoo.tests import HttpCase
            from odoo.tests.common import ChromeBrowser
        except ImportError:
            # tests of the tools need no Odoo
            return
        original = HttpCase.browser_js
        marker = self

        def browser_js(self, *args, **kwargs):
            if marker.item and PROPERTY not in marker.item.user_properties:
                marker.item.user_properties.append(PROPERTY)
            return original(self, *args, **kwargs)

        HttpCase.browser_js = browser_js
        prepare(ChromeBrowser)


def prepare(browser):
    """A browser of the tests lives in the zone of their people and institutions, while Odoo runs in UTC. Each has a
    profile of its own and begins with what the ones before have fetched and compiled: the bundles of the web client,
    megabytes of them. Where Chromium's shell without windows is there it is taken: it starts in a tenth of the time."""
    folder = tempfile.mkdtemp(prefix="duban-browser-cache-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    original = browser._spawn_chrome
    if shell := shutil.which(SHELL):
        browser.executable = shell

    def _spawn_chrome(self, command):
        *options, page = command
        options += [f"--disk-cache-dir={folder}", page]
        return original(self, ["env", "TZ=Asia/Shanghai", *options])

    browser._spawn_chrome = _spawn_chrome


class Failures:
    """Names the failed tests, in the process that sees all reports."""

    def __init__(self, path):
        self.path = path
        self.failed = {}

    def pytest_runtest_logreport(self, report):
        """Called for set-up, call, subtests and tear-down of each test."""
        if report.failed:
            browser = any(tuple(each) == PROPERTY for each in report.user_properties)
            self.failed[report.nodeid] = (
                self.failed.get(report.nodeid, True) and browser
            )

    def pytest_sessionfinish(self, session, exitstatus):
        """{"browser": [...], "other": [...]}"""
        names = {
            "browser": sorted(name for name, browser in self.failed.items() if browser),
            "other": sorted(
                name for name, browser in self.failed.items() if not browser
            ),
        }
        self.path.write_text(json.dumps(names, indent=1))


def pytest_configure(config):
    """Mark where tests run, collect where all reports come together."""
    config.pluginmanager.register(Marker())
    path = os.environ.get(VARIABLE)
    if path and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Failures(Path(path)))
