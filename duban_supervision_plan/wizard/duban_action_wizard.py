"""What the steps of a goal ask."""

from odoo import api, fields, models

from odoo.addons.duban_supervision.wizard.duban_action_wizard import Ask


class DubanActionWizard(models.TransientModel):
    _inherit = "duban.action.wizard"

    progress = fields.Integer("Done (%)")

    @api.model
    def _asks(self):
        reason, note = self.env._("Reason"), self.env._("How far it is")
        text = {"reason": "text"}
        return {
            **super()._asks(),
            "goal_report": Ask(
                self.env._("Report progress"),
                "action_report",
                {"note": "text", "progress": "progress"},
                ("text",),
                note,
                self.env._(
                    "The percentage counts where no matter, milestone or goal below tells how far it is; "
                    "100 says that it is done, once all milestones are reached."
                ),
                defaults="_report_defaults",
            ),
            "goal_change": Ask(
                self.env._("Change the goal"),
                "action_change",
                {
                    "ground": "text",
                    "date_deadline": "date",
                    "unit_id": "unit_id",
                    "leader_id": "person_id",
                },
                ("text",),
                reason,
                self.env._("The first due date stays. The person is the new leader."),
            ),
            "goal_finish": Ask(
                self.env._("Record as done"),
                "action_finish",
                {"note": "text"},
                (),
                self.env._("How it was reached"),
            ),
            "goal_drop": Ask(
                self.env._("Give up the goal"),
                "action_drop",
                text,
                ("text",),
                reason,
                self.env._("All goals below it are given up as well."),
            ),
            "milestone_reach": Ask(
                self.env._("Milestone reached"),
                "action_reach",
                {"note": "text"},
                (),
                self.env._("How it was reached"),
            ),
        }


class DubanGoal(models.Model):
    _inherit = "duban.goal"

    def _report_defaults(self):
        """What the dialog begins with."""
        return {"progress": self.own_progress}


class DubanGoalMilestone(models.Model):
    _inherit = "duban.goal.milestone"

    def action_ask(self, action=None):
        """Open the dialog in which ``action`` (a key of ``duban.action.wizard._asks``) is completed."""
        return self.env["duban.matter"]._open_ask(self, action)
