"""Milestones of a goal, and the lines of its history, which only grow."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.duban_supervision import clock


class DubanGoalMilestone(models.Model):
    _name = "duban.goal.milestone"
    _description = "Milestone of a goal"
    _inherit = ["duban.document.part"]
    _order = "goal_id, date, id"
    _document = "goal_id"

    goal_id = fields.Many2one(
        "duban.goal", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="goal_id.company_id")
    goal_state = fields.Selection(related="goal_id.state", string="State of the goal")
    name = fields.Char("Milestone", required=True)
    date = fields.Date("To be reached by", required=True)
    date_first = fields.Date("First date", readonly=True, copy=False)
    date_done = fields.Date("Reached on", readonly=True, copy=False)
    note = fields.Char("How it was reached", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_open()
        # sudo: the first date is the engine's; who may plan was checked
        for row in rows.filtered(lambda each: not each.date_first).sudo():
            row.date_first = row.date
        return rows

    def write(self, vals):
        self._check_open()
        engine = {"date_first", "date_done", "note"} & vals.keys()
        if engine and not self.env.su:
            raise AccessError(
                self.env._("A milestone is reached through its own step.")
            )
        result = super().write(vals)
        if "date" in vals and not self.env.su:
            # sudo: the first date is the engine's; who may plan was checked
            for row in self.sudo():
                row.date_first = row.date
        self._check_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        self._check_open()

    def _check_open(self):
        """Milestones change while their goal is a draft, by the office."""
        if not self.env.su:
            self.goal_id._check_writable({"milestone_ids": True})

    def action_reach(self, note=None):
        """Record that these milestones were reached: by the lead unit, or by the office.

        :raise AccessError: for anyone else
        :raise UserError: reached already, or the goal is not running
        """
        for row in self:
            row.goal_id._check_reporter()
            if row.date_done:
                raise UserError(self.env._("“%s” is reached already.", row.name))
            # sudo: who reports was checked
            row.sudo().write({"date_done": clock.today(row.goal_id), "note": note})
            row.goal_id._log("milestone", row.name)
        self.goal_id._reconcile_todos()
        return True


class DubanGoalEvent(models.Model):
    """What happened to a goal: who, when, what, old and new values. Neither changed nor deleted."""

    _name = "duban.goal.event"
    _description = "Line of the history of a goal"
    _inherit = ["duban.document.part"]
    _order = "goal_id, id"
    _document = "goal_id"
    _rec_name = "action"

    goal_id = fields.Many2one(
        "duban.goal", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="goal_id.company_id")
    date = fields.Date(required=True, default=clock.today)
    user_id = fields.Many2one(
        "res.users",
        "By",
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    action = fields.Selection(
        [
            ("approve", "Approved"),
            ("change", "Changed"),
            ("report", "Progress reported"),
            ("milestone", "Milestone reached"),
            ("matter", "Matter drawn up"),
            ("finish", "Done"),
            ("drop", "Given up"),
            ("carry", "Carried over"),
        ],
        required=True,
    )
    note = fields.Text()
    changes = fields.Text()

    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(self.env._("The history of a goal cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise AccessError(self.env._("The history of a goal cannot be deleted."))
