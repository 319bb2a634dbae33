"""What the database has to guarantee it does, on every PostgreSQL that Odoo 19 runs on."""

import re
from pathlib import Path
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

ROOT = Path(__file__).parents[2]
# Words that PostgreSQL 13 does not know.
TOO_NEW = re.compile(
    r"NULLS\s+NOT\s+DISTINCT|OR\s+REPLACE\s+TRIGGER|\bMERGE\s+INTO\b|\bJSON_TABLE\b|\bANY_VALUE\s*\("
)


@tagged("post_install", "-at_install")
class TestConstraints(TransactionCase):
    @mute_logger("odoo.sql_db")
    def test_one_calendar_a_year(self):
        """A company has one, and all together have one that is nobody's own."""
        Year = self.env["duban.calendar.year"]
        for company in (self.env.company, self.env["res.company"]):
            Year.create({"year": 2097, "company_id": company.id})
            with self.assertRaises(UniqueViolation), self.cr.savepoint():
                Year.create({"year": 2097, "company_id": company.id})
            Year.create({"year": 2098, "company_id": company.id})

    def test_nothing_is_missing(self):
        self.assertEqual(self.env["duban.regulation"]._missing_constraints(), [])

    def test_what_is_missing_is_an_error(self):
        """Odoo only logs it; afterwards the installation must not look as if it had worked."""
        self.env.cr.execute("DROP INDEX duban_calendar_year_shared_year_uniq")
        regulations = self.env["duban.regulation"]
        with patch.object(self.registry, "updated_modules", ["duban_supervision"]):
            with self.assertRaisesRegex(UserError, "shared_year_uniq"):
                regulations._register_hook()
        # a server that only starts again says so in its log
        with patch.object(self.registry, "updated_modules", []):
            with self.assertLogs(
                "odoo.addons.duban_supervision.models.rules.constraints", "ERROR"
            ) as log:
                regulations._register_hook()
        self.assertIn("shared_year_uniq", log.output[0])

    def test_no_word_that_the_oldest_does_not_know(self):
        for path in sorted(ROOT.glob("duban_supervision*/**/*.py")):
            code = "".join(
                line
                for line in path.read_text(encoding="utf-8").splitlines(True)
                if not line.lstrip().startswith(("#", "``"))
            )
            found = TOO_NEW.search(code)
            self.assertFalse(found, f"{path}: {found and found.group()}")
