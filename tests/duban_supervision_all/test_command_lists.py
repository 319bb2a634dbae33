"""Lists of commands (make, change, delete a row along with its record) reach no further than the writer's own rights.

Odoo writes what people keep of themselves as superuser, and rows that come along with it. Generated: every list field
of every model that somebody may write, so a new field is asked from its first day.
"""
# pylint: disable=translation-required

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from tests import exhibits
from tests.clauses import clause
from tests.duban_supervision.test_access_matrix import AccessFixture

QUIET = (
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
    "odoo.models.unlink",
    "odoo.sql_db",
    "odoo.http",
)
#: rows of the platform that say who acts in supervision, and what others are told
BESIDE = (
    "hr.department",
    "hr.employee",
    "mail.activity",
    "mail.message",
    "res.company",
    "res.partner",
    "res.users",
)


@tagged("post_install", "-at_install")
class TestCommandLists(AccessFixture):
    maxDiff = None

    def setUp(self):
        super().setUp()
        exhibits.switch_on(self)
        normal, _hidden = self.matters()
        draft = self.matter(name="草稿")
        self.looked_at = [normal, self.closed(name="已办结"), draft]
        self.employee = self.employee_of(self.worker_b)
        self.employee.category_ids = self.env["hr.employee.category"].create(
            {"name": "教师"}
        )
        self.nobody = new_test_user(self.env, login="t_without_role", company_id=self.company.id)  # fmt: skip
        self.nobody.action_create_employee()
        self.writers = (
            self.portal | self.nobody | self.worker_a | self.leader | self.office_user | self.admin
        )  # fmt: skip
        self.targets, self.counted = {}, {}
        self.env.flush_all()

    def target(self, name):
        """A record of the model ``name``, as the system sees it; empty where none is to be had."""
        if name not in self.targets:
            known = {
                "hr.employee": self.employee,
                "hr.department": self.unit_b,
                "res.users": self.worker_b,
                "res.partner": self.worker_b.partner_id,
                "res.company": self.company,
                "mail.activity": self.todos(self.looked_at[0])[:1],
                "mail.message": self.looked_at[0].message_ids[:1],
            }
            found = self.env[name].browse()
            if name in known:
                found = known[name]
            elif name.startswith("duban."):
                try:
                    with self.cr.savepoint(), mute_logger("odoo.sql_db"):
                        found = exhibits.exhibit(self, name, self.looked_at[::-1])
                except Exception:  # pylint: disable=broad-except
                    found = self.env[name].browse()
            else:
                found = self.env[name].sudo().search([], limit=1)
            self.targets[name] = self.env[name].browse(found.ids).sudo()
        return self.targets[name]

    def reached(self, way, target):
        """Whether a row of the model of ``target`` was made, changed or deleted."""
        self.env.invalidate_all()
        if way == "change":
            return any(target[name] == value for name, value in self.changed(target).items())  # fmt: skip
        if way == "make":
            newest = target.with_context(active_test=False).search([], order="id desc", limit=1)  # fmt: skip
            return newest.id > self.newest(target._name)
        return not target.exists()

    def newest(self, name):
        if name not in self.counted:
            self.env.cr.execute(SQL("SELECT max(id) FROM %s", SQL.identifier(self.env[name]._table)))  # fmt: skip
            self.counted[name] = self.env.cr.fetchone()[0] or 0
        return self.counted[name]

    def through(self, user, call, reached=lambda: True):
        """Whether ``call`` of ``user`` is let through and reached something; what it did is taken back."""
        savepoint = self.cr.savepoint(flush=True)
        transaction = self.env.transaction
        # who called, as in a request: some lists of Odoo are carried out as that person
        before, transaction.default_env = transaction.default_env, self.env(user=user, su=False)  # fmt: skip
        try:
            call()
            self.env.flush_all()
            return reached()
        except UserError:  # AccessError is one
            return False
        except Exception:  # pylint: disable=broad-except
            # what the row needs was not sent: nobody was stopped before
            return None
        finally:
            transaction.default_env = before
            self.env.invalidate_all(flush=False)
            savepoint.close(rollback=True)

    def changed(self, target):
        """A value that a person could type over, as a client sends it."""
        for name, field in target._fields.items():
            if (
                field.type == "char" and field.store and not field.related
                and not field.readonly and not field.translate and name not in ("login", "lang", "tz")
            ):  # fmt: skip
                return {name: "改了"}
        return None

    def tries(self, target):
        """(way, list of commands, the same asked of the row itself as the writer)."""
        vals = self.changed(target)
        if vals:
            yield "change", [Command.update(target.id, vals)], lambda mine: mine.write(vals)  # fmt: skip
            yield "make", [Command.create(vals)], lambda mine: mine.create(vals)
        yield "delete", [Command.delete(target.id)], lambda mine: mine.unlink()

    @clause("CORE-12", "PLUS-T1")
    @mute_logger(*QUIET)
    def test_nobody_reaches_others_through_what_is_kept_of_oneself(self):
        """Every list of ours that people write on themselves: no row of it is made, changed or deleted."""
        gateway = self.env["duban.gateway"].create({"name": "企业微信", "company_id": self.company.id})  # fmt: skip
        fields = self.env["res.users"]._fields
        names = [
            name
            for name in self.env["res.users"].SELF_WRITEABLE_FIELDS
            if fields[name].type in ("one2many", "many2many")
            and fields[name].comodel_name.startswith("duban.")
        ]
        self.assertIn("duban_muted_gateway_ids", names)
        # the gateway made above, whatever the exhibits can make
        self.targets["duban.gateway"] = gateway.sudo()
        tried = 0
        for user in self.writers:
            me = user.with_user(user).sudo(False)
            for name in names:
                target = self.target(fields[name].comodel_name)
                if not target:
                    continue
                for way, commands, _direct in self.tries(target):
                    with self.subTest(who=user.login, field=name, way=way):
                        self.assertIs(self.through(user, lambda: me.write({name: commands})), False)  # fmt: skip  # noqa: B023
                    tried += 1
        self.assertGreaterEqual(tried, 3 * len(self.writers))

    @clause("CORE-12")
    @mute_logger(*QUIET)
    def test_nobody_becomes_the_head_of_a_unit_by_the_tags_of_ones_own(self):
        """A row within the row: a tag of one's own names another's employee."""
        me = self.nobody.with_user(self.nobody).sudo(False)
        nested = {"employee_ids": [Command.update(self.employee.id, {"user_id": self.nobody.id})]}  # fmt: skip
        tag = self.employee.category_ids
        for commands in ([Command.update(tag.id, nested)], [Command.create({"name": "x", **nested})]):  # fmt: skip
            self.assert_refused(me.write, {"category_ids": commands})
        self.assertEqual(self.employee.user_id, self.worker_b)
        # what Odoo lets people keep of themselves stays as Odoo has it
        me.write(
            {"category_ids": [Command.set(tag.ids), Command.create({"name": "y"})]}
        )
        self.assertEqual(
            self.nobody.employee_id.category_ids.mapped("name"), ["教师", "y"]
        )

    @clause("CORE-12")
    @mute_logger(*QUIET)
    def test_no_list_reaches_further_than_its_writer(self):
        """What is refused of the row itself is refused by each list that could hold it."""
        tried, passed = 0, []
        for name in [*exhibits.models(self), *BESIDE]:
            model = self.env[name]
            lists = {
                key: field.comodel_name
                for key, field in model._fields.items()
                if field.type in ("one2many", "many2many")
                and (field.store or field.inverse)
                and (field.comodel_name.startswith("duban.") or field.comodel_name in BESIDE)
            }  # fmt: skip
            if model._transient or not model._auto or not lists:
                continue
            for user in self.writers:
                record = user if name == "res.users" else self.target(name)
                mine = record.with_user(user).sudo(False)
                if not mine or (mine != user and not mine.has_access("write")):
                    continue
                for key, comodel in lists.items():
                    target = self.target(comodel)
                    if not target:
                        continue
                    self.newest(comodel)
                    for way, commands, direct in self.tries(target):
                        its = target.with_user(user).sudo(False)
                        if self.through(user, lambda: direct(its)) is not False:  # noqa: B023
                            continue
                        tried += 1
                        if self.through(
                            user,
                            lambda: mine.write({key: commands}),  # noqa: B023
                            lambda: self.reached(way, target),  # noqa: B023
                        ):
                            passed.append((name, key, way, user.login))
        self.assertEqual(passed, [])
        self.assertGreater(tried, 300)
