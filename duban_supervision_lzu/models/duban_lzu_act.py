"""The trail of special notices: one line per step, append-only, each with the hash of the line before."""

import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.duban_supervision import clock
from odoo.addons.duban_supervision.models.access.engine import DOOR
from odoo.addons.duban_supervision.tools.triggers import put_trigger


class DubanLzuAct(models.Model):
    """Who took which step of a notice when, with old and new values; written by the door only."""

    _name = "duban.lzu.act"
    _description = "Step of a special notice"
    _inherit = ["duban.document.part"]
    _order = "notice_id, seq"
    _document = "notice_id"
    _log_access = False
    _rec_name = "action"

    notice_id = fields.Many2one(
        "duban.lzu.notice", required=True, index=True, ondelete="cascade"
    )
    seq = fields.Integer(required=True)
    date = fields.Datetime(required=True)
    user_id = fields.Many2one("res.users", "By", required=True, ondelete="restrict")
    action = fields.Char(required=True)
    action_label = fields.Char("Step", compute="_compute_action_label")
    state_from = fields.Char()
    state_to = fields.Char()
    note = fields.Text()
    changes = fields.Json(help="{field: [old, new]}")
    previous_hash = fields.Char()
    hash = fields.Char(required=True)

    _seq_uniq = models.UniqueIndex("(notice_id, seq)")

    def init(self):
        """Trigger: no line is changed or deleted, whoever asks; those of a draft go with the draft."""
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION duban_lzu_act_guard() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM duban_lzu_notice WHERE id = OLD.notice_id) THEN
                    RETURN OLD;
                END IF;
                RAISE EXCEPTION 'duban.lzu.act is append-only';
            END $$
            """
        )
        put_trigger(
            self.env.cr,
            "duban_lzu_act_guard",
            self._table,
            "BEFORE UPDATE OR DELETE",
            "duban_lzu_act_guard",
        )

    def _compute_action_label(self):
        names = dict(self.env["duban.lzu.notice"]._action_names())
        for act in self:
            act.action_label = names.get(act.action, act.action)

    @staticmethod
    def _digest(content):
        return hashlib.sha256(
            json.dumps(content, sort_keys=True, ensure_ascii=False).encode()
        ).hexdigest()

    def _content(self):
        """The hashed content of a stored line."""
        return {
            "notice": self.notice_id.id,
            "seq": self.seq,
            "date": fields.Datetime.to_string(self.date),
            "user": self.user_id.id,
            "action": self.action,
            "from": self.state_from or None,
            "to": self.state_to or None,
            "note": self.note or None,
            "changes": self.changes or None,
            "previous": self.previous_hash or None,
        }

    @api.model
    def _append(self, notices, action, note, states, changes=None):
        """Write one line for each notice.

        :param note: text or None
        :param states: {notice id: (old state, new state)}
        :param changes: {notice id: {field: [old, new]}}
        """
        notices.flush_recordset()
        # Updating the head row makes a concurrent step on the notice a serialization failure; Odoo retries.
        self.env.cr.execute(
            "UPDATE duban_lzu_notice SET trail_length = COALESCE(trail_length, 0) + 1 WHERE id = ANY(%s)"
            " RETURNING id, trail_length, trail_head",
            [notices.ids],
        )
        now, vals_list = clock.instant(), []
        for notice_id, seq, head in self.env.cr.fetchall():
            old, new = states[notice_id]
            vals = {
                "notice_id": notice_id,
                "seq": seq,
                "date": now,
                "user_id": self.env.uid,
                "action": action,
                "state_from": old,
                "state_to": new,
                "note": note,
                "changes": (changes or {}).get(notice_id) or False,
                "previous_hash": head,
            }
            content = {
                "notice": notice_id,
                "seq": seq,
                "date": fields.Datetime.to_string(now),
                "user": self.env.uid,
                "action": action,
                "from": old or None,
                "to": new or None,
                "note": note or None,
                "changes": vals["changes"] or None,
                "previous": head or None,
            }
            vals["hash"] = self._digest(content)
            vals_list.append(vals)
            self.env.cr.execute(
                "UPDATE duban_lzu_notice SET trail_head = %s WHERE id = %s",
                [vals["hash"], notice_id],
            )
        notices.invalidate_recordset(["trail_length", "trail_head"], flush=False)
        # sudo: nobody has create rights on the trail, the door alone writes it
        return self.sudo().with_context(duban_door=DOOR).create(vals_list)

    @api.model
    def _verify(self, notices):
        """The notices in ``notices`` whose trail was changed behind the suite's back (as superuser)."""
        broken = notices.browse()
        for notice in notices:
            head = False
            for act in notice.act_ids.sorted("seq"):
                if (act.previous_hash or False) != head or act.hash != self._digest(
                    act._content()
                ):
                    broken |= notice
                head = act.hash
            if head != (notice.trail_head or False):
                broken |= notice
        return broken

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("duban_door") is not DOOR:
            raise AccessError(self.env._("The trail is written by the system only."))
        return super().create(vals_list)

    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(self.env._("The trail cannot be changed."))

    def unlink(self):  # pylint: disable=method-required-super
        raise AccessError(self.env._("The trail cannot be deleted."))
