"""The three forms of the annexes, printed from cells of the regulation."""

from odoo import api, models


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    @api.model
    def _known_forms(self):
        return (
            *super()._known_forms(),
            "filing_form",
            "urging_notice",
            "completion_form",
        )
