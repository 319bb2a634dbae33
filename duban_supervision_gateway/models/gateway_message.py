"""The queue: what is to be told outside, handed over after the commit, tried again, and at most once doubled.

A row is ``sending`` and committed before the other side is called, and written ``sent`` when it confirmed. Whoever is
killed in between leaves one row ``sending``; it is tried once more after ``LOST`` seconds. Nothing else can double.
"""

import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.duban_supervision.system import wake

from .gateway import Refused

_logger = logging.getLogger(__name__)

#: seconds after which a row that is being sent counts as lost by who was killed
LOST = 120
#: seconds of the first pause, doubled each time
PAUSE, LONGEST = 30, 900
#: rows that one run looks at
AT_ONCE = 500


class DubanGatewayMessage(models.Model):
    """One message to one person through one gateway."""

    _name = "duban.gateway.message"
    _description = "Message through a gateway"
    _inherit = ["duban.screen"]
    _order = "id desc"
    _rec_name = "key"

    gateway_id = fields.Many2one(
        "duban.gateway", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="gateway_id.company_id", store=True)
    user_id = fields.Many2one(
        "res.users", "Person", required=True, index=True, ondelete="restrict"
    )
    digest_id = fields.Many2one(
        "duban.digest", index="btree_not_null", ondelete="restrict"
    )
    reminder_id = fields.Many2one(
        "duban.reminder", index="btree_not_null", ondelete="restrict"
    )
    key = fields.Char(
        required=True, help="The same for the same message: nothing is queued twice."
    )
    kind = fields.Char("Event", required=True)
    payload = fields.Json(
        groups="base.group_system",
        help="What the message says; emptied once it was sent.",
    )
    state = fields.Selection(
        [
            ("queued", "Waiting"),
            ("sending", "Being sent"),
            ("sent", "Sent"),
            ("failed", "Failed"),
            ("dropped", "Not needed any more"),
        ],
        required=True,
        default="queued",
    )
    attempts = fields.Integer()
    date_queued = fields.Datetime(default=fields.Datetime.now)
    date_next = fields.Datetime("Next try", default=fields.Datetime.now)
    date_sent = fields.Datetime("Sent on")
    remote_id = fields.Char("Number at the service")
    detail = fields.Char()

    _once = models.UniqueIndex(
        "(gateway_id, key)", "This message is on its way already."
    )
    _due_idx = models.Index(
        "(gateway_id, date_next) WHERE state IN ('queued', 'sending')"
    )
    _tried_idx = models.Index("(gateway_id, date_next) WHERE attempts > 0")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Messages are kept: they prove who was told."))

    def _again(self):
        """Put these back into the queue as if they were new."""
        now = fields.Datetime.now()
        self.write({"state": "queued", "attempts": 0, "date_next": now, "date_queued": now})  # fmt: skip
        self._follow("waiting")
        self._wake()

    def action_retry(self):
        """Try failed messages again."""
        if not self.env.user.has_group("duban_supervision.group_admin"):
            raise UserError(self.env._("Only the administrator sends again."))
        # sudo: the queue is the system's; the administrator may only start it again
        failed = self.sudo().filtered(lambda row: row.state == "failed" and row.payload)
        if not failed:
            raise UserError(self.env._("Only failed messages are sent again."))
        failed._again()
        return True

    # ------------------------------------------------------------------
    # Into the queue
    # ------------------------------------------------------------------

    @api.model
    def _enqueue(self, vals_list):
        """Queue messages; those whose key is there already are left out. They go out after the commit.

        :return: the new rows
        """
        keys = [(vals["gateway_id"], vals["key"]) for vals in vals_list]
        # sudo: the queue is the system's; steps put into it what concerns people
        queue = self.sudo()
        known = {
            (row.gateway_id.id, row.key)
            for row in queue.search([("key", "in", [key for _id, key in keys])])
        }
        new, seen = [], set(known)
        for vals, key in zip(vals_list, keys, strict=True):
            if key not in seen:
                seen.add(key)
                new.append(vals)
        rows = queue.create(new)
        if rows:
            self._wake()
        return rows

    @api.model
    def _wake(self):
        wake(self.env, "duban_supervision_gateway.ir_cron_send")

    # ------------------------------------------------------------------
    # Out of the queue
    # ------------------------------------------------------------------

    @api.model
    def _cron_send(self):
        """Send what is due, one row and one commit at a time; comes back by itself for what is left."""
        commit = self.env["ir.cron"]._commit_progress
        self._take_back_lost()
        # sudo: the scheduled action serves every gateway
        gateways = self.env["duban.gateway"].sudo().search([("is_on", "=", True)])
        for gateway in gateways:
            gateway._before_sending()
            if not commit(0):
                return
            while True:
                row = self._take_one(gateway)
                if not row:
                    break
                commit(0)
                row._hand_over()
                if not commit(1):
                    break
        later = self.search(
            [("state", "in", ("queued", "sending")), ("gateway_id.is_on", "=", True)], order="date_next", limit=1
        )  # fmt: skip
        if later:
            moment = max(later.date_next, fields.Datetime.now() + timedelta(seconds=5))
            self.env.ref("duban_supervision_gateway.ir_cron_send")._trigger(moment)

    @api.model
    def _take_back_lost(self):
        """Rows that somebody who was killed left behind are sent again, once."""
        old = fields.Datetime.now() - timedelta(seconds=LOST)
        lost = self.search([("state", "=", "sending"), ("date_next", "<", old)])
        lost.write(
            {"state": "queued", "detail": self.env._("Interrupted; sent again.")}
        )

    @api.model
    def _take_one(self, gateway):
        """The next row of ``gateway`` that may go out now, marked as being sent.

        The one that waits longest: what was put off lets the others pass, but of one to-do nothing overtakes.
        """
        now = fields.Datetime.now()
        if gateway.date_blocked and gateway.date_blocked > now:
            return self.browse()
        if gateway.per_minute:
            # the other side counts calls, also those that it refused; a row that was taken keeps the moment
            minute = [("gateway_id", "=", gateway.id), ("state", "in", ("sending", "sent", "failed")),
                      ("attempts", ">", 0), ("date_next", ">", now - timedelta(seconds=60))]  # fmt: skip
            if (
                self.search_count(minute, limit=gateway.per_minute)
                >= gateway.per_minute
            ):
                return self.browse()
        self.flush_model()
        self.env.cr.execute(
            """
            SELECT id FROM duban_gateway_message taken
             WHERE gateway_id = %s AND state = 'queued' AND date_next <= %s
               AND (kind NOT LIKE 'todo_%%' OR NOT EXISTS (
                   SELECT 1 FROM duban_gateway_message earlier
                    WHERE earlier.gateway_id = taken.gateway_id AND earlier.state IN ('queued', 'sending')
                      AND earlier.id < taken.id AND split_part(earlier.key, '#', 1) = split_part(taken.key, '#', 1)))
             ORDER BY date_next, id LIMIT 1 FOR UPDATE SKIP LOCKED
            """,
            [gateway.id, now],
        )
        found = self.env.cr.fetchone()
        row = self.browse(found[0] if found else ())
        if row:
            row.invalidate_recordset()
            row.write(
                {"state": "sending", "attempts": row.attempts + 1, "date_next": now}
            )
        return row

    def _hand_over(self):
        """Give this one row to its gateway and write down what became of it."""
        gateway, now, refused = self.gateway_id, fields.Datetime.now(), None
        payload = self._said_now()
        if payload is None:
            why = self.env._("Not sent: what it was about is no longer the person's.")
            self.write({"state": "dropped", "payload": False, "detail": why})
            self._follow("dropped")
            return
        if payload != self.payload:
            self.payload = payload
        try:
            with self.env.cr.savepoint():
                try:
                    values = gateway._deliver(self) or {}
                except Refused as error:
                    # not out of the savepoint: a token that was asked for on the way stays
                    refused = error
        except OperationalError:
            raise
        except Exception as error:
            _logger.exception("Gateway %s failed on message %s", gateway.name, self.id)
            refused = Refused(str(error) or type(error).__name__, final=False)
        if refused:
            self._was_refused(refused)
            return
        self.write(
            {
                "state": "sent",
                "date_sent": now,
                "detail": False,
                "payload": False,
                **values,
            }
        )
        if gateway.last_error:
            gateway.last_error = False
        self._follow("sent", now)

    def _said_now(self):
        """What this one message says today, which may have waited for days; None when there is nothing to say any more.

        Its receiver may have left, the matter may be protected or another unit's since it was written.
        """
        payload = self.payload or {}
        if payload.get("todo"):
            return self.env["duban.portal.todo"]._said_now(self)
        # in the words of its receiver, as it was written
        mine = self.with_context(lang=self.user_id.lang)
        digest, gateway = mine.digest_id, mine.gateway_id
        if not digest:
            return payload
        left = digest._still_told(mine.reminder_id or digest._rows_for(gateway))
        if not left:
            return None
        if mine.reminder_id:
            return digest._payload_of(left)
        return digest._payload_of_all(gateway, payload.get("title"), left)

    def _was_refused(self, error):
        gateway, now = self.gateway_id, fields.Datetime.now()
        gateway.last_error = error.message
        given_up = now > self.date_queued + timedelta(days=gateway.give_up_days or 3)
        if error.final or given_up:
            self.write({"state": "failed", "detail": error.message})
            self._follow("failed")
            return
        pause = error.pause
        if error.is_own or not pause:
            pause = max(pause, min(PAUSE * 2 ** min(self.attempts - 1, 6), LONGEST))
        self.write(
            {
                "state": "queued",
                "detail": error.message,
                "date_next": now + timedelta(seconds=pause),
            }
        )
        if error.pause and not (error.is_own and self.attempts > 1):
            # an outage concerns everything that goes this way: nobody is tried in vain
            gateway.date_blocked = now + timedelta(seconds=error.pause)

    def _follow(self, state, date=False):
        """Say on the deliveries of the digests what became of these messages: sent when all of them are."""
        for row in self.filtered("digest_id"):
            beside = self.search(
                [
                    ("digest_id", "=", row.digest_id.id),
                    ("gateway_id", "=", row.gateway_id.id),
                ]
            )
            states = set(beside.mapped("state")) - {"dropped"}
            told = (
                "failed"
                if "failed" in states or not states
                else "sent"
                if states == {"sent"}
                else "waiting"
            )
            # sudo: the lines are the engine's
            deliveries = self.env["duban.delivery"].sudo().search(
                [("digest_id", "=", row.digest_id.id), ("channel", "=", row.gateway_id.name)]
            )  # fmt: skip
            details = "；".join(filter(None, beside.mapped("detail")))
            deliveries.write(
                {
                    "state": told, "detail": details or row._shown_address(),
                    "date_sent": date if told == "sent" else False,
                }
            )  # fmt: skip

    def _shown_address(self):
        return self.gateway_id._address(self.user_id) or ""


class DubanGateway(models.Model):
    _inherit = "duban.gateway"

    def _before_sending(self):
        """Hook: what a gateway looks at before its queue is sent."""
