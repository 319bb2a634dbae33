"""The shortcuts of searching change how fast a list comes, never what stands on it."""

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.duban_supervision.models.matter.states import OPEN_STATES
from odoo.addons.duban_supervision.tools.domains import named_ids, named_values

from tests.clauses import clause
from tests.duban_supervision.test_access_matrix import EXPECTED, AccessFixture

PARTS = (
    "duban.matter.unit", "duban.record", "duban.feedback", "duban.request", "duban.approval.line", "duban.act",
    "duban.plan.line", "duban.due.date", "duban.statistics",
)  # fmt: skip


OPEN_SEARCHES = (
    [("state", "in", OPEN_STATES)],
    [("state", "=", "in_progress")],
    [
        "|",
        ("name", "ilike", "办"),
        ("number", "ilike", "1"),
        ("state", "in", OPEN_STATES),
    ],
    ["|", ("state", "in", OPEN_STATES), ("state", "=", "closed")],
    ["!", ("state", "in", OPEN_STATES)],
    [("state", "in", ("in_progress", "closed"))],
)


@tagged("post_install", "-at_install")
class TestScope(AccessFixture):
    def ledger(self):
        """Matters in every relation to the people of the fixture, ended ones and protected ones too."""
        normal, sensitive = self.matters()
        handled = self.accepted(co_unit_ids=[Command.set(self.unit_c.ids)])
        handled.with_user(self.worker_a).write({"handler_id": self.outsider.id})
        draft = self.matter(lead_unit_id=self.unit_a.id)
        inspected, decided = self.accepted(name="督查组"), self.accepted(name="审批")
        self.env["duban.team.member"].sudo().create(
            {"matter_id": inspected.id, "user_id": self.organisation_user.id}
        )
        self.extension(decided, "2024-06-30").action_submit()
        self.env.flush_all()
        # relations that the plain regulation gives to nobody outside the unit
        self.cr.execute(
            "UPDATE duban_matter SET create_uid = %s WHERE id = %s",
            (self.worker_c.id, draft.id),
        )
        self.cr.execute(
            "UPDATE duban_approval_line SET approver_id = %s WHERE matter_id = %s",
            (self.outsider.id, decided.id),
        )
        self.env.invalidate_all(flush=False)
        filed = self.filed(lead_unit_id=self.unit_b.id, subject_unit_id=self.unit_c.id)
        closed = self.closed(name="已办结")
        moved = self.assigned(name="已改派")
        moved.action_reassign(self.unit_c.id, "职责已调整")
        routed = self.accepted(name="移交事项").sudo()
        routed._engine_write({"office_id": self.discipline.id})
        self.env.flush_all()
        self.moved = moved
        self.only_by = {
            self.outsider: handled | decided,
            self.worker_c: handled | draft | filed | moved,
            self.organisation_user: inspected,
        }
        return (
            normal
            | sensitive
            | handled
            | draft
            | inspected
            | decided
            | filed
            | closed
            | moved
            | routed
        )

    @clause("CORE-4", "CORE-12")
    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_narrowed_search_equals_the_rules(self):
        matters = self.ledger()
        here = Domain("id", "in", matters.ids)
        somebody = scoped = 0
        for role in EXPECTED:
            Matter = self.env["duban.matter"].with_user(self.user(role))
            for active in (True, False):
                Matter = Matter.with_context(active_test=active)
                self.env.invalidate_all()
                with self.subTest(role=role):
                    try:
                        narrowed = Matter.search(Domain.TRUE)
                    except AccessError:
                        continue  # neither portal nor public reads the model at all
                    with patch.object(type(Matter), "_is_scoped", lambda self: False):
                        plain = Matter.search(Domain.TRUE)
                    by_id = matters.with_env(Matter.env)._filtered_access("read")
                    for domain in OPEN_SEARCHES:
                        self.assertEqual(
                            Matter.search(domain), plain.filtered_domain(domain)
                        )
                    self.assertEqual(narrowed, plain)
                    self.assertEqual(narrowed & matters, by_id.sorted("id", True))
                    self.assertEqual(Matter.search_count(here), len(by_id))
                    self.assertEqual(Matter.search(here), by_id.sorted("id", True))
                    somebody += bool(by_id)
                    scoped += Matter._is_scoped()
        for user, seen in self.only_by.items():
            with self.subTest(user=user.name):
                self.env.invalidate_all()
                found = self.env["duban.matter"].with_user(user).search(Domain.TRUE)
                self.assertEqual(found & matters, seen.sorted("id", True))
        self.assertGreater(somebody, 20)
        self.assertGreater(scoped, 10)

    @clause("CORE-12")
    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_parts_of_a_page_equal_all_parts(self):
        matters = self.ledger()
        looked = 0
        for role in EXPECTED:
            for name in PARTS:
                Part = self.env[name].with_user(self.user(role))
                self.env.invalidate_all()
                with self.subTest(role=role, part=name):
                    try:
                        everything = Part.search(Domain.TRUE)
                    except AccessError:
                        continue
                    allowed = matters.with_user(self.user(role))._filtered_access(
                        "read"
                    )
                    mine = everything.filtered(lambda row: row.matter_id in matters)  # noqa: B023
                    # of what was handed over, the own line; the matter itself is hidden (CORE-21)
                    self.assertLessEqual(mine.matter_id - self.moved, allowed)
                    page = Part.search([("matter_id", "in", matters.ids)])
                    self.assertEqual(set(page.ids), set(mine.ids))
                    ids = (
                        self.env[name]
                        .sudo()
                        .search([("matter_id", "in", matters.ids)])
                        .ids
                    )
                    self.assertEqual(
                        set(Part.search([("id", "in", ids)]).ids), set(mine.ids)
                    )
                    one_by_one = Part.search(
                        ["|", ("id", "in", ids), ("id", "=", False)]
                    )
                    self.assertEqual(set(one_by_one.ids), set(mine.ids))
                    looked += len(mine)
        self.assertGreater(looked, 200)

    @clause("CORE-12")
    def test_search_by_unit_shows_no_foreign_matter(self):
        matters = self.ledger()
        for role in ("head_b", "worker_c", "outsider", "recused_user", "leader2"):
            Matter = self.env["duban.matter"].with_user(self.user(role))
            self.env.invalidate_all()
            with self.subTest(role=role):
                allowed = matters.with_env(Matter.env)._filtered_access("read")
                found = Matter.search(
                    [
                        (
                            "unit_line_ids.department_id",
                            "in",
                            (self.unit_a | self.unit_c).ids,
                        )
                    ]
                )
                units = self.unit_a | self.unit_c
                expected = allowed.sudo().filtered(
                    lambda matter, units=units: (
                        matter.unit_line_ids.department_id & units
                    )
                )
                self.assertEqual(
                    found & matters, expected.sorted("id", True).sudo(False)
                )
                self.assertLessEqual(found & matters, allowed)

    @clause("CORE-12", "CORE-24", "WUT-8.1b", "LZU-6.1.2b")
    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_units_read_from_the_assignment_on(self):
        """Whoever is named in a proposal reads it no sooner than the unit, and of what was withdrawn first, nothing."""
        units = {"co_unit_ids": self.units(self.unit_b), "handler_id": self.worker_a.id}
        people = self.head_a | self.worker_a | self.head_b

        def readers(matter):
            self.env.invalidate_all()
            return people.filtered(
                lambda user: matter.with_user(user)._filtered_access("read")
            )

        draft = self.matter(**units)
        self.assertFalse(readers(draft))
        Matter = self.env["duban.matter"].with_user(self.worker_a)
        self.assertNotIn(draft, Matter.search([("state", "in", OPEN_STATES)]))
        never, given = self.filed(**units), self.filed(**units)
        self.assertFalse(readers(never))
        given.action_assign()
        self.assertEqual(readers(given), people)
        for matter in (never, given):
            matter.action_withdraw_filing("立项有误")
        self.assertFalse(readers(never))
        self.assertEqual(readers(given), people)
        self.assertIn(never, self.env["duban.matter"].with_user(self.leader).search([]))

    def test_named_ids(self):
        self.assertEqual(named_ids([("id", "in", [1, 2])], "id"), [1, 2])
        self.assertEqual(named_ids([("id", "=", 3), ("a", "=", 1)], "id"), [3])
        for domain in (
            [],
            ["|", ("id", "=", 3), ("a", "=", 1)],
            ["!", ("id", "=", 3)],
            [("id", "not in", [1])],
            [("id", "in", [1, False])],
            [("id", "in", SQL("(SELECT 1)"))],
            [("id", "=", True)],
            [("id", ">", 3)],
        ):
            self.assertIsNone(named_ids(domain, "id"), domain)

    def test_named_beside_alternatives(self):
        either = ["|", ("a", "=", 1), "&", ("b", "=", 2), "!", ("state", "=", "closed")]
        self.assertEqual(
            named_values([*either, ("state", "=", "filed")], "state"), ["filed"]
        )
        self.assertEqual(
            named_values([("state", "in", ("a", "b")), *either], "state"), ["a", "b"]
        )
        self.assertIsNone(named_values(either, "state"))

    def test_units_follow_the_state(self):
        """Lists of open matters rely on it: from closing to reopening."""
        self.at("2024-03-04")
        matter = self.accepted()
        self.assertTrue(matter.sudo().unit_line_ids.is_open)
        self.closed(matter)
        self.assertFalse(matter.sudo().unit_line_ids.is_open)
        self.env.flush_all()
        self.cr.execute(
            "SELECT bool_or(is_open) FROM duban_matter_unit WHERE matter_id = %s",
            [matter.id],
        )
        self.assertFalse(self.cr.fetchone()[0])
        recheck = self.recheck(matter, "visit")
        recheck.action_record("failed", "复查发现问题", "2024-12-31")
        self.assertTrue(matter.sudo().unit_line_ids.is_open)
        mine = self.env["duban.matter"].with_user(self.head_a)
        self.assertIn(matter, mine.search(OPEN_SEARCHES[0]))
