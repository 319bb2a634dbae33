"""The patrol, the reminders and the digest: quiet, exactly once, provable."""

import contextlib
from collections import Counter
from datetime import date
from unittest.mock import patch

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

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
    notices_wait = False

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
                # what the unit did stands in the office's digest of the next day (T8, P1)
                "2024-03-05": [("accepted", "2024-03-04")],
                "2024-03-06": [("feedback_due", "2024-03-08")],
                # Friday, two working days before Tuesday
                "2024-03-08": [
                    ("feedback_due", "2024-03-12"),
                    ("feedback_given", "2024-03-07"),
                ],
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
        # one of them asks which drafts stand under a version that counts no more, two for the place of a run that did
        # not come to its end
        with self.assertQueryCount(21):
            self.run_patrol()
