"""Several institutions in one database: no record is given to another one, nor points to what is another one's.

Generated: every stored link of every model that a person writes, so a new field is asked from its first day.
"""
# pylint: disable=translation-required

import ast
from pathlib import Path

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

import odoo.addons.duban_supervision
from odoo.addons.duban_supervision.models.rules.own_institution import is_foreign

from tests import exhibits
from tests.clauses import clause
from tests.duban_supervision.test_access_matrix import AccessFixture

#: where an id that a client names as an argument is asked whose it is: {function: how}
ASKED = {
    # taken from what the record has, or from a list that has nobody else
    "action_answer_help": "own calls", "_open_for": "own points", "action_warn": "levels due",
    "action_register_document": "what is due", "_item_values": "lists of the institution",
    "_leader_chosen": "leaders of the institution",
    # read or written as the person: rules, and ``duban.screen`` asks
    "action_next": "rules", "action_merge": "rules", "_meeting_of": "rules", "_meeting_values": "record",
    "action_urge": "record", "action_not_supervised": "record",
    # entitled by the role
    "action_name_decider": "entitled", "action_name_person": "the unit's people", "action_pause": "entitled",
    # a unit of the institution, by the constraint of matters and notices
    "action_reassign": "constraint", "action_decide_objection": "constraint",
    # ``inputs.one_here``
    "action_call_help": "here", "action_object": "here", "action_change": "here",
    "action_change_team": "here",
}  # fmt: skip

#: dialogs that hold units, people or records a client names: how each is asked before the engine takes it
DIALOGS = {
    "duban.action.wizard": "as the person, by the step",
    "duban.goal.closing": "company", "duban.goal.closing.line": "the goals of the year",
    "duban.goal.leader": "company; goals as the person",
    "duban.import": "company; drafts as the person", "duban.import.gap": "drafts as the person",
    "duban.import.line": "drafts as the person", "duban.import.sheet": "drafts as the person",
    "duban.progress.exchange.line": "as the person",
    "duban.ledger.export": "company; matters as the person",
    "duban.name.erasing": "the person's institutions",
    "duban.regulation.import": "as the person", "duban.regulation.version": "as the person",
    "duban.setup": "company", "duban.supervise.wizard": "as the person",
    "duban.unit.change": "institution of the unit", "duban.unit.change.line": "open parts of the unit",
}  # fmt: skip


class Elsewhere:
    """A test case as ``exhibits`` takes it, of another institution."""

    def __init__(self, case, **own):
        self._case = case
        self.__dict__.update(own)

    def __getattr__(self, name):
        return getattr(self._case, name)


