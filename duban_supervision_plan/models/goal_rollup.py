"""Progress and light of goals: rolled up by the rule of the regulation from what hangs on them, when they are read."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.duban_supervision import clock
from odoo.addons.duban_supervision.models.matter.states import (
    CLOSED_STATES,
    NEVER_FILED,
)
from odoo.addons.duban_supervision.models.reminding.matter_reminder import LIGHTS

from ..tools.rollup import Node, Part, roll_up

#: a matter that ended so is no part of its goal any more
NO_PART = (*NEVER_FILED, "merged", "exempted", "terminated")
#: computed from the tree
ROLLED_UP = ["progress", "light", "is_finished", "child_count", "matter_count"]


class DubanGoal(models.Model):
    _inherit = "duban.goal"

    own_progress = fields.Integer(
        "Reported (%)",
        readonly=True,
        copy=False,
        help="Of a goal without matters, milestones and goals below.",
    )
    kept_progress = fields.Float(readonly=True, copy=False, digits=(16, 1))
    kept_light = fields.Selection(LIGHTS, readonly=True, copy=False)
    progress = fields.Float(
        "Progress (%)",
        compute="_compute_rollup",
        compute_sudo=True,
        digits=(16, 1),
    )
    light = fields.Selection(
        LIGHTS,
        compute="_compute_rollup",
        compute_sudo=True,
        search="_search_light",
    )
    is_finished = fields.Boolean(
        "Finished", compute="_compute_rollup", compute_sudo=True
    )
    child_count = fields.Integer(
        "Goals below", compute="_compute_rollup", compute_sudo=True
    )
    matter_count = fields.Integer(
        "Matters here and below",
        compute="_compute_rollup",
        compute_sudo=True,
    )

    @api.depends(
        "state",
        "parent_id",
        "weight",
        "own_progress",
        "date_deadline",
        "kept_progress",
        "milestone_ids.date_done",
        "matter_ids.state",
    )
    def _compute_rollup(self):
        found, below, matters = self._rolled_up()
        nothing = Part(0, "none", False)
        for goal in self:
            part = found.get(goal._origin.id, nothing)
            goal.progress = round(part.progress + 1e-9, 1)
            goal.light = part.light
            goal.is_finished = part.is_finished
            goal.child_count = below.get(goal._origin.id, 0)
            goal.matter_count = matters.get(goal._origin.id, 0)

    @api.model
    def _forget_rollup(self):
        """Something changed that a goal above may be made of: figures in the cache are counted anew when read.

        A recursive dependency would do the same, but count every goal of a page by itself.
        """
        self.invalidate_model(ROLLED_UP, flush=False)

    def _search_light(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: lights are counted over whole trees; which goals are found the rules say
        goals = self.sudo().search([("company_id", "in", self.env.companies.ids)])
        return Domain("id", "in", [goal.id for goal in goals if goal.light in value])

    def _rolled_up(self):
        """Figures of these goals.

        :return: ({id: Part}, {id: number of goals below}, {id: number of matters here and below})
        """
        goals = self._origin._descendants() if self._origin else self.browse()
        while earlier := goals.carried_from_id - goals:
            # what was done before a goal was carried over counts for the node that goes on
            goals |= earlier._descendants()
        parts, matters = goals._own_parts()
        lights = goals._own_lights()
        # sudo: as above: what was carried over counts, no more
        above = goals.browse({int(each) for goal in goals for each in goal.parent_path.split("/") if each})  # fmt: skip
        successors = {
            goal.carried_from_id.id: goal
            for goal in self.sudo().search([("carried_from_id", "in", above.ids)])
        }
        heirs = self._heirs(above, successors)
        # the node that goes on, with what it was in the years before
        lives = {}
        for goal_id, heir in heirs.items():
            done = [part for part in parts.get(goal_id, []) if part.is_finished]
            parts[heir] = parts.get(heir, []) + done
            lives[heir] = lives.get(heir, self.browse(heir)) | above.browse(goal_id)
        trees = {}
        for goal in goals:
            counts = goal.state not in ("draft", "dropped") and (
                goal.id not in successors
                or successors[goal.id].parent_id != goal.parent_id
            )
            parent = goal.parent_id.id
            if goal.state == "done":
                parent = heirs.get(parent, parent)
            # a tree grows through the versions of the regulation: its root's rule counts it as a whole
            root = self.browse(int(goal.parent_path.split("/", 1)[0]))
            trees.setdefault(root.regulation_id, []).append(
                Node(
                    goal.id,
                    parent or None,
                    goal.state,
                    goal.weight,
                    goal.own_progress,
                    lights[goal.id],
                    (goal.kept_progress, goal.kept_light or "normal"),
                    counts,
                    goal._is_said(lives.get(goal.id, goal)),
                    parts.get(goal.id, []),
                )
            )
        found = {}
        for regulation, nodes in trees.items():
            found |= roll_up(
                nodes,
                regulation.plan_progress_rule,
                regulation.plan_light_rule,
                regulation.plan_red_percent,
            )
        return found, *self._tree_counts(goals, matters)

    def _is_said(self, life):
        """Whether the end of all parts of this one goal is its end: milestones alone are not, until its unit says so.

        :param life: this goal, with the nodes of the years before that it carries on
        """
        return (
            not life.milestone_ids
            or self.own_progress == 100
            or any(goal._has_below() for goal in life)
        )

    @api.model
    def _heirs(self, goals, successors):
        """{id of what was carried over within a plan of several years: id of the node that goes on last}.

        What of it was done stays a part of the plan there: on New Year nothing is lost (PLUS-P1).
        """
        heirs = {}
        for goal in goals.sorted(lambda row: row.parent_path.count("/")):
            following = successors.get(goal.id)
            above = goal.parent_id
            if following and above and following.parent_id.id in (above.id, heirs.get(above.id)):  # fmt: skip
                heirs[goal.id] = following.id
        for goal_id in heirs:
            while heirs[goal_id] in heirs:
                heirs[goal_id] = heirs[heirs[goal_id]]
        return heirs

    @api.model
    def _tree_counts(self, goals, matters):
        """({id: goals below}, {id: matters here and below}) from the paths of ``goals``."""
        below, held = {}, {}
        for goal in goals:
            path = [int(each) for each in goal.parent_path.split("/") if each]
            for each in path:
                if each != goal.id:
                    below[each] = below.get(each, 0) + 1
                held[each] = held.get(each, 0) + matters.get(goal.id, 0)
        return below, held

    def _own_lights(self):
        """{id: light of the goal's own date}."""
        todays, horizons, lights = {}, {}, {}
        for goal in self:
            company, regulation = goal.company_id, goal.regulation_id
            if regulation not in horizons:
                horizons[regulation] = regulation._warning_date()
                todays[company] = clock.today(company)
            day = goal.date_deadline
            lights[goal.id] = self._light_of_day(
                day, todays[company], horizons[regulation]
            )
        return lights

    @staticmethod
    def _light_of_day(day, today, horizon):
        if day and day < today:
            return "overdue"
        return "soon" if day and day <= horizon else "normal"

    def _counted_matters(self):
        """Matters that are parts of these goals; of a goal without one people report themselves."""
        return self.matter_ids.filtered(lambda matter: matter.state not in NO_PART)

    def _own_parts(self):
        """({id: [Part]} of the milestones and matters on each goal itself, {id: number of matters})."""
        parts, counts = {}, {}
        reported = self._reported_percent()
        for matter in self.matter_ids:
            goal_id = matter.goal_id.id
            counts[goal_id] = counts.get(goal_id, 0) + 1
        for matter in self._counted_matters():
            goal_id = matter.goal_id.id
            done = matter.state in CLOSED_STATES
            percent = 100 if done else reported.get(matter.id, 0)
            parts.setdefault(goal_id, []).append(
                Part(percent, "done" if done else matter.light, done)
            )
        horizons = {row: row._warning_date() for row in self.regulation_id}
        for row in self.milestone_ids:
            goal = row.goal_id
            light = self._light_of_day(
                row.date, clock.today(goal), horizons[goal.regulation_id]
            )
            done = bool(row.date_done)
            parts.setdefault(goal.id, []).append(
                Part(100 if done else 0, "done" if done else light, done)
            )
        return parts, counts

    def _reported_percent(self):
        """{matter id: per cent that its unit reported last}."""
        self.env["duban.feedback"].flush_model(
            ["matter_id", "percentage", "kind", "review_state"]
        )
        self.env.cr.execute(
            SQL(
                """SELECT DISTINCT ON (f.matter_id) f.matter_id, f.percentage
                     FROM duban_feedback f JOIN duban_matter m ON m.id = f.matter_id
                    WHERE m.goal_id = ANY(%s) AND f.percentage > 0 AND f.kind <> 'co_unit'
                      AND f.review_state = 'accepted'
                    ORDER BY f.matter_id, f.id DESC""",
                self.ids,
            )
        )
        return dict(self.env.cr.fetchall())

    @api.model_create_multi
    def create(self, vals_list):
        goals = super().create(vals_list)
        self._forget_rollup()
        return goals

    def write(self, vals):
        result = super().write(vals)
        self._forget_rollup()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget_rollup()
        return result


class DubanGoalMilestone(models.Model):
    _inherit = "duban.goal.milestone"

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        self.env["duban.goal"]._forget_rollup()
        return rows

    def write(self, vals):
        result = super().write(vals)
        self.env["duban.goal"]._forget_rollup()
        return result


class DubanFeedback(models.Model):
    _inherit = "duban.feedback"

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        self.env["duban.goal"]._forget_rollup()
        return rows
