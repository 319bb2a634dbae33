"""统一待办: the to-dos of people in the school's portal, pushed, updated and closed there under one stable key.

The portal is a mirror: what should be there is what ``mail.activity`` holds, and a scheduled action makes the two
agree, right after a step and again at night, as the reconciler does with the activities themselves.
"""

import hashlib
import json
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.duban_supervision.system import wake

#: a message that was refused rests so long before it is offered again, and is given up after so long
NIGHT, GIVEN_UP = timedelta(hours=12), timedelta(days=30)


class DubanPortalTodo(models.Model):
    """What the portal was told of one to-do of one person."""

    _name = "duban.portal.todo"
    _description = "To-do in the school's portal"
    _inherit = ["duban.screen"]
    _order = "id desc"
    _rec_name = "key"

    gateway_id = fields.Many2one(
        "duban.gateway", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="gateway_id.company_id", store=True)
    user_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="restrict"
    )
    activity_id = fields.Integer(required=True, index=True)
    key = fields.Char(
        required=True,
        help="Stable: the portal knows the to-do by it from first to last.",
    )
    digest = fields.Char(
        required=True, help="What it looked like when the portal was told last."
    )
    version = fields.Integer(default=1)
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")], default="open", required=True
    )

    _once = models.UniqueIndex("(gateway_id, key)")
    _open_idx = models.Index("(gateway_id) WHERE state = 'open'")

    @api.model
    def _cron_reconcile(self):
        """Make the portals agree with the open to-dos; idempotent."""
        # sudo: the scheduled action serves every portal
        for gateway in (
            self.env["duban.gateway"]
            .sudo()
            .search([("is_on", "=", True), ("purpose", "=", "todos")])
        ):
            self._reconcile(gateway)
            self._offer_again(gateway)
            self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _reconcile(self, gateway):
        """:return: number of messages queued for the portal of ``gateway``"""
        # sudo: the mirror is the system's; each to-do goes to its own person only
        mirror = self.sudo()
        todos = mirror.env["mail.activity"].search(
            [("duban_key", "!=", False), ("user_id.company_ids", "in", gateway.company_id.ids), ("active", "=", True)]
        ).filtered(lambda todo: self._belongs(todo, gateway))  # fmt: skip
        known = {
            row.key: row for row in mirror.search([("gateway_id", "=", gateway.id)])
        }
        queue = []
        wanted = set()
        for todo in todos:
            if not gateway._address(todo.user_id):
                continue
            key = self._key(todo)
            wanted.add(key)
            payload = self._payload(gateway, todo)
            digest = hashlib.sha256(
                json.dumps(payload, sort_keys=True).encode()
            ).hexdigest()
            row = known.get(key)
            if not row:
                row = mirror.create(
                    {"gateway_id": gateway.id, "user_id": todo.user_id.id, "activity_id": todo.id, "key": key,
                     "digest": digest}
                )  # fmt: skip
                queue.append(row._message("send", payload))
            elif row.digest != digest or row.state == "closed":
                row.write(
                    {"digest": digest, "version": row.version + 1, "state": "open"}
                )
                queue.append(row._message("update", payload))
        for row in known.values():
            if row.state == "open" and row.key not in wanted:
                row.write({"state": "closed", "version": row.version + 1})
                queue.append(row._message("close", {}))
        self.env["duban.gateway.message"]._enqueue(queue)
        return len(queue)

    @api.model
    def _offer_again(self, gateway):
        """What the portal refused is offered once more each night, while it is the last word on its to-do."""
        # sudo: the mirror and its messages are the system's
        mirror, now = self.sudo(), fields.Datetime.now()
        last = [
            f"{row.key}#{row.version}"
            for row in mirror.search([("gateway_id", "=", gateway.id)])
        ]
        failed = mirror.env["duban.gateway.message"].search(
            [("gateway_id", "=", gateway.id), ("state", "=", "failed"), ("key", "in", last),
             ("date_next", "<", now - NIGHT), ("create_date", ">", now - GIVEN_UP)]
        )  # fmt: skip
        if failed:
            failed._again()

    @api.model
    def _key(self, todo):
        """The same for the same to-do of the same person, whatever becomes of date and words."""
        return f"{todo.res_model}-{todo.res_id}-{todo.duban_key}-{todo.user_id.id}".replace(
            ":", "-"
        )

    @api.model
    def _belongs(self, todo, gateway):
        record = todo.env[todo.res_model].browse(todo.res_id).exists()
        return (
            bool(record)
            and "company_id" in record._fields
            and record.company_id == gateway.company_id
        )

    @api.model
    def _payload(self, gateway, todo):
        """What the portal shows: the name of the matter, of a protected one its number."""
        record = todo.env[todo.res_model].browse(todo.res_id)
        url = gateway._own_url()
        name = (
            record._reminder_name()
            if hasattr(record, "_reminder_name")
            else record.display_name
        )
        return {
            "title": name, "kind": todo.duban_key.partition(":")[0],
            "kind_text": self._kind_words(todo, record),
            "due": record.env["duban.matter"]._format_date(todo.date_deadline), "text": "", "count": 1,
            "url": f"{url}/duban/todo/{todo.id}" if url else "",
        }  # fmt: skip

    @api.model
    def _kind_words(self, todo, record):
        """What ``todo`` is about, in the words of the regulation that its record stands under."""
        todo = todo.with_context(lang=todo.user_id.lang)
        words = todo.activity_type_id.name or ""
        if "regulation_id" not in record._fields:
            return words
        return todo.env["duban.label"]._own(words, record.regulation_id)

    @api.model
    def _said_now(self, message):
        """What ``message`` (as superuser) tells the portal today; None: the to-do is over, or never stood there."""
        payload = message.payload
        if payload["todo"] == "close":
            before = message.search(
                [("gateway_id", "=", message.gateway_id.id), ("key", "=like", f"{payload['todo_key']}#%"),
                 ("id", "<", message.id)]
            )  # fmt: skip
            never = before and set(before.mapped("state")) == {"dropped"}
            return None if never else payload
        todos = message.env["mail.activity"].search(
            [("user_id", "=", message.user_id.id), ("duban_key", "!=", False)]
        )
        todo = todos.filtered(lambda row: self._key(row) == payload["todo_key"])[:1]
        if not todo or not message.user_id.active:
            return None
        said = self._payload(message.gateway_id, todo)
        return {**said, "todo": payload["todo"], "todo_key": payload["todo_key"]}

    def _message(self, step, payload):
        """Values of the message that tells the portal of this one to-do: as new until something arrived there."""
        if step == "update":
            told = self.env["duban.gateway.message"].search_count(
                [("gateway_id", "=", self.gateway_id.id), ("key", "=like", f"{self.key}#%"),
                 ("state", "in", ("queued", "sending", "sent"))], limit=1
            )  # fmt: skip
            step = "update" if told else "send"
        return {
            "gateway_id": self.gateway_id.id, "user_id": self.user_id.id, "kind": f"todo_{step}",
            "key": f"{self.key}#{self.version}", "payload": {**payload, "todo": step, "todo_key": self.key},
        }  # fmt: skip


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _duban_portal_changed(self):
        """The portal is told right after the commit, if there is one."""
        if self.env["duban.gateway"]._in_use_ids(None, "todos"):
            wake(self.env, "duban_supervision_gateway.ir_cron_portal")

    @api.model_create_multi
    def create(self, vals_list):
        todos = super().create(vals_list)
        if any(vals.get("duban_key") for vals in vals_list):
            self._duban_portal_changed()
        return todos

    def write(self, vals):
        result = super().write(vals)
        # sudo: only whether it is a to-do of the suite
        if {"user_id", "date_deadline", "summary", "active"} & vals.keys() and self[
            :1
        ].sudo().duban_key:
            self._duban_portal_changed()
        return result
