"""Files of matters: they belong to the record they were handed in with, and stay once it was filed."""

from odoo import api, models
from odoo.exceptions import UserError

CONTENT = {
    "raw",
    "datas",
    "name",
    "res_model",
    "res_id",
    "public",
    "url",
    "db_datas",
    "store_fname",
}


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _duban_filed(self):
        """The attachments in ``self`` that belong to a filed matter or to one of its parts."""
        filed = self.browse()
        for model, attachments in (
            self.sudo().filtered("res_id").grouped("res_model").items()
        ):
            if not model or not model.startswith("duban.") or model not in self.env:
                continue
            records = (
                self.env[model].sudo().browse(attachments.mapped("res_id")).exists()
            )
            if model == "duban.matter":
                kept = records.filtered("date_filed")
            elif "matter_id" in records._fields:
                kept = records.filtered(lambda record: record.matter_id.date_filed)
            else:
                continue
            filed |= attachments.filtered(lambda row, ids=kept.ids: row.res_id in ids)
        return filed.with_env(self.env)

    # ------------------------------------------------------------------
    # Prints that wait for their PDF (print_later.py)
    # ------------------------------------------------------------------

    def _duban_waiting(self):
        """The print of this one file that was not made yet; nothing is asked of the database for any other file."""
        self.ensure_one()
        Print = self.env["duban.print"].sudo()
        if (
            self.store_fname
            or self.db_datas
            or not self.id
            or not (self.res_model or "").startswith("duban.")
        ):
            return Print
        # sudo: whoever may read the file may read its content
        return Print.search([("attachment_id", "=", self.id)])

    @api.depends("store_fname", "db_datas")
    def _compute_raw(self):
        result = super()._compute_raw()
        for file in self:
            if waiting := file._duban_waiting():
                file.raw = waiting._make()[0]
        return result

    def _to_http_stream(self):
        stream = super()._to_http_stream()
        if waiting := self._duban_waiting():
            content, kind = waiting._make()
            stream.data, stream.size = content, len(content)
            if kind != "pdf":
                stream.mimetype = f"text/{kind}"
        return stream

    def write(self, vals):
        if not self.env.su and CONTENT & vals.keys() and self._duban_filed():
            raise UserError(
                self.env._("A file of a filed matter is not changed. Attach a new one.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_filed(self):
        if not self.env.su and self._duban_filed():
            raise UserError(self.env._("A file of a filed matter is kept."))


def bind_attachments(records, names):
    """Loose files linked by one of the fields ``names`` belong to their record from now on.

    Its readers can open them then, and who handed them in cannot exchange or delete them any more.
    """
    for name in names:
        field = records._fields[name]
        if field.type != "many2many" or field.comodel_name != "ir.attachment":
            continue
        for record in records:
            # sudo: linking already checked that the user may read the file.
            loose = record.sudo()[name].filtered(lambda file: not file.res_id)
            loose.write({"res_model": record._name, "res_id": record.id})


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    @api.model_create_multi
    def create(self, vals_list):
        matters = super().create(vals_list)
        bind_attachments(matters, set().union(*vals_list))
        return matters

    def write(self, vals):
        result = super().write(vals)
        bind_attachments(self, vals)
        return result


class DubanMatterPart(models.AbstractModel):
    _inherit = "duban.matter.part"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        bind_attachments(records, set().union(*vals_list))
        return records

    def write(self, vals):
        result = super().write(vals)
        bind_attachments(self, vals)
        return result
