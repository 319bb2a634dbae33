"""Article 3: annual plan, joint meeting, internal to-dos."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause

from .common import LzuCommon


@tagged("post_install", "-at_install")
class TestPlan(LzuCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-02-26")

    def plan_2024(self, **values):
        item = {
            "name": "学生宿舍增设淋浴室",
            "level": "task",
            "year": 2024,
            "source_category_id": self.category("congress").id,
            "lead_unit_id": self.unit_a.id,
            "date_deadline": "2024-11-30",
        }
        full = {
            **item,
            "name": "更新教学用机房",
            "measures": "分批采购",
            "handler_id": self.worker_b.id,
            "leader_in_charge_id": self.leader.id,
            "lead_unit_id": self.unit_b.id,
            "co_unit_ids": [(6, 0, self.unit_c.ids)],
        }
        return (
            self.env["duban.goal"]
            .with_user(self.office_user)
            .create(
                {
                    "year": 2024,
                    "level": "year",
                    "child_ids": [(0, 0, item), (0, 0, full)],
                    **values,
                }
            )
        )

    def meeting(self, plan, **values):
        return (
            self.env["duban.lzu.meeting"]
            .with_user(self.office_user)
            .create(
                {
                    "plan_id": plan.id,
                    "convener_id": self.office_leader.id,
                    "date": "2024-02-26",
                    "unit_ids": [(6, 0, (self.unit_a | self.unit_b).ids)],
                    "agenda": "审议年度督查计划",
                    "minutes": "同意列入",
                    **values,
                }
            )
        )

    @clause("LZU-3.1a", "CORE-23")
    def test_what_was_decided_is_said_once(self):
        """The message is called after the meeting; its text is the minutes."""
        meeting = self.meeting(self.plan_2024())
        meeting.action_hold()
        told = meeting.message_ids.filtered(lambda row: "同意列入" in (row.body or ""))
        self.assertEqual(told.subject, meeting.name)
        self.assertNotIn(meeting.name, told.body)

    @clause("LZU-3.1a")
    def test_ledger_tasks_come_from_the_approved_plan(self):
        plan = self.plan_2024()
        with self.assertRaises(UserError):
            plan.action_create_matters()
        self.meeting(plan).action_hold()
        plan.action_approve()
        self.assertEqual(plan.state, "running")
        plan.action_create_matters()
        matters = plan.child_ids.matter_ids
        self.assertEqual(len(matters), 2)
        for item in plan.child_ids:
            self.assertEqual(item.matter_ids.goal_id, item)
            self.assertEqual(item.matter_ids.plan_year, 2024)
            self.assertEqual(item.matter_ids.name, item.name)
        ready = plan.child_ids.filtered("handler_id").matter_ids
        self.assertEqual(ready.state, "assigned")
        self.assertEqual(ready.number, "2024-0001")
        self.assertEqual(ready.co_unit_ids, self.unit_c)
        self.assertEqual((matters - ready).state, "draft")
        self.assertEqual((matters - ready).decision_body_id.name, "教代会")
        self.assert_refused(plan.action_create_matters)
        self.assertEqual(plan.child_ids.matter_ids, matters)
        self.assertEqual((plan.child_count, plan.matter_count), (2, 2))
        self.assertEqual(plan.name, "2024 年度督查计划")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            plan.child_ids[0].name = "改"

    @clause("LZU-3.1a", "LZU-2.3")
    def test_what_cannot_be_filed_yet_holds_up_nothing_else_of_the_plan(self):
        """An open task of the title of one item, two items of one title, a unit at its limit of the week: drafts."""
        open_task = self.filed(name="更新教学用机房")
        plan = self.plan_2024()
        full = plan.child_ids.filtered("handler_id")
        names = ("落实巡视整改任务", "落实巡视整改任务", "修订值班制度")
        twin, second, other = (full.copy({"name": name}) for name in names)
        self.meeting(plan).action_hold()
        plan.action_approve()
        plan.action_create_matters()
        states = [item.matter_ids.state for item in (full, twin, second, other)]
        self.assertEqual(states, ["draft", "assigned", "draft", "assigned"])
        self.assertEqual(full.matter_ids.duplicate_ids, open_task)
        self.assertEqual(second.matter_ids.duplicate_ids, twin.matter_ids)
        # the office decides on the draft: the item is a task of its own all the same
        full.matter_ids.duplicate_override = True
        full.matter_ids.action_file()
        self.assertEqual(full.matter_ids.state, "assigned")
        self.assertEqual(full.matter_ids.goal_id, full)

    @clause("LZU-3.1a", "PLUS-V3")
    def test_an_item_that_is_refused_says_why_on_its_draft(self):
        plan = self.plan_2024()
        full = plan.child_ids.filtered("handler_id")
        second = full.copy({"name": "修订值班制度"})
        self.regulation.filing_year_max = 1
        self.meeting(plan).action_hold()
        plan.action_approve()
        plan.action_create_matters()
        states = [item.matter_ids.state for item in (full, second)]
        self.assertEqual(states, ["assigned", "draft"])
        said = second.matter_ids.message_ids[0].body
        self.assertIn("Not put on the ledger yet: 1 matters were filed", said)
        self.assertFalse(second.matter_ids.number)

    def close_year(self, **decisions):
        """Close 2024: what is not named is carried over."""
        self.at("2024-12-31")
        closing = self.env["duban.goal.closing"].with_user(self.office_user)
        closing = closing.create({"year": 2024, "reason": "跨年"})
        closing.action_list()
        for line in closing.line_ids:
            line.decision = decisions.get(line.goal_id.name, "carry")
        closing.line_ids.filtered(lambda line: line.decision == "drop").reason = "不再需要"  # fmt: skip
        closing.action_close()

    @clause("LZU-3.1a", "PLUS-M2", "PLUS-P1")
    def test_an_item_that_the_unit_carries_out_by_the_plan_is_settled(self):
        """Done or given up without a task it waits no more among the decided ones; carried over it still does."""
        plan = self.plan_2024()
        one, two = plan.child_ids
        three, four = one.copy({"name": "修订值班制度"}), one.copy({"name": "编印手册"})
        meeting = self.meeting(plan)
        meeting.action_hold()
        plan.action_approve()
        two.action_create_matters()
        decided = meeting.register_id.resolution_ids
        status = lambda: dict(zip(decided.mapped("name"), decided.mapped("status"), strict=True))  # noqa: E731  # fmt: skip
        waits = {one.name: "open", three.name: "open", four.name: "open", two.name: "supervised"}  # fmt: skip
        self.assertEqual(status(), waits)
        three.action_finish("已印发")
        self.assertEqual(status(), {**waits, three.name: "supervised"})
        todo = meeting.register_id.sudo().activity_ids
        self.assertIn("2", todo.summary)
        self.close_year(**{four.name: "drop"})
        self.assertEqual(
            status(),
            {**waits, three.name: "supervised", four.name: "not_supervised"},
        )
        # it goes on as the same item: its task of the next year is what became of it
        self.at("2025-01-06")
        again = one.carried_to_id
        self.assertEqual(again.resolution_id, one.resolution_id)
        again.action_create_matters()
        again.matter_ids.write({"measures": "改造", "handler_id": self.worker_a.id})
        again.matter_ids.with_user(self.office_user).action_file()
        self.assertEqual(set(status().values()), {"supervised", "not_supervised"})
        self.assertFalse(meeting.register_id.sudo().activity_ids)

    @clause("LZU-3.1a", "PLUS-P1")
    def test_what_is_carried_over_is_called_by_its_year(self):
        """Also beside that year's own plan; a name that the office gave it stays."""
        plan = self.plan_2024()
        self.meeting(plan).action_hold()
        plan.action_approve()
        own = self.plan_2024(year=2025, child_ids=[])
        self.close_year()
        carried = plan.carried_to_id
        self.assertEqual(
            (carried.name, carried.display_name, own.name),
            ("2025 年度督查计划（2024年结转）",) * 2 + ("2025 年度督查计划",),
        )
        # as superuser: the step of the year after
        again = carried.sudo()._successor(None, None)
        self.assertEqual(again.name, "2026 年度督查计划（2024年结转）")
        again.name = "重点工作"
        self.assertEqual(again._successor(None, None).name, "重点工作")

    @clause("LZU-3.1b")
    def test_joint_meeting_is_convened_by_the_leader_in_charge(self):
        plan = self.plan_2024()
        for convener in (False, self.worker_a.id, self.leader.id, self.president.id):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.meeting(plan, convener_id=convener)
        meeting = (
            self.env["duban.lzu.meeting"]
            .with_user(self.office_user)
            .create({"plan_id": plan.id})
        )
        self.assertEqual(meeting.convener_id, self.office_leader)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            plan.action_approve()
        for name in ("unit_ids", "agenda", "minutes"):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.meeting(plan, **{name: False}).action_hold()
        # a meeting is prepared before its day, and held on it
        planned = self.meeting(plan, date="2024-02-27")
        with self.assertRaisesRegex(UserError, "future"), self.env.cr.savepoint():
            planned.action_hold()
        planned.unlink()
        first = plan.child_ids[0]
        part = self.meeting(plan, item_ids=[(6, 0, first.ids)])
        part.action_hold()
        with self.assertRaises(UserError) as error, self.env.cr.savepoint():
            plan.action_approve()
        self.assertIn(plan.child_ids[1].name, str(error.exception))
        rest = self.meeting(plan)
        rest.action_hold()
        # each item was decided by one meeting: the second one took what the first had left
        self.assertEqual(
            (part.item_ids, rest.item_ids), (first, plan.child_ids - first)
        )
        self.assert_refused(self.meeting(plan).action_hold)
        plan.action_approve()
        self.assertEqual(plan.date_approved.isoformat(), "2024-02-26")
        with self.assertRaises(UserError):
            part.write({"minutes": "改"})

    def test_who_sees_and_writes(self):
        plan = self.plan_2024()
        self.assertFalse(self.env["duban.goal"].with_user(self.worker_a).search([]))
        with self.assertRaises(AccessError):
            self.as_user(plan, self.worker_a).read(["year"])
        with self.assertRaises(AccessError):
            self.env["duban.goal"].with_user(self.worker_a).create(
                {"name": "计划", "level": "year", "year": 2025}
            )
        with self.assertRaises(AccessError):
            self.env["duban.goal"].with_user(self.office_user).create(
                {"name": "计划", "level": "year", "year": 2025, "state": "running"}
            )
        with self.assertRaises(AccessError):
            plan.write({"state": "running"})
        meeting = self.meeting(plan)
        meeting.action_hold()
        plan.action_approve()
        self.assertEqual(self.as_user(plan, self.worker_c).year, 2024)
        self.assertIn(
            plan.child_ids[0],
            self.env["duban.goal"].with_user(self.worker_c).search([]),
        )
        self.assertIn(
            meeting, self.env["duban.lzu.meeting"].with_user(self.worker_a).search([])
        )
        self.assertNotIn(
            meeting, self.env["duban.lzu.meeting"].with_user(self.worker_c).search([])
        )
        with self.assertRaises(AccessError):
            self.as_user(plan, self.worker_a).action_create_matters()

    @clause("CORE-19")
    def test_off_elsewhere(self):
        self.regulation.write(
            {
                "lzu_plan_enabled": False,
                "plan_line_enabled": False,
                "lzu_notice_enabled": False,
                "lzu_task_enabled": False,
            }
        )
        with self.assertRaises(UserError):
            self.plan_2024(name="计划")
        with self.assertRaises(UserError):
            self.env["duban.lzu.notice"].with_user(self.office_user).create(
                {"name": "x"}
            )
        matter = self.filed()
        with self.assertRaises(UserError):
            self.task(matter, self.worker_a)

    # -- internal to-dos

    def task(self, matter, user, **values):
        return (
            self.env["duban.lzu.task"]
            .with_user(user)
            .create(
                {
                    "matter_id": matter.id,
                    "name": "测量场地",
                    "user_id": user.id,
                    "date_deadline": "2024-03-08",
                    **values,
                }
            )
        )

    @clause("LZU-3.3c")
    def test_internal_todo_is_seen_by_the_own_unit_only(self):
        matter = self.accepted(co_unit_ids=[(6, 0, self.unit_b.ids)])
        task = self.task(matter, self.head_a, user_id=self.worker_a.id)
        self.assertEqual(task.department_id, self.unit_a)
        self.assertEqual(task.sudo().activity_ids.user_id, self.worker_a)
        self.assertEqual(
            task.sudo().activity_ids.date_deadline.isoformat(), "2024-03-08"
        )
        for user in (self.head_a, self.worker_a, self.liaison_a):
            self.assertEqual(
                self.env["duban.lzu.task"].with_user(user).search([]), task
            )
        for user in (
            self.worker_b,
            self.office_user,
            self.leader,
            self.secretary,
            self.admin,
            self.outsider,
        ):
            self.assertFalse(
                self.env["duban.lzu.task"].with_user(user).search([]), user.login
            )
            with self.assertRaises(AccessError):
                self.as_user(task, user).read(["name"])
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.task(matter, self.head_a, user_id=self.worker_b.id)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.task(matter, self.office_user)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            task.with_user(self.worker_a).write({"is_done": True})
        task.with_user(self.worker_a).action_done()
        self.assertTrue(task.is_done)
        self.assertFalse(task.sudo().activity_ids)
        own = self.task(matter, self.worker_b)
        self.assertEqual(own.department_id, self.unit_b)
        self.assertEqual(
            self.env["duban.lzu.task"].with_user(self.worker_b).search([]), own
        )

    @clause("PLUS-M1", "PLUS-M2")
    def test_the_joint_meeting_and_its_items_stand_in_the_register(self):
        plan = self.plan_2024()
        meeting = self.meeting(plan)
        self.assertFalse(meeting.register_id)
        meeting.action_hold()
        entered = meeting.register_id
        self.assertEqual(
            (entered.body_id.name, entered.date, len(entered.resolution_ids)),
            ("督查工作联席会议", meeting.date, 2),
        )
        self.assertEqual(set(entered.resolution_ids.mapped("status")), {"open"})
        self.assertEqual(
            entered.resolution_ids.mapped("name"), plan.child_ids.mapped("name")
        )
        plan.action_approve()
        plan.action_create_matters()
        self.assertEqual(set(entered.resolution_ids.mapped("status")), {"supervised"})
        self.assertEqual(entered.coverage, 1)
        task = plan.child_ids[1].matter_ids
        self.assertEqual(task.resolution_id, plan.child_ids[1].resolution_id)
        self.assertFalse(task.meeting_id)
        self.assertEqual(self.env["duban.lzu.meeting"]._enter_old_meetings(), 0)
        other = self.env["duban.meeting"].with_user(self.head_a)
        with self.assertRaises(AccessError):
            other.create({"body_id": entered.body_id.id, "date": "2024-02-26"})
