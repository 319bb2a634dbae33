"""Signing in with the school's account through a local CAS (PLUS-I1)."""

import secrets
import time
from urllib.parse import parse_qs, urlsplit

from odoo.exceptions import AccessDenied
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.duban_supervision_signin.controllers.sign_in import own_page

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.duban_supervision_gateway.service import Service

QUIET = (
    "odoo.addons.duban_supervision_signin.controllers.sign_in",
    "odoo.addons.duban_supervision_signin.models.sign_in",
    "odoo.addons.base.models.res_users",
)
CAS = "http://www.yale.edu/tp/cas"


class CasServer(Service):
    """Tickets are good once, for one service, for ten seconds, as the protocol's document says."""

    def __init__(self):
        super().__init__()
        self.tickets = {}
        self.attributes = {}

    def ticket(self, account, service):
        name = f"ST-{secrets.token_hex(8)}"
        self.tickets[name] = (account, service, time.time() + 10)
        return name

    def handle(self, method, path, query, headers, body):
        account, service, until = self.tickets.pop(query.get("ticket"), ("", "", 0))
        if not account or until < time.time():
            return 200, self.failure("INVALID_TICKET")
        if service != query.get("service"):
            return 200, self.failure("INVALID_SERVICE")
        extra = "".join(
            f"<cas:{name}>{value}</cas:{name}>"
            for name, value in self.attributes.items()
        )
        if path.endswith("/p3/serviceValidate"):
            extra = f"<cas:attributes>{extra}</cas:attributes>"
        elif path.endswith("/serviceValidate"):
            extra = ""
        else:
            return 404, "no"
        return 200, (
            f'<cas:serviceResponse xmlns:cas="{CAS}"><cas:authenticationSuccess>'
            f"<cas:user>{account}</cas:user>{extra}</cas:authenticationSuccess></cas:serviceResponse>"
        )

    def failure(self, code):
        return (
            f'<cas:serviceResponse xmlns:cas="{CAS}"><cas:authenticationFailure code="{code}">no'
            "</cas:authenticationFailure></cas:serviceResponse>"
        )


class CasCommon(HttpCase, SupervisionCommon):
    """A service in use that knows ``worker_a`` as 20010001, and a browser."""

    def setUp(self):
        super().setUp()
        self.cas = CasServer()
        self.addCleanup(self.cas.close)
        self.service = self.env["duban.sign.in"].create(
            {"name": "统一身份认证", "server_url": f"{self.cas.url}/cas", "is_on": True}
        )
        self.worker_a.staff_number = "20010001"
        self.base = self.env["ir.config_parameter"].sudo().get_param("web.base.url")

    def get(self, path):
        with mute_logger(*QUIET):
            answer = self.url_open(path, allow_redirects=False)
        self.env.invalidate_all()
        return answer

    def start(self, target="/odoo/supervision-home"):
        """Begin to sign in; the address of the service that the ticket will be for."""
        answer = self.get(f"/duban/cas/login?redirect={target}")
        self.assertEqual(answer.status_code, 303)
        place = urlsplit(answer.headers["Location"])
        self.assertEqual(
            f"{place.scheme}://{place.netloc}{place.path}", f"{self.cas.url}/cas/login"
        )
        return parse_qs(place.query)["service"][0]

    def back(self, account, service=None, ticket_for=None):
        service = service or self.start()
        ticket = self.cas.ticket(account, ticket_for or service)
        return self.get(f"{urlsplit(service).path}?ticket={ticket}"), ticket

    def who(self):
        """Login of who is signed in, or None."""
        answer = self.url_open("/odoo", allow_redirects=False)
        if "/web/login" in answer.headers.get("Location", ""):
            return None
        return "somebody"

    def refused(self, answer):
        """Words on the page to which the browser is led."""
        self.assertEqual(answer.status_code, 303)
        place = answer.headers["Location"]
        self.assertIn("/web/login?", place)
        self.assertIsNone(self.who())
        return self.url_open(place).text

    def signed_in(self):
        """The person whom the browser is signed in as."""
        self.env.invalidate_all()
        answer = self.make_jsonrpc_request("/web/session/get_session_info", {})
        return self.env["res.users"].browse(answer["uid"])


