"""Messages of a matter are read by whoever reads the matter, their author and recipients included."""

from odoo import api, models
from odoo.exceptions import AccessError


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
