"""pytest's view of these tests; the shared helpers are in tests/common.py."""

import contextlib
import os
import shutil
import unittest
from pathlib import Path

pytest_plugins = ("tests.clauses.plugin", "tests.browser", "tests.times")


def pytest_sessionstart(session):
    """`./duban test --fast`: whatever asks for a browser is skipped."""
    if not os.environ.get("DUBAN_FAST"):
        return
    from odoo.tests import HttpCase

    def browser_js(self, *args, **kwargs):
        raise unittest.SkipTest("--fast: no browser")

    HttpCase.browser_js = browser_js


@contextlib.contextmanager
def own_filestore(original, name):
    """Files of its own for each process of a run: pytest-odoo gives all of them one folder, where the cleaning in one
    database takes away what another has just written."""
    from odoo.tools import config

    folder = Path(config["data_dir"]) / "filestore"
    source, target = folder / original, folder / name
    if original == name:
        yield
        return
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    try:
        yield
    finally:
        shutil.rmtree(target, ignore_errors=True)


def pytest_configure(config):
    """Where pytest-odoo is at work, let it ask `own_filestore`."""
    if config.pluginmanager.hasplugin("odoo"):
        config.pluginmanager.get_plugin("odoo")._shared_filestore = own_filestore
