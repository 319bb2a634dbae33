"""Days stood still and colours in the figures; a colour that proposes accountability (PLUS-C1, PLUS-V2)."""

from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision.test_warning_follow import WarningCommon


@tagged("post_install", "-at_install")
class TestRunningFigures(WarningCommon):
    def row(self, name="教务处", year=2026):
        rows = self.env["duban.statistics"]._figures(
            self.company, date(year, 1, 1), date(year, 12, 31)
        )
        return {row["name"]: row for row in rows}[name]

    def sums(self, *names):
        self.env.invalidate_all()
        statistics = self.env["duban.statistics"].with_user(self.office_user)
        domain = [("role", "=", "lead"), ("company_id", "=", self.company.id)]
        return statistics._read_group(domain, [], [f"{name}:sum" for name in names])[0]

    @clause("PLUS-C1")
    def test_days_stood_still(self):
        office = self.matter_.with_user(self.office_user)
        office.action_pause("funds", "经费未到", "2026-12-30", self.leader.id)
        self.at("2026-11-30")
        office.action_resume()
        self.at("2026-12-01")
        office.action_pause("superior", "等待批复", "2026-12-30", self.leader.id)
        self.at("2026-12-04")
        # five working days, and three so far of the second time
        self.assertEqual(self.sums("pauses", "days_stood"), (2, 8))
        row = self.row()
        self.assertEqual((row["pauses"], row["days_stood"]), (2, 8))
        self.at("2027-01-20")
        self.env.invalidate_all()
        self.assertEqual(self.sums("overdue")[0], 0)
        self.assertEqual(self.row()["overdue"], 0)
        # a standstill counts in the year in which it began
        row = self.row(year=2027)
        self.assertEqual((row["pauses"], row["days_stood"]), (0, 0))
        self.assertFalse(
            self.env["duban.matter"]
            .with_user(self.office_user)
            ._accountability_candidates("late_unjustified")
        )
        office.action_resume()
        self.at("2027-03-31")
        self.assertEqual(self.row(year=2027)["overdue"], 1)

    @clause("PLUS-C1", "CORE-1", "CORE-35")
    def test_a_year_that_one_school_has_not_loaded_stops_no_figures(self):
        """What only shows days never stops: not the other schools' figures, nor one's own; what writes a date waits."""
        office = self.matter_.with_user(self.office_user)
        office.action_pause("funds", "经费未到", "2026-12-30", self.leader.id)
        begun = office.pause_ids.date_from
        years = self.env["duban.calendar.year"].sudo()
        years.search(
            [("company_id", "=", self.company.id), ("year", "=", 2027)]
        ).unlink()
        self.at("2027-01-04")
        self.env.invalidate_all()
        days = (date(2027, 1, 4) - begun).days
        self.assertEqual(office.pause_ids.read(["days_so_far"])[0]["days_so_far"], days)
        self.assertEqual(self.sums("pauses", "days_stood"), (1, days))
        self.assertEqual(self.row()["days_stood"], days)
        other = self.env["res.company"].create({"name": "另一学校"})
        statistics = self.env["duban.statistics"]
        period = date(2026, 1, 1), date(2026, 12, 31)
        self.assertFalse(statistics._figures(other, *period))
        self.assertFalse(
            statistics.with_user(self.outsider)._read_group([], [], ["days_stood:sum"])[0][0]
        )  # fmt: skip
        self.assert_refused(office.action_resume)
        self.assertTrue(office.paused_since)

    @clause("PLUS-V2")
    def test_colours_in_the_figures(self):
        self.issue("2026-12-07")
        self.issue("2026-12-14")
        self.assertEqual(self.sums("warnings", "warnings_red"), (2, 1))
        self.assertEqual(self.row()["warnings"], 2)
        self.at("2027-01-04")
        self.assertEqual(self.row(year=2027)["warnings"], 0)

    @clause("PLUS-V2")
    def test_red_proposes_accountability(self):
        self.regulation.accountability_candidates = "none"
        Matter = self.env["duban.matter"].with_user(self.office_user)
        self.issue("2026-12-07")
        self.assertFalse(Matter._accountability_candidates())
        self.issue("2026-12-14")
        self.assertEqual(Matter._accountability_candidates(), self.matter_)
        self.assertEqual(Matter._accountability_candidates("warned"), self.matter_)
        self.assertFalse(Matter._accountability_candidates("urged_overdue"))
        self.run_patrol()
        self.matter_.with_user(self.office_user).action_propose_accountability()
        case = self.env["duban.accountability"].search([])
        self.assertEqual(case.unit_id, self.unit_a)
        self.assertIn("warned", case.reminder_ids.mapped("kind"))

    @clause("PLUS-V2", "CORE-21")
    def test_a_warning_proposes_who_was_warned(self):
        """Red for A; C that takes it over was never warned."""
        self.issue("2026-12-07")
        self.issue("2026-12-14")
        matter = self.matter_.with_user(self.office_user)
        self.assertEqual(matter._accountability_candidates("warned"), matter)
        self.at("2026-12-15")
        matter.action_urge("请加快")
        matter.action_reassign(self.unit_c.id, "职责调整")
        self.assertFalse(matter._accountability_candidates("warned"))
        # nor does its first warning say that it was urged, or what the unit before it reported
        level = matter.record_ids.level_id[:1]
        self.assertNotIn("催办", matter.sudo()._warning_draft(level))
        self.at("2026-12-16")
        matter.action_urge("请尽快")
        self.assertIn("已催办 1 次", matter.sudo()._warning_draft(level))


