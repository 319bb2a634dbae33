"""Figures are those of the question and the day under which they are issued (CORE-15, DOC-8, XISU-13.1, SIE-19.1)."""

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_after.test_bulletin import BulletinCommon


@tagged("post_install", "-at_install")
class TestAnotherQuestion(BulletinCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-02-05")
        self.assigned(name="二月甲")
        self.assigned(name="二月乙", lead_unit_id=self.unit_b.id)
        self.at("2024-05-06")
        self.assigned(name="五月")

    def agrees(self, bulletin):
        """Table and list of the bulletin are those of the period, units and categories on it."""
        figures = self.Statistics._figures(
            self.company, bulletin.date_from, bulletin.date_to,
            units=bulletin.subject_unit_ids or None, categories=bulletin.category_ids or None,
        )  # fmt: skip
        self.assertEqual(
            {line.department_id.id: line.task_count for line in bulletin.line_ids},
            {row["id"]: row["task_count"] for row in figures},
        )

    @clause("DOC-8", "CORE-15")
    def test_each_thing_that_is_asked_is_counted_anew(self):
        """Filled for the first quarter (two tasks); then another period, unit, category, list."""
        other = self.env["duban.source.category"].create(
            {"regulation_id": self.regulation.id, "code": "other", "name": "其他"}
        )
        for values, tasks, listed in (
            ({"date_to": "2024-06-30"}, 3, []),
            ({"date_to": "2024-01-31"}, 0, []),
            ({"subject_unit_ids": [Command.set(self.unit_b.ids)]}, 1, []),
            ({"category_ids": [Command.set(other.ids)]}, 0, []),
            ({"item_kind": "matters"}, 2, ["二月甲", "二月乙"]),
            ({"kind": "annual", "date_to": "2024-12-31"}, 3, []),
        ):
            with self.subTest(values), self.cr.savepoint() as point:
                bulletin = self.bulletin()
                bulletin.action_fill()
                self.assertEqual(bulletin.task_count, 2)
                bulletin.write(values)
                self.assertEqual(bulletin.task_count, tasks)
                self.assertEqual(sorted(bulletin.item_ids.mapped("name")), sorted(listed))  # fmt: skip
                self.agrees(bulletin)
                bulletin.action_publish()
                self.assertEqual(bulletin.task_count, tasks)
                point.rollback()
                self.env.invalidate_all()

    @clause("DOC-8")
    def test_what_asks_nothing_counts_nothing(self):
        bulletin = self.bulletin()
        bulletin.action_fill()
        filled = bulletin.line_ids
        bulletin.write({"problems": "由办公室改写", "date_to": bulletin.date_to})
        self.assertEqual(bulletin.line_ids, filled)
        # what was never filled is not filled by choosing its period
        fresh = self.bulletin()
        fresh.date_to = "2024-06-30"
        self.assertFalse(fresh.date_filled or fresh.line_ids)

    @clause("XISU-13.1", "SIE-19.1a")
    def test_a_list_of_another_year(self):
        lists = self.env["duban.assessment"].with_user(self.office_user)
        row = lists.create({"year": 2024})
        row.action_fill()
        units = row.line_ids.filtered(lambda line: line.subject == "unit")
        self.assertEqual(sum(units.mapped("task_count")), 3)
        row.year = 2023
        self.assertEqual(str(row.date_to), "2023-12-31")
        self.assertFalse(row.line_ids)
        row.action_confirm()
        self.assertFalse(row.line_ids)

    @clause("DOC-8", "XISU-13.1")
    def test_what_was_filled_in_its_period_is_counted_when_it_is_issued(self):
        """Filled on 6 May for the second quarter and the year; one more on 3 June."""
        bulletin = self.bulletin(date_from="2024-04-01", date_to="2024-06-30")
        approved = self.bulletin(date_from="2024-04-01", date_to="2024-06-30")
        lists = self.env["duban.assessment"].with_user(self.office_user)
        row = lists.create({"year": 2024})
        for each in (bulletin, approved, row):
            each.action_fill()
        self.assertEqual(bulletin.task_count, 3)
        self.at("2024-06-03")
        self.assigned(name="六月")
        self.at("2024-07-08")
        bulletin.action_publish()
        self.assertEqual(bulletin.task_count, 4)
        # what goes to the leader is counted before, and published as it was approved
        self.regulation.bulletin_approval = True
        approved.action_submit()
        self.assertEqual(approved.task_count, 4)
        filled = approved.date_filled
        self.as_user(approved, self.office_leader).action_approve()
        self.at("2024-07-15")
        approved.action_publish()
        self.assertEqual(approved.date_filled, filled)
        self.at("2025-01-08")
        row.action_confirm()
        units = row.line_ids.filtered(lambda line: line.subject == "unit")
        self.assertEqual(sum(units.mapped("task_count")), 4)

    @clause("DOC-8")
    def test_the_texts_say_the_figures_of_the_table(self):
        """Two tasks, both overdue; one more in March. What the office wrote stays; a copy begins without."""
        self.at("2024-04-08")
        bulletin = self.bulletin(good_practice=False, problems=False)
        bulletin.action_fill()
        self.assertRegex(bulletin.introduction, r"\b2 (matters|项)|2 ?项")
        self.assertIn("二月甲", bulletin.problems)
        first, found = bulletin.introduction, bulletin.problems
        self.at("2024-03-04")
        self.assigned(name="三月")
        self.at("2024-04-08")
        bulletin.action_fill()
        self.assertNotEqual(bulletin.introduction, first)
        self.assertEqual(bulletin.introduction, bulletin._draft_introduction(
            self.Statistics._totals(self.Statistics._figures(self.company, bulletin.date_from, bulletin.date_to))
        ))  # fmt: skip
        self.assertNotEqual(bulletin.problems, found)
        self.assertIn("三月", bulletin.problems)
        # what stands in it goes to no reader but in the text itself
        self.assertNotIn("三月", str(bulletin.sudo().figures))
        own = bulletin.introduction + "另，各单位报送及时。"
        bulletin.introduction = own
        bulletin.action_fill()
        self.assertEqual(bulletin.introduction, own)
        copied = bulletin.copy({"date_from": "2024-04-01", "date_to": "2024-06-30"})
        self.assertFalse(copied.introduction)
        copied.action_fill()
        self.assertIn("2024年4月1日", copied.introduction)

    @clause("DOC-8", "LZU-7.2a")
    def test_what_the_office_took_out_is_published_by_no_step(self):
        """Both are overdue in the second quarter; the office names nobody. It is counted anew, and names nobody."""
        self.regulation.bulletin_parts_required = False
        self.at("2024-06-03")
        bulletin = self.bulletin(
            good_practice=False,
            problems=False,
            date_from="2024-04-01",
            date_to="2024-06-30",
        )
        bulletin.action_fill()
        self.assertIn("二月甲", bulletin.problems)
        bulletin.problems = False
        # another question is counted at once, and says in words what the office left standing
        bulletin.date_from = "2024-01-01"
        self.assertFalse(bulletin.problems)
        self.assertIn("2024年1月1日", bulletin.introduction)
        self.at("2024-07-08")
        bulletin.action_publish()
        self.assertEqual(str(bulletin.date_filled)[:7], "2024-07")
        self.assertFalse(bulletin.problems)

    @clause("DOC-8")
    def test_who_asks_for_the_draft_gets_what_was_taken_out(self):
        self.at("2024-04-08")
        bulletin = self.bulletin(good_practice=False, problems=False)
        bulletin.action_fill()
        bulletin.problems = False
        bulletin.action_fill()
        self.assertIn("二月甲", bulletin.problems)

    @clause("DOC-8")
    def test_where_there_was_nothing_to_say_it_is_said_when_there_is(self):
        """Filled before anything was overdue, published when two are."""
        self.regulation.bulletin_parts_required = False
        self.at("2024-02-06")
        bulletin = self.bulletin(
            good_practice=False,
            problems=False,
            date_from="2024-02-01",
            date_to="2024-03-31",
        )
        bulletin.action_fill()
        self.assertFalse(bulletin.problems)
        self.at("2024-04-08")
        bulletin.action_publish()
        self.assertIn("二月甲", bulletin.problems)
