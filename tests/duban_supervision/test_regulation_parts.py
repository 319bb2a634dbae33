"""What a regulation's rows hold and name: nothing goes that matters say, nothing comes that names nothing."""

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from odoo.addons.duban_supervision.models.rules.file.regulation_layout import (
    KIND_OF,
    KINDS,
    Layout,
)
from odoo.addons.duban_supervision.models.rules.file.regulation_plan import Plan

from tests.clauses import clause
from tests.duban_supervision.test_regulation_rules import RulesCommon

#: a row of each kind that others name
TARGETS = {
    "list": {"code": "purpose", "name": "被指"},
    "body": {"code": "target", "name": "被指"},
    "grade": {"code": "target", "name": "被指"},
    "option": {"list": "form", "code": "target", "name": "被指"},
    "category": {"code": "target", "name": "被指"},
}


@tagged("post_install", "-at_install")
class TestWhatGoesWithARow(RulesCommon):
    def holders(self):
        """(model, model that goes with it, field) of the rules that the database deletes with another one."""
        return {
            (field.comodel_name, name, field.name)
            for name in KIND_OF
            for field in self.env[name]._fields.values()
            if field.type == "many2one"
            and field.comodel_name in KIND_OF
            and field.ondelete == "cascade"
        }

    @clause("CORE-27", "CORE-30")
    def test_what_is_switched_off_is_still_said_by_what_named_it(self):
        """Generated: no record leaves a row out of what it named because new ones are no longer offered it."""
        asked = 0
        for model in self.env.values():
            if model._abstract or model._transient or model._name in KIND_OF:
                continue
            for field in model._fields.values():
                if (
                    field.type == "many2many"
                    and field.store
                    and field.comodel_name in KIND_OF
                ):
                    asked += 1
                    self.assertIs(field.context.get("active_test"), False, field)
                    if field.comodel_name == "duban.option":
                        # a form searches with the field's context: its domain says what is offered
                        self.assertIn("('active', '=', True)", field.domain, field)
        self.assertTrue(asked)

    @clause("CORE-27", "CORE-30")
    def test_a_channel_that_is_switched_off_is_not_offered(self):
        on, off = self.option("channel", "system"), self.option("channel", "phone")
        off.with_user(self.admin).active = False
        Matter = self.env["duban.matter"].with_user(self.office_user)
        field = Matter.fields_get(["channel_ids"])["channel_ids"]
        domain = safe_eval(field["domain"], {"regulation_id": self.regulation.id})
        found = (
            self.env["duban.option"]
            .with_user(self.office_user)
            .with_context(**field["context"])
            .name_search("", domain)
        )
        ids = [row[0] for row in found]
        self.assertIn(on.id, ids)
        self.assertNotIn(off.id, ids)

    @clause("CORE-27", "CORE-30")
    def test_what_holds_what_matters_say_is_not_deleted(self):
        # of what goes with a row, matters name these
        self.assertLessEqual(
            {
                ("duban.option.list", "duban.option", "list_id"),
                ("duban.source.category", "duban.source.category", "parent_id"),
            },
            self.holders(),
        )
        parent = self.category("meeting")
        child = self.env["duban.source.category"].create(
            {"regulation_id": self.regulation.id, "parent_id": parent.id, "code": "sub", "name": "子类"}
        )  # fmt: skip
        other = parent.copy({"code": "other", "name": "其他"})
        channels = self.option("channel")
        matter = self.filed(
            source_kind_id=child.id, channel_ids=[(6, 0, channels.ids)]
        ).sudo()
        closed = self.closed(channel_ids=[(6, 0, channels.ids)]).sudo()
        # no matter names the category itself any more
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE duban_matter SET source_category_id = %s, category_group_id = %s WHERE id IN %s",
            [other.id, other.id, (matter | closed)._ids],
        )
        self.env.invalidate_all()
        held = {
            "duban.option.list": (channels.list_id, channels),
            "duban.source.category": (parent, child),
        }
        for model, (holder, rows) in held.items():
            with self.subTest(model=model):
                self.assert_refused(
                    holder.with_user(self.admin).unlink, match="stands in|what stands"
                )
                plan = self.regulation._plan()
                for place in list(plan.rows):
                    kind, key = place
                    if KINDS[kind][0] in (holder._name, rows._name) and (
                        key[0] in (holder.code, child.code)
                    ):
                        del plan.rows[place]
                self.regulation._apply(plan)
                self.assertTrue(
                    (holder | rows if model == rows._name else rows).exists()
                )
                self.assertTrue(holder.exists())
                self.assertFalse(any(rows.mapped("active")))
                self.assertEqual(matter.source_kind_id, child)
                self.assertEqual(matter.channel_ids, channels)
                self.assertEqual(closed.channel_ids, channels)
                # once more changes nothing
                self.assertFalse(self.regulation._apply(plan))
        # one that nothing says is deleted
        unused = self.option("recheck_kind").list_id
        unused.with_user(self.admin).unlink()
        self.assertFalse(unused.exists())


