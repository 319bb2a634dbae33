"""What stands on a kept record is changed by nobody, field by field: what is allowed is named, the rest refused."""

# what people say in a test is nobody's term to translate
# pylint: disable=translation-required

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.misc import limited_field_access_token

from tests import exhibits
from tests.clauses import clause
from tests.duban_supervision.test_access_matrix import EXPECTED, AccessFixture

QUIET = (
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
    "odoo.models.unlink",
    "odoo.sql_db",
)
ROLES = ("office_user", "head_a", "worker_a", "leader", "admin")
#: fields of the platform's rows that nobody can write at all
NEVER = {"id", "create_uid", "create_date", "write_uid", "write_date"}


class LockCase(AccessFixture):
    def setUp(self):
        super().setUp()
        self.running, self.hidden = self.matters()
        self.done = self.closed(name="已办结", co_unit_ids=[Command.set(self.unit_b.ids)])  # fmt: skip
        self.env.flush_all()

    def refused(self, call, *args):
        """``call`` is refused; what it did all the same is taken back."""
        savepoint = self.cr.savepoint(flush=True)
        try:
            call(*args)
            self.env.flush_all()
        except UserError:  # AccessError is one
            return
        finally:
            self.env.invalidate_all(flush=False)
            savepoint.close(rollback=True)
        self.fail("was let through")

    def own_value(self, record, name):
        """The value that stands in a field, as a client would send it."""
        field = record._fields[name]
        if field.type in ("one2many", "many2many"):
            return [Command.unlink(row) for row in record.sudo()[name].ids] or [
                Command.clear()
            ]
        return field.convert_to_write(record.sudo()[name], record)


@tagged("post_install", "-at_install")
class TestNothingIsWritten(LockCase):
    """Every stored field of a file, a message and a to-do, also with the value that stands there."""

    def check(self, record, supers=(False,)):
        names = [
            name
            for name, field in record._fields.items()
            if field.store and name not in NEVER and not field.company_dependent
        ]
        self.assertGreater(len(names), 10)
        for role in ROLES:
            for su in supers:
                mine = record.with_user(self.user(role)).sudo(su)
                for name in names:
                    vals = {name: self.own_value(record, name)}
                    with self.subTest(role=role, su=su, field=name):
                        self.refused(mine.write, vals)

    @clause("CORE-27")
    @mute_logger(*QUIET)
    def test_file_of_a_kept_matter(self):
        self.check(self.file(self.done, self.office_user), supers=(False, True))

    @clause("CORE-27")
    @mute_logger(*QUIET)
    def test_message_on_a_kept_matter(self):
        message = self.done.with_user(self.office_user).message_post(
            body="请整改", partner_ids=self.leader.partner_id.ids
        )
        self.check(message)
        self.assertIn(self.leader.partner_id, message.notified_partner_ids)
        # what the platform notes on it goes other ways
        message.with_user(self.leader).toggle_message_starred()
        message.with_user(self.leader).set_message_done()
        self.assertTrue(message.with_user(self.leader).starred)

    @clause("CORE-2")
    @mute_logger(*QUIET)
    def test_todo_of_the_engine(self):
        self.check(self.todos(self.running, user=self.head_a)[:1] or self.todos(self.running)[:1])  # fmt: skip


