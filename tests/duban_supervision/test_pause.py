"""暂停: the clock can stand still (PLUS-C1). Expected days are counted by hand, Monday to Friday (CAL-A)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision.test_digest import DigestCommon


class PauseCommon(DigestCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.regulation.pause_enabled = True

    def pause(self, matter, expected, user=None, **values):
        values = {"reason": "superior", "ground": "等待教育部批复", **values}
        matter.with_user(user or self.office_user).action_pause(
            date_expected=expected, **values
        )

    def resume(self, matter, user=None):
        matter.with_user(user or self.office_user).action_resume()


class RunningCommon(PauseCommon):
    """A matter that its unit has accepted, due on 7 December."""

    def setUp(self):
        super().setUp()
        self.at("2026-11-23")
        # assigned on Monday 11-23: 10 working days later is Monday 12-07
        self.matter_ = self.accepted()
        self.assertEqual(str(self.matter_.date_deadline), "2026-12-07")


@tagged("post_install", "-at_install")
class TestPause(RunningCommon):
    @clause("PLUS-C1")
    def test_the_due_date_moves_and_explains_itself(self):
        self.at("2026-11-30")
        self.pause(self.matter_, "2026-12-14")
        self.at("2026-12-16")
        # 12 working days after 11-30 up to 12-16
        self.resume(self.matter_)
        self.assertEqual(str(self.matter_.date_deadline), "2026-12-23")
        line = self.matter_.due_date_ids.sorted("id")[-1]
        self.assertEqual((line.kind, str(line.date)), ("stood", "2026-12-23"))
        self.assertIn("12", line.ground)
        self.assertIn("2026年12月7日 → 2026年12月23日", line.ground)
        self.assertIn("等待教育部批复", line.ground)
        self.assertEqual(line.decided_by, "office_user")
        self.assertEqual((self.matter_.pause_count, self.matter_.pause_days), (1, 12))
        acts = self.matter_.sudo().act_ids.mapped("action")
        self.assertEqual(
            [a for a in acts if a in ("pause", "resume")], ["pause", "resume"]
        )
        self.assertEqual(self.env["duban.act"]._verify(self.matter_), [])
        self.assertFalse(self.matter_.was_late)

    @clause("PLUS-C1")
    def test_in_chinese_as_the_row_says(self):
        if not self.env["res.lang"]._get_data(code="zh_CN"):
            self.skipTest("no Chinese in this database")
        self.at("2026-11-27")
        matter = self.matter_
        matter.sudo()._engine_write({"date_deadline": "2026-12-04"})
        self.pause(matter, "2026-12-10")
        self.at("2026-12-15")
        self.resume(matter)
        self.assertIn(
            "停 12 个工作日，2026年12月4日 → 2026年12月22日",
            matter.due_date_ids.sorted("id")[-1].ground,
        )

    @clause("PLUS-C1")
    def test_light_grey_and_never_late_while_it_stands(self):
        self.at("2026-12-07")
        self.pause(self.matter_, "2026-12-31")
        for day in ("2026-12-07", "2026-12-08", "2026-12-30"):
            self.at(day)
            self.env.invalidate_all()
            self.assertEqual(self.matter_.light, "paused")
            self.assertFalse(self.matter_.is_overdue)
            self.assertFalse(self.matter_.is_stalled)
            self.assertFalse(self.matter_.is_unanswered)
            found = self.env["duban.matter"].with_user(self.office_user)
            mine = [("id", "=", self.matter_.id)]
            for domain, expected in (
                ([("light", "=", "paused")], 1),
                ([("light", "!=", "paused")], 0),
                ([("light", "in", ("normal", "soon", "overdue", "done", "none"))], 0),
                ([("is_overdue", "=", True)], 0),
                ([("is_overdue", "=", False)], 1),
                ([("is_stalled", "=", True)], 0),
                ([("is_unanswered", "=", True)], 0),
            ):
                self.assertEqual(found.search_count(mine + domain), expected, domain)
            groups = found._read_group(mine, ["light", "is_overdue"], ["__count"])
            self.assertEqual(groups, [("paused", False, 1)])

    @clause("PLUS-C1")
    def test_the_boundary_day(self):
        """Stopped on the due date it is in time, one day later it is late and stays so."""
        self.at("2026-12-08")
        with self.assertRaisesRegex(UserError, "lateness"), self.cr.savepoint():
            self.pause(self.matter_, "2026-12-31")
        self.assertNotIn(
            "pause", self.as_user(self.matter_, self.office_user).allowed_actions
        )
        self.at("2026-12-07")
        self.env.invalidate_all()
        self.assertIn(
            "pause", self.as_user(self.matter_, self.office_user).allowed_actions
        )
        self.pause(self.matter_, "2026-12-31")
        self.at("2026-12-19")
        # Saturday: what was due on the day it stopped is due on the day it goes on, not before
        self.resume(self.matter_)
        self.assertEqual(str(self.matter_.date_deadline), "2026-12-21")
        self.assertFalse(self.matter_.is_overdue)
        self.at("2026-12-22")
        self.env.invalidate_all()
        self.assertTrue(self.matter_.is_overdue)

    @clause("PLUS-C1")
    def test_stopped_and_resumed_on_one_day_moves_nothing(self):
        self.at("2026-11-30")
        self.pause(self.matter_, "2026-12-01")
        self.resume(self.matter_)
        self.assertEqual(str(self.matter_.date_deadline), "2026-12-07")
        self.assertEqual((self.matter_.pause_count, self.matter_.pause_days), (1, 0))
        self.assertEqual(len(self.matter_.due_date_ids), 1)

    @clause("PLUS-C1")
    def test_who_may_and_who_may_not(self):
        for user in (self.head_a, self.worker_a, self.leader, self.admin):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.pause(self.matter_, "2026-12-01", user)
            seen = self.as_user(self.matter_, user).allowed_actions or []
            self.assertNotIn("pause", seen)
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.pause(self.matter_, "2026-12-01", self.outsider)
        for user in (self.office_user, self.worker_a):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.env["duban.pause"].with_user(user).create(
                    {
                        "matter_id": self.matter_.id,
                        "reason": "funds",
                        "ground": "x",
                        "date_from": "2026-11-23",
                        "date_expected": "2026-12-23",
                        "user_id": user.id,
                        "decider_id": user.id,
                    }
                )
            with self.assertRaises(UserError), self.cr.savepoint():
                self.matter_.with_user(user).write({"paused_since": "2026-11-23"})
        self.pause(self.matter_, "2026-12-01")
        for user in (self.head_a, self.worker_a, self.leader, self.admin):
            for call in ("action_resume", "action_prolong_pause"):
                with self.assertRaises(AccessError), self.cr.savepoint():
                    getattr(self.matter_.with_user(user), call)()
        pause = self.matter_.pause_ids
        for user in (self.office_user, self.admin):
            with self.assertRaises(UserError), self.cr.savepoint():
                pause.with_user(user).write({"date_from": "2026-11-01"})
            with self.assertRaises(UserError), self.cr.savepoint():
                pause.with_user(user).unlink()

    @clause("PLUS-C1")
    def test_what_is_needed(self):
        for values, words in (
            ({"reason": ""}, "kind of ground"),
            ({"reason": "tired"}, "kind of ground"),
            ({"ground": " "}, "state the ground"),
            ({"date_expected": None}, "expected to go on"),
            ({"date_expected": "2026-11-23"}, "later than today"),
            ({"date_expected": "soon"}, "is not a date"),
        ):
            arguments = {
                "reason": "funds", "ground": "经费未到", "date_expected": "2026-12-01", **values,
            }  # fmt: skip
            with self.assertRaisesRegex(UserError, words), self.cr.savepoint():
                self.matter_.with_user(self.office_user).action_pause(**arguments)
        self.assertFalse(self.matter_.pause_count)

    @clause("PLUS-C1")
    def test_a_leader_decides_where_the_rules_say_so(self):
        self.regulation.write(
            {"pause_decider": "leader", "pause_max": 2, "pause_days_max": 5}
        )
        matter = self.accepted()
        # the dialog asks for the leader, not where what was filed before keeps its rules
        for asked, wanted in ((matter, True), (self.matter_, False)):
            dialog = self.env["duban.action.wizard"].with_user(self.office_user)
            values = {"res_model": "duban.matter", "res_ids": asked.ids}
            needed = dialog.create({"action": "pause", **values}).needed
            self.assertEqual("decider_id" in needed, wanted)
        for decider in (None, self.head_a.id, self.office_user.id):
            with self.assertRaisesRegex(UserError, "leader"), self.cr.savepoint():
                self.pause(matter, "2026-11-27", decider_id=decider)
        # Monday 11-23 and five working days: 11-30
        with self.assertRaisesRegex(UserError, "at most"), self.cr.savepoint():
            self.pause(matter, "2026-12-01", decider_id=self.leader.id)
        for turn in (1, 2):
            self.pause(matter, "2026-11-30", decider_id=self.leader.id)
            self.assertEqual(matter.pause_ids.sorted("id")[-1].turn, turn)
            self.resume(matter)
        with self.assertRaisesRegex(UserError, "2 times already"), self.cr.savepoint():
            self.pause(matter, "2026-11-30", decider_id=self.leader.id)
        # what was filed before keeps its rules
        self.pause(self.matter_, "2026-12-24")
        self.assertEqual(self.matter_.pause_ids.decider_id, self.office_user)

    @clause("PLUS-C1")
    def test_told_and_not_told(self):
        self.at("2026-11-30")
        matter = self.accepted(
            co_unit_ids=self.units(self.unit_b),
            joint_unit_ids=self.units(self.organisation),
        )
        before = self.reminders(matter)
        self.pause(matter, "2026-12-04")
        told = self.reminders(matter) - before
        self.assertEqual(set(told.mapped("kind")), {"paused"})
        self.assertEqual(
            told.user_id,
            # who supervises jointly works to the same date
            self.head_a | self.worker_a | self.head_b | self.leader | self.organisation_user,
        )  # fmt: skip
        self.assertNotIn(self.office_user, told.user_id, "who acted")
        self.assertIn("等待教育部批复", told[0].note)
        self.resume(matter)
        told = self.reminders(matter, kind="resumed")
        self.assertEqual(
            told.user_id,
            self.head_a | self.worker_a | self.head_b | self.leader | self.organisation_user,
        )  # fmt: skip

    @clause("PLUS-C1")
    def test_reminders_are_silent_and_the_office_is_reminded(self):
        self.at("2026-12-01")
        self.matter_.with_user(self.office_user).action_urge(
            "请加快", new_limit="2026-12-03"
        )
        self.pause(self.matter_, "2026-12-18")
        self.assertFalse(self.todos(self.matter_, self.worker_a))
        self.assertFalse(self.todos(self.matter_, self.head_a))
        todo = self.todos(self.matter_, self.office_user)
        self.assertEqual(
            (todo.duban_key, str(todo.date_deadline)), ("resume", "2026-12-18")
        )
        action = todo.with_user(self.office_user).action_duban_open()
        self.assertEqual(action["context"]["default_action"], "resume")
        before = self.reminders(self.matter_)
        for day in range(2, 18):
            self.patrol(f"2026-12-{day:02}")
        self.assertEqual(self.reminders(self.matter_), before)
        self.patrol("2026-12-18")
        new = self.reminders(self.matter_) - before
        self.assertEqual((new.kind, new.user_id), ("pause_over", self.office_user))
        # three working days later the leader in charge of the office hears of it
        self.patrol("2026-12-23")
        new = self.reminders(self.matter_) - before
        self.assertEqual(new.user_id, self.office_user | self.office_leader)
        self.assertTrue(self.matter_.pause_ids.is_over)
        over = self.env["duban.pause"].search([("is_over", "=", True)])
        self.assertEqual(over, self.matter_.pause_ids)
        # 12-01 to 12-23: 16 working days, by which the urging's limit moves as well: Thursday 12-03 to Friday 12-25
        self.resume(self.matter_)
        self.assertEqual(str(self.matter_.date_deadline), "2026-12-29")
        todos = {t.duban_key.partition(":")[0]: t for t in self.todos(self.matter_)}
        self.assertEqual(todos["urging"].user_id, self.worker_a)
        self.assertEqual(str(todos["urging"].date_deadline), "2026-12-25")
        self.assertEqual(str(todos["result"].date_deadline), "2026-12-29")
        self.patrol("2026-12-24")
        self.assertNotIn("unanswered", self.reminders(self.matter_).mapped("kind"))

    @clause("PLUS-C1")
    def test_the_limit_of_an_urging_moves_as_the_term_counts(self):
        """Three working days stood, from Tuesday the 1st to Friday the 4th: an answer for Thursday the 3rd is owed on
        Tuesday the 8th, not on a Sunday, and missed from the day after."""
        self.at("2026-12-01")
        office = self.matter_.with_user(self.office_user)
        office.action_urge("请加快", new_limit="2026-12-03")
        self.pause(self.matter_, "2026-12-18")
        self.at("2026-12-04")
        self.resume(self.matter_)
        todo = self.todos(self.matter_, kind="urging")
        self.assertEqual(str(todo.date_deadline), "2026-12-08")
        for day, told in (("2026-12-08", 0), ("2026-12-09", 1)):
            self.patrol(day)
            found = self.reminders(self.matter_, self.worker_a, "unanswered")
            self.assertEqual(len(found), told, day)

    @clause("PLUS-C1")
    def test_prolonged_and_counted(self):
        self.pause(self.matter_, "2026-12-01")
        with self.assertRaises(UserError), self.cr.savepoint():
            self.matter_.with_user(self.office_user).action_prolong_pause(
                "仍未批复", "2026-11-23"
            )
        self.matter_.with_user(self.office_user).action_prolong_pause(
            "仍未批复", "2026-12-10"
        )
        pause = self.matter_.pause_ids
        self.assertEqual((str(pause.date_expected), pause.prolonged), ("2026-12-10", 1))
        self.assertEqual(
            str(self.todos(self.matter_, self.office_user).date_deadline), "2026-12-10"
        )
        with self.assertRaisesRegex(UserError, "already"), self.cr.savepoint():
            self.pause(self.matter_, "2026-12-20")

    @clause("PLUS-C1")
    def test_prolonged_as_often_as_one_likes_it_ends_on_one_day(self):
        """The longest standstill is counted from the day it began, however often and whenever it is prolonged."""
        self.regulation.write({"pause_days_max": 5})
        matter = self.accepted()
        self.pause(matter, "2026-11-25")
        # Monday 11-23 and five working days: 11-30
        for day, expected in (
            ("2026-11-24", "2026-11-27"),
            ("2026-11-26", "2026-11-30"),
        ):
            self.at(day)
            office = matter.with_user(self.office_user)
            with self.assertRaisesRegex(UserError, "at most"), self.cr.savepoint():
                office.action_prolong_pause("仍未批复", "2026-12-01")
            office.action_prolong_pause("仍未批复", expected)
            self.assertEqual(str(matter.pause_ids.date_expected), expected)

    @clause("PLUS-C1")
    def test_what_is_due_on_the_day_it_stops_moves_and_what_was_due_before_stays(self):
        matter = self.accepted(co_unit_ids=self.units(self.unit_b, self.unit_c))
        days = ("2026-11-30", "2026-12-01", "2026-12-02")
        lines = self.env["duban.plan.line"].with_user(self.worker_a).create(
            [{"matter_id": matter.id, "name": day, "date": day} for day in days]
        )  # fmt: skip
        requests = self.env["duban.progress.request"].with_user(self.office_user).create(
            [{"matter_id": matter.id, "date_due": day} for day in days]
        )  # fmt: skip
        parts = matter.unit_line_ids.filtered(lambda row: row.role == "co")
        for part, day in zip(parts, days[:2], strict=True):
            part.with_user(self.worker_a).report_due = day
        self.at("2026-12-01")
        self.pause(matter, "2026-12-18")
        self.at("2026-12-15")
        self.resume(matter)
        # ten working days after 12-01 up to 12-15
        moved = ["2026-11-30", "2026-12-15", "2026-12-16"]
        self.assertEqual([str(row.date) for row in lines], moved)
        self.assertEqual([str(row.date_due) for row in requests], moved)
        self.assertEqual([str(row.report_due) for row in parts], moved[:2])

    @clause("PLUS-C1")
    def test_plan_term_milestones_grid_and_requests_move(self):
        grade = self.env["duban.grade"].create(
            {"regulation_id": self.regulation.id, "code": "g", "name": "一级", "feedback_every": 7}
        )  # fmt: skip
        self.regulation.write({"plan_due_days": 5, "plan_due_day_type": "calendar"})
        matter = self.assigned(
            grade_id=grade.id,
            date_deadline="2026-12-31",
            co_unit_ids=self.units(self.unit_b),
        )
        self.assertEqual(str(matter.date_plan_due), "2026-11-28")
        self.at("2026-11-25")
        self.pause(matter, "2026-12-04")
        with self.assertRaisesRegex(UserError, "stands still"), self.cr.savepoint():
            matter.with_user(self.head_a).action_accept()
        self.at("2026-11-27")
        self.resume(matter)
        # two calendar days for the plan and the grid, two working days for the due date
        self.assertEqual(str(matter.date_plan_due), "2026-11-30")
        self.assertEqual(str(matter.date_deadline), "2027-01-04")
        days = [str(day) for day in matter.sudo()._feedback_dates()]
        self.assertEqual(days[:3], ["2026-12-02", "2026-12-09", "2026-12-16"])
        self.plan(matter, "2026-12-07", "2027-01-04")
        matter.with_user(self.worker_a).action_accept()
        request = self.env["duban.progress.request"].with_user(self.office_user).create(
            {"matter_id": matter.id, "date_due": "2026-12-04"}
        )  # fmt: skip
        answered = request.copy({"date_due": "2026-12-04"})
        self.feedback(matter, progress_request_id=answered.id)
        line = matter.unit_line_ids.filtered(lambda row: row.role == "co")
        line.with_user(self.worker_a).report_due = "2026-12-11"
        self.at("2026-12-01")
        self.pause(matter, "2026-12-20")
        self.at("2026-12-15")
        self.env.invalidate_all()
        self.assertEqual(matter.plan_line_ids.sorted("date")[0].state, "planned")
        self.assertFalse(matter.sudo()._missed_feedback_dates())
        self.resume(matter)
        # ten working days
        self.assertEqual(
            [str(d) for d in matter.plan_line_ids.sorted("date").mapped("date")],
            ["2026-12-21", "2027-01-18"],
        )
        self.assertEqual(str(request.date_due), "2026-12-18")
        self.assertEqual((matter.pause_count, matter.pause_days), (2, 12))
        self.assertEqual(str(answered.date_due), "2026-12-04", "answered in its time")
        self.assertEqual(str(line.report_due), "2026-12-25")
        days = [str(day) for day in matter.sudo()._feedback_dates()]
        self.assertEqual(days[:2], ["2026-12-16", "2026-12-23"])

    @clause("PLUS-C1")
    def test_a_step_that_goes_on_ends_it(self):
        self.pause(self.matter_, "2026-12-20")
        with self.assertRaisesRegex(UserError, "stands still"), self.cr.savepoint():
            self.matter_.with_user(self.office_user).action_urge("快")
        with self.assertRaisesRegex(UserError, "stands still"), self.cr.savepoint():
            self.extension(self.matter_, "2026-12-31").action_submit()
        self.at("2026-12-09")
        self.submitted(self.matter_)
        self.assertFalse(self.matter_.paused_since)
        self.assertEqual(self.matter_.pause_days, 12)
        # 12-07 and twelve working days; the result of 12-09 is in time
        self.assertEqual(str(self.matter_.date_deadline), "2026-12-23")
        self.assertFalse(self.matter_.closed_late)
        other = self.accepted()
        self.pause(other, "2026-12-20")
        other.with_user(self.office_user).action_reassign(self.unit_b.id, "职责调整")
        self.assertFalse(other.paused_since)
        self.assertEqual(other.pause_ids.unit_id, self.unit_a)

    @clause("PLUS-C1")
    def test_off_and_refused(self):
        self.assertFalse(self.env["duban.regulation"].new({}).pause_enabled)
        self.regulation.pause_enabled = False
        matter = self.accepted()
        with self.assertRaisesRegex(UserError, "does not provide"):
            self.pause(matter, "2026-12-01")
        self.assertNotIn(
            "pause", self.as_user(matter, self.office_user).allowed_actions
        )
        # the one filed under the older rule keeps it
        self.pause(self.matter_, "2026-12-01")

    @clause("PLUS-C1")
    def test_from_the_dialog(self):
        action = self.matter_.with_user(self.office_user).action_ask("pause")
        wizard = (
            self.env["duban.action.wizard"]
            .with_user(self.office_user)
            .with_context(**action["context"])
            .create({})
        )
        with self.assertRaisesRegex(UserError, "fill in"):
            wizard.action_confirm()
        wizard.write(
            {"pause_reason": "funds", "text": "经费未到", "date_expected": "2026-12-04"}
        )
        wizard.action_confirm()
        self.assertEqual(str(self.matter_.paused_since), "2026-11-23")
        self.assertIn("经费未到", self.matter_.pause_text)
        self.assertEqual(self.matter_.countdown, "Standing still")

    @clause("PLUS-C1")
    def test_a_protected_matter_tells_its_number_only(self):
        matter = self.accepted(name="机密标题", confidentiality="sensitive")
        self.pause(matter, "2026-12-04", ground="机密内容")
        told = self.reminders(matter, kind="paused")
        self.assertTrue(told)
        self.assertFalse(any(told.mapped("note")))
        self.assertFalse(
            self.env["duban.pause"]
            .with_user(self.head_b)
            .search([("matter_id", "=", matter.id)])
        )
