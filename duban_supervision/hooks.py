"""Installing an institution, uninstalling the suite."""

from odoo.tools import SQL


def adopt_regulation(env, xmlid):
    """Put the regulation ``xmlid`` in force for the current company, unless that company already has one.

    For an institution addon's ``post_init_hook``: the first institution installed serves the main company, any other is
    chosen by an administrator (Configuration › Regulations › Adopt). One that serves a company already, such as that of
    the demo data, is left alone.
    """
    company = env.company
    regulation = env.ref(xmlid)
    if not regulation.company_id and not env["duban.regulation"]._in_force(company):
        regulation._adopt(company)


def uninstall_hook(env):
    """Take away the triggers that guard what was filed, with their functions.

    Odoo drops the tables of the suite but knows nothing of functions in the database.
    """
    env.cr.execute(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE proname ~ '^duban_.*_guard$'"
    )
    for (function,) in env.cr.fetchall():
        env.cr.execute(SQL("DROP FUNCTION %s CASCADE", SQL(function)))
