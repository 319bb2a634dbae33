"""Messages of a matter are read by whoever reads the matter, and stay as they were written once it was filed."""

from odoo import api, models
from odoo.exceptions import AccessError, UserError

#: what was said, by whom and when
WRITTEN = {
    "body",
    "subject",
    "date",
    "author_id",
    "email_from",
    "attachment_ids",
    "message_type",
    "subtype_id",
    "parent_id",
}


class MailMessage(models.Model):
    """Odoo lets authors and recipients read a message whatever became of its record.

    Here people lose sight of a matter for a reason (recusal, re-routing, a closed access list), and what they wrote or
    received about it goes with it.
    """

    _inherit = "mail.message"

    def _duban_hidden(self):
        """Messages in ``self`` on records of the suite that the current user cannot read."""
        hidden = self.browse()
        own = self.sudo().filtered(
            lambda row: row.res_id and (row.model or "").startswith("duban.")
        )
        for model, messages in own.grouped("model").items():
            if model not in self.env:
                continue
            records = self.env[model].browse(messages.mapped("res_id")).exists()
            seen = set(records._filtered_access("read").ids)
            hidden |= messages.filtered(lambda row, seen=seen: row.res_id not in seen)
        return hidden.with_env(self.env)

    def _duban_kept(self):
        """Messages in ``self`` on filed matters, on their parts, and on documents of the office that were issued."""
        kept = self.browse()
        own = self.sudo().filtered(
            lambda row: row.res_id and (row.model or "").startswith("duban.")
        )
        for model, messages in own.grouped("model").items():
            if model not in self.env:
                continue
            records = self.env[model].sudo().browse(messages.mapped("res_id")).exists()
            if "matter_id" in records._fields:
                filed = records.filtered("matter_id.date_filed")
            elif "date_filed" in records._fields:
                filed = records.filtered("date_filed")
            elif "state" in records._fields:
                filed = records.filtered(lambda record: record.state != "draft")
            else:
                filed = records
            kept |= messages.filtered(lambda row, ids=filed.ids: row.res_id in ids)
        return kept.with_env(self.env)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            me = self.env.user.partner_id.id
            for vals in vals_list:
                if (vals.get("model") or "").startswith("duban.") and vals.get(
                    "author_id", me
                ) != me:
                    raise AccessError(
                        self.env._("Everybody writes in their own name only.")
                    )
        stubs = [
            vals["res_id"]
            for vals in vals_list
            if vals.get("model") == "duban.matter" and vals.get("attachment_ids")
        ]
        if stubs:
            self.env["duban.matter"].browse(stubs)._check_no_stub()
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and WRITTEN & vals.keys() and self._duban_kept():
            raise UserError(
                self.env._(
                    "What was written on a filed matter stays. Write another message."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        if not self.env.su and self._duban_kept():
            raise UserError(
                self.env._(
                    "What was written on a filed matter stays. Write another message."
                )
            )

    @api.model
    def _search(
        self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs
    ):
        query = super()._search(
            domain, offset, limit, order, bypass_access=bypass_access, **kwargs
        )
        if self.env.su or bypass_access:
            return query
        messages = self.browse(query)
        hidden = messages._duban_hidden()
        return (messages - hidden)._as_query() if hidden else query

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not any(self._ids):
            return result
        hidden = (self - result[0] if result else self)._duban_hidden()
        if not hidden:
            return result
        if result:
            return result[0] | hidden, result[1]
        return hidden, lambda: AccessError(
            self.env._("You have no access to this supervised matter.")
        )
