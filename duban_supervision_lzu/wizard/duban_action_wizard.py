"""What special notices ask for before their steps."""

from odoo import api, models

from odoo.addons.duban_supervision.wizard.duban_action_wizard import Ask


class DubanActionWizard(models.TransientModel):
    _inherit = "duban.action.wizard"

    @api.model
    def _asks(self):
        return {
            **super()._asks(),
            "lzu_report_done": Ask(
                self.env._("Report as done"),
                "action_report_done",
                {"result": "text"},
                ("text",),
                self.env._("How it was implemented"),
            ),
            "lzu_feed_back": Ask(
                self.env._("Feed back to the source unit"),
                "action_feed_back",
                {"feedback": "text"},
                ("text",),
                self.env._("What was fed back"),
            ),
        }
