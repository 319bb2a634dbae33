"""What an office draws up is its own, and stays once it is done (CORE-27); what has ended is routed nowhere."""
# pylint: disable=translation-required

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.duban_supervision.models.access.mail_message import MOMENT

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestOfficeActs(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def report(self, user, company=None):
        return (
            self.env["duban.report.back"]
            .with_user(user)
            .with_context(allowed_company_ids=user.company_ids.ids)
            .create(
                {
                    "leader_ids": [(6, 0, self.secretary.ids)],
                    "content": "进展情况",
                    "matter_ids": [(6, 0, self.matter_.ids)],
                    **({"company_id": company.id} if company else {}),
                }
            )
        )

    @clause("CORE-3", "XISU-8.6a")
    def test_who_reports_back(self):
        self.matter_ = self.accepted()
        for user in (self.head_a, self.worker_a, self.leader, self.outsider):
            self.assert_refused(self.report, user)
        draft = self.report(self.office_user)
        for user in (self.head_a, self.worker_a, self.outsider):
            self.assert_refused(draft.with_user(user).write, {"content": "另一说法"})
            self.assert_refused(draft.with_user(user).unlink)
            self.assert_refused(draft.with_user(user).action_done)
        self.assertEqual((draft.content, draft.state), ("进展情况", "draft"))

    @clause("CORE-3")
    def test_not_under_the_name_of_another_institution(self):
        """Who may draw it up here draws up nothing that counts as another institution's."""
        self.matter_ = self.accepted()
        other = self.env["res.company"].create({"name": "另一高校"})
        self.office_user.company_ids |= other
        self.assert_refused(self.report, self.office_user, other)

    @clause("CORE-27")
    def test_done_it_stays(self):
        self.matter_ = self.accepted()
        draft = self.report(self.office_user)
        done = self.report(self.office_user)
        done.action_done()
        for row in (done.with_user(self.office_user), done.sudo()):
            self.assert_refused(row.unlink)
            self.assert_refused(row.write, {"content": "另一说法"})
        self.assertEqual(done.content, "进展情况")
        draft.with_user(self.office_user).unlink()
        self.assertFalse(draft.exists())

    def round(self, user=None):
        return (
            self.env["duban.progress.round"]
            .with_user(user or self.office_user)
            .create({"name": "阶段督办", "date_due": "2024-03-15"})
        )

    @clause("CORE-3", "CORE-4")
    def test_the_rights_of_an_office_are_not_the_office(self):
        """Who may use its screens but works in no office of the institution draws up nothing."""
        self.regulation.progress_request_enabled = True
        self.head_b.group_ids |= self.env.ref("duban_supervision.group_office")
        self.assert_refused(self.round, self.head_b)
        draft = self.round()
        self.assert_refused(draft.with_user(self.head_b).write, {"name": "另一轮"})
        self.assert_refused(draft.with_user(self.head_b).unlink)
        self.assertEqual(draft.name, "阶段督办")

    @clause("CORE-27", "LZU-6.1.1e")
    def test_a_round_that_was_sent_stays(self):
        self.regulation.progress_request_enabled = True
        matter, sent = self.accepted(), self.round()
        sent.matter_ids = matter
        sent.action_send()
        for row in (sent, sent.sudo()):
            self.assert_refused(row.unlink)
            self.assert_refused(row.write, {"name": "另一轮"})
        self.assertEqual(sent.name, "阶段督办")

    @clause("CORE-27")
    def test_what_a_message_says_of_a_change_stays(self):
        message = self.accepted().sudo().message_post(body="改过")
        field = self.env["ir.model.fields"]._get("duban.matter", "name")
        value = self.env["mail.tracking.value"].sudo().create(
            {
                "mail_message_id": message.id,
                "field_id": field.id,
                "old_value_char": "甲",
                "new_value_char": "乙",
            }
        )  # fmt: skip
        self.assert_refused(value.write, {"old_value_char": "丙"})
        self.assert_refused(value.unlink)
        self.assertEqual(value.old_value_char, "甲")

    @clause("CORE-27")
    def test_a_message_carries_its_moment(self):
        """A clock may be a little off; further it is another moment than the one in which it was written."""
        matter = self.accepted()
        now = fields.Datetime.now()
        Message = self.env["mail.message"].with_user(self.office_user)

        def write(seconds):
            return Message.create(
                {
                    "model": "duban.matter",
                    "res_id": matter.id,
                    "body": "已电话了解",
                    "date": now + timedelta(seconds=seconds),
                }
            )

        for seconds in (MOMENT, -MOMENT):
            self.assertTrue(write(seconds))
        for seconds in (MOMENT + 1, -MOMENT - 1):
            self.assert_refused(write, seconds)

    @clause("WUT-26.1a", "CORE-14")
    def test_what_has_ended_is_routed_nowhere(self):
        self.regulation.routing_enabled = True
        matter = self.accepted()
        self.at("2024-03-18")
        self.closed(matter)
        office = matter.sudo().office_id
        self.assert_refused(
            matter.with_user(self.office_user).action_route, "disciplinary", "转办"
        )
        self.assertEqual(matter.sudo().office_id, office)
