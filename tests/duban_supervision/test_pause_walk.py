"""暂停, walked at random (PLUS-C1): expected days are counted by CAL-B, by a calendar of the test's own."""

import random
from datetime import date, timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision.test_pause import PauseCommon

OFF = {date(2024, 4, n) for n in (4, 5, 6)}
ON = {date(2024, 4, 7)}


@tagged("post_install", "-at_install")
class TestPauseWalk(PauseCommon):
    """2,000 random steps: whatever is stopped when, the days add up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar_b()

    @staticmethod
    def works(day):
        return day in ON or (day.weekday() < 5 and day not in OFF)

    def between(self, first, last):
        return sum(
            self.works(first + timedelta(days=n))
            for n in range(1, (last - first).days + 1)
        )

    def after(self, day, count):
        while count:
            day += timedelta(days=1)
            count -= self.works(day)
        return day

    @clause("PLUS-C1")
    def test_2000_steps(self):
        chance = random.Random(20261128)
        # what is told stands in the notices; messages made of them took a third of the time
        self.patch(type(self.env["duban.digest"]), "_send_at_once", lambda model: None)
        steps = 0
        while steps < 2000:
            day = date(2024, 3, 4) + timedelta(days=chance.randrange(30))
            while not self.works(day):
                day += timedelta(days=1)
            self.at(day)
            matter = self.accepted()
            due, since, count, stood = self.after(day, 10), None, 0, 0
            for _step in range(50):
                steps += 1
                kind = chance.choice(("wait", "wait", "stop", "go", "patrol", "go"))
                if kind == "wait":
                    day += timedelta(days=chance.randrange(1, 4))
                    self.at(day)
                elif kind == "stop" and not since and day <= due:
                    self.pause(matter, str(day + timedelta(days=30)))
                    since, count = day, count + 1
                elif kind == "go" and since:
                    self.resume(matter)
                    days = self.between(since, day)
                    back = day if self.works(day) else self.after(day, 1)
                    moved = self.after(due, days)
                    due, stood = moved if moved >= day else back, stood + days
                    since = None
                elif kind == "patrol" and not _step % 5:
                    before = self.reminders(matter)
                    self.run_patrol()
                    new = (self.reminders(matter) - before).filtered("matter_id")
                    if since:
                        self.assertLessEqual(set(new.mapped("kind")), {"pause_over"})
                elif kind in ("go", "stop"):
                    with self.assertRaises(UserError), self.cr.savepoint():
                        if kind == "go":
                            self.resume(matter)
                        else:
                            self.pause(matter, str(day + timedelta(days=30)))
                self.env.invalidate_all()
                self.assertEqual(matter.date_deadline, due)
                self.assertEqual(
                    (matter.pause_count, matter.pause_days), (count, stood)
                )
                self.assertEqual(matter.is_overdue, not since and day > due)
                self.assertEqual(matter.light == "paused", bool(since))
            self.assertEqual(self.env["duban.act"]._verify(matter), [])
            self.assertEqual(
                sum(matter.pause_ids.filtered("date_to").mapped("days")), stood
            )
