"""Which elements whom the state lets write: one table for all, tried by writing, and what each change leaves behind."""

import contextlib

from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon

#: element → another value (a function of the test)
VALUES = {
    "name": lambda t: "另一名称",
    "content": lambda t: "另一内容",
    "lead_unit_id": lambda t: t.unit_c.id,
    "date_deadline": lambda t: "2024-03-28",
    "is_key": lambda t: True,
    "responsible_leader_id": lambda t: t.leader2.id,
    "channel_note": lambda t: "已电话告知",
    "handler_id": lambda t: t.liaison_a.id,
    "result": lambda t: "另一结果",
    "conclusion": lambda t: "落实到位",
    "company_id": lambda t: t.env["res.company"].create({"name": "别校"}).id,
    "state": lambda t: "closed",
    "urging_count": lambda t: 0,
    "office_id": lambda t: t.discipline.id,
}
OFFICE = {"is_key", "responsible_leader_id"}
CONTENT = {"name", "content", "lead_unit_id"}
#: what a filed matter keeps of it: another lead unit is a reassignment with its ground
FILED_CONTENT = CONTENT - {"lead_unit_id"}


@tagged("post_install", "-at_install")
class TestWritableTable(SupervisionCommon):
    """The content is locked once it is assigned; the handler and the result are the lead unit's."""

    @classmethod
    def _plain_regulation(cls):
        regulation = super()._plain_regulation()
        regulation.content_lock = "assigned"
        return regulation

    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def written(self, matter, user):
        """Elements that ``user`` can write on the matter, each tried by itself and taken back."""
        found = set()
        for name, value in VALUES.items():
            self.env.flush_all()
            point = self.cr.savepoint()
            with point:
                value = value(self)
                with contextlib.suppress(UserError):
                    self.as_user(matter, user).write({name: value})
                    self.env.flush_all()
                    found.add(name)
                point.rollback()
            self.env.invalidate_all()
        return found

    def assert_table(self, matter, table):
        for user in (
            self.office_user, self.worker_a, self.head_b, self.leader, self.admin, self.discipline_user,
        ):  # fmt: skip
            expected = table.get(user.name, set())
            self.assertEqual(self.written(matter, user), expected, (matter.state, user.name))  # fmt: skip

    @clause("CORE-9", "WUT-5.1b", "SIE-5.1b")
    def test_draft_and_filed(self):
        draft = self.matter()
        self.assert_table(
            draft,
            {
                "office_user": OFFICE | CONTENT | {"date_deadline", "channel_note", "handler_id", "result"}
            },
        )  # fmt: skip
        self.assert_table(
            self.filed(), {"office_user": OFFICE | FILED_CONTENT | {"channel_note"}}
        )

    @clause("CORE-9", "WUT-5.1b", "SIE-5.1b")
    def test_assigned_and_in_progress(self):
        matter = self.assigned(co_unit_ids=self.units(self.unit_b))
        table = {"office_user": OFFICE, "worker_a": {"handler_id", "result"}}
        self.assert_table(matter, table)
        self.plan(matter, "2024-03-15")
        matter.with_user(self.worker_a).action_accept()
        self.assert_table(matter, table)

    @clause("CORE-9", "CORE-14")
    def test_handed_in_and_ended(self):
        matter = self.submitted(co_unit_ids=self.units(self.unit_b))
        self.assert_table(matter, {"office_user": OFFICE | {"conclusion"}})
        self.assert_table(self.closed(), {})

    @clause("LZU-6.1.1d", "WUT-5.1b")
    def test_where_the_rules_say_otherwise(self):
        self.regulation.write({"content_lock": "filed", "dynamic_deadline": True})
        filed = self.filed()
        self.assertEqual(
            self.written(filed, self.office_user),
            OFFICE | {"channel_note", "date_deadline", "handler_id"},
        )
        self.regulation.write({"content_lock": "none", "dynamic_deadline": False})
        running = self.accepted()
        self.assertEqual(
            self.written(running, self.office_user), OFFICE | FILED_CONTENT
        )

    @clause("CORE-27")
    def test_a_change_leaves_a_line(self):
        filed = self.filed()
        trail = filed.sudo().trail_length
        filed.write({"content": "另一内容"})
        act = filed.sudo().act_ids.sorted("seq")[-1:]
        self.assertEqual((act.action, act.user_id), ("edit", self.office_user))
        self.assertEqual(act.changes, {"content": ["更新教学用机房设备", "另一内容"]})
        filed.write({"content": "另一内容"})
        self.assertEqual(filed.sudo().trail_length, trail + 1)
        draft = self.matter()
        length = draft.sudo().trail_length
        draft.write({"content": "另一内容"})
        self.assertEqual(draft.sudo().trail_length, length)

    @clause("CORE-6")
    def test_what_filing_needed_is_not_emptied(self):
        filed = self.filed()
        for values in (
            {"content": " "},
            {"basis": False},
            {"source_category_id": False},
        ):
            self.assert_refused(filed.write, values)
        self.assertEqual(filed.content, "更新教学用机房设备")

    @clause("WUT-21.1a", "SIE-14.1b")
    def test_the_head_vouches_for_what_stands_there(self):
        self.regulation.head_confirmation_required = True
        matter = self.accepted()
        worker, head = matter.with_user(self.worker_a), matter.with_user(self.head_a)
        worker.result = "已更新"
        head.action_confirm_result()
        head.result = "已更新，另附清单"
        self.assertTrue(matter.sudo().head_confirmed)
        worker.handler_id = self.liaison_a
        self.assertTrue(matter.sudo().head_confirmed)
        worker.result = "只更新一半"
        self.assertFalse(matter.sudo().head_confirmed or matter.sudo().head_confirmed_by_id)  # fmt: skip

    @clause("CORE-12")
    def test_a_petition_is_protected(self):
        self.regulation.petition_enabled = True
        matter = self.matter()
        matter.is_petition = True
        self.assertEqual(matter.confidentiality, "sensitive")
        matter.confidentiality = "normal"
        self.assertEqual(matter.confidentiality, "sensitive")
        matter.write({"is_petition": False, "confidentiality": "normal"})
        self.assertEqual(matter.confidentiality, "normal")
