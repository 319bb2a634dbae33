"""What people were told: in their language, through which channel, and what really became of it."""

from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.duban_supervision.models.reminding.digest import DubanDigest
from odoo.addons.mail.tests.common import MockEmail

from tests.clauses import clause
from tests.common import SupervisionCommon

#: as it is outside of tests, where the job runs after the commit
SEND_SOON = DubanDigest._send_soon


class DigestCommon(SupervisionCommon):
    def patrol(self, day):
        self.at(day)
        self.run_patrol()

    def reminders(self, matter=None, user=None, kind=None):
        domain = [("matter_id", "=", matter.id)] if matter else []
        domain += [("user_id", "=", user.id)] if user else []
        domain += [("kind", "=", kind)] if kind else []
        return self.env["duban.reminder"].sudo().search(domain, order="id")

    def digests(self, user, at_once=False):
        return self.env["duban.digest"].search(
            [("user_id", "=", user.id), ("is_at_once", "=", at_once)], order="id"
        )

    def message(self, digest):
        return digest.sudo().delivery_ids.notification_id.mail_message_id


@tagged("post_install", "-at_install")
class TestDelivery(DigestCommon, MockEmail):
    """A line says "sent" when the platform says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].sudo().set_param("mail.default.from", "a@b.cn")

    def told(self, **person):
        """One digest to worker A."""
        self.at("2024-03-04")
        matter = self.accepted()
        self.worker_a.write(person)
        self.patrol("2024-03-19")
        return self.reminders(matter, kind="overdue")

    def send_mails(self, **gateway):
        with self.mock_mail_gateway():
            if gateway:
                with patch.object(
                    type(self.env["ir.mail_server"]), "_connect__", **gateway
                ):
                    self.env["mail.mail"].search([("state", "=", "outgoing")]).send()
            else:
                self.env["mail.mail"].search([("state", "=", "outgoing")]).send()

    def test_email_is_sent_when_it_is_sent(self):
        reminder = self.told(email="a@uni.cn", notification_type="email")
        delivery = reminder.digest_id.delivery_ids
        self.assertEqual((delivery.channel, delivery.state), ("email", "waiting"))
        self.assertEqual(reminder.delivery_state, "waiting")
        self.assertFalse(reminder.date_sent)
        self.send_mails()
        self.assertEqual(delivery.state, "sent")
        self.assertEqual(delivery.date_sent.date(), date(2024, 3, 19))
        self.assertEqual(delivery.detail, "a@uni.cn")
        self.assertEqual(reminder.delivery_state, "sent")
        self.assertFalse(reminder.date_read, "nobody knows whether a mail was read")

    def test_no_address_is_not_sent(self):
        reminder = self.told(email=False, notification_type="email")
        self.send_mails()
        delivery = reminder.digest_id.delivery_ids
        self.assertEqual((delivery.channel, delivery.state), ("email", "failed"))
        self.assertIn("mail", delivery.detail.lower())
        self.assertEqual(reminder.delivery_state, "failed")
        self.assertFalse(reminder.date_sent)

    def test_failed_mail_is_not_sent(self):
        reminder = self.told(email="a@uni.cn", notification_type="email")
        notification = reminder.digest_id.delivery_ids.notification_id
        notification.mail_mail_id._postprocess_sent_message(
            [], [], failure_reason="refused", failure_type="mail_smtp"
        )
        self.assertEqual(reminder.delivery_state, "failed")
        self.assertFalse(reminder.digest_id.delivery_ids.date_sent)
        # the server is back and Odoo sends it again
        self.send_mails()
        notification.sudo().write({"notification_status": "sent", "failure_type": ""})
        self.assertEqual(reminder.delivery_state, "sent")
        # bounced a day later
        notification.sudo().write(
            {"notification_status": "bounce", "failure_type": "mail_bounce"}
        )
        self.assertEqual(reminder.delivery_state, "failed")

    def test_inbox_and_reading(self):
        reminder = self.told(notification_type="inbox")
        delivery = reminder.digest_id.delivery_ids
        self.assertEqual((delivery.channel, delivery.state), ("inbox", "sent"))
        self.assertFalse(reminder.date_read)
        self.at("2024-03-20")
        message = self.message(reminder.digest_id)
        message.with_user(self.worker_a).set_message_done()
        self.assertEqual(reminder.date_read.date(), date(2024, 3, 20))
        # Odoo deletes read notifications after half a year; the proof stays
        delivery.notification_id.unlink()
        self.env.invalidate_all()
        self.assertEqual(delivery.state, "sent")
        self.assertEqual(reminder.date_read.date(), date(2024, 3, 20))

    def test_language_and_no_title_in_the_subject(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.head_a.lang = "en_US"
        self.at("2024-03-04")
        matter = self.assigned(name="更新机房设备", is_urgent=True)
        self.assertEqual(
            self.message(self.digests(self.head_a, True)).subject,
            "Supervision, act at once: 1",
        )
        self.head_a.lang = "zh_CN"
        self.assigned(name="更新机房设备", is_urgent=True)
        subject = self.message(self.digests(self.head_a, True)[1]).subject
        self.assertIn("督办", subject)
        self.assertNotIn("机房", subject)
        self.patrol("2024-03-12")  # not accepted after three working days
        digest = self.digests(self.head_a)
        self.assertTrue(digest.reminder_ids.filtered(lambda r: r.matter_id == matter))
        message = self.message(digest)
        self.assertRegex(message.subject, "[一-龥]")
        self.assertNotIn("机房", message.subject)
        self.assertIn("未接办", message.body)

    def test_sensitive_titles_never_travel(self):
        self.at("2024-03-04")
        matter = self.assigned(
            name="机密事项标题", confidentiality="sensitive", is_urgent=True
        )
        for todo in self.todos(matter):
            self.assertNotIn("机密", f"{todo.summary} {todo.res_name} {todo.note}")
        self.patrol("2024-03-19")
        messages = self.message(self.env["duban.digest"].search([])) | self.env[
            "mail.message"
        ].search([("model", "=", "duban.digest")])
        self.assertGreater(len(messages), 1)
        for message in messages:
            self.assertNotIn("机密", f"{message.subject} {message.body}")
        self.assertIn(matter.number, "".join(messages.mapped("body")))

    def test_proof_is_the_offices_to_read_and_nobodys_to_write(self):
        reminder = self.told(notification_type="inbox")
        digest, delivery = reminder.digest_id, reminder.digest_id.delivery_ids
        as_office = self.as_user(reminder, self.office_user)
        self.assertEqual(as_office.delivery_state, "sent")
        self.assertEqual(as_office.user_id, self.worker_a)
        for user in (self.worker_a, self.office_user, self.admin):
            for call in (
                lambda user=user: delivery.with_user(user).write({"state": "failed"}),
                lambda user=user: digest.with_user(user).write({"date": "2020-01-01"}),
                lambda user=user: reminder.with_user(user).write({"step": 3}),
                lambda user=user: digest.with_user(user).unlink(),
            ):
                with self.assertRaises(UserError), self.cr.savepoint():
                    call()
        for row in (reminder, digest, delivery):
            with self.assertRaises(UserError), self.cr.savepoint():
                row.sudo().unlink()
        with self.assertRaises(AccessError):
            self.as_user(reminder, self.outsider).read(["kind"])


@tagged("post_install", "-at_install")
class TestGateway(DigestCommon):
    """Plugged-in messengers: what they say is what is recorded."""

    notices_wait = False

    def deliver(self, *gateways):
        self.at("2024-03-04")
        self.accepted()
        with patch.object(
            self.registry["duban.digest"], "_gateways", lambda digest: list(gateways)
        ):
            self.patrol("2024-03-19")
        digest = self.digests(self.worker_a)
        self.assertEqual(len(digest), 1)
        return {row.channel: row for row in digest.delivery_ids}

    def test_default_claims_nothing(self):
        rows = self.deliver()
        self.assertEqual(list(rows), [self.worker_a.notification_type])

    def test_what_a_gateway_says_is_recorded(self):
        subjects = []

        def wecom(subject):
            subjects.append(subject)
            return "sent", "msgid 17"

        rows = self.deliver(
            ("wecom", wecom),
            ("dingtalk", lambda subject: ("failed", "no such user")),
            ("sms", lambda subject: ("waiting", "queued")),
        )
        self.assertEqual(len(subjects), 1)
        self.assertEqual(
            (rows["wecom"].state, rows["wecom"].detail), ("sent", "msgid 17")
        )
        self.assertTrue(rows["wecom"].date_sent)
        self.assertEqual(rows["dingtalk"].state, "failed")
        self.assertFalse(rows["dingtalk"].date_sent)
        self.assertEqual(rows["sms"].state, "waiting")

    def test_a_gateway_that_raises_does_not_lose_the_digest(self):
        def broken(subject):
            self.env["res.partner"].create({"name": "half done"})
            raise ConnectionError("no route to host")

        with self.assertLogs(
            "odoo.addons.duban_supervision.models.reminding.digest", "ERROR"
        ):
            rows = self.deliver(
                ("wecom", broken), ("sms", lambda subject: ("sent", "ok"))
            )
        self.assertEqual(rows["wecom"].state, "failed")
        self.assertIn("no route", rows["wecom"].detail)
        self.assertEqual(rows["sms"].state, "sent", "the others do not wait")
        self.assertIn(self.worker_a.notification_type, rows)
        self.assertFalse(self.env["res.partner"].search([("name", "=", "half done")]))


@tagged("post_install", "-at_install")
class TestWhoGetsADigest(DigestCommon):
    def test_idle_users_get_nothing(self):
        self.at("2024-03-04")
        self.accepted()
        self.patrol("2024-03-19")
        told = self.env["duban.digest"].search([("is_at_once", "=", False)]).user_id
        self.assertEqual(told, self.worker_a)

    def test_a_cause_that_went_is_not_sent_and_kept_as_proof(self):
        self.at("2024-03-04")
        matter = self.accepted()
        other = self.accepted()
        self.at("2024-03-19")
        (matter | other)._raise_reminders()  # killed before the digests went out
        self.feedback(matter)
        matter.with_user(self.worker_a).write({"result": "完成"})
        matter.with_user(self.worker_a).action_submit_result()
        self.patrol("2024-03-20")
        mine = self.reminders(matter, kind="overdue")[0]
        self.assertTrue(mine.date_dropped)
        self.assertFalse(mine.digest_id)
        self.assertEqual(mine.delivery_state, "dropped")
        digest = self.digests(self.worker_a)
        self.assertNotIn(matter, digest.reminder_ids.matter_id)
        self.assertIn(other, digest.reminder_ids.matter_id)

    def test_cause_that_comes_back_is_told(self):
        self.at("2024-03-04")
        matter = self.accepted()
        self.patrol("2024-03-18")
        self.at("2024-03-19")
        matter._raise_reminders()
        self.feedback(matter)
        matter.with_user(self.worker_a).write({"result": "完成"})
        matter.with_user(self.worker_a).action_submit_result()
        self.run_patrol()
        self.assertTrue(self.reminders(matter, kind="overdue").date_dropped)
        self.at("2024-03-20")
        matter.with_user(self.office_user).action_return_result("补充材料")
        self.patrol("2024-03-21")
        again = self.reminders(matter, kind="overdue").filtered(
            lambda row: row.digest_id and row.step == 1
        )
        self.assertEqual(again.user_id, self.worker_a)
        self.assertEqual(len(again), 1)

    @clause("CORE-10", "CORE-23")
    def test_what_was_told_at_once_is_no_digest(self):
        """Neither that of the same day nor, where digests are rarer, that of the next; and no two on one day."""
        self.regulation.digest_days = 5
        self.at("2024-03-04")
        matter, other = self.accepted(), self.assigned(lead_unit_id=self.unit_b.id)
        self.at("2024-03-18")
        matter.with_user(self.office_user).action_urge("请抓紧办理")
        self.at("2024-03-19", "08:00")
        other.with_user(self.office_user).action_urge("请抓紧办理")
        urged = self.reminders(kind="urged")
        for person, each in ((self.worker_a, matter), (self.head_b, other)):
            told = urged.filtered(lambda row, person=person: row.user_id == person)
            self.assertEqual((told.matter_id, told.digest_id.is_at_once), (each, True))
            self.assertFalse(self.digests(person))
        for _twice in range(2):
            self.patrol("2024-03-19")
            for person, each in ((self.worker_a, matter), (self.head_b, other)):
                digest = self.digests(person)
                self.assertEqual(digest.reminder_ids.matter_id, each, person.name)
                self.assertEqual(digest.mapped("date"), [date(2024, 3, 19)])

    def test_absent_people_do_not_get_it_their_stand_in_does(self):
        self.at("2024-03-04")
        matter = self.accepted()
        self.env["duban.delegation"].with_user(self.worker_a).create(
            {
                "deputy_id": self.liaison_a.id,
                "date_from": "2024-03-18",
                "date_to": "2024-03-22",
            }
        )
        self.patrol("2024-03-19")
        self.assertEqual(self.reminders(matter, kind="overdue").user_id, self.liaison_a)
        self.assertFalse(self.digests(self.worker_a))
        self.assertEqual(len(self.digests(self.liaison_a)), 1)

    def test_absence_that_begins_while_a_reminder_waits(self):
        self.at("2024-03-04")
        matter = self.accepted(date_deadline="2024-03-15", deadline_ground="会议要求")
        self.at("2024-03-18")
        matter._raise_reminders()  # the run was killed before the digests went out
        self.assertEqual(self.reminders(matter, kind="overdue").user_id, self.worker_a)
        self.env["duban.delegation"].with_user(self.worker_a).create(
            {
                "deputy_id": self.liaison_a.id,
                "date_from": "2024-03-19",
                "date_to": "2024-03-22",
            }
        )
        self.patrol("2024-03-19")
        self.assertEqual(self.reminders(matter, kind="overdue").user_id, self.liaison_a)
        self.assertFalse(self.digests(self.worker_a))

    def test_archived_user_gets_nothing_the_successor_does(self):
        for archive in (
            lambda user: user.action_archive(),
            lambda user: user.write({"active": False}),
        ):
            self.at("2024-03-04")
            matter = self.accepted(
                date_deadline="2024-03-15", deadline_ground="会议要求"
            )
            self.at("2024-03-18")
            matter._raise_reminders()
            archive(self.worker_a)
            self.patrol("2024-03-19")
            told = self.reminders(matter, kind="overdue").filtered("digest_id")
            self.assertEqual(told.user_id, self.head_a)
            self.assertFalse(self.digests(self.worker_a))
            self.worker_a.action_unarchive()
            self.env["duban.digest"].search([]).write({"date": "2024-03-01"})

    def test_nobody_in_the_unit_the_office_is_told(self):
        self.at("2024-03-04")
        matter = self.accepted()
        (self.worker_a | self.head_a | self.liaison_a).action_archive()
        self.patrol("2024-03-19")
        told = self.reminders(matter, kind="overdue").filtered("digest_id")
        self.assertEqual(told.user_id, self.office_user)

    def test_frequency_cap(self):
        self.regulation.digest_days = 3
        self.at("2024-03-04")
        self.accepted()
        self.accepted(date_deadline="2024-03-19", deadline_ground="会议要求")
        self.patrol("2024-03-19")
        for day in ("2024-03-20", "2024-03-21"):
            self.patrol(day)
            self.assertEqual(len(self.digests(self.worker_a)), 1, day)
        self.assertTrue(
            self.reminders(user=self.worker_a).filtered(lambda r: not r.digest_id)
        )
        self.patrol("2024-03-22")
        self.assertEqual(len(self.digests(self.worker_a)), 2)

    def test_one_bad_record_does_not_stop_the_others(self):
        self.at("2024-03-04")
        bad, good = self.accepted(), self.accepted(lead_unit_id=self.unit_a.id)
        original = type(bad)._reminder_events

        def failing(matter):
            if matter.id == bad.id:
                raise ValueError("broken row")
            return original(matter)

        with (
            patch.object(self.registry["duban.matter"], "_reminder_events", failing),
            self.assertLogs("odoo.addons.duban_supervision.again", "ERROR"),
        ):
            self.patrol("2024-03-19")
        self.assertFalse(self.reminders(bad, kind="overdue"))
        self.assertTrue(self.reminders(good, kind="overdue").digest_id)
        self.patrol("2024-03-20")  # repaired: told, once
        self.assertEqual(len(self.reminders(bad, kind="overdue")), 1)

    def test_two_decisions_of_one_day_are_two_reminders(self):
        self.at("2024-03-04")
        matter = self.accepted()
        for days in ("2024-05-31", "2024-06-30"):
            self.extension(matter, days).action_submit()
            break
        line = matter.sudo().approval_line_ids
        line.copy(
            {
                "approver_id": self.leader2.id,
                "state": "pending",
                "date_pending": line.date_pending,
            }
        )
        self.patrol("2024-03-08")
        undecided = self.reminders(matter, kind="undecided")
        self.assertEqual(undecided.user_id, self.leader | self.leader2)
