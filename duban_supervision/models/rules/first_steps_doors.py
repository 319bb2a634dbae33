"""Doors that a fresh Odoo leaves open and that an institution closes before it works: anybody may make an account, and
anybody may send 128 MB at once. They are Odoo's own settings, for all its apps: the administrator sets them, not we.
"""

from odoo import api, models

#: what Odoo asks before it takes more than its own 128 MB
UPLOAD = "web.max_file_upload_size"
SUGGESTED = 32 * 1024 * 1024


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    def _first_steps(self):
        """With the open doors of the installation; they return as soon as one is opened again."""
        return [*super()._first_steps(), *self._door_steps()]

    @api.model
    def _setup_steps(self):
        return [*super()._setup_steps(), *self._door_steps()]

    @api.model
    def _door_steps(self):
        """One step for each open door, in the form of ``_first_steps``."""
        settings = self.env.user.has_group("base.group_system")
        # sudo: whether a door is open is what the administrator has to know
        told = self.env["ir.config_parameter"].sudo().get_param(UPLOAD) or ""
        steps = [
            (
                "signup",
                self.env._("Close the sign-up: outsiders can make themselves accounts"),
                self._is_signup_open(),
                self.env._("Settings › Permissions › Customer Account: On invitation"),
                "base_setup.action_general_configuration",
            ),
            (
                "upload",
                self.env._("Limit what one upload may bring"),
                not told.strip().isdigit(),
                self.env._(
                    "System parameter %(parameter)s = %(bytes)s (32 MB); without it Odoo takes 128 MB at once",
                    parameter=UPLOAD,
                    bytes=SUGGESTED,
                ),
                "base.ir_config_list_action",
            ),
        ]
        return [
            {
                "key": key,
                "name": name,
                "done": False,
                "hint": hint,
                "action": action if settings else False,
            }
            for key, name, is_open, hint, action in steps
            if is_open
        ]

    @api.model
    def _is_signup_open(self):
        """Whether whoever finds the login page can make an account (Odoo's `auth_signup`, if it is installed)."""
        # sudo: Odoo's own question reads a parameter
        users = self.env["res.users"].sudo()
        scope = getattr(users, "_get_signup_invitation_scope", None)
        return bool(scope) and scope() == "b2c"
