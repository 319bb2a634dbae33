"""Whose answers say who somebody is, is entered by the platform's administrator: not by that of supervision (PLUS-I1).

The administrator of supervision cannot act for the office or for leaders (docs/proof.zh_CN.md), so neither by a
service of one's own that says "this is the leader", nor by keys with which a press of a button is forged.
"""

from odoo import Command
from odoo.models import MAGIC_COLUMNS
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from tests.clauses import clause
from tests.duban_supervision_wecom.common import WecomCommon

QUIET = ("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
#: what stays with the administrator of supervision: whether messages go out, which ones, to whom and how many
CHOSEN = {
    "name": "企业微信（督办）", "sequence": 3, "active": False, "is_on": False, "kinds": "assigned",
    "may_opt_out": False, "per_minute": 5, "give_up_days": 2,
}  # fmt: skip
#: a service of one's own that would say who somebody is, or keys with which a press is forged
FORGED = {
    "kind": "http", "base_url": "https://mine.example", "app_id": "mine", "secret": "mine", "agent_id": "9",
    "callback_token": "mine", "callback_key": "k" * 43, "oauth_on": True, "oauth_url": "https://mine.example",
    "address_kind": "login",
}  # fmt: skip
KEYS = (
    "app_id",
    "secret",
    "callback_token",
    "callback_key",
    "headers",
    "send_url",
    "token_url",
)


@tagged("post_install", "-at_install")
class TestServiceOwner(WecomCommon):
    def setUp(self):
        super().setUp()
        common = {"company_id": self.company.id, "company_ids": [Command.set(self.company.ids)]}  # fmt: skip
        self.platform = new_test_user(
            self.env, login="t_platform", groups="base.group_system", **common
        )
        self.mine = self.wecom.with_user(self.admin).sudo(False)

    @clause("PLUS-I1")
    @mute_logger(*QUIET)
    def test_the_administrator_of_supervision_enters_no_service(self):
        names = {
            name
            for name, field in self.wecom._fields.items()
            if field.store and name not in MAGIC_COLUMNS and not field.readonly
        }
        self.assertLess(set(FORGED), names)
        for name in sorted(names - set(CHOSEN)):
            value = FORGED.get(name, self.wecom[name])
            if name == "company_id":
                value = self.company.id
            with self.subTest(name):
                self.assert_refused(self.mine.write, {name: value})
        self.assert_refused(self.mine.create, {"name": "我的", "kind": "wecom", **FORGED})  # fmt: skip
        self.assert_refused(self.mine.copy)
        self.assert_refused(self.mine.unlink)
        for name in KEYS:
            with self.subTest(name):
                self.assert_refused(self.mine.read, [name])

    @clause("PLUS-T1")
    def test_what_is_sent_stays_with_the_administrator_of_supervision(self):
        self.assertEqual(self.mine.action_test()["params"]["type"], "success")
        for name, value in CHOSEN.items():
            self.mine.write({name: value})
            self.assertEqual(self.wecom[name], value)
        view = self.mine.get_view(view_type="form")["arch"]
        for name in KEYS:
            self.assertNotIn(f'name="{name}"', view)

    @clause("PLUS-I1")
    def test_the_platforms_administrator_does(self):
        own = self.wecom.with_user(self.platform).sudo(False)
        own.write({name: value for name, value in FORGED.items() if name != "kind"})
        self.assertEqual(self.wecom.base_url, "https://mine.example")
        self.assertEqual(own.secret, "mine")
        for name in KEYS:
            self.assertIn(f'name="{name}"', own.get_view(view_type="form")["arch"])
        made = own.create({"name": "短信", "base_url": "https://sms.example.edu.cn"})
        made.unlink()

    @clause("CORE-12", "PLUS-T1")
    @mute_logger(*QUIET)
    def test_nobody_tests_the_gateway_of_another_institution(self):
        other = self.env["res.company"].create({"name": "另一所学校"})
        foreign = self.wecom.copy({"name": "别校的企业微信", "company_id": other.id})
        calls = len(self.server.calls)
        for user in (self.admin, self.platform):
            self.assert_refused(foreign.with_user(user).sudo(False).action_test)
        self.assertEqual(len(self.server.calls), calls)
