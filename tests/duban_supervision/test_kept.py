"""Kept is kept (CORE-27): records × ways in × roles; after each attempt the bytes are the same."""

import json
from datetime import date

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from tests.clauses import clause
from tests.common import SupervisionCommon

#: what people write; data, nothing to translate
WORDS, DONE, MORE = "x", "已落实", "补充说明"

#: how each model of the engine is kept. "matter", "part", "document", "act": by ``_is_kept``; "own": by guards of its
#: own (append-only, or written by the system only); "rules": settings, frozen into the ruleset; "free": nothing to keep
KEPT = {
    "matter": {"duban.matter"},
    "own": {
        "duban.act", "duban.digest", "duban.delivery", "duban.ruleset", "duban.number", "duban.print",
    },
    "rules": {
        "duban.regulation", "duban.source.category", "duban.decision.body", "duban.option", "duban.option.list",
        "duban.grade", "duban.term.rule", "duban.requirement", "duban.approval.step", "duban.procedure.step",
        "duban.label", "duban.calendar.year", "duban.calendar.day", "duban.document.cell", "duban.warning.level",
        "duban.registration.rule", "duban.liaison",
    },
}  # fmt: skip


class KeptCase(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.roles = {
            "unit": self.worker_a,
            "co-unit": self.worker_b,
            "leader": self.leader,
            "office": self.office_user,
            "administrator": self.admin,
        }

    def ended(self):
        """A closed matter with a co-unit, one file on it and one on a part."""
        matter = self.closed(co_unit_ids=self.units(self.unit_b))
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "duban.matter"), ("res_id", "=", matter.id)]
        )
        self.assertTrue(files)
        return matter.sudo(), files

    def refused(self, call, *args, **kwargs):
        with (
            self.assertRaises(UserError),
            self.cr.savepoint(),
            mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"),
        ):
            call(*args, **kwargs)


