"""`./duban lint`: ruff and pylint-odoo over addons, tests and tools, and the rules of this house."""

import argparse
import os

from . import addons, clock_rule, common, mutate, runtime, size_rule, sudo_rule
from .common import ROOT, say
from .mutate import catalogue


def main(argv):
    """Check everything; the exit status is that of the first that complains."""
    parser = argparse.ArgumentParser(prog="duban lint", allow_abbrev=False)
    parser.add_argument(
        "--fix", action="store_true", help="let ruff format, and mend what it can"
    )
    parser.add_argument("paths", nargs="*", help="default: everything")
    options = parser.parse_args(argv)
    # No Odoo is needed, only the environment with the linters.
    runtime.check_python()
    python = runtime.get_python()
    packages = [*addons.find_addons(), "bench", "tests", "tools"]
    ruff = [python, "-m", "ruff"]
    check = [*ruff, "check", "--quiet"] + ["--fix"] * options.fix
    style = [*ruff, "format", "--quiet"] + ["--check", "--diff"] * (not options.fix)
    pylint = [python, "-m", "pylint", f"--rcfile={ROOT / '.pylintrc'}"]
    commands = {
        "ruff check": [*check, *(options.paths or [*packages, "duban"])],
        "ruff format": [*style, *(options.paths or [*packages, "duban"])],
        "pylint": [*pylint, *(options.paths or packages)],
    }
    failed = []
    for name, command in commands.items():
        if run(command):
            failed.append(name)
    if not options.paths and mutate.check(catalogue.read()):
        failed.append("mutate (a wrong edit no longer applies once)")
    for name, rule in (
        ("one clock", clock_rule),
        ("superuser", sudo_rule),
        ("sizes", size_rule),
    ):
        complaints = rule.check()
        if complaints:
            say("\n".join(complaints))
            failed.append(name)
    if failed:
        say(f"not clean: {', '.join(failed)}")
        return 1
    say("lint: clean")
    return 0


def run(command):
    """The exit status of one linter."""
    # as ourselves: it may mend files of the clone
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    return common.foreground(command, environment, cwd=ROOT, drop=False)
