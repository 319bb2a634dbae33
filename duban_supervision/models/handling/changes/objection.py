"""非本单位职责: a unit may object that a matter is not its own (CORE-22).

Before acceptance, within some days of the assignment, once per unit and matter. While it is open the acceptance term
stands still. Upheld it becomes a reassignment; rejected the term goes on with the days that were left.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .... import clock


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    objection_days = fields.Integer(
        default=3,
        help="Working days after the assignment within which the lead unit may object; 0: no objections.",
    )
    objection_decider = fields.Selection(
        [("office", "Supervision office"), ("leader_in_charge", "Leader in charge")],
        "Objections are decided by",
        default="office",
        required=True,
    )
    objection_review_days = fields.Integer(
        default=3,
        help="Working days within which an objection is decided; then it climbs.",
    )


class DubanObjection(models.Model):
    _name = "duban.objection"
    _description = "Objection of a unit"
    _inherit = ["duban.matter.part"]
    _order = "id desc"
    _rec_name = "reason"

    unit_id = fields.Many2one("hr.department", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Objected by", required=True, readonly=True)
    reason = fields.Text(required=True, readonly=True)
    suggested_unit_id = fields.Many2one(
        "hr.department", "Unit suggested", readonly=True
    )
    date = fields.Date("Objected on", required=True, readonly=True)
    date_due = fields.Date("To be decided by", readonly=True)
    state = fields.Selection(
        [
            ("open", "To be decided"),
            ("upheld", "Upheld"),
            ("rejected", "Not upheld"),
            ("dropped", "Ended undecided"),
        ],
        default="open",
        required=True,
        readonly=True,
    )
    decision = fields.Text(readonly=True)
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True)
    date_decided = fields.Date("Decided on", readonly=True)

    _once = models.UniqueIndex(
        "(matter_id, unit_id)", "This unit has objected to this matter already."
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Objections are kept."))

    def _end(self, state, reason):
        """What becomes of these objections (as superuser): ``upheld``, ``rejected``, or ``dropped`` with the matter."""
        self.write(
            {
                "state": state,
                "decision": reason,
                "decided_by_id": self.env.uid,
                "date_decided": clock.today(self),
            }
        )

    def _decide(self, upheld, reason):
        """Store the decision of this one objection (as superuser) and give back the days that it took."""
        today, matter = clock.today(self), self.matter_id
        self._end("upheld" if upheld else "rejected", reason)
        if not upheld:
            matter._let_term_go_on(self.date, today)
        self.env["duban.act"]._append(
            matter,
            "judge_objection",
            f"{dict(self._fields['state']._description_selection(self.env))[self.state]}：{reason}",
        )
