"""A staff number is its institution's: two universities in one database number their people by themselves."""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from tests.clauses import clause
from tests.duban_supervision_exchange.test_people_list import PEOPLE, PeopleCase


@tagged("post_install", "-at_install")
class TestStaffNumber(PeopleCase):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.other = self.env["res.company"].create({"name": "别的学校"})
        self.stranger = self.new_person("张三", "user")
        self.stranger.write(
            {
                "company_ids": [Command.set(self.other.ids)],
                "company_id": self.other.id,
                "staff_number": "2001",
                "login": "2001",
            }
        )

    def by_number(self, number="2001", company=None):
        return self.env["res.users"]._by_staff_number(number, company or self.company)

    @clause("PLUS-I2", "CORE-20")
    def test_who_takes_over_is_somebody_else_who_is_there(self):
        """The head, else the liaison, else the head of the unit above; neither who is gone nor oneself."""
        self.unit_b.write({"liaison_id": self.outsider.id, "parent_id": self.unit_a.id})
        people = [["3009", "新人", "教务处", None, None, None]]
        nobody = self.head_a.browse()
        for gone, leaver, successor in (
            (nobody, self.worker_b, self.head_b),
            (nobody, self.head_b, self.outsider),
            (self.head_b, self.worker_b, self.outsider),
            (self.outsider, self.worker_b, self.head_a),
            (self.head_a, self.worker_b, nobody),
        ):
            gone.write({"active": False})
            # who has no number is on no list and leaves by none
            (self.worker_b | self.head_b).staff_number = False
            self.env.flush_all()
            leaver.staff_number = "3001"
            job = self.preview(people=people, is_complete=True)
            line = self.line(job, "3001")
            self.assertEqual((line.verdict, line.successor_id), ("left", successor))

    @clause("PLUS-I2")
    def test_once_at_one_institution(self):
        self.worker_a.staff_number = "2001"
        self.assertEqual(self.by_number(), self.worker_a)
        self.assertEqual(self.by_number(company=self.other), self.stranger)
        self.assertEqual(
            self.env["res.users"]._by_staff_number("2001"),
            self.worker_a | self.stranger,
        )
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.worker_b.staff_number = "2001"
            self.env.flush_all()
        # nor by working at both
        with self.assertRaises(ValidationError):
            self.stranger.company_ids = [Command.link(self.company.id)]
        self.worker_a.active = False
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.worker_b.staff_number = "２００１ "
            self.env.flush_all()

    @clause("PLUS-I1", "PLUS-I2", "CORE-39")
    def test_a_university_and_its_college_number_together(self):
        """One number is one person there: no second account, whoever reads the list; a sign-in names its own."""
        college = self.env["res.company"].create({"name": "本校学院", "parent_id": self.company.id})  # fmt: skip
        self.worker_a.staff_number = "3001"
        keeper = self.new_person("学院管理员", "admin")
        keeper.write(
            {
                "company_ids": [Command.set(college.ids)], "company_id": college.id,
                "group_ids": [Command.link(self.env.ref("base.group_erp_manager").id)],
            }
        )  # fmt: skip
        with self.assertRaises(ValidationError), self.cr.savepoint():
            keeper.staff_number = "3001"
        self.stranger.staff_number = "3001"  # of another university
        for name in ("worker_a", "重名者"):
            rows = [["3001", name, None, None, None, None, "a3001"]]
            there = self.env(context={**self.env.context, "allowed_company_ids": college.ids})  # fmt: skip
            job = self.with_env_preview(there, rows, keeper)
            self.assertEqual(job.line_ids.verdict, "bad", name)
            self.assertIn(self.company.name, job.line_ids.message)
            self.assertNotIn("别的学校", job.line_ids.message)
        # a service of the college speaks for its own people, one of the university for those of its colleges too
        self.assertEqual(self.by_number("3001"), self.worker_a)
        self.assertFalse(self.by_number("3001", college))
        keeper.staff_number = "3009"
        for company in (self.company, college):
            self.assertEqual(self.by_number("3009", company), keeper)
        self.assertFalse(self.by_number("3009", self.other))
        # who is of two universities: whose number it is at either of them
        both = self.by_number("3001", self.company | self.other)
        self.assertEqual(both, self.worker_a | self.stranger)
        # who administers both lets the person in, and nobody makes a second one
        keeper.company_ids = [Command.link(self.company.id)]
        job = self.with_env_preview(there, [["3001", "worker_a", None, None, None, None, None]], keeper)  # fmt: skip
        self.assertEqual(job.line_ids.verdict, "ask")
        job.line_ids.answer = "link"
        job.action_apply()
        job._job_run()
        self.assertEqual(self.worker_a.company_ids, self.company | college)
        self.assertEqual(self.by_number("3001", college), self.worker_a)

    def with_env_preview(self, env, rows, user):
        plain, self.env = self.env, env
        try:
            return self.preview(
                people=rows, people_titles=[*PEOPLE, "登录名"], user=user
            )
        finally:
            self.env = plain

    @clause("PLUS-I2", "CORE-39")
    def test_the_number_of_who_works_here_as_well_is_given(self):
        """Whichever of the institutions is the main one, whoever comes second; elsewhere it is free."""
        third = self.env["res.company"].create({"name": "第三所学校"})
        both = {"company_ids": [Command.set((self.company | self.other).ids)]}
        self.stranger.write(both)
        self.assertEqual(self.stranger.company_id, self.other)
        free = self.new_person("王五", "user")
        free.write({"company_ids": [Command.set(third.ids)], "company_id": third.id})
        for person, values in (
            (self.worker_a, {"staff_number": "2001"}),
            (self.worker_b, {"staff_number": "2001", **both}),
            (free, {"staff_number": "2001", "company_ids": [Command.link(self.company.id)]}),
        ):  # fmt: skip
            with self.subTest(person.name), self.assertRaises(ValidationError), self.cr.savepoint():  # fmt: skip
                person.write(values)
        free.staff_number = "2001"
        self.assertEqual(self.by_number(), self.stranger)
        self.assertEqual(self.by_number(company=third), free)

    @clause("PLUS-I2")
    def test_a_list_neither_finds_nor_tells_of_strangers(self):
        people = [["2001", "张三", "教务处", None, None, None]]
        job = self.preview(people=people)
        # the login alone is the database's
        self.assertEqual(job.line_ids.verdict, "bad")
        self.assertNotIn("别的学校", job.line_ids.message)
        titles = ["工号", "姓名", "单位", "登录名"]
        rows = [["2001", "张三", "教务处", "zhang"]]
        job = self.apply(people=rows, people_titles=titles)
        own = self.by_number()
        self.assertEqual((own.login, own.company_ids), ("zhang", self.company))
        self.assertEqual(self.stranger.company_ids, self.other)
        self.assertEqual(
            self.preview(people=rows, people_titles=titles).line_ids.verdict, "same"
        )

    @clause("PLUS-I2")
    def test_who_looks_after_both_is_asked_whether_it_is_the_same_person(self):
        self.admin.company_ids = [Command.link(self.other.id)]
        people = [["2001", "张三", "教务处", None, None, None]]
        job = self.preview(people=people)
        self.assertEqual(job.line_ids.verdict, "ask")
        self.assertIn("别的学校", job.line_ids.message)
        with self.assertRaises(UserError):
            job.action_apply()
        job.line_ids.answer = "link"
        job.action_apply()
        job._job_run()
        self.assertEqual(self.stranger.company_ids, self.company | self.other)
        self.assertEqual(self.by_number(), self.stranger)
        employee = self.stranger.employee_ids.filtered(
            lambda row: row.company_id == self.company
        )
        self.assertEqual(employee.department_id, self.unit_a)
        self.assertEqual(self.preview(people=people).line_ids.verdict, "same")
        # who leaves one of two institutions keeps the account for the other
        rest = [["2009", "新人", "教务处", None, None, None]]
        left = self.apply(people=rest, is_complete=True)
        self.assertEqual(
            (self.stranger.active, self.stranger.company_ids), (True, self.other)
        )
        left.action_undo()
        left._job_run()
        self.assertEqual(self.stranger.company_ids, self.company | self.other)
        # another name is another person
        job = self.preview(people=[["2002", "李四", "教务处", None, None, None]])
        self.assertEqual(job.line_ids.verdict, "new")

    @clause("PLUS-I2", "CORE-1")
    def test_a_list_says_where_somebody_works_at_its_own_institution(self):
        """Unit and post at the other one stay, whether one has always worked here, is new here or comes back."""
        abroad = self.env["hr.department"].create(
            {"name": "别校教务处", "company_id": self.other.id}
        )
        back = {"active": False, "department_id": self.unit_c.id}
        people = {
            "3001": (self.worker_a, {"department_id": self.unit_a.id}),
            "3002": (self.worker_b, None),
            "3003": (self.worker_c, back),
        }
        both = [Command.set((self.company | self.other).ids)]
        there = {}
        for number, (user, here) in people.items():
            user.write({"staff_number": number, "company_ids": both})
            if here:
                self.employee_of(user).write({"job_title": "科员", **here})
            else:
                self.employee_of(user).unlink()
            there[user] = self.env["hr.employee"].create(
                {
                    "name": user.name, "user_id": user.id, "company_id": self.other.id, "department_id": abroad.id,
                    "job_title": "教授",
                }
            )  # fmt: skip

        def posts(user):
            """{institution: (unit, post, whether one works there)} of ``user``."""
            self.env.invalidate_all()
            employees = self.env["hr.employee"].with_context(
                active_test=False, allowed_company_ids=(self.company | self.other).ids
            )
            return {
                row.company_id: (row.department_id, row.job_title, row.active)
                for row in employees.search([("user_id", "=", user.id)])
            }

        before = {user: posts(user) for user in there}
        rows = [
            [number, user.name, "后勤处", "科长", None, None]
            for number, (user, _here) in people.items()
        ]
        job = self.apply(people=rows)
        for user in there:
            self.assertEqual(
                posts(user),
                {
                    self.company: (self.unit_b, "科长", True),
                    self.other: (abroad, "教授", True),
                },
                user.name,
            )
        self.assertEqual(set(self.preview(people=rows).line_ids.mapped("verdict")), {"same"})  # fmt: skip
        job.action_undo()
        job._job_run()
        for user in there:
            self.assertEqual(
                posts(user)[self.other], before[user][self.other], user.name
            )

    def test_leaving_the_first_of_two_institutions(self):
        self.worker_a.write(
            {"staff_number": "3001", "company_ids": [Command.link(self.other.id)]}
        )
        job = self.apply(
            people=[["2009", "新人", "教务处", None, None, None]], is_complete=True
        )
        self.assertEqual(self.worker_a.company_ids, self.other)
        self.assertEqual(self.worker_a.company_id, self.other)
        self.assertTrue(self.worker_a.active)
        job.action_undo()
        job._job_run()
        self.assertEqual(self.worker_a.company_id, self.company)


