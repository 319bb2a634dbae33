"""`./duban bench`: speed against the peers, load, faults, life of an installation."""

import argparse

from tools import runtime, testing
from tools.common import DubanError
from . import crowd, life, paint, places, report, served

#: B9 and B10 need no more
THERE = 20_000


def main(argv):
    """Measure, or put the suite under one of the other loads."""
    parser = argparse.ArgumentParser(
        prog="duban bench",
        description="Without --load, --kill or --life: speed against the peers.",
        allow_abbrev=False,
    )
    parser.add_argument("--matters", type=int, default=200_000, metavar="N")
    parser.add_argument("--only", metavar="B3", help="these cases only (B1,B3)")
    parser.add_argument("--repeat", type=int, default=5, help="pairs, at least 5")
    parser.add_argument(
        "--patience",
        type=int,
        default=60,
        metavar="S",
        help="no further pair of a row begins after S seconds",
    )
    parser.add_argument("--bulk", type=int, default=500, help="matters of B2")
    parser.add_argument("--rows", type=int, default=5000, help="rows of B8")
    parser.add_argument("--json", metavar="FILE", help="write the figures")
    parser.add_argument("--profile", action="store_true", help="where the time goes")
    parser.add_argument("--screens", action="store_true", help="what each role opens")
    parser.add_argument("--load", action="store_true", help="eight processes at once")
    parser.add_argument("--seconds", type=int, help="of --load (60) and B10 (300)")
    parser.add_argument("--people", type=int, default=crowd.PEOPLE, help="of B10")
    parser.add_argument("--kill", type=int, metavar="N", help="kill -9, N times")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--life", action="store_true", help="install, upgrade, restore")
    parser.add_argument("--since", default="HEAD~1", help="commit --life upgrades from")
    parser.add_argument("--station", action="append", help="of --life, this one only")
    parser.add_argument("--odoo", metavar="DIR", help="an Odoo 19 of your own")
    options = parser.parse_args(argv)
    found = runtime.get_runtime(options.odoo)
    if not options.only or "B9" in options.only.upper():
        testing.get_programs()  # a browser
    report.machine()
    if options.life:
        return life.main(found, options.since, options.station or ())
    if options.load:
        return served.load(found, options.seconds or 60, options.seed)
    if options.kill is not None:
        return served.kill(found, options.kill, options.seed)
    with places.bench(found) as here:
        only = options.only.upper().split(",") if options.only else []
        rows = []
        if not only or options.screens or set(only) - {"B9", "B10"}:
            rows += here.measure(
                options.matters,
                only=only,
                repeat=options.repeat,
                patience=options.patience,
                bulk=options.bulk,
                rows=options.rows,
                profile=options.profile,
                **({"task": "screens", "peer": False} if options.screens else {}),
            )
        there = min(options.matters, THERE)
        seconds = options.seconds or crowd.SECONDS
        for name, work in (
            ("B9", lambda: paint.measure(here, there, options.repeat)),
            ("B10", lambda: crowd.measure(here, there, options.people, seconds)),
        ):
            if not options.screens and (not only or name in only):
                try:
                    rows += work()
                except DubanError as error:
                    rows.append({"id": name, "failed": str(error)})
    failed = [row for row in rows if "failed" in row]
    rows = [row for row in rows if "failed" not in row]
    (report.screens if options.screens else report.table)(rows, options.json)
    for row in failed:
        print(f"{row['id']} could not be measured: {row['failed']}")
    return 1 if failed else 0
