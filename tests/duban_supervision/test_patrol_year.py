"""A year of daily patrols, with missed days and killed runs (``DUBAN_MATTERS=500``)."""

import os
import random
import time
from collections import Counter
from datetime import date, timedelta

from odoo.tests import tagged

from tests.duban_supervision.killing import KilledRuns
from tests.duban_supervision.test_patrol import PatrolCommon
from tests.stopped import real_now


@tagged("post_install", "-at_install")
class TestPatrolYear(KilledRuns, PatrolCommon):
    """A simulated year with the official holidays of 2026.

    People work on the matters, the patrol runs daily, misses some days and dies half-way on others; people are absent,
    leave, hand over, and units change their heads. ``DUBAN_MATTERS=500`` for the full size; ``-s`` shows the figures.
    """

    #: the State Council's notice for 2026, copied from it and not from the calendar under test
    HOLIDAYS = {
        (1, 1, 3), (2, 15, 23), (4, 4, 6), (5, 1, 5), (6, 19, 21), (9, 25, 27), (10, 1, 7),
    }  # fmt: skip
    WORKING_WEEKENDS = {(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)}
    ABSENCE = (date(2026, 3, 9), date(2026, 3, 20))  # of worker A
    NEW_HEAD = date(2026, 5, 18)  # of unit B
    LEAVING = date(2026, 7, 6)  # of worker C

    def test_year(self):
        size, started = (
            int(os.environ.get("DUBAN_MATTERS", "40")),
            time.perf_counter(),
        )
        self._load_calendar()
        self.liaison_c = self.new_person("liaison_c", "user", self.unit_c)
        self.new_head = self.new_person("new_head_b", "user", self.unit_b)
        self.workers = {
            self.unit_a: self.worker_a,
            self.unit_b: self.worker_b,
            self.unit_c: self.worker_c,
        }
        chance = random.Random(2026)
        starts = Counter(chance.randrange(3, 330) for _n in range(size))
        matters, figures = self.env["duban.matter"], Counter()
        self.told, self.steps = (
            {},
            {},
        )  # what the ladder must have done, worked out here
        waiting = 0
        for n in range(365):
            day = date(2026, 1, 1) + timedelta(days=n)
            self.at(str(day))
            self.env.invalidate_all()
            waiting += starts[n]
            if self._is_working(day):
                self._change_people(day, matters)
                matters |= self._begin(waiting, chance)
                waiting = 0
                self._work(matters, chance)
            else:
                figures["days off"] += 1
            if chance.random() < 0.06:
                figures["missed days"] += 1
                continue
            if chance.random() < 0.12:
                figures["killed runs"] += self._killed_run(chance)
            self.run_patrol()
            figures["runs"] += 1
            self._expect_ladder(matters, day)
            if n % 15 == 0 or n > 355:
                figures["to-dos compared"] += self._check_todos(matters)
            elif matters:
                sample = chance.sample(matters.ids, min(20, len(matters)))
                figures["to-dos compared"] += self._check_todos(matters.browse(sample))
        self._check_digests(figures)
        self._check_ladder(matters, figures)
        figures["seconds"] = round(time.perf_counter() - started)
        real_today = real_now().date()
        print(  # noqa: T201  the figures are what the run is for
            f"\npatrol year, {size} matters: "
            + ", ".join(f"{name} {count}" for name, count in sorted(figures.items()))
            + f"; {real_today}, {os.cpu_count()} processors"
        )

    # -- the year

    def _load_calendar(self):
        Year = self.env["duban.calendar.year"]
        Year.search([("company_id", "=", self.company.id)]).unlink()
        years = Year.create(
            [
                {"company_id": self.company.id, "year": year}
                for year in (2025, 2026, 2027)
            ]
        )
        years.filtered(lambda y: y.year == 2026).action_load()
        for n in range(365):
            day = date(2026, 1, 1) + timedelta(days=n)
            self.assertEqual(
                Year._is_working_day(day, self.company), self._is_working(day), day
            )

    def _is_working(self, day):
        if (day.month, day.day) in self.WORKING_WEEKENDS:
            return True
        if any(m == day.month and a <= day.day <= b for m, a, b in self.HOLIDAYS):
            return False
        return day.weekday() < 5

    def _change_people(self, day, matters):
        if day == self.ABSENCE[0] - timedelta(days=5):
            self.env["duban.delegation"].with_user(self.worker_a).create(
                {
                    "deputy_id": self.liaison_a.id,
                    "date_from": self.ABSENCE[0],
                    "date_to": self.ABSENCE[1],
                }
            )
        if day == self.NEW_HEAD:
            self.unit_b.manager_id = self.employee_of(self.new_head)
        if day == self.LEAVING:
            self.worker_c.active = False
            handover = (
                self.env["duban.handover"]
                .with_user(self.office_user)
                .create(
                    {
                        "predecessor_id": self.worker_c.id,
                        "successor_id": self.liaison_c.id,
                    }
                )
            )
            handover.action_confirm()
            handover.with_user(self.liaison_c).action_confirm()
            self.assertEqual(handover.state, "done")
            self.workers[self.unit_c] = self.liaison_c

    def _begin(self, count, chance):
        begun = self.env["duban.matter"]
        units = list(self.workers)
        for _n in range(count):
            unit, co = units[chance.randrange(3)], units[chance.randrange(3)]
            begun |= self.assigned(
                lead_unit_id=unit.id, co_unit_ids=[(6, 0, (co - unit).ids)]
            )
        return begun

    def _work(self, matters, chance):
        for matter in matters.filtered(
            lambda m: m.state in ("assigned", "in_progress", "result_submitted")
        ):
            worker = self.workers[matter.lead_unit_id]
            dice = chance.random()
            if matter.state == "assigned" and dice < 0.3:
                self.env["duban.plan.line"].with_user(worker).create(
                    {
                        "matter_id": matter.id,
                        "name": "节点",
                        "date": matter.date_deadline,
                    }
                )
                matter.with_user(worker).write({"handler_id": worker.id})
                matter.with_user(worker).action_accept()
            elif matter.state == "in_progress" and dice < 0.05:
                matter.with_user(worker).write({"result": "完成"})
                matter.with_user(worker).action_submit_result()
            elif matter.state == "in_progress" and dice < 0.12:
                self.feedback(matter, worker)
            elif matter.state == "result_submitted" and dice < 0.5:
                matter.with_user(self.office_user).action_pass_review("同意")
                matter.with_user(self.office_user).action_close()

    # -- what must be true

    def _check_todos(self, matters):
        """No to-do lost, none doubled: the open activities are exactly the expected ones. Returns how many."""
        self.env.invalidate_all()
        stand_ins, count = self.env["duban.delegation"]._stand_ins(), 0
        for matter in matters.sudo():
            expected = Counter(
                (todo.key, matter._todo_receiver(todo.user, stand_ins).id)
                for todo in matter._expected_todos()
            )
            found = Counter(
                (todo.duban_key, todo.user_id.id) for todo in self.todos(matter)
            )
            self.assertEqual(found, expected, matter.display_name)
            count += sum(expected.values())
        return count

    def _expect_ladder(self, matters, day):
        """What a completed run of ``day`` must have raised about passed due dates, from the rules in words.

        After 1, 3 and 6 working days: whoever works on it (the head while nobody does), the head, the leader in charge;
        nobody twice.
        """
        rule = self.regulation
        offsets = (1, rule.ladder_head_days, rule.ladder_leader_days)
        absent = self.ABSENCE[0] <= day <= self.ABSENCE[1]
        for matter in matters.sudo():
            due = matter.date_deadline
            if matter.state not in ("assigned", "in_progress") or day <= due:
                continue
            passed = sum(
                self._is_working(due + timedelta(days=n))
                for n in range(1, (day - due).days + 1)
            )
            people = (
                matter.handler_id or matter.unit_head_id,
                matter.unit_head_id,
                matter.leader_in_charge_id,
            )
            told = self.told.setdefault(matter.id, [])
            for step, (offset, user) in enumerate(zip(offsets, people, strict=True), 1):
                if absent and user == self.worker_a:
                    user = self.liaison_a
                key = (matter.id, step)
                if passed >= offset and key not in self.steps and user not in told:
                    self.steps[key] = (day, user)
                    told.append(user)

    def _check_digests(self, figures):
        digests = self.env["duban.digest"].search(
            [("company_id", "=", self.company.id), ("is_at_once", "=", False)]
        )
        per_day = Counter((digest.user_id, digest.date) for digest in digests)
        self.assertTrue(per_day)
        self.assertEqual(max(per_day.values()), 1)
        self.assertFalse([d for d in digests if not self._is_working(d.date)])
        for digest in digests:
            self.assertTrue(digest.reminder_ids)
            self.assertEqual(digest.reminder_ids.user_id, digest.user_id)
            self.assertEqual(len(digest.delivery_ids), 1)
            self.assertTrue(digest.delivery_ids.notification_id)
            if digest.user_id == self.worker_a:
                self.assertFalse(self.ABSENCE[0] <= digest.date <= self.ABSENCE[1])
            if digest.user_id == self.worker_c:
                self.assertLess(digest.date, self.LEAVING)
        figures["digests"] = len(digests)
        figures["persons"] = len(digests.user_id)
        figures["reminders sent"] = len(digests.reminder_ids)
        figures["most digests to one person"] = max(
            Counter(digest.user_id for digest in digests).values()
        )
        dropped = self.env["duban.reminder"].search([("date_dropped", "!=", False)])
        self.assertFalse(dropped.digest_id)
        figures["reminders dropped"] = len(dropped)

    def _check_ladder(self, matters, figures):
        """Each step of each overdue matter exactly once, on the first run after its working day, to its person."""
        reminders = self.env["duban.reminder"].search(
            # what comes back after the last step has keys of its own (CORE-36)
            [
                ("matter_id", "in", matters.ids),
                ("kind", "=", "overdue"),
                ("key", "=", ""),
            ]
        )
        # a step whose cause went between a killed run and the next one was never sent
        counts = Counter(
            (row.matter_id.id, row.step) for row in reminders if row.digest_id
        )
        self.assertFalse([key for key, count in counts.items() if count > 1])
        raised = {
            (row.matter_id.id, row.step): (row.date, row.user_id)
            for row in reminders
            if not row.date_dropped
        }
        self.assertEqual(raised, self.steps)
        figures["overdue matters"] = len({matter for matter, _step in self.steps})
        for step in (1, 2, 3):
            figures[f"escalations, step {step}"] = sum(
                number == step for _matter, number in self.steps
            )
