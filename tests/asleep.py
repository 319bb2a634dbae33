"""The people of the fixture, made once for all classes of a run.

Making twenty people with their units took a seventh of the suite's time, in each of four hundred classes again. The
first class of an institution makes them in a transaction of their own, archives all that came to be, and commits; each
class wakes them in its own transaction, which is taken back as ever. Asleep they are in nobody's way: Odoo looks at
nothing that is archived, and their logins are others.
"""

import secrets
from unittest.mock import patch

from passlib.context import CryptContext

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests.common import get_db_name
from odoo.tools import SQL

from odoo.addons.base.models.res_users import ResUsersPatchedInTest as ResUsers

#: as in Odoo's own tests: quick
HASHING = CryptContext(["pbkdf2_sha512", "plaintext"], pbkdf2_sha512__rounds=1)
#: what ends otherwise while its owner sleeps, as only one row may have it, asleep or not: {table: column}
UNIQUE = {"res_users": "login", "res_company": "name"}


class Asleep:
    """What one institution's fixture has made: attributes of the class, and rows to wake."""

    #: {(database, institution): Asleep} of this process
    made = {}

    def __init__(self, attributes, rows, ending):
        self.attributes = attributes
        self.rows = rows
        self.ending = ending

    @classmethod
    def find(cls, case):
        """Of the institution of ``case`` (class) in the database that it looks at; None where nobody made it."""
        return cls.made.get((get_db_name(), case.institution))

    @classmethod
    def make(cls, case):
        """Make units and people of ``case`` (class), unless it was done; before it has a transaction of its own."""
        if cls.find(case):
            return
        with Registry(get_db_name()).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            before = newest(env)
            world = type(case)(case.__name__, (case,), {"env": env})
            with patch.object(ResUsers, "_crypt_context", lambda users: HASHING):
                names = world._create_people_and_units()
            env.flush_all()
            rows = {
                table: ids
                for table, last in before.items()
                if (ids := active_after(env, table, last))
            }
            switch(env, rows, False)
            # an earlier process, or another fork of one, may have left its own people in this database
            ending = f"@asleep{secrets.token_hex(4)}"
            for table, column in UNIQUE.items():
                value = SQL("%s || %s", SQL.identifier(column), ending)
                update(env, table, column, value, rows[table])
            attributes = {
                name: (record._name, record.ids) for name, record in names.items()
            }
        cls.made[get_db_name(), case.institution] = cls(attributes, rows, ending)

    def wake(self, case):
        """Let them be there in the transaction of ``case`` (class)."""
        env = case.env
        switch(env, self.rows, True)
        for table, column in UNIQUE.items():
            value = SQL("left(%s, %s)", SQL.identifier(column), -len(self.ending))
            update(env, table, column, value, self.rows[table])
        env.invalidate_all()
        env.registry.clear_all_caches()
        for name, (model, ids) in self.attributes.items():
            setattr(case, name, env[model].browse(ids))


def newest(env):
    """{table that can be archived: its highest id}."""
    env.cr.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
        "WHERE c.relkind = 'r' AND c.relnamespace = current_schema::regnamespace AND a.attname IN ('id', 'active') "
        "GROUP BY c.relname HAVING count(*) = 2"
    )
    tables = [name for (name,) in env.cr.fetchall()]
    highest = SQL(" UNION ALL ").join(
        SQL("SELECT %s, COALESCE(max(id), 0) FROM %s", table, SQL.identifier(table))
        for table in tables
    )
    return dict(env.execute_query(highest))


def active_after(env, table, last):
    """Ids above ``last`` that are not archived."""
    query = SQL(
        "SELECT id FROM %s WHERE id > %s AND active", SQL.identifier(table), last
    )
    return [row for (row,) in env.execute_query(query)]


def switch(env, rows, active):
    """Archive these rows, or fetch them back: {table: ids}."""
    for table, ids in rows.items():
        update(env, table, "active", active, ids)


def update(env, table, column, value, ids):
    """Give the ``column`` of these rows a value (may be SQL)."""
    env.cr.execute(
        SQL(
            "UPDATE %s SET %s = %s WHERE id = ANY(%s)",
            SQL.identifier(table),
            SQL.identifier(column),
            value,
            ids,
        )
    )
