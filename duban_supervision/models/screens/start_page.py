"""Whoever works with the suite begins on its home page (CORE-19)."""

from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Gives people of the suite its home page as start page, unless they chose one or administer Odoo.

        For everybody else Odoo begins as it did, whatever the order of the menus.
        """
        info = super().session_info()
        user = self.env.user
        if (
            info.get("uid")
            and not info.get("home_action_id")
            and user.has_group("duban_supervision.group_user")
            and not user.has_group("base.group_system")
        ):
            info["home_action_id"] = self.env.ref(
                "duban_supervision.duban_home_action"
            ).id
        return info
