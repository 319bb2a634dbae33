"""第七条, 第八条: the team, lead and co-units, handover."""

import contextlib

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from tests.clauses import clause

from .common import AbafCommon


@tagged("post_install", "-at_install")
class TestPeople(AbafCommon):
    @clause("ABAF-7.1")
    def test_team(self):
        self.at("2023-06-01")
        matter = self.accepted(co_unit_ids=[Command.set(self.unit_b.ids)])
        fixed = self.office | self.discipline | self.organisation
        self.assertEqual(matter.team_unit_ids, fixed | self.unit_a | self.unit_b)
        for user in (self.discipline_user, self.organisation_user):
            self.assertEqual(self.as_user(matter, user).name, "更新教学用机房")
        record = self.record(
            matter, user=self.organisation_user, kind="phone",
            person_id=self.head_a.id, summary="了解进展",
        )  # fmt: skip
        self.assertEqual(record.user_id, self.organisation_user)
        with self.assertRaises(AccessError):
            self.record(
                matter, user=self.outsider, kind="phone",
                person_id=self.head_a.id, summary="了解进展",
            )  # fmt: skip

    @clause("ABAF-7.1")
    def test_team_changes_with_a_reason(self):
        self.at("2023-06-01")
        matter = self.accepted()
        units = self.office | self.unit_c
        with self.assertRaises(UserError):
            matter.action_change_team(units.ids)
        with self.assertRaises(AccessError):
            matter.with_user(self.worker_a).action_change_team(units.ids, "回避")
        matter.action_change_team(units.ids, "纪委办另有任务，请科研处参加")
        self.assertEqual(matter.team_unit_ids, units | self.unit_a)
        # what the dialog says replaces the team, so it starts from the team of today
        context = matter.action_ask("change_team")["context"]
        wizard = self.env["duban.action.wizard"].with_context(**context).new()
        self.assertEqual(wizard.unit_ids._origin, units)
        self.assertEqual(self.as_user(matter, self.worker_c).name, "更新教学用机房")
        with self.assertRaises(AccessError):
            self.as_user(matter, self.discipline_user).read(["name"])
        act = matter.sudo().act_ids.filtered(lambda row: row.action == "change_team")
        self.assertEqual(act.note, "纪委办另有任务，请科研处参加")

    @clause("ABAF-8.1a")
    def test_exactly_one_lead_unit(self):
        self.at("2023-06-01")
        matter = self.matter(
            lead_unit_id=False,
            subject_unit_id=self.unit_a.id,
            leader_in_charge_id=self.leader.id,
            co_unit_ids=[Command.set((self.unit_a | self.unit_b).ids)],
        )
        with self.assertRaises(UserError) as error:
            matter.action_submit_filing()
        self.assertIn("牵头（承办）单位", str(error.exception))
        matter.write(
            {
                "lead_unit_id": self.unit_a.id,
                "co_unit_ids": [Command.set(self.unit_b.ids)],
            }
        )
        matter.action_submit_filing()
        lead = matter.sudo().unit_line_ids.filtered(lambda line: line.role == "lead")
        self.assertEqual((lead.department_id, len(lead)), (self.unit_a, 1))

    @clause("ABAF-8.1c")
    def test_handover(self):
        self.at("2023-06-01")
        matters = self.accepted() | self.accepted(name="修缮操场")
        matters |= self.accepted(name="建设实训基地")
        finished = self.closed(name="已办结事项")
        row = (
            self.env["duban.handover"]
            .with_user(self.head_a)
            .create(
                {
                    "predecessor_id": self.worker_a.id,
                    "successor_id": self.liaison_a.id,
                    "reason": "岗位调整",
                }
            )
        )
        self.assertEqual(row.sudo().matter_ids, matters)
        row.with_user(self.worker_a).action_confirm()
        self.assertEqual(matters.handler_id, self.worker_a, "one of two confirmed")
        row.with_user(self.liaison_a).action_confirm()
        self.assertEqual(
            matters.mapped("handler_id"), self.liaison_a, "all three moved"
        )
        self.assertEqual((row.state, row.matter_count), ("done", 3))
        self.assertEqual(str(row.date), "2023-06-01")
        self.assertEqual(finished.handler_id, self.worker_a)
        self.assertFalse(self.todos(matters[0], user=self.worker_a))

    @clause("ABAF-8.1c")
    def test_handover_of_a_head(self):
        self.at("2023-06-01")
        matter = self.assigned()
        row = (
            self.env["duban.handover"]
            .with_user(self.office_user)
            .create(
                {"predecessor_id": self.head_a.id, "successor_id": self.liaison_a.id}
            )
        )
        self.assertEqual(row.sudo().matter_ids, matter)
        row.with_user(self.head_a).action_confirm()
        row.with_user(self.liaison_a).action_confirm()
        self.assertEqual(matter.unit_head_id, self.liaison_a)
        self.assertEqual(self.todos(matter, kind="accept").user_id, self.liaison_a)

    @clause("ABAF-8.1c", "ABAF-8.1d", "CORE-7")
    def test_a_head_who_is_liaison_too_hands_both_over(self):
        """The post of liaison goes along in the same press: what was handed over as head is not taken back by it."""
        self.at("2023-06-01")
        self.unit_a.liaison_id = self.head_a
        matter = self.assigned(co_unit_ids=[Command.set(self.unit_b.ids)])
        for old, new in ((self.head_a, self.liaison_a), (self.head_b, self.worker_b)):
            self.handed_over(old, new)
        self.assertEqual(self.unit_a.liaison_id, self.liaison_a)
        line = matter.sudo().unit_line_ids.filtered(
            lambda row: row.department_id == self.unit_b
        )
        self.assertEqual(matter.unit_head_id, self.liaison_a)
        self.assertEqual(line.head_id, self.worker_b)
        # nor by the next change of the directory, nor once the predecessors have left
        for leave in (lambda: None, (self.head_a | self.head_b).action_archive):
            leave()
            self.unit_a.liaison_id = self.worker_a
            self.unit_b.liaison_id = self.worker_b
            self.unit_a.liaison_id = self.liaison_a
            self.assertEqual(matter.unit_head_id, self.liaison_a)
            self.assertEqual(line.head_id, self.worker_b)
            self.assertFalse(matter.sudo()._people_who_left())
            self.assertFalse(
                matter.sudo().act_ids.filtered(lambda act: act.action == "head_changed")
            )
        # a new head in the directory is the head
        self.unit_a.manager_id = self.employee_of(self.worker_a)
        self.unit_b.manager_id = self.employee_of(self.worker_b)
        self.assertEqual(matter.unit_head_id, self.worker_a)
        self.assertEqual(line.head_id, self.worker_b)

    @clause("ABAF-8.1c", "CORE-7")
    def test_a_proposal_that_a_head_handed_over_is_filed_with_the_successor(self):
        self.at("2023-06-01")
        matter = self.proposed()
        self.handed_over(self.head_a, self.liaison_a)
        self.approve(matter)
        matter.with_user(self.office_user).action_file()
        self.assertEqual(matter.sudo().unit_head_id, self.liaison_a)
        lead = matter.sudo().unit_line_ids.filtered(lambda line: line.role == "lead")
        self.assertEqual(lead.head_id, self.liaison_a)
        # another matter, filed now, has the head of the directory
        self.assertEqual(self.filed().sudo().unit_head_id, self.head_a)

    def test_a_successor_is_of_the_institution(self):
        other = self.env["res.company"].create({"name": "另一学校"})
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="duban_supervision.group_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        Handover = self.env["duban.handover"].with_user(self.head_a)
        self.assertEqual(
            Handover.default_get(["predecessor_id"])["predecessor_id"], self.head_a.id
        )
        with self.assertRaises(ValidationError):
            Handover.create({"successor_id": stranger.id})
        self.assertTrue(Handover.create({"successor_id": self.liaison_a.id}).name)
        colleagues = self.env["res.users"].with_user(self.head_a)
        offered = colleagues.with_context(
            duban_colleagues_first=self.head_a.id
        ).name_search(limit=3)
        self.assertEqual(
            {row[0] for row in offered},
            set((self.head_a | self.worker_a | self.liaison_a).ids),
        )

    @clause("ABAF-8.1c", "ABAF-12.1b")
    def test_a_leaders_decisions_are_not_handed_to_a_clerk(self):
        self.at("2023-06-01")
        matter = self.proposed()
        row = (
            self.env["duban.handover"]
            .with_user(self.office_user)
            .create(
                {"predecessor_id": self.leader.id, "successor_id": self.worker_a.id}
            )
        )
        row.with_user(self.leader).action_confirm()
        with self.assertRaises(UserError), self.cr.savepoint():
            row.with_user(self.worker_a).action_confirm()
        self.assertEqual(matter.sudo()._current_line().approver_id, self.leader)
        self.assertEqual(matter.leader_in_charge_id, self.leader)

    @clause("ABAF-8.1c", "CORE-20")
    def test_who_has_to_confirm_has_a_to_do(self):
        """Both, until they did; nobody in their place, though somebody stands in; the office for who has left."""
        self.at("2023-06-01")
        self.accepted()
        self.env["duban.delegation"].with_user(self.worker_a).create(
            {
                "user_id": self.worker_a.id,
                "deputy_id": self.liaison_a.id,
                "date_from": "2023-06-01",
                "date_to": "2023-06-09",
            }
        )
        Handover = self.env["duban.handover"].with_user(self.head_a)
        row = Handover.create(
            {"predecessor_id": self.worker_a.id, "successor_id": self.head_b.id}
        )

        def waiting():
            found = self.env["mail.activity"].search(
                [("res_model", "=", row._name), ("res_id", "=", row.id)]
            )
            return found.user_id

        self.assertEqual(waiting(), self.worker_a | self.head_b)
        # it ends by the confirmation alone, and hands nothing to anybody else
        todo = self.env["mail.activity"].search(
            [("res_model", "=", row._name), ("user_id", "=", self.worker_a.id)]
        )
        mine = todo.with_user(self.worker_a)
        for bypass in (
            mine.action_done,
            mine.action_feedback,
            mine.unlink,
            lambda: mine.write({"user_id": self.outsider.id}),
            lambda: row.with_user(self.worker_a).write(
                {"activity_ids": [Command.delete(todo.id)]}
            ),
            lambda: row.with_user(self.worker_a).activity_unlink(
                ["mail.mail_activity_data_todo"]
            ),
        ):
            with contextlib.suppress(AccessError, UserError), self.cr.savepoint():
                bypass()
            self.assertEqual(waiting(), self.worker_a | self.head_b)
        self.assertFalse(row.predecessor_confirmed)
        row.successor_id = self.worker_b
        self.assertEqual(waiting(), self.worker_a | self.worker_b)
        row.with_user(self.worker_a).action_confirm()
        self.assertEqual(waiting(), self.worker_b)
        # a matter is new on the list: it is confirmed by nobody yet
        self.accepted(name="修缮操场")
        row.with_user(self.worker_b).action_confirm()
        self.assertEqual(waiting(), self.worker_a | self.worker_b)
        self.worker_a.sudo().active = False
        self.assertEqual(waiting(), self.office_user | self.worker_b)
        self.run_patrol()
        self.assertEqual(waiting(), self.office_user | self.worker_b)
        row.with_user(self.office_user).action_confirm()
        row.with_user(self.worker_b).action_confirm()
        self.assertEqual(row.state, "done")
        self.assertFalse(waiting())

    @clause("ABAF-8.1c")
    def test_what_is_closed_keeps_its_people(self):
        self.at("2023-06-01")
        finished = self.closed()
        running = self.accepted(name="修缮操场")
        row = (
            self.env["duban.handover"]
            .with_user(self.worker_a)
            .create(
                {
                    "predecessor_id": self.worker_a.id,
                    "successor_id": self.liaison_a.id,
                }
            )
        )
        with self.assertRaises(AccessError), self.cr.savepoint():
            row.write({"matter_ids": [Command.link(finished.id)]})
        row.with_user(self.worker_a).action_confirm()
        row.with_user(self.liaison_a).action_confirm()
        self.assertEqual(running.handler_id, self.liaison_a)
        self.assertEqual(finished.handler_id, self.worker_a)

    @clause("ABAF-8.1d")
    def test_handler_who_left(self):
        self.at("2023-06-01")
        matter = self.accepted()
        before = self.todos(matter, user=self.worker_a)
        self.assertTrue(before)
        self.worker_a.active = False
        todo = self.todos(matter, kind="handover")
        self.assertEqual((todo.user_id, len(todo)), (self.office_user, 1))
        self.assertIn("阿职督办〔2023〕1号", todo.summary)
        self.assertIn(matter.name, todo.res_name)
        # nothing is lost: what the handler had to do is the head's now
        self.assertEqual(
            self.todos(matter, user=self.head_a).mapped("duban_key"),
            before.mapped("duban_key"),
        )
        self.patrol()
        self.assertEqual(len(self.todos(matter, kind="handover")), 1)
        self.report_result_by(matter, self.head_a)
        self.assertEqual(matter.state, "result_submitted")

    def report_result_by(self, matter, user):
        worker, self.worker_a = self.worker_a, user
        try:
            self.report_result(matter)
        finally:
            self.worker_a = worker

    @clause("ABAF-8.1d")
    def test_leader_who_left_does_not_freeze_the_chain(self):
        self.at("2023-06-01")
        matter = self.proposed()
        self.leader.active = False
        office = matter.with_user(self.office_user)
        self.assertEqual(self.todos(office, kind="handover").user_id, self.office_user)
        row = (
            self.env["duban.handover"]
            .with_user(self.office_user)
            .create({"predecessor_id": self.leader.id, "successor_id": self.leader2.id})
        )
        self.assertIn(matter, row.sudo().matter_ids)
        row.action_confirm()
        row.with_user(self.leader2).action_confirm()
        self.assertEqual(self.todos(matter, kind="approve").user_id, self.leader2)
        self.assertFalse(self.todos(matter, kind="handover"))
        self.approve(matter)
        office.action_file()
        self.assertEqual(matter.responsible_leader_id, self.leader2)
