"""Figures of a period at its ends: what falls on the first and last day, what came later, what is not the office's."""

from datetime import date

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon

FIRST = (date(2024, 1, 1), date(2024, 3, 31))
SECOND = (date(2024, 4, 1), date(2024, 6, 30))
THIRD = (date(2024, 7, 1), date(2024, 9, 30))


class FiguresCommon(SupervisionCommon):
    def with_marks(self):
        """The office may mark feedback as false or delayed."""
        listing = self.env["duban.option.list"].create(
            {"regulation_id": self.regulation.id, "code": "feedback_mark", "name": "反馈质量", "is_open": True}
        )  # fmt: skip
        self.env["duban.option"].create(
            [
                {"list_id": listing.id, "code": code, "name": name}
                for code, name in (("false", "虚报"), ("delayed", "延报"))
            ]
        )

    def rows(self, period=FIRST, **options):
        Statistics = self.env["duban.statistics"]
        self.env.flush_all()
        return Statistics._figures(self.company, *period, **options)

    def of(self, record, period=FIRST, **options):
        """The row of ``record``; all zero where there is none."""
        found = [r for r in self.rows(period, **options) if r["id"] == record.id]
        self.assertLessEqual(len(found), 1)
        return (
            found[0]
            if found
            else dict.fromkeys(
                ("task_count", "co_count", "closed", "overdue", "urgings", "returned"),
                0,
            )
        )

    def total(self, name, period=FIRST, **options):
        return sum(row[name] for row in self.rows(period, **options))

    def send_back(self, matter):
        worker = matter.with_user(self.worker_a)
        worker.write({"result": "基本完成"})
        worker.action_submit_result()
        matter.action_return_result("材料不全")

    def end(self, matter, state, day):
        """Ended on ``day``; the way there is proven elsewhere."""
        matter.sudo().with_context(duban_door=matter._door()).write(
            {"state": state, "date_ended": day}
        )


