"""Requests of the lead unit: extension, inability, the report of not finishing (XISU-8.4, 12.1d)."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from tests.clauses import clause

from .common import XisuCommon


@tagged("post_install", "-at_install")
class TestRequests(XisuCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    @clause("XISU-8.4c")
    def test_request_needs_a_written_statement(self):
        matter = self.accepted()
        for kind in ("extension", "inability"):
            request = self.request(
                matter,
                kind,
                statement=False,
                date_requested="2024-03-29",
                decider_id=self.leader.id,
            )
            self.refused(request.action_submit)
            self.assertEqual(request.state, "draft")
            request.statement = "供应商来函说明"
            request.action_submit()
            self.assertEqual(request.state, "submitted")
        # a file will do as well
        other = self.accepted()
        file = self.file(other, name="书面说明材料.pdf")
        request = self.request(
            other,
            statement=False,
            date_requested="2024-03-29",
            attachment_ids=[(6, 0, file.ids)],
        )
        request.action_submit()
        self.assertEqual(request.state, "submitted")

    @clause("XISU-8.4d")
    def test_extension_by_leader_without_limits(self):
        matter = self.accepted()
        self.assertEqual(str(matter.date_deadline), "2024-03-18")
        first = self.request(
            matter, date_requested="2024-03-29", decider_id=self.leader.id
        )
        first.action_submit()
        self.assertEqual(
            str(matter.date_deadline), "2024-03-18", "not before the decision"
        )
        self.assertEqual(self.todos(matter, kind="approve").user_id, self.leader)
        with self.assertRaises(AccessError), self.cr.savepoint():
            first.approval_line_ids.with_user(self.office_user).action_approve()
        first.approval_line_ids.with_user(self.leader).action_approve("同意")
        self.assertEqual(str(matter.date_deadline), "2024-03-29")
        # on the due date itself, the second of its kind, over half a year long
        self.at("2024-03-29")
        second = self.request(
            matter, date_requested="2024-10-31", decider_id=self.leader.id
        )
        second.action_submit()
        second.approval_line_ids.with_user(self.leader).action_approve("同意")
        self.assertEqual(str(matter.date_deadline), "2024-10-31")
        history = matter.due_date_ids.sorted("id")
        self.assertEqual(
            [str(line.date) for line in history],
            ["2024-03-18", "2024-03-29", "2024-10-31"],
        )
        self.assertEqual(history.mapped("kind"), ["rule", "extension", "extension"])
        self.assertEqual(history[1:].approver_id, self.leader)

    @clause("XISU-8.4d")
    def test_extension_by_the_office_meeting(self):
        matter = self.accepted()
        request = self.request(matter, date_requested="2024-03-29")
        request.action_submit()
        line = request.approval_line_ids
        self.assertEqual(line.approver_unit_id, self.office)
        self.assertEqual(self.todos(matter, kind="approve").user_id, self.office_user)
        with self.assertRaises(AccessError):
            line.with_user(self.worker_a).action_approve()
        self.refused(line.with_user(self.office_user).action_approve)
        request.with_user(self.office_user).write(
            {
                "decision_body_id": self.body("president_meeting").id,
                "decision_date": "2024-03-04",
                "decision_text": "同意延期",
            }
        )
        line.with_user(self.office_user).action_approve("校长办公会同意")
        self.assertEqual(str(matter.date_deadline), "2024-03-29")
        self.assertEqual(
            (request.decision_body_id.name, str(request.decision_date)),
            ("校长办公会", "2024-03-04"),
        )

    @clause("XISU-8.4d")
    def test_refused_extension_and_inability(self):
        matter = self.accepted()
        request = self.request(
            matter, date_requested="2024-03-29", decider_id=self.leader.id
        )
        request.action_submit()
        request.approval_line_ids.with_user(self.leader).action_reject("按期完成")
        self.assertEqual(
            (request.state, str(matter.date_deadline)), ("refused", "2024-03-18")
        )
        request = self.request(matter, "inability")
        request.action_submit()
        request.with_user(self.office_user).write(
            {
                "decision_leader_id": self.president.id, "decision_date": "2024-03-04", "outcome": "terminate",
                "decision_text": "不再办理",
            }
        )  # fmt: skip
        request.approval_line_ids.with_user(self.office_user).action_approve("校长同意")
        self.assertEqual(matter.state, "terminated")

    @clause("XISU-8.4d", "CORE-19")
    def test_what_cannot_be_done_is_not_exempted(self):
        """The selection has an outcome that the regulation does not know: refused over RPC, and nothing is decided."""
        matter = self.accepted()
        request = self.request(matter, "inability")
        request.action_submit()
        decision = {
            "decision_leader_id": self.president.id,
            "decision_date": "2024-03-04",
            "decision_text": "不再办理",
        }
        line = request.approval_line_ids.with_user(self.office_user)
        request.with_user(self.office_user).write({**decision, "outcome": "exempt"})
        self.refused(lambda: line.action_approve("校长同意"))
        self.assertEqual((request.state, matter.state), ("submitted", "in_progress"))
        request.with_user(self.office_user).outcome = "continue"
        line.action_approve("校长同意")
        self.assertEqual((request.state, matter.state), ("approved", "in_progress"))

    @clause("XISU-8.4d")
    def test_the_office_chooses_which_leader_or_meeting_decides(self):
        matter = self.accepted()
        extension = self.request(
            matter, date_requested="2024-03-29", decider_id=self.leader.id
        )
        extension.action_submit()
        line = extension.approval_line_ids
        for user in (self.worker_a, self.leader, self.head_b):
            self.refused(
                lambda user=user: line.with_user(user).action_name_decider(
                    self.president.id, "校长决定"
                )
            )
        office = line.with_user(self.office_user)
        self.assertTrue(office.can_name_decider)
        for nobody in (self.head_a, self.office_user):
            self.refused(lambda who=nobody: office.action_name_decider(who.id, "换人"))
        office.action_name_decider(self.president.id, "该事项由校长决定")
        self.refused(line.with_user(self.leader).action_approve)
        self.assertEqual(self.todos(matter, kind="approve").user_id, self.president)
        # or a meeting, whose decision the office then enters
        office.action_name_decider(None, "提交校长办公会")
        self.refused(line.with_user(self.president).action_approve)
        self.refused(office.action_approve)
        extension.with_user(self.office_user).write(
            {
                "decision_body_id": self.body("president_meeting").id,
                "decision_date": "2024-03-04",
            }
        )
        office.action_approve("会议同意")
        self.assertFalse(office.can_name_decider)
        self.assertEqual(str(matter.date_deadline), "2024-03-29")

    @clause("XISU-8.4d")
    def test_the_one_who_decided_the_matter_is_proposed(self):
        matter = self.accepted()
        Request = self.env["duban.request"].with_user(self.worker_a)
        for leader, proposed in (
            (self.env["res.users"], self.env["res.users"]),
            (self.president, self.president),
        ):
            matter.sudo()._engine_write({"source_leader_id": leader.id})
            page = Request.new({"matter_id": matter.id, "kind": "extension"})
            page._onchange_reason_kinds()
            self.assertEqual(page.decider_id._origin, proposed)

    @clause("XISU-12.1d")
    def test_report_of_not_finishing(self):
        matter = self.accepted()
        self.assertEqual(str(matter.date_deadline), "2024-03-18")
        texts = {
            "progress": "已完成八成",
            "reason": "设备到货延迟",
            "acceleration": "增派人手",
        }
        for name in texts:
            request = self.request(matter, "cannot_finish", **{**texts, name: False})
            self.refused(request.action_submit)
            self.assertEqual(request.state, "draft")
        self.at("2024-03-18")
        on_time = self.request(matter, "cannot_finish", **texts)
        on_time.action_submit()
        self.assertFalse(on_time.is_late)
        self.at("2024-03-19")
        late = self.request(matter, "cannot_finish", **texts)
        late.action_submit()
        self.assertTrue(late.is_late)
        self.assertEqual(
            str(matter.date_deadline), "2024-03-18", "a report is no extension"
        )
