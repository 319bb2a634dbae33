"""The print menu of whatever has a printed document offers it as a Word file too."""

from odoo import api, models

ACTION = "duban_supervision_word.action_duban_word"


class IrActions(models.Model):
    _inherit = "ir.actions.actions"

    @api.model
    def get_bindings(self, model_name):
        """Also the dialog that makes Word files, wherever the suite prints (``_get_bindings`` caches the rest)."""
        result = super().get_bindings(model_name)
        if model_name.startswith("duban.") and result.get("report"):
            # sudo: the definition of the action; the dialog asks for the rights
            action = self.env.ref(ACTION, raise_if_not_found=False)
            if action and self.env["duban.word"].has_access("create"):
                action = action.sudo()
                result["report"] = [
                    *result["report"],
                    {
                        "id": action.id,
                        "name": action.name,
                        "binding_view_types": "list,form",
                    },
                ]
        return result