@tagged("post_install", "-at_install")
class TestEndsOfThePeriod(FiguresCommon):
    @clause("CORE-15")
    def test_the_last_and_the_first_hour(self):
        """Urgings and returns of 31 March, a minute before midnight in Shanghai, and of the minute after it."""
        self.at("2024-03-28")
        urged, returned = self.accepted(name="催办"), self.accepted(name="退回")
        self.at("2024-03-31", "23:59")
        urged.action_urge("请抓紧办理")
        self.send_back(returned)
        self.at("2024-04-01", "00:00")
        urged.action_urge("再次催办")
        urged.action_urge("第三次催办")
        row = self.of(self.unit_a, FIRST)
        self.assertEqual((row["urged"], row["urgings"], row["returned"]), (1, 1, 1))
        row = self.of(self.unit_a, SECOND)
        self.assertEqual((row["urged"], row["urgings"], row["returned"]), (1, 2, 0))

    @clause("CORE-15")
    def test_only_granted_extensions_count(self):
        self.at("2024-03-04")
        matter = self.accepted()
        request = self.request(matter, date_requested="2024-06-28")
        request.action_submit()
        self.assertEqual(self.of(self.unit_a)["extensions"], 0)
        for line in request.sudo().approval_line_ids:
            if line.state == "pending":
                line.with_user(line.approver_id).action_return("请按原期限完成")
        self.assertTrue(request.sudo().date_decided)
        self.assertEqual(self.of(self.unit_a)["extensions"], 0)

    @clause("CORE-15")
    def test_extensions_of_the_last_and_the_first_day(self):
        self.at("2024-03-28")
        one, two = self.accepted(name="一"), self.accepted(name="二")
        for matter, day in ((one, "2024-03-31"), (two, "2024-04-01")):
            request = self.request(matter, date_requested="2024-06-28")
            request.action_submit()
            self.at(day)
            request.approval_line_ids.with_user(self.leader).action_approve("同意")
        for period in (FIRST, SECOND):
            row = self.of(self.unit_a, period)
            self.assertEqual((row["extended"], row["extensions"]), (1, 1), period)
        self.assertEqual(self.total("extensions", THIRD), 0)

    @clause("CORE-15")
    def test_returned_feedback_counts_and_accepted_does_not(self):
        self.at("2024-03-04")
        matter = self.accepted()
        for number in range(3):
            feedback = self.feedback(matter, name=f"进展{number}")
            as_office = feedback.with_user(self.office_user)
            if number:
                as_office.action_return_feedback("数字不实")
            else:
                as_office.action_accept_feedback()
        self.assertEqual(self.of(self.unit_a)["returned"], 2)
        self.send_back(matter)
        self.assertEqual(self.of(self.unit_a)["returned"], 3)
        self.assertEqual(self.total("returned", SECOND), 0)

    @clause("CORE-15")
    def test_overdue_at_the_end_of_the_period_not_today(self):
        self.at("2024-03-04")
        matter = self.accepted()
        self.assertEqual(matter.date_deadline, date(2024, 3, 18))
        self.at("2024-05-10")
        for last, overdue in ((15, 0), (18, 0), (19, 1), (31, 1)):
            period = (date(2024, 3, 1), date(2024, 3, last))
            self.assertEqual(self.of(self.unit_a, period)["overdue"], overdue, last)
        # a period that is not over ends today
        self.at("2024-03-18")
        self.assertEqual(self.of(self.unit_a)["overdue"], 0)
        self.at("2024-03-19")
        self.assertEqual(self.of(self.unit_a)["overdue"], 1)

    @clause("CORE-15")
    def test_filed_and_ended_on_the_days_of_the_ends(self):
        self.at("2024-04-01")
        first = self.filed(name="四月一日立项")
        self.assertEqual(self.total("task_count", FIRST), 0)
        self.assertEqual(self.of(self.unit_a, SECOND)["task_count"], 1)
        first.sudo().with_context(duban_door=first._door()).write(
            {"state": "closed", "date_closed": "2024-06-30", "date_ended": "2024-06-30"}
        )
        row = self.of(self.unit_a, SECOND)
        self.assertEqual((row["task_count"], row["closed"]), (1, 1))
        self.assertEqual(self.total("task_count", THIRD), 0)
        shorter = (date(2024, 4, 1), date(2024, 6, 29))
        row = self.of(self.unit_a, shorter)
        self.assertEqual((row["task_count"], row["closed"]), (1, 0))
        self.assertEqual(row["states"], {"in_progress": 1})

    @clause("CORE-15")
    def test_released_later_was_a_task_until_then(self):
        """AMB-24: exempted or terminated matters stop counting when they end, not before."""
        self.at("2024-03-04")
        for state in ("exempted", "terminated"):
            with self.subTest(state), self.cr.savepoint() as point:
                self.end(self.accepted(), state, "2024-05-10")
                row = self.of(self.unit_a, FIRST)
                self.assertEqual((row["task_count"], row["in_progress"]), (1, 1))
                self.assertEqual(row["states"], {"in_progress": 1})
                self.assertEqual(self.total("task_count", SECOND), 0)
                # on the very day it ended it is released
                last = (date(2024, 4, 1), date(2024, 5, 10))
                self.assertEqual(self.total("task_count", last), 0)
                before = (date(2024, 4, 1), date(2024, 5, 9))
                self.assertEqual(self.total("task_count", before), 1)
                point.rollback()
                self.env.invalidate_all()

    @clause("CORE-15")
    def test_refused_and_merged_never_were(self):
        self.at("2024-03-04")
        for state in ("rejected", "merged"):
            self.end(self.accepted(name=state), state, "2024-05-10")
        self.matter(name="草稿")
        for period in (FIRST, SECOND):
            self.assertEqual(self.total("task_count", period), 0)


