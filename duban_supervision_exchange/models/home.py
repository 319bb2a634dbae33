"""The office begins with a new matter, or with a whole list of them."""

from odoo import api, models


class DubanHome(models.AbstractModel):
    _inherit = "duban.home"

    @api.model
    def _home_actions(self):
        return [
            *super()._home_actions(),
            {
                "label": self.env._("Import a list"),
                "action": "duban_supervision_exchange.duban_import_action",
            },
        ]
