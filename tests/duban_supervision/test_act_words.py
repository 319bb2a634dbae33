"""Every act that the engine writes on the trail has a word; nobody reads a key (CORE-2, CORE-16)."""

import ast

from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon
from tools.common import ROOT


def acts_of(tree):
    """Keys of acts that are written by name: the second argument of ``_append`` called on the trail."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and getattr(node.func, "attr", "") == "_append"
            and "'duban.act'" in ast.dump(node.func)
            and len(node.args) > 1
            and isinstance(node.args[1], ast.Constant)
        ):
            yield node.args[1].value


@tagged("post_install", "-at_install")
class TestActWords(SupervisionCommon):
    @clause("CORE-2")
    def test_every_act_has_its_word(self):
        written = set()
        for path in sorted(ROOT.glob("duban_*/**/*.py")):
            written |= set(acts_of(ast.parse(path.read_text(encoding="utf-8"))))
        self.assertGreater(len(written), 30)
        self.assertIn("export_dossier", written)
        names = dict(self.env["duban.matter"]._action_names())
        names |= self.env["duban.act"]._act_names()
        self.assertFalse(sorted(written - names.keys()))
