"""What holds for every institution, under the rules of 武汉理工大学."""

from odoo.tests import tagged

from tests.core_battery import CoreBattery

from .common import WutCommon


@tagged("post_install", "-at_install")
class TestWutCore(CoreBattery, WutCommon):
    pass
