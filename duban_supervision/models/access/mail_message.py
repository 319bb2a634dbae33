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
    _name = "mail.message"
    _inherit = ["duban.mail.pointer", "mail.message"]

    _duban_model_field = "model"

    def _duban_kept(self):
        """Messages in ``self`` on filed matters, on their parts, and on documents of the office that were issued."""
        kept = self.browse()
        for messages, records in self.sudo()._duban_behind():
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
