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

    def test_what_the_five_leave_out_is_below_the_home_page(self):
        Menu = self.env["ir.ui.menu"].with_user(self.leader)
        more = Menu.get_duban_more()
        actions = {entry["action"] for entry in more}
        for xmlid in ("duban_request_action", "duban_approval_line_action"):
            self.assertIn(self.env.ref(f"duban_supervision.{xmlid}").id, actions)
        # nothing that is for others, and nothing that stands in the menu already
        for xmlid in (
            "duban_regulation_action",
            "duban_matter_action",
            "duban_verification_action",
        ):
            self.assertNotIn(self.env.ref(f"duban_supervision.{xmlid}").id, actions)
        self.assertTrue(
            self.env["duban.matter"].with_user(self.leader).get_home()["has_more"]
        )
        for user in (self.office_user, self.head_a):
            self.assertEqual(
                self.env["ir.ui.menu"].with_user(user).get_duban_more(), []
            )
            self.assertFalse(
                self.env["duban.matter"].with_user(user).get_home()["has_more"]
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
class TestLeaderOnAPhone(XisuCommon, HttpCase):
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

    def test_more_opens_from_home(self):
        self.start_tour(
            "/odoo/supervision-home", "duban_more_functions", login=self.leader.login
        )
