"""Signing in through the browser of 企业微信 (PLUS-I1)."""

from urllib.parse import parse_qs, urlsplit

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from tests.clauses import clause
from tests.duban_supervision_wecom.common import WecomCommon
from tests.duban_supervision_wecom.server import AGENT, CORP

QUIET = ("odoo.addons.duban_supervision_wecom.controllers.oauth",)


@tagged("post_install", "-at_install")
class TestSignIn(HttpCase, WecomCommon):
    def setUp(self):
        super().setUp()
        self.wecom.oauth_on = True
        self.env["ir.config_parameter"].sudo().set_param(
            "web.base.url", "https://duban.example.edu.cn"
        )

    def get(self, path):
        with mute_logger(*QUIET):
            return self.url_open(path, allow_redirects=False)

    def start(self, target="/odoo/supervision-home"):
        place = urlsplit(
            self.get(f"/duban/wecom/{self.wecom.id}/login?redirect={target}").headers[
                "Location"
            ]
        )
        query = {name: values[0] for name, values in parse_qs(place.query).items()}
        self.assertEqual(
            (query["appid"], query["agentid"], query["scope"]),
            (CORP, str(AGENT), "snsapi_base"),
        )
        self.assertEqual(
            query["redirect_uri"],
            f"https://duban.example.edu.cn/duban/wecom/{self.wecom.id}/back",
        )
        self.assertEqual(place.fragment, "wechat_redirect")
        return query["state"]

    def back(self, code, state):
        return self.get(
            f"/duban/wecom/{self.wecom.id}/back?code={code}&state={state}"
        ).headers["Location"]

    @clause("PLUS-I1")
    def test_in_its_browser(self):
        self.server.oauth["c1"] = self.worker_a.staff_number
        state = self.start()
        self.assertEqual(
            urlsplit(self.back("c1", state)).path, "/odoo/supervision-home"
        )
        self.assertNotIn("/web/login", self.get("/odoo").headers.get("Location", ""))
        # who is signed in goes straight on, and nowhere else
        place = self.get(
            f"/duban/wecom/{self.wecom.id}/login?redirect=//evil.example"
        ).headers["Location"]
        self.assertEqual(urlsplit(place).path, "/odoo")

    @clause("PLUS-I1")
    def test_a_gateway_put_away_signs_nobody_in(self):
        self.server.oauth["c1"] = self.worker_a.staff_number
        state = self.start()
        self.wecom.with_user(self.admin).active = False
        self.assertFalse(self.wecom.is_on)
        # also where it was put away by an older version, which left it switched on
        self.env.cr.execute("UPDATE duban_gateway SET is_on = true WHERE id = %s", [self.wecom.id])  # fmt: skip
        self.env.invalidate_all()
        self.assertIn("duban_error", self.back("c1", state))
        place = self.get(f"/duban/wecom/{self.wecom.id}/login").headers["Location"]
        self.assertEqual(urlsplit(place).path, "/web/login")
        answer = self.url_open(f"/duban/wecom/{self.wecom.id}", data="<xml/>")
        self.assertEqual(answer.status_code, 403)

    @clause("PLUS-I1")
    def test_used_codes_foreign_states_and_strangers(self):
        state = self.start()
        self.assertIn("duban_error=ticket", self.back("used", state))
        self.server.oauth["c1"] = self.worker_a.staff_number
        self.assertIn(
            "duban_error=stale", self.back("c1", state), "a state is good once"
        )
        self.start()
        self.assertIn("duban_error=stale", self.back("c1", "another"))
        self.server.oauth["c2"] = "stranger"
        self.assertIn("duban_error=unknown", self.back("c2", self.start()))
        self.worker_a.active = False
        self.server.oauth["c3"] = self.worker_a.staff_number
        self.assertIn("duban_error=archived", self.back("c3", self.start()))

    def test_cards_lead_through_it(self):
        self.assigned(name="甲")
        self.send()
        url = self.server.cards[-1]["card"]["card_action"]["url"]
        self.assertIn(
            f"/duban/wecom/{self.wecom.id}/login?redirect=%2Fduban%2Fstep", url
        )
