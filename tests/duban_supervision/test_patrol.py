"""The patrol, the reminders and the digest: quiet, exactly once, provable."""

import contextlib
import os
import random
from collections import Counter
from datetime import date, timedelta
from unittest.mock import patch

import freezegun.api

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.duban_supervision.models.reminding import matter_todo

from tests.clauses import clause
from tests.common import Conflict, SupervisionCommon


class Killed(BaseException):
    """kill -9: nothing catches it."""


class PatrolCommon(SupervisionCommon):
    def patrol(self, day):
        self.at(f"{day}")
        self.run_patrol()

    def reminders(self, matter, kind=None):
        domain = [("matter_id", "=", matter.id)] + (
            [("kind", "=", kind)] if kind else []
        )
        return self.env["duban.reminder"].sudo().search(domain, order="id")


@tagged("post_install", "-at_install")
class TestPatrol(PatrolCommon):
    def test_ladder_exactly_once_also_after_missed_days(self):
        self.at("2024-03-04")
        matter = self.accepted()  # due 2024-03-18, a Monday
        self.patrol("2024-03-18")
        self.assertFalse(self.reminders(matter, "overdue"))
        self.patrol("2024-03-19")
        self.patrol("2024-03-19")
        self.assertEqual(self.reminders(matter, "overdue").mapped("step"), [1])
        self.assertEqual(self.reminders(matter, "overdue").user_id, self.worker_a)
        self.assertEqual(self.todos(matter, kind="overdue").user_id, self.head_a)
        # the server was down from the 20th to the 27th: head (+3 working days) and leader (+6) are told once, now
        self.patrol("2024-03-27")
        self.patrol("2024-03-28")
        reminders = self.reminders(matter, "overdue")
        self.assertEqual(reminders.mapped("step"), [1, 2, 3])
        self.assertEqual(reminders[1:].mapped("user_id"), self.head_a | self.leader)
        self.assertEqual(
            [str(day) for day in reminders.mapped("date")],
            ["2024-03-19", "2024-03-27", "2024-03-27"],
        )

    def test_one_digest_per_person_and_none_on_days_off(self):
        self.at("2024-03-04")
        first, second = self.accepted(), self.accepted()
        self.patrol("2024-03-13")  # three working days before
        digests = self.env["duban.digest"].search([("user_id", "=", self.worker_a.id)])
        self.assertEqual(len(digests), 1)
        self.assertEqual(digests.reminder_ids.matter_id, first | second)
        self.assertEqual(digests.delivery_ids.mapped("state"), ["waiting"])
        self.assertFalse(
            self.env["duban.digest"].search([("user_id", "=", self.outsider.id)])
        )
        third = self.accepted(
            date_deadline="2024-03-22", deadline_ground="会议要求"
        )  # due on Friday
        self.patrol("2024-03-23")
        self.assertFalse(self.env["duban.digest"].search([("date", "=", "2024-03-23")]))
        self.patrol("2024-03-25")
        overdue = self.reminders(third, "overdue")
        self.assertEqual(overdue.digest_id.date, date(2024, 3, 25))

    def test_urgent_matters_at_once(self):
        self.at("2024-03-09")  # a Saturday
        matter = self.assigned(is_urgent=True)
        told = self.reminders(matter, "urgent")
        # who works on it, and the leader whose field it is
        self.assertEqual(told.user_id, self.head_a | self.leader)
        reminder = told.filtered(lambda row: row.user_id == self.head_a)
        self.assertTrue(reminder.digest_id.is_at_once)
        self.assertEqual(len(reminder.digest_id.delivery_ids), 1)
        notification = reminder.digest_id.delivery_ids.notification_id
        self.assertEqual(notification.res_partner_id, self.head_a.partner_id)
        # it does not take the place of the daily digest
        self.patrol("2024-03-18")
        digests = self.env["duban.digest"].search([("user_id", "=", self.head_a.id)])
        self.assertEqual(
            sorted(digests.mapped("is_at_once")), [False, True], digests.mapped("date")
        )

    def test_what_was_done_is_proven(self):
        self.at("2024-03-04")
        matter = self.accepted()
        self.patrol("2024-03-19")
        reminder = self.reminders(matter, "overdue")
        self.assertFalse(reminder.date_acted)
        self.at("2024-03-20")
        self.feedback(matter)
        reminder.invalidate_recordset()
        self.assertEqual(reminder.date_acted.date(), date(2024, 3, 20))
        for user in (self.worker_a, self.office_user):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.env["duban.reminder"].with_user(user).create(
                    {
                        "matter_id": matter.id,
                        "kind": "overdue",
                        "day": "2024-03-01",
                        "step": 1,
                        "user_id": user.id,
                        "date": "2024-03-01",
                    }
                )

    @clause("CORE-10")
    def test_reminded_before_the_due_date_and_before_feedback_dates(self):
        """Once each, as many working days before as the settings say, over a weekend too."""
        self.regulation.write({"feedback_by_plan": True, "remind_feedback_days": 2})
        self.at("2024-03-04")
        matter = self.assigned()
        self.plan(matter, "2024-03-08", "2024-03-12")
        matter.with_user(self.worker_a).action_accept()
        raised = {}
        for day in range(5, 19):
            before = self.reminders(matter)
            self.patrol(f"2024-03-{day:02d}")
            self.patrol(f"2024-03-{day:02d}")
            for row in self.reminders(matter) - before:
                raised.setdefault(f"{row.date}", []).append((row.kind, f"{row.day}"))
            if day == 7:
                self.feedback(matter, plan_line_id=matter.plan_line_ids[0].id)
        self.assertEqual(
            raised,
            {
                "2024-03-06": [("feedback_due", "2024-03-08")],
                # Friday, two working days before Tuesday
                "2024-03-08": [("feedback_due", "2024-03-12")],
                # the head's and the leader's turn come later
                "2024-03-13": [
                    ("due_soon", "2024-03-18"),
                    ("feedback_missing", "2024-03-12"),
                ],
                "2024-03-15": [("feedback_missing", "2024-03-12")],
            },
        )
        coming = self.reminders(matter, "feedback_due") | self.reminders(
            matter, "due_soon"
        )
        self.assertEqual(coming.user_id, self.worker_a)
        # 0 switches it off
        self.regulation.remind_feedback_days = 0
        self.at("2024-03-04")
        quiet = self.assigned()
        self.plan(quiet, "2024-03-08")
        quiet.with_user(self.worker_a).action_accept()
        self.patrol("2024-03-07")
        self.assertFalse(self.reminders(quiet, "feedback_due"))
        self.assertFalse(self.reminders(quiet, "due_soon"))

    @clause("CORE-10")
    def test_todos_survive_an_archived_user_and_a_garbage_collection(self):
        self.at("2024-03-04")
        matter = self.accepted()
        self.assertEqual(self.todos(matter, kind="result").user_id, self.worker_a)
        self.worker_a.action_archive()
        self.assertEqual(self.todos(matter, kind="result").user_id, self.head_a)
        self.worker_a.action_unarchive()
        self.todos(matter).unlink()  # as Odoo's clean-up of old overdue activities does
        self.assertFalse(self.todos(matter))
        self.patrol("2024-03-05")
        self.assertEqual(self.todos(matter, kind="result").user_id, self.worker_a)

    def test_absence_moves_the_todos_and_brings_them_back(self):
        self.at("2024-03-04")
        matter = self.accepted()
        self.env["duban.delegation"].with_user(self.worker_a).create(
            {
                "user_id": self.worker_a.id,
                "deputy_id": self.head_a.id,
                "date_from": "2024-03-06",
                "date_to": "2024-03-08",
            }
        )
        self.assertEqual(self.todos(matter, kind="result").user_id, self.worker_a)
        for day, user in (
            ("2024-03-06", self.head_a),
            ("2024-03-08", self.head_a),
            ("2024-03-11", self.worker_a),
        ):
            self.patrol(day)
            self.assertEqual(self.todos(matter, kind="result").user_id, user, day)

    def test_a_todo_is_not_ticked_off_or_deleted(self):
        self.at("2024-03-04")
        matter = self.accepted()
        todo = self.todos(matter, kind="result").with_user(self.worker_a)
        for call in (
            todo.action_feedback,
            todo.unlink,
            todo.action_cancel,
            lambda: todo.write({"date_deadline": "2030-01-01"}),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                call()
        self.assertTrue(todo.exists().active)
        self.assertNotIn(self.worker_a.partner_id, matter.message_partner_ids)

    def _with_conflicts(self, names, times):
        """A patrol where the first ``times`` calls of each of ``names`` (model, method) collide; {name: calls}."""
        calls = Counter()

        def colliding(name, original):
            def method(records, *args, **kwargs):
                result = original(records, *args, **kwargs)
                calls[name] += 1
                if calls[name] <= times:
                    raise Conflict
                return result

            return method

        def commit(*args, **kwargs):
            self.env.flush_all()
            self.cr.execute("RELEASE SAVEPOINT run; SAVEPOINT run")
            return 1e9

        def rollback():
            self.cr.clear()
            self.cr.execute("ROLLBACK TO SAVEPOINT run")

        self.env.flush_all()
        self.cr.execute("SAVEPOINT run")
        with contextlib.ExitStack() as stack:
            for name in names:
                model, method = self.registry[name[0]], name[1]
                wrapped = colliding(name, getattr(model, method))
                stack.enter_context(patch.object(model, method, wrapped))
            stack.enter_context(
                patch.object(self.registry["ir.cron"], "_commit_progress", commit)
            )
            # a test's own cursor may not roll back
            stack.enter_context(patch.object(self.cr, "rollback", rollback))
            self.env(user=SUPERUSER_ID, context={})["duban.matter"]._cron_patrol()
        self.env.invalidate_all()
        return calls

    def test_a_step_taken_at_the_same_moment_does_not_put_the_patrol_off(self):
        """The scheduler would come back tomorrow; each part of the patrol is taken again, and happens once."""
        self.at("2024-03-04")
        matter = self.accepted()  # due 2024-03-18
        self.at("2024-03-21")
        parts = [
            ("duban.delegation", "_patrol"),
            ("duban.matter", "_patrol_each"),
            ("duban.reminder", "_refresh_unsent"),
            ("duban.digest", "_send_digests"),
        ]
        calls = self._with_conflicts(parts, 2)
        for name in parts:
            self.assertGreaterEqual(calls[name], 3, name)
        reminders = self.reminders(matter)
        self.assertTrue(reminders)
        self.assertTrue(all(row.digest_id for row in reminders))
        digests = reminders.digest_id.filtered(lambda row: not row.is_at_once)
        self.assertEqual(len(digests), len(digests.user_id))
        self.assertTrue(self.todos(matter, kind="overdue"))

    def test_a_patrol_that_always_collides_is_a_failure_of_the_job(self):
        self.at("2024-03-04")
        self.accepted()
        self.at("2024-03-21")
        with self.assertRaises(Conflict):
            self._with_conflicts([("duban.matter", "_patrol_each")], 99)

    def test_idle_patrol_costs_the_same_however_many_matters_are_open(self):
        self.at("2024-03-04")
        for _n in range(3):
            self.accepted()
        self.patrol("2024-03-05")
        self.patrol("2024-03-05")
        with self.assertQueryCount(13):
            self.run_patrol()


@tagged("post_install", "-at_install")
class TestPatrolYear(PatrolCommon):
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
            freezegun.api.real_perf_counter(),
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
        figures["seconds"] = round(freezegun.api.real_perf_counter() - started)
        clock = freezegun.api.real_time()
        real_today = freezegun.api.real_datetime.fromtimestamp(clock).date()
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

    def _killed_run(self, chance):
        """A run that dies in the middle of a batch: what was committed before stays, the batch in progress is lost.

        :return: 1 when there was enough work for it to die, else 0
        """
        cr, left = self.cr, chance.randrange(1, 6)

        def commit(*args, **kwargs):
            self.env.flush_all()
            cr.execute("RELEASE SAVEPOINT killed; SAVEPOINT killed")
            return 1e9

        def dying(original):
            def method(records, *args, **kwargs):
                nonlocal left
                result = original(records, *args, **kwargs)
                left -= 1
                if left <= 0:
                    raise Killed
                return result

            return method

        matter, digest = self.registry["duban.matter"], self.registry["duban.digest"]
        self.env.flush_all()
        cr.execute("SAVEPOINT killed")
        with (
            patch.object(self.registry["ir.cron"], "_commit_progress", commit),
            patch.object(matter_todo, "BATCH", 3),
            patch.object(matter_todo, "DIGESTS", 1),
            patch.object(matter, "_raise_reminders", dying(matter._raise_reminders)),
            patch.object(digest, "_send", dying(digest._send)),
        ):
            try:
                self.env(user=SUPERUSER_ID, context={})["duban.matter"]._cron_patrol()
                killed = 0
            except Killed:
                killed = 1
                self.env.transaction.clear()
                cr.execute("ROLLBACK TO SAVEPOINT killed")
        self.env.flush_all()
        cr.execute("RELEASE SAVEPOINT killed")
        self.env.invalidate_all()
        return killed

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
