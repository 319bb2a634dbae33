"""Scope of Article 4 and the life of a task: 编号入账、挂号落实、销号完成."""

from odoo.tests import tagged

from .common import LzuCommon


@tagged("post_install", "-at_install")
class TestLife(LzuCommon):
    def test_whole_life(self):
        self.at("2024-03-04")
        matter = self.closed()
        self.assertEqual(matter.state, "closed")
        self.assertEqual(self.env["duban.act"]._verify(matter), [])
