"""The goal that a matter serves."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.duban_supervision.models.access.matter_writing import on_write

from .goal_rollup import NO_PART

#: what a goal's figures are made of
COUNTED = frozenset(("goal_id", "state", "date_deadline", "date_result"))


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    goal_id = fields.Many2one(
        "duban.goal",
        index="btree_not_null",
        copy=False,
        ondelete="restrict",
        domain="[('state', '=', 'running'), ('company_id', '=', company_id)]",
        help="Task or work point of the plan line that the matter carries out.",
    )

    @api.model
    def _patrolled_models(self):
        return [*super()._patrolled_models(), "duban.goal"]

    @api.model_create_multi
    def create(self, vals_list):
        matters = super().create(vals_list)
        matters._check_goal()
        return matters

    @on_write("after", *COUNTED)
    def _forget_rollup(self, vals):
        self.env["duban.goal"]._forget_rollup()

    def _goals(self):
        """The goals of these matters (as superuser)."""
        # sudo: only company and state of the goal are compared, and what hangs on it is kept in step
        return self.sudo().goal_id

    @on_write("after", "state")
    def _follow_goal(self, vals):
        """A matter that is open again serves the year to which its goal went on; one that fell away leaves its goal to
        the unit's own report."""
        goals = self._goals()
        for goal in goals.filtered(lambda row: row.state in ("carried", "done")):
            again = (goal.matter_ids & self) & goal._open_matters()
            last = goal._last_carried() if again else goal
            if last != goal and last.state in ("running", "done"):
                again._move_to_goal(last)
                goals |= last
        if vals["state"] in NO_PART or goals.filtered(lambda row: row.state == "done"):
            goals._reconcile_todos()

    @on_write("after", "goal_id")
    def _check_goal(self, vals=None):
        for matter in self:
            goal = matter._goals()
            if goal and goal.company_id != matter.company_id:
                raise AccessError(self.env._("The goal belongs elsewhere."))
            if goal and goal.state not in ("running", "done"):
                raise UserError(
                    self.env._("“%s” takes no matters: it is not running.", goal.name)
                )

    def _move_to_goal(self, goal):
        """Move these matters to the goal of the next year (as superuser); a line of the trail says so."""
        # the goal of the next year is called as this one: the year tells them apart
        changes = {
            matter.id: {
                "goal_id": [
                    f"{each.year}年度 {each.display_name}"
                    for each in (matter.goal_id, goal)
                ]
            }
            for matter in self
        }
        self.with_context(duban_door=self._door()).write({"goal_id": goal.id})
        self.env["duban.act"]._append(self, "goal_carried", changes=changes)

    def _after_plan(self):
        """Hook: what happens to matters that were just made from tasks of a plan."""


class DubanAct(models.Model):
    _inherit = "duban.act"

    @api.model
    def _act_names(self):
        return super()._act_names() | {
            "goal_carried": self.env._("Moved along with its goal"),
        }
