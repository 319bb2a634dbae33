"""Who sees and changes what: one table, every way in.

``EXPECTED`` says for each role whether it sees a normal and a sensitive matter. Every way of looking (search, grouping,
by id, export, parts, files, messages, to-dos, statistics, printed reports, JSON-RPC) must give the same answer.
"""

import contextlib
import json

from markupsafe import Markup

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from tests.clauses import clause
from tests.common import SupervisionCommon

#: role -> (sees the normal matter, sees the sensitive matter)
EXPECTED = {
    "office_user": (True, True),  # officer in charge
    "office_user2": (True, False),
    "head_a": (True, True),
    "worker_a": (True, True),  # handler
    "liaison_a": (True, False),
    "head_b": (True, True),
    "worker_b": (True, False),
    "leader": (True, True),  # in charge of the lead unit
    "leader2": (False, False),
    "office_leader": (True, False),
    "secretary": (True, False),
    "joint_user": (True, False),
    "recused_user": (False, False),
    "outsider": (False, False),
    "worker_c": (False, False),
    "discipline_user": (False, False),
    "secrecy_user": (False, False),
    "organisation_user": (False, False),
    "admin": (True, False),
    "portal": (False, False),
    "public": (False, False),
}
#: role -> fields it may write on the matter in progress (of those tried)
TRIED = (
    "name",
    "result",
    "officer_id",
    "priority",
    "conclusion",
    "state",
    "date_deadline",
    "confidentiality",
)
WRITABLE = {
    "office_user": {"name", "officer_id", "priority", "confidentiality"},
    "office_user2": {"name", "officer_id", "priority", "confidentiality"},
    "worker_a": {"result"},
    "head_a": {"result"},
    "liaison_a": {"result"},
}


