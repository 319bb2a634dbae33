"""What makes a closed matter more likely to be re-checked (回头看), as rows of the regulation (PLUS-R1)."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

FACTORS = [
    ("base", "Every matter"),
    ("late", "Closed late"),
    ("returned", "Result returned"),
    ("urged", "Urged"),
    ("extended", "Extension granted"),
    ("money", "About money"),
    ("unit_record", "Unit with failed re-checks"),
    ("important", "Important"),
]
#: words by which a matter is about money, where the row names none
MONEY = "经费,资金,采购,招标,预算,拨款,工程款"


class DubanRecheckWeight(models.Model):
    _name = "duban.recheck.weight"
    _inherit = "duban.regulation.row"
    _description = "Weight of a re-check"
    _rec_name = "factor"

    factor = fields.Selection(FACTORS, required=True)
    weight = fields.Integer(
        required=True,
        default=1,
        help="Added to the weight of a matter. A matter of weight 4 is drawn four times as often as one of weight 1.",
    )
    is_each = fields.Boolean(
        "Each time", help="Added for every return, urging or extension, not once."
    )
    words = fields.Char(
        help="About money: words of title or content by which a matter is found, separated by commas. "
        "Empty: the usual words for funds, purchasing and budgets.",
    )

    _factor_uniq = models.UniqueIndex(
        "(regulation_id, factor)", "This regulation already weighs that."
    )

    @api.constrains("weight")
    def _check_weight(self):
        if any(row.weight < 1 for row in self):
            raise ValidationError(self.env._("A weight is 1 or more."))

    def _words(self):
        """The words of this one row by which a matter is about money."""
        said = (self.words or MONEY).replace("，", ",").replace("、", ",")
        return [word.strip() for word in said.split(",") if word.strip()]


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    recheck_by_risk = fields.Boolean(
        "Re-checks by risk",
        help="A spot check may be drawn by the weights below instead of evenly.",
    )
    recheck_months = fields.Char(
        "Re-checked after months",
        help="Months after closing at which a matter drawn by risk is re-checked, separated by commas, e.g. 3,6,12. "
        "Empty: once, at once.",
    )
    recheck_weight_ids = fields.One2many("duban.recheck.weight", "regulation_id")

    def _list_fields(self):
        return [*super()._list_fields(), "recheck_weight_ids"]

    @api.constrains("recheck_months")
    def _check_recheck_months(self):
        for regulation in self:
            try:
                months = regulation._recheck_months()
            except ValueError:
                months = [0]
            if any(not 1 <= month <= 60 for month in months):
                raise ValidationError(
                    self.env._("Months are whole numbers from 1 to 60, e.g. 3,6,12.")
                )

    def _recheck_months(self):
        """Months after closing at which drawn matters of this one regulation are re-checked, in order."""
        said = (self.recheck_months or "").replace("，", ",")
        return sorted({int(word) for word in said.split(",") if word.strip()})
