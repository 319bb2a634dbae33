"""The floor under a figure: the rows that our side wrote, or the answers that it read, by SQL alone.

What no program could undercut on the same tables: no access rule, no trail, no text, no Python object.
"""

import graphlib
import time

#: tables that Odoo itself writes and that belong to no step
FOREIGN = ("ir_", "bus_", "base_registry")


def written(side, work, login, warm):
    """Milliseconds of inserting what ``work`` inserts, one statement per table.

    The work is done once and rolled back, so that its own rows can take their places again.
    """
    # the command that starts the benchmark runs without Odoo's Python
    from psycopg2.extras import execute_values

    with side.as_user() as env:
        ready = warm(env) if warm else None
    with side.as_user(login) as env:
        work(env, ready)
        env.flush_all()
        rows = new_rows(env.cr)
        env.cr.rollback()
    with side.as_user() as env:
        cr = env.cr
        tables = referenced_first(cr, rows)
        start = time.perf_counter()
        for table in tables:
            columns, values = rows[table]
            execute_values(
                cr._obj,
                # a row that the work changed only is among those of its transaction as well
                f'INSERT INTO "{table}" ({columns}) VALUES %s ON CONFLICT DO NOTHING',
                values,
                page_size=len(values),
            )
        elapsed = (time.perf_counter() - start) * 1000
        cr.rollback()
    return elapsed


def new_rows(cr):
    """{table: (columns, values)} of what the present transaction inserted."""
    cr.execute(
        "SELECT relname FROM pg_stat_xact_user_tables WHERE n_tup_ins > 0 ORDER BY relid"
    )
    found = {}
    for (table,) in cr.fetchall():
        if table.startswith(FOREIGN):
            continue
        cr.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s "
            "AND is_generated = 'NEVER' ORDER BY ordinal_position",
            (table,),
        )
        names = [f'"{name}"' for (name,) in cr.fetchall()]
        # as text, so that PostgreSQL reads each again as what it is
        texts = ", ".join(f"{name}::text" for name in names)
        # names of tables and columns, as the database itself gave them
        # pylint: disable-next=sql-injection
        cr.execute(
            f'SELECT {texts} FROM "{table}" WHERE xmin = pg_current_xact_id()::xid'
        )
        values = cr.fetchall()
        if values:
            found[table] = (", ".join(names), values)
    return found


def referenced_first(cr, tables):
    """The tables in an order in which each finds what its foreign keys name."""
    cr.execute(
        "SELECT conrelid::regclass::text, confrelid::regclass::text, attnotnull FROM pg_constraint "
        "JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1] WHERE contype = 'f'"
    )
    keys = [
        (table, other, needed)
        for table, other, needed in cr.fetchall()
        if table != other and table in tables and other in tables
    ]
    # where tables name each other, what may be empty was written later
    for only_needed in (False, True):
        order = graphlib.TopologicalSorter({table: set() for table in tables})
        for table, other, needed in keys:
            if needed or not only_needed:
                order.add(table, other)
        try:
            return list(order.static_order())
        except graphlib.CycleError:
            if only_needed:
                raise
    return []


def read(side, work, login):
    """Milliseconds of the statements alone by which ``work`` reads."""
    with side.as_user(login) as env:
        env.user.has_group("base.group_user")
        statements = []
        cr = env.cr
        original = cr.execute

        def execute(query, params=None, log_exceptions=True):
            result = original(query, params, log_exceptions)
            statements.append(cr._obj.query)
            return result

        cr.execute = execute
        try:
            work(env, None)
        finally:
            del cr.execute
    with side.as_user() as env:
        cursor = env.cr._obj
        start = time.perf_counter()
        for statement in statements:
            cursor.execute(statement)
            if cursor.description:
                cursor.fetchall()
        elapsed = (time.perf_counter() - start) * 1000
        env.cr.rollback()
    return elapsed
