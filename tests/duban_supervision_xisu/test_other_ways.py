"""The rules of the procedure by the other path: the wrong decider, the wrong moment, what comes in between."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from tests.clauses import clause

from .common import XisuCommon


@tagged("post_install", "-at_install")
class TestOtherWays(XisuCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    @clause("XISU-8.4d")
    def test_only_a_leader_or_a_meeting_decides(self):
        """Naming the leader freely does not turn a colleague, or the applicant, into one."""
        matter = self.accepted()
        for kind in ("extension", "inability"):
            for user in (
                self.worker_a,
                self.worker_b,
                self.head_a,
                self.office_user,
                self.admin,
            ):
                request = self.request(
                    matter, kind, date_requested="2024-03-29", decider_id=user.id
                )
                self.refused(request.action_submit, user.name)
                self.assertEqual(request.state, "draft")
                self.assertFalse(request.approval_line_ids)
            # what the office records is the decision of a leader or a meeting too
            request = self.request(matter, kind, date_requested="2024-03-29")
            request.action_submit()
            office = request.with_user(self.office_user)
            office.write(
                {
                    "decision_date": "2024-03-08",
                    "decision_text": "同意",
                    "outcome": "continue",
                }
            )
            line = request.approval_line_ids.with_user(self.office_user)
            for decided in (
                {"decision_leader_id": self.worker_b.id, "decision_body_id": False},
                {
                    "decision_leader_id": False,
                    "decision_body_id": self.body("superior").id,
                },
                {
                    "decision_leader_id": False,
                    "decision_body_id": self.body("leader").id,
                },
            ):
                office.write(decided)
                self.refused(line.action_approve)
                self.assertEqual(request.state, "submitted")
            request.action_withdraw()
        self.assertEqual(str(matter.date_deadline), "2024-03-18")
        self.assertEqual(matter.state, "in_progress")

    @clause("XISU-8.4d")
    def test_the_last_decision_counts(self):
        """Another decision moved the due date meanwhile: an older application does not take it back."""
        matter = self.accepted()
        extension = self.request(
            matter, date_requested="2024-03-29", decider_id=self.leader.id
        )
        extension.action_submit()
        inability = self.request(matter, "inability", decider_id=self.president.id)
        inability.action_submit()
        inability.with_user(self.president).write(
            {"outcome": "new_date", "date_granted": "2024-04-30"}
        )
        inability.approval_line_ids.with_user(self.president).action_approve(
            "延至四月底"
        )
        self.assertEqual(str(matter.date_deadline), "2024-04-30")
        self.refused(extension.approval_line_ids.with_user(self.leader).action_approve)
        self.assertEqual(str(matter.date_deadline), "2024-04-30")

    @clause("XISU-8.6a")
    def test_a_report_on_progress_is_none_of_the_result(self):
        matter = self.accepted()
        self.report_back(matter)
        self.at("2024-03-08")
        matter = self.submitted(matter).with_user(self.office_user)
        matter.action_pass_review("情况属实")
        matter.conclusion = "已落实"
        self.assertFalse(matter.is_reported_back)
        Matter = self.env["duban.matter"]
        waiting = [("is_reported_back", "=", False), ("id", "=", matter.id)]
        self.assertEqual(Matter.search(waiting), matter)
        self.refused(matter.action_close, "2024年3月8日")
        self.report_back(matter)
        self.assertTrue(matter.is_reported_back)
        self.assertFalse(Matter.search(waiting))
        matter.action_close()
        self.assertEqual(matter.state, "closed")

    @clause("XISU-8.6a")
    def test_a_report_of_a_result_returned_the_same_day_is_none_of_the_next(self):
        matter = self.submitted(self.accepted()).with_user(self.office_user)
        self.report_back(matter)
        self.assertTrue(matter.is_reported_back)
        matter.action_return_result("尚缺两间")
        matter = self.submitted(matter).with_user(self.office_user)
        matter.action_pass_review("情况属实")
        matter.conclusion = "已落实"
        self.assertFalse(matter.is_reported_back)
        self.refused(matter.action_close)
        self.report_back(matter)
        self.assertTrue(matter.is_reported_back)
        matter.action_close()
        self.assertEqual(matter.state, "closed")

    @clause("XISU-9.1a")
    def test_the_deputy_of_an_absent_head_settles_it(self):
        matter = self.accepted(co_unit_ids=[(6, 0, self.unit_b.ids)])
        row = (
            self.env["duban.disagreement"]
            .with_user(self.worker_b)
            .create({"matter_id": matter.id, "name": "分工"})
        )
        self.env["duban.delegation"].with_user(self.head_a).create(
            {
                "user_id": self.head_a.id,
                "deputy_id": self.worker_a.id,
                "date_from": "2024-03-04",
                "date_to": "2024-03-08",
            }
        )
        row.with_user(self.worker_a).action_record_head("后勤处腾空", agreed=True)
        self.assertEqual(row.state, "settled")
        act = matter.sudo().act_ids.sorted("seq")[-1]
        self.assertEqual((act.user_id, act.on_behalf_id), (self.worker_a, self.head_a))

    @clause("XISU-9.1b")
    def test_the_office_records_what_the_leader_said(self):
        matter = self.accepted(co_unit_ids=[(6, 0, self.unit_b.ids)])
        row = (
            self.env["duban.disagreement"]
            .with_user(self.worker_a)
            .create({"matter_id": matter.id, "name": "分工"})
        )
        office = row.with_user(self.office_user)
        self.refused(lambda: office.action_record_leader("后勤处腾空"))
        row.with_user(self.head_a).action_record_head("未能一致")
        row.with_user(self.worker_a).action_escalate()
        for user in (self.leader2, self.head_b):
            with self.assertRaises(AccessError), self.cr.savepoint():
                row.with_user(user).action_record_leader("教务处腾空")
        self.refused(lambda: office.action_record_leader(" "))
        office.action_record_leader("后勤处腾空")
        self.assertEqual(row.state, "settled")

    @clause("XISU-8.4a")
    def test_a_missed_milestone_is_not_moved_away_unseen(self):
        matter = self.assigned(**self.dated("2024-03-31"))
        self.plan(matter, "2024-03-10")
        matter.with_user(self.worker_a).action_accept()
        self.at("2024-03-11")
        self.env.invalidate_all()
        line = matter.plan_line_ids.with_user(self.worker_a)
        self.assertEqual(line.state, "missing")
        line.date = "2024-03-25"
        acts = matter.sudo().act_ids.filtered(lambda act: act.action == "plan_changed")
        self.assertEqual(acts.mapped("note"), ["节点1 2024-03-10 → 节点1 2024-03-25"])
        self.refused(line.unlink, "工作计划")
        self.assertEqual(len(matter.plan_line_ids), 1)

    @clause("XISU-10.5b")
    def test_what_deserves_a_look_back_is_listed(self):
        """Key matters, and those of major decisions, until they were looked at."""
        plain = self.closed()
        key = self.closed(is_key=True)
        superior = self.closed(
            source_category_id=self.category("superior_deployment").id
        )
        decided, special = (
            self.closed(
                source_category_id=self.category("meeting_decision").id,
                decision_body_id=self.body(body).id,
                meeting_date="2024-03-01",
                meeting_name="校园安全专题会",
            )
            for body in ("party_committee", "special_meeting")
        )
        running = self.accepted(is_key=True)
        Matter = self.env["duban.matter"].with_user(self.office_user)
        every = plain | key | superior | decided | special | running
        domain = [*self.filter("look_back"), ("id", "in", every.ids)]
        self.assertEqual(Matter.search(domain), key | superior | decided)
        self.env["duban.recheck"].with_user(self.office_user).create(
            {
                "matter_id": key.id,
                "kind_id": self.option("recheck_kind", "look_back").id,
            }
        )
        self.assertEqual(Matter.search(domain), superior | decided)

    @clause("XISU-9.1a")
    def test_the_head_settles_it_and_nobody_else(self):
        matter = self.accepted(co_unit_ids=[(6, 0, self.unit_b.ids)])
        row = (
            self.env["duban.disagreement"]
            .with_user(self.worker_a)
            .create({"matter_id": matter.id, "name": "机房由谁腾空"})
        )
        for user in (self.worker_a, self.head_b, self.office_user, self.leader):
            with self.assertRaises(AccessError), self.cr.savepoint():
                row.with_user(user).action_record_head("后勤处腾空", agreed=True)
        self.assertEqual(row.state, "head")

    @clause("XISU-12.1c")
    def test_the_second_milestone_is_not_dropped_after_acceptance(self):
        matter = self.assigned(**self.dated("2024-06-30"), is_long_cycle=True)
        self.plan(matter, "2024-04-01", "2024-05-01")
        matter.with_user(self.worker_a).action_accept()
        self.refused(matter.plan_line_ids[1].with_user(self.worker_a).unlink)
        self.assertEqual(len(matter.plan_line_ids), 2)
        # nor the only one where one is enough: what was accepted by a plan keeps a plan
        other = self.assigned(**self.dated("2024-06-30"), name="另一事项")
        self.plan(other, "2024-04-01")
        other.with_user(self.worker_a).action_accept()
        self.refused(other.plan_line_ids.with_user(self.worker_a).unlink)
        self.assertEqual(len(other.plan_line_ids), 1)

    @clause("XISU-10.5b")
    def test_an_old_finding_does_not_reopen_again(self):
        matter = self.closed(is_key=True)
        self.at("2024-06-03")
        recheck = self.recheck(matter, "look_back")
        recheck.action_record("failed", "两间机房未更新", "2024-06-28")
        self.at("2024-06-20")
        self.closed(matter)
        office = matter.with_user(self.office_user)
        self.refused(lambda: office.action_reopen("再次", "2024-07-31"))
        self.assertEqual(matter.state, "closed")

    @clause("XISU-10.5b")
    def test_a_finding_of_the_same_day_reopens_once(self):
        matter = self.closed(is_key=True)
        self.at("2024-06-03")
        self.recheck(matter, "look_back").action_record(
            "failed", "两间机房未更新", "2024-06-28"
        )
        self.closed(matter)
        office = matter.with_user(self.office_user)
        self.refused(lambda: office.action_reopen("再次", "2024-07-31"))
        self.assertEqual(matter.state, "closed")
        self.recheck(matter, "look_back").action_record("failed", "仍有一间未更新")
        office.action_reopen("再次", "2024-07-31")
        self.assertEqual(matter.state, "in_progress")
