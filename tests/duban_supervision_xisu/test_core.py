from odoo.tests import tagged

from tests.core_battery import CoreBattery

from .common import XisuCommon


@tagged("post_install", "-at_install")
class TestXisuCore(CoreBattery, XisuCommon):
    pass
