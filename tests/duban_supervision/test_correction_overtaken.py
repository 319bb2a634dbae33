"""What waits for signatures takes nothing back that was granted or decided meanwhile (CORE-24, CORE-38)."""

from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestCorrectionOvertaken(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.env["duban.approval.step"].create(
            {
                "regulation_id": self.regulation.id, "name": "立项审批", "purpose": "filing", "kind": "decide",
                "role": "leader_in_charge",
            }
        )  # fmt: skip
        self.regulation.category_ids.filing_authority = "chain"
        self.matter_ = self.accepted(
            date_deadline="2024-05-31", deadline_ground="会议要求"
        )

    def propose(self, **values):
        return (
            self.env["duban.adjustment"]
            .with_user(self.office_user)
            .create({"matter_id": self.matter_.id, "ground": "原文有误", **values})
            .sudo()
        )

    def sign(self, change):
        (line,) = change.approval_line_ids
        # of another unit its own leader decides
        leader = self.leader2 if change.lead_unit_id == self.unit_c else self.leader
        line.with_user(leader).action_approve("同意")
        self.env.invalidate_all()

    def grant(self):
        self.at("2024-03-06")
        request = self.extension(self.matter_, "2024-06-30")
        request.action_submit()
        request.sudo().approval_line_ids.with_user(self.leader).action_approve("同意")
        self.env.invalidate_all()
        self.assertEqual(str(self.matter_.sudo().date_deadline), "2024-06-30")

    @clause("CORE-24", "CORE-38", "ABAF-19.1b", "WUT-22.5d")
    def test_an_extension_granted_meanwhile_stays(self):
        change = self.propose(date_deadline="2024-05-20")
        self.assertEqual(change.state, "signing")
        self.grant()
        self.at("2024-03-08")
        self.sign(change)
        matter = self.matter_.sudo()
        self.assertEqual(str(matter.date_deadline), "2024-06-30")
        self.assertEqual(change.state, "ended")
        self.assertNotIn("corrected", matter.due_date_ids.mapped("kind"))
        acts = matter.act_ids.sorted("seq").mapped("action")
        self.assertIn("adjustment_lapsed", acts)
        self.assertNotIn("adjust", acts)
        told = self.env["duban.reminder"].sudo().search(
            [("matter_id", "=", matter.id), ("key", "=like", f"adjustment:{change.id}%")]
        )  # fmt: skip
        self.assertIn(self.office_user, told.user_id)
        self.assertIn("Due date", told[:1].note)
        # also who signed last, and believes it in force
        self.assertIn(self.leader, told.user_id)
        self.assertEqual(self.env["duban.act"]._verify(matter), [])
        # proposed anew, with the date that is known now
        again = self.propose(date_deadline="2024-06-20")
        self.sign(again)
        self.assertEqual(again.state, "applied")
        self.assertEqual(str(matter.date_deadline), "2024-06-20")

    @clause("CORE-24", "CORE-38")
    def test_what_the_correction_does_not_replace_is_no_hindrance(self):
        change = self.propose(content="改写的内容")
        self.grant()
        self.sign(change)
        matter = self.matter_.sudo()
        self.assertEqual(change.state, "applied")
        self.assertEqual(matter.content, "改写的内容")
        self.assertEqual(str(matter.date_deadline), "2024-06-30")
        self.assertEqual(change.changes["content"][1], "改写的内容")

    @clause("CORE-38", "CORE-21")
    def test_a_unit_that_was_renamed_is_the_same(self):
        """Given to another unit on signatures; the one that has it is called otherwise, or read in another language."""
        change = self.propose(lead_unit_id=self.unit_c.id)
        self.assertEqual(change.state, "signing")
        self.unit_a.name = "教务部"
        self.sign(change)
        self.assertEqual(change.state, "applied")
        self.assertEqual(self.matter_.sudo().lead_unit_id, self.unit_c)

    @clause("CORE-24", "CORE-38")
    def test_content_that_was_decided_meanwhile_stays(self):
        change = self.propose(content="改写的内容")
        matter = self.matter_.sudo()
        matter._engine_write({"content": "会议另定的内容"})
        self.sign(change)
        self.assertEqual((change.state, matter.content), ("ended", "会议另定的内容"))
        self.assertFalse(change.changes)

    @clause("CORE-24", "CORE-38")
    def test_what_was_proposed_before_is_signed_as_ever(self):
        """Of a change from before this was kept nobody knows what it saw."""
        change = self.propose(date_deadline="2024-05-20")
        change._engine_write({"changes": False})
        self.sign(change)
        self.assertEqual(change.state, "applied")
        self.assertEqual(str(self.matter_.sudo().date_deadline), "2024-05-20")
