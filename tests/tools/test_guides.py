"""Pictures of the guides: each is there, small, shown somewhere, and made by a command that anyone can run."""

import re
import unittest

from tools import screenshots
from tools.common import ROOT

PAGES = [*ROOT.glob("README*.md"), *(ROOT / "docs").glob("*.md")]
SHOWN = re.compile(r"images/([\w-]+)\.png")


class TestPictures(unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.files = {path.stem: path for path in screenshots.IMAGES.iterdir()}

    def test_shown_and_there(self):
        shown = {
            name for page in PAGES for name in SHOWN.findall(page.read_text("utf-8"))
        }
        self.assertEqual(shown, set(self.files))

    def test_small(self):
        for name, path in self.files.items():
            self.assertEqual(path.read_bytes()[:8], b"\x89PNG\r\n\x1a\n", name)
            self.assertLessEqual(path.stat().st_size, 120_000, name)

    def test_made_by_the_command(self):
        rows = {row.name for row in (*screenshots.SHOTS, *screenshots.FORMS)}
        walked = {f"setup-{name}" for name in screenshots.SETUP}
        self.assertEqual(rows | walked, set(self.files))
