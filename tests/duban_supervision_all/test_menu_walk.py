"""Every view of every menu opens: as administrator and as office, at a desk and on a phone, and where the database has
one institution only, as every single university's has: what is for several companies is not there."""

import os
import unittest

from odoo.tests import HttpCase, tagged

from tests.duban_supervision_abaf.common import AbafCommon
from tests.duban_supervision_lzu.common import LzuCommon
from tests.duban_supervision_sie.common import SieCommon
from tests.duban_supervision_wut.common import WutCommon
from tests.duban_supervision_xisu.common import XisuCommon
from tests.stopped import Stopped

APP = "duban_supervision.duban_menu_root"
DESK, PHONE = (1400, 900), (390, 844)
#: all institutions, both roles, both screens, one company and several: a quarter of an hour
WHOLE = "DUBAN_CLICK_ALL"


class MenuWalk:
    """One matter under way, so that the forms of what hangs on it have something to show."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # whoever runs an institution's Odoo has both
        cls.admin.group_ids |= cls.env.ref("base.group_system")
        cls.other_company = cls.env["res.company"].create({"name": "另一所学校"})

    def several_companies(self, user):
        user.company_ids |= self.other_company
        self.assertTrue(user.has_group("base.group_multi_company"))

    def walk(self, user, size, several=False, views="all"):
        """Open everything that this person has in the menu."""
        self.browser_size = "x".join(map(str, size))
        self.touch_enabled = size == PHONE
        if several:
            self.several_companies(user)
        else:
            self.assertFalse(user.has_group("base.group_multi_company"))
        self.browser_js(
            "/odoo/supervision-home",
            f"window.dubanWalkMenus({{app: {APP!r}, views: {views!r}}})",
            "odoo.isReady === true && !!window.dubanWalkMenus",
            login=user.login,
            timeout=300,
            # one error names all that does not open
            error_checker=lambda message: "menu walk:" in message,
        )


@tagged("post_install", "-at_install")
class TestOneInstitution(MenuWalk, LzuCommon, HttpCase):
    """What every change runs: the institution with most menus, once each role, once each screen."""

    def setUp(self):
        super().setUp()
        with Stopped("2024-03-04 02:00:00"):
            self.claimed_b()

    def test_administrator_on_a_phone(self):
        self.walk(self.admin, PHONE)

    def test_office_at_a_desk(self):
        self.walk(self.office_user, DESK)


class Everything(MenuWalk):
    """The whole: `DUBAN_CLICK_ALL=1 ./duban test tests/duban_supervision_all/test_menu_walk.py`."""

    def setUp(self):
        if not os.environ.get(WHOLE):
            raise unittest.SkipTest(f"the whole runs where {WHOLE} is set")
        super().setUp()
        with Stopped("2024-03-04 02:00:00"):
            self.assigned()

    def test_every_role_and_screen(self):
        for several in (False, True):
            for user in (self.admin, self.office_user, self.leader, self.head_a):
                for size in (DESK, PHONE):
                    with self.subTest(user=user.name, size=size, several=several):
                        self.walk(user, size, several)


@tagged("post_install", "-at_install")
class TestWholeXisu(Everything, XisuCommon, HttpCase):
    """西安外国语大学"""


@tagged("post_install", "-at_install")
class TestWholeWut(Everything, WutCommon, HttpCase):
    """武汉理工大学"""


@tagged("post_install", "-at_install")
class TestWholeSie(Everything, SieCommon, HttpCase):
    """国际教育学院"""


@tagged("post_install", "-at_install")
class TestWholeAbaf(Everything, AbafCommon, HttpCase):
    """阿坝职业学院"""


@tagged("post_install", "-at_install")
class TestWholeLzu(Everything, LzuCommon, HttpCase):
    """兰州大学"""
