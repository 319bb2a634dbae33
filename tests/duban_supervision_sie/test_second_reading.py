"""国际教育学院, second reading: decisions on extensions are the leader's own; a person of two institutions."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_sie.common import SieCommon


@tagged("post_install", "-at_install")
class TestSecondReading(SieCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    @clause("SIE-15.2e", "CORE-29")
    def test_the_applicant_never_decides(self):
        matter = self.accepted()
        request = self.extension(matter, matter.date_deadline.replace(month=12))
        request.action_submit()
        line = request.approval_line_ids.filtered(lambda row: row.state == "pending")
        today = self.env["duban.matter"]._today()
        with self.assertRaises(UserError), self.cr.savepoint():
            self.env["duban.delegation"].with_user(self.leader).create(
                {
                    "user_id": self.leader.id,
                    "deputy_id": self.worker_a.id,
                    "date_from": today,
                    "date_to": today,
                }
            )
        with self.assertRaises(AccessError), self.cr.savepoint():
            line.with_user(self.worker_a).action_approve("同意")
        # even where the chain names the applicant, another one decides
        line.sudo().approver_id = self.worker_a
        with self.assertRaises(AccessError), self.cr.savepoint():
            line.with_user(self.worker_a).action_approve("同意")
        matter._reconcile_todos()
        todo = self.todos(matter).filtered(
            lambda row: row.duban_key == f"decider:{line.id}"
        )
        self.assertEqual(todo.user_id, self.office_user)
        self.assertEqual(request.sudo().state, "submitted")

    @clause("CORE-39")
    def test_a_to_do_of_another_institution_opens_in_that_institution(self):
        matter = self.assigned()
        other = self.env["res.company"].create({"name": "另一所学校"})
        user = self.todos(matter, kind="accept").user_id
        user.sudo().write({"company_ids": [Command.link(other.id)]})
        todo = (
            self.todos(matter, user, "accept")
            .with_user(user)
            .with_context(allowed_company_ids=other.ids)
        )
        action = todo.action_duban_open()
        self.assertEqual(action["url"], f"/odoo/supervision/{matter.id}")
        self.env.invalidate_all()
        elsewhere = matter.with_user(user).with_context(allowed_company_ids=other.ids)
        with self.assertRaises(AccessError) as refusal:
            elsewhere.read(["name"])
        # what the web client needs to change to that institution by itself
        self.assertEqual(
            refusal.exception.context["suggested_company"]["id"], self.company.id
        )
        self.assertNotIn(matter.name, str(refusal.exception))

    @clause("CORE-39", "CORE-23")
    def test_a_message_says_of_which_institution_it_is(self):
        """To whoever works for two: both may have the number; to nobody else."""
        other = self.env["res.company"].create({"name": "另一所学校"})
        self.head_a.sudo().write({"company_ids": [Command.link(other.id)]})
        matter = self.assigned(co_unit_ids=self.units(self.unit_b))
        for user, says in ((self.head_a, True), (self.head_b, False)):
            digests = self.env["duban.digest"].sudo()
            digests = digests.search([("user_id", "=", user.id)])
            body = "".join(
                digests.delivery_ids.notification_id.mail_message_id.mapped("body")
            )
            self.assertIn(matter.name, body)
            self.assertEqual(self.company.name in body, says, user.name)
            self.assertNotIn(other.name, body)

    def heard(self, matter, kind):
        """Notices of ``kind`` on the matter."""
        rows = self.env["duban.reminder"].sudo()
        return rows.search([("matter_id", "=", matter.id), ("kind", "=", kind)])

    @clause("CORE-23", "SIE-15.3", "SIE-8.1a")
    def test_who_is_asked_to_decide_on_a_sensitive_matter_is_told(self):
        """By its number or place only, and nobody beside."""
        matter = self.accepted(confidentiality="sensitive")
        request = self.request(
            matter,
            kind="inability",
            reason_kind="objective",
            decider_id=self.secretary.id,
        )
        request.action_submit()
        told = self.heard(matter, "to_decide")
        self.assertEqual(told.user_id, self.secretary)
        self.assertNotIn(matter.name, str(told._line()))

    @clause("CORE-29", "CORE-23", "DOC-14", "DOC-13")
    def test_the_answer_says_who_signed_in_whose_stead(self):
        matter = self.accepted()
        request = self.request(
            matter, date_requested="2024-06-14", reason_kind="objective"
        )
        request.action_submit()
        self.env["duban.delegation"].with_user(self.leader).create(
            {
                "user_id": self.leader.id, "deputy_id": self.leader2.id,
                "date_from": "2024-03-04", "date_to": "2024-03-08",
            }
        )  # fmt: skip
        line = request.sudo().approval_line_ids
        line.with_user(self.leader2).with_context(lang="zh_CN").action_reject(
            "理由不足"
        )
        (note,) = set(self.heard(matter, "decided").mapped("note"))
        self.assertEqual(note, "延期：不同意（leader（leader2代））。理由不足")
        # on the paper of one step the opinion is what was said, without the name of the step
        self.assertEqual(request.sudo()._document_text("opinion"), "理由不足")

    @clause("SIE-16.2c", "CORE-10")
    def test_a_missed_stage_is_reminded(self):
        matter = self.accepted(is_difficult=True)
        matter.plan_line_ids.with_user(self.worker_a).date = "2024-03-15"
        plain = self.accepted(name="汉语水平考试")
        plain.plan_line_ids.with_user(self.worker_a).date = "2024-03-15"
        self.at("2024-03-15")
        self.run_patrol()
        self.assertFalse(self.heard(matter, "feedback_missing"))
        self.at("2024-03-18")
        self.run_patrol()
        self.assertEqual(self.heard(matter, "feedback_missing").user_id, self.worker_a)
        self.assertFalse(self.heard(plain, "feedback_missing"), "it is not in stages")

    @clause("CORE-8", "SIE-13.1a")
    def test_the_ground_of_a_leaders_date_has_no_loose_end(self):
        values = {
            "source_category_id": self.category("other").id, "decision_body_id": False, "meeting_date": False,
            "source_leader_id": self.leader.id, "instruction_date": "2024-03-01", "basis": "院领导交办",
        }  # fmt: skip
        matter = self.assigned(**values).with_context(lang="zh_CN")
        ground = matter.sudo()._stated_ground()
        self.assertEqual(ground, "leader，2024年3月1日：院领导交办")
        matter.sudo()._engine_write({"basis": False})
        self.assertEqual(matter.sudo()._stated_ground(), "leader，2024年3月1日")

    @clause("SIE-16.2c", "CORE-20")
    def test_a_stage_before_the_reopening_is_not_owed_again(self):
        """The result covered it; what the re-check found is done by the new date."""
        matter = self.accepted(is_difficult=True)
        matter.plan_line_ids.with_user(self.worker_a).date = "2024-03-15"
        self.assertTrue(self.todos(matter, kind="feedback"))
        matter.with_user(self.worker_a).result = "已完成"
        matter.with_user(self.head_a).action_confirm_result()
        matter.with_user(self.worker_a).action_submit_result()
        office = matter.with_user(self.office_user)
        office.action_return_result("缺总结")
        self.assertTrue(self.todos(matter, kind="feedback"), "it is still to come")
        self.closed(matter)
        self.at("2024-09-02")
        self.recheck(matter, "recheck").action_record("failed", "未落实", "2024-12-31")
        self.assertFalse(self.todos(matter, kind="feedback"))
        self.at("2024-09-03")
        self.run_patrol()
        self.assertFalse(self.heard(matter, "feedback_missing"))

    @clause("SIE-14.1b", "CORE-20")
    def test_the_head_is_asked_for_what_was_revised(self):
        """Not for the text that the office has just returned."""
        matter = self.submitted()
        matter.with_user(self.office_user).action_return_result("缺总结")
        self.assertFalse(self.todos(matter, kind="confirm"))
        self.assertEqual(self.todos(matter, kind="result").user_id, self.worker_a)
        matter.with_user(self.worker_a).result = "已完成，附总结"
        self.assertEqual(self.todos(matter, kind="confirm").user_id, self.head_a)
        matter.with_user(self.head_a).action_confirm_result()
        matter.with_user(self.worker_a).action_submit_result()
        # returned for something else, it may be handed in as it stands
        matter.with_user(self.office_user).action_return_result("附件看不清")
        matter.with_user(self.head_a).action_confirm_result()
        matter.with_user(self.worker_a).action_submit_result()
        self.assertEqual(matter.sudo().state, "result_submitted")

    @clause("SIE-15.4", "CORE-23")
    def test_what_is_not_accepted_lacks_its_acceptance_only(self):
        matter = self.assigned()
        self.at("2024-03-25")
        self.run_patrol()
        self.assertTrue(self.heard(matter, "unaccepted"))
        self.assertFalse(self.heard(matter, "no_progress"))

    @clause("SIE-16.2c", "SIE-15.4", "CORE-23")
    def test_a_stage_to_come_says_what_is_missing(self):
        """Without stages, and after the last of them was reported, the fifteen days count."""
        matter, plain = self.accepted(is_difficult=True), self.accepted(name="另一事项")
        matter.plan_line_ids.with_user(self.worker_a).date = "2024-03-29"
        self.at("2024-03-25")
        self.run_patrol()
        self.assertFalse(self.heard(matter, "no_progress"))
        self.assertEqual(self.heard(plain, "no_progress").user_id, self.worker_a)
        self.at("2024-03-29")
        self.feedback(matter, plan_line_id=matter.plan_line_ids.id)
        self.at("2024-04-12")
        self.run_patrol()
        self.assertFalse(self.heard(matter, "no_progress"))
        self.at("2024-04-15")
        self.run_patrol()
        self.assertEqual(self.heard(matter, "no_progress").user_id, self.worker_a)

    @clause("SIE-15.4", "WUT-15.1b")
    def test_quiet_days_count_from_the_reopening(self):
        """Nobody worked on it after the closing: fifteen days from 2 September are over on the 17th."""
        matter = self.closed()
        Matter = self.env["duban.matter"].with_user(self.office_user)
        self.at("2024-09-02")
        self.recheck(matter, "recheck").action_record("failed", "未落实", "2024-12-31")
        for day, quiet in (("2024-09-02", 0), ("2024-09-16", 14), ("2024-09-17", 15)):
            self.at(day)
            self.run_patrol()
            self.env.invalidate_all()
            own = Matter.browse(matter.id)
            listed = own in Matter.search([("is_stalled", "=", True)])
            self.assertEqual(own.days_without_progress, quiet, day)
            self.assertEqual((own.is_stalled, listed), (quiet == 15,) * 2, day)
            self.assertEqual(bool(self.heard(matter, "no_progress")), quiet == 15, day)

    @clause("SIE-18.1a", "SIE-18.1b")
    def test_the_section_keeps_its_material_after_the_office_archived(self):
        matter = self.closed()
        matter.with_user(self.office_user).action_archive_matter("2024-1")
        self.assertEqual(matter.sudo().state, "archived")
        self.assert_refused(
            matter.with_user(self.worker_b).action_confirm_custody, "无"
        )
        matter.with_user(self.worker_a).action_confirm_custody("方案、总结")
        kept = matter.sudo().archive_record_ids.filtered(
            lambda row: row.holder == "unit"
        )
        self.assertEqual(kept.user_id, self.worker_a)