@tagged("post_install", "-at_install")
class TestWhoseFigures(FiguresCommon):
    @clause("CORE-15")
    def test_other_offices_matters_are_not_in_them(self):
        """Moved to discipline, supervision (监察) or secrecy: none of the ordinary office's figures has them."""
        self.at("2024-03-04")
        self.assigned(name="党政办督办")
        for office in (self.discipline, self.supervisory, self.secrecy):
            moved = self.assigned(name=f"{office.name}督办")
            self.assertEqual(self.of(self.unit_a)["task_count"], 2)
            moved.sudo()._engine_write({"office_id": office.id})
            self.assertEqual(self.of(self.unit_a)["task_count"], 1, office.name)

    @clause("CORE-15")
    def test_one_unit_for_both_keeps_its_own_matters(self):
        self.at("2024-03-04")
        self.regulation.supervisory_office_id = self.office
        self.assigned()
        self.assertEqual(self.of(self.unit_a)["task_count"], 1)

    @clause("CORE-15")
    def test_sensitive_ones_are(self):
        self.at("2024-03-04")
        self.assigned(confidentiality="sensitive")
        self.assertEqual(self.of(self.unit_a)["task_count"], 1)

    @clause("CORE-15")
    def test_the_other_institution_is_not(self):
        self.at("2024-03-04")
        self.assigned()
        other = self.env["res.company"].create({"name": "另一高校"})
        figures = self.env["duban.statistics"]._figures
        self.regulation.copy({"company_id": other.id, "date_from": "2000-01-01"})
        self.assertEqual(figures(other, *FIRST), [])

    @clause("CORE-15")
    def test_limited_to_units_as_lead_and_as_co_unit(self):
        self.at("2024-03-04")
        one = self.assigned(name="一", co_unit_ids=[Command.set(self.unit_b.ids)])
        self.assigned(
            name="二",
            lead_unit_id=self.unit_c.id,
            co_unit_ids=[Command.set((self.unit_a | self.unit_b).ids)],
        )
        self.assigned(name="三", lead_unit_id=self.unit_b.id)
        found = {
            row["id"]: (row["task_count"], row["co_count"])
            for row in self.rows(units=self.unit_b)
        }
        self.assertEqual(found, {self.unit_b.id: (1, 2)})
        found = {
            row["id"]: (row["task_count"], row["co_count"])
            for row in self.rows(units=self.unit_a | self.unit_c)
        }
        self.assertEqual(found, {self.unit_a.id: (1, 1), self.unit_c.id: (1, 0)})
        one.sudo().with_context(duban_door=one._door()).write(
            {"state": "closed", "date_closed": "2024-03-31", "date_ended": "2024-03-31"}
        )
        self.assertEqual(self.of(self.unit_b)["co_closed"], 1)
        earlier = (date(2024, 1, 1), date(2024, 3, 30))
        self.assertEqual(self.of(self.unit_b, earlier)["co_closed"], 0)

    @clause("CORE-15")
    def test_limited_to_categories(self):
        self.at("2024-03-04")
        other = self.env["duban.source.category"].create(
            {"regulation_id": self.regulation.id, "code": "other", "name": "其他"}
        )
        self.assigned(name="会议")
        self.assigned(name="其他", source_category_id=other.id)
        self.assertEqual(self.total("task_count", categories=other), 1)
        self.assertEqual(self.total("task_count"), 2)
        self.assertEqual(self.of(other, by="category")["task_count"], 1)

    @clause("CORE-15")
    def test_on_time_is_the_due_date_itself(self):
        for day, on_time in (("2024-03-18", 1), ("2024-03-19", 0)):
            with self.subTest(day), self.cr.savepoint() as point:
                self.at("2024-03-04")
                matter = self.accepted()
                self.at(day)
                self.closed(matter)
                row = self.of(self.unit_a)
                self.assertEqual(
                    (row["closed"], row["closed_on_time"], row["closed_late"]),
                    (1, on_time, 1 - on_time),
                )
                point.rollback()
                self.env.invalidate_all()

    @clause("CORE-15")
    def test_median_and_average_days(self):
        self.at("2024-03-04")
        matters = [self.accepted(name=str(number)) for number in range(3)]
        for matter, day in zip(
            matters, ("2024-03-05", "2024-03-08", "2024-03-20"), strict=True
        ):
            self.at(day)
            self.closed(matter)
        row = self.of(self.unit_a)
        # 1, 4 and 16 days
        self.assertEqual((row["median_days"], row["avg_days"]), (4, 7.0))
        self.assertEqual(row["completion_rate"], 100.0)
        # what is open has no days yet; of an even number the two in the middle count, also where they are alike
        for day, days, median in (
            ("2024-03-10", 6, 5.0),
            ("2024-03-24", 20, 6.0),
            ("2024-03-24", 20, 11.0),
        ):
            self.at("2024-03-04")
            matter = self.accepted(name=f"{days} {median}")
            self.at(day)
            self.closed(matter)
            row = self.of(self.unit_a)
            self.assertEqual(row["median_days"], median, days)
        self.at("2024-03-04")
        self.accepted(name="open")
        self.assertEqual(self.of(self.unit_a)["median_days"], 11.0)
