"""Menus of import and export, for whom they serve (CORE-19)."""

from odoo import api, models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    @api.model
    def _duban_menu_features(self):
        name = "duban_supervision_exchange.duban_menu_"
        return {
            **super()._duban_menu_features(),
            # who cannot register a matter cannot register many at once
            f"{name}import": "proposes",
            # progress is reported by units
            f"{name}progress_exchange": "has_unit",
        }
