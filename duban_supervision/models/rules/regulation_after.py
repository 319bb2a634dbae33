"""Settings of a regulation for what comes after closing: bulletins, reports, assessment, accountability."""

from odoo import fields, models


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    # -- bulletins and reports
    # -- figures
    count_breakdown = fields.Selection(
        [("children", "The parts"), ("parents", "The whole")],
        "Figures of a broken-down matter count",
        default="children",
        required=True,
        help="A matter that was broken down and its parts are never counted both.",
    )

    bulletin_cc_unit_ids = fields.Many2many(
        "hr.department",
        "duban_regulation_bulletin_cc_rel",
        string="Bulletins are copied to",
        help="Copied at each bulletin; only an administrator takes one of them off a bulletin.",
    )
    bulletin_parts_required = fields.Boolean(
        help="A bulletin has a good practice and a problems part; “none” (无) must be written."
    )
    bulletin_approval = fields.Boolean(
        help="The leader in charge of the office approves a bulletin before it is published."
    )
    semester_report_enabled = fields.Boolean(
        help="Once every semester the office reports to the deciding bodies."
    )
    semester_reminder_days = fields.Integer(
        default=14,
        help="Days before the end of a semester from which the office is reminded of its report.",
    )

    # -- annual assessment
    assessment_units = fields.Boolean("Assessment of units", default=True)
    assessment_heads = fields.Boolean("Assessment of unit heads")
    assessment_handlers = fields.Boolean("Assessment of handlers")
    assessment_leaders = fields.Boolean("Assessment of leaders in charge")
    assessment_meeting_required = fields.Boolean(
        help="The annual list is reported to a deciding meeting; meeting and date are recorded."
    )

    # -- accountability
    accountability_candidates = fields.Selection(
        [
            ("none", "No list"),
            ("urged_overdue", "Urged and still not done"),
            ("late_unjustified", "Late without accepted reason"),
            ("both", "Both lists"),
        ],
        required=True,
        default="none",
        help="Which matters the system proposes for accountability. A proposal is never a decision.",
    )
