"""The daily patrol: makes the to-dos agree with the matters, in batches, safe to stop and to run twice."""

from odoo import api, models

from .matter import OPEN_STATES

BATCH = 500


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    @api.model
    def _cron_patrol(self):
        """Walk all open matters in id order and reconcile their to-dos, committing per batch."""
        last_id = 0
        while True:
            matters = self.search([("state", "in", OPEN_STATES), ("id", ">", last_id)], order="id", limit=BATCH)
            if not matters:
                break
            matters._reconcile_todos()
            last_id = matters[-1].id
            remaining = self.search_count([("state", "in", OPEN_STATES), ("id", ">", last_id)])
            if not self.env["ir.cron"]._commit_progress(len(matters), remaining=remaining):
                break
