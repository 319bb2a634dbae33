"""Whoever works with the suite begins on its home page; for everybody else Odoo begins as it did."""

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestStartPage(SupervisionCommon, HttpCase):
    def start(self, user):
        # sudo: the session of a test needs a password
        user.sudo().password = user.login
        self.authenticate(user.login, user.login)
        return self.make_jsonrpc_request("/web/session/get_session_info")[
            "home_action_id"
        ]

    def test_people_of_the_suite_begin_at_its_home(self):
        home = self.env.ref("duban_supervision.duban_home_action").id
        for user in (self.office_user, self.leader, self.worker_a):
            self.assertEqual(self.start(user), home, user.login)

    def test_a_chosen_start_page_stays(self):
        chosen = self.env.ref("base.action_res_users").id
        self.worker_a.sudo().action_id = chosen
        self.assertEqual(self.start(self.worker_a), chosen)

    def test_others_begin_as_before(self):
        other = new_test_user(self.env, "other", "base.group_user")
        self.assertFalse(self.start(other))
        self.office_user.sudo().group_ids = [
            Command.link(self.env.ref("base.group_system").id)
        ]
        self.assertFalse(self.start(self.office_user))
