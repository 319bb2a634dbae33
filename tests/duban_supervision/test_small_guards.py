"""Steps that are refused: too early, empty, by somebody else, on the wrong thing; nothing is left of them."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestSmallGuards(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    @clause("ABAF-12.1a")
    def test_what_is_registered(self):
        office = self.env["duban.matter"].with_user(self.office_user)
        for values in (
            None,
            [],
            "名称",
            7,
            [self.values()],
            {**self.values(), "nothing_like_it": 1},
        ):
            self.assert_refused(office.action_register, values)
        matter = office.action_register(self.values(name="登记事项"))
        self.assertEqual((matter.name, matter.state), ("登记事项", "draft"))

    @clause("WUT-21.1a", "SIE-14.1b")
    def test_confirmed_while_it_is_worked_on_and_written(self):
        self.regulation.head_confirmation_required = True
        matter = self.assigned()
        head = matter.with_user(self.head_a)
        head.result = "先写的结果"
        self.assert_refused(head.action_confirm_result)
        self.plan(matter, "2024-03-15")
        matter.with_user(self.worker_a).action_accept()
        head.action_confirm_result()
        self.assertEqual(matter.sudo().head_confirmed_by_id, self.head_a)
        head.action_submit_result()
        matter.sudo()._engine_write({"head_confirmed": False})
        self.assert_refused(head.action_confirm_result)
        self.assertFalse(matter.sudo().head_confirmed)

    @clause("ABAF-16.4a", "CORE-34")
    def test_a_reason_is_given_by_the_unit_and_judged_by_the_office(self):
        self.regulation.return_requires_deadline = True
        matter = self.accepted()
        self.at("2024-03-20")
        office, lead = (
            matter.with_user(self.office_user),
            matter.with_user(self.worker_a),
        )
        self.assert_refused(office.action_judge_justification, True)
        for text in (None, "", "  "):
            self.assert_refused(lead.action_give_justification, text)
        for user in (self.office_user, self.head_b, self.leader):
            self.assert_refused(matter.with_user(user).action_give_justification, "设备未到")  # fmt: skip
        self.assertEqual(matter.sudo().justification_state, "none")
        lead.action_give_justification("设备未到货")
        for user in (self.worker_a, self.head_a, self.leader, self.discipline_user):
            self.assert_refused(matter.with_user(user).action_judge_justification, True)
        office.action_judge_justification(False, "理由不成立")
        self.assertEqual(matter.sudo().justification_state, "refused")
        self.assertEqual(str(matter.sudo().date_deadline), "2024-03-18")
        lead.action_give_justification("供货商停产")
        office.action_judge_justification(True, "属实", "2024-04-12")
        self.assertEqual(str(matter.sudo().date_deadline), "2024-04-12")
        # a date that has not passed, more time granted meanwhile: there is nothing to explain
        self.assert_refused(lead.action_give_justification, "供货商停产")
        self.assertEqual(matter.sudo().justification, "供货商停产")

    @clause("CORE-2", "CORE-34")
    def test_a_reason_is_judged_once(self):
        """Whoever had the dialog open when a colleague judged is told so, and changes nothing."""
        self.regulation.return_requires_deadline = True
        matter = self.accepted()
        self.at("2024-03-20")
        lead = matter.with_user(self.worker_a)
        for first, second, state in ((False, True, "refused"), (True, False, "accepted")):  # fmt: skip
            lead.action_give_justification("设备未到货")
            matter.with_user(self.office_user).action_judge_justification(first, "核实")
            with self.assertRaisesRegex(UserError, self.office_user.name):
                matter.with_user(self.office_user2).action_judge_justification(
                    second, "核实", "2024-04-12" if second else None
                )
            self.assertEqual(matter.sudo().justification_state, state)
            self.assertEqual(str(matter.sudo().date_deadline), "2024-03-18")
        acts = matter.sudo().act_ids.sorted("seq").mapped("action")
        told = [act for act in acts if act in ("justify", "judge_justification")]
        self.assertEqual(told, ["justify", "judge_justification"] * 2)

    @clause("CORE-2")
    def test_every_return_says_why(self):
        """A reason of blanks is none, whoever returns what."""
        self.env["duban.approval.step"].create(
            {
                "regulation_id": self.regulation.id, "name": "审批", "purpose": "filing", "kind": "decide",
                "role": "office_leader",
            }
        )  # fmt: skip
        self.regulation.category_ids.filing_authority = "chain"
        matter = self.matter()
        matter.action_submit_filing()
        for reason in (None, "", "  "):
            for step in ("action_return_filing", "action_reject_filing"):
                self.assert_refused(getattr(matter.with_user(self.office_leader), step), reason)  # fmt: skip
        self.assertEqual(matter.state, "filing_approval")
        matter.with_user(self.office_leader).action_return_filing("请补充依据")
        self.assertEqual(matter.state, "draft")
        self.regulation.category_ids.filing_authority = "office"
        done = self.submitted(name="已办").with_user(self.office_user)
        for reason in (None, " "):
            self.assert_refused(done.action_return_result, reason)
        self.assertEqual(done.state, "result_submitted")

    @clause("CORE-9", "ABAF-16.2")
    def test_rows_of_units(self):
        matter = self.filed(co_unit_ids=self.units(self.unit_b))
        rows = self.env["duban.matter.unit"].with_user(self.office_user)
        for role in ("subject", "former"):
            self.assert_refused(
                lambda r=role: rows.create({"matter_id": matter.id, "role": r, "department_id": self.unit_c.id})
            )  # fmt: skip
        rows.create(
            {"matter_id": matter.id, "role": "co", "department_id": self.unit_c.id}
        )
        self.assertEqual(matter.co_unit_ids, self.unit_b | self.unit_c)
        matter.action_assign()
        line = matter.sudo().unit_line_ids.filtered(
            lambda r: r.department_id == self.unit_b
        )
        for user in (self.head_c, self.leader, self.outsider, self.discipline_user):
            self.assert_refused(
                line.with_user(user).write, {"handler_id": self.worker_b.id}
            )
        for user in (self.head_b, self.head_c):
            self.assert_refused(line.with_user(user).write, {"task": "供电"})
        line.with_user(self.head_a).write({"task": "供电", "report_due": "2024-03-12"})
        line.with_user(self.head_b).handler_id = self.worker_b
        self.assertEqual((line.task, line.handler_id), ("供电", self.worker_b))
        for vals in (
            {"role": "joint"},
            {"department_id": self.unit_c.id},
            {"report_state": "reported"},
        ):
            for user in (self.head_b, self.head_a, self.office_user):
                self.assert_refused(line.with_user(user).write, vals)
        self.plan(matter, "2024-03-15")
        matter.with_user(self.worker_a).action_accept()
        self.closed(matter)
        self.assert_refused(
            line.with_user(self.head_b).write, {"handler_id": self.head_b.id}
        )

    @clause("CORE-12", "LZU-6.1.1d")
    def test_merged_into_what_is_as_well_protected(self):
        plain = self.assigned(name="普通")
        secret = self.assigned(name="不宜公开", confidentiality="sensitive")
        other = self.assigned(name="别的部门")
        other.sudo()._engine_write({"office_id": self.discipline.id})
        for matter, survivor in ((secret, plain), (plain, other), (other, plain)):
            self.assert_refused(
                matter.with_user(self.office_user).action_merge, survivor.id, "重复"
            )
            self.assertEqual(matter.sudo().state, "assigned")
        again = self.assigned(name="普通二")
        again.action_merge(plain.id, "重复")
        self.assertEqual(again.sudo().state, "merged")

    @clause("XISU-7.1d", "CORE-6")
    def test_what_the_form_demands_still_holds_afterwards(self):
        listing = self.env["duban.option.list"].create(
            {"regulation_id": self.regulation.id, "code": "form", "name": "督办形式", "is_open": True}
        )  # fmt: skip
        joint = self.env["duban.option"].create(
            {"list_id": listing.id, "code": "joint", "name": "联合督办", "demand_ids": self.demands("joint_unit")}
        )  # fmt: skip
        matter = self.filed(form_id=joint.id, joint_unit_ids=self.units(self.unit_c))
        self.assert_refused(matter.write, {"joint_unit_ids": [Command.clear()]})
        self.assertEqual(matter.joint_unit_ids, self.unit_c)
        matter.joint_unit_ids = self.units(self.organisation)
        self.assertEqual(matter.joint_unit_ids, self.organisation)

    @clause("XISU-10.2")
    def test_research_is_reported_to_somebody(self):
        self.regulation.research_enabled = True
        record = self.env["duban.research"].with_user(self.office_user).create(
            {"name": "调研", "problem": "缺设备", "cause": "经费不足", "suggestion": "追加预算"}
        )  # fmt: skip
        self.assert_refused(record.action_report)
        self.assertEqual(record.state, "draft")
        for name in ("problem", "cause", "suggestion"):
            self.assert_refused(record.write, {name: "  "})
        self.assertFalse(record.with_user(self.leader).search([("id", "=", record.id)]))
        record.reader_ids = self.leader
        for user in (self.head_a, self.leader, self.discipline_user, self.admin):
            self.assert_refused(record.with_user(user).action_report)
        record.action_report()
        self.assertEqual((record.state, str(record.date_reported)), ("reported", "2024-03-04"))  # fmt: skip
        for user, sees in (
            (self.leader, True),
            (self.leader2, False),
            (self.head_a, False),
        ):
            found = self.env["duban.research"].with_user(user).search([])
            self.assertEqual(bool(found), sees, user.name)
        self.assert_refused(record.write, {"problem": "没有问题"})
        self.assert_refused(record.action_report)

    @clause("SIE-X1")
    def test_taken_over_while_it_runs_and_passed_on_only_from_there(self):
        other = self.env["res.company"].create({"name": "下属学院"})
        office = self.env["hr.department"].create(
            {"name": "学院办公室", "company_id": other.id}
        )
        self.env["hr.employee"].create(
            {"name": "两边", "user_id": self.worker_a.id, "company_id": other.id, "department_id": office.id}
        )  # fmt: skip
        self.worker_a.write(
            {
                "company_ids": [Command.link(other.id)],
                "group_ids": [Command.link(self.env.ref("duban_supervision.group_office").id)],
            }
        )  # fmt: skip
        regulation = self.regulation.copy(
            {"company_id": other.id, "date_from": "2000-01-01", "office_id": office.id}
        )
        regulation.office_id = office
        category = regulation.category_ids[:1]
        category.takes_over = True
        both = {"allowed_company_ids": [self.company.id, other.id]}
        running, handed = self.accepted(), self.submitted(name="已报结果")
        handed = handed.with_user(self.worker_a).with_context(**both)
        self.assert_refused(handed.action_take_over, category.id)
        mine = running.with_user(self.worker_a).with_context(**both)
        for wrong in (None, 0, self.regulation.category_ids[:1].id):
            self.assert_refused(mine.action_take_over, wrong)
        action = mine.action_take_over(category.id)
        draft = self.env["duban.matter"].browse(action["res_id"]).sudo()
        self.assertEqual((draft.company_id, draft.origin_id), (other, running.sudo()))
        self.assertEqual(draft.source_document, running.number)
        # as protected there as it is here: not everybody of that office reads it
        colleague = self.new_person("colleague_there", "office", office)
        colleague.write({"company_id": other.id, "company_ids": [Command.set(other.ids)]})  # fmt: skip
        colleague.employee_ids.company_id = other
        there = {"allowed_company_ids": other.ids}
        secret = self.accepted(name="涉敏事项", confidentiality="sensitive")
        action = secret.with_user(self.worker_a).with_context(**both).action_take_over(category.id)  # fmt: skip
        protected = self.env["duban.matter"].browse(action["res_id"]).sudo()
        self.env.invalidate_all()
        for row, level in ((draft, "normal"), (protected, "sensitive")):
            self.assertEqual(row.confidentiality, level)
            for user, may in ((self.worker_a, True), (colleague, level == "normal")):
                seen = row.with_user(user).with_context(**there)
                self.assertEqual(seen.has_access("read"), may, (user.name, level))
        # who has an office there but is not let into that institution any more
        self.worker_a.company_ids = [Command.unlink(other.id)]
        outside = self.as_user(running, self.worker_a)
        with self.assertRaisesRegex(AccessError, "下属学院"), self.cr.savepoint():
            outside.action_take_over(category.id)
        self.worker_a.company_ids = [Command.link(other.id)]
        feedback = self.feedback(running)
        self.assert_refused(feedback.action_pass_upward)

    @clause("CORE-39")
    def test_a_refusal_by_role_names_no_model(self):
        """What the thing is called, and whom to ask: of every model that a unit's people may not write."""
        self.env.invalidate_all()
        tried = 0
        rights = self.env["ir.model.access"].with_user(self.worker_a)
        for name in self.env.registry:
            if not name.startswith("duban.") or self.env[name]._abstract:
                continue
            for mode in ("read", "write", "create", "unlink"):
                if rights.check(name, mode, raise_exception=False):
                    continue
                with self.assertRaises(AccessError) as refusal:
                    rights.check(name, mode)
                self.assertNotIn("duban.", str(refusal.exception))
                tried += 1
        self.assertGreater(tried, 100)
        # other apps keep Odoo's words
        with self.assertRaises(AccessError) as refusal:
            rights.check("ir.module.module", "write")
        self.assertIn("ir.module.module", str(refusal.exception))
