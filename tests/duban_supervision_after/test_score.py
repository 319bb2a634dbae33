"""Scores of units (PLUS-S1): counted from the trail, previewed, published, objected to, locked."""

from datetime import date

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.duban_supervision_after.score_script import recount

#: the rules of the test: (event, points, further values)
RULES = (
    ("base", 60, {"cap": 70}),
    ("weight", 150, {"grade": "key"}),
    ("on_time", 2, {"cap": 5}),
    ("closed", 1.25, {"co_share": 40, "is_weighted": False}),
    ("late", -0.35, {"cap": 6}),
    ("urged", -1, {}),
    ("result_returned", -1.5, {}),
    ("extended", -0.33, {}),
    ("marked", -3, {"mark": "虚报"}),
    ("marked", -0.5, {"mark": "迟报"}),
    ("reopened", -2, {}),
    ("recheck_failed", -4, {}),
    ("recheck_passed", 0.5, {}),
)


class ScoreCommon(SupervisionCommon):
    @classmethod
    def _plain_regulation(cls):
        regulation = super()._plain_regulation()
        regulation.write(
            {
                "score_enabled": True,
                "score_cycle": "month",
                "score_objection_days": 5,
                "score_answer_days": 3,
            }
        )
        cls.key_grade = cls.env["duban.grade"].create(
            {"regulation_id": regulation.id, "code": "key", "name": "重点"}
        )
        marks = cls.env["duban.option.list"].create(
            {"regulation_id": regulation.id, "code": "feedback_mark", "name": "标记"}
        )
        cls.marks = {
            name: cls.env["duban.option"].create(
                {"list_id": marks.id, "code": code, "name": name}
            )
            for code, name in (("false", "虚报"), ("late", "迟报"))
        }
        for position, (event, points, more) in enumerate(RULES):
            values = dict(more)
            grade, mark = values.pop("grade", None), values.pop("mark", None)
            cls.env["duban.score.rule"].create(
                {
                    "regulation_id": regulation.id,
                    "sequence": position,
                    "event": event,
                    "name": f"规则{position}",
                    "points": points,
                    "grade_id": cls.key_grade.id if grade else False,
                    "option_id": cls.marks[mark].id if mark else False,
                    **values,
                }
            )
        return regulation

    def plain_rules(self):
        """The rules of the test as the independent script wants them."""
        return [
            {
                "event": event,
                "points": points,
                "cap": more.get("cap"),
                "grade": self.key_grade.id if more.get("grade") else None,
                "mark": more.get("mark"),
                "co_share": more.get("co_share"),
                "weighted": more.get("is_weighted", True),
            }
            for event, points, more in RULES
        ]

    def score(self, month=3, user=None, **values):
        values = {"year": 2024, "month": month, "cycle": "month", **values}
        return (
            self.env["duban.score"].with_user(user or self.office_user).create(values)
        )

    def counted(self, month=3, **values):
        score = self.score(month, **values)
        score.action_fill()
        return score

    def published(self, month=3):
        score = self.counted(month)
        score.action_publish()
        return score

    def line(self, score, unit, user=None):
        self.env.invalidate_all()
        lines = score.sudo().unit_ids.filtered(lambda row: row.department_id == unit)
        return lines.with_user(user) if user else lines

    def assert_equals_script(self, score):
        """Each total equals the independent script to 0.01."""
        self.env.flush_all()
        rows = score.sudo().unit_ids
        expected = recount(
            self.env.cr,
            self.company.id,
            score.date_from,
            score.date_to,
            self.plain_rules(),
            self.env["duban.matter"]._today(),
        )
        self.assertEqual(
            {row.department_id.id: round(row.counted_total, 2) for row in rows},
            {unit: float(total) for unit, total in expected.items()},
        )
        return expected


