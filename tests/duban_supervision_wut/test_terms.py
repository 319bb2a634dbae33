"""武汉理工大学, articles 15, 22 and 24: due dates, extensions, inability."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause

from .common import WutCommon


@tagged("post_install", "-at_install")
class TestWutTerms(WutCommon):
    """Due dates (22.1 to 22.4)."""

    @clause("WUT-22.1")
    def test_no_filing_without_date_or_rule(self):
        self.at("2024-03-05")
        matter = self.matter(minutes_issue_date=False)
        with self.assertRaisesRegex(UserError, "会议纪要印发日期"):
            matter.action_file()
        # the leader sets the date with the signature; without one nothing is signed
        other = self.matter(scope=3, date_deadline=False)
        other.action_submit_filing()
        with self.assertRaisesRegex(UserError, "办结时限"), self.cr.savepoint():
            other.sudo()._current_line().with_user(self.leader).action_approve("同意")
        with self.assertRaises(UserError), self.cr.savepoint():
            other.with_user(self.office_user).action_file()

    @clause("WUT-22.2a")
    def test_a_date_stated_by_the_meeting(self):
        self.at("2024-03-05")
        matter = self.assigned(
            date_deadline="2024-04-30", deadline_ground="校长办公会明确4月底前完成"
        )
        self.assertEqual(str(matter.date_deadline), "2024-04-30")
        self.assertEqual(matter.due_date_ids.kind, "explicit")
        self.assertEqual(matter.due_date_ids.ground, "校长办公会明确4月底前完成")
        sooner = self.assigned(date_deadline="2024-03-12")
        self.assertEqual(str(sooner.date_deadline), "2024-03-12")

    @clause("WUT-22.2b")
    def test_ten_working_days_from_the_issue_of_the_minutes(self):
        self.at("2024-03-08")
        matter = self.assigned(minutes_issue_date="2024-03-04")
        self.assertEqual(str(matter.date_assigned), "2024-03-08")
        self.assertEqual(str(matter.date_deadline), "2024-03-18")
        line = matter.due_date_ids
        self.assertEqual(line.kind, "rule")
        self.assertIn("自会议纪要印发之日起10个工作日", line.ground)
        self.assertIn("第二十二条", line.ground)
        undated = self.matter(minutes_issue_date=False)
        with self.assertRaisesRegex(UserError, "会议纪要印发日期"):
            undated.action_file()

    @clause("WUT-22.2b")
    def test_ten_working_days_over_a_holiday_with_a_make_up_sunday(self):
        self.calendar_b()
        self.at("2024-03-29")
        matter = self.assigned(minutes_issue_date="2024-03-29")
        self.assertEqual(str(matter.date_deadline), "2024-04-15")

    @clause("WUT-22.2b")
    def test_minutes_issued_so_long_ago_that_the_term_is_over(self):
        """AMB-52: the computed date is named, nothing is shifted silently."""
        self.at("2024-03-25")
        matter = self.matter(minutes_issue_date="2024-03-04")
        with self.assertRaisesRegex(UserError, "2024年3月18日"):
            matter.action_file()
        matter.date_deadline = "2024-04-10"
        with self.assertRaises(UserError):
            matter.action_file()
        matter.deadline_ground = "纪要3月4日印发，3月25日收到"
        matter.action_file()
        self.assertEqual(str(matter.date_deadline), "2024-04-10")
        self.assertEqual(matter.due_date_ids.ground, "纪要3月4日印发，3月25日收到")
        # The last day of the term itself is not over.
        self.at("2024-03-18")
        last_day = self.filed(minutes_issue_date="2024-03-04", name="更新空调")
        self.assertEqual(str(last_day.date_deadline), "2024-03-18")

    @clause("WUT-22.2c")
    def test_a_later_date_needs_its_reason(self):
        self.at("2024-03-05")
        matter = self.matter(date_deadline="2024-03-19")
        with self.assertRaises(UserError):
            matter.action_file()
        matter.deadline_ground = "需公开招标，10个工作日无法办结"
        matter.action_file()
        self.assertEqual(str(matter.date_deadline), "2024-03-19")
        exact = self.filed(date_deadline="2024-03-18", name="更新投影")
        self.assertEqual(str(exact.date_deadline), "2024-03-18")
        # Leaving out the start of the term is no way around the reason.
        undated = self.matter(date_deadline="2024-12-31", minutes_issue_date=False)
        with self.assertRaises(UserError):
            undated.action_file()

    @clause("WUT-22.3")
    def test_annual_work_ends_with_its_year(self):
        self.at("2024-03-05")
        matter = self.assigned(scope=2, plan_year=2024)
        self.assertEqual(str(matter.date_deadline), "2024-12-31")
        self.assertIn("当年年底", matter.due_date_ids.ground)
        # AMB-08: the year is that of the work points, not that of the filing.
        late = self.assigned(scope=2, plan_year=2025)
        self.assertEqual(str(late.date_deadline), "2025-12-31")
        other = self.matter(scope=2, date_deadline="2024-10-31")
        with self.assertRaises(UserError):
            other.action_file()
        other.deadline_ground = "要点明确10月底前完成"
        other.action_file()
        self.assertEqual(str(other.date_deadline), "2024-10-31")

    @clause("WUT-22.4")
    def test_other_matters_by_the_leaders_signed_comment(self):
        self.at("2024-03-05")
        matter = self.matter(
            scope=3, date_deadline=False, minutes_issue_date="2024-03-04"
        )
        matter.action_submit_filing()
        # nobody could set the date once the leader signed without one: the signature asks for it
        line = matter.sudo()._current_line().with_user(self.leader)
        with self.assertRaisesRegex(UserError, "办结时限"), self.cr.savepoint():
            line.action_approve("同意")
        self.assertEqual(line.state, "pending")
        line.action_approve("同意", "2024-05-31")
        matter.with_user(self.office_user).action_file()
        self.assertEqual(str(matter.date_deadline), "2024-05-31")
        # nor is one filed without it by a scan of the leader's comment
        paper = self.matter(
            scope=3, name="按批示", date_deadline=False, source_leader_id=self.leader.id,
            instruction_date="2024-03-04", leader_instruction="请抓紧办理",
        )  # fmt: skip
        self.file(paper, self.office_user, "批示.pdf")
        with self.assertRaisesRegex(UserError, "办结时限"), self.cr.savepoint():
            paper.action_file()
        self.assertFalse(paper.date_deadline)
        matter = self.assigned(scope=3, date_deadline="2024-05-17")
        self.assertEqual(str(matter.date_deadline), "2024-05-17")
        self.assertIn(self.leader.name, matter.due_date_ids.ground)


@tagged("post_install", "-at_install")
class TestWutExtension(WutCommon):
    """Extensions (15.1c, 22.5)."""

    def due(self, deadline, handled_from="2024-03-05", **values):
        """A matter in progress, due on ``deadline``."""
        self.at(handled_from)
        return self.accepted(
            date_deadline=deadline, deadline_ground="会议明确", **values
        )

    def apply(self, matter, date_requested, **values):
        request = self.request(matter, date_requested=date_requested, **values)
        request.action_submit()
        return request

    @clause("WUT-15.1c")
    def test_for_objective_reasons_with_a_new_date(self):
        matter = self.due("2024-06-28")
        request = self.request(matter, date_requested="2024-07-31")
        for kind in ("other", False):
            request.reason_kind = kind
            with self.assertRaisesRegex(UserError, "objective|客观原因"):
                request.action_submit()
        request.reason_kind = "objective"
        request.date_requested = False
        with self.assertRaises(UserError):
            request.action_submit()
        request.date_requested = "2024-07-31"
        request.action_submit()
        line = request.approval_line_ids
        request.with_user(self.office_user).date_granted = "2024-06-28"
        with self.assertRaisesRegex(UserError, "new due date|新办结时限"):
            line.with_user(self.office_user).action_approve("同意")
        request.with_user(self.office_user).date_granted = "2024-07-15"
        line.with_user(self.office_user).action_approve("同意")
        self.assertEqual(str(matter.date_deadline), "2024-07-15")
        self.assertEqual(
            [str(row.date) for row in matter.due_date_ids.sorted("id")],
            ["2024-06-28", "2024-07-15"],
        )
        self.assertEqual(
            matter.due_date_ids.sorted("id")[1].approver_id, self.office_user
        )

    @clause("WUT-22.5a")
    def test_within_the_handling_period_by_the_lead_unit(self):
        matter = self.due("2024-06-28", co_unit_ids=self.units(self.unit_b))
        for user in (self.worker_b, self.head_b, self.office_user, self.leader):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.request(matter, user, date_requested="2024-07-31")
        request = self.request(matter, date_requested="2024-07-31")
        with self.assertRaises(AccessError), self.cr.savepoint():
            request.with_user(self.worker_b).action_submit()
        self.at("2024-06-29")
        with self.assertRaisesRegex(UserError, "2024年6月28日"):
            request.action_submit()
        self.assertEqual(request.state, "draft")

    @clause("WUT-22.5b")
    def test_once(self):
        matter = self.due("2024-06-28")
        first = self.apply(matter, "2024-07-31")
        second = self.request(matter, date_requested="2024-08-15")
        with self.assertRaises(UserError), self.cr.savepoint():
            second.action_submit()
        # Withdrawn and refused ones do not use it up (AMB-10).
        first.action_withdraw()
        second.action_submit()
        second.approval_line_ids.with_user(self.office_user).action_reject("理由不足")
        self.assertEqual(second.state, "refused")
        third = self.apply(matter, "2024-07-20")
        third.approval_line_ids.with_user(self.office_user).action_approve("同意")
        self.assertEqual(str(matter.date_deadline), "2024-07-20")
        fourth = self.request(matter, date_requested="2024-08-15")
        with self.assertRaisesRegex(UserError, "1 time|1次"):
            fourth.action_submit()
        self.assertEqual(str(matter.date_deadline), "2024-07-20")

    @clause("WUT-22.5c")
    def test_at_the_latest_five_working_days_before(self):
        matter = self.due("2024-06-28")
        request = self.request(matter, date_requested="2024-07-31")
        self.at("2024-06-24")
        with self.assertRaisesRegex(UserError, "2024年6月21日"):
            request.action_submit()
        self.at("2024-06-21")
        request.action_submit()
        self.assertEqual(request.state, "submitted")
        self.assertEqual(str(request.date_applied), "2024-06-21")
        self.assertEqual(request.days_before, 7)

    @clause("WUT-22.5c")
    def test_a_make_up_sunday_counts(self):
        self.calendar_b()
        matter = self.due("2024-04-12")
        request = self.request(matter, date_requested="2024-05-10")
        self.at("2024-04-08")
        with self.assertRaisesRegex(UserError, "2024年4月7日"):
            request.action_submit()
        self.at("2024-04-07")
        request.action_submit()
        self.assertEqual(request.state, "submitted")

    @clause("WUT-22.5d")
    def test_exactly_three_months_are_the_offices(self):
        matter = self.due("2024-06-28")
        request = self.apply(matter, "2024-09-28")
        line = request.approval_line_ids
        self.assertEqual(line.approver_unit_id, self.office)
        self.assertFalse(line.approver_id)
        self.assertEqual(self.todos(matter, kind="approve").user_id, self.office_user)
        for user in (self.leader, self.worker_a, self.admin):
            with self.assertRaises(AccessError), self.cr.savepoint():
                line.with_user(user).action_approve("同意")
        # The office cannot grant by itself what only the leader may.
        request.with_user(self.office_user).date_granted = "2024-09-29"
        with self.assertRaises(UserError), self.cr.savepoint():
            line.with_user(self.office_user).action_approve("同意")
        request.with_user(self.office_user).date_granted = False
        line.with_user(self.office_user).action_approve("同意")
        self.assertEqual(str(matter.date_deadline), "2024-09-28")

    @clause("WUT-22.5e")
    def test_one_day_more_is_the_leaders(self):
        matter = self.due("2024-06-28")
        request = self.apply(matter, "2024-09-29")
        line = request.approval_line_ids
        self.assertEqual(line.approver_id, self.leader)
        self.assertEqual(line.name, "分管校领导确定")
        self.assertEqual(self.todos(matter, kind="approve").user_id, self.leader)
        for user in (self.office_user, self.leader2, self.secretary, self.admin):
            with self.assertRaises(AccessError), self.cr.savepoint():
                line.with_user(user).action_approve("同意")
        self.assertEqual(str(matter.date_deadline), "2024-06-28")
        line.with_user(self.leader).action_approve("同意延期")
        self.assertEqual(str(matter.date_deadline), "2024-09-29")
        self.assertEqual(matter.due_date_ids.sorted("id")[-1].approver_id, self.leader)

    @clause("WUT-22.5d", "WUT-22.5e")
    def test_months_are_clipped_at_their_end(self):
        """D6: three months after 30 November 2023 end on 29 February 2024."""
        for due, requested, by_office in (
            ("2023-11-30", "2024-02-29", True),
            ("2023-11-30", "2024-03-01", False),
            ("2024-03-31", "2024-06-30", True),
            ("2024-03-31", "2024-07-01", False),
        ):
            with self.subTest(due=due, requested=requested):
                matter = self.due(
                    due,
                    "2023-10-09",
                    name=f"更新{requested}",
                    meeting_date="2023-10-08",
                    minutes_issue_date="2023-10-08",
                )
                line = self.apply(matter, requested).approval_line_ids
                self.assertEqual(bool(line.approver_unit_id), by_office)
                self.assertEqual(
                    line.approver_id, self.leader.browse() if by_office else self.leader
                )


@tagged("post_install", "-at_install")
class TestWutInability(WutCommon):
    """Article 24: what cannot be completed is another way than the extension."""

    def setUp(self):
        super().setUp()
        self.at("2024-03-05")
        self.subject = self.accepted(
            date_deadline="2024-06-28", deadline_ground="会议明确"
        )

    def inability(self, **values):
        request = self.request(self.subject, kind="inability", **values)
        request.action_submit()
        return request

    def decide(self, request, **values):
        request.with_user(self.office_user).write(values)
        request.approval_line_ids.filtered(
            lambda line: line.state == "pending"
        ).with_user(self.office_user).action_approve(values.get("decision_text"))

    @clause("WUT-24.1", "WUT-9.1")
    def test_each_school_meeting_of_article_9_decides(self):
        bodies = self.regulation.decision_body_ids.filtered("decides_inability")
        self.assertEqual(
            set(bodies.mapped("name")), {"党委常委会", "校长办公会", "书记办公会"}
        )

    @clause("WUT-24.1")
    def test_the_meeting_decides_independently_of_the_extension(self):
        extension = self.request(self.subject, date_requested="2024-07-31")
        extension.action_submit()
        self.run_chain(self.subject)
        self.assertEqual(str(self.subject.date_deadline), "2024-07-31")
        request = self.inability()
        self.assertEqual(request.approval_line_ids.approver_unit_id, self.office)
        decision = {
            "outcome": "new_date",
            "date_granted": "2024-11-30",
            "decision_text": "会议同意调整至11月底",
        }
        with self.assertRaisesRegex(
            UserError, "meeting or a leader decides|会议或领导"
        ):
            self.decide(request, **decision)
        with self.assertRaises(UserError), self.cr.savepoint():
            self.decide(
                request, **decision, decision_body_id=self.body("president_meeting").id
            )
        with self.assertRaises(UserError), self.cr.savepoint():
            self.decide(
                request,
                **decision,
                decision_date="2024-03-05",
                decision_body_id=self.body("leader").id,
            )
        self.decide(
            request,
            **decision,
            decision_date="2024-03-05",
            decision_body_id=self.body("president_meeting").id,
        )
        self.assertEqual(request.state, "approved")
        self.assertEqual(str(self.subject.date_deadline), "2024-11-30")
        # the ledger's column of the due date's changes has both (CORE-8)
        said = self.subject._document_value("extension").split("\n")
        self.assertEqual(len(said), 2, said)
        self.assertIn("2024年11月30日", said[1])
        line = self.subject.due_date_ids.sorted("id")[-1]
        self.assertEqual(line.kind, "decision")
        # the meeting decided; the office that entered it decided nothing
        self.assertEqual(line.decision_body_id, self.body("president_meeting"))
        self.assertFalse(line.approver_id)
        self.assertEqual(self.subject.state, "in_progress")

    @clause("WUT-24.1")
    def test_a_leader_consents_on_the_to_do(self):
        for user in (self.office_user, self.head_a):
            with self.assertRaises(UserError), self.cr.savepoint():
                self.inability(decider_id=user.id)
        request = self.inability(decider_id=self.leader2.id)
        line = request.approval_line_ids
        self.assertEqual(line.approver_id, self.leader2)
        self.assertEqual(self.todos(self.subject, kind="approve").user_id, self.leader2)
        with self.assertRaises(AccessError), self.cr.savepoint():
            line.with_user(self.office_user).action_approve("同意")
        decider = request.with_user(self.leader2)
        with self.assertRaisesRegex(UserError, "outcome|处理结果"):
            line.with_user(self.leader2).action_approve("同意不再办理")
        decider.outcome = "terminate"
        line.with_user(self.leader2).action_approve("同意不再办理")
        self.assertEqual(self.subject.state, "terminated")
        self.assertFalse(self.todos(self.subject))

    @clause("WUT-24.1")
    def test_outcomes(self):
        body = self.body("standing_committee").id
        given = {"decision_date": "2024-03-05", "decision_body_id": body}
        request = self.inability()
        with self.assertRaises(UserError), self.cr.savepoint():
            self.decide(request, **given, outcome="change", decision_text="改为租用")
        self.decide(
            request,
            **given,
            outcome="change",
            decision_text="改为租用",
            new_content="租用教学用机房",
        )
        self.assertEqual(self.subject.content, "租用教学用机房")
        request = self.inability()
        self.decide(request, **given, outcome="continue", decision_text="继续办理")
        self.assertEqual(self.subject.state, "in_progress")
        self.assertEqual(str(self.subject.date_deadline), "2024-06-28")
        request = self.inability()
        with self.assertRaises(UserError), self.cr.savepoint():
            self.decide(
                request,
                decision_date="2024-03-05",
                decision_leader_id=self.head_b.id,
                outcome="terminate",
                decision_text="不再办理",
            )
        request.with_user(self.office_user).decision_leader_id = False
        self.decide(request, **given, outcome="terminate", decision_text="不再办理")
        self.assertEqual(self.subject.state, "terminated")
        self.assertEqual(request.outcome, "terminate")

    @clause("WUT-24.1")
    def test_objective_reasons_only(self):
        request = self.request(self.subject, kind="inability")
        for kind in ("other", False):
            request.reason_kind = kind
            with self.assertRaisesRegex(UserError, "objective|客观原因"):
                request.action_submit()
        with self.assertRaises(UserError), self.cr.savepoint():
            self.subject.with_user(self.office_user).action_decide_inability()
