"""The name a person had when an act was done: inside the hash as a mark, beside it in words that can be erased."""

import hashlib
import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.remembered import Passing, remembered
from ..access.engine import DOOR


def mark_of(salt, name):
    """What stands in the hash for a name: says nothing about it to whoever has not the salt."""
    return hashlib.sha256(f"{salt}\n{name}".encode()).hexdigest()


class DubanPersonName(models.Model):
    """A name of a person, from the first act under it on.

    Lines of the trail carry the mark. Erasing name and salt leaves a pseudonym, and the chain stands.
    """

    _name = "duban.person.name"
    _description = "Name at the time of the act"
    _inherit = ["duban.screen"]
    _order = "user_id, id"
    _log_access = False

    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="restrict"
    )
    name = fields.Char(readonly=True)
    salt = fields.Char(readonly=True, groups="base.group_system")
    mark = fields.Char(required=True, readonly=True)
    date = fields.Datetime("Used since", required=True, readonly=True)
    is_older = fields.Boolean(
        "Also for older acts",
        readonly=True,
        help="Acts from before names were hashed show this name.",
    )
    date_erased = fields.Datetime("Replaced by a pseudonym on", readonly=True)
    erased_by_id = fields.Many2one("res.users", readonly=True)
    erasing_ground = fields.Text("Ground of the replacement", readonly=True)

    _mark_uniq = models.UniqueIndex("(mark)")

    @api.depends("name", "user_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row._shown()

    def _shown(self):
        """The name, or what stands for it."""
        return self.name or self.env._("Person %s", self.user_id.id)

    @api.model
    def _mark(self, user):
        """The mark of the name that ``user`` (one, as superuser) has now."""
        try:
            return self._kept_mark(user.id, user.name or "")
        except Passing as passing:
            return passing.answer or self._take(user)

    @api.model
    @remembered("user_id", "name")
    def _kept_mark(self, user_id, name):
        """The mark of a name that somebody acted under before.

        :raise Passing: with the mark, or nothing, where it would not outlive this transaction
        """
        self.flush_model(["user_id", "name", "mark"])
        self.env.cr.execute(
            "SELECT mark, age(xmin) > 0 FROM duban_person_name"
            " WHERE user_id = %s AND name = %s ORDER BY id DESC LIMIT 1",
            (user_id, name),
        )
        mark, stays = self.env.cr.fetchone() or (None, False)
        if not stays:
            raise Passing(mark)
        return mark

    @api.model
    def _take(self, user, is_older=False):
        """The mark of the name that ``user`` (one) has now; written down when it is new."""
        # sudo: everybody acts under a name, nobody else writes names
        names = self.sudo()
        user = user.with_env(names.env)
        salt = secrets.token_hex(16)
        row = names.with_context(duban_door=DOOR).create(
            {
                "user_id": user.id,
                "name": user.name,
                "salt": salt,
                "mark": mark_of(salt, user.name),
                "date": fields.Datetime.now(),
                "is_older": is_older,
            }
        )
        row.flush_recordset()
        return row.mark

    @api.model
    def _names(self, marks, users):
        """What acts show.

        :param marks: marks of acts
        :param users: ids of users of acts without a mark, from before names were hashed
        :return: ({mark: name}, {user id: name})
        """
        # sudo: whoever reads the act reads who did it
        rows = self.sudo().search_fetch(
            [
                "|",
                ("mark", "in", list(marks)),
                "&",
                ("is_older", "=", True),
                ("user_id", "in", list(users)),
            ],
            ["mark", "name", "user_id", "is_older"],
            order="id desc",
        )
        return (
            {row.mark: row._shown() for row in rows},
            {row.user_id.id: row._shown() for row in rows if row.is_older},
        )

    @api.model
    def _keep_older(self):
        """Write down, once, under which name people did the acts that carry none (an upgrade calls this)."""
        self.env.cr.execute(
            """
            SELECT DISTINCT u FROM duban_act, unnest(ARRAY[user_id, on_behalf_id]) u
             WHERE hash_version IS NULL AND u IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM duban_person_name n WHERE n.user_id = u AND n.is_older)
            """
        )
        users = self.env["res.users"].browse([row[0] for row in self.env.cr.fetchall()])
        for user in users:
            self._take(user, is_older=True)
        return users

    # ------------------------------------------------------------------
    # Guards
    # ------------------------------------------------------------------

    def _check_door(self):
        if self.env.context.get("duban_door") is not DOOR:
            raise AccessError(
                self.env._("Names of acts are written by the system only.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_door()
        return super().create(vals_list)

    def write(self, vals):
        self._check_door()
        result = super().write(vals)
        # a name that was erased is taken anew
        self.env.registry.clear_cache()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Names of acts are kept."))
