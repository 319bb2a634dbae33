"""The counter of to-dos in the bar says what Odoo's own says, for everybody; it only counts faster."""

from odoo.tests import tagged

from odoo.addons.mail.models.res_users import ResUsers as OfOdoo

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestTodoCounter(SupervisionCommon):
    def groups(self, user):
        """(what the bar shows, what Odoo would show), in the order of the screen."""
        self.env.flush_all()
        self.env.invalidate_all()
        users = self.env["res.users"].with_user(user)
        return [
            sorted(groups, key=lambda row: (row["model"] == "mail.activity", row["id"]))
            for groups in (
                users._get_activity_groups(),
                OfOdoo._get_activity_groups(users),
            )
        ]

    def people(self):
        return (
            self.office_user | self.head_a | self.head_b | self.worker_a | self.leader
        ) | self.outsider

    def count(self, user):
        """How many matters with to-dos the bar counts, those to come included."""
        rows, _odoo = self.groups(user)
        return sum(
            row["total_count"] + row["planned_count"]
            for row in rows
            if row["model"] == "duban.matter"
        )

    @clause("CORE-10")
    def test_as_odoo_counts(self):
        self.at("2024-03-04")
        self.accepted()
        self.assigned(name="今天到期的另一项")
        self.filed(name="未交办")
        self.at("2024-03-18")
        self.accepted(name="第二项")
        partner = self.env["res.partner"].create({"name": "供应商"})
        for user in self.people():
            partner.activity_schedule(
                "mail.mail_activity_data_todo", user_id=user.id, summary="联系"
            )
        counted = 0
        for day in ("2024-03-18", "2024-03-19", "2024-06-30"):
            self.at(day)
            for user in self.people():
                with self.subTest(day=day, user=user.name):
                    ours, odoo = self.groups(user)
                    self.assertEqual(ours, odoo)
                    self.assertIn("res.partner", [row["model"] for row in ours])
                    counted += sum(
                        row["total_count"] + row["planned_count"]
                        for row in ours
                        if row["model"] == "duban.matter"
                    )
        self.assertGreater(counted, 10)

    @clause("CORE-10", "CORE-12")
    def test_what_one_does_not_read_stays_with_the_others(self):
        """A to-do on a matter that its person does not read is one of Odoo's "other activities"."""
        self.at("2024-03-04")
        matter = self.accepted()
        self.assertEqual(self.count(self.worker_a), 1)
        todo = self.env["mail.activity"].sudo().search(
            [("res_model", "=", "duban.matter"), ("res_id", "=", matter.id), ("duban_key", "!=", False)], limit=1
        )  # fmt: skip
        todo.with_context(duban_door=matter._door()).user_id = self.outsider
        ours, odoo = self.groups(self.outsider)
        self.assertEqual(ours, odoo)
        self.assertEqual([row["model"] for row in ours], ["mail.activity"])
        self.assertEqual(ours[0]["activity_ids"], todo.ids)

    @clause("CORE-10")
    def test_of_several_to_dos_the_most_urgent_counts(self):
        """One matter counts once, by what is due first, whichever of its to-dos came first."""
        self.at("2024-03-04")
        matter = self.accepted()
        first = self.todos(matter, self.worker_a)[:1]
        second = first.with_context(duban_door=matter._door()).copy({"duban_key": "other"})  # fmt: skip
        self.assertGreater(second.id, first.id)
        for late, near in ((first, second), (second, first)):
            for todo, day in ((late, "2024-03-01"), (near, "2024-03-29")):
                todo.with_context(duban_door=matter._door()).date_deadline = day
            rows, _odoo = self.groups(self.worker_a)
            [row] = [each for each in rows if each["model"] == "duban.matter"]
            self.assertEqual(
                (row["overdue_count"], row["planned_count"], row["total_count"]),
                (1, 0, 1),
            )

    def test_no_more_than_the_parameter_says(self):
        self.at("2024-03-04")
        for number in range(4):
            self.assigned(name=f"第{number}项")
        self.assertEqual(self.count(self.head_a), 4)
        self.env["ir.config_parameter"].set_param("mail.activity.systray.limit", "2")
        self.assertEqual(self.count(self.head_a), 2)

    def test_no_client_leaves_to_dos_out(self):
        """What is left for Odoo to count travels as a set, which no call from outside can carry."""
        self.at("2024-03-04")
        self.assigned()
        Activity = self.env["mail.activity"].with_user(self.head_a)
        mine = [("user_id", "=", self.head_a.id)]
        found = Activity.search(mine)
        self.assertTrue(found)
        forged = Activity.with_context(duban_left=[])
        self.assertEqual(forged.search(mine), found)
