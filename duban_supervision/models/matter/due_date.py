"""Every due date a matter had, with its ground in words (CORE-8)."""

from odoo import fields, models
from odoo.exceptions import AccessError

from ... import clock


class DubanDueDate(models.Model):
    _name = "duban.due.date"
    _description = "Due date"
    _inherit = ["duban.matter.part"]
    _order = "matter_id, id"
    _rec_name = "date"

    date = fields.Date(help="Empty: no end date.")
    kind = fields.Selection(
        [
            ("rule", "By rule"),
            ("explicit", "Stated"),
            ("extension", "Extension"),
            ("redetermined", "Re-determined"),
            ("decision", "Decision"),
            ("office", "Changed by the office"),
            ("reopened", "Reopened"),
            ("regraded", "Changed grade or term"),
            ("corrected", "Corrected"),
        ],
        required=True,
    )
    ground = fields.Text(required=True)
    clause = fields.Char()
    request_id = fields.Many2one("duban.request", ondelete="restrict")
    approver_id = fields.Many2one("res.users", "Decided by the person")
    decision_body_id = fields.Many2one("duban.decision.body", "Decided by the meeting")
    decided_by = fields.Char(
        compute="_compute_decided_by", help="The meeting or leader, not who entered it."
    )
    date_set = fields.Date("Set on", required=True, default=clock.today)
    set_by_id = fields.Many2one(
        "res.users", "Set by", required=True, default=lambda self: self.env.user
    )

    def _compute_decided_by(self):
        for line in self:
            line.decided_by = line.decision_body_id.name or line.approver_id.name

    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(self.env._("The history of due dates cannot be changed."))

    def unlink(self):  # pylint: disable=method-required-super
        raise AccessError(self.env._("The history of due dates cannot be deleted."))