@tagged("post_install", "-at_install")
class TestFirstPasswords(PeopleCase):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def lists(self, user):
        return self.env["duban.people.list"].with_user(user)

    @clause("PLUS-I2")
    def test_once_for_who_has_none(self):
        self.worker_a.staff_number = "3001"
        people = [
            [f"40{number:02d}", f"新人{number}", "教务处", None, None, None]
            for number in range(12)
        ]
        job = self.apply(people=people)
        self.assertEqual(job.password_count, 12)
        rows = []
        while more := self.lists(self.admin).passwords_next():
            self.assertLessEqual(len(more), 25)
            rows += more
        self.assertEqual({row[2] for row in rows}, {row[0] for row in people})
        self.assertEqual({row[0] for row in rows}, {"教务处"})
        self.assertEqual(len({row[3] for row in rows}), 12)
        for _unit, name, login, password in rows[:2]:
            told = {"type": "password", "login": login, "password": password}
            uid = self.env["res.users"].authenticate(told, {"interactive": True})["uid"]
            self.assertEqual(self.env["res.users"].browse(uid).name, name)
        # worker_a has a password of their own
        self.assertFalse(self.lists(self.admin).passwords_next())
        job.invalidate_recordset()
        self.assertEqual(job.password_count, 0)

    @clause("PLUS-I2")
    def test_neither_for_administrators_nor_by_others(self):
        self.apply(people=[["4001", "新人", "教务处", None, None, None]])
        newcomer = self.person("4001")
        newcomer.group_ids = [Command.link(self.env.ref("base.group_erp_manager").id)]
        self.assertFalse(self.lists(self.admin).passwords_next())
        self.admin.group_ids = [
            Command.unlink(self.env.ref("base.group_erp_manager").id)
        ]
        for user in (self.admin, self.office_user, self.head_a, self.leader):
            with self.assertRaises(AccessError):
                self.lists(user).passwords_next()

    def test_nor_at_another_institution(self):
        self.apply(people=[["4001", "新人", "教务处", None, None, None]])
        other = self.env["res.company"].create({"name": "别的学校"})
        self.admin.company_ids = [Command.link(other.id)]
        self.assertFalse(
            self.lists(self.admin)
            .with_context(allowed_company_ids=other.ids)
            .passwords_next()
        )
