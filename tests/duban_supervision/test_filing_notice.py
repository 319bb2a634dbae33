"""The notice at filing, and what kinds of records demand."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestFilingNotice(SupervisionCommon):
    def test_one_message_to_and_cc(self):
        self.regulation.filing_notice = True
        matter = self.filed(co_unit_ids=[(6, 0, self.unit_b.ids)])
        notice = matter.record_ids.filtered(lambda r: r.purpose == "notice")
        self.assertEqual(len(notice), 1)
        self.assertEqual(notice.to_user_ids, self.leader)
        self.assertEqual(notice.cc_user_ids, self.head_a | self.head_b)
        self.assertEqual(notice.cc_unit_ids, self.unit_a | self.unit_b)
        messages = matter.sudo().message_ids.filtered("partner_ids")
        self.assertEqual(messages, notice.message_id)
        self.assertEqual(
            messages.partner_ids, (self.leader | self.head_a | self.head_b).partner_id
        )
        self.assertNotIn(self.leader.partner_id, matter.message_partner_ids)

    def test_off_by_default(self):
        matter = self.filed()
        self.assertFalse(matter.record_ids.filtered(lambda r: r.purpose == "notice"))

    def test_notice_only_by_the_engine(self):
        matter = self.filed()
        with self.assertRaises(AccessError):
            self.env["duban.record"].with_user(self.office_user).create(
                {"matter_id": matter.id, "purpose": "notice", "summary": "x"}
            )

    def test_kind_demands(self):
        kind = self.env["duban.option"]._get(self.regulation, "record_kind", "phone")
        kind.sudo().demand_ids = self.demands("place", "person", "finding")
        matter = self.assigned()
        values = {"matter_id": matter.id, "kind_id": kind.id, "summary": "现场查看"}
        full = {"place": "机房", "person_id": self.leader.id, "findings": "已到货"}
        Record = self.env["duban.record"].with_user(self.office_user)
        for name in full:
            with self.assertRaises(UserError), self.env.cr.savepoint():
                Record.create({**values, **full, name: False})
        self.assertTrue(Record.create({**values, **full}))

    def test_switched_off_step_is_copied_and_not_asked(self):
        step = self.env["duban.approval.step"].create(
            {
                "regulation_id": self.regulation.id,
                "name": "审核",
                "purpose": "closing",
                "role": "leader_in_charge",
                "active": False,
            }
        )
        self.assertFalse(self.matter()._chain("closing"))
        copy = self.regulation.copy({"company_id": False})
        steps = copy.with_context(active_test=False).approval_step_ids
        self.assertIn("审核", steps.mapped("name"))
        step.active = True
        self.assertEqual(len(self.matter()._chain("closing")), 1)

    def test_similarity_has_bounds(self):
        with self.assertRaises(UserError):
            self.regulation.duplicate_similarity = 20
