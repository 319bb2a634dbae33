"""What must stop: reminders of what was answered or is over, messages to who has left."""

from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import Conflict
from tests.duban_supervision.test_digest import DigestCommon

#: 2024-03-04 is a Monday; 08 the Friday of that week


@tagged("post_install", "-at_install")
class TestAnsweredIsOver(DigestCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.matter_ = self.accepted()

    def unanswered(self):
        return self.reminders(self.matter_, kind="unanswered").filtered(
            lambda row: not row.date_dropped
        )

    def urge(self, limit="2024-03-08"):
        office = self.matter_.with_user(self.office_user)
        return office.action_urge("请抓紧办理", new_limit=limit)

    def ask(self, due="2024-03-08", matter=None):
        about = (matter or self.matter_).id
        return (
            self.env["duban.progress.request"]
            .with_user(self.office_user)
            .create({"matter_id": about, "date_due": due, "name": "进展如何"})
        )

    @clause("CORE-10")
    def test_an_urging_until_it_is_answered(self):
        record = self.urge()
        self.patrol("2024-03-08")
        self.assertFalse(self.unanswered())
        self.patrol("2024-03-11")
        self.assertEqual(
            [(row.step, row.user_id) for row in self.unanswered()],
            [(1, self.worker_a)],
        )
        record.with_user(self.worker_a).action_answer("本周完成")
        before = self.unanswered()
        for day in ("2024-03-12", "2024-03-13", "2024-03-14", "2024-03-18"):
            self.patrol(day)
        self.assertEqual(self.unanswered(), before)
        self.assertFalse(self.todos(self.matter_, kind="urging"))

    @clause("CORE-10", "CORE-20")
    def test_what_ended_before_the_digest_is_not_in_it(self):
        """Raised in the morning, closed before the digest goes out: the one that is over is dropped, the other sent."""
        other = self.accepted(name="未办结")
        both = self.matter_ | other
        self.at("2024-03-19")
        both._raise_reminders()
        rows = [self.reminders(each, kind="overdue") for each in both]
        self.assertTrue(all(rows))
        self.env.cr.execute(
            "UPDATE duban_matter SET state = 'closed' WHERE id = %s", [self.matter_.id]
        )
        self.env.invalidate_all()
        self.env["duban.reminder"]._refresh_unsent()
        over, stays = rows
        self.assertTrue(all(row.date_dropped for row in over))
        self.assertFalse(any(row.date_dropped for row in stays))

    @clause("CORE-23")
    def test_what_is_told_at_once_needs_no_cause_to_last(self):
        with patch.object(
            self.registry["duban.digest"], "_send_soon", lambda digest: None
        ):
            matter = self.assigned(name="刚交办")
            told = self.reminders(matter, kind="assigned")
            self.assertTrue(told)
            matter.sudo()._raise_reminders()
        self.assertEqual((told.mapped("date_dropped"), told.digest_id.ids), ([False] * len(told), []))  # fmt: skip

    @clause("SIE-15.4", "CORE-10")
    def test_quiet_days_count_from_the_last_report(self):
        self.regulation.no_progress_days = 10
        matter = self.accepted(name="另一事项")
        self.at("2024-03-12")
        self.feedback(matter)
        # ten days after the assignment nothing is missing, ten days after the report it is
        for day, quiet in (("2024-03-15", 0), ("2024-03-21", 0), ("2024-03-22", 1)):
            self.patrol(day)
            told = self.reminders(matter, kind="no_progress")
            self.assertEqual(len(told), quiet, day)

    @clause("CORE-10")
    def test_an_urging_answered_in_time_reminds_nobody(self):
        record = self.urge()
        self.at("2024-03-08")
        record.with_user(self.worker_a).action_answer("已完成")
        self.patrol("2024-03-11")
        self.patrol("2024-03-14")
        self.assertFalse(self.unanswered())

    @clause("CORE-10")
    def test_an_unanswered_urging_climbs(self):
        self.urge()
        self.patrol("2024-03-11")
        self.patrol("2024-03-14")
        self.assertEqual(
            [(row.step, row.user_id) for row in self.unanswered()],
            [(1, self.worker_a), (2, self.head_a)],
        )

    @clause("CORE-10")
    def test_a_progress_request_until_feedback_comes(self):
        request = self.ask()
        other = self.ask("2024-03-12")
        self.patrol("2024-03-11")
        self.assertEqual(len(self.unanswered()), 1)
        self.feedback(self.matter_, progress_request_id=request.id)
        self.assertEqual(request.sudo().state, "answered")
        self.feedback(self.matter_, progress_request_id=other.id)
        before = self.unanswered()
        for day in ("2024-03-12", "2024-03-13", "2024-03-14", "2024-03-15"):
            self.patrol(day)
        self.assertEqual(self.unanswered(), before)

    @clause("CORE-10", "CORE-23")
    def test_what_was_answered_before_its_day_is_not_announced(self):
        """Progress and what was to be put right, asked for by Friday the 8th: of what was sent on the 5th nobody is
        reminded on the 7th; of what came back, or was sent on another question, the unit is."""
        self.regulation.remind_feedback_days = 1
        answered, back, other, right = (
            self.accepted(name=name) for name in ("已报", "退回", "另报", "已改")
        )
        asked = {matter: self.ask(matter=matter) for matter in (answered, back, other)}
        later = self.ask("2024-03-15", matter=other)
        record = self.env["duban.record"].with_user(self.office_user).create(
            {
                "matter_id": right.id, "summary": "现场查看", "rectification_opinion": "补齐两间机房",
                "rectification_deadline": "2024-03-08",
            }
        )  # fmt: skip
        self.at("2024-03-05")
        self.feedback(answered, progress_request_id=asked[answered].id)
        returned = self.feedback(back, progress_request_id=asked[back].id)
        self.feedback(other, progress_request_id=later.id)
        record.with_user(self.worker_a).action_answer("已补齐")
        self.at("2024-03-06")
        returned.with_user(self.office_user).action_return_feedback("数据不实")
        for day in ("2024-03-06", "2024-03-07", "2024-03-08", "2024-03-14"):
            self.patrol(day)
        told = [(self.worker_a, "2024-03-08", "2024-03-07")]
        for matter, expected in (
            (answered, []),
            (back, told),
            (other, told),
            (right, []),
        ):
            found = self.reminders(matter, kind="feedback_due")
            self.assertEqual(
                [(row.user_id, str(row.day), str(row.date)) for row in found],
                expected,
                matter.name,
            )

    @clause("CORE-10", "WUT-23.1b")
    def test_a_message_says_which_day_was_missed(self):
        """Due on the 18th, asked for by the 8th: the day that passed is said, not the due date alone; of what was owed
        by the due date itself that is named anyway."""
        self.ask()
        self.ask("2024-03-18")
        for day, said in (("2024-03-11", "3月8日"), ("2024-03-19", None)):
            self.patrol(day)
            sent = self.digests(self.worker_a).filtered(
                lambda row, day=day: str(row.date) == day
            )
            (line,) = sent.with_context(lang="zh_CN")._shown_records()
            kinds = line["kind"].split("、")
            self.assertIn(f"要求未答复（{said}）" if said else "要求未答复", kinds, day)
            self.assertIn("3月18日", line["due"])

    @clause("CORE-10")
    def test_coming_is_told_before_and_on_the_day_never_after(self):
        """Due on Monday the 18th, told three working days before; whoever was not told by then hears "overdue"."""
        for day, kinds in (
            ("2024-03-12", []),
            ("2024-03-13", ["due_soon"]),
            ("2024-03-18", ["due_soon"]),
            ("2024-03-19", ["overdue"]),
            ("2024-03-20", ["overdue"]),
        ):
            with self.subTest(day), self.cr.savepoint() as point:
                self.patrol(day)
                found = self.reminders(self.matter_, user=self.worker_a)
                found = found.filtered(lambda row: row.kind in ("due_soon", "overdue"))
                self.assertEqual(found.mapped("kind"), kinds)
                self.env.flush_all()
                point.rollback()
                self.env.invalidate_all()

    @clause("CORE-10")
    def test_an_ended_matter_reminds_nobody(self):
        matter = self.accepted(name="已办结")
        self.at("2024-03-18")
        self.closed(matter)
        for day in ("2024-03-19", "2024-03-22", "2024-03-27"):
            self.patrol(day)
        self.assertFalse(self.reminders(matter, kind="overdue"))
        self.assertTrue(self.reminders(self.matter_, kind="overdue"))
        self.assertFalse(self.todos(matter, kind="overdue"))

    @clause("CORE-10")
    def test_every_missed_milestone_is_looked_at_on_its_day(self):
        """A date of the plan that passes wakes the patrol, also where nothing else happens on that day."""
        matter = self.assigned(name="两个节点")
        self.plan(matter, "2024-03-06", "2024-03-14")
        matter.with_user(self.worker_a).action_accept()
        self.patrol("2024-03-05")
        # the day after the first milestone
        self.assertEqual(str(matter.sudo().date_next_check), "2024-03-07")
        self.patrol("2024-03-07")
        self.assertLessEqual(
            matter.sudo().date_next_check, fields.Date.to_date("2024-03-15")
        )
        self.feedback(matter)
        self.assertEqual(str(matter.sudo().date_next_check), "2024-03-07")


@tagged("post_install", "-at_install")
class TestWhoIsNotTold(DigestCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    @clause("CORE-10")
    def test_at_once_but_not_to_who_has_left(self):
        matter = self.accepted()
        with self.one_transaction():
            matter.with_user(self.office_user).action_urge("请抓紧办理")
            waiting = self.reminders(matter, kind="urged")
            self.assertTrue(waiting)
            self.assertFalse(waiting.digest_id)
            told = waiting.user_id
            told.write({"active": False})
        self.assertFalse(waiting.digest_id)

    @clause("CORE-10")
    def test_nobody_else_is_told_of_an_urging(self):
        matter = self.accepted(co_unit_ids=[(6, 0, self.unit_b.ids)])
        matter.with_user(self.office_user).action_urge("请抓紧办理")
        told = self.reminders(matter, kind="urged").user_id
        self.assertIn(self.head_a, told)
        for user in (
            self.head_b,
            self.worker_b,
            self.head_c,
            self.leader2,
            self.secretary,
            self.outsider,
            self.admin,
            self.office_user,
        ):
            self.assertNotIn(user, told)

    @clause("CORE-10")
    def test_on_a_working_day_only_and_not_in_the_other_institution(self):
        self.accepted()
        other = self.env["res.company"].create({"name": "另一高校"})
        self.patrol("2024-03-16")
        self.assertFalse(self.digests(self.worker_a))
        self.patrol("2024-03-18")
        self.assertEqual(len(self.digests(self.worker_a)), 1)
        self.assertFalse(
            self.env["duban.digest"].sudo().search([("company_id", "=", other.id)])
        )


@tagged("post_install", "-at_install")
class TestWhatBecameOfIt(DigestCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.matter_ = self.accepted()
        self.worker_a.notification_type = "email"
        self.patrol("2024-03-19")
        self.delivery = self.digests(self.worker_a).sudo().delivery_ids
        self.notification = self.delivery.notification_id

    @clause("CORE-10")
    def test_a_mail_that_came_back_was_not_sent(self):
        self.assertEqual(self.delivery.channel, "email")
        self.notification.write({"notification_status": "sent"})
        self.assertEqual(self.delivery.state, "sent")
        self.assertTrue(self.delivery.date_sent)
        for status in ("bounce", "exception", "canceled"):
            self.notification.write({"notification_status": "sent"})
            self.assertTrue(self.delivery.date_sent)
            self.notification.write({"notification_status": status})
            self.assertEqual(self.delivery.state, "failed", status)
            self.assertFalse(self.delivery.date_sent, status)
        self.notification.write({"notification_status": "process"})
        self.assertEqual(self.delivery.state, "waiting")
        self.assertFalse(self.delivery.date_sent)

    @clause("CORE-10")
    def test_a_mail_counts_as_read_for_nobody(self):
        self.notification.write(
            {"notification_status": "sent", "is_read": True, "read_date": "2024-03-19"}
        )
        self.assertFalse(self.delivery.date_read)

    @clause("CORE-10")
    def test_the_proof_outlives_the_notification(self):
        self.notification.write({"notification_status": "sent"})
        sent = self.delivery.date_sent
        self.notification.unlink()
        self.assertTrue(self.delivery.exists())
        self.assertEqual((self.delivery.state, self.delivery.date_sent), ("sent", sent))


@tagged("post_install", "-at_install")
class TestSomebodyWorksOnTheSame(DigestCommon):
    """What collides is taken again, not counted as done; what is broken does not stop the others."""

    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.matters = self.accepted(name="一") | self.accepted(name="二")
        self.at("2024-03-19")

    def failing(self, error):
        return patch.object(
            self.registry["duban.matter"], "_raise_reminders", side_effect=error
        )

    @clause("CORE-10")
    def test_a_conflict_in_a_batch_is_not_swallowed(self):
        with self.failing(Conflict()), self.assertRaises(Conflict):
            self.matters.sudo()._patrol_each()
        with self.failing(Conflict()), self.assertRaises(Conflict):
            self.matters[:1].sudo()._patrol_each()

    @clause("CORE-10")
    def test_a_conflict_while_sending_is_not_swallowed(self):
        self.matters.sudo()._patrol_each()
        rows = self.reminders(user=self.worker_a).filtered(lambda r: not r.digest_id)
        self.assertTrue(rows)
        Digest = self.env["duban.digest"].sudo()
        with (
            patch.object(type(Digest), "_deliver", side_effect=Conflict()),
            self.assertRaises(Conflict),
        ):
            Digest._try_to_send(rows)

    @clause("CORE-10")
    def test_what_is_not_sent_is_not_marked_as_sent(self):
        self.matters.sudo()._patrol_each()
        rows = self.reminders(user=self.worker_a).filtered(lambda r: not r.digest_id)
        Digest = self.env["duban.digest"].sudo()
        with (
            patch.object(type(Digest), "_deliver", side_effect=ValueError("no server")),
            self.assertLogs("odoo.addons.duban_supervision", "ERROR"),
        ):
            Digest._try_to_send(rows)
        self.env.invalidate_all()
        self.assertFalse(rows.digest_id)
        self.assertFalse(self.digests(self.worker_a))
        Digest._try_to_send(rows)
        self.assertTrue(rows.digest_id)


@tagged("post_install", "-at_install")
class TestOnItsDay(DigestCommon):
    """The first and the last day of a frequency, of an announcement, of a look; and nobody twice."""

    @clause("CORE-10")
    def test_every_third_working_day_and_never_twice_a_day(self):
        """Over a weekend by the calendar; of a year that nobody loaded by days, from Monday to Friday."""
        may = self.env["duban.digest"]._may_be_sent
        for cap, last, first in (
            (1, "2024-03-08", "2024-03-09"),
            (3, "2024-03-08", "2024-03-13"),
            (3, "2031-03-03", "2031-03-06"),
        ):
            self.regulation.digest_days = cap
            last, first = map(fields.Date.to_date, (last, first))
            allowed = [
                number
                for number in range(8)
                if may(self.worker_a, last, fields.Date.add(last, days=number))
            ]
            self.assertEqual(allowed, list(range((first - last).days, 8)), (cap, last))
        works = self.env["duban.digest"]._works_today
        with self.assertLogs("odoo.addons.duban_supervision", "WARNING"):
            self.assertEqual(
                [
                    works(self.worker_a, fields.Date.to_date(f"2031-03-0{day}"))
                    for day in range(3, 10)
                ],
                [True] * 5 + [False] * 2,
            )

    @clause("CORE-10")
    def test_what_is_asked_for_is_announced_until_its_day(self):
        self.at("2024-03-04")
        self.regulation.remind_feedback_days = 1
        matter = self.accepted()
        ask = self.env["duban.progress.request"].with_user(self.office_user)
        ask.create({"matter_id": matter.id, "date_due": "2024-03-08", "name": "进展"})
        for day, told in (("2024-03-08", self.worker_a), ("2024-03-11", None)):
            with self.subTest(day), self.cr.savepoint() as point:
                self.patrol(day)
                found = self.reminders(matter, kind="feedback_due").user_id
                self.assertEqual(found, told or found.browse())
                self.env.flush_all()
                point.rollback()
                self.env.invalidate_all()

    @clause("CORE-10")
    def test_what_was_looked_at_is_not_due_again_the_same_day(self):
        """The day after the due date wakes the patrol once; the next look lies ahead (cost follows what is due)."""
        self.at("2024-03-04")
        matter = self.accepted()
        self.patrol("2024-03-19")
        self.assertGreater(
            matter.sudo().date_next_check, fields.Date.to_date("2024-03-19")
        )

    @clause("CORE-10", "CORE-20")
    def test_who_is_worker_and_head_hears_it_once(self):
        self.at("2024-03-04")
        matter = self.accepted()
        matter.with_user(self.head_a).write({"handler_id": self.head_a.id})
        for day in ("2024-03-19", "2024-03-22", "2024-03-25"):
            self.patrol(day)
        mine = self.reminders(matter, self.head_a, "overdue")
        self.assertEqual(mine.filtered(lambda row: not row.key).mapped("step"), [1])

    @clause("CORE-10")
    def test_what_is_meant_for_who_left_goes_to_the_head_of_the_office(self):
        """Of a matter, and of what else is patrolled: a case, a semester, the regulation itself."""
        self.at("2024-03-04")
        matter = self.accepted()
        self.leader2.action_archive()
        for record in (matter, self.regulation):
            receiver = record.sudo()._todo_receiver
            self.assertEqual(receiver(self.leader2, {}), self.office_user)
            self.assertEqual(receiver(self.leader, {}), self.leader)
            for deputy, gets in (
                (self.president, self.president),
                (self.head_b, self.office_user),  # holds no leader's place
            ):
                self.assertEqual(receiver(self.leader, {self.leader: deputy}), gets)

    @clause("CORE-10", "WUT-23.1f")
    def test_what_was_reported_back_is_not_asked_for(self):
        self.at("2024-03-04")
        self.regulation.report_back_reminder_days = 2
        told, untold = self.accepted(name="已反馈"), self.accepted(name="未反馈")
        for matter in (told, untold):
            self.submitted(matter).with_user(self.office_user).action_pass_review(
                "符合"
            )
        self.reported_back(told.with_user(self.office_user))
        self.patrol("2024-03-06")
        self.assertTrue(self.reminders(untold, kind="not_reported"))
        self.assertFalse(self.reminders(told, kind="not_reported"))

    @clause("CORE-10")
    def test_an_institution_that_is_archived_reminds_nobody(self):
        self.at("2024-03-04")
        matter = self.accepted()
        self.at("2024-03-19")
        batch = self.env["duban.matter"].sudo()._patrol_batch
        self.assertIn(matter, batch("duban.matter", 0))
        # by SQL: Odoo lets no company go in which people work
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_company SET active = FALSE WHERE id = %s",
            [matter.sudo().company_id.id],
        )
        self.env.invalidate_all()
        self.assertNotIn(matter, batch("duban.matter", 0))
