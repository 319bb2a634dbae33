"""The patrol, the reminders and the digest: quiet, exactly once, provable."""

import os
import random
from collections import Counter
from datetime import date, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


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
        reminder = self.reminders(matter, "urgent")
        self.assertEqual(reminder.user_id, self.head_a)
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

    def test_idle_patrol_costs_the_same_however_many_matters_are_open(self):
        self.at("2024-03-04")
        for _n in range(3):
            self.accepted()
        self.patrol("2024-03-05")
        self.patrol("2024-03-05")
        with self.assertQueryCount(11):
            self.run_patrol()


@tagged("post_install", "-at_install")
class TestPatrolYear(PatrolCommon):
    """A simulated year with the official holidays of 2026.

    ``DUBAN_MATTERS=500`` for the full size; ``-s`` shows the figures.
    """

    def test_year(self):
        size = int(os.environ.get("DUBAN_MATTERS", "40"))
        self.env["duban.calendar.year"].search(
            [("company_id", "=", self.company.id)]
        ).unlink()
        years = self.env["duban.calendar.year"].create(
            [
                {"company_id": self.company.id, "year": year}
                for year in (2025, 2026, 2027)
            ]
        )
        years.filtered(lambda y: y.year == 2026).action_load()
        chance = random.Random(2026)
        units = [
            (self.unit_a, self.worker_a),
            (self.unit_b, self.worker_b),
            (self.unit_c, self.worker_c),
        ]
        starts = Counter(chance.randrange(3, 330) for _n in range(size))
        matters, figures = self.env["duban.matter"], Counter()
        first = date(2026, 1, 1)
        is_working = self.env["duban.calendar.year"]._is_working_day
        for n in range(365):
            day = first + timedelta(days=n)
            self.at(str(day))
            self.env.invalidate_all()
            working = is_working(day, self.company)
            if working:
                matters |= self._begin(
                    starts.pop(n, 0) + starts.pop(-1, 0), units, chance
                )
                self._work(matters, units, chance)
            else:
                starts[-1] += starts.pop(
                    n, 0
                )  # decisions of a day off are assigned on the next working day
            if chance.random() < 0.06:
                figures["missed days"] += 1
                continue
            if chance.random() < 0.06:
                figures["killed runs"] += 1
                self._killed_run(chance)
            self.env["duban.matter"]._cron_patrol()
            figures["runs"] += 1
            if n % 15 == 0 or n > 355:
                self._check_todos(matters)
        self._check_digests(figures)
        self._check_ladder(matters, figures)
        print(  # noqa: T201  the figures are what the run is for
            f"\npatrol year, {size} matters: "
            + ", ".join(f"{name} {count}" for name, count in sorted(figures.items()))
        )

    def _begin(self, count, units, chance):
        begun = self.env["duban.matter"]
        for _n in range(count):
            unit, worker = units[chance.randrange(3)]
            co = units[chance.randrange(3)][0]
            matter = self.assigned(
                lead_unit_id=unit.id, co_unit_ids=[(6, 0, (co - unit).ids)]
            )
            begun |= matter
        return begun

    def _work(self, matters, units, chance):
        workers = {unit: worker for unit, worker in units}
        for matter in matters.filtered(
            lambda m: m.state in ("assigned", "in_progress", "result_submitted")
        ):
            worker = workers[matter.lead_unit_id]
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
        """A run that dies in the middle: what was not committed is rolled back, the next run makes up for it."""
        calls = iter(range(10**6))
        limit = chance.randrange(1, 4)
        original = type(self.env["duban.matter"])._raise_reminders

        def dying(records):
            if next(calls) >= limit:
                raise RuntimeError("killed")
            return original(records)

        with patch.object(self.registry["duban.matter"], "_raise_reminders", dying):
            try:
                with self.cr.savepoint():
                    self.env["duban.matter"]._cron_patrol()
            except RuntimeError:
                self.env.invalidate_all()

    def _check_todos(self, matters):
        """No to-do lost, none doubled: the open activities are exactly the expected ones."""
        self.env.invalidate_all()
        stand_ins = self.env["duban.delegation"]._stand_ins()
        for matter in matters.sudo():
            expected = Counter(
                (todo.key, matter._todo_receiver(todo.user, stand_ins).id)
                for todo in matter._expected_todos()
            )
            found = Counter(
                (todo.duban_key, todo.user_id.id) for todo in self.todos(matter)
            )
            self.assertEqual(found, expected, matter.display_name)

    def _check_digests(self, figures):
        digests = self.env["duban.digest"].search(
            [("company_id", "=", self.company.id)]
        )
        per_day = Counter((digest.user_id, digest.date) for digest in digests)
        self.assertTrue(per_day)
        self.assertEqual(max(per_day.values()), 1)
        is_working = self.env["duban.calendar.year"]._is_working_day
        off = [
            digest for digest in digests if not is_working(digest.date, self.company)
        ]
        self.assertFalse(off)
        self.assertFalse(digests.filtered(lambda digest: not digest.reminder_ids))
        figures["digests"] = len(digests)
        figures["most digests to one person"] = max(
            Counter(digest.user_id for digest in digests).values()
        )

    def _check_ladder(self, matters, figures):
        """Each step of each overdue matter once, and none before its working day."""
        add = self.env["duban.calendar.year"]._add_working_days
        offsets = {
            1: 1,
            2: self.regulation.ladder_head_days,
            3: self.regulation.ladder_leader_days,
        }
        for matter in matters.sudo():
            reminders = self.reminders(matter, "overdue")
            steps = Counter((row.day, row.step) for row in reminders)
            self.assertTrue(all(count == 1 for count in steps.values()))
            for row in reminders:
                self.assertGreaterEqual(
                    row.date, add(row.day, offsets[row.step], self.company)
                )
            end = matter.date_result or date(2026, 12, 31)
            figures["overdue matters"] += end > matter.date_deadline
            for step, offset in offsets.items():
                due = add(matter.date_deadline, offset, self.company)
                # A patrol may be missed; a week later the step must have been taken if the matter was still running.
                if end > due + timedelta(days=7):
                    self.assertIn(
                        (matter.date_deadline, step), steps, matter.display_name
                    )
            figures["overdue reminders"] += len(reminders)
