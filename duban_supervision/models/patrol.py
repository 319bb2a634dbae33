"""The daily patrol: to-dos agree with the matters, reminders are raised, digests go out.

Cost follows what is due: every matter stores the next day on which anything changes by time alone
(``date_next_check``); a step taken on it sets that to today. The patrol looks only at matters whose day has come,
commits per batch, and may be killed or run twice.
"""

from odoo import api, fields, models

from .matter import OPEN_STATES

BATCH = 200


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    date_next_check = fields.Date(
        readonly=True,
        copy=False,
        default=fields.Date.context_today,
        export_string_translation=False,
    )

    _next_check_idx = models.Index(
        "(date_next_check) WHERE date_next_check IS NOT NULL"
    )

    @api.model
    def _cron_patrol(self):
        """One run of the patrol; the scheduler calls it again while work remains."""
        # The scheduler's user has no time zone; "today" is the institution's.
        self = self.with_context(tz=self.env.user.tz or "Asia/Shanghai")
        commit = self.env["ir.cron"]._commit_progress
        self.env["duban.delegation"]._patrol()
        domain = self._patrol_domain()
        while matters := self.search(
            domain, order="id", limit=BATCH
        ).try_lock_for_update():
            matters._patrol()
            if not commit(
                len(matters), remaining=self.search_count(domain, limit=10 * BATCH)
            ):
                return
        while waiting := self.env["duban.digest"]._send_due():
            if not commit(100, remaining=waiting):
                return

    @api.model
    def _patrol_domain(self):
        return [
            ("date_next_check", "<=", fields.Date.context_today(self)),
            ("state", "in", (*OPEN_STATES, "closed")),
        ]

    def _patrol(self):
        """Reconcile the to-dos of these matters and raise their due reminders."""
        self._reconcile_todos()
        self._raise_reminders()

    def _mark_for_patrol(self):
        """Something changed: the next patrol looks at these matters again."""
        today = fields.Date.context_today(self)
        stale = self.filtered(
            lambda matter: not matter.date_next_check or matter.date_next_check > today
        )
        if stale:
            stale._engine_write({"date_next_check": today})
