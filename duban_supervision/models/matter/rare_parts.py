"""What most matters have none of: one query finds that out for all these fields, before each is read by itself.

A step asks a matter for its records, requests, objections, … and nearly always hears that there are none.
"""

from types import MappingProxyType

from odoo import api, models
from odoo.tools import SQL, ormcache

#: so many matters at most are asked about; of more, a query per field costs less than looking at all fields of each
FEW = 50


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    @api.model
    def _rare_parts(self):
        """Names of the one2many and many2many fields that steps read and most matters have none of. Hook."""
        return [
            "access_user_ids",
            "approval_line_ids",
            "archive_record_ids",
            "child_ids",
            "disagreement_ids",
            "due_date_ids",
            "feedback_ids",
            "merged_ids",
            "objection_ids",
            "plan_line_ids",
            "progress_request_ids",
            "recheck_ids",
            "record_ids",
            "recusal_ids",
            "recused_user_ids",
            "registration_ids",
            "report_back_ids",
            "request_ids",
            "team_member_ids",
        ]

    @api.model
    @ormcache()
    def _rare_columns(self):
        """{name of a rare part: (table, column) that names the matter}; read only."""
        columns = {}
        for name in self._rare_parts():
            field = self._fields[name]
            columns[name] = (
                (field.relation, field.column1)
                if field.type == "many2many"
                else (self.env[field.comodel_name]._table, field.inverse_name)
            )
        return MappingProxyType(columns)

    def _fetch_field(self, field):
        # the engine alone: to people, a part that they may not read is an error and not an empty one
        if self.env.su and 0 < len(self) <= FEW and field.name in self._rare_columns():
            self._learn_what_is_empty()
            missing = field._get_cache(self.env)
            self = self.filtered(lambda matter: matter.id not in missing)
            if not self:
                return None
        return super()._fetch_field(field)

    def _learn_what_is_empty(self):
        """Remember which rare parts these few matters have none of, unless that was asked before."""
        columns = self._rare_columns()
        first = self._ids[0]
        if any(first in self._fields[name]._get_cache(self.env) for name in columns):
            return
        asked = []
        for name, (table, column) in columns.items():
            field = self._fields[name]
            if field.type == "one2many":
                self.env[field.comodel_name].flush_model([column])
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
            for name, there in zip(columns, found, strict=True):
                if not there:
                    self._fields[name]._insert_cache(matter, [()])
