"""Grades of matters: feedback frequency and the least progress expected."""

from odoo import fields, models


class DubanGrade(models.Model):
    _name = "duban.grade"
    _inherit = ["duban.regulation.row", "duban.regulation.coded"]
    _description = "Grade"

    feedback_every = fields.Integer(
        help="Calendar days between feedbacks on a fixed grid from assignment; 0: none."
    )
    feedback_until_result = fields.Boolean(
        help="The grid goes on until the result, also when a due date passed without one."
    )
    min_feedback = fields.Integer(
        help="Feedbacks needed before the result can be submitted; 0: none."
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex(
        "(regulation_id, code)", "This regulation already has that grade."
    )

    def _as_rule(self):
        """Plain data for the ruleset."""
        return {
            name: self[name]
            for name in (
                "code",
                "name",
                "feedback_every",
                "feedback_until_result",
                "min_feedback",
            )
        }
