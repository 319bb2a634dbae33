"""The plan line as settings of a regulation: off by default."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    plan_line_enabled = fields.Boolean(
        "Plan line",
        help="Plans of several years, work points of a year and tasks stand in one tree; matters come from tasks.",
    )
    plan_progress_rule = fields.Selection(
        [
            ("weighted", "Weighted mean of the parts"),
            ("equal", "Plain mean of the parts"),
            ("done", "Share of finished parts"),
        ],
        "Progress of a node",
        required=True,
        default="weighted",
        help="Parts are the nodes below, with their weights, and the matters and milestones on the node itself.",
    )
    plan_light_rule = fields.Selection(
        [("worst", "The gravest part"), ("weighted", "By weight of the parts")],
        "Light of a node",
        required=True,
        default="worst",
        help="What colour a goal shows: that of its gravest part, or by the weight of its parts, e.g. one late task of "
        "ten does not make the year red.",
    )
    plan_red_percent = fields.Integer(
        "Red from (%)",
        default=30,
        help="By weight: from which share of the weight the lights of the parts become the light of the node.",
    )

    @api.constrains("plan_red_percent")
    def _check_plan_red_percent(self):
        if any(not 1 <= row.plan_red_percent <= 100 for row in self):
            raise ValidationError(
                self.env._("The share from which a node is red lies between 1 and 100.")
            )

    @api.model
    def _known_documents(self):
        return (*super()._known_documents(), "goal", "goal_leader")
