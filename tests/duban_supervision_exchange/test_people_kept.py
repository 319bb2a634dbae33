"""What a list of people keeps: whoever stands on it in a wrong row, names that imports learned, heads (PLUS-I2)."""

import base64

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_exchange.test_import import ImportCase
from tests.duban_supervision_exchange.test_people_list import PeopleCase


@tagged("post_install", "-at_install")
class TestPeopleKept(ImportCase, PeopleCase):
    def setUp(self):
        super().setUp()
        self.at("2026-03-04")

    def preview_list(self, **sheets):
        return PeopleCase.preview(self, **sheets)

    @clause("PLUS-I2")
    def test_whoever_stands_in_a_wrong_row_has_not_left(self):
        """A number of ten digits, a name without its staff number: to correct, not archived; the third has left."""
        people = (self.worker_a, self.worker_b, self.worker_c, self.head_a)
        for number, user in zip(("3001", "3002", "3004", "3003"), people, strict=True):
            user.staff_number = number
        rows = [
            ["3003", "head_a", "教务处", None, None, None],
            ["3001", "worker_a", "教务处", None, "1380000000", None],
            [None, "worker_b", "后勤处", None, None, None],
        ]
        job = self.preview_list(people=rows, is_complete=True)
        left = job.line_ids.filtered(lambda row: row.verdict == "left")
        self.assertEqual(left.mapped("code"), ["3004"])
        job.action_apply()
        job._job_run()
        self.assertEqual([user.active for user in people], [True, True, False, True])

    @clause("PLUS-I2")
    def test_a_row_that_names_nobody_lets_nobody_leave(self):
        self.worker_a.staff_number, self.head_a.staff_number = "3001", "3003"
        rows = [
            ["3003", "head_a", "教务处", None, None, None],
            [None, None, "教务处", "科员", None, None],
        ]
        job = self.preview_list(people=rows, is_complete=True)
        self.assertFalse(job.line_ids.filtered(lambda row: row.verdict == "left"))
        self.assertIn("names nobody", job.note)

    @clause("PLUS-I2", "PLUS-X4")
    def test_names_that_an_import_learned_are_no_short_names(self):
        """The list's own download changes nothing, and 简称 of the list takes nothing away that was learned."""
        head = ["序号", "督办事项", "责任单位", "配合单位", "完成时限"]
        data = self.sheet([head, [1, "甲", "教务外、后勤处", None, "6月底"]])
        line = ImportCase.preview(self, data, year=2026).line_ids
        line.lead_unit_id = self.unit_a
        Memory = self.env["duban.import.memory"].with_user(self.office_user)
        Memory.create({"name": "后勤", "unit_ids": self.unit_b.ids})
        # as versions before wrote it: a whole cell
        Memory.create({"name": "教务外、后勤", "unit_ids": self.unit_a.ids})
        known = Memory._units(self.company)
        self.assertEqual(known["教务外"], (self.unit_a.id,))
        lists = self.env["duban.people.list"].with_user(self.admin)
        content = base64.b64encode(lists._workbook("current"))
        job = lists.create({"file": content, "file_name": "现有.xlsx"})
        job.action_read()
        units = job.line_ids.filtered(lambda row: row.kind == "unit")
        self.assertEqual(set(units.mapped("verdict")), {"same"})
        # a list of one's own: the short names that it states, beside what was learned
        row = ["教务处", None, "教务", None, None, None, None, "是"]
        job = self.preview_list(units=[row])
        job.action_apply()
        job._job_run()
        known = Memory._units(self.company)
        self.assertEqual(known["教务"], (self.unit_a.id,))
        self.assertEqual(known["教务外"], (self.unit_a.id,))
        self.assertEqual(known["后勤"], (self.unit_b.id,))
        # what the list states itself goes with it
        row[2] = "教学处"
        job = self.preview_list(units=[row])
        job.action_apply()
        job._job_run()
        self.assertNotIn("教务", Memory._units(self.company))

    @clause("PLUS-I2")
    def test_a_head_without_employee_is_head_all_the_same(self):
        boss = self.new_person("boss")
        self.env["hr.employee"].search([("user_id", "=", boss.id)]).unlink()
        boss.staff_number = "3009"
        row = ["教务处", None, None, None, "3009", None, None, "是"]
        job = self.preview_list(units=[row])
        job.action_apply()
        job._job_run()
        self.env.invalidate_all()
        head = self.unit_a.manager_id
        self.assertEqual(head.user_id, boss, job.line_ids.mapped("message"))
        self.assertEqual(self.preview_list(units=[row]).line_ids.verdict, "same")
        job.action_undo()
        job._job_run()
        self.assertEqual(self.unit_a.manager_id.user_id, self.head_a)

    @clause("PLUS-I2", "CORE-39", "CORE-1")
    def test_a_role_that_another_institution_needs_stays(self):
        """The list of one takes away what nobody else needs, and gives nobody the administration of another one."""
        leaders = self.env.ref("duban_supervision.group_leader")
        clerks = self.env.ref("duban_supervision.group_office")
        other = self.env["res.company"].create({"name": "别的学校"})
        office = self.env["hr.department"].create({"name": "别校督办办", "company_id": other.id})  # fmt: skip
        self.regulation.copy(
            {
                "company_id": other.id, "date_from": "2000-01-01", "office_id": office.id,
                "principal_leader_ids": [Command.set(self.leader2.ids)],
            }
        )  # fmt: skip
        self.unit_c.leader_in_charge_id = False
        dean, clerk, here = self.leader2, self.office_user2, self.leader
        for number, user in (("3001", dean), ("3002", clerk), ("3003", here)):
            user.staff_number = number
        for user in (dean, clerk):
            user.company_ids = [Command.link(other.id)]
            self.env["hr.employee"].create(
                {"name": user.name, "user_id": user.id, "company_id": other.id, "department_id": office.id}
            )  # fmt: skip
        rows = [
            ["3001", dean.name, "教务处", None, None, "单位用户"],
            ["3002", clerk.name, "教务处", None, None, "单位用户"],
            ["3003", here.name, "教务处", None, None, "单位用户"],
        ]
        job = self.preview_list(people=rows)
        job.action_apply()
        job._job_run()
        self.assertEqual(job.phase, "done")
        self.env.invalidate_all()
        self.assertIn(leaders, dean.group_ids, "of the other institution")
        self.assertIn(clerks, clerk.group_ids, "of the other institution")
        self.assertNotIn(leaders, here.group_ids, "of this one only")
        # the person leads there, not here
        self.assertEqual(dean.duban_led_company_ids, other)
        self.assertEqual(clerk.duban_office_company_ids, other)
        self.assertNotIn("角色", job.line_ids.filtered(lambda row: row.code == "3001").changes or "")  # fmt: skip
        # the administration is everywhere: only by who looks after all of the person's institutions
        rows = [["3002", clerk.name, "教务处", None, None, "管理员"]]
        line = self.preview_list(people=rows).line_ids
        self.assertEqual(line.verdict, "bad")
        self.assertIn("administers them all", line.message)
        self.admin.company_ids = [Command.link(other.id)]
        line = self.preview_list(people=rows).line_ids
        self.assertEqual(line.verdict, "changed")
        rows = [["3003", here.name, "教务处", None, None, "管理员"]]
        self.admin.company_ids = [Command.unlink(other.id)]
        self.assertEqual(self.preview_list(people=rows).line_ids.verdict, "changed")
