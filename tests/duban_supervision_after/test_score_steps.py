"""Scores are published, objected to and locked; who sees what (PLUS-S1)."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause

from .test_score import RULES, ScoreCommon


@tagged("post_install", "-at_install")
class TestScoreSteps(ScoreCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-01")
        self.urged = self.accepted(name="催办的")
        self.urged.with_user(self.office_user).action_urge("请抓紧")
        self.accepted_b = self.filed(name="另一单位", lead_unit_id=self.unit_b.id)
        self.at("2024-04-01")

    def seen(self, user):
        """(scores, units' lines, points) that ``user`` finds."""
        self.env.invalidate_all()
        env = self.env(user=user)
        return (
            env["duban.score"].search([]),
            env["duban.score.unit"].search([]).department_id,
            env["duban.score.point"].search([]).department_id,
        )

    @clause("PLUS-S1")
    def test_who_sees_what(self):
        score = self.counted(3)
        both = self.unit_a | self.unit_b
        nobody = (score.browse(), both.browse(), both.browse())
        outside = (self.outsider, self.admin, self.discipline_user)
        units = (self.head_a, self.worker_a, self.head_b, self.leader, self.secretary)
        for user in (*units, *outside):
            self.assertEqual(self.seen(user), nobody, user.name)
        self.assertEqual(self.seen(self.office_user)[1], both)
        score.action_publish()
        for ranking, shown in (("own", ""), ("place", "2 / 2"), ("all", "2 / 2")):
            score.sudo().write({"ranking": ranking})
            everyone = ranking == "all"
            for user in (self.head_a, self.worker_a):
                self.assertEqual(
                    self.seen(user),
                    (score, both if everyone else self.unit_a, self.unit_a),
                )
            self.assertEqual(
                self.line(score, self.unit_a, self.head_a).shown_rank, shown
            )
            for user in outside:
                found = self.seen(user)
                self.assertEqual(
                    found[1:], (both if everyone else both.browse(), both.browse())
                )
            # leader is in charge of both units
            for user in (self.leader, self.secretary, self.office_leader):
                self.assertEqual(self.seen(user)[2], self.unit_a, user.name)
            self.assertFalse(self.seen(self.leader2)[2])
        with self.assertRaises(AccessError):
            self.line(score, self.unit_a, self.head_a).read(["trial_total"])

    @clause("PLUS-S1")
    def test_who_may_and_when(self):
        for user in (self.head_a, self.leader, self.admin, self.discipline_user):
            self.assert_refused(self.score, 3, user)
        self.at("2024-03-31")
        score = self.counted(3)
        self.assert_refused(score.action_publish)
        self.assertEqual(score.state, "draft")
        self.at("2024-04-01")
        for user in (self.head_a, self.secretary, self.admin):
            self.assert_refused(score.with_user(user).action_publish)
        score.action_publish()
        for values in ({"month": 4}, {"state": "draft"}, {"ranking": "all"}):
            self.assert_refused(score.write, values)
        self.assert_refused(score.action_fill)
        with self.assertRaisesRegex(UserError, "issued is kept"), self.cr.savepoint():
            score.unlink()
        line = self.line(score, self.unit_a, self.office_user)
        self.assert_refused(line.write, {"minus": 0})
        self.assert_refused(line.point_ids.write, {"counted": 0})

    def told(self, event):
        return self.env["duban.reminder"].sudo().search([("kind", "=", event)]).user_id

    @clause("PLUS-S1", "CORE-23")
    def test_objection_within_days_by_somebody_else(self):
        score = self.published(3)
        self.assertEqual(self.told("score_published"), self.head_a | self.head_b)
        # five working days after Monday 2024-04-01
        self.assertEqual(str(score.objection_until), "2024-04-08")
        line = self.line(score, self.unit_a)
        for user in (self.head_b, self.office_user, self.outsider, self.leader):
            self.assert_refused(line.with_user(user).action_object, "不服")
        self.assert_refused(line.with_user(self.head_a).action_object, " ")
        self.at("2024-04-09")
        self.assert_refused(line.with_user(self.head_a).action_object, "不服")
        self.at("2024-04-08")
        self.assertTrue(line.with_user(self.head_a).can_object)
        point = line.point_ids.filtered(lambda row: row.rule_id.event == "urged")
        line.with_user(self.head_a).action_object("当日已反馈", point.id)
        self.assert_refused(line.with_user(self.head_a).action_object, "再诉", point.id)
        objection = score.sudo().objection_ids
        self.assertEqual(objection.decider_id, self.office_leader)
        self.assertEqual(self.told("score_objected"), self.office_leader | self.office_user)  # fmt: skip
        todo = objection.activity_ids
        self.assertEqual(
            (todo.user_id, str(todo.date_deadline)), (self.office_leader, "2024-04-11")
        )
        self.assert_refused(score.action_lock)
        for user in (self.office_user, self.head_a, self.secretary, self.admin):
            self.assert_refused(
                objection.with_user(user).action_decide, "yes", 1, "同意"
            )
        decide = objection.with_user(self.office_leader).action_decide
        for arguments in (("yes", 0, "同意"), ("yes", 1, ""), ("x", 1, "同意")):
            self.assert_refused(decide, *arguments)
        decide("yes", 1, "情况属实")
        self.assertEqual(self.told("score_decided"), self.head_a | self.office_user)
        line = self.line(score, self.unit_a)
        # urged, and late from 03-16 to 03-31
        self.assertEqual((line.minus, line.correction, line.total), (-6.6, 1, 54.4))
        given = line.point_ids.filtered(lambda row: row.kind == "objection")
        self.assertEqual((given.counted, given.act_id), (1, point.act_id))
        self.assertFalse(objection.activity_ids)
        self.assert_refused(decide, "no", 0, "改主意")

    @clause("PLUS-S1")
    def test_an_unanswered_objection_climbs(self):
        score = self.published(3)
        line = self.line(score, self.unit_a)
        line.with_user(self.head_a).action_object("不服")
        objection = score.sudo().objection_ids
        first, second = self.regulation.principal_leader_ids
        # three working days each: until 04-04, until 04-09
        for day, decider in (
            ("2024-04-04", self.office_leader),
            ("2024-04-05", first),
            ("2024-04-09", first),
            ("2024-04-10", second),
            ("2024-04-30", second),
        ):
            self.at(day)
            self.run_patrol()
            self.assertEqual(objection.decider_id, decider, day)
            self.assertEqual(objection.activity_ids.user_id, decider, day)
        self.assertEqual(
            self.told("score_objected"),
            self.office_leader | self.office_user | self.secretary | self.president,
        )
        self.assert_refused(
            objection.with_user(self.office_leader).action_decide, "no", 0, "晚了"
        )
        objection.with_user(second).action_decide("no", 0, "催办属实")
        self.assertEqual(self.line(score, self.unit_a).total, 53.4)

    @clause("PLUS-S1")
    def test_all_places_follow_an_objection_that_is_upheld(self):
        score = self.published(3)
        first, second = (self.line(score, unit) for unit in (self.unit_b, self.unit_a))
        self.assertGreater(first.total, second.total)
        self.assertEqual((first.rank, second.rank), (1, 2))
        self.line(score, self.unit_a, self.head_a).action_object("不服")
        objection = score.sudo().objection_ids
        more = first.total - second.total + 1
        objection.with_user(self.office_leader).action_decide("yes", more, "属实")
        self.env.invalidate_all()
        first, second = (self.line(score, unit) for unit in (self.unit_b, self.unit_a))
        self.assertEqual((first.rank, second.rank), (2, 1))

    @clause("PLUS-S1")
    def test_each_objection_that_is_upheld_gives_back_its_own(self):
        """Two upheld ones of a unit add up, a refused one gives nothing; nobody else's figures move."""
        score = self.published(3)
        unit = self.line(score, self.unit_a)
        other = self.line(score, self.unit_b).read(["total", "correction"])
        points = unit.point_ids.filtered(lambda row: row.counted < 0)
        before = unit.total
        self.assertGreaterEqual(len(points), 2)
        given = 0
        for point, upheld, points_back in (
            (points[0], "yes", 0.35),
            (points[1], "yes", 0.75),
            (unit.point_ids.browse(), "no", 0),
        ):
            self.line(score, self.unit_a, self.head_a).action_object("不服", point.id)
            objection = score.sudo().objection_ids.filtered(lambda row: row.state == "open")  # fmt: skip
            decide = objection.with_user(self.office_leader).action_decide
            decide(upheld, points_back, "已核实")
            given += points_back
            unit = self.line(score, self.unit_a)
            self.assertAlmostEqual(unit.correction, given, places=2)
            self.assertAlmostEqual(unit.total, before + given, places=2)
        rows = unit.point_ids.filtered(lambda row: row.kind == "objection")
        self.assertEqual(sorted(rows.mapped("counted")), [0.35, 0.75])
        self.assertEqual(self.line(score, self.unit_b).read(["total", "correction"]), other)  # fmt: skip

    @clause("PLUS-S1")
    def test_each_point_is_objected_to_once_and_gives_back_what_it_took(self):
        """Upheld or refused: the same is not asked of another leader the next day."""
        score = self.published(3)
        unit = self.line(score, self.unit_a)
        points = {row.counted: row for row in unit.point_ids if row.counted < 0}
        self.assertEqual(sorted(points), [-5.6, -1])
        before = unit.total
        for point, upheld, back in ((points[-5.6], "yes", 5.6), (points[-1], "no", 0), (None, "no", 0)):  # fmt: skip
            ask = self.line(score, self.unit_a, self.head_a).action_object
            ask("不服", point and point.id)
            objection = score.sudo().objection_ids.filtered(lambda row: row.state == "open")  # fmt: skip
            decide = objection.with_user(self.office_leader).action_decide
            if back:
                self.assert_refused(decide, "yes", 5.61, "属实")
            decide(upheld, back, "已核实")
            self.assert_refused(ask, "还是不服", point and point.id)
        self.assertAlmostEqual(self.line(score, self.unit_a).total, before + 5.6, places=2)  # fmt: skip

    @clause("PLUS-S1")
    def test_no_total_is_above_the_highest(self):
        """At most 70: what an objection gives back lifts nobody above who had no reason to object."""
        self.env["duban.score.rule"].search([("event", "=", "base")]).write({"points": 70, "cap": 70})  # fmt: skip
        score = self.published(3)
        self.line(score, self.unit_a, self.head_a).action_object("不服")
        objection = score.sudo().objection_ids
        objection.with_user(self.office_leader).action_decide("yes", 9, "属实")
        first, second = (self.line(score, unit) for unit in (self.unit_a, self.unit_b))
        # 70 - 6.6 + 9; nothing was taken from B
        self.assertEqual((first.total, second.total), (70, 70))
        self.assertEqual((first.rank, second.rank), (1, 1))

    @clause("PLUS-S1")
    def test_the_rules_on_trial_are_the_offices(self):
        score = self.published(3)
        own = self.line(score, self.unit_a, self.head_a).score_id
        self.assertTrue(own.name)
        with self.assertRaises(AccessError):
            own.read(["rules"])
        self.assertTrue(score.with_user(self.office_user).read(["rules"])[0]["rules"])

    @clause("PLUS-S1")
    def test_a_unit_with_nothing_but_a_correction_begins_with_the_base(self):
        """C had one matter in March, urged (-1): it turns out to be another unit's, and April has none of C."""
        self.at("2024-03-01")
        only = self.accepted(
            name="唯一", lead_unit_id=self.unit_c.id, date_deadline="2024-06-28"
        )
        only.with_user(self.office_user).action_urge("请抓紧")
        self.at("2024-04-01")
        score = self.published(3)
        self.assertEqual(self.line(score, self.unit_c).total, 59)
        self.at("2024-04-09")
        score.action_lock()
        self.at("2024-04-10")
        only.sudo().with_context(duban_door=only._door()).write(
            {"state": "merged", "date_ended": "2024-04-10"}
        )
        self.at("2024-05-06")
        april = self.counted(4)
        line = self.line(april, self.unit_c)
        self.assertEqual((line.base, line.correction, line.total), (60, 1, 61))
        self.assertEqual(line.rank, 1)
        # a unit that is no more has no place, and is none of those that have
        self.unit_c.active = False
        april.action_fill()
        line, other = self.line(april, self.unit_c), self.line(april, self.unit_b)
        self.assertEqual((line.total, line.rank, line.shown_rank), (61, 0, ""))
        self.assertEqual(other.with_user(self.office_user).shown_rank, "1 / 2")

    @clause("PLUS-S1")
    def test_who_published_never_decides(self):
        self.regulation.office_leader_id = self.office_user
        score = self.published(3)
        self.line(score, self.unit_a).with_user(self.head_a).action_object("不服")
        first = self.regulation.principal_leader_ids[0]
        self.assertEqual(score.sudo().objection_ids.decider_id, first)

    @clause("PLUS-S1", "CORE-29")
    def test_who_stands_in_for_the_decider_is_somebody_else_as_well(self):
        """A leader's deputy is told and decides; not who published the points, who objected, or who is of the unit."""
        chief = self.new_person("chief", "leader", self.office)
        chief.group_ids = [Command.link(self.env.ref("duban_supervision.group_office").id)]  # fmt: skip
        dean = self.new_person("dean", "leader", self.unit_a)
        moved = self.new_person("moved", "leader", self.unit_a)
        self.unit_a.liaison_id = moved
        score = self.counted(3)
        score.with_user(chief).action_publish()
        Absence = self.env["duban.delegation"].with_user(self.office_leader)
        until = {"user_id": self.office_leader.id, "date_to": "2024-04-03"}
        absence = Absence.create({**until, "deputy_id": dean.id})
        self.line(score, self.unit_a, moved).action_object("不服")
        self.assertEqual(self.told("score_objected"), self.office_leader | self.office_user)  # fmt: skip
        objection = score.sudo().objection_ids
        # works elsewhere since; the objection is still his own
        self.unit_a.liaison_id = False
        self.employee_of(moved).department_id = self.unit_c
        for deputy in (dean, chief, moved):
            absence.active = False
            absence = Absence.create({**until, "deputy_id": deputy.id})
            with self.subTest(deputy.name):
                self.assertFalse(objection._may_decide(deputy))
                decide = objection.sudo(False).with_user(deputy).action_decide
                self.assert_refused(decide, "yes", 1, "同意")
                # who has the to-do can do it
                self.assertEqual(objection.activity_ids.user_id, self.office_leader)
        absence.active = False
        own = objection.sudo(False).with_user(self.leader2)
        self.assert_refused(own.read, ["reason"])
        self.assert_refused(own.action_decide, "yes", 1, "同意")
        Absence.create({**until, "deputy_id": self.leader2.id})
        self.line(score, self.unit_b, self.head_b).action_object("不服")
        self.assertIn(self.leader2, self.told("score_objected"))
        self.assertEqual(objection.activity_ids.user_id, self.leader2)
        self.assertTrue(own.can_decide)
        own.action_decide("yes", 1, "情况属实")
        self.assertEqual((objection.state, objection.decided_by_id), ("upheld", self.leader2))  # fmt: skip
        self.assertEqual(self.as_user(own, self.leader2).answer, "情况属实")

    @clause("PLUS-S1")
    def test_locked_figures_never_move(self):
        score = self.published(3)
        self.assert_refused(score.action_lock)
        self.at("2024-04-08")
        self.assert_refused(score.action_lock)
        self.at("2024-04-09")
        self.run_patrol()
        self.assertEqual(score.sudo().activity_ids.user_id, self.office_user)
        for user in (self.head_a, self.secretary, self.admin):
            self.assert_refused(score.with_user(user).action_lock)
        score.action_lock()
        self.assertFalse(score.sudo().activity_ids)
        before = score.sudo().unit_ids.read(["total", "minus"])
        self.assert_refused(
            self.line(score, self.unit_a).with_user(self.head_a).action_object, "不服"
        )
        # the urged matter turns out to be the same as another one
        other = self.accepted(name="同一事项")
        self.urged.with_user(self.office_user).action_merge(
            other.id, "同一事项", "2024-04-23"
        )
        self.at("2024-05-06")
        april = self.counted(4)
        unit = self.line(april, self.unit_a)
        later = unit.point_ids.filtered(lambda row: row.kind == "later")
        self.assertEqual(later.origin_id, score)
        # urged -1, late from 03-16 to 03-31: 16 × 0.35 = 5.60
        self.assertEqual(sorted(later.mapped("counted")), [1, 5.6])
        self.assertTrue(all(row.act_id for row in later))
        self.env.invalidate_all()
        self.assertEqual(score.sudo().unit_ids.read(["total", "minus"]), before)
        april.action_publish()
        self.at("2024-05-14")
        april.action_lock()
        self.at("2024-06-03")
        may = self.counted(5)
        self.assertFalse(
            may.sudo().unit_ids.point_ids.filtered(lambda row: row.kind == "later")
        )

    @clause("PLUS-S1")
    def test_what_an_objection_gave_back_is_not_given_twice(self):
        """The leader gives back what was urged and a part of what was late; then the register is put right."""
        score = self.published(3)
        unit = self.line(score, self.unit_a)
        before = unit.total
        # urged -1, late from 03-16 to 03-31: 16 × 0.35 = 5.60
        points = {
            row.counted: row
            for row in unit.point_ids
            if row.matter_id == self.urged and row.counted < 0
        }
        self.assertEqual(sorted(points), [-5.6, -1])
        for counted, back in ((-1, 1), (-5.6, 2)):
            self.line(score, self.unit_a, self.head_a).action_object(
                "立项有误", points[counted].id
            )
            objection = score.sudo().objection_ids.filtered(lambda row: row.state == "open")  # fmt: skip
            objection.with_user(self.office_leader).action_decide("yes", back, "属实")
        self.at("2024-04-09")
        score.action_lock()
        # nothing was changed in the register: the decision stands and nothing is taken back
        self.at("2024-05-06")
        self.assertFalse(self.later(self.counted(4)))
        self.env["duban.score"].search([("state", "=", "draft")]).unlink()
        other = self.accepted(name="同一事项")
        self.urged.with_user(self.office_user).action_merge(
            other.id, "同一事项", str(other.date_deadline)
        )
        april = self.counted(4)
        later = self.later(april)
        self.assertEqual(
            [(row.department_id, row.counted) for row in later], [(self.unit_a, 3.6)]
        )
        total = self.line(score, self.unit_a).total + sum(later.mapped("counted"))
        self.assertAlmostEqual(total, before + 6.6, places=2)
        april.action_publish()
        self.at("2024-05-14")
        april.action_lock()
        self.at("2024-06-03")
        self.assertFalse(self.later(self.counted(5)))

    def later(self, score):
        return score.sudo().unit_ids.point_ids.filtered(lambda row: row.kind == "later")

    @clause("PLUS-S1", "CORE-19")
    def test_off_where_the_text_is_silent(self):
        self.regulation.score_enabled = False
        self.assert_refused(self.score, 3)
        wut = self.env.ref("duban_supervision_wut.regulation", raise_if_not_found=False)
        if wut:
            self.assertFalse(wut.score_enabled)

    @clause("PLUS-V1")
    def test_rules_go_out_and_come_in_again(self):
        text = self.regulation._file_text()
        self.assertIn('points: "-0.35"', text)
        self.assertIn("points: 1.25", text)
        plan = self.env["duban.regulation"]._read_file(text)
        self.assertFalse(self.regulation._apply(plan))
        self.assertEqual(self.regulation._file_text(), text)
        changed = text.replace('"-0.35"', '"-0.4"')
        self.regulation._apply(self.env["duban.regulation"]._read_file(changed))
        late = self.regulation.score_rule_ids.filtered(lambda row: row.event == "late")
        self.assertEqual(late.points, -0.4)
        for wrong in ('"-0.355"', "many", "true"):
            with self.assertRaises(ValueError):
                self.env["duban.regulation"]._read_file(text.replace('"-0.35"', wrong))
        copy = self.regulation.copy({"company_id": self.company.id, "date_from": "2030-01-01"})  # fmt: skip
        self.assertEqual(len(copy.score_rule_ids), len(RULES))
        self.assertEqual(copy.score_rule_ids.grade_id.regulation_id, copy)

    @clause("PLUS-S1")
    def test_no_rules_says_so(self):
        self.regulation.score_rule_ids.unlink()
        with self.assertRaises(UserError):
            self.score(3).action_fill()