@tagged("post_install", "-at_install")
class TestBurdenFigures(WarningCommon):
    @clause("PLUS-L2", "CORE-21")
    def test_what_was_asked_stays_with_whom_it_was_asked_of(self):
        """Assigned, urged and asked on 12-01; another unit leads from 12-10 on and is urged on 12-14."""
        self.date_rows_too()
        self.at("2026-12-01")
        matter = self.matter_.with_user(self.office_user)
        matter.action_urge("请加快")
        self.env["duban.progress.request"].with_user(self.office_user).create(
            {"matter_id": matter.id, "date_due": "2026-12-04"}
        )
        Burden = self.env["duban.burden"].with_user(self.office_user)

        def asked(unit):
            self.env.flush_all()
            self.env.invalidate_all()
            rows = Burden.search([("department_id", "=", unit.id), ("kind", "!=", "message")])  # fmt: skip
            return sorted((row.kind, str(row.date), row.amount) for row in rows)

        before = asked(self.unit_a)
        self.assertIn(("form", "2026-12-01", 1), before)
        self.at("2026-12-10")
        matter.action_reassign(self.unit_c.id, "职责调整")
        self.assertEqual(asked(self.unit_a), before)
        self.at("2026-12-14")
        matter.action_urge("请尽快")
        self.assertEqual(asked(self.unit_a), before)
        self.assertEqual(
            asked(self.unit_c),
            [("document", "2026-12-10", 1), ("document", "2026-12-14", 1)],
        )

    def documents(self, unit):
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.env["duban.burden"].with_user(self.office_user).search(
            [("department_id", "=", unit.id), ("kind", "=", "document")]
        )  # fmt: skip
        return sorted((str(row.date), row.amount) for row in rows)

    @clause("PLUS-L2", "CORE-21")
    def test_who_had_a_part_only_before_the_assignment_was_sent_nothing(self):
        """Filed for A with B beside on 11-24; C leads and B is out from 11-26 on, assigned on 11-30."""
        old = [self.documents(unit) for unit in (self.unit_a, self.unit_b, self.unit_c)]
        self.at("2026-11-24")
        matter = self.filed(co_unit_ids=self.units(self.unit_b)).with_user(
            self.office_user
        )
        self.at("2026-11-26")
        matter.action_reassign(self.unit_c.id, "职责调整")
        matter.co_unit_ids = False
        self.at("2026-11-30")
        matter.action_assign()
        self.assertEqual(self.documents(self.unit_a), old[0])
        self.assertEqual(self.documents(self.unit_b), old[1])
        self.assertEqual(self.documents(self.unit_c), [*old[2], ("2026-11-30", 1)])

    @clause("PLUS-L2", "CORE-21")
    def test_on_the_day_of_a_handover_the_trail_tells_who_was_urged(self):
        old = self.documents(self.unit_a)
        office = self.matter_.with_user(self.office_user)
        self.at("2026-12-10", "09:00")
        office.action_urge("请加快")
        self.at("2026-12-10", "10:00")
        office.action_reassign(self.unit_c.id, "职责调整")
        self.assertEqual(self.documents(self.unit_a), [*old, ("2026-12-10", 1)])
        self.assertEqual(self.documents(self.unit_c), [("2026-12-10", 1)])

    @clause("PLUS-L2", "CORE-1")
    def test_a_message_counts_where_its_matters_are(self):
        """Whichever institution the person has for the main one."""
        other = self.env["res.company"].create({"name": "别校"})
        there = self.env["hr.department"].create({"name": "别校处室", "company_id": other.id})  # fmt: skip
        self.env["hr.employee"].create(
            {"name": "w", "user_id": self.worker_a.id, "company_id": other.id, "department_id": there.id}
        )  # fmt: skip
        self.worker_a.company_ids += other
        self.date_rows_too()
        people = self.head_a | self.worker_a | self.liaison_a
        for day, main in (("2026-12-01", self.company), ("2026-12-08", other)):
            self.worker_a.company_id = main
            self.at(day)
            self.matter_.with_user(self.office_user).action_urge("请加快")
            self.run_patrol()
            self.env.flush_all()
            told = self.env["duban.digest"].search(
                [("user_id", "in", people.ids), ("date", "=", day)]
            )
            self.assertIn(self.worker_a, told.filtered("reminder_ids").user_id)
            rows = self.env["duban.burden"].search(
                [("kind", "=", "message"), ("date", "=", day)]
            )
            self.assertFalse(rows.filtered(lambda row: row.department_id == there))
            rows = rows.filtered(lambda row: row.department_id == self.unit_a)
            self.assertEqual(sum(rows.mapped("amount")), len(told), day)

    @clause("PLUS-L2")
    def test_a_term_against_the_term_before(self):
        Semester = self.env["duban.semester"].with_company(self.company)
        for name, start, end in (
            ("2026 秋", "2026-09-01", "2027-01-31"),
            ("2027 春", "2027-02-01", "2027-07-31"),
        ):
            Semester.create({"name": name, "date_from": start, "date_to": end})
        self.date_rows_too()  # what is asked counts on the day it is created
        self.at("2026-12-01")
        self.matter_.with_user(self.office_user).action_urge("请加快")
        self.feedback(self.matter_)
        self.env["duban.progress.request"].with_user(self.office_user).create(
            {"matter_id": self.matter_.id, "date_due": "2026-12-04"}
        )
        self.run_patrol()
        self.at("2027-03-01")
        self.matter_.with_user(self.office_user).action_urge("请尽快")
        self.run_patrol()
        self.env.flush_all()
        self.env.invalidate_all()
        Term = self.env["duban.burden.term"].with_user(self.office_user)
        rows = {
            row.semester_id.name: row
            for row in Term.search([("department_id", "=", self.unit_a.id)])
        }
        autumn, spring = rows["2026 秋"], rows["2027 春"]
        # assigned and urged; asked for progress, and feedback that was not asked for
        self.assertEqual((autumn.documents, autumn.forms), (2, 2))
        self.assertEqual((spring.documents, spring.forms), (1, 0))
        digests = self.env["duban.digest"].search(
            [("user_id", "in", (self.head_a | self.worker_a | self.liaison_a).ids)]
        )
        first = digests.filtered(lambda row: row.date < date(2027, 2, 1))
        self.assertEqual(autumn.messages, len(first))
        self.assertEqual(spring.messages, len(digests - first))
        self.assertEqual(spring.total_before, autumn.total)
        self.assertEqual(spring.change, spring.total - autumn.total)
        day = self.env["duban.burden"].with_user(self.office_user)
        total = day._read_group(
            [("department_id", "=", self.unit_a.id)], [], ["amount:sum"]
        )[0][0]
        self.assertEqual(total, autumn.total + spring.total)
        for user in (self.head_a, self.outsider, self.admin):
            with self.assertRaises(AccessError), self.cr.savepoint():
                Term.with_user(user).search([])
        self.assertTrue(Term.with_user(self.leader).search([]))
