"""Lateness is not forgotten (CORE-34), and a whole is not done before its parts (CORE-33)."""

from collections import Counter
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestLateness(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.regulation.write(
            {
                "urging_trigger": "past_limit",
                "accountability_candidates": "late_unjustified",
                "return_requires_deadline": True,
            }
        )
        self.at("2024-06-03")

    def overdue(self):
        """Due on 30 June by the date stated at filing, handed in on 5 July."""
        matter = self.accepted(date_deadline="2024-06-30")
        self.at("2024-07-05")
        return matter

    @clause("CORE-34")
    def test_a_new_date_after_a_return_does_not_make_it_punctual(self):
        matter = self.submitted(self.overdue())
        self.assertTrue(matter.closed_late)
        matter.with_user(self.office_user).action_return_result(
            "材料不全", "2024-07-20"
        )
        self.at("2024-07-18")
        self.closed(matter)
        self.assertTrue(matter.sudo().closed_late)
        self.assertIn(matter.id, self.env["duban.matter"].sudo()._candidate_ids())
        figures = (
            self.env["duban.statistics"]
            .sudo()
            ._figures(self.company, date(2024, 7, 1), date(2024, 7, 31), "unit")
        )
        row = next(r for r in figures if r["id"] == self.unit_a.id)
        self.assertEqual((row["closed_late"], row["closed_on_time"]), (1, 0))

    @clause("CORE-34", "CORE-8", "LZU-6.1.1b")
    def test_a_date_typed_over_one_that_passed_does_not_make_it_punctual(self):
        """Where the office manages dates freely: open or handed in late, each by its own date; in time by none."""
        self.regulation.dynamic_deadline = True
        late = self.accepted(date_deadline="2024-06-30")
        handed_in = self.accepted(date_deadline="2024-06-30", name="已报送")
        ahead = self.accepted(date_deadline="2024-07-05", name="未到期")
        self.at("2024-07-05")
        self.submitted(handed_in)
        office = (late | handed_in | ahead).with_user(self.office_user)
        office.write({"date_deadline": "2024-07-20", "deadline_ground": "动态调整"})
        self.assertEqual(office.sudo().mapped("was_late"), [True, True, False])
        lines = late.sudo().due_date_ids.sorted("id")
        self.assertEqual(lines.mapped("kind"), ["explicit", "office"])
        self.at("2024-07-18")
        for matter in late | ahead:
            self.submitted(matter)
        for matter in office:
            matter.write({"conclusion": "落实到位"})
            matter.action_pass_review("符合要求")
            self.reported_back(matter)
        office.action_close()
        self.assertEqual(office.sudo().mapped("closed_late"), [True, True, False])
        candidates = self.env["duban.matter"].sudo()._candidate_ids()
        self.assertEqual(set(office.ids) & set(candidates), {late.id, handed_in.id})
        figures = (
            self.env["duban.statistics"]
            .sudo()
            ._figures(self.company, date(2024, 7, 1), date(2024, 7, 31), "unit")
        )
        row = next(r for r in figures if r["id"] == self.unit_a.id)
        self.assertEqual((row["closed_late"], row["closed_on_time"]), (2, 1))

    @clause("CORE-34")
    def test_a_typed_date_is_excused_by_no_reason_given_for_the_one_before(self):
        self.regulation.dynamic_deadline = True
        matter = self.overdue()
        matter.with_user(self.worker_a).action_give_justification("设备未到")
        office = matter.with_user(self.office_user)
        office.action_judge_justification(True, "属实")
        office.write({"date_deadline": "2024-07-20"})
        self.assertEqual(matter.sudo().justification_state, "none")

    @clause("CORE-34", "PLUS-C1")
    def test_what_stood_still_is_not_late_by_a_date_that_is_typed(self):
        self.regulation.write({"dynamic_deadline": True, "pause_enabled": True})
        matter = self.accepted(date_deadline="2024-06-28")
        office = matter.with_user(self.office_user)
        self.at("2024-06-28")
        office.action_pause("superior", "等待批复", "2024-07-12")
        self.at("2024-07-05")
        office.write({"date_deadline": "2024-07-31"})
        self.assertFalse(matter.sudo().was_late)

    @clause("CORE-34", "CORE-15")
    def test_a_result_under_review_after_a_new_date_is_overdue_in_every_count(self):
        """Due on 30 June, sent back on 5 July with 20 July, handed in on 18 July: ledger, figures and screen agree."""
        matter = self.submitted(self.overdue())
        office = matter.with_user(self.office_user)
        office.action_return_result("材料不全", "2024-07-20")

        def counts(last):
            self.env.flush_all()
            self.env.invalidate_all()
            Statistics = self.env["duban.statistics"].with_user(self.office_user)
            period = (date(2024, 7, 1), last)
            [row] = Statistics.sudo()._figures(self.company, *period, "unit")
            screen = Statistics.search([("role", "=", "lead")])
            red = self.env["duban.matter"].with_user(self.office_user)
            red = red.search([("light", "=", "overdue")])
            bulletin = self.env["duban.bulletin"].with_user(self.office_user).create(
                {"kind": "stage", "date_from": period[0], "date_to": last}
            )  # fmt: skip
            bulletin.action_fill()
            named = matter.number in (bulletin.problems or "")
            return (row["overdue"], sum(screen.mapped("overdue")), len(red), int(named))

        # it is the unit's again, until the new date
        self.at("2024-07-17")
        self.assertEqual(counts(date(2024, 7, 31)), (0, 0, 0, 0))
        self.at("2024-07-18")
        self.submitted(matter)
        self.assertTrue(matter.sudo().is_overdue)
        for last in (date(2024, 7, 18), date(2024, 7, 31)):
            self.assertEqual(counts(last), (1, 1, 1, 1), last)
        # on the day before it had not been handed in
        self.assertEqual(counts(date(2024, 7, 17))[0], 0)

    @clause("CORE-34")
    def test_on_the_due_date_itself_nothing_is_late(self):
        """Whenever the office returns the result: that day is none of the unit's. A date once missed stays missed."""
        for day, returned, late in (
            ("2024-06-28", "2024-06-28", False),
            ("2024-06-28", "2024-07-05", False),
            ("2024-06-29", "2024-07-05", True),
        ):
            with self.subTest(day=day, returned=returned):
                self.at("2024-06-03")
                matter = self.accepted(date_deadline="2024-06-28")
                self.at(day)
                self.submitted(matter)
                self.at(returned)
                matter.with_user(self.office_user).action_return_result(
                    "材料不全", "2024-07-20"
                )
                self.assertEqual(matter.sudo().was_late, late)
                self.at("2024-07-20")
                self.closed(matter)
                self.assertEqual(matter.sudo().closed_late, late)

    @clause("CORE-34")
    def test_the_day_of_the_application_counts_not_that_of_the_decision(self):
        """Applied for on the last day and granted after it: not late; applied for a day later: late."""
        for day, late in (("2024-06-28", False), ("2024-06-29", True)):
            with self.subTest(day):
                self.at("2024-06-03")
                matter = self.accepted(date_deadline="2024-06-28")
                self.at(day)
                request = self.extension(matter, "2024-07-31")
                request.action_submit()
                self.at("2024-07-02")
                self.run_chain(matter)
                self.assertEqual(str(matter.date_deadline), "2024-07-31")
                self.assertEqual(matter.sudo().was_late, late)
                self.closed(matter)
                self.assertEqual(matter.sudo().closed_late, late)
                self.assertEqual(
                    matter.id in self.env["duban.matter"].sudo()._candidate_ids(), late
                )

    @clause("CORE-8", "CORE-34", "ABAF-18.0")
    def test_each_change_of_the_grade_brings_the_date_of_the_new_one(self):
        """As often as it changes, up and down; what was granted by then, or stated with its ground, stays."""
        first, second, third = self.env["duban.grade"].create(
            [
                {"regulation_id": self.regulation.id, "code": code, "name": code}
                for code in ("g1", "g2", "g3")
            ]
        )
        rule = self.regulation.term_rule_ids
        rule.grade_id = first
        for grade, days in ((second, 20), (third, 5)):
            rule.copy({"name": grade.name, "grade_id": grade.id, "days": days})
        matter = self.accepted(grade_id=first.id)
        stated = self.accepted(grade_id=first.id, date_deadline="2024-06-28")
        self.at("2024-06-12")
        # working days from Monday 3 June on: ten, twenty, five, twenty
        days = ["2024-06-17", "2024-07-01", "2024-06-10", "2024-07-01"]
        self.assertEqual(str(matter.date_deadline), days[0])
        for grade, day in zip((second, third, second), days[1:], strict=True):
            (matter | stated).with_user(self.office_user).grade_id = grade
            self.assertEqual(str(matter.date_deadline), day)
            self.assertEqual(str(self.todos(matter, kind="result").date_deadline), day)
        lines = matter.sudo().due_date_ids.sorted("id")
        self.assertEqual([str(row.date) for row in lines], days)
        self.assertEqual(lines.mapped("kind"), ["rule"] + ["regraded"] * 3)
        self.assertEqual(lines[1:].approver_id, self.office_user)
        self.assertEqual(str(stated.date_deadline), "2024-06-28")
        self.extension(matter, "2024-07-31").action_submit()
        self.run_chain(matter)
        matter.with_user(self.office_user).grade_id = third
        self.assertEqual(str(matter.date_deadline), "2024-07-31")

    @clause("CORE-34")
    def test_an_accepted_reason_excuses_its_limit_only(self):
        self.regulation.extension_within_period = True
        matter = self.overdue()
        unit = matter.with_user(self.worker_a)
        request = self.extension(matter, "2024-07-31")
        self.assert_refused(request.action_submit)
        unit.action_give_justification("设备未到")
        self.assert_refused(request.action_submit)
        office = matter.with_user(self.office_user)
        office.action_judge_justification(True, "属实")
        self.assertNotIn(matter.id, self.env["duban.matter"].sudo()._candidate_ids())
        with self.assertRaises(UserError), self.cr.savepoint():
            office.action_urge("请抓紧")
        # what follows is possible: the unit may still apply
        request.action_submit()
        self.assertEqual(request.state, "submitted")
        self.run_chain(matter)
        self.assertEqual(str(matter.date_deadline), "2024-07-31")
        # the next limit is not excused
        self.at("2024-08-01")
        self.assertIn(matter.id, self.env["duban.matter"].sudo()._candidate_ids())
        self.assert_refused(self.extension(matter, "2024-08-31").action_submit)
        office.action_urge("请抓紧")
        self.assertEqual(matter.sudo().urging_count, 1)

    @clause("CORE-34")
    def test_an_accepted_reason_may_set_the_new_date_at_once(self):
        matter = self.overdue()
        matter.with_user(self.worker_a).action_give_justification("设备未到")
        office = matter.with_user(self.office_user)
        with self.assertRaises(UserError), self.cr.savepoint():
            office.action_judge_justification(True, "属实", "2024-07-05")
        office.action_judge_justification(True, "属实", "2024-07-31")
        self.assertEqual(str(matter.date_deadline), "2024-07-31")
        self.assertTrue(matter.sudo().was_late)
        self.assertEqual(
            matter.sudo().due_date_ids.sorted("id").mapped("kind")[-1], "redetermined"
        )

    def listed(self, matter):
        """Whether it is a candidate for accountability, by each of the two lists; its kept lateness is told first."""
        Matter = self.env["duban.matter"].sudo()
        rules = ("late_unjustified", "urged_overdue")
        return matter.sudo().was_late, *(
            matter.id in Matter._candidate_ids(rule) for rule in rules
        )

    @clause("CORE-34", "ABAF-23.1", "ABAF-25.1")
    def test_an_accepted_reason_excuses_whichever_way_the_new_date_came(self):
        """Judged with the new date, or sent back with one later: late in figures, with good reason for the lists."""
        for name in ("裁定时另定", "退回时另定"):
            with self.subTest(name):
                self.at("2024-06-03")
                matter = self.accepted(date_deadline="2024-06-28")
                office = matter.with_user(self.office_user)
                self.at("2024-07-01")
                office.action_urge("请抓紧")
                self.at("2024-07-05")
                unit = matter.with_user(self.worker_a)
                unit.action_give_justification("设备未到")
                self.assertEqual(self.listed(matter), (False, True, True))
                if name == "裁定时另定":
                    office.action_judge_justification(True, "属实", "2024-07-31")
                else:
                    office.action_judge_justification(True, "属实")
                    self.assertEqual(self.listed(matter), (False, False, False))
                    self.submitted(matter)
                    office.action_return_result("材料不全", "2024-07-31")
                    # sent back after it was urged: a reason of its own, for one of the lists
                    self.assertEqual(self.listed(matter), (True, False, True))
                    matter.sudo()._engine_write({"returned_after_urging": False})
                self.assertEqual(self.listed(matter), (True, False, False))
                # the next date is not excused, by its own lateness
                self.at("2024-08-01")
                self.assertEqual(self.listed(matter), (True, True, True))

    @clause("CORE-34", "ABAF-23.1", "ABAF-25.1")
    def test_a_reason_for_the_second_date_does_not_excuse_the_first(self):
        """Nor does one for the first date excuse the second, when a third is set."""
        matter = self.overdue()
        office = matter.with_user(self.office_user)
        office.action_urge("请抓紧")
        self.submitted(matter)
        office.action_return_result("材料不全", "2024-07-20")
        self.at("2024-07-25")
        unit = matter.with_user(self.worker_a)
        unit.action_give_justification("设备未到")
        office.action_judge_justification(True, "属实")
        self.assertEqual(self.listed(matter), (True, True, True))
        unit.action_give_justification("设备未到")
        office.action_judge_justification(True, "属实", "2024-08-20")
        self.assertEqual(self.listed(matter), (True, True, True))
        self.at("2024-06-03")
        matter = self.accepted(date_deadline="2024-06-28")
        office = matter.with_user(self.office_user)
        self.at("2024-07-05")
        matter.with_user(self.worker_a).action_give_justification("设备未到")
        office.action_judge_justification(True, "属实", "2024-07-20")
        self.assertEqual(self.listed(matter), (True, False, False))
        self.at("2024-07-25")
        self.submitted(matter)
        office.action_return_result("材料不全", "2024-08-20")
        self.assertEqual(self.listed(matter)[:2], (True, True))

    @clause("CORE-33")
    def test_a_parent_with_an_open_child_does_not_close(self):
        parent = self.submitted(self.accepted(date_deadline="2024-08-30"))
        child = self.assigned(date_deadline="2024-08-30", parent_id=parent.id)
        office = parent.with_user(self.office_user)
        office.write({"conclusion": "落实到位"})
        office.action_pass_review("符合要求")
        self.reported_back(office)
        with self.assertRaises(UserError) as refusal, self.cr.savepoint():
            office.action_close()
        self.assertIn(child.display_name, str(refusal.exception))
        self.assertEqual(parent.sudo().state, "result_submitted")
        child.with_user(self.office_user).action_withdraw_filing("并入上级事项")
        office.action_close()
        self.assertEqual(parent.sudo().state, "closed")

    @clause("CORE-33")
    def test_figures_count_parts_or_wholes_never_both(self):
        parent = self.assigned(date_deadline="2024-08-30")
        children = self.env["duban.matter"]
        for _n in range(3):
            children |= self.assigned(date_deadline="2024-08-30", parent_id=parent.id)

        def tasks():
            figures = (
                self.env["duban.statistics"]
                .sudo()
                ._figures(self.company, date(2024, 6, 1), date(2024, 6, 30), "unit")
            )
            return sum(row["task_count"] for row in figures)

        self.regulation.count_breakdown = "children"
        self.assertEqual(tasks(), 3)
        self.regulation.count_breakdown = "parents"
        self.assertEqual(tasks(), 1)
        self.assertEqual(parent.sudo().children_done, "0/3")
        children[0].with_user(self.office_user).action_withdraw_filing("误立")
        parent.invalidate_recordset()
        self.assertEqual(parent.sudo().children_done, "0/2")


@tagged("post_install", "-at_install")
class TestReminderGoesOn(SupervisionCommon):
    @clause("CORE-36")
    def test_after_the_last_step_an_overdue_matter_comes_back(self):
        """Due Friday 29 March 2024; the ladder ends six working days later; then every five working days."""
        self.at("2024-03-04")
        matter = self.accepted(date_deadline="2024-03-29")
        days = []
        reminders = self.env["duban.reminder"].sudo()
        for day in range(1, 31):
            self.at(f"2024-04-{day:02}")
            self.run_patrol()
            again = reminders.search(
                [("matter_id", "=", matter.id), ("key", "=like", "again:%")]
            ).filtered(lambda row, day=day: row.date.day == day)
            days += [day] * bool(again)
            # who works on it and the head; the leader in charge was told once
            if again:
                self.assertEqual(again.user_id, self.worker_a | self.head_a, day)
        # CAL-A: 8 April is the sixth working day after the due date; then the 15th, 22nd, 29th
        self.assertEqual(days, [15, 22, 29])
        self.submitted(matter)
        self.at("2024-05-10")
        self.run_patrol()
        self.assertFalse(
            reminders.search_count(
                [("matter_id", "=", matter.id), ("date", ">", "2024-04-30")]
            )
        )

    @clause("CORE-36", "CORE-23")
    def test_after_days_without_a_patrol_each_hears_of_it_once(self):
        """Due 29 March; told on 1 April who works on it; the next patrol is on the 15th, when the head is due since
        the 3rd, the leader since the 8th, and the first repetition for worker and head."""
        self.at("2024-03-04")
        matter = self.accepted(date_deadline="2024-03-29")
        people = self.worker_a, self.head_a, self.leader
        for day, told in (
            ("2024-04-01", (1, 0, 0)),
            ("2024-04-15", (2, 1, 1)),
            ("2024-04-16", (2, 1, 1)),
            ("2024-04-22", (3, 2, 1)),
        ):
            self.at(day)
            self.run_patrol()
            rows = (
                self.env["duban.reminder"]
                .sudo()
                .search([("matter_id", "=", matter.id), ("kind", "=", "overdue")])
            )
            heard = Counter(row.user_id for row in rows)
            self.assertEqual(tuple(heard[each] for each in people), told, day)

    @clause("CORE-35")
    def test_next_years_calendar_is_missed_from_november_on(self):
        self.env["duban.calendar.year"].search(
            [("company_id", "=", self.company.id), ("year", "=", 2025)]
        ).unlink()
        Activity = self.env["mail.activity"].sudo()
        domain = [
            ("res_model", "=", "duban.regulation"),
            ("res_id", "=", self.regulation.id),
        ]
        self.at("2024-10-31")
        self.run_patrol()
        self.assertFalse(Activity.search(domain))
        self.at("2024-11-01")
        self.run_patrol()
        todos = Activity.search(domain)
        self.assertEqual(todos.user_id, self.office_user | self.admin)
        self.assertEqual(len(todos), 2)
        # a year that has begun is missed all the more
        self.at("2025-02-03")
        self.run_patrol()
        self.assertEqual(Activity.search(domain), todos)
        # whoever has the to-do can do it: the office takes over the official arrangement, nothing of its own
        own = {todo.user_id: todo.with_user(todo.user_id) for todo in todos}
        opened = own[self.admin].action_duban_open()
        self.assertEqual(opened["res_model"], "duban.calendar.year")
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.regulation.with_user(self.head_a).action_load_calendar()
        own[self.office_user].action_duban_open()
        year = self.env["duban.calendar.year"].search(
            [("company_id", "=", self.company.id), ("year", "=", 2025)]
        )
        self.assertEqual(year.source, "official")
        self.assertFalse(Activity.search(domain))
        with self.assertRaises(UserError), self.cr.savepoint():
            self.regulation.with_user(self.office_user).action_load_calendar()
        # loaded by hand: the patrol takes the to-dos back, in February too
        year.unlink()
        self.at("2025-01-06")
        self.run_patrol()
        self.assertEqual(len(Activity.search(domain)), 2)
        self.at("2025-02-03")
        self.env["duban.calendar.year"].create(
            {"company_id": self.company.id, "year": 2025}
        )
        self.run_patrol()
        self.assertFalse(Activity.search(domain))

    @clause("CORE-35")
    def test_the_version_that_counts_by_now_asks_for_the_year(self):
        """Until it is there, also where another version begins to count meanwhile."""
        self.env["duban.calendar.year"].search(
            [("company_id", "=", self.company.id), ("year", "=", 2025)]
        ).unlink()
        domain = [("res_model", "=", "duban.regulation"), ("duban_key", "like", "calendar:2025")]  # fmt: skip
        new = self.regulation.copy(
            {"company_id": self.company.id, "date_from": "2025-03-01"}
        )
        versions = (self.regulation | new).ids
        domain += [("res_id", "in", versions)]
        Activity = self.env["mail.activity"].sudo()
        for day, version in (
            ("2024-12-02", self.regulation),
            ("2025-02-28", self.regulation),
            ("2025-03-03", new),
            ("2025-03-04", new),
        ):
            self.at(day)
            self.run_patrol()
            todos = Activity.search(domain)
            self.assertEqual(set(todos.mapped("res_id")), {version.id}, day)
            self.assertIn(self.admin, todos.user_id)
