import logging

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    def _register_hook(self):
        """After an installation or upgrade: what the database has to guarantee it does guarantee.

        Odoo only logs a constraint or unique index that PostgreSQL refused. The rules are built on them (two calendars
        of one year would make two due dates), so here that is an error.

        :raise UserError: on an installation or upgrade, with what is missing
        """
        result = super()._register_hook()
        missing = self._missing_constraints()
        if not missing:
            return result
        message = self.env._(
            "The database lacks these constraints, without which the rules do not hold: %s. PostgreSQL's reason is in "
            "the log. Remove the records that contradict them (or use PostgreSQL 13 or newer) and upgrade again.",
            ", ".join(missing),
        )
        if self.pool.updated_modules:
            raise UserError(message)
        _logger.error(message)
        return result

    def _missing_constraints(self):
        """Names of the constraints and unique indexes of the suite that the database does not have."""
        expected = set()
        for model in self.env.values():
            for item in model._table_objects.values():
                if item._module.startswith("duban_supervision") and (
                    isinstance(item, models.Constraint)
                    or getattr(item, "unique", False)
                ):
                    if item.get_definition(self.pool) and not model._abstract:
                        expected.add(item.full_name(model))
        self.env.cr.execute(
            SQL(
                """SELECT conname FROM pg_constraint WHERE conname IN %(names)s
                   UNION SELECT relname FROM pg_class WHERE relkind = 'i' AND relname IN %(names)s""",
                names=tuple(expected),
            )
        )
        return sorted(expected - {name for (name,) in self.env.cr.fetchall()})
