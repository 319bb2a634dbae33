"""Through which gateways a person is told is a choice of one's own, and touches no gateway (PLUS-T1)."""

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from tests.clauses import clause
from tests.duban_supervision_gateway.common import GatewayCommon

QUIET = ("odoo.http", "odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")  # fmt: skip


@tagged("post_install", "-at_install")
class TestMuted(HttpCase, GatewayCommon):
    def setUp(self):
        super().setUp()
        Gateway = self.env["duban.gateway"]
        self.own = Gateway.create({"name": "企业微信", "company_id": self.company.id, "is_on": True,
                                   "base_url": "https://own.example.edu.cn"})  # fmt: skip
        other = self.env["res.company"].create({"name": "另一所学校"})
        self.foreign = Gateway.create(
            {"name": "别校的通道", "company_id": other.id, "is_on": True}
        )  # fmt: skip
        self.stranger = new_test_user(
            self.env, login="t_muted", company_id=self.company.id, company_ids=[Command.set(self.company.ids)],
        )  # fmt: skip

    def written(self, user, commands):
        """What writing the own list over RPC brings: the error's name, or True."""
        self.authenticate(user.login, user.login)
        try:
            return self.make_jsonrpc_request(
                "/web/dataset/call_kw/res.users/write",
                {"model": "res.users", "method": "write", "kwargs": {},
                 "args": [user.ids, {"duban_muted_gateway_ids": commands}]},
            )  # fmt: skip
        except Exception as error:  # pylint: disable=broad-except
            return str(error)

    @clause("PLUS-T1", "PLUS-I1")
    @mute_logger(*QUIET)
    def test_nobody_sets_up_a_gateway_beside_ones_own_preferences(self):
        mine = {"base_url": "https://mine.example", "is_on": False}
        number = self.env["duban.gateway"].search_count([])
        for user in (self.stranger, self.worker_a, self.office_user):
            user.password = user.login
            for gateway in (self.own, self.foreign):
                for commands in (
                    [[1, gateway.id, mine]],
                    [[2, gateway.id, 0]],
                    [[0, 0, {"name": "x", "company_id": gateway.company_id.id, **mine}]],
                ):  # fmt: skip
                    with self.subTest(user=user.login, commands=commands):
                        said = self.written(user, commands)
                        self.env.invalidate_all()
                        self.assertNotEqual(said, True)
                        self.assertEqual(self.own.base_url, "https://own.example.edu.cn")  # fmt: skip
                        self.assertTrue(self.own.is_on and self.foreign.is_on)
                        self.assertEqual(self.env["duban.gateway"].search_count([]), number)  # fmt: skip

    @clause("PLUS-T1", "CORE-39")
    @mute_logger(*QUIET)
    def test_who_works_at_two_chooses_among_both(self):
        """Whichever is the main one, and whichever is looked at: each tells through its own."""
        self.assertEqual(self.worker_a.duban_gateway_ids, self.own)
        self.assertEqual(self.own.with_user(self.worker_a).display_name, "企业微信")
        self.worker_a.company_ids += self.foreign.company_id
        self.worker_a.password = self.worker_a.login
        self.env.invalidate_all()
        me = self.worker_a.with_user(self.worker_a).with_context(
            allowed_company_ids=self.company.ids
        )
        self.assertEqual(me.duban_gateway_ids, self.own | self.foreign)
        self.assertEqual(
            me.duban_gateway_ids.mapped("display_name"),
            [f"企业微信 · {self.company.name}", "别校的通道 · 另一所学校"],
        )
        self.assertIs(self.written(self.worker_a, [[4, self.foreign.id]]), True)
        self.env.invalidate_all()
        self.assertEqual(self.worker_a.duban_muted_gateway_ids, self.foreign)
        companies = self.foreign.company_id
        self.assertFalse(
            self.env["duban.gateway"]._for_user(self.worker_a, companies=companies)
        )

    @clause("PLUS-T1")
    @mute_logger(*QUIET)
    def test_one_chooses_among_the_own_institutions(self):
        self.worker_a.password = self.worker_a.login
        for commands in ([[4, self.foreign.id]], [[6, 0, self.foreign.ids]]):
            self.assertNotEqual(self.written(self.worker_a, commands), True)
            self.env.invalidate_all()
            self.assertFalse(self.worker_a.duban_muted_gateway_ids)
        for commands, chosen in (
            ([[4, self.own.id]], self.own),
            ([[3, self.own.id]], self.own.browse()),
            ([[6, 0, self.own.ids]], self.own),
            ([[5]], self.own.browse()),
        ):
            self.assertIs(self.written(self.worker_a, commands), True)
            self.env.invalidate_all()
            self.assertEqual(self.worker_a.duban_muted_gateway_ids, chosen)
