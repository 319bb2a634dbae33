"""The menus of the plan line, where a regulation provides it (CORE-19)."""

from odoo import api, models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    @api.model
    def _duban_menu_features(self):
        return {
            **super()._duban_menu_features(),
            "duban_supervision_plan.duban_menu_plan": "plan_line_enabled",
        }
