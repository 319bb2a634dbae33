"""What the engine decides, no client writes: on every model that takes the guard, for every field (CORE-2)."""
# pylint: disable=translation-required

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.duban_supervision.models.access.engine import NAMED, PLATFORM_PREFIXES

from tests import exhibits
from tests.clauses import clause
from tests.duban_supervision.test_access_matrix import AccessFixture


@tagged("post_install", "-at_install")
class TestGuards(AccessFixture):
    def setUp(self):
        super().setUp()
        exhibits.switch_on(self)
        normal, _sensitive = self.matters()
        # a second one of the same title, for what looks like a duplicate; one for what comes after closing
        self.accepted(name=normal.name)
        common = {"co_unit_ids": [(6, 0, self.unit_b.ids)]}
        self.looked_at = [normal, self.closed(name="已办结", **common)]
        self.regulation.duplicate_detection = True
        self.env.flush_all()

    def guarded(self):
        mixin = self.registry["duban.engine.values"]
        return [
            name
            for name in exhibits.models(self)
            if issubclass(self.registry[name], mixin)
        ]

    @clause("CORE-2")
    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_no_client_writes_what_the_engine_decides(self):
        """Also the same value: the field is the engine's, whatever stands in it."""
        names = self.guarded()
        self.assertGreater(len(names), 30)
        for name in names:
            record = exhibits.exhibit(self, name, self.looked_at)
            for user in (self.office_user, self.admin, self.head_a):
                mine = record.with_user(user).sudo(False)
                for field in sorted(record._engine_fields()):
                    value = record._fields[field].convert_to_write(
                        record.sudo()[field], record
                    )
                    with self.subTest(model=name, field=field, user=user.login):
                        with self.assertRaises(UserError), self.cr.savepoint():
                            mine.write({field: value})

    @clause("CORE-2")
    def test_what_is_closed_is_named(self):
        """How a screen shows a field opens and closes nothing: each addon names its fields, and names no other."""
        unnamed = {}
        for name in self.guarded():
            model = self.env[name]
            if model._auto:  # a view over tables has nothing to write
                unnamed[name] = model._engine_fields() - model._named_engine_fields()
        self.assertEqual({name: left for name, left in unnamed.items() if left}, {})
        mixin = self.registry["duban.engine.values"]
        guarded = [self.registry[name] for name in self.guarded()]
        for name, fields in NAMED.items():
            model = self.registry[name]
            # or it is a part of such models itself
            self.assertTrue(
                issubclass(model, mixin)
                or (
                    model._abstract and any(issubclass(each, model) for each in guarded)
                ),
                name,
            )
            self.assertEqual(fields - self.env[name]._fields.keys(), set(), name)

    @clause("CORE-2")
    def test_a_screen_opens_nothing(self):
        """A field that a form makes editable stays the engine's."""
        matter = self.looked_at[0]
        field = matter._fields["trail_length"]
        self.patch(field, "readonly", False)
        self.assertIn("trail_length", matter._engine_fields())
        for name in ("trail_length", "number", "state"):
            self.assertIn(name, matter._named_engine_fields())
        with self.assertRaises(UserError), self.cr.savepoint():
            matter.with_user(self.office_user).write({"trail_length": 0})

    @clause("CORE-2")
    def test_the_guard_stands_in_the_mixin(self):
        """A model that overrides ``create`` and ``write`` without asking is asked all the same."""
        mixin = self.registry["duban.engine.values"]
        for method in ("create", "write"):
            self.assertTrue(
                any(
                    method in vars(cls) and "access.engine" in cls.__module__
                    for cls in mixin.__mro__
                ),
                method,
            )

    @clause("CORE-2")
    def test_what_stands_by_default_is_not_taken_away(self):
        """Who wrote it, and when, is neither another nor nobody: an empty box for a default is refused as well."""
        emptied = 0
        for name in self.guarded():
            model = self.env[name].with_user(self.office_user).sudo(False)
            names = model._engine_fields() - model._given_at_creation
            default = model.default_get(sorted(names))
            for field in sorted(names):
                with self.subTest(model=name, field=field):
                    if default.get(field):
                        emptied += 1
                        with self.assertRaises(AccessError):
                            model._refuse_engine_values([{field: False}])
                    elif field not in default:
                        # an empty box of a form says nothing
                        model._refuse_engine_values([{field: False}])
        self.assertGreater(emptied, 30)
        feedback = self.env["duban.feedback"].with_user(self.worker_a)
        values = {"matter_id": self.looked_at[0].id, "name": "已完成"}
        with self.assertRaises(AccessError), self.cr.savepoint():
            feedback.create({**values, "author_id": False})
        self.assertEqual(feedback.create(values).author_id, self.worker_a)

    @clause("CORE-2")
    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_what_is_only_shown_is_written_by_nobody(self):
        """Models without the mixin as well: what a screen only shows, no person writes over RPC."""
        tried, written = 0, set()
        for name in set(exhibits.models(self)) - set(self.guarded()):
            model = self.env[name]
            if model._transient or not model._auto:
                continue
            record = exhibits.exhibit(self, name, self.looked_at)
            for user in (self.office_user, self.admin, self.head_a):
                mine = record.with_user(user).sudo(False)
                if not mine or not mine.has_access("write"):
                    continue
                for field in model._fields.values():
                    if (
                        not field.store
                        or not field.readonly
                        or field.name in models.MAGIC_COLUMNS
                        or field.name.startswith(PLATFORM_PREFIXES)
                        or not field._module.startswith("duban")
                    ):
                        continue
                    value = field.convert_to_write(record.sudo()[field.name], record)
                    tried += 1
                    try:
                        with self.cr.savepoint():
                            mine.write({field.name: value})
                            self.env.flush_all()
                            written.add(f"{name}.{field.name}")
                            raise UserError("back")
                    except UserError:
                        self.env.invalidate_all()
        self.assertEqual(written, set())
        self.assertGreater(tried, 20)
