"""Applications: each thing that must be there, both sides of each day, who may, what is left after a refusal."""

from datetime import date

from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestRequestGuards(SupervisionCommon):
    """A matter of unit A, due on Monday 2024-03-18; the leader in charge decides extensions."""

    @classmethod
    def _plain_regulation(cls):
        regulation = super()._plain_regulation()
        cls.env["duban.approval.step"].create(
            [
                {
                    "regulation_id": regulation.id, "name": "研究决定", "purpose": purpose, "kind": "decide",
                    "role": "leader_in_charge",
                }
                for purpose in ("inability", "exemption")
            ]
        )  # fmt: skip
        regulation.write({"exemption_enabled": True, "inability_enabled": True})
        return regulation

    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.matter_ = self.accepted()

    def ask(self, day="2024-04-30", **values):
        return self.request(self.matter_, date_requested=day, **values)

    def refused_submit(self, words=None, **values):
        request = self.ask(**values)
        if words:
            with self.assertRaisesRegex(Exception, words), self.cr.savepoint():
                request.with_context(lang="en_US").action_submit()
            self.env.invalidate_all()
        else:
            self.assert_refused(request.action_submit)
        self.assertEqual(request.state, "draft")
        self.assertFalse(request.sudo().approval_line_ids)
        return request

    def rule(self, **values):
        """A matter under changed rules; those of a filed matter are frozen."""
        self.regulation.write(values)
        self.matter_ = self.accepted()

    @clause("CORE-8", "ABAF-19.1a")
    def test_a_later_day_and_a_reason(self):
        for day in (False, "2024-03-17", "2024-03-18"):
            self.refused_submit("later than", day=day)
        for reason in (" ", " \n"):
            self.refused_submit("reason", reason=reason)
        good = self.ask("2024-03-19")
        for user in (self.head_b, self.office_user, self.leader, self.outsider):
            self.assert_refused(good.with_user(user).action_submit)
        good.action_submit()
        self.assertEqual(
            (good.state, good.applicant_id, str(good.date_deadline_before), good.days_before),
            ("submitted", self.worker_a, "2024-03-18", 14),
        )  # fmt: skip
        self.assert_refused(good.action_submit)
        self.refused_submit("already waiting", day="2024-05-01")

    @clause("ABAF-19.1a")
    def test_only_a_draft_is_changed_and_thrown_away(self):
        self.assert_refused(lambda: self.ask(state="approved"))
        self.assert_refused(lambda: self.ask(date_granted="2024-05-31"))
        for user in (self.head_b, self.office_user, self.leader):
            self.assert_refused(lambda u=user: self.request(self.matter_, u))
        request = self.ask()
        # nor is it decided before it was handed in, whoever decides later
        for user in (self.worker_a, self.office_user, self.leader):
            for values in ({"date_granted": "2024-05-31"}, {"decision_text": "同意"}):
                self.assert_refused(request.with_user(user).write, values)
        request.reason = "另有原因"
        gone = self.ask()
        self.assert_refused(gone.with_user(self.office_user).unlink)
        gone.unlink()
        request.action_submit()
        for values in (
            {"reason": "改"},
            {"date_requested": "2024-06-30"},
            {"kind": "inability"},
            {"state": "approved"},
            {"date_granted": "2024-04-30"},
        ):
            self.assert_refused(request.write, values)
        self.assert_refused(request.unlink)
        # who decides may enter the decision, nothing else
        self.assert_refused(request.with_user(self.leader).write, {"reason": "改"})
        for user in (self.leader2, self.head_b):
            self.assert_refused(request.with_user(user).write, {"date_granted": "2024-04-30"})  # fmt: skip
        request.with_user(self.leader).date_granted = "2024-04-15"
        self.assertEqual(request.reason, "另有原因")

    @clause("CORE-8")
    def test_withdrawn_while_it_waits(self):
        request = self.ask()
        self.assert_refused(request.action_withdraw)
        request.action_submit()
        for user in (self.head_b, self.office_user, self.leader):
            self.assert_refused(request.with_user(user).action_withdraw)
        line = request.sudo().approval_line_ids
        self.assertEqual(self.todos(self.matter_, kind="approve").user_id, self.leader)
        request.action_withdraw()
        self.assertEqual((request.state, line.state), ("withdrawn", "cancelled"))
        self.assertFalse(self.todos(self.matter_, kind="approve"))
        self.assert_refused(request.action_withdraw)
        self.assert_refused(line.with_user(self.leader).action_approve, "同意")
        decided = self.ask()
        decided.action_submit()
        decided.sudo().approval_line_ids.with_user(self.leader).action_approve("同意")
        self.assert_refused(decided.action_withdraw)
        self.assertEqual(str(self.matter_.sudo().date_deadline), "2024-04-30")

    @clause("CORE-8")
    def test_handed_in_once_whatever_became_of_it(self):
        for end in ("action_withdraw", "action_reject", "action_approve"):
            request = self.ask("2024-04-30")
            request.action_submit()
            if end == "action_withdraw":
                request.action_withdraw()
            else:
                line = request.sudo().approval_line_ids.with_user(self.leader)
                getattr(line, end)("意见")
            state = request.state
            self.assert_refused(request.action_submit)
            self.assertEqual((request.state, len(request.sudo().approval_line_ids)), (state, 1))  # fmt: skip

    @clause("CORE-8")
    def test_nothing_to_extend_without_a_date(self):
        self.matter_.sudo()._engine_write({"date_deadline": False})
        self.refused_submit("no due date")

    @clause("WUT-22.5d", "WUT-22.5e")
    def test_three_months_to_the_day(self):
        """From the 18th of March three months end on the 18th of June: up to then one step, after it the other."""
        step = {
            "regulation_id": self.regulation.id,
            "purpose": "extension",
            "kind": "decide",
        }
        self.regulation.approval_step_ids.filtered(
            lambda row: row.purpose == "extension"
        ).unlink()
        self.env["duban.approval.step"].create(
            [
                {
                    **step,
                    "name": "三个月内",
                    "role": "office_leader",
                    "months_within": 3,
                },
                {
                    **step,
                    "name": "三个月以上",
                    "role": "leader_in_charge",
                    "months_over": 3,
                },
            ]
        )
        self.matter_ = self.accepted()
        for day, name in (
            ("2024-06-17", "三个月内"),
            ("2024-06-18", "三个月内"),
            ("2024-06-19", "三个月以上"),
        ):
            request = self.ask(day)
            request.action_submit()
            self.assertEqual(
                request.sudo().approval_line_ids.mapped("name"), [name], day
            )
            request.action_withdraw()

    @clause("XISU-8.4d", "SIE-15.3", "WUT-24.1")
    def test_who_decided_and_when_is_entered(self):
        """Where the office records what a meeting or leader decided, both are named, and who it was may decide it."""
        meeting, adviser = self.env["duban.decision.body"].create(
            [
                {"regulation_id": self.regulation.id, "code": code, "name": name, "decides_inability": decides}
                for code, name, decides in (("board", "校长办公会", True), ("other", "专题会", False))
            ]
        )  # fmt: skip
        self.regulation.approval_step_ids.filtered(
            lambda row: row.purpose == "inability"
        ).write({"role": "leader_or_meeting", "records_decision": True})
        self.matter_ = self.accepted()
        request = self.ask(kind="inability", reason_kind="objective")
        request.action_submit()
        office = request.with_user(self.office_user)
        line = request.sudo().approval_line_ids.with_user(self.office_user)
        office.write({"outcome": "terminate", "decision_text": "同意终止"})
        day = {"decision_date": "2024-03-04"}
        for values in (
            {"decision_body_id": False, **day},
            {"decision_body_id": meeting.id, "decision_date": False},
            {"decision_body_id": adviser.id, **day},
            {"decision_body_id": False, "decision_leader_id": self.worker_b.id, **day},
            {"decision_body_id": False, "decision_leader_id": self.head_a.id, **day},
        ):
            office.write(values)
            self.assert_refused(line.action_approve, "同意")
            self.assertEqual((request.state, self.matter_.sudo().state), ("submitted", "in_progress"))  # fmt: skip
        office.write(
            {"decision_leader_id": False, "decision_body_id": meeting.id, **day}
        )
        line.action_approve("同意")
        self.assertEqual((request.state, self.matter_.sudo().state), ("approved", "terminated"))  # fmt: skip

    @clause("WUT-22.5c", "ABAF-19.1a", "SIE-15.2c")
    def test_the_last_day_to_apply(self):
        """Five working days before Monday the 18th is Monday the 11th; five days before it the 13th."""
        for kind, last, too_late in (
            ("working", "2024-03-11", "2024-03-12"),
            ("calendar", "2024-03-13", "2024-03-14"),
        ):
            self.at("2024-03-04")
            self.rule(extension_lead_days=5, extension_lead_day_type=kind)
            for purpose in ("extension", "exemption"):
                self.at(too_late)
                self.refused_submit("last day", kind=purpose)
                self.at(last)
                request = self.ask(kind=purpose)
                request.action_submit()
                self.assertEqual(request.state, "submitted")

    @clause("WUT-22.5c", "SIE-15.2c")
    def test_within_the_period(self):
        self.rule(extension_within_period=True)
        self.at("2024-03-19")
        late = self.refused_submit("period ended")
        self.at("2024-03-18")
        late.action_submit()
        self.assertEqual((late.state, late.days_before), ("submitted", 0))
        self.at("2024-03-04")
        self.rule(extension_within_period=False)
        self.at("2024-03-19")
        self.ask().action_submit()

    @clause("SIE-15.2b", "WUT-22.5b")
    def test_as_often_as_allowed(self):
        self.rule(extension_max=1)
        first = self.ask("2024-04-30")
        first.action_submit()
        first.sudo().approval_line_ids.with_user(self.leader).action_reject("不同意")
        self.assertEqual(str(self.matter_.sudo().date_deadline), "2024-03-18")
        # what was refused does not count, where the rules do not say so
        second = self.ask("2024-04-29")
        second.action_submit()
        second.sudo().approval_line_ids.with_user(self.leader).action_approve("同意")
        self.refused_submit("can be extended 1", day="2024-05-31")
        self.at("2024-03-04")
        self.rule(extension_max=1, extension_refused_counts=True)
        first = self.ask("2024-04-30")
        first.action_submit()
        first.sudo().approval_line_ids.with_user(self.leader).action_reject("不同意")
        self.refused_submit("can be extended 1", day="2024-04-29")

    @clause("CORE-21", "SIE-15.2b", "WUT-22.5b")
    def test_each_lead_unit_as_often_as_allowed(self):
        """What the former unit used up is not the new one's, which has the whole number and no more."""
        self.rule(extension_max=1)
        first = self.ask("2024-04-30")
        first.action_submit()
        first.sudo().approval_line_ids.with_user(self.leader).action_approve("同意")
        self.refused_submit("can be extended 1", day="2024-05-31")
        office = self.matter_.with_user(self.office_user)
        office.action_reassign(self.unit_c.id, "职责已调整")
        self.env.invalidate_all()
        own = self.request(self.matter_, self.head_c, date_requested="2024-06-28")
        own.action_submit()
        line = own.sudo().approval_line_ids
        self.assertEqual((own.state, line.approver_id), ("submitted", self.leader2))
        line.with_user(self.leader2).action_approve("同意")
        self.assertEqual(str(self.matter_.sudo().date_deadline), "2024-06-28")
        again = self.request(self.matter_, self.head_c, date_requested="2024-07-31")
        with (
            self.assertRaisesRegex(Exception, "can be extended 1"),
            self.cr.savepoint(),
        ):
            again.with_context(lang="en_US").action_submit()
        self.env.invalidate_all()
        self.assertEqual(again.state, "draft")

    @clause("CORE-21")
    def test_what_another_unit_wrote_nobody_hands_in(self):
        """Drafts of the unit before end as what it had handed in does; the new one applies in its own words."""
        elsewhere = self.request(self.accepted(), date_requested="2024-04-30")
        rows = self.ask("2024-04-30", reason="教务处的草稿")
        rows |= self.ask(kind="exemption", reason="教务处不再办理")
        rows |= self.ask("2024-05-31", reason="教务处已提交")
        rows[2].action_submit()
        office = self.matter_.with_user(self.office_user)
        office.action_reassign(self.unit_c.id, "职责已调整")
        self.assertEqual(set(rows.sudo().mapped("state")), {"ended"})
        self.assertFalse(self.todos(self.matter_, kind="approve"))
        for user in (self.worker_a, self.head_a, self.head_c, self.worker_c):
            for row in rows:
                self.assert_refused(row.with_user(user).action_submit)
                self.assert_refused(row.with_user(user).write, {"reason": "改"})
        own = self.request(self.matter_, self.head_c, date_requested="2024-04-30")
        self.assertEqual(own.state, "draft")
        own.action_submit()
        for row in rows[2].sudo().approval_line_ids:
            self.assert_refused(row.with_user(self.leader).action_approve, "同意")
        self.assertEqual(str(self.matter_.sudo().date_deadline), "2024-03-18")
        elsewhere.action_submit()
        self.assertEqual((own.state, elsewhere.state), ("submitted", "submitted"))

    @clause("XISU-8.4a", "ABAF-19.1a")
    def test_the_written_statement(self):
        file = {"attachment_ids": [(4, self.file(self.matter_).id)]}
        self.rule(extension_statement="text")
        for values in ({}, {"statement": "  "}):
            self.refused_submit("statement", **values)
        for values in ({"statement": "书面说明"}, file):
            request = self.ask(**values)
            request.action_submit()
            request.action_withdraw()
        self.rule(extension_statement="file")
        self.refused_submit("application", statement="书面说明")
        self.ask(attachment_ids=[(4, self.file(self.matter_).id)]).action_submit()

    @clause("WUT-15.1c", "WUT-24.1", "SIE-15.3")
    def test_objective_reasons(self):
        self.rule(extension_objective_reason=True)
        for kind in ("extension", "inability"):
            for reason in (False, "other"):
                self.refused_submit("objective", kind=kind, reason_kind=reason)
            request = self.ask(kind=kind, reason_kind="objective")
            request.action_submit()
        self.rule(extension_objective_reason=False)
        self.ask(reason_kind="other").action_submit()
        # what is given up has its objective reason in any case
        self.refused_submit("objective", kind="inability", reason_kind="other")

    @clause("CORE-8")
    def test_of_what_the_unit_is_handling(self):
        request = self.ask()
        self.submitted(self.matter_)
        self.assert_refused(request.action_submit)
        self.assertEqual(request.state, "draft")
        assigned = self.assigned()
        request = self.request(assigned, self.head_a, date_requested="2024-04-30")
        request.action_submit()
        self.assertEqual(request.state, "submitted")

    @clause("WUT-22.5d", "CORE-8")
    def test_not_more_than_was_asked_and_later_than_it_is(self):
        for granted, refused in (
            ("2024-05-01", True),
            ("2024-03-18", True),
            ("2024-03-17", True),
            ("2024-03-19", False),
        ):
            request = self.ask("2024-04-30")
            request.action_submit()
            line = request.sudo().approval_line_ids.with_user(self.leader)
            request.with_user(self.leader).date_granted = granted
            if refused:
                self.assert_refused(line.action_approve, "同意")
                self.assertEqual((request.state, line.state), ("submitted", "pending"))
                request.action_withdraw()
                self.assertEqual(str(self.matter_.sudo().date_deadline), "2024-03-18")
        line.action_approve("同意")
        line = self.matter_.sudo().due_date_ids.sorted("id")[-1:]
        self.assertEqual(
            (str(line.date), line.kind, line.approver_id),
            ("2024-03-19", "extension", self.leader),
        )

    @clause("CORE-8", "XISU-8.4d")
    def test_more_time_than_the_matter_has_by_then(self):
        """Later than the due date of the day of the decision, which another decision may have moved since: more than
        that is granted, also where it is less than there was at the application; as much or less is not."""
        for moved, granted, refused in (
            (date(2024, 5, 31), "2024-04-30", True),
            (date(2024, 4, 30), "2024-04-30", True),
            (date(2024, 4, 29), "2024-04-30", False),
            (date(2024, 3, 11), "2024-03-11", True),
            (date(2024, 3, 11), "2024-03-12", False),
        ):
            self.matter_ = self.accepted()
            request = self.ask("2024-04-30")
            request.action_submit()
            matter = self.matter_.sudo()
            matter._set_deadline(moved, "decision", "会议另定期限")
            line = request.sudo().approval_line_ids.with_user(self.leader)
            request.with_user(self.leader).date_granted = granted
            with self.subTest(moved=moved, granted=granted):
                if refused:
                    self.assert_refused(line.action_approve, "同意")
                    self.assertEqual((request.state, line.state), ("submitted", "pending"))  # fmt: skip
                    self.assertEqual(matter.date_deadline, moved)
                else:
                    line.action_approve("同意")
                    self.assertEqual(str(matter.date_deadline), granted)

    @clause("CORE-25", "XISU-8.4a")
    def test_nobody_applies_for_a_day_that_is_over(self):
        """Overdue, where no term to apply has run out: a day to come is applied for, today is none."""
        self.at("2024-04-01")
        for day in ("2024-03-17", "2024-03-25", "2024-04-01"):
            self.refused_submit("later than", day=day)
        self.ask("2024-04-02").action_submit()

    @clause("CORE-34", "CORE-25", "ABAF-16.6d")
    def test_a_day_that_passed_while_it_waited(self):
        """The day applied for in time is granted late too; another one, entered by hand, is ahead when it is signed."""
        self.matter_ = self.accepted(name="甲")
        asked = self.ask("2024-03-20")
        shorter = self.request(self.accepted(name="乙"), date_requested="2024-03-22")
        (asked | shorter).action_submit()
        shorter.with_user(self.leader).date_granted = "2024-03-20"
        self.at("2024-03-20")
        line = shorter.sudo().approval_line_ids.with_user(self.leader)
        self.assert_refused(line.action_approve, "同意")
        self.env.invalidate_all()
        self.assertEqual((shorter.state, line.state), ("submitted", "pending"))
        shorter.with_user(self.leader).date_granted = "2024-03-22"
        for request, day in ((asked, "2024-03-20"), (shorter, "2024-03-22")):
            request.sudo().approval_line_ids.with_user(self.leader).action_approve("同意")  # fmt: skip
            self.assertEqual(str(request.matter_id.sudo().date_deadline), day)

    @clause("WUT-24.1", "SIE-15.3")
    def test_what_follows_when_it_cannot_be_done(self):
        """No outcome, a new date without a date, a change without words: nothing is decided."""
        before = str(self.matter_.sudo().date_deadline)
        request = self.ask(kind="inability", reason_kind="objective")
        request.action_submit()
        line = request.sudo().approval_line_ids.with_user(self.leader)
        leader = request.with_user(self.leader)
        for values in (
            {"outcome": False},
            {"outcome": "new_date", "date_granted": False},
            {"outcome": "change", "new_content": False},
            {"outcome": "change", "new_content": "  "},
        ):
            leader.write(values)
            self.assert_refused(line.action_approve, "同意")
            self.assertEqual((request.state, line.state), ("submitted", "pending"))
        leader.write({"outcome": "change", "new_content": "只更新一半"})
        line.action_approve("同意调整")
        matter = self.matter_.sudo()
        self.assertEqual(
            (matter.content, matter.state, str(matter.date_deadline)),
            ("只更新一半", "in_progress", before),
        )
        act = matter.act_ids.filtered(lambda row: row.action == "content_changed")
        self.assertEqual(act.changes["content"], ["更新教学用机房设备", "只更新一半"])

    @clause("XISU-12.1d")
    def test_not_finishing_in_time(self):
        self.rule(cannot_finish_report_enabled=True)
        whole = {"progress": "过半", "reason": "设备未到", "acceleration": "加派人手"}
        for name in whole:
            self.refused_submit(kind="cannot_finish", **{**whole, name: "  "})
        for day, late in (("2024-03-18", False), ("2024-03-19", True)):
            self.at(day)
            request = self.ask(kind="cannot_finish", **whole)
            request.action_submit()
            self.assertEqual((request.state, request.is_late), ("approved", late))
            feedback = self.matter_.sudo().feedback_ids.sorted("id")[-1:]
            self.assertEqual(
                (feedback.kind, feedback.name, feedback.request_id, feedback.is_late),
                ("cannot_finish", "过半\n设备未到\n加派人手", request.sudo(), late),
            )
        self.assertEqual(str(self.matter_.sudo().date_deadline), "2024-03-18")
