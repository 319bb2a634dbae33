"""Signing in with the school's account: the last second, who is nobody, what stays as it was (PLUS-I1)."""

from unittest.mock import patch
from urllib.parse import urlsplit

from odoo import Command
from odoo.exceptions import AccessDenied, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.duban_supervision_signin.models.sign_in import Denied

from tests.clauses import clause
from tests.duban_supervision_signin.test_cas import QUIET, CasCommon


@tagged("post_install", "-at_install")
class TestCasEnds(CasCommon):
    def denied(self, number, company=None):
        with self.assertRaises(Denied) as caught:
            self.env["res.users"]._duban_whom(number, company)
        return caught.exception.code

    @clause("PLUS-I1")
    def test_whom_a_number_means(self):
        whom = self.env["res.users"]._duban_whom
        self.assertEqual(whom("20010001"), self.worker_a)
        self.assertEqual(whom(" ２００１０００１ "), self.worker_a)
        for nobody in ("", False, " ", "2001000", "200100011", "t_outsider_"):
            self.assertEqual(self.denied(nobody), "unknown", nobody)
        # whose number is known is not found by a login that looks like another number
        self.worker_a.login = "20010009"
        self.assertEqual(self.denied("20010009"), "unknown")
        self.assertEqual(self.worker_a.staff_number, "20010001")
        self.worker_b.write({"login": "20010003", "active": False})
        self.assertEqual(self.denied("20010003"), "archived")
        portal = self.env["res.users"].create(
            {
                "name": "校外", "login": "20010004",
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )  # fmt: skip
        self.assertEqual(self.denied("20010004"), "unknown")
        self.assertFalse(portal.staff_number)

    @clause("PLUS-I1")
    def test_whom_a_login_alone_never_links(self):
        """Nobody who administers anything; everybody else at the own institution only, and once."""
        groups = ("base.group_system", "base.group_erp_manager", "duban_supervision.group_admin")  # fmt: skip
        for number, group in enumerate(groups, 20010020):
            person = self.new_person(f"boss{number}")
            person.write(
                {
                    "login": str(number),
                    "group_ids": [Command.link(self.env.ref(group).id)],
                }
            )
            self.assertEqual(self.denied(str(number)), "unknown", group)
            self.assertFalse(person.staff_number, group)
        plain = self.new_person("plain")
        plain.login = "20010030"
        other = self.env["res.company"].create({"name": "别校"})
        self.assertEqual(self.denied("20010030", other), "unknown")
        self.assertFalse(plain.staff_number)
        whom = self.env["res.users"]._duban_whom
        self.assertEqual(whom("20010030", self.company), plain)
        self.assertEqual(plain.staff_number, "20010030")

    @clause("PLUS-I1")
    def test_fifteen_minutes_to_the_second(self):
        """Begun in this browser, at most 900 seconds ago; a clock may be 60 seconds slow."""
        for moment, good in (
            ("10:15:00", True),
            ("10:15:01", False),
            ("09:59:00", True),
            ("09:58:59", False),
        ):
            self.opener.cookies.clear()
            self.at("2024-03-04", "10:00:00")
            service = self.start()
            self.at("2024-03-04", moment)
            answer, _ticket = self.back("20010001", service)
            place = answer.headers["Location"]
            self.assertEqual("duban_error=stale" in place, not good, moment)
            self.assertEqual(self.who(), "somebody" if good else None, moment)

    @clause("PLUS-I1")
    def test_what_was_begun_is_used_once(self):
        service = self.start()
        self.back("99999999", service)
        # a second ticket, good by itself, does not sign in on what was begun before
        answer, _ticket = self.back("20010001", service)
        self.assertIn("duban_error=stale", answer.headers["Location"])
        self.assertIsNone(self.who())

    @clause("PLUS-I1")
    def test_a_service_that_is_not_in_use(self):
        service = self.start()
        self.service.is_on = False
        answer = self.get("/duban/cas/login")
        self.assertEqual(
            (answer.status_code, urlsplit(answer.headers["Location"]).path),
            (303, "/web/login"),
        )
        answer, _ticket = self.back("20010001", service)
        self.assertIn("duban_error=service", answer.headers["Location"])
        self.assertIsNone(self.who())
        self.service.is_direct = True
        self.assertEqual(self.get("/web/login").status_code, 200)
        self.assertNotIn("统一身份认证", self.url_open("/web/login").text)

    @clause("PLUS-I1")
    def test_what_the_platform_says_on_the_page_stays(self):
        """A portal user who opens a page of employees reads why, in Odoo's own words."""
        for query, there in (("?error=access", True), ("", False)):
            page = self.url_open(f"/web/login{query}").text
            self.assertEqual("alert-danger" in page, there, query)
            self.assertIn("统一身份认证", page)

    @clause("PLUS-I1")
    def test_without_a_ticket_one_begins_anew(self):
        answer = self.get(f"/duban/cas/{self.service.id}")
        self.assertIn("/cas/login?service=", answer.headers["Location"])
        answer = self.get(f"/duban/cas/{self.service.id + 1}?ticket=ST-1")
        self.assertIn("duban_error=service", answer.headers["Location"])

    @clause("PLUS-I1")
    def test_who_is_signed_in_is_not_led_there(self):
        self.service.is_direct = True
        self.authenticate("t_worker_b", "t_worker_b")
        answer = self.get("/web/login?redirect=/odoo")
        self.assertNotIn("/cas/login", answer.headers.get("Location", ""))
        self.assertEqual(self.signed_in(), self.worker_b)

    @clause("PLUS-I1")
    def test_who_signs_out_stays_out(self):
        """The sign-in of the school would send the browser straight back as the same person."""
        self.service.is_direct = True
        self.authenticate("t_worker_b", "t_worker_b")
        page = self.url_open("/web/session/logout")
        self.assertFalse([way for way in page.history if "/cas/" in way.headers["Location"]])  # fmt: skip
        self.assertEqual(urlsplit(page.url).path, "/web/login")
        self.assertRegex(page.text, "您已退出本系统|You are signed out here")
        self.assertIn(f"{self.cas.url}/cas/logout", page.text)
        self.assertIsNone(self.who())
        # by whatever page, until somebody asks to be signed in, who is led there afterwards as ever
        for path in ("/odoo", "/", "/web/login?redirect=/odoo"):
            page = self.url_open(path)
            self.assertEqual(urlsplit(page.url).path, "/web/login", path)
        self.assertIn("/cas/login?", self.get("/duban/cas/login").headers["Location"])
        self.assertIn("/cas/login?", self.get("/web/login").headers["Location"])
        # another page stays where it leads
        answer = self.get("/web/session/logout?redirect=/robots.txt")
        self.assertTrue(answer.headers["Location"].endswith("/robots.txt"))
        # where nobody is led there, signing out is the platform's
        self.service.is_direct = False
        self.authenticate("t_worker_b", "t_worker_b")
        answer = self.get("/web/session/logout")
        self.assertTrue(answer.headers["Location"].endswith("/odoo"))
        self.assertIsNone(self.who())

    @clause("PLUS-I1")
    def test_passwords_as_long_as_they_are_good(self):
        """Only where passwords are for administrators alone nobody else comes in by one; programs always do."""
        users = self.env["res.users"]
        login = {"type": "password", "login": "t_worker_a", "password": "t_worker_a"}
        self.assertEqual(
            users.authenticate(dict(login), {"interactive": True})["uid"], self.worker_a.id
        )  # fmt: skip
        self.service.is_only = True
        self.assertEqual(
            users.authenticate(dict(login), {"interactive": False})["uid"], self.worker_a.id
        )  # fmt: skip
        with mute_logger(*QUIET), self.assertRaises(AccessDenied):
            users.authenticate(dict(login), {"interactive": True})
        self.service.is_on = False
        self.assertEqual(
            users.authenticate(dict(login), {"interactive": True})["uid"], self.worker_a.id
        )  # fmt: skip

    @clause("PLUS-I1")
    def test_the_settings_are_possible(self):
        for url in (
            "cas.example.edu.cn/cas",
            "ftp://cas.example.edu.cn",
            "https://",
            "https://cas.example.edu.cn/cas?x=1",
        ):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self.service.server_url = url
        self.service.server_url = "https://cas.example.edu.cn/cas/"
        url = self.service._login_url()
        self.assertTrue(url.startswith("https://cas.example.edu.cn/cas/login?service="))
        nobody = self.env["res.users"]
        target = "odoo.addons.duban_supervision_signin.models.sign_in.holders"
        left = self.worker_b
        left.active = False
        for holders in (nobody, left):
            with patch(target, lambda *_args, found=holders: found):
                # passwords stay: nobody is locked out
                self.service.write({"is_on": False, "is_only": False})
                self.service.is_on = True
                with self.assertRaises(ValidationError), self.cr.savepoint():
                    self.service.is_only = True
                self.service.write({"is_on": False, "is_only": True})
                with self.assertRaises(ValidationError), self.cr.savepoint():
                    self.service.is_on = True
            self.assertFalse(self.service.is_on)

    @clause("PLUS-I1")
    def test_the_test_of_the_settings(self):
        with mute_logger(*QUIET):
            answer = self.service.action_test()
            self.assertIn(self.service._service_url(), answer["params"]["message"])
            self.cas.is_down = True
            with self.assertRaises(UserError):
                self.service.action_test()
