"""The lint rule of sizes: long files and full folders are named, data is left out."""

import tempfile
import unittest
from pathlib import Path

from tools import size_rule


class TestSizeRule(unittest.TestCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def put(self, name, lines=1):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x\n" * lines)

    def check(self):
        return size_rule.check(self.root, ["addon"], ["tools"])

    def test_long_files(self):
        self.put("addon/models/a.py", 500)
        for name in ("demo/a.py", "i18n/a.py", "models/list.txt", "data/a.csv"):
            self.put(f"addon/{name}", 501)
        self.assertEqual(self.check(), [])
        for name in ("addon/models/a.py", "addon/views/a.xml", "tools/a.py"):
            self.put(name, 501)
        found = self.check()
        self.assertEqual(len(found), 3)
        self.assertIn("addon/models/a.py: 501 lines", found[0])

    def test_full_folders(self):
        for number in range(25):
            self.put(f"addon/models/{number}.py")
            self.put(f"addon/models/room/{number}.py")
        self.put("addon/models/demo/26.py")
        for number in range(26):
            self.put(f"tools/{number}.py")
        self.assertEqual(self.check(), [])
        self.put("addon/models/25.py")
        (found,) = self.check()
        self.assertIn("addon/models: 26 files", found)

    def test_this_house(self):
        self.assertEqual(size_rule.check(), [])
