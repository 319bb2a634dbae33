"""Uninstalling is Odoo's (CORE-27): no client switches the guards of what is kept off by saying that it uninstalls.

Odoo asks no guard of a deletion (``api.ondelete``) while a key of the context says that an addon is being taken away,
and the context of a call is the client's. Odoo itself takes addons and their rows away as the superuser, as whom
nobody signs in; for everybody else, superuser rights or not, the key says nothing. Nor does a client say that a row is
an addon's: an upgrade takes away what bears an addon's name and stands in none of its files.
"""

import logging

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

_logger = logging.getLogger(__name__)

#: what the names of the suite's addons begin with
SUITE = "duban_supervision"


def by_uninstalling(env):
    """Whether Odoo itself takes an addon, or a row that an addon no longer brings, away."""
    return bool(env.context.get(MODULE_UNINSTALL_FLAG)) and env.uid == SUPERUSER_ID


class DubanRemoval(models.AbstractModel):
    """Mixin of every model of the suite, and of the platform's that have a guard of the suite."""

    _name = "duban.removal"
    _description = "Guards of deletion hold for every client"

    def unlink(self):
        """Delete; the guards are asked unless Odoo uninstalls.

        :raise UserError: what a guard keeps
        """
        if self.env.context.get(MODULE_UNINSTALL_FLAG) and not by_uninstalling(
            self.env
        ):
            self = self.with_context(**{MODULE_UNINSTALL_FLAG: False})
        return super().unlink()


# files, messages, mails and to-dos: see ``duban.hidden.name.pointer``
class MailTrackingValue(models.Model):
    _name = "mail.tracking.value"
    _inherit = ["duban.removal", "mail.tracking.value"]


class MailNotification(models.Model):
    _name = "mail.notification"
    _inherit = ["duban.removal", "mail.notification"]


class MailFollowers(models.Model):
    _name = "mail.followers"
    _inherit = ["duban.removal", "mail.followers"]


class IrEmbeddedActions(models.Model):
    _name = "ir.embedded.actions"
    _inherit = ["duban.removal", "ir.embedded.actions"]


class IrModelData(models.Model):
    _inherit = "ir.model.data"

    @api.model
    def _update_xmlids(self, data_list, update=False):
        """Give records their external ids.

        :raise AccessError: a person names a record as an addon's
        """
        self._check_duban_names(data_list)
        return super()._update_xmlids(data_list, update)

    def _check_duban_names(self, data_list):
        """Rows of the suite, and what bears a name of its addons, are named by the addons, or by whoever keeps the
        list of external ids; an import that names a row as it is called already says nothing new.

        :raise AccessError:
        """
        if self.env.uid == SUPERUSER_ID or self.sudo(False).has_access("create"):
            return
        # sudo: which addons there are, installed or not: what bears the name of one goes with it one day
        prefixes = {data["xml_id"].partition(".")[0] for data in data_list}
        known = self.env["ir.module.module"].sudo()
        addons = known.search([("name", "in", list(prefixes))]).mapped("name")
        for data in data_list:
            record, module = data["record"], data["xml_id"].partition(".")[0]
            if not module.startswith(SUITE) and not (
                module in addons and self._is_duban_row(record)
            ):
                continue
            try:
                named = self._xmlid_lookup(data["xml_id"])
            except ValueError:  # there is none of this name
                named = None
            if named != (record._name, record.id):
                raise AccessError(
                    self.env._(
                        "The external id “%s” would be an addon's. Leave out what stands before the dot.",
                        data["xml_id"],
                    )
                )

    def _is_duban_row(self, record):
        return isinstance(record, self.env.registry["duban.removal"])

    @api.model
    def _process_end_unlink_record(self, record):
        """A row that an addon no longer brings goes; what its guard keeps stays, and is the addon's no more."""
        if not self._is_duban_row(record):
            return super()._process_end_unlink_record(record)
        try:
            with self.env.cr.savepoint():
                asked = record.with_context(**{MODULE_UNINSTALL_FLAG: False})
                super()._process_end_unlink_record(asked)
        except UserError as error:
            _logger.info("%s is kept: %s", record, error)
            self.search(
                [("model", "=", record._name), ("res_id", "=", record.id)]
            ).unlink()
        return None
