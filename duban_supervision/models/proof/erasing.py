"""Replacing the name of a person who left by a pseudonym, without breaking a chain (个人信息保护法第四十七条)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ... import inputs
from ..access.engine import DOOR
from ..access.matter_access import ENDED_STATES


class DubanPersonName(models.Model):
    _inherit = "duban.person.name"

    def action_erase(self):
        """Ask for the ground of replacing the names of the person chosen.

        :raise UserError: several persons, or one whose names are still needed
        """
        user = self._one_person()
        self._check_erasable(user)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Replace by a pseudonym"),
            "res_model": "duban.name.erasing",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_user_id": user.id},
        }

    def _one_person(self):
        if len(self.user_id) != 1:
            raise UserError(self.env._("Choose one person."))
        return self.user_id

    @api.model
    def _check_erasable(self, user):
        """The name goes when its purpose is fulfilled: the person has left, and no matter waits for them.

        :raise AccessError: for anyone but the administrator
        :raise UserError: the person is still here, or needed
        """
        if not self.env.user.has_group("duban_supervision.group_admin"):
            raise AccessError(
                self.env._("Only the administrator replaces names by pseudonyms.")
            )
        self._check_institution_of(user)
        # sudo: a person who left is not seen otherwise, and matters of everybody count
        user = user.sudo()
        if user.active:
            raise UserError(
                self.env._(
                    "%s still has an account: archive it first. The names of who works here are needed for the work.",
                    user.name,
                )
            )
        open_matters = user.env["duban.act"].search_count(
            [
                "|",
                ("user_id", "=", user.id),
                ("on_behalf_id", "=", user.id),
                ("matter_id.state", "not in", ENDED_STATES),
            ],
            limit=1,
        )
        if open_matters:
            raise UserError(
                self.env._(
                    "%s acted on matters that have not ended: the name is needed until they have.",
                    user.name,
                )
            )

    @api.model
    def _erase(self, user, ground):
        """Erase name and salt of all names of ``user``; the marks in the chain stay."""
        self._check_erasable(user)
        ground = inputs.text(self.env, ground)
        if not ground:
            raise UserError(self.env._("Say on which ground, and who decided it."))
        # sudo: the administrator was checked
        rows = self.sudo().search([("user_id", "=", user.id), ("salt", "!=", False)])
        rows.with_context(duban_door=DOOR).write(
            {
                "name": False,
                "salt": False,
                "date_erased": fields.Datetime.now(),
                "erased_by_id": self.env.uid,
                "erasing_ground": ground,
            }
        )
        return rows


class DubanNameErasing(models.TransientModel):
    _name = "duban.name.erasing"
    _description = "Replace a name by a pseudonym"
    _inherit = ["duban.screen"]

    user_id = fields.Many2one("res.users", required=True)
    ground = fields.Text(required=True)

    def action_confirm(self):
        """Replace the names.

        :raise AccessError: for anyone but the administrator
        :raise UserError: the person is still here, or needed
        """
        self.env["duban.person.name"]._erase(self.user_id, self.ground)
        return {"type": "ir.actions.act_window_close"}
