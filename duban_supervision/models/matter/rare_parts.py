"""What most records have none of: one query finds that out for all these fields, before each is read by itself.

A step asks a matter for its records, requests, objections, … and nearly always hears that there are none.
"""

from odoo import api, models
from odoo.tools import SQL

from ...tools.remembered import remembered

#: so many matters at most are asked about; of more, a query per field costs less than looking at all fields of each
FEW = 50
#: from so many fields on that are read at once
MANY = 3


class DubanRareParts(models.AbstractModel):
    """Mixin of the matter."""

    _name = "duban.rare.parts"
    _description = "Knows which of its parts are rare"

    @api.model
    def _rare_parts(self):
        """Names of the one2many and many2many fields that steps read and most records have none of. Hook."""
        return []

    @api.model
    @remembered("name")
    def _part_column(self, name):
        """(table, column) that names the matter in the field ``name``; None: it is no part of this kind."""
        field = self._fields[name]
        if not field.store or field.compute:
            return None
        if field.type == "many2many":
            return field.relation, field.column1
        if field.type != "one2many" or not field.comodel_name.startswith("duban."):
            return None
        return self.env[field.comodel_name]._table, field.inverse_name

    @api.model
    @remembered()
    def _rare_names(self):
        """The names of ``_rare_parts`` that a query can ask for, quickly found."""
        return frozenset(filter(self._part_column, self._rare_parts()))

    def _fetch_field(self, field):
        # of the engine, which asks for one after the other
        rare = self._rare_names()
        if self.env.su and 0 < len(self) <= FEW and field.name in rare:
            first = self._ids[0]
            parts = [self._fields[name] for name in sorted(rare)]
            if not any(first in part._get_cache(self.env) for part in parts):
                self._learn_what_is_empty(parts)
            self = self._unknown(field)
            if not self:
                return None
        return super()._fetch_field(field)

    def _fetch_query(self, query, fields):
        # of a form, which asks for all at once
        parts = [field for field in fields if self._part_column(field.name)]
        if len(parts) < MANY:
            return super()._fetch_query(query, fields)
        rest = [field for field in fields if field not in parts]
        fetched = super()._fetch_query(query, rest)
        if 0 < len(fetched) <= FEW:
            # a part that one may not read is an error and not an empty one
            fetched._learn_what_is_empty(
                [
                    part
                    for part in parts
                    if self.env.su or self.env[part.comodel_name].has_access("read")
                ]
            )
        for part in parts:
            if missing := fetched._unknown(part):
                super()._fetch_query(missing._as_query(ordered=False), [part])
        return fetched

    def _unknown(self, field):
        """Matters in ``self`` of which the field was not read."""
        known = field._get_cache(self.env)
        return self.filtered(lambda matter: matter.id not in known)

    def _learn_what_is_empty(self, parts):
        """Remember which of ``parts`` (fields) these few matters have none of."""
        if not parts:
            return
        asked = []
        for part in parts:
            table, column = self._part_column(part.name)
            if part.type == "one2many":
                self.env[part.comodel_name].flush_model([column])
            asked.append(
                SQL(
                    "EXISTS (SELECT 1 FROM %s WHERE %s = m.id)",
                    SQL.identifier(table),
                    SQL.identifier(column),
                )
            )
        rows = self.env.execute_query(
            SQL(
                "SELECT m.id, ARRAY[%s] FROM unnest(%s) AS m(id)",
                SQL(", ").join(asked),
                list(self._ids),
            )
        )
        for number, found in rows:
            matter = self.browse(number)
            for part, is_there in zip(parts, found, strict=True):
                if not is_there:
                    part._insert_cache(matter, [()])
