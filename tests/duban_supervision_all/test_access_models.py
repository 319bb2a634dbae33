"""Every model × operation × role × confidentiality, against one table (``access_table.py``).

The models are those that are registered, so a new one fails here until the table says who may do what with it.
"""

from psycopg2 import IntegrityError
from psycopg2.errors import IntegrityConstraintViolation as RaisedByTrigger
from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from tests import exhibits
from tests.clauses import clause
from tests.duban_supervision.test_access_matrix import EXPECTED, AccessFixture
from tests.duban_supervision_all.access_table import OWN, TABLE

OPERATIONS = ("read", "sensitive", "write", "create", "unlink")
QUIET = (
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
    "odoo.sql_db",
    "odoo.models.unlink",
)


@tagged("post_install", "-at_install")
class TestAccessModels(AccessFixture):
    def setUp(self):
        super().setUp()
        exhibits.switch_on(self)
        normal, sensitive = self.matters()
        # a second one of the same title, for what looks like a duplicate
        self.accepted(name=normal.name)
        common = {"co_unit_ids": [(6, 0, self.unit_b.ids)]}
        closed = self.closed(name="已办结", **common)
        hidden = self.closed(name="敏感已办结", confidentiality="sensitive", **common)
        for matter in (closed, hidden):
            self.env["duban.recusal"].with_user(self.office_user).create(
                {"matter_id": matter.id, "user_id": self.recused_user.id, "ground": "利害关系"}
            )  # fmt: skip
        self.regulation.duplicate_detection = True
        self.normal, self.sensitive = [normal, closed], [sensitive, hidden]
        self.env.flush_all()

    def tried(self, call):
        """Whether ``call`` is let through; what it did is taken back."""
        self.env.invalidate_all()
        savepoint = self.cr.savepoint(flush=True)
        try:
            call()
            self.env.flush_all()
        except (UserError, RaisedByTrigger):  # AccessError is one
            return False
        except IntegrityError:  # the person came as far as the database
            return True
        finally:
            self.env.invalidate_all(flush=False)
            savepoint.close(rollback=True)
        return True

    def found(self, name):
        """{operation: roles that may} for one model."""
        record = exhibits.exhibit(self, name, self.normal)
        self.assertTrue(record, f"no record of {name} to look at")
        hidden = record.browse()
        if "matter_id" in record._fields:
            hidden = exhibits.exhibit(self, name, self.sensitive)
            if hidden.sudo().matter_id not in self.sensitive[0] | self.sensitive[1]:
                hidden = record.browse()
        change = exhibits.change(record)
        maker = exhibits.copy_values(self, name, self.normal)
        if record._transient:
            # rows of somebody else's dialog are no part of one's own
            maker = {
                key: value
                for key, value in maker.items()
                if not self.env.get(record._fields[key].comodel_name, record)._transient
                or not record._fields[key].relational
            }
        spare = record
        if hasattr(record, "_is_referred_to") and record.sudo()._is_referred_to():
            # what matters say is kept, whoever asks (CORE-27): here it is who may delete one that nothing says
            spare = record.sudo().create(maker)
        found = {operation: set() for operation in OPERATIONS}
        for role in EXPECTED:
            mine = record.with_user(self.user(role)).sudo(False)
            gone = spare.with_env(mine.env)
            calls = {
                "read": lambda: mine.read(["display_name"]),  # noqa: B023
                "sensitive": hidden and (lambda: hidden.with_env(mine.env).read(["display_name"])),  # noqa: B023
                "write": change and (lambda: mine.write(change)),  # noqa: B023
                "create": record._auto and (lambda: self.make(mine, maker)),  # noqa: B023
                "unlink": record._auto and gone.unlink,
            }  # fmt: skip
            for operation, call in calls.items():
                if call and self.tried(call):
                    found[operation].add(role)
            # whoever may read it finds it, and nobody else
            with self.subTest(model=name, role=role, what="search and read"):
                hits = []
                self.tried(
                    lambda: hits.extend(mine.search([("id", "=", mine.id)]).ids)  # noqa: B023
                )
                self.assertEqual(bool(hits), role in found["read"])
        return found

    def make(self, record, values):
        """Create one more; where there may be only one, this one in its place."""
        try:
            with self.cr.savepoint():
                record.create(values)
                self.env.flush_all()
        except UniqueViolation:
            self.env.invalidate_all(flush=False)
            # SQL: the model itself may well refuse that it goes
            self.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE id = %s",
                    SQL.identifier(record._table),
                    record.id,
                )
            )
            record.create(values)

    @clause("CORE-2", "CORE-3", "CORE-12")
    @mute_logger(*QUIET)
    def test_every_model(self):
        names = exhibits.models(self)
        self.assertGreater(len(names), 60)
        found = {name: self.found(name) for name in names}
        self.assertEqual(
            set(TABLE), set(names), "each model has its line in access_table.py"
        )
        for name in names:
            for operation in OPERATIONS:
                with self.subTest(model=name, operation=operation):
                    self.assertEqual(
                        found[name][operation],
                        set(TABLE[name].get(operation, "").split()),
                    )

    @clause("CORE-12")
    def test_table_holds_the_laws(self):
        """What must hold for any model, whatever its line says."""
        for name, line in TABLE.items():
            roles = {key: set(value.split()) for key, value in line.items()}
            with self.subTest(model=name):
                self.assertFalse(
                    {"portal", "public"} & set().union(*roles.values(), set())
                )
                allowed = {role for role, sees in EXPECTED.items() if sees[1]}
                if name not in OWN:
                    self.assertLessEqual(roles.get("sensitive", set()), allowed)
                self.assertLessEqual(
                    roles.get("write", set()), roles.get("read", set())
                )
                if "matter_id" in self.env[name]._fields and name not in OWN:
                    seen = {role for role, sees in EXPECTED.items() if sees[0]}
                    self.assertLessEqual(roles.get("read", set()), seen)