@tagged("post_install", "-at_install")
class TestScoreCount(ScoreCommon):
    def lived(self):
        """Two months of eight matters: in time, late, urged, returned, extended, marked, reassigned, reopened."""
        at = self.at
        at("2024-03-01")
        # due 2024-03-15: ten working days from the assignment
        self.closed(name="按时", grade_id=self.key_grade.id)
        late = self.accepted(name="逾期")
        returned = self.accepted(
            name="退回", co_unit_ids=[Command.set(self.unit_b.ids)]
        )
        extended = self.accepted(name="延期")
        moved = self.accepted(name="改派")
        at("2024-03-08")
        late.with_user(self.office_user).action_urge("请抓紧")
        feedback = self.feedback(late)
        feedback.with_user(self.office_user).action_mark("late")
        feedback.with_user(self.office_user).action_mark("false")
        request = self.extension(extended, "2024-04-10")
        request.action_submit()
        line = request.approval_line_ids.filtered(lambda row: row.state == "pending")
        line.with_user(self.leader).action_approve("同意")
        at("2024-03-14")
        self.submitted(returned)
        at("2024-03-20")
        returned.with_user(self.office_user).action_return_result("材料不全")
        moved.with_user(self.office_user).action_reassign(self.unit_c.id, "职责调整")
        at("2024-03-22")
        self.closed(matter=late)
        at("2024-04-02")
        self.submitted(returned)
        at("2024-04-09")
        closed = self.closed(matter=extended)
        recheck = (
            self.env["duban.recheck"]
            .with_user(self.office_user)
            .create(
                {
                    "matter_id": closed.id,
                    "kind_id": self.option("recheck_kind", "visit").id,
                }
            )
        )
        at("2024-04-11")
        recheck.action_record("failed", "又坏了", "2024-04-18")
        at("2024-05-06")

    @clause("PLUS-S1")
    def test_equals_an_independent_script(self):
        self.lived()
        for month in (3, 4, 5):
            expected = self.assert_equals_script(self.counted(month))
            self.assertGreaterEqual(len(set(expected.values())), 1)
        march = self.env["duban.score"].search([("month", "=", 3)])
        unit = self.line(march, self.unit_a)
        # plus: 按时 2×1.5, closed 2×1.25, the replaced mark gives 0.5 back; minus: urged 1, returned 1.5, 延期 0.33,
        # marks 0.5 and 3, late at most 6
        # 逾期 16..22 = 7 days; 退回 21..31 = 11; 延期 16..31 = 16; 改派 16..19 = 4: 38 × 0.35 = 13.30, at most 6
        self.assertEqual((unit.base, unit.plus, unit.counted_total), (60, 6, 53.67))
        self.assertEqual(
            sorted(
                round(point.counted, 2)
                for point in unit.point_ids
                if point.rule_id.event == "marked"
            ),
            [-3, -0.5, 0.5],
        )
        year = (
            self.env["duban.score"]
            .with_user(self.office_user)
            .create({"year": 2024, "cycle": "year"})
        )
        year.action_fill()
        self.assert_equals_script(year)
        self.by_semester()

    def by_semester(self):
        """Its days are what the institution says, until they are announced."""
        values = {"name": "2024春", "date_from": "2024-03-01", "date_to": "2024-04-10"}
        semester = self.env["duban.semester"].create(
            {**values, "company_id": self.company.id}
        )
        score = self.score(cycle="term", semester_id=semester.id)
        score.action_fill()
        self.assert_equals_script(score)
        before = self.line(score, self.unit_a).minus
        # the re-check of 04-11 failed
        semester.date_to = "2024-04-30"
        score.action_fill()
        self.assertEqual(str(score.date_to), "2024-04-30")
        self.assert_equals_script(score)
        self.assertLess(self.line(score, self.unit_a).minus, before)
        score.action_publish()
        # a semester without a report may still be moved
        semester.date_to = "2024-05-05"
        self.assertEqual(str(score.date_to), "2024-04-30")
        other = self.env["res.company"].create({"name": "别的学校"})
        strange = semester.create({**values, "name": "别校", "company_id": other.id})
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.score(cycle="term", semester_id=strange.id)
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.score(cycle="term")

    @clause("PLUS-S1")
    def test_every_point_opens_its_act(self):
        self.lived()
        score = self.counted(3)
        points = score.sudo().unit_ids.point_ids
        self.assertGreaterEqual(len(points), 12)
        for point in points:
            self.assertTrue(point.act_id, point.name)
            self.assertEqual(point.act_id.matter_id, point.matter_id)
            action = point.with_user(self.office_user).action_open_act()
            self.assertEqual(
                (action["res_model"], action["res_id"]), ("duban.act", point.act_id.id)
            )
        urged = points.filtered(lambda row: row.rule_id.event == "urged")
        self.assertEqual(urged.act_id.action, "record_urging")
        self.assertEqual(urged.date, date(2024, 3, 8))

    @clause("PLUS-S1", "CORE-21")
    def test_a_co_unit_has_its_share_of_its_own_days(self):
        """Another co-unit from 03-20 on, none from 04-10 on: each has its half of what was urged in its days."""
        rules = self.regulation.score_rule_ids
        rules.filtered(lambda rule: rule.event == "urged").co_share = 50

        def helped_by(units):
            matter.sudo()._engine_write({"co_unit_ids": [Command.set(units.ids)]})

        self.at("2024-03-01")
        matter = self.accepted(co_unit_ids=[Command.set(self.unit_b.ids)])
        matter = matter.with_user(self.office_user)
        self.at("2024-03-08")
        matter.action_urge("请抓紧")
        self.at("2024-03-20")
        helped_by(self.unit_c)
        self.at("2024-03-25")
        matter.action_urge("再次催办")
        self.at("2024-04-01")
        march = self.published(3)

        def urged(score):
            points = score.sudo().unit_ids.point_ids.filtered(lambda row: row.role == "co")  # fmt: skip
            return sorted((row.department_id.id, str(row.date), row.counted) for row in points)  # fmt: skip

        expected = sorted(
            [
                (self.unit_b.id, "2024-03-08", -0.5),
                (self.unit_c.id, "2024-03-25", -0.5),
            ]
        )
        self.assertEqual(urged(march), expected)
        self.at("2024-04-10")
        march.action_lock()
        helped_by(self.env["hr.department"])
        self.at("2024-05-06")
        april = self.counted(4)
        self.assertFalse(
            april.sudo().unit_ids.point_ids.filtered(lambda row: row.kind == "later")
        )
        self.assertEqual(urged(april), [])
        # who had no part in April is none of its units
        units = april.sudo().unit_ids.department_id
        self.assertIn(self.unit_c, units)
        self.assertNotIn(self.unit_b, units)

    @clause("PLUS-S1", "CORE-21", "CORE-32")
    def test_a_unit_that_follows_a_co_unit_has_no_share_of_its_past(self):
        """B helped in March, C in its place from 04-10 on, when B is dissolved: March stays as it was scored."""
        rules = self.regulation.score_rule_ids
        rules.filtered(lambda rule: rule.event == "urged").co_share = 50
        self.date_rows_too()
        self.at("2024-03-01")
        matter = self.accepted(co_unit_ids=[Command.set(self.unit_b.ids)])
        matter = matter.with_user(self.office_user)
        self.at("2024-03-08")
        matter.action_urge("请抓紧")
        self.at("2024-04-01")
        march = self.published(3)
        self.at("2024-04-10")
        march.action_lock()
        change = self.env["duban.unit.change"].with_user(self.office_user)
        change.create(
            {
                "unit_id": self.unit_b.id,
                "successor_id": self.unit_c.id,
                "ground": "撤并",
            }
        ).action_apply()
        self.assertEqual(matter.sudo().co_unit_ids, self.unit_c)
        self.at("2024-04-16")
        matter.action_urge("再次催办")
        self.at("2024-05-06")
        points = self.counted(4).sudo().unit_ids.point_ids
        self.assertFalse(points.filtered(lambda row: row.kind == "later"))
        helped = points.filtered(lambda row: row.role == "co" and row.rule_id.event == "urged")  # fmt: skip
        self.assertEqual(
            [(row.department_id, str(row.date), row.counted) for row in helped],
            [(self.unit_c, "2024-04-16", -0.5)],
        )
        # the document is asked of each once, on the day on which it had it to do with it
        self.env.flush_all()
        rows = self.env["duban.burden"].search([("kind", "=", "document")])
        days = {
            unit: rows.filtered(lambda row, unit=unit: row.department_id == unit).mapped(lambda row: str(row.date))
            for unit in (self.unit_b, self.unit_c)
        }  # fmt: skip
        self.assertEqual(days, {self.unit_b: ["2024-03-01"], self.unit_c: ["2024-04-10"]})  # fmt: skip

    @clause("PLUS-S1")
    def test_boundary_days(self):
        """The due date itself is in time, the day after is late; the last day of a month is that month's."""
        self.at("2024-03-18")
        matter = self.accepted()
        self.assertEqual(str(matter.date_deadline), "2024-04-01")
        for day, march, april in (("2024-04-01", 0, 0), ("2024-04-02", 0, 1)):
            self.at(day)
            late = (self.late_days(3), self.late_days(4))
            self.assertEqual(late, (march, april))
        self.at("2024-04-30", "23:59")
        matter.with_user(self.office_user).action_urge("一")
        self.at("2024-05-01", "00:00")
        matter.with_user(self.office_user).action_urge("二")
        for month in (4, 5):
            points = self.line(self.counted(month), self.unit_a).point_ids
            urged = points.filtered(lambda row: row.rule_id.event == "urged")
            self.assertEqual([row.date.month for row in urged], [month])

    @clause("PLUS-S1")
    def test_in_time_is_the_result_that_was_accepted(self):
        """Due on Friday 15 March: what was returned is in time only if it was handed in again by that day."""
        self.at("2024-03-01")
        late, good, once = (self.accepted(name=name) for name in ("迟", "及时", "一次"))
        self.assertEqual(str(good.date_deadline), "2024-03-15")
        office = (late | good).with_user(self.office_user)
        self.at("2024-03-13")
        self.submitted(late)
        self.submitted(good)
        self.at("2024-03-14")
        office.action_return_result("材料不全")
        self.at("2024-03-15")
        self.submitted(good)
        self.submitted(once)
        self.at("2024-03-18")
        self.submitted(late)
        # that the office looks at it afterwards costs nobody anything
        self.at("2024-03-20")
        for matter in (late, good, once):
            matter = matter.with_user(self.office_user)
            matter.write({"conclusion": "落实到位"})
            matter.action_pass_review("符合要求")
            self.run_chain(matter)
            self.reported_back(matter)
            matter.action_close()
        score = self.counted(3)
        self.assert_equals_script(score)
        points = self.line(score, self.unit_a).point_ids
        counted = points.filtered(lambda row: row.rule_id.event == "on_time")
        self.assertEqual(counted.matter_id, good | once)

    @clause("PLUS-S1")
    def test_a_standstill_is_not_lateness(self):
        """The first date moves by the days the clock stood; nothing is late while it stands (PLUS-C1)."""
        self.regulation.pause_enabled = True
        self.at("2024-03-01")
        matter = self.accepted().with_user(self.office_user)
        self.at("2024-03-13")
        matter.action_pause("funds", "经费未到", "2024-03-29", self.leader.id)
        self.at("2024-03-22")
        self.assertFalse(self.late_days(3))
        self.at("2024-03-27")
        matter.action_resume("经费已到")
        # from 03-15 by ten working days
        self.assertEqual(str(matter.date_deadline), "2024-03-29")
        self.at("2024-04-08")
        self.assertEqual((self.late_days(3), self.late_days(4)), (2, 8))

    @clause("PLUS-S1")
    def test_reassigned_after_the_month_before_it_is_scored(self):
        """What the first unit did stays its own, although another one leads when the month is counted."""
        self.at("2024-03-08")
        matter = self.accepted()
        matter.with_user(self.office_user).action_urge("请抓紧")
        self.at("2024-04-02")
        matter.with_user(self.office_user).action_reassign(self.unit_c.id, "职责调整")
        self.at("2024-04-03")
        march = self.counted(3)
        self.assert_equals_script(march)
        urged = march.sudo().unit_ids.point_ids.filtered(
            lambda row: row.rule_id.event == "urged"
        )
        self.assertEqual(urged.department_id, self.unit_a)

    @clause("PLUS-S1", "CORE-21")
    def test_a_unit_that_comes_back(self):
        """From A to B, back to A, on to C: what each did, and its lateness, stays its own in every month."""
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
        urged = {}
        for month in (3, 4, 5, 6):
            score = self.counted(month)
            self.assert_equals_script(score)
            points = score.sudo().unit_ids.point_ids
            urged[month] = points.filtered(lambda row: row.rule_id.event == "urged")
        found = [urged[month].department_id for month in (3, 4, 5)]
        self.assertEqual(found, [self.unit_a, self.unit_b, self.unit_a])

    def late_days(self, month):
        """Days late of unit A in a month of 2024; the score goes again, equal to the script."""
        score = self.counted(month)
        self.assert_equals_script(score)
        points = self.line(score, self.unit_a).point_ids
        late = points.filtered(lambda row: row.rule_id.event == "late")
        days = sum(late.mapped("quantity"))
        score.unlink()
        return days

    @clause("PLUS-S1")
    def test_preview_of_a_rule_on_trial(self):
        self.at("2024-03-01")
        self.accepted().with_user(self.office_user).action_urge("请抓紧")
        rule = self.regulation.score_rule_ids.filtered(lambda row: row.event == "urged")
        rule.copy({"name": "试行", "points": -10, "is_trial": True})
        unit = self.line(self.counted(3), self.unit_a)
        self.assertEqual((unit.total, unit.trial_total), (59, 49))
        trial = unit.point_ids.filtered("is_trial")
        self.assertEqual((trial.points, trial.counted), (-10, 0))
        # the trial is the office's: the unit sees what counts
        self.at("2024-04-01")
        score = unit.score_id.with_user(self.office_user)
        score.action_publish()
        mine = self.line(score, self.unit_a, self.head_a).point_ids
        self.assertTrue(mine)
        self.assertNotIn(True, mine.mapped("is_trial"))
        self.assertTrue(
            self.line(score, self.unit_a, self.office_user).point_ids.filtered(
                "is_trial"
            )
        )