@tagged("post_install", "-at_install")
class TestCas(CasCommon):
    @clause("PLUS-I1")
    def test_signed_in_as_the_person_of_the_staff_number(self):
        for version in ("2", "3"):
            self.service.version = version
            self.opener.cookies.clear()
            answer, _ticket = self.back("20010001")
            self.assertEqual((answer.status_code, urlsplit(answer.headers["Location"]).path),
                             (303, "/odoo/supervision-home"))  # fmt: skip
            self.assertEqual(self.signed_in(), self.worker_a)
        self.assertEqual(self.worker_a.login, "t_worker_a")

    @clause("PLUS-I1")
    def test_first_sign_in_links_by_the_number_but_never_an_administrator(
        self,
    ):
        self.worker_b.login = "20010002"
        self.back("20010002")
        self.assertEqual(self.worker_b.staff_number, "20010002")
        self.assertEqual(self.signed_in(), self.worker_b)
        keeper = self.new_person("keeper", "office", self.office)
        keeper.group_ids += self.env.ref("base.group_erp_manager")
        for administrator in (self.env.ref("base.user_admin"), self.admin, keeper):
            self.opener.cookies.clear()
            answer, _ticket = self.back(administrator.login)
            self.assertIn("duban_error=unknown", answer.headers["Location"])
            self.assertFalse(administrator.staff_number)

    @clause("PLUS-I1")
    def test_unknown_and_archived_are_refused_in_words(self):
        answer, _ticket = self.back("99999999")
        self.assertIn("不在本系统的人员名单", self.refused(answer))
        self.worker_a.active = False
        answer, _ticket = self.back("20010001")
        self.assertIn("离岗已停用", self.refused(answer))

    @clause("PLUS-I1")
    def test_replayed_foreign_and_invented_tickets(self):
        service = self.start()
        answer, ticket = self.back("20010001", service)
        self.assertEqual(self.who(), "somebody")
        self.opener.cookies.clear()
        self.start()
        again = self.get(f"{urlsplit(service).path}?ticket={ticket}")
        self.assertIn("已使用或无效", self.refused(again))
        answer, _ticket = self.back(
            "20010001", ticket_for="https://other.example.edu.cn/app"
        )
        self.refused(answer)
        self.start()
        self.refused(self.get(f"{urlsplit(service).path}?ticket=ST-invented"))

    @clause("PLUS-I1")
    def test_nobody_is_signed_in_who_did_not_begin_here(self):
        ticket = self.cas.ticket("20010001", self.service._service_url())
        answer = self.get(f"/duban/cas/{self.service.id}?ticket={ticket}")
        self.assertIn("duban_error=stale", answer.headers["Location"])
        self.assertIsNone(self.who())

    @clause("PLUS-I1")
    def test_clocks(self):
        self.at("2024-03-04", "10:00")
        service = self.start()
        self.at("2024-03-04", "09:59")
        answer, _ticket = self.back("20010001", service)
        self.assertNotIn("duban_error", answer.headers["Location"])
        self.opener.cookies.clear()
        self.at("2024-03-04", "10:00")
        service = self.start()
        self.at("2024-03-04", "10:20")
        answer, _ticket = self.back("20010001", service)
        self.assertIn("duban_error=stale", answer.headers["Location"])

    @clause("PLUS-I1")
    def test_nobody_is_led_elsewhere(self):
        bad = ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\\\\evil", "/a b",
               "/\t/evil.example", "evil.example", "")  # fmt: skip
        for target in bad:
            self.assertEqual(own_page(target), "/odoo", target)
        self.assertEqual(
            own_page("/odoo/duban.matter/7?debug=1#x"), "/odoo/duban.matter/7?debug=1#x"
        )
        service = self.start("https://evil.example/x")
        answer, _ticket = self.back("20010001", service)
        self.assertEqual(urlsplit(answer.headers["Location"]).path, "/odoo")
        self.assertNotIn("evil", answer.headers["Location"])

    def test_number_in_an_attribute(self):
        self.service.number_attribute = "employeeNumber"
        answer, _ticket = self.back("zhangsan")
        self.assertIn("duban_error=attribute", answer.headers["Location"])
        self.cas.attributes["employeeNumber"] = "20010001"
        self.back("zhangsan")
        self.assertEqual(self.who(), "somebody")

    def test_service_out_of_order(self):
        self.start()
        self.cas.is_down = True
        answer = self.get(f"/duban/cas/{self.service.id}?ticket=ST-1")
        self.assertIn("duban_error=service", answer.headers["Location"])

    @clause("PLUS-I1")
    def test_passwords_for_the_administrator_only(self):
        self.service.is_only = True
        env = {"interactive": True}
        login = {"type": "password", "login": "t_worker_a", "password": "t_worker_a"}
        with mute_logger(*QUIET), self.assertRaises(AccessDenied):
            self.env["res.users"].authenticate(login, env)
        self.admin.group_ids = [(4, self.env.ref("base.group_system").id)]
        login = {"type": "password", "login": "t_admin", "password": "t_adminx"}
        self.assertEqual(
            self.env["res.users"].authenticate(login, env)["uid"], self.admin.id
        )

    def test_the_way_in_is_no_credential_that_a_client_could_send(self):
        for proof in (None, True, "PROOF", {}):
            credential = {
                "type": "duban_sign_in",
                "login": "t_worker_a",
                "proof": proof,
            }
            with mute_logger(*QUIET), self.assertRaises(AccessDenied):
                self.env["res.users"].authenticate(credential, {"interactive": True})

    def test_led_there_at_once_and_the_administrators_way_back(self):
        page = self.url_open("/web/login").text
        self.assertIn("统一身份认证", page)
        self.service.is_direct = True
        answer = self.get("/web/login")
        self.assertIn("/cas/login", answer.headers["Location"])
        self.assertEqual(self.get("/web/login?local=1").status_code, 200)
