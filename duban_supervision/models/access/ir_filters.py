"""What stands before everybody's list is the administrator's: shared favourites, and buttons above our screens."""

from odoo import api, models
from odoo.exceptions import AccessError

from ...tools.names import own_model

#: lists of the platform in which the suite's to-dos and messages stand: a default for all would empty them
COMMON = ("mail.activity", "mail.message")


def is_settings_user(env):
    """Whether the current user keeps settings that everybody gets."""
    me = env.user
    return me._is_superuser() or any(
        me.has_group(group)
        for group in ("duban_supervision.group_admin", "base.group_system")
    )


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
                (
                    (row.model_id or "").startswith("duban.")
                    or row.model_id in COMMON
                    and row.is_default
                )
                and row.user_ids != self.env.user
            )
        )
        if shared and not is_settings_user(self.env):
            raise AccessError(
                self.env._(
                    "Only an administrator offers a favourite of “%s” to others. Save it for yourself.",
                    shared[0].name,
                )
            )


class IrEmbeddedActions(models.Model):
    _inherit = "ir.embedded.actions"

    @api.model_create_multi
    def create(self, vals_list):
        actions = super().create(vals_list)
        actions._check_duban_embedded()
        return actions

    def write(self, vals):
        self._check_duban_embedded()
        result = super().write(vals)
        self._check_duban_embedded()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_duban(self):
        self._check_duban_embedded()

    def _check_duban_embedded(self):
        """A button above a screen of the suite is put there by an administrator, for others and for oneself.

        :raise AccessError:
        """
        # sudo: actions are read by administrators only
        ours = self.sudo().filtered(
            lambda row: (
                own_model(self.env, row.parent_res_model)
                or own_model(self.env, row.parent_action_id.res_model)
            )
        )
        if ours and not is_settings_user(self.env):
            raise AccessError(
                self.env._(
                    "Only an administrator puts buttons above “%s”.", ours[0].name
                )
            )
