"""The platform's way in by mail: who lets one in, what it makes, and what it says of a sender (CORE-27, CORE-28)."""
# what people say in a test is nobody's term to translate
# pylint: disable=translation-required

import itertools
from unittest.mock import patch

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from tests import exhibits
from tests.clauses import clause
from tests.common import SupervisionCommon

DIRECTORY = ("hr.employee", "hr.version", "hr.department")
QUIET = (
    "odoo.addons.mail.models.mail_thread",
    "odoo.addons.mail.models.mail_mail",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
    "odoo.sql_db",
    "odoo.addons.duban_supervision.models.access.mail_rows",
)
#: what somebody writes, data
WORDS = "同意延期，不再追究"


def mail(sender, message_id, text=WORDS, to="office@duban.example.edu.cn", head=""):
    return (
        f"From: {sender}\nTo: {to}\nDate: Fri, 01 Mar 2024 09:00:00 +0800\nMessage-Id: <{message_id}>\n"
        f'{head}Subject: s\nContent-Type: text/plain; charset="utf-8"\n\n{text}\n'
    )


class TakeBack(Exception):
    """Ends a savepoint."""


class MailGateCase(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        for name in ("leader", "worker_a", "outsider"):
            getattr(self, name).email = f"{name}@duban.example.edu.cn"

    def let_in(self, text, model="mail.thread", user=None, context=None, **kwargs):
        """What the mail server, or ``user``, hands over, as over RPC."""
        self.env.invalidate_all()
        thread = self.env["mail.thread"].with_user(user or SUPERUSER_ID)
        if user:
            thread = thread.sudo(False)
        with mute_logger(*QUIET):
            found = call_kw(
                thread,
                "message_process",
                [model, text],
                {**kwargs, "context": context or {}},
            )
        self.env.flush_all()
        self.env.invalidate_all()
        return found

    def refused(self, *args, **kwargs):
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.let_in(*args, **kwargs)

    def messages(self, record):
        return (
            self.env["mail.message"]
            .sudo()
            .search_count([("model", "=", record._name), ("res_id", "=", record.id)])
        )


@tagged("post_install", "-at_install")
class TestMailGate(MailGateCase):
    def written(self):
        """{table: rows changed so far in this transaction} of what is supervised, told and named."""
        self.env.flush_all()
        self.cr.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE relname LIKE 'duban%' OR relname LIKE 'mail_%' OR relname LIKE 'hr_%'"
            " OR relname IN ('res_users', 'res_partner')"
        )
        return dict(self.cr.fetchall())

    @clause("CORE-27")
    def test_nobody_but_the_mail_server_lets_mail_in(self):
        """Models × a new record or one that is there × callers: refused."""
        exhibits.switch_on(self)
        others = [self.accepted(), self.closed()]
        models = [
            name
            for name, model in sorted(self.registry.items())
            if (name.startswith("duban.") or name in DIRECTORY)
            and hasattr(model, "message_new")
            and not model._abstract
        ]
        self.assertGreater(len(models), 8)
        records = {
            name: exhibits.exhibit(self, name, others)
            if name.startswith("duban.")
            else self.env[name].search([], limit=1)
            for name in models
        }
        self.env.flush_all()
        calls = 0
        for name, user in itertools.product(
            models, (self.worker_a, self.outsider, self.office_user)
        ):
            calls += 1
            text = mail(self.leader.email, f"x{calls}@y")
            self.refused(text, name, user)
            self.refused(
                text, name, user, custom_values={"company_id": self.company.id}
            )
            if records[name]:
                self.refused(text, name, user, thread_id=records[name].id)

    @clause("CORE-28")
    def test_nobody_moves_into_a_unit_or_makes_an_account_by_a_mail(self):
        employee = self.employee_of(self.outsider)
        self.refused(
            mail("a@b.example.edu.cn", "v@y"),
            "hr.version",
            self.outsider,
            custom_values={
                "employee_id": employee.id,
                "date_version": "2024-03-04",
                "department_id": self.office.id,
            },
        )
        account = [(0, 0, {"name": "x", "login": "x.by.mail"})]
        for values, context in (
            ({"user_ids": account}, {}),
            ({"child_ids": [(0, 0, {"name": "y", "user_ids": account})]}, {}),
        ):
            self.refused(
                mail("a@b.example.edu.cn", "u@y"),
                "res.partner",
                self.outsider,
                context=context,
                custom_values=values,
            )
        # what a context gives by default is made as superuser as well
        self.let_in(
            mail("a@b.example.edu.cn", "w@y"),
            "res.partner",
            self.outsider,
            context={"default_user_ids": account},
        )
        self.assertFalse(self.env["res.users"].search([("login", "=", "x.by.mail")]))
        self.assertEqual(self.outsider.duban_unit_ids, self.unit_out)

    @clause("CORE-27")
    def test_other_apps_take_mail_from_whom_they_took_it(self):
        contact = self.env["res.partner"].create({"name": "x"})
        self.let_in(
            mail("a@b.example.edu.cn", "o1@y"),
            "res.partner",
            self.outsider,
            thread_id=contact.id,
        )
        self.assertEqual(self.messages(contact), 2)  # the line of the creation, too
        made = self.let_in(
            mail("a@b.example.edu.cn", "o2@y"),
            "res.partner",
            self.outsider,
            custom_values={"comment": "x", "company_id": False},
        )
        self.assertTrue(self.env["res.partner"].browse(made).exists())
        # but nobody speaks there as a leader either
        self.refused(
            mail(self.leader.email, "o3@y"),
            "res.partner",
            self.outsider,
            thread_id=contact.id,
        )

    @clause("CORE-23")
    def test_nobody_was_not_told_by_the_own_report(self):
        matter = self.accepted()
        self.run_patrol()
        told = (
            self.env["mail.notification"]
            .sudo()
            .search(
                [
                    ("res_partner_id", "=", self.worker_a.partner_id.id),
                    ("mail_message_id.model", "like", "duban."),
                ],
                limit=1,
            )
        ) or self.note(matter)
        number = told.mail_message_id.message_id
        report = (
            "From: MAILER-DAEMON@example.edu.cn\nTo: x@example.edu.cn\nSubject: Undelivered\n"
            f"Message-ID: <b@example.edu.cn>\nIn-Reply-To: {number}\nReferences: {number}\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\n\n'
            "--B\nContent-Type: text/plain\n\nno such mailbox\n"
            f"--B\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; {self.worker_a.email}\n"
            "Action: failed\nStatus: 5.1.1\n\n"
            f"--B\nContent-Type: message/rfc822\n\nMessage-ID: {number}\nTo: {self.worker_a.email}\n"
            "Subject: x\n\nx\n--B--\n"
        )
        before = told.notification_status
        self.refused(report, user=self.worker_a)
        self.assertEqual(told.notification_status, before)
        self.let_in(report)
        self.assertEqual(told.notification_status, "bounce")

    def note(self, matter):
        """The notification of a message to the handler."""
        message = matter.with_user(self.office_user).message_post(
            body="x", partner_ids=self.worker_a.partner_id.ids
        )
        return message.sudo().notification_ids.filtered(
            lambda row: row.res_partner_id == self.worker_a.partner_id
        )

    @clause("CORE-27")
    def test_every_other_public_method_of_the_threads(self):
        """What the platform gives every record with messages or to-dos, called by who does not read it."""
        matter = self.closed()
        self.note(matter)
        mixins = ("mail.thread", "mail.activity.mixin")
        methods = sorted(
            {
                name
                for mixin in mixins
                for base in self.registry[mixin].mro()
                if base.__module__.startswith("odoo.addons.mail.")
                for name, value in vars(base).items()
                if not name.startswith("_")
                and callable(value)
                and name.startswith(
                    ("message_", "activity_", "action_", "notify_", "mail_")
                )
                and name != "message_process"
            }
        )
        self.assertLessEqual(
            {"message_route", "message_update", "activity_unlink"}, set(methods)
        )
        partner, kind = self.leader.partner_id.id, "mail.mail_activity_data_todo"
        message = matter.sudo().message_ids[:1].id
        arguments = (
            [],
            [partner],
            [[partner]],
            [kind],
            [[kind]],
            ["email"],
            [message],
            [{"subject": "x", "email_from": self.leader.email}, {"name": "x"}],
            [mail(self.leader.email, "m@y"), {}, "duban.matter", matter.id],
            ["mail.mail_notification_layout"],
        )
        keywords = ({}, {"body": WORDS, "author_id": partner}, {"feedback": "x"})
        done = set()
        for name, user, args, kwargs in itertools.product(
            methods, (self.outsider, self.worker_c), arguments, keywords
        ):
            self.env.invalidate_all()
            target = self.env["duban.matter"].with_user(user).sudo(False)
            method = getattr(type(target), name)
            ids = [] if getattr(method, "_api_model", False) else [matter.ids]
            before = self.written()
            try:
                with mute_logger(*QUIET), self.cr.savepoint():
                    call_kw(target, name, [*ids, *args], dict(kwargs))
                    after = self.written()
                    if after != before:
                        changed = {key for key in after if after[key] != before[key]}
                        done.add(f"{name}({args!r:.60}, {kwargs!r:.40}): {changed}")
                    raise TakeBack
            except Exception:  # pylint: disable=broad-except
                # refused, or no call that the platform understands
                self.env.invalidate_all(flush=False)
        self.assertFalse(done)


