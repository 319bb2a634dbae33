"""A whole and its parts (分解): the parent shows how far its children are; figures count one or the other (CORE-33)."""

from odoo import fields, models


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    count_breakdown = fields.Selection(
        [("children", "The parts"), ("parents", "The whole")],
        "Figures of a broken-down matter count",
        default="children",
        required=True,
        help="A matter that was broken down and its parts are never counted both.",
    )
