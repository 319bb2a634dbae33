"""How a measurement is taken: two databases, alternating, one transaction each."""

import contextlib
import cProfile
import gc
import pstats
import statistics
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

from bench import data


class Side:
    """One database of one contestant: transactions as a user, timed and counted."""

    def __init__(self, db):
        self.registry = data.registry(db)

    @contextlib.contextmanager
    def as_user(self, login=None, **context):
        """A new transaction with an empty cache, as a web request has; committed."""
        with self.registry.cursor() as cr:
            env = data.superuser(cr)
            if login:
                user = env["res.users"].search([("login", "=", login)])
                context.setdefault("allowed_company_ids", user.company_ids.ids)
                context.setdefault("lang", user.lang)
                context.setdefault("tz", user.tz)
                env = env(user=user.id, context=context)
                env.invalidate_all()
            yield env

    def timed(self, work, login=None, warm=None):
        """(milliseconds, queries) of ``work(env, ready)``, the commit included.

        ``warm(env)`` runs before, in a transaction of its own, and gives ``ready``
        as plain values.
        """
        ready = None
        if warm:
            with self.as_user() as env:
                ready = warm(env)
        gc.collect()
        with self.as_user(login) as env:
            # what any request has done before it comes to the work
            env.user.has_group("base.group_user")
            before = env.cr.sql_log_count
            start = time.perf_counter()
            work(env, ready)
            env.cr.commit()
            elapsed = (time.perf_counter() - start) * 1000
            return elapsed, env.cr.sql_log_count - before


class Contest(NamedTuple):
    """What is compared: functions that do the work once and return (milliseconds, queries)."""

    name: str
    what: str
    ours: Callable
    peer: Callable
    n: int
    #: gives the milliseconds of the same by SQL alone; None: the peer is that already, or there is no such thing
    floor: Callable | None = None


class Measuring:
    """Runs the cases that were asked for, and keeps their rows."""

    def __init__(self, options):
        self.options = options
        self.sizes = options["sizes"]
        self.repeat = options["repeat"]
        self.sides = {name: Side(db) for name, db in options["copies"].items()}
        self.rows = []

    def side(self, kind, size=None, shape=""):
        """A contestant's database, by default the large one."""
        return self.sides[f"{kind}_{size or self.sizes[-1]}{shape}"]

    def versus(self, name, what, ours, peer, n, repeat=None, warm=None, floor=None):
        """Run ours and the peer's alternately; the row of their medians, as in ``race``."""
        return self.race([Contest(name, what, ours, peer, n, floor)], repeat, warm)[0]

    def race(self, contests, repeat=None, warm=None):
        """Run all contests round by round, so that whatever else the machine does falls on each of them.

        The first round only warms up; ``warm`` gives something smaller for that. No new
        round begins once ``--patience`` seconds are over, so a slow row may rest on
        fewer pairs than were asked for: it says how many.
        """
        works = [work for each in contests for work in (each.ours, each.peer)]
        for work in works if warm is None else warm:
            work()
        rounds = []
        begun = time.monotonic()
        while len(rounds) < (repeat or self.repeat):
            if rounds and time.monotonic() - begun > self.options["patience"]:
                break
            rounds.append([work() for work in works])
        rows = []
        for index, contest in enumerate(contests):
            self.profile(contest.name, contest.ours)
            row = {
                "id": contest.name,
                "what": contest.what,
                "n": contest.n,
                "pairs": len(rounds),
            }
            for place, side in enumerate(("ours", "peer"), 2 * index):
                results = [each[place] for each in rounds]
                row[f"{side}_ms"] = statistics.median(ms for ms, _q in results)
                row[f"{side}_queries"] = int(statistics.median(q for _ms, q in results))
            row["ratio"] = row["ours_ms"] / row["peer_ms"]
            if contest.floor:
                row["floor_ms"] = statistics.median(contest.floor() for _n in range(3))
            self.keep(row)
            rows.append(row)
        return rows

    def growth(self, name, what, small, large):
        """Two rows of ours, the second against the first."""
        self.keep(
            {
                "id": name, "what": what, "n": large["n"], "pairs": large["pairs"],
                "ours_ms": large["ours_ms"], "peer_ms": small["ours_ms"],
                "ratio": large["ours_ms"] / small["ours_ms"],
                "ours_queries": large["ours_queries"], "peer_queries": small["ours_queries"],
            }
        )  # fmt: skip

    def keep(self, row):
        """One more row; said at once, as the whole takes minutes."""
        row.setdefault("floor_ms", None)
        self.rows.append(row)
        print(
            f"duban:   {row['id']}: {row['ours_ms']:.1f} ms, peer {row['peer_ms']:.1f} ms, "
            f"ratio {row['ratio']:.2f}",
            file=sys.stderr,
            flush=True,
        )

    def profile(self, name, work):
        """Where the time of our side goes, on request."""
        if not self.options["profile"]:
            return
        profiler = cProfile.Profile()
        profiler.enable()
        work()
        profiler.disable()
        print(f"--- {name}", file=sys.stderr)
        stats = pstats.Stats(profiler, stream=sys.stderr)
        stats.sort_stats("cumulative").print_stats(45)
        stats.sort_stats("tottime").print_stats(15)
