"""国际教育学院, articles 4 to 14: who supervises, what is supervised, assignment and plan."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from tests.clauses import clause

from .common import SieCommon


@tagged("post_install", "-at_install")
class TestSieAssignment(SieCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def scope_values(self, code, **values):
        """Values of a matter of another scope, decided by a college leader."""
        return {
            "source_category_id": self.category(code).id,
            "decision_body_id": False,
            "meeting_date": False,
            "source_leader_id": self.leader.id,
            "instruction_date": "2024-03-01",
            **values,
        }

    @clause("SIE-4.1a")
    def test_only_the_office_assigns_and_it_reminds(self):
        self.assertEqual(
            self.env["duban.label"]._word(self.regulation, "field:office_id"),
            "综合办公室",
        )
        matter = self.matter()
        for user in (self.worker_a, self.head_a, self.leader, self.admin):
            with self.assertRaises(AccessError), self.cr.savepoint():
                matter.with_user(user).action_assign()
        self.regulation.remind_before_days = 2
        matter = self.accepted(name="汉语水平考试", date_deadline="2024-03-06")
        for _run in range(2):
            with self.enter_registry_test_mode():
                self.env.ref("duban_supervision.ir_cron_patrol").method_direct_trigger()
            reminders = matter.sudo().reminder_ids.filtered(
                lambda row: row.kind == "due_soon"
            )
            self.assertEqual(len(reminders), 1)
            self.assertEqual(reminders.user_id, self.worker_a)
            self.assertEqual(str(reminders.day), "2024-03-06")

    @clause("SIE-5.1a")
    def test_basis_is_mandatory(self):
        matter = self.matter(basis=False)
        with self.assertRaisesRegex(UserError, "督办依据"):
            matter.action_assign()
        self.assertEqual(matter.state, "draft")

    @clause("SIE-5.1b")
    def test_content_is_locked_from_the_assignment_on(self):
        matter = self.assigned()
        for values in (
            {"content": "另一内容"},
            {"lead_unit_id": self.unit_b.id},
            {"name": "另一事项"},
            {"date_deadline": "2024-06-30"},
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                matter.with_user(self.office_user).write(values)
        self.env["duban.adjustment"].with_user(self.office_user).create(
            {
                "matter_id": matter.id,
                "ground": "第13次党政联席会调整",
                "content": "制定迎新方案",
            }
        )
        self.assertEqual(matter.content, "制定迎新方案")
        act = matter.sudo().act_ids.filtered(lambda row: row.action == "adjust")
        self.assertEqual(
            act.changes, {"content": ["制定迎新方案并组织实施", "制定迎新方案"]}
        )

    @clause("SIE-5.1b")
    def test_content_is_free_until_the_assignment(self):
        matter = self.matter().with_user(self.office_user)
        matter.action_file()
        self.assertEqual(matter.state, "filed")
        matter.content = "制定迎新方案、分工并组织实施"
        matter.action_assign()
        self.assert_refused(matter.write, {"content": "另一内容"})
        self.assertEqual(matter.content, "制定迎新方案、分工并组织实施")

    @clause("SIE-6.1")
    def test_exactly_one_lead_section(self):
        matter = self.matter(co_unit_ids=self.units(self.unit_b))
        leads = matter.unit_line_ids.filtered(lambda line: line.role == "lead")
        self.assertEqual(leads.department_id, self.unit_a)
        line = matter.unit_line_ids - leads
        with self.assertRaises(AccessError), self.cr.savepoint():
            line.with_user(self.office_user).role = "lead"
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            self.env["duban.matter.unit"].sudo().create(
                {
                    "matter_id": matter.id,
                    "role": "lead",
                    "department_id": self.unit_c.id,
                }
            )

    @clause("SIE-7.1")
    def test_unaccepted_assignments_are_reminded(self):
        matter = self.assigned()
        todo = self.todos(matter, kind="accept")
        self.assertEqual(todo.user_id, self.head_a)
        self.assertEqual(str(todo.date_deadline), "2024-03-07")
        self.at("2024-03-08")
        for _run in range(2):
            with self.enter_registry_test_mode():
                self.env.ref("duban_supervision.ir_cron_patrol").method_direct_trigger()
            todo = self.todos(matter, kind="accept")
            self.assertEqual(len(todo), 1)
            self.assertEqual(todo.state, "overdue")
            self.assertEqual(
                matter.sudo()
                .reminder_ids.filtered(lambda row: row.kind == "unaccepted")
                .user_id,
                self.head_a,
            )

    @clause("SIE-8.1a")
    def test_sensitive_matters_stay_with_the_office(self):
        matter = self.accepted(confidentiality="sensitive")
        for user in (self.outsider, self.office_user2, self.worker_b):
            self.assertFalse(
                self.env["duban.matter"]
                .with_user(user)
                .search([("id", "=", matter.id)])
            )
        self.assertEqual(matter.sudo().office_id, self.office)
        for values in (
            {"confidentiality": "classified"},
            {"is_petition": True},
            {"is_disciplinary": True},
        ):
            with (
                self.subTest(**values),
                self.assertRaises(UserError),
                self.cr.savepoint(),
            ):
                self.matter(**values)
        with self.assertRaises(UserError), self.cr.savepoint():
            matter.with_user(self.office_user).action_route("disciplinary", "理由")

    @clause("SIE-8.1b")
    def test_recusal_of_a_section_or_person(self):
        matter = self.matter()
        self.env["duban.recusal"].with_user(self.office_user).create(
            {
                "matter_id": matter.id,
                "department_id": self.unit_a.id,
                "ground": "科室与事项存在利益关系",
            }
        )
        with self.assertRaisesRegex(UserError, "教务处"):
            matter.action_assign()
        matter.with_user(self.office_user).lead_unit_id = self.unit_b
        matter.action_assign()
        self.assertEqual(matter.state, "assigned")
        other = self.assigned(name="汉语水平考试")
        self.env["duban.recusal"].with_user(self.worker_a).create(
            {"matter_id": other.id, "user_id": self.worker_a.id, "ground": "亲属参考"}
        )
        with self.assertRaises(AccessError):
            self.as_user(other, self.worker_a).read(["name"])

    @clause("SIE-9.1")
    def test_scope_1(self):
        category = self.category("annual_work")
        self.assertEqual(
            category.child_ids.mapped("name"),
            ["学校党政工作要点或相关规划", "学院当年工作计划"],
        )
        matter = self.matter(**self.scope_values("annual_work"))
        with self.assertRaisesRegex(UserError, "年度"):
            matter.action_assign()
        matter.write(
            {"plan_year": 2024, "source_kind_id": self.category("college_plan").id}
        )
        matter.action_assign()
        self.assertEqual(matter.state, "assigned")

    @clause("SIE-10.1")
    def test_scope_2(self):
        self.assertEqual(
            self.category("college_meeting").body_ids.mapped("name"),
            ["学院党委会", "党政联席会"],
        )
        with self.assertRaises(UserError), self.cr.savepoint():
            self.matter(decision_body_id=self.body("special_meeting").id)

    @clause("SIE-11.1")
    def test_scope_3(self):
        self.assertEqual(
            self.category("other_important").child_ids.mapped("name"),
            [
                "学校重要决策部署",
                "上级部门交办",
                "上级部门转办",
                "校领导批示交办",
                "学院专项工作会",
                "其他",
            ],
        )

    @clause("SIE-12.1")
    def test_four_scopes(self):
        scopes = self.regulation.category_ids.filtered(lambda row: not row.parent_id)
        self.assertEqual(len(scopes), 4)
        self.assertEqual(self.category("other").name, "学院其它需要督办的事项")
        matter = self.matter(**self.scope_values("other"))
        matter.action_assign()
        self.assertEqual(matter.state, "assigned")

    @clause("SIE-13.1a")
    def test_assigned_on_the_colleges_decision(self):
        for values in (
            {"decision_body_id": False},
            {"meeting_date": False},
            self.scope_values("other", source_leader_id=False),
            self.scope_values("other", source_leader_id=self.worker_b.id),
            self.scope_values("other", instruction_date=False),
        ):
            matter = self.matter(**values)
            with self.assertRaises(UserError), self.cr.savepoint():
                matter.action_assign()
            self.assertEqual(matter.state, "draft")
        with self.assertRaises(UserError), self.cr.savepoint():
            self.matter().action_submit_filing()
        matter = self.matter()
        matter.action_assign()
        self.assertEqual(matter.state, "assigned")
        self.assertEqual(str(matter.date_filed), "2024-03-04")
        self.assertEqual(matter.filed_by_id, self.office_user)
        self.assertFalse(matter.number)  # no pattern in the text (AMB-28)
        self.assertFalse(matter.approval_line_ids)
        self.regulation.number_pattern = "院督办〔{year}〕{n}号"
        other = self.matter(name="汉语水平考试")
        other.action_assign()
        self.assertEqual(other.number, "院督办〔2024〕1号")

    @clause("SIE-13.1b")
    def test_channels(self):
        self.assertEqual(
            self.option("channel").mapped("name"),
            ["学院综合信息管理系统", "下发通知", "电话", "短信", "其他"],
        )
        self.assertTrue(self.option("channel").list_id.is_open)
        matter = self.matter(channel_ids=[(5,)])
        with self.assertRaises(UserError), self.cr.savepoint():
            matter.action_assign()
        self.assertEqual(matter.state, "draft")
        matter.channel_ids = self.option("channel", "system")
        matter.action_assign()
        record = matter.record_ids
        self.assertEqual(record.channel_id.name, "学院综合信息管理系统")
        self.assertEqual(record.contact, "教务处")
        self.assertEqual(record.date.date().isoformat(), "2024-03-04")
        self.assertEqual(record.user_id, self.office_user)

    @clause("SIE-13.1c")
    def test_the_notice_states_subject_content_and_date(self):
        for name, label in (
            ("date_deadline", "办结时限"),
            ("content", "工作内容"),
            ("lead_unit_id", "承办科室"),
        ):
            matter = self.matter(**{name: False})
            with self.subTest(name), self.assertRaisesRegex(UserError, label):
                matter.action_assign()
        matter = self.matter(co_unit_none=False)
        with self.assertRaisesRegex(UserError, "配合科室"):
            matter.action_assign()

    @clause("SIE-13.1d")
    def test_records_of_the_assignment(self):
        phone = self.option("channel", "phone")
        matter = self.matter(channel_ids=[(6, 0, phone.ids)])
        with self.assertRaisesRegex(UserError, "电话"), self.cr.savepoint():
            matter.action_assign()
        self.assertEqual(matter.state, "draft")
        matter.channel_note = "3月4日10时电话通知教务处张老师"
        matter.action_assign()
        self.assertEqual(matter.record_ids.summary, "3月4日10时电话通知教务处张老师")
        minutes = self.file(matter, self.office_user, "会议纪要.pdf")
        record = (
            self.env["duban.record"]
            .with_user(self.office_user)
            .create(
                {
                    "matter_id": matter.id,
                    "kind_id": self.option("record_kind", "meeting").id,
                    "attachment_ids": [(4, minutes.id)],
                }
            )
        )
        self.assertEqual(record.attachment_ids, minutes)

    @clause("SIE-14.1a")
    def test_only_sections_of_the_college(self):
        university = self.env["res.company"].create({"name": "武汉理工大学"})
        outside = self.env["hr.department"].create(
            {"name": "校本科生院", "company_id": university.id}
        )
        with self.assertRaises(UserError), self.cr.savepoint():
            self.matter(lead_unit_id=outside.id)
        with self.assertRaises(UserError), self.cr.savepoint():
            self.matter(co_unit_ids=self.units(outside))
        matter = self.matter()
        with self.assertRaises(UserError), self.cr.savepoint():
            matter.with_user(self.office_user).lead_unit_id = outside

    @clause("SIE-14.1b")
    def test_the_section_head_confirms_the_truth(self):
        matter = self.accepted()
        self.assertEqual(matter.unit_head_id, self.head_a)
        matter.with_user(self.worker_a).result = "迎新方案已实施"
        with self.assertRaisesRegex(UserError, self.head_a.name):
            matter.with_user(self.worker_a).action_submit_result()
        with self.assertRaises(AccessError), self.cr.savepoint():
            matter.with_user(self.head_b).action_confirm_result()
        matter.with_user(self.head_a).action_confirm_result()
        self.assertEqual(matter.head_confirmed_by_id, self.head_a)
        matter.with_user(self.worker_a).result = "迎新方案已全部实施"
        self.assertFalse(matter.head_confirmed, "it is not what the head confirmed")
        self.assertEqual(self.todos(matter, kind="confirm").user_id, self.head_a)
        with self.assertRaisesRegex(UserError, self.head_a.name):
            matter.with_user(self.worker_a).action_submit_result()
        matter.with_user(self.head_a).result = "迎新方案已实施"
        matter.with_user(self.head_a).action_confirm_result()
        matter.with_user(self.worker_a).action_submit_result()
        self.assertEqual(matter.state, "result_submitted")

    @clause("SIE-14.1c")
    def test_the_lead_section_coordinates(self):
        matter = self.accepted(co_unit_ids=self.units(self.unit_b))
        values = {
            "matter_id": matter.id,
            "purpose": "coordination",
            "summary": "与后勤科商定住宿",
        }
        Record = self.env["duban.record"]
        self.assertTrue(Record.with_user(self.worker_a).create(values))
        with self.assertRaises(AccessError), self.cr.savepoint():
            Record.with_user(self.worker_b).create(values)

    @clause("SIE-14.1d")
    def test_plan_with_objective_milestones_and_handler(self):
        matter = self.assigned()
        worker = matter.with_user(self.worker_a)
        self.env["duban.plan.line"].with_user(self.worker_a).create(
            {"matter_id": matter.id, "name": "完成方案", "date": "2024-04-30"}
        )
        worker.handler_id = self.worker_a
        with self.assertRaisesRegex(UserError, "目标任务"):
            worker.action_accept()
        worker.write({"objective": "新生全部入住", "handler_id": False})
        with self.assertRaisesRegex(UserError, "具体承办人"):
            self.as_user(matter, self.head_a).action_accept()
        self.as_user(matter, self.head_a).handler_id = self.worker_a
        self.at("2024-04-15")
        self.as_user(matter, self.worker_a).action_accept()
        self.assertEqual(matter.state, "in_progress")
        self.assertFalse(matter.plan_late)
        # a milestone that moves afterwards leaves its line
        matter.plan_line_ids.with_user(self.worker_a).date = "2024-05-20"
        act = matter.sudo().act_ids.sorted("seq")[-1]
        self.assertEqual(
            (act.action, act.note, act.user_id),
            (
                "plan_changed",
                "完成方案 2024-04-30 → 完成方案 2024-05-20",
                self.worker_a,
            ),
        )
        bare = self.assigned(name="汉语水平考试")
        bare.with_user(self.worker_a).write(
            {"objective": "全部通过", "handler_id": self.worker_a.id}
        )
        with self.assertRaisesRegex(UserError, "工作计划"):
            bare.with_user(self.worker_a).action_accept()
