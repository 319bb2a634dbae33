"""Statistics and the figures of a period (CORE-15, AMB-24, AMB-59)."""

from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon

YEAR = (date(2024, 1, 1), date(2024, 12, 31))


class StatisticsCommon(SupervisionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Statistics = cls.env["duban.statistics"]

    def closed(self, **values):
        """A matter closed today."""
        matter = self.accepted(**values)
        matter.with_user(self.worker_a).write({"result": "已完成"})
        matter.with_user(self.worker_a).action_submit_result()
        matter.action_pass_review("同意")
        matter.action_close()
        return matter

    def figures(self, period=YEAR, **options):
        """{name: row} of the figures of a period."""
        rows = self.Statistics._figures(self.company, *period, **options)
        return {row["name"]: row for row in rows}

    def of(self, unit, period=YEAR, **options):
        return next(
            row
            for row in self.Statistics._figures(self.company, *period, **options)
            if row["id"] == unit.id
        )


@tagged("post_install", "-at_install")
class TestFigures(StatisticsCommon):
    @clause("CORE-15")
    def test_four_matters_three_closed(self):
        self.at("2024-03-04")
        for name in ("一", "二", "三"):
            self.closed(name=name)
        self.assigned(name="四")
        row = self.of(self.unit_a)
        self.assertEqual(row["task_count"], 4)
        self.assertEqual(row["closed"], 3)
        self.assertEqual(row["completion_rate"], 75.0)
        self.assertEqual(row["closed_on_time"], 3)
        self.assertEqual(row["in_progress"], 1)
        self.assertEqual(row["states"], {"closed": 3, "assigned": 1})

    @clause("CORE-15")
    def test_overdue_urged_extended_returned(self):
        self.at("2024-03-04")
        late, urged = self.accepted(name="逾期"), self.accepted(name="催办")
        urged.action_urge("请抓紧办理")
        urged.action_urge("再次催办")
        request = self.request(urged, reason="设备未到货", date_requested="2024-06-28")
        request.action_submit()
        request.approval_line_ids.with_user(self.leader).action_approve("同意")
        self.assertEqual(request.state, "approved")
        returned = self.accepted(name="退回")
        worker = returned.with_user(self.worker_a)
        worker.write({"result": "基本完成"})
        worker.action_submit_result()
        returned.action_return_result("材料不全")
        self.at("2024-03-19")
        row = self.of(self.unit_a)
        self.assertEqual(late.date_deadline, date(2024, 3, 18))
        self.assertEqual(row["overdue"], 2)
        self.assertEqual((row["urged"], row["urgings"]), (1, 2))
        self.assertEqual((row["extended"], row["extensions"]), (1, 1))
        self.assertEqual(row["returned"], 1)
        self.assertEqual(row["completion_rate"], 0.0)

    @clause("CORE-15")
    def test_what_was_not_granted_is_no_extension_on_the_screen(self):
        self.at("2024-03-04")
        decided = {"待批": "", "不同意": "action_reject", "同意": "action_approve"}
        for name, decide in decided.items():
            matter = self.accepted(name=name)
            request = self.request(
                matter, reason="设备未到货", date_requested="2024-06-28"
            )
            request.action_submit()
            if decide:
                line = request.approval_line_ids.with_user(self.leader)
                getattr(line, decide)("已阅")
        self.env.flush_all()
        rows = self.env["duban.statistics"].with_user(self.office_user).search([])
        self.assertEqual(
            {
                row.matter_id.name: row.extended
                for row in rows
                if row.matter_id.name in decided
            },
            {"待批": 0, "不同意": 0, "同意": 1},
        )

    def test_a_date_that_was_not_reached_is_not_overdue(self):
        self.at("2024-03-04")
        self.assigned()
        self.at("2024-03-18")
        self.assertEqual(self.of(self.unit_a)["overdue"], 0)

    def test_ended_otherwise_does_not_count(self):
        """AMB-24: merged, exempted, terminated and refused matters are no tasks."""
        self.at("2024-03-04")
        survivor, duplicate = self.assigned(name="甲"), self.assigned(name="乙")
        self.assertEqual(self.of(self.unit_a)["task_count"], 2)
        duplicate.action_merge(survivor, "内容相同")
        self.assertEqual(self.of(self.unit_a)["task_count"], 1)
        terminated = self.assigned(name="丙")
        terminated._engine_write({"date_ended": "2024-03-05"})
        self.env.cr.execute(
            "UPDATE duban_matter SET state = 'terminated' WHERE id = %s",
            (terminated.id,),
        )
        terminated.invalidate_recordset()
        self.assertEqual(self.of(self.unit_a)["task_count"], 1)

    def test_co_units_are_counted_apart(self):
        self.at("2024-03-04")
        self.assigned(co_unit_ids=[(6, 0, self.unit_b.ids)])
        row = self.of(self.unit_b)
        self.assertEqual((row["task_count"], row["co_count"]), (0, 1))
        self.assertEqual(row["completion_rate"], 0.0)

    def test_basis_of_the_period(self):
        """AMB-59: on the ledger at any time in the period, or filed in it."""
        self.at("2024-04-10")
        self.filed(name="四月立项")
        quarter = (date(2024, 1, 1), date(2024, 3, 31))
        self.assertFalse(self.figures(quarter))
        year = (date(2025, 1, 1), date(2025, 12, 31))
        self.assertEqual(self.of(self.unit_a, year)["task_count"], 1)
        self.regulation.rate_basis = "filed"
        self.assertFalse(self.figures(year))
        self.assertEqual(self.of(self.unit_a)["task_count"], 1)

    def test_closed_counts_from_its_day_on(self):
        self.at("2024-03-04")
        matter = self.accepted()
        self.at("2024-04-10")
        matter.with_user(self.worker_a).write({"result": "已完成"})
        matter.with_user(self.worker_a).action_submit_result()
        matter.action_pass_review("同意")
        matter.action_close()
        first = self.of(self.unit_a, (date(2024, 1, 1), date(2024, 3, 31)))
        self.assertEqual(
            (first["task_count"], first["closed"], first["overdue"]), (1, 0, 1)
        )
        self.assertEqual(first["states"], {"in_progress": 1})
        second = self.of(self.unit_a, (date(2024, 4, 1), date(2024, 6, 30)))
        self.assertEqual(
            (second["closed"], second["closed_late"], second["closed_on_time"]),
            (1, 1, 0),
        )
        self.assertEqual(second["median_days"], 37)
        third = self.figures((date(2024, 7, 1), date(2024, 9, 30)))
        self.assertFalse(third)

    def test_by_person(self):
        self.at("2024-03-04")
        self.closed(name="一")
        self.accepted(name="二")
        handler = self.of(self.worker_a, by="handler")
        self.assertEqual(
            (handler["task_count"], handler["closed"], handler["completion_rate"]),
            (2, 1, 50.0),
        )
        self.assertEqual(self.of(self.head_a, by="head")["task_count"], 2)
        self.assertEqual(self.of(self.leader, by="leader")["task_count"], 2)
        category = self.regulation.category_ids[:1]
        self.assertEqual(self.of(category, by="category")["task_count"], 2)
        self.assertEqual(self.figures(by="grade")[""]["task_count"], 2)

    def test_marks(self):
        marks = self.env["duban.option.list"].create(
            {
                "regulation_id": self.regulation.id,
                "code": "feedback_mark",
                "name": "虚报延报漏报",
            }
        )
        self.env["duban.option"].create(
            {"list_id": marks.id, "code": "false", "name": "虚报"}
        )
        self.at("2024-03-04")
        self.feedback(self.accepted()).with_user(self.office_user).action_mark("false")
        row = self.of(self.unit_a)
        self.assertEqual((row["marks"], row["marks_by_code"]), (1, {"false": 1}))

    def test_limits_and_totals(self):
        self.at("2024-03-04")
        self.filed(name="甲")
        self.filed(name="丙", lead_unit_id=self.unit_c.id)
        rows = self.Statistics._figures(self.company, *YEAR, units=self.unit_c)
        self.assertEqual([row["id"] for row in rows], self.unit_c.ids)
        totals = self.Statistics._totals(self.Statistics._figures(self.company, *YEAR))
        self.assertEqual((totals["task_count"], totals["states"]), (2, {"filed": 2}))

    def test_rate_of_the_real_bulletin(self):
        """45 issued, 32 closed: 71.1 %."""
        self.assertEqual(self.Statistics._rate(32, 45), 71.1)
        self.assertEqual(self.Statistics._rate(1, 16), 6.3)
        self.assertEqual(self.Statistics._rate(0, 0), 0.0)

    def test_one_query(self):
        self.at("2024-03-04")
        for name in ("甲", "乙"):
            self.filed(name=name)
        self.figures()
        with self.assertQueryCount(1):
            self.Statistics._figures(self.company, *YEAR)
        for number in range(10):
            self.filed(name=f"事项{number}")
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.Statistics._figures(self.company, *YEAR)


@tagged("post_install", "-at_install")
class TestStatisticsAccess(StatisticsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office2 = cls.office_user2

    def rows(self, user, domain=()):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.Statistics.with_user(user).search(list(domain))

    def test_follows_the_matter(self):
        matter = self.assigned(co_unit_ids=[(6, 0, self.unit_b.ids)])
        self.assertEqual(self.rows(self.office_user).matter_id, matter)
        self.assertEqual(len(self.rows(self.office_user)), 2)
        self.assertTrue(self.rows(self.head_a))
        self.assertTrue(self.rows(self.leader))
        self.assertFalse(self.rows(self.outsider))
        self.assertFalse(self.rows(self.leader2))
        row = self.rows(self.office_user)[0]
        with self.assertRaises(AccessError):
            self.as_user(row, self.outsider).read(["task_count"])

    def test_sensitive_only_for_its_list(self):
        self.assigned(confidentiality="sensitive", officer_id=self.office_user.id)
        self.assertTrue(self.rows(self.office_user))
        self.assertFalse(self.rows(self.office2))
        groups = self.Statistics.with_user(self.office2)._read_group(
            [], ["department_id"], ["task_count:sum"]
        )
        self.assertEqual(groups, [])

    def test_pivot(self):
        self.at("2024-03-04")
        self.closed(name="一")
        self.assigned(name="二")
        self.env.flush_all()
        groups = self.Statistics.with_user(self.office_user)._read_group(
            [],
            ["department_id"],
            ["task_count:sum", "closed:sum", "completion_rate:avg"],
        )
        self.assertEqual(groups, [(self.unit_a, 2, 1, 50.0)])
        self.at("2024-03-19")
        self.assertEqual(sum(self.rows(self.office_user).mapped("overdue")), 1)

    def test_nobody_writes(self):
        self.assigned()
        with self.assertRaises(AccessError):
            self.rows(self.office_user).write({"task_count": 9})


@tagged("post_install", "-at_install")
class TestLedgerOfTheYear(SupervisionCommon):
    @clause("WUT-18.1b", "SIE-18.1b")
    def test_it_holds_what_was_on_the_ledger_at_any_time_of_the_year(self):
        """Filed by its last day and not ended before its first, whichever year it began in."""
        self.regulation.archive_enabled = True
        self.at("2023-05-08")
        over, running = self.closed(name="当年办结"), self.accepted(name="仍在办理")
        self.at("2023-12-29")
        late = self.filed(name="年末立项")
        self.at("2024-01-02")
        ended = self.closed(name="跨年办结", date_deadline="2024-03-29")
        self.at("2024-12-31")
        last = self.filed(name="次年末立项")
        self.at("2025-01-02")
        later = self.filed(name="后年立项")
        self.matter(name="未立项")
        self.at("2026-01-05")
        for year, expected in (
            (2022, over.browse()),
            (2023, over | running | late),
            (2024, running | late | ended | last),
            (2025, running | late | last | later),
        ):
            volume = self.env["duban.ledger.volume"].with_user(self.office_user).create(
                {"year": year, "volume": f"{year}-1"}
            )  # fmt: skip
            volume.action_archive_volume()
            self.assertEqual(volume.matter_count, len(expected), year)
            text = volume.attachment_id.raw.decode()
            if expected:
                self.assertIn(f"{year}年度，截至", text)
            shown = [
                matter.name
                for matter in over | running | late | ended | last | later
                if matter.number in text
            ]
            self.assertEqual(shown, expected.mapped("name"), year)
