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
            "lzu_return_done": Ask(
                self.env._("Return"),
                "action_return_done",
                {"reason": "text", "date_deadline": "date"},
                ("text",),
                self.env._("Reason"),
                self.env._("The date, if any, is the new due date."),
            ),
            "lzu_correct_date": Ask(
                self.env._("Correct the due date"),
                "action_correct_date",
                {"reason": "text", "date_deadline": "date"},
                ("text", "date"),
                self.env._("Reason"),
            ),
            "lzu_reassign": Ask(
                self.env._("Reassign"),
                "action_reassign",
                {"unit_id": "unit_id", "ground": "text"},
                ("unit_id", "text"),
                self.env._("Ground"),
            ),
            "lzu_withdraw": Ask(
                self.env._("Withdraw the notice"),
                "action_withdraw",
                {"ground": "text"},
                ("text",),
                self.env._("Why it was withdrawn"),
            ),
            "lzu_feed_back": Ask(
                self.env._("Feed back to the source unit"),
                "action_feed_back",
                {"feedback": "text"},
                ("text",),
                self.env._("What was fed back"),
            ),
        }
