"""What holds for every institution, under the rules of 武汉理工大学."""

from odoo.tests import tagged

from tests.core_battery import CoreBattery

from .common import WutCommon


@tagged("post_install", "-at_install")
class TestWutCore(CoreBattery, WutCommon):
    #: other important work is signed by the leader whom the office chooses (第十一条)
    signed_values = {"scope": 3}
