"""Table, list, screen and drill-down count the same matters, whenever they are asked (CORE-15, CORE-33, CORE-31)."""

from datetime import date

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision.test_figures_ends import (
    FIRST,
    SECOND,
    FiguresCommon,
)
from tests.duban_supervision_after.test_score import ScoreCommon


class AgreeCommon(FiguresCommon):
    def tasks(self, period, **options):
        """{unit: number of tasks}."""
        rows = self.rows(period, **options)
        return {row["id"]: row["task_count"] for row in rows if row["task_count"]}

    def part_of(self, whole, **values):
        part = self.assigned(lead_unit_id=self.unit_b.id, **values)
        part.sudo()._engine_write({"parent_id": whole.id})
        return part

    def bulletin(self, period=FIRST, **values):
        self.regulation.bulletin_enabled = True
        return self.env["duban.bulletin"].with_user(self.office_user).create(
            {"kind": "regular", "date_from": period[0], "date_to": period[1], **values}
        )  # fmt: skip

    def listed(self, period=FIRST, **values):
        """A summary report with each matter listed."""
        report = self.bulletin(period, kind="annual", item_kind="matters", **values)
        report.action_fill()
        return report


@tagged("post_install", "-at_install")
class TestWholesAndParts(AgreeCommon):
    @clause("CORE-33")
    def test_broken_down_later_it_was_a_task_until_then(self):
        self.at("2024-03-04")
        whole = self.assigned(name="整体")
        self.at("2024-05-06")
        for number in range(2):
            self.part_of(whole, name=f"分解{number}")
        a, b = self.unit_a.id, self.unit_b.id
        self.assertEqual(self.tasks(FIRST), {a: 1})
        self.assertEqual(self.tasks(SECOND), {b: 2})
        report = self.listed(FIRST)
        self.assertEqual((report.task_count, report.item_ids.mapped("name")), (1, ["整体"]))  # fmt: skip

    @clause("CORE-33")
    def test_when_its_parts_are_over_the_whole_is_the_task(self):
        self.at("2024-03-04")
        whole = self.assigned(name="整体")
        for number in range(2):
            part = self.part_of(whole, name=f"分解{number}")
            part.sudo().with_context(duban_door=part._door()).write(
                {"state": "closed", "date_closed": "2024-03-29", "date_ended": "2024-03-29"}
            )  # fmt: skip
        self.assertEqual(self.tasks(FIRST), {self.unit_b.id: 2})
        self.assertEqual(self.tasks(SECOND), {self.unit_a.id: 1})
        # what is filed in a period counts in it alone
        self.regulation.rate_basis = "filed"
        self.assertEqual(self.tasks(FIRST), {self.unit_b.id: 2})
        self.assertEqual(self.tasks(SECOND), {})

    @clause("CORE-33")
    def test_parts_that_count_nowhere_hide_no_whole(self):
        for ends in ("exempted", "terminated", "routed"):
            with self.subTest(ends), self.cr.savepoint() as point:
                self.at("2024-03-04")
                whole = self.assigned(name="整体")
                part = self.part_of(whole, name="分解")
                self.assertEqual(self.tasks(FIRST), {self.unit_b.id: 1})
                if ends == "routed":
                    part.sudo()._engine_write({"office_id": self.discipline.id})
                else:
                    self.end(part, ends, "2024-03-05")
                self.assertEqual(self.tasks(FIRST), {self.unit_a.id: 1})
                items = self.listed(FIRST).item_ids
                items = items.filtered(lambda row: row.kind == "matter")
                self.assertEqual(items.name, "整体")
                point.rollback()
                self.env.invalidate_all()

    @clause("CORE-33", "CORE-15")
    def test_the_screen_counts_them_once_too(self):
        """A leads the whole and two parts, one of them closed: two tasks, 50 %; counted as wholes one, 0 %."""
        self.at("2024-03-04")
        whole = self.assigned(name="整体")
        parts = [self.part_of(whole, name=f"分解{n}") for n in range(2)]
        for part in parts:
            part.action_urge("请抓紧办理")
        whole.action_urge("请抓紧办理")
        self.end(parts[0], "closed", "2024-03-05")
        parts[0].sudo()._engine_write({"date_closed": "2024-03-05"})
        # another institution counts otherwise
        other = self.env["res.company"].create({"name": "另一高校"})
        self.regulation.copy(
            {
                "company_id": other.id,
                "date_from": "2000-01-01",
                "count_breakdown": "parents",
            }
        )
        names = ("task_count", "closed", "urgings")
        for count, expected in (("children", (2, 1, 2)), ("parents", (1, 0, 1))):
            self.regulation.count_breakdown = count
            self.env.flush_all()
            self.env.invalidate_all()
            found = self.env["duban.statistics"].with_user(self.office_user)._read_group(
                [("company_id", "=", self.company.id)], [], [f"{name}:sum" for name in names]
            )[0]  # fmt: skip
            self.assertEqual(found, expected, count)
            totals = self.env["duban.statistics"]._totals(self.rows(FIRST))
            self.assertEqual(tuple(totals[name] for name in names), expected, count)
        # parts that count nowhere hide it no longer
        self.regulation.count_breakdown = "children"
        for part in parts:
            self.end(part, "terminated", "2024-03-06")
        rows = self.env["duban.statistics"].with_user(self.office_user)
        rows = rows.search([("company_id", "=", self.company.id)])
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(sum(rows.mapped("task_count")), 1)


