"""What docs/operations.zh_CN.md tells the information centre to watch: each query runs."""

import re
from pathlib import Path

from odoo.tests import TransactionCase, tagged

DOCS = Path(__file__).parents[2] / "docs"


@tagged("post_install", "-at_install")
class TestOperations(TransactionCase):
    def test_queries_of_the_page(self):
        text = (DOCS / "operations.zh_CN.md").read_text()
        queries = re.findall(r"`(SELECT [^`]+)`", text)
        self.assertGreater(len(queries), 4)
        for query in queries:
            with self.subTest(query=query):
                self.cr.execute(query)
                self.cr.fetchall()

    def test_the_patrol_is_among_them(self):
        """By the name that the query looks for, in the language of whoever installed it."""
        query = re.search(
            r"`(SELECT lastcall FROM ir_cron [^`]+)`",
            (DOCS / "operations.zh_CN.md").read_text(),
        )[1]
        self.cr.execute(query)
        self.assertTrue(self.cr.fetchall())
