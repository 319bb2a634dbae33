"""Triggers, in words that every PostgreSQL which Odoo runs on understands."""

from odoo.tools import SQL


def put_trigger(cr, name, table, event, function, each="ROW"):
    """Make a trigger, or make it anew where it is already.

    ``CREATE OR REPLACE TRIGGER`` would do it in one statement, on PostgreSQL 14 or newer.

    :param event: such as ``BEFORE UPDATE OR DELETE``
    :param function: name of a trigger function without arguments
    :param each: ``ROW`` or ``STATEMENT``
    """
    trigger, on = SQL.identifier(name), SQL.identifier(table)
    cr.execute(SQL("DROP TRIGGER IF EXISTS %s ON %s", trigger, on))
    cr.execute(
        SQL(
            "CREATE TRIGGER %s %s ON %s FOR EACH %s EXECUTE FUNCTION %s()",
            trigger,
            SQL(event),
            on,
            SQL(each),
            SQL.identifier(function),
        )
    )


def owns(cr, table):
    """Whether the role of this connection may change ``table`` itself: not where a DBA gave it to another role."""
    cr.execute(
        "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass(%s)",
        [table],
    )
    return cr.fetchone()[0]
