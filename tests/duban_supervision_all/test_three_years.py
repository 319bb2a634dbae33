"""Three years with plans carried over, clocks stopped, scores appealed and locked, re-checks drawn, colours issued.

``DUBAN_MATTERS=500`` for the full size, ``-s`` shows the figures; CI lives the same years with twelve matters and a
patrol on one day of eight, a fifth of them killed first.
"""

import os
import random
import time
from collections import Counter
from datetime import date, timedelta

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_all.years_life import YEARS, YearsLife, is_working
from tests.duban_supervision_all.years_recount import YearsRecount
from tests.stopped import real_now

FULL = 200


@tagged("post_install", "-at_install")
class TestThreeYears(YearsRecount, YearsLife):
    @clause("PLUS-P1", "PLUS-C1", "PLUS-S1", "PLUS-R1", "PLUS-V2")
    def test_three_years(self):
        size = int(os.environ.get("DUBAN_MATTERS", "12"))
        started = time.perf_counter()
        self._begin_life(size)
        days = [
            date(YEARS[0], 1, 1) + timedelta(days=n)
            for n in range((date(YEARS[-1] + 1, 1, 1) - date(YEARS[0], 1, 1)).days)
        ]
        starts = Counter(self.chance.randrange(3, len(days) - 40) for _n in range(size))
        waiting = 0
        for n, day in enumerate(days):
            self.at(str(day))
            self.env.invalidate_all()
            waiting += starts[n]
            if is_working(day):
                self._live(day, waiting)
                waiting = 0
            else:
                self.counts["days off"] += 1
            self._patrol_of(day, size)
        try:
            self._check_all(size)
        finally:
            self._print_figures(size, started)

    def _print_figures(self, size, started):
        """Also of years that fail a check: they took an hour."""
        seconds = round(time.perf_counter() - started)
        moment = real_now()
        figures = ", ".join(f"{name} {count}" for name, count in sorted(self.counts.items()))  # fmt: skip
        print(  # noqa: T201  the figures are what the run is for
            f"\nthree years, {size} matters: {figures}; {seconds} s; {moment:%Y-%m-%d}, {os.cpu_count()} processors"
        )

    def _begin_life(self, size):
        self.chance, self.counts = random.Random(2024), Counter()
        self.matters = self.env["duban.matter"].with_user(self.office_user)
        self.workers = {
            self.unit_a: self.worker_a,
            self.unit_b: self.worker_b,
            self.unit_c: self.worker_c,
        }
        self.made, self.samples = [], self.env["duban.recheck.sample"]
        self.locked, self.frozen, self.published_totals = {}, {}, {}
        self.tasks_a_year = max(6, size // 12)
        self.at("2024-01-01")
        # each notice stays in the digest that is checked; the mails made of them cost a sixth of the time
        Thread = type(self.env["mail.thread"])
        self.patch(Thread, "_notify_thread_by_email", lambda *args, **options: True)
        self.load_calendars()
        self.make_plan()

    def _live(self, day, waiting):
        """One working day."""
        if day.month == 1:
            if not self.running(day.year).filtered(lambda row: not row.carried_from_id):
                self.begin_year(day.year, self.tasks_a_year)
        if waiting:
            self.begin(waiting, day.year)
        self.work(day)
        self.answer_objections()
        self.remember_locked(self.lock_scores())
        if day == self.next_month_day(day):
            if day > date(YEARS[0], 2, 1):
                self.check_published(self.publish_month(day))
            self.work_on_plan(day.year)
            if day.month == 1 and day.year > YEARS[0]:
                self.samples |= self.draw(day.year - 1)
        self.make_rechecks(day)
        if day.month == 12 and day.day >= 21 and self.running(day.year):
            self.check_roll_up(day)
            self.close_plan_year(day.year)

    def _patrol_of(self, day, size):
        """The job runs every day, misses some and dies on others."""
        missed, killed = (0.06, 0.12) if size >= FULL else (0.88, 0.2)
        if self.chance.random() < missed:
            self.counts["missed days"] += 1
            return
        if self.chance.random() < killed:
            self.counts["killed runs"] += self._killed_run(self.chance)
        self.run_patrol()
        self.counts["runs"] += 1
        ids = self.matters.ids
        if day.day == 1:
            self.counts["to-dos compared"] += self.check_todos(self.matters)
        elif ids and day.weekday() == 2:
            sample = self.chance.sample(ids, min(20, len(ids)))
            self.counts["to-dos compared"] += self.check_todos(self.matters.browse(sample))  # fmt: skip

    def _check_all(self, size):
        self.assertEqual(len(self.matters), size)
        self.check_digests()
        self.check_chains()
        self.check_pauses()
        self.check_frozen()
        self.check_samples(self.samples)
        self.check_warnings()
        self.check_trails()
        self.env["ir.cron"].flush_model()
        for name in ("goals carried", "clocks stopped", "scores locked", "objections", "re-checks made"):  # fmt: skip
            self.assertTrue(self.counts[name], name)
