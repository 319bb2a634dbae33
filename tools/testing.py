"""`./duban test`: pytest-odoo on a copy of a cached template database."""

import argparse
import contextlib
import fcntl
import json
import os
import re
import secrets
import shutil
import subprocess
from pathlib import Path

from . import addons, common, identity, older, postgres, runtime
from .common import ROOT, DubanError, say
from .database import Databases

# What no Python package brings; root gets it with apt.
PROGRAMS = {
    "chromium": "browser tests",
    "fonts-noto-cjk": "tests that look at Chinese print",
    "poppler-utils": "tests that read PDF",
    "python3-ldap": "tests of signing in by LDAP",
}
# Chromium without windows: half the processor time of a tour, and smaller to fetch.
SHELL = "chromium-headless-shell"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Tests of the tools themselves need no database.
PLAIN = ("tests/tools",)
# An option that leaves tests out makes it a partial run.
PARTIAL = re.compile(
    r"-k|-m|-x|--maxfail|--lf|--last-failed|--sw|--stepwise|--deselect|--ignore|--co|--nf"
)
RESULTS = common.STATE / "results" / "clauses.json"
FAILED = RESULTS.with_name("failed.json")
TIMES = RESULTS.with_name("times.json")
# More browser tests than this do not miss their limit by chance.
SECOND_TRIES = 8


def main(argv):
    """Run the tests named, or all."""
    parser = argparse.ArgumentParser(
        prog="duban test",
        description="Run the tests. Other options are handed to pytest.",
        usage="./duban test [PATH ...] [-k EXPR] [--fast] [pytest options]",
        allow_abbrev=False,
    )
    parser.add_argument("--fast", action="store_true", help="skip browser tests")
    parser.add_argument(
        "--fresh",
        action="store_true",
        help="in a run of some tests: a database installed from the code as it is, not one that differs in what "
        "methods do (a full run always has its own)",
    )
    parser.add_argument("--odoo", metavar="DIR", help="an Odoo 19 of your own")
    parser.add_argument(
        "--workers",
        type=int,
        metavar="N",
        help="processes for a full run (default: one per processor, at most 2)",
    )
    older.add_option(parser)
    options, rest = parser.parse_known_args(argv)
    older.use(options.postgres)
    refuse_unknown(rest)
    found = runtime.get_runtime(options.odoo)
    paths = [arg for arg in rest if is_path(arg)]
    full = not paths and not options.fast and not any(map(PARTIAL.match, rest))
    root = common.visible_root()
    rest = [seen_from(root, arg) if arg in paths else arg for arg in rest]
    if not paths:
        rest = [str(root / "tests"), *rest]
    if not addons.find_addons() or (paths and all(map(is_plain, paths))):
        return plain(found, rest, full)
    if not options.fast:
        get_programs()
    if full:
        workers = options.workers
        if workers is None:
            workers = min(2, os.cpu_count() or 1)
        if workers > 1:
            # A class stays in one process: its setUpClass is what costs.
            rest += ["-n", str(workers), "--dist", "loadscope"]
            # tests/times.py says in which order
            rest += ["--no-loadscope-reorder"]
        return whole(found, rest)
    return with_database(
        found, rest, results_environment(False), options.fast, alike=not options.fresh
    )


def whole(found, rest):
    """All tests. Browser tests that failed, and nothing else, are tried once more,
    each by name: a crowded machine makes a browser miss a time limit."""
    environment = results_environment(True)
    status = with_database(found, rest, environment, bundles=True)
    names = again(json.loads(FAILED.read_text()) if FAILED.exists() else {})
    if status != 1 or not names:
        return status
    say(f"{len(names)} browser tests failed, nothing else; once more, by themselves")
    before = json.loads(RESULTS.read_text())
    RESULTS.unlink()
    chosen = [str(common.visible_root() / name) for name in names]
    environment.pop("DUBAN_TIMES", None)
    status = with_database(found, chosen, environment, bundles=True)
    if RESULTS.exists():
        before["tests"].update(json.loads(RESULTS.read_text())["tests"])
    write_results(before)
    if not status:
        say(f"passed at the second try: {', '.join(names)}")
    return status


def again(failed):
    """Of the failed tests those that deserve another try."""
    names = failed.get("browser", [])
    # so many are no accident, and others never are
    if failed.get("other") or len(names) > SECOND_TRIES:
        return []
    return names


def is_path(arg):
    """Whether an argument names tests (and is not the value of an option)."""
    return not arg.startswith("-") and os.path.exists(arg.split("::")[0])


def refuse_unknown(args):
    """Name a path that is not there, before anything long begins."""
    for before, arg in zip(["", *args], args, strict=False):
        looks = "/" in arg or arg.split("::")[0].endswith(".py")
        if looks and not arg.startswith("-") and not is_path(arg):
            # the value of an option may look like anything
            if not before.startswith("-"):
                raise DubanError(f"There are no tests at {arg.split('::')[0]}.")


def seen_from(root, arg):
    """A path of tests as the worker sees it."""
    path, *name = arg.split("::")
    path = os.path.abspath(path)
    if root != ROOT and Path(path).is_relative_to(ROOT):
        path = str(root / Path(path).relative_to(ROOT))
    return "::".join([path, *name])


def pytest(found):
    """The command: where the tests are, and where it remembers what failed."""
    memory = identity.private(common.state_dir() / "results") / "pytest"
    return [
        *(found.python, "-m", "pytest", "--rootdir", common.visible_root()),
        *("-o", f"cache_dir={memory}"),
    ]


def is_plain(path):
    """Whether these tests need no database."""
    relative = os.path.relpath(os.path.abspath(path), ROOT)
    return relative.startswith(PLAIN)


