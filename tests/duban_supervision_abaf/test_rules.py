"""第一章至第三章, 第十三条: who, what, categories, modes; 第二十一条: secrecy."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from tests.clauses import clause

from .common import AbafCommon


@tagged("post_install", "-at_install")
class TestRules(AbafCommon):
    @clause("ABAF-2.1")
    def test_one_office(self):
        matter = self.matter()
        self.assertEqual(matter.office_id.name, "党政办公室")
        self.assertEqual(
            self.env["duban.label"]._word(self.regulation, "field:office_id"),
            "党政办公室",
        )

    @clause("ABAF-3.1")
    def test_principals_see_all(self):
        self.at("2023-06-01")
        matters = self.assigned() | self.assigned(
            name="科研经费", lead_unit_id=self.unit_c.id
        )
        secret = self.filed(name="敏感事项", confidentiality="sensitive")
        everything = self.env["duban.matter"].search_count(
            [("company_id", "=", self.company.id), ("confidentiality", "=", "normal")]
        )
        for principal in (self.secretary, self.president):
            self.env.invalidate_all()
            Matter = self.env["duban.matter"].with_user(principal)
            own = Matter.search([("company_id", "=", self.company.id)])
            self.assertEqual(own & matters, matters)
            self.assertEqual(
                Matter.search_count([("confidentiality", "=", "normal")]), everything
            )
        self.assertNotIn(
            secret,
            self.env["duban.matter"].with_user(self.president).search([]),
            "the president is not on its access list",
        )
        # the president is one of the principal leaders of the chains
        matter = self.proposed(principal_leader_id=self.president.id)
        last = matter.sudo().approval_line_ids.sorted("sequence")[-1]
        self.assertEqual(
            (last.approver_id, last.name), (self.president, "学校主要领导审定")
        )

    @clause("ABAF-4.1")
    def test_leader_of_a_field(self):
        self.at("2023-06-01")
        in_a, in_b = self.accepted(), self.assigned(lead_unit_id=self.unit_b.id)
        in_c = self.assigned(
            lead_unit_id=self.unit_c.id, responsible_leader_id=self.leader2.id
        )
        self.env.invalidate_all()
        overview = self.env["duban.matter"].with_user(self.leader).search([])
        self.assertEqual(overview, in_a | in_b)
        Record = self.env["duban.record"].with_user(self.leader)
        Record.create(
            {
                "matter_id": in_a.id,
                "purpose": "instruction",
                "summary": "抓紧推进，确保开学前投用",
            }
        )
        todo = self.todos(in_a, user=self.worker_a, kind="notice")
        self.assertEqual(len(todo), 1)
        in_a.record_ids.filtered(lambda r: r.purpose == "instruction").with_user(
            self.worker_a
        ).action_answer("已落实")
        self.assertFalse(self.todos(in_a, kind="notice"))
        with self.assertRaises(AccessError):
            Record.create(
                {"matter_id": in_c.id, "purpose": "instruction", "summary": "督促"}
            )
        with self.assertRaises(AccessError):
            Record.with_user(self.worker_a).create(
                {"matter_id": in_a.id, "purpose": "instruction", "summary": "督促"}
            )

    @clause("ABAF-5.1")
    def test_only_the_office_files(self):
        self.at("2023-06-01")
        matter = self.proposed()
        self.approve(matter)
        for user in (self.worker_a, self.head_a, self.leader):
            with self.assertRaises(AccessError):
                matter.with_user(user).action_file()
        matter.with_user(self.office_user).action_file()
        self.assertEqual(matter.state, "filed")

    @clause("ABAF-6.1a")
    def test_subject_defaults_to_the_lead_unit(self):
        matter = self.matter(user=self.worker_a)
        self.assertEqual(matter.subject_unit_id, self.unit_a)
        matter.subject_unit_id = self.unit_b
        self.assertEqual(
            (matter.lead_unit_id, matter.subject_unit_id), (self.unit_a, self.unit_b)
        )

    @clause("ABAF-6.1b")
    def test_head_is_responsible_to_the_end(self):
        self.at("2023-06-01")
        matter = self.accepted()
        self.assertEqual(matter.unit_head_id, self.head_a)
        self.at("2023-06-17")
        self.patrol()
        self.assertTrue(matter.is_overdue)
        todo = self.todos(matter, user=self.head_a, kind="overdue")
        self.assertEqual(str(todo.date_deadline), "2023-06-16")
        self.patrol()
        self.assertEqual(len(self.todos(matter, user=self.head_a)), 1)

    @clause("ABAF-9.1")
    def test_only_internal_units_undertake(self):
        partner = self.env["hr.department"].create(
            {
                "name": "合作企业",
                "company_id": self.company.id,
                "is_supervised_unit": False,
            }
        )
        for name in ("lead_unit_id", "co_unit_ids"):
            domain = self.env["duban.matter"].fields_get([name])[name]["domain"]
            self.assertIn("'is_supervised_unit', '=', True", domain)
        with self.assertRaises(ValidationError):
            self.matter(lead_unit_id=partner.id)
        with self.assertRaises(ValidationError):
            self.matter(co_unit_ids=[Command.set(partner.ids)])

    @clause("ABAF-10.1")
    def test_instruction_names_its_leader(self):
        category = self.category("instruction")
        self.assertEqual(category.name, "批示类")
        matter = self.matter(
            user=self.worker_a,
            source_category_id=category.id,
            source_document="川教〔2023〕8号",
        )
        with self.assertRaises(UserError) as error:
            matter.action_submit_filing()
        self.assertIn("批示领导", str(error.exception))
        matter.source_leader_id = self.head_b
        with self.assertRaises(UserError) as error, self.cr.savepoint():
            matter.action_submit_filing()
        self.assertIn(self.head_b.name, str(error.exception))
        matter.source_leader_id = self.secretary
        matter.action_submit_filing()
        self.assertEqual(matter.state, "filing_approval")

    @clause("ABAF-10.2")
    def test_three_meeting_types(self):
        category = self.category("decision")
        self.assertEqual(
            category.body_ids.mapped("name"),
            ["学校党委会", "院长办公会议", "其他重要专项会议"],
        )

    @clause("ABAF-10.3")
    def test_key_work_has_two_sources(self):
        self.assertEqual(
            self.category("key_work").child_ids.mapped("name"),
            ["事业发展规划", "年度工作计划"],
        )

    @clause("ABAF-10.4")
    def test_four_categories(self):
        top = self.regulation.category_ids.filtered(lambda row: not row.parent_id)
        self.assertEqual(
            top.sorted("sequence").mapped("name"),
            ["批示类", "决策类", "重点工作类", "其他事项类"],
        )
        self.assertEqual(len(self.category("other").child_ids), 2)

    @clause("ABAF-13.1")
    def test_mode_is_one_of_three(self):
        modes = self.env["duban.option"]._get(self.regulation, "form")
        self.assertEqual(
            modes.mapped("name"), ["电话（短信）督办", "书面督办", "实地督查"]
        )
        matter = self.matter(user=self.worker_a, form_id=False)
        with self.assertRaises(UserError) as error:
            matter.action_submit_filing()
        self.assertIn("督办督查方式", str(error.exception))
        self.assertFalse(modes.list_id.is_open)
        with self.assertRaises(UserError), self.cr.savepoint():
            modes.with_user(self.admin).create(
                {"list_id": modes.list_id.id, "code": "other", "name": "约谈"}
            )
        # 等: other ways are recorded beside it
        kinds = self.regulation.option_list_ids.filtered(
            lambda row: row.code == "record_kind"
        )
        self.assertTrue(kinds.is_open)

    @clause("ABAF-21.1")
    def test_sensitive_matter(self):
        self.at("2023-06-01")
        matter = self.accepted(confidentiality="sensitive")
        self.assertIn(self.discipline, matter.sudo().team_unit_ids)
        with self.assertRaises(AccessError):
            self.as_user(matter, self.discipline_user).read(["name"])
        self.at("2023-06-17")
        messages = self.env["mail.mail"].sudo().search([])
        matter.action_urge("更新教学用机房已逾期")
        self.assertEqual(matter.display_name, "阿职督办〔2023〕1号")
        for todo in self.todos(matter):
            self.assertNotIn("机房", f"{todo.res_name} {todo.summary}")
        self.at("2023-06-19")  # a working day
        with self.enter_registry_test_mode():
            self.env.ref("duban_supervision.ir_cron_patrol").method_direct_trigger()
        self.env.flush_all()
        sent = self.env["mail.mail"].sudo().search([]) - messages
        people = (self.worker_a | self.head_a).partner_id
        self.assertLessEqual(people, sent.recipient_ids)
        for mail in sent.filtered(lambda row: row.recipient_ids & people):
            self.assertIn("阿职督办〔2023〕1号", mail.body_html)
        for mail in sent:
            for word in ("机房", "逾期已", "设备"):
                self.assertNotIn(word, f"{mail.subject} {mail.body_html}")
        # each office registers the number itself (ABAF-21.1b)
        self.assertEqual(
            self.todos(matter, kind="register").user_id,
            self.organisation_user | self.discipline_user,
        )
