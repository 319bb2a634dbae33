"""Figures of a period, by whom and of what: marks, standstills, whose turn a late matter is, which day counts."""

from datetime import date

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision.test_figures_ends import (
    FIRST,
    SECOND,
    THIRD,
    FiguresCommon,
)


@tagged("post_install", "-at_install")
class TestFiguresMore(FiguresCommon):
    @clause("CORE-15", "SIE-16.2a")
    def test_marks_of_the_last_and_the_first_day(self):
        self.with_marks()
        self.at("2024-03-28")
        matter = self.accepted()
        for day, code in (
            ("2024-03-31", "false"),
            ("2024-04-01", "delayed"),
            ("2024-04-02", "delayed"),
            ("2024-04-03", None),
        ):
            self.at(day)
            feedback = self.feedback(matter)
            if code:
                feedback.with_user(self.office_user).action_mark(code)
        row = self.of(self.unit_a)
        self.assertEqual((row["marks"], row["marks_by_code"]), (1, {"false": 1}))
        row = self.of(self.unit_a, SECOND)
        self.assertEqual((row["marks"], row["marks_by_code"]), (2, {"delayed": 2}))
        self.assertEqual(self.total("marks", THIRD), 0)
        self.assertEqual(self.total("marks", SECOND, units=self.unit_c), 0)
        self.assertEqual(self.total("marks", SECOND, units=self.unit_a), 2)
        rows = self.rows((FIRST[0], SECOND[1]))
        totals = self.env["duban.statistics"]._totals(rows)
        self.assertEqual(totals["marks_by_code"], {"false": 1, "delayed": 2})

    @clause("CORE-15")
    def test_late_is_whose_turn_it_is(self):
        """Due on 18 March: one handed in on that day and still under review is not late, one of the 19th is."""
        self.at("2024-03-04")
        names = ("按时上报", "迟报", "未报", "暂停")
        matters = [self.accepted(name=name) for name in names]
        self.assertEqual({str(m.date_deadline) for m in matters}, {"2024-03-18"})
        self.at("2024-03-18")
        self.submitted(matters[0])
        self.assertEqual(self.of(self.unit_a)["overdue"], 0)
        matters[3].sudo()._engine_write({"paused_since": "2024-03-18"})
        self.at("2024-03-19")
        self.submitted(matters[1])
        row = self.of(self.unit_a)
        self.assertEqual((row["in_progress"], row["overdue"]), (4, 2))
        matters[3].sudo()._engine_write({"paused_since": False})
        self.assertEqual(self.of(self.unit_a)["overdue"], 3)

    @clause("CORE-15")
    def test_the_basis_is_what_was_filed_or_what_is_on_the_ledger(self):
        self.at("2024-03-31")
        first = self.accepted(name="一季度")
        self.at("2024-04-01")
        self.accepted(name="二季度")
        # on the ledger until the first day of the second quarter, that day included
        self.closed(first)
        self.regulation.rate_basis = "on_ledger"
        self.assertEqual(
            [self.total("task_count", p) for p in (FIRST, SECOND, THIRD)], [1, 2, 1]
        )
        self.regulation.rate_basis = "filed"
        self.assertEqual(
            [self.total("task_count", p) for p in (FIRST, SECOND, THIRD)], [1, 1, 0]
        )
        Matter = self.env["duban.matter"].sudo()
        figures = self.env["duban.statistics"]
        for basis, counts in (("filed", [1, 1, 0]), ("on_ledger", [1, 2, 1])):
            self.regulation.rate_basis = basis
            self.assertEqual(
                [
                    Matter.search_count(figures._counted_domain(self.company, *period))
                    for period in (FIRST, SECOND, THIRD)
                ],
                counts,
            )

    @clause("CORE-15")
    def test_by_each_person_and_rule(self):
        """Head, handler and leader are three persons; B's head is no lead of A's matter but its co-unit's."""
        self.at("2024-03-04")
        self.accepted(co_unit_ids=[Command.set(self.unit_b.ids)])
        self.accepted(name="二", lead_unit_id=self.unit_a.id)
        for by, person, tasks, co in (
            ("head", self.head_a, 2, 0),
            ("head", self.head_b, 0, 1),
            ("handler", self.worker_a, 2, 0),
            ("leader", self.leader, 2, 0),
        ):
            row = self.of(person, by=by)
            self.assertEqual((row["task_count"], row["co_count"]), (tasks, co), (by, person.name))  # fmt: skip
        for by, person in (
            ("head", self.worker_a),
            ("handler", self.head_a),
            ("leader", self.leader2),
            ("leader", self.head_a),
        ):
            self.assertEqual(self.of(person, by=by)["task_count"], 0)

    @clause("CORE-15", "PLUS-C1")
    def test_standstills_by_the_day_they_began(self):
        self.regulation.pause_enabled = True
        self.at("2024-03-27")
        matter = self.accepted()
        self.at("2024-03-29")
        office = matter.with_user(self.office_user)
        office.action_pause(
            date_expected="2024-04-30", reason="superior", ground="等待批复"
        )
        # what still stands counts until today: Monday and Tuesday
        self.at("2024-04-02")
        row = self.of(self.unit_a)
        self.assertEqual((row["pauses"], row["days_stood"]), (1, 2))
        self.at("2024-04-05")
        office.action_resume()
        row = self.of(self.unit_a)
        self.assertEqual((row["pauses"], row["days_stood"]), (1, 5))
        row = self.of(self.unit_a, SECOND)
        self.assertEqual((row["pauses"], row["days_stood"]), (0, 0))

    @clause("CORE-15", "CORE-33")
    def test_parts_or_the_whole_never_both(self):
        self.at("2024-03-04")
        whole = self.assigned(name="整体")
        for number in range(2):
            part = self.assigned(name=f"分解{number}", lead_unit_id=self.unit_b.id)
            part.sudo()._engine_write({"parent_id": whole.id})
        for count, expected in (("children", {self.unit_b.id: 2}), ("parents", {self.unit_a.id: 1})):  # fmt: skip
            self.regulation.count_breakdown = count
            found = {r["id"]: r["task_count"] for r in self.rows() if r["task_count"]}
            self.assertEqual(found, expected, count)
        self.regulation.count_breakdown = "children"
        for part in whole.sudo().child_ids:
            self.end(part, "merged", "2024-03-05")
        self.assertEqual(self.of(self.unit_a)["task_count"], 1)

    @clause("CORE-15")
    def test_the_rate_in_one_decimal(self):
        rate = self.env["duban.statistics"]._rate
        self.assertEqual(
            [rate(*each) for each in ((0, 0), (0, 3), (1, 3), (2, 3), (1, 8), (3, 3))],
            [0, 0, 33.3, 66.7, 12.5, 100],
        )
        self.at("2024-03-04")
        for number in range(3):
            self.closed(name=f"甲{number}")
        rows = self.rows((date(2024, 3, 1), date(2024, 3, 31)))
        self.assertEqual([row["completion_rate"] for row in rows if row["task_count"]], [100])  # fmt: skip

    @clause("CORE-15")
    def test_the_rate_of_all_counts_what_was_closed_late_too(self):
        """Done is done (AMB-24): of three tasks two are closed, one of them late."""
        self.at("2024-03-04")
        names = ("按时办结", "迟办结", "未办结")
        on_time, late, _open = [self.accepted(name=name) for name in names]
        self.at("2024-03-18")
        self.closed(on_time)
        self.at("2024-03-20")
        self.closed(late)
        total = self.env["duban.statistics"]._totals(self.rows(FIRST))
        self.assertEqual(
            (total["task_count"], total["closed"], total["closed_on_time"]), (3, 2, 1)
        )
        self.assertEqual(total["completion_rate"], 66.7)
