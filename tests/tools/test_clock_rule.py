"""The lint rule of the one clock refuses every way to ask another one."""

import tempfile
import unittest
from pathlib import Path

from tests.clauses import clause
from tools import clock_rule

REFUSED = [
    "today = fields.Date.context_today(self)",
    "when = fields.Datetime.context_timestamp(self, moment)",
    "zone = self.env.tz",
    'zone = self.env.user.tz or "UTC"',
    "self.with_context(tz='UTC')",
    "day = date.today()",
    "day = fields.Date.today()",
    "default=fields.Date.today,",
    "now = datetime.now()",
    "now = datetime.utcnow()",
    "SELECT CURRENT_DATE",
    "import pytz",
    "from zoneinfo import ZoneInfo",
    "<filter domain=\"[('d', '=', context_today())]\"/>",
]
ALLOWED = ["today = clock.today(self)", "now = fields.Datetime.now()", "date_to = day"]


class TestClockRule(unittest.TestCase):
    @clause("CORE-26")
    def test_words(self):
        for line in REFUSED:
            self.assertTrue(clock_rule.complaints(line), line)
        for line in ALLOWED:
            self.assertFalse(clock_rule.complaints(line), line)

    def test_files(self):
        with tempfile.TemporaryDirectory() as name:
            root = Path(name)
            for folder in ("addon/models", "addon/demo"):
                (root / folder).mkdir(parents=True)
                (root / folder / "a.py").write_text("x\ny = date.today()\n")
            found = clock_rule.check(root, ["addon"])
            self.assertEqual(len(found), 1)
            self.assertIn("addon/models/a.py:2: date.today(", found[0])

    @clause("CORE-26")
    def test_this_house_is_clean(self):
        self.assertEqual(clock_rule.check(), [])
