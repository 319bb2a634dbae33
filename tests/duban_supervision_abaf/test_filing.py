"""第十一条, 第十二条, 第十五条, 第十六条（一）至（三）: from the proposal to the work plan."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause

from .common import AbafCommon


@tagged("post_install", "-at_install")
class TestFiling(AbafCommon):
    @clause("ABAF-12.1a")
    def test_the_subject_proposes(self):
        matter = self.matter(user=self.worker_a)
        self.assertEqual((matter.state, matter.create_uid), ("draft", self.worker_a))
        matter.action_submit_filing()
        self.assertEqual(matter.state, "filing_approval")
        on_behalf = self.matter(user=self.office_user)
        on_behalf.action_submit_filing()
        self.assertEqual(on_behalf.state, "filing_approval")
        with self.assertRaises(AccessError):
            self.matter(user=self.outsider)

    @clause("ABAF-12.1b")
    def test_three_steps_in_order(self):
        self.at("2023-06-01")
        matter = self.proposed()
        self.assertEqual(self.todos(matter, kind="approve").user_id, self.leader)
        lines = matter.sudo().approval_line_ids.sorted("sequence")
        with self.assertRaises(AccessError):
            matter.with_user(self.secretary).action_approve_step("同意")
        with self.assertRaises(UserError):
            lines[2].with_user(self.secretary).action_approve("同意")
        self.approve(matter, steps=2)
        self.assertEqual(self.todos(matter, kind="approve").user_id, self.secretary)
        matter.with_user(self.secretary).action_approve_step("同意立项")
        self.assertEqual(
            lines.mapped(lambda line: (line.kind, line.decided_by_id, line.state)),
            [
                ("sign", self.leader, "approved"),
                ("review", self.office_leader, "approved"),
                ("final", self.secretary, "approved"),
            ],
        )
        self.assertEqual(
            lines.mapped("name"),
            ["分管领导审签", "党政办分管领导审核", "学校主要领导审定"],
        )

    @clause("ABAF-12.1b")
    def test_both_principals_where_a_step_says_so(self):
        """AMB-40: either one decides; a further step asks the other, too."""
        self.env["duban.approval.step"].create(
            {
                "regulation_id": self.regulation.id,
                "purpose": "filing",
                "name": "学校主要领导审定",
                "kind": "final",
                "role": "other_principal",
                "sequence": 40,
            }
        )
        matter = self.proposed()
        lines = matter.sudo().approval_line_ids.sorted("sequence")
        self.assertEqual(lines[2:].approver_id, self.secretary | self.president)
        self.approve(matter, steps=4)
        self.assertTrue(matter.sudo()._chain_complete("filing"))

    @clause("ABAF-12.1b")
    def test_nobody_names_himself_as_principal_leader(self):
        for person in (self.worker_a, self.head_a, self.leader2):
            matter = self.matter(
                user=self.worker_a, principal_leader_id=person.id, name=person.name
            )
            with self.assertRaises(UserError) as error, self.cr.savepoint():
                matter.action_submit_filing()
            self.assertIn("学校主要领导审定", str(error.exception))
            self.assertEqual(matter.state, "draft")
        # a unit without leader of its own takes the one on the matter: a leader, too
        self.unit_b.leader_in_charge_id = False
        matter = self.matter(
            user=self.worker_b,
            lead_unit_id=self.unit_b.id,
            leader_in_charge_id=self.worker_b.id,
        )
        with self.assertRaises(UserError), self.cr.savepoint():
            matter.action_submit_filing()

    @clause("ABAF-12.1b")
    def test_what_the_leaders_sign_stays_while_they_decide(self):
        """Every cell of 附件1 that is filled in before filing: neither the unit nor the office changes it now."""
        matter = self.proposed()
        self.approve(matter, steps=2)
        cells = {
            "name": "另一事项",
            "content": "另一内容",
            "source_category_id": self.category("other").id,
            "form_id": self.option("form", "phone").id,
            "grade_id": self.grade("g4").id,
            "term_days": 15,
            "responsible_leader_id": self.leader2.id,
            "lead_unit_id": self.unit_b.id,
            "subject_unit_id": self.unit_b.id,
            "co_unit_ids": [Command.set(self.unit_c.ids)],
            "handling_requirement": "不必反馈",
            "principal_leader_id": self.president.id,
        }
        for name, value in cells.items():
            for user in (self.worker_a, self.office_user):
                with self.subTest(name), self.assertRaises(AccessError):
                    with self.cr.savepoint():
                        matter.with_user(user).write({name: value})
        matter.with_user(self.secretary).action_return_filing("等级不当")
        matter.with_user(self.worker_a).grade_id = self.grade("g3")

    @clause("ABAF-12.1b")
    def test_returned_proposal_starts_anew(self):
        matter = self.proposed()
        matter.with_user(self.leader).action_return_filing("办理要求不明确")
        self.assertEqual(matter.state, "draft")
        self.assertEqual(self.todos(matter, kind="file").user_id, self.worker_a)
        matter.with_user(self.worker_a).action_submit_filing()
        self.approve(matter)
        self.assertTrue(matter.sudo()._chain_complete("filing"))

    @clause("ABAF-12.1c")
    def test_office_numbers_and_registers(self):
        self.at("2023-06-01")
        matter = self.proposed()
        with self.assertRaises(UserError):
            matter.with_user(self.office_user).action_file()
        self.approve(matter)
        self.assertEqual(self.todos(matter, kind="file").user_id, self.office_user)
        matter.with_user(self.office_user).action_file()
        self.assertEqual(matter.number, "阿职督办〔2023〕1号")
        row = matter.registration_ids
        self.assertEqual(row.document, "filing")
        self.assertEqual(
            (row.department_id, row.user_id, str(row.date)),
            (self.office, self.office_user, "2023-06-01"),
        )
        self.assertEqual(
            self.env["duban.matter"]
            .with_user(self.office_user)
            .search([("number", "!=", False)]),
            matter,
        )

    @clause("ABAF-11.1")
    def test_three_stages(self):
        self.at("2023-06-01")
        matter = self.matter(user=self.worker_a)
        stages = {}

        def look():
            stages[matter.state] = self.as_user(matter, self.office_user).stage_name

        look()
        matter.action_submit_filing()
        look()
        self.approve(matter)
        matter = matter.with_user(self.office_user)
        for step in (matter.action_file, matter.action_assign):
            step()
            look()
        self.plan(matter, matter.date_deadline, measures="分三步推进")
        for step in (
            matter.with_user(self.worker_a).action_accept,
            lambda: self.report_result(matter),
            lambda: matter.action_pass_review("符合"),
        ):
            step()
            look()
        self.approve(matter)
        self.reported_back(matter)
        matter.action_close()
        look()
        Record = self.env["duban.archive.record"]
        for user, holder in (
            (self.office_user, "office"),
            (self.worker_a, "subject"),
        ):
            Record.with_user(user).create(
                {"matter_id": matter.id, "holder": holder, "volume": "2023-12"}
            )
        look()
        first, second, third = "立项备案", "督办督查", "销号备存"
        self.assertEqual(
            stages,
            {
                "draft": first,
                "filing_approval": first,
                "filed": first,
                "assigned": second,
                "in_progress": second,
                "result_submitted": second,
                "closing_approval": third,
                "closed": third,
                "archived": third,
            },
        )

    @clause("ABAF-16.0")
    def test_seven_steps_in_writing(self):
        self.at("2023-06-01")
        matter = self.accepted()
        bar = matter.procedure
        self.assertEqual(
            [step["name"] for step in bar],
            ["立项", "交办", "承办", "催办", "反馈", "办结", "归档"],
        )
        self.assertEqual([step["name"] for step in bar if step["optional"]], ["催办"])
        self.assertEqual(
            [step["state"] for step in bar],
            ["done", "done", "current", "todo", "todo", "todo", "todo"],
        )
        self.at("2023-06-17")
        matter.action_urge("请尽快落实")
        urged = self.as_user(matter, self.office_user).procedure[3]
        self.assertEqual((urged["name"], urged["state"]), ("催办", "done"))

    @clause("ABAF-16.1")
    def test_four_elements(self):
        for name, label in (
            ("responsible_leader_id", "责任校领导"),
            ("lead_unit_id", "牵头（承办）单位"),
            ("content", "督办内容"),
            ("grade_id", "等级"),
        ):
            matter = self.matter(user=self.worker_a, name=label)
            matter.write({name: False, "subject_unit_id": self.unit_a.id})
            with self.assertRaises(UserError) as error:
                matter.action_submit_filing()
            self.assertIn(label, str(error.exception))
            self.assertEqual(matter.state, "draft")

    @clause("ABAF-16.1")
    def test_numbers_by_year_of_filing(self):
        self.at("2023-06-01")
        first, second = self.filed(), self.filed(name="修缮操场")
        self.assertEqual(
            (first.number, second.number),
            ("阿职督办〔2023〕1号", "阿职督办〔2023〕2号"),
        )
        waiting = self.proposed(name="建设实训基地")
        self.approve(waiting)
        self.at("2024-01-03")
        waiting.with_user(self.office_user).action_file()
        self.assertEqual(waiting.number, "阿职督办〔2024〕1号")

    @clause("ABAF-16.3")
    def test_acceptance(self):
        self.at("2023-06-01")
        matter = self.assigned(co_unit_ids=[Command.set(self.unit_b.ids)])
        lead = matter.with_user(self.head_a)
        self.env["duban.plan.line"].with_user(self.head_a).create(
            {"matter_id": matter.id, "name": "招标", "date": "2023-06-10"}
        )
        lead.measures = "分三步推进"
        with self.assertRaises(UserError) as error:
            lead.action_accept()
        self.assertIn("主体承办人", str(error.exception))
        lead.handler_id = self.worker_a
        with self.assertRaises(UserError):
            lead.action_accept()
        co_line = matter.unit_line_ids.filtered(lambda row: row.role == "co")
        todo = self.todos(matter, self.head_b).filtered(
            lambda row: row.duban_key.startswith("co_handler")
        )
        self.assertEqual(len(todo), 1, "the lead unit cannot accept before")
        self.assertFalse(self.todos(matter, self.head_a) & todo)
        # as the form sends it: the row through its matter
        row = [Command.update(co_line.id, {"handler_id": self.worker_b.id})]
        with self.assertRaises(AccessError):
            matter.with_user(self.head_c).write({"unit_line_ids": row})
        with self.assertRaises(AccessError):
            matter.with_user(self.head_b).write(
                {
                    "unit_line_ids": [
                        Command.update(co_line.id, {"role": "joint"}),
                    ]
                }
            )
        with self.assertRaises(AccessError):
            matter.with_user(self.head_b).write(
                {"unit_line_ids": [*row, Command.delete(co_line.id)]}
            )
        matter.with_user(self.head_b).write({"unit_line_ids": row})
        self.assertEqual(co_line.handler_id, self.worker_b)
        self.assertFalse(todo.exists().filtered("active"))
        lead.measures = False
        with self.assertRaises(UserError) as error:
            lead.action_accept()
        self.assertIn("落实举措", str(error.exception))
        lead.measures = "分三步推进"
        lead.action_accept()
        self.assertEqual(matter.state, "in_progress")

    @clause("ABAF-15.1a")
    def test_phone_needs_its_call(self):
        self.at("2023-06-01")
        matter = self.filed(mode="phone", grade="g1")
        with self.assertRaises(UserError):
            matter.action_assign()
        self.record(matter, kind="written", summary="已发书面材料")
        with self.assertRaises(UserError):
            matter.action_assign()
        with self.assertRaises(UserError):
            self.record(matter, kind="phone", summary="电话告知")
        call = self.record(
            matter, kind="phone", person_id=self.head_a.id, summary="电话告知承办要求"
        )
        self.assertEqual(
            (call.person_id, call.user_id), (self.head_a, self.office_user)
        )
        matter.action_assign()
        self.assertEqual(matter.state, "assigned")

    @clause("ABAF-15.1b")
    def test_oral_feedback_entered_by_the_office(self):
        self.at("2023-06-01")
        matter = self.accepted(mode="phone", grade="g1")
        row = self.feedback(matter, user=self.office_user, medium="oral", name="已修好")
        self.assertEqual(
            (row.medium, row.author_id, row.entered_for_id, row.department_id),
            ("oral", self.office_user, self.worker_a, self.unit_a),
        )
        with self.assertRaises(AccessError):
            self.feedback(matter, user=self.office_user, medium="written")
        own = self.feedback(matter, medium="written")
        self.assertFalse(own.entered_for_id)
