"""On a phone: cards instead of tables, and words where there is nothing."""

from lxml import etree

from odoo.tests import tagged

from odoo.addons.duban_supervision.models.screens.phone_cards import Cards

from tests.common import SupervisionCommon

ADDONS = "duban_supervision%"
MANY = {"list", "kanban", "pivot", "graph", "calendar", "activity"}


@tagged("post_install", "-at_install")
class TestPhone(SupervisionCommon):
    def actions(self):
        data = self.env["ir.model.data"].search(
            [("module", "=like", ADDONS), ("model", "=", "ir.actions.act_window")]
        )
        return self.env["ir.actions.act_window"].browse(data.mapped("res_id")).exists()

    def test_every_list_can_be_read_on_a_phone(self):
        lists = self.actions().filtered(lambda row: "list" in row.view_mode)
        self.assertGreater(len(lists), 25)
        for action in lists:
            self.assertIn("kanban", action.view_mode.split(","), action.name)

    def test_every_list_says_what_to_do_when_it_is_empty(self):
        for action in self.actions():
            if MANY & set(action.view_mode.split(",")):
                self.assertTrue(action.help, action.xml_id)
                text = etree.HTML(action.help).xpath("string()").strip()
                self.assertGreater(len(text), 15, action.xml_id)

    def test_no_list_invents_records(self):
        """Odoo's sample data are Latin words, which an office would take for its own."""
        data = self.env["ir.model.data"].search(
            [("module", "=like", ADDONS), ("model", "=", "ir.ui.view")]
        )
        views = self.env["ir.ui.view"].browse(data.mapped("res_id")).exists()
        self.assertGreater(len(views), 60)
        for view in views:
            self.assertNotIn("sample=", view.arch_db, view.xml_id)

    def test_the_list_of_matters_is_not_the_ledger_of_the_regulation(self):
        """The ledger's columns are those of the regulation; the everyday list keeps its own."""
        model = self.env["duban.matter"].with_user(self.office_user)
        arch = etree.fromstring(model.get_view(view_type="list")["arch"])
        names = [node.get("name") for node in arch.iterchildren("field")]
        self.assertIn("light", names)
        self.assertIn("countdown", names)

    def test_a_card_shows_what_the_list_shows(self):
        model = self.env["duban.feedback"].with_user(self.office_user)
        table = etree.fromstring(model.get_view(view_type="list")["arch"])
        card = etree.fromstring(model.get_view(view_type="kanban")["arch"])
        shown = {
            node.get("name")
            for node in table.iterchildren("field")
            if node.get("optional") != "hide" and not node.get("column_invisible")
        }
        on_card = {node.get("name") for node in card.iter("field")}
        self.assertTrue(shown)
        self.assertLessEqual(shown, on_card)
        self.assertEqual(card.get("js_class"), "duban_phone_kanban")

    def test_lists_inside_a_form_get_cards_on_a_phone_only(self):
        model = self.env["duban.matter"].with_user(self.office_user)
        for mobile in (True, False):
            arch = model.get_view(view_type="form", mobile=mobile)["arch"]
            field = etree.fromstring(arch).xpath("//field[@name='act_ids']")[0]
            self.assertEqual(field.find("kanban") is not None, mobile)

    def test_what_a_list_hides_stays_hidden_on_its_card(self):
        table = etree.fromstring(
            """<list>
                <field name="date"/>
                <field name="name" column_invisible="not parent.is_lead_user" invisible="kind == 'co_unit'"/>
                <field name="is_late" optional="hide"/>
                <button name="action_x" type="object" string="X" column_invisible="parent.a" invisible="b"/>
            </list>"""
        )
        card = Cards(self.env["duban.feedback"]).make(table)
        condition = "(not parent.is_lead_user) or (kind == 'co_unit')"
        self.assertEqual(
            card.xpath("//templates//field[@name='name']/@invisible"), [condition]
        )
        self.assertFalse(card.xpath("//templates//field[@name='is_late']"))
        self.assertEqual(card.xpath("//button/@invisible"), ["(parent.a) or (b)"])
        self.assertFalse(card.xpath("//@column_invisible"))
