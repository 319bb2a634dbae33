"""One digest per person per working day, instead of a message per matter."""

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)


class DubanDigest(models.Model):
    """What one person was told on one day, and through which channels it really went out."""

    _name = "duban.digest"
    _description = "Daily digest"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _rec_name = "date"

    user_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True)
    date = fields.Date(required=True)
    reminder_ids = fields.One2many("duban.reminder", "digest_id")
    delivery_ids = fields.One2many("duban.delivery", "digest_id", "Deliveries")

    _one_a_day = models.UniqueIndex("(user_id, date)", "One digest per person per day.")

    @api.model
    def _send_due(self, limit=100):
        """Send the digests of today to people with unsent reminders; nothing on a day off.

        :return: number of people still waiting for theirs today
        """
        today = fields.Date.context_today(self)
        waiting = (
            self.env["duban.reminder"]
            .sudo()
            ._read_group(
                [("digest_id", "=", False), ("kind", "!=", "urgent")],
                ["user_id"],
                order="user_id",
            )
        )
        served = set(self.sudo().search([("date", "=", today)]).user_id.ids)
        users = [
            user
            for (user,) in waiting
            if user.id not in served and self._works_today(user, today)
        ]
        for user in users[:limit]:
            self._send(user, today)
        return max(len(users) - limit, 0)

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

    @api.model
    def _send(self, user, today):
        """Create and send the digest of ``user``; reminders whose cause has gone meanwhile are left out."""
        reminders = (
            self.env["duban.reminder"]
            .sudo()
            .search(
                [
                    ("user_id", "=", user.id),
                    ("digest_id", "=", False),
                    ("kind", "!=", "urgent"),
                ]
            )
        )
        digest = self.sudo().create(
            {"user_id": user.id, "company_id": user.company_id.id, "date": today}
        )
        reminders.digest_id = digest
        digest._deliver(
            self.env._("Supervision: %s matters need you", len(reminders.matter_id))
        )
        return digest

    @api.model
    def _send_at_once(self, reminders):
        """Urgent matters do not wait for the digest (and do not replace it)."""
        for reminder in reminders:
            body = self.env["ir.qweb"]._render(
                "duban_supervision.digest_body",
                {"reminders": reminder, "todo_count": 0},
            )
            # sudo: to the person concerned; the text carries the matter's display name, which is neutral when sensitive
            self.env["mail.thread"].sudo().message_notify(
                partner_ids=reminder.user_id.partner_id.ids,
                subject=self.env._("Urgent: act at once"),
                body=body,
            )

    def _deliver(self, subject):
        """Send through the platform, then through every gateway that an installation plugs in."""
        self.ensure_one()
        digest = self.with_context(lang=self.user_id.lang)
        todo_count = (
            self.env["mail.activity"]
            .sudo()
            .search_count(
                [("user_id", "=", self.user_id.id), ("duban_key", "!=", False)]
            )
        )
        body = digest.env["ir.qweb"]._render(
            "duban_supervision.digest_body",
            {"reminders": digest.reminder_ids, "todo_count": todo_count},
        )
        digest.message_notify(
            partner_ids=self.user_id.partner_id.ids, subject=subject, body=body
        )
        channel = "email" if self.user_id.notification_type == "email" else "inbox"
        rows = [(channel, "sent", self.user_id.email or "")] + self._gateways(subject)
        self.env["duban.delivery"].sudo().create(
            [
                {
                    "digest_id": self.id,
                    "channel": name,
                    "state": state,
                    "detail": detail,
                }
                for name, state, detail in rows
            ]
        )

    def _gateways(self, subject):
        """Hook for SMS, 企业微信 or 钉钉: deliver to ``self.user_id`` and say what happened.

        An addon extends the list through ``super()`` with ``(channel, state, detail)``; ``state`` is ``sent`` only when
        the gateway confirmed it, else ``failed``. The default only logs: nothing is claimed sent that was not.
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
    _name = "duban.delivery"
    _description = "Delivery of a digest"
    _order = "id"
    _rec_name = "channel"

    digest_id = fields.Many2one(
        "duban.digest", required=True, index=True, ondelete="cascade"
    )
    channel = fields.Char(required=True, help="inbox, email, or the name of a gateway.")
    state = fields.Selection([("sent", "Sent"), ("failed", "Failed")], required=True)
    detail = fields.Char()
