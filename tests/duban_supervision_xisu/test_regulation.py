"""Articles 2 to 8（一） of the regulation: sources, forms, who files what."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from tests.clauses import clause

from .common import XisuCommon


@tagged("post_install", "-at_install")
class TestRegulation(XisuCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    # -- 第二至五条

    @clause("XISU-2.1")
    def test_records_carry_problem_and_coordination(self):
        matter, other = self.accepted(), self.accepted()
        record = self.record(
            matter, problem="设备未到货", coordination_result="供应商承诺下周到货"
        )
        self.record(other)
        Matter = self.env["duban.matter"].with_user(self.office_user)
        # the filter of the screen itself
        domain = [*self.filter("open_problem"), ("company_id", "=", self.company.id)]
        self.assertEqual(Matter.search(domain), matter)
        with self.assertRaises(AccessError), self.cr.savepoint():
            record.with_user(self.worker_a).problem_solved = True
        record.problem_solved = True
        self.assertFalse(Matter.search(domain))

    @clause("XISU-3.2")
    def test_emphasis(self):
        key = self.filed(
            is_key=True,
            is_long_cycle=True,
            is_difficult=True,
            co_unit_ids=[(6, 0, self.unit_b.ids)],
        )
        plain = self.filed()
        Matter = self.env["duban.matter"].with_user(self.office_user)
        both = [("id", "in", (key | plain).ids)]
        for name in ("is_key", "is_long_cycle", "is_difficult", "several_units"):
            with self.subTest(filter=name):
                self.assertEqual(Matter.search([*both, *self.filter(name)]), key)
        self.assertTrue(self.search_view().xpath("//filter[@name='group_key']"))
        groups = dict(Matter._read_group(both, ["is_key"], ["__count"]))
        self.assertEqual(groups, {True: 1, False: 1})
        self.assertEqual((key.unit_count, plain.unit_count), (2, 1))

    @clause("XISU-3.2", "XISU-3.4")
    def test_the_office_marks_weight_and_urgency_on_the_form(self):
        form = Form(self.matter().with_user(self.office_user))
        form.is_key = form.is_long_cycle = form.is_difficult = True
        form.priority = "2"
        matter = form.save()
        self.assertEqual(
            (matter.is_key, matter.is_long_cycle, matter.is_difficult, matter.priority),
            (True, True, True, "2"),
        )

    @clause("XISU-4.1")
    def test_only_the_office_acts_for_the_office(self):
        matter = self.filed()
        self.assertEqual(matter.office_id, self.office)
        matter.action_assign()
        for user in (self.worker_a, self.head_a):
            with self.assertRaises(AccessError):
                self.env["duban.matter"].with_user(user).create(self.values())
            with self.assertRaises(AccessError):
                matter.with_user(user).action_urge("请抓紧")
            with self.assertRaises(AccessError):
                self.record(matter, user=user)
        second = self.filed()
        # a user of the lead unit may not even read it before its assignment
        for user in (self.worker_a, self.head_a, self.leader, self.admin):
            with self.assertRaises(AccessError):
                second.with_user(user).action_assign()
        self.assertEqual(second.state, "filed")
        matter = self.submitted()
        for action in ("action_pass_review", "action_close"):
            with self.assertRaises(UserError):
                getattr(matter.with_user(self.worker_a), action)()
        self.assertEqual(matter.state, "result_submitted")
        self.assertFalse(matter.review_passed)

    @clause("XISU-5.1a")
    def test_lead_unit_is_a_unit_of_the_university(self):
        matter = self.matter(lead_unit_id=False)
        self.refused(matter.action_file, "承办单位")
        elsewhere = self.env["hr.department"].create(
            {
                "name": "外校",
                "company_id": self.env["res.company"].create({"name": "外校"}).id,
            }
        )
        self.refused(lambda: self.matter(lead_unit_id=elsewhere.id))
        self.assertEqual(matter.state, "draft")

    @clause("XISU-5.1b")
    def test_head_of_the_unit_is_first_responsible(self):
        matter = self.assigned()
        self.assertEqual(matter.unit_head_id, self.head_a)
        self.assertEqual(matter._label("unit_head_id"), "负责人")
        self.assertEqual(
            self.todos(matter, self.head_a, "accept").date_deadline.isoformat(),
            "2024-03-11",
        )
        # when it is overdue the head is told, though a handler does the work
        self.plan(matter, "2024-03-18")
        matter.with_user(self.worker_a).action_accept()
        self.assertFalse(self.todos(matter, self.head_a))
        self.at("2024-03-19")
        self.patrol()
        self.assertTrue(self.todos(matter, self.head_a, "overdue"))

    # -- 第六条

    def test_categories(self):
        """Kept apart from the clauses below: the five in the order of the text."""
        self.assertEqual(
            self.regulation.category_ids.sorted("sequence").mapped("code"),
            [
                "superior_deployment",
                "annual_work_points",
                "meeting_decision",
                "leader_instruction",
                "other",
            ],
        )

    @clause("XISU-6.1")
    def test_superior_deployment(self):
        category = self.category("superior_deployment")
        self.assertEqual(category.name, "上级重要部署要求")
        matter = self.filed(
            source_category_id=category.id, source_document="教高〔2024〕1号"
        )
        self.assertIn("教高〔2024〕1号", matter.source_display)

    @clause("XISU-6.2")
    def test_annual_work_points_need_their_year(self):
        category = self.category("annual_work_points")
        self.assertEqual(category.name, "学校年度工作要点")
        self.refused(lambda: self.matter(source_category_id=category.id))
        matter = self.matter(source_category_id=category.id, plan_year=2024)
        self.refused(lambda: matter.write({"plan_year": False}))
        matter.action_file()
        self.assertEqual(matter.plan_year, 2024)

    @clause("XISU-6.3")
    def test_meeting_decision(self):
        category = self.category("meeting_decision")
        self.assertEqual(
            category.body_ids.sorted("sequence").mapped("name"),
            ["党委会", "校长办公会", "专题会"],
        )
        matter = self.matter(source_category_id=category.id)
        self.refused(matter.action_file, "会议")
        with self.assertRaises(ValidationError), self.cr.savepoint():
            matter.decision_body_id = self.body("superior")
        matter.write(
            {
                "decision_body_id": self.body("president_meeting").id, "meeting_date": "2024-03-01",
                "source_item": "第二项", "minutes_number": "院办发〔2024〕5号",
            }
        )  # fmt: skip
        matter.action_file()
        self.assertEqual(matter.state, "filed")
        for text in ("校长办公会", "第二项", "院办发〔2024〕5号"):
            self.assertIn(text, matter.source_display)

    @clause("XISU-6.4")
    def test_leader_instruction(self):
        category = self.category("leader_instruction")
        self.assertEqual(category.name, "学校领导批示、交办事项")
        matter = self.matter(
            source_category_id=category.id, leader_instruction="请教务处抓紧落实"
        )
        self.refused(matter.action_file, "批示、交办的学校领导")
        matter.source_leader_id = self.leader
        matter.leader_instruction = False
        self.refused(matter.action_file, "批示、交办内容")
        matter.leader_instruction = "请教务处抓紧落实"
        matter.action_file()
        self.assertEqual(matter.state, "filed")

    @clause("XISU-6.5")
    def test_five_sources(self):
        self.assertEqual(len(self.regulation.category_ids), 5)
        self.assertEqual(self.category("other").name, "其他重要事项")
        self.refused(self.matter(basis=False).action_file, "督办依据")

    def test_screen_shows_what_the_category_asks_for(self):
        asked = {
            "annual_work_points": {"plan_year"},
            "meeting_decision": {"decision_body_id", "meeting_date"},
            "leader_instruction": {"source_leader_id", "leader_instruction"},
        }
        every = set.union(*asked.values())
        for code in self.regulation.category_ids.mapped("code"):
            matter = self.env["duban.matter"].new(
                {
                    "regulation_id": self.regulation.id,
                    "source_category_id": self.category(code).id,
                }
            )
            shown = {name for name in every if f"field:{name}" in matter.features}
            self.assertEqual(shown, asked.get(code, set()), code)

    # -- 第七条

    @clause("XISU-7.1a")
    def test_three_forms(self):
        forms = self.env["duban.option"]._get(self.regulation, "form")
        self.assertEqual(
            forms.sorted("sequence").mapped("name"),
            ["定期督办", "专项督办", "联合督办"],
        )
        self.refused(
            self.matter(form_id=False, joint_unit_ids=False).action_file, "督办形式"
        )
        with self.assertRaises(UserError), self.cr.savepoint():
            self.env["duban.option"].with_user(self.admin).create(
                {"list_id": forms[0].list_id.id, "code": "more", "name": "其他督办"}
            )

    @clause("XISU-7.1b")
    def test_periodic_supervision_reminds_the_office(self):
        matter = self.matter(
            form_id=self.option("form", "periodic").id,
            joint_unit_ids=False,
            date_deadline="2024-12-31",
            deadline_ground="年度工作要点",
        )
        self.refused(matter.action_file)
        matter.period_months = 1
        matter.action_file()
        matter.action_assign()
        self.plan(matter, "2024-12-01")
        matter.with_user(self.worker_a).action_accept()
        self.at("2024-04-04")
        for _run in range(2):
            self.patrol()
            todo = self.todos(matter, self.office_user)
            self.assertEqual((len(todo), str(todo.date_deadline)), (1, "2024-04-04"))
        # what the lead unit and a joint department record is no look of the office
        self.env["duban.record"].with_user(self.worker_a).create(
            {
                "matter_id": matter.id,
                "purpose": "coordination",
                "summary": "与后勤处商定进场时间",
            }
        )
        matter.joint_unit_ids = self.organisation
        self.record(matter, user=self.organisation_user)
        self.assertEqual(
            str(self.todos(matter, self.office_user).date_deadline), "2024-04-04"
        )
        # the record of the office's look answers it, the next one is a month later
        self.record(matter)
        self.assertEqual(
            str(self.todos(matter, self.office_user).date_deadline), "2024-05-04"
        )

    @clause("XISU-7.1c")
    def test_special_supervision_needs_its_limit(self):
        matter = self.matter(
            form_id=self.option("form", "special").id, joint_unit_ids=False
        )
        self.refused(matter.action_file, "专项督办", "办结期限")
        matter.write(
            {"date_deadline": "2024-03-31", "deadline_ground": "上级文件规定的期限"}
        )
        matter.action_file()
        matter.action_assign()
        self.assertEqual(str(matter.date_deadline), "2024-03-31")
        self.assertFalse(self.todos(matter, self.office_user), "no recurring to-do")

    @clause("XISU-7.1d")
    def test_joint_supervision_needs_a_department(self):
        matter = self.matter(joint_unit_ids=False)
        self.refused(matter.action_file, "联合督办部门")
        matter.joint_unit_ids = self.unit_c
        matter.action_file()
        matter.action_assign()
        seen = self.as_user(matter, self.worker_c)
        self.assertEqual(seen.name, "更新教学用机房")
        record = self.record(matter, user=self.worker_c, summary="联合检查施工进度")
        self.assertIn(record, self.as_user(matter, self.office_user).record_ids)
        with self.assertRaises(AccessError):
            self.record(matter, user=self.outsider)

    # -- 第八条（一）

    @clause("XISU-8.0")
    def test_steps_cannot_be_skipped(self):
        matter = self.filed()
        worker = matter.sudo().with_user(self.worker_a)
        self.assertEqual(matter.state, "filed")
        for user in (self.worker_a, self.office_user):
            with self.assertRaises(UserError), self.cr.savepoint():
                matter.with_user(user).action_submit_result()
        self.assertEqual(worker.sudo().state, "filed")
        states = [row[0] for row in matter._fields["state"].selection]
        self.assertIn("filing_approval", states)
        # neither filing approval (S2) nor closing approval (S7) is ever entered
        self.refused(self.matter().action_submit_filing)
        self.assertFalse(
            [
                step
                for step in matter._rules()["steps"]
                if step["purpose"] in ("filing", "closing")
            ]
        )
        closed = self.closed()
        passed = [
            act.state_to
            for act in closed.sudo().act_ids.sorted("seq")
            if act.state_to != act.state_from and act.state_to
        ]
        self.assertEqual(
            passed, ["filed", "assigned", "in_progress", "result_submitted", "closed"]
        )

    @clause("XISU-8.1a")
    def test_the_office_files_alone(self):
        for category, values in (
            ("superior_deployment", {}),
            ("annual_work_points", {"plan_year": 2024}),
            (
                "meeting_decision",
                {
                    "decision_body_id": self.body("party_committee").id,
                    "meeting_date": "2024-03-01",
                },
            ),
            (
                "leader_instruction",
                {"source_leader_id": self.leader.id, "leader_instruction": "请抓紧"},
            ),
            ("other", {}),
        ):
            with self.subTest(category=category):
                matter = self.matter(
                    source_category_id=self.category(category).id, **values
                )
                matter.action_file()
                self.assertEqual(matter.state, "filed")
                self.assertFalse(matter.approval_line_ids)
        draft = self.matter(basis=False)
        self.refused(draft.action_file, "督办依据")
        self.assertFalse(draft.number)

    @clause("XISU-8.1b")
    def test_elements_of_filing(self):
        for name, label in (("content", "督办内容"), ("lead_unit_id", "承办单位")):
            matter = self.matter(**{name: False})
            self.refused(matter.action_file, label)
            self.assertEqual(matter.state, "draft")
        # the due date may be left to the rule, co-units may be absent
        matter = self.filed()
        self.assertFalse(matter.date_deadline)
        self.assertFalse(matter.co_unit_ids)
        self.assertEqual(matter.deadline_text, "交办后10个工作日")

    @clause("XISU-8.1d")
    def test_checklist(self):
        self.assertFalse(self.regulation.filing_checklist_required)
        self.filed()
        self.regulation.with_user(self.admin).filing_checklist_required = True
        matter = self.matter(check_accuracy=True, check_timeliness=True)
        self.refused(matter.action_file)
        self.assertEqual(matter.state, "draft")
        matter.check_operability = True
        matter.action_file()
        self.assertEqual(matter.state, "filed")

    @clause("XISU-10.1")
    def test_responsibility(self):
        for name, label in (
            ("objective", "目标任务"),
            ("content", "督办内容"),
            ("lead_unit_id", "承办单位"),
        ):
            self.refused(self.matter(**{name: False}).action_file, label)
        self.unit_a.manager_id = False
        self.refused(self.matter().action_file, "负责人", "教务处")
        self.unit_a.manager_id = self.employee_of(self.head_a)
        matter = self.assigned()
        self.plan(matter, "2024-03-18")
        matter.with_user(self.worker_a).handler_id = False
        self.refused(matter.with_user(self.worker_a).action_accept, "承办人")
        self.assertEqual(matter.state, "assigned")
        matter.with_user(self.head_a).handler_id = self.worker_a
        matter.with_user(self.head_a).action_accept()
        self.assertEqual(
            (matter.state, matter.handler_id), ("in_progress", self.worker_a)
        )
