"""Digests through a real local mail server; none where nothing could send them (PLUS-T2)."""

import email
import socket
from email import policy
from unittest.mock import patch

from aiosmtpd.controller import Controller

from odoo.tests import tagged
from odoo.tools import mute_logger

from tests.clauses import clause
from tests.duban_supervision.test_digest import DigestCommon

QUIET = ("odoo.addons.mail.models.mail_mail", "odoo.addons.base.models.ir_mail_server")


class Mailbox:
    """Takes mail, or refuses whom it is told to."""

    def __init__(self):
        self.mails, self.unknown = [], set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.unknown:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=policy.default)
        self.mails.append((envelope.rcpt_tos, message))
        return "250 Message accepted"


@tagged("post_install", "-at_install")
class TestDigestMail(DigestCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("mail.default.from", "duban@example.edu.cn")
        parameters.set_param("web.base.url", "https://duban.example.edu.cn")
        parameters.set_param("duban_supervision.local_mail", False)
        self.worker_a.write(
            {
                "notification_type": "email",
                "email": "worker.a@example.edu.cn",
                "lang": "zh_CN",
            }
        )

    def mail_server(self):
        box = Mailbox()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        controller = Controller(box, hostname="127.0.0.1", port=port)
        controller.start()
        self.addCleanup(controller.stop)
        self.env["ir.mail_server"].create(
            {"name": "local", "smtp_host": "127.0.0.1", "smtp_port": port}
        )
        return box

    def overdue(self):
        matter = self.accepted(name="更新教学用机房")
        self.patrol("2024-03-19")
        return self.reminders(matter, self.worker_a, "overdue")

    def send_mails(self):
        """What the mail queue does, to the real server."""
        with (
            patch.object(
                type(self.env["ir.mail_server"]), "_disable_send", lambda server: False
            ),
            mute_logger(*QUIET),
        ):
            self.env["mail.mail"].search([("state", "=", "outgoing")]).send()

    def delivery(self, reminder):
        return reminder.digest_id.delivery_ids.filtered(
            lambda row: row.channel in ("email", "inbox")
        )

    @clause("PLUS-T2")
    def test_chinese_subject_text_part_and_the_institutions_own_links(self):
        box = self.mail_server()
        reminder = self.overdue()
        self.send_mails()
        mails = [
            message for to, message in box.mails if "worker.a@example.edu.cn" in to
        ]
        self.assertEqual(len(mails), 1)
        message = mails[0]
        self.assertIn("督办", message["Subject"])
        self.assertNotIn("更新教学用机房", message["Subject"])
        kinds = {part.get_content_type() for part in message.walk()}
        self.assertLessEqual({"text/plain", "text/html"}, kinds)
        text = message.get_body(("plain",)).get_content()
        html = message.get_body(("html",)).get_content()
        self.assertIn("更新教学用机房", text)
        self.assertIn(
            f"https://duban.example.edu.cn/odoo/duban.matter/{reminder.matter_id.id}",
            html,
        )
        self.assertNotIn("localhost", html)
        self.assertEqual(
            (self.delivery(reminder).channel, self.delivery(reminder).state),
            ("email", "sent"),
        )

    @clause("PLUS-T2")
    def test_a_refusal_is_on_the_line(self):
        box = self.mail_server()
        box.unknown.add("worker.a@example.edu.cn")
        reminder = self.overdue()
        self.send_mails()
        self.assertFalse(
            [to for to, _message in box.mails if "worker.a@example.edu.cn" in to]
        )
        line = self.delivery(reminder)
        self.assertEqual((line.state, line.date_sent), ("failed", False))
        self.assertTrue(line.detail)

    @clause("PLUS-T2")
    def test_a_bounce_that_comes_back_later_is_on_the_line(self):
        box = self.mail_server()
        reminder = self.overdue()
        self.send_mails()
        self.assertEqual(self.delivery(reminder).state, "sent")
        message = next(
            message for to, message in box.mails if "worker.a@example.edu.cn" in to
        )
        domain = self.env["mail.alias.domain"].search([], limit=1) or self.env[
            "mail.alias.domain"
        ].create({"name": "example.edu.cn"})
        report = (
            f"From: MAILER-DAEMON@example.edu.cn\nTo: {domain.bounce_email}\nSubject: Undelivered Mail Returned\n"
            f"Message-ID: <bounce-1@example.edu.cn>\nIn-Reply-To: {message['Message-Id']}\n"
            f"References: {message['Message-Id']}\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\n\n'
            "--B\nContent-Type: text/plain\n\nno such mailbox\n"
            "--B\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; worker.a@example.edu.cn\n"
            "Action: failed\nStatus: 5.1.1\n\n"
            f"--B\nContent-Type: message/rfc822\n\nMessage-ID: {message['Message-Id']}\n"
            "To: worker.a@example.edu.cn\nSubject: x\n\nx\n--B--\n"
        )
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            self.env["mail.thread"].message_process("mail.thread", report.encode())
        line = self.delivery(reminder)
        self.assertEqual((line.state, line.date_sent), ("failed", False))

    @clause("PLUS-T2")
    def test_without_a_mail_server_the_inbox_and_no_failure(self):
        reminder = self.overdue()
        line = self.delivery(reminder)
        self.assertEqual((line.channel, line.state), ("inbox", "sent"))
        self.assertFalse(
            self.env["mail.mail"].search(
                [("recipient_ids", "in", self.worker_a.partner_id.ids)]
            )
        )
        notifications = line.notification_id.mail_message_id.notification_ids
        self.assertFalse(
            notifications.filtered(
                lambda row: row.notification_status in ("exception", "bounce")
            )
        )

    @clause("PLUS-T2")
    def test_no_link_that_only_one_computer_could_open(self):
        self.env["ir.config_parameter"].sudo().set_param(
            "web.base.url", "http://localhost:8069"
        )
        box = self.mail_server()
        self.overdue()
        self.send_mails()
        message = next(
            message for to, message in box.mails if "worker.a@example.edu.cn" in to
        )
        html = message.get_body(("html",)).get_content()
        self.assertIn("更新教学用机房", html)
        self.assertNotIn("/odoo/duban.matter/", html)
