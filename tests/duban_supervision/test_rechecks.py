"""Re-checks and random draws: who plans and records them, what stays as it is, what is drawn from."""

import hashlib
from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


class RecheckCommon(SupervisionCommon):
    def ended(self, day, **values):
        """A matter that was closed on ``day``; the way to its end is proven elsewhere."""
        matter = self.filed(**values)
        matter.sudo().with_context(duban_door=matter._door()).write(
            {"state": "closed", "date_closed": day, "date_ended": day}
        )
        self.env.flush_all()
        return matter


@tagged("post_install", "-at_install")
class TestRecheck(RecheckCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.matter_ = self.ended("2024-03-01")

    def state_of(self, recheck):
        return recheck.sudo().read(
            ["user_id", "date_planned", "date", "method", "finding", "outcome"]
        )

    @clause("WUT-17.1", "SIE-17.1")
    def test_the_office_plans_and_moves_what_is_not_recorded(self):
        recheck = self.recheck(self.matter_, "visit")
        self.assertEqual(str(recheck.date_planned), "2024-03-04")
        self.assertEqual(recheck.user_id, self.office_user)
        recheck.write(
            {
                "date_planned": "2024-03-20",
                "user_id": self.office_user2.id,
                "method": "实地查看",
            }
        )
        self.assertEqual(str(recheck.date_planned), "2024-03-20")
        for user in (self.worker_a, self.head_a, self.leader, self.admin):
            self.assert_refused(
                recheck.with_user(user).write, {"date_planned": "2024-04-01"}
            )
        self.assertEqual(str(recheck.sudo().date_planned), "2024-03-20")

    @clause("WUT-17.1", "SIE-17.1")
    def test_it_begins_open_with_a_kind_of_the_matters_regulation(self):
        Option = self.env["duban.option"]
        copy = self.regulation.copy({"date_from": "2001-01-01"})
        own = self.recheck(self.matter_, "visit")
        foreign = Option._get(copy, "recheck_kind").filtered(
            lambda row: row.code == own.kind_id.code
        )
        channel = Option._get(self.regulation, "channel")[:1]
        self.assertTrue(foreign and channel)
        values = {"matter_id": self.matter_.id, "kind_id": own.kind_id.id}
        Recheck = self.env["duban.recheck"].with_user(self.office_user)
        for wrong in (
            {"kind_id": foreign.id},
            {"kind_id": channel.id},
            {"outcome": "passed"},
        ):
            with self.subTest(**wrong):
                self.assert_refused(Recheck.create, {**values, **wrong})
        self.assertTrue(Recheck.create(values))

    @clause("WUT-17.1", "SIE-17.1")
    def test_a_recorded_one_stays_as_it_was_recorded(self):
        recheck = self.recheck(self.matter_, "visit")
        self.at("2024-03-11")
        recheck.action_record("passed", "设备运行正常")
        self.assertEqual(
            (str(recheck.date), recheck.outcome, recheck.finding),
            ("2024-03-11", "passed", "设备运行正常"),
        )
        before = self.state_of(recheck)
        for change in (
            {"date_planned": "2024-05-01"},
            {"user_id": self.office_user2.id},
            {"method": "电话"},
            {"finding": "另一结论"},
            {"outcome": "failed"},
            {"date": "2024-05-01"},
        ):
            self.assert_refused(recheck.write, change)
            self.assertEqual(self.state_of(recheck), before, change)
        self.assert_refused(recheck.action_record, "failed", "再次复查")
        self.assertEqual(self.state_of(recheck), before)
        self.assertEqual(self.matter_.state, "closed")

    @clause("WUT-17.1", "SIE-17.1")
    def test_only_the_office_records(self):
        recheck = self.recheck(self.matter_, "visit")
        for user in (
            self.worker_a,
            self.head_a,
            self.leader,
            self.secretary,
            self.admin,
            self.outsider,
            self.discipline_user,
        ):
            self.assert_refused(
                recheck.with_user(user).action_record, "passed", "没有问题"
            )
        for outcome, finding in ((None, "好"), ("open", "好"), ("passed", " ")):
            self.assert_refused(recheck.action_record, outcome, finding)
        self.assertEqual(recheck.sudo().outcome, "open")
        self.assertFalse(recheck.sudo().finding)

    @clause("WUT-17.1", "SIE-17.1")
    def test_only_ended_matters_are_rechecked(self):
        for matter in (self.matter(), self.filed(), self.accepted()):
            self.assert_refused(self.recheck, matter, "visit")
            self.assertFalse(matter.sudo().recheck_ids)
        archived = self.ended("2024-03-01")
        archived.sudo().with_context(duban_door=archived._door()).write(
            {"state": "archived"}
        )
        self.assertTrue(self.recheck(archived, "visit"))

    @clause("WUT-17.1", "SIE-17.1", "XISU-10.5b", "CORE-14")
    def test_a_result_that_is_none_any_more_is_not_rechecked(self):
        """Two are planned; the first one reopens the matter: the other waits for the next closing."""
        first, second = (self.recheck(self.matter_, "visit") for _n in range(2))
        self.assertEqual(len(self.todos(self.matter_, kind="recheck")), 2)
        first.action_record("failed", "未落实", "2024-05-31")
        self.assertEqual(self.matter_.state, "in_progress")
        self.assertFalse(self.todos(self.matter_, kind="recheck"))
        before = self.state_of(second)
        for outcome in ("passed", "failed"):
            self.assert_refused(second.action_record, outcome, "查看")
        self.assertEqual(self.state_of(second), before)
        self.ends(self.matter_, "terminated")
        self.assert_refused(second.action_record, "passed", "查看")
        self.assertFalse(self.todos(self.matter_, kind="recheck"))

    @clause("SIE-16.2d", "WUT-23.1d", "CORE-9")
    def test_co_units_owe_their_part_of_the_next_result(self):
        """Where the re-check refutes the result, what B reported for it is none of the next one's; C had nothing to
        report, and was explained. A mere return asks the lead unit only."""
        self.regulation.consolidation_required = True
        matter = self.accepted(co_unit_ids=self.units(self.unit_b, self.unit_c))
        lines = {
            line.department_id: line
            for line in matter.sudo().unit_line_ids.filtered(lambda r: r.role == "co")
        }
        lines[self.unit_b].with_user(self.office_user).report_due = "2024-03-08"
        lines[self.unit_c].with_user(self.worker_a).action_explain("无机房")
        self.submitted(matter)
        matter.with_user(self.office_user).action_return_result("材料不全")
        self.assertEqual(lines[self.unit_b].report_state, "reported")
        self.assertFalse(self.todos(matter, kind="co_feedback"))
        self.closed(matter)
        recheck = self.recheck(matter, "visit")
        recheck.action_record("failed", "未落实", "2024-05-31")
        todo = self.todos(matter, kind="co_feedback")
        self.assertEqual(
            (todo.user_id, str(todo.date_deadline)), (self.head_b, "2024-05-31")
        )
        worker = matter.with_user(self.worker_a)
        worker.result = "已全部更新并验收"
        self.assertEqual(worker.state, "in_progress")
        with (
            self.assertRaisesRegex(UserError, "后勤处") as refusal,
            self.cr.savepoint(),
        ):
            worker.action_submit_result()
        self.assertNotIn("科研处", str(refusal.exception))
        self.submitted(matter)
        self.assertFalse(self.todos(matter, kind="co_feedback"))

    @clause("WUT-17.1", "SIE-17.1")
    def test_what_failed_without_a_date_leaves_the_matter_closed(self):
        recheck = self.recheck(self.matter_, "visit")
        recheck.action_record("failed", "一台设备故障，当日已修复")
        self.assertEqual(self.matter_.state, "closed")
        passed = self.recheck(self.matter_, "visit")
        passed.action_record("passed", "正常", "2024-06-28")
        self.assertEqual(self.matter_.state, "closed")
        acts = self.matter_.sudo().act_ids.mapped("action")
        self.assertIn("recheck_failed", acts)
        self.assertIn("recheck_passed", acts)
        self.assertNotIn("reopen", acts)


@tagged("post_install", "-at_install")
class TestDraw(RecheckCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-07-01")

    def sample(self, user=None, **values):
        values = {
            "company_id": self.company.id,
            "date_from": "2024-04-01",
            "date_to": "2024-06-30",
            "kind_id": self.option("recheck_kind", "visit").id,
            "size": 1,
            **values,
        }
        Sample = self.env["duban.recheck.sample"]
        return Sample.with_user(user or self.office_user).create(values)

    @clause("WUT-17.1", "SIE-17.1")
    def test_what_was_drawn_stays_as_it_was_drawn(self):
        self.ended("2024-05-15", name="一")
        self.ended("2024-05-16", name="二")
        draft, drawn = self.sample(), self.sample()
        draft.size = 2
        drawn.action_draw()
        for row in (drawn, drawn.sudo()):
            for vals in ({"size": 2}, {"date_to": "2024-05-15"}, {"unit_ids": False}):
                self.assert_refused(row.write, vals)
            self.assert_refused(row.unlink)
        self.assertEqual((drawn.size, len(drawn.recheck_ids)), (1, 1))
        self.assertEqual(draft.size, 2)

    @clause("WUT-17.1", "SIE-17.1")
    def test_the_period_has_its_first_and_its_last_day(self):
        inside = self.env["duban.matter"]
        for day in ("2024-04-01", "2024-05-15", "2024-06-30"):
            inside |= self.ended(day, name=f"{day}办结")
        for day in ("2024-03-31", "2024-07-01"):
            self.ended(day, name=f"{day}办结")
        self.filed(name="未办结")
        self.assert_refused(self.sample(size=4).action_draw)
        self.assert_refused(self.sample(size=0).action_draw)
        sample = self.sample(size=3)
        sample.action_draw()
        self.assertEqual(sorted(sample.population), sorted(inside.ids))
        self.assertEqual(sample.recheck_ids.matter_id, inside)

    @clause("WUT-17.1", "SIE-17.1")
    def test_what_is_in_the_archive_is_drawn_as_well(self):
        """Drawn from whatever was closed in the period, archived meanwhile or not; nothing that ended otherwise."""
        closed, archived, *others = (
            self.ended("2024-05-15", name=name) for name in "甲乙丙丁戊"
        )
        self.ends(archived, "archived")
        for matter, state in zip(others, ("terminated", "merged", "in_progress"), strict=True):  # fmt: skip
            self.ends(matter, state)
        self.assert_refused(self.sample(size=3).action_draw)
        sample = self.sample(size=2)
        sample.action_draw()
        self.assertEqual(sample.recheck_ids.matter_id, closed | archived)

    @clause("WUT-17.1", "SIE-17.1")
    def test_anybody_can_count_the_draw_again(self):
        """The sample is what the stored seed and the population say, worked out here by hand."""
        matters = self.env["duban.matter"]
        for number in range(8):
            matters |= self.ended("2024-05-06", name=f"更新机房{number}")
        sample = self.sample(size=3)
        sample.action_draw()

        def weight(matter_id):
            text = f"{sample.seed}:{matter_id}".encode()
            return hashlib.sha256(text).hexdigest()

        self.assertEqual(
            sorted(sample.recheck_ids.matter_id.ids),
            sorted(sorted(matters.ids, key=weight)[:3]),
        )
        self.assertEqual(sample.drawn_by_id, self.office_user)
        self.assertEqual(sample.drawn_on.date(), date(2024, 7, 1))
        drawn = sample.recheck_ids
        self.assert_refused(sample.action_draw)
        self.assertEqual(sample.recheck_ids, drawn)
        # two draws from the same matters on the same day are two draws
        other = self.sample(size=3)
        other.action_draw()
        self.assertNotEqual(other.seed, sample.seed)

    @clause("WUT-17.1", "SIE-17.1")
    def test_units_limit_the_draw(self):
        own = self.ended("2024-05-06")
        self.ended("2024-05-06", lead_unit_id=self.unit_c.id)
        sample = self.sample(unit_ids=[Command.set(self.unit_a.ids)])
        sample.action_draw()
        self.assertEqual(sample.population, own.ids)

    @clause("WUT-17.1", "SIE-17.1")
    def test_matters_of_other_offices_are_not_drawn(self):
        """Also where the drawing officer may read them, as head of the unit that leads them or by the access list."""
        own = self.ended("2024-05-06", name="党政办督办")
        foreign = self.ended("2024-05-06", name="纪委督办", lead_unit_id=self.office.id)
        foreign.sudo()._engine_write(
            {"office_id": self.discipline.id, "date_assigned": "2024-03-04"}
        )
        self.env.flush_all()
        self.assertTrue(self.as_user(foreign, self.office_user).has_access("read"))
        self.assert_refused(self.sample(size=2).action_draw)
        sample = self.sample(size=1)
        sample.action_draw()
        self.assertEqual(sample.population, own.ids)
        self.assertEqual(sample.recheck_ids.matter_id, own)

    @clause("WUT-17.1", "SIE-17.1")
    def test_who_does_not_draw(self):
        self.ended("2024-05-06")
        for user in (self.worker_a, self.head_a, self.leader, self.admin):
            self.assert_refused(lambda user=user: self.sample(user).action_draw())
        sample = self.sample()
        for user in (self.worker_a, self.leader, self.admin):
            self.assert_refused(sample.with_user(user).action_draw)
        self.assertFalse(sample.sudo().seed)
        self.assertFalse(sample.sudo().recheck_ids)
