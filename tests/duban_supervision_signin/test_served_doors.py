"""Signing in with a real browser at a served Odoo: through CAS, and through Odoo's own LDAP as the guide sets it up."""

import glob
import importlib.util
import json
import os
import sys
import tempfile
import unittest
import urllib.request
from html import escape
from pathlib import Path
from urllib.parse import quote

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_signin.ldap_server import LdapServer
from tests.duban_supervision_signin.test_cas import CasServer
from tests.served import ServedCase, Visitor
from tools.common import DubanError
from tools.screenshots import Chromium

BASE = "ou=people,dc=example,dc=edu,dc=cn"
SERVICE = ("cn=odoo,dc=example,dc=edu,dc=cn", "service-secret")
#: where Debian keeps python-ldap, which no wheel brings
DEBIAN = Path("/usr/lib/python3/dist-packages")


def ldap_folder(target):
    """A folder with python-ldap and what it needs, for this very Python; None without it."""
    if importlib.util.find_spec("ldap"):
        return target
    tag = f"cpython-{sys.version_info[0]}{sys.version_info[1]}"
    folder = Path(os.environ.get("DUBAN_LDAP") or DEBIAN)
    if not glob.glob(str(folder / f"_ldap.{tag}*.so")):
        return None
    # the other packages of the system's Python stay out; Odoo looks for the notes of what is installed
    for name in (
        "ldap",
        "ldapurl.py",
        "ldif.py",
        f"_ldap.{tag}*.so",
        "pyasn1*",
        "python_ldap*",
    ):
        for path in folder.glob(name):
            (target / path.name).symlink_to(path)
    return target


class BrowserCase(ServedCase):
    """With a browser; left out where there is none, or where none is wanted."""

    @classmethod
    def setUpClass(cls):
        if os.environ.get("DUBAN_FAST"):
            raise unittest.SkipTest("--fast: no browser")
        super().setUpClass()
        chromium = Chromium()
        try:
            chromium.__enter__()
        except DubanError as error:
            raise unittest.SkipTest(str(error)) from error
        cls.addClassCleanup(chromium.__exit__, None, None, None)
        cls.chromium = chromium

    @classmethod
    def person(cls, env, number, **values):
        """A unit user of the first company."""
        groups = env.ref("base.group_user") | env.ref("duban_supervision.group_user")
        return (
            env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": f"某{number}", "login": number, "staff_number": number, "lang": "zh_CN",
                    "group_ids": [Command.set(groups.ids)], **values,
                }
            )
        ).id  # fmt: skip

    def visitor(self):
        return Visitor(self.chromium)


class CasPage(CasServer):
    """With the page on which people sign in: who presses the button is the account that the box names."""

    def handle(self, method, path, query, headers, body):
        if not path.endswith("/cas/login"):
            return super().handle(method, path, query, headers, body)
        if method == "GET":
            service = escape(query["service"], quote=True)
            return 200, (
                '<!DOCTYPE html><meta charset="utf-8"><title>学校统一身份认证</title><form method="post">'
                f'<input name="service" value="{service}"><input name="account"><button>登录</button></form>'
            )
        ticket = self.ticket(body["account"], body["service"])
        target = f"{body['service']}?ticket={quote(ticket)}"
        self.last = target
        return 200, f"<!DOCTYPE html><script>location = {target!r}</script>"


