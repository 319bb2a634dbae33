"""What a record is called is told to whoever may read it, by whatever field one reaches it."""

# what people say in a test is nobody's term to translate
# pylint: disable=translation-required

from odoo import Command
from odoo.exceptions import UserError
from odoo.orm.models import BaseModel
from odoo.tests import tagged
from odoo.tools import mute_logger

from tests import exhibits
from tests.clauses import clause
from tests.duban_supervision.test_access_matrix import AccessFixture

QUIET = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
#: rows of the platform that name records of the suite
POINTERS = ("ir.attachment", "mail.message", "mail.mail", "mail.activity")
#: many2one fields of the platform to such rows
PLATFORM = (
    ("ir.attachment", "original_id"),
    ("mail.notification", "mail_message_id"),
    ("mail.notification", "mail_mail_id"),
    ("mail.message", "parent_id"),
    ("mail.compose.message", "parent_id"),
)


@tagged("post_install", "-at_install")
class TestNames(AccessFixture):
    def setUp(self):
        super().setUp()
        exhibits.switch_on(self)
        normal, self.hidden = self.matters()
        self.accepted(name=normal.name)
        closed = self.closed(name="已办结", co_unit_ids=[Command.set(self.unit_b.ids)])
        self.looked_at = [self.hidden, normal, closed]
        self.regulation.duplicate_detection = True
        other = self.env["res.company"].create({"name": "另一单位"})
        stranger = self.new_person("stranger")
        stranger.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        self.people = stranger | self.outsider | self.office_user2
        self.targets = {}
        self.env.flush_all()

    def target(self, name):
        """A record of the model ``name`` to be pointed at, and its name as the system knows it."""
        if name not in self.targets:
            if name in POINTERS:
                record = self.pointer(name)
            else:
                record = exhibits.exhibit(self, name, self.looked_at)
            record = self.env[name].browse(record.id).sudo()
            self.targets[name] = record, record.display_name
        return self.targets[name]

    def pointer(self, name):
        message = self.hidden.with_user(self.office_user).message_post(
            body="x", subject="敏感标题"
        )
        if name == "ir.attachment":
            return self.file(self.hidden, self.office_user)
        if name == "mail.message":
            return message
        if name == "mail.mail":
            return self.env[name].sudo().create({"mail_message_id": message.id})
        return self.todos(self.hidden)[:1]

    def pairs(self):
        """(model, field, model of the record) of every many2one that could tell a name."""
        for name in exhibits.models(self):
            for key, field in self.env[name]._fields.items():
                target = field.comodel_name or ""
                if field.type == "many2one" and (
                    target.startswith("duban.") or target in POINTERS
                ):
                    if not self.env[target]._abstract:
                        yield name, key, target
        for name, key in PLATFORM:
            yield name, key, self.env[name]._fields[key].comodel_name

    def told(self, call):
        """What ``call`` brings, as text; nothing where it is refused."""
        self.env.invalidate_all()
        try:
            with self.cr.savepoint(flush=True):
                return str(call())
        except UserError:  # AccessError is one
            return ""
        finally:
            self.env.invalidate_all(flush=False)

    @clause("CORE-12")
    @mute_logger(*QUIET)
    def test_no_field_tells_the_name_of_what_one_may_not_read(self):
        """Defaults of a form, values of a form (also a form within the form), and the name itself."""
        tried, read = 0, 0
        for name, key, target in self.pairs():
            record, secret = self.target(target)
            for user in self.people:
                env = self.env(
                    user=user,
                    su=False,
                    context={"allowed_company_ids": user.company_ids.ids},
                )
                mine = record.with_env(env)
                if mine.has_access("read"):
                    read += 1
                    continue
                Model = env[name]
                spec = {key: {"fields": {"display_name": {}}}}
                ways = {
                    "default": lambda: Model.with_context(**{f"default_{key}": record.id}).onchange({}, [], spec),  # noqa: B023
                    "typed": lambda: Model.onchange({key: record.id}, [key], spec),  # noqa: B023
                    "nested": lambda: Model.onchange({key: {"id": record.id}}, [key], spec),  # noqa: B023
                    "new": lambda: BaseModel.new(Model, {key: record.id}).web_read(spec),  # noqa: B023
                    "name": lambda: mine.sudo().display_name,  # noqa: B023
                    "new name": lambda: BaseModel.new(mine.sudo(), origin=mine.sudo()).display_name,  # noqa: B023
                }  # fmt: skip
                for way, call in ways.items():
                    tried += 1
                    with self.subTest(model=name, field=key, user=user.name, way=way):
                        said = self.told(call)
                        self.assertNotIn("敏感", said)
                        if secret and not secret.isdigit() and len(secret) > 1:
                            self.assertNotIn(f"'{secret}'", said)
                            self.assertNotEqual(secret, said)
        self.assertGreater(tried, 500)
        self.assertTrue(read)

    @clause("CORE-12")
    def test_whoever_reads_it_is_told(self):
        """And the engine is, whoever it works for."""
        for user in (self.office_user, self.head_a):
            mine = self.hidden.with_user(user)
            self.assertEqual(mine.sudo().display_name, mine.display_name)
            self.assertIn(self.hidden.number, mine.sudo().display_name)
        root = self.env.ref("base.user_root")
        for name in ("duban.regulation", "duban.request", "duban.feedback"):
            record, secret = self.target(name)
            self.assertEqual(record.with_user(root).sudo().display_name, secret)

    @clause("CORE-12")
    def test_every_model_hides_its_name(self):
        mixin = self.registry["duban.hidden.name"]
        for name in [*exhibits.models(self), *POINTERS]:
            with self.subTest(model=name):
                self.assertTrue(issubclass(self.registry[name], mixin))
                field = self.env[name]._fields["display_name"]
                self.assertIn("uid", self.registry.field_depends_context[field])
