"""Figures of co-units: their own reports, and the time in which they helped (CORE-15, CORE-21, WUT-23.1a)."""

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision.test_figures_ends import (
    FIRST,
    SECOND,
    THIRD,
    FiguresCommon,
)
from tests.duban_supervision_after.test_score import ScoreCommon


class CoUnitCommon(FiguresCommon):
    def of_co_unit(self, matter, text="已配合完成"):
        """A report of unit B to the lead unit."""
        return (
            self.env["duban.feedback"]
            .with_user(self.head_b)
            .create({"matter_id": matter.id, "kind": "co_unit", "name": text})
        )

    def screen(self, name):
        """{unit: sum} as the statistics on screen have it."""
        self.env.flush_all()
        self.env.invalidate_all()
        groups = self.env["duban.statistics"].with_user(self.office_user)._read_group(
            [("company_id", "=", self.company.id)], ["department_id"], [f"{name}:sum"]
        )  # fmt: skip
        return {unit: amount for unit, amount in groups if amount}


@tagged("post_install", "-at_install")
class TestMarksOfCoUnits(CoUnitCommon):
    @clause("WUT-23.1a", "SIE-16.2a", "CORE-15")
    def test_a_false_report_is_that_of_who_reported(self):
        """B tells the lead unit A what is untrue: B has the mark, its head too; A, its people have none."""
        self.with_marks()
        self.at("2024-03-04")
        matter = self.accepted(co_unit_ids=[Command.set(self.unit_b.ids)])
        self.of_co_unit(matter).with_user(self.office_user).action_mark("false")
        for by, lead, helper in (
            ("unit", self.unit_a, self.unit_b),
            ("head", self.head_a, self.head_b),
        ):
            row = self.of(helper, by=by)
            self.assertEqual(
                (row["marks"], row["marks_by_code"]), (1, {"false": 1}), by
            )
            self.assertEqual(self.of(lead, by=by)["marks"], 0, by)
        self.assertEqual(self.of(self.worker_a, by="handler")["marks"], 0)
        # whose category and leader it is does not change with the unit
        category = matter.category_group_id
        self.assertEqual(self.of(category, by="category")["marks"], 1)
        self.assertEqual(self.of(self.leader, by="leader")["marks"], 1)
        self.assertEqual(self.screen("marks"), {self.unit_b: 1})
        self.assertEqual(self.total("marks", units=self.unit_a), 0)
        self.assertEqual(self.total("marks", units=self.unit_b), 1)
        # one of the lead unit beside it is that unit's
        self.feedback(matter).with_user(self.office_user).action_mark("delayed")
        self.assertEqual(self.of(self.unit_a)["marks_by_code"], {"delayed": 1})
        self.assertEqual(self.of(self.unit_b)["marks_by_code"], {"false": 1})
        self.assertEqual(self.screen("marks"), {self.unit_a: 1, self.unit_b: 1})

    @clause("WUT-23.1a", "CORE-21")
    def test_it_stays_that_units_whoever_leads_and_helps_later(self):
        self.with_marks()
        self.at("2024-03-04")
        matter = self.accepted(co_unit_ids=[Command.set(self.unit_b.ids)])
        self.of_co_unit(matter).with_user(self.office_user).action_mark("false")
        self.at("2024-03-20")
        matter.action_reassign(self.unit_c.id, "职责已调整")
        self.assertEqual(self.screen("marks"), {self.unit_b: 1})
        self.at("2024-03-21")
        matter.with_user(self.office_user).co_unit_ids = False
        found = {row["id"]: row["marks"] for row in self.rows() if row["marks"]}
        self.assertEqual(found, {self.unit_b.id: 1})
        found = {
            row["id"]: row["marks"] for row in self.rows(by="head") if row["marks"]
        }
        self.assertEqual(found, {self.head_b.id: 1})

    @clause("WUT-23.1a", "DOC-8")
    def test_the_bulletin_names_who_reported(self):
        self.with_marks()
        self.regulation.bulletin_enabled = True
        self.at("2024-03-04")
        matter = self.accepted(co_unit_ids=[Command.set(self.unit_b.ids)])
        self.of_co_unit(matter).with_user(self.office_user).action_mark("false")
        bulletin = self.env["duban.bulletin"].with_user(self.office_user).create(
            {"kind": "regular", "date_from": FIRST[0], "date_to": FIRST[1]}
        )  # fmt: skip
        bulletin.action_fill()
        marks = {line.department_id: line.marks for line in bulletin.line_ids}
        self.assertEqual(marks, {self.unit_a: 0, self.unit_b: 1})
        self.assertIn("后勤处（1）", bulletin.problems)
        self.assertNotIn("教务处（1）", bulletin.problems)


