"""Stage rounds, inspection teams, what stays filled on the ledger."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestRound(SupervisionCommon):
    def round(self, matters, user=None, **values):
        return (
            self.env["duban.progress.round"]
            .with_user(user or self.office_user)
            .create(
                {
                    "name": "一季度督查",
                    "date_due": "2024-04-10",
                    "matter_ids": [(6, 0, matters.ids)],
                    **values,
                }
            )
        )

    def test_one_request_per_task_one_message_per_unit(self):
        self.at("2024-04-01")
        matters = (
            self.assigned()
            | self.assigned()
            | self.assigned(lead_unit_id=self.unit_b.id)
        )
        row = self.round(matters)
        row.action_send()
        self.assertEqual(len(row.request_ids), 3)
        self.assertEqual(row.unit_ids, self.unit_a | self.unit_b)
        self.assertEqual(row.notified_user_ids, self.head_a | self.head_b)
        todo = self.todos(matters[0], kind="feedback")
        self.assertEqual(todo.user_id, self.head_a)
        self.assertEqual(str(todo.date_deadline), "2024-04-10")
        messages = (
            self.env["mail.message"].sudo().search([("subject", "=", "一季度督查")])
        )
        self.assertEqual(len(messages), 2)
        for message in messages:
            self.assertIn("2024年4月10日", message.body)
            self.assertNotIn("一季度督查", message.body, "the subject says it")
        with self.assertRaises(UserError):
            row.action_send()
        with self.assertRaises(UserError):
            row.name = "改"

    @clause("LZU-6.1.1e")
    def test_each_tasks_own_liaison_is_told(self):
        """One message per unit, to whoever receives one of its tasks: nobody twice, nobody of another unit's."""
        self.at("2024-04-01")
        self.regulation.liaison_rule = "optional"
        self.unit_a.liaison_id = self.liaison_a
        tasks = self.env["duban.matter"]
        for number, liaison in enumerate(
            (self.worker_a, self.liaison_a, self.head_a, self.worker_a)
        ):
            task = self.assigned(name=f"任务{number}")
            task.sudo()._engine_write({"liaison_id": liaison.id})
            tasks |= task
        other = self.assigned(name="别的单位", lead_unit_id=self.unit_b.id)
        left = self.assigned(name="不在其中", lead_unit_id=self.unit_c.id)
        row = self.round(tasks | other)
        row.action_send()
        own = self.worker_a | self.liaison_a | self.head_a
        self.assertEqual(row.notified_user_ids, own | self.head_b)
        messages = self.env["mail.message"].sudo().search([("subject", "=", row.name)])
        self.assertEqual(
            sorted(sorted(message.partner_ids.ids) for message in messages),
            sorted(sorted(users.partner_id.ids) for users in (own, self.head_b)),
        )
        for message in messages:
            there = {task for task in tasks | other | left if task.name in message.body}
            mine = self.head_b.partner_id in message.partner_ids
            self.assertEqual(there, set(other if mine else tasks))

    @clause("LZU-6.1.1e", "CORE-12", "WUT-8.1b", "CORE-29")
    def test_who_may_not_hear_of_a_task_gets_the_list_without_it(self):
        """The head is recused on one of two tasks; of another unit the head is away with a deputy."""
        self.at("2024-04-01")
        kept, hidden = self.assigned(name="任务甲"), self.assigned(name="任务乙")
        self.recusal(hidden, self.office_user, self.head_a, self.worker_a)
        other = self.assigned(name="任务丙", lead_unit_id=self.unit_b.id)
        self.env["duban.delegation"].with_user(self.head_b).create(
            {
                "user_id": self.head_b.id, "deputy_id": self.worker_b.id, "date_from": "2024-04-01",
                "date_to": "2024-04-03",
            }
        )  # fmt: skip
        row = self.round(kept | hidden | other)
        row.action_send()
        messages = self.env["mail.message"].sudo().search([("subject", "=", row.name)])
        read = {
            user: {task.name for message in messages for task in kept | hidden | other
                   if user.partner_id in message.partner_ids and task.name in message.body}
            for user in (self.head_a, self.worker_a, self.head_b, self.worker_b)
        }  # fmt: skip
        self.assertEqual(
            read,
            {
                self.head_a: {"任务甲"},
                self.worker_a: {"任务甲", "任务乙"},
                self.head_b: set(),
                self.worker_b: {"任务丙"},
            },
        )

    def test_only_the_office(self):
        with self.assertRaises(AccessError):
            self.round(self.assigned(), user=self.worker_a)
        with self.assertRaises(AccessError):
            self.round(self.assigned(), state="sent")
        self.regulation.progress_request_enabled = False
        with self.assertRaises(UserError):
            self.round(self.assigned())

    def test_started_from_a_list(self):
        matters = self.assigned() | self.matter()
        values = (
            self.env["duban.progress.round"]
            .with_user(self.office_user)
            .with_context(active_model="duban.matter", active_ids=matters.ids)
            .default_get(["matter_ids"])
        )
        self.assertEqual(values["matter_ids"], [(6, 0, matters[:1].ids)])

    def test_collect(self):
        matter = self.assigned()
        row = self.round(matter.browse())
        with self.assertRaises(UserError):
            row.action_send()
        row.action_collect()
        self.assertIn(matter, row.matter_ids)


