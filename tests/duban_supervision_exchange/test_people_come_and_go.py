"""Who leaves and who comes back by a list of people (PLUS-I2, ABAF-8.1d, CORE-28)."""
# what people say in a test is nobody's term to translate
# pylint: disable=translation-required

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from tests.clauses import clause
from tests.duban_supervision_exchange.test_people_list import PeopleCase


@tagged("post_install", "-at_install")
class TestPeopleComeAndGo(PeopleCase):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def numbered(self, *users):
        for number, user in enumerate(users, 3001):
            user.staff_number = str(number)

    def asked(self, handover):
        return self.env["mail.activity"].search(
            [("res_model", "=", handover._name), ("res_id", "=", handover.id)]
        )

    @clause("PLUS-I2", "ABAF-8.1d", "CORE-20")
    def test_nobody_hands_over_to_who_leaves_by_the_same_list(self):
        self.numbered(self.worker_a, self.head_a, self.liaison_a)
        self.unit_a.liaison_id = self.liaison_a
        matter = self.accepted()
        # head and handler are gone at once, the liaison stays
        job = self.preview(people=[["3003", "liaison_a", "教务处"]], is_complete=True)
        left = job.line_ids.filtered(lambda row: row.verdict == "left")
        self.assertEqual(set(left.mapped("code")), {"3001", "3002"})
        self.assertEqual(left.successor_id, self.liaison_a)
        # and the administrator does not choose one of them either, nor who has left before
        self.outsider.active = False
        for wrong in (self.head_a, self.outsider):
            self.line(job, "3001").successor_id = wrong
            with self.assertRaises(UserError) as error:
                job.action_apply()
            self.assertIn(wrong.name, str(error.exception))
        # who is still here after all may take over
        self.line(job, "3001").successor_id = self.head_a
        self.line(job, "3002").is_kept = True
        job.action_apply()
        job._job_run()
        self.assertEqual((self.worker_a.active, self.head_a.active), (False, True))
        handover = self.env["duban.handover"].search(
            [("predecessor_id", "=", self.worker_a.id)]
        )
        self.assertEqual(handover.successor_id, self.head_a)
        self.assertEqual(handover.matter_ids, matter)

    @clause("ABAF-8.1d", "CORE-20")
    def test_a_handover_whose_successor_leaves_is_the_offices(self):
        self.accepted()
        row = (
            self.env["duban.handover"]
            .with_user(self.office_user)
            .create(
                {"predecessor_id": self.worker_a.id, "successor_id": self.liaison_a.id}
            )
        )
        todos = self.asked(row)
        self.assertEqual(todos.user_id, self.worker_a | self.liaison_a)
        self.liaison_a.active = False
        row.sudo()._reconcile_todos()
        todo = self.asked(row) - self.asked(row).filtered(
            lambda each: each.user_id == self.worker_a
        )
        self.assertEqual(todo.user_id, self.office_user)
        self.assertIn(self.liaison_a.name, todo.summary)
        row.with_user(self.office_user).successor_id = self.head_a
        self.assertEqual(self.asked(row).user_id, self.worker_a | self.head_a)

    @clause("PLUS-I2", "CORE-28")
    def test_who_comes_back_is_no_leader_by_that(self):
        self.numbered(self.leader, self.office_user2, self.worker_a)
        people = self.leader | self.office_user2 | self.worker_a
        people.action_archive()
        rows = [[user.staff_number, user.name, "教务处", None, None] for user in people]
        titles = ["工号", "姓名", "单位", "职务", "手机"]
        job = self.preview(people=rows, people_titles=titles)
        self.assertIn("校领导 → 单位用户", self.line(job, "3001").changes)
        self.assertIn("督办部门 → 单位用户", self.line(job, "3002").changes)
        self.assertNotIn("单位用户", self.line(job, "3003").changes)
        job.action_apply()
        job._job_run()
        self.assertEqual(people.mapped("active"), [True] * 3)
        for user in people:
            self.assertTrue(user.has_group("duban_supervision.group_user"))
            self.assertFalse(user.has_group("duban_supervision.group_office"))
            self.assertFalse(user._is_school_leader(self.company))
        # a list that says so gives it back
        job = self.apply(people=[["3001", "leader", None, None, None, "校领导"]])
        self.assertTrue(self.leader._is_school_leader(self.company))

    @clause("PLUS-I2", "CORE-20")
    def test_who_gets_a_post_gets_a_role(self):
        """The new head is here already, for something else."""
        plain = self.new_person("plain", "user", self.unit_a)
        plain.staff_number = "3001"
        plain.group_ids = self.env.ref("base.group_user")
        matter = self.assigned()
        job = self.apply(units=[["教务处", None, None, None, "3001", None, None, "是"]])
        self.assertTrue(plain.has_group("duban_supervision.group_user"))
        self.assertFalse(plain.has_group("duban_supervision.group_office"))
        self.assertEqual(self.todos(matter).user_id, plain)
        job.action_undo()
        job._job_run()
        self.assertFalse(plain.has_group("duban_supervision.group_user"))
        self.assertEqual(self.todos(matter).user_id, self.head_a)

    @clause("PLUS-I2")
    def test_the_login_of_an_expert_from_outside_is_taken(self):
        new_test_user(self.env, "expert@example.com", groups="base.group_portal")
        titles = ["工号", "姓名", "单位", "登录名"]
        rows = [
            ["3001", "新人", "教务处", "expert@example.com"],
            ["3002", "另一人", "教务处", "other@example.com"],
        ]
        job = self.preview(people=rows, people_titles=titles)
        self.assertEqual(self.line(job, "3001").verdict, "bad")
        self.assertIn("expert@example.com", self.line(job, "3001").message)
        job.action_apply()
        job._job_run()
        self.assertFalse(self.person("3001"))
        self.assertEqual(self.person("3002").login, "other@example.com")

    @clause("PLUS-I2", "CORE-32")
    def test_a_unit_that_was_renamed_is_no_second_one(self):
        """后勤处 is called 后勤保障处 now: the list says so, and nothing is guessed; renamed, it is the same unit."""
        units = [["后勤保障处", None, "后勤处", None, None, None, None, "是"]]
        job = self.preview(units=units)
        line = self.line(job, "后勤保障处")
        self.assertEqual(line.verdict, "bad")
        self.assertIn("后勤处", line.message)
        self.assertFalse(
            self.env["hr.department"].search([("name", "=", "后勤保障处")])
        )
        self.unit_b.name = "后勤保障处"
        matter = self.assigned(lead_unit_id=self.unit_b.id)
        job = self.preview(units=units)
        self.assertEqual(self.line(job, "后勤保障处").res_id, self.unit_b.id)
        job.action_apply()
        job._job_run()
        known = self.env["duban.import.memory"]._units(self.company)
        self.assertEqual(known["后勤处"], (self.unit_b.id,))
        self.assertEqual(matter.lead_unit_id, self.unit_b)

    @clause("PLUS-I2", "CORE-20")
    def test_who_applied_the_list_carries_on_not_who_uploaded_it(self):
        """Uploaded by one who leaves, applied by a colleague who closes the window: it is done in that name."""
        before = self.admin.copy({"login": "t_before", "name": "前任"})
        people = [["3009", "新人", "教务处"], ["3010", "又一人", "教务处"]]
        job = self.preview(user=before, people=people).with_user(self.admin)
        job.action_apply()
        self.assertEqual(job.job_user_id, self.admin)
        before.active = False
        self.at("2024-03-05")
        with self.enter_registry_test_mode():
            self.env.ref(
                "duban_supervision_exchange.ir_cron_jobs"
            ).method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((job.job_state, job.job_message), ("done", False))
        self.assertEqual(self.person("3010").sudo().create_uid, self.admin)
        # and who applied it and left does no more
        self.assertFalse(job.sudo()._is_orphan())
        self.admin.active = False
        self.assertTrue(job.sudo()._is_orphan())
