"""A decision is taken by who is there, of the institution, and may know the matter (CORE-12, CORE-20)."""

import itertools

from odoo.tests import tagged
from odoo.tools import mute_logger

from tests import exhibits
from tests.clauses import clause
from tests.duban_supervision.test_hostile import (
    QUIET,
    TakeBack,
    Written,
    public_methods,
)
from tests.duban_supervision.test_people_change import PeopleCommon

WAYS = (("action_approve", ()), ("action_return", ("x",)), ("action_reject", ("x",)))
#: words of the methods with which something is decided, confirmed, published, closed
DECIDING = ("action_", "submit_", "decide", "confirm", "publish")


@tagged("post_install", "-at_install")
class TestWhoDecides(Written, PeopleCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def line(self, **values):
        """An extension's open step that waits as ``values`` say."""
        matter = self.accepted(**values.pop("matter", {}))
        request = self.extension(matter, "2024-06-30")
        request.action_submit()
        line = request.sudo().approval_line_ids
        line._engine_write(values)
        return line

    def elsewhere(self, user):
        """``user`` works at another institution from now on; the account and its roles stay."""
        companies = self.env["res.company"]
        other = companies.search([("name", "=", "别校")]) or companies.create(
            {"name": "别校"}
        )
        user.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})

    def as_is(self, line, user):
        return line.sudo(False).with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )  # fmt: skip

    def refuses(self, line, user):
        for name, args in WAYS:
            with self.subTest(user=user.login, method=name, role=line.role):
                self.assert_refused(getattr(self.as_is(line, user), name), *args)
                # also where another one's look has read the step before
                line.read()
                self.assertIsNone(line._decides_for(user))
        self.assertFalse(self.as_is(line, user).sudo().can_decide)
        self.assertEqual(line.state, "pending")

    def decides(self, line, user):
        self.env.invalidate_all()
        self.assertTrue(self.as_is(line, user).can_decide)
        self.as_is(line, user).action_approve("同意")
        self.assertEqual((line.state, line.decided_by_id), ("approved", user))

    def branches(self, **matter):
        """(step, who decides it, who else would by the role) of every kind of step."""
        nobody = {"approver_id": False}
        own = self.line(approver_id=self.leader.id, matter=matter)
        anyone = self.line(role="any_leader", approver_id=self.leader.id, matter=matter)
        office = self.line(
            role="office", approver_unit_id=self.office.id, matter=matter, **nobody
        )
        return (
            (own, self.leader, self.leader2),
            (anyone, self.leader, self.secretary),
            (office, self.office_user, self.office_user2),
        )

    @clause("CORE-12", "ABAF-21.1")
    def test_who_is_not_on_the_list_decides_nothing(self):
        for line, decider, other in self.branches(confidentiality="sensitive"):
            matter = line.matter_id
            if line.role not in ("any_leader", "office"):
                # named all the same, as whoever was taken off the list is
                line._engine_write({"approver_id": other.id})
            matter._engine_write({"access_user_ids": [(3, other.id), (4, decider.id)]})
            self.refuses(line, other)
            if line.approver_id == other:
                line._engine_write({"approver_id": decider.id})
            self.decides(line, decider)

    @clause("CORE-20", "CORE-1")
    def test_who_left_the_institution_decides_nothing(self):
        rows = self.branches()
        for user in {decider for _line, decider, _other in rows}:
            self.elsewhere(user)
        for line, decider, other in rows:
            if line.approver_unit_id:
                line._engine_write({"approver_unit_id": self.office.id, "approver_id": False})  # fmt: skip
            else:
                line._engine_write({"approver_id": decider.id})
            self.refuses(line, decider)
            if line.role in ("any_leader", "office"):
                self.decides(line, other)

    def deciding(self):
        """Every deciding method of the suite: {(model, name): parameters}, and a record of each model to try it on."""
        exhibits.switch_on(self)
        self.matters = [
            self.accepted(co_unit_ids=[(6, 0, self.unit_b.ids)]),
            self.closed(),
        ]
        methods = {
            key: parameters
            for key, parameters in public_methods(self.registry).items()
            if key[1].startswith(DECIDING)
        }
        targets = {
            model: exhibits.exhibit(self, model, self.matters)
            for model in {model for model, _name in methods}
            if model.startswith("duban.")
            and self.env[model]._auto
            and not self.env[model]._abstract
            and not self.env[model]._transient
            # the chain of the whole database, which every office may check
            and model != "duban.verification"
        }
        return methods, {model: row for model, row in targets.items() if row}

    def changed(self, methods, targets, people):
        """(number of calls, what ``people`` changed by them)."""
        calls, changes = 0, {}
        for (model, name), parameters in methods.items():
            values = ("已落实", "2024-09-30", True) if parameters else (None,)
            if model not in targets:
                continue
            for user, value in itertools.product(people, values):
                calls += 1
                target = self.as_is(targets[model], user)
                before = self.written()
                self.env.invalidate_all()
                try:
                    with self.cr.savepoint():
                        getattr(target, name)(**dict.fromkeys(parameters, value))
                        self.env.flush_all()
                        after = self.written()
                        if after != before:
                            changes[f"{model}.{name}({user.login})"] = {
                                key for key in after if after[key] != before.get(key, 0)
                            }
                        raise TakeBack
                except Exception:  # pylint: disable=broad-except
                    self.env.invalidate_all(flush=False)
        return calls, changes

    @clause("CORE-20", "CORE-12")
    @mute_logger(*QUIET)
    def test_no_step_of_any_model_is_open_to_who_left(self):
        """Whoever supervised or led here, of every deciding method of the suite: refused, or nothing changes."""
        methods, targets = self.deciding()
        people = (self.office_user, self.office_leader, self.president)
        for user in people:
            self.elsewhere(user)
        calls, changes = self.changed(methods, targets, people)
        self.assertGreater(calls, 300)
        self.assertFalse(changes)

    @clause("CORE-12", "ABAF-21.1")
    @mute_logger(*QUIET)
    def test_no_step_on_a_protected_matter_is_open_to_who_is_not_listed(self):
        methods, targets = self.deciding()
        people = (self.office_user2, self.leader2)
        protected = self.matters[0] | self.matters[1]
        targets = {
            model: row
            for model, row in targets.items()
            if row._name == "duban.matter"
            or any(
                name in row._fields and row[name] & protected
                for name in ("matter_id", "matter_ids")
            )
            # the office has the list of a handover drawn up, which names all open roles to the two people only
            and row._name != "duban.handover"
        }
        self.assertGreater(len(targets), 20)
        for matter in protected.sudo():
            matter._engine_write(
                {
                    "confidentiality": "sensitive",
                    "access_user_ids": [(6, 0, self.office_user.ids)],
                }
            )
        calls, changes = self.changed(methods, targets, people)
        self.assertGreater(calls, 100)
        self.assertFalse(changes)