@tagged("post_install", "-at_install")
class TestTeam(SupervisionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        forms = cls.env["duban.option.list"].create(
            {"regulation_id": cls.regulation.id, "code": "form", "name": "形式"}
        )
        cls.joint = cls.env["duban.option"].create(
            {
                "list_id": forms.id,
                "code": "joint",
                "name": "联合督查",
                "demand_ids": cls.demands("team"),
            }
        )

    def team(self, matter, *users, user=None, head=True):
        return (
            self.env["duban.team.member"]
            .with_user(user or self.office_user)
            .create(
                [
                    {"matter_id": matter.id, "user_id": u.id, "is_head": head and not n}
                    for n, u in enumerate(users)
                ]
            )
        )

    def test_head_and_two_units_with_the_office(self):
        matter = self.matter(form_id=self.joint.id)
        with self.assertRaises(UserError):
            matter.action_file()
        outside = self.team(matter, self.outsider, self.worker_c)
        with self.assertRaises(UserError):
            matter.action_file()
        outside[0].unlink()
        members = self.team(matter, self.office_user)
        matter.action_file()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            members.unlink()
        matter.action_assign()
        seen = self.as_user(matter, self.worker_c)
        self.assertEqual(seen.name, matter.name)
        self.env["duban.record"].with_user(self.worker_c).create(
            {"matter_id": matter.id, "summary": "实地检查"}
        )

    @clause("LZU-5.4")
    def test_two_people_of_one_unit_are_no_team(self):
        """Members of at least two units, however many people each sends; the office alone is not enough."""
        matter = self.matter(form_id=self.joint.id)
        second = self.team(matter, self.office_user, self.office_user2)[1]
        with self.assertRaises(UserError), self.cr.savepoint():
            matter.action_file()
        self.assertEqual(matter.state, "draft")
        self.team(matter, self.worker_c, head=False)
        matter.action_file()
        # nor later: the office's two stay, the one of the other unit may not go
        other = matter.team_member_ids - second
        with self.assertRaises(UserError), self.cr.savepoint():
            other.filtered(lambda row: row.user_id == self.worker_c).unlink()
        second.unlink()
        self.assertEqual(
            matter.team_member_ids.user_id, self.office_user | self.worker_c
        )

    def test_only_the_office_forms_it(self):
        matter = self.assigned()
        with self.assertRaises(AccessError):
            self.team(matter, self.worker_a, user=self.worker_a)

    def test_member_belongs_to_the_unit(self):
        with self.assertRaises(UserError):
            self.env["duban.team.member"].with_user(self.office_user).create(
                {
                    "matter_id": self.matter().id,
                    "user_id": self.worker_c.id,
                    "department_id": self.unit_a.id,
                }
            )

    def test_ledger_stays_filled(self):
        matter = self.assigned()
        with self.assertRaises(UserError):
            matter.write({"basis": False})
