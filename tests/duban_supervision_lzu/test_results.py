"""Articles 2 and 7: bulletins, statistics, accountability; the documents of this institution."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause

from .common import LzuCommon


class ResultsCommon(LzuCommon):
    def bulletin(self, **values):
        return (
            self.env["duban.bulletin"]
            .with_user(self.office_user)
            .create(
                {
                    "kind": "regular",
                    "date_from": "2024-01-01",
                    "date_to": "2024-12-31",
                    "scope_unit_ids": [Command.set((self.unit_a | self.unit_b).ids)],
                    "good_practice": "教务处主动对接，提前完成",
                    "problems": "个别单位报送不规范",
                    **values,
                }
            )
        )

    def year_2024(self):
        """Unit A: four tasks on the ledger in 2024, three closed by the end of the year."""
        self.at("2024-02-05")
        tasks = [self.accepted() for _n in range(3)]
        self.at("2024-04-10")
        tasks.append(self.accepted())
        self.at("2024-03-20")
        self.closed(tasks[0])
        self.at("2024-11-20")
        self.closed(tasks[1])
        self.closed(tasks[2])
        self.at("2025-01-06")
        self.closed(tasks[3])
        return tasks


@tagged("post_install", "-at_install")
class TestBulletins(ResultsCommon):
    @clause("LZU-2.2")
    def test_good_and_bad(self):
        self.at("2024-12-31")
        for part in ("problems", "good_practice"):
            bulletin = self.bulletin(**{part: False})
            with self.assertRaises(UserError), self.env.cr.savepoint():
                bulletin.action_publish()
            self.assertEqual(bulletin.state, "draft")
            bulletin[part] = "无"
            bulletin.action_publish()
            self.assertEqual(bulletin.state, "published")
        matter = self.filed(date_deadline="2025-03-01")
        self.assertEqual(matter.handler_id, self.worker_a)

    @clause("LZU-7.2a")
    def test_table_lists_units_with_counts(self):
        self.year_2024()
        self.at("2024-12-31")
        self.filed(
            lead_unit_id=self.unit_b.id,
            handler_id=self.worker_b.id,
            date_deadline="2025-03-01",
        )
        bulletin = self.bulletin()
        bulletin.action_fill()
        bulletin.action_publish()
        self.assertEqual(bulletin.number, "2024年第1期")
        lines = {
            line.department_id: (line.task_count, line.closed, line.completion_rate)
            for line in bulletin.line_ids
        }
        self.assertEqual(lines, {self.unit_a: (4, 3, 75.0), self.unit_b: (1, 0, 0.0)})
        self.assertTrue(bulletin.good_practice and bulletin.problems)
        with self.assertRaises(UserError):
            self.bulletin(scope_unit_ids=False).action_publish()

    @clause("LZU-7.2b")
    def test_copied_to_the_three_offices(self):
        self.at("2024-12-31")
        bulletin = self.bulletin()
        three = self.discipline | self.supervisory | self.organisation
        self.assertEqual(bulletin.cc_unit_ids, three)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            bulletin.write({"cc_unit_ids": [Command.unlink(self.discipline.id)]})
        bulletin.action_publish()
        received = bulletin.recipient_ids.filtered(
            lambda row: row.role == "cc"
        ).department_id
        self.assertEqual(received, three)
        for user in (
            self.discipline_user,
            self.organisation_user,
            self.supervisory_user,
            self.worker_a,
        ):
            self.assertTrue(
                self.env["duban.bulletin"]
                .with_user(user)
                .search([("id", "=", bulletin.id)]),
                user.login,
            )
        self.assertFalse(
            self.env["duban.bulletin"]
            .with_user(self.worker_c)
            .search([("id", "=", bulletin.id)])
        )

    @clause("LZU-7.2b")
    def test_no_way_round_the_copies(self):
        """Nor by leaving them out at once, nor by calling it a report first; and they are told."""
        self.at("2024-12-31")
        three = self.discipline | self.supervisory | self.organisation
        bare = self.bulletin(cc_unit_ids=[Command.set([])])
        self.assertEqual(bare.cc_unit_ids, three)
        late = self.bulletin(kind="stage")
        late.kind = "irregular"
        self.assertEqual(late.cc_unit_ids, three)
        late.action_publish()
        self.assertLessEqual(
            (
                self.discipline_user | self.supervisory_user | self.organisation_user
            ).partner_id,
            late.message_ids.sudo().notified_partner_ids,
        )

    @clause("LZU-7.2b")
    def test_only_an_administrator_takes_one_off(self):
        self.at("2024-12-31")
        bulletin = self.bulletin()
        bulletin.with_user(self.admin).write(
            {"cc_unit_ids": [Command.unlink(self.supervisory.id)]}
        )
        self.assertEqual(bulletin.cc_unit_ids, self.discipline | self.organisation)


@tagged("post_install", "-at_install")
class TestStatistics(ResultsCommon):
    def figures(self, date_from, date_to, by="unit"):
        rows = self.env["duban.statistics"]._figures(
            self.company, date_from, date_to, by=by
        )
        return {
            row["id"]: (row["task_count"], row["closed"], row["completion_rate"])
            for row in rows
        }

    @clause("LZU-7.3")
    def test_by_year_and_stage_per_unit_and_cadre(self):
        self.year_2024()
        from datetime import date as d

        year = d(2024, 1, 1), d(2024, 12, 31)
        self.assertEqual(self.figures(*year)[self.unit_a.id], (4, 3, 75.0))
        self.assertEqual(self.figures(*year, by="head")[self.head_a.id], (4, 3, 75.0))
        # AMB-59: the task filed on 2024-04-10 does not count in the first quarter
        self.assertEqual(
            self.figures(d(2024, 1, 1), d(2024, 3, 31))[self.unit_a.id], (3, 1, 33.3)
        )
        self.assertEqual(
            self.figures(d(2024, 4, 1), d(2024, 6, 30))[self.unit_a.id], (3, 0, 0.0)
        )
        assessment = (
            self.env["duban.assessment"]
            .with_user(self.office_user)
            .create(
                {
                    "year": 2024,
                    "recipient_unit_ids": [Command.set(self.organisation.ids)],
                }
            )
        )
        assessment.action_fill()
        self.assertEqual(
            assessment.purpose_ids.mapped("name"),
            [
                "单位领导班子综合考核评价",
                "领导干部综合考核评价",
                "中层单位综合考核评价",
            ],
        )
        unit = assessment.line_ids.filtered(
            lambda row: row.department_id == self.unit_a and row.subject == "unit"
        )
        head = assessment.line_ids.filtered(lambda row: row.user_id == self.head_a)
        self.assertEqual(
            (unit.task_count, unit.closed, unit.completion_rate), (4, 3, 75.0)
        )
        self.assertEqual(
            (head.task_count, head.closed, head.completion_rate), (4, 3, 75.0)
        )
        assessment.action_confirm()
        self.assertEqual(assessment.state, "confirmed")
        with self.assertRaises(UserError):
            assessment.action_fill()
        stage = (
            self.env["duban.assessment"]
            .with_user(self.office_user)
            .create({"year": 2024, "date_from": "2024-01-01", "date_to": "2024-03-31"})
        )
        stage.action_fill()
        unit = stage.line_ids.filtered(
            lambda row: row.department_id == self.unit_a and row.subject == "unit"
        )
        self.assertEqual((unit.task_count, unit.closed), (3, 1))

    @clause("LZU-6.1.1c")
    def test_merged_tasks_do_not_count(self):
        from datetime import date as d

        self.at("2024-03-04")
        a, b = self.accepted(), self.accepted()
        self.assertEqual(
            self.figures(d(2024, 1, 1), d(2024, 12, 31))[self.unit_a.id][0], 2
        )
        b.with_user(self.office_user).action_merge(a, "同一任务")
        self.assertEqual(
            self.figures(d(2024, 1, 1), d(2024, 12, 31))[self.unit_a.id][0], 1
        )
        b.with_user(self.admin).action_unmerge("误并")
        self.assertEqual(
            self.figures(d(2024, 1, 1), d(2024, 12, 31))[self.unit_a.id][0], 2
        )


@tagged("post_install", "-at_install")
class TestAccountability(ResultsCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-06-03")

    def case(self, kind, **values):
        return (
            self.env["duban.accountability"]
            .with_user(self.office_user)
            .create(
                {
                    "kind_id": self.option("accountability_kind", kind).id,
                    "ground_id": self.option("accountability_ground", "not_done").id,
                    "unit_id": self.unit_a.id,
                    "person_id": self.head_a.id,
                    "facts": "逾期两个月未落实",
                    **values,
                }
            )
        )

    @clause("LZU-7.4d")
    def test_who_must_rectify_knows_it_also_without_a_task(self):
        case = self.case(
            "talk",
            leader_id=self.leader.id,
            talk_date="2024-06-03",
            talk_content="提醒抓紧整改",
            rectification_deadline="2024-06-14",
        )
        own = case.with_user(self.head_a)
        self.assertFalse(own.has_access("read"), "a draft is nobody else's")
        case.action_confirm()
        todo = case.sudo().activity_ids
        self.assertEqual(todo.user_id, self.head_a)
        self.assertEqual(str(todo.date_deadline), "2024-06-14")
        self.env.invalidate_all()
        self.assertEqual(own.read(["facts"])[0]["facts"], "逾期两个月未落实")
        for stranger in (self.head_b, self.worker_a, self.admin):
            self.assertFalse(self.as_user(case, stranger).has_access("read"))
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.as_user(case, self.head_a).write({"facts": "没有问题"})

    @clause("LZU-7.4a")
    def test_reminder_talk_with_a_time_limit(self):
        matter = self.accepted()
        talk = {
            "matter_ids": [Command.set(matter.ids)],
            "leader_id": self.leader.id,
            "talk_date": "2024-06-03",
            "talk_content": "提醒抓紧整改",
            "rectification_deadline": "2024-06-14",
        }
        for name in (
            "rectification_deadline",
            "leader_id",
            "talk_date",
            "talk_content",
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.case("talk", **{**talk, name: False}).action_confirm()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.case("talk", **talk, person_id=False).action_confirm()
        for wrong in (
            {"leader_id": self.worker_b.id},
            {"leader_id": self.leader2.id},  # in charge of another field (AMB-20)
            {"person_id": self.worker_a.id},
            {"rectification_deadline": "2024-06-01"},
        ):
            with self.subTest(wrong), self.assertRaises(UserError):
                with self.env.cr.savepoint():
                    self.case("talk", **{**talk, **wrong}).action_confirm()
        case = self.case("talk", **talk)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            case.with_user(self.leader2).action_confirm()
        case.action_confirm()
        self.assertEqual(case.state, "decided")
        self.assertFalse(case.sudo().activity_ids)
        self.at("2024-06-15")
        self.run_patrol()
        self.assertIn(self.leader, case.sudo().activity_ids.user_id)
        self.assertEqual(
            set(case.sudo().activity_ids.mapped("date_deadline")),
            {case.rectification_deadline},
        )
        case.action_record_rectification("已整改")
        self.assertFalse(case.sudo().activity_ids)

    @clause("LZU-7.4b")
    def test_notified_in_a_meeting(self):
        self.assertEqual(
            self.env["duban.option"]
            ._get(self.regulation, "accountability_meeting")
            .mapped("name"),
            ["党建工作例会", "工作调度会", "全校警示教育大会"],
        )
        level = {
            "is_bad_influence": True,
            "meeting_id": self.option("accountability_meeting", "dispatch").id,
            "meeting_date": "2024-06-03",
        }
        for name in ("meeting_id", "meeting_date", "is_bad_influence"):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.case("notify", **{**level, name: False}).action_confirm()
        case = self.case("notify", **{**level, "meeting_date": "2024-06-04"})
        with self.assertRaisesRegex(UserError, "future"), self.env.cr.savepoint():
            case.action_confirm()
        case.meeting_date = "2024-06-03"
        case.action_confirm()
        self.assertEqual(case.state, "decided")
        other = self.case(
            "notify", **{**level, "meeting_id": False, "meeting_name": "校务会"}
        )
        other.action_confirm()
        self.assertEqual(other.meeting, "校务会")

    @clause("LZU-7.4c")
    def test_referral_to_the_competent_body(self):
        level = {"is_serious": True, "consequence": "造成严重后果"}
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.case("referral", **level).action_propose()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.case(
                "referral", **level, competent_unit_ids=[Command.set(self.office.ids)]
            ).action_propose()
        case = self.case(
            "referral", **level, competent_unit_ids=[Command.set(self.discipline.ids)]
        )
        case.action_propose()
        self.assertEqual(case.state, "proposed")
        self.assertEqual(case.date_referred.isoformat(), "2024-06-03")
        for call in (
            lambda: case.action_decide("给予处分"),
            lambda: case.action_confirm(),
            lambda: case.write({"decision": "x"}),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                call()
        decided = self.as_user(case, self.discipline_user)
        with self.assertRaisesRegex(UserError, "future"), self.env.cr.savepoint():
            decided.action_decide("诫勉", "2030-06-20")
        self.at("2024-06-20")
        decided.action_decide("诫勉", "2024-06-20")
        self.assertEqual(case.state, "decided")
        self.assertEqual(case.decided_by_id, self.discipline_user)
        self.assertEqual(case.decision_date.isoformat(), "2024-06-20")

    @clause("CORE-18")
    def test_colleagues_do_not_read_it(self):
        case = self.case("notify")
        for user in (self.worker_a, self.head_a, self.admin, self.worker_b):
            self.assertFalse(
                self.env["duban.accountability"]
                .with_user(user)
                .search([("id", "=", case.id)]),
                user.login,
            )
