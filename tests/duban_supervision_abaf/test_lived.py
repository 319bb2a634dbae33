"""What whole lives at 阿坝职业学院 showed: what a leader is asked to sign, what comes back, what a unit leaves."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from tests.clauses import clause

from .common import AbafCommon


@tagged("post_install", "-at_install")
class TestLived(AbafCommon):
    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env = self.env(context=dict(self.env.context, lang="zh_CN"))
        people = self.env["res.users"].search([("login", "=like", "abaf_%")])
        people.lang = "zh_CN"
        self.at("2023-06-01")

    @clause("ABAF-12.1d", "CORE-38")
    def test_who_signs_a_change_reads_that_it_is_one(self):
        """To-do and message of the first signer say reassignment or correction, what it changes, and why."""
        matter = self.accepted()
        office = matter.with_user(self.office_user)
        office.action_reassign(self.unit_c.id, "职责属科研处")
        todo = self.todos(matter, user=self.leader2, kind="approve")
        self.assertIn("改派", todo.summary)
        row = self.told(matter, "to_decide")[:1]
        words = row.with_context(lang="zh_CN")._line_text()
        for each in ("改派", self.unit_c.name, "职责属科研处"):
            self.assertIn(each, words)
        self.approve_change(matter, "return")
        # it was sent back, not refused
        self.assertEqual(
            set(self.told(matter, "decided").mapped("note")),
            {f"改派：退回（{self.leader2.name}）。再议"},
        )
        self.env["duban.adjustment"].with_user(self.office_user).create(
            {
                "matter_id": matter.id,
                "ground": "原文有误",
                "handling_requirement": "新要求",
            }
        )
        todo = self.todos(matter, user=self.leader, kind="approve")
        self.assertIn("更正", todo.summary)
        words = (
            self.told(matter, "to_decide")[:1].with_context(lang="zh_CN")._line_text()
        )
        for each in ("更正", "办理要求", "原文有误"):
            self.assertIn(each, words)

    def approve_change(self, matter, decision):
        line = matter.sudo()._open_adjustment().approval_line_ids
        line = line.filtered(lambda row: row.state == "pending")
        getattr(line.with_user(line.approver_id), f"action_{decision}")("再议")

    @clause("CORE-21", "CORE-23", "CORE-3")
    def test_a_signed_reassignment_is_told_once(self):
        matter = self.accepted()
        matter.with_user(self.office_user).action_reassign(
            self.unit_c.id, "职责属科研处"
        )
        for _step in range(3):
            self.approve_change(matter, "approve")
        self.assertIn(self.head_c, self.told(matter, "reassigned").user_id)
        self.assertFalse(self.told(matter, "corrected"))
        # three leaders agreed to it; who assigns is the office
        self.assertEqual(matter.sudo().assigned_by_id, self.office_user)

    @clause("ABAF-14.1", "CORE-23")
    def test_what_a_leader_sends_back_reaches_the_office(self):
        matter = self.report_result(self.accepted())
        matter.action_pass_review("符合办结要求")
        matter.with_user(self.leader).action_return_closing("材料不全")
        row = self.told(matter, "closing_returned")
        self.assertEqual(row.user_id, self.office_user)
        self.assertEqual(row.note, "材料不全")
        todo = self.todos(matter, kind="review")
        self.assertEqual(todo.user_id, self.office_user)
        self.assertIn(self.leader.name, todo.summary)
        # a new result is reviewed as any other
        matter.action_return_result("领导要求补充", "2023-06-20")
        self.at("2023-06-02")
        self.report_result(matter)
        self.assertNotIn(self.leader.name, self.todos(matter, kind="review").summary)

    # -- a change that waits for its signatures

    def changed(self, matter, **values):
        """A change by the office that waits for the three who signed; the first of them is asked."""
        values = {"content": "改写的内容", **values}
        return (
            self.env["duban.adjustment"]
            .with_user(self.office_user)
            .create({"matter_id": matter.id, "ground": "原文有误", **values})
        )

    def assert_over(self, change, was):
        """Nobody signs ``change`` any more, and the matter reads as the three signed it."""
        change, matter = change.sudo(), change.sudo().matter_id
        self.assertEqual(change.state, "ended")
        lines = change.approval_line_ids.sorted("sequence")
        self.assertEqual(lines.mapped("state"), ["approved", *["cancelled"] * 2])
        with self.assertRaises(UserError), self.cr.savepoint():
            lines[1].with_user(self.office_leader).action_approve("同意")
        self.assertEqual((matter.content, matter.date_deadline), was)
        signed = matter._signatures().mapped("decided_by_id")
        self.assertEqual(signed, self.leader | self.office_leader | self.secretary)
        self.assertEqual(
            self.told(matter, "decision_dropped").user_id, self.office_leader
        )
        self.assertIn(self.leader, self.told(matter, "decided").user_id)
        self.assertIn("adjustment_lapsed", matter.act_ids.mapped("action"))

    @clause("CORE-38", "CORE-14", "CORE-27", "CORE-24", "CORE-23")
    def test_a_change_not_signed_at_the_review_is_dropped(self):
        """The office passes the review: what leaders sign now is the closing of the matter as they signed it."""
        matter = self.accepted(term_days=15)
        was = (matter.content, matter.date_deadline)
        change = self.changed(matter, date_deadline="2023-06-05")
        self.approve(matter, steps=1)
        self.report_result(matter)
        self.assertEqual(change.state, "signing", "they may still sign it")
        matter.action_pass_review("符合办结要求")
        self.assert_over(change, was)
        todo = self.todos(matter, user=self.leader, kind="approve")
        self.assertNotIn("更正", todo.summary)
        for leader in (self.leader, self.office_leader, self.secretary):
            self.as_user(matter, leader).action_approve_step("同意")
        self.reported_back(matter)
        matter.action_close()
        self.assert_over(change, was)
        self.assertEqual(matter.state, "closed")

    @clause("CORE-38", "CORE-24", "CORE-20")
    def test_a_change_ends_with_its_matter(self):
        matter = self.accepted()
        was = (matter.content, matter.date_deadline)
        change = self.changed(matter)
        self.approve(matter, steps=1)
        matter.with_user(self.office_user).action_withdraw_filing("重复立项")
        self.assert_over(change, was)

    @clause("CORE-38", "CORE-24")
    def test_a_change_signed_before_the_review_counts(self):
        """Also where the result was handed in meanwhile; sent back by the office it goes on as before."""
        matter = self.accepted()
        change = self.changed(matter)
        self.approve(matter, steps=1)
        self.report_result(matter)
        matter.action_return_result("材料不全", "2023-06-20")
        self.report_result(matter)
        self.approve(matter, steps=2)
        self.assertEqual((change.state, matter.content), ("applied", "改写的内容"))
        matter.action_pass_review("符合办结要求")
        self.assertEqual(change.state, "applied")

    @clause("CORE-21", "CORE-22", "CORE-38")
    def test_another_unit_not_signed_at_the_review(self):
        """The unit whose objection the office upheld has done the work: no other one takes it over."""
        matter = self.assigned()
        worker = self.as_user(matter, self.worker_a)
        worker.action_object("不属本单位职责", self.unit_c.id)
        matter.action_decide_objection(True, "同意改派")
        change = matter.sudo()._open_adjustment()
        self.assertEqual(change.lead_unit_id, self.unit_c)
        self.plan(matter, matter.date_deadline, measures="分三步推进")
        worker.action_accept()
        self.report_result(matter)
        matter.action_pass_review("符合办结要求")
        self.assertEqual(change.state, "ended")
        self.assertEqual(matter.sudo().objection_ids.state, "dropped")
        self.assertEqual(matter.sudo().lead_unit_id, self.unit_a)

    @clause("ABAF-17.1a")
    def test_an_inspection_has_its_ground_and_place(self):
        matter = self.accepted(mode="onsite")
        values = {
            "method_id": self.option("onsite_method", "verification").id,
            "ground_id": self.option("onsite_ground", "slow").id,
            "place": "机房",
            "summary": "现场核查",
            "finding_done": "no",
            "finding_solved": "no",
            "finding_improved": "yes",
            "rectification_opinion": "加快安装",
        }
        for name, word in (
            ("place", "地点"),
            ("ground_id", "实地督查事由"),
            ("method_id", "实地督查方式"),
        ):
            with self.assertRaisesRegex(UserError, word), self.cr.savepoint():
                self.record(matter, kind="onsite", **{**values, name: False})
        self.record(matter, kind="onsite", **values)

    @clause("CORE-32", "ABAF-12.1a")
    def test_a_proposal_of_a_unit_that_ends_is_submitted_again(self):
        """Half signed when its unit is merged: the round is over, the successor's people submit it again."""
        matter = self.proposed()
        self.approve(matter, steps=1)
        draft = self.matter(user=self.worker_a)
        self.env["duban.unit.change"].with_user(self.office_user).create(
            {
                "unit_id": self.unit_a.id,
                "successor_id": self.unit_c.id,
                "ground": "机构改革",
            }
        ).action_apply()
        self.assertFalse(self.unit_a.active)
        for each in (matter, draft):
            self.assertEqual(each.sudo().lead_unit_id, self.unit_c)
            self.assertEqual(each.sudo().subject_unit_id, self.unit_c)
            self.assertEqual(each.sudo().state, "draft")
        self.assertFalse(self.todos(matter, user=self.office_leader))
        todo = self.todos(matter)
        self.assertEqual(todo.user_id, self.head_c)
        self.assertIn(self.head_c, self.told(matter, "filing_returned").user_id)
        mine = matter.with_user(self.head_c)
        mine.action_submit_filing()
        line = mine.sudo()._current_line()
        self.assertEqual(line.approver_id, self.leader2, "signed from the beginning")

    @clause("ABAF-12.1a", "CORE-20")
    def test_who_proposed_it_has_left(self):
        matter = self.proposed()
        self.worker_a.with_user(self.env.ref("base.user_root")).action_archive()
        matter.with_user(self.leader).action_return_filing("要求不清")
        todo = self.todos(matter)
        self.assertEqual(todo.user_id, self.head_a)
        matter.with_user(self.head_a).action_submit_filing()

    @clause("ABAF-16.3")
    def test_in_the_schools_own_words(self):
        matter = self.assigned()
        self.assertIn("承办", self.todos(matter, kind="accept").summary)
        self.assertNotIn("接办", self.todos(matter, kind="accept").summary)

    @clause("ABAF-8.1c", "CORE-23")
    def test_both_persons_of_a_handover_are_asked(self):
        self.accepted()
        handover = self.env["duban.handover"].with_user(self.office_user)
        handover = handover.create(
            {"predecessor_id": self.worker_a.id, "successor_id": self.liaison_a.id}
        )
        rows = self.env["duban.reminder"].sudo()
        rows = rows.search(
            [("res_model", "=", "duban.handover"), ("res_id", "=", handover.id)]
        )
        self.assertEqual(rows.user_id, self.worker_a | self.liaison_a)
        self.assertEqual(set(rows.mapped("kind")), {"handover"})
        self.assertIn("1项", rows[0].note)

    @clause("ABAF-20.1a")
    def test_semesters_do_not_overlap(self):
        Semester = self.env["duban.semester"].with_user(self.office_user)
        Semester.create(
            {"name": "秋", "date_from": "2023-09-01", "date_to": "2024-01-17"}
        )
        with self.assertRaises(ValidationError), self.cr.savepoint():
            Semester.create(
                {"name": "冬", "date_from": "2024-01-10", "date_to": "2024-02-17"}
            )
        Semester.create(
            {"name": "春", "date_from": "2024-01-18", "date_to": "2024-07-10"}
        )

    @clause("ABAF-4.1", "CORE-23")
    def test_an_instruction_is_heard_at_once(self):
        matter = self.accepted()
        self.env["duban.record"].with_user(self.leader).create(
            {"matter_id": matter.id, "purpose": "instruction", "summary": "请加快"}
        )
        rows = self.told(matter, "instructed")
        self.assertGreaterEqual(
            rows.user_id, self.worker_a | self.head_a | self.office_user
        )
        self.assertEqual(rows[0].note, "请加快")
        self.assertNotIn(self.outsider, rows.user_id)

    @clause("ABAF-25.0", "CORE-20")
    def test_the_offices_referred_to_have_a_to_do(self):
        matter = self.accepted()
        case = self.env["duban.accountability"].with_user(self.office_user)
        case = case.create(
            {
                "kind_id": self.option("accountability_kind", "conduct").id,
                "ground_id": self.option("accountability_ground", "perfunctory").id,
                "unit_id": self.unit_a.id,
                "person_id": self.worker_a.id,
                "facts": "推诿",
                "matter_ids": [(6, 0, matter.ids)],
            }
        )
        case.action_propose()
        todos = case.sudo().activity_ids.filtered("duban_key")
        self.assertEqual(todos.user_id, self.organisation_user | self.discipline_user)
        case.with_user(self.organisation_user).action_decide("通报批评")
        left = case.sudo().activity_ids.filtered("duban_key")
        self.assertFalse(left.user_id & (self.organisation_user | self.discipline_user))

    # -- what the journals of lives showed

    @clause("CORE-10", "CORE-23")
    def test_what_waits_since_a_day_keeps_that_day(self):
        """Returned to its proposer, signed and to be numbered, signed and to be closed, a reason to be judged."""
        matter = self.proposed()
        matter.with_user(self.leader).action_return_filing("要求不清")
        self.at("2023-06-05")
        matter.with_user(self.worker_a).content = "补充要求"
        self.assertEqual(self.due(matter), "2023-06-01")
        matter.action_submit_filing()
        self.approve(matter)
        self.assertEqual(self.due(matter), "2023-06-05")
        self.at("2023-06-07")
        matter.sudo()._reconcile_todos()
        self.assertEqual(self.due(matter), "2023-06-05")
        other = self.report_result(self.accepted())
        other.action_pass_review("符合办结要求")
        self.approve(other)
        late = self.accepted(grade="g1")
        self.at("2023-06-12")
        late.with_user(self.worker_a).action_give_justification("停电")
        self.at("2023-06-20")
        (other | late).sudo()._reconcile_todos()
        self.assertEqual(self.due(other), "2023-06-07")
        self.assertEqual(self.due(late, kind="review"), "2023-06-12")

    def due(self, matter, **which):
        return str(self.todos(matter, **which).date_deadline)

    @clause("ABAF-16.6c", "CORE-23")
    def test_co_units_hear_of_a_result_that_was_returned(self):
        """They work to the new date as well (T10)."""
        matter = self.accepted(co_unit_ids=self.units(self.unit_b))
        self.report_result(matter)
        matter.action_return_result("材料不全", "2023-06-20")
        told = self.told(matter, "result_returned")
        self.assertEqual(told.user_id, self.worker_a | self.head_a | self.head_b)
        self.assertEqual(set(told.mapped("note")), {"材料不全"})

    @clause("ABAF-19.1c", "CORE-23")
    def test_who_hears_that_it_ended_hears_it_once(self):
        """An exemption is decided and ends the matter in one step; who applied hears it whatever the role."""
        matter = self.accepted(grade="g4")
        request = self.request(
            matter,
            user=self.liaison_a,
            kind="exemption",
            attachment_ids=[(4, self.file(matter, self.liaison_a).id)],
        )
        request.action_submit()
        self.run_chain(matter)
        self.assertEqual(self.told(matter, "ended").user_id, self.leader)
        people = self.liaison_a | self.head_a | self.worker_a
        self.assertEqual(self.told(matter, "decided").user_id, people)

    @clause("CORE-22", "CORE-38")
    def test_a_unit_whose_objection_was_upheld_waits_for_the_signatures(self):
        """It is not asked to accept what is not its duty; where the leaders refuse, it is, with its days given back."""
        matter = self.assigned()
        self.assertEqual(self.due(matter, kind="accept"), "2023-06-06")
        worker = self.as_user(matter, self.worker_a)
        worker.action_object("不属本单位职责", self.unit_c.id)
        self.at("2023-06-02")
        matter.action_decide_objection(True, "同意改派")
        self.assertFalse(self.todos(matter, kind="accept"))
        self.at("2023-06-09")
        self.run_patrol()
        self.assertFalse(self.told(matter, "unaccepted"))
        self.approve_change(matter, "return")
        todo = self.todos(matter, kind="accept")
        self.assertEqual(
            (todo.user_id, str(todo.date_deadline)), (self.head_a, "2023-06-14")
        )

    @clause("ABAF-18.4", "ABAF-8.1b", "CORE-10")
    def test_a_long_term_matter_reports_by_its_grid(self):
        """The co-unit's part is due with the lead unit's next report, and nobody is told of missing progress before."""
        matter = self.accepted(grade="g4", co_unit_ids=self.units(self.unit_b))
        self.assertEqual(self.due(matter, user=self.worker_b), "2023-07-01")
        self.at("2023-06-29")
        self.run_patrol()
        self.assertFalse(self.told(matter, "no_progress"))
        self.feedback(matter)
        self.assertEqual(self.due(matter, user=self.worker_b), "2023-07-31")

    @clause("ABAF-7.1", "CORE-4")
    def test_the_fixed_offices_have_no_matter_of_their_own(self):
        """They accompany all of them: their home page counts those that they handle."""
        matter = self.accepted()
        own = self.matter(lead_unit_id=self.organisation.id)
        mine = self.env["duban.matter"].with_user(self.organisation_user)
        self.assertLessEqual(matter | own, mine.search([]).sudo())
        self.assertEqual(mine.search([("is_my_unit", "=", True)]).ids, own.ids)

    @clause("CORE-32", "CORE-38", "ABAF-12.1d")
    def test_a_sheet_signed_with_a_unit_that_ends_is_kept(self):
        matter, draft = self.accepted(), self.matter(user=self.worker_a)
        self.at("2023-06-05")
        self.env["duban.unit.change"].with_user(self.office_user).create(
            {
                "unit_id": self.unit_a.id,
                "successor_id": self.unit_c.id,
                "ground": "机构改革",
            }
        ).action_apply()

        def sheets(matter):
            files = self.env["ir.attachment"].sudo()
            return files.search_count(
                [
                    ("res_model", "=", "duban.matter"),
                    ("res_id", "=", matter.id),
                    ("name", "like", "原签批件，截至2023-06-05"),
                ]
            )

        self.assertEqual((sheets(matter), sheets(draft)), (1, 0))

    @clause("CORE-12", "CORE-16")
    def test_a_protected_proposal_is_called_so_in_the_readers_language(self):
        """It has no number yet, and the scheduled action that sends messages has no language."""
        matter = self.proposed(confidentiality="sensitive")
        self.env.invalidate_all()
        plain = matter.sudo().with_context(lang=False)
        self.assertIn("Supervised matter", plain.display_name)
        self.assertEqual(
            plain.with_context(lang="zh_CN").display_name, f"督办事项 {matter.id}"
        )

    @clause("CORE-23", "CORE-34")
    def test_co_units_hear_of_a_date_that_an_accepted_reason_moved(self):
        matter = self.accepted(co_unit_ids=self.units(self.unit_b))
        self.at("2023-06-17")
        matter.with_user(self.worker_a).action_give_justification("供货商停产")
        matter.action_judge_justification(True, "属实", "2023-07-15")
        told = self.told(matter, "rescheduled")
        # and the leader in charge, who supervises by it
        self.assertEqual(told.user_id, self.head_b | self.leader)
        self.assertEqual(set(told.mapped("note")), {"属实"})
        self.assertEqual(self.due(matter, user=self.worker_b), "2023-07-15")
