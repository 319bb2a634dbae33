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

    def token(self, account, seconds=3600, **more):
        name = secrets.token_urlsafe(16)
        self.tokens[name] = (account, time.time() + seconds, more)
        return name

    def handle(self, method, path, query, headers, body):
        account, until, more = self.tokens.get(query.get("access_token"), ("", 0, {}))
        if path != "/userinfo" or until < time.time():
            return 401, {"error": "invalid_token"}
        return 200, {"sub": account, "name": f"某{account}", **more}


@tagged("post_install", "-at_install")
class TestOauth(ServedCase):
    """No browser: what it would carry from the school's page to ours is carried here."""

    install = ("auth_oauth",)

    @classmethod
    def prepare(cls, env):
        cls.school = OauthServer()
        cls.addClassCleanup(cls.school.close)
        groups = env.ref("base.group_user") | env.ref("duban_supervision.group_user")
        cls.company = env.company.id
        elsewhere = env["res.company"].create({"name": "别的学校"})
        cls.elsewhere = elsewhere.id
        people = (
            ("zhangsan", "20010001", {}),
            ("20010002", False, {}),
            ("lisi", "20010003", {"active": False}),
            ("wangwu", "20010004", {}),
            ("zhaoliu", "20010005", {"company_id": cls.elsewhere, "company_ids": [Command.set(elsewhere.ids)]}),
            ("sunqi", "20010001", {"company_id": cls.elsewhere, "company_ids": [Command.set(elsewhere.ids)]}),
        )  # fmt: skip
        users = env["res.users"].with_context(no_reset_password=True).create(
            [
                {
                    "name": f"某{login}", "login": login, "staff_number": number,
                    "group_ids": [Command.set(groups.ids)], **values,
                }
                for login, number, values in people
            ]
        )  # fmt: skip
        cls.known, cls.fresh, cls.gone, cls.other, cls.stranger, cls.twin = users.ids

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

    def setUp(self):
        super().setUp()
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.browser = urllib.request.build_opener(jar)
        self.set_up(duban_is_number=True, duban_company_id=self.company)
        self.sql("UPDATE res_users SET oauth_provider_id = NULL, oauth_uid = NULL")

    def set_up(self, **values):
        """The provider's form: these values, and no others of ours."""
        form = {
            "enabled": True, "duban_is_number": False, "duban_company_id": None, "duban_number_field": None,
            "duban_is_only": False, **values,
        }  # fmt: skip
        names = ", ".join(f"{name} = %s" for name in form)
        self.sql(
            f"UPDATE auth_oauth_provider SET {names} WHERE id = %s",
            [*form.values(), self.provider],
        )

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

    def link(self, user):
        """(provider, account) that a person is linked to."""
        return self.sql(
            "SELECT oauth_provider_id, oauth_uid FROM res_users WHERE id = %s", [user]
        )[0]

    def refused(self, token, words, state=None):
        """Nobody is signed in, and the page says why."""
        query = urllib.parse.urlencode(
            {"access_token": token, "state": state or self.begin()}
        )
        url, page = self.get(f"/auth_oauth/signin?{query}")
        self.assertIn("/web/login?", url)
        self.assertIn(words, unescape(page))
        self.assertIsNone(self.uid())

    @clause("PLUS-I1")
    def test_first_sign_in_links_by_staff_number(self):
        token = self.school.token("20010001")
        self.back(token, self.begin())
        self.assertEqual(self.uid(), self.known)
        self.assertEqual(self.link(self.known), (self.provider, "20010001"))
        self.assertEqual(self.link(self.twin), (None, None), "another institution's")
        # the same person on a second device: the first stays signed in
        first, self.browser = (
            self.browser,
            urllib.request.build_opener(
                urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
            ),
        )
        self.back(self.school.token("20010001"), self.begin())
        self.assertEqual(self.uid(), self.known)
        self.browser = first
        self.assertEqual(self.uid(), self.known)

    @clause("PLUS-I1")
    def test_login_that_is_the_number_but_no_administrators(self):
        self.back(self.school.token("20010002"), self.begin())
        self.assertEqual(self.uid(), self.fresh)
        number = "SELECT staff_number FROM res_users WHERE id = %s"
        self.assertEqual(self.sql(number, [self.fresh]), [("20010002",)])
        self.browser = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )
        self.refused(self.school.token("admin"), "不在本系统的人员名单")
        self.assertEqual(self.link(2), (None, None))

    @clause("PLUS-I1")
    def test_nobody_else(self):
        before = self.users()
        state = self.begin()
        for who, words in (
            ("20010003", "离岗已停用"),
            ("29999999", "不在本系统的人员名单"),
            # a person of another institution
            ("20010005", "不在本系统的人员名单"),
        ):
            with self.subTest(who=who):
                self.refused(self.school.token(who), words, state)
        for who, token in {
            "invented": "abc",
            "run out": self.school.token("20010001", -1),
            "none": "",
        }.items():
            with self.subTest(who=who):
                self.refused(token, "已使用或无效", state)
        for key, value in (
            ("aud", ["other"]),
            ("client_id", "other"),
            ("azp", "other"),
        ):
            with self.subTest(token_of_another_system=key):
                token = self.school.token("20010001", **{key: value})
                self.refused(token, "其他系统", state)
        self.assertEqual(self.users(), before, "nobody is created")
        self.assertEqual(self.link(self.known), (None, None))
        # whoever changes the state on the way passes by none of it
        for provider in (str(self.provider), [self.provider], True, None, 10**6):
            changed = json.dumps({**json.loads(state), "p": provider})
            self.back(self.school.token("20010001", aud="other"), changed)
            self.assertIsNone(self.uid(), provider)
        self.set_up(enabled=False, duban_is_number=True)
        self.refused(self.school.token("20010001"), "暂时连不上", state)

    @clause("PLUS-I1")
    def test_number_of_several_institutions_is_not_guessed(self):
        self.set_up(duban_is_number=True)
        self.refused(self.school.token("20010001"), "几个学校都有这个工号")
        self.back(self.school.token("20010005"), self.begin())
        self.assertEqual(self.uid(), self.stranger)

    @clause("PLUS-I1")
    def test_number_in_a_field_and_a_second_person_with_it(self):
        self.set_up(
            duban_is_number=True, duban_company_id=self.company,
            duban_number_field="staff",
        )  # fmt: skip
        state = self.begin()
        self.refused(self.school.token("u-1"), "没有提供您的工号", state)
        for staff in (["20010001"], True, "", {}):
            token = self.school.token("u-1", staff=staff)
            self.refused(token, "没有提供您的工号", state)
        # a second account with the number, and a second number of the account
        mine = self.school.token("u-1", staff="20010001")
        self.back(mine, state)
        self.assertEqual(self.uid(), self.known)
        self.assertEqual(self.link(self.known), (self.provider, "u-1"))
        self.browser = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )
        state = self.begin()
        for account, staff in (("u-2", "20010001"), ("u-1", "20010004")):
            token = self.school.token(account, staff=staff)
            self.refused(token, "两个不同的人", state)
        self.assertEqual(self.link(self.known), (self.provider, "u-1"))
        self.assertEqual(self.link(self.other), (None, None))

    @clause("PLUS-I1")
    def test_passwords_for_administrators_only(self):
        self.sql("UPDATE res_users SET password = 'secret' WHERE id = %s", [self.known])
        self.assertTrue(self.password("zhangsan", "secret"))
        self.set_up(duban_is_number=True, duban_is_only=True)
        self.assertFalse(self.password("zhangsan", "secret"))
        self.assertTrue(self.password("admin", "admin"))

    @clause("PLUS-I1")
    def test_provider_without_the_setting_is_odoos(self):
        """By imported ids, as for any other app of the database."""
        self.set_up()
        self.sql(
            "UPDATE res_users SET oauth_provider_id = %s, oauth_uid = '20010001' WHERE id = %s",
            [self.provider, self.other],
        )
        state = self.begin()
        url = self.back(self.school.token("20010004"), state)
        self.assertIn("oauth_error=", url)
        self.assertIsNone(self.uid())
        self.back(self.school.token("20010001"), state)
        self.assertEqual(self.uid(), self.other)

    @clause("PLUS-I1")
    def test_school_out_of_order_and_the_administrators_password(self):
        state, token = self.begin(), self.school.token("20010001")
        self.school.is_down = True
        try:
            self.refused(token, "暂时连不上", state)
        finally:
            self.school.is_down = False
        self.assertIsNone(self.uid())
        self.assertTrue(self.password("admin", "admin"))

    def password(self, login, password):
        """Whether somebody signs in with a password."""
        params = {"db": self.name, "login": login, "password": password}
        call = urllib.request.Request(
            f"{self.address}/web/session/authenticate",
            json.dumps({"jsonrpc": "2.0", "params": params}).encode(),
            {"Content-Type": "application/json"},
        )
        with self.browser.open(call) as answer:
            return bool(json.load(answer).get("result", {}).get("uid"))
