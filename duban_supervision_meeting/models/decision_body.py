"""Who sees the meetings of a deciding body, said once for all of them."""

from odoo import fields, models


class DubanDecisionBody(models.Model):
    _inherit = "duban.decision.body"

    meeting_restricted = fields.Boolean(
        "Meetings seen by few",
        help="New meetings of this body are seen by the people named here only.",
    )
    meeting_reader_ids = fields.Many2many(
        "res.users", "duban_decision_body_reader_rel", string="Meetings seen by"
    )
