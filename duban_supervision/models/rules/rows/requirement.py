"""What must be filled before an action."""

from odoo import api, fields, models


class DubanRequirement(models.Model):
    """One field that one action needs, optionally only for a category, an option (form, mode) or a grade."""

    _name = "duban.requirement"
    _inherit = "duban.regulation.row"
    _description = "Requirement"
    _rec_name = "field_id"

    action = fields.Selection(
        [
            ("register", "Register (from the first saving on)"),
            ("submit_filing", "Submit for filing approval"),
            ("file", "File"),
            ("assign", "Assign"),
            ("accept", "Accept"),
            ("submit_result", "Submit the result"),
            ("pass_review", "Pass the review"),
            ("close", "Close"),
            ("archive", "Archive"),
        ],
        required=True,
    )
    field_id = fields.Many2one(
        "ir.model.fields",
        required=True,
        ondelete="cascade",
        domain=[("model", "=", "duban.matter"), ("ttype", "not in", ("boolean",))],
    )
    alternative_id = fields.Many2one(
        "ir.model.fields",
        "Or instead",
        ondelete="set null",
        domain=[("model", "=", "duban.matter"), ("ttype", "not in", ("boolean",))],
        help="Filled instead, this field satisfies the requirement too.",
    )
    category_id = fields.Many2one("duban.source.category", ondelete="cascade")
    option_id = fields.Many2one("duban.option", "Form or mode", ondelete="cascade")
    grade_id = fields.Many2one("duban.grade", ondelete="cascade")

    @api.depends("field_id")
    def _compute_display_name(self):
        for row in self:
            # sudo: the catalogue of fields is the administrators', the word for one is everybody's
            row.display_name = row.sudo().field_id.field_description

    def _as_rule(self):
        """Plain data for the ruleset."""
        return {
            "action": self.action,
            "field": self.field_id.name,
            "alternative": self.alternative_id.name or False,
            "category": self.category_id.id or False,
            "option": self.option_id.id or False,
            "grade": self.grade_id.id or False,
        }