@tagged("post_install", "-at_install")
class TestCasInBrowser(BrowserCase):
    @classmethod
    def prepare(cls, env):
        cls.cas = CasPage()
        cls.addClassCleanup(cls.cas.close)
        env["duban.sign.in"].create(
            {"name": "统一身份认证", "server_url": f"{cls.cas.url}/cas", "is_on": True}
        )
        cls.known = cls.person(env, "20010001")
        # a first sign-in: known by the login only
        cls.fresh = cls.person(env, "20010002", staff_number=False)
        cls.gone = cls.person(env, "20010003", active=False)

    def through_cas(self, account):
        visitor = self.visitor()
        visitor.open(f"{self.address}/web/login?redirect=/odoo/supervision-home")
        visitor.press("a[href^='/duban/cas/login']")
        visitor.wait("document.title === '学校统一身份认证'")
        visitor.fill(account=account)
        visitor.press("button")
        return visitor

    @clause("PLUS-I1")
    def test_in_and_out_of_the_schools_page(self):
        visitor = self.through_cas("20010001")
        self.assertEqual(visitor.uid(), self.known)
        self.assertIn("/odoo/supervision-home", visitor.ask("location.href"))
        # the ticket is used up, also in a window that began to sign in
        used = self.cas.last
        another = self.visitor()
        another.open(f"{self.address}/duban/cas/login")
        another.wait("document.title === '学校统一身份认证'")
        another.open(used)
        another.wait("document.body.textContent.includes('已使用或无效')")

    @clause("PLUS-I1")
    def test_first_sign_in_and_who_left(self):
        self.assertEqual(self.through_cas("20010002").uid(), self.fresh)
        number = "SELECT staff_number FROM res_users WHERE id = %s"
        self.assertEqual(self.sql(number, [self.fresh]), [("20010002",)])
        visitor = self.through_cas("20010003")
        visitor.wait("document.body.textContent.includes('离岗已停用')")
        visitor = self.through_cas("29999999")
        visitor.wait("document.body.textContent.includes('不在本系统的人员名单')")


