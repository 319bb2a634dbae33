"""Menus of this institution's own functions."""

from odoo import api, models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    @api.model
    def _duban_menu_features(self):
        name = "duban_supervision_lzu.duban_lzu_menu_"
        return {
            **super()._duban_menu_features(),
            f"{name}plan": "lzu_plan_enabled",
            f"{name}meeting": "lzu_plan_enabled",
            f"{name}unclaimed": "acceptance_kind:claim",
            f"{name}notice": "lzu_notice_enabled",
            f"{name}overview": "lzu_notice_enabled",
        }