@tagged("post_install", "-at_install")
class TestFilesStandWhereTheyAre(LockCase):
    @clause("CORE-12", "CORE-27")
    @mute_logger(*QUIET)
    def test_no_file_under_a_field_and_none_for_everybody(self):
        """On every model of the suite: by values, by defaults of the context, moved there from elsewhere."""
        exhibits.switch_on(self)
        # filed under rules with every function
        self.running = self.accepted(name="有全部功能的事项")
        # a second one of the same title, for what looks like a duplicate
        self.accepted(name=self.running.name)
        self.regulation.duplicate_detection = True
        tried = 0
        for name in exhibits.models(self):
            record = exhibits.exhibit(self, name, [self.running, self.done])
            for role in ("office_user", "head_a", "admin"):
                mine = record.with_user(self.user(role)).sudo(False)
                if not record._auto or not mine.has_access("write"):
                    continue
                Files = mine.env["ir.attachment"]
                place = {"res_model": name, "res_id": record.id}
                for odd in (
                    {"res_field": "image_128"},
                    {"public": True},
                ):
                    defaults = {f"default_{key}": value for key, value in odd.items()}
                    loose = Files.sudo().create({"name": "x"} | odd).sudo(False)
                    ways = {
                        "values": lambda: Files.create({"name": "x", "raw": b"x"} | place | odd),  # noqa: B023
                        "context": lambda: Files.with_context(**defaults).create({"name": "x"} | place),  # noqa: B023
                        "route": lambda: Files.sudo().with_context(**defaults).create({"name": "x"} | place),  # noqa: B023
                        "moved": lambda: loose.write(place),  # noqa: B023
                    }  # fmt: skip
                    for way, call in ways.items():
                        tried += 1
                        with self.subTest(model=name, role=role, way=way, odd=odd):
                            self.refused(call)
        self.assertGreater(tried, 100)

    @clause("CORE-12")
    @mute_logger(*QUIET)
    def test_no_token_opens_a_file(self):
        """Neither written, nor made, nor brought along, nor honoured; other apps' files keep theirs."""
        Binary = self.env["ir.binary"].with_user(self.public).sudo(False)
        mine = self.env["ir.attachment"].with_user(self.office_user)
        loose = mine.create({"name": "x", "raw": b"x", "access_token": "1"})
        self.assertEqual(
            Binary._find_record(res_id=loose.id, access_token="1").id, loose.id
        )
        for matter in (self.matter(), self.running, self.done):
            file = self.file(matter, self.office_user)
            moved = mine.create({"name": "y", "raw": b"y", "access_token": "1"})
            moved.write({"res_model": "duban.matter", "res_id": matter.id})
            made = mine.create(
                {"name": "z", "raw": b"z", "access_token": "1", "res_model": "duban.matter", "res_id": matter.id}
            )  # fmt: skip
            self.refused(file.with_user(self.office_user).write, {"access_token": "1"})
            self.assertEqual(file.with_user(self.office_user).generate_access_token(), [""])  # fmt: skip
            for each in file | moved | made:
                self.assertFalse(each.sudo().access_token)
                signed = limited_field_access_token(each.sudo(), "raw", scope="binary")
                self.env.cr.execute(
                    "UPDATE ir_attachment SET access_token = '1' WHERE id = %s",
                    [each.id],
                )
                each.invalidate_recordset()
                for token in ("1", signed):
                    with self.assertRaises(AccessError):
                        Binary._find_record(
                            res_id=each.id, access_token=token, field="raw"
                        )
                # whoever reads it opens it, token or not
                reader = Binary.with_user(self.office_user)
                self.assertTrue(
                    reader._find_record(res_id=each.id, access_token="1", field="raw")
                )

    @clause("CORE-28")
    def test_the_log_knows_where_a_file_stands(self):
        """Moved, hidden under a field or renamed past the suite: the check says so, and so does the dossier."""
        file = self.file(self.done, self.office_user)
        self.env["duban.log.checkpoint"]._make()
        for change in (
            {"res_field": "image_128"},
            {"res_id": self.running.id},
            {"name": "别的.pdf"},
        ):
            name, value = next(iter(change.items()))
            with self.subTest(change=change):
                before = file.sudo()[name]
                self.put(file, name, value)
                found = [row for row in self.verify() if row.kind == "file"]
                self.assertEqual([row.matter_id for row in found], [self.done.id])
                missing = self.missing()
                if name == "name":
                    self.assertFalse(missing)
                else:
                    self.assertIn(str(file.id), missing[0]["what"])
                self.put(file, name, before or None)
                self.assertFalse([row for row in self.verify() if row.kind == "file"])
                self.assertFalse(self.missing())

    def put(self, file, name, value):
        self.env.flush_all()
        self.cr.execute(
            f'UPDATE ir_attachment SET "{name}" = %s WHERE id = %s',  # noqa: S608
            [value, file.id],
        )
        self.env.invalidate_all()

    def verify(self):
        from odoo.addons.duban_supervision.models.proof.verify import Verifier

        return list(Verifier(self.env(su=True)).run())

    def missing(self):
        class Writer:
            left_out = []

        writer = Writer()
        writer.left_out = []
        self.done.with_user(self.office_user)._dossier_missing(writer)
        return writer.left_out


