"""How a due date is found."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..regulation import DAY_TYPES


class DubanTermRule(models.Model):
    """One row of the deadline engine; the first row that fits a matter's category and grade counts."""

    _name = "duban.term.rule"
    _inherit = "duban.regulation.row"
    _description = "Term rule"

    name = fields.Char(
        required=True, help="The rule in words, printed before the date is known."
    )
    category_id = fields.Many2one(
        "duban.source.category", ondelete="cascade", index=True
    )
    grade_id = fields.Many2one("duban.grade", ondelete="cascade", index=True)
    kind = fields.Selection(
        [
            ("days", "Days from an event"),
            ("year_end", "End of the plan year"),
            ("explicit", "Explicit date only"),
            ("open", "No end date"),
        ],
        required=True,
        default="explicit",
    )
    days = fields.Integer(help="Default term; also the upper end of the range.")
    min_days = fields.Integer(help="Lower end of the range, when the term is a range.")
    days_per_unit = fields.Integer(
        "Days per further unit",
        help="Days that each unit beyond the first adds to the term; the ground of the due date shows the sum.",
    )
    is_range = fields.Boolean(
        help="Any date between the ends is allowed without a ground."
    )
    day_type = fields.Selection(DAY_TYPES, required=True, default="working")
    start_event = fields.Selection(
        [("assigned", "Assignment"), ("minutes", "Issue of the minutes")],
        required=True,
        default="assigned",
    )
    ground_required = fields.Selection(
        [
            ("never", "Never"),
            ("later", "When later than the rule's date"),
            ("differs", "When outside the range or different"),
            ("always", "Always"),
        ],
        required=True,
        default="differs",
        help="When an explicit date needs its ground in words.",
    )

    @api.constrains("kind", "days", "min_days", "days_per_unit")
    def _check_days(self):
        for rule in self:
            if rule.kind == "days" and rule.days < 1:
                raise ValidationError(
                    self.env._("A term in days needs at least one day.")
                )
            if rule.days_per_unit < 0:
                raise ValidationError(
                    self.env._("Further units do not shorten a term.")
                )
            if rule.min_days > rule.days:
                raise ValidationError(
                    self.env._("The range of a term must not begin after its end.")
                )

    def _as_rule(self):
        """Plain data for the ruleset."""
        names = (
            "name",
            "kind",
            "days",
            "min_days",
            "days_per_unit",
            "is_range",
            "day_type",
            "start_event",
            "ground_required",
            "clause",
        )
        rule = {name: self[name] for name in names}
        rule["category"] = self.category_id.id or False
        rule["grade"] = self.grade_id.id or False
        return rule
