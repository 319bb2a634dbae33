"""`./duban mutate`: do the tests notice wrong edits?

A list of small wrong edits (list/, one file per room), each applied to a copy of the clone and given to the tests of
its room, of its rows, and if nobody noticed to the whole suite (without browser).
"""

import argparse
import json
import random
import subprocess
from pathlib import Path

from .. import common, runtime, testing
from ..common import ROOT, DubanError, say
from . import catalogue, rooms, runner

RESULTS = common.STATE / "mutate.json"
#: the sample of CI: no further one is started after this
SAMPLE_SECONDS = 150


def main(argv):
    """Run what is asked for and print the score."""
    parser = argparse.ArgumentParser(prog="duban mutate", allow_abbrev=False)
    parser.add_argument("ids", nargs="*", help="ids or rooms (default: all)")
    parser.add_argument("--check", action="store_true", help="does each still apply?")
    parser.add_argument("--sample", type=int, metavar="N", help="N, drawn by commit")
    parser.add_argument("--json", metavar="FILE", help="write [{id, rows, killed}]")
    parser.add_argument("--report", action="store_true", help="what is known, no run")
    parser.add_argument("--fresh", action="store_true", help="forget earlier verdicts")
    parser.add_argument("--again", action="store_true", help="survivors once more")
    parser.add_argument(
        "--by-rows", action="store_true", help="the tests of its rows alone, all first"
    )
    parser.add_argument("--rooms-only", action="store_true", help="not the whole suite")
    parser.add_argument("--workers", type=int, default=2, metavar="N")
    parser.add_argument("--seconds", type=int, metavar="S", help="start none after S")
    parser.add_argument("--odoo", metavar="DIR", help="an Odoo 19 of your own")
    options = parser.parse_args(argv)
    mutations = catalogue.read()
    if options.check:
        return check(mutations)
    chosen = choose(mutations, options)
    if options.fresh:
        RESULTS.unlink(missing_ok=True)
    store = runner.Store(RESULTS)
    left = [] if options.report else [m for m in chosen if is_open(m, store, options)]
    if left:
        problems = catalogue.check(left)
        if problems:
            raise DubanError("\n".join(problems))
        seconds = options.seconds or (SAMPLE_SECONDS if options.sample else None)
        whole = not (options.rooms_only or options.sample)
        found = runtime.get_runtime(options.odoo)
        with testing.test_server(found) as databases:
            databases.template_addons()
            depth = "rows" if options.by_rows else "suite" if whole else "room"
            runner.run(databases, left, store, options.workers, depth, seconds)
    verdicts = [(m, store.of(m)) for m in chosen]
    if options.json:
        rows = [
            {"id": m.id, "rows": list(m.rows), "killed": v["killed"]}
            for m, v in verdicts
            if v
        ]
        Path(options.json).write_text(json.dumps(rows, indent=1) + "\n")
    for line in report(verdicts):
        print(line)
    return 0


def check(mutations):
    """`--check`, and what the lint asks for."""
    problems = catalogue.check(mutations)
    problems += [
        f"{room}: there is no such room in tools/mutate/rooms.py"
        for room in sorted({m.room for m in mutations} - set(rooms.ROOMS))
    ]
    for problem in problems:
        say(problem)
    if not problems:
        say(f"{len(mutations)} wrong edits, each applies once")
    return 1 if problems else 0


def choose(mutations, options):
    """Those that the command line means."""
    if options.ids:
        wanted = set(options.ids)
        unknown = wanted - {m.id for m in mutations} - {m.room for m in mutations}
        if unknown:
            raise DubanError(f"No such mutation or room: {', '.join(sorted(unknown))}")
        mutations = [m for m in mutations if m.id in wanted or m.room in wanted]
    if options.sample:
        commit = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False,
        ).stdout.strip()  # fmt: skip
        draw = random.Random(commit)
        mutations = draw.sample(mutations, min(options.sample, len(mutations)))
    return mutations


def is_open(mutation, store, options):
    """Whether there is still something to find out."""
    verdict = store.of(mutation)
    return not verdict or options.again and verdict["killed"] is not True


def report(verdicts):
    """The score as lines: one per room, the whole, then the survivors."""
    judged = [(m, v) for m, v in verdicts if v and v["killed"] is not None]
    yield f"{'room':<14}{'noticed':>9}{'not':>6}{'share':>8}"
    for room in dict.fromkeys(m.room for m, _v in verdicts):
        own = [v["killed"] for m, v in judged if m.room == room]
        yield line(room, own)
    yield line("all", [v["killed"] for _m, v in judged])
    left = len(verdicts) - len(judged)
    if left:
        yield f"without verdict: {left}"
    for mutation, verdict in judged:
        if not verdict["killed"]:
            yield f"not noticed: {mutation.room} {mutation.id} {mutation.what}"


def line(room, killed):
    """One line of the table."""
    if not killed:
        return f"{room:<14}{'–':>9}"
    share = 100 * sum(killed) / len(killed)
    return f"{room:<14}{sum(killed):>9}{len(killed) - sum(killed):>6}{share:>6.0f} %"
