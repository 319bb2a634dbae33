"""A leader's menu has at most five entries (PLUS-L1); who has another part keeps what it needs."""

from odoo.tests import HttpCase, tagged

from tests.clauses import clause
from tests.duban_supervision_lzu.common import LzuCommon
from tests.duban_supervision_xisu.common import XisuCommon

ROOT = "duban_supervision.duban_menu_root"


class LeaderMenu:
    def entries(self, user):
        """Names of what this person can press below the suite's menu."""
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        root = self.env.ref(ROOT).id

        def leaves(menu_id):
            menu = menus[menu_id]
            if not menu["children"]:
                return [menu["xmlid"].rpartition("duban_menu_")[2]]
            return [name for child in menu["children"] for name in leaves(child)]

        return leaves(root)

    @clause("PLUS-L1")
    def test_at_most_five_entries_for_a_leader(self):
        for leader in (self.leader, self.leader2, self.president):
            self.assertEqual(
                self.entries(leader),
                ["home", "todo", "matter_ledger", "delegation", "statistics_figures"],
            )

    def test_the_others_keep_theirs(self):
        for user in (self.office_user, self.head_a, self.admin):
            with self.subTest(user.name):
                self.assertGreater(len(self.entries(user)), 5)

    def test_a_leader_with_a_unit_of_his_own_keeps_the_units(self):
        self.employee_of(self.leader).department_id = self.unit_a
        self.assertIn("matter_unit", self.entries(self.leader))

    def test_a_leader_who_is_also_of_the_office(self):
        self.leader.group_ids |= self.env.ref("duban_supervision.group_office")
        self.assertIn("verification", self.entries(self.leader))

    def test_menus_of_other_apps_stay(self):
        theirs = self.env.ref("mail.menu_root_discuss").id
        menus = self.env["ir.ui.menu"].with_user(self.leader).load_menus(False)
        self.assertIn(theirs, menus["root"]["children"])


@tagged("post_install", "-at_install")
class TestLeaderMenuXisu(LeaderMenu, XisuCommon):
    """西安外国语大学"""


@tagged("post_install", "-at_install")
class TestLeaderMenuLzu(LeaderMenu, LzuCommon):
    """兰州大学, which has more menus than others"""


@tagged("post_install", "-at_install")
class TestAbsenceOnAPhone(XisuCommon, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    @clause("PLUS-L1")
    def test_save_is_a_button_and_says_what_holds(self):
        self.start_tour(
            "/odoo/action-duban_supervision.duban_delegation_action/new",
            "duban_absence_is_saved",
            login=self.leader.login,
        )
        row = self.env["duban.delegation"].search([("user_id", "=", self.leader.id)])
        self.assertEqual(row.deputy_id, self.leader2)
