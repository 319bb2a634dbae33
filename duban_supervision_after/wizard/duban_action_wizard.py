"""What the documents of the office ask before they go on."""

from odoo import api, fields, models

from odoo.addons.duban_supervision.wizard.duban_action_wizard import Ask


class DubanActionWizard(models.TransientModel):
    _inherit = "duban.action.wizard"

    points = fields.Float(digits=(16, 2))
    talk_date = fields.Date("Talk on")

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
            "record_talk": Ask(
                self.env._("Record the talk"),
                "action_record_talk",
                {
                    "content": "text",
                    "rectification_deadline": "date",
                    "talk_date": "talk_date",
                },
                ("text", "date", "talk_date"),
                self.env._("Content of the talk"),
                defaults="_talk_defaults",
            ),
            "report_rectified": Ask(
                self.env._("Report the rectification"),
                "action_report_rectification",
                {"text": "text"},
                ("text",),
                self.env._("How it was rectified"),
            ),
            "return_rectified": Ask(
                self.env._("Return the report"),
                "action_return_rectification",
                text,
                ("text",),
                reason,
            ),
            "object_score": Ask(
                self.env._("Object to the points"),
                "action_object",
                text,
                ("text",),
                reason,
                self.env._("Somebody else than who published the points decides."),
            ),
            "decide_score_objection": Ask(
                self.env._("Decide on the objection"),
                "action_decide",
                {"upheld": "verdict", "points": "points", "answer": "text"},
                ("verdict", "text"),
                self.env._("Opinion"),
                self.env._("Points are what the unit gets back if you accept."),
                defaults="_decision_defaults",
            ),
        }