@tagged("post_install", "-at_install")
class TestLdapInBrowser(BrowserCase):
    """Odoo's ``auth_ldap``, set up as docs/guide-channels.zh_CN.md says: filter on uid, nobody is created."""

    install = ("auth_ldap",)

    @classmethod
    def setUpClass(cls):
        holder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(holder.cleanup)
        found = ldap_folder(Path(holder.name))
        if not found:
            raise unittest.SkipTest("python-ldap (package python3-ldap) is missing")
        cls.extra_path = (found,)
        super().setUpClass()

    @classmethod
    def prepare(cls, env):
        # who was refused ten times waits a minute, as Odoo has it; here everybody comes from one address
        env["ir.config_parameter"].set_param("base.login_cooldown_after", "0")
        cls.known = cls.person(env, "20010001")
        cls.gone = cls.person(env, "20010003", active=False)
        # known by a login of their own; the second has the number of whose login is another's
        cls.named = cls.person(env, "20010004", login="zhangsan")
        cls.left = cls.person(env, "20010005", login="lisi", active=False)
        cls.twin = cls.person(env, "20010006", staff_number=False)
        cls.person(env, "20010007", login="wangwu", staff_number="20010006")
        cls.ldap = LdapServer(
            BASE,
            SERVICE,
            {
                uid: (f"uid={uid},{BASE}", f"secret-{uid}", {"cn": f"某{uid}"})
                for uid in (
                    *("20010001", "20010003", "20010004", "20010005"),
                    *("20010006", "20010009"),
                )
            },
        )
        cls.addClassCleanup(cls.ldap.close)
        cls.company = env.ref("base.main_company").id

    def setUp(self):
        super().setUp()
        self.sql("DELETE FROM res_company_ldap")
        self.sql(
            "INSERT INTO res_company_ldap (company, ldap_server, ldap_server_port, ldap_binddn, ldap_password, "
            "ldap_filter, ldap_base, create_user, ldap_tls, sequence) "
            "VALUES (%s, '127.0.0.1', %s, %s, %s, '(uid=%%s)', %s, false, false, 10)",
            [self.company, self.ldap.port, *SERVICE, BASE],
        )
        self.ldap.calls.clear()

    def sign_in(self, login, password):
        visitor = self.visitor()
        visitor.open(f"{self.address}/web/login?redirect=/odoo/supervision-home")
        visitor.fill(login=login, password=password)
        visitor.press("form[action*='login'] button[type=submit]")
        return visitor

    def refused(self, login, password):
        visitor = self.sign_in(login, password)
        visitor.wait("!!document.querySelector('.alert-danger')")
        self.assertIn("/web/login", visitor.ask("location.href"))
        return visitor

    def answer(self, login, password):
        """(user who is signed in or None, what is said), without a browser."""
        params = {"db": self.name, "login": login, "password": password}
        call = urllib.request.Request(
            f"{self.address}/web/session/authenticate",
            json.dumps({"jsonrpc": "2.0", "params": params}).encode(),
            {"Content-Type": "application/json", "Cookie": "frontend_lang=zh_CN"},
        )
        with urllib.request.urlopen(call) as answer:
            said = json.load(answer)
        message = said.get("error", {}).get("data", {}).get("message", "")
        return said.get("result", {}).get("uid"), message

    @clause("PLUS-I1")
    def test_by_staff_number_and_refused_in_words(self):
        self.assertEqual(self.answer("20010004", "secret-20010004")[0], self.named)
        for login, password, words in (
            ("20010005", "secret-20010005", "离岗已停用"),
            ("20010003", "secret-20010003", "离岗已停用"),
            ("20010009", "secret-20010009", "不在本系统的人员名单"),
            ("20010006", "secret-20010006", "两个不同的人"),
        ):
            with self.subTest(login=login):
                uid, said = self.answer(login, password)
                self.assertIsNone(uid)
                self.assertIn(words, said)
        # whoever cannot prove who they are learns nothing, and the directory is asked once for each try
        usual = self.answer("nobody", "wrong")[1]
        for login in ("20010003", "20010004", "20010005", "20010009", "20010001"):
            self.ldap.calls.clear()
            self.assertEqual(self.answer(login, "wrong"), (None, usual))
            asked = [call for call in self.ldap.calls if call[0] == "search"]
            self.assertEqual(len(asked), 1, login)

    @clause("PLUS-I1")
    def test_passwords_for_administrators_only_closes_the_number_too(self):
        self.sql(
            "INSERT INTO duban_sign_in (name, server_url, version, is_on, is_only) "
            "VALUES ('认证', 'https://cas.example.edu.cn', '3', true, true)"
        )
        try:
            for login in ("20010001", "20010004"):
                uid, said = self.answer(login, f"secret-{login}")
                self.assertIsNone(uid)
                self.assertIn("密码仅供管理员", said)
        finally:
            self.sql("DELETE FROM duban_sign_in")

    @clause("PLUS-I1")
    def test_with_the_password_of_the_directory(self):
        visitor = self.sign_in("20010001", "secret-20010001")
        self.assertEqual(visitor.uid(), self.known)
        self.assertIn(("bind", f"uid=20010001,{BASE}", True), self.ldap.calls)
        self.refused("20010001", "wrong")
        # an empty password would be an anonymous bind, which a directory accepts; the page does not even send it
        params = {"db": self.name, "login": "20010001", "password": ""}
        call = urllib.request.Request(
            f"{self.address}/web/session/authenticate",
            json.dumps({"jsonrpc": "2.0", "params": params}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(call) as answer:
            self.assertIn("error", json.load(answer))

    @clause("PLUS-I1")
    def test_neither_who_left_nor_who_is_not_on_the_list(self):
        users = "SELECT count(*) FROM res_users"
        before = self.sql(users)
        self.refused("20010003", "secret-20010003")
        # known to the directory, not to us: nobody is created
        self.refused("20010009", "secret-20010009")
        self.refused("20019999", "anything")
        self.refused("*", "secret-20010001")
        self.assertEqual(self.sql(users), before)

    @clause("PLUS-I1")
    def test_the_administrators_password_does_without_the_directory(self):
        self.sql("UPDATE res_company_ldap SET ldap_server_port = 1")
        visitor = self.sign_in("admin", "admin")
        self.assertEqual(visitor.uid(), 2)
