"""Approval chains as rows: who decides what, in which order, under which condition."""

from odoo import fields, models

PURPOSES = [
    ("filing", "Filing"),
    ("closing", "Closing"),
    ("extension", "Extension"),
    ("exemption", "Exemption"),
    ("inability", "Inability to complete"),
]
KINDS = [
    ("sign", "Review and sign"),
    ("review", "Review"),
    ("final", "Final approval"),
    ("perusal", "Perusal"),
    ("decide", "Decision"),
]
ROLES = [
    ("leader_in_charge", "Leader in charge of the lead unit"),
    ("subject_leader", "Leader in charge of the initiating unit"),
    ("responsible_leader", "Responsible leader of the matter"),
    ("office_leader", "Leader in charge of the office"),
    ("principal", "A principal leader"),
    ("other_principal", "The other principal leader"),
    ("source_leader", "The leader who gave the instruction"),
    ("chosen", "A leader chosen at submission"),
    ("any_leader", "Any school leader"),
    (
        "leader_or_meeting",
        "The leader named in the request, else the office records a meeting's decision",
    ),
    ("office", "The supervision office"),
]


class DubanApprovalStep(models.Model):
    _name = "duban.approval.step"
    _inherit = "duban.regulation.row"
    _description = "Approval step"

    name = fields.Char(
        required=True, help="The step's own word, e.g. 审签, 审核, 审定, 审阅."
    )
    purpose = fields.Selection(PURPOSES, required=True)
    kind = fields.Selection(KINDS, required=True, default="review")
    role = fields.Selection(ROLES, required=True)
    category_id = fields.Many2one(
        "duban.source.category", ondelete="cascade", help="Only for this category."
    )
    importance = fields.Selection(
        [
            ("any", "Any matter"),
            ("key", "Important matters"),
            ("normal", "Other matters"),
        ],
        required=True,
        default="any",
    )
    months_over = fields.Integer(
        help="Extensions: only when longer than so many months; 0: no condition."
    )
    months_within = fields.Integer(
        help="Extensions: only when not longer than so many months; 0: no condition."
    )
    active = fields.Boolean(
        default=True, help="An optional step that is switched off is not asked."
    )
    records_decision = fields.Boolean(
        help="The office records here what a meeting or a leader decided (body or leader and date are required)."
    )

    def _as_rule(self):
        """Plain data for the ruleset."""
        names = (
            "name",
            "purpose",
            "kind",
            "role",
            "importance",
            "months_over",
            "months_within",
            "records_decision",
            "clause",
        )
        rule = {name: self[name] for name in names}
        rule["category"] = self.category_id.id or False
        rule["sequence"] = self.sequence
        return rule
