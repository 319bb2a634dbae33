"""Who follows a matter and who is written to: nobody who may not read it."""

from odoo import models
from odoo.exceptions import AccessError


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        if partner_ids and not self.env.su:
            partner_ids = self._readers_among(partner_ids)
            if not partner_ids:
                return True
        if partner_ids:
            for matter in self.sudo().filtered(lambda m: m.confidentiality != "normal"):
                partner_ids = [
                    pid
                    for pid in partner_ids
                    if pid in matter.access_user_ids.partner_id.ids
                ]
            if not partner_ids:
                return True
        recused = self.sudo().recused_user_ids.partner_id.ids
        if partner_ids and recused:
            partner_ids = [pid for pid in partner_ids if pid not in recused]
            if not partner_ids:
                return True
        return super().message_subscribe(partner_ids, subtype_ids)

    def _readers_among(self, partner_ids):
        """Of ``partner_ids`` those whose user may read all of these matters: following shows what is written later."""
        users = self.env["res.partner"].sudo().browse(partner_ids).user_ids
        readers = users.filtered(
            lambda user: (
                self.with_user(user)
                .with_context(allowed_company_ids=user.company_ids.ids)
                ._filtered_access("read")
                == self
            )
        )
        return readers.partner_id.ids

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Messages on a sensitive matter reach its access list only, and no recused person, whoever was mentioned."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        recused = set(self.sudo().recused_user_ids.partner_id.ids)
        recipients = [row for row in recipients if row["id"] not in recused]
        if self and self.sudo().confidentiality != "normal":
            allowed = set(self.sudo().access_user_ids.partner_id.ids)
            recipients = [row for row in recipients if row["id"] in allowed]
        return recipients


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
