"""From chosen matters to their package."""

from odoo import models
from odoo.fields import Command


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def action_new_package(self):
        """Open a new package that holds exactly these matters; nothing is made yet.

        :raise AccessError: for anyone but the supervision office
        """
        self.env["duban.package"].check_access("create")
        return {
            "type": "ir.actions.act_window",
            "res_model": "duban.package",
            "views": [(False, "form")],
            "context": {
                "default_only_matter_ids": [Command.set(self.ids)],
                "default_name": self.name if len(self) == 1 else False,
            },
        }
