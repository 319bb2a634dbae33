"""The tables of the trail in another role's hands: what Odoo's own role can do with SQL then (CORE-28)."""

import contextlib
import pathlib
import re
from unittest.mock import patch

import psycopg2

import odoo
from odoo.modules.registry import Registry
from odoo.sql_db import Connection, ConnectionPool, connection_info_for
from odoo.tests import tagged
from odoo.tools import mute_logger

from tests.clauses import clause
from tests.common import SupervisionCommon
from tools.postgres import OWNER

SCRIPT = pathlib.Path(__file__).parents[2] / "tools" / "trail_owner.sql"
APP, KEEPER = "duban_test_app", "duban_test_keeper"


@tagged("post_install", "-at_install")
class TestTrailOwner(SupervisionCommon):
    @classmethod
    def setUpClass(cls):
        """The transaction of these tests is the superuser's of the cluster, who makes roles."""
        registry = Registry(odoo.tests.common.get_db_name())
        name, info = connection_info_for(registry.db_name)
        pool = ConnectionPool(4)
        for user in (info.get("user"), OWNER):
            connection = Connection(pool, name, {**info, "user": user})
            with contextlib.suppress(psycopg2.OperationalError):
                with connection.cursor() as cr:
                    cr.execute(
                        "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
                    )
                    if cr.fetchone()[0]:
                        break
        else:
            raise cls.skipTest(cls, "needs a superuser of the cluster, to make roles")
        cls.addClassCleanup(pool.close_all)
        cls.startClassPatcher(patch.object(registry, "_db", connection))
        super().setUpClass()

    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.matter_ = self.accepted()
        self.env["duban.log.checkpoint"]._make()
        self.env["duban.verification"]._run()
        self.env.flush_all()
        # all in the transaction of the test: roles go with it
        self.cr.execute(f"CREATE ROLE {APP}")
        self.cr.execute(f"CREATE ROLE {KEEPER} NOLOGIN")
        self.cr.execute(f"GRANT ALL ON SCHEMA public TO {APP}")
        self.cr.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {APP}")
        self.cr.execute(f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {APP}")
        self.cr.execute(f"ALTER TABLE duban_matter OWNER TO {APP}")

    def script(self, back=False):
        """The script as psql reads it, without what only psql understands."""
        text = SCRIPT.read_text()
        text = text[text.index("BEGIN;") + 6 : text.index("COMMIT;")]
        for name, value in (("app", APP), ("keeper", KEEPER), ("back", int(back))):
            text = text.replace(f":'{name}'", f"'{value}'")
        self.assertFalse(re.search(r"(?<!:):'", text))
        self.cr.execute(text)

    def as_app(self):
        self.cr.execute(f"SET LOCAL SESSION AUTHORIZATION {APP}")
        self.addCleanup(self.cr.execute, "RESET SESSION AUTHORIZATION")

    def refused(self, query):
        with (
            self.assertRaises(psycopg2.Error, msg=query) as caught,
            self.cr.savepoint(flush=False),
            mute_logger("odoo.sql_db"),
        ):
            self.cr.execute(query)
        self.assertEqual(caught.exception.pgcode, "42501", query)

    WAYS = (
        "UPDATE duban_act SET note = 'x'",
        "DELETE FROM duban_act",
        "TRUNCATE duban_act CASCADE",
        "ALTER TABLE duban_act DISABLE TRIGGER USER",
        "DROP TRIGGER duban_act_guard ON duban_act",
        "DROP TABLE duban_act",
        "ALTER TABLE duban_act RENAME TO x",
        "ALTER TABLE duban_act DROP CONSTRAINT duban_act_matter_id_fkey",
        "CREATE OR REPLACE FUNCTION duban_act_guard() RETURNS trigger AS 'BEGIN RETURN OLD; END' LANGUAGE plpgsql",
        "DROP FUNCTION duban_act_guard() CASCADE",
        "CREATE RULE x AS ON INSERT TO duban_act DO INSTEAD NOTHING",
        "DELETE FROM duban_log_leaf",
        "UPDATE duban_log_checkpoint SET note = 'x'",
        "ALTER TABLE duban_log_leaf DISABLE TRIGGER ALL",
        "DELETE FROM duban_verification_line",
        f"SET LOCAL ROLE {KEEPER}; DELETE FROM duban_act",
        "SET LOCAL session_replication_role = replica; DELETE FROM duban_act",
    )

    @clause("CORE-28")
    def test_odoos_role_adds_and_nothing_else(self):
        self.script()
        self.as_app()
        for query in self.WAYS:
            with self.subTest(query):
                self.refused(query)
        # the house goes on: acts, a draft that goes with its trail, the log, a verification
        before = self.matter_.sudo().trail_length
        self.matter_.with_user(self.office_user).action_urge("请抓紧")
        self.env.flush_all()
        self.assertGreater(self.matter_.sudo().trail_length, before)
        self.matter(name="不要的").with_user(self.office_user).unlink()
        self.env["duban.log.checkpoint"]._make()
        self.assertFalse(self.env["duban.act"]._verify(self.matter_))
        # an update of the addons stumbles over nothing
        self.env["duban.act"].init()
        self.env["duban.log.leaf"].init()

    @clause("CORE-28")
    def test_given_back_before_an_upgrade(self):
        self.script()
        self.script(back=True)
        self.as_app()
        self.env["duban.act"].init()
        self.refused_by_trigger("DELETE FROM duban_act")

    def refused_by_trigger(self, query):
        with (
            self.assertRaises(psycopg2.IntegrityError),
            self.cr.savepoint(flush=False),
            mute_logger("odoo.sql_db"),
        ):
            self.cr.execute(query)

    @clause("CORE-28")
    def test_a_role_that_can_do_everything_is_refused(self):
        self.cr.execute(f"ALTER ROLE {APP} SUPERUSER")
        with (
            self.assertRaises(psycopg2.Error),
            self.cr.savepoint(flush=False),
            mute_logger("odoo.sql_db"),
        ):
            self.script()
