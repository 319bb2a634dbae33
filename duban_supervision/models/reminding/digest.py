"""One digest per person per working day, instead of a message per matter; what is urgent at once.

A digest is one message to one person. Each channel it went through is a ``duban.delivery``, which says what really
happened: a line is "sent" when the platform or the gateway says so, not when the digest was written.

All of it is the system's work and done as superuser: nobody sends, reads another one's, or marks one as sent by a call.
"""

import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import clock
from ...again import take
from ...system import wake
from .reminder import INFORMING

_logger = logging.getLogger(__name__)
CRON = "duban_supervision.ir_cron_notice"

#: what the platform says about a notification → what a delivery says
STATES = {
    "ready": "waiting",
    "process": "waiting",
    "pending": "sent",
    "sent": "sent",
    "bounce": "failed",
    "exception": "failed",
    "canceled": "failed",
}


class DubanDigest(models.Model):
    """What one person was told in one message, and through which channels it really went out."""

    _name = "duban.digest"
    _description = "Daily digest"
    _inherit = ["mail.thread", "duban.screen"]
    _order = "date desc, id desc"
    _rec_name = "date"

    user_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True)
    date = fields.Date(required=True)
    date_created = fields.Datetime("Written at", default=fields.Datetime.now)
    is_at_once = fields.Boolean(
        "At once",
        help="Urgent matters, urgings and notices do not wait for the digest.",
    )
    reminder_ids = fields.One2many("duban.reminder", "digest_id")
    delivery_ids = fields.One2many("duban.delivery", "digest_id", "Deliveries")

    _one_a_day = models.UniqueIndex(
        "(user_id, date) WHERE is_at_once IS NOT TRUE",
        "One digest per person per day.",
    )

    # ------------------------------------------------------------------
    # Who gets one
    # ------------------------------------------------------------------

    @api.model
    def _waiting_users(self):
        """Users who get a digest today: something unsent, a working day, none today or within the frequency cap."""
        today = clock.today(self)
        # sudo: the scheduled action asks for everybody
        sudo = self.sudo()
        unsent = sudo.env["duban.reminder"]
        users = self.env["res.users"].union(
            *(
                user
                for (user,) in unsent._read_group(
                    unsent._unsent_domain(), ["user_id"], order="user_id"
                )
            )
        )
        if not users:
            return users
        last = dict(
            sudo._read_group(
                [("user_id", "in", users.ids), ("is_at_once", "=", False)],
                ["user_id"],
                ["date:max"],
            )
        )
        return users.filtered(
            lambda user: (
                user.active
                and self._works_today(user, today)
                and self._may_be_sent(user, last.get(user), today)
            )
        )

    @api.model
    def _may_be_sent(self, user, last, today):
        """Whether the frequency cap of the regulation allows a digest today. ``last``: the day before, or None."""
        if not last or last >= today:
            return not last
        regulation = self.env["duban.regulation"]._in_force(user.company_id)
        cap = regulation._setting("digest_days")
        if cap <= 1:
            return True
        try:
            count = self.env["duban.calendar.year"]._add_working_days
            return count(last, cap, user.company_id) <= today
        except UserError:
            return fields.Date.add(last, days=cap) <= today

    @api.model
    def _works_today(self, user, today):
        """Whether today is a working day of the user's institution; Monday to Friday while the year is unknown."""
        try:
            return self.env["duban.calendar.year"]._is_working_day(
                today, user.company_id
            )
        except UserError:
            _logger.warning(
                "The working calendar of %s is not known for %s",
                today.year,
                user.company_id.name,
            )
            return today.weekday() < 5

    # ------------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------------

    @api.model
    def _send_digests(self, users):
        """Send the digests of today to ``users``; one that fails is logged and tried again, the others do not wait."""
        # sudo: the scheduled action sends everybody's
        Reminder = self.env["duban.reminder"].sudo()
        unsent = Reminder.search(
            [*Reminder._unsent_domain(), ("user_id", "in", users.ids)]
        )
        for rows in unsent.grouped("user_id").values():
            self._try_to_send(rows)

    @api.model
    def _send_soon(self):
        """Have what does not wait for the digest sent right after this transaction.

        A step writes only whom it concerns; no step waits for a mail server or a messenger, and whoever is concerned
        by several matters of one transaction gets one message.
        """
        told = self.env.cr.precommit.data
        if not told.get(CRON):
            told[CRON] = True
            wake(self.env, CRON)

    @api.model
    def _cron_send(self):
        """The job behind ``_send_soon``: one message per person, committed one by one, so that a crash doubles one."""
        commit = self.env["ir.cron"]._commit_progress
        waiting = self._unsent_at_once().user_id
        for position, user in enumerate(waiting, 1):
            take(self.env, self._send_at_once, user)
            if not commit(1, remaining=len(waiting) - position):
                return

    @api.model
    def _unsent_at_once(self):
        """What does not wait for the digest and has not gone out, oldest first."""
        # sudo: the scheduled action sends everybody's
        reminders = self.env["duban.reminder"].sudo()
        unsent = reminders.search(reminders._unsent_domain(at_once=True), order="id")
        return unsent.filtered("user_id.active")

    @api.model
    def _send_at_once(self, users=None):
        """Send what does not wait for the digest (and does not replace it): one message per person.

        :param users: only theirs; None: everybody's
        """
        unsent = self._unsent_at_once()
        if users is not None:
            unsent = unsent.filtered(lambda row: row.user_id in users)
        # what another run is sending is its own
        for rows in unsent.try_lock_for_update().grouped("user_id").values():
            self._try_to_send(rows, at_once=True)

    @api.model
    def _try_to_send(self, reminders, at_once=False):
        """Send; what fails is logged, stays unsent, and is tried again by the next patrol."""
        try:
            with self.env.cr.savepoint():
                self._send(reminders, at_once)
        except OperationalError:
            raise  # somebody else works on the same records: Odoo takes up the whole call again
        except Exception:
            _logger.exception("No message for user %s", reminders.user_id.id)

    @api.model
    def _send(self, reminders, at_once=False):
        """Send ``reminders`` (of one person) in one message, in that person's language.

        :return: the digest
        """
        user = reminders.user_id
        # sudo: the message is the system's, to the one person whose notices they are
        digest = self.sudo().create(
            {
                "user_id": user.id,
                "company_id": user.company_id.id,
                "date": clock.today(self),
                "is_at_once": at_once,
            }
        )
        reminders.digest_id = digest
        digest.with_context(lang=user.lang)._deliver()
        return digest

    def _subject(self):
        """Subject of this one message; it never carries a title."""
        about = {(row.res_model, row.res_id) for row in self.reminder_ids}
        if self.is_at_once:
            # what only informs is not called urgent, or nothing is urgent any more
            asking = self.reminder_ids._asking_to_act()
            urgent = len({(row.res_model, row.res_id) for row in asking})
            if not urgent:
                return self.env._("Supervision, for your information: %s", len(about))
            return self.env._("Supervision, act at once: %s", urgent)
        # the same figure as in the message itself; who has no to-do is told of so many matters
        count = self._open_todos()
        if not count and all(row.kind in INFORMING for row in self.reminder_ids):
            return self.env._("Supervision, for your information: %s", len(about))
        count = count or len(about)
        return self.env._("Supervision: %s matters need you", count)

    def _deliver(self):
        """Send through the platform, then through every gateway that an installation plugs in."""
        self.ensure_one()
        subject = self._subject()
        body = self.env["ir.qweb"]._render(
            "duban_supervision.digest_body",
            {
                "lines": self._shown_records(),
                "todo_count": 0 if self.is_at_once else self._open_todos(),
            },
        )
        # sudo: what became of the message is the engine's to keep
        Delivery = self.env["duban.delivery"].sudo()
        message = self.message_notify(
            partner_ids=self.user_id.partner_id.ids,
            subject=subject,
            body=body,
            notify_author=True,
        )
        Delivery._of_message(self, message)
        for channel, send in self._gateways():
            Delivery._through_gateway(self, channel, send, subject)

    def _names_unreadable(self, user):
        """Whether this one message (as superuser) names a protected matter that ``user`` may not read any more."""
        matters = self.reminder_ids.matter_id.filtered(
            lambda row: row.is_disciplinary or row.confidentiality != "normal"
        )
        return bool(
            matters and matters - matters.with_user(user)._filtered_access("read")
        )

    def _message_key(self):
        """The same for the same message: for gateways that drop what they were given twice."""
        first = min(self.reminder_ids.ids)
        return f"{self.user_id.id}:{self.date}:{first}"

    def _open_todos(self):
        # sudo: a number, of the person who gets the message
        return (
            self.env["mail.activity"]
            .sudo()
            .search_count(
                [("user_id", "=", self.user_id.id), ("duban_key", "!=", False)]
            )
        )

    def _gateways(self):
        """Hook for SMS, 企业微信 or 钉钉: the gateways that deliver this one message to ``self.user_id``.

        An addon extends the list through ``super()`` with ``(channel, send)``. ``send(subject)`` delivers and returns
        ``(state, detail)``: ``sent`` only when the gateway confirmed it, ``waiting`` when it will confirm later (the
        addon then writes the delivery), else ``failed``. A gateway that raises is recorded as failed; the digest
        stands. After a crash the same message may be handed over again: ``self._message_key()`` tells it apart.
        """
        _logger.info(
            "No messenger gateway is installed; digest %s went through Odoo only",
            self.id,
        )
        return []

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Digests are kept: they prove who was told what."))


