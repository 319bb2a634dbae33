"""A table of work points becomes tasks of the plan line, through the same reader as matters (PLUS-P1)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class DubanImport(models.TransientModel):
    _inherit = "duban.import"

    goal_id = fields.Many2one(
        "duban.goal",
        "Into the plan",
        domain="[('company_id', '=', company_id), ('level', '!=', 'task'), ('state', 'in', ('draft', 'running'))]",
        help="The rows become tasks below this goal instead of matters; the titles above them become work points.",
    )

    def _check_may_import(self):
        result = super()._check_may_import()
        for job in self.filtered("goal_id"):
            if not job.goal_id._of_own_office():
                raise AccessError(
                    self.env._("Only the supervision office imports a plan.")
                )
        return result

    def action_open_drafts(self):
        """The goals that were created; without a plan, the matters."""
        if not self.goal_id:
            return super().action_open_drafts()
        return self.goal_id.action_open_tree()

    def action_undo(self):
        """Delete the drafts of this import; what was approved since stays."""
        self.ensure_one()
        if not self.goal_id:
            return super().action_undo()
        lines = self.line_ids.filtered(
            lambda line: line.goal_id and line.goal_id.state == "draft"
        )
        if not lines:
            raise UserError(
                self.env._("None of these goals is a draft any more. What was approved is not deleted.")
            )  # fmt: skip
        points = lines.goal_id.parent_id - self.goal_id
        lines.goal_id.unlink()
        points.filtered(
            lambda goal: goal.state == "draft" and not goal.child_ids
        ).unlink()
        lines.write({"verdict": "undone", "goal_id": False})
        self._engine_write({"phase": "preview"})
        for line in lines:
            line.write({"verdict": "good"})
        return True


class DubanImportLine(models.TransientModel):
    _inherit = "duban.import.line"

    goal_id = fields.Many2one("duban.goal", "Goal created", readonly=True)

    @api.model
    def _imported(self, company, fingerprints):
        """Rows that were taken over before, as matters or as goals."""
        # sudo: whether the row exists already is asked for the whole institution
        goals = (
            self.env["duban.goal"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("import_fingerprint", "in", fingerprints),
                ]
            )
        )
        found = {goal.import_fingerprint: goal.name for goal in goals}
        return {**found, **super()._imported(company, fingerprints)}

    def _create_matters(self):
        plan = self.import_id.goal_id
        if not plan:
            return super()._create_matters()
        points = {}
        for line in self:
            above = line._point_of(points)
            goal = self.env["duban.goal"].create(line._goal_values(above))
            goal._engine_write({"import_fingerprint": line.fingerprint})
            line.write({"verdict": "created", "goal_id": goal.id})
        self.env.flush_all()
        return None

    def _point_of(self, points):
        """The work point below which this one row stands: of its title, made when it is not there."""
        plan, title = self.import_id.goal_id, (self.heading or "").strip()
        if plan.level == "year" and not title:
            return plan
        title = title or self.sheet_name or plan.name
        if title not in points:
            level = "task" if plan.level == "year" else "year"
            found = self.env["duban.goal"].search(
                [
                    ("parent_id", "=", plan.id),
                    ("name", "=", title),
                    ("year", "=", self.import_id.year),
                    ("level", "=", level),
                ],
                limit=1,
            )
            points[title] = found or self.env["duban.goal"].create(
                {
                    "name": title,
                    "level": level,
                    "parent_id": plan.id,
                    "year": plan.year if level == "task" else self.import_id.year,
                    "lead_unit_id": plan.lead_unit_id.id or self.lead_unit_id.id,
                    "company_id": plan.company_id.id,
                }
            )
        return points[title]

    def _goal_values(self, above):
        """Values of the task that this one row becomes, with the row's own words."""
        matter, values = self._matter_values(), self.values_json or {}
        taken = (
            *("name", "content", "measures", "lead_unit_id", "co_unit_ids", "date_deadline"),
            *("source_category_id", "source_kind_id", "decision_body_id", "source_document"),
            *("handler_id", "company_id"),
        )  # fmt: skip
        return {
            **{name: matter[name] for name in taken if name in matter},
            "level": "task",
            "parent_id": above.id,
            "year": above.year,
            "target": values.get("objective") or False,
            "leader_in_charge_id": values.get("leader") or False,
            "milestone_ids": [
                (0, 0, {"name": text or self.name, "date": day})
                for day, text in self._stages()
            ],
        }
