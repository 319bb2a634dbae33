"""Result, review, report back, conclusion and look-back (XISU-8.5, 8.6, 10)."""

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from tests.clauses import clause

from .common import XisuCommon


@tagged("post_install", "-at_install")
class TestClosing(XisuCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    @clause("XISU-8.5a")
    def test_result_by_the_lead_unit_only(self):
        matter = self.accepted(co_unit_ids=[(6, 0, self.unit_b.ids)])
        matter.with_user(self.worker_a).write(
            {"result": "完成", "achievements": "提前", "problems": "无"}
        )
        for user in (self.worker_b, self.head_b, self.office_user):
            with self.assertRaises(AccessError):
                matter.with_user(user).action_submit_result()
        self.assertEqual(matter.state, "in_progress")
        matter.with_user(self.worker_a).action_submit_result()
        self.assertEqual(matter.state, "result_submitted")

    @clause("XISU-8.5a", "XISU-A2.13")
    def test_no_result_without_its_text(self):
        """办理结果 is filled in, beside what was achieved and what is left to do."""
        matter = self.accepted().with_user(self.worker_a)
        matter.write({"achievements": "提前", "problems": "无"})
        for empty in (False, "  "):
            matter.result = empty
            self.assert_refused(matter.action_submit_result)
        self.assertEqual(matter.state, "in_progress")

    @clause("XISU-3.2", "XISU-10.5b")
    def test_what_is_major_is_offered_for_a_look_back(self):
        """重大决策部署 (上级重要部署要求, 党委会 …) without being ticked; 其他重要事项 only where it is."""
        search = etree.fromstring(
            self.env["duban.matter"].get_view(view_type="search")["arch"]
        )
        domain = safe_eval(search.find(".//filter[@name='look_back']").get("domain"))
        deployment, other = [
            self.closed(name=code, source_category_id=self.category(code).id)
            for code in ("superior_deployment", "other")
        ]
        found = self.env["duban.matter"].search(domain)
        self.assertIn(deployment, found)
        self.assertNotIn(other, found)

    @clause("XISU-8.5b")
    def test_review(self):
        matter = self.submitted().with_user(self.office_user)
        self.assertEqual(
            self.todos(matter).mapped("activity_type_id"),
            self.env.ref("duban_supervision.todo_review"),
        )
        self.refused(matter.action_return_result)
        self.refused(lambda: matter.action_return_result("  "))
        self.assertEqual(matter.state, "result_submitted")
        matter.action_return_result("数字不实")
        self.assertEqual(matter.state, "in_progress")
        self.assertTrue(self.todos(matter, self.worker_a, "result"))
        matter.with_user(self.worker_a).action_submit_result()
        matter.action_pass_review("情况属实")
        self.assertEqual(
            (matter.review_opinion, matter.reviewed_by_id),
            ("情况属实", self.office_user),
        )
        self.assertEqual(str(matter.date_reviewed), "2024-03-04")

    @clause("XISU-8.6a")
    def test_report_back_before_closing(self):
        matter = self.submitted().with_user(self.office_user)
        matter.action_pass_review("情况属实")
        matter.conclusion = "已落实"
        self.refused(matter.action_close)
        self.assertEqual(matter.state, "result_submitted")
        report = self.report_back(matter, "superior")
        self.assertEqual(
            (report.target_id.name, str(report.date), report.content),
            ("上级部门", "2024-03-04", "已全部更新"),
        )
        targets = self.regulation.decision_body_ids.filtered("is_target").mapped("name")
        self.assertEqual(
            set(targets), {"上级部门", "有关领导", "党委会", "校长办公会", "专题会"}
        )
        matter.action_close()
        self.assertEqual(matter.state, "closed")

    @clause("XISU-12.3a")
    def test_conclusion(self):
        matter = self.submitted().with_user(self.office_user)
        matter.action_pass_review("情况属实")
        self.report_back(matter)
        self.refused(matter.action_close, "督办结论")
        matter.conclusion = "   "
        self.refused(matter.action_close, "督办结论")
        matter.conclusion = "已落实"
        matter.action_close()
        self.assertEqual(matter.state, "closed")

    @clause("XISU-12.3b")
    def test_one_matter_one_report(self):
        """The result is part of its matter: there is no record that could be linked to a second one."""
        first, second = self.submitted(), self.accepted()
        for name in ("result", "achievements", "problems"):
            field = self.env["duban.matter"]._fields[name]
            self.assertEqual((field.type, field.store), ("text", True))
        with self.assertRaises(UserError):
            (first | second).with_user(self.worker_a).action_submit_result()
        self.assertFalse(second.result)
        self.assertEqual(second.state, "in_progress")
        feedback = self.feedback(second)
        with self.assertRaises(AccessError):
            feedback.with_user(self.worker_a).matter_id = first

    @clause("XISU-12.3c")
    def test_result_has_two_sides(self):
        matter = self.accepted()
        worker = matter.with_user(self.worker_a)
        worker.write({"result": "已更新", "achievements": "节约经费"})
        self.refused(worker.action_submit_result, "问题和不足")
        worker.write({"achievements": False, "problems": "无"})
        self.refused(worker.action_submit_result, "成绩和经验")
        worker.achievements = "节约经费"
        worker.action_submit_result()
        self.assertEqual(matter.state, "result_submitted")

    @clause("XISU-10.5b")
    def test_look_back(self):
        matter = self.closed(is_key=True)
        kinds = self.env["duban.option"]._get(self.regulation, "recheck_kind")
        self.assertEqual(kinds.mapped("name"), ["回头看", "再督查"])
        self.at("2024-06-03")
        recheck = self.recheck(matter, "look_back")
        recheck.action_record("failed", "两间机房未更新", "2024-06-28")
        self.assertEqual(
            (matter.state, str(matter.date_deadline)), ("in_progress", "2024-06-28")
        )
        reopening = matter.sudo().act_ids.filtered(lambda act: act.action == "reopen")
        self.assertEqual(
            (reopening.state_from, reopening.state_to, reopening.note),
            ("closed", "in_progress", "两间机房未更新"),
        )
        self.assertEqual(matter.due_date_ids.sorted("id")[-1].kind, "reopened")
