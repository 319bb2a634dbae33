"""Messages and to-dos follow the record of the suite that they point to."""

from odoo import api, models
from odoo.fields import Domain

from ...tools.domains import named_values


class DubanMailPointer(models.AbstractModel):
    """Odoo lets authors, recipients and assignees read a message or a to-do whatever became of its record.

    Here people lose sight of a matter for a reason (recusal, re-routing, a closed access list), and what they wrote or
    received about it goes with it. Stands before the platform's model in ``_inherit``, so that it has the last word.
    """

    _name = "duban.mail.pointer"
    _description = "Read by whoever reads its record"
    _inherit = ["duban.follows"]

    #: name of the field that holds the model's name
    _duban_model_field = "res_model"

    # -- hooks

    def _duban_bound(self):
        """Rows in ``self`` (as superuser) whose reading follows their record."""
        return self

    @api.model
    def _duban_searches_bound(self, domain, active_test):
        """Whether a search for ``domain`` can find such rows at all.

        :param active_test: whether archived rows are left out where the domain does not say
        """
        return True

    @api.model
    def _readable_domain(self, domain):
        return Domain.TRUE  # see _search

    # -- what the mixin does

    def _duban_behind(self):
        """Pairs of rows (as superuser) and the existing records of the suite that they point to, one pair per model."""
        name = self._duban_model_field
        # sudo: to what rows point; callers ask for the records as the user
        own = self.sudo().filtered(
            lambda row: row.res_id and (row[name] or "").startswith("duban.")
        )
        return [
            (rows, self.env[model].browse(rows.mapped("res_id")).exists())
            for model, rows in own.grouped(name).items()
            if model in self.env
        ]

    def _hidden_rows(self):
        """Rows in ``self`` on records of the suite that the current user cannot read."""
        hidden = self.browse()
        # sudo: what the rows point to; that is asked as the user right below
        bound = self.sudo()._duban_bound().with_env(self.env)
        for rows, records in bound._duban_behind():
            seen = set(records._filtered_access("read").ids)
            hidden |= rows.filtered(
                lambda row, seen=seen: row.res_id not in seen
            ).with_env(self.env)
        return hidden

    @api.model
    def _search(
        self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs
    ):
        # which record a row points to is no join: what was found is looked at
        query = super()._search(
            domain, offset, limit, order, bypass_access=bypass_access, **kwargs
        )
        if self.env.su or bypass_access:
            return query
        active_test = kwargs.get("active_test", True)
        if not self._duban_searches_bound(
            domain, active_test and self.env.context.get("active_test", True)
        ):
            return query
        models = named_values(domain, self._duban_model_field)
        if models and not any(str(each).startswith("duban.") for each in models):
            return query
        found = self.browse(query)
        hidden = found._hidden_rows()
        if hidden:
            hidden -= hidden._read_besides()
        return (found - hidden)._as_query() if hidden else query
