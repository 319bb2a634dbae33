"""Computed fields that lists sort and group by: each knows its own SQL, so that no model watches all the others."""

from odoo import fields


class SqlField:
    """Mixin of a field class; ``sql`` names the method of the model that turns a table alias into ``SQL``."""

    sql = None

    def to_sql(self, model, alias):
        return getattr(model, self.sql)(alias)


class SqlBoolean(SqlField, fields.Boolean):
    pass


class SqlSelection(SqlField, fields.Selection):
    pass