class AccessFixture(SupervisionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.joint_user = cls.new_person("joint_user", "user", cls.unit_out)
        cls.joint_unit = cls.env["hr.department"].create(
            {"name": "审计处", "company_id": cls.company.id}
        )
        cls.employee_of(cls.joint_user).department_id = cls.joint_unit
        cls.recused_user = cls.new_person("recused_user", "user", cls.unit_a)
        common = {
            "company_id": cls.company.id,
            "company_ids": [Command.set(cls.company.ids)],
        }
        cls.portal = new_test_user(
            cls.env, login="t_portal", groups="base.group_portal", **common
        )
        cls.public = cls.env.ref("base.public_user")

    def user(self, role):
        return getattr(self, role)

    def matters(self):
        """The normal and the sensitive matter, in progress, with a part of every kind."""
        self.at("2024-03-04")
        for unit in (self.joint_unit,):
            unit.manager_id = False
        common = {
            "co_unit_ids": [Command.set(self.unit_b.ids)],
            "joint_unit_ids": [Command.set(self.joint_unit.ids)],
        }
        normal = self.accepted(name="一般事项", **common)
        sensitive = self.accepted(
            name="敏感事项", confidentiality="sensitive", **common
        )
        for matter in (normal, sensitive):
            self.env["duban.recusal"].with_user(self.office_user).create(
                {
                    "matter_id": matter.id,
                    "user_id": self.recused_user.id,
                    "ground": "利害关系",
                }
            )
            self.feedback(matter)
            self.extension(matter, "2024-06-30").action_submit()
            self.env["duban.record"].with_user(self.office_user).create(
                {"matter_id": matter.id, "summary": "电话询问"}
            )
            matter.with_user(self.office_user).message_post(body=Markup("请按期完成"))
        self.env.flush_all()
        return normal, sensitive


@tagged("post_install", "-at_install")
class TestAccessMatrix(AccessFixture):
    def _ways(self, user, matter):
        """{way: whether ``user`` gets the matter that way}."""
        env = self.env(user=user)
        Matter = env["duban.matter"]
        domain = [("id", "=", matter.id)]
        ways = {
            "search": lambda: bool(Matter.search(domain)),
            "count": lambda: bool(Matter.search_count(domain)),
            "group": lambda: bool(Matter._read_group(domain, ["lead_unit_id"], ["__count"])),
            "formatted group": lambda: bool(Matter.formatted_read_group(domain, ["lead_unit_id"], ["__count"])),
            "web list": lambda: bool(Matter.web_search_read(domain, {"name": {}})["records"]),
            "name search": lambda: matter.id in [row[0] for row in Matter.name_search(matter.number)],
            "by id": lambda: bool(Matter.browse(matter.id).read(["name", "content"])),
            "activities": lambda: bool(
                env["mail.activity"].search([("res_model", "=", "duban.matter"), ("res_id", "=", matter.id)])
            ),
            "messages": lambda: bool(
                env["mail.message"].search([("model", "=", "duban.matter"), ("res_id", "=", matter.id)])
            ),
        }  # fmt: skip
        found = {}
        for way, look in ways.items():
            self.env.invalidate_all()
            try:
                found[way] = look()
            except AccessError:
                found[way] = False
        return found

    @clause("CORE-4", "CORE-12")
    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_every_way_gives_the_same_answer(self):
        for matter, column in zip(self.matters(), (0, 1), strict=True):
            for role, expected in EXPECTED.items():
                with self.subTest(role=role, matter=matter.name):
                    found = self._ways(self.user(role), matter)
                    self.assertEqual(found, dict.fromkeys(found, expected[column]))

    @clause("CORE-12")
    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_parts_follow_the_matter(self):
        parts = [
            name
            for name, model in self.registry.items()
            if "duban.matter.part" in model._inherit_module and not model._abstract
        ]
        self.assertGreater(len(parts), 15)
        looked = 0
        for matter, column in zip(self.matters(), (0, 1), strict=True):
            for name in parts:
                rows = self.env[name].sudo().search([("matter_id", "=", matter.id)])
                if not rows:
                    continue
                looked += 1
                for role, expected in EXPECTED.items():
                    if expected[column]:
                        continue  # a part may be narrower than its matter, never wider
                    with self.subTest(part=name, role=role, matter=matter.name):
                        Part = self.env[name].with_user(self.user(role))
                        self.env.invalidate_all()
                        with contextlib.suppress(AccessError):
                            self.assertFalse(
                                Part.search([("matter_id", "=", matter.id)])
                            )
                        with self.assertRaises(AccessError):
                            Part.browse(rows[0].id).read(["id", "matter_id"])
        self.assertGreater(looked, 12)

    @clause("CORE-2", "CORE-3")
    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_who_writes_which_field(self):
        normal, _sensitive = self.matters()
        new = {
            "name": "改名", "result": "完成", "officer_id": self.office_user2.id, "priority": "1", "conclusion": "好",
            "state": "closed", "date_deadline": "2030-01-01", "confidentiality": "sensitive",
        }  # fmt: skip
        for role in EXPECTED:
            for name in TRIED:
                with self.subTest(role=role, field=name):
                    self.env.invalidate_all()
                    savepoint = self.cr.savepoint(flush=True)
                    try:
                        normal.with_user(self.user(role)).write({name: new[name]})
                        self.env.flush_all()
                        allowed = True
                    except (AccessError, UserError):
                        allowed = False
                    finally:
                        self.env.invalidate_all(flush=False)
                        savepoint.close(rollback=True)
                    self.assertEqual(allowed, name in WRITABLE.get(role, ()))

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_nobody_deletes_what_was_filed(self):
        normal, _sensitive = self.matters()
        for role in EXPECTED:
            for record in (
                normal,
                normal.feedback_ids[:1],
                normal.record_ids[:1],
                normal.request_ids[:1],
                normal.act_ids[:1],
                normal.due_date_ids[:1],
                normal.approval_line_ids[:1],
            ):
                with (
                    self.subTest(role=role, model=record._name),
                    self.assertRaises(UserError),
                    self.cr.savepoint(),
                ):
                    record.with_user(self.user(role)).unlink()

    def test_mails_of_sensitive_matters_reach_the_list_only(self):
        _normal, sensitive = self.matters()
        message = sensitive.with_user(self.office_user).message_post(
            body=Markup("内情"),
            partner_ids=(
                self.outsider | self.office_user2 | self.head_a
            ).partner_id.ids,
        )
        self.assertEqual(message.sudo().notified_partner_ids, self.head_a.partner_id)
        sensitive.sudo().message_subscribe(self.outsider.partner_id.ids)
        self.assertNotIn(self.outsider.partner_id, sensitive.sudo().message_partner_ids)


@tagged("post_install", "-at_install")
class TestAccessOverTheWire(AccessFixture, HttpCase):
    """The same through real requests: RPC, attachments and printed reports."""

    def _rpc(self, model, method, args, kwargs=None):
        params = {
            "model": model,
            "method": method,
            "args": args,
            "kwargs": kwargs or {},
        }
        answer = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps({"jsonrpc": "2.0", "params": params}),
            headers={"Content-Type": "application/json"},
        ).json()  # fmt: skip
        return answer.get("error", {}).get("data", {}).get("name"), answer.get("result")

    @clause("CORE-2", "CORE-3", "CORE-12", "CORE-13")
    @mute_logger(
        "odoo.http",
        "odoo.addons.base.models.ir_rule",
        "odoo.addons.base.models.ir_model",
    )
    def test_wrong_people_over_rpc(self):
        _normal, sensitive = self.matters()
        self.at("2026-11-20")  # a session of 2024 would have expired
        file = self.file(sensitive)
        reports = self.env["ir.actions.report"].search([("model", "=", "duban.matter")])
        self.assertTrue(reports)
        for user in (self.outsider, self.office_user2):
            user.sudo().password = "secret-of-a-test"
            self.authenticate(user.login, "secret-of-a-test")
            with self.subTest(user=user.login):
                error, _result = self._rpc(
                    "duban.matter", "read", [[sensitive.id], ["name"]]
                )
                self.assertEqual(error, "odoo.exceptions.AccessError")
                error, _result = self._rpc(
                    "duban.matter", "write", [[sensitive.id], {"state": "closed"}]
                )
                self.assertEqual(error, "odoo.exceptions.AccessError")
                error, result = self._rpc(
                    "duban.matter",
                    "web_search_read",
                    [[["id", "=", sensitive.id]], {"name": {}}],
                )
                self.assertEqual((error, result["records"]), (None, []))
                error, _result = self._rpc(
                    "duban.approval.line",
                    "action_approve",
                    [sensitive.sudo().approval_line_ids.ids],
                )
                self.assertEqual(error, "odoo.exceptions.AccessError")
                error, _result = self._rpc(
                    "duban.matter", "_engine_write", [[sensitive.id], {"number": "1"}]
                )
                self.assertEqual(error, "odoo.exceptions.AccessError")
                self.assertNotIn(
                    b"content", self.url_open(f"/web/content/{file.id}").content
                )
                for report in reports:
                    page = self.url_open(
                        f"/report/html/{report.report_name}/{sensitive.id}"
                    )
                    self.assertNotIn("敏感事项", page.text)
                    self.assertNotIn(sensitive.content, page.text)
        self.assertEqual(sensitive.state, "in_progress")
