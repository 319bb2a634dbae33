"""Deciding bodies as the register of meetings sees them: who sees their meetings, what is open, the next page."""

from odoo import api, fields, models


class DubanDecisionBody(models.Model):
    _inherit = "duban.decision.body"

    meeting_restricted = fields.Boolean(
        "Meetings seen by few",
        help="New meetings of this body are seen by the people named here only.",
    )
    meeting_reader_ids = fields.Many2many(
        "res.users", "duban_decision_body_reader_rel", string="Meetings seen by"
    )
    meeting_last = fields.Date("Met last", compute="_compute_meetings")
    resolution_open_count = fields.Integer(
        "Not dealt with", compute="_compute_meetings"
    )

    @api.depends_context("uid")
    def _compute_meetings(self):
        firsts = {body: body._first() for body in self}
        among = [("body_group_id", "in", [first.id for first in firsts.values()])]
        last = dict(
            self.env["duban.meeting"]._read_group(
                among, ["body_group_id"], ["date:max"]
            )
        )
        left = dict(
            self.env["duban.resolution"]._read_group(
                [*among, ("status", "=", "open")], ["body_group_id"], ["__count"]
            )
        )
        for body, first in firsts.items():
            body.meeting_last = last.get(first, False)
            body.resolution_open_count = left.get(first, 0)

    def action_next_page(self):
        """The page for the next meeting of this one body."""
        self.ensure_one()
        return self.env["duban.meeting.page"].action_next(self.id)
