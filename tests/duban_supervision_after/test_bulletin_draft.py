"""What a bulletin is drafted with, and which of it is printed."""

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_after.test_bulletin import BulletinCommon
from tests.steps import Steps


@tagged("post_install", "-at_install")
class TestBulletinDraft(BulletinCommon):
    def standing(self, name, unit=None, state="closed", **values):
        """A matter of ``unit`` as it stands after its steps, which this is not about."""
        unit = unit or self.unit_a
        matter = self.assigned(name=name, lead_unit_id=unit.id, **values)
        self.env.flush_all()
        today = matter._today()
        ended = None if state == "in_progress" else today
        self.env.cr.execute(
            "UPDATE duban_matter SET state = %s, date_closed = %s, date_ended = %s WHERE id = %s",
            [state, ended if state == "closed" else None, ended, matter.id],
        )
        self.env.invalidate_all()
        return matter

    @clause("DOC-8")
    def test_draft_names_praise_and_problems(self):
        """With the matters behind; nobody is praised for an only task, of a protected matter stands the number."""
        self.at("2024-03-04")
        self.standing("唯一一项", self.unit_c)
        done = self.standing("更新机房") | self.standing("改造食堂")
        late = self.assigned(name="修缮操场", lead_unit_id=self.unit_b.id)
        secret = self.assigned(
            name="机密", lead_unit_id=self.unit_b.id, confidentiality="sensitive"
        )
        self.at("2024-03-25")
        bulletin = self.bulletin(good_practice=False, problems=False)
        bulletin.action_fill()
        good, bad = bulletin.good_practice, bulletin.problems
        for matter in done:
            self.assertIn(matter.number, good)
            self.assertIn(matter.name, good)
        self.assertIn("教务处", good)
        self.assertNotIn("科研处", good)
        for text in ("后勤处", late.number, "修缮操场", "2024年3月18日", secret.number):
            self.assertIn(text, bad)
        self.assertNotIn("机密", good + bad)
        # counts of the introduction: five matters, three closed, two overdue
        for text in ("2024年1月1日", "5", "3", "60.0%", "2"):
            self.assertIn(text, bulletin.introduction)
        # what the office wrote stays when it counts again
        bulletin.good_practice = "由办公室改写"
        bulletin.action_fill()
        self.assertEqual(bulletin.good_practice, "由办公室改写")

    @clause("DOC-8")
    def test_what_fell_overdue_after_the_period_is_not_named(self):
        """The text names as many as the figure counts: late at the end of March, not what was due in April."""
        self.at("2024-03-04")
        late = self.assigned(name="修缮操场", lead_unit_id=self.unit_b.id)
        self.at("2024-03-27")
        later = self.assigned(name="更换电梯", lead_unit_id=self.unit_b.id)
        self.at("2024-04-30")
        bulletin = self.bulletin(
            good_practice=False,
            problems=False,
            date_from="2024-01-01",
            date_to="2024-03-31",
        )
        bulletin.action_fill()
        self.assertEqual(bulletin.overdue, 1)
        self.assertIn(late.number, bulletin.problems)
        self.assertNotIn(later.number, bulletin.problems)

    def test_order_of_the_units(self):
        self.at("2024-03-04")
        self.standing("一", self.unit_c)
        self.standing("二")
        self.assigned(name="三", lead_unit_id=self.unit_a.id)
        self.assigned(name="四", lead_unit_id=self.unit_b.id)
        self.at("2024-03-25")
        bulletin = self.bulletin()

        def names(order):
            bulletin.order_by = order
            bulletin.action_fill()
            return bulletin.line_ids.mapped("name")

        self.assertEqual(names("rate"), ["科研处", "教务处", "后勤处"])
        self.assertEqual(names("rate_low"), ["后勤处", "教务处", "科研处"])
        self.assertEqual(names("tasks")[0], "教务处")
        self.assertEqual(names("overdue")[2], "科研处")
        self.assertEqual(names("directory"), ["后勤处", "教务处", "科研处"])

    def test_sections_with_nothing_to_say_are_left_out(self):
        self.at("2024-03-04")
        self.assigned(name="一")
        bulletin = self.bulletin(good_practice=False, problems=" ", requirements="抓紧")
        bulletin.action_fill()
        bulletin.sudo().write({"good_practice": False, "problems": False})
        self.assertEqual(
            [(row["numeral"], row["heading"]) for row in bulletin._sections()],
            [("一", "各单位落实情况"), ("二", "下一步要求")],
        )
        # bars say something from three units on
        self.assertEqual(bulletin._bars(), [])
        self.standing("二", self.unit_b)
        self.standing("三", self.unit_c, "in_progress")
        bulletin.action_fill()
        self.assertEqual(
            bulletin._bars(),
            [("后勤处", 100.0, "1/1"), ("教务处", 0.0, "0/1"), ("科研处", 0.0, "0/1")],
        )

    @clause("WUT-16.1b", "LZU-7.2a")
    def test_a_report_says_how_far_each_matter_is_at_its_end(self):
        """The last the lead unit said by then, unless it was returned; a result says more than any progress."""
        self.at("2024-03-04")
        running, done = self.accepted(name="在办"), self.accepted(name="办结")
        silent = self.accepted(name="未报")
        for day, words in (
            ("2024-03-05", "完成调研"),
            ("2024-03-06", "完成招标"),
            ("2024-03-07", "数字不实"),
        ):
            self.at(day)
            self.feedback(running, name=words)
            self.feedback(done, name=words)
        row = running.feedback_ids.filtered(lambda row: row.name == "数字不实")
        row.with_user(self.office_user).action_return_feedback("核实")
        self.submitted(done)
        self.at("2024-04-02")
        self.feedback(running, name="期后进展")
        report = self.bulletin(
            kind="stage", item_kind="matters", addressee="党委", scope_unit_ids=False
        )
        report.action_fill()
        self.assertEqual(
            {row.matter_id: (row.text or "").split("\n")[0] for row in report.item_ids},
            {running: "完成招标", done: "已全部更新", silent: ""},
        )

    @clause("DOC-10")
    def test_total_equals_its_rows(self):
        """A released matter stands apart; a broken-down one counts once, in the total and in the rows."""
        self.at("2024-03-04")
        self.assigned(name="一")
        self.assigned(name="二", lead_unit_id=self.unit_b.id)
        self.standing("三", self.unit_c, "exempted")
        report = self.bulletin(
            kind="stage", item_kind="matters", addressee="党委", scope_unit_ids=False
        )
        report.action_fill()
        rows = report.item_ids.filtered(lambda row: row.kind == "matter")
        self.assertEqual(len(rows), report.task_count)
        self.assertEqual(
            report.item_ids.filtered(lambda row: row.kind == "released").mapped("name"),
            ["三"],
        )

    @clause("DOC-10", "ABAF-20.1a", "LZU-7.2a")
    def test_the_list_of_a_past_period_says_what_the_figures_say(self):
        """Drafted in April for the first quarter: closed, late and urged after it is not of the quarter."""
        self.at("2024-03-04")
        closed, late = self.accepted(
            name="四月办结", date_deadline="2024-06-28", deadline_ground="会议要求"
        ), self.accepted(
            name="四月到期", date_deadline="2024-04-08", deadline_ground="会议要求"
        )  # fmt: skip
        self.at("2024-04-02")
        Steps.closed(self, closed)
        self.at("2024-04-15")
        late.with_user(self.office_user).action_urge("请抓紧办理")
        self.assertTrue(late.is_overdue)
        report = self.bulletin(kind="annual", item_kind="matters")
        report.action_fill()
        self.assertEqual((report.task_count, report.closed, report.overdue), (2, 0, 0))
        items = {item.name: item for item in report.item_ids}
        self.assertEqual(items["四月办结"].state, "in_progress")
        self.assertNotEqual(items["四月办结"].text, closed._result_text())
        self.assertFalse(items["四月到期"].is_overdue)
        self.assertEqual(items["四月到期"].urging_count, 0)

    @clause("LZU-7.2a", "CORE-26")
    def test_an_urging_is_of_the_day_that_it_is_at_the_institution(self):
        """Late on the last evening counts, early the next morning does not: in the list as in the table, in any zone.

        The clock of the tests is Shanghai's; New York is twelve hours behind it in summer.
        """
        evenings = (
            ("Asia/Shanghai", self.unit_a, "2024-03-31", "2024-03-31 23:30", "2024-04-01 00:30"),
            ("America/New_York", self.unit_b, "2024-06-30", "2024-07-01 11:30", "2024-07-01 12:30"),
        )  # fmt: skip
        for zone, unit, last, *moments in evenings:
            self.company.duban_tz = zone
            self.at(last)
            matter = self.assigned(
                name=zone, lead_unit_id=unit.id, date_deadline="2024-12-31", deadline_ground="会议要求"
            )  # fmt: skip
            for moment in moments:
                self.at(*moment.split())
                matter.with_user(self.office_user).action_urge("请抓紧办理")
            self.at("2024-07-15")
            report = self.bulletin(kind="annual", item_kind="matters", date_to=last)
            report.action_fill()
            item = {row.matter_id: row.urging_count for row in report.item_ids}
            table = {row.department_id: row.urgings for row in report.line_ids}
            with self.subTest(zone):
                self.assertEqual((item[matter], table[unit]), (1, 1))
                self.assertEqual(matter.urging_count, 2)