@tagged("post_install", "-at_install")
class TestBrokenDownAfterALock(ScoreCommon):
    @clause("PLUS-S1", "CORE-33")
    def test_breaking_down_takes_nothing_from_a_locked_period(self):
        self.at("2024-03-04")
        whole = self.accepted()
        whole.action_urge("请抓紧办理")
        self.at("2024-04-01")
        score = self.published(3)
        self.at("2024-04-09")
        score.action_lock()
        self.at("2024-04-10")
        part = self.assigned(name="分解", lead_unit_id=self.unit_b.id)
        part.sudo()._engine_write({"parent_id": whole.id})
        self.at("2024-05-06")
        later = self.counted(4).sudo().unit_ids.point_ids
        self.assertFalse(later.filtered(lambda row: row.kind == "later"))


@tagged("post_install", "-at_install")
class TestBehindAFigure(AgreeCommon):
    @clause("CORE-15")
    def test_a_figure_opens_what_it_counts(self):
        """Of A: two plain tasks; one merged, one withdrawn, one exempted, a whole with a part of B, one routed."""
        self.at("2024-03-04")
        other = self.env["duban.source.category"].create(
            {"regulation_id": self.regulation.id, "code": "other", "name": "其他"}
        )
        self.assigned(name="一")
        self.assigned(name="二", co_unit_ids=[Command.set(self.unit_c.ids)])
        self.assigned(name="其他类", source_category_id=other.id)
        for state in ("merged", "withdrawn", "exempted"):
            self.end(self.accepted(name=state), state, "2024-03-05")
        self.part_of(self.assigned(name="整体"), name="分解")
        routed = self.assigned(name="移送")
        routed.sudo()._engine_write({"office_id": self.discipline.id})
        lists = self.env["duban.assessment"].with_user(self.office_user)
        yearly = lists.create({"name": "考核", "date_from": FIRST[0], "date_to": FIRST[1]})  # fmt: skip
        one = self.bulletin(category_ids=[Command.set(other.ids)])
        every = self.bulletin()
        for document, of_a in ((yearly, 3), (every, 3), (one, 1)):
            document.action_fill()
            lines = document.line_ids.filtered(lambda line: line.department_id == self.unit_a)  # fmt: skip
            self.assertEqual(lines.task_count, of_a)
            for line in document.line_ids:
                domain = line.action_open_matters()["domain"]
                found = self.env["duban.matter"].with_user(self.office_user).search(domain)  # fmt: skip
                # of who has no task those that it helped with
                self.assertEqual(len(found), line.task_count or line.co_count, line.name)  # fmt: skip
        helper = every.line_ids.filtered(lambda line: line.department_id == self.unit_c)
        self.assertEqual((helper.task_count, helper.co_count), (0, 1))
        found = self.env["duban.matter"].search(helper.action_open_matters()["domain"])
        self.assertEqual(found.mapped("name"), ["二"])

    @clause("CORE-15", "CORE-12")
    def test_it_names_no_matter_that_the_person_may_not_read(self):
        self.at("2024-03-04")
        self.assigned(name="公开")
        hidden = self.assigned(name="保密", confidentiality="sensitive")
        every = self.bulletin()
        every.action_fill()
        line = every.line_ids.with_user(self.office_user2)
        self.assertEqual(line.task_count, 2)
        self.assertNotIn(hidden.id, line.action_open_matters()["domain"][0][2])

    @clause("CORE-31", "DOC-10")
    def test_the_list_follows_the_rules_of_its_period(self):
        """From 1 April on wholes count and another unit is the discipline office; the report is made on the 8th."""
        self.at("2024-03-04")
        whole = self.assigned(name="整体")
        for number in range(3):
            self.part_of(whole, name=f"分解{number}")
        routed = self.assigned(name="移送纪委")
        routed.sudo()._engine_write({"office_id": self.discipline.id})
        self.regulation.copy(
            {
                "company_id": self.company.id,
                "date_from": "2024-04-01",
                "count_breakdown": "parents",
                "discipline_office_id": self.organisation.id,
                "bulletin_enabled": True,
            }
        )
        self.at("2024-04-08")
        report = self.listed(FIRST)
        self.assertNotEqual(report.regulation_id, self.regulation)
        names = sorted(report.item_ids.mapped("name"))
        self.assertEqual((report.task_count, names), (3, ["分解0", "分解1", "分解2"]))
        for line in report.line_ids:
            domain = line.action_open_matters()["domain"]
            self.assertEqual(self.env["duban.matter"].search_count(domain), line.task_count)  # fmt: skip


