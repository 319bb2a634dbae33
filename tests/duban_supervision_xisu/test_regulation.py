"""The regulation as data: sources, forms, kinds of records, steps."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from tests.clauses import clause

from .common import XisuCommon


@tagged("post_install", "-at_install")
class TestRegulation(XisuCommon):
    def test_closes(self):
        self.at("2024-03-04")
        self.assertEqual(self.closed().state, "closed")