@tagged("post_install", "-at_install")
class TestWhoIsTold(LockCase):
    @clause("CORE-12")
    @mute_logger(*QUIET)
    def test_rows_are_read_by_whoever_reads_the_record(self):
        """Notifications and followers: the own ones, and those of what one reads; by search, by id and by group."""
        for matter, column in ((self.running, 0), (self.hidden, 1)):
            message = matter.with_user(self.office_user).message_post(
                body="请按期完成", partner_ids=self.head_a.partner_id.ids
            )
            matter.sudo().message_subscribe(self.head_a.partner_id.ids)
            rows = {
                "mail.notification": message.sudo().notification_ids,
                "mail.followers": matter.sudo().message_follower_ids,
            }
            for role, sees in EXPECTED.items():
                if role in ("portal", "public"):
                    continue
                user = self.user(role)
                for name, all_rows in rows.items():
                    others = all_rows.filtered(
                        lambda row, user=user: (
                            row[
                                "res_partner_id"
                                if row._name == "mail.notification"
                                else "partner_id"
                            ]
                            != user.partner_id
                        )
                    )
                    self.assertTrue(others or role in ("head_a", "office_user"))
                    for row in others.with_user(user).sudo(False):
                        with self.subTest(model=name, role=role, matter=matter.name):
                            found = row.search([("id", "=", row.id)])
                            self.assertEqual(bool(found), sees[column])
                            self.assertEqual(row.has_access("read"), sees[column])
                            groups = row._read_group([("id", "=", row.id)], [], ["__count"])  # fmt: skip
                            self.assertEqual(bool(groups[0][0]), sees[column])

    @clause("CORE-27")
    @mute_logger(*QUIET)
    def test_nobody_is_put_out(self):
        """Of what they are told: by the method, by commands on the record, by the rows themselves."""
        partner = self.leader.partner_id
        for matter in (self.running, self.done):
            matter.sudo().message_subscribe(partner.ids)
            message = matter.with_user(self.office_user).message_post(
                body="请阅", partner_ids=partner.ids
            )
            told = message.sudo().notification_ids
            self.assertTrue(told)
            row = matter.sudo().message_follower_ids.filtered(
                lambda each: each.partner_id == partner
            )
            self.assertTrue(row)
            for role in ("office_user", "head_a", "worker_a", "admin"):
                mine = matter.with_user(self.user(role))
                ways = {
                    "method": lambda: mine.message_unsubscribe(partner.ids),  # noqa: B023
                    "commands": lambda: mine.write({"message_follower_ids": [Command.clear()]}),  # noqa: B023
                    "row": lambda: row.with_env(mine.env).unlink(),  # noqa: B023
                    "moved": lambda: row.with_env(mine.env).write({"partner_id": mine.env.user.partner_id.id}),  # noqa: B023
                    "notification": lambda: told.with_env(mine.env).unlink(),  # noqa: B023
                    "its state": lambda: told.with_env(mine.env).write({"notification_status": "canceled"}),  # noqa: B023
                    "its state beside the reading": lambda: told.with_env(mine.env).write(  # noqa: B023
                        {"is_read": True, "notification_status": "canceled"}
                    ),
                    "who was told, beside it": lambda: told.with_env(mine.env).write(  # noqa: B023
                        {"is_read": True, "res_partner_id": mine.env.user.partner_id.id}  # noqa: B023
                    ),
                }  # fmt: skip
                for way, call in ways.items():
                    with self.subTest(role=role, way=way, state=matter.state):
                        self.refused(call)
            # that it was read is one's own to note, and nothing else
            own = told.with_user(self.leader).sudo(False)
            own.write({"is_read": True})
            self.refused(own.write, {"is_read": True, "notification_status": "bounce"})
            self.assertTrue(told.is_read)
            matter.with_user(self.leader).message_unsubscribe(partner.ids)
            self.assertNotIn(partner, matter.sudo().message_partner_ids)


