"""Files of matters: they belong to the record they were handed in with, and stay once it was filed."""

import hashlib

from odoo import api, models
from odoo.exceptions import UserError

from ...tools.names import own_model
from ..proof.log_sections import is_logged
from .kept import by_key, kept
from .matter_access import ENDED_STATES

#: what a client may write on a file that is kept: nothing. Access token, field of the record, description and the like
#: open, hide or exchange it as well as its content does, and what Odoo adds tomorrow is not ours to foresee.
HARMLESS = frozenset()
#: where a file stands and who reaches it past the rules
PLACE = frozenset({"res_model", "res_id", "res_field", "public", "access_token"})


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _duban_kept(self):
        """The attachments in ``self`` that belong to a record of the suite that is kept."""
        found = self.browse()
        # sudo: where files belong; the same files come back
        for model, files in self.sudo().filtered("res_id").grouped("res_model").items():
            if own_model(self.env, model):
                ids = kept(self.env[model].browse(files.mapped("res_id"))).ids
                found |= files.filtered(lambda row, ids=ids: row.res_id in ids)
        return found.with_env(self.env)

    def _duban_logged(self):
        """Kept attachments in ``self`` that the log takes in: of matters from their filing on, since a draft that was
        returned may still go with its files."""
        found = self._duban_kept()
        for file in found:
            # sudo: whether the log takes in what it belongs to, no more
            record = self.env[file.res_model].sudo().browse(file.res_id)
            if "matter_id" in record._fields:
                record = record.matter_id or record
            if record._name == "duban.matter" and not is_logged(record):
                found -= file
        return found

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        files._check_duban_place()
        files._duban_arrived()
        return files

    def _duban_own(self):
        """Files in ``self`` (as superuser) that stand on a model of the suite."""
        # sudo: only where each stands, whoever reads it
        return self.sudo().filtered(lambda file: own_model(self.env, file.res_model))

    def _check_duban_place(self):
        """A file of the suite is reached by whoever reads its record, by nobody past it, and stands where it is seen.

        Asked of what was stored, because values, defaults of the context and a move from elsewhere all lead there.
        Odoo stores the content of a binary field as superuser; nobody else puts a file under a field.

        :raise UserError: public, or put under a field
        """
        if by_key(self.env):
            return
        for file in self._duban_own():
            if file.public:
                raise UserError(
                    self.env._("A file of a supervised matter is never public.")
                )
            if file.res_field and not self._duban_stores_field(file):
                raise UserError(
                    self.env._(
                        "A file is attached to the record, not put under one of its fields."
                    )
                )
            if file.access_token:
                # the platform's own for pictures in a text: nobody would be let in by it (file_tokens.py)
                # pylint: disable-next=super-method-mismatch
                super(IrAttachment, file).write({"access_token": False})

    def _duban_stores_field(self, file):
        """Whether this is the ORM that stores the content of a binary field of the record."""
        field = self.env[file.res_model]._fields.get(file.res_field)
        return (
            self.env.su
            and "default_res_field" not in self.env.context
            and field is not None
            and field.type in ("binary", "image")
            and field.attachment
        )

    def _duban_arrived(self):
        """A file that comes to a matter after its end is a line of the trail, with its fingerprint (CORE-27)."""
        if by_key(self.env):
            return
        # sudo: the file was let in; the line says its name, whoever reads the matter reads it
        for file in self.sudo().filtered("res_id"):
            if not own_model(self.env, file.res_model):
                continue
            record = self.env[file.res_model].sudo().browse(file.res_id).exists()
            matter = (
                record
                if record._name == "duban.matter"
                else (
                    record.matter_id
                    if "matter_id" in record._fields
                    else record.browse()
                )
            )
            if matter and matter.state in ENDED_STATES:
                sha = hashlib.sha256(file.raw or b"").hexdigest()
                self.env["duban.act"]._append(
                    matter, "file_added", f"{file.name} (SHA-256 {sha})"
                )

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
        if not by_key(self.env) and vals.keys() - HARMLESS:
            if self._duban_kept():
                raise UserError(
                    self.env._(
                        "A file of a filed matter is not changed. Attach a new one."
                    )
                )
            if vals.get("access_token") and self._duban_own():
                raise UserError(
                    self.env._("A file of a supervised matter is never public.")
                )
        result = super().write(vals)
        if PLACE & vals.keys():
            self._check_duban_place()
        if vals.get("res_id"):
            self._duban_arrived()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        if not by_key(self.env) and self._duban_kept():
            raise UserError(self.env._("A file of a filed matter is kept."))
