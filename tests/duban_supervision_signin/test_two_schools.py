"""Two universities in one database: the same staff number, each with a sign-in service of its own."""

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_signin.test_cas import CasCommon, CasServer


@tagged("post_install", "-at_install")
class TestTwoSchools(CasCommon):
    def setUp(self):
        super().setUp()
        self.other = self.env["res.company"].create({"name": "别的学校"})
        self.stranger = self.new_person("stranger", "user")
        self.stranger.write(
            {
                "company_ids": [Command.set(self.other.ids)],
                "company_id": self.other.id,
                "staff_number": "20010001",
            }
        )

    @clause("PLUS-I1")
    def test_whoever_it_is_is_not_guessed(self):
        answer, _ticket = self.back("20010001")
        self.assertIn("几个学校都有这个工号", self.refused(answer))

    @clause("PLUS-I1")
    def test_each_service_means_its_own_people(self):
        other_cas = CasServer()
        self.addCleanup(other_cas.close)
        self.service.company_id = self.company
        second = self.service.create(
            {
                "name": "别的学校认证",
                "server_url": f"{other_cas.url}/cas",
                "is_on": True,
                "company_id": self.other.id,
            }
        )
        page = self.url_open("/web/login").text
        for service in self.service | second:
            self.assertIn(service.name, page)
            self.assertIn(f"/duban/cas/login?service={service.id}&", page)
        self.service.is_direct = True
        self.assertEqual(self.get("/web/login").status_code, 200)
        for service, cas, user in (
            (self.service, self.cas, self.worker_a),
            (second, other_cas, self.stranger),
        ):
            with self.subTest(service=service.name):
                self.opener.cookies.clear()
                self.get(f"/duban/cas/login?service={service.id}&redirect=/odoo")
                ticket = cas.ticket("20010001", service._service_url())
                self.get(f"/duban/cas/{service.id}?ticket={ticket}")
                self.assertEqual(self.signed_in(), user)

    @clause("PLUS-I1", "PLUS-I2")
    def test_a_login_that_is_a_number_above_is_said_in_words(self):
        """A college's person whose login is the number of somebody of the university: no page of an error."""
        college = self.env["res.company"].create(
            {"name": "学院", "parent_id": self.company.id}
        )
        person = self.new_person("of_college", "user")
        person.write(
            {
                "company_ids": [Command.set(college.ids)],
                "company_id": college.id,
                "login": "20010001",
            }
        )
        self.service.company_id = college
        answer, _ticket = self.back("20010001")
        self.assertIn("duban_error=linked", answer.headers["Location"])
        self.assertFalse(person.staff_number)

    @clause("PLUS-I1")
    def test_who_is_on_neither_list_is_unknown_there(self):
        self.service.company_id = self.company
        self.stranger.write({"staff_number": False, "login": "20010009"})
        answer, _ticket = self.back("20010009")
        self.assertIn("duban_error=unknown", answer.headers["Location"])
        self.assertFalse(self.stranger.staff_number)

    def test_passwords_only_where_the_service_says_so(self):
        self.service.write({"company_id": self.other.id, "is_only": True})
        login = {"type": "password", "login": "t_worker_a", "password": "t_worker_a"}
        self.assertEqual(
            self.env["res.users"].authenticate(login, {"interactive": True})["uid"],
            self.worker_a.id,
        )
