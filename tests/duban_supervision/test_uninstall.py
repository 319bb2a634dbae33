"""What an institution's addon leaves behind when it is uninstalled: rules in use, and matters that can go on.

``./duban bench --life`` uninstalls the real addons. Here a made-up one is, inside a transaction: it brings rows and a
field but no code, which is all that the engine has to tell apart.
"""

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from tests.common import SupervisionCommon

MODULE = "duban_supervision_gone"


class UninstallCase(SupervisionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.module = cls.env["ir.module.module"].create(
            {"name": MODULE, "state": "installed"}
        )

    @classmethod
    def brought(cls, records):
        """Let the made-up addon have brought these records."""
        cls.env["ir.model.data"].create(
            [
                {
                    "module": MODULE,
                    "name": f"{record._table}_{record.id}",
                    "model": record._name,
                    "res_id": record.id,
                    "noupdate": True,
                }
                for record in records
            ]
        )
        return records

    def names(self, records):
        """External ids that the made-up addon still has for these records."""
        return self.env["ir.model.data"].search(
            [
                ("module", "=", MODULE),
                ("model", "=", records._name),
                ("res_id", "in", records.ids),
            ]
        )

    def rows(self, regulation):
        """{name of the list: its rows} of a regulation, those that are switched off too."""
        return {
            name: regulation.with_context(active_test=False)[name]
            for name, field in regulation._fields.items()
            if field.type == "one2many"
            and field.comodel_name.startswith("duban.")
            and name.endswith("_ids")
        }

    def uninstall(self):
        """Uninstall the made-up addon, as superuser as Odoo does."""
        self.env.flush_all()
        with mute_logger("odoo.addons.base.models.ir_model", "odoo.models.unlink"):
            self.module.module_uninstall()
        self.env.invalidate_all()
        self.assertEqual(self.module.state, "uninstalled")


@tagged("post_install", "-at_install")
class TestOutlive(UninstallCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # shipped, and nobody adopted it
        cls.template = cls.regulation.copy({"company_id": False, "code": "template"})
        # shipped, no institution's any more, but matters were filed under it
        cls.filed_under = cls.regulation.copy({"company_id": False, "code": "filed"})

    def bring_all(self):
        """Let the addon have brought the three regulations with all their rows; {regulation: its rows}."""
        self.env["duban.ruleset"]._freeze(self.filed_under)
        everything = {}
        for regulation in (self.regulation, self.template, self.filed_under):
            everything[regulation] = self.rows(regulation)
            self.brought(regulation)
            for rows in everything[regulation].values():
                self.brought(rows)
            self.brought(everything[regulation]["option_list_ids"].option_ids)
        filled = [name for name, rows in everything[self.regulation].items() if rows]
        self.assertGreater(len(filled), 4, filled)
        return everything

    def test_regulations_in_use_keep_every_row(self):
        everything = self.bring_all()
        options = self.regulation.option_list_ids.option_ids
        self.assertTrue(options)
        self.uninstall()
        for regulation in (self.regulation, self.filed_under):
            self.assertTrue(regulation.exists())
            self.assertFalse(self.names(regulation))
            self.assertEqual(self.rows(regulation), everything[regulation])
        self.assertEqual(options.exists(), options)
        self.assertFalse(self.names(options))

    def test_a_template_that_nobody_adopted_goes_with_its_rows(self):
        everything = self.bring_all()
        self.uninstall()
        self.assertFalse(self.template.exists())
        for rows in everything[self.template].values():
            self.assertFalse(rows.exists(), rows)

    def test_matters_are_looked_at_and_go_on(self):
        self.at("2024-03-04")
        running = self.accepted(name="在办事项")
        done = self.closed(name="已办结事项")
        self.bring_all()
        running.sudo()._engine_write({"date_next_check": "2024-12-31"})
        self.uninstall()
        self.assertEqual(str(running.sudo().date_next_check), "2024-03-04")
        self.assertEqual(done.state, "closed")
        self.run_patrol()
        self.closed(running)
        self.assertEqual(running.state, "closed")
        self.assertTrue(self.filed(name="新事项").number)
        self.assertEqual(self.env["duban.act"]._verify(running | done), [])

    def test_what_others_brought_stays(self):
        """Rows of a regulation of the addon's that people or another addon added have no name of the addon's."""
        self.bring_all()
        own = self.env["duban.source.category"].create(
            {"regulation_id": self.regulation.id, "code": "own", "name": "自设"}
        )
        foreign = self.regulation.copy({"company_id": False, "code": "foreign"})
        self.uninstall()
        self.assertEqual((own.exists(), foreign.exists()), (own, foreign))

    def test_with_the_engine_itself_nothing_is_kept(self):
        """Uninstalling the engine takes everything; no name is taken off beforehand."""
        self.bring_all()
        engine = self.env["ir.module.module"].search(
            [("name", "=", "duban_supervision")]
        )
        asked = []
        self.patch(
            self.registry["ir.model.data"],
            "_module_data_uninstall",
            lambda _self, modules: asked.extend(modules),
        )
        (engine | self.module).module_uninstall()
        self.assertEqual(set(asked), {"duban_supervision", MODULE})
        self.assertTrue(self.names(self.regulation))

    def test_todos_of_kinds_that_go(self):
        """Open and done to-dos of the addon's own kinds go with it; others stay."""
        self.at("2024-03-04")
        matter = self.accepted()
        kind = self.env["mail.activity.type"].create(
            {"name": "Kind", "res_model": "duban.matter"}
        )
        self.brought(kind)
        model = self.env["ir.model"]._get_id("duban.matter")
        values = {
            "res_model_id": model, "res_id": matter.id, "activity_type_id": kind.id, "user_id": self.worker_a.id,
        }  # fmt: skip
        door = self.env["mail.activity"].with_context(
            duban_door=self.env["duban.matter"]._door()
        )
        todos = door.create(
            [
                {**values, "duban_key": "gone"},
                {**values, "duban_key": "done", "active": False},
            ]
        )
        stay = self.todos(matter) - todos
        self.assertTrue(stay)
        self.uninstall()
        self.assertFalse(todos.exists())
        self.assertFalse(kind.exists())
        self.assertEqual(self.todos(matter), stay)


@tagged("post_install", "-at_install")
class TestFrozenRulesOfAFieldThatWent(UninstallCase):
    """A field that the addon added to matters and to regulations is gone; the frozen rules still name it."""

    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        fields_ = self.env["ir.model.fields"]
        matter, regulation = (
            self.env["ir.model"]._get(name)
            for name in ("duban.matter", "duban.regulation")
        )
        self.needed, self.instead, self.setting = fields_.create(
            [
                {"model_id": matter.id, "name": "x_gone", "ttype": "char", "field_description": "Gone"},
                {"model_id": matter.id, "name": "x_instead", "ttype": "char", "field_description": "Instead"},
                {"model_id": regulation.id, "name": "x_gone_enabled", "ttype": "boolean", "field_description": "On"},
            ]
        )  # fmt: skip
        self.addCleanup(self.registry.reset_changes)
        self.regulation.x_gone_enabled = True
        common = {"regulation_id": self.regulation.id, "action": "submit_result"}
        self.requirement, self.with_alternative = self.env["duban.requirement"].create(
            [
                {**common, "field_id": self.needed.id},
                {
                    **common,
                    "field_id": fields_._get("duban.matter", "achievements").id,
                    "alternative_id": self.instead.id,
                },
            ]
        )

    def take_away(self):
        """Remove the fields as Odoo does when their addon goes."""
        self.env.flush_all()
        (self.needed | self.instead | self.setting).unlink()
        self.env.invalidate_all()

    def test_frozen_rules(self):
        running = self.accepted(name="在办事项")
        frozen = running.sudo().ruleset_id
        self.assertTrue(frozen.content["settings"]["x_gone_enabled"])
        with self.assertRaisesRegex(UserError, "Gone"):
            running.with_user(self.worker_a).write({"result": "完成"})
            running.with_user(self.worker_a).action_submit_result()
        self.take_away()
        self.assertNotIn("x_gone", self.env["duban.matter"]._fields)
        # the live rules asked for it through a row, which went with the field
        self.assertFalse(self.requirement.exists())
        # the frozen ones stay word for word
        self.assertEqual(running.sudo().ruleset_id, frozen)
        rows = frozen.content["requirements"]
        self.assertIn("x_gone", [row["field"] for row in rows])
        self.assertIn("x_instead", [row["alternative"] for row in rows])
        # of a pair, what is still there is asked for; what is gone is not
        needed = running._required_fields("submit_result")
        self.assertEqual(needed.get("achievements"), False)
        self.assertNotIn("x_gone", needed)
        self.assertTrue(running.read())
        self.closed(running)
        self.assertEqual(running.state, "closed")

    def test_new_matters_freeze_what_is_there(self):
        before = self.filed(name="此前").sudo().ruleset_id
        self.take_away()
        after = self.filed(name="此后").sudo().ruleset_id
        self.assertNotEqual(after, before)
        self.assertNotIn("x_gone_enabled", after.content["settings"])
        rows = after.content["requirements"]
        self.assertNotIn("x_gone", [row["field"] for row in rows])