class DubanDelivery(models.Model):
    """One message through one channel: what became of it, as the platform or the gateway says."""

    _name = "duban.delivery"
    _description = "Delivery of a digest"
    _inherit = ["duban.screen"]
    _order = "id"
    _rec_name = "channel"

    digest_id = fields.Many2one(
        "duban.digest", required=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one(related="digest_id.user_id", store=True, index=True)
    channel = fields.Char(required=True, help="inbox, email, or the name of a gateway.")
    state = fields.Selection(
        [("waiting", "On its way"), ("sent", "Sent"), ("failed", "Failed")],
        required=True,
    )
    date_sent = fields.Datetime("Sent on")
    date_read = fields.Datetime("Read on", help="Only the inbox knows.")
    detail = fields.Char()
    notification_id = fields.Many2one(
        "mail.notification", index="btree_not_null", ondelete="set null"
    )

    def _channel_name(self):
        names = {"inbox": self.env._("Inbox"), "email": self.env._("E-mail")}
        return names.get(self.channel, self.channel)

    @api.model
    def _of_message(self, digest, message):
        """The line of a message that the platform delivers."""
        notification = message.notification_ids.filtered(
            lambda row: row.res_partner_id == digest.user_id.partner_id
        )
        channel = notification.notification_type or digest.user_id.notification_type
        delivery = self.create(
            {
                "digest_id": digest.id,
                "channel": channel,
                "state": "failed",
                "detail": self.env._("The platform sent nothing."),
                "notification_id": notification.id,
            }
        )
        delivery._follow()

    def _follow(self):
        """Say what the platform says now about these messages."""
        for delivery in self.filtered("notification_id"):
            notification = delivery.notification_id
            state = STATES.get(notification.notification_status, "waiting")
            vals = {
                "state": state,
                "detail": notification.format_failure_reason()
                if notification.failure_type
                else delivery.user_id.email or "",
            }
            if state == "sent" and not delivery.date_sent:
                vals["date_sent"] = fields.Datetime.now()
            # An e-mail counts as "read" for the platform from the start; nobody knows.
            if notification.notification_type == "inbox" and notification.is_read:
                vals["date_read"] = delivery.date_read or notification.read_date
            if state == "failed":
                vals["date_sent"] = False
            delivery.write(vals)

    @api.model
    def _through_gateway(self, digest, channel, send, subject):
        """Let one gateway deliver ``digest`` and record what it says."""
        try:
            with self.env.cr.savepoint():
                state, detail = send(subject)
        except Exception as error:
            _logger.exception("Gateway %s failed on digest %s", channel, digest.id)
            state, detail = "failed", str(error) or type(error).__name__
        self.create(
            {
                "digest_id": digest.id,
                "channel": channel,
                "state": state,
                "detail": detail,
                "date_sent": fields.Datetime.now() if state == "sent" else False,
            }
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Digests are kept: they prove who was told what."))


class MailNotification(models.Model):
    _inherit = "mail.notification"

    def write(self, vals):
        """The proof outlives the notification, which Odoo deletes half a year after it was read."""
        result = super().write(vals)
        if {"notification_status", "is_read", "failure_type"} & vals.keys():
            # sudo: the line is the engine's
            deliveries = self.env["duban.delivery"].sudo()
            deliveries.search([("notification_id", "in", self.ids)])._follow()
        return result
