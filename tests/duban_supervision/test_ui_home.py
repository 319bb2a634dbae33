"""Home: the right board for each role, counted as the user, in few queries."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestHome(SupervisionCommon):
    def board(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["duban.matter"].with_user(user).get_home()

    def tile(self, board, key):
        return next(tile for tile in board["tiles"] if tile["key"] == key)

    def rows(self, board, key):
        found = [part for part in board["lists"] if part["key"] == key]
        return [row["title"] for part in found for row in part["rows"]]

    def test_office_sees_what_waits_and_what_turned_red(self):
        self.at("2024-03-04")
        late = self.accepted(name="将要逾期的事项")
        self.at("2024-03-18")
        board = self.board(self.office_user)
        self.assertEqual(board["roles"], ["office"])
        self.assertFalse(self.rows(board, "red"))
        self.filed(name="待交办")
        # Due on Monday the 18th: red on the 19th, no more on the 20th.
        self.at("2024-03-19")
        board = self.board(self.office_user)
        self.assertEqual(len(self.rows(board, "red")), 1)
        self.assertIn(late.number, self.rows(board, "red")[0])
        self.assertEqual(self.tile(board, "overdue")["count"], 1)
        self.assertEqual(self.tile(board, "to_assign")["count"], 1)
        self.at("2024-03-20")
        board = self.board(self.office_user)
        self.assertFalse(self.rows(board, "red"))
        self.assertEqual(self.tile(board, "overdue")["count"], 1)

    def test_a_tile_counts_exactly_what_it_opens(self):
        self.at("2024-03-04")
        self.accepted()
        self.filed(name="二", confidentiality="sensitive", lead_unit_id=self.unit_b.id)
        self.assigned(name="三", lead_unit_id=self.unit_c.id)
        self.at("2024-04-01")
        for user in (
            self.office_user,
            self.head_a,
            self.leader,
            self.president,
            self.outsider,
            self.admin,
        ):
            board = self.board(user)
            for tile in board["tiles"]:
                found = (
                    self.env[tile["model"]].with_user(user).search_count(tile["domain"])
                )
                self.assertEqual(tile["count"], found, (user.name, tile["key"]))
            for chart in board["charts"]:
                for index, domain in enumerate(chart.get("domains", [])):
                    total = sum(row["data"][index] for row in chart["datasets"])
                    found = (
                        self.env["duban.matter"].with_user(user).search_count(domain)
                    )
                    self.assertEqual(total, found, (user.name, chart["key"]))

    def test_leader_sees_the_own_field_and_what_changed(self):
        mine, other = (
            self.accepted(name="甲"),
            self.assigned(name="乙", lead_unit_id=self.unit_c.id),
        )
        board = self.board(self.leader)
        self.assertEqual(board["roles"], ["leader"])
        self.assertEqual(self.tile(board, "open")["count"], 1)
        self.assertEqual(self.rows(board, "changes"), [mine.display_name])
        board = self.board(self.president)
        self.assertEqual(self.tile(board, "open")["count"], 2)
        self.assertIn(other.display_name, self.rows(board, "changes"))

    def test_unit_sees_its_matters_with_the_next_step(self):
        matter = self.assigned()
        self.assigned(name="别的单位", lead_unit_id=self.unit_c.id)
        board = self.board(self.head_a)
        self.assertEqual(board["roles"], ["unit"])
        self.assertEqual(self.rows(board, "unit"), [matter.display_name])
        todo = board["lists"][0]["rows"][0]
        self.assertEqual(todo["text"], matter.display_name)
        step = next(part for part in board["lists"] if part["key"] == "unit")["rows"][
            0
        ]["text"]
        self.assertIn(todo["title"], step)
        self.assertFalse(self.rows(self.board(self.outsider), "unit"))

    @clause("CORE-39")
    def test_who_is_office_and_unit_in_one_sees_both(self):
        self.assertEqual(self.board(self.office_user)["roles"], ["office"])
        matter = self.assigned()
        other = self.assigned(name="别的单位", lead_unit_id=self.unit_c.id)
        # the clerk of the office is liaison of unit A as well
        self.unit_a.liaison_id = self.office_user
        board = self.board(self.office_user)
        self.assertEqual(board["roles"], ["office", "unit"])
        self.assertIn(matter.display_name, self.rows(board, "unit"))
        self.assertNotIn(other.display_name, self.rows(board, "unit"))
        self.assertTrue(self.tile(board, "to_assign"))

    @clause("CORE-39")
    def test_what_waits_in_another_institution_is_named(self):
        matter = self.assigned()
        self.assigned(name="别的单位", lead_unit_id=self.unit_c.id)
        other = self.env["res.company"].create({"name": "另一所学校"})
        head = self.todos(matter, kind="accept").user_id
        head.sudo().write({"company_ids": [Command.link(other.id)]})
        here = self.env["duban.matter"].with_user(head)
        keys = [part["key"] for part in here.get_home()["lists"]]
        self.assertNotIn("elsewhere", keys, "the other one has nothing for me")
        there = here.with_context(allowed_company_ids=other.ids)
        board = there.get_home()
        found = next(part for part in board["lists"] if part["key"] == "elsewhere")
        self.assertEqual(
            [(row["model"], row["id"]) for row in found["rows"]],
            [("res.company", self.company.id)],
        )
        self.assertIn("1", found["rows"][0]["text"])
        self.assertIn(
            matter.display_name,
            [row["text"] for row in board["lists"][0]["rows"]],
            "the to-do itself stands among the others",
        )

    def test_administrator_is_led_through_the_first_steps(self):
        board = self.board(self.admin)
        self.assertEqual(board["roles"], ["admin"])
        self.assertTrue(board["first_steps"])
        self.assertEqual(board["regulation_id"], self.regulation.id)
        self.assertEqual(self.rows(board, "institutions"), [self.company.name])

    def test_administrator_of_a_new_company_is_led_from_there(self):
        company = self.env["res.company"].create({"name": "新学院"})
        self.admin.write({"company_ids": [(4, company.id)]})
        board = (
            self.env["duban.matter"]
            .with_user(self.admin)
            .with_company(company)
            .get_home()
        )
        steps = {step["key"]: step for step in board["first_steps"]}
        self.assertEqual(
            list(steps),
            ["setup", "company", "adopt", "office", "units", "calendar", "matter"],
        )
        self.assertIn("新学院", steps["company"]["name"])
        self.assertIn(self.company.name, steps["company"]["hint"])
        for key in ("company", "adopt"):
            self.assertTrue(self.env.ref(steps[key]["action"]).exists())
        self.assertFalse(board["regulation_id"])

    def test_english_users_read_english_dates(self):
        self.at("2024-03-04")
        self.env["res.lang"]._activate_lang("zh_CN")
        for lang, today in (("en_US", "4 Mar 2024"), ("zh_CN", "2024年3月4日")):
            Matter = self.env["duban.matter"].with_user(self.leader)
            board = Matter.with_context(lang=lang).get_home()
            self.assertEqual(board["today"], today)

    def test_what_changed_since_the_last_look(self):
        self.at("2024-03-04")
        first = self.accepted(name="甲")
        self.assertEqual(
            self.rows(self.board(self.leader), "changes"), [first.display_name]
        )
        self.at("2024-03-05")
        self.env["duban.matter"].with_user(self.leader).home_seen()
        # The same look goes on for a while: what was new stays in sight.
        self.assertEqual(
            self.rows(self.board(self.leader), "changes"), [first.display_name]
        )
        self.at("2024-03-06")
        self.assertFalse(self.rows(self.board(self.leader), "changes"))
        second = self.accepted(name="乙")
        for _twice in range(2):
            board = self.board(self.leader)
            self.assertEqual(self.rows(board, "changes"), [second.display_name])
            self.env["duban.matter"].with_user(self.leader).home_seen()
        title = next(part for part in board["lists"] if part["key"] == "changes")[
            "title"
        ]
        self.assertIn("2024年3月5日", title)
        # Everybody has a look of their own.
        self.assertIn(
            first.display_name, self.rows(self.board(self.president), "changes")
        )
        self.assertEqual(
            self.env["duban.home.visit"].search_count(
                [("user_id", "=", self.leader.id)]
            ),
            1,
        )

    def test_nobody_reads_when_others_looked(self):
        self.env["duban.matter"].with_user(self.leader).home_seen()
        for user in (self.leader, self.office_user, self.admin):
            with self.assertRaises(AccessError):
                self.env["duban.home.visit"].with_user(user).search([])

    def test_queries_do_not_grow_with_the_matters(self):
        for n in range(3):
            self.assigned(name=f"事项{n}")
        few = {}
        users = (self.office_user, self.head_a, self.leader)
        for user in users:
            self.board(user)
            few[user] = self.count_queries(user)
        for n in range(12):
            self.assigned(name=f"更多事项{n}")
        for user in users:
            self.assertLessEqual(self.count_queries(user), few[user] + 3, user.name)
            self.assertLess(few[user], 60, user.name)

    def count_queries(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.env["duban.matter"].with_user(user).get_home()
        return self.cr.sql_log_count - before
