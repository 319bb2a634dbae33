"""Uninstalling is Odoo's (CORE-27): no client switches the guards of what is kept off by saying that it uninstalls.

Odoo asks no guard of a deletion (``api.ondelete``) while a key of the context says that an addon is being taken away,
and the context of a call is the client's. Odoo itself takes addons and their rows away as the superuser, as whom
nobody signs in; for everybody else, superuser rights or not, the key says nothing.
"""

from odoo import SUPERUSER_ID, models

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


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


class IrAttachment(models.Model):
    _name = "ir.attachment"
    _inherit = ["duban.removal", "ir.attachment"]


class MailMessage(models.Model):
    _name = "mail.message"
    _inherit = ["duban.removal", "mail.message"]


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
