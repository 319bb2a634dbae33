"""Figures count each unit for its time: what happened while it led is its own, in any period (CORE-21, CORE-15)."""

from datetime import date

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision.test_figures_ends import (
    FIRST,
    SECOND,
    THIRD,
    FiguresCommon,
)

YEAR = (date(2024, 1, 1), date(2024, 12, 31))
NUMBERS = ("task_count", "handed_over", "urged", "urgings", "returned", "overdue")


@tagged("post_install", "-at_install")
class TestHandedOver(FiguresCommon):
    def numbers(self, record, period, *names, **options):
        rows = [r for r in self.rows(period, **options) if r["id"] == record.id]
        self.assertLessEqual(len(rows), 1)
        return tuple(rows[0][name] for name in names) if rows else (0,) * len(names)

    def told(self, record, period, **options):
        return self.numbers(record, period, *NUMBERS, **options)

    def life(self):
        """A leads from 4 March (due on 29 March), is urged twice and sent back once; C leads from 20 June.

        C is urged once in July and closes the matter on 5 July.
        """
        self.regulation.write({"pause_enabled": True, "reassign_term": "restart"})
        self.at("2024-03-04")
        matter = self.accepted(date_deadline="2024-03-29")
        self.at("2024-03-11")
        matter.action_urge("请抓紧办理")
        self.at("2024-03-25")
        self.send_back(matter)
        self.at("2024-04-10")
        matter.action_urge("再次催办")
        self.at("2024-06-20")
        matter.action_reassign(self.unit_c.id, "职责已调整")
        return matter

    def finish(self, matter):
        self.at("2024-07-02")
        worker = matter.with_user(self.head_c)
        worker.handler_id = self.worker_c
        unit = matter.with_user(self.worker_c)
        self.env["duban.plan.line"].with_user(self.worker_c).create(
            {"matter_id": matter.id, "name": "验收", "date": "2024-07-03"}
        )
        unit.action_accept()
        matter.action_urge("请科研处抓紧")
        self.at("2024-07-03")
        unit.result = "已完成"
        unit.action_submit_result()
        matter.action_pass_review("同意")
        matter.action_close()

    @clause("CORE-21", "CORE-15")
    def test_each_unit_has_what_happened_in_its_time(self):
        matter = self.life()
        self.finish(matter)
        # task, handed over, urged, times urged, returned, overdue
        expected = {
            # alone with it, and late on the last day: due on 29 March
            FIRST: ((1, 0, 1, 1, 1, 1), (0, 0, 0, 0, 0, 0)),
            # handed over in it, what happened until then stays its own; C has the new date
            SECOND: ((0, 1, 1, 1, 0, 0), (1, 0, 0, 0, 0, 0)),
            THIRD: ((0, 0, 0, 0, 0, 0), (1, 0, 1, 1, 0, 0)),
            YEAR: ((0, 1, 1, 2, 1, 0), (1, 0, 1, 1, 0, 0)),
        }
        for period, (first, second) in expected.items():
            self.assertEqual(self.told(self.unit_a, period), first, period)
            self.assertEqual(self.told(self.unit_c, period), second, period)
            # a matter is one task, whoever had it
            self.assertEqual(self.total("task_count", period), 1)
        names = ("closed", "closed_on_time", "completion_rate")
        self.assertEqual(self.numbers(self.unit_a, YEAR, *names), (0, 0, 0))
        self.assertEqual(self.numbers(self.unit_c, YEAR, *names), (1, 1, 100))
        late = ("handed_over_late",)
        self.assertEqual(self.numbers(self.unit_a, YEAR, *late), (1,))
        self.assertEqual(self.numbers(self.unit_c, YEAR, *late), (0,))

    @clause("CORE-21", "CORE-15")
    def test_people_have_what_happened_in_their_time(self):
        matter = self.life()
        self.finish(matter)
        for by, first, second in (
            ("head", self.head_a, self.head_c),
            ("handler", self.worker_a, self.worker_c),
            ("leader", self.leader, self.leader2),
        ):
            with self.subTest(by):
                self.assertEqual(self.told(first, FIRST, by=by), (1, 0, 1, 1, 1, 1))
                self.assertEqual(self.told(second, FIRST, by=by), (0,) * 6)
                self.assertEqual(self.told(first, YEAR, by=by), (0, 1, 1, 2, 1, 0))
                self.assertEqual(self.told(second, YEAR, by=by), (1, 0, 1, 1, 0, 0))
        # what does not change with the unit counts the matter as a whole
        category = matter.category_group_id
        self.assertEqual(self.told(category, YEAR, by="category"), (1, 0, 1, 3, 1, 0))
        only = {"by": "category", "units": self.unit_a}
        self.assertEqual(self.told(category, FIRST, **only), (1, 0, 1, 1, 1, 1))
        self.assertEqual(self.told(category, THIRD, **only), (0,) * 6)

    @clause("CORE-21", "CORE-15")
    def test_limited_to_a_unit_it_is_that_units_time(self):
        self.finish(self.life())
        rows = self.rows(YEAR, units=self.unit_a)
        self.assertEqual([row["id"] for row in rows], self.unit_a.ids)
        self.assertEqual((rows[0]["task_count"], rows[0]["urgings"]), (0, 2))
        rows = self.rows(YEAR, units=self.unit_c)
        self.assertEqual([row["id"] for row in rows], self.unit_c.ids)
        self.assertEqual((rows[0]["task_count"], rows[0]["urgings"]), (1, 1))

    @clause("CORE-21", "CORE-15")
    def test_on_the_day_of_the_handover_the_trail_tells_whose_it_was(self):
        self.at("2024-03-04")
        matter = self.accepted()
        self.at("2024-03-11")
        matter.action_urge("请教务处抓紧")
        # urged and handed over in one moment, urged again later that day
        matter.action_reassign(self.unit_c.id, "职责已调整")
        self.at("2024-03-11", "10:30")
        matter.action_urge("请科研处抓紧")
        matter.action_urge("再催科研处")
        self.at("2024-03-12")
        matter.action_reassign(self.unit_b.id, "职责再调整")
        # handed over and urged in one moment
        matter.action_urge("请后勤处抓紧")
        names = ("task_count", "handed_over", "handed_over_late", "urgings")
        self.assertEqual(self.numbers(self.unit_a, FIRST, *names), (0, 1, 0, 1))
        self.assertEqual(self.numbers(self.unit_c, FIRST, *names), (0, 1, 0, 2))
        self.assertEqual(self.numbers(self.unit_b, FIRST, *names), (1, 0, 0, 1))

    @clause("CORE-21", "CORE-15")
    def test_a_unit_that_comes_back_has_one_task(self):
        """From A to B and back to A, on to C: each has its urgings, and hands it over once."""
        self.at("2024-03-01")
        matter = self.accepted()
        office = matter.with_user(self.office_user)
        for day, unit in (
            ("2024-03-20", self.unit_b),
            ("2024-04-10", self.unit_a),
            ("2024-05-15", self.unit_c),
        ):
            self.at(day)
            office.action_urge(f"请抓紧 {day}")
            office.action_reassign(unit.id, "职责调整")
        self.at("2024-07-01")
        names = ("task_count", "handed_over", "urged", "urgings")
        for period, a, b, c in (
            (FIRST, (0, 1, 1, 1), (1, 0, 0, 0), (0, 0, 0, 0)),
            ((FIRST[0], date(2024, 4, 30)), (1, 0, 1, 1), (0, 1, 1, 1), (0, 0, 0, 0)),
            (SECOND, (0, 1, 1, 1), (0, 1, 1, 1), (1, 0, 0, 0)),
            (YEAR, (0, 1, 1, 2), (0, 1, 1, 1), (1, 0, 0, 0)),
        ):
            found = [
                self.numbers(unit, period, *names)
                for unit in (self.unit_a, self.unit_b, self.unit_c)
            ]
            self.assertEqual(found, [a, b, c], period)

    @clause("CORE-21", "CORE-15")
    def test_extensions_standstills_and_marks_too(self):
        self.regulation.pause_enabled = True
        self.with_marks()
        self.at("2024-03-04")
        matter = self.accepted()
        request = self.request(matter, date_requested="2024-06-28")
        request.action_submit()
        request.approval_line_ids.with_user(self.leader).action_approve("同意")
        self.feedback(matter).with_user(self.office_user).action_mark("false")
        self.at("2024-03-11")
        office = matter.with_user(self.office_user)
        office.action_pause("funds", "经费未到", "2024-03-29", self.leader.id)
        self.at("2024-03-13")
        office.action_resume("经费已到")
        self.at("2024-03-20")
        office.action_reassign(self.unit_c.id, "职责已调整")
        names = ("extended", "extensions", "pauses", "days_stood", "marks")
        self.assertEqual(self.numbers(self.unit_a, FIRST, *names), (1, 1, 1, 2, 1))
        self.assertEqual(self.numbers(self.unit_c, FIRST, *names), (0,) * 5)
        [row] = [r for r in self.rows(FIRST) if r["id"] == self.unit_a.id]
        self.assertEqual(row["marks_by_code"], {"false": 1})
        # the screen says the same
        self.env.flush_all()
        screen = self.env["duban.statistics"].with_user(self.office_user)
        found = {
            row.department_id: (row.role, *(row[name] for name in names if name != "extensions"))
            for row in screen.search([("matter_id", "=", matter.id)])
        }  # fmt: skip
        self.assertEqual(
            found,
            {self.unit_a: ("former", 1, 1, 2, 1), self.unit_c: ("lead", 0, 0, 0, 0)},
        )

    @clause("CORE-21", "CORE-15")
    def test_on_the_screen_each_unit_has_its_time(self):
        matter = self.life()
        self.finish(matter)
        self.env.flush_all()
        screen = self.env["duban.statistics"].with_user(self.office_user)
        domain = [("role", "in", ("lead", "former")), ("matter_id", "=", matter.id)]
        names = ("task_count", "handed_over", "handed_over_late", "closed", "urged", "urgings", "returned")  # fmt: skip
        for by, first, second in (
            ("department_id", self.unit_a, self.unit_c),
            ("head_id", self.head_a, self.head_c),
            ("handler_id", self.worker_a, self.worker_c),
            ("leader_in_charge_id", self.leader, self.leader2),
        ):
            groups = screen._read_group(domain, [by], [f"{name}:sum" for name in names])
            self.assertEqual(
                {row[0]: row[1:] for row in groups},
                {first: (0, 1, 1, 0, 1, 2, 1), second: (1, 0, 0, 1, 1, 1, 0)},
            )
        # who heads the unit later was not its head then
        self.unit_a.manager_id = self.employee_of(self.liaison_a)
        self.env.flush_all()
        rows = screen.search(domain)
        self.assertEqual(rows.head_id, self.head_a | self.head_c)
        # the unit that handed it over does not read the matter any more
        mine = self.env["duban.statistics"].with_user(self.head_a)
        self.assertFalse(mine.search(domain))

    @clause("CORE-21", "CORE-15")
    def test_the_list_behind_a_figure_is_of_that_unit(self):
        matter = self.life()
        lists = self.env["duban.assessment"].with_user(self.office_user)
        for period, unit in ((FIRST, self.unit_a), (SECOND, self.unit_c)):
            row = lists.create(
                {"name": "考核", "date_from": period[0], "date_to": period[1]}
            )
            row.action_fill()
            for line in row.line_ids:
                domain = line.action_open_matters()["domain"]
                found = self.env["duban.matter"].search(domain)
                # of who has no task any more those that it handed over
                count = line.task_count or line.handed_over
                self.assertEqual(len(found), count, line.name)
                key = line.department_id or line.user_id
                if key == unit or line.handed_over:
                    self.assertEqual(found, matter)
        bulletin = self.env["duban.bulletin"].with_user(self.office_user).create(
            {"kind": "stage", "date_from": FIRST[0], "date_to": FIRST[1], "item_kind": "matters",
             "subject_unit_ids": self.units(self.unit_a)}
        )  # fmt: skip
        bulletin.action_fill()
        self.assertEqual(bulletin.line_ids.mapped("department_id"), self.unit_a)
        self.assertEqual(bulletin.item_ids.matter_id, matter)
        self.assertIn(self.unit_a.name, bulletin.problems)
        self.assertIn(matter.number, bulletin.problems)
        bulletin.write({"date_to": SECOND[1], "problems": False})
        bulletin.action_fill()
        [line] = bulletin.line_ids
        self.assertEqual((line.task_count, line.handed_over, line.handed_over_late), (0, 1, 1))  # fmt: skip
        self.assertFalse(bulletin.item_ids)

    @clause("CORE-12", "CORE-21")
    def test_the_way_to_the_matters_names_none_that_one_may_not_read(self):
        """A matter that went from A to C and is protected: to its reader the list has its number, to others nothing."""
        matter = self.life()
        line = self.env["duban.assessment"].with_user(self.office_user).create(
            {"name": "考核", "date_from": FIRST[0], "date_to": FIRST[1]}
        )  # fmt: skip
        line.action_fill()
        line = line.line_ids.filtered(lambda row: row.department_id == self.unit_a)
        matter.sudo().write({"confidentiality": "sensitive"})
        matter.sudo()._refresh_access()
        self.env.invalidate_all()
        for user, reads in ((self.office_user, True), (self.office_user2, False)):
            self.assertEqual(matter.with_user(user).has_access("read"), reads)
            domain = line.with_user(user).action_open_matters()["domain"]
            named = {
                number
                for part in domain
                if isinstance(part, tuple | list) and part[0] == "id"
                for number in part[2]
            }
            self.assertEqual(matter.id in named, reads, user.name)

    @clause("CORE-21", "CORE-15")
    def test_of_an_older_handover_the_directory_and_the_line_tell_who_it_was(self):
        matter = self.life()
        known = matter.sudo().tenures
        self.assertEqual(len(known), 1)
        matter.sudo()._engine_write({"tenures": [known[0][:3]]})
        for by, person in (
            ("unit", self.unit_a),
            ("head", self.head_a),
            ("handler", self.worker_a),
            ("leader", self.leader),
        ):
            self.assertEqual(self.told(person, FIRST, by=by), (1, 0, 1, 1, 1, 1), by)

    @clause("CORE-21", "CORE-15")
    def test_late_on_the_last_day_of_a_former_units_time(self):
        """By the date set by then; not while the clock stands, nor what was handed in in time."""
        self.at("2024-03-04")
        self.regulation.pause_enabled = True
        names = ("逾期", "按时上报", "暂停", "延期后未到期")
        late, handed_in, stood, extended = (
            self.accepted(name=name, date_deadline="2024-03-20") for name in names
        )
        stood.with_user(self.office_user).action_pause(
            "funds", "经费未到", "2024-04-30", self.leader.id
        )
        request = self.request(extended, date_requested="2024-04-30")
        request.action_submit()
        request.approval_line_ids.with_user(self.leader).action_approve("同意")
        self.at("2024-03-19")
        self.submitted(handed_in)
        self.at("2024-04-08")
        stood.with_user(self.office_user).action_resume("经费已到")
        matters = late | handed_in | stood | extended
        matters.with_user(self.office_user).action_reassign(self.unit_c.id, "职责调整")
        self.assertEqual(self.of(self.unit_a)["overdue"], 1)
        statistics = self.env["duban.statistics"]
        moved = statistics._moved(self.company, FIRST[1])
        self.assertEqual(moved, dict.fromkeys(matters.ids, self.unit_a.id))
        found = self.env["duban.matter"].search(statistics._overdue_domain(self.company, *FIRST))  # fmt: skip
        self.assertEqual(found, late)
