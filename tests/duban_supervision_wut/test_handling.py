"""武汉理工大学, articles 13 to 16, 19 to 21 and 23: assignment, handling, feedback."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause

from .common import WutCommon


@tagged("post_install", "-at_install")
class TestWutHandling(WutCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-05")

    def co_feedback(self, matter, user):
        return (
            self.env["duban.feedback"]
            .with_user(user)
            .create({"matter_id": matter.id, "kind": "co_unit", "name": "场地已腾空"})
        )

    # -- assignment

    @clause("WUT-13.1a")
    def test_channels(self):
        self.assertEqual(
            self.option("channel").mapped("name"),
            ["学校办公系统", "电话", "短信", "其他"],
        )
        matter = self.filed(channel_ids=[(5,)])
        with self.assertRaises(UserError), self.cr.savepoint():
            matter.action_assign()
        self.assertEqual(matter.state, "filed")
        phone, sms = self.option("channel", "phone"), self.option("channel", "sms")
        matter.channel_ids = phone | sms
        matter.action_assign()
        records = matter.record_ids.filtered(lambda row: row.purpose == "assignment")
        self.assertEqual(records.channel_id, phone | sms)
        self.assertEqual(set(records.mapped("contact")), {"教务处"})
        self.assertTrue(all(records.mapped("date")))
        self.assertTrue(self.option("channel").list_id.is_open)

    # -- plan and handling

    @clause("WUT-14.1a")
    def test_plan_with_objective_and_milestones_and_no_period(self):
        matter = self.assigned(date_deadline="2024-06-28", deadline_ground="会议明确")
        self.at("2024-04-10")
        worker = matter.with_user(self.worker_a)
        plan = {"matter_id": matter.id, "name": "完成招标"}
        line = self.env["duban.plan.line"].with_user(self.worker_a).create(plan)
        with self.assertRaisesRegex(UserError, "目标任务"):
            worker.action_accept()
        worker.objective = "机房全部更新"
        with self.assertRaisesRegex(UserError, "date|时间节点"):
            worker.action_accept()
        line.with_user(self.worker_a).date = "2024-05-31"
        worker.action_accept()
        self.assertEqual(matter.state, "in_progress")
        self.assertFalse(matter.date_plan_due)
        self.assertFalse(matter.plan_late)

    @clause("WUT-14.1b")
    def test_only_the_lead_unit_reports_progress(self):
        matter = self.accepted(co_unit_ids=self.units(self.unit_b))
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.feedback(matter, self.worker_b)
        feedback = self.feedback(matter, self.worker_a)
        self.assertEqual(feedback.name, "已完成招标")
        self.assertEqual(feedback.department_id, self.unit_a)

    @clause("WUT-15.1a")
    def test_days_since_the_last_progress(self):
        matter = self.accepted(date_deadline="2024-06-28", deadline_ground="会议明确")
        self.feedback(matter)
        self.at("2024-03-25")
        matter.invalidate_recordset()
        self.assertEqual(matter.days_without_progress, 20)

    @clause("WUT-15.1b")
    def test_urging_of_what_does_not_move(self):
        matter = self.accepted(date_deadline="2024-06-28", deadline_ground="会议明确")
        Matter = self.env["duban.matter"].with_user(self.office_user)
        stalled = [("is_stalled", "=", True), ("id", "=", matter.id)]
        self.at("2024-03-19")
        self.assertFalse(Matter.search(stalled))
        self.at("2024-03-20")
        matter.invalidate_recordset()
        self.assertTrue(matter.is_stalled)
        self.assertTrue(Matter.search(stalled))
        self.feedback(matter)
        matter.invalidate_recordset()
        self.assertFalse(Matter.search(stalled))
        matter.with_user(self.office_user).stalled_mark = True
        self.assertTrue(Matter.search(stalled))
        for content in (None, "  "):
            with self.assertRaises(UserError), self.cr.savepoint():
                matter.with_user(self.office_user).action_urge(content)
        with self.assertRaises(AccessError), self.cr.savepoint():
            matter.with_user(self.worker_a).action_urge("请抓紧")
        record = matter.with_user(self.office_user).action_urge(
            "请于本周内反馈", channel_id=self.option("channel", "phone").id
        )
        self.assertEqual(matter.urging_count, 1)
        self.assertEqual(record.summary, "请于本周内反馈")
        self.assertEqual(record.channel_id.name, "电话")
        self.assertEqual(record.person_id, self.head_a)
        self.assertTrue(record.date)
        self.assertEqual(self.todos(matter, kind="urging").user_id, self.worker_a)

    @clause("WUT-16.1a")
    def test_the_lead_unit_reports_the_result(self):
        matter = self.accepted()
        with self.assertRaisesRegex(UserError, "执行情况"):
            matter.with_user(self.head_a).action_submit_result()
        matter.with_user(self.worker_a).result = "已全部更新"
        matter.with_user(self.head_a).action_submit_result()
        self.assertEqual(matter.state, "result_submitted")
        self.assertEqual(self.todos(matter, kind="review").user_id, self.office_user)

    # -- records

    @clause("WUT-19.1a")
    def test_kinds_of_supervision_are_an_open_list(self):
        names = self.option("record_kind").mapped("name")
        for name in ("口头提醒", "书面通知", "走访协调", "会议协商"):
            self.assertIn(name, names)
        option = (
            self.env["duban.option"]
            .with_user(self.admin)
            .create(
                {
                    "list_id": self.option("record_kind").list_id.id,
                    "code": "video",
                    "name": "视频会商",
                }
            )
        )
        self.assertIn(option, self.option("record_kind"))

    @clause("WUT-19.1b")
    def test_records_or_minutes(self):
        matter = self.accepted()
        Record = self.env["duban.record"].with_user(self.office_user)
        values = {
            "matter_id": matter.id,
            "kind_id": self.option("record_kind", "meeting").id,
        }
        with self.assertRaises(UserError), self.cr.savepoint():
            Record.create(values)
        minutes = self.file(matter, self.office_user, "纪要.pdf")
        self.assertTrue(Record.create({**values, "attachment_ids": [(4, minutes.id)]}))
        self.assertTrue(Record.create({**values, "summary": "商定场地"}))
        values["kind_id"] = self.option("record_kind", "visit").id
        with self.assertRaises(UserError), self.cr.savepoint():
            Record.create({**values, "attachment_ids": [(4, minutes.id)]})

    # -- people

    @clause("WUT-20.1a")
    def test_one_liaison_per_unit(self):
        matter = self.assigned()
        self.assertEqual(matter.liaison_id, self.liaison_a)
        self.unit_a.liaison_id = self.worker_a
        rows = self.unit_a.liaison_ids
        ended = rows.filtered("date_to")
        self.assertEqual(ended.user_id, self.liaison_a)
        self.assertEqual(str(ended.date_to), "2024-03-05")
        self.assertEqual((rows - ended).user_id, self.worker_a)
        self.assertEqual(len(rows - ended), 1)
        self.assertEqual(matter.liaison_id, self.worker_a)
        self.assertEqual(self.todos(matter, kind="accept").user_id, self.worker_a)
        draft = self.matter(
            lead_unit_id=self.unit_c.id, co_unit_ids=self.units(self.unit_b)
        )
        self.assertIn("科研处", draft.liaison_warning)
        self.assertIn("后勤处", draft.liaison_warning)
        self.assertFalse(matter.liaison_warning)
        # one who left is none
        self.worker_a.with_user(self.env.ref("base.user_root")).action_archive()
        self.assertIn("教务处", matter.liaison_warning)

    @clause("WUT-20.1b")
    def test_the_liaison_receives_divides_and_reminds(self):
        self.unit_b.liaison_id = self.worker_b
        matter = self.assigned(
            co_unit_ids=self.units(self.unit_b),
            date_deadline="2024-06-28",
            deadline_ground="会议明确",
        )
        self.assertEqual(self.todos(matter, kind="accept").user_id, self.liaison_a)
        self.assertEqual(self.todos(matter, kind="co_feedback").user_id, self.worker_b)
        line = matter.unit_line_ids.filtered(lambda row: row.role == "co")
        # 分办: the liaison states the co-unit's task and its date.
        line.with_user(self.liaison_a).write(
            {"task": "腾空机房", "report_due": "2024-04-12"}
        )
        matter._reconcile_todos()
        self.assertEqual(
            str(self.todos(matter, kind="co_feedback").date_deadline), "2024-04-12"
        )
        for user in (self.worker_b, self.outsider):
            with self.assertRaises(AccessError), self.cr.savepoint():
                line.with_user(user).action_remind("请抓紧")
        # 催办 between the units: stored, and not counted as urging by the office.
        record = line.with_user(self.liaison_a).action_remind("请于周五前腾空机房")
        self.assertEqual(record.purpose, "remind_co")
        self.assertEqual(record.user_id, self.liaison_a)
        self.assertEqual(record.person_id, self.worker_b)
        self.assertEqual(record.contact, "后勤处")
        self.assertEqual(matter.urging_count, 0)
        self.assertEqual(self.as_user(record, self.worker_b).summary, record.summary)

    @clause("WUT-21.1a")
    def test_the_head_confirms_the_truth(self):
        matter = self.accepted()
        with self.assertRaisesRegex(UserError, "执行情况"):
            matter.with_user(self.head_a).action_confirm_result()
        matter.with_user(self.worker_a).result = "已全部更新"
        with self.assertRaisesRegex(UserError, self.head_a.name):
            matter.with_user(self.worker_a).action_submit_result()
        for user in (self.worker_a, self.head_b, self.office_user):
            with self.assertRaises(AccessError), self.cr.savepoint():
                matter.with_user(user).action_confirm_result()
        matter.with_user(self.head_a).action_confirm_result()
        self.assertFalse(self.todos(matter, kind="confirm"))
        # What is written after that is not what the head vouched for.
        matter.with_user(self.worker_a).result = "已更新三间"
        self.assertFalse(matter.head_confirmed)
        self.assertEqual(self.todos(matter, kind="confirm").user_id, self.head_a)
        with self.assertRaisesRegex(UserError, self.head_a.name):
            matter.with_user(self.worker_a).action_submit_result()
        matter.with_user(self.head_a).action_confirm_result()
        matter.with_user(self.worker_a).action_submit_result()
        self.assertEqual(matter.state, "result_submitted")
        self.assertEqual(matter.head_confirmed_by_id, self.head_a)
        # The setting can be switched off.
        self.regulation.head_confirmation_required = False
        other = self.accepted(name="更新空调")
        other.with_user(self.worker_a).result = "已更新"
        other.with_user(self.worker_a).action_submit_result()
        self.assertEqual(other.state, "result_submitted")

    @clause("WUT-21.1b")
    def test_the_lead_unit_coordinates(self):
        matter = self.accepted(co_unit_ids=self.units(self.unit_b))
        Record = self.env["duban.record"]
        values = {
            "matter_id": matter.id,
            "purpose": "coordination",
            "summary": "与后勤处商定进场时间",
        }
        record = Record.with_user(self.worker_a).create(values)
        self.assertEqual(record.user_id, self.worker_a)
        with self.assertRaises(AccessError), self.cr.savepoint():
            Record.with_user(self.worker_b).create(values)

    @clause("WUT-21.1c")
    def test_late_co_units_are_visible_to_the_office(self):
        matter = self.accepted(
            co_unit_ids=self.units(self.unit_b, self.unit_c),
            date_deadline="2024-06-28",
            deadline_ground="会议明确",
        )
        lines = matter.unit_line_ids.filtered(lambda row: row.role == "co")
        lines.with_user(self.worker_a).write({"report_due": "2024-03-15"})
        self.at("2024-03-15")
        self.co_feedback(matter, self.worker_c)
        self.at("2024-03-18")
        late = self.co_feedback(matter, self.worker_b)
        self.assertTrue(late.is_late)
        by_unit = {
            line.department_id: self.as_user(line, self.office_user).is_late
            for line in lines
        }
        self.assertEqual(by_unit, {self.unit_b: True, self.unit_c: False})

    # -- feedback

    @clause("WUT-23.1a")
    def test_marks_of_untruthful_feedback(self):
        self.assertEqual(
            self.option("feedback_mark").mapped("name"), ["虚报", "延报", "漏报"]
        )
        matter = self.accepted()
        feedback = self.feedback(matter)
        with self.assertRaises(AccessError), self.cr.savepoint():
            feedback.with_user(self.worker_a).action_mark("false")
        with self.assertRaises(UserError), self.cr.savepoint():
            feedback.with_user(self.office_user).action_mark("unknown")
        feedback.with_user(self.office_user).action_mark("false")
        marked = self.env["duban.feedback"]._read_group(
            [("mark_id.code", "=", "false"), ("company_id", "=", self.company.id)],
            ["department_id"],
            ["__count"],
        )
        self.assertEqual(marked, [(self.unit_a, 1)])
        # another mark, and none: the trail says what stood there before
        for code, change in (("delayed", ["虚报", "延报"]), (None, ["延报", None])):
            feedback.with_user(self.office_user).action_mark(code)
            act = matter.sudo().act_ids.sorted("seq")[-1]
            self.assertEqual(act.changes, {"mark_id": change})

    @clause("WUT-23.1b")
    def test_urgent_matters_are_reported_at_once(self):
        matter = self.assigned(is_urgent=True)
        todo = self.todos(matter, kind="feedback")
        self.assertEqual(len(todo), 1)
        self.assertEqual(todo.user_id, self.liaison_a)
        self.assertEqual(str(todo.date_deadline), "2024-03-05")
        feedback = self.feedback(matter)
        self.assertFalse(feedback.is_late)
        self.assertFalse(self.todos(matter, kind="feedback"))

    @clause("WUT-23.1b")
    def test_what_becomes_urgent_later_is_reported_from_then_on(self):
        """Assigned on 03-05, urgent since 03-20: nothing is late before, and what was told before is not enough."""
        for told in (False, True):
            with self.subTest(told=told):
                self.at("2024-03-05")
                matter = self.accepted()
                if told:
                    self.at("2024-03-10")
                    self.feedback(matter)
                self.at("2024-03-20")
                matter.with_user(self.office_user).is_urgent = True
                self.assertFalse(matter.sudo()._missed_feedback_dates())
                todo = self.todos(matter, kind="feedback")
                self.assertEqual(str(todo.date_deadline), "2024-03-20")
                self.at("2024-03-21")
                missed = matter.sudo()._missed_feedback_dates()
                self.assertEqual([str(day) for day in missed], ["2024-03-20"])
                row = self.feedback(matter)
                self.assertEqual((str(row.date_due), row.is_late), ("2024-03-20", True))
                self.assertFalse(self.todos(matter, kind="feedback"))
        # ticked before the assignment it counts from there
        self.at("2024-03-05")
        matter = self.filed(is_urgent=True)
        self.at("2024-03-07")
        matter.action_assign()
        todo = self.todos(matter, kind="feedback")
        self.assertEqual(str(todo.date_deadline), "2024-03-07")

    @clause("WUT-23.1b", "WUT-17.1", "CORE-20")
    def test_what_is_reopened_is_reported_from_then_on(self):
        """Its result had answered what was owed; refuted, the urgent matter is reported at once again."""
        matter = self.accepted()
        self.feedback(matter)
        self.at("2024-03-07")
        matter.with_user(self.office_user).is_urgent = True
        self.at("2024-03-08")
        self.closed(matter)
        self.at("2024-09-02")
        self.recheck(matter, "recheck").action_record("failed", "未落实", "2024-09-30")
        todo = self.todos(matter, kind="feedback")
        self.assertEqual(
            [str(day) for day in todo.mapped("date_deadline")], ["2024-09-02"]
        )
        self.assertFalse(matter.sudo()._missed_feedback_dates())
        self.feedback(matter)
        self.assertFalse(self.todos(matter, kind="feedback"))

    @clause("WUT-23.1c")
    def test_long_matters_are_reported_by_stages(self):
        matter = self.matter(
            is_long_cycle=True,
            date_deadline="2024-12-20",
            deadline_ground="会议明确",
            plan_line_ids=[
                (0, 0, {"name": name, "date": date})
                for name, date in (
                    ("招标", "2024-05-31"),
                    ("安装", "2024-08-30"),
                    ("验收", "2024-11-29"),
                )
            ],
        )
        matter.action_file()
        matter.action_assign()
        todos = self.todos(matter, kind="feedback").sorted("date_deadline")
        self.assertEqual(
            [str(todo.date_deadline) for todo in todos],
            ["2024-05-31", "2024-08-30", "2024-11-29"],
        )
        worker = matter.with_user(self.worker_a)
        worker.objective = "全部更新"
        worker.action_accept()
        self.assertEqual(len(self.todos(matter, kind="feedback")), 3)
        self.feedback(matter, plan_line_id=matter.plan_line_ids.sorted("date")[0].id)
        self.assertEqual(len(self.todos(matter, kind="feedback")), 2)

    @clause("WUT-23.1d")
    def test_the_lead_unit_summarises_its_co_units(self):
        matter = self.accepted(co_unit_ids=self.units(self.unit_b, self.unit_c))
        self.co_feedback(matter, self.worker_b)
        head = matter.with_user(self.head_a)
        head.write({"result": "已全部更新", "co_summary": "后勤处已腾空场地"})
        with self.assertRaisesRegex(UserError, "科研处") as error:
            head.action_submit_result()
        self.assertNotIn("后勤处", str(error.exception))
        line = matter.unit_line_ids.filtered(
            lambda row: row.department_id == self.unit_c
        )
        with self.assertRaises(UserError), self.cr.savepoint():
            line.with_user(self.head_a).action_explain(" ")
        with self.assertRaises(AccessError), self.cr.savepoint():
            line.with_user(self.worker_c).action_explain("无需反馈")
        line.with_user(self.head_a).action_explain("科研处无机房")
        head.co_summary = False
        with self.assertRaisesRegex(UserError, "配合单位反馈汇总"):
            head.action_submit_result()
        head.co_summary = "后勤处已腾空场地；科研处无机房"
        head.action_submit_result()
        self.assertEqual(matter.state, "result_submitted")

    @clause("WUT-23.1e")
    def test_the_office_reviews_strictly(self):
        matter = self.accepted()
        feedback = self.feedback(matter)
        office = feedback.with_user(self.office_user)
        with self.assertRaises(UserError), self.cr.savepoint():
            office.action_return_feedback(" ")
        with self.assertRaises(AccessError), self.cr.savepoint():
            feedback.with_user(self.worker_a).action_accept_feedback()
        office.action_return_feedback("结论不准确")
        self.assertEqual(matter.return_count, 1)
        seen = self.as_user(feedback, self.worker_a)
        self.assertEqual(seen.review_note, "结论不准确")
        self.assertEqual(seen.review_state, "returned")
        self.submitted(matter)
        with self.assertRaises(UserError), self.cr.savepoint():
            matter.with_user(self.office_user).action_return_result("")
        matter.with_user(self.office_user).action_return_result("缺少验收材料")
        self.assertEqual(matter.state, "in_progress")
        self.assertEqual(matter.return_count, 2)
        act = self.as_user(matter, self.worker_a).act_ids.filtered(
            lambda row: row.action == "return_result"
        )
        self.assertEqual(act.note, "缺少验收材料")
