"""What the documents of the office ask before they go on."""

from odoo import api, models

from odoo.addons.duban_supervision.wizard.duban_action_wizard import Ask


class DubanActionWizard(models.TransientModel):
    _inherit = "duban.action.wizard"

    @api.model
    def _asks(self):
        reason, text = self.env._("Reason"), {"reason": "text"}
        return {
            **super()._asks(),
            "return_bulletin": Ask(
                self.env._("Return"), "action_return", text, ("text",), reason
            ),
            "dismiss": Ask(
                self.env._("Not pursued"), "action_dismiss", text, ("text",), reason
            ),
            "rectified": Ask(
                self.env._("Rectified"),
                "action_record_rectification",
                {"note": "text"},
                ("text",),
                self.env._("How it was rectified"),
            ),
        }