@tagged("post_install", "-at_install")
class TestHonestMail(MailGateCase):
    def reply(self, record, user, message_id):
        """``user`` answers the last notice of ``record`` from the mail program."""
        notice = record.with_user(self.office_user).message_post(body="x")
        number = notice.sudo().message_id
        return mail(
            f"{user.name} <{user.email}>",
            message_id,
            "情况有变",
            head=f"In-Reply-To: {number}\nReferences: {number}\n",
        )

    def lines(self, matter):
        return matter.sudo().act_ids.filtered(lambda act: act.action == "note_added")

    @clause("CORE-27")
    def test_a_reply_after_the_end_is_a_line(self):
        matter = self.closed()
        text = self.reply(matter, self.worker_a, "r1@y")
        before = self.lines(matter)
        self.let_in(text)
        (line,) = self.lines(matter) - before
        self.assertIn(self.worker_a.email, line.note)
        self.assertIn("情况有变", line.note)
        self.assertIn(
            "情况有变", matter.sudo().message_ids.sorted("id")[-1:].body or ""
        )
        # on a running matter it is a message as any other
        running = self.accepted()
        self.let_in(self.reply(running, self.worker_a, "r2@y"))
        self.assertFalse(self.lines(running))
        self.assertIn(
            "情况有变", running.sudo().message_ids.sorted("id")[-1:].body or ""
        )

    @clause("CORE-12")
    def test_who_does_not_read_it_is_not_posted(self):
        matter = self.closed()
        stranger = self.env["res.partner"].create(
            {"name": "x", "email": "x@elsewhere.example.org"}
        )
        texts = [
            self.reply(matter, who, f"{who._name}@y")
            for who in (self.outsider, stranger)
        ]
        count, lines = self.messages(matter), self.lines(matter)
        answered = []
        with patch.object(
            self.registry["mail.mail"],
            "send",
            lambda mails, **_kw: answered.extend(mails.mapped("email_to")),
        ):
            for text in texts:
                self.let_in(text)
        self.assertEqual(len(answered), 2)
        self.assertIn(self.outsider.email, answered[0])
        self.assertIn(stranger.email, answered[1])
        self.assertEqual(self.messages(matter), count)
        self.assertEqual(self.lines(matter), lines)

    @clause("CORE-12")
    def test_who_left_the_institution_is_not_posted(self):
        other = self.env["res.company"].create({"name": "另一所学校"})
        matter = self.closed()
        text = self.reply(matter, self.worker_a, "l1@y")
        self.worker_a.write({"company_ids": [(4, other.id)], "company_id": other.id})
        self.worker_a.company_ids = other
        count = self.messages(matter)
        self.let_in(text)
        self.assertEqual(self.messages(matter), count)

    @clause("CORE-20", "CORE-27")
    def test_what_who_left_wrote_for_later_is_not_sent(self):
        """On a draft, where one may write ahead: nobody writes any more by an account that was closed."""
        matter = self.matter()
        Later = self.env["mail.scheduled.message"]
        for user in (self.office_user2, self.office_user):
            Later.with_user(user).create(
                {
                    "model": "duban.matter",
                    "res_id": matter.id,
                    "author_id": user.partner_id.id,
                    "body": WORDS,
                    "scheduled_date": "2024-03-04 12:00:00",
                }
            )
        self.office_user2.active = False
        self.at("2024-03-05")
        Later._post_messages_cron()
        sent = matter.sudo().message_ids.filtered(lambda row: WORDS in (row.body or ""))
        self.assertEqual(sent.author_id, self.office_user.partner_id)
        self.assertFalse(Later.search([("res_id", "=", matter.id)]))

    @clause("CORE-27")
    def test_new_records_only_by_an_alias(self):
        Matter = self.env["duban.matter"].sudo()
        before = Matter.search_count([])
        text = mail(self.office_user.email or "o@duban.example.edu.cn", "a1@y")
        self.let_in(text, "duban.matter")
        self.assertEqual(Matter.search_count([]), before)
        domain = self.env["mail.alias.domain"].search([], limit=1) or self.env[
            "mail.alias.domain"
        ].create({"name": "duban.example.edu.cn"})
        self.env["mail.alias"].create(
            {
                "alias_name": "xinxiang",
                "alias_domain_id": domain.id,
                "alias_model_id": self.env["ir.model"]._get_id("duban.matter"),
                "alias_contact": "everyone",
                "alias_defaults": repr(
                    {
                        "regulation_id": self.regulation.id,
                        "company_id": self.company.id,
                    }
                ),
            }
        )
        made = self.let_in(
            mail(
                self.leader.email,
                "a2@y",
                to=f"xinxiang@{domain.name}",
            ),
            None,
        )
        self.assertEqual(Matter.browse(made).state, "draft")
