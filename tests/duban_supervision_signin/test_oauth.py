"""Signing in through Odoo's own OAuth at a served Odoo, set up as docs/guide-channels.zh_CN.md says (PLUS-I1)."""

import http.cookiejar
import json
import re
import secrets
import time
import urllib.parse
import urllib.request
from html import unescape

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_gateway.service import Service
from tests.served import ServedCase

CLIENT = "duban"


class OauthServer(Service):
    """Tokens of the implicit grant (RFC 6749, 4.2): good for an hour, at the address that says whose they are."""

    def __init__(self):
        super().__init__()
        self.tokens = {}

    def token(self, account, seconds=3600):
        name = secrets.token_urlsafe(16)
        self.tokens[name] = (account, time.time() + seconds)
        return name

    def handle(self, method, path, query, headers, body):
        account, until = self.tokens.get(query.get("access_token"), ("", 0))
        if path != "/userinfo" or until < time.time():
            return 401, {"error": "invalid_token"}
        return 200, {"sub": account, "name": f"某{account}"}


@tagged("post_install", "-at_install")
class TestOauth(ServedCase):
    """No browser: what it would carry from the school's page to ours is carried here."""

    install = ("auth_oauth",)

    @classmethod
    def prepare(cls, env):
        cls.school = OauthServer()
        cls.addClassCleanup(cls.school.close)
        groups = env.ref("base.group_user") | env.ref("duban_supervision.group_user")
        people = (
            env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                [
                    {
                        "name": f"某{number}", "login": number, "staff_number": number, "active": active,
                        "group_ids": [Command.set(groups.ids)],
                    }
                    for number, active in (("20010001", True), ("20010002", True), ("20010003", False))
                ]
            )
        )  # fmt: skip
        cls.known, cls.other, cls.gone = people.ids

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the form of a provider, as the guide fills it in; the provider that Odoo brings is switched off
        cls.sql("UPDATE auth_oauth_provider SET enabled = false")
        cls.provider = cls.sql(
            "INSERT INTO auth_oauth_provider (name, client_id, enabled, body, auth_endpoint, scope, "
            "validation_endpoint, sequence) VALUES ('统一身份认证', %s, true, %s, %s, 'openid', %s, 10) RETURNING id",
            [CLIENT, json.dumps({"en_US": "统一身份认证登录"}), f"{cls.school.url}/authorize",
             f"{cls.school.url}/userinfo"],
        )[0][0]  # fmt: skip
        # 用户页面 › OAuth: the account at the school is the staff number
        cls.sql(
            "UPDATE res_users SET oauth_provider_id = %s, oauth_uid = staff_number WHERE id = ANY(%s)",
            [cls.provider, [cls.known, cls.gone]],
        )

    def setUp(self):
        super().setUp()
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.browser = urllib.request.build_opener(jar)

    def get(self, path):
        """(address that was reached, text)"""
        with self.browser.open(f"{self.address}{path}", timeout=60) as answer:
            return answer.url, answer.read().decode()

    def begin(self, redirect="/odoo/supervision-home"):
        """What the button on the sign-in page sends to the school."""
        _url, page = self.get(f"/web/login?redirect={redirect}")
        links = [
            unescape(each)
            for each in re.findall(r'href="([^"]*/authorize[^"]*)"', page)
        ]
        self.assertEqual(len(links), 1, "one button, and it is the school's")
        self.assertNotIn("accounts.odoo.com", page)
        self.assertTrue(links[0].startswith(f"{self.school.url}/authorize?"))
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(links[0]).query))
        self.assertEqual(
            (asked["client_id"], asked["response_type"]), (CLIENT, "token")
        )
        self.assertEqual(asked["redirect_uri"], f"{self.address}/auth_oauth/signin")
        return asked["state"]

    def back(self, token, state):
        """Where the browser ends that comes from the school with ``token``."""
        query = urllib.parse.urlencode({"access_token": token, "state": state})
        return self.get(f"/auth_oauth/signin?{query}")[0]

    def uid(self):
        call = urllib.request.Request(
            f"{self.address}/web/session/get_session_info",
            json.dumps({"jsonrpc": "2.0", "params": {}}).encode(),
            {"Content-Type": "application/json"},
        )
        with self.browser.open(call) as answer:
            return json.load(answer).get("result", {}).get("uid")

    def users(self):
        return self.sql("SELECT count(*) FROM res_users")

    @clause("PLUS-I1")
    def test_as_the_person_of_the_staff_number(self):
        state = self.begin()
        self.assertIsNone(self.uid())
        url = self.back(self.school.token("20010001"), state)
        self.assertEqual(urllib.parse.urlsplit(url).path, "/odoo/supervision-home")
        self.assertEqual(self.uid(), self.known)
        # whoever changes the state on the way leads nobody elsewhere
        state = json.dumps(
            {**json.loads(state), "r": "https%3A%2F%2Fevil.example%2Fodoo"}
        )
        url = self.back(self.school.token("20010001"), state)
        self.assertTrue(url.startswith(f"{self.address}/"), url)

    @clause("PLUS-I1")
    def test_nobody_else(self):
        before = self.users()
        state = self.begin()
        tokens = {
            # archived; known here, but no OAuth ID was entered; not on the people list; the login of another
            **{who: self.school.token(who) for who in ("20010003", "20010002", "29999999", "admin")},
            "invented": "abc",
            "run out": self.school.token("20010001", -1),
            "none": "",
        }  # fmt: skip
        for who, token in tokens.items():
            with self.subTest(who=who):
                self.assertIn("/web/login?oauth_error=", self.back(token, state))
                self.assertIsNone(self.uid())
        self.assertEqual(self.users(), before, "nobody is created")

    @clause("PLUS-I1")
    def test_school_out_of_order_and_the_administrators_password(self):
        state, token = self.begin(), self.school.token("20010001")
        self.school.is_down = True
        try:
            self.assertIn("/web/login?oauth_error=", self.back(token, state))
        finally:
            self.school.is_down = False
        self.assertIsNone(self.uid())
        params = {"db": self.name, "login": "admin", "password": "admin"}
        call = urllib.request.Request(
            f"{self.address}/web/session/authenticate",
            json.dumps({"jsonrpc": "2.0", "params": params}).encode(),
            {"Content-Type": "application/json"},
        )
        with self.browser.open(call) as answer:
            self.assertEqual(json.load(answer)["result"]["uid"], 2)
