"""What a view asks about, the view has: a condition on a column that a group took away breaks the page in the browser,
and only for those who are not in the group. In a university's own database nobody is in the group of several companies.
"""

import ast
import re

from lxml import etree

from odoo.tests import tagged

from tests.duban_supervision_lzu.common import LzuCommon

ADDONS = "duban_supervision%"
#: what the web client knows in a condition besides the fields of the record
KNOWN = {
    "True", "False", "None", "id", "parent", "context", "uid", "active_id", "active_ids", "active_model",
    "context_today", "current_date", "today", "now", "datetime", "relativedelta", "time", "allowed_company_ids",
    "current_company_id", "companies", "len", "set", "bool",
}  # fmt: skip
CONDITIONS = ("invisible", "readonly", "required", "column_invisible")
VIEWS = {"form", "list", "kanban"}
TEMPLATE = ("t-if", "t-elif", "t-out", "t-esc", "t-attf-class", "t-att-class")


class View:
    """A view, or one inside a field of another (etree), with the names of its fields."""

    def __init__(self, root, outer=None):
        self.root, self.outer = root, outer
        self.fields, self.nodes, self.inner = set(), [], []
        self._collect(root)

    def _collect(self, node):
        for child in node.iterchildren("*"):
            if child.tag == "field":
                self.fields.add(child.get("name"))
                views = [each for each in child if each.tag in VIEWS]
                self.inner += [View(each, self) for each in views]
                rest = [
                    each for each in child.iterchildren("*") if each.tag not in VIEWS
                ]
                self.nodes += [child, *rest]
                continue
            self.nodes.append(child)
            self._collect(child)

    def missing(self):
        """Yield what is asked and not there."""
        for node in self.nodes:
            for name, text in node.attrib.items():
                if name in CONDITIONS or name.startswith("decoration-"):
                    yield from self._in_condition(node, text)
                elif name in TEMPLATE:
                    yield from self._in_template(node, text)
        for view in self.inner:
            yield from view.missing()

    def _in_condition(self, node, text):
        for part in ast.walk(ast.parse(text.strip(), mode="eval")):
            if isinstance(part, ast.Name) and part.id not in KNOWN | self.fields:
                yield f"{self._say(node)} asks for {part.id}: {text}"
            elif (
                isinstance(part, ast.Attribute)
                and isinstance(part.value, ast.Name)
                and part.value.id == "parent"
                and self.outer
                and part.attr not in KNOWN | self.outer.fields
            ):
                yield f"{self._say(node)} asks for parent.{part.attr}: {text}"

    def _in_template(self, node, text):
        for name in re.findall(r"\brecord\.(\w+)\.", text):
            # "record.x and record.x.value" knows that it may not be there
            if name not in self.fields and not re.search(
                rf"record\.{name} (and|&&)|record\.{name}\?", text
            ):
                yield f"{self._say(node)} shows record.{name}: {text}"

    def _say(self, node):
        return f"<{self.root.tag}> <{node.tag} {node.get('name') or ''}>"


@tagged("post_install", "-at_install")
class TestViewNames(LzuCommon):
    def views(self):
        """{(model, view id, type)} of every action of the suite."""
        data = self.env["ir.model.data"].search(
            [("module", "=like", ADDONS), ("model", "=", "ir.actions.act_window")]
        )
        actions = self.env["ir.actions.act_window"].browse(data.mapped("res_id"))
        found = set()
        for action in actions.exists():
            if action.res_model in self.env:
                found |= {
                    (action.res_model, view_id, view_type)
                    for view_id, view_type in action.views
                    if view_type in VIEWS
                }
        return found

    def assertComplete(self, user, mobile):
        views, wrong = self.views(), []
        self.assertGreater(len(views), 100)
        for model, view_id, view_type in sorted(
            views, key=lambda each: (each[0], each[2], each[1] or 0)
        ):
            Model = self.env[model].with_user(user)
            if not Model.has_access("read"):
                continue
            arch = Model.get_view(view_id or None, view_type, mobile=mobile)["arch"]
            view = View(etree.fromstring(arch))
            wrong += [f"{model} {view_type}: {each}" for each in view.missing()]
        self.assertFalse(wrong, "\n".join(wrong))

    def test_nobody_here_is_for_several_companies(self):
        for user in (self.admin, self.office_user, self.leader, self.head_a):
            self.assertFalse(user.has_group("base.group_multi_company"))

    def test_desk(self):
        for user in (self.admin, self.office_user, self.leader, self.head_a):
            with self.subTest(user.name):
                self.assertComplete(user, mobile=False)

    def test_phone(self):
        for user in (self.admin, self.office_user, self.leader, self.head_a):
            with self.subTest(user.name):
                self.assertComplete(user, mobile=True)

    def test_what_is_asked_and_not_there_is_found(self):
        """The check itself: a group takes the column, the card still asks."""
        arch = """<form><field name="name"/><field name="line_ids"><list>
            <field name="day" invisible="not unit_id"/><field name="x" column_invisible="parent.kind == 'a'"/>
            </list></field></form>"""
        found = list(View(etree.fromstring(arch)).missing())
        self.assertEqual(len(found), 2, found)
        card = """<kanban><field name="a"/><templates><t t-name="card">
            <i t-if="record.company_id.raw_value"/><i t-if="record.b and record.b.raw_value"/>
            </t></templates></kanban>"""
        found = list(View(etree.fromstring(card)).missing())
        self.assertEqual(len(found), 1, found)
        self.assertIn("record.company_id", found[0])
