"""A refusal of what belongs to the suite says what to do next, without the joke that Odoo makes of it."""

from odoo import models


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        """As Odoo's, with a sentence of our own for records of the suite; other apps keep theirs."""
        error = super()._make_access_error(operation, records)
        if not records._name.startswith("duban."):
            return error
        # sudo: what the kind of record is called, no more
        kind = self.env["ir.model"].sudo()._get(records._name).name
        words = {
            "read": self.env._("read"),
            "write": self.env._("change"),
            "create": self.env._("create"),
            "unlink": self.env._("delete"),
        }
        said = self.env._(
            "You may not %(operation)s this record (%(kind)s). If your work needs it, ask the supervision office.",
            operation=words[operation],
            kind=kind,
        )
        suggested = getattr(error, "context", None) or {}
        if company := suggested.get("suggested_company"):
            said += self.env._(
                " It belongs to %s: change to that institution at the top right.",
                company["display_name"],
            )
        error.args = (said, *error.args[1:])
        return error
