"""Deputies: an absent person's approvals go to a colleague between two dates."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ... import clock


class DubanDelegation(models.Model):
    _name = "duban.delegation"
    _description = "Delegation"
    _order = "date_from desc, id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users",
        "Absent person",
        required=True,
        index=True,
        default=lambda self: self.env.user,
    )
    deputy_id = fields.Many2one("res.users", required=True, index=True)
    date_from = fields.Date(required=True, default=clock.today)
    date_to = fields.Date(required=True)
    reason = fields.Char()
    active = fields.Boolean(default=True)
    is_applied = fields.Boolean(readonly=True, export_string_translation=False)

    @api.constrains("user_id", "deputy_id", "date_from", "date_to")
    def _check_delegation(self):
        for row in self:
            if row.user_id == row.deputy_id:
                raise ValidationError(self.env._("Nobody is their own deputy."))
            if row.date_to < row.date_from:
                raise ValidationError(self.env._("A delegation ends after it begins."))

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_own()
        rows._move_todos()
        return rows

    def write(self, vals):
        if self.env.su and set(vals) == {"is_applied"}:
            return super().write(vals)  # the patrol's own mark, nothing moves
        self._check_own()
        result = super().write(vals)
        self._check_own()
        self._move_todos()
        return result

    def unlink(self):
        self._check_own()
        users = self.user_id
        result = super().unlink()
        self.env["duban.matter"].sudo()._matters_of_people(users)._reconcile_todos()
        return result

    def _check_own(self):
        """One delegates one's own decisions; an administrator may do it for somebody who fell ill."""
        if self.env.su:
            return
        if self.env.user.has_group("duban_supervision.group_admin"):
            others = self.filtered(lambda row: row.user_id != self.env.user)
            if self.env.user in others.deputy_id:
                raise AccessError(
                    self.env._(
                        "An administrator decides for nobody: name another deputy."
                    )
                )
            return
        if any(row.user_id != self.env.user for row in self):
            raise AccessError(self.env._("You can only delegate your own to-dos."))

    @api.model
    def _patrol(self):
        """Move to-dos when an absence began or ended since the last patrol."""
        today = clock.today(self)
        begun = self.search(
            [
                ("is_applied", "=", False),
                ("date_from", "<=", today),
                ("date_to", ">=", today),
            ]
        )
        ended = self.search(
            [
                ("is_applied", "=", True),
                "|",
                ("date_from", ">", today),
                ("date_to", "<", today),
            ]
        )
        (begun | ended)._move_todos()
        begun.write({"is_applied": True})
        ended.write({"is_applied": False})

    def _move_todos(self):
        # sudo: the to-dos of the absent person move, whoever may see the matters.
        self.env["duban.matter"].sudo()._matters_of_people(
            self.user_id
        )._reconcile_todos()

    @api.model
    def _active_rows(self, user):
        today = clock.today(self)
        return self.sudo().search(
            [
                ("user_id", "=", user.id),
                ("date_from", "<=", today),
                ("date_to", ">=", today),
            ],
            order="id desc",
        )

    @api.model
    def _is_deputy(self, user, deputy):
        """Whether ``deputy`` stands in for ``user`` today."""
        return deputy in self._active_rows(user).deputy_id

    @api.model
    def _stand_ins(self):
        """{user: deputy} of everybody who is absent today."""
        today = clock.today(self)
        rows = self.sudo().search(
            [("date_from", "<=", today), ("date_to", ">=", today)], order="id"
        )
        return {row.user_id: row.deputy_id for row in rows}
