"""Units and people from one workbook (PLUS-I2): previewed, applied, undone, and nothing twice."""

import base64
import io
import logging
import os

import openpyxl

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from tests.clauses import clause
from tests.common import SupervisionCommon

_logger = logging.getLogger(__name__)

UNITS = [
    "单位名称",
    "上级单位",
    "简称",
    "类别",
    "单位负责人",
    "督办联络员",
    "分管领导",
    "承担督办事项",
]
PEOPLE = ["工号", "姓名", "单位", "职务", "手机", "角色"]


class PeopleCase(SupervisionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin.group_ids = [Command.link(cls.env.ref("base.group_erp_manager").id)]

    def workbook(self, units=(), people=(), unit_titles=None, people_titles=None):
        book = openpyxl.Workbook()
        book.active.title = "填写说明"
        for name, titles, rows in (
            ("单位", unit_titles or UNITS, units),
            ("人员", people_titles or PEOPLE, people),
        ):
            if not rows:
                continue
            sheet = book.create_sheet(name)
            sheet.append(titles)
            for row in rows:
                sheet.append(row)
        stream = io.BytesIO()
        book.save(stream)
        return base64.b64encode(stream.getvalue())

    def preview(self, user=None, is_complete=False, **sheets):
        job = (
            self.env["duban.people.list"]
            .with_user(user or self.admin)
            .create(
                {
                    "file": self.workbook(**sheets),
                    "file_name": "名单.xlsx",
                    "is_complete": is_complete,
                }
            )
        )
        job.action_read()
        return job

    def apply(self, **options):
        job = self.preview(**options)
        job.action_apply()
        job._job_run()
        return job

    def line(self, job, code):
        return job.line_ids.filtered(lambda row: row.code == code)

    def person(self, number):
        return self.env["res.users"]._by_staff_number(number)


@tagged("post_install", "-at_install")
class TestPeopleList(PeopleCase):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def test_units_people_posts_and_roles(self):
        units = [
            [
                "学工处",
                None,
                "学工、学生处",
                "行政部门",
                "20010012",
                "20010013",
                "陈校长",
                "是",
            ],
            ["心理中心", "学工处", None, None, None, None, None, "否"],
        ]
        people = [
            ["20010012", "王处长", "学工处", "处长", "138 0000 0001", None],
            [20010013, "李科员", "学工", None, None, "单位用户"],
            ["19990003", "陈校长", None, "副校长", None, "校领导"],
        ]
        # a short name of the same file is not known yet: asked for, nothing guessed
        job = self.preview(units=units, people=people)
        self.assertEqual(self.line(job, "20010013").verdict, "bad")
        self.assertIn("学工", self.line(job, "20010013").message)
        people[1][2] = "学工处"
        job = self.apply(units=units, people=people)
        self.assertEqual((job.phase, job.new_count, job.bad_count), ("done", 5, 0))
        head, liaison, leader = map(self.person, ("20010012", "20010013", "19990003"))
        unit = self.env["hr.department"].search(
            [("name", "=", "学工处"), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(unit.manager_id.user_id, head)
        self.assertEqual((unit.liaison_id, unit.leader_in_charge_id), (liaison, leader))
        child = self.env["hr.department"].search([("name", "=", "心理中心")])
        self.assertEqual((child.parent_id, child.is_supervised_unit), (unit, False))
        employee = self.employee_of(head)
        self.assertEqual(
            (employee.job_title, employee.mobile_phone), ("处长", "13800000001")
        )
        self.assertEqual((head.login, head.company_ids), ("20010012", self.company))
        # who comes for supervision begins there
        home = self.env.ref("duban_supervision.duban_home_action")
        self.assertEqual(head.action_id.id, home.id)
        if "odoobot_state" in head._fields:
            self.assertEqual(head.odoobot_state, "disabled")
        self.assertTrue(leader.has_group("duban_supervision.group_leader"))
        self.assertFalse(head.has_group("duban_supervision.group_leader"))
        self.assertFalse(head.has_group("duban_supervision.group_office"))
        self.assertIn(unit, head.duban_unit_ids)
        units_of = self.env["duban.import.memory"]._units(self.company)
        self.assertEqual(units_of["学工"], (unit.id,))
        self.assertEqual(units_of["各行政部门"], (unit.id,))
        again = self.preview(units=units, people=people)
        self.assertFalse(again.line_ids.filtered("changes").mapped("changes"))
        self.assertEqual((again.same_count, len(again.line_ids)), (5, 5))
        with self.assertRaises(UserError):
            again.action_apply()

    @clause("PLUS-I2")
    def test_every_wrong_row_says_why_and_the_rest_goes_on(self):
        units = [
            ["甲部", "乙部", None, None, None, None, None, None],
            ["乙部", "甲部", None, None, None, None, None, None],
            ["丙部", "没有的部", None, None, "查无此人", None, None, "也许"],
            ["丁部", None, None, None, None, None, None, None],
            ["丁部", None, None, None, None, None, None, None],
            ["戊部", None, None, None, "手机错", None, None, None],
        ]
        people = [
            [None, "无号", "教务处", None, None, None],
            ["1001", None, "教务处", None, None, None],
            ["1002", "手机错", "教务处", None, "12345", None],
            ["1003", "角色错", "教务处", None, None, "院士"],
            ["1004", "单位错", "教务", None, None, None],
            ["1005", "好", "教务处", None, None, None],
            ["1005", "重号", "教务处", None, None, None],
            ["10 06", "好二", "教务处", None, None, None],
        ]
        job = self.preview(units=units, people=people)
        bad = {
            (row.kind, row.row_number): row.message
            for row in job.line_ids
            if row.verdict == "bad"
        }
        self.assertEqual(
            set(bad),
            {("unit", row) for row in (2, 3, 4, 6, 7)}
            | {("person", row) for row in (2, 3, 4, 5, 6, 8)},
        )
        for words in ("没有的部", "查无此人", "也许"):
            self.assertIn(words, bad["unit", 4])
        self.assertIn("教务处", bad["person", 6])
        # the head is on the list, in a row that is wrong itself: that row is named
        self.assertRegex(bad["unit", 7], "手机错.* 4 ")
        job.action_apply()
        job._job_run()
        self.assertTrue(self.person("1005").active)
        self.assertTrue(self.person("1006").active)
        self.assertFalse(self.person("1003"))

    def test_who_is_here_without_number_is_asked_for(self):
        people = [["3001", "worker_a", "教务处", "科员", None, None]]
        job = self.preview(people=people)
        self.assertEqual(job.line_ids.verdict, "ask")
        with self.assertRaises(UserError):
            job.action_apply()
        job.line_ids.answer = "link"
        job.action_apply()
        job._job_run()
        self.assertEqual(self.worker_a.staff_number, "3001")
        self.assertEqual(self.worker_a.login, "t_worker_a")
        self.assertEqual(self.employee_of(self.worker_a).job_title, "科员")
        self.assertEqual(self.preview(people=people).line_ids.verdict, "same")

    def test_undo_takes_back_what_nobody_changed_since(self):
        self.worker_a.staff_number = "3001"
        employee = self.employee_of(self.worker_a)
        people = [
            ["3001", "worker_a", "后勤处", "科长", "13800000001", None],
            ["3002", "新人", "教务处", None, None, None],
        ]
        job = self.apply(people=people)
        self.assertEqual(employee.department_id, self.unit_b)
        employee.job_title = "副处长"
        job.action_undo()
        job._job_run()
        self.assertEqual(employee.department_id, self.unit_a)
        self.assertEqual((employee.job_title, employee.mobile_phone), ("副处长", False))
        self.assertFalse(self.person("3002").active)
        self.assertEqual(job.phase, "undone")
        again = self.preview(people=people)
        self.assertEqual(self.line(again, "3002").verdict, "changed")
        again.action_apply()
        again._job_run()
        self.assertTrue(self.person("3002").active)
        self.assertEqual(len(self.env["res.users"].search([("name", "=", "新人")])), 1)

    @clause("PLUS-I2")
    def test_who_left_hands_over_and_is_archived(self):
        self.worker_a.staff_number, self.head_a.staff_number = "3001", "3003"
        matter = self.accepted(name="更新机房")
        self.assertIn(
            self.worker_a, matter.unit_line_ids.handler_id | matter.handler_id
        )
        people = [["3003", "head_a", "教务处", None, None, None]]
        partial = self.preview(people=people)
        self.assertFalse(partial.left_count)
        job = self.preview(people=people, is_complete=True)
        line = self.line(job, "3001")
        self.assertEqual(
            (line.verdict, line.matter_count, line.successor_id),
            ("left", 1, self.head_a),
        )
        # nobody without a number, and not the one who applies the list
        self.assertEqual(job.left_count, 1)
        job.action_apply()
        job._job_run()
        self.assertFalse(self.worker_a.active)
        handover = self.env["duban.handover"].search(
            [("predecessor_id", "=", self.worker_a.id)]
        )
        self.assertEqual((handover.state, handover.matter_ids), ("draft", matter))
        handover.with_user(self.head_a).action_confirm()
        handover.with_user(self.office_user).action_confirm()
        self.assertEqual(handover.state, "done")
        self.assertEqual(matter.handler_id, self.head_a)
        self.assertEqual(self.preview(people=people, is_complete=True).left_count, 0)

    @clause("PLUS-I2", "ABAF-8.1c")
    def test_who_left_had_begun_the_handover(self):
        """It is the one that goes on; a second one would be empty."""
        self.worker_a.staff_number, self.head_a.staff_number = "3001", "3003"
        self.accepted(name="更新机房")
        begun = self.env["duban.handover"].with_user(self.worker_a)
        begun = begun.create({"predecessor_id": self.worker_a.id, "successor_id": self.head_a.id})  # fmt: skip
        people = [["3003", "head_a", "教务处", None, None, None]]
        job = self.preview(people=people, is_complete=True)
        job.action_apply()
        job._job_run()
        self.assertFalse(self.worker_a.active)
        between = self.env["duban.handover"]._open_between
        self.assertEqual(between(self.worker_a, self.head_a, self.company), begun)

    @clause("PLUS-I2", "CORE-39")
    def test_who_left_one_of_two_institutions_keeps_the_account(self):
        """Whichever of the two is the main one; the other institution notices nothing, and it can be taken back."""
        other = self.env["res.company"].create({"name": "另一所学校"})
        both = self.company | other
        for user, number, main in (
            (self.worker_a, "3001", self.company),
            (self.worker_b, "3002", other),
            (self.worker_c, "3004", self.company),
        ):
            user.write(
                {
                    "staff_number": number,
                    "company_ids": [Command.set(both.ids)],
                    "company_id": main.id,
                }
            )
        self.worker_c.company_ids = self.company
        self.head_a.staff_number = "3003"
        people = [["3003", "head_a", "教务处", None, None, None]]
        job = self.apply(people=people, is_complete=True)
        self.assertEqual(job.left_count, 3)
        for user in (self.worker_a, self.worker_b):
            self.assertTrue(user.active, user.name)
            self.assertEqual((user.company_id, user.company_ids), (other, other))
            self.assertFalse(self.employee_of(user))
        self.assertEqual((self.worker_c.active, self.head_a.active), (False, True))
        job.action_undo()
        job._job_run()
        for user, main in ((self.worker_a, self.company), (self.worker_b, other)):
            self.assertTrue(user.active, user.name)
            self.assertEqual((user.company_id, user.company_ids), (main, both))
            self.assertTrue(self.employee_of(user))
        self.assertTrue(self.worker_c.active)

    @clause("PLUS-I2")
    def test_first_passwords_are_for_who_cannot_sign_in_yet(self):
        """Nobody who has one, who came in another way, who administers, whom no list named, or of another school."""
        self.apply(
            people=[
                [number, f"新人{number}", "教务处", None, None, None]
                for number in ("3001", "3002", "3003", "3004", "3005")
            ]
        )
        fresh, known, came, boss, gone = (self.person(f"300{n}") for n in range(1, 6))
        known.password = "geheim-und-lang"
        self.env["res.users.log"].with_user(came).sudo().create({})
        boss.group_ids = [Command.link(self.env.ref("base.group_erp_manager").id)]
        other = self.env["res.company"].create({"name": "另一所学校"})
        gone.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        lists = self.env["duban.people.list"].with_user(self.admin)
        for user in (self.office_user, self.head_a, self.leader):
            with self.assertRaises(AccessError):
                lists.with_user(user).passwords_next()
        self.assertEqual(lists._without_password(self.company), fresh)
        self.assertEqual(lists._without_password(other), gone)
        passwords = "SELECT password FROM res_users WHERE id IN %s ORDER BY id"
        others = (known | came | boss | gone).sorted("id")._ids
        self.env.cr.execute(passwords, [others])
        before = self.env.cr.fetchall()
        self.assertEqual([bool(each) for (each,) in before], [True, False, False, False])  # fmt: skip
        ((unit, name, login, password),) = lists.passwords_next()
        self.assertEqual((unit, name, login), ("教务处", "新人3001", "3001"))
        self.assertEqual(len(password), 12)
        self.assertFalse(lists.passwords_next())
        self.env.cr.execute(passwords, [others])
        self.assertEqual(self.env.cr.fetchall(), before)

    @clause("PLUS-I2", "CORE-39")
    def test_who_left_here_and_works_elsewhere_stays_there(self):
        """The list is one institution's: account, employment and unit at the other one are as they were."""
        other = self.env["res.company"].create({"name": "别的学校"})
        unit = self.env["hr.department"].create({"name": "别校教务处", "company_id": other.id})  # fmt: skip
        here = self.employee_of(self.worker_a)
        self.worker_a.write(
            {"staff_number": "3001", "company_ids": [Command.link(other.id)]}
        )
        there = self.env["hr.employee"].create(
            {
                "name": "worker_a", "user_id": self.worker_a.id, "company_id": other.id, "department_id": unit.id,
            }
        )  # fmt: skip
        self.head_a.staff_number = "3003"
        people = [["3003", "head_a", "教务处", None, None, None]]
        job = self.apply(people=people, is_complete=True)
        self.assertEqual(self.line(job, "3001").verdict, "left")
        self.env.invalidate_all()
        self.assertEqual(
            (here.active, there.active, there.department_id), (False, True, unit)
        )
        self.assertTrue(self.worker_a.active)
        self.assertEqual(self.worker_a.company_ids, other)
        self.assertEqual(self.worker_a.company_id, other)
        self.assertEqual(self.worker_a.with_company(other).duban_unit_ids, unit)
        self.assertTrue(self.head_a.active)

    def test_only_who_maintains_directory_and_users(self):
        people = [["3009", "新人", "教务处", None, None, "督办部门"]]
        for user in (self.office_user, self.head_a, self.leader):
            with self.assertRaises(AccessError):
                self.preview(people=people, user=user)
        self.admin.group_ids = [
            Command.unlink(self.env.ref("base.group_erp_manager").id)
        ]
        with self.assertRaises(AccessError):
            self.preview(people=people)
        self.admin.group_ids = [Command.link(self.env.ref("base.group_erp_manager").id)]
        job = self.preview(people=people)
        with self.assertRaises(AccessError):
            job.line_ids.write({"wanted": {"role": ["admin"]}})
        with self.assertRaises(AccessError):
            job.write({"phase": "done"})
        with self.assertRaises(AccessError):
            self.env["duban.people.line"].with_user(self.admin).create(
                {"list_id": job.id, "kind": "person", "verdict": "new"}
            )

    def test_the_platforms_administrator_and_strangers_stay(self):
        system = self.new_person("系统", "admin", self.office)
        system.group_ids = [Command.link(self.env.ref("base.group_system").id)]
        system.staff_number = "9001"
        other = self.env["res.company"].create({"name": "别的学校"})
        stranger = self.new_person("外人", "user")
        stranger.write(
            {
                "company_ids": [Command.set(other.ids)],
                "company_id": other.id,
                "staff_number": "9002",
            }
        )
        self.admin.staff_number = "9003"
        people = [
            ["9001", "系统", "教务处", None, None, None],
            ["9002", "外人", "教务处", None, None, None],
            ["9003", "admin", "教务处", None, None, "单位用户"],
        ]
        job = self.preview(people=people)
        # the number of a stranger is free here
        self.assertEqual(job.line_ids.mapped("verdict"), ["bad", "new", "bad"])
        self.assertFalse(
            self.preview(
                people=[["9009", "甲", "教务处", None, None, None]], is_complete=True
            ).left_count
        )

    @clause("PLUS-I2")
    def test_forty_units_and_two_hundred_people_twice(self):
        units = [
            [f"单位{n:02d}", f"单位{n // 4:02d}" if n > 3 else None, f"短{n:02d}", "学院" if n % 2 else "部门",
             f"{2000 + n}", f"{2050 + n}", f"{2190 + n % 6}", "是"]
            for n in range(40)
        ]  # fmt: skip
        people = [
            [f"{2000 + n}", f"人员{n:03d}", f"单位{n % 40:02d}" if n < 190 else None, "处长" if n < 40 else "科员",
             f"138{n:08d}", "校领导" if n >= 190 else None]
            for n in range(200)
        ]  # fmt: skip
        began = os.times().elapsed
        job = self.apply(units=units, people=people)
        first = os.times().elapsed - began
        self.assertEqual((job.new_count, job.bad_count), (240, 0))
        began = os.times().elapsed
        again = self.preview(units=units, people=people, is_complete=True)
        second = os.times().elapsed - began
        self.assertEqual(
            (again.same_count, again.left_count, again.new_count), (240, 0, 0)
        )
        made = self.env["hr.department"].search(
            [("name", "=like", "单位%"), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(len(made), 40)
        self.assertFalse(
            made.filtered(
                lambda unit: not unit.manager_id.user_id or not unit.leader_in_charge_id
            )
        )
        self.assertEqual(
            len(self.env["duban.import.memory"]._units(self.company)["各学院"]), 20
        )
        _logger.info("40 units, 200 people: %.1f s, then %.1f s", first, second)
        self.assertLess(first + second, 300)

    def test_the_present_list_changes_nothing(self):
        for number, user in enumerate((self.head_a, self.worker_a, self.leader), 5000):
            user.staff_number = str(number)
        self.worker_b.staff_number = "5009"
        self.worker_b.group_ids += self.env.ref("base.group_system")
        content = (
            self.env["duban.people.list"].with_user(self.admin)._workbook("current")
        )
        job = (
            self.env["duban.people.list"].with_user(self.admin)
            .create({"file": base64.b64encode(content), "file_name": "现有.xlsx"})
        )  # fmt: skip
        job.action_read()
        verdicts = {row.code or row.name: row.verdict for row in job.line_ids}
        self.assertEqual(
            {verdicts[str(number)] for number in range(5000, 5003)}, {"same"}
        )
        # whoever administers the platform is none of the list's
        self.assertNotIn("5009", verdicts)
        self.assertEqual(
            {row.verdict for row in job.line_ids if row.kind == "unit"}, {"same"}
        )

    def test_first_steps_lead_through_the_list(self):
        steps = [
            step["key"] for step in self.regulation.with_user(self.admin)._first_steps()
        ]
        self.assertLess(steps.index("people"), steps.index("heads"))
        self.apply(people=[["3001", "新人", "教务处", None, None, None]])
        steps = [
            step["key"] for step in self.regulation.with_user(self.admin)._first_steps()
        ]
        self.assertNotIn("people", steps)


@tagged("post_install", "-at_install")
class TestPeopleDownload(HttpCase, PeopleCase):
    def test_template_for_the_administrator_only(self):
        self.authenticate("t_admin", "t_admin")
        answer = self.url_open("/duban/people/template.xlsx")
        self.assertEqual(answer.status_code, 200)
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        self.assertEqual(book.sheetnames, ["填写说明", "单位", "人员"])
        self.authenticate("t_office_user", "t_office_user")
        self.assertNotEqual(
            self.url_open("/duban/people/current.xlsx").status_code, 200
        )
