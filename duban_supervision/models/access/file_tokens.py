"""No address with a token in it opens a file of the suite: its readers sign in (CORE-12).

Odoo makes tokens for pictures in a message, for files too large for a mail and for the addresses on screen. Whoever
passes such an address on passes the file on, also out of the house. Here a token is neither made nor honoured; on
screen the session of the reader opens the file as before. Files of other apps keep theirs.
"""

from odoo import models

from ...tools.names import own_model


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def generate_access_token(self):
        """One token per file, in their order; empty for files of the suite."""
        own = self._duban_own()
        tokens = iter(super(IrAttachment, self - own).generate_access_token())
        return ["" if file in own else next(tokens) for file in self]

    def _can_return_content(self, field_name=None, access_token=None):
        if access_token and self._duban_own():
            access_token = None
        return super()._can_return_content(field_name, access_token)


class IrBinary(models.AbstractModel):
    _inherit = "ir.binary"

    def _find_record(
        self,
        xmlid=None,
        res_model="ir.attachment",
        res_id=None,
        access_token=None,
        field=None,
    ):
        if access_token and self._duban_is_own(xmlid, res_model, res_id):
            # also the signed token of one field, which the platform looks at before it asks the record
            access_token = None
        return super()._find_record(xmlid, res_model, res_id, access_token, field)

    def _duban_is_own(self, xmlid, res_model, res_id):
        """Whether what is asked for is a record of the suite, or a file of one."""
        record = None
        if xmlid:
            record = self.env.ref(xmlid, raise_if_not_found=False)
        elif res_id and res_model in self.env:
            record = self.env[res_model].browse(int(res_id)).exists()
        if not record:
            return False
        if record._name == "ir.attachment":
            return bool(record._duban_own())
        return own_model(self.env, record._name)
