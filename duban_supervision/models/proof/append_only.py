"""Rows that are added and never changed: refused by the ORM for everybody, and by the database itself."""

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...tools.triggers import owns, put_trigger
from ..access.engine import DOOR


class DubanAppendOnly(models.AbstractModel):
    """Mixin: who holds the key of the engine adds rows; nobody changes or removes one."""

    _name = "duban.append.only"
    _description = "Only grows"
    _inherit = ["duban.screen"]

    def init(self):
        """Triggers: no row is changed or deleted, whoever asks."""
        if not self._abstract:
            self._put_guard()

    def _put_guard(self, exception=""):
        """Make the triggers of this table.

        Where the table belongs to another role than Odoo's (``tools/trail_owner.sql``), they are there already.

        :param exception: PL/pgSQL before the refusal
        """
        cr, table = self.env.cr, self._table
        if not owns(cr, table):
            return
        guard = f"{table}_guard"
        cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION %s() RETURNS trigger AS $$
                BEGIN
                    %s
                    RAISE EXCEPTION '%s is append-only' USING ERRCODE = 'integrity_constraint_violation';
                END $$ LANGUAGE plpgsql
                """,
                SQL.identifier(guard),
                SQL(exception),
                SQL(self._name),
            )
        )
        put_trigger(cr, guard, table, "BEFORE UPDATE OR DELETE", guard)
        put_trigger(cr, f"{guard}_all", table, "BEFORE TRUNCATE", guard, "STATEMENT")

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("duban_door") is not DOOR:
            raise AccessError(
                self.env._("“%s”: written by the system only.", self._said_name())
            )
        return super().create(vals_list)

    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(self.env._("“%s”: cannot be changed.", self._said_name()))

    def unlink(self):  # pylint: disable=method-required-super
        raise AccessError(self.env._("“%s”: cannot be deleted.", self._said_name()))
