"""Installing an institution, uninstalling the suite."""

from odoo.tools import SQL

from . import demo_end

#: models that the modules that go bring, and nobody else
OWN_MODELS = """
    SELECT model.model
    FROM ir_model model
    JOIN ir_model_data data ON data.model = 'ir.model' AND data.res_id = model.id
    JOIN ir_module_module module ON module.name = data.module
    GROUP BY model.model
    HAVING bool_and(module.state = 'to remove')
"""
#: their tables, and those of fields
OWN_TABLES = f"""
    SELECT replace(own.model, '.', '_') AS name FROM ({OWN_MODELS}) own
    UNION
    SELECT relation.name
    FROM ir_model_relation relation JOIN ir_module_module module ON module.id = relation.module
    GROUP BY relation.name
    HAVING bool_and(module.state = 'to remove')
"""


def uninstall_hook(env):
    """Take away what Odoo would not, or only against the resistance of the suite's own tables.

    Odoo drops the tables of the suite but knows nothing of functions in the database, and deletes what the addons
    brought before it drops what points there.
    """
    _drop_guards(env)
    _drop_links(env)
    _empty_tables(env)
    env.cr.execute(
        """SELECT name FROM ir_module_module
           WHERE state = 'to remove' AND name LIKE 'duban\\_supervision%'"""
    )
    demo_end.take_away(env, [name for (name,) in env.cr.fetchall()])
    # what an administrator set by hand belongs to no module, so Odoo leaves it
    env["ir.config_parameter"].search(
        [("key", "=like", "duban_supervision.%")]
    ).unlink()


def _drop_guards(env):
    """The triggers that guard what was filed, with their functions."""
    env.cr.execute(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE proname ~ '^duban_.*_guard$'"
    )
    for (function,) in env.cr.fetchall():
        env.cr.execute(SQL("DROP FUNCTION %s CASCADE", SQL(function)))


def _drop_links(env):
    """Attachments that are an address and no file: Odoo stumbles over them and leaves their model."""
    env.cr.execute(
        SQL(
            "DELETE FROM ir_attachment WHERE store_fname IS NULL AND res_model IN (%s)",
            SQL(OWN_MODELS),
        )
    )


def _empty_tables(env):
    """Empty the tables that go with the modules, and let nothing hold on to them or be held by them."""
    env.flush_all()
    env.cr.execute(
        SQL(
            """SELECT oid::regclass::text, oid FROM pg_class
               WHERE relkind = 'r' AND relnamespace = current_schema::regnamespace
                 AND relname IN (%s)""",
            SQL(OWN_TABLES),
        )
    )
    tables = dict(env.cr.fetchall())
    if not tables:
        return
    env.cr.execute(
        """SELECT conrelid::regclass::text, quote_ident(conname) FROM pg_constraint
           WHERE contype = 'f' AND (conrelid = ANY(%(oids)s) OR confrelid = ANY(%(oids)s))""",
        {"oids": list(tables.values())},
    )
    for table, constraint in env.cr.fetchall():
        env.cr.execute(
            SQL("ALTER TABLE %s DROP CONSTRAINT %s", SQL(table), SQL(constraint))
        )
    env.cr.execute(SQL("TRUNCATE %s", SQL(", ".join(tables))))
    # nothing that was read before is true any more
    env.invalidate_all(flush=False)
    env.registry.clear_cache()
