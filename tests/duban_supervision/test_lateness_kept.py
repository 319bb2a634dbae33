"""Which day shows whether a due date was kept: of the result that stands, of the application, or today (CORE-34)."""

from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestLatenessKept(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.regulation.write(
            {
                "accountability_candidates": "late_unjustified",
                "extension_within_period": False,
                "dynamic_deadline": True,
            }
        )
        self.at("2024-06-03")

    def returned(self, **values):
        """Due on Friday 28 June, handed in on the 24th, returned on the 25th without another date."""
        self.at("2024-06-03")
        matter = self.accepted(date_deadline="2024-06-28", **values)
        self.at("2024-06-24")
        self.submitted(matter)
        self.at("2024-06-25")
        matter.with_user(self.office_user).action_return_result("材料不全")
        return matter

    def granted(self, matter, day):
        """More time for ``matter``, applied for on the last day of the due date or later, decided two days on."""
        request = self.extension(matter, day)
        request.action_submit()
        return request

    def assert_kept(self, matter, late):
        """``matter`` is carried through in time by its new date: the old one is missed or not, wherever it is told."""
        self.assertEqual(matter.sudo().was_late, late)
        self.at("2024-07-18")
        self.closed(matter)
        self.assertEqual(matter.sudo().closed_late, late)
        candidates = self.env["duban.matter"].sudo()._candidate_ids()
        self.assertEqual(matter.id in candidates, late)
        figures = (
            self.env["duban.statistics"]
            .sudo()
            ._figures(self.company, date(2024, 7, 18), date(2024, 7, 18), "unit")
        )
        row = next(r for r in figures if r["id"] == self.unit_a.id)
        self.assertEqual(row["closed_late"], int(late))

    @clause("CORE-34", "CORE-21")
    def test_a_date_that_passed_before_the_unit_took_over_is_not_its_own(self):
        """A misses 28 June; B takes over on 1 July and gets 18 July, by application or typed: only A was late."""
        for ask in (True, False):
            self.at("2024-06-03")
            matter = self.accepted(date_deadline="2024-06-28")
            self.at("2024-07-01")
            matter.with_user(self.office_user).action_reassign(
                self.unit_c.id, "职责调整"
            )
            self.plan(matter, "2024-07-15")
            self.accept(matter)
            if ask:
                self.extension(matter, "2024-07-18", user=self.head_c).action_submit()
                self.run_chain(matter)
            else:
                matter.with_user(self.office_user).date_deadline = "2024-07-18"
            sudo = matter.sudo()
            self.assertEqual((str(sudo.date_deadline), sudo.was_late), ("2024-07-18", False))  # fmt: skip
            former = sudo.unit_line_ids.filtered(lambda row: row.role == "former")
            self.assertEqual((former.department_id, former.was_late), (self.unit_a, True))  # fmt: skip
            self.at("2024-07-17")
            self.closed(matter)
            self.assertFalse(sudo.closed_late)

    @clause("CORE-34", "LZU-6.1.1b")
    def test_the_day_of_a_returned_result_does_not_hide_a_date_missed_since(self):
        """Typed over on the due date itself: nothing was missed. On the next working day: it was."""
        for day, late in (("2024-06-28", False), ("2024-07-01", True)):
            with self.subTest(day):
                matter = self.returned(name=f"改期{day}")
                self.at(day)
                self.assertEqual(matter.sudo().is_overdue, late)
                office = matter.with_user(self.office_user)
                office.write({"date_deadline": "2024-07-20"})
                self.assert_kept(matter, late)

    @clause("CORE-34", "XISU-8.4d")
    def test_an_application_after_a_returned_result_counts_by_its_own_day(self):
        for day, late in (("2024-06-28", False), ("2024-07-01", True)):
            with self.subTest(day):
                matter = self.returned(name=f"延期{day}")
                self.at(day)
                self.granted(matter, "2024-07-20")
                self.at("2024-07-03")
                self.run_chain(matter)
                self.assertEqual(str(matter.date_deadline), "2024-07-20")
                self.assert_kept(matter, late)

    @clause("CORE-34", "ABAF-16.6c")
    def test_a_reason_accepted_after_a_return_excuses_a_date_that_was_missed(self):
        self.regulation.return_requires_deadline = True
        self.at("2024-06-03")
        matter = self.accepted(date_deadline="2024-06-21")
        self.at("2024-06-14")
        self.submitted(matter)
        office = matter.with_user(self.office_user)
        office.action_return_result("材料不全", "2024-06-28")
        self.at("2024-07-02")
        matter.with_user(self.worker_a).action_give_justification("设备未到")
        office.action_judge_justification(True, "属实", "2024-07-20")
        kept = matter.sudo()
        self.assertEqual((kept.was_late, kept.was_late_excused), (True, True))

    @clause("CORE-34", "LZU-6.1.1b")
    def test_a_second_return_is_measured_by_the_second_result(self):
        self.regulation.extension_enabled = False
        for day, late in (("2024-06-28", False), ("2024-07-01", True)):
            with self.subTest(day):
                matter = self.returned(name=f"再报{day}")
                self.at(day)
                self.submitted(matter)
                self.at("2024-07-05")
                office = matter.with_user(self.office_user)
                office.action_return_result("仍不全", "2024-07-20")
                self.assert_kept(matter, late)

    @clause("CORE-34", "CORE-21")
    def test_a_unit_that_hands_the_matter_over_missed_what_it_had(self):
        """Handed in in time and given to another unit after the due date: kept. Returned and left lying: missed."""
        stands = self.submitted(self.accepted(date_deadline="2024-06-28"))
        lies = self.returned(name="退回后未再报")
        waits = self.filed(name="未交办", date_deadline="2024-06-28")
        self.at("2024-07-01")
        for matter, late in ((stands, False), (lies, True), (waits, False)):
            office = matter.with_user(self.office_user)
            office.action_reassign(self.unit_b.id, "职责已调整")
            former = matter.sudo()._former_lines()
            self.assertEqual(former.department_id, self.unit_a)
            self.assertEqual(former.was_late, late, matter.name)
            self.assertFalse(matter.sudo().was_late)

    @clause("CORE-34", "PLUS-C1")
    def test_no_date_is_missed_by_whom_it_never_bound(self):
        """While the clock stands, and before the matter is a unit's, a date is replaced and nobody was late."""
        self.regulation.write({"pause_enabled": True, "merge_enabled": True})
        stood = self.accepted(date_deadline="2024-06-28")
        other = self.accepted(date_deadline="2024-07-31", name="同类事项")
        filed = self.filed(name="未交办", date_deadline="2024-06-28")
        self.at("2024-06-28")
        stood.with_user(self.office_user).action_pause("superior", "等待批复", "2024-07-12")  # fmt: skip
        self.at("2024-07-05")
        other.with_user(self.office_user).action_merge(stood, "同一事项", "2024-07-31")
        filed.with_user(self.office_user).write({"date_deadline": "2024-07-31"})
        self.assertEqual(str(stood.date_deadline), "2024-07-31")
        self.assertEqual((stood | filed).sudo().mapped("was_late"), [False, False])

    @clause("CORE-34", "ABAF-19.1b", "XISU-8.4d")
    def test_a_result_handed_in_meanwhile_takes_nothing_from_an_application_in_time(
        self,
    ):
        """Applied for on the last day, handed in on the 3rd, granted on the 4th until the 10th."""
        for result, late in (("2024-07-03", False), ("2024-07-11", True)):
            with self.subTest(result):
                self.at("2024-06-03")
                matter = self.accepted(date_deadline="2024-06-28", name=result)
                self.at("2024-06-28")
                self.granted(matter, "2024-07-10")
                self.at(result)
                self.submitted(matter)
                self.run_chain(matter)
                self.assertEqual(str(matter.date_deadline), "2024-07-10")
                kept = matter.sudo()
                self.assertEqual((kept.was_late, kept.closed_late), (False, late))
                self.assertEqual(kept.is_overdue, late)
                listed = self.env["duban.matter"].sudo()._candidate_ids()
                self.assertEqual(matter.id in listed, late)

    @clause("CORE-34", "CORE-8", "ABAF-19.1b")
    def test_a_consent_that_comes_after_the_day_it_grants_still_counts(self):
        """Applied for on the last day until 5 July, consented to on the 8th: done by the 5th is in time."""
        self.at("2024-06-03")
        done, late = (
            self.accepted(date_deadline="2024-06-28", name=name)
            for name in ("按新期限报送", "仍未报送")
        )
        self.at("2024-06-28")
        for matter in done | late:
            self.granted(matter, "2024-07-05")
        self.at("2024-07-05")
        self.submitted(done)
        self.at("2024-07-08")
        for matter in done | late:
            self.run_chain(matter)
            self.assertEqual(str(matter.date_deadline), "2024-07-05")
            last = matter.sudo().due_date_ids.sorted("id")[-1]
            said = (str(last.date), last.kind, str(last.date_set))
            self.assertEqual(said, ("2024-07-05", "extension", "2024-07-08"))
            self.assertFalse(matter.sudo().was_late)
        self.assertEqual((done | late).sudo().mapped("is_overdue"), [False, True])
        listed = set(self.env["duban.matter"].sudo()._candidate_ids())
        self.assertEqual(listed & set((done | late).ids), {late.id})
        self.assertEqual(str(self.todos(late, kind="result").date_deadline), "2024-07-05")  # fmt: skip
        self.run_patrol()
        told = self.env["duban.reminder"].sudo().search([("day", "=", "2024-07-05")])
        # beside what the office is told of progress
        told = told.filtered(
            lambda row: (
                row.matter_id in done | late
                and row.kind not in ("accepted", "feedback_given")
            )
        )
        self.assertEqual((told.matter_id, set(told.mapped("kind"))), (late, {"overdue"}))  # fmt: skip
        self.submitted(late)
        self.assertTrue(late.sudo().closed_late)

    @clause("CORE-25")
    def test_nobody_asks_for_or_grants_by_hand_a_day_that_has_passed(self):
        self.at("2024-06-03")
        matter = self.accepted(date_deadline="2024-06-28")
        self.at("2024-07-02")
        for day in ("2024-07-01", "2024-07-02"):
            self.assert_refused(self.extension(matter, day).action_submit)
        request = self.granted(matter, "2024-07-20")
        self.at("2024-07-08")
        line = request.sudo().approval_line_ids.filtered(
            lambda row: row.state == "pending"
        )
        decider = line.approver_id or self.office_user
        for day in ("2024-07-05", "2024-07-08"):
            with self.assertRaises(UserError), self.cr.savepoint():
                request.with_user(decider).date_granted = day
        request.with_user(decider).date_granted = "2024-07-09"
        self.run_chain(matter)
        self.assertEqual(str(matter.date_deadline), "2024-07-09")