@tagged("post_install", "-at_install")
class TestKept(KeptCase):
    @clause("CORE-27")
    def test_files_by_every_way_of_the_orm(self):
        """Write, unlink, as oneself and as the superuser that Odoo's routes act as, of each role."""
        matter, files = self.ended()
        record = matter.record_ids[:1] or self.env["duban.feedback"].sudo().search(
            [("matter_id", "=", matter.id)], limit=1
        )
        files |= self.file(record.with_user(self.office_user), self.office_user)
        before = {file: (file.raw, file.name, file.res_id) for file in files}
        ways = {
            "raw": lambda file: file.write({"raw": b"forged"}),
            "name": lambda file: file.write({"name": "forged"}),
            "moved away": lambda file: file.write({"res_id": 0}),
            "made public": lambda file: file.write({"public": True}),
            "turned into a link": lambda file: file.write({"type": "url", "url": "http://x"}),
            "deleted": lambda file: file.unlink(),
            "the web client's bin": lambda file: file._delete_and_notify(),
        }  # fmt: skip
        for role, user in self.roles.items():
            for su in (False, True):
                for name, way in ways.items():
                    for file in files:
                        with self.subTest(role=role, su=su, way=name):
                            self.refused(way, file.with_user(user).sudo(su))
        files.invalidate_recordset()
        self.assertEqual(
            before, {file: (file.raw, file.name, file.res_id) for file in files}
        )

    @clause("CORE-27")
    def test_messages_by_every_way_of_the_orm(self):
        matter, _files = self.ended()
        message = matter.with_user(self.worker_a).message_post(body=DONE)
        ways = {
            "body": lambda row: row.write({"body": "未落实"}),
            "author": lambda row: row.write({"author_id": self.leader.partner_id.id}),
            "date": lambda row: row.write({"date": "2020-01-01"}),
            "deleted": lambda row: row.unlink(),
            "the pencil": lambda row: row.env["duban.matter"].browse(matter.id)._message_update_content(
                row, body="未落实"
            ),
        }  # fmt: skip
        for role, user in self.roles.items():
            for su in (False, True):
                for name, way in ways.items():
                    with self.subTest(role=role, su=su, way=name):
                        self.refused(way, message.with_user(user).sudo(su))
        message.invalidate_recordset()
        self.assertIn("已落实", message.body)
        self.assertEqual(message.author_id, self.worker_a.partner_id)

    @clause("CORE-27")
    def test_nobody_speaks_in_anothers_name(self):
        """Values, defaults, the composer in both modes, and another moment; draft or ended."""
        other = self.leader.partner_id.id
        for matter in (self.matter(), self.ended()[0]):
            for role, user in self.roles.items():
                own = matter.with_user(user)
                if not own.has_access("read"):
                    continue
                base = {
                    "model": "duban.matter",
                    "res_id": matter.id,
                    "body": "同意办结",
                    "message_type": "comment",
                }
                forged = other if user != self.leader else self.secretary.partner_id.id
                Message = self.env["mail.message"].with_user(user)
                ways = {
                    "author_id": lambda m=own, p=forged: m.message_post(body=WORDS, author_id=p),
                    "email_from": lambda m=own: m.message_post(body=WORDS, email_from='"校长" <president@x.cn>'),
                    "create": lambda m=Message, b=base, p=forged: m.create({**b, "author_id": p}),
                    "default_author_id": lambda m=Message, b=base, p=forged: m.with_context(
                        default_author_id=p
                    ).create(b),
                    "default_date": lambda m=Message, b=base: m.with_context(default_date="2020-01-01").create(b),
                    "superuser": lambda m=Message, b=base, p=forged: m.sudo().create({**b, "author_id": p}),
                    "back-dated": lambda m=own: m.message_post(body=WORDS, date="2020-01-01 00:00:00"),
                    "composer": lambda m=own, p=forged: self.compose(m, p, "comment"),
                    "mass mail": lambda m=own, p=forged: self.compose(m, p, "mass_mail"),
                }  # fmt: skip
                for name, way in ways.items():
                    with self.subTest(state=matter.state, role=role, way=name):
                        self.refused_or_own(way, matter, user)

    def compose(self, matter, author, mode):
        composer = (
            matter.env["mail.compose.message"]
            .with_context(default_model="duban.matter", default_res_ids=[matter.id])
            .create(
                {
                    "body": "同意办结",
                    "subject": "x",
                    "author_id": author,
                    "composition_mode": mode,
                    "partner_ids": [Command.link(self.office_user.partner_id.id)],
                }
            )
        )
        composer.action_send_mail()

    def refused_or_own(self, call, matter, user):
        """The call is refused, or what it wrote is the caller's own word of now."""
        last = self.env["mail.message"].search([], order="id desc", limit=1).id
        try:
            with (
                self.cr.savepoint(),
                mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.mail.models.mail_mail"),
            ):  # fmt: skip
                call()
        except UserError:
            return
        written = self.env["mail.message"].search(
            [("id", ">", last), ("model", "=", "duban.matter"), ("res_id", "=", matter.id)]
        )  # fmt: skip
        self.assertEqual(written.author_id - user.partner_id, self.env["res.partner"])
        for message in written:
            self.assertEqual(message.date.date(), fields.Datetime.now().date())
            self.assertNotIn("president@x.cn", message.email_from or "")

    @clause("CORE-27")
    def test_what_comes_after_the_end_is_a_line(self):
        matter, _files = self.ended()
        self.file(matter, self.office_user, name="补充.pdf")
        matter.with_user(self.office_user).message_post(body=MORE)
        acts = self.env["duban.act"].sudo()
        last = acts.search([("matter_id", "=", matter.id)], order="seq desc", limit=2)
        self.assertEqual(last.mapped("action"), ["note_added", "file_added"])
        self.assertIn("补充说明", last[0].note)
        # sha256 of b"content"
        self.assertIn(
            "ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73",
            last[1].note,
        )
        self.assertEqual(last.user_id, self.office_user)

    @clause("CORE-27")
    def test_ended_matters_do_not_change(self):
        self.at("2024-03-04")
        self.regulation.truth_marks_enabled = True
        matter = self.accepted()
        record = (
            self.env["duban.record"]
            .with_user(self.office_user)
            .create({"matter_id": matter.id, "purpose": "inquiry", "summary": "进展如何"})
        )  # fmt: skip
        self.feedback(matter)
        matter = self.closed(matter)
        feedback = matter.sudo().feedback_ids[:1]
        lead, office = matter.with_user(self.worker_a), matter.with_user(self.office_user)  # fmt: skip
        for way in (
            lambda: record.with_user(self.worker_a).action_answer("已办"),
            lambda: record.with_user(self.office_user).write({"problem_solved": True}),
            lambda: lead.action_give_justification("设备未到"),
            lambda: office.action_judge_justification(True),
            lambda: feedback.with_user(self.office_user).action_return_feedback("不符"),
            lambda: feedback.with_user(self.office_user).action_accept_feedback(),
            lambda: office.action_attach_notice(),
            lambda: feedback.with_user(self.office_user).action_mark(None),
        ):
            self.refused(way)
        self.assertEqual(matter.sudo().return_count, 0)

    @clause("CORE-25")
    def test_dates_and_figures_are_bounded(self):
        matter = self.accepted()
        Record = self.env["duban.record"].with_user(self.office_user)
        base = {"matter_id": matter.id, "summary": "请抓紧"}
        for purpose in ("record", "urging", "reminder"):
            for day in ("2020-01-01 02:00:00", "2027-10-01 02:00:00"):
                self.refused(Record.create, {**base, "purpose": purpose, "date": day})
                # a default of the context is not taken over
                late = Record.with_context(default_date=day).create(
                    {**base, "purpose": purpose, "summary": f"{purpose} {day}"}
                )
                self.assertEqual(late.date.date(), date(2024, 3, 4))
        Request = self.env["duban.progress.request"].with_user(self.office_user)
        values = {"matter_id": matter.id, "name": "进展"}
        self.refused(Request.create, {**values, "date_due": "2024-03-03"})
        asked = Request.create({**values, "date_due": "2024-03-04"})
        self.refused(asked.write, {"date_due": "2024-01-01"})
        for percentage in (-1, 101, 900):
            self.refused(self.feedback, matter, percentage=percentage)
        self.assertEqual(self.feedback(matter, percentage=100).percentage, 100)

    @clause("CORE-27")
    def test_todos_are_the_systems(self):
        matter = self.accepted()
        Activity = self.env["mail.activity"].with_user(self.worker_a)
        values = {
            "res_model_id": self.env["ir.model"]._get_id("duban.matter"),
            "res_id": matter.id,
            "user_id": self.office_user.id,
            "summary": "立即办结",
        }
        self.refused(Activity.create, {**values, "duban_key": "x"})
        self.refused(Activity.with_context(default_duban_key="x").create, values)
        self.refused(Activity.sudo().with_context(default_duban_key="x").create, values)
        own = self.todos(matter)[:1]
        self.assertTrue(own)
        for su in (False, True):
            row = own.with_user(self.worker_b).sudo(su)
            for vals in ({"note": "伪造"}, {"res_name": "伪造"}, {"summary": "伪造"}):
                self.refused(row.write, vals)
            self.refused(row.unlink)
        self.assertTrue(own.exists())

    @clause("CORE-27")
    def test_a_favourite_for_all_is_the_administrators(self):
        Filter = self.env["ir.filters"]
        values = {
            "name": "全部事项",
            "model_id": "duban.matter",
            "domain": "[('id', '=', 0)]",
            "is_default": True,
        }
        for user in (self.worker_a, self.leader, self.office_user):
            self.refused(Filter.with_user(user).create, {**values, "user_ids": []})
            own = Filter.with_user(user).create(
                {**values, "user_ids": [Command.set(user.ids)]}
            )
            self.refused(own.write, {"user_ids": [Command.clear()]})
            self.refused(own.write, {"user_ids": [Command.link(self.head_b.id)]})
        Filter.with_user(self.worker_a).create(
            {**values, "model_id": "res.partner", "user_ids": []}
        )

    @clause("CORE-27")
    def test_what_the_system_told_one_person_is_not_read_by_another(self):
        """A matter that is routed away later does not stay readable in the digests of its former office."""
        matter = self.accepted()
        self.env["duban.record"].with_user(self.office_user).create(
            {"matter_id": matter.id, "purpose": "urging", "summary": "请抓紧"}
        )
        told = self.env["mail.message"].search(
            [("model", "=", "duban.digest"), ("body", "like", matter.name)]
        )
        self.assertTrue(told)
        for message in told:
            receiver = self.env["duban.digest"].sudo().browse(message.res_id).user_id
            for user in (self.office_user, self.admin, self.leader2):
                if user != receiver:
                    self.refused(message.with_user(user).check_access, "read")

    @clause("CORE-27")
    def test_an_import_is_no_way_in(self):
        """What no form lets through, the import of Odoo lets through as little."""
        matter, files = self.ended()
        before = (matter.trail_length, matter.state, matter.result, files.mapped("raw"))
        own = matter.id
        forged = {
            "mail.message": {
                "model": "duban.matter", "res_id": own, "body": "同意办结", "message_type": "comment",
                "author_id/.id": self.secretary.partner_id.id,
            },
            "mail.activity": {
                "res_model_id/.id": self.env["ir.model"]._get_id("duban.matter"), "res_id": own, "summary": "x",
                "user_id/.id": self.worker_a.id, "duban_key": "x",
            },
            "duban.act": {
                "matter_id/.id": own, "seq": 99, "action": "close", "date": "2024-03-04 02:00:00",
                "user_id/.id": self.leader.id, "hash": "0",
            },
            "duban.due.date": {"matter_id/.id": own, "date": "2025-01-01", "kind": "decision", "ground": "x"},
            "duban.approval.line": {
                "matter_id/.id": own, "name": "x", "purpose": "closing", "kind": "approve", "role": "leader",
                "state": "approved",
            },
            "duban.matter": {".id": own, "result": "伪造"},
            "ir.attachment": {".id": files[0].id, "name": "伪造.pdf"},
            "duban.log.leaf": {"position": 10**6, "kind": "act", "res_id": own, "seq": 99, "digest": "0"},
            "duban.person.name": {"user_id/.id": self.leader.id, "name": "x", "mark": "0", "date": "2024-03-04"},
            "duban.verification": {"date": "2024-03-04", "user_id/.id": self.leader.id, "state": "clean"},
        }  # fmt: skip
        for role, user in self.roles.items():
            for model, row in forged.items():
                with self.subTest(role=role, model=model), self.cr.savepoint() as point:
                    values = [[str(value) for value in row.values()]]
                    try:
                        with mute_logger(
                            "odoo.sql_db", "odoo.addons.base.models.ir_rule"
                        ):
                            done = self.env[model].with_user(user).load([*row], values)
                    except UserError:
                        done = {"ids": False}
                    self.assertFalse(done["ids"])
                    point.rollback()
        self.env.invalidate_all()
        now = (matter.trail_length, matter.state, matter.result, files.mapped("raw"))
        self.assertEqual(now, before)

    @clause("CORE-27", "CORE-30")
    def test_what_a_matter_says_is_not_deleted_with_its_row(self):
        """Every row of the regulation that a closed matter points to: the administrator deletes none."""
        body = self.env["duban.decision.body"].create(
            {"regulation_id": self.regulation.id, "code": "one", "name": "校长办公会"}
        )
        grade = self.env["duban.grade"].create(
            {"regulation_id": self.regulation.id, "code": "g1", "name": "一级"}
        )
        matter, _files = self.ended()
        matter._engine_write({"decision_body_id": body.id, "grade_id": grade.id})
        part = self.env.registry["duban.regulation.part"]
        tried = set()
        for name, field in matter._fields.items():
            if field.store and field.type in ("many2one", "many2many"):
                for row in matter[name]:
                    if isinstance(row, part):
                        self.refused(row.with_user(self.admin).unlink)
                        self.assertIn(row, matter[name])
                        tried.add(row._name)
        self.assertLessEqual(
            {"duban.decision.body", "duban.grade", "duban.source.category", "duban.option"},
            tried,
        )  # fmt: skip
        # what nothing points to goes
        spare = grade.copy({"code": "spare"})
        spare.with_user(self.admin).unlink()
        self.assertFalse(spare.exists())

    @clause("CORE-27")
    def test_every_model_has_its_line(self):
        """A new model of the suite fails here until somebody says how it is kept."""
        listed = set().union(*KEPT.values())
        for name in sorted(self.env.registry):
            model = self.env[name]
            if (
                not name.startswith("duban.")
                or model._abstract
                or model._transient
                or not model._auto
            ):
                continue  # fmt: skip
            if hasattr(model, "_is_kept") or name in listed:
                continue
            if {"matter_id", "state"} & model._fields.keys():
                continue  # fmt: skip
            # what has no thread and no files of its own has nothing beside it
            files = [
                field
                for field in model._fields.values()
                if field.comodel_name in ("ir.attachment", "mail.message")
            ]
            self.assertFalse(files, f"{name}: say in KEPT how it is kept")


