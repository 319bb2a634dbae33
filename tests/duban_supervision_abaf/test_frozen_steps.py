"""Rules that were frozen at filing count in the step itself, whatever was changed since (CORE-30)."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon

from .common import AbafCommon


@tagged("post_install", "-at_install")
class TestFrozenAbaf(AbafCommon):
    def setUp(self):
        super().setUp()
        self.at("2023-06-01")

    def inspect(self, matter, **values):
        values = {
            "summary": "现场查看", "place": "实训楼三楼", "finding_done": "yes", "finding_solved": "yes",
            "finding_improved": "yes", "rectification_opinion": "无", "attendee_ids": [(6, 0, self.head_a.ids)],
            "method_id": self.option("onsite_method", "verification").id,
            "ground_id": self.option("onsite_ground", "slow").id,
            **values,
        }  # fmt: skip
        return self.record(matter, kind="onsite", **values)

    @clause("CORE-30", "CORE-21")
    def test_the_subject_follows_as_the_rules_of_the_matter_say(self):
        for at_filing in (True, False):
            with self.subTest(at_filing):
                self.regulation.subject_defaults_to_lead = at_filing
                matter = self.matter(user=self.worker_a, subject_unit_id=self.unit_a.id)
                matter.action_submit_filing()
                self.approve(matter)
                matter = matter.with_user(self.office_user)
                matter.action_file()
                self.regulation.subject_defaults_to_lead = not at_filing
                matter.action_reassign(self.unit_b.id, "职责已调整")
                while step := matter.sudo()._current_line():
                    step.with_user(step.approver_id).action_approve("同意")
                self.assertEqual(matter.lead_unit_id, self.unit_b)
                self.assertEqual(matter.subject_unit_id, self.unit_b if at_filing else self.unit_a)  # fmt: skip

    @clause("CORE-30", "ABAF-15.1b")
    def test_oral_feedback_where_the_form_demanded_a_call(self):
        phone = self.option("form", "phone")
        matter = self.accepted(mode="phone", grade="g1")
        phone.demand_ids -= self.env["duban.demand"].search([("code", "=", "record_before_assign")])  # fmt: skip
        later = self.accepted(mode="phone", grade="g1", name="以后的事项")
        self.assertNotIn("feedback_oral", self.regulation._feature_names())
        row = self.feedback(matter, user=self.office_user, medium="oral", name="已修好")
        self.assertEqual(row.medium, "oral")
        office = matter.with_user(self.office_user)
        self.assertIn("oral_feedback", office._possible_actions())
        later = later.with_user(self.office_user)
        self.assertNotIn("oral_feedback", later._possible_actions())

    @clause("CORE-30", "ABAF-17.1a")
    def test_an_inspection_needs_what_it_needed_at_filing(self):
        matter = self.accepted(mode="onsite")
        grounds = self.option("onsite_ground")
        grounds.active = False
        with self.assertRaisesRegex(UserError, grounds.list_id.name):
            self.inspect(matter, ground_id=False)
        # what could be chosen then is offered on this matter, and on no later one
        Option = self.env["duban.option"].with_user(self.office_user)
        listed = [("list_code", "=", "onsite_ground"), ("regulation_id", "=", self.regulation.id)]  # fmt: skip
        later = self.accepted(mode="onsite", name="以后的事项")
        for each, offered in ((matter, grounds), (later, grounds.browse())):
            found = Option.with_context(duban_options_of=each.id).search(listed)
            self.assertEqual(found, offered, each.name)
        self.assertEqual(self.inspect(matter, ground_id=grounds[0].id).ground_id, grounds[0])  # fmt: skip
        self.assertFalse(self.inspect(later, ground_id=False).ground_id)
        grounds.active = True
        self.assertFalse(self.inspect(later, ground_id=False).ground_id)


@tagged("post_install", "-at_install")
class TestFrozenPlain(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.system, self.phone = self.env["duban.option"].create(
            [
                {
                    "list_id": self.regulation.option_list_ids.filtered(lambda row: row.code == "channel").id,
                    "code": code, "name": name, "is_system": is_system,
                }
                for code, name, is_system in (("oa", "学校办公系统", True), ("call", "口头告知", False))
            ]
        )  # fmt: skip

    @clause("CORE-30")
    def test_a_channel_is_the_systems_as_it_was_at_filing(self):
        self.regulation.channel_record_required = True
        told, said = (
            self.filed(name=channel.name, channel_ids=[(6, 0, channel.ids)])
            for channel in (self.system, self.phone)
        )
        self.system.is_system, self.phone.is_system = False, True
        told.channel_note = "当面交办"
        told.action_assign()
        self.assertEqual(told.state, "assigned")
        with self.assertRaisesRegex(UserError, "口头告知"):
            said.action_assign()
        said.channel_note = "已口头告知教务处"
        said.action_assign()
        self.assertEqual(said.record_ids.summary, "已口头告知教务处")
        # the system delivered it, whatever else was noted
        self.assertNotEqual(told.record_ids.summary, "当面交办")
        self.assertEqual(told.record_ids.channel_id, self.system)
        # what is urged goes through the system's channel of its own rules
        self.assertEqual(told._system_channel(), self.system)
        self.assertFalse(said._system_channel())

    @clause("CORE-30")
    def test_no_channel_is_asked_for_that_the_rules_did_not_have(self):
        channels = self.option("channel")
        matter = self.filed(channel_ids=[(5,)])
        channels.active = False
        with self.assertRaisesRegex(UserError, "Choose at least one channel"):
            matter.action_assign()
        later = self.filed(channel_ids=[(5,)], name="以后的事项")
        channels.active = True
        later.action_assign()
        self.assertEqual(later.state, "assigned")

    @clause("CORE-30")
    def test_a_closed_matter_is_rechecked_by_a_kind_of_its_rules(self):
        kinds = self.option("recheck_kind")
        matter = self.closed().with_user(self.office_user)
        kinds.active = False
        self.assertIn("recheck", matter._possible_actions())
        row = self.env["duban.recheck"].with_user(self.office_user).create(
            {"matter_id": matter.id, "kind_id": kinds[0].id}
        )  # fmt: skip
        self.assertEqual(row.kind_id, kinds[0])
        later = self.closed(name="以后的事项").with_user(self.office_user)
        self.assertNotIn("recheck", later._possible_actions())
