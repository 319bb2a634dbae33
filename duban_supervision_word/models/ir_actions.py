"""The print menu of whatever has a printed document offers it as a Word file too."""

from odoo import api, models

ACTION = "duban_supervision_word.action_duban_word"


class IrActions(models.Model):
    _inherit = "ir.actions.actions"

    @api.model
    def get_bindings(self, model_name):
        """Also the dialog that makes Word files, wherever the suite prints (``_get_bindings`` caches the rest)."""
        result = super().get_bindings(model_name)
        if not model_name.startswith("duban."):
            return result
        if result.get("report") or self._is_printed_by_button(model_name):
            # sudo: the definition of the action; the dialog asks for the rights
            action = self.env.ref(ACTION, raise_if_not_found=False)
            if action and self.env["duban.word"].has_access("create"):
                action = action.sudo()
                result["report"] = [
                    *result.get("report", ()),
                    {
                        "id": action.id,
                        "name": action.name,
                        "binding_view_types": "list,form",
                    },
                ]
        return result

    @api.model
    def _is_printed_by_button(self, model_name):
        """Whether there is a document of the model without an entry in its print menu, such as a meeting's notices."""
        # sudo: report actions are configuration
        return bool(
            self.env["ir.actions.report"]
            .sudo()
            .search_count(
                [
                    ("model", "=", model_name),
                    ("report_name", "=like", "duban_supervision%"),
                ],
                limit=1,
            )
        )
