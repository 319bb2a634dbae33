"""A favourite that is offered to everybody is the administrator's."""

from odoo import api, models
from odoo.exceptions import AccessError


class IrFilters(models.Model):
    _inherit = "ir.filters"

    @api.model_create_multi
    def create(self, vals_list):
        filters = super().create(vals_list)
        filters._check_duban_shared()
        return filters

    def write(self, vals):
        self._check_duban_shared()
        result = super().write(vals)
        self._check_duban_shared()
        return result

    def _check_duban_shared(self):
        """On lists of the suite a person keeps favourites for themselves; one for all could empty everybody's list.

        :raise AccessError:
        """
        # sudo: asked of what was stored, whoever wrote it
        shared = self.sudo().filtered(
            lambda row: (
                (row.model_id or "").startswith("duban.")
                and row.user_ids != self.env.user
            )
        )
        if shared and not (
            self.env.user._is_superuser()
            or self.env.user.has_group("duban_supervision.group_admin")
            or self.env.user.has_group("base.group_system")
        ):
            raise AccessError(
                self.env._(
                    "Only an administrator offers a favourite of “%s” to others. Save it for yourself.",
                    shared[0].name,
                )
            )