@tagged("post_install", "-at_install")
class TestLateAtTheEnd(AgreeCommon):
    """Due on 18 March; counted on the last day of the quarter and a fortnight later it is the same."""

    def numbers(self, day):
        self.at(day)
        report = self.listed(FIRST)
        row = self.of(self.unit_a)
        late = report.item_ids.filtered("is_overdue").mapped("name")
        said = [name for name in ("甲", "乙") if f"“{name}”" in (report.problems or "")]
        self.assertEqual(sorted(late), said)
        self.assertEqual(len(late), row["overdue"])
        self.assertEqual(report.overdue, row["overdue"])
        return row["overdue"]

    def same(self, late, then, before=None):
        """What ``then`` does to a matter after the period changes nothing in what was late in it."""
        self.regulation.pause_enabled = True
        self.at("2024-03-04")
        matter = self.accepted(name="甲")
        if before:
            before(matter)
        self.assertEqual(self.numbers("2024-03-31"), late)
        self.at("2024-04-07")
        then(matter.with_user(self.office_user))
        self.assertEqual(self.numbers("2024-04-15"), late)
        return matter

    @clause("CORE-34", "LZU-7.2a")
    def test_a_date_that_was_granted_later(self):
        matter = self.same(1, lambda row: self.granted(row, "2024-06-28"))
        self.assertEqual(matter.date_deadline, date(2024, 6, 28))
        report = self.listed(FIRST)
        self.assertEqual(report.item_ids.date_deadline, date(2024, 3, 18))
        self.assertIn("3月18日", report.problems)

    def granted(self, matter, day):
        request = self.request(matter, date_requested=day)
        request.action_submit()
        request.approval_line_ids.with_user(self.leader).action_approve("同意")

    def written(self, matter, day, kind):
        """The office gives another date, or corrects one where no unit applies for more time."""
        if kind == "corrected":
            values = {"matter_id": matter.id, "ground": "笔误", "date_deadline": day}
            self.env["duban.adjustment"].with_user(self.office_user).create(values)
        else:
            matter.with_user(self.office_user).date_deadline = day
        self.assertEqual(matter.sudo().due_date_ids.sorted("id")[-1:].kind, kind)

    @clause("CORE-34", "CORE-24", "LZU-7.2a")
    def test_a_date_that_was_wrong_and_corrected_later(self):
        """Typed 18 March, meant 18 December: nothing was late in the first quarter, whatever date comes next."""
        self.regulation.write({"extension_enabled": False, "dynamic_deadline": True})
        self.at("2024-03-04")
        matter = self.accepted(name="甲")
        self.at("2024-04-07")
        self.written(matter, "2024-12-18", "corrected")
        self.assertEqual(self.numbers("2024-04-15"), 0)
        listed = self.listed(FIRST).item_ids
        self.assertEqual(listed.date_deadline, date(2024, 12, 18))
        self.written(matter, "2025-01-17", "office")
        self.assertEqual(self.numbers("2024-04-16"), 0)
        listed = self.listed(FIRST).item_ids
        self.assertEqual(listed.date_deadline, date(2024, 12, 18))

    @clause("CORE-34", "CORE-24")
    def test_a_later_date_that_was_corrected_is_another(self):
        """Due on 18 March; on 7 April 28 June is set, then put right as 1 July: late at the end of March."""
        self.regulation.write({"extension_enabled": False, "dynamic_deadline": True})

        def put_off(matter):
            self.written(matter, "2024-06-28", "office")
            self.written(matter, "2024-07-01", "corrected")

        self.same(1, put_off)
        listed = self.listed(FIRST).item_ids
        self.assertEqual(listed.date_deadline, date(2024, 3, 18))

    @clause("CORE-34")
    def test_released_later(self):
        def exempt(matter):
            self.end(matter, "exempted", "2024-04-07")
            self.env["duban.act"]._append(matter, "exempt", "上级免办")

        self.same(1, exempt)

    @clause("CORE-34")
    def test_a_clock_that_was_stopped_later(self):
        def pause(matter):
            # where the date has passed a new one comes first
            self.granted(matter, "2024-06-28")
            matter.action_pause("funds", "经费未到", "2024-05-31", self.leader.id)

        self.same(1, pause)

    @clause("CORE-34")
    def test_returned_later(self):
        def submit(matter):
            self.at("2024-03-18")
            self.submitted(matter)

        def send_back(matter):
            matter.action_return_result("材料不全")

        self.same(0, send_back, submit)

    @clause("CORE-34")
    def test_handed_in_and_closed_later(self):
        def close(matter):
            self.closed(matter)

        self.same(1, close)

    @clause("CORE-34", "PLUS-C1")
    def test_it_stood_then_and_goes_on_since(self):
        def pause(matter):
            self.at("2024-03-15")
            matter.action_pause("funds", "经费未到", "2024-05-31", self.leader.id)

        self.same(0, lambda matter: matter.action_resume(), pause)
