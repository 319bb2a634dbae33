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