@tagged("post_install", "-at_install")
class TestKeptOverHttp(HttpCase, KeptCase):
    def rpc(self, route, **params):
        answer = self.url_open(
            route,
            data=json.dumps({"params": params}),
            headers={"Content-Type": "application/json"},
        )
        return answer.json()

    @clause("CORE-27")
    def test_routes_of_the_web_client(self):
        matter, files = self.ended()
        message = matter.with_user(self.worker_a).message_post(body=DONE)
        before = {file: file.raw for file in files}
        for role, user in self.roles.items():
            self.authenticate(user.login, user.login)
            with self.subTest(role=role), mute_logger("odoo.http"):
                for file in files:
                    self.rpc("/mail/attachment/delete", attachment_id=file.id)
                self.rpc(
                    "/mail/message/update_content",
                    message_id=message.id,
                    update_data={"body": "未落实", "attachment_ids": []},
                )
                for file in files:
                    self.url_open(
                        f"/web/dataset/call_kw/ir.attachment/unlink?id={file.id}"
                    )
        self.env.invalidate_all()
        self.assertEqual(before, {file: file.raw for file in files.exists()})
        self.assertIn("已落实", message.body)

    def test_a_link_to_no_record_leads_home(self):
        """Also to what has no records at all: no error of the server, and nothing is told."""
        self.authenticate(self.worker_a.login, self.worker_a.login)
        for model in ("duban.screen", "duban.home", "duban.nothing", "res.users"):
            answer = self.url_open(f"/duban/step/{model}/1", allow_redirects=False)
            self.assertEqual(answer.status_code, 303, model)
            self.assertTrue(answer.headers["Location"].endswith("/supervision-home"))

    def test_routes_of_the_suite(self):
        """A new route of the suite fails here until it has its line: whether it writes."""
        writes = {"/duban/dossier/<int:matter_id>"}
        reads = {
            "/duban/meeting/page/<int:page_id>.docx",
            "/duban/meeting/page/<int:page_id>/screen",
            "/duban/step/<string:model>/<int:res_id>",
            "/duban/todo/<int:todo_id>",
            "/duban/people/<any(template,current):kind>.xlsx",
            "/duban/word/<int:report_id>/<string:ids>",
            "/duban/word/preview/<int:version_id>/<int:res_id>",
            # pictures of the sign-in page
            "/duban/face/logo",
            "/duban/face/icon",
        }
        # shown by GET, sent by POST with the token of the session
        forms = {"/duban/opinion/<int:line_id>"}
        # without a session: a ticket that is good once, or a signature, says who calls
        outside = {
            "/duban/cas/<int:service_id>",
            "/duban/cas/login",
            "/duban/wecom/<int:gateway_id>",
            "/duban/wecom/<int:gateway_id>/back",
            "/duban/wecom/<int:gateway_id>/login",
        }
        routes = {
            str(rule): endpoint.routing
            for rule, endpoint in self.env["ir.http"]._generate_routing_rules(
                self.env.registry._init_modules, converters={}
            )
            if str(rule).startswith("/duban")
        }
        for rule, routing in routes.items():
            known = writes | reads | forms | outside
            self.assertIn(rule, known, "say how the route is called")
            if rule in outside:
                self.assertEqual(routing["auth"], "none")
                continue
            if rule in forms:
                self.assertEqual(set(routing["methods"]), {"GET", "POST"})
            elif rule in writes:
                self.assertEqual(set(routing["methods"]), {"POST"})
            else:
                # whoever is lured to it changes nothing
                self.assertTrue(routing["readonly"])
            self.assertTrue(routing.get("csrf", True))
