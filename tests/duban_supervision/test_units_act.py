"""What a unit may do follows from its role on the matter; what belongs to a matter or was done once stays there."""

from odoo import Command
from odoo.tests import Form, tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestUnitsAct(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def with_every_role(self, **values):
        """A: leads, B: co-unit, organisation: joint, C: subject, library: in the team."""
        self.regulation.team_enabled = True
        self.unit_out.manager_id = self.employee_of(self.outsider)
        matter = self.accepted(
            co_unit_ids=self.units(self.unit_b),
            joint_unit_ids=self.units(self.organisation),
            subject_unit_id=self.unit_c.id,
            **values,
        )
        self.env["duban.matter.unit"].sudo().create(
            {
                "matter_id": matter.id,
                "role": "team",
                "department_id": self.unit_out.id,
            }
        )
        return matter

    @clause("CORE-9")
    def test_each_role_acts_as_itself_only(self):
        matter = self.with_every_role()
        for user, lead, co in (
            (self.worker_a, True, False),
            (self.worker_b, False, True),
            (self.organisation_user, False, False),
            (self.worker_c, False, False),
            (self.outsider, False, False),
        ):
            with self.subTest(user.name):
                seen = self.as_user(matter, user)
                self.assertEqual(seen.is_lead_user, lead)
                self.assertEqual(seen.is_co_user, co)

    @clause("CORE-9")
    def test_only_a_co_unit_reports_as_one(self):
        matter = self.with_every_role()
        values = {"matter_id": matter.id, "kind": "co_unit", "name": "已配合"}
        Feedback = self.env["duban.feedback"]
        for user in (self.organisation_user, self.worker_c, self.outsider):
            self.assert_refused(Feedback.with_user(user).create, values)
        report = Feedback.with_user(self.worker_b).create(values)
        # whoever may read it opens it, of its unit or not; it is chosen for the own units only
        for user, own in (
            (self.worker_b, self.unit_b),
            (self.worker_a, self.unit_b.browse()),
            (self.office_user, self.unit_b.browse()),
            (self.leader, self.unit_b.browse()),
        ):
            page = Form(report.with_user(user))
            self.assertEqual(page.own_co_unit_ids[:], own, user.name)

    @clause("CORE-9", "CORE-20", "WUT-23.1d", "WUT-23.1f", "SIE-16.2d")
    def test_who_is_of_two_co_units_reports_for_each(self):
        """Each to-do for its unit, in whichever order; without a to-do for the one that still has to."""
        self.regulation.consolidation_required = True
        self.unit_c.manager_id = self.employee_of(self.head_b)
        Feedback = self.env["duban.feedback"].with_user(self.head_b)
        for by_todo in (True, False):
            matter = self.accepted(co_unit_ids=self.units(self.unit_b, self.unit_c))
            values = {"matter_id": matter.id, "kind": "co_unit", "name": "已配合"}
            keys = [f"co:{unit.id}" for unit in (self.unit_c, self.unit_b)]
            for key, unit in zip(keys, (self.unit_c, self.unit_b), strict=True):
                todo = self.todos(matter, self.head_b).filtered(lambda row, key=key: row.duban_key == key)  # fmt: skip
                self.assertEqual(len(todo), 1, key)
                if len(self.todos(matter, self.head_b)) == 2:
                    self.assertIn(unit.name, todo.summary)
                if by_todo:
                    action = todo.with_user(self.head_b)._duban_landing(matter.with_user(self.head_b))  # fmt: skip
                    page = Form(Feedback.with_context(**action["context"]))
                    page.name = "已配合"
                    self.assertEqual(page.save().department_id, unit)
                    self.assertNotIn(key, self.todos(matter).mapped("duban_key"))
            if not by_todo:
                # from the matter itself the form names the unit, and of two one chooses
                context = {"default_matter_id": matter.id, "default_kind": "co_unit"}
                page = Form(Feedback.with_context(**context))
                self.assertEqual(page.department_id, self.unit_b)
                self.assertEqual(
                    set(page.own_co_unit_ids[:]), {self.unit_b, self.unit_c}
                )
                page.department_id, page.name = self.unit_c, "已配合"
                chosen = page.save()
                self.assertEqual(chosen.department_id, self.unit_c)
                chosen.sudo().matter_id.unit_line_ids.filtered(
                    lambda row: row.department_id == self.unit_c
                ).report_state = "waiting"
                reports = Feedback.create(values) | Feedback.create(values)
                self.assertEqual(reports.department_id, self.unit_b | self.unit_c)
            lines = matter.sudo().unit_line_ids.filtered(lambda row: row.role == "co")
            self.assertEqual(set(lines.mapped("report_state")), {"reported"})
            self.assertFalse(self.todos(matter, self.head_b))
        # nobody reports for a unit of others, nor as another unit than the lead to the office
        other = {"department_id": self.unit_c.id, **values}
        self.assert_refused(self.env["duban.feedback"].with_user(self.worker_b).create, other)  # fmt: skip
        other = {"department_id": self.unit_b.id, **values, "kind": "progress"}
        self.assert_refused(self.env["duban.feedback"].with_user(self.worker_a).create, other)  # fmt: skip

    @clause("CORE-12")
    def test_heads_of_a_team_do_not_read_a_sensitive_matter(self):
        matter = self.with_every_role()
        matter.with_user(self.office_user).write({"confidentiality": "sensitive"})
        self.env.invalidate_all()
        readers = matter.sudo().access_user_ids
        for user, reads in (
            (self.head_a, True),
            (self.head_b, True),
            (self.outsider, False),
        ):
            self.assertEqual(user in readers, reads, user.name)
            self.assertEqual(
                self.as_user(matter, user).has_access("read"), reads, user.name
            )

    @clause("CORE-2")
    def test_several_parts_are_not_moved_together(self):
        """One of them already belonging there does not open the way for the others."""
        here, there = self.assigned(), self.assigned(name="另一事项")
        parts = self.env["duban.plan.line"].with_user(self.worker_a).create(
            [
                {"matter_id": matter.id, "name": "节点", "date": "2024-03-20"}
                for matter in (here, there)
            ]
        )  # fmt: skip
        self.assert_refused(parts.write, {"matter_id": there.id})
        self.assertEqual(parts.matter_id, here | there)

    # -- what the office draws up

    def report(self, user, **values):
        return (
            self.env["duban.report.back"]
            .with_user(user)
            .create(
                {
                    "regulation_id": self.regulation.id,
                    "company_id": self.company.id,
                    "content": "情况报告",
                    "leader_ids": [Command.set(self.secretary.ids)],
                    **values,
                }
            )
        )

    @clause("CORE-2", "CORE-4")
    def test_another_office_draws_up_nothing(self):
        """Belonging to some supervision office is not enough: it is that of the regulation, and of its company."""
        self.regulation.routing_enabled = False
        self.assert_refused(self.report, self.supervisory_user)
        self.assert_refused(self.report, self.discipline_user)
        company = self.env["res.company"].create({"name": "另一高校"})
        self.office_user.company_ids += company
        both = self.office_user.with_context(
            allowed_company_ids=(self.company | company).ids
        )
        self.assert_refused(lambda: self.report(both, company_id=company.id))
        self.assertTrue(self.report(self.office_user))

    @clause("CORE-2")
    def test_what_was_reported_is_neither_changed_nor_deleted(self):
        matter = self.accepted()
        report = self.report(self.office_user, matter_ids=[Command.set(matter.ids)])
        report.write({"content": "情况报告（修改）"})
        report.action_done()
        for user in (self.office_user, self.office_user2):
            self.assert_refused(report.with_user(user).write, {"content": "已办结"})
            self.assert_refused(report.with_user(user).unlink)
        self.assert_refused(report.sudo().write, {"content": "已办结"})
        self.assert_refused(report.sudo().unlink)
        self.assertEqual(report.content, "情况报告（修改）")
        draft = self.report(self.office_user)
        draft.unlink()
        self.assertFalse(draft.exists())
