"""The name of a record that one may not read stays hidden, by whatever field one reaches it (CORE-12).

Odoo shows the name of a many2one's record to whoever reads the row that points to it, past all rules. A person who
writes or defaults a foreign id into a row of their own (a dialog, a form that is filled in, a row of an import) would
learn a title from it. Names are hidden where they are computed, so that no way of reading is forgotten.
"""

from odoo import SUPERUSER_ID, api, models

from ...tools.door import DOOR
from ...tools.names import own_model


class DubanHiddenName(models.AbstractModel):
    """Mixin of every model whose names tell what a record of the suite is about."""

    _name = "duban.hidden.name"
    _description = "Hides its name from those who may not read it"

    def _names_past_the_rules(self):
        """Records in ``self`` that a person reaches as superuser only.

        A record of a form that was not saved yet stands for the one it was made from.
        """
        if (
            not self.env.su
            or self.env.uid == SUPERUSER_ID
            # what the engine writes down; kept apart from what is shown (depends_context)
            or self.env.context.get("duban_door") is DOOR
        ):
            return self.browse()
        real = self._origin.filtered(lambda row: isinstance(row.id, int))
        hidden = real and real._unreadable_names()
        return (
            self.filtered(lambda row: row._origin in hidden)
            if hidden
            else self.browse()
        )

    def _unreadable_names(self):
        """Hook: of these stored records (as superuser) those whose name the current user may not learn."""
        # sudo: compared with rows of the same rights
        return self - self.sudo(False)._filtered_access("read").sudo()

    def _hidden_name(self):
        """Hook: what stands in place of the name of this one record."""
        return self.env._("Record %s", self._origin.id)

    @api.depends_context("uid", "duban_door")
    def _compute_display_name(self):
        return super()._compute_display_name()

    def _compute_field_value(self, field):
        # here and not in the method that computes names: models have their own, and theirs comes first
        if field.name != "display_name":
            return super()._compute_field_value(field)
        hidden = self._names_past_the_rules()
        for record in hidden:
            record.display_name = record._hidden_name()
        if shown := self - hidden:
            return super(DubanHiddenName, shown)._compute_field_value(field)
        return None


class OnRecord(models.AbstractModel):
    """Rows of the platform: only those on records of the suite are asked about."""

    _name = "duban.hidden.name.pointer"
    _description = "Hides its name where it stands on a record of the suite"
    _inherit = ["duban.hidden.name", "duban.removal"]

    def _behind_name(self):
        """Hook: the row (as superuser) that names the record, and the field with the record's model."""
        return self, "res_model"

    def _unreadable_names(self):
        def is_hidden(row):
            behind, name = row._behind_name()
            return own_model(self.env, behind[name]) and not behind.sudo(False).has_access("read")  # fmt: skip

        return self.filtered(is_hidden)


class IrAttachment(models.Model):
    _name = "ir.attachment"
    _inherit = ["duban.hidden.name.pointer", "ir.attachment"]


class MailMessage(models.Model):
    _name = "mail.message"
    _inherit = ["duban.hidden.name.pointer", "mail.message"]

    def _behind_name(self):
        return self, "model"


class MailMail(models.Model):
    _name = "mail.mail"
    _inherit = ["duban.hidden.name.pointer", "mail.mail"]

    def _behind_name(self):
        return self.mail_message_id, "model"


class MailActivity(models.Model):
    _name = "mail.activity"
    _inherit = ["duban.hidden.name.pointer", "mail.activity"]
