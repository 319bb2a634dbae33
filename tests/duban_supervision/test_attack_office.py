"""What somebody of another office, or somebody who lost sight of a matter, tries over RPC."""

from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from tests.clauses import clause
from tests.common import SupervisionCommon

SECRET = "机密机房"


@tagged("post_install", "-at_install")
class TestAttackOffice(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.regulation.routing_enabled = True

    # -- drafts of the office

    def _drafts(self, matter):
        """{model: values of a draft about ``matter``}."""
        kind = self.regulation.option_list_ids.filtered(
            lambda row: row.code == "recheck_kind"
        ).option_ids[:1]
        return {
            "duban.report.back": {
                "content": "x",
                "matter_ids": [Command.set(matter.ids)],
            },
            "duban.progress.round": {
                "name": "三月",
                "date_due": "2024-03-08",
                "matter_ids": [Command.set(matter.ids)],
            },
            "duban.recheck.sample": {
                "date_from": "2024-01-01",
                "date_to": "2024-12-31",
                "size": 1,
                "kind_id": kind.id,
            },
        }

    def test_drafts_are_the_office_of_the_matters(self):
        """Report back, stage round and spot check: another office neither makes, changes, deletes nor sends them."""
        stranger = self.new_person("other_office", "office", self.unit_out)
        matter = self.accepted()
        for model, vals in self._drafts(matter).items():
            empty = {name: v for name, v in vals.items() if name != "matter_ids"}
            for user in (stranger, self.worker_a, self.leader, self.admin):
                self.assert_refused(self.env[model].with_user(user).create, vals)
                self.assert_refused(self.env[model].with_user(user).create, empty)
            draft = self.env[model].with_user(self.office_user).create(vals)
            other = draft.with_user(stranger)
            self.assert_refused(other.write, {"company_id": self.company.id})
            self.assert_refused(other.unlink)
            self.assertFalse(self.env[model].with_user(stranger).search([]), model)
            for action in ("action_done", "action_send", "action_draw"):
                if hasattr(draft, action):
                    self.assert_refused(getattr(other, action))
            for action in ("action_collect", "action_propose_matters"):
                if hasattr(draft, action):
                    self.assert_refused(getattr(other, action))
                    getattr(draft, action)()
            draft.unlink()

    def test_routed_matter_is_reported_by_its_own_office_only(self):
        matter = self.accepted()
        matter.with_user(self.office_user).action_route("disciplinary", "执纪审查")
        for model, vals in self._drafts(matter).items():
            if "matter_ids" in vals:
                self.assert_refused(
                    self.env[model].with_user(self.office_user).create, vals
                )
            if model != "duban.progress.round":
                made = self.env[model].with_user(self.discipline_user).create(vals)
                self.assertTrue(made, model)

    def test_drafts_start_as_drafts(self):
        matter = self.accepted()
        for model, vals in self._drafts(matter).items():
            Model = self.env[model].with_user(self.office_user)
            engine = Model._engine_fields() & {"state", "seed", "drawn_on"}
            self.assertTrue(engine)
            for name in engine:
                value = "2024-03-04 00:00:00" if name == "drawn_on" else "done"
                value = "sent" if model == "duban.progress.round" else value
                self.assert_refused(Model.create, {**vals, name: value})
                self.assert_refused(
                    Model.with_context(**{f"default_{name}": value}).create, vals
                )
        Bulletin = self.env["duban.bulletin"].with_user(self.office_user)
        self.regulation.bulletin_enabled = True
        self.assert_refused(Bulletin.with_context(default_state="published").create, {})
        self.assert_refused(Bulletin.create, {"state": "published"})

    # -- merging

    def test_merging_widens_no_circle(self):
        """A protected matter is not merged where people outside its list would read its records."""
        secret = self.assigned(confidentiality="sensitive")
        plain = self.assigned()
        self.assert_refused(
            secret.with_user(self.office_user).action_merge, plain, "重复"
        )
        wider = self.assigned(
            confidentiality="sensitive",
            extra_access_user_ids=[Command.link(self.outsider.id)],
        )
        self.assert_refused(
            secret.with_user(self.office_user).action_merge, wider, "重复"
        )
        same = self.assigned(confidentiality="sensitive")
        secret.with_user(self.office_user).action_merge(same, "重复")
        self.assertEqual(secret.sudo().state, "merged")
        self.assertFalse(
            self.env["duban.matter"]
            .with_user(self.outsider)
            .search([("id", "in", (secret | same).ids)])
        )

    def test_recused_person_does_not_read_on_in_the_survivor(self):
        matter, survivor = self.assigned(), self.assigned()
        self.env["duban.recusal"].with_user(self.office_user).create(
            {"matter_id": matter.id, "user_id": self.head_b.id, "ground": "利害关系"}
        )
        self.assert_refused(
            matter.with_user(self.office_user).action_merge, survivor, "重复"
        )

    def test_sources_of_a_survivor_are_shown_as_far_as_one_may_read(self):
        hidden = self.assigned(source_document="密件一号", lead_unit_id=self.unit_b.id)
        survivor = self.assigned(source_document="公开二号")
        hidden.with_user(self.office_user).action_merge(survivor, "重复")
        hidden.sudo()._engine_write({"confidentiality": "sensitive"})
        hidden.sudo()._engine_write({"access_user_ids": [Command.clear()]})
        for user, seen in ((self.worker_a, False), (self.office_user, False)):
            mine = self.as_user(survivor, user)
            self.assertEqual(mine.source_count, 2)
            self.assertEqual("密件一号" in mine.source_display, seen)
            self.assertIn("公开二号", mine.source_display)
            # warm cache of somebody who reads everything
            self.assertIn("密件一号", survivor.sudo().source_display)
            self.assertNotIn("密件一号", survivor.with_user(user).source_display)

    # -- rules that do not count

    def test_no_new_matter_under_superseded_rules(self):
        old = self.regulation
        draft = self.matter()
        new = old._new_version(date(2024, 2, 1))
        new.office_id = self.office
        Matter = self.env["duban.matter"].with_user(self.office_user)
        self.assert_refused(Matter.create, {"name": "x", "regulation_id": old.id})
        future = old.copy({"company_id": self.company.id, "date_from": "2025-01-01"})
        self.assert_refused(Matter.create, {"name": "x", "regulation_id": future.id})
        # what was registered under it is filed under the rules of the day (CORE-31)
        draft.with_user(self.office_user).action_file()
        self.assertEqual(draft.regulation_id, new)
        self.assertEqual(draft.ruleset_id.content["code"], new.code)
        self.regulation = new
        self.assertEqual(self.matter().regulation_id, new)

    def test_registering_follows_todays_offices(self):
        """Which offices register is frozen with the rules; which unit that is, the regulation in force says."""
        self.env["duban.registration.rule"].create(
            {
                "regulation_id": self.regulation.id,
                "document": "filing",
                "office": "discipline",
            }
        )
        matter = self.filed()
        new = self.regulation.copy(
            {"company_id": self.company.id, "date_from": "2024-02-01"}
        )
        new.write({"office_id": self.office.id, "discipline_office_id": self.unit_b.id})
        new.registration_rule_ids.unlink()
        self.assertEqual(matter.sudo()._registration_units("filing"), self.unit_b)
        matter._engine_write({"co_unit_ids": [Command.link(self.unit_b.id)]})
        matter.sudo()._engine_write({"office_id": self.office.id})
        self.assert_refused(
            matter.with_user(self.discipline_user).action_register_document, "filing"
        )

    # -- a matter that was open and is classified now

    def _texts(self, user, matter):
        """Everything ``user`` reads that has to do with ``matter``, by every way a client has to ask."""
        self.env.invalidate_all()
        env = self.env(user=user.id, context={"active_test": False})
        on = [("res_model", "=", "duban.matter"), ("res_id", "=", matter.id)]
        found = [
            env["duban.act"].search_read([("matter_id", "=", matter.id)]),
            env["duban.act"].search_read([("note", "ilike", SECRET)]),
            env["duban.act"]._read_group([], ["note"], ["__count"]),
            env["mail.message"].search_read([("body", "ilike", SECRET)], ["body"]),
            env["mail.message"].search_read([("res_id", "=", matter.id)], ["body"]),
            env["mail.activity"].search_read(on, ["summary", "res_name"]),
            env["duban.statistics"].search_read([("matter_id", "=", matter.id)]),
            env["duban.record"].search_read([("matter_id", "=", matter.id)]),
            env["duban.matter"].name_search(SECRET),
            env["duban.duplicate"].sudo(False).has_access("read")
            and env["duban.duplicate"].search_read([]),
        ]
        for records, names in (
            (matter.sudo().act_ids, ["note", "changes", "changes_text"]),
            (matter.sudo().message_ids, ["body", "subject"]),
            (
                self.env["mail.activity"]
                .sudo()
                .with_context(active_test=False)
                .search([*on, ("user_id", "=", user.id)]),
                ["summary", "res_name"],
            ),
            (matter, ["name", "content", "source_display"]),
        ):
            for record in records:
                try:
                    found.append(self.as_user(record, user).read(names))
                except AccessError:
                    continue
        return str(found)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_classified_later_is_out_of_sight_in_trail_and_tracking(self):
        matter = self.accepted(name=SECRET)
        matter.with_user(self.office_user).write(
            {"content": f"{SECRET}的内容", "is_key": True}
        )
        matter.with_user(self.office_user).write({"name": f"{SECRET}二"})
        self.feedback(matter)
        self.env.flush_all()
        self.cr.flush()  # tracking is written now
        people = (self.office_user, self.worker_a, self.leader, self.admin)
        for user in people[:3]:
            self.assertIn(SECRET, self._texts(user, matter), user.login)
        matter.with_user(self.office_user).action_route("classified", "涉密")
        self.env.flush_all()
        self.cr.flush()
        for user in (*people, self.head_b, self.discipline_user, self.outsider):
            if user in matter.sudo().access_user_ids:
                continue
            self.assertNotIn(SECRET, self._texts(user, matter), user.login)
        self.assertNotIn(self.office_user, matter.sudo().access_user_ids)
        names = (
            self.env["mail.activity"]
            .sudo()
            .with_context(active_test=False)
            .search([("res_model", "=", "duban.matter"), ("res_id", "=", matter.id)])
            .mapped("res_name")
        )
        self.assertTrue(names)
        self.assertFalse([name for name in names if SECRET in (name or "")])

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_recused_person_reads_no_finished_todo(self):
        matter = self.submitted(name=SECRET)
        done = (
            self.env["mail.activity"]
            .with_user(self.worker_a)
            .with_context(active_test=False)
            .search([("user_id", "=", self.worker_a.id), ("active", "=", False)])
        )
        self.assertIn(SECRET, str(done.mapped("res_name")))
        self.assertIn(SECRET, self._texts(self.worker_a, matter))
        self.env["duban.recusal"].with_user(self.worker_a).create(
            {
                "matter_id": matter.id,
                "user_id": self.worker_a.id,
                "replacement_id": self.liaison_a.id,
                "ground": "利害关系",
            }
        )
        self.assertNotIn(SECRET, self._texts(self.worker_a, matter))
        self.assertFalse(done.sudo().exists())

    # -- parts of others

    def test_reader_deletes_nobodys_draft(self):
        matter = self.accepted(co_unit_ids=[Command.set(self.unit_b.ids)])
        request = self.extension(matter, "2024-06-30")
        for user in (self.worker_b, self.leader, self.office_user):
            self.assert_refused(request.with_user(user).unlink)
        request.with_user(self.worker_a).unlink()

    def test_office_does_not_rewrite_the_units_reason(self):
        matter = self.accepted()
        self.at("2024-12-30")
        matter.with_user(self.worker_a).action_give_justification("设备未到")
        self.assert_refused(
            matter.with_user(self.office_user).write, {"justification": "没有理由"}
        )

    # -- messages

    def test_messages_are_written_in_ones_own_name_and_stay(self):
        matter = self.accepted()
        as_worker = matter.with_user(self.worker_a)
        text = "同意延期"
        leader = self.leader.partner_id.id
        self.assert_refused(lambda: as_worker.message_post(body=text, author_id=leader))
        Message = self.env["mail.message"].with_user(self.worker_a)
        vals = {"model": "duban.matter", "res_id": matter.id, "body": text}
        self.assert_refused(Message.create, {**vals, "author_id": leader})
        self.assert_refused(Message.create, {**vals, "author_id": False})
        self.assertEqual(Message.create(vals).author_id, self.worker_a.partner_id)
        said = matter.with_user(self.office_user).message_post(body=text)
        for user in (self.worker_a, self.office_user, self.admin):
            message = said.with_user(user)
            self.assert_refused(message.write, {"body": "不必完成"})
            self.assert_refused(message.write, {"author_id": leader})
            self.assert_refused(message.unlink)
            self.assert_refused(
                matter.with_user(user).write,
                {"message_ids": [Command.delete(said.id)]},
            )
        own = as_worker.message_post(body=text)
        self.assert_refused(own.with_user(self.worker_a).write, {"body": "没收到"})
        draft = self.matter()
        note = draft.message_post(body=text)
        note.with_user(self.office_user).write({"body": "草稿二"})

    def test_strangers_do_not_follow(self):
        matter = self.accepted()
        as_worker = matter.with_user(self.worker_a)
        stranger = self.outsider.partner_id
        as_worker.message_subscribe(stranger.ids)
        as_worker.write({"message_partner_ids": [Command.link(stranger.id)]})
        self.env.invalidate_all()
        self.assertNotIn(stranger, matter.sudo().message_partner_ids)
        # the engine's word for "a to-do is no subscription" is not a client's
        as_worker.with_context(duban_no_subscribe=True).message_subscribe(
            self.head_a.partner_id.ids
        )
        self.assertIn(self.head_a.partner_id, matter.sudo().message_partner_ids)

    def test_no_file_reaches_a_stub(self):
        matter = self.accepted()
        file = (
            self.env["ir.attachment"]
            .with_user(self.secrecy_user)
            .create({"name": "x.pdf", "raw": b"x"})
        )
        matter.with_user(self.office_user).action_route("classified", "涉密")
        self.env.invalidate_all()
        stub = matter.with_user(self.secrecy_user)
        self.assert_refused(lambda: stub.message_post(attachment_ids=file.ids))
        self.assert_refused(
            file.write, {"res_model": "duban.matter", "res_id": matter.id}
        )

    @clause("CORE-12", "WUT-18.1b")
    def test_volume_masks_what_is_protected(self):
        """The archivist reads a protected matter; the colleagues who read the volume do not."""
        secret = self.assigned(confidentiality="sensitive", name=SECRET)
        self.assertIn(self.office_user, secret.sudo().access_user_ids)
        mine = secret.with_user(self.office_user)
        self.assertIn(SECRET, mine._document_text("name"))
        self.assertEqual(
            mine.with_context(duban_masked=True)._document_text("name"), ""
        )
        seen = []
        Report = self.registry["ir.actions.report"]

        def source(report, name, ids):
            seen.append(
                self.env["duban.matter"]
                .with_env(report.env)
                .browse(ids)
                .mapped(lambda row: row._document_text("name"))
            )
            return "<html/>"

        self.patch(Report, "_duban_source", source)
        self.at("2025-01-02")
        volume = (
            self.env["duban.ledger.volume"]
            .with_user(self.office_user)
            .create({"year": 2024, "volume": "1"})
        )
        volume.action_archive_volume()
        self.assertTrue(seen[0])
        self.assertNotIn(SECRET, str(seen))

    # -- parts are closed until they open themselves

    def _parts(self):
        return sorted(
            name
            for name in self.registry.descendants(["duban.matter.part"], "_inherit")
            if not self.env[name]._abstract
        )

    def test_every_part_names_who_writes_it(self):
        """A part that names nobody is the engine's alone; none is writable by somebody without a role."""
        names = self._parts()
        self.assertGreater(len(names), 15)
        mixin = self.env["duban.matter.part"]
        matter = self.accepted(co_unit_ids=[Command.set(self.unit_b.ids)])
        closed = set()
        for name in names:
            model = self.env[name]
            if type(model)._who_writes is type(mixin)._who_writes:
                closed.add(name)
                for user in (self.office_user, self.worker_a, self.leader, self.admin):
                    with self.assertRaises(AccessError):
                        model.with_user(user)._who_writes("create", {"matter_id"})
                    self.assert_refused(
                        model.with_user(user).create, {"matter_id": matter.id}
                    )
            # the leader in charge reads everything of the matter and writes no part of it
            values = {"matter_id": matter.id}
            if "holder" in model._fields:
                values["holder"] = "office"
            for operation in ("create", "write", "unlink"):
                # anew each time: a failed step leaves nothing in the cache
                part = model.with_user(self.leader).new(values)
                with self.assertRaises(UserError, msg=f"{name}.{operation}"):
                    part._who_writes(operation, {"note"})
        self.assertEqual(
            closed,
            {
                "duban.act",
                "duban.approval.line",
                "duban.due.date",
                "duban.help.call",
                "duban.judgement",
                "duban.objection",
                "duban.pause",
                "duban.registration",
                "duban.reminder",
                "duban.statistics",
            },
        )
