"""Who follows a matter and who is written to: nobody who may not read it."""

from odoo import models
from odoo.exceptions import AccessError


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        """What is refused on a matter is said plainly, without hints at what the matter is about."""
        if records._name != "duban.matter" or operation == "create":
            return super()._make_access_error(operation, records)
        error = AccessError(self.env._("You have no access to this supervised matter."))
        # sudo: only where the matter belongs; the platform's offer to change to that institution (CORE-39)
        company = records[:1].sudo().company_id
        if company not in self.env.companies and company in self.env.user.company_ids:
            error.context = {
                "suggested_company": {
                    "id": company.id,
                    "display_name": company.display_name,
                }
            }
        return error
