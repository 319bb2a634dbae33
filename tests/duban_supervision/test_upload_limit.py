"""One request brings so much and no more to the suite, refused before it is parsed; other apps are left alone."""

import json
from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged

from tests.common import SupervisionCommon

PARAMETER = "duban_supervision.max_request"
#: what is taken in these tests, and what is brought
MOST, BROUGHT = 2**20, 2 * 2**20
TOO_MUCH = "x" * BROUGHT


@tagged("post_install", "-at_install")
class TestUploadLimit(SupervisionCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(PARAMETER, str(MOST))
        cls.office_user.password = "duban-office-1"

    def post(self, path, body, kind="application/json"):
        self.authenticate(self.office_user.login, "duban-office-1")
        return self.url_open(path, data=body, headers={"Content-Type": kind})

    def test_a_call_of_the_suite_is_refused_before_it_is_parsed(self):
        """What is no JSON at all is refused for its length: nobody read it."""
        for path in (
            "/web/dataset/call_kw/duban.matter/create",
            "/web/dataset/call_kw/duban.feedback/web_save",
            "/web/dataset/call_button/duban.matter/action_file",
        ):
            with self.subTest(path):
                error = self.post(path, TOO_MUCH).json()["error"]["data"]
                self.assertEqual(error["name"], "odoo.exceptions.UserError")
                self.assertIn("2 MB", error["message"])
                self.assertIn("1 MB", error["message"])
                self.assertIn(PARAMETER, error["message"])

    def test_json_2_and_pages_of_the_suite(self):
        key = (
            self.env["res.users.apikeys"]
            .with_user(self.office_user)
            ._generate("rpc", "test", datetime.now() + timedelta(days=1))
        )
        answer = self.url_open(
            "/json/2/duban.matter/create",
            data=TOO_MUCH,
            headers={
                "Content-Type": "application/json",
                "Authorization": f"bearer {key}",
            },
        )
        self.assertEqual(answer.status_code, 422, answer.text[:300])
        self.assertIn(PARAMETER, answer.text)
        answer = self.post(f"/duban/dossier/{self.matter().id}", TOO_MUCH, "text/plain")
        self.assertIn(answer.status_code, (400, 413, 422), answer.text[:300])

    def test_who_does_not_say_how_much_is_cut_off(self):
        """Sent in pieces, without a length: the reading ends at the limit."""
        self.authenticate(self.office_user.login, "duban-office-1")

        def pieces():
            for _n in range(BROUGHT // 2**16):
                yield b"x" * 2**16

        answer = self.opener.post(
            self.base_url() + "/web/dataset/call_kw/duban.matter/create",
            data=pieces(),
            headers={"Content-Type": "application/json"},
            timeout=30,
        )
        self.assertNotIn('"result"', answer.text)

    def test_a_file_brought_to_a_matter(self):
        """Odoo's own ways to attach name the record inside: it is not kept."""
        matter = self.matter()
        count = self.env["ir.attachment"].search_count([])
        self.authenticate(self.office_user.login, "duban-office-1")
        answer = self.opener.post(
            self.base_url() + "/mail/attachment/upload",
            data={
                "thread_model": "duban.matter",
                "thread_id": matter.id,
                "csrf_token": self.csrf_token(),
            },
            files={"ufile": ("a.txt", TOO_MUCH)},
            timeout=30,
        )
        self.assertNotEqual(answer.status_code, 500)
        self.assertEqual(self.env["ir.attachment"].search_count([]), count)

    def csrf_token(self):
        page = self.url_open("/odoo").text
        return page.split('csrf_token: "', 1)[1].split('"', 1)[0]

    def test_what_fits_is_taken(self):
        call = {
            "jsonrpc": "2.0",
            "params": {
                "model": "duban.matter",
                "method": "search_count",
                "args": [[]],
                "kwargs": {"context": {"note": "x" * (MOST // 2)}},
            },
        }
        answer = self.post(
            "/web/dataset/call_kw/duban.matter/search_count", json.dumps(call)
        ).json()
        self.assertIn("result", answer)

    def test_other_apps_keep_the_limit_of_odoo(self):
        call = {
            "jsonrpc": "2.0",
            "params": {
                "model": "res.partner",
                "method": "search_count",
                "args": [[]],
                "kwargs": {"context": {"note": TOO_MUCH}},
            },
        }
        answer = self.post(
            "/web/dataset/call_kw/res.partner/search_count", json.dumps(call)
        ).json()
        self.assertIn("result", answer)
        self.env["ir.attachment"].create({"name": "a", "raw": TOO_MUCH.encode()})

    def test_work_without_a_request_brings_nothing(self):
        """A dossier or a package may be larger than what people bring."""
        file = self.env["ir.attachment"].create(
            {
                "name": "a",
                "raw": TOO_MUCH.encode(),
                "res_model": "duban.matter",
                "res_id": self.matter().id,
            }
        )
        self.assertEqual(file.file_size, BROUGHT)

    def test_an_unreadable_parameter_is_the_usual_limit(self):
        from odoo.addons.duban_supervision.models.access import upload_limit

        for told in ("", "0", "many", "-5"):
            self.env["ir.config_parameter"].set_param(PARAMETER, told)
            self.assertEqual(upload_limit.limit(self.env), 32 * 2**20, told)
        self.env["ir.config_parameter"].set_param(PARAMETER, "7")
        self.assertEqual(upload_limit.limit(self.env), 7)


@tagged("post_install", "-at_install")
class TestDoors(SupervisionCommon):
    """A fresh Odoo lets anybody make an account and send 128 MB: the administrator is told until it does not."""

    def keys(self, company=None):
        self.env.invalidate_all()
        board = (
            self.env["duban.matter"]
            .with_user(self.admin)
            .with_company(company or self.company)
            .get_home()
        )
        return {step["key"] for step in board["first_steps"] or []}

    def open(self, scope, upload=""):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("auth_signup.invitation_scope", scope)
        parameters.set_param("web.max_file_upload_size", upload)

    def test_open_doors_stand_on_the_home_of_the_administrator(self):
        self.assertIn("auth_signup", self.env["ir.module.module"]._installed())
        new = self.env["res.company"].create({"name": "新学院"})
        self.admin.write({"company_ids": [(4, new.id)]})
        # as Odoo comes
        self.open("b2c")
        for company in (self.company, new):
            self.assertLessEqual({"signup", "upload"}, self.keys(company))
        self.open("b2b", str(32 * 2**20))
        for company in (self.company, new):
            self.assertFalse({"signup", "upload"} & self.keys(company))

    def test_they_return_when_everything_else_is_set_up(self):
        """A checklist that was done comes back for a door that was opened again."""
        self.at("2024-03-04")
        self.unit_out.manager_id = self.employee_of(self.outsider)
        (
            self.discipline
            | self.supervisory
            | self.organisation
            | self.secrecy
            | self.unit_out
        ).leader_in_charge_id = self.leader2
        self.matter()
        self.open("b2b", str(32 * 2**20))
        self.assertEqual(self.keys(), set())
        self.open("b2c", str(32 * 2**20))
        self.assertEqual(self.keys(), {"signup"})

    def test_nobody_else_is_told(self):
        self.open("b2c")
        for user in (self.office_user, self.head_a, self.leader):
            board = self.env["duban.matter"].with_user(user).get_home()
            self.assertFalse(board["first_steps"])

    def test_the_way_there_is_for_who_may_go_it(self):
        self.open("b2c")
        steps = {
            step["key"]: step
            for step in self.regulation.with_user(self.admin)._first_steps()
        }
        settings = self.admin.has_group("base.group_system")
        self.assertEqual(bool(steps["signup"]["action"]), settings)
        self.admin.group_ids |= self.env.ref("base.group_system")
        steps = self.regulation.with_user(self.admin)._first_steps()
        actions = {step["key"]: step["action"] for step in steps}
        for key in ("signup", "upload"):
            self.assertTrue(self.env.ref(actions[key]))
