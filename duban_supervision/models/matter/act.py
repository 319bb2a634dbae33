"""The trail: one line per act, append-only, hash-chained per matter."""

import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ... import inputs
from ...tools.triggers import put_trigger


class DubanAct(models.Model):
    """Who did what, on whose behalf, when, with old and new values.

    Lines are written by the engine only. Each carries the hash of the line before it on the same matter; a database
    trigger refuses update and delete, so even SQL under the application's own account leaves a trace or fails.
    """

    _name = "duban.act"
    _description = "Act"
    _order = "matter_id, seq"
    _inherit = ["duban.matter.part"]
    _log_access = False
    _rec_name = "action"

    matter_id = fields.Many2one(ondelete="cascade")
    seq = fields.Integer(required=True)
    date = fields.Datetime(required=True)
    user_id = fields.Many2one("res.users", "By", required=True, ondelete="restrict")
    on_behalf_id = fields.Many2one("res.users", "On behalf of", ondelete="restrict")
    action = fields.Char(required=True)
    state_from = fields.Char()
    state_to = fields.Char()
    note = fields.Text()
    changes = fields.Json(help="{field: [old, new]}")
    changes_text = fields.Text(compute="_compute_changes_text")
    previous_hash = fields.Char()
    hash = fields.Char(required=True)

    _seq_uniq = models.UniqueIndex("(matter_id, seq)")

    _sent_back_idx = models.Index(
        "(matter_id, date) WHERE action IN ('return_result', 'feedback_returned')"
    )

    def init(self):
        """Triggers: no act is changed or deleted, whoever asks."""
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION duban_act_guard() RETURNS trigger AS $$
            BEGIN
                IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM duban_matter WHERE id = OLD.matter_id) THEN
                    RETURN OLD;  -- cascade of a draft that was never filed
                END IF;
                RAISE EXCEPTION 'duban.act is append-only' USING ERRCODE = 'integrity_constraint_violation';
            END $$ LANGUAGE plpgsql
            """
        )
        guard, table = "duban_act_guard", self._table
        put_trigger(self.env.cr, guard, table, "BEFORE UPDATE OR DELETE", guard)
        put_trigger(
            self.env.cr, f"{guard}_all", table, "BEFORE TRUNCATE", guard, "STATEMENT"
        )

    @api.depends("changes")
    def _compute_changes_text(self):
        for act in self:
            fields_ = self.env["duban.matter"]._fields
            lines = []
            for name, (old, new) in (act.changes or {}).items():
                field = fields_.get(name)
                label = field._description_string(self.env) if field else name
                lines.append(f"{label}: {old or '—'} → {new or '—'}")
            act.changes_text = "\n".join(lines)

    @staticmethod
    def _digest(values):
        """SHA-256 of one line's content in canonical JSON (dict of plain values, with ``previous_hash``)."""
        return hashlib.sha256(
            json.dumps(values, sort_keys=True, ensure_ascii=False).encode()
        ).hexdigest()

    def _content(self):
        """The hashed content of a stored line."""
        return {
            "matter": self.matter_id.id,
            "seq": self.seq,
            "date": fields.Datetime.to_string(self.date),
            "user": self.user_id.id,
            "on_behalf": self.on_behalf_id.id or None,
            "action": self.action,
            "from": self.state_from or None,
            "to": self.state_to or None,
            "note": self.note or None,
            "changes": self.changes or None,
            "previous": self.previous_hash or None,
        }

    @api.model
    def _append(
        self, matters, action, note=None, changes=None, on_behalf=None, states=None
    ):
        """Write one line for each matter.

        :param matters: ``duban.matter`` recordset
        :param action: code of the act
        :param note: text, or {matter id: text}
        :param changes: {matter id: {field: [old, new]}}
        :param on_behalf: ``res.users`` record in whose stead the current user acts
        :param states: {matter id: (old state, new state)}
        :return: the new lines
        """
        if not matters:
            return self.browse()
        if not isinstance(note, dict):
            note = inputs.text(self.env, note)
        matters.flush_recordset()
        cr = self.env.cr
        # Updating the head row makes a concurrent append on the matter a serialization failure; Odoo retries.
        cr.execute(
            "UPDATE duban_matter SET trail_length = COALESCE(trail_length, 0) + 1 WHERE id = ANY(%s)"
            " RETURNING id, trail_length, trail_head",
            (matters.ids,),
        )
        heads = {row[0]: row[1:] for row in cr.fetchall()}
        now = fields.Datetime.now()
        vals_list = []
        for matter in matters:
            seq, previous = heads[matter.id]
            state_from, state_to = (states or {}).get(matter.id, (None, None))
            content = {
                "matter": matter.id,
                "seq": seq,
                "date": fields.Datetime.to_string(now),
                "user": self.env.uid,
                "on_behalf": on_behalf.id if on_behalf else None,
                "action": action,
                "from": state_from,
                "to": state_to,
                "note": (note.get(matter.id) if isinstance(note, dict) else note)
                or None,
                "changes": (changes or {}).get(matter.id) or None,
                "previous": previous or None,
            }
            vals_list.append(
                {
                    "matter_id": matter.id,
                    "seq": seq,
                    "date": now,
                    "user_id": self.env.uid,
                    "on_behalf_id": content["on_behalf"],
                    "action": action,
                    "state_from": state_from,
                    "state_to": state_to,
                    "note": content["note"],
                    "changes": content["changes"],
                    "previous_hash": previous,
                    "hash": self._digest(content),
                }
            )
        cr.execute_values(
            "UPDATE duban_matter SET trail_head = v.head FROM (VALUES %s) AS v(id, head) WHERE duban_matter.id = v.id",
            [(vals["matter_id"], vals["hash"]) for vals in vals_list],
        )
        matters.invalidate_recordset(["trail_length", "trail_head"], flush=False)
        # sudo: nobody has create rights on the trail, the engine alone writes it.
        return self.sudo().with_context(duban_door=self._door()).create(vals_list)

    @api.model_create_multi
    def create(self, vals_list):
        if not self._door_is_open():
            raise AccessError(self.env._("The trail is written by the system only."))
        return super().create(vals_list)

    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(self.env._("The trail cannot be changed."))

    def unlink(self):  # pylint: disable=method-required-super
        raise AccessError(self.env._("The trail cannot be deleted."))

    @api.model
    def _verify(self, matters):
        """Check the chain of each matter.

        :return: list of (matter, seq of the first bad line, reason in words); empty when all is intact
        """
        problems = []
        for matter in matters.sudo():
            previous = None
            acts = self.sudo().search([("matter_id", "=", matter.id)], order="seq")
            for position, act in enumerate(acts, 1):
                if act.seq != position:
                    problems.append((matter, position, self.env._("a line is missing")))
                    break
                if (act.previous_hash or None) != previous or act.hash != self._digest(
                    act._content()
                ):
                    problems.append((matter, act.seq, self.env._("a line was changed")))
                    break
                previous = act.hash
            else:
                if (
                    len(acts) != matter.trail_length
                    or (matter.trail_head or None) != previous
                ):
                    problems.append(
                        (matter, len(acts), self.env._("the last lines are missing"))
                    )
        return problems
