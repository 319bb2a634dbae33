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

    def regrade(self, matter, grade, **values):
        """The office changes the grade with its ground; the three who signed the sheet sign anew."""
        self.env["duban.adjustment"].with_user(self.office_user).create(
            {
                "matter_id": matter.id,
                "ground": "情况变化",
                "grade_id": self.grade(grade).id,
                **values,
            }
        )
        for leader in (self.leader, self.office_leader, self.secretary):
            matter.sudo()._current_line().with_user(leader).action_approve("同意变更")
        matter.invalidate_recordset()

    @clause("ABAF-18.0", "CORE-38")
    def test_a_signed_grade_changes_only_with_new_signatures(self):
        self.at("2023-06-01")
        matter = self.accepted(term_days=10)
        self.assertEqual(self.dates(matter), ["2023-06-06", "2023-06-11"])
        office = matter.with_user(self.office_user)
        for values in (
            {"grade_id": self.grade("g3").id},
            {"term_days": 20},
            {"name": "改名"},
            {"content": "改内容"},
            {"handling_requirement": "改要求"},
            {"form_id": self.option("form", "phone").id},
        ):
            with (
                self.subTest(values=values),
                self.assertRaises(UserError),
                self.cr.savepoint(),
            ):
                office.write(values)
        self.env["duban.adjustment"].with_user(self.office_user).create(
            {
                "matter_id": matter.id,
                "ground": "情况变化",
                "grade_id": self.grade("g3").id,
            }
        )
        self.assertEqual(matter.sudo().grade_id, self.grade("g2"), "not signed yet")
        self.assertEqual(str(matter.date_deadline), "2023-06-11")
        self.assertIn(self.leader, self.todos(matter, kind="approve").user_id)
        line = matter.sudo()._current_line()
        line.with_user(self.leader).action_return("不同意")
        self.assertEqual(matter.sudo().grade_id, self.grade("g2"))
        self.assertEqual(matter.sudo().adjustment_ids.state, "refused")
        self.assertEqual(matter.sudo().state, "in_progress")
        signed = matter.sudo()._signatures()
        self.assertEqual(
            signed.decided_by_id, self.leader | self.office_leader | self.secretary
        )
        self.regrade(matter, "g3", term_days=20)
        self.assertEqual(matter.sudo().grade_id, self.grade("g3"))
        self.assertEqual(str(matter.date_deadline), "2023-06-21")
        self.assertEqual(self.dates(matter), ["2023-06-11", "2023-06-21"])
        self.assertEqual(
            matter.sudo()._signatures().mapped("opinion"), ["同意变更"] * 3
        )
        self.assertFalse(signed & matter.sudo()._signatures(), "the old ones are kept")
        self.regrade(matter, "g4")
        self.assertFalse(matter.date_deadline)
        history = matter.sudo().due_date_ids.sorted("id")
        self.assertEqual(
            [str(day or "") for day in history.mapped("date")],
            ["2023-06-11", "2023-06-21", ""],
        )
        self.assertEqual(history.mapped("kind"), ["rule", "regraded", "regraded"])
        self.assertEqual(history[-1].approver_id, self.secretary)
        acts = matter.sudo().act_ids.filtered(
            lambda act: "grade_id" in (act.changes or {})
        )
        self.assertEqual(
            [act.changes["grade_id"] for act in acts.sorted("seq")],
            [["二级", "三级"], ["三级", "四级"]],
        )

    @clause("ABAF-18.0", "CORE-34")
    def test_a_passed_date_never_disappears_with_the_grade(self):
        self.at("2023-06-01")
        matter = self.accepted(term_days=10)
        self.at("2023-06-20")
        self.assertTrue(matter.is_overdue)
        self.regrade(matter, "g4")
        self.assertTrue(matter.sudo().was_late)
        self.assertIn(matter.id, self.env["duban.matter"].sudo()._candidate_ids())

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

    @clause("ABAF-18.4", "ABAF-18.5")
    def test_grade_4_with_a_stated_limit(self):
        """A long task may have its date, with the ground; staged feedback goes on until the result all the same."""
        self.at("2023-06-01")
        with self.assertRaises(UserError) as error, self.cr.savepoint():
            self.proposed(grade="g4", date_deadline="2023-08-10")
        self.assertIn("时限依据", str(error.exception))
        matter = self.accepted(
            grade="g4", date_deadline="2023-08-10", deadline_ground="规划要求8月10日前"
        )
        # a stated date stands by its own item
        self.assertEqual(matter.due_date_ids.mapped("clause"), ["第十八条（五）"])
        self.assertEqual(self.dates(matter), ["2023-07-01", "2023-07-31"])
        for day in ("2023-07-01", "2023-07-31"):
            self.at(day)
            self.assertFalse(self.feedback(matter).is_late)
        self.at("2023-08-30")
        self.assertTrue(matter.is_overdue)
        self.patrol()
        todo = self.todos(matter, kind="feedback")
        self.assertEqual(str(todo.date_deadline), "2023-08-30")
        self.at("2023-08-31")
        self.assertEqual(
            [str(day) for day in matter.sudo()._missed_feedback_dates()],
            ["2023-08-30"],
        )
        self.assertTrue(self.feedback(matter).is_late)
        self.report_result(matter)
        self.at("2024-06-01")
        self.assertFalse(
            matter.sudo()._missed_feedback_dates(), "the result is the end"
        )
        self.assertEqual(self.dates(matter)[-1], "2023-08-30")
        # the other grades end with their date
        self.at("2023-06-01")
        matter = self.accepted()
        self.at("2023-07-01")
        self.assertEqual(self.dates(matter)[-1], "2023-06-16")

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
        self.regrade(matter, "g3")
        self.assertEqual(str(matter.date_deadline), "2023-06-21", "a stated date stays")

    def corrected(self, matter, **values):
        """The office corrects the signed sheet; the three sign the change."""
        self.env["duban.adjustment"].with_user(self.office_user).create(
            {"matter_id": matter.id, "ground": "上级要求", **values}
        )
        self.approve(matter)
        matter.invalidate_recordset()

    @clause("ABAF-18.0")
    def test_a_correction_before_the_assignment_fixes_no_date(self):
        """立项 on 1 June, ten days become twelve on the 2nd, 交办 on the 5th: twelve days from then, 17 June."""
        self.at("2023-06-01")
        matter = self.filed(term_days=10)
        self.at("2023-06-02")
        self.corrected(matter, term_days=12)
        self.assertFalse(matter.date_deadline)
        self.assertFalse(matter.sudo().due_date_ids)
        self.assertIn("12", matter.deadline_text)
        self.at("2023-06-05")
        matter.action_assign()
        self.assertEqual(str(matter.date_deadline), "2023-06-17")
        self.assertEqual(matter.sudo().due_date_ids.kind, "rule")
        # nor is one fixed that the next week would refuse as too early
        later = self.filed(term_days=10, name="另一事项")
        self.corrected(later, grade_id=self.grade("g3").id)
        self.at("2023-06-09")
        later.action_assign()
        self.assertEqual(str(later.date_deadline), "2023-06-19")

    @clause("ABAF-18.0")
    def test_what_nobody_could_put_in_force_is_not_signed(self):
        """二级, ten days, becomes 一级: three days at the most, so its own term; a stated term out of range is refused
        when it is proposed, not at the third signature."""
        self.at("2023-06-01")
        matter = self.filed(term_days=10)
        adjustments = self.env["duban.adjustment"].with_user(self.office_user)
        values = {"matter_id": matter.id, "ground": "紧急", "grade_id": self.grade("g1").id}  # fmt: skip
        for wrong in ({"term_days": 9}, {"minutes_issue_date": "2023-06-02"}):
            with self.assertRaises(UserError), self.cr.savepoint():
                adjustments.create({**values, **wrong})
        self.corrected(matter, grade_id=self.grade("g1").id)
        matter.action_assign()
        self.assertEqual(str(matter.date_deadline), "2023-06-04")

    @clause("ABAF-18.5", "CORE-24")
    def test_a_date_that_was_signed_with_its_ground_can_be_assigned(self):
        self.at("2023-06-01")
        matter = self.filed(grade="g2")
        self.corrected(matter, date_deadline="2023-07-11")
        matter.action_assign()
        self.assertEqual(str(matter.date_deadline), "2023-07-11")
        self.assertEqual(matter.deadline_ground, "上级要求")
        line = matter.sudo().due_date_ids
        self.assertEqual((line.kind, line.ground), ("corrected", "上级要求"))

    @clause("ABAF-18.5")
    def test_a_date_that_left_its_range_by_waiting_gets_its_ground(self):
        """一级, 3 June stated on the 1st: two days; on the 3rd it is none, and the refusal says the way out."""
        self.at("2023-06-01")
        for name, day in (("同一日期", "2023-06-03"), ("另一日期", "2023-06-05")):
            matter = self.filed(grade="g1", date_deadline="2023-06-03", name=name)
            self.at("2023-06-03" if day > "2023-06-03" else "2023-06-02")
            if day == "2023-06-03":
                self.corrected(matter, date_deadline=day)
                self.at("2023-06-03")
            else:
                with self.assertRaises(UserError) as refusal, self.cr.savepoint():
                    matter.action_assign()
                self.assertIn(matter._action_label("adjust"), str(refusal.exception))
                self.corrected(matter, date_deadline=day)
            matter.action_assign()
            self.assertEqual(str(matter.date_deadline), day)
            self.at("2023-06-01")
