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
from . import catalogue, drawn, rooms, runner, sharing, strict

RESULTS = common.STATE / "mutate.json"
#: the sample of CI: no further one is started after this
SAMPLE_SECONDS = 60


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
    parser.add_argument(
        "--of-rows",
        action="store_true",
        help="each to the tests of each of its rows, in one process: what ./duban clauses --strict counts",
    )
    parser.add_argument("--rooms-only", action="store_true", help="not the whole suite")
    parser.add_argument(
        "--together", nargs="*", metavar="TEST",
        help="edits of functions in one process against these tests (default: all); keeps what is noticed",
    )  # fmt: skip
    parser.add_argument(
        "--most", type=int, metavar="N", help="with --together: shown to N tests of each class"
    )  # fmt: skip
    parser.add_argument(
        "--drawn", type=int, metavar="N", help="N edits drawn by lot, beside the ids or instead of the list; --together"
    )  # fmt: skip
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of --drawn")
    parser.add_argument("--workers", type=int, default=2, metavar="N")
    parser.add_argument("--seconds", type=int, metavar="S", help="start none after S")
    parser.add_argument("--odoo", metavar="DIR", help="an Odoo 19 of your own")
    options = parser.parse_args(argv)
    mutations = catalogue.read()
    if options.check:
        return check(mutations)
    chosen = choose(mutations, options)
    if options.drawn:
        # beside what is named of the list, or instead of it
        chosen = chosen if options.ids else []
        chosen += drawn.draw(options.drawn, options.seed)
        options.together = options.together or []
    if options.fresh:
        RESULTS.unlink(missing_ok=True)
    store = runner.Store(RESULTS)
    left = [] if options.report else [m for m in chosen if is_open(m, store, options)]
    if options.of_rows:
        left = chosen
    if left:
        problems = catalogue.check(left)
        if problems:
            raise DubanError("\n".join(problems))
        seconds = options.seconds or (SAMPLE_SECONDS if options.sample else None)
        whole = not (options.rooms_only or options.sample)
        found = runtime.get_runtime(options.odoo)
        with testing.test_server(found) as databases:
            databases.template_addons()
            if options.of_rows:
                shown = {row for row, by in strict.shown_rows(store).items() if by}
                sharing.run_rows(databases, left, store, shown, options.seconds)
            elif options.together is not None:
                sharing.run_together(
                    databases, left, store, options.together, options.seconds,
                    options.most, options.workers,
                )  # fmt: skip
            else:
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
    return (
        not verdict
        or verdict["killed"] is None
        or (options.again and verdict["killed"] is not True)
    )


def report(verdicts):
    """The score as lines: one per room, the whole, then the survivors."""
    judged = [(m, v) for m, v in verdicts if v and v["killed"] is not None]
    yield f"{'room':<14}{'tried':>7}{'noticed':>9}{'harmless':>10}{'not':>6}{'share':>8}"
    for room in dict.fromkeys(m.room for m, _v in verdicts):
        yield line(room, [each for each in judged if each[0].room == room])
    yield line("all", judged)
    left = len(verdicts) - len(judged)
    if left:
        yield f"without verdict: {left}"
    for mutation, verdict in judged:
        if not verdict["killed"] and not mutation.harmless:
            yield f"not noticed: {mutation.room} {mutation.id} {mutation.what}"


def line(room, judged):
    """One line of the table; the share is of those that can be noticed."""
    if not judged:
        return f"{room:<14}{'–':>7}"
    noticed = sum(v["killed"] for _m, v in judged)
    harmless = sum(bool(m.harmless) and not v["killed"] for m, v in judged)
    real = len(judged) - harmless
    share = f"{100 * noticed / real:>6.0f} %" if real else f"{'–':>8}"
    return f"{room:<14}{len(judged):>7}{noticed:>9}{harmless:>10}{real - noticed:>6}{share}"
