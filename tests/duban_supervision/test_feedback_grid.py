"""Feedback by a grid of days: what is owed, what was missed, what one feedback answers, on both sides of each day."""

from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestFeedbackGrid(SupervisionCommon):
    """Every five days from Monday 2024-03-04, due on Sunday the 24th: the 9th, 14th, 19th and the 24th itself."""

    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        grade = self.env["duban.grade"].create(
            {
                "regulation_id": self.regulation.id,
                "code": "g",
                "name": "二级",
                "feedback_every": 5,
            }
        )
        self.regulation.pause_enabled = True
        self.matter_ = self.accepted(
            grade_id=grade.id,
            date_deadline="2024-03-24",
            deadline_ground="会议要求",
            co_unit_ids=self.units(self.unit_b),
        )

    def dates(self, name):
        self.env.invalidate_all()
        return [day.day for day in sorted(getattr(self.matter_.sudo(), name)())]

    @clause("ABAF-18.2")
    def test_what_is_owed_and_what_was_missed(self):
        self.assertEqual(self.dates("_feedback_dates"), [9, 14, 19, 24])
        for day, missed, coming in (
            ("2024-03-09", [], [9]),
            ("2024-03-10", [9], [14]),
            ("2024-03-14", [9], [14]),
            ("2024-03-15", [9, 14], [19]),
            ("2024-03-24", [9, 14, 19], [24]),
            ("2024-03-25", [9, 14, 19, 24], []),
        ):
            self.at(day)
            self.assertEqual(self.dates("_missed_feedback_dates"), missed, day)
            self.assertEqual(self.dates("_coming_feedback_dates"), coming, day)

    @clause("ABAF-18.2")
    def test_one_answers_its_interval_a_late_one_what_was_missed(self):
        self.at("2024-03-09")
        row = self.feedback(self.matter_)
        self.assertEqual((str(row.date_due), row.is_late), ("2024-03-09", False))
        self.assertEqual(self.dates("_coming_feedback_dates"), [14])
        self.at("2024-03-15")
        self.assertEqual(self.dates("_missed_feedback_dates"), [14])
        row = self.feedback(self.matter_)
        self.assertEqual((str(row.date_due), row.is_late), ("2024-03-14", True))
        self.assertEqual(self.dates("_missed_feedback_dates"), [])
        # returned it answers nothing any more
        row.with_user(self.office_user).action_return_feedback("不实")
        self.assertEqual(self.dates("_missed_feedback_dates"), [14])

    @clause("ABAF-18.2")
    def test_before_the_first_day_it_answers_the_first(self):
        self.at("2024-03-06")
        row = self.feedback(self.matter_)
        self.assertEqual((str(row.date_due), row.is_late), ("2024-03-09", False))
        self.at("2024-03-07")
        row = self.feedback(self.matter_)
        self.assertEqual(str(row.date_due), "2024-03-14")

    def answers(self, day):
        """What a feedback of ``day`` answers (day of the month), and whether it is late."""
        self.at(day)
        row = self.feedback(self.matter_)
        return row.date_due.day, row.is_late

    def next_due(self):
        """What the ledger prints as the next day."""
        text = self.matter_.sudo()._document_value_feedback_dates()
        return text.rpartition("月")[2].removesuffix("日")

    @clause("ABAF-18.2")
    def test_a_day_that_was_skipped_shifts_no_later_one(self):
        """The 9th is skipped; what comes on the 14th answers both, so the 19th and the 24th are on time."""
        self.assertEqual(self.answers("2024-03-14"), (9, True))
        self.assertEqual(self.next_due(), "19")
        self.assertEqual(self.answers("2024-03-19"), (19, False))
        self.assertEqual(self.answers("2024-03-24"), (24, False))
        self.assertEqual(self.dates("_missed_feedback_dates"), [])

    @clause("ABAF-18.2")
    def test_two_early_ones_answer_one_day_only(self):
        """Both lie before the 9th: the 14th passes unanswered, for the ledger, the to-do and the next feedback."""
        self.answers("2024-03-06")
        self.answers("2024-03-08")
        self.at("2024-03-09")
        self.assertEqual(self.next_due(), "14")
        self.at("2024-03-15")
        self.assertEqual(self.dates("_missed_feedback_dates"), [14])
        self.assertEqual(self.next_due(), "14")
        self.run_patrol()
        todo = self.todos(self.matter_, self.worker_a, "feedback")
        self.assertEqual(str(todo.date_deadline), "2024-03-14")
        self.assertEqual(self.answers("2024-03-15"), (14, True))
        self.assertEqual(self.next_due(), "19", "a late one answers no day to come")

    @clause("ABAF-18.2", "ABAF-18.3")
    def test_a_late_one_shifts_nothing(self):
        """AMB-60: two days passed without any, what comes on the 16th is late for both; the 19th is owed as ever, and
        two reports in its interval answer that one only."""
        self.assertEqual(self.answers("2024-03-16"), (9, True))
        self.assertEqual(self.dates("_missed_feedback_dates"), [])
        self.assertEqual(self.next_due(), "19")
        todo = self.todos(self.matter_, self.worker_a, "feedback")
        self.assertEqual(str(todo.date_deadline), "2024-03-19")
        self.assertEqual(self.answers("2024-03-17"), (19, False))
        self.assertEqual(self.answers("2024-03-18"), (24, False))
        self.assertEqual(self.next_due(), "24")
        self.at("2024-03-20")
        self.assertEqual(self.dates("_missed_feedback_dates"), [])

    @clause("ABAF-18.2")
    def test_two_that_arrive_together(self):
        """Each answers what stood before it."""
        self.at("2024-03-10")
        first, second = self.env["duban.feedback"].with_user(self.worker_a).create(
            [{"matter_id": self.matter_.id, "name": name} for name in ("甲", "乙")]
        )  # fmt: skip
        self.assertEqual((first.date_due.day, first.is_late), (9, True))
        self.assertEqual((second.date_due.day, second.is_late), (14, False))

    @clause("ABAF-18.2", "WUT-23.1e")
    def test_what_was_returned_is_asked_for_again(self):
        self.at("2024-03-08")
        row = self.feedback(self.matter_)
        row.with_user(self.office_user).action_return_feedback("不实")
        todo = self.todos(self.matter_, self.worker_a, "feedback")
        self.assertEqual(str(todo.date_deadline), "2024-03-09")
        self.assertEqual(self.answers("2024-03-09"), (9, False))

    @clause("ABAF-18.2", "CORE-9")
    def test_the_next_day_is_asked_for_until_the_lead_unit_reports(self):
        """What a co-unit tells the lead unit is no report to the office."""

        def asked():
            return str(self.todos(self.matter_, self.worker_a, "feedback").date_deadline)  # fmt: skip

        self.at("2024-03-05")
        self.assertEqual(asked(), "2024-03-09")
        self.env["duban.feedback"].with_user(self.head_b).create(
            {"matter_id": self.matter_.id, "kind": "co_unit", "name": "已配合"}
        )
        self.assertEqual(asked(), "2024-03-09")
        self.feedback(self.matter_)
        self.assertEqual(asked(), "2024-03-14")

    @clause("ABAF-18.2", "PLUS-C1")
    def test_the_day_on_which_the_clock_stops_is_not_missed(self):
        self.at("2024-03-14")
        self.assertEqual(self.dates("_missed_feedback_dates"), [9])
        self.matter_.with_user(self.office_user).action_pause(
            date_expected="2024-03-29", reason="superior", ground="等待批复"
        )
        self.at("2024-03-18")
        self.assertEqual(self.dates("_missed_feedback_dates"), [9])
        # nor is the milestone of that day
        self.regulation.feedback_by_plan = True
        self.matter_ = self.assigned(name="另一事项")
        self.plan(self.matter_, "2024-03-20", "2024-03-22")
        self.matter_.with_user(self.worker_a).action_accept()
        self.at("2024-03-20")
        self.matter_.with_user(self.office_user).action_pause(
            date_expected="2024-03-29", reason="superior", ground="等待批复"
        )
        self.at("2024-03-25")
        self.assertEqual(self.dates("_missed_feedback_dates"), [])

    @clause("ABAF-18.1", "CORE-10")
    def test_once_within_the_term_where_there_is_no_grid(self):
        """The grade wants one report within the term, which ends on Friday the 8th: it is missed from the 9th on, by
        the one who works on it, and what comes then is late. One in time is all that is owed."""
        least = self.env["duban.grade"].create(
            {
                "regulation_id": self.regulation.id,
                "code": "g1",
                "name": "一级",
                "min_feedback": 1,
            }
        )
        self.matter_, kept = (
            self.accepted(
                grade_id=least.id, date_deadline="2024-03-08", deadline_ground="急办"
            )
            for _n in range(2)
        )
        self.at("2024-03-07")
        row = self.feedback(kept)
        self.assertEqual((str(row.date_due), row.is_late), ("2024-03-08", False))
        for day, missed in (("2024-03-08", []), ("2024-03-09", [8])):
            self.at(day)
            self.assertEqual(self.dates("_missed_feedback_dates"), missed, day)
        self.at("2024-03-11")
        self.run_patrol()
        told = self.env["duban.reminder"].search(
            [("kind", "=", "feedback_missing"), ("matter_id.grade_id", "=", least.id)]
        )
        self.assertEqual((told.matter_id, told.user_id), (self.matter_.sudo(), self.worker_a))  # fmt: skip
        self.assertEqual(self.answers("2024-03-11"), (8, True))
        self.assertEqual(self.dates("_missed_feedback_dates"), [])
        self.assertFalse(self.todos(self.matter_, kind="feedback"))
        self.assertFalse(self.feedback(self.matter_).date_due)

    @clause("XISU-8.4a")
    def test_milestones_are_missed_from_the_day_after(self):
        self.regulation.feedback_by_plan = True
        self.matter_ = self.assigned()
        self.plan(self.matter_, "2024-03-08", "2024-03-13")
        self.matter_.with_user(self.worker_a).action_accept()
        first, second = self.matter_.sudo().plan_line_ids.sorted("date")
        for day, states, missed, coming in (
            ("2024-03-08", ["planned", "planned"], [], [8, 13]),
            ("2024-03-09", ["missing", "planned"], [8], [13]),
            ("2024-03-13", ["missing", "planned"], [8], [13]),
            ("2024-03-14", ["missing", "missing"], [8, 13], []),
        ):
            self.at(day)
            self.assertEqual(self.dates("_missed_feedback_dates"), missed, day)
            self.assertEqual(self.dates("_coming_feedback_dates"), coming, day)
            self.assertEqual([first.state, second.state], states, day)
        row = self.feedback(self.matter_, plan_line_id=first.id)
        self.assertEqual((str(row.date_due), row.is_late), ("2024-03-08", True))
        self.assertEqual(self.dates("_missed_feedback_dates"), [13])
        self.assertEqual([first.state, second.state], ["done", "missing"])

    @clause("WUT-23.1c", "SIE-16.2c")
    def test_nobody_is_late_by_a_milestone_that_nobody_owed(self):
        """Only what is difficult or long is reported in stages; of others the plan says how it goes, the report of a
        milestone after its day is late by nothing."""
        for staged, due in ((False, False), (True, "2024-03-08")):
            self.at("2024-03-04")
            self.matter_ = self.assigned(is_long_cycle=staged)
            self.plan(self.matter_, "2024-03-08", "2024-03-13")
            self.matter_.with_user(self.worker_a).action_accept()
            self.at("2024-03-11")
            first = self.matter_.sudo().plan_line_ids.sorted("date")[0]
            row = self.feedback(self.matter_, plan_line_id=first.id)
            self.assertEqual(str(row.date_due), str(due), staged)
            self.assertEqual((row.is_late, first.state), (staged, "done"))
