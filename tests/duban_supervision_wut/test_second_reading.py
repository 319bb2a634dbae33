"""武汉理工大学, second reading: the leader's date, a handed-over matter, recused heads, who decided."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_wut.common import WutCommon


@tagged("post_install", "-at_install")
class TestSecondReading(WutCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    @clause("WUT-22.4b")
    def test_the_leaders_signature_sets_the_date(self):
        for proposed in ("2024-12-15", False):
            matter = self.matter(
                scope=3,
                name=f"事项{proposed}",
                date_deadline=proposed,
                deadline_ground=False,
            )
            matter.action_submit_filing()
            line = matter.sudo()._current_line()
            self.assertTrue(line._signs_date())
            ask = line.with_user(self.leader).action_ask("approve")
            self.assertEqual(ask["context"]["default_action"], "approve_date")
            with self.assertRaises(UserError), self.cr.savepoint():
                line.with_user(self.leader).action_approve("同意", "2024-03-03")
            with self.assertRaises(AccessError), self.cr.savepoint():
                line.with_user(self.office_user).action_approve("同意", "2024-11-30")
            line.with_user(self.leader).action_approve(
                "同意。11月30日前办结。", "2024-11-30"
            )
            matter.with_user(self.office_user).action_file()
            self.assertEqual(str(matter.date_deadline), "2024-11-30")
            due = matter.sudo().due_date_ids
            self.assertEqual(len(due), 1)
            self.assertIn("同意。11月30日前办结。", due.ground)

    @clause("WUT-22.4b", "CORE-8", "CORE-24")
    def test_the_trail_has_both_dates_of_a_signature_that_sets_one(self):
        """Whatever the opinion says: what the office proposed and what was signed; nothing where they are one."""
        changes = {}
        for signed in ("2024-11-30", "2024-12-15"):
            matter = self.matter(
                scope=3, name=f"事项{signed}", date_deadline="2024-12-15"
            )
            matter.action_submit_filing()
            line = matter.sudo()._current_line()
            line.with_user(self.leader).action_approve("同意", signed)
            act = matter.sudo().act_ids.filtered(
                lambda row: row.action == "filing_approved"
            )
            self.assertEqual(act.user_id, self.leader)
            changes[signed] = act.changes
        self.assertEqual(
            changes,
            {
                "2024-11-30": {"date_deadline": ["2024-12-15", "2024-11-30"]},
                "2024-12-15": False,
            },
        )

    @clause("WUT-22.4b", "CORE-29")
    def test_a_deputy_signs_the_date_in_the_leaders_stead(self):
        matter = self.matter(scope=3, date_deadline="2024-12-15")
        matter.action_submit_filing()
        self.env["duban.delegation"].with_user(self.leader).create(
            {
                "user_id": self.leader.id, "deputy_id": self.leader2.id,
                "date_from": "2024-03-04", "date_to": "2024-03-31",
            }
        )  # fmt: skip
        line = matter.sudo()._current_line()
        line.with_user(self.leader2).action_approve("同意", "2024-11-30")
        matter.with_user(self.office_user).action_file()
        ground = matter.sudo().due_date_ids.ground
        self.assertIn(f"{self.leader.name} ({self.leader2.name}", ground)

    @clause("WUT-22.4b", "CORE-20")
    def test_what_was_signed_and_cannot_be_filed_any_more_goes_back(self):
        """Meanwhile the same was filed by another sheet: the to-do's receiver has a way on (一事一立)."""
        same = {"scope": 3, "source_item": "批示第三项", "meeting_date": "2024-03-01"}
        matter = self.matter(**same)
        twin = self.matter(**same)
        for each in (twin, matter):
            each.action_submit_filing()
            each.sudo()._current_line().with_user(self.leader).action_approve("同意")
        twin.with_user(self.office_user).action_file()
        office = matter.with_user(self.todos(matter, kind="file").user_id)
        with self.assertRaises(UserError), self.cr.savepoint():
            office.action_file()
        for user in (self.head_a, self.leader):
            with self.assertRaises(AccessError), self.cr.savepoint():
                matter.with_user(user).action_recall_filing()
        self.assertIn("recall_filing", office._possible_actions())
        office.action_recall_filing()
        told = self.env["duban.reminder"].sudo()
        told = told.search(
            [("matter_id", "=", matter.id), ("kind", "=", "filing_recalled")]
        )
        self.assertEqual(told.user_id, self.leader)
        # what was signed counts no more: neither for the filing nor on paper
        office.write({"date_deadline": "2024-05-31", "source_item": "批示第四项"})
        with self.assertRaises(UserError), self.cr.savepoint():
            office.action_file()
        states = matter.sudo().approval_line_ids.mapped("state")
        self.assertEqual(states, ["cancelled"])
        office.action_submit_filing()
        matter.sudo()._current_line().with_user(self.leader).action_approve("同意")
        office.action_file()
        self.assertEqual(str(matter.sudo().date_deadline), "2024-05-31")

    @clause("WUT-23.1g")
    def test_every_feedback_says_what_each_co_unit_did(self):
        both = (self.unit_b, self.unit_c)
        matter = self.accepted(co_unit_ids=self.units(*both))
        Feedback = self.env["duban.feedback"]
        values = {"matter_id": matter.id, "name": "已完成招标"}

        def report(user, text):
            Feedback.with_user(user).create(
                {"matter_id": matter.id, "kind": "co_unit", "name": text}
            )

        def refused(*names, **more):
            with self.assertRaises(UserError) as refusal, self.cr.savepoint():
                Feedback.with_user(self.worker_a).create({**values, **more})
            for unit in both:
                said = unit.name in str(refusal.exception)
                self.assertEqual(said, unit in names, unit.name)

        refused(self.unit_b, self.unit_c)
        refused(self.unit_b, self.unit_c, co_silence="  ")
        report(self.worker_b, "场地已腾空")
        refused(self.unit_c)
        dialog = Feedback.with_user(self.worker_a).new(
            {"matter_id": matter.id, "kind": "progress"}
        )
        self.assertEqual(dialog.silent_units, self.unit_c.name)
        self.assertIn("场地已腾空", dialog.co_news)
        first = Feedback.with_user(self.worker_a).create(
            {**values, "co_silence": "设备未到，尚未开始"}
        )
        self.assertIn(f"{self.unit_b.name}：场地已腾空", first.co_report)
        self.assertIn(f"{self.unit_c.name}：设备未到，尚未开始", first.co_report)
        self.assertFalse(first.silent_units, "what was handed in asks nothing more")
        # since the last one: what was said before does not count again
        refused(self.unit_b, self.unit_c)
        report(self.worker_c, "已派人")
        line = matter.unit_line_ids.filtered(
            lambda row: row.department_id == self.unit_b
        )
        line.with_user(self.worker_a).action_explain("任务已完成，不再反馈")
        second = Feedback.with_user(self.worker_a).create(values)
        self.assertIn(f"{self.unit_b.name}：任务已完成，不再反馈", second.co_report)
        self.assertIn(f"{self.unit_c.name}：已派人", second.co_report)
        self.assertNotIn("场地已腾空", second.co_report)
        # one that the office returned is no feedback: what came before it is said again
        second.with_user(self.office_user).action_return_feedback("不准确")
        third = Feedback.with_user(self.worker_a).create(values)
        self.assertIn("已派人", third.co_report)
        # a matter of one unit asks nothing, and nobody writes the engine's text
        alone = self.accepted(name="另一事项")
        own = Feedback.with_user(self.worker_a).create(
            {"matter_id": alone.id, "name": "已完成招标"}
        )
        self.assertFalse(own.co_report)
        third.with_user(self.office_user).action_accept_feedback()
        self.assertIn("已派人", matter.sudo()._document_text("all_progress"))

    @clause("WUT-26.1c")
    def test_the_receiving_office_is_handed_the_matter(self):
        matter = self.matter(name="某人问题线索")
        matter.with_user(self.office_user).action_route("disciplinary", "涉及违纪")
        todo = self.todos(matter, self.discipline_user)
        self.assertEqual(todo.mapped("duban_key"), ["receive"])
        told = self.env["duban.reminder"].sudo().search([("matter_id", "=", matter.id)])
        self.assertEqual(told.mapped("kind"), ["routed"])
        self.assertEqual(told.user_id, self.discipline_user)
        self.assertFalse(told.note, "no word of the content")
        with self.assertRaises(AccessError), self.cr.savepoint():
            matter.with_user(self.office_user).action_receive()
        own = matter.with_user(self.discipline_user)
        self.assertIn("receive", own._possible_actions())
        own.action_receive()
        self.assertFalse(self.todos(matter, self.discipline_user))
        self.assertEqual(matter.sudo().received_by_id, self.discipline_user)
        self.assertFalse(self.as_user(matter, self.office_user).has_access("read"))

    @clause("WUT-26.1c", "CORE-20")
    def test_no_matter_goes_to_an_office_without_people(self):
        matter = self.assigned()
        self.secrecy_user.with_user(self.env.ref("base.user_root")).action_archive()
        with self.assertRaises(UserError) as refusal, self.cr.savepoint():
            matter.with_user(self.office_user).action_route("classified", "定密")
        self.assertIn(self.secrecy.name, str(refusal.exception))
        self.assertEqual(matter.sudo().office_id, self.office)
        with self.assertRaises(UserError), self.cr.savepoint():
            self.matter(confidentiality="classified")

    @clause("WUT-26.1b", "CORE-20")
    def test_a_stub_is_handled_to_the_end_without_a_word_of_content(self):
        matter = self.assigned(name="某涉密事项")
        matter.with_user(self.office_user).action_route("classified", "定密")
        sudo, office = matter.sudo(), matter.with_user(self.secrecy_user)
        office.action_receive()
        head = matter.with_user(self.head_a)
        self.env["duban.plan.line"].with_user(self.head_a).create(
            {"matter_id": matter.id, "name": "节点", "date": "2024-03-15"}
        )
        head.handler_id = self.head_a
        head.action_accept()
        self.feedback(matter, self.head_a, name="已反馈")
        head.action_confirm_result()
        head.action_submit_result()
        office.action_pass_review("同意")
        self.assertFalse(self.todos(matter, self.office_user))
        office.action_close()
        office.action_archive_matter("密字1号")
        self.assertEqual(sudo.state, "archived")
        self.assertFalse(sudo.content or sudo.result)
        self.assertFalse(matter.with_user(self.office_user).has_access("read"))

    @clause("WUT-26.1b", "CORE-21")
    def test_a_stub_goes_to_another_unit_without_the_words_of_before(self):
        """What was filed as 目标任务 and changed by the unit stands in the trail; it comes back to no stub."""
        matter = self.assigned(name="某涉密事项", objective="建成实验平台")
        matter.with_user(self.head_a).objective = "建成并验收实验平台"
        matter.with_user(self.office_user).action_route("classified", "定密")
        office = matter.with_user(self.secrecy_user)
        office.action_receive()
        office.action_reassign(self.unit_b.id, "职责调整")
        self.assertEqual(matter.sudo().lead_unit_id, self.unit_b)
        self.assertFalse(matter.sudo().objective or matter.sudo().content)

    @clause("CORE-20", "WUT-8.1b")
    def test_a_recused_head_is_replaced_and_the_result_is_handed_in(self):
        matter = self.accepted()
        self.env["duban.recusal"].with_user(self.office_user).create(
            {
                "matter_id": matter.id,
                "user_id": self.head_a.id,
                "ground": "亲属关系",
                "replacement_id": self.liaison_a.id,
            }
        )
        self.assertEqual(matter.sudo().unit_head_id, self.liaison_a)
        matter.with_user(self.worker_a).write(self.result_values(matter))
        self.assertEqual(self.todos(matter, kind="confirm").user_id, self.liaison_a)
        for user in (self.worker_a, self.office_user, self.head_b):
            with self.assertRaises(AccessError), self.cr.savepoint():
                matter.with_user(user).action_confirm_result()
        matter.with_user(self.liaison_a).action_confirm_result()
        self.feedback(matter)
        matter.with_user(self.worker_a).action_submit_result()
        self.assertEqual(matter.sudo().state, "result_submitted")

    @clause("DOC-14")
    def test_the_meeting_that_decided_is_named_not_the_clerk(self):
        matter = self.accepted()
        request = self.request(
            matter, kind="inability", reason_kind="objective", reason="设备停产"
        )
        request.action_submit()
        request.with_user(self.office_user).write(
            {
                "decision_body_id": self.body("president_meeting").id,
                "decision_date": "2024-03-04",
                "decision_text": "同意延至年底",
                "outcome": "new_date",
                "date_granted": "2024-12-31",
            }
        )
        request.approval_line_ids.with_user(self.office_user).action_approve("同意")
        due = matter.sudo().due_date_ids.sorted("id")[-1]
        self.assertEqual(str(due.date), "2024-12-31")
        self.assertEqual(due.decided_by, "校长办公会")
        self.assertFalse(due.approver_id)
