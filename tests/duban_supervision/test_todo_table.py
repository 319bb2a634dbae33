"""Whose turn it is, by when, in every state: the whole list of open to-dos of a matter, and nobody else's (CORE-2)."""

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestTodoTable(SupervisionCommon):
    """Unit A leads, B helps; ten working days from Monday 2024-03-04 end on the 18th."""

    def table(self, matter):
        """{(kind or key, person, day)} of all open to-dos of the matter."""
        return {
            (row.duban_key.partition(":")[0], row.user_id.name, str(row.date_deadline))
            for row in self.todos(matter)
        }

    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.regulation.write(
            {
                "report_back_before_close": "one",
                "archive_enabled": True,
                "archive_records": "office",
            }
        )

    @clause("CORE-2", "CORE-10")
    def test_from_filing_to_archive(self):
        matter = self.matter(co_unit_ids=self.units(self.unit_b))
        self.assertEqual(self.table(matter), set())
        matter.action_file()
        self.assertEqual(self.table(matter), {("assign", "office_user", "2024-03-04")})
        self.at("2024-03-05")
        matter.action_assign()
        # due on the 19th; three working days to accept
        co = ("co", "head_b", "2024-03-19")
        self.assertEqual(self.table(matter), {("accept", "head_a", "2024-03-08"), co})
        self.plan(matter, "2024-03-15")
        # the unit is asked until it accepts, whoever was named
        self.assertEqual(self.table(matter), {("accept", "head_a", "2024-03-08"), co})
        matter.with_user(self.worker_a).action_accept()
        result = ("result", "worker_a", "2024-03-19")
        self.assertEqual(self.table(matter), {result, co})
        self.env["duban.feedback"].with_user(self.head_b).create(
            {"matter_id": matter.id, "kind": "co_unit", "name": "已配合"}
        )
        self.assertEqual(self.table(matter), {result})
        self.at("2024-03-19")
        self.run_patrol()
        self.assertEqual(self.table(matter), {result})
        self.at("2024-03-20")
        self.run_patrol()
        self.assertEqual(self.table(matter), {result, ("overdue", "head_a", "2024-03-19")})  # fmt: skip
        self.submitted(matter)
        self.assertEqual(self.table(matter), {("review", "office_user", "2024-03-20")})
        office = matter.with_user(self.office_user)
        office.action_return_result("材料不全")
        self.assertEqual(self.table(matter), {result, ("overdue", "head_a", "2024-03-19")})  # fmt: skip
        todo = self.todos(matter, user=self.worker_a)
        self.submitted(matter)
        self.at("2024-03-21")
        office.action_pass_review("符合")
        self.assertEqual(self.table(matter), {("close", "office_user", "2024-03-21")})
        before = self.todos(matter).summary
        self.reported_back(office)
        self.assertEqual(self.table(matter), {("close", "office_user", "2024-03-21")})
        self.assertNotEqual(self.todos(matter).summary, before)
        office.action_close()
        self.assertNotIn(todo, self.todos(matter))
        asked = {name for _key, name, _day in self.table(matter)}
        self.assertEqual(asked - {"office_user", "worker_a"}, set())
        self.env["duban.archive.record"].with_user(self.office_user).create(
            {"matter_id": matter.id, "holder": "office", "volume": "2024-1"}
        )
        office.action_archive_matter()
        self.assertNotIn("office_user", {name for _key, name, _day in self.table(matter)})  # fmt: skip

    @clause("CORE-2", "CORE-10")
    def test_who_is_asked_where_somebody_is_missing(self):
        """Handler, else liaison or head of the unit; of the office the officer, else its head."""
        self.unit_a.liaison_id = self.liaison_a
        matter = self.assigned()
        # where the text knows no liaisons, the head
        self.assertEqual({row[1] for row in self.table(matter)}, {"head_a"})
        self.regulation.liaison_rule = "optional"
        other = self.assigned(name="二")
        self.assertEqual({row[1] for row in self.table(other)}, {"liaison_a"})
        self.plan(other, "2024-03-15")
        other.with_user(self.worker_a).action_accept()
        self.assertEqual({row[1] for row in self.table(other)}, {"worker_a"})
        self.worker_a.sudo().active = False
        self.env.flush_all()
        self.run_patrol()
        asked = {row[1] for row in self.table(other) if row[0] == "result"}
        self.assertEqual(asked, {"liaison_a"})
        # and the office to have the roles of who left handed over
        asked = {row[1] for row in self.table(other) if row[0] != "result"}
        self.assertEqual(asked, {"office_user"})
        filed = self.filed(name="三")
        officer = filed.sudo().officer_id or self.office_user
        self.assertEqual({row[1] for row in self.table(filed)}, {officer.name})
        filed.sudo()._engine_write({"officer_id": self.office_user2.id})
        filed.sudo()._reconcile_todos()
        self.assertEqual({row[1] for row in self.table(filed)}, {"office_user2"})
        # who no longer works for the office is not asked in its name
        filed.sudo()._engine_write({"officer_id": self.worker_b.id})
        filed.sudo()._reconcile_todos()
        self.assertEqual({row[1] for row in self.table(filed)}, {"office_user"})

    @clause("CORE-10", "LZU-5.1")
    def test_each_request_until_it_is_answered(self):
        matter = self.accepted()
        result = ("result", "worker_a", "2024-03-18")
        rows = [
            self.env["duban.progress.request"]
            .with_user(self.office_user)
            .create({"matter_id": matter.id, "date_due": day})
            for day in ("2024-03-08", "2024-03-12")
        ]
        asked = {("request", "worker_a", day) for day in ("2024-03-08", "2024-03-12")}
        self.assertEqual(self.table(matter), {result, *asked})
        # a report that names none of several answers none
        self.feedback(matter)
        self.assertEqual(self.table(matter), {result, *asked})
        self.feedback(matter, progress_request_id=rows[0].id)
        self.assertEqual(self.table(matter), {result, ("request", "worker_a", "2024-03-12")})  # fmt: skip
        feedback = rows[0].sudo().feedback_ids
        feedback.with_user(self.office_user).action_return_feedback("不实")
        self.assertEqual(self.table(matter), {result, *asked})

    @clause("CORE-10")
    def test_milestones_where_the_plan_is_the_measure(self):
        self.regulation.feedback_by_plan = True
        matter = self.assigned()
        self.plan(matter, "2024-03-08", "2024-03-13")
        matter.with_user(self.worker_a).action_accept()
        first, second = matter.sudo().plan_line_ids.sorted("date")
        stones = {
            ("milestone", "worker_a", day) for day in ("2024-03-08", "2024-03-13")
        }
        found = {row for row in self.table(matter) if row[0] == "milestone"}
        self.assertEqual(found, stones)
        self.feedback(matter, plan_line_id=first.id)
        found = {row for row in self.table(matter) if row[0] == "milestone"}
        self.assertEqual(found, {("milestone", "worker_a", "2024-03-13")})
        self.feedback(matter, plan_line_id=second.id)
        self.assertFalse({row for row in self.table(matter) if row[0] == "milestone"})

    @clause("XISU-8.4e", "XISU-12.1d")
    def test_the_statement_is_owed_from_the_day_after(self):
        self.regulation.cannot_finish_report_enabled = True
        matter = self.accepted()
        owed = ("statement", "worker_a", "2024-03-18")
        for day, there in (("2024-03-18", False), ("2024-03-19", True)):
            self.at(day)
            self.run_patrol()
            self.assertEqual(owed in self.table(matter), there, day)
        request = self.request(
            matter, kind="cannot_finish", progress="过半", acceleration="加派人手"
        )
        self.assertIn(owed, self.table(matter))
        request.action_submit()
        self.assertNotIn(owed, self.table(matter))

    @clause("XISU-8.4e", "CORE-34")
    def test_an_application_stands_for_the_date_it_was_made_for(self):
        """Whoever applied in writing owes no other statement for that date, unless refused; the new date is another."""
        self.regulation.cannot_finish_report_enabled = True
        granted, refused = self.accepted(name="准予"), self.accepted(name="不准")
        owed = {}

        def assert_owed(day, **days):
            self.at(day)
            self.run_patrol()
            for name, matter in (("granted", granted), ("refused", refused)):
                rows = {row for row in self.table(matter) if row[0] == "statement"}
                wanted = days.get(name)
                self.assertEqual(
                    rows, {("statement", "worker_a", wanted)} if wanted else set(), (day, name)
                )  # fmt: skip

        self.at("2024-03-18")
        for matter in (granted, refused):
            owed[matter] = self.extension(matter, "2024-03-29")
            owed[matter].action_submit()
        assert_owed("2024-03-19")
        line = owed[granted].sudo().approval_line_ids
        line.with_user(self.leader).action_approve("同意")
        line = owed[refused].sudo().approval_line_ids
        line.with_user(self.leader).action_return("理由不充分")
        assert_owed("2024-03-20", refused="2024-03-18")
        assert_owed("2024-03-29", refused="2024-03-18")
        assert_owed("2024-03-30", refused="2024-03-18", granted="2024-03-29")
        request = self.request(
            granted, kind="cannot_finish", progress="过半", acceleration="加派人手"
        )
        request.action_submit()
        assert_owed("2024-04-01", refused="2024-03-18")

    @clause("WUT-21.1a")
    def test_the_head_is_asked_to_confirm_what_is_written(self):
        self.regulation.head_confirmation_required = True
        matter = self.accepted()
        confirm = ("confirm", "head_a", "2024-03-18")
        self.assertNotIn(confirm, self.table(matter))
        matter.with_user(self.worker_a).result = "已更新"
        self.assertIn(confirm, self.table(matter))
        matter.with_user(self.head_a).action_confirm_result()
        self.assertNotIn(confirm, self.table(matter))

    @clause("ABAF-16.2", "ABAF-16.5b")
    def test_co_units_name_their_handlers(self):
        self.regulation.co_handler_required = True
        matter = self.assigned(
            co_unit_ids=[Command.set((self.unit_b | self.unit_c).ids)]
        )
        asked = {row[1] for row in self.table(matter) if row[0] == "co_handler"}
        self.assertEqual(asked, {"head_b", "head_c"})
        line = matter.sudo().unit_line_ids.filtered(
            lambda row: row.department_id == self.unit_b
        )
        line.with_user(self.head_b).handler_id = self.worker_b
        asked = {row[1] for row in self.table(matter) if row[0] == "co_handler"}
        self.assertEqual(asked, {"head_c"})
