"""第十九条: extension and exemption."""

from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause

from .common import AbafCommon


@tagged("post_install", "-at_install")
class TestRequests(AbafCommon):
    def running(self):
        """A matter in progress, due 2023-06-30."""
        self.at("2023-06-01")
        matter = self.accepted(
            grade="g3", date_deadline="2023-06-30", deadline_ground="会议明确6月底完成"
        )
        self.assertEqual(str(matter.date_deadline), "2023-06-30")
        return matter

    def request(self, matter, kind="extension", file=True, **values):
        attachment = self.env["ir.attachment"]
        if file:
            attachment = attachment.with_user(self.worker_a).create(
                {"name": "书面申请.pdf", "raw": b"%PDF-1.4"}
            )
        values = {
            "matter_id": matter.id,
            "kind": kind,
            "reason_kind": "force_majeure",
            "reason": "暴雨致施工中断",
            "attachment_ids": [Command.set(attachment.ids)],
            **values,
        }
        if kind == "extension":
            values.setdefault("date_requested", "2023-07-15")
        return self.env["duban.request"].with_user(self.worker_a).create(values)

    @clause("ABAF-19.1a")
    def test_five_calendar_days_before(self):
        matter = self.running()
        self.at("2023-06-26")
        with self.assertRaises(UserError) as error:
            self.request(matter).action_submit()
        self.assertIn("2023年6月25日", str(error.exception))
        self.at("2023-06-25")
        with self.assertRaises(UserError):
            self.request(matter, file=False, statement="见说明").action_submit()
        request = self.request(matter)
        request.action_submit()
        self.assertEqual(
            (request.state, request.days_before, str(request.date_applied)),
            ("submitted", 5, "2023-06-25"),
        )
        with self.assertRaises(AccessError):
            self.env["duban.request"].with_user(self.worker_b).create(
                {"matter_id": matter.id, "kind": "extension"}
            )

    @clause("ABAF-19.1b", "ABAF-19.1c")
    def test_signature_then_office(self):
        matter = self.running()
        self.at("2023-06-20")
        request = self.request(matter)
        request.action_submit()
        lines = request.sudo().approval_line_ids.sorted("sequence")
        self.assertEqual(lines.mapped("name"), ["分管校领导签字", "党政办延期督办"])
        self.assertEqual(self.todos(matter, kind="approve").user_id, self.leader)
        with self.assertRaises(UserError):
            lines[1].with_user(self.office_user).action_approve("同意")
        with self.assertRaises(AccessError):
            lines[0].with_user(self.office_user).action_approve("同意")
        self.assertEqual(str(matter.date_deadline), "2023-06-30")
        lines[0].with_user(self.leader).action_approve("同意延期")
        self.assertEqual(self.todos(matter, kind="approve").user_id, self.office_user)
        lines[1].with_user(self.office_user).action_approve("延期督办")
        self.assertEqual(
            (request.state, str(matter.date_deadline)), ("approved", "2023-07-15")
        )
        # no limit of count
        self.at("2023-07-05")
        again = self.request(matter, date_requested="2024-07-15")
        again.action_submit()
        for line in again.sudo().approval_line_ids.sorted("sequence"):
            line.with_user(line.approver_id or self.office_user).action_approve("同意")
        self.assertEqual(str(matter.date_deadline), "2024-07-15")
        self.assertEqual(len(matter.sudo().due_date_ids), 3)

    @clause("ABAF-19.1b", "ABAF-19.1c", "DOC-14")
    def test_what_the_leader_signed_is_what_the_office_carries_out(self):
        matter = self.running()
        self.at("2023-06-20")
        request = self.request(matter)
        request.action_submit()
        office = request.with_user(self.office_user)
        # before the signature the office may propose less: the leader signs what stands there
        office.date_granted = "2023-07-12"
        signing, carrying = request.sudo().approval_line_ids.sorted("sequence")
        signing.with_user(self.leader).action_approve("同意延至7月12日")
        for values in (
            {"date_granted": "2023-07-03"},
            {"date_granted": False},
            {"outcome": "terminate"},
            {"decision_leader_id": self.president.id},
            {"decision_text": "另定"},
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                office.write(values)
        with self.assertRaises(AccessError), self.cr.savepoint():
            carrying.with_user(self.office_user).action_approve_request(
                "延期督办", date_granted="2023-07-03"
            )
        carrying.with_user(self.office_user).action_approve("延期督办")
        self.assertEqual(str(matter.date_deadline), "2023-07-12")
        last = matter.sudo().due_date_ids.sorted("id")[-1]
        self.assertEqual(
            (str(last.date), last.approver_id), ("2023-07-12", self.leader)
        )

    @clause("ABAF-19.1b", "CORE-34")
    def test_a_leader_who_signs_late_takes_nothing_from_who_applied_in_time(self):
        """Due on 30 June, applied for on the 25th until 5 July, signed and carried out on the 6th."""
        done, late = self.running(), self.running()
        self.at("2023-06-25")
        for matter in done | late:
            self.request(matter, date_requested="2023-07-05").action_submit()
        self.at("2023-07-03")
        self.report_result(done)
        self.assertTrue(done.sudo().is_overdue)
        self.at("2023-07-06")
        for matter in done | late:
            for line in matter.request_ids.sudo().approval_line_ids.sorted("sequence"):
                line.with_user(line.approver_id or self.office_user).action_approve("同意")  # fmt: skip
            self.assertEqual(str(matter.date_deadline), "2023-07-05")
            last = matter.sudo().due_date_ids.sorted("id")[-1]
            self.assertEqual((str(last.date), last.approver_id), ("2023-07-05", self.leader))  # fmt: skip
        self.assertEqual((done | late).sudo().mapped("is_overdue"), [False, True])
        self.assertEqual((done | late).sudo().mapped("was_late"), [False, False])
        listed = self.env["duban.matter"].with_user(self.office_user)
        listed = listed._accountability_candidates("late_unjustified")
        self.assertEqual(listed & (done | late), late)

    @clause("ABAF-19.1a")
    def test_the_written_application_stays(self):
        matter = self.running()
        request = self.request(matter, file=False)
        paper = (
            self.env["ir.attachment"]
            .with_user(self.worker_a)
            .create({"name": "书面申请.pdf", "raw": b"%PDF-1.4"})
        )
        request.attachment_ids = paper
        request.action_submit()
        self.assertEqual(self.as_user(paper, self.leader).raw, b"%PDF-1.4")
        for call in (
            lambda: paper.with_user(self.worker_a).write({"raw": b"other"}),
            lambda: paper.with_user(self.worker_a).unlink(),
            lambda: request.with_user(self.worker_a).write({"reason": "其他"}),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                call()

    @clause("ABAF-19.1b", "ABAF-12.1b")
    def test_subject_and_lead_unit_in_different_fields(self):
        """AMB-37: who proposes is signed for by the subject's leader, who applies by the lead unit's."""
        self.at("2023-06-01")
        matter = self.matter(
            user=self.worker_c,
            lead_unit_id=self.unit_a.id,
            subject_unit_id=self.unit_c.id,
        )
        matter.action_submit_filing()
        self.assertEqual(matter.sudo()._current_line().approver_id, self.leader2)
        self.approve(matter)
        matter = matter.with_user(self.office_user)
        matter.action_file()
        matter.action_assign()
        self.plan(matter, "2023-06-10", measures="分步推进")
        matter.with_user(self.worker_a).action_accept()
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.env["duban.request"].with_user(self.worker_c).create(
                {"matter_id": matter.id, "kind": "extension"}
            )
        request = self.request(matter)
        request.action_submit()
        line = request.sudo().approval_line_ids.sorted("sequence")[0]
        self.assertEqual(line.approver_id, self.leader)
        with self.assertRaises(AccessError):
            line.with_user(self.leader2).action_approve("同意")

    @clause("ABAF-19.1c")
    def test_extension_names_its_date(self):
        matter = self.running()
        request = self.request(matter, date_requested=False)
        with self.assertRaises(UserError):
            request.action_submit()

    @clause("ABAF-19.1c")
    def test_exemption(self):
        matter = self.running()
        self.at("2023-06-20")
        with self.assertRaises(UserError):
            matter.with_user(self.office_user).action_exempt()
        request = self.request(matter, kind="exemption")
        request.action_submit()
        for line in request.sudo().approval_line_ids.sorted("sequence"):
            line.with_user(line.approver_id or self.office_user).action_approve("同意")
        self.assertEqual((matter.state, request.state), ("exempted", "approved"))
        self.assertFalse(self.todos(matter))
        self.at("2023-07-20")
        self.patrol()
        self.assertFalse(self.todos(matter))
        self.assertFalse(matter.is_overdue)
        self.assertFalse(matter.date_closed)
        self.assertNotIn(
            matter,
            matter.search([("state", "in", ["assigned", "in_progress", "closed"])]),
        )
        other = self.accepted(name="修缮操场")
        figures = self.env["duban.statistics"]._figures(
            self.company, date(2023, 1, 1), date(2023, 12, 31)
        )
        self.assertEqual(
            [(row["task_count"], row["closed"]) for row in figures], [(1, 0)], other
        )
        act = matter.sudo().act_ids.filtered(lambda row: row.state_to == "exempted")
        self.assertEqual(act.user_id, self.office_user)

    @clause("ABAF-19.1c")
    def test_exemption_of_a_long_term_matter(self):
        self.at("2023-06-01")
        matter = self.accepted(grade="g4")
        request = self.request(matter, kind="exemption")
        request.action_submit()
        # AMB-42: what has no due date prints 长期
        self.assertEqual(request._document_value("date_deadline_before"), "长期")
        for line in request.sudo().approval_line_ids.sorted("sequence"):
            line.with_user(line.approver_id or self.office_user).action_approve("同意")
        self.assertEqual(matter.state, "exempted")
