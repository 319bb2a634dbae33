"""Lists that the regulations ask for and no stored field answers."""

from odoo import api, fields, models
from odoo.fields import Domain

from .matter import RUNNING_STATES


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    has_no_progress = fields.Boolean(
        "No obvious progress",
        compute="_compute_has_no_progress",
        search="_search_has_no_progress",
        help="Handled, and without feedback for as many days as the regulation says.",
    )

    @api.depends("state", "date_assigned", "date_last_feedback")
    def _compute_has_no_progress(self):
        today = fields.Date.context_today(self)
        for matter in self:
            since = matter.date_last_feedback or matter.date_assigned
            matter.has_no_progress = bool(
                matter.state in RUNNING_STATES
                and since
                and (today - since).days >= matter.sudo().regulation_id.no_progress_days
            )

    def _search_has_no_progress(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        standing = Domain.OR(
            Domain("regulation_id", "=", regulation.id)
            & self._no_progress_since(today, regulation.no_progress_days)
            for regulation in self.env["duban.regulation"]
            .sudo()
            .search([("company_id", "in", self.env.companies.ids)])
        ) & Domain("state", "in", RUNNING_STATES)
        return Domain.OR(standing if wanted else ~standing for wanted in value)

    @api.model
    def _no_progress_since(self, today, days):
        limit = fields.Date.subtract(today, days=days)
        return Domain("date_last_feedback", "<=", limit) | (
            Domain("date_last_feedback", "=", False)
            & Domain("date_assigned", "<=", limit)
        )
