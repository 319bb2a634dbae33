"""Whoever a step names, unit or person, is there and of the institution; the name is read by all who see the matter.

Every step that takes an id × (another institution's, nobody's): refused in words, and nothing is changed.
"""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision.test_small_rules import YearsCommon

NOBODY = 10**8


@tagged("post_install", "-at_install")
class TestStrangersNamed(YearsCommon):
    def setUp(self):
        super().setUp()
        self.at("2026-11-23")
        self.regulation.write({"pause_enabled": True, "team_enabled": True})
        self.matter_ = self.accepted(name="办理中")
        self.fresh = self.assigned(name="未签收")
        other = self.env["res.company"].create({"name": "别的学校"})
        self.unit_ = self.env["hr.department"].create({"name": "别校教务处", "company_id": other.id})  # fmt: skip
        self.stranger = self.new_person("stranger", "user")
        self.stranger.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})  # fmt: skip

    def steps(self):
        """{step: (record of the person, method, arguments, name of the argument, whose id)}"""
        office, head = self.office_user, self.head_a
        matter = self.matter_
        pause = {"reason": "superior", "ground": "等待批复", "date_expected": "2026-12-01"}  # fmt: skip
        help_ = {"kind": "risk", "situation": "流标", "needed": "经费", "date_needed": "2026-12-01"}  # fmt: skip
        return {
            "pause": (matter, office, "action_pause", pause, "decider_id", "person"),
            "help, unit": (matter, head, "action_call_help", help_, "unit_id", "unit"),
            "help, person": (matter, head, "action_call_help", help_, "user_id", "person"),
            "objection": (self.fresh, head, "action_object", {"reason": "不属本单位"}, "suggested_unit_id", "unit"),
            "reassign": (matter, office, "action_reassign", {"ground": "调整"}, "unit_id", "unit"),
            "urge, person": (matter, office, "action_urge", {"content": "请抓紧"}, "person_id", "person"),
            "name": (matter, office, "action_name_person", {"role": "head", "ground": "空缺"}, "user_id", "person"),
            "team": (matter, office, "action_change_team", {"reason": "调整"}, "unit_ids", "unit"),
        }  # fmt: skip

    @clause("PLUS-C1", "PLUS-C2")
    def test_strangers_and_nobody(self):
        strangers = {"unit": self.unit_.id, "person": self.stranger.id}
        before = self.env["duban.act"].sudo().search_count([])
        for step, (matter, user, method, values, name, what) in self.steps().items():
            for who in (strangers[what], NOBODY):
                with self.subTest(step=step, who=who):
                    given = [who] if name.endswith("_ids") else who
                    call = getattr(self.as_user(matter, user), method)
                    with self.assertRaises(UserError) as caught, self.cr.savepoint():
                        call(**values, **{name: given})
                        self.env.flush_all()
                    self.assertNotIn(self.unit_.name, str(caught.exception))
        self.assertEqual(self.env["duban.act"].sudo().search_count([]), before)

    def test_of_the_institution_is_taken(self):
        own = {"unit": self.unit_c.id, "person": self.president.id}
        for step in ("pause", "help, unit", "objection"):
            matter, user, method, values, name, what = self.steps()[step]
            with self.subTest(step=step):
                getattr(self.as_user(matter, user), method)(**values, **{name: own[what]})  # fmt: skip
        self.assertEqual(self.matter_.sudo().pause_ids.decider_id, self.president)
        self.assertEqual(self.matter_.sudo().help_call_ids.needed_unit_id, self.unit_c)

    @clause("CORE-39")
    def test_who_works_here_as_well_is_named_here(self):
        """Whichever of several institutions is the main one; the unit of another one is a stranger's all the same."""
        third = self.env["res.company"].create({"name": "第三所学校"})
        self.stranger.company_ids = [Command.link(third.id)]
        matter, head, method, values, name, _what = self.steps()["help, person"]
        call = getattr(matter.with_user(head), method)
        records = self.env["duban.record"].with_user(self.office_user)
        record = {"matter_id": matter.id, "summary": "电话了解", "person_id": self.stranger.id}  # fmt: skip
        self.assert_refused(lambda: call(**values, **{name: self.stranger.id}))
        self.assert_refused(records.create, record)
        self.stranger.company_ids = [Command.link(self.company.id)]
        self.assertEqual(self.stranger.company_id, self.unit_.company_id)
        call(**values, **{name: self.stranger.id})
        self.assertEqual(matter.sudo().help_call_ids.needed_user_id, self.stranger)
        self.assertEqual(records.create(record).person_id, self.stranger)
        self.assert_refused(lambda: call(**values, unit_id=self.unit_.id))
        self.stranger.write({"company_ids": [Command.unlink(self.company.id)]})
        self.assert_refused(records.create, {**record, "summary": "再次了解"})

    @clause("CORE-23")
    def test_a_record_names_nobody_else(self):
        """The record is made by RPC as well; whoever it names is told of the matter."""
        values = {"matter_id": self.matter_.id, "purpose": "urging", "summary": "请抓紧"}  # fmt: skip
        records = self.env["duban.record"].with_user(self.office_user)
        for named in (
            {"person_id": self.stranger.id},
            {"staff_ids": [Command.link(self.stranger.id)]},
            {"attendee_ids": [Command.link(self.stranger.id)]},
            {"attendee_unit_ids": [Command.link(self.unit_.id)]},
        ):
            with self.subTest(named=named):
                self.assert_refused(records.create, {**values, **named})
        told = self.env["duban.reminder"].sudo().search([("kind", "=", "urged")])
        self.assertNotIn(self.stranger, told.user_id)