@tagged("post_install", "-at_install")
class TestUpdateNamesWhatIsThere(RulesCommon):
    def references(self):
        """(kind, word, column, kind that is named) of every word by which a row names another one."""
        layout = Layout(self.env)
        return [
            (kind, word, column, KIND_OF[column.comodel])
            for kind, columns in layout.kinds.items()
            for word, column in columns.items()
            if column.comodel in KIND_OF
        ]

    def named(self, kind, word, column, target):
        """Values of a row of ``kind`` that names the row of ``TARGETS``."""
        plan = self.regulation._plan()
        said = TARGETS[target]
        code = f"{said['list']}.{said['code']}" if target == "option" else said["code"]
        row = dict(next(row for (each, _key), row in plan.rows.items() if each == kind))
        row = {name: value for name, value in row.items() if name != "sequence"}
        row[word] = [code] if column.type == "many2many" else code
        for name in {"code", "name"} & set(KINDS[kind][1]):
            row[name] = "naming"
        if kind == "option":
            row["code"] = "naming"
        return row

    def add(self, plan, kind, row):
        layout = Layout(self.env)
        plan = Plan.from_json(plan.as_json())
        plan.add(layout, kind, dict(row))
        return plan, list(plan.rows)[-1]

    def conflicts(self, before):
        lines = self.regulation.change_ids - before
        return lines.filtered(lambda line: "Stays as it is here" in line.place)

    @clause("PLUS-V1", "CORE-31")
    def test_a_new_row_names_what_was_deleted_here(self):
        """The row does not come, a list comes without it, and it is said; whatever kind names whatever."""
        references = self.references()
        self.assertGreater(len(references), 10)
        for kind, word, column, target in references:
            with self.subTest(kind=kind, word=word), self.cr.savepoint() as point:
                plan = self.regulation._plan()
                base, place = self.add(plan, target, TARGETS[target])
                shipped, naming = self.add(
                    base, kind, self.named(kind, word, column, target)
                )
                self.regulation.shipped = base.as_json()
                before = self.regulation.change_ids
                self.regulation._follow(shipped)
                now = self.regulation._plan()
                self.assertNotIn(place, now.rows)
                if column.type == "many2many":
                    self.assertNotIn(word, now.rows[naming])
                else:
                    self.assertNotIn(naming, now.rows)
                self.assertEqual(len(self.conflicts(before)), 1)
                lines = self.regulation.change_ids
                self.regulation._follow(shipped)
                self.assertEqual(self.regulation.change_ids, lines)
                point.rollback()
                self.env.invalidate_all()
                self.env.registry.clear_all_caches()

    @clause("PLUS-V1", "CORE-31")
    def test_an_own_row_names_what_is_no_longer_shipped(self):
        """What it names stays, and it is said."""
        for kind, word, column, target in self.references():
            with self.subTest(kind=kind, word=word), self.cr.savepoint() as point:
                plan = self.regulation._plan()
                base, place = self.add(plan, target, TARGETS[target])
                own, naming = self.add(
                    base, kind, self.named(kind, word, column, target)
                )
                self.regulation._apply(own)
                self.regulation.shipped = base.as_json()
                before = self.regulation.change_ids
                self.regulation._follow(plan)
                now = self.regulation._plan()
                self.assertIn(place, now.rows)
                self.assertIn(word, now.rows[naming])
                self.assertEqual(len(self.conflicts(before)), 1)
                point.rollback()
                self.env.invalidate_all()
                self.env.registry.clear_all_caches()
