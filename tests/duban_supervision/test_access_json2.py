"""The JSON-2 interface (``/json/2/<model>/<method>`` with an API key) answers as the ORM does for the same person.

The expectation is not written down here: each call is made once through the ORM as the person, taken back, and made
again over HTTP. What the ORM gives each role is held by the other tests of access.
"""

import json

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import json_default, mute_logger

from tests.clauses import clause
from tests.duban_supervision.test_access_matrix import EXPECTED, AccessFixture

#: one of each kind of standing towards a matter; a public user never holds a key
ROLES = (
    "office_user", "office_user2", "head_a", "worker_a", "head_b", "leader", "leader2", "recused_user", "outsider",
    "discipline_user", "admin", "portal",
)  # fmt: skip
#: what gives ids of new records
NEW = ("create", "action_urge")
QUIET = (
    "odoo.http",
    "odoo.models.unlink",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
    "odoo.addons.base.models.res_users",
)


@tagged("post_install", "-at_install")
class TestAccessOverJson2(AccessFixture, HttpCase):
    def setUp(self):
        super().setUp()
        self.normal, self.sensitive = self.matters()
        # what is asked for lies after the day of both ways in
        requests = (self.normal | self.sensitive).sudo().request_ids
        requests.write({"date_requested": "2027-01-31"})
        # one day for both ways in, on which a session is not too old
        self.at("2026-11-20")
        self.env.flush_all()

    # -- two ways in

    def key(self, user):
        """An API key of ``user``, as that person makes it in the preferences."""
        keys = self.env(user=user)["res.users.apikeys"].sudo()
        return keys._generate(None, "test", None)

    def post(self, path, key=None, body=None, **headers):
        """Status and decoded body of one call; whatever is no JSON fails."""
        headers["Content-Type"] = "application/json"
        if key:
            headers["Authorization"] = f"Bearer {key}"
        answer = self.url_open(
            f"/json/2/{path}",
            data=body if isinstance(body, str) else json.dumps(body or {}),
            headers=headers,
        )
        self.assertEqual(
            answer.headers["Content-Type"], "application/json; charset=utf-8"
        )
        return answer.status_code, answer.json()

    def taken_back(self, call, *args, **kwargs):
        """What ``call`` gives; what it did in the database is undone."""
        self.env.flush_all()
        self.env.invalidate_all()
        savepoint = self.cr.savepoint(flush=False)
        try:
            return call(*args, **kwargs)
        finally:
            self.env.invalidate_all(flush=False)
            savepoint.close(rollback=True)

    def by_orm(self, user, model, method, ids, **arguments):
        """(200, the result as JSON) or (the status of the error, its class and text)."""
        records = self.env[model].with_user(user).with_context(lang="zh_CN")
        try:
            result = getattr(records.browse(ids), method)(**arguments)
            self.env.flush_all()
        except UserError as error:  # AccessError and MissingError are
            name = f"{type(error).__module__}.{type(error).__name__}"
            return error.http_status, name, str(error)
        result = result.ids if hasattr(result, "_ids") else result
        return 200, json.loads(json.dumps(result, default=json_default))

    def by_http(self, key, model, method, ids, **arguments):
        """The same over HTTP; the language is not the person's unless the client says so."""
        body = {"context": {"lang": "zh_CN"}, **arguments}
        if ids:
            body["ids"] = ids
        status, answer = self.post(f"{model}/{method}", key, body)
        if status == 200:
            return status, answer
        self.assert_clean(answer)
        return status, answer["name"], answer["message"]

    def assert_clean(self, answer):
        """An error in words. (Odoo puts its own call stack into ``debug``; nothing of a matter may be in it.)"""
        self.assertEqual(
            list(answer), ["name", "message", "arguments", "context", "debug"]
        )
        self.assertTrue(answer["message"].strip())
        for word in ("Traceback", "psycopg2", "SELECT ", "KeyError", "TypeError"):
            self.assertNotIn(word, answer["message"])
        for secret in (self.sensitive.name, self.sensitive.content):
            self.assertNotIn(secret, json.dumps(answer, ensure_ascii=False))

    # -- who may do what

    def calls(self, matter):
        """(model, method, ids, arguments) of what is tried on a matter in progress."""
        matter = matter.sudo()
        domain = [["id", "=", matter.id]]
        lines = matter.approval_line_ids.filtered(lambda row: row.state == "pending")
        return [
            ("duban.matter", "search", [], {"domain": domain}),
            ("duban.matter", "search_count", [], {"domain": domain}),
            ("duban.matter", "search_read", [], {"domain": domain, "fields": ["name", "state", "date_deadline"]}),
            ("duban.matter", "formatted_read_group", [], {
                "domain": domain, "groupby": ["lead_unit_id"], "aggregates": ["__count"],
            }),
            ("duban.matter", "read", matter.ids, {"fields": ["name", "content", "lead_unit_id"]}),
            ("duban.matter", "export_data", matter.ids, {"fields_to_export": ["name", "content"]}),
            ("duban.feedback", "search_read", [], {"domain": [["matter_id", "=", matter.id]], "fields": ["name"]}),
            ("duban.matter", "write", matter.ids, {"vals": {"name": "改名"}}),
            ("duban.matter", "write", matter.ids, {"vals": {"result": "完成"}}),
            ("duban.matter", "write", matter.ids, {"vals": {"state": "closed"}}),
            ("duban.matter", "unlink", matter.ids, {}),
            ("duban.matter", "action_urge", matter.ids, {"content": "请抓紧"}),
            ("duban.matter", "action_close", matter.ids, {}),
            ("duban.approval.line", "action_approve", lines.ids, {"opinion": "同意"}),
            ("duban.feedback", "create", [], {"vals_list": [{"matter_id": matter.id, "name": "进展"}]}),
        ]  # fmt: skip

    @clause("CORE-2", "CORE-3", "CORE-12", "CORE-13")
    @mute_logger(*QUIET)
    def test_the_same_answer_as_the_orm(self):
        done, refused = set(), set()
        for role in ROLES:
            user = self.user(role)
            key = self.key(user)
            for matter in (self.normal, self.sensitive):
                sees = EXPECTED[role][matter == self.sensitive]
                for model, method, ids, arguments in self.calls(matter):
                    with self.subTest(role=role, method=method, arguments=arguments):
                        call = (model, method, ids)
                        wanted = self.taken_back(self.by_orm, user, *call, **arguments)
                        found = self.taken_back(self.by_http, key, *call, **arguments)
                        if method in NEW and wanted[0] == found[0] == 200:
                            # the ids of what was taken back are not given again
                            wanted, found = (200, len(wanted[1])), (200, len(found[1]))
                        self.assertEqual(found, wanted)
                        if method == "search" and role != "portal":
                            self.assertEqual(found, (200, matter.ids * sees))
                        self.assertIn(found[0], (200, 403, 422))
                        (done if found[0] == 200 else refused).add(method)
        # An empty comparison would prove nothing.
        self.assertLessEqual(
            {"read", "write", "create", "action_urge", "action_approve"}, done & refused
        )
        self.assertIn("action_close", refused)
        self.assertNotIn("unlink", done)

    @mute_logger(*QUIET)
    def test_a_step_over_json2_leaves_the_same_trail(self):
        status, _answer = self.by_http(
            self.key(self.worker_a), "duban.feedback", "create", [],
            vals_list=[{"matter_id": self.normal.id, "name": "到货"}],
        )  # fmt: skip
        self.assertEqual(status, 200)
        self.env.invalidate_all()
        matter = self.normal.sudo()
        self.assertIn("到货", matter.feedback_ids.mapped("name"))
        act = matter.act_ids.sorted("seq")[-1]
        self.assertEqual((act.action, act.user_id), ("feedback", self.worker_a))
        self.assertEqual(self.env["duban.act"]._verify(self.normal), [])

    @clause("CORE-2", "CORE-3")
    @mute_logger(*QUIET)
    def test_private_methods_and_the_door(self):
        """What the engine keeps to itself cannot be called, nor its door be opened by a context."""
        matter, values = self.normal, {"state": "closed"}
        private = {
            "_engine_write": {"vals": values}, "_transition": {"action": "close"}, "_write": {"vals": values},
            "_append": {}, "sudo": {}, "with_user": {"user": 1}, "with_context": {"duban_door": True},
            "invalidate_recordset": {},
        }  # fmt: skip
        for role in ("office_user", "admin", "outsider"):
            key = self.key(self.user(role))
            for method, arguments in private.items():
                with self.subTest(role=role, method=method):
                    status, name, message = self.by_http(
                        key, "duban.matter", method, matter.ids, **arguments
                    )
                    self.assertEqual(
                        (status, name), (403, "odoo.exceptions.AccessError")
                    )
                    self.assertIn("duban.matter", message)
            for context in (
                {"duban_door": True},
                {"duban_door": "object"},
                {"install_mode": True, "_force_unlink": True, "uid": 1, "su": True},
            ):
                with self.subTest(role=role, context=context):
                    status, name, _message = self.by_http(
                        key, "duban.matter", "write", matter.ids, vals=values, context=context
                    )  # fmt: skip
                    self.assertEqual(
                        (status, name), (403, "odoo.exceptions.AccessError")
                    )
        self.env.invalidate_all()
        self.assertEqual(matter.sudo().state, "in_progress")

    # -- without a valid key

    @mute_logger(*QUIET)
    def test_no_key_and_wrong_keys(self):
        gone = self.key(self.worker_a)
        revoked = self.key(self.office_user)
        rows = self.env["res.users.apikeys"].sudo()
        rows.search([("user_id", "=", self.office_user.id)])._remove()
        expired = self.key(self.head_a)
        rows.search([("user_id", "=", self.head_a.id)]).flush_recordset()
        self.cr.execute(
            "UPDATE res_users_apikeys SET expiration_date = '2020-01-01' WHERE user_id = %s",
            (self.head_a.id,),
        )
        foreign = self.env(user=self.head_b)["res.users.apikeys"].sudo()
        scoped = foreign._generate("calendar", "test", None)
        self.worker_a.active = False
        self.env.flush_all()
        domain = {"domain": [["id", "=", self.normal.id]]}
        keys = {
            "none": None, "wrong": "0" * 40, "short": "x", "of somebody who left": gone, "revoked": revoked,
            "expired": expired, "for another purpose": scoped,
        }  # fmt: skip
        for what, key in keys.items():
            for method in ("search", "read", "action_close", "_engine_write"):
                with self.subTest(key=what, method=method):
                    status, answer = self.post(f"duban.matter/{method}", key, domain)
                    self.assertEqual(status, 401, answer)
                    self.assertEqual(answer["name"], "werkzeug.exceptions.Unauthorized")
                    self.assert_clean(answer)

    @mute_logger(*QUIET)
    def test_what_does_not_exist(self):
        key = self.key(self.office_user)
        ids, gone = self.normal.ids, [max(self.normal.ids) + 10**6]
        for path, body, status in (
            ("duban.nothing/search", {"domain": []}, 404),
            ("duban.matter/action_nothing", {"ids": ids}, 404),
            ("duban.matter", {}, 404),
            ("duban.matter/action_close", {"ids": gone}, 404),
            ("duban.matter/action_urge", {"ids": ids, "nothing": 1}, 422),
            ("duban.matter/action_urge", {"ids": ids, "content": ["x"]}, 422),
            ("duban.matter/search", {}, 422),
            ("duban.matter/search", "no JSON", 400),
        ):
            with self.subTest(path=path, body=body):
                found, answer = self.post(path, key, body)
                self.assertEqual(found, status, answer)
                self.assert_clean(answer)
