"""What holds for every institution, under the rules of 阿坝职业学院."""

from odoo.tests import tagged

from tests.core_battery import CoreBattery

from .common import AbafCommon


@tagged("post_install", "-at_install")
class TestAbafCore(CoreBattery, AbafCommon):
    pass
