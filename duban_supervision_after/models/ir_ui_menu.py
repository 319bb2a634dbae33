"""Menus of what comes after closing, where a regulation provides it (CORE-19)."""

from odoo import api, models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    @api.model
    def _duban_menu_features(self):
        name = "duban_supervision_after.duban_menu_"
        return {
            **super()._duban_menu_features(),
            f"{name}accountability": "accountability_enabled",
            f"{name}burden": "burden_shown",
            f"{name}burden_term": "burden_shown",
            f"{name}commendation": "commendation_enabled",
            f"{name}research": "research_enabled",
            f"{name}no_answer": "urging_enabled",
            f"{name}semester": "semester_report_enabled",
            f"{name}score": "score_enabled",
            f"{name}score_unit": "score_enabled",
            f"{name}score_objection": "score_enabled",
            f"{name}recheck_held": "recheck_enabled",
        }

    @api.model
    def _duban_leader_menus(self):
        return [
            *super()._duban_leader_menus(),
            "duban_supervision_after.duban_menu_statistics_figures",
        ]
