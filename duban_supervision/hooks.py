"""Installing an institution, uninstalling the suite."""

from odoo.tools import SQL


def uninstall_hook(env):
    """Take away the triggers that guard what was filed, with their functions.

    Odoo drops the tables of the suite but knows nothing of functions in the database.
    """
    env.cr.execute(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE proname ~ '^duban_.*_guard$'"
    )
    for (function,) in env.cr.fetchall():
        env.cr.execute(SQL("DROP FUNCTION %s CASCADE", SQL(function)))
