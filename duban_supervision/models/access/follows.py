"""Read by whoever reads its parent, said once: parts of matters and documents, messages, rows of views over both."""

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class DubanFollows(models.AbstractModel):
    """Mixin: reading follows the record rules of the parent, in search, grouping and by id.

    Record rules are evaluated without access checks of their own, so a rule cannot say "whoever reads the parent".
    A row with several parents is read by whoever reads one of them.
    """

    _name = "duban.follows"
    _description = "Read by whoever reads its parent"

    @api.model
    def _parent_fields(self):
        """Hook: names of the many2one fields to the parents."""
        return ()

    @api.model
    def _readable_domain(self, domain):
        """Hook: the rows that the current user may read, of those that ``domain`` asks for."""
        return Domain.OR(
            Domain(name, "in", self.env[self._fields[name].comodel_name]._search([]))
            for name in self._parent_fields()
        )

    def _hidden_rows(self):
        """Hook: rows in ``self`` of which the current user reads no parent."""
        seen = self.browse()
        for name in self._parent_fields():
            # sudo: where a row belongs, to ask there as the user
            parents = self.sudo()[name].with_env(self.env)
            readable = parents._filtered_access("read")
            seen |= self.filtered(
                lambda row, name=name, readable=readable: row.sudo()[name] in readable
            )
        return self - seen

    def _read_besides(self):
        """Hook: of these hidden rows, those that the current user reads all the same, and does nothing else with."""
        return self.browse()

    def _hidden_message(self):
        return self.env._("You have no access to this supervised matter.")

    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & self._readable_domain(domain)
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not any(self._ids):
            return result
        hidden = (self - result[0] if result else self)._hidden_rows()
        if hidden and operation == "read":
            hidden -= hidden._read_besides()
        if not hidden:
            return result
        if result:
            return result[0] | hidden, result[1]
        return hidden, lambda: AccessError(self._hidden_message())