@tagged("post_install", "-at_install")
class TestMarksOfCoUnitsInAScore(ScoreCommon):
    @clause("PLUS-S1", "WUT-23.1a", "CORE-9")
    def test_the_whole_point_is_that_of_who_reported(self):
        self.at("2024-03-04")
        matter = self.accepted(co_unit_ids=[Command.set(self.unit_b.ids)])
        feedback = self.env["duban.feedback"].with_user(self.head_b).create(
            {"matter_id": matter.id, "kind": "co_unit", "name": "已配合"}
        )  # fmt: skip
        feedback.with_user(self.office_user).action_mark("false")
        act = matter.sudo().act_ids.filtered(lambda row: row.action == "mark_feedback")
        self.assertIn("后勤处", act.note)
        self.assertNotIn(str(self.unit_b.id), act.changes_text)
        self.at("2024-04-01")
        score = self.counted(3)
        taken = {
            row.department_id: row.counted
            for row in score.sudo().unit_ids.point_ids
            if row.act_id == act
        }
        self.assertEqual(taken, {self.unit_b: -3})
        self.assert_equals_script(score)

    def points(self, month):
        """[(unit, points)] of the marks of a month, whose totals equal the script."""
        score = self.counted(month)
        self.assert_equals_script(score)
        return sorted(
            (row.department_id.name, row.counted)
            for row in score.sudo().unit_ids.point_ids
            if row.rule_id.event == "marked"
        )

    @clause("PLUS-S1", "CORE-9")
    def test_what_is_taken_back_goes_to_whom_it_was_taken_from(self):
        """In an earlier release the lead unit A lost 3 for what B reported: A has them back."""
        self.at("2024-03-04")
        matter = self.accepted(co_unit_ids=[Command.set(self.unit_b.ids)])
        report = self.env["duban.feedback"].with_user(self.head_b).create(
            {"matter_id": matter.id, "kind": "co_unit", "name": "已配合"}
        )  # fmt: skip
        # the act said nothing of the unit
        report.sudo().mark_id = self.marks["虚报"]
        changes = {matter.id: {"mark_id": [None, "虚报"]}}
        self.env["duban.act"]._append(matter, "mark_feedback", "虚报", changes=changes)
        self.at("2024-04-01")
        self.assertEqual(self.points(3), [("教务处", -3)])
        # one that is given now is B's; both are taken away
        second = self.env["duban.feedback"].with_user(self.head_b).create(
            {"matter_id": matter.id, "kind": "co_unit", "name": "仍配合"}
        )  # fmt: skip
        second.with_user(self.office_user).action_mark("false")
        for row in (report, second):
            row.with_user(self.office_user).action_mark(None)
        self.at("2024-05-06")
        self.assertEqual(self.points(4), [("后勤处", -3), ("后勤处", 3), ("教务处", 3)])

    @clause("PLUS-S1", "CORE-21")
    def test_the_unit_that_led_when_it_was_marked_has_it_back(self):
        """A is marked in March and hands over; C leads when the mark is taken away in April."""
        self.at("2024-03-04")
        matter = self.accepted()
        report = self.feedback(matter)
        report.with_user(self.office_user).action_mark("false")
        self.at("2024-03-20")
        matter.with_user(self.office_user).action_reassign(self.unit_c.id, "职责调整")
        self.at("2024-04-02")
        report.with_user(self.office_user).action_mark(None)
        self.at("2024-05-06")
        self.assertEqual(self.points(3), [("教务处", -3)])
        self.assertEqual(self.points(4), [("教务处", 3)])


@tagged("post_install", "-at_install")
class TestTimeOfCoUnits(CoUnitCommon):
    @clause("CORE-15", "CORE-21")
    def test_a_unit_helped_in_the_periods_in_which_it_did(self):
        """B until 20 March, C since 5 April: B in the first quarter, C from the second on."""
        self.at("2024-03-04")
        matter = self.accepted(co_unit_ids=[Command.set(self.unit_b.ids)])
        office = matter.with_user(self.office_user)
        self.at("2024-03-20")
        office.co_unit_ids = False
        self.at("2024-04-05")
        office.co_unit_ids = self.unit_c
        for period, b, c in ((FIRST, 1, 0), (SECOND, 0, 1), (THIRD, 0, 1)):
            self.assertEqual(self.of(self.unit_b, period)["co_count"], b, period)
            self.assertEqual(self.of(self.unit_c, period)["co_count"], c, period)
            by_head = {"by": "head"}
            self.assertEqual(self.of(self.head_b, period, **by_head)["co_count"], b)
            self.assertEqual(self.of(self.head_c, period, **by_head)["co_count"], c)
        # one that comes back has one task; limited to it, it is its own
        self.at("2024-04-10")
        office.co_unit_ids = self.unit_b | self.unit_c
        both = (FIRST[0], SECOND[1])
        self.assertEqual(self.of(self.unit_b, both)["co_count"], 1)
        self.assertEqual(self.total("co_count", both, units=self.unit_b), 1)
        self.assertEqual(self.of(self.unit_b, FIRST)["co_count"], 1)
        self.assertEqual(self.of(self.unit_b, SECOND)["co_count"], 1)
