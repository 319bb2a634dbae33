"""`./duban clauses`: which rows of docs/requirements.md the tests prove."""

import argparse
import ast
import json
import re
import textwrap
from pathlib import Path

from . import mutate, testing
from .common import ROOT, DubanError
from .mutate import strict

MATRIX = ROOT / "docs" / "requirements.md"
GROUPS = ("CORE", "XISU", "WUT", "ABAF", "LZU", "SIE", "DOC", "PLUS")
IDENTIFIER = rf"(?:{'|'.join(GROUPS)})-[A-Z]?[0-9][0-9A-Za-z.]*"
# Sections 2.6, 3 and 6 (the second reading) hold what is to be proven.
SECTIONS = re.compile(r"^### (2\.6|3\.[1-6]|6\.[1-3]) ")


def main(argv):
    """Print the account of the last full test run."""
    parser = argparse.ArgumentParser(prog="duban clauses", allow_abbrev=False)
    parser.add_argument("--json", metavar="FILE", help="write it with the tests")
    parser.add_argument(
        "--strict",
        action="store_true",
        help="count a row only if its tests noticed a wrong edit (./duban mutate)",
    )
    options = parser.parse_args(argv)
    rows, known = read_matrix(MATRIX.read_text(encoding="utf-8"))
    if not testing.RESULTS.exists():
        raise DubanError(
            "There is no complete test run to read from; start ./duban test first."
        )
    results = json.loads(testing.RESULTS.read_text())["tests"]
    account = weigh(rows, known, results, used_in(ROOT / "tests"))
    if options.json:
        Path(options.json).write_text(
            json.dumps(account, indent=1, ensure_ascii=False) + "\n"
        )
    for line in report(account):
        print(line)
    unnoticed = []
    if options.strict:
        lines, unnoticed = strict.report(account, mutate.RESULTS)
        for line in lines:
            print(line)
    return 1 if account["unknown"] or account["failed"] or unnoticed else 0


def read_matrix(text):
    """The rows, in order, and the further identifiers that tests may name:
    optional rules and the lettered checks below the forms."""
    rows, known, inside = [], set(), False
    for line in text.splitlines():
        if line.startswith(("## ", "### ")):
            inside = bool(SECTIONS.match(line))
        elif inside:
            found = re.match(rf"\|\s*({IDENTIFIER})\s*\|", line)
            if found:
                rows.append(found.group(1))
            known.update(re.findall(rf"\*\*({IDENTIFIER})", line))
    doubled = {row for row in rows if rows.count(row) > 1}
    if doubled:
        raise DubanError(f"{MATRIX.name} has these rows twice: {sorted(doubled)}")
    return rows, known - set(rows)


def used_in(folder):
    """{identifier: file} of @clause and @inherited, read without running."""
    used = {}
    for path in sorted(folder.rglob("test_*.py")) + sorted(folder.rglob("common*.py")):
        if "tools" in path.relative_to(folder).parts:
            # tests of this very machinery play with it
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", None))
            values = {
                "clause": node.args,
                "inherited": [k.value for k in node.keywords],
            }
            for value in values.get(name, ()):
                # what an f-string makes is known, and looked up, when it runs
                made = {
                    id(part)
                    for text in ast.walk(value)
                    if isinstance(text, ast.JoinedStr)
                    for part in ast.walk(text)
                }
                for leaf in ast.walk(value):
                    if id(leaf) in made:
                        continue
                    if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str):
                        used.setdefault(leaf.value, str(path.relative_to(ROOT)))
    return used


def weigh(rows, known, results, used=None):
    """The account: a row is proven if a test of it passed and none failed."""
    tests = {}
    for test, result in results.items():
        for identifier in result["clauses"]:
            tests.setdefault(identifier, []).append(
                {"test": test, "outcome": result["outcome"]}
            )
    account = []
    for row in rows:
        outcomes = {each["outcome"] for each in tests.get(row, [])}
        account.append(
            {
                "id": row,
                "group": row.split("-")[0],
                "proven": "passed" in outcomes and "failed" not in outcomes,
                "tests": tests.get(row, []),
            }
        )
    unknown = {each: "" for each in tests} | (used or {})
    unknown = {each: where for each, where in unknown.items() if each not in known}
    return {
        "groups": [
            {
                "group": group,
                "proven": sum(r["proven"] for r in account if r["group"] == group),
                "rows": sum(r["group"] == group for r in account),
            }
            for group in GROUPS
        ],
        "rows": account,
        "unknown": {
            each: unknown[each] for each in sorted(unknown) if each not in set(rows)
        },
        "failed": sorted(
            test
            for test, result in results.items()
            if result["outcome"] == "failed" and result["clauses"]
        ),
    }


def report(account):
    """The account as lines of text."""
    for each in account["groups"]:
        yield f"{each['group']} {each['proven']}/{each['rows']}"
    for group in GROUPS:
        missing = [
            row["id"]
            for row in account["rows"]
            if row["group"] == group and not row["proven"]
        ]
        if missing and len(missing) == sum(
            row["group"] == group for row in account["rows"]
        ):
            yield f"missing: all of {group}"
        elif missing:
            yield from textwrap.wrap(
                f"missing: {' '.join(missing)}",
                width=100,
                subsequent_indent=" " * 9,
                break_on_hyphens=False,
            )
    for test in account["failed"]:
        yield f"failed: {test}"
    for identifier, where in account["unknown"].items():
        yield f"unknown identifier: {identifier} {where}".rstrip()