def plain(found, rest, full):
    """Tests without Odoo."""
    root = common.visible_root()
    environment = found.environment([root])
    environment.update(results_environment(full))
    command = [*pytest(found), "-p", "no:odoo", *rest]
    return common.foreground(command, environment, cwd=root)


def results_environment(full):
    """Where the plugins in tests/conftest.py write the proven clauses, the failed tests
    and what took long: only a full run tells which rows are missing."""
    if not full:
        return {"DUBAN_RESULTS": "", "DUBAN_FAILED": ""}
    identity.private(RESULTS.parent)
    files = {"DUBAN_RESULTS": RESULTS, "DUBAN_FAILED": FAILED, "DUBAN_TIMES": TIMES}
    for path in files.values():
        path.unlink(missing_ok=True)
    return {name: str(path) for name, path in files.items()}


def write_results(results):
    """The results of two runs, in the worker's folder and so by the worker."""
    RESULTS.unlink(missing_ok=True)
    text = json.dumps(results, indent=1, ensure_ascii=False)
    common.order(["tee", RESULTS], input=text)


def with_database(found, rest, results, fast=False, bundles=False, alike=False):
    """Tests on a copy of the template database, which is dropped afterwards."""
    with test_server(found) as databases, own_copy(databases, alike) as name:
        if bundles:
            with common.step("Making the browser's bundles"):
                databases.prepare_assets(name)
        environment = databases.environment()
        environment.update(results)
        environment["DUBAN_FAST"] = "1" if fast else ""
        with common.temporary_folder("test") as folder:
            config = folder / "odoo.conf"
            config.write_text(
                "[options]\n"
                f"addons_path = {databases.addons_path}\n"
                f"data_dir = {databases.data_dir}\n"
                "http_interface = 127.0.0.1\n"
                "max_cron_threads = 0\n"
                "workers = 0\n"
                # Odoo would bound the process that runs two thousand tests as one server
                "limit_memory_hard = 0\n"
            )
            command = [*pytest(found), *rest]
            command += [f"--odoo-config={config}", f"--odoo-database={name}"]
            command += ["--odoo-http"]
            return common.foreground(command, environment, common.visible_root())


@contextlib.contextmanager
def test_server(found):
    """The server for tests, shared by all clones and worktrees of the user."""
    cache = common.cache_dir()
    folder = cache / "postgres-test"
    with postgres.server(found, folder, postgres.TEST_SETTINGS) as server:
        yield Databases(found, server, cache / f"odoo-test{postgres.server_label()}")


@contextlib.contextmanager
def own_copy(databases, alike=False):
    """A database of this run's own; also cleans up after killed runs.

    :param alike: see `Databases.template_addons`
    """
    runs = databases.notes / "runs"
    runs.mkdir(parents=True, exist_ok=True)
    for path in runs.iterdir():
        # another run may end, and take its mark away, at this very moment
        with (
            contextlib.suppress(BlockingIOError, FileNotFoundError),
            open(path) as handle,
        ):
            # Only its run holds this lock, so a free one is a dead one.
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            drop_all(databases, path.name)
            path.unlink(missing_ok=True)
    template = databases.template_addons(alike)
    name = f"duban_test_{secrets.token_hex(4)}"
    with common.locked(runs / name):
        try:
            databases.clone(template, name)
            yield name
        finally:
            drop_all(databases, name)
            (runs / name).unlink(missing_ok=True)


def drop_all(databases, name):
    """Drop a run's database and those of its pytest-xdist workers."""
    for each in databases.names(f"{name}%"):
        databases.drop(each)


# -- programs -------------------------------------------------------------


def missing_programs():
    """Debian packages of PROGRAMS that are not there."""
    there = {
        "chromium": any(map(shutil.which, (SHELL, *BROWSERS))),
        "fonts-noto-cjk": has_chinese_font(),
        "poppler-utils": shutil.which("pdftotext"),
        # Odoo's own auth_ldap wants it, and no wheel brings it
        "python3-ldap": os.path.exists("/usr/lib/python3/dist-packages/ldap"),
    }
    return [package for package in PROGRAMS if not there[package]]


def has_chinese_font():
    """Whether some font shows Chinese."""
    if not shutil.which("fc-list"):
        return False
    done = subprocess.run(
        ["fc-list", ":lang=zh-cn"], capture_output=True, text=True, check=False
    )
    return bool(done.stdout.strip())


def apt_offers(package):
    """Whether apt, as it was last updated, can install a package."""
    done = subprocess.run(
        ["apt-cache", "show", package], capture_output=True, check=False
    )
    return done.returncode == 0


def get_programs():
    """Install what is missing when we may; else say what will be skipped."""
    missing = missing_programs()
    may = os.geteuid() == 0 and shutil.which("apt-get")
    # a browser with windows does as well, only slower: nothing is fetched to find out
    lighter = may and not shutil.which(SHELL) and (missing or apt_offers(SHELL))
    if not missing and not lighter:
        return
    names = " ".join(missing or [SHELL])
    if may:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "-q", "-y", "--no-install-recommends", "install"]
        try:
            with (
                common.locked(common.cache_dir() / "apt.lock"),
                common.step(f"Installing {names} with apt"),
            ):
                common.call(["apt-get", "-q", "update"], env=quiet)
                wanted = set(missing)
                if lighter and apt_offers(SHELL):
                    wanted = wanted - {"chromium"} | {SHELL}
                if wanted:
                    common.call([*install, *sorted(wanted)], env=quiet)
            return
        except DubanError as error:
            say(f"{names} could not be installed: {error}")
    for package in missing:
        say(f"{PROGRAMS[package]} are skipped: {package} is missing")
    say(f"to get them: sudo apt-get install {names}")
