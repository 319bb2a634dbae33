"""Limits of a ledger that have passed: what comes back is asked, what is stated is taken and said."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.duban_supervision_exchange.test_import import ImportCase

HEAD = ["序号", "督办事项", "责任单位", "配合单位", "完成时限"]


@tagged("post_install", "-at_install")
class TestPassed(ImportCase, SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2026-11-16")

    def rows(self, *dues, **values):
        rows = [[n, f"事项{n}", "教务处", None, due] for n, due in enumerate(dues, 1)]
        values = {"year": 2026, **values}
        return self.preview(self.sheet([HEAD, *rows]), **values)

    @clause("PLUS-X3", "PLUS-X4")
    def test_what_comes_back_is_due_next_time(self):
        job = self.rows("每年6月底前", "每年12月底前", "每两年3月底前", "每月25日前")
        yearly, ahead, every_other, monthly = job.line_ids
        self.assertEqual((yearly.verdict, set(yearly.problems)), ("bad", {"passed"}))
        self.assertEqual(
            (yearly.date_deadline, str(yearly.suggested_date), yearly.due_options),
            (False, "2027-06-30", "2027-06-30"),
        )
        # what is still to come this year is asked of nobody
        self.assertEqual((ahead.verdict, str(ahead.date_deadline)), ("good", "2026-12-31"))  # fmt: skip
        self.assertEqual(str(every_other.suggested_date), "2028-03-31")
        self.assertEqual((monthly.verdict, monthly.date_deadline), ("good", False))
        job.action_take_suggestions()
        self.assertEqual(set(job.line_ids.mapped("verdict")), {"good"})
        job.action_create_drafts()
        matters = job.line_ids.matter_id
        self.assertEqual(len(matters), 4)
        self.assertFalse([m.name for m in matters if m.is_overdue])
        days = matters.plan_line_ids.mapped("date")
        self.assertFalse([day for day in days if str(day) < "2026-11-16"])

    @clause("PLUS-X3", "PLUS-X4")
    def test_a_stated_limit_that_is_over_is_taken_and_said(self):
        job = self.rows("2025年底前", "6月底", "2026-11-15", "2026-11-16", "年底前")
        lines = job.line_ids
        self.assertEqual(set(lines.mapped("verdict")), {"good"})
        self.assertEqual(
            [str(line.date_deadline) for line in lines],
            ["2025-12-31", "2026-06-30", "2026-11-15", "2026-11-16", "2026-12-31"],
        )
        said = ["already passed" in (line.message or "") for line in lines]
        self.assertEqual(said, [True, True, True, False, False])

    @clause("PLUS-X3", "PLUS-X4")
    def test_what_comes_back_is_asked_each_time(self):
        job = self.rows("每年6月底前", "每年6月底前", "每年6月底前")
        lines = job.line_ids
        lines[0].date_deadline = "2026-12-20"
        lines[1].is_open_due = True
        self.assertEqual(lines.mapped("verdict"), ["good", "good", "bad"])
        # the answer was for this row: the next file asks again, also somebody else
        again = self.preview(
            self.sheet([HEAD, [1, "另一事项", "教务处", None, "每年6月底前"]]),
            user=self.office_user2, year=2026,
        )  # fmt: skip
        self.assertEqual(set(again.line_ids.problems), {"passed"})
        job.action_create_drafts()
        self.assertFalse(lines[2].matter_id)
        self.assertFalse([m.name for m in lines.matter_id if m.is_overdue])
        # a person said that it is late: then it is
        lines[2].date_deadline = "2026-06-30"
        job._engine_write({"phase": "preview"})
        job.action_create_drafts()
        self.assertEqual(str(lines[2].matter_id.date_deadline), "2026-06-30")

    @clause("PLUS-X3")
    def test_a_question_about_the_words_comes_first(self):
        line = self.rows("开学前").line_ids
        self.assertEqual(set(line.problems), {"due"})

    @clause("PLUS-X3")
    def test_stages_that_are_over_are_told_and_not_planned(self):
        job = self.rows("5月31日前完成50%，12月20日前完成100%")
        self.assertEqual(job.line_ids.verdict, "good")
        self.assertIn("1", job.line_ids.message.splitlines()[-1])
        self.assertIn("left out of the plan", job.line_ids.message)
        job.action_create_drafts()
        matter = job.line_ids.matter_id
        self.assertEqual(str(matter.date_deadline), "2026-12-20")
        self.assertEqual([str(day) for day in matter.plan_line_ids.mapped("date")], ["2026-12-20"])  # fmt: skip
        # the words stay whole
        self.assertEqual(matter.deadline_ground, "5月31日前完成50%，12月20日前完成100%")

    @clause("WUT-22.1", "PLUS-X6")
    def test_a_term_of_a_year_that_is_over_is_asked(self):
        """The end of the plan year is the limit by rule; that of last year is no limit for what is filed today."""
        rules = self.regulation.term_rule_ids
        rules.write({"kind": "year_end"})
        job = self.rows(None, year=2025)
        job.action_create_drafts()
        draft = job.line_ids.matter_id
        self.assertFalse(draft.date_deadline)
        self.assertIn("date_deadline", job.gap_ids.mapped("field_name"))
        this_year = self.rows(None, year=2026, name="2026.xlsx")
        this_year.line_ids.name = "本年事项"
        this_year.line_ids.fingerprint = "another"
        this_year.line_ids.repeats = False
        this_year.line_ids.verdict = "good"
        this_year.action_create_drafts()
        self.assertNotIn("date_deadline", this_year.gap_ids.mapped("field_name"))
        category = self.regulation.category_ids.filtered(lambda c: not c.parent_id)[:1]
        draft.write({"source_category_id": category.id, "basis": "要点"})
        with self.assertRaisesRegex(UserError, "before today"):
            draft.action_file()
        self.assertEqual(draft.state, "draft")
        draft.write({"date_deadline": "2026-12-20", "deadline_ground": "校长批示"})
        draft.action_file()
        self.assertFalse(draft.is_overdue)

    @clause("PLUS-X3")
    def test_what_comes_back_is_planned_at_the_end_of_each_period(self):
        """A quarter ends in March, half a year in June; a day within the month where the words name one."""
        self.at("2026-01-05")
        quarters = ["2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"]
        planned = {
            "每季度末": quarters,
            "一季度一报": quarters,
            "每半年一次": ["2026-06-30", "2026-12-31"],
            "每年一次": ["2026-12-31"],
            "每月底前": [
                *("2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"),
                *("2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31", "2026-11-30", "2026-12-31"),
            ],
            # the words name the month themselves
            "每年6月20日前": ["2026-06-20"],
            # no day can be named for what comes back every week
            "每周五": [],
        }  # fmt: skip
        job = self.rows(*planned)
        self.assertEqual(set(job.line_ids.mapped("verdict")), {"good"})
        job.action_create_drafts()
        for line, days in zip(job.line_ids, planned.values(), strict=True):
            found = line.matter_id.plan_line_ids.sorted("date").mapped("date")
            self.assertEqual([str(day) for day in found], days, line.due_text)

    @clause("PLUS-X3", "PLUS-X4")
    def test_the_day_of_an_event_is_asked_for_each_year(self):
        """开学前 was another day last year; the answer holds for plans of the same year only."""
        self.at("2026-01-05")
        first = self.rows("开学前").line_ids
        first.date_deadline = "2026-02-27"
        for year, answered in ((2026, "2026-02-27"), (2027, "False")):
            line = self.rows("开学前", year=year, name=f"{year}.xlsx").line_ids
            self.assertEqual(str(line.date_deadline), answered, year)
            self.assertEqual(set(line.problems or {}), set() if year == 2026 else {"due"})  # fmt: skip
