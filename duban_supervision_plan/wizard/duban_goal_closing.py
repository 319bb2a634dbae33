"""Closing a plan year: every work point and task ends as done, carried over or given up; nothing is lost (PLUS-P1)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.duban_supervision import clock


class DubanGoalClosing(models.TransientModel):
    _name = "duban.goal.closing"
    _description = "Closing of a plan year"
    _inherit = ["duban.screen"]

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    year = fields.Integer(required=True, default=lambda self: self._default_year())
    line_ids = fields.One2many("duban.goal.closing.line", "closing_id", "Goals")
    done_count = fields.Integer("Finished", compute="_compute_counts")
    carry_count = fields.Integer("To carry over", compute="_compute_counts")
    drop_count = fields.Integer("To give up", compute="_compute_counts")
    reason = fields.Char(
        "Reason for carrying over", help="For every goal without one of its own."
    )

    def _default_year(self):
        """The year that ends or has just ended."""
        today = clock.today(self)
        return today.year if today.month > 6 else today.year - 1

    @api.depends("line_ids.decision")
    def _compute_counts(self):
        for closing in self:
            decisions = closing.line_ids.mapped("decision")
            closing.done_count = decisions.count("done")
            closing.carry_count = decisions.count("carry")
            closing.drop_count = decisions.count("drop")

    def _goals(self):
        """The running goals of the year, those above first."""
        goals = self.env["duban.goal"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("level", "in", ("year", "task")),
                ("year", "=", self.year),
                ("state", "=", "running"),
            ]
        )
        return goals.sorted(lambda goal: (goal.parent_path.count("/"), goal.id))

    def _check_office(self):
        regulation = self.env["duban.regulation"]._in_force(self.company_id)
        regulation._require("plan_line_enabled")
        if not regulation._of_own_office():
            raise AccessError(
                self.env._("Only the supervision office closes a plan year.")
            )

    def action_list(self):
        """List what is running in the year, with what is proposed: finished is done, the rest is carried over.

        :raise AccessError: for anyone but the supervision office
        """
        self.ensure_one()
        self._check_office()
        self.line_ids.unlink()
        self.env["duban.goal.closing.line"].create(
            [
                {
                    "closing_id": self.id,
                    "goal_id": goal.id,
                    "decision": "done" if goal.is_finished else "carry",
                    "date_next": goal._next_date(),
                }
                for goal in self._goals()
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_close(self):
        """Close the year as listed, in one go.

        :raise AccessError: for anyone but the supervision office
        :raise UserError: too early, or a line contradicts another; nothing is changed then
        """
        self.ensure_one()
        self._check_office()
        if clock.today(self) < fields.Date.to_date(f"{self.year}-12-01"):
            raise UserError(
                self.env._("The plan year %s is closed from December on.", self.year)
            )
        goals = self._goals()
        missing = goals - self.line_ids.goal_id
        # the lines came from a client: what they name is asked of the year itself
        if not self.line_ids or missing or self.line_ids.goal_id - goals:
            raise UserError(
                self.env._(
                    "List the goals again: %s are not listed.", len(missing) or "—"
                )
            )
        self._check_tree()
        self._close()
        return {"type": "ir.actions.act_window_close"}

    def _check_tree(self):
        """Nothing ends while something below it goes on."""
        decisions = {line.goal_id: line.decision for line in self.line_ids}
        for line in self.line_ids:
            if line.decision == "drop" and not (line.reason or "").strip():
                raise UserError(
                    self.env._("“%s”: state why it is given up.", line.goal_id.name)
                )
            parent = line.goal_id.parent_id
            if line.decision == "carry" and decisions.get(parent) in ("done", "drop"):
                raise UserError(
                    self.env._(
                        "“%(goal)s” is carried over, so “%(parent)s” above it goes along.",
                        goal=line.goal_id.name,
                        parent=parent.name,
                    )
                )

    def _close(self):
        lines = self.line_ids.sorted(lambda line: -line.goal_id.parent_path.count("/"))
        # from below: a goal is done when all below it has ended
        ended = lines.filtered(lambda line: line.decision in ("done", "drop"))
        for key, group in ended.grouped(
            lambda line: (
                -line.goal_id.parent_path.count("/"),
                line.decision,
                line.reason,
            )
        ).items():
            goals = group.goal_id.filtered(lambda goal: goal.state == "running")
            if key[1] == "done":
                goals.action_finish(key[2])
            else:
                goals.action_drop(key[2])
        carried = lines.filtered(lambda line: line.decision == "carry")
        dates = {line.goal_id.id: line.date_next for line in carried if line.date_next}
        own = {line.goal_id.id: line.reason for line in carried if line.reason}
        reason = self.reason or self.env._("Not finished this year.")
        carried.goal_id._carry(reason, dates, own)


class DubanGoalClosingLine(models.TransientModel):
    _name = "duban.goal.closing.line"
    _description = "Goal of a year that is closed"
    _inherit = ["duban.screen"]
    _order = "id"

    closing_id = fields.Many2one(
        "duban.goal.closing", required=True, index=True, ondelete="cascade"
    )
    goal_id = fields.Many2one("duban.goal", required=True, readonly=True)
    lead_unit_id = fields.Many2one(related="goal_id.lead_unit_id")
    progress = fields.Float(related="goal_id.progress")
    light = fields.Selection(related="goal_id.light")
    date_first = fields.Date(related="goal_id.date_first")
    carried_count = fields.Integer(related="goal_id.carried_count")
    decision = fields.Selection(
        [("done", "Done"), ("carry", "Carry over"), ("drop", "Give up")],
        required=True,
    )
    date_next = fields.Date("Due next year")
    reason = fields.Char()
