"""The lint rule of `sudo()`: no call without its reason, dropping rights needs none, and few of them."""

import tempfile
import unittest
from pathlib import Path

from tools import sudo_rule

BARE = "def f(self):\n    return self.sudo().name\n"
REASONED = "def f(self):\n    # sudo: a name only\n    return self.sudo().name\n"
BESIDE = "def f(self):\n    return self.sudo().name  # sudo: a name only\n"
ELSEWHERE = f"{REASONED}\ndef g(self):\n    return self.sudo().name\n"
DROPPED = "def f(self):\n    return self.sudo(False).name or self.sudo(flag=False)\n"
QUOTED = 'def f(self):\n    """# sudo: no comment"""\n    return self.sudo().name\n'
NESTED = """
def f(self):
    # sudo: of the outer function
    def g(row):
        return row.sudo().name
    return g(self)
"""
CHAINED = """
def f(self):
    return (
        self.env["a"]
        .sudo()
        .search([])  # sudo: all of them
    )
"""
OUTSIDE = "NAME = ENV.sudo().name\n"


def bare(text):
    """(line, function) of each call without a reason."""
    return [(line, name) for line, name, reason in sudo_rule.calls(text) if not reason]


class TestSudoRule(unittest.TestCase):
    def test_calls(self):
        self.assertEqual(bare(BARE), [(2, "f")])
        self.assertEqual(bare(ELSEWHERE), [(6, "g")])
        self.assertEqual(bare(QUOTED), [(3, "f")])
        self.assertEqual(bare(NESTED), [(5, "g")])
        self.assertEqual(bare(OUTSIDE), [(1, "")])
        for text in (REASONED, BESIDE, CHAINED):
            self.assertEqual(len(sudo_rule.calls(text)), 1, text)
            self.assertEqual(bare(text), [], text)
        self.assertEqual(sudo_rule.calls(DROPPED), [])

    def test_files(self):
        with tempfile.TemporaryDirectory() as name:
            root = Path(name)
            for folder in ("addon/models", "addon/migrations/1"):
                (root / folder).mkdir(parents=True)
                (root / folder / "a.py").write_text(BARE)
            (root / "addon/views.xml").write_text("<odoo/>\n" * 200)
            (found,) = sudo_rule.check(root, ["addon"])
            self.assertIn("addon/models/a.py:2: f: ", found)
            (root / "addon/models/a.py").write_text(REASONED * 2)
            (found,) = sudo_rule.check(root, ["addon"])
            self.assertIn("2 calls of sudo() in 206 lines", found)

    def test_this_house_is_clean(self):
        self.assertEqual(sudo_rule.check(), [])
