"""Three lives in each institution, by its own regulation."""

from odoo.tests import tagged

from tests.duban_supervision_abaf.common import AbafCommon
from tests.duban_supervision_all.lives import Lives
from tests.duban_supervision_lzu.common import LzuCommon
from tests.duban_supervision_sie.common import SieCommon
from tests.duban_supervision_wut.common import WutCommon
from tests.duban_supervision_xisu.common import XisuCommon


@tagged("post_install", "-at_install")
class TestLivesXisu(Lives, XisuCommon):
    """西安外国语大学."""


@tagged("post_install", "-at_install")
class TestLivesWut(Lives, WutCommon):
    """武汉理工大学."""


@tagged("post_install", "-at_install")
class TestLivesAbaf(Lives, AbafCommon):
    """阿坝职业学院: leaders signed, and sign changes."""


@tagged("post_install", "-at_install")
class TestLivesLzu(Lives, LzuCommon):
    """兰州大学: the unit claims."""


@tagged("post_install", "-at_install")
class TestLivesSie(Lives, SieCommon):
    """国际教育学院: filed with the assignment."""
