"""The scripts of ``deploy/bin``: what was backed up comes back whole, under another name, and writes to nobody."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged
from odoo.tools import config

SCRIPTS = Path(__file__).parents[2] / "deploy" / "bin"


@tagged("post_install", "-at_install")
class TestBackup(TransactionCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        # dropped with the databases of this run, should a test be killed
        self.copy = f"{self.env.cr.dbname}_copy"
        self.addCleanup(self.call, ["dropdb", "--if-exists", self.copy])
        self.data = self.folder / "data"
        store = self.data / "filestore" / self.env.cr.dbname
        shutil.copytree(config.filestore(self.env.cr.dbname), store)

    def call(self, command, **environment):
        return subprocess.run(
            [str(each) for each in command],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def script(self, name, *args, **environment):
        done = self.call([SCRIPTS / name, *args], **environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip()

    def counts(self, name):
        with db_connect(name).cursor() as cr:
            cr.execute(
                """SELECT (SELECT count(*) FROM res_users), (SELECT count(*) FROM duban_regulation),
                          (SELECT count(*) FROM ir_attachment WHERE store_fname IS NOT NULL),
                          (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal),
                          (SELECT count(*) FROM pg_constraint),
                          (SELECT count(*) FROM ir_cron WHERE active)"""
            )
            return cr.fetchone()

    def test_there_and_back(self):
        name = self.env.cr.dbname
        backup = Path(self.script("backup.sh", name, self.data, self.folder / "kept"))
        self.assertEqual(backup.stat().st_mode & 0o077, 0)
        self.assertEqual(
            self.script("restore.sh", backup, self.copy, self.data), self.copy
        )
        before, after = self.counts(name), self.counts(self.copy)
        self.assertEqual(after[:-1], before[:-1])
        self.assertTrue(all(before[:3]))
        # a copy that people look at writes to nobody
        self.assertTrue(before[-1])
        self.assertEqual(after[-1], 0)
        with db_connect(self.copy).cursor() as cr:
            cr.execute("SELECT smtp_host FROM ir_mail_server WHERE active")
            self.assertEqual(cr.fetchall(), [("invalid",)])
        files = self.data / "filestore"
        listed = [
            sorted(
                str(each.relative_to(files / db)) for each in (files / db).rglob("*")
            )
            for db in (name, self.copy)
        ]
        self.assertEqual(*listed)
        self.assertTrue(listed[0])
        # never over what is there
        again = self.call([SCRIPTS / "restore.sh", backup, self.copy, self.data])
        self.assertEqual(again.returncode, 1)
        self.assertIn("exists already", again.stderr)
        self.assertEqual(self.counts(self.copy), after)

    def test_the_oldest_go_once_the_new_one_is_whole(self):
        kept = self.folder / "kept"
        for day in range(3):
            (kept / f"{self.env.cr.dbname}-2020010{day}T000000Z").mkdir(parents=True)
        (kept / "another-20200101T000000Z").mkdir()
        new = self.script(
            "backup.sh", self.env.cr.dbname, self.data, kept, DUBAN_KEEP="2"
        )
        names = {each.name for each in kept.iterdir()}
        self.assertEqual(
            names,
            {
                Path(new).name,
                f"{self.env.cr.dbname}-20200102T000000Z",
                "another-20200101T000000Z",
            },
        )

    def test_half_a_backup_is_none(self):
        kept = self.folder / "kept"
        done = self.call([SCRIPTS / "backup.sh", "no_such_database", self.data, kept])
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(list(kept.iterdir()), [])
