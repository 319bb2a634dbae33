"""One page per leader: the goals of a year in that person's charge, on screen, paper and in Word (PLUS-P1)."""

from odoo import api, fields, models

from odoo.addons.duban_supervision import clock


class DubanGoalLeader(models.TransientModel):
    _name = "duban.goal.leader"
    _description = "Goals of a leader"
    _inherit = ["duban.screen"]

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    regulation_id = fields.Many2one("duban.regulation", compute="_compute_goals")
    leader_id = fields.Many2one(
        "res.users",
        required=True,
        default=lambda self: self._default_leader(),
    )
    year = fields.Integer(required=True, default=lambda self: clock.today(self).year)
    goal_ids = fields.Many2many("duban.goal", compute="_compute_goals", string="Goals")
    total = fields.Integer(compute="_compute_goals")
    finished = fields.Integer(compute="_compute_goals")
    overdue = fields.Integer(compute="_compute_goals")

    def _default_leader(self):
        user = self.env.user
        return user if user._is_school_leader(self.env.company) else False

    @api.depends("leader_id", "year", "company_id")
    def _compute_goals(self):
        for page in self:
            goals = self.env["duban.goal"].search(
                [
                    ("company_id", "=", page.company_id.id),
                    ("leader_in_charge_id", "=", page.leader_id.id),
                    ("year", "<=", page.year),
                    "|",
                    ("year", "=", page.year),
                    "&",
                    ("level", "=", "plan"),
                    ("year_to", ">=", page.year),
                ],
            )
            if not page.leader_id:
                goals = goals.browse()
            page.regulation_id = self.env["duban.regulation"]._in_force(page.company_id)
            page.goal_ids = goals
            page.total = len(goals)
            page.finished = len(goals.filtered("is_finished"))
            page.overdue = len(goals.filtered(lambda goal: goal.light == "overdue"))

    @api.depends("leader_id", "year")
    def _compute_display_name(self):
        for page in self:
            page.display_name = f"{page.leader_id.name or ''} {page.year}"

    def action_print(self):
        """Print the page of one leader."""
        self.ensure_one()
        report = self.env.ref("duban_supervision_plan.report_leader_action")
        return report.report_action(self)

    def _page_rows(self):
        """Cells of each goal (Chinese, as printed)."""
        date = self.env["duban.matter"]._format_date
        return [
            (
                goal._word_of("level"),
                goal.display_name,
                goal.lead_unit_id.name or "",
                date(goal.date_deadline) or "",
                f"{goal.progress:g}%",
                goal._page_status(),
            )
            for goal in self.goal_ids
        ]
