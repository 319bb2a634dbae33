"""One clock (CORE-26): a legal date is the institution's, whatever zone the person, the context or the server has."""

from datetime import date, datetime

from odoo import fields
from odoo.tests import tagged

from odoo.addons.duban_supervision import clock

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.stopped import Stopped

EARLY, LATE = "Pacific/Kiritimati", "Etc/GMT+12"


@tagged("post_install", "-at_install")
class TestClock(SupervisionCommon):
    def moment(self, utc):
        """Set the clock to this moment (UTC) until the next call or the end of the test."""
        freezer = Stopped(utc)
        freezer.start()
        self.addCleanup(freezer.stop)

    def in_zone(self, zone, *users):
        """These people chose another zone in their preferences."""
        for user in users:
            user.tz = zone

    @clause("CORE-26")
    def test_filed_in_the_evening_by_somebody_on_kiritimati(self):
        """20:00 in Shanghai is 02:00 of the next day there; the matter is filed today."""
        self.in_zone(EARLY, self.office_user)
        self.moment("2024-03-04 12:00:00")
        matter = self.matter().with_context(tz=EARLY)
        matter.action_file()
        matter.action_assign()
        self.assertEqual(matter.date_filed, date(2024, 3, 4))
        self.assertEqual(matter.date_assigned, date(2024, 3, 4))
        # ten working days after the 4th
        self.assertEqual(matter.date_deadline, date(2024, 3, 18))

    @clause("CORE-26")
    def test_handed_in_half_an_hour_late_from_the_date_line(self):
        """00:30 of the 19th in Shanghai is 04:30 of the 18th at Etc/GMT+12: late all the same."""
        self.at("2024-03-04")
        matter = self.accepted()
        self.assertEqual(matter.date_deadline, date(2024, 3, 18))
        self.in_zone(LATE, self.worker_a, self.head_a)
        self.moment("2024-03-18 16:30:00")
        self.submitted(matter.with_context(tz=LATE))
        self.assertEqual(matter.date_result, date(2024, 3, 19))
        self.assertTrue(matter.closed_late)
        feedback = matter.sudo().feedback_ids[-1:]
        self.assertEqual(feedback.date, date(2024, 3, 19))

    @clause("CORE-26")
    def test_number_of_the_new_year(self):
        """At 00:30 on 1 January the number is the new year's, though UTC and the clerk still have the old one."""
        self.in_zone(LATE, self.office_user)
        self.regulation.number_pattern = "督〔{year}〕{n}号"
        self.moment("2023-12-31 15:30:00")
        self.assertEqual(self.filed().number, "督〔2023〕1号")
        self.moment("2023-12-31 16:30:00")
        matter = self.filed()
        self.assertEqual(matter.number, "督〔2024〕1号")
        self.assertEqual(matter.date_filed, date(2024, 1, 1))

    @clause("CORE-26")
    def test_overdue_is_read_with_the_institutions_clock(self):
        self.at("2024-03-04")
        matter = self.accepted()
        self.moment("2024-03-18 16:30:00")
        for zone in (EARLY, LATE, "UTC"):
            own = matter.with_user(self.worker_a).with_context(tz=zone)
            own.invalidate_recordset()
            self.assertTrue(own.is_overdue, zone)
            self.assertIn(own, own.search([("is_overdue", "=", True)]), zone)
        self.moment("2024-03-18 15:30:00")
        matter.invalidate_recordset()
        self.assertFalse(matter.with_context(tz=EARLY).is_overdue)

    @clause("CORE-26", "CORE-8")
    def test_a_signature_carries_the_day_of_the_institution(self):
        """Where it is said why a date was fixed, and where the next who signs reads it: not the day of a server."""
        self.regulation.category_ids.filing_authority = "chain"
        for number, role in enumerate(("leader_in_charge", "office_leader"), 1):
            self.env["duban.approval.step"].create(
                {
                    "regulation_id": self.regulation.id, "name": f"第{number}步", "purpose": "filing",
                    "kind": "decide", "role": role, "sequence": number,
                }
            )  # fmt: skip
        # 00:30 and 07:30 of the 5th in Shanghai are still the 4th in UTC, 23:30 is the 5th in both
        for zone, moment, day in (
            ("Asia/Shanghai", "2024-03-04 16:30:00", "2024年3月5日"),
            ("Asia/Shanghai", "2024-03-04 23:30:00", "2024年3月5日"),
            ("Asia/Shanghai", "2024-03-05 15:30:00", "2024年3月5日"),
            ("Asia/Urumqi", "2024-03-04 16:30:00", "2024年3月4日"),
        ):
            with self.subTest(zone=zone, moment=moment), self.cr.savepoint() as point:
                self.company.duban_tz = zone
                self.moment("2024-03-04 02:00:00")
                matter = self.matter(date_deadline="2024-06-28")
                matter.action_submit_filing()
                first, second = matter.sudo().approval_line_ids.sorted("sequence")
                self.moment(moment)
                self.as_user(first, self.leader).action_approve("同意")
                self.in_zone(EARLY, self.office_leader)
                facts = self.as_user(second, self.office_leader)._signed_facts()
                self.assertEqual(
                    [row["text"] for row in facts], [f"leader, {day}: 同意"]
                )
                self.as_user(second, self.office_leader).action_approve("请抓紧")
                matter.action_file()
                ground = matter.sudo().due_date_ids.ground
                self.assertEqual(ground, f"office_leader, {day}: 请抓紧")
                point.rollback()
            self.env.invalidate_all()

    def test_another_zone_of_the_company(self):
        """The setting counts, for the records of that company alone."""
        other = self.env["res.company"].create(
            {"name": "乌鲁木齐", "duban_tz": "Asia/Urumqi"}
        )
        self.moment("2024-03-04 17:00:00")
        self.assertEqual(clock.today(self.matter()), date(2024, 3, 5))
        self.assertEqual(clock.today(other), date(2024, 3, 4))
        other.duban_tz = "Asia/Shanghai"
        self.assertEqual(clock.today(other), date(2024, 3, 5))
        self.assertEqual(
            clock.day_start(other, date(2024, 3, 5)), datetime(2024, 3, 4, 16)
        )
        self.assertEqual(clock.local(other, fields.Datetime.now()).hour, 1)

    @clause("CORE-26", "CORE-28", "CORE-5")
    def test_a_step_over_midnight_is_of_one_day(self):
        """Begun on the last evening of the year: day, number and trail say so, and nobody is charged with forgery."""
        self.moment("2024-12-31 15:59:58")  # 23:59:58 in Shanghai
        matter = self.matter()
        sync = self.registry["duban.matter"]._sync_unit_lines

        def slow(matters):
            self.moment("2024-12-31 16:00:01")
            return sync(matters)

        self.patch(self.registry["duban.matter"], "_sync_unit_lines", slow)
        matter.action_file()
        self.assertEqual(matter.date_filed, date(2024, 12, 31))
        self.assertIn("2024", matter.number)
        act = matter.sudo().act_ids.filtered(lambda row: row.action == "file")
        self.assertEqual(act.date, datetime(2024, 12, 31, 15, 59, 58))
        self.assertEqual(self.env["duban.act"]._verify(matter.sudo()), [])
        # what comes after it is of the new year
        matter.action_assign()
        self.assertEqual(matter.date_assigned, date(2025, 1, 1))
        self.assertEqual(self.env["duban.act"]._verify(matter.sudo()), [])