@tagged("post_install", "-at_install")
class TestOwnInstitution(AccessFixture):
    maxDiff = None

    def setUp(self):
        super().setUp()
        exhibits.switch_on(self)
        normal, _sensitive = self.matters()
        self.looked_at = [normal, self.closed(name="已办结"), self.matter(name="草稿")]
        self.other = self.env["res.company"].create({"name": "别校"})
        unit = self.env["hr.department"].create(
            {"name": "别校教务处", "company_id": self.other.id}
        )
        user = new_test_user(
            self.env, login="t_elsewhere", groups="duban_supervision.group_office",
            company_id=self.other.id, company_ids=[Command.set(self.other.ids)],
        )  # fmt: skip
        rules = self.regulation.copy({"company_id": self.other.id})
        self.elsewhere = Elsewhere(
            self, company=self.other, regulation=rules, head_a=user, unit_a=unit
        )
        self.known = {
            "res.company": self.other, "hr.department": unit, "res.users": user, "duban.regulation": rules,
        }  # fmt: skip
        self.env.flush_all()

    def foreign(self, model):
        """A record of ``model`` of the other institution; none where none is to be had."""
        if model not in self.known:
            try:
                with self.cr.savepoint(), mute_logger("odoo.sql_db"):
                    found = exhibits.exhibit(self.elsewhere, model)
            except Exception:  # pylint: disable=broad-except
                # what hangs on a matter of the other institution
                found = self.env[model].browse()
            self.known[model] = found.sudo()
        return self.known[model]

    def links(self, model):
        names = model._institution_links(model._fields)
        if "company_id" in model._fields and model._fields["company_id"].store:
            names.append("company_id")
        return [name for name in names if not model._fields[name].related]

    @clause("CORE-12")
    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.sql_db")  # fmt: skip
    def test_nothing_is_given_away_or_points_elsewhere(self):
        tried, passed = 0, []
        for name in exhibits.models(self):
            model = self.env[name]
            if model._transient or not model._auto:
                continue
            record = exhibits.exhibit(self, name, self.looked_at[::-1])
            for user in (self.office_user, self.admin, self.leader, self.worker_a):
                mine = record.with_user(user).sudo(False)
                if not mine or not mine.has_access("write"):
                    continue
                for link in self.links(model):
                    foreign = self.foreign(model._fields[link].comodel_name)
                    if not foreign or (
                        link != "company_id" and not is_foreign(foreign, self.company)
                    ):
                        continue
                    value = (
                        [Command.link(foreign.id)]
                        if model._fields[link].type == "many2many"
                        else foreign.id
                    )
                    tried += 1
                    try:
                        with self.cr.savepoint():
                            mine.write({link: value})
                            self.env.flush_all()
                            passed.append((name, link, user.login))
                            raise UserError("back")
                    except (UserError, IntegrityError):
                        self.env.invalidate_all(flush=False)
        self.assertEqual(passed, [])
        self.assertGreater(tried, 150)

    @clause("CORE-12")
    def test_ones_own_is_chosen_as_before(self):
        draft = self.looked_at[2].with_user(self.office_user)
        draft.write({"officer_id": self.office_user2.id, "parent_id": self.looked_at[0].id})  # fmt: skip
        self.assertEqual(draft.officer_id, self.office_user2)
        # who left stays where he stands, others may be put beside him
        draft.extra_access_user_ids = self.worker_c
        self.worker_c.sudo().write(
            {"company_ids": [Command.set(self.other.ids)], "company_id": self.other.id}
        )
        draft.write({"extra_access_user_ids": [Command.link(self.worker_b.id)]})
        self.assertIn(self.worker_b, draft.extra_access_user_ids)

    def test_each_argument_that_is_an_id_has_its_guard(self):
        """Whoever adds a method that takes an id says here how it is asked whose it is."""
        found = set()
        base = Path(odoo.addons.duban_supervision.__file__).parents[1]
        for path in base.glob("duban_supervision*/models/**/*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.FunctionDef) and any(
                    isinstance(call, ast.Attribute)
                    and call.attr in ("one_id", "many_ids", "one_here")
                    for call in ast.walk(node)
                ):
                    found.add(node.name)
        self.assertEqual(found, set(ASKED))

    def test_each_dialog_that_names_something_has_its_line(self):
        found = {
            name
            for name in exhibits.models(self)
            for link in self.links(self.env[name])
            if self.env[name]._transient
            and not self.env[self.env[name]._fields[link].comodel_name]._transient
        }
        self.assertEqual(found, set(DIALOGS))

    @clause("CORE-12")
    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_no_dialog_is_opened_for_another_institution(self):
        """By values, by defaults of the context, or by writing it afterwards."""
        tried = 0
        for name in DIALOGS:
            model = self.env[name].with_user(self.admin).sudo(False)
            if "company_id" not in model._fields or model._fields["company_id"].related:
                continue
            tried += 1
            own = {"leader_id": self.leader.id} if "leader_id" in model._fields else {}
            for way in (
                lambda m=model, o=own: m.create({**o, "company_id": self.other.id}),
                lambda m=model, o=own: m.with_context(default_company_id=self.other.id).create(o),
                lambda m=model, o=own: m.create({**o, "company_id": self.company.id}).write(
                    {"company_id": self.other.id}
                ),
            ):  # fmt: skip
                with self.subTest(model=name), self.assertRaises(AccessError):
                    with self.cr.savepoint():
                        way()
        self.assertGreaterEqual(tried, 4)

    @clause("CORE-28")
    def test_names_are_each_institutions_own(self):
        """Another institution's administrator neither sees what is kept of a person nor replaces the name."""
        person = self.known["res.users"]
        Name = self.env["duban.person.name"]
        Name.sudo()._take(person)
        person.sudo().active = False
        row = Name.sudo().search([("user_id", "=", person.id)])
        self.assertTrue(row)
        admin = Name.with_user(self.admin)
        self.assertNotIn(row, admin.search([]))
        self.assertTrue(admin.search([]))
        for call in (lambda: admin._kept_of(person), lambda: admin._erase(person, "期满")):  # fmt: skip
            with self.assertRaises(AccessError), self.cr.savepoint():
                call()
        # who works here as well is still somebody of the other institution
        person.sudo().company_ids |= self.company
        for call in (lambda: admin._kept_of(person), lambda: admin._erase(person, "期满")):  # fmt: skip
            self.assert_refused(call)
        self.assertTrue(row.name)
        self.admin.sudo().company_ids |= self.other
        self.assertTrue(admin._erase(person, "期满"))
        self.assertFalse(row.name)
