"""Before a matter ends: each condition by itself, what counts for it and what does not, what each step leaves."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestEndsGuards(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def reviewed(self, **values):
        """Its result passed the review; nobody was told yet."""
        matter = self.submitted(**values).with_user(self.office_user)
        matter.write({"conclusion": "落实到位"})
        matter.action_pass_review("符合要求")
        return matter

    def report(self, matter, *leaders, day=None, done=True):
        report = self.env["duban.report.back"].with_user(self.office_user).create(
            {
                "regulation_id": matter.regulation_id.id, "company_id": self.company.id, "content": "已办结",
                "leader_ids": [Command.set([user.id for user in leaders])],
                "matter_ids": [Command.set(matter.ids)], **({"date": day} if day else {}),
            }
        )  # fmt: skip
        if done:
            report.action_done()
        return report

    @clause("XISU-8.6a", "WUT-16.1c")
    def test_reported_since_the_result(self):
        """One report will do, made on the day of the result or later, and not a draft."""
        self.regulation.report_back_before_close = "one"
        self.at("2024-03-06")
        matter = self.reviewed()
        self.assert_refused(matter.action_close)
        self.report(matter, self.president, day="2024-03-05")
        self.report(matter, self.president, done=False)
        self.assert_refused(matter.action_close)
        self.assertEqual(matter.state, "result_submitted")
        self.report(matter, self.leader, day="2024-03-06")
        matter.action_close()
        self.assertEqual(matter.state, "closed")

    @clause("WUT-16.1c", "CORE-2")
    def test_a_report_is_recorded_once(self):
        """Two had the draft open: the trail has one line of it."""
        matter = self.reviewed()
        report = self.report(matter, self.president)
        for user in (self.office_user, self.office_user2):
            self.assert_refused(report.with_user(user).action_done)
        acts = matter.sudo().act_ids.mapped("action")
        self.assertEqual(acts.count("report_back"), 1)

    @clause("ABAF-16.6a")
    def test_reported_to_every_principal_leader(self):
        self.regulation.report_back_before_close = "principals"
        matter = self.reviewed()
        self.report(matter, self.leader, self.leader2)
        self.assert_refused(matter.action_close)
        self.report(matter, self.president)
        with self.assertRaisesRegex(Exception, "secretary"), self.cr.savepoint():
            matter.action_close()
        self.env.invalidate_all()
        self.report(matter, self.secretary)
        matter.action_close()
        self.assertEqual(
            (matter.state, str(matter.date_closed)), ("closed", "2024-03-04")
        )

    @clause("CORE-33")
    def test_no_whole_ends_in_any_way_before_its_parts(self):
        """Every step of the table that ends a matter asks for the parts, but for the merge of a part."""
        whole = self.assigned()
        table = whole._get_transitions()
        ends = {"closed", "withdrawn", "terminated", "exempted", "merged"}
        rows = [row for row in table.values() if row.target in ends]
        self.assertEqual({row.target for row in rows}, ends)
        for row in rows:
            self.assertIn("_check_children", (*row.checks, *row.when), row)

    @clause("CORE-33")
    def test_not_before_its_parts(self):
        matter = self.reviewed()
        self.reported_back(matter)
        parts = self.assigned(name="其一") | self.accepted(name="其二")
        parts.sudo()._engine_write({"parent_id": matter.id})
        for part, state in zip(parts, ("terminated", "archived"), strict=True):
            self.assert_refused(matter.action_close)
            self.ends(part, state)
        matter.action_close()
        self.assertEqual(matter.state, "closed")

    @clause("CORE-33")
    def test_no_part_is_opened_under_a_whole_that_is_done(self):
        """Neither taken up again, nor added, moved under it, or filed; the whole is taken up first."""
        whole = self.assigned(name="整体")
        part = self.assigned(name="其一", parent_id=whole.id)
        twin = self.assigned(name="其二", parent_id=whole.id)
        office = twin.with_user(self.office_user)
        office.action_merge(part.id, "合并")
        draft, loose = self.matter(name="其三"), self.assigned(name="另一项")
        draft.sudo()._engine_write({"parent_id": whole.id})
        draft_of_another = self.matter(name="草稿")
        self.closed(self.accept(part))
        self.ends(whole, "closed")
        self.recheck(part, "visit").action_record("failed", "未落实")
        part = part.with_user(self.office_user)
        again = lambda: part.action_reopen("未落实", "2024-05-31")  # noqa: E731
        draft, loose = (row.with_user(self.office_user) for row in (draft, loose))
        for state in ("archived", "closed"):
            self.ends(whole, state)
            for step in (
                again,
                lambda: twin.with_user(self.admin).action_unmerge("误并"),
                lambda: self.matter(name="其四", parent_id=whole.id),
                lambda: loose.write({"parent_id": whole.id}),
                lambda: draft_of_another.write({"parent_id": whole.id}),
                lambda: whole.with_user(self.office_user).write({"child_ids": [Command.link(loose.id)]}),
                draft.action_file,
            ):  # fmt: skip
                with self.assertRaisesRegex(UserError, "整体"), self.cr.savepoint():
                    step()
        new = part.copy({"name": "来年的一项"})
        self.assertFalse(new.parent_id)
        self.ends(whole, "in_progress")
        again()
        twin.with_user(self.admin).action_unmerge("误并")
        draft.action_file()
        loose.parent_id = whole
        self.assertEqual(whole.sudo().children_done, "0/4")

    @clause("CORE-33", "XISU-10.5b")
    def test_out_of_a_whole_that_is_done(self):
        """A part that was not implemented is taken up by itself where the whole stays done."""
        whole, other = self.assigned(name="整体"), self.assigned(name="另一整体")
        part = self.closed(self.accepted(parent_id=whole.id)).with_user(self.office_user)  # fmt: skip
        self.assertNotIn("parent_id", part._writable_fields())
        self.ends(whole, "closed")
        self.ends(other, "closed")
        self.recheck(part, "visit").action_record("failed", "未落实")
        again = lambda: part.action_reopen("未落实", "2024-05-31")  # noqa: E731
        with self.assertRaisesRegex(UserError, "Reopen that first, or"), self.cr.savepoint():  # fmt: skip
            again()
        for user in (self.worker_a, self.head_a, self.leader):
            self.assert_refused(part.with_user(user).write, {"parent_id": False})
        self.assert_refused(part.write, {"parent_id": other.id})
        part.parent_id = False
        again()
        self.assertEqual((part.state, whole.state), ("in_progress", "closed"))

    @clause("WUT-16.1b", "CORE-2")
    def test_reviewed_once_and_before_closing(self):
        matter = self.submitted().with_user(self.office_user)
        self.reported_back(matter)
        self.assert_refused(matter.action_close)
        matter.action_pass_review("符合要求")
        self.assertEqual(
            (matter.review_passed, matter.review_opinion), (True, "符合要求")
        )
        self.assert_refused(matter.action_pass_review, "再审")
        self.assertEqual(matter.review_opinion, "符合要求")
        for user in (self.worker_a, self.leader, self.discipline_user):
            self.assert_refused(matter.with_user(user).action_close)

    @clause("ABAF-16.6d", "CORE-34")
    def test_what_a_return_leaves_behind(self):
        self.regulation.return_requires_deadline = True
        matter = self.submitted().with_user(self.office_user)
        count = matter.return_count
        for day in (None, "", "2024-03-04", "2024-03-01"):
            self.assert_refused(lambda d=day: matter.action_return_result("材料不全", date_deadline=d))  # fmt: skip
        later = {"date_deadline": "2024-03-29"}
        for reason in (None, "  "):
            self.assert_refused(
                lambda r=reason: matter.action_return_result(r, **later)
            )
        self.assertEqual(
            (matter.state, matter.return_count), ("result_submitted", count)
        )
        matter.action_return_result("材料不全", date_deadline="2024-03-29")
        self.assertEqual(
            (matter.state, matter.return_count, str(matter.date_deadline), matter.review_passed),
            ("in_progress", count + 1, "2024-03-29", False),
        )  # fmt: skip
        self.assertFalse(matter.returned_after_urging)
        line = matter.due_date_ids.sorted("id")[-1:]
        self.assertEqual(
            (line.kind, line.approver_id), ("redetermined", self.office_user)
        )
        matter.action_urge("请抓紧办理")
        self.submitted(matter)
        matter.action_return_result("仍不全", date_deadline="2024-04-12")
        self.assertEqual((matter.return_count, matter.returned_after_urging), (count + 2, True))  # fmt: skip

    @clause("WUT-21.1a")
    def test_the_heads_word_goes_with_the_result(self):
        self.regulation.head_confirmation_required = True
        matter = self.submitted().with_user(self.office_user)
        self.assertTrue(matter.head_confirmed)
        self.regulation.return_requires_deadline = False
        matter.action_return_result("材料不全")
        self.assertFalse(matter.head_confirmed or matter.head_confirmed_by_id)
        self.assert_refused(matter.with_user(self.worker_a).action_submit_result)
        matter.with_user(self.head_a).action_submit_result()
        self.assertEqual(matter.state, "result_submitted")

    @clause("WUT-21.1a", "SIE-14.1b")
    def test_whatever_is_changed_of_the_result_the_head_confirms_anew(self):
        """Each text of it and its files, exchanged, added or taken out; who handles it is no part of it."""
        self.regulation.head_confirmation_required = True
        matter = self.accepted()
        self.feedback(matter)
        unit = matter.with_user(self.worker_a)
        unit.write(self.result_values(matter))
        texts = [
            name
            for name in self.result_values(matter)
            if name != "result_attachment_ids"
        ]
        files = [self.file(matter, name=f"{n}.pdf") for n in range(2)]
        for vals in (
            *({name: "改写"} for name in texts),
            {"result_attachment_ids": [Command.link(files[0].id)]},
            {"result_attachment_ids": [Command.set(files[1].ids)]},
            {"result_attachment_ids": [Command.clear()]},
        ):
            with self.subTest(**vals):
                matter.with_user(self.head_a).action_confirm_result()
                self.assertEqual(matter.head_confirmed_by_id, self.head_a)
                unit.write(vals)
                self.assertFalse(matter.head_confirmed or matter.head_confirmed_by_id)
                self.assertEqual(
                    self.todos(matter, kind="confirm").user_id, self.head_a
                )
                self.assert_refused(unit.action_submit_result)
        matter.with_user(self.head_a).action_confirm_result()
        unit.handler_id = self.liaison_a
        self.assertTrue(matter.head_confirmed)

    @clause("CORE-8", "CORE-14")
    def test_nothing_is_left_to_decide(self):
        matter = self.accepted()
        request = self.extension(matter, "2024-05-31")
        request.action_submit()
        line = request.sudo().approval_line_ids
        office = self.submitted(matter).with_user(self.office_user)
        office.action_pass_review("符合要求")
        self.reported_back(office)
        office.action_close()
        self.assertEqual((request.sudo().state, line.state), ("ended", "cancelled"))
        self.assert_refused(line.with_user(self.leader).action_approve, "同意")
        self.assertEqual(str(matter.sudo().date_deadline), "2024-03-18")
        self.assertFalse(self.todos(matter, user=self.leader))
        self.assertFalse(self.todos(matter, user=self.worker_a, kind="overdue"))

    @clause("CORE-8", "CORE-14", "CORE-23")
    def test_what_still_waits_when_the_result_is_handed_in(self):
        """Nobody is released any more from what is reported as done; more time is still granted, and counts."""
        self.regulation.exemption_enabled = True
        step = {"name": "研究决定", "kind": "decide", "role": "leader_in_charge"}
        self.env["duban.approval.step"].create(
            [
                {"regulation_id": self.regulation.id, "purpose": purpose, **step}
                for purpose in ("exemption", "inability")
            ]
        )
        for kind, goes_on in (
            ("extension", True),
            ("exemption", False),
            ("inability", False),
        ):
            with self.subTest(kind=kind):
                matter = self.accepted()
                request = self.request(
                    matter,
                    kind=kind,
                    date_requested="2024-04-30",
                    reason_kind="objective",
                )
                request.action_submit()
                line = request.sudo().approval_line_ids
                self.submitted(matter)
                states = ("submitted", "pending") if goes_on else ("ended", "cancelled")
                self.assertEqual((request.state, line.state), states)
                asked = self.todos(matter, self.leader, "approve")
                self.assertEqual(bool(asked), goes_on)
                lapsed = self.env["duban.reminder"].sudo().search(
                    [("matter_id", "=", matter.id), ("key", "=", f"lapsed:{request.id}")]
                )  # fmt: skip
                self.assertEqual(bool(lapsed), not goes_on)
                mine = self.as_user(line, self.leader)
                if goes_on:
                    mine.action_approve("同意")
                else:
                    self.assert_refused(mine.action_approve, "同意")
                day = "2024-04-30" if goes_on else "2024-03-18"
                self.assertEqual(
                    (matter.state, str(matter.sudo().date_deadline)),
                    ("result_submitted", day),
                )

    @clause("CORE-14", "CORE-38")
    def test_a_change_is_not_signed_after_the_review(self):
        """Also where no leader signs the closing: with the result it may still be signed, once that passed no more."""
        self.env["duban.approval.step"].create(
            {
                "regulation_id": self.regulation.id, "name": "立项审批", "purpose": "filing", "kind": "decide",
                "role": "leader_in_charge",
            }
        )  # fmt: skip
        self.regulation.category_ids.filing_authority = "chain"
        matter = self.accepted()
        office = matter.with_user(self.office_user)
        adjustments = self.env["duban.adjustment"].with_user(self.office_user)
        change = adjustments.create(
            {"matter_id": matter.id, "ground": "原文有误", "content": "改写的内容"}
        )
        line = change.sudo().approval_line_ids
        self.submitted(matter)
        self.assertEqual((change.sudo().state, line.state), ("signing", "pending"))
        self.assertTrue(self.todos(matter, self.leader, "approve"))
        office.action_pass_review("符合要求")
        self.assertEqual(office.state, "result_submitted")
        self.assertEqual((change.sudo().state, line.state), ("ended", "cancelled"))
        self.assertFalse(self.todos(matter, self.leader))
        self.assert_refused(line.with_user(self.leader).action_approve, "同意")
        self.assertEqual(matter.sudo().content, "更新教学用机房设备")

    @clause("WUT-17.1", "SIE-17.1")
    def test_reopened_after_a_failed_recheck_only(self):
        self.at("2024-03-06")
        matter = self.closed().with_user(self.office_user)
        # what another institution keeps at closing (督办单) is none of this one's
        self.assertFalse(self.env["duban.print"].sudo().search_count([]))

        def recheck(outcome, day):
            row = self.recheck(matter, "visit")
            row.action_record(outcome, "查看情况")
            row.sudo()._engine_write({"date": day})
            return row

        def reopen(reason="未落实", day="2024-05-31"):
            matter.action_reopen(reason, date_deadline=day)

        self.assert_refused(reopen)
        recheck("passed", "2024-03-06")
        self.assert_refused(reopen)
        recheck("failed", "2024-03-05")
        self.assert_refused(reopen)
        recheck("failed", "2024-03-06")
        self.assert_refused(lambda: reopen(" "))
        self.assert_refused(lambda: reopen(day=None))
        self.assert_refused(lambda: reopen(day="2024-03-06"))
        for user in (self.worker_a, self.leader, self.discipline_user, self.admin):
            self.assert_refused(
                matter.with_user(user).action_reopen, "未落实", "2024-05-31"
            )
        self.assertEqual(matter.state, "closed")
        reopen()
        self.assertEqual(
            (matter.state, str(matter.date_deadline), matter.review_passed, matter.head_confirmed),
            ("in_progress", "2024-05-31", False, False),
        )  # fmt: skip
        self.assertFalse(matter.date_closed or matter.date_ended or matter.date_result)
        self.assertFalse(matter.closed_by_id)
        # the result that was refuted is not handed in again as it is
        self.assert_refused(matter.with_user(self.worker_a).action_submit_result)
        matter.with_user(self.worker_a).result = "已重新落实"
        matter.with_user(self.worker_a).action_submit_result()
        self.assertEqual(matter.state, "result_submitted")

    @clause("WUT-18.1a", "SIE-18.1a")
    def test_archived_with_a_volume_of_the_office(self):
        self.regulation.write({"archive_enabled": True, "archive_records": "office"})
        matter = self.closed().with_user(self.office_user)
        archive = self.env["duban.archive.record"]
        archive.with_user(self.worker_a).create(
            {
                "matter_id": matter.id,
                "holder": "unit",
                "volume": "自存1",
                "note": "原件",
            }
        )
        self.assert_refused(matter.action_archive_matter)
        row = archive.with_user(self.office_user).create(
            {"matter_id": matter.id, "holder": "office", "volume": "  "}
        )
        self.assert_refused(matter.action_archive_matter)
        row.volume = "2024-1"
        self.at("2024-03-08")
        for user in (self.worker_a, self.leader, self.discipline_user):
            self.assert_refused(matter.with_user(user).action_archive_matter)
        matter.action_archive_matter()
        self.assertEqual((matter.state, str(matter.date_archived)), ("archived", "2024-03-08"))  # fmt: skip

    @clause("ABAF-16.7")
    def test_archived_when_both_have_their_volume(self):
        self.regulation.write({"archive_enabled": True, "archive_records": "dual"})
        matter = self.closed().with_user(self.office_user)
        own = self.env["duban.archive.record"].browse()
        for user, holder, volume in (
            (self.office_user, "office", "2024-1"),
            (self.worker_a, "subject", " "),
        ):
            own = own.with_user(user).create(
                {"matter_id": matter.id, "holder": holder, "volume": volume}
            )
        matter.action_archive_matter()
        self.assertEqual((matter.state, matter.date_archived), ("closed", False))
        # with the second volume nobody has to press anything again
        own.volume = "自存1"
        self.assertEqual(matter.state, "archived")

    @clause("CORE-14", "CORE-2", "ABAF-7.1")
    def test_the_teams_of_what_ended_stay_as_they_were(self):
        """Neither the units of the fixed team nor the members of an inspection team, whatever a client calls."""
        self.regulation.write({"team_enabled": True, "archive_enabled": True})
        members = self.env["duban.team.member"].with_user(self.office_user)
        matter = self.accepted()
        change = self.as_user(matter, self.office_user).action_change_team
        change((self.unit_b | self.unit_c).ids, "请两处参加")
        self.assertEqual(matter.team_unit_ids, self.unit_a | self.unit_b | self.unit_c)
        self.assert_refused(change, [self.unit_b.id, 999999999], "不存在的单位")
        row = members.create({"matter_id": matter.id, "user_id": self.worker_b.id})
        self.closed(matter)
        archive = self.env["duban.archive.record"].with_user(self.office_user)
        for state in ("closed", "archived"):
            with self.subTest(state=state):
                self.assertEqual(matter.state, state)
                self.assert_refused(change, self.unit_b.ids, "另有任务")
                self.assert_refused(row.unlink)
                self.assert_refused(row.write, {"is_head": True})
                self.assert_refused(
                    members.create,
                    {"matter_id": matter.id, "user_id": self.worker_c.id},
                )
            if state == "closed":
                archive.create({"matter_id": matter.id, "holder": "office", "volume": "1"})  # fmt: skip
                matter.with_user(self.office_user).action_archive_matter()
        self.assertEqual(matter.team_unit_ids, self.unit_a | self.unit_b | self.unit_c)
        self.assertEqual(matter.sudo().team_member_ids.user_id, self.worker_b)

    @clause("WUT-22.2b", "XISU-8.3b")
    def test_the_plan_is_late_from_the_day_after(self):
        self.regulation.write({"plan_due_days": 2, "plan_due_day_type": "working"})
        for day, late in (("2024-03-06", False), ("2024-03-07", True)):
            self.at("2024-03-04")
            matter = self.assigned()
            self.assertEqual(str(matter.date_plan_due), "2024-03-06")
            self.at(day)
            self.plan(matter, "2024-03-15")
            matter.with_user(self.worker_a).action_accept()
            self.assertEqual(matter.plan_late, late, day)
