"""The work plan: milestones of the lead unit, proposals of co-units."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


class DubanPlanLine(models.Model):
    _name = "duban.plan.line"
    _description = "Plan line"
    _inherit = ["duban.matter.part"]
    _order = "matter_id, date, sequence, id"

    name = fields.Char("Milestone", required=True)
    sequence = fields.Integer(default=10)
    date = fields.Date(index=True)
    is_key = fields.Boolean("Key milestone")
    department_id = fields.Many2one("hr.department", "Unit")
    measures = fields.Text()
    is_proposal = fields.Boolean("Proposed by a co-unit", readonly=True)
    proposed_by_id = fields.Many2one("res.users", readonly=True)
    feedback_ids = fields.One2many("duban.feedback", "plan_line_id")
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("done", "Progress reported"),
            ("missing", "Progress missing"),
        ],
        compute="_compute_state",
    )

    @api.depends("feedback_ids.review_state", "date", "matter_id.state")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for line in self:
            if line._has_feedback():
                line.state = "done"
            else:
                line.state = "missing" if line.date and line.date < today else "planned"

    def _has_feedback(self):
        """Whether progress was reported for this one milestone; returned progress is none."""
        return any(row.review_state != "returned" for row in self.feedback_ids)

    @api.constrains("date", "matter_id")
    def _check_date(self):
        for line in self:
            matter = line.matter_id
            if (
                line.date
                and matter.date_deadline
                and matter._rule("plan_within_deadline")
                and line.date > matter.date_deadline
            ):
                raise ValidationError(
                    self.env._(
                        "The milestone “%(line)s” (%(date)s) is later than the due date %(due)s.",
                        line=line.name,
                        date=matter._format_date(line.date),
                        due=matter._format_date(matter.date_deadline),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        for matter in lines.matter_id:
            if matter.state == "in_progress":
                matter_lines = lines.filtered(
                    lambda line, matter=matter: line.matter_id == matter
                )
                self.env["duban.act"]._append(
                    matter, "plan_changed", "、".join(matter_lines.mapped("name"))
                )
        lines.matter_id._reconcile_todos()
        return lines

    def write(self, vals):
        result = super().write(vals)
        self.matter_id._reconcile_todos()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_accepted(self):
        for line in self:
            if line.feedback_ids:
                raise UserError(
                    self.env._(
                        "There is feedback on the milestone “%s”; it cannot be deleted.",
                        line.name,
                    )
                )

    def _who_writes(self, operation, names=frozenset()):
        """The lead unit writes the plan; a co-unit proposes lines (XISU-8.3c)."""
        for line in self:
            line._check_author(proposing=operation == "create")

    def _check_author(self, proposing):
        matter = self.matter_id
        if matter.state not in ("draft", "filed", "assigned", "in_progress"):
            raise UserError(
                self.env._(
                    "The plan of %s can no longer be changed.", matter.display_name
                )
            )
        if matter._is_lead() or (matter.state == "draft" and matter._is_initiator()):
            return
        if matter._is_co() and (
            proposing or self.sudo().proposed_by_id == self.env.user
        ):
            self.sudo().write({"is_proposal": True, "proposed_by_id": self.env.uid})
            return
        raise AccessError(
            self.env._(
                "The plan is drawn up by the lead unit; co-units may propose lines."
            )
        )

    def action_adopt(self):
        """The lead unit takes a co-unit's proposal into the plan."""
        for line in self:
            line.matter_id._assert_may(
                "_is_lead", self.env._("Only the lead unit decides on the plan.")
            )
        self.sudo().write({"is_proposal": False})
        return True
