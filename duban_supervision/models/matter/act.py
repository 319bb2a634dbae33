"""The trail: one line per act, append-only, hash-chained per matter."""

import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ... import clock, inputs

#: what the hash of a new line covers
HASH_VERSION = 2


class DubanAct(models.Model):
    """Who did what, on whose behalf, when, with old and new values.

    Lines are written by the engine only. Each carries the hash of the line before it on the same matter; a database
    trigger refuses update and delete. Who owns the tables can switch it off: that it was is found by
    ``models/proof/``, and ``tools/trail_owner.sql`` gives the tables to somebody else.
    """

    _name = "duban.act"
    _description = "Act"
    _order = "matter_id, seq"
    _inherit = ["duban.matter.part", "duban.append.only"]
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
    hash_version = fields.Integer(
        help="What is hashed: 2 with the names at the time of the act, empty without."
    )
    # the name at the time of the act, as a mark (models/proof/person_name.py)
    user_mark = fields.Char()
    on_behalf_mark = fields.Char()
    user_name = fields.Char("By (name)", compute="_compute_names")
    on_behalf_name = fields.Char("On behalf of (name)", compute="_compute_names")

    _seq_uniq = models.UniqueIndex("(matter_id, seq)")

    _sent_back_idx = models.Index(
        "(matter_id, date) WHERE action IN ('return_result', 'feedback_returned')"
    )

    def init(self):
        """Triggers: no act is changed or deleted, whoever asks."""
        self._put_guard(
            """
            IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM duban_matter WHERE id = OLD.matter_id) THEN
                RETURN OLD;  -- cascade of a draft that was never filed
            END IF;
            """
        )

    @api.depends("changes")
    def _compute_changes_text(self):
        for act in self:
            fields_ = self.env["duban.matter"]._fields
            parts = ("duban.feedback", "duban.matter.unit")
            lines = []
            for name, (old, new) in (act.changes or {}).items():
                if old == new:
                    continue  # of whom it is; the note says so in words
                # of a part: the mark of a feedback, the task of a co-unit
                field = fields_.get(name) or next(
                    (
                        self.env[part]._fields[name]
                        for part in parts
                        if name in self.env[part]._fields
                    ),
                    None,
                )
                label = field._description_string(self.env) if field else name
                old, new = (self._value_text(field, value) for value in (old, new))
                lines.append(f"{label}: {old} → {new}")
            act.changes_text = "\n".join(lines)

    def _value_text(self, field, value):
        """A value of ``changes`` in words: a ticked box and a choice are kept as plain values."""
        if field and field.type == "boolean" and value is True:
            return self.env._("Yes")
        if field and field.type == "selection":
            value = dict(field._description_selection(self.env)).get(value, value)
        return value or "—"

    @api.depends("user_id", "on_behalf_id", "user_mark", "on_behalf_mark")
    def _compute_names(self):
        """The names that people had when they acted: renaming oneself renames no act."""
        # sudo: whoever reads the act reads who did it
        acts = self.sudo()
        older = acts.filtered(lambda act: not act.hash_version)
        marked, unmarked = self.env["duban.person.name"]._names(
            {*acts.mapped("user_mark"), *acts.mapped("on_behalf_mark")} - {False},
            (older.user_id | older.on_behalf_id).ids,
        )
        for act, sudo in zip(self, acts, strict=True):
            for name in ("user", "on_behalf"):
                user, mark = sudo[f"{name}_id"], sudo[f"{name}_mark"]
                act[f"{name}_name"] = (
                    (marked.get(mark) or unmarked.get(user.id) or user.name)
                    if user
                    else False
                )

    @staticmethod
    def _digest(values):
        """SHA-256 of one line's content in canonical JSON (dict of plain values, with ``previous_hash``)."""
        return hashlib.sha256(
            json.dumps(values, sort_keys=True, ensure_ascii=False).encode()
        ).hexdigest()

    def _content(self):
        """The hashed content of a stored line."""
        content = {
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
        if self.hash_version:
            content |= {
                "v": self.hash_version,
                "user_mark": self.user_mark or None,
                "on_behalf_mark": self.on_behalf_mark or None,
            }
        return content

    @api.model
    def _marks(self, users):
        """{user id: mark} of the names under which ``users`` act now."""
        Name = self.env["duban.person.name"]
        # sudo: under which name people act
        return {user.id: Name._mark(user) for user in users.sudo()}

    @api.model
    def _append(
        self,
        matters,
        action,
        note=None,
        changes=None,
        on_behalf=None,
        states=None,
        is_first=False,
    ):
        """Write one line for each matter.

        :param matters: ``duban.matter`` recordset
        :param action: code of the act
        :param note: text, or {matter id: text}
        :param changes: {matter id: {field: [old, new]}}
        :param on_behalf: ``res.users`` record in whose stead the current user acts
        :param states: {matter id: (old state, new state)}
        :param is_first: the matters are being registered, and nobody else knows them yet
        :return: the new lines
        """
        if not matters:
            return self.browse()
        if not isinstance(note, dict):
            note = inputs.text(self.env, note)
        people = self.env.user | on_behalf if on_behalf else self.env.user
        marks = self._marks(people)
        user_mark = marks[self.env.uid]
        on_behalf_mark = marks[on_behalf.id] if on_behalf else None
        # sudo: the end of the trail is the engine's
        heads = matters.sudo()
        now = clock.instant()
        vals_list = []
        for matter in heads:
            seq, previous = (matter.trail_length or 0) + 1, matter.trail_head or None
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
                "v": HASH_VERSION,
                "user_mark": user_mark,
                "on_behalf_mark": on_behalf_mark,
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
                    "hash_version": HASH_VERSION,
                    "user_mark": user_mark,
                    "on_behalf_mark": on_behalf_mark,
                }
            )
            for name, value in (("trail_length", seq), ("trail_head", vals_list[-1]["hash"])):  # fmt: skip
                self.env["duban.matter"]._fields[name]._update_cache(matter, value, dirty=True)  # fmt: skip
        # One statement writes the end of the trail and what the step changed, before the lines: a concurrent append on
        # the matter is a serialization failure, and Odoo retries.
        if not is_first:
            heads.flush_recordset()
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
