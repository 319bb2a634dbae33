"""What the engine decides, no client writes: on every model that takes the guard, for every field (CORE-2)."""

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.duban_supervision.models.access.engine import NAMED

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
        for name, fields in NAMED.items():
            self.assertTrue(issubclass(self.registry[name], mixin), name)
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
