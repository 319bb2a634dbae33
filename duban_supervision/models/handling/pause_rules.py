"""What a regulation says of clocks that stand still (PLUS-C1)."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    pause_enabled = fields.Boolean(
        "The clock can stand still",
        help="The office may stop the clock of a running matter with its ground; the due date moves by the days that "
        "it stood still.",
    )
    pause_decider = fields.Selection(
        [("office", "Supervision office"), ("leader", "A school leader")],
        "Standing still is decided by",
        default="office",
        required=True,
        help="Where a school leader decides, the office names the leader when it stops the clock.",
    )
    pause_max = fields.Integer(
        "Times a clock may be stopped",
        help="How often the clock of one matter may be stopped; 0: no limit.",
    )
    pause_days_max = fields.Integer(
        "Longest standstill",
        help="Working days that one standstill may be expected to last at most; 0: no limit.",
    )

    @api.constrains("pause_max", "pause_days_max")
    def _check_pause_limits(self):
        if any(min(row.pause_max, row.pause_days_max) < 0 for row in self):
            raise ValidationError(self.env._("A limit of standing still is 0 or more."))
