"""What holds for every institution, under the rules of 国际教育学院."""

from odoo.tests import tagged

from tests.core_battery import CoreBattery

from .common import SieCommon


@tagged("post_install", "-at_install")
class TestSieCore(CoreBattery, SieCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The text has no numbers (AMB-28); a college that wants them sets a pattern, and then the common rows hold.
        cls.regulation.number_pattern = "院督办〔{year}〕{n}号"