@tagged("post_install", "-at_install")
class TestInAnothersName(LockCase):
    @clause("CORE-27")
    @mute_logger(*QUIET)
    def test_no_message_anywhere_speaks_as_a_person_of_supervision(self):
        """With a record of the suite, of another app, or none."""
        leader, mine = self.leader.partner_id, self.head_a
        Thread = self.env["mail.thread"].with_user(mine)
        Message = self.env["mail.message"].with_user(mine)
        to = {"partner_ids": self.worker_b.partner_id.ids, "body": "同意办结"}
        contact = self.env["res.partner"].create({"name": "外单位"})
        others = {"model": "res.partner", "res_id": contact.id, "message_type": "comment"}  # fmt: skip
        self.leader.sudo().email = "leader@example.edu.cn"
        address = '"leader" <leader@example.edu.cn>'
        ways = {
            "notify": lambda: Thread.message_notify(author_id=leader.id, **to),
            "notify by address": lambda: Thread.message_notify(email_from=address, **to),
            "address alone": lambda: Thread.message_notify(author_id=False, email_from=address, **to),
            "notify on a matter": lambda: Thread.message_notify(
                author_id=leader.id, model="duban.matter", res_id=self.running.id, **to
            ),
            "created": lambda: Message.create({"body": "x", "author_id": leader.id}),
            "created elsewhere": lambda: Message.create({"body": "x", "author_id": leader.id, **others}),
            "own address, another name": lambda: self.running.with_user(mine).message_post(
                body="x", email_from=f'"leader" <{mine.email}>'
            ),
        }  # fmt: skip
        for way, call in ways.items():
            with self.subTest(way=way):
                self.refused(call)
        # in one's own name people write as before, and other apps in the name of their customers
        self.assertTrue(Thread.message_notify(**to))
        self.assertTrue(Message.create({"body": "x", "author_id": contact.id}))
        self.assertTrue(self.running.with_user(mine).message_post(body="x"))

    @clause("CORE-27")
    @mute_logger(*QUIET)
    def test_nothing_is_left_to_be_sent_later_in_anothers_name(self):
        Later = self.env["mail.scheduled.message"]
        base = {
            "model": "duban.matter",
            "body": "同意办结",
            "scheduled_date": "2099-01-01",
        }
        draft = self.matter()
        mine, other = self.office_user.partner_id, self.leader.partner_id
        for matter, author, may in (
            (draft, mine, True),
            (draft, other, False),
            (self.running, mine, False),
            (self.done, other, False),
        ):
            vals = {**base, "res_id": matter.id, "author_id": author.id}
            for su in (False, True):
                Mine = Later.with_user(self.office_user).sudo(su)
                with self.subTest(state=matter.state, author=author.name, su=su):
                    if not may:
                        self.refused(Mine.create, vals)
                        continue
                    later = Mine.create(vals)
                    self.refused(later.write, {"author_id": other.id})

    @clause("CORE-28")
    @mute_logger(*QUIET)
    def test_addresses_are_the_directorys(self):
        plain = self.env["res.users"].create(
            {
                "name": "plain",
                "login": "plain_of_another_app",
                "group_ids": [Command.set([self.env.ref("base.group_user").id])],
            }
        )
        for field in ("email", "phone", "mobile_phone", "work_email", "work_phone"):
            if field not in plain._fields:
                continue
            with self.subTest(field=field):
                value = "leader@example.edu.cn" if "mail" in field else "13800000000"
                self.refused(self.head_a.with_user(self.head_a).write, {field: value})
        plain.with_user(plain).write({"email": "plain@example.edu.cn"})
        self.assertEqual(plain.email, "plain@example.edu.cn")
        # the same value, as a form may send it
        self.head_a.with_user(self.head_a).write({"email": self.head_a.email})


@tagged("post_install", "-at_install")
class TestCommonLists(LockCase):
    @clause("CORE-12")
    @mute_logger(*QUIET)
    def test_nobody_empties_everybodys_list(self):
        """Defaults for all on to-dos and messages, and buttons above our screens, are the administrator's."""
        action = self.env["ir.actions.act_window"].search(
            [("res_model", "=", "duban.matter")], limit=1
        )
        for model in ("mail.activity", "mail.message", "duban.matter"):
            vals = {
                "name": "x",
                "model_id": model,
                "domain": "[('id', '=', 0)]",
                "is_default": True,
            }
            for role in ("office_user", "head_a", "leader"):
                Filters = self.env["ir.filters"].with_user(self.user(role))
                own = Filters.create({**vals, "user_ids": [Command.set(self.user(role).ids)]})  # fmt: skip
                with self.subTest(model=model, role=role):
                    self.refused(Filters.create, {**vals, "user_ids": False})
                    self.refused(Filters.create, {**vals, "user_ids": [Command.set(self.worker_b.ids)]})  # fmt: skip
                    self.refused(own.write, {"user_ids": [Command.clear()]})
                own.unlink()
            Filters = self.env["ir.filters"].with_user(self.admin)
            self.assertTrue(Filters.create({**vals, "user_ids": False}))
        embedded = {
            "name": "x",
            "parent_action_id": action.id,
            "parent_res_model": "duban.matter",
            "action_id": action.id,
        }
        there = self.env["ir.embedded.actions"].create(embedded)
        for role in ("office_user", "head_a", "leader"):
            Embedded = self.env["ir.embedded.actions"].with_user(self.user(role))
            for mine in (False, self.user(role).id):
                with self.subTest(role=role, mine=mine):
                    self.refused(Embedded.create, {**embedded, "user_id": mine})
            self.refused(there.with_env(Embedded.env).write, {"name": "y"})
            self.refused(there.with_env(Embedded.env).unlink)
        Embedded = self.env["ir.embedded.actions"].with_user(self.admin)
        self.assertTrue(Embedded.create(embedded))
