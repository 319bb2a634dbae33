"""The CORE battery on a plain regulation."""

from odoo.tests import tagged

from tests.common import SupervisionCommon
from tests.core_battery import CoreBattery


@tagged("post_install", "-at_install")
class TestPlainCore(CoreBattery, SupervisionCommon):
    pass
