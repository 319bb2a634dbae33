"""A refusal of what belongs to the suite says what to do next, without the joke that Odoo makes of it, and without the
technical name of a model (CORE-39)."""

from odoo import models
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

#: what Odoo writes before the id of a record that is not there
OURS = "duban."


def operations(env):
    """{operation: what it is called}"""
    return {
        "read": env._("read"),
        "write": env._("change"),
        "create": env._("create"),
        "unlink": env._("delete"),
    }


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        """As Odoo's, with a sentence of our own for records of the suite; other apps keep theirs."""
        if not records._name.startswith(OURS):
            return super()._make_access_error(operation, records)
        if records._name == "duban.matter" and operation != "create":
            error = self._refused_matter(records)
        else:
            error = super()._make_access_error(operation, records)
        # sudo: what the kind of record is called, no more
        kind = self.env["ir.model"].sudo()._get(records._name).name
        said = self.env._(
            "You may not %(operation)s this record (%(kind)s). If your work needs it, ask the supervision office.",
            operation=operations(self.env)[operation],
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

    def _refused_matter(self, matters):
        """The error without hints at what the matter is about; with the offer to change to its institution."""
        error = AccessError("")
        # sudo: only where the matter belongs (CORE-39)
        company = matters[:1].sudo().company_id
        if company not in self.env.companies and company in self.env.user.company_ids:
            error.context = {
                "suggested_company": {
                    "id": company.id,
                    "display_name": company.display_name,
                }
            }
        return error


class IrModelAccess(models.Model):
    _inherit = "ir.model.access"

    def _make_access_error(self, model, mode):
        """As above, where a person's role lets nobody of it do this with such records."""
        error = super()._make_access_error(model, mode)
        if not model.startswith(OURS):
            return error
        # sudo: what the kind of record and the roles are called, no more
        kind = self.env["ir.model"].sudo()._get(model).name
        words = {"operation": operations(self.env)[mode], "kind": kind}
        # a group's name begins with the application it belongs to
        groups = [name.rpartition("/")[2] for name in self.group_names_with_access(model, mode)]  # fmt: skip
        if groups:
            said = self.env._(
                "“%(kind)s”: your role may not %(operation)s it. Ask: %(groups)s.",
                groups="、".join(dict.fromkeys(groups)),
                **words,
            )
        else:
            said = self.env._(
                "“%(kind)s”: nobody may %(operation)s it by hand, the system does.",
                **words,
            )
        return AccessError(said)


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _handle_error(cls, exception):
        """A record of the suite that is not there (any more) has no technical name either."""
        if isinstance(exception, MissingError) and OURS in str(exception):
            said = request.env._(
                "This record is not there any more. Go back to the list and load it again."
            )
            exception.args = (said, *exception.args[1:])
        return super()._handle_error(exception)
