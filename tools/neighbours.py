"""Odoo's own tests with all addons of the suite installed, and without: they fail exactly where they fail without.

`./duban neighbours [ADDON ...]`; not part of CI: mail alone takes a quarter of an hour, twice.
"""

import argparse
import contextlib
import tempfile
import time
from pathlib import Path
from xml.etree import ElementTree

from . import common, identity, runtime, testing

ADDONS = ("resource", "hr", "mail")


def main(argv):
    """Compare addon by addon; status 1 where they differ."""
    parser = argparse.ArgumentParser(prog="duban neighbours", description=__doc__)
    parser.add_argument("addons", nargs="*", default=ADDONS, help="of Odoo")
    names = parser.parse_args(argv).addons
    found = runtime.get_runtime(None)
    differ = False
    with testing.test_server(found) as databases:
        templates = {
            "without": databases.template_dependencies(),
            "with": databases.template_addons(),
        }
        for addon in names:
            failed = {
                way: run(databases, template, addon)
                for way, template in templates.items()
            }
            for way, other in (("with", "without"), ("without", "with")):
                for name in sorted(failed[way] - failed[other]):
                    differ = True
                    print(f"neighbours: {addon}: fails only {way} the suite: {name}")
    return int(differ)


def run(databases, template, addon):
    """The tests of Odoo's ``addon`` on a copy of ``template``: the names of those that fail."""
    # where Python finds it, which pytest compares
    folder = next(
        folder
        for path in databases.runtime.core_addons
        for base in (path.parent / "odoo" / "addons", path)
        if (folder := base / addon / "tests").is_dir()
    )
    begin = time.monotonic()
    name = f"{template}_neighbours"
    databases.drop(name)
    databases.clone(template, name)
    with contextlib.ExitStack() as stack:
        stack.callback(databases.drop, name)
        report = Path(stack.enter_context(report_file()))
        config = Path(stack.enter_context(common.temporary_folder("test")), "odoo.conf")
        config.write_text(
            "[options]\n"
            f"addons_path = {databases.addons_path}\n"
            f"data_dir = {databases.data_dir}\n"
            "http_interface = 127.0.0.1\n"
            "max_cron_threads = 0\nworkers = 0\nlimit_memory_hard = 0\n"
        )
        common.foreground(
            [
                *(databases.runtime.python, "-m", "pytest", "-q", "--tb=line"),
                *("-p", "no:cacheprovider", "--rootdir", folder.parent, folder),
                *(f"--odoo-config={config}", f"--odoo-database={name}", "--odoo-http"),
                *(f"--junitxml={report}", "-o", "junit_family=xunit1"),
            ],
            databases.environment(),
            folder.parent,
        )
        failed, count = read(report)
    way = "with the suite" if template.startswith("duban_t2") else "without it"
    print(
        f"neighbours: {addon} {way}: {count} tests, {len(failed)} failed, "
        f"{time.monotonic() - begin:.0f} s",
        flush=True,
    )
    return failed


@contextlib.contextmanager
def report_file():
    """A file that the worker may write."""
    with tempfile.TemporaryDirectory(
        prefix="duban-neighbours-", dir="/var/tmp"
    ) as folder:
        Path(folder).chmod(0o755)
        inner = Path(folder) / "report"
        inner.mkdir()
        identity.give(inner)
        yield inner / "report.xml"


def read(report):
    """Names of the tests that failed, and how many were run."""
    cases = list(ElementTree.parse(report).iter("testcase"))
    failed = {
        f"{case.get('classname')}.{case.get('name')}"
        for case in cases
        if case.find("failure") is not None or case.find("error") is not None
    }
    return failed, len(cases)
