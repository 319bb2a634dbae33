"""To-dos when people change: absence, leaving, new heads and liaisons, handover; and Odoo's own cleaning."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision.test_digest import DigestCommon


class PeopleCommon(DigestCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def expected(self, matter):
        """Every open to-do is the expected one with the expected person."""
        matter.invalidate_recordset()
        stand_ins = self.env["duban.delegation"]._stand_ins()
        settled = [
            matter.sudo()._settle_todo(todo, stand_ins)
            for todo in matter.sudo()._expected_todos()
        ]
        self.assertEqual(
            sorted((row.duban_key, row.user_id.id) for row in self.todos(matter)),
            sorted({(todo.key, user.id) for todo, user in settled}),
        )

    def follow(self, matter, user):
        matter.sudo().message_subscribe(user.partner_id.ids)
        self.assertIn(user.partner_id, matter.sudo().message_partner_ids)

    def assertNotFollowing(self, matter, user):
        self.assertNotIn(user.partner_id, matter.sudo().message_partner_ids)


@tagged("post_install", "-at_install")
class TestPeopleChange(PeopleCommon):
    def test_archive_by_button_and_by_plain_write(self):
        for archive in (
            lambda user: user.action_archive(),
            lambda user: user.write({"active": False}),
        ):
            matter = self.accepted(co_unit_ids=[Command.set(self.unit_b.ids)])
            before = self.todos(matter).mapped("duban_key")
            archive(self.worker_a)
            self.assertEqual(
                sorted(
                    self.todos(matter, self.head_a)
                    .filtered(lambda t: t.duban_key != "handover")
                    .mapped("duban_key")
                ),
                sorted(key for key in before if not key.startswith("co:")),
            )
            self.expected(matter)
            archive(self.head_b)  # of the co-unit
            self.assertFalse(self.todos(matter, self.head_b))
            self.expected(matter)
            (self.worker_a | self.head_b).action_unarchive()
            self.patrol("2024-03-05")
            self.expected(matter)
            self.at("2024-03-04")

    @clause("CORE-20", "CORE-39")
    def test_who_leaves_the_institution_or_the_office_leaves_the_to_dos(self):
        """Still a user, of another institution, or without the right of the office: at once, not with the patrol."""
        matter = self.accepted()
        self.assertEqual(self.todos(matter).user_id, self.worker_a)
        other = self.env["res.company"].create({"name": "别校"})
        self.worker_a.write(
            {"company_ids": [(6, 0, other.ids)], "company_id": other.id}
        )
        todos = self.todos(matter)
        self.assertEqual(todos.user_id - self.office_user, self.head_a)
        self.worker_a.write(
            {"company_ids": [(6, 0, self.company.ids)], "company_id": self.company.id}
        )
        self.assertEqual(self.todos(matter).user_id, self.worker_a, "and back")
        self.submitted(matter)
        self.assertEqual(self.todos(matter).user_id, self.office_user)
        group = self.env.ref("duban_supervision.group_office")
        self.office_user.write({"group_ids": [(3, group.id)]})
        self.assertEqual(self.todos(matter).user_id, self.office_user2)
        # the same on the page of the group
        group.write({"user_ids": [(4, self.office_user.id), (3, self.office_user2.id)]})
        self.assertEqual(self.todos(matter).user_id, self.office_user)

    def test_who_is_of_which_institution_is_never_an_old_answer(self):
        other = self.env["res.company"].create({"name": "另一所大学"})
        self.assertTrue(self.head_a._is_of(self.company))
        self.assertFalse(self.head_a._is_of(other))
        other.user_ids = [Command.link(self.head_a.id)]
        self.assertTrue(self.head_a._is_of(other))
        self.head_a.company_ids = [Command.unlink(other.id)]
        self.assertFalse(self.head_a._is_of(other))

    def test_cleaning_of_old_activities(self):
        matter = self.accepted()
        keys = sorted(self.todos(matter).mapped("duban_key"))
        self.env["ir.config_parameter"].sudo().set_param(
            "mail.activity.gc.delete_overdue_years", 3
        )
        self.at("2027-04-05")
        self.env["mail.activity"]._gc_delete_old_overdue_activities()
        self.assertFalse(self.todos(matter))
        self.patrol("2027-04-06")
        self.assertEqual(
            sorted(set(keys) - set(self.todos(matter).mapped("duban_key"))), []
        )
        self.expected(matter)

    def test_new_manager_of_the_department(self):
        fresh = self.assigned()
        late = self.accepted()
        self.at("2024-03-19")
        late._reconcile_todos()
        self.assertEqual(self.todos(late, kind="overdue").user_id, self.head_a)
        for matter in (fresh, late):
            self.follow(matter, self.head_a)
        new = self.new_person("new_head", "user", self.unit_a)
        self.unit_a.manager_id = self.employee_of(new)
        self.assertEqual(self.todos(fresh, kind="accept").user_id, new)
        self.assertEqual(self.todos(late, kind="overdue").user_id, new)
        for matter in (fresh, late):
            self.expected(matter)
            self.assertFalse(self.todos(matter, self.head_a))
            self.assertNotFollowing(matter, self.head_a)

    def test_another_user_for_the_same_manager(self):
        matter = self.assigned()
        new = self.new_person("new_login", "user", None)
        self.employee_of(new).unlink()
        self.employee_of(self.head_a).user_id = new
        self.assertEqual(self.todos(matter, kind="accept").user_id, new)
        self.expected(matter)

    def test_new_liaison(self):
        self.regulation.liaison_rule = "one_per_unit"
        self.unit_a.liaison_id = self.liaison_a
        matter = self.assigned()
        self.assertEqual(self.todos(matter, kind="accept").user_id, self.liaison_a)
        self.follow(matter, self.liaison_a)
        new = self.new_person("new_liaison", "user", self.unit_a)
        self.unit_a.liaison_id = new
        self.assertEqual(self.todos(matter, kind="accept").user_id, new)
        self.assertNotFollowing(matter, self.liaison_a)
        self.expected(matter)

    def test_new_handler(self):
        matter = self.accepted()
        self.follow(matter, self.worker_a)
        matter.with_user(self.worker_a).write({"handler_id": self.liaison_a.id})
        self.assertEqual(self.todos(matter, kind="result").user_id, self.liaison_a)
        self.assertNotFollowing(matter, self.worker_a)

    def test_absence_between_two_dates_there_and_back(self):
        matter = self.accepted()
        request = self.extension(matter, "2024-06-30")
        request.action_submit()
        for user, deputy in (
            (self.worker_a, self.liaison_a),
            (self.leader, self.leader2),
        ):
            self.env["duban.delegation"].with_user(user).create(
                {
                    "deputy_id": deputy.id,
                    "date_from": "2024-03-06",
                    "date_to": "2024-03-08",
                }
            )
        for day, worker, leader in (
            ("2024-03-05", self.worker_a, self.leader),
            ("2024-03-06", self.liaison_a, self.leader2),  # the first day counts
            ("2024-03-08", self.liaison_a, self.leader2),  # the last day counts
            ("2024-03-09", self.worker_a, self.leader),
        ):
            self.patrol(day)
            self.assertEqual(self.todos(matter, kind="result").user_id, worker, day)
            self.assertEqual(self.todos(matter, kind="approve").user_id, leader, day)
            self.expected(matter)
        for deputy in (self.liaison_a, self.leader2):
            self.assertNotFollowing(matter, deputy)

    def test_absence_that_ends_while_the_patrol_is_down(self):
        matter = self.accepted()
        self.env["duban.delegation"].with_user(self.worker_a).create(
            {
                "deputy_id": self.liaison_a.id,
                "date_from": "2024-03-04",
                "date_to": "2024-03-06",
            }
        )
        self.assertEqual(self.todos(matter, kind="result").user_id, self.liaison_a)
        self.patrol("2024-03-12")  # was down from the 5th to the 11th
        self.assertEqual(self.todos(matter, kind="result").user_id, self.worker_a)

    def test_absence_called_off(self):
        matter = self.accepted()
        row = (
            self.env["duban.delegation"]
            .with_user(self.worker_a)
            .create(
                {
                    "deputy_id": self.liaison_a.id,
                    "date_from": "2024-03-04",
                    "date_to": "2024-03-29",
                }
            )
        )
        self.assertEqual(self.todos(matter, kind="result").user_id, self.liaison_a)
        # it has begun, so it is kept: called off, not deleted
        self.assert_refused(row.unlink)
        row.active = False
        self.assertEqual(self.todos(matter, kind="result").user_id, self.worker_a)

    def test_sensitive_titles_stay_out_of_todos(self):
        matter = self.accepted(
            name="机密标题",
            confidentiality="sensitive",
            co_unit_ids=[Command.set(self.unit_b.ids)],
        )
        matter.with_user(self.office_user).action_urge("机密内容")
        self.worker_a.action_archive()
        self.patrol("2024-03-19")
        todos = self.todos(matter)
        self.assertGreater(len(todos), 2)
        for todo in todos:
            shown = f"{todo.summary} {todo.res_name} {todo.note} {todo.display_name}"
            self.assertNotIn("机密", shown)
            self.assertIn(matter.number, todo.res_name)
        mails = self.env["mail.mail"].search([])
        self.assertNotIn("机密", "".join(f"{m.subject} {m.body_html}" for m in mails))


@tagged("post_install", "-at_install")
class TestHandover(PeopleCommon):
    def handover(self, user=None, old=None, new=None, **values):
        return (
            self.env["duban.handover"]
            .with_user(user or self.office_user)
            .create(
                {
                    "predecessor_id": (old or self.worker_a).id,
                    "successor_id": (new or self.liaison_a).id,
                    **values,
                }
            )
        )

    def test_the_list_is_the_servers(self):
        mine, foreign = self.accepted(), self.accepted(lead_unit_id=self.unit_a.id)
        foreign.with_user(self.worker_a).write({"handler_id": self.head_a.id})
        for user in (self.worker_a, self.head_a, self.office_user):
            for values in (
                {"matter_ids": [Command.set(foreign.ids)]},
                {"matter_ids": [Command.link(foreign.id)]},
                {"matter_ids": []},
            ):
                with self.assertRaises(AccessError), self.cr.savepoint():
                    self.handover(user, **values)
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.env["duban.handover"].with_user(self.worker_a).with_context(
                default_matter_ids=foreign.ids
            ).create(
                {"predecessor_id": self.worker_a.id, "successor_id": self.liaison_a.id}
            )
        row = self.handover()
        self.assertEqual(row.sudo().matter_ids, mine)
        for user in (self.worker_a, self.liaison_a, self.office_user):
            with self.assertRaises(AccessError), self.cr.savepoint():
                row.with_user(user).write({"matter_ids": [Command.clear()]})
        row.with_user(self.office_user).write({"predecessor_id": self.head_a.id})
        self.assertIn(foreign, row.sudo().matter_ids, "made anew for another person")

    def test_what_came_since_is_confirmed_anew(self):
        first = self.accepted()
        row = self.handover()
        row.with_user(self.worker_a).action_confirm()
        second = self.accepted()
        answer = row.with_user(self.liaison_a).action_confirm()
        self.assertEqual(answer["tag"], "display_notification")
        self.assertEqual(row.sudo().matter_ids, first | second)
        self.assertEqual(row.state, "draft")
        self.assertFalse(row.predecessor_confirmed or row.successor_confirmed)
        self.assertEqual(second.sudo().handler_id, self.worker_a)
        row.with_user(self.worker_a).action_confirm()
        # what ended meanwhile needs nobody's consent
        self.closed(first)
        self.assertIs(row.with_user(self.liaison_a).action_confirm(), True)
        self.assertEqual((row.state, row.sudo().matter_ids), ("done", second))
        self.assertEqual(first.sudo().handler_id, self.worker_a)

    def test_all_roles_move_and_nobody_is_left_behind(self):
        self.regulation.liaison_rule = "optional"
        self.unit_a.liaison_id = self.worker_a
        matter = self.accepted()
        co = self.accepted(
            lead_unit_id=self.unit_a.id, co_unit_ids=[Command.set(self.unit_b.ids)]
        )
        closed = self.closed()
        recheck = self.recheck(closed, "visit").sudo()
        recheck.user_id = self.worker_a
        for m in (matter, co):
            self.follow(m, self.worker_a)
        self.at("2024-03-19")
        matter._raise_reminders()  # unsent: the patrol died before the digests
        row = self.handover()
        row.with_user(self.worker_a).action_confirm()
        row.with_user(self.liaison_a).action_confirm()
        self.assertEqual(row.state, "done")
        self.assertEqual(recheck.user_id, self.liaison_a)
        self.assertEqual(self.unit_a.liaison_id, self.liaison_a)
        for m in (matter, co):
            self.assertEqual(m.sudo().handler_id, self.liaison_a)
            self.assertFalse(self.todos(m, self.worker_a))
            self.assertNotFollowing(m, self.worker_a)
            self.expected(m)
            self.assertIn("handover", m.sudo().act_ids.mapped("action"))
        self.run_patrol()
        self.assertFalse(self.digests(self.worker_a), "told nothing more")
        self.assertIn(matter, self.digests(self.liaison_a).reminder_ids.matter_id)

    def test_head_of_a_co_unit(self):
        matter = self.accepted(co_unit_ids=[Command.set(self.unit_b.ids)])
        row = self.handover(old=self.head_b, new=self.worker_b)
        self.assertEqual(row.sudo().matter_ids, matter)
        row.with_user(self.head_b).action_confirm()
        row.with_user(self.worker_b).action_confirm()
        self.assertEqual(
            self.todos(matter, self.worker_b).mapped("duban_key"),
            [f"co:{self.unit_b.id}"],
        )

    def test_who_may(self):
        self.accepted()
        for user in (self.outsider, self.head_b, self.worker_b):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.handover(user)
        row = self.handover(self.head_a)
        for user in (self.outsider, self.head_a, self.office_user):
            with self.assertRaises(AccessError), self.cr.savepoint():
                row.with_user(user).action_confirm()
        row.with_user(self.worker_a).action_confirm()
        row.with_user(self.liaison_a).action_confirm()
        for call in (
            row.with_user(self.liaison_a).action_confirm,
            row.with_user(self.liaison_a).action_collect,
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                call()


@tagged("post_install", "-at_install")
class TestInbox(PeopleCommon):
    """我的待办: when it is due, the very step, decided where it stands."""

    def inbox(self, user):
        return (
            self.env["mail.activity"]
            .with_user(user)
            .search([("user_id", "=", user.id), ("duban_key", "!=", False)])
        )

    def test_grouped_by_when(self):
        self.at("2024-03-06")  # a Wednesday
        today = fields.Date.to_date("2024-03-06")
        matter = self.accepted(date_deadline="2024-12-31", deadline_ground="会议要求")
        for days, when in (
            (-1, "1_late"),
            (0, "2_today"),
            (4, "3_week"),
            (5, "4_later"),
        ):
            # asked for on the day itself at the latest
            self.at(today + timedelta(days=min(days, 0)))
            self.env["duban.progress.request"].with_user(self.office_user).create(
                {
                    "matter_id": matter.id,
                    "date_due": today + timedelta(days=days),
                    "name": when,
                }
            )
        self.at(today)
        todos = self.inbox(self.worker_a).filtered(
            lambda t: t.duban_key.startswith("request:")
        )
        self.assertEqual(
            {t.summary: t.duban_when for t in todos},
            {w: w for w in todos.mapped("summary")},
        )
        groups = todos.formatted_read_group(
            [("id", "in", todos.ids)], groupby=["duban_when"], aggregates=["__count"]
        )
        self.assertEqual(
            [(row["duban_when"], row["__count"]) for row in groups],
            [("1_late", 1), ("2_today", 1), ("3_week", 1), ("4_later", 1)],
        )
        for row in groups:
            found = todos.search(row["__extra_domain"] + [("id", "in", todos.ids)])
            self.assertEqual(found.mapped("duban_when"), [row["duban_when"]])

    def test_every_kind_opens_its_step(self):
        matter = self.accepted(co_unit_ids=[Command.set(self.unit_b.ids)])
        self.env["duban.progress.request"].with_user(self.office_user).create(
            {"matter_id": matter.id, "date_due": "2024-03-08"}
        )
        urging = matter.with_user(self.office_user).action_urge("请抓紧")
        opened = {}
        for user in (self.worker_a, self.head_b):
            for todo in self.inbox(user):
                action = todo.action_duban_open()
                context = action["context"]
                opened[todo.duban_key.split(":")[0]] = (
                    context.get("default_res_model") or action["res_model"],
                    action.get("res_id") or context.get("default_res_ids"),
                )
        self.assertEqual(opened["request"][0], "duban.feedback")
        self.assertEqual(opened["co"][0], "duban.feedback")
        self.assertEqual(opened["urging"], ("duban.record", urging.ids))
        self.assertEqual(opened["result"], ("duban.matter", matter.id))

    def test_decide_answer_and_register_from_the_todo(self):
        matter = self.accepted()
        request = self.extension(matter, "2024-06-30")
        request.action_submit()
        todo = self.inbox(self.leader)
        self.assertTrue(todo.duban_can_decide)
        with self.assertRaises(UserError):
            todo.action_feedback()
        todo.action_duban_approve("同意")
        self.assertEqual(request.sudo().state, "approved")
        self.assertFalse(self.inbox(self.leader))
        again = self.extension(matter, "2024-07-31")
        again.action_submit()
        self.inbox(self.leader).action_duban_return("理由不充分")
        self.assertEqual(again.sudo().state, "refused")
        # accept from the to-do
        fresh = self.assigned()
        todo = self.inbox(self.head_a).filtered(lambda t: t.duban_key == "accept")
        action = todo.action_duban_open()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("duban.matter", fresh.id)
        )
        self.assertEqual(action["context"]["duban_todo"], "accept")
        # feed back from the to-do
        self.env["duban.progress.request"].with_user(self.office_user).create(
            {"matter_id": matter.id, "date_due": "2024-03-08"}
        )
        todo = self.inbox(self.worker_a).filtered(
            lambda t: t.duban_key.startswith("request:")
        )
        context = todo.action_duban_open()["context"]
        values = {
            name.removeprefix("default_"): value
            for name, value in context.items()
            if name.startswith("default_")
        }
        self.env["duban.feedback"].with_user(self.worker_a).create(
            {**values, "name": "已完成一半"}
        )
        self.assertFalse(todo.exists().active)

    def test_register_from_the_todo(self):
        self.env["duban.registration.rule"].create(
            {
                "regulation_id": self.regulation.id,
                "document": "filing",
                "office": "organisation",
            }
        )
        matter = self.assigned(co_unit_ids=[Command.set(self.organisation.ids)])
        todo = self.inbox(self.organisation_user).filtered(
            lambda row: row.duban_key.startswith("register")
        )
        self.assertEqual(len(todo), 1)
        action = todo.action_duban_open()
        self.assertEqual(action["res_model"], "duban.action.wizard")
        wizard = (
            self.env["duban.action.wizard"]
            .with_user(self.organisation_user)
            .with_context(**action["context"])
            .create({"document": "filing"})
        )
        wizard.action_confirm()
        self.assertFalse(todo.exists().active)
        self.assertEqual(
            matter.sudo().registration_ids.department_id, self.organisation
        )
