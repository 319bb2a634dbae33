"""What the office is asked when a matter's decision was repealed or replaced."""

from odoo import api, models

from odoo.addons.duban_supervision.wizard.duban_action_wizard import Ask


class DubanActionWizard(models.TransientModel):
    _inherit = "duban.action.wizard"

    @api.model
    def _asks(self):
        return {
            **super()._asks(),
            "answer_repeal": Ask(
                self.env._("The matter goes on"),
                "action_answer_repeal",
                {"answer": "text"},
                ("text",),
                self.env._("Why it goes on"),
                self.env._(
                    "One that is to end goes the ways that the regulation has: closing, merging or exemption."
                ),
            ),
        }
