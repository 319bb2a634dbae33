"""Handing over: who makes it, who confirms, what goes along and what does not (ABAF-8.1c, CORE-20)."""

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestHandoverGuards(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.matter_ = self.accepted(co_unit_ids=[Command.set(self.unit_b.ids)])

    def handover(self, user, old=None, new=None, **values):
        return self.env["duban.handover"].with_user(user).create(
            {
                "predecessor_id": (old or self.worker_a).id, "successor_id": (new or self.liaison_a).id, **values,
            }
        )  # fmt: skip

    @clause("ABAF-8.1c")
    def test_who_makes_it(self):
        for user in (self.head_b, self.worker_b, self.leader, self.admin, self.discipline_user):  # fmt: skip
            self.assert_refused(lambda u=user: self.handover(u))
        for user in (self.head_a, self.office_user, self.worker_a, self.liaison_a):
            row = self.handover(user)
            self.assertEqual((row.state, row.sudo().matter_ids), ("draft", self.matter_.sudo()))  # fmt: skip
            row.unlink()
        # into another unit: the head whose people leave, not the one who receives them
        self.assert_refused(lambda: self.handover(self.head_b, new=self.worker_b))
        self.assertEqual(self.handover(self.head_a, new=self.worker_b).state, "draft")
        self.assert_refused(lambda: self.handover(self.head_a, new=self.worker_a))
        # once at a time between two persons, whoever else makes another one
        for user in (self.head_a, self.office_user):
            self.assert_refused(lambda u=user: self.handover(u, new=self.worker_b))
        other = self.handover(self.head_a)
        self.assert_refused(lambda: other.write({"successor_id": self.worker_b.id}))
        other.write({"reason": "调离"})
        for values in (
            {"state": "done"},
            {"predecessor_confirmed": True},
            {"successor_confirmed": True},
            {"matter_ids": [Command.set(self.matter_.ids)]},
        ):
            self.assert_refused(lambda v=values: self.handover(self.head_a, **v))
        self.regulation.handover_enabled = False
        self.assert_refused(lambda: self.handover(self.head_a))

    @clause("ABAF-8.1c", "CORE-4")
    def test_who_reads_it(self):
        """The two persons, who made it, the office and the administrator; no colleague, no other unit, no leader."""
        row = self.handover(self.head_a)
        rows = self.env["duban.handover"]
        for user in (self.worker_a, self.liaison_a, self.head_a, self.office_user2, self.admin):  # fmt: skip
            self.assertEqual(rows.with_user(user).search([]), row, user.name)
        for user in (self.head_b, self.worker_b, self.worker_c, self.leader, self.president):  # fmt: skip
            self.assertFalse(rows.with_user(user).search([]), user.name)
            self.assertFalse(row.with_user(user).has_access("read"), user.name)

    @clause("ABAF-8.1c")
    def test_both_confirm_and_nobody_for_them(self):
        row = self.handover(self.head_a)
        for user in (self.head_a, self.office_user, self.head_b, self.leader):
            self.assert_refused(row.with_user(user).action_confirm)
        row.with_user(self.worker_a).action_confirm()
        row.with_user(self.worker_a).action_confirm()
        self.assertEqual((row.state, self.matter_.sudo().handler_id), ("draft", self.worker_a))  # fmt: skip
        for user in (self.head_a, self.worker_a):
            for values in (
                {"predecessor_confirmed": False},
                {"successor_confirmed": True},
                {"state": "done"},
                {"matter_ids": [Command.clear()]},
            ):
                self.assert_refused(row.with_user(user).write, values)
        # who takes over is changed: the first has not agreed to that
        row.successor_id = self.head_a
        self.assertFalse(row.predecessor_confirmed or row.successor_confirmed)
        self.assert_refused(row.write, {"successor_id": self.worker_a.id})
        row.successor_id = self.liaison_a
        row.with_user(self.liaison_a).action_confirm()
        self.assertEqual(row.state, "draft")
        row.with_user(self.worker_a).action_confirm()
        matter = self.matter_.sudo()
        self.assertEqual((row.state, matter.handler_id), ("done", self.liaison_a))
        self.assertNotIn(self.worker_a.partner_id, matter.message_partner_ids)
        self.assertFalse(self.todos(matter, user=self.worker_a))
        self.assertTrue(self.todos(matter, user=self.liaison_a))
        act = matter.act_ids.filtered(lambda line: line.action == "handover")
        self.assertEqual(act.changes["handler_id"], ["worker_a", "liaison_a"])
        # done is done
        for user in (self.head_a, self.worker_a, self.liaison_a, self.office_user):
            mine = row.with_user(user)
            self.assert_refused(mine.action_confirm)
            self.assert_refused(mine.action_collect)
            self.assert_refused(mine.write, {"successor_id": self.head_a.id})
            self.assert_refused(mine.unlink)
        self.assert_refused(row.sudo().unlink)

    @clause("ABAF-8.1c")
    def test_a_role_goes_to_who_may_hold_it(self):
        """Without any open step the role alone decides: a colleague is no leader in charge."""
        row = self.handover(self.office_user, self.leader, self.worker_c)
        row.with_user(self.leader).action_confirm()
        self.assert_refused(row.with_user(self.worker_c).action_confirm)
        self.assertEqual((row.state, self.matter_.sudo().leader_in_charge_id), ("draft", self.leader))  # fmt: skip
        row.successor_id = self.leader2
        for user in (self.leader, self.leader2):
            row.with_user(user).action_confirm()
        self.assertEqual(self.matter_.sudo().leader_in_charge_id, self.leader2)

    @clause("ABAF-8.1c")
    def test_the_office_for_who_has_left_and_only_then(self):
        row = self.handover(self.office_user)
        other = self.env["res.company"].create({"name": "别校"})
        for values in (
            {"active": False},
            {"active": True, "company_id": other.id, "company_ids": [Command.set(other.ids)]},
        ):  # fmt: skip
            self.assert_refused(row.action_confirm)
            before = self.worker_a.read(["active", "company_id", "company_ids"])[0]
            self.worker_a.write(values)
            row._reconcile_todos()
            asked = row.sudo().activity_ids
            self.assertEqual(
                asked.filtered(lambda todo: "predecessor" in todo.duban_key).user_id,
                self.office_user,
            )
            self.assert_refused(row.with_user(self.head_a).action_confirm)
            with self.cr.savepoint() as savepoint:
                row.action_confirm()
                self.assertEqual(
                    (row.predecessor_confirmed, row.state), (True, "draft")
                )
                row.with_user(self.liaison_a).action_confirm()
                self.assertEqual(self.matter_.sudo().handler_id, self.liaison_a)
                savepoint.rollback()
            self.env.invalidate_all()
            self.worker_a.write(
                {
                    "active": before["active"],
                    "company_id": self.company.id,
                    "company_ids": [Command.set(self.company.ids)],
                }
            )

    @clause("ABAF-8.1d", "CORE-20")
    def test_the_office_is_asked_for_whoever_has_left(self):
        """Without an account, or with one at another institution only: once for the matter, and no more after."""
        line = self.matter_.sudo().unit_line_ids.filtered(lambda row: row.role == "co")
        line.with_user(self.head_b).handler_id = self.worker_b
        other = self.env["res.company"].create({"name": "别校"})
        here = {"company_id": self.company.id, "company_ids": [Command.set(self.company.ids)]}  # fmt: skip
        both = {"company_ids": [Command.set((self.company | other).ids)]}
        gone = {"company_id": other.id, "company_ids": [Command.set(other.ids)]}

        def asked():
            self.env.invalidate_all()
            return self.todos(self.matter_).filtered(
                lambda todo: todo.duban_key == "handover"
            )

        self.assertFalse(asked())
        for person in (self.worker_a, self.head_b, self.worker_b, self.leader):
            for values, left in (
                (gone, True), (here, False), (both, False), (here, False), ({"active": False}, True),
                ({"active": True}, False),
            ):  # fmt: skip
                person.sudo().write(values)
                self.matter_._reconcile_todos()
                todo = asked()
                self.assertEqual(bool(todo), left, (person.name, values))
                if left:
                    self.assertEqual(todo.user_id, self.office_user)
                    self.assertIn(person.name, todo.summary)
                    self.assertIn(self.matter_.number, todo.summary)

    @clause("ABAF-8.1c")
    def test_a_list_that_has_grown_is_looked_at_again(self):
        row = self.handover(self.head_a)
        row.with_user(self.worker_a).action_confirm()
        later = self.accepted(name="后来的事项")
        answer = row.with_user(self.liaison_a).action_confirm()
        self.assertEqual(answer["tag"], "display_notification")
        self.assertFalse(row.predecessor_confirmed or row.successor_confirmed)
        self.assertEqual(row.sudo().matter_ids, (self.matter_ | later).sudo())
        # the other way round: who agreed first has not seen what came since either
        row.with_user(self.liaison_a).action_confirm()
        later |= self.accepted(name="更后来的事项")
        row.with_user(self.worker_a).action_confirm()
        self.assertFalse(row.predecessor_confirmed or row.successor_confirmed)
        for user in (self.worker_a, self.liaison_a):
            row.with_user(user).action_confirm()
        self.assertEqual((self.matter_ | later).sudo().handler_id, self.liaison_a)

    @clause("ABAF-8.1c", "CORE-7")
    def test_what_goes_along_and_what_stays(self):
        closed = self.closed(name="已办结")
        line = self.matter_.sudo().unit_line_ids.filtered(lambda row: row.role == "co")
        other = self.accepted(name="别人的", handler_id=self.worker_a.id)
        other.with_user(self.head_a).handler_id = self.head_a
        self.unit_a.liaison_id = self.worker_a
        self.unit_c.liaison_id = self.worker_c
        elsewhere = self.env["res.company"].create({"name": "别校"})
        self.worker_a.company_ids |= elsewhere
        post = self.env["hr.department"].create(
            {
                "name": "驻别校", "company_id": elsewhere.id, "liaison_id": self.worker_a.id,
            }
        )  # fmt: skip
        row = self.handover(self.head_a)
        for user in (self.worker_a, self.liaison_a):
            row.with_user(user).action_confirm()
        self.assertEqual(self.matter_.sudo().handler_id, self.liaison_a)
        self.assertEqual(closed.sudo().handler_id, self.worker_a)
        self.assertEqual(other.sudo().handler_id, self.head_a)
        self.assertFalse(line.handler_id)
        self.assertEqual(self.unit_a.liaison_id, self.liaison_a)
        self.assertEqual(self.unit_c.liaison_id, self.worker_c)
        self.assertEqual(post.liaison_id, self.worker_a, "another institution's post")

    @clause("ABAF-8.1c", "CORE-20")
    def test_the_handler_of_a_co_unit_hands_over_too(self):
        """What that person handles there, and nothing of the lead unit."""
        line = self.matter_.sudo().unit_line_ids.filtered(lambda row: row.role == "co")
        line.with_user(self.head_b).handler_id = self.worker_b
        row = self.handover(self.head_b, old=self.worker_b, new=self.head_b)
        self.assertEqual(row.sudo().matter_ids, self.matter_.sudo())
        for user in (self.worker_b, self.head_b):
            row.with_user(user).action_confirm()
        self.assertEqual(row.state, "done")
        self.assertEqual(line.handler_id, self.head_b)
        self.assertEqual(self.matter_.sudo().handler_id, self.worker_a)

    @clause("ABAF-8.1c", "CORE-1")
    def test_each_institution_hands_over_its_own(self):
        elsewhere = self.env["res.company"].create({"name": "别校"})
        foreign = self.accepted(name="别校的事项")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE duban_matter SET company_id = %s WHERE id = %s",
            [elsewhere.id, foreign.id],
        )
        self.env.invalidate_all()
        row = self.handover(self.head_a)
        self.assertEqual(row.sudo().matter_ids, self.matter_.sudo())

    @clause("ABAF-8.1c", "CORE-27")
    def test_what_was_done_keeps_the_name_of_who_did_it(self):
        """Re-checks beside the roles: the open one goes along, the recorded one stays."""
        closed = self.closed(name="已办结")
        made, planned = (self.recheck(closed, "visit") for _n in range(2))
        made.action_record("passed", "已落实")
        row = self.handover(self.office_user, self.office_user, self.office_user2)
        for user in (self.office_user, self.office_user2):
            row.with_user(user).action_confirm()
        self.assertEqual((made.user_id, planned.user_id), (self.office_user, self.office_user2))  # fmt: skip

    @clause("ABAF-8.1c")
    def test_a_leader_is_followed_by_a_leader(self):
        request = self.extension(self.matter_, "2024-04-30")
        request.action_submit()
        line = request.sudo().approval_line_ids
        row = self.handover(self.office_user, self.leader, self.worker_c)
        row.with_user(self.leader).action_confirm()
        self.assert_refused(row.with_user(self.worker_c).action_confirm)
        self.assertEqual((row.state, line.approver_id), ("draft", self.leader))
        row.successor_id = self.leader2
        for user in (self.leader, self.leader2):
            row.with_user(user).action_confirm()
        self.assertEqual(line.approver_id, self.leader2)
        self.assertEqual(self.matter_.sudo().leader_in_charge_id, self.leader2)
        self.assertEqual(self.todos(self.matter_, kind="approve").user_id, self.leader2)
        stranger = self.new_person("stranger")
        company = self.env["res.company"].create({"name": "别校"})
        stranger.write({"company_id": company.id, "company_ids": [(6, 0, company.ids)]})
        self.assert_refused(lambda: self.handover(self.head_a, new=stranger))

    @clause("ABAF-8.1c", "CORE-12")
    def test_nobody_makes_oneself_the_successor_of_whom_one_likes(self):
        """A draft lists on what the other has a role: the unit that is left, or the office, says who takes over."""
        for user in (self.worker_b, self.head_b, self.leader2):
            for old in (self.worker_a, self.leader, self.discipline_user):
                self.assert_refused(lambda u=user, o=old: self.handover(u, o, u))
        # nor does somebody who became it rightly go on to another
        row = self.handover(self.head_a, new=self.worker_b)
        mine = row.with_user(self.worker_b)
        self.assert_refused(mine.write, {"predecessor_id": self.leader.id})
        self.assert_refused(mine.write, {"predecessor_id": self.worker_c.id})
        mine.action_confirm()
        self.assertTrue(row.successor_confirmed)

    @clause("ABAF-8.1c", "CORE-12")
    def test_a_list_says_nothing_of_what_one_may_not_read(self):
        """A protected matter is on the list; who takes over does not learn which number it has, however it is asked."""
        hidden = self.accepted(name="敏感", confidentiality="sensitive")
        row = self.handover(self.worker_a, new=self.liaison_a)
        self.assertIn(hidden, row.sudo().matter_ids)
        rows = self.env["duban.handover"].with_user(self.liaison_a)
        self.assertFalse(hidden.with_user(self.liaison_a).has_access("read"))
        both = [hidden.id, self.matter_.id]
        for said in (
            ("matter_ids", "in", [hidden.id]),
            ("matter_ids", "=", hidden.id),
            ("matter_ids", "any", [("id", "in", [hidden.id])]),
            ("matter_ids.id", "=", hidden.id),
            # a number with a point is one, and so is what stands below or above another
            ("matter_ids", "in", [float(hidden.id)]),
            ("matter_ids", "=", float(hidden.id)),
            ("matter_ids", "child_of", [hidden.id]),
            ("matter_ids", "parent_of", [hidden.id]),
        ):
            mine = [("id", "=", row.id)]
            self.assertFalse(rows.search_count([*mine, said]), said)
            self.assertTrue(rows.search_count([*mine, "!", said]), said)
            # whoever reads it finds it
            own = rows.with_user(self.worker_a)
            self.assertTrue(own.search_count([*mine, said]), said)
            self.assertFalse(own.search_count([*mine, "!", said]), said)
        self.assertEqual(rows.search([("matter_ids", "in", both)]), row)
        self.assertEqual(rows.search([("matter_ids", "in", self.matter_.ids)]), row)
        self.assertFalse(rows.search([("matter_ids", "not in", self.matter_.ids)]))
