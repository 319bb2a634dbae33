"""Matters that stand still: no obvious progress (AMB-46)."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ... import clock
from .matter import RUNNING_STATES


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    stalled_mark = fields.Boolean(
        "Marked: no obvious progress",
        copy=False,
        help="The office says that there is no obvious progress, however recent the last feedback.",
    )
    is_stalled = fields.Boolean(
        "No obvious progress",
        compute="_compute_is_stalled",
        search="_search_is_stalled",
    )

    @api.depends("state", "stalled_mark", "date_last_feedback", "date_assigned")
    def _compute_is_stalled(self):
        for matter in self:
            matter.is_stalled = matter.state in RUNNING_STATES and (
                matter.stalled_mark
                or matter.days_without_progress >= matter._rule("no_progress_days") > 0
            )

    def _search_is_stalled(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = clock.today(self)
        quiet = Domain("stalled_mark", "=", True)
        # sudo: the measure of each institution in the same words for whoever looks at the list
        for regulation in (
            self.env["duban.regulation"]
            .sudo()
            .search([("company_id", "!=", False), ("no_progress_days", ">", 0)])
        ):
            limit = today - timedelta(days=regulation.no_progress_days)
            quiet |= Domain("regulation_id", "=", regulation.id) & (
                Domain("date_last_feedback", "<=", limit)
                | Domain("date_last_feedback", "=", False)
                & Domain("date_assigned", "<=", limit)
            )
        stalled = Domain("state", "in", RUNNING_STATES) & quiet
        return Domain.OR(stalled if wanted else ~stalled for wanted in value)
