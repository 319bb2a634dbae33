"""What a record is called is told to whoever may read it, by whatever field one reaches it."""

# what people say in a test is nobody's term to translate
# pylint: disable=translation-required

from functools import partial

from odoo import Command
from odoo.exceptions import UserError
from odoo.orm.models import BaseModel
from odoo.tests import tagged
from odoo.tools import mute_logger

from tests import exhibits
from tests.clauses import clause
from tests.duban_supervision.test_access_matrix import AccessFixture

QUIET = (
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
    "odoo.sql_db",
)
#: rows of the platform that name records of the suite
POINTERS = ("ir.attachment", "mail.message", "mail.mail", "mail.activity")
#: what a record is called, numbered or sorted by, and which model a row stands on
CALLED = ("number", "code", "model", "complete_name", "tree_order")
#: signed, to be given to whoever wants to check
PUBLIC = ("duban.log.checkpoint",)
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
    maxDiff = None

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

    def refused(self, call):
        """Whether ``call`` is refused; one that breaks was let through."""
        self.env.invalidate_all()
        try:
            with self.cr.savepoint(flush=True):
                call()
                raise ValueError("back")
        except UserError:  # AccessError is one
            return True
        except Exception:  # pylint: disable=broad-except
            return False
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

    def said(self, form, name):
        """What the field ``name`` says on a form; nothing where it is refused, or asks for more than was typed."""
        try:
            return str(form[name])
        except (UserError, ValueError, TypeError):
            return ""

    def words_of(self, record):
        """What people wrote on a record (as superuser)."""
        return {
            word
            for name, field in record._fields.items()
            if field.store and field.type in ("char", "text", "html")
            if name not in CALLED
            if len(word := str(record[name] or "")) > 3
            # what a record is called is the other test's; a place in a tree is made of numbers that others have too
            if word != record.display_name and any(map(str.isalpha, word))
        }

    @clause("CORE-12")
    @mute_logger(*QUIET)
    def test_no_form_tells_what_stands_on_what_one_may_not_read(self):
        """A form that is not saved names any record: no field computed from it as superuser says what stands there."""
        tried = 0
        for name, key, target in self.pairs():
            record, _secret = self.target(target)
            Model = self.env[name]
            if not Model._auto or not record or target in PUBLIC:
                continue
            shown = [
                each
                for each, field in Model._fields.items()
                if field.type in ("char", "text", "html", "json") and each != key
            ]
            words = self.words_of(record)
            for user in self.people:
                env = self.env(
                    user=user,
                    su=False,
                    context={"allowed_company_ids": user.company_ids.ids},
                )
                if not words or record.with_env(env).has_access("read"):
                    continue
                self.env.invalidate_all()
                mine = Model.with_env(env)
                alone = BaseModel.new(mine, {})
                typed = BaseModel.new(mine, {key: record.id})
                for each in shown:
                    tried += 1
                    said = self.said(typed, each)
                    found = {word for word in words if word in said}
                    if found and found - {
                        word for word in found if word in self.said(alone, each)
                    }:
                        with self.subTest(
                            model=name, key=key, field=each, user=user.name
                        ):
                            self.fail(f"{found} in {said}")
        self.assertGreater(tried, 100)

    def named(self):
        """(model, field, target, ways of naming a record of it in a form) of every link and list."""
        for name in exhibits.models(self):
            for key, field in self.env[name]._fields.items():
                target = field.comodel_name or ""
                if not (target.startswith("duban.") or target in POINTERS):
                    continue
                if self.env[target]._abstract:
                    continue
                if field.type == "many2one":
                    yield name, key, target, (lambda number: number, lambda number: {"id": number})  # fmt: skip
                else:
                    yield name, key, target, (
                        lambda number: [Command.link(number)],
                        lambda number: [Command.set([number])],
                        lambda number: [Command.update(number, {})],
                    )  # fmt: skip

    @clause("CORE-12")
    @mute_logger(*QUIET)
    def test_no_form_takes_what_one_may_not_read(self):
        """Nothing is computed of it then: no date, unit, light or number, whatever the field's type."""
        tried, passed = 0, []
        for name, key, target, values in self.named():
            record, _secret = self.target(target)
            for user in self.people if record else ():
                env = self.env(
                    user=user,
                    su=False,
                    context={
                        "allowed_company_ids": user.company_ids.ids,
                        "active_test": False,
                    },
                )
                if record.with_env(env).has_access("read"):
                    continue
                Model = env[name]
                tried += Model.has_access("create")
                for number, value in enumerate(values):
                    ways = {
                        "typed": lambda: Model.onchange({key: value(record.id)}, [key], {key: {}}),  # noqa: B023
                        "default": lambda: Model.with_context(  # noqa: B023
                            **{f"default_{key}": value(record.id)}  # noqa: B023
                        ).onchange({}, [], {key: {}}),  # noqa: B023
                        "as the database takes it": lambda: Model.onchange(  # noqa: B023
                            {key: value(float(record.id))}, [key], {key: {}}  # noqa: B023
                        ),
                    }  # fmt: skip
                    if Model._transient:
                        ways["stored"] = lambda: Model.create({key: value(record.id)})  # noqa: B023
                    for way, call in ways.items():
                        if not self.refused(call):
                            passed.append((name, key, number, way, user.login))
        self.assertEqual(passed, [])
        self.assertGreater(tried, 100)

    @clause("CORE-12", "WUT-26.1c")
    @mute_logger(*QUIET)
    def test_no_form_lists_the_units_and_dates_of_matters(self):
        """By counting numbers up: what a to-do says, whom a matter concerns and when it is due."""
        routed = self.looked_at[1]
        routed.with_user(self.office_user).action_route("disciplinary", "涉及执纪审查")
        todo = self.todos(routed)[:1]
        self.assertTrue(todo)
        secrets = {
            str(routed.sudo().date_deadline),
            todo.sudo().summary,
            routed.sudo().lead_unit_id.name,
        }
        for user in (self.outsider, self.office_user2):
            for name, values, shown in (
                ("duban.matter", {"activity_ids": [Command.link(todo.id)]}, "next_step_text next_step_date"),
                ("duban.matter", {"child_ids": [Command.link(routed.id)]}, "children_done children_light"),
                ("duban.progress.request", {"matter_id": routed.id}, "department_id"),
                ("duban.request", {"matter_id": routed.id}, "present_deadline"),
                ("duban.adjustment", {"matter_id": routed.id}, "deadline_now"),
            ):  # fmt: skip
                Model = self.env[name].with_user(user).with_context(active_test=False)
                spec = {
                    each: {"fields": {"display_name": {}}}
                    if Model._fields[each].type == "many2one"
                    else {}
                    for each in shown.split()
                }
                with self.subTest(model=name, user=user.login):
                    said = self.told(lambda: Model.onchange(values, list(values), spec))  # noqa: B023
                    self.assertFalse({each for each in secrets if each in said})
                    self.assertEqual(said, "")

    @clause("CORE-12")
    @mute_logger(*QUIET)
    def test_no_default_takes_what_one_may_not_read(self):
        """In a row within the form, or kept as one's own default: Odoo takes both wherever a value is missing."""
        todo = self.todos(self.hidden)[:1]
        self.assertTrue(todo)
        rows = {"child_ids": [[0, "virtual_1", {}]]}
        preset = {"default_activity_ids": [[4, todo.id]], "active_test": False}
        unit = {"department_id": {"fields": {"display_name": {}}}}
        for user in (self.outsider, self.office_user2):
            Matter = self.env["duban.matter"].with_user(user).with_context(**preset)
            for names in ([], ["child_ids"]):
                spec = {"child_ids": {"fields": {"next_step_text": {}}}}
                said = self.told(partial(Matter.onchange, rows, names, spec))
                self.assertNotIn(todo.sudo().summary, said, user.name)
            Request = self.env["duban.progress.request"].with_user(user)
            own = self.env["ir.default"].with_user(user)
            own.set(Request._name, "matter_id", self.hidden.id, user_id=True)
            for names in ([], ["name"]):
                said = self.told(partial(Request.onchange, {"name": "x"}, names, unit))
                self.assertNotIn(self.hidden.sudo().lead_unit_id.name, said, user.name)

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
