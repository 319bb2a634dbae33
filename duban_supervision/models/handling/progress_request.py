"""Progress requests: the office asks many tasks for progress by a date (LZU-5.1, 6.1.1e, 6.1.3b)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import clock
from ..matter.states import RUNNING_STATES


class DubanProgressRequest(models.Model):
    _name = "duban.progress.request"
    _description = "Progress request"
    _inherit = ["duban.matter.part"]
    _order = "date_due, id"

    name = fields.Char(
        "Asked for", required=True, default=lambda self: self.env._("Report progress")
    )
    date_due = fields.Date("Due", required=True)
    round_name = fields.Char("Round", index=True)
    feedback_ids = fields.One2many("duban.feedback", "progress_request_id")
    state = fields.Selection(
        [("open", "Awaited"), ("answered", "Answered")],
        compute="_compute_state",
        store=True,
    )
    is_late = fields.Boolean("Late", compute="_compute_is_late")

    @api.depends("feedback_ids", "feedback_ids.review_state")
    def _compute_state(self):
        for row in self:
            row.state = "answered" if row._answers() else "open"

    def _answers(self):
        """Feedback that answers this one request: what was returned is no answer."""
        return self.feedback_ids.filtered(lambda row: row.review_state != "returned")

    @api.depends("state", "date_due", "feedback_ids.date", "feedback_ids.review_state")
    def _compute_is_late(self):
        today = clock.today(self)
        for row in self:
            answered = min(row._answers().mapped("date"), default=today)
            row.is_late = answered > row.date_due

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        for row in rows:
            row.matter_id._require_rule("progress_request_enabled")
            if row.matter_id.state not in RUNNING_STATES:
                raise UserError(
                    self.env._(
                        "%s is not being handled now.", row.matter_id.display_name
                    )
                )
        rows._check_due()
        notes = {row.matter_id.id: row._words() for row in rows}
        self.env["duban.act"]._append(rows.matter_id, "ask_progress", notes)
        # each unit hears of a round as a whole
        rows.filtered(lambda row: not row.round_id)._tell_asked()
        rows.matter_id._reconcile_todos()
        return rows

    def write(self, vals):
        before = {row: row._words() for row in self}
        result = super().write(vals)
        if "date_due" in vals:
            self._check_due()
        for row, words in before.items():
            if row._words() != words:
                self.env["duban.act"]._append(
                    row.matter_id, "ask_progress", f"{words} → {row._words()}"
                )
                row._tell_asked()
        self.matter_id._reconcile_todos()
        return result

    def _tell_asked(self):
        """Whoever works on the matter hears what is asked, and by when (CORE-23)."""
        for row in self:
            matter = row.matter_id
            matter._tell(
                "progress_asked",
                {matter: matter._audience("progress_asked")},
                f"request:{row.id}:{row.date_due}",
                row._words(),
            )

    def _check_due(self):
        """Nobody is asked for something by yesterday (CORE-25).

        :raise UserError: naming the date
        """
        for row in self:
            if row.date_due < clock.today(row):
                raise UserError(
                    self.env._(
                        "%s has passed: ask for progress by today or later.",
                        row.matter_id._format_date(row.date_due),
                    )
                )

    def _postpone(self, day):
        """A unit that took the matter over reports once it has accepted, on ``day`` (as superuser, CORE-21): what was
        asked of the unit before waits so long, so that nobody is late with a question that was put to another."""
        waiting = self.filtered(lambda row: row.state == "open" and row.date_due < day)
        waiting.write({"date_due": day})

    def _words(self):
        """What this one request asks for, and by when, for the trail."""
        return f"{self.name}（{self.matter_id._format_date(self.date_due)}）"

    def _who_writes(self, operation, names=frozenset()):
        self.matter_id._assert_may(
            "_is_office", self.env._("Only the supervision office asks for progress.")
        )
        self.matter_id._assert_not_ended()
        if any(row.feedback_ids for row in self):
            raise UserError(self.env._("An answered request is kept."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        if any(row.feedback_ids for row in self):
            raise UserError(self.env._("An answered request is kept."))
