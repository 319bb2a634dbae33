"""第十八条: grades, terms, feedback dates."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.clauses import clause

from .common import AbafCommon


@tagged("post_install", "-at_install")
class TestTerms(AbafCommon):
    def dates(self, matter):
        return [str(day) for day in matter.sudo()._feedback_dates()]

    @clause("ABAF-18.0")
    def test_term_in_days(self):
        self.at("2023-05-22")
        matter = self.matter(user=self.worker_a, grade_id=False)
        with self.assertRaises(UserError) as error:
            matter.action_submit_filing()
        self.assertIn("等级", str(error.exception))
        matter = self.filed(term_days=10)
        self.assertFalse(matter.date_deadline)
        self.at("2023-06-01")
        matter.action_assign()
        self.assertEqual(str(matter.date_deadline), "2023-06-11")

    @clause("ABAF-18.0")
    def test_changed_grade(self):
        self.at("2023-06-01")
        matter = self.accepted(term_days=10)
        self.assertEqual(self.dates(matter), ["2023-06-06", "2023-06-11"])
        matter.with_user(self.office_user).grade_id = self.grade("g3")
        self.assertEqual(
            str(matter.date_deadline), "2023-06-11", "10 days fit 三级 too"
        )
        matter.term_days = 0
        self.assertEqual(str(matter.date_deadline), "2023-07-01")
        self.assertEqual(self.dates(matter), ["2023-06-11", "2023-06-21", "2023-07-01"])
        matter.grade_id = self.grade("g1")
        self.assertEqual(str(matter.date_deadline), "2023-06-04")
        matter.grade_id = self.grade("g4")
        self.assertFalse(matter.date_deadline)
        history = matter.sudo().due_date_ids.sorted("id")
        self.assertEqual(
            [str(day or "") for day in history.mapped("date")],
            ["2023-06-11", "2023-07-01", "2023-06-04", ""],
        )
        self.assertEqual(
            history.mapped("kind"), ["rule", "regraded", "regraded", "regraded"]
        )
        acts = matter.sudo().act_ids.filtered(
            lambda act: "grade_id" in (act.changes or {})
        )
        self.assertEqual(
            [act.changes["grade_id"] for act in acts.sorted("seq")],
            [["二级", "三级"], ["三级", "一级"], ["一级", "四级"]],
        )

    @clause("ABAF-18.1")
    def test_grade_1(self):
        self.at("2023-06-01")
        matter = self.accepted(grade="g1")
        self.assertEqual(str(matter.date_deadline), "2023-06-04")
        for day in ("2023-06-01", "2023-06-05"):
            with self.assertRaises(UserError), self.cr.savepoint():
                self.filed(grade="g1", date_deadline=day)
        for day in ("2023-06-02", "2023-06-04"):
            self.assertTrue(self.filed(grade="g1", date_deadline=day).number)
        for days in (1, 3):
            self.assertTrue(self.filed(grade="g1", term_days=days).number)
        with self.assertRaises(UserError):
            self.proposed(grade="g1", term_days=4)
        with self.assertRaises(UserError):
            self.report_result(matter)
        self.assertEqual(matter.state, "in_progress")
        todo = self.todos(matter, kind="feedback")
        self.assertEqual(
            (todo.user_id, str(todo.date_deadline)), (self.worker_a, "2023-06-04")
        )
        untrue = self.feedback(matter)
        untrue.with_user(self.office_user).action_return_feedback("情况不实")
        with self.assertRaises(UserError), self.cr.savepoint():
            self.report_result(matter)
        self.feedback(matter)
        self.assertFalse(self.todos(matter, kind="feedback"))
        self.report_result(matter)
        self.assertEqual(matter.state, "result_submitted")

    @clause("ABAF-18.2")
    def test_grade_2(self):
        self.at("2023-06-01")
        matter = self.accepted()
        self.assertEqual(str(matter.date_deadline), "2023-06-16")
        self.assertEqual(self.dates(matter), ["2023-06-06", "2023-06-11", "2023-06-16"])
        for day in ("2023-06-07", "2023-06-17"):
            with self.assertRaises(UserError):
                self.proposed(date_deadline=day)
        for day in ("2023-06-08", "2023-06-16"):
            self.assertTrue(self.proposed(date_deadline=day))

        def due():
            self.patrol()
            todo = self.todos(matter, kind="feedback")
            return (todo.user_id, str(todo.date_deadline))

        self.assertEqual(due(), (self.worker_a, "2023-06-06"))
        self.at("2023-06-05")
        self.feedback(matter)
        self.assertEqual(due(), (self.worker_a, "2023-06-11"))
        self.at("2023-06-12")
        self.assertEqual(due(), (self.worker_a, "2023-06-11"))
        late = self.feedback(matter)
        self.assertTrue(late.is_late)
        self.assertFalse(matter.sudo()._missed_feedback_dates())
        self.at("2023-06-16")
        self.report_result(matter)
        self.assertFalse(matter.closed_late)
        self.assertFalse(
            matter.sudo()._missed_feedback_dates(), "the result is the last feedback"
        )

    @clause("ABAF-18.3")
    def test_grade_3(self):
        self.at("2023-06-01")
        matter = self.assigned(grade="g3")
        self.assertEqual(str(matter.date_deadline), "2023-07-01")
        self.assertEqual(self.dates(matter), ["2023-06-11", "2023-06-21", "2023-07-01"])
        with self.assertRaises(UserError):
            self.proposed(grade="g3", date_deadline="2023-07-02")
        self.assertTrue(self.proposed(grade="g3", term_days=1))

    @clause("ABAF-18.4")
    def test_grade_4(self):
        self.at("2023-06-01")
        matter = self.accepted(grade="g4")
        self.assertFalse(matter.date_deadline)
        self.assertEqual(
            self.dates(matter)[:3], ["2023-07-01", "2023-07-31", "2023-08-30"]
        )
        todo = self.todos(matter, kind="feedback")
        self.assertEqual(str(todo.date_deadline), "2023-07-01")
        self.at("2025-06-01")
        self.env.invalidate_all()
        self.assertFalse(matter.is_overdue)
        self.assertNotIn(matter, matter.search([("is_overdue", "=", True)]))
        self.assertEqual(
            self.dates(matter)[-1] > "2025-06-01", True, "until the result, without end"
        )

    @clause("ABAF-18.5")
    def test_stated_limit(self):
        self.at("2023-06-01")
        with self.assertRaises(UserError) as error:
            self.proposed(date_deadline="2023-06-21")
        self.assertIn("2023年6月21日", str(error.exception))
        matter = self.assigned(
            date_deadline="2023-06-21", deadline_ground="省教育厅要求6月21日前报送"
        )
        self.assertEqual(str(matter.date_deadline), "2023-06-21")
        self.assertEqual(
            self.dates(matter), ["2023-06-06", "2023-06-11", "2023-06-16", "2023-06-21"]
        )
        matter.grade_id = self.grade("g3")
        self.assertEqual(str(matter.date_deadline), "2023-06-21", "a stated date stays")
