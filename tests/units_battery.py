"""What the units of a matter may change while they handle it, and what they leave behind, on every institution's own
regulation.

A plain mixin beside ``DutyBattery``; people and units are those of ``SupervisionCommon``.
"""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.models import MAGIC_COLUMNS

from odoo.addons.duban_supervision.models.handling.matter_tenure import (
    BEGINS_ANEW,
    OF_THE_NEXT,
    STAYS,
)

from tests.clauses import clause

#: what a unit leaves on a matter and the next one does not find (CORE-21), typed here and not asked of the engine: who
#: worked on it, what it handed in and how that was judged, what it said about being late
OF_ONE_UNIT = frozenset(
    """
    handler_id liaison_id accepted_by_id date_accepted plan_late acting_head_id
    result achievements problems result_measures result_progress result_effect result_next_steps self_assessment
    co_summary result_attachment_ids date_result head_confirmed head_confirmed_by_id
    review_passed review_opinion reviewed_by_id date_reviewed conclusion returned_after_urging
    justification justification_state justification_limit date_excused stalled_mark was_late_excused
    objection_days_stood
    """.split()
)


class UnitsBattery:
    """Expects ``reassigned`` of ``DutyBattery``."""

    def refuses(self, error, step, *args):
        with self.assertRaises(error), self.cr.savepoint():
            step(*args)

    # -- the plan is the lead unit's

    @clause("XISU-8.3c", "CORE-9", "CORE-19")
    def test_units_an_adopted_milestone_is_the_lead_units(self):
        """What a co-unit proposed is its own until the lead unit takes it over, and not its own again afterwards."""
        matter = self.accepted(co_unit_ids=self.units(self.unit_b))
        day = matter._today()
        lines = self.env["duban.plan.line"].with_user(self.worker_b)
        proposal = lines.create({"matter_id": matter.id, "name": "腾空机房"})
        kept = lines.create({"matter_id": matter.id, "name": "清点"})
        proposal.write({"date": day, "name": "腾空两间机房"})
        other = self.new_person("colleague_b", unit=self.unit_b)
        for user in (other, self.head_c):
            self.refuses(
                AccessError, self.as_user(proposal, user).write, {"name": "改"}
            )
        for user in (self.worker_b, self.office_user):
            self.refuses(AccessError, proposal.with_user(user).action_adopt)
        lead = proposal.with_user(self.worker_a)
        if matter._rule("acceptance_kind") == "plan":
            self.refuses(UserError, kept.with_user(self.worker_a).action_adopt)
        before = len(matter.sudo().act_ids)
        lead.action_adopt()
        self.assertEqual(len(matter.sudo().act_ids), before + 1, "the plan changed")
        self.assertIn(proposal, matter.sudo()._plan_lines())
        for values in ({"name": "改"}, {"date": "2031-01-01"}):
            self.refuses(AccessError, proposal.write, values)
        self.refuses(AccessError, proposal.unlink)
        self.assertFalse(proposal.is_proposal)
        lead.write({"name": "腾空三间机房"})
        kept.write({"name": "清点设备"})
        kept.unlink()

    @clause("CORE-21", "XISU-8.3c")
    def test_units_the_plan_of_a_former_unit_stays_as_it_was(self):
        matter = self.accepted()
        line = matter.sudo().plan_line_ids[:1]
        self.reassigned(matter, self.unit_b)
        self.assertFalse(line.active)
        new = self.as_user(line, self.worker_b)
        for step in (lambda: new.write({"name": "改"}), new.unlink):
            self.refuses(UserError, step)
        proposal = line.sudo()
        proposal.is_proposal = True
        self.refuses(UserError, self.as_user(proposal, self.worker_b).action_adopt)

    # -- what acceptance asked for

    def asked(self):
        """What the text of each institution asks of a unit that accepts (XISU-10.1, WUT-14.1a, ABAF-16.3, SIE-14.1d),
        and what stands on the ledger of 兰州大学 as its 责任人 (LZU-2.4)."""
        return {
            "xisu": {"handler_id"},
            "wut": {"objective"},
            "abaf": {"handler_id", "measures"},
            "lzu": {"handler_id"},
            "sie": {"handler_id", "objective"},
            # a regulation of the tests, which asks for nothing
        }.get(self.institution, set())

    @clause("XISU-10.1", "WUT-14.1a", "ABAF-16.3", "LZU-2.4", "SIE-14.1d")
    def test_units_what_acceptance_asked_for_is_not_emptied_afterwards(self):
        matter = self.accepted(co_unit_ids=self.units(self.unit_b))
        lead = matter.with_user(self.worker_a)
        before = {name: lead[name] for name in self.asked()}
        for name in before:
            for empty in (False, "  ") if isinstance(lead[name], str) else (False,):
                with self.subTest(name=name, empty=empty):
                    self.refuses(UserError, lead.write, {name: empty})
        self.assertEqual({name: lead[name] for name in before}, before)
        for name, value in before.items():
            lead.write({name: f"{value}，分两批" if isinstance(value, str) else self.head_a.id})  # fmt: skip
        # who may be empty: nothing asks WUT's unit for a handler
        if "handler_id" not in before:
            lead.handler_id = False
        line = matter.unit_line_ids.filtered(lambda row: row.role == "co")
        own = line.with_user(self.head_b)
        own.handler_id = self.worker_b
        if matter._rule("co_handler_required"):
            self.refuses(UserError, own.write, {"handler_id": False})
            self.assertEqual(own.handler_id, self.worker_b)
        else:
            own.handler_id = False

    @clause("CORE-21", "LZU-2.4", "LZU-6.1.2d", "XISU-10.1", "ABAF-16.3", "SIE-14.1d", "WUT-14.1a")  # fmt: skip
    def test_units_the_next_unit_says_who_and_what_for_itself(self):
        """Nobody of the former unit is 责任人 any more; what the unit wrote as its plan is not the next one's."""
        matter = self.accepted()
        own = matter.with_user(self.worker_a)
        told = {"objective": "改为分两批更新", "measures": "分两批"}
        own.write({k: v for k, v in told.items() if k in own._writable_fields()})
        self.reassigned(matter)
        lead = self.as_user(matter, self.worker_c)
        day = matter.sudo().date_deadline or matter._today()
        self.env["duban.plan.line"].with_user(self.worker_c).create(
            {"matter_id": matter.id, "name": "完成", "date": day}
        )
        by_plan = matter.sudo()._rule("acceptance_kind") == "plan"
        accept = lead.action_accept if by_plan else lead.action_claim
        values = {"handler_id": self.worker_c.id}
        values |= {name: f"科研处：{text}" for name, text in told.items()}
        for name in sorted(self.asked()):
            with self.assertRaises(UserError) as refusal, self.cr.savepoint():
                accept()
            self.assertIn(lead._label(name), str(refusal.exception))
            lead.write({name: values[name]})
        accept()
        self.assertEqual(lead.state, "in_progress")

    @clause("CORE-21", "CORE-20", "XISU-8.3d", "ABAF-16.3", "LZU-6.1.2d", "WUT-14.1a", "SIE-14.1d")  # fmt: skip
    def test_units_what_is_overdue_is_accepted_by_the_next_unit_in_its_own_term(self):
        matter = self.accepted(date_deadline="2024-03-18", deadline_ground="会议明确")
        self.assertEqual(str(matter.date_deadline), "2024-03-18")
        self.at("2024-03-20")
        self.reassigned(matter)
        day = matter.sudo().date_deadline
        self.assertEqual(str(day), "2024-03-18", "the date is kept, and is over")
        accept = self.todos(matter, kind="accept")
        self.assertGreater(str(accept.date_deadline), "2024-03-20")
        lead = self.as_user(matter, self.worker_c)
        self.env["duban.plan.line"].with_user(self.worker_c).create(
            {"matter_id": matter.id, "name": "完成", "date": "2024-03-29"}
        )
        values = {"handler_id": self.worker_c.id}
        for name in self.asked() - values.keys():
            values[name] = "科研处"
        lead.write(values)
        by_plan = matter.sudo()._rule("acceptance_kind") == "plan"
        (lead.action_accept if by_plan else lead.action_claim)()
        self.assertEqual(lead.state, "in_progress")

    # -- what a former unit leaves behind

    @clause("CORE-21")
    def test_units_every_field_says_what_becomes_of_it(self):
        """What is not filed content is in one of the three tables: a new field cannot be forgotten."""
        self.assertEqual(set(BEGINS_ANEW), OF_ONE_UNIT)
        tables = (OF_ONE_UNIT, OF_THE_NEXT, STAYS)
        fields = self.env["duban.matter"]._fields
        for left in tables:
            self.assertLessEqual(left, fields.keys())
            self.assertFalse(left & set().union(*(t for t in tables if t is not left)))
        engines = {
            name
            for name, field in fields.items()
            if field._modules[:1] == ("duban_supervision",)
            and (field.store and field.type != "one2many")
            and (field.readonly or not field.copy)
        }
        self.assertEqual(engines - set(MAGIC_COLUMNS) - set().union(*tables), set())

    def left_by_a(self, matter):
        """Fill in all that a unit may leave on the matter: {field: value}."""
        matter = matter.sudo()
        file = self.file(matter, self.office_user)
        plain = {
            "char": "教务处所留",
            "text": "教务处所留",
            "boolean": True,
            "integer": 2,
            "date": matter._today(),
            "many2many": [(6, 0, file.ids)],
            "many2one": self.worker_a.id,
        }
        values = {name: plain.get(matter._fields[name].type) for name in OF_ONE_UNIT}
        values["justification_state"] = "given"
        matter._engine_write(values)
        for name in OF_ONE_UNIT:
            self.assertTrue(matter[name], name)
        return matter

    @clause("CORE-21", "CORE-32")
    def test_units_nothing_that_one_unit_left_is_the_next_ones(self):
        """Neither what was said of its work nor its flags; and not its own either when it comes back."""
        matter = self.accepted()
        matter.sudo()._engine_write({"urging_count": 3, "return_count": 2})
        for unit in (self.unit_b, self.unit_a):
            matter = self.left_by_a(matter)
            kept = {name: matter[name] for name in STAYS if not name.startswith("trail")}  # fmt: skip
            self.reassigned(matter.sudo(False), unit)
            matter.invalidate_recordset()
            empty = {"justification_state": "none"}
            for name in sorted(OF_ONE_UNIT):
                value = empty.get(name, False)
                is_people = name in ("handler_id", "liaison_id")
                expected = unit.liaison_id if name == "liaison_id" else value
                found = matter[name] if is_people else matter[name] or False
                self.assertEqual(found or False, expected or False, name)
            self.assertEqual({name: matter[name] for name in kept}, kept)
            last = matter.act_ids.filtered(lambda row: row.action == "reassign")
            changes = last.sorted("seq")[-1].changes
            self.assertEqual(changes["result"], ["教务处所留", None])
            self.assertEqual(changes["justification"], ["教务处所留", None])

    @clause("CORE-21", "WUT-15.1b", "SIE-15.4", "XISU-3.4")
    def test_units_the_lists_are_about_the_unit_that_leads(self):
        """A reported, then nothing for weeks; the matter goes to C: C is not standing still on its first day, and owes
        an answer until it gave one."""
        self.regulation.no_progress_days = 15
        matter = self.accepted()
        self.feedback(matter)
        first = matter._today()
        matter.sudo().stalled_mark = True
        self.at(str(first + timedelta(days=41)))
        self.reassigned(matter)
        Matter = self.env["duban.matter"].with_user(self.office_user)

        def lists():
            self.env.invalidate_all()
            own = Matter.browse(matter.id)
            found = []
            for name in ("is_stalled", "is_unanswered"):
                listed = own in Matter.search([(name, "=", True)])
                self.assertEqual(listed, own[name], name)
                found.append(listed)
            return found

        self.assertEqual(lists(), [False, True])
        self.assertEqual(matter.sudo().days_without_progress, 0)
        self.run_patrol()
        told = self.env["duban.reminder"].sudo()
        of_this = [("matter_id", "=", matter.id), ("kind", "=", "no_progress")]
        self.assertFalse(told.search(of_this).user_id & (self.head_c | self.worker_c))
        # the former unit's progress is kept where it was given, and counts for it alone
        self.assertEqual(matter.sudo().feedback_ids.department_id, self.unit_a)
        self.at(str(first + timedelta(days=56)))
        self.assertEqual(lists(), [True, True], "the fifteenth day of C")

    @clause("WUT-15.1b", "SIE-15.4", "XISU-3.4", "CORE-10")
    def test_units_progress_that_was_returned_is_none(self):
        self.regulation.write(
            {"no_progress_days": 15, "feedback_review_required": True}
        )
        matter = self.accepted()
        first = matter._today()
        kept = self.feedback(matter)
        self.at(str(first + timedelta(days=10)))
        poor = self.feedback(matter)
        self.assertEqual(matter.sudo().date_last_feedback, first + timedelta(days=10))
        poor.with_user(self.office_user).action_return_feedback("不够具体")
        self.assertEqual(matter.sudo().date_last_feedback, first)
        self.at(str(first + timedelta(days=15)))
        self.assertTrue(matter.sudo().is_stalled)
        kept.with_user(self.office_user).action_return_feedback("与事实不符")
        self.assertFalse(matter.sudo().date_last_feedback)
        self.assertTrue(matter.sudo().is_unanswered)
        good = self.feedback(matter)
        good.with_user(self.office_user).action_accept_feedback()
        self.assertFalse(matter.sudo().is_stalled)

    @clause("CORE-21", "CORE-15", "WUT-23.1e")
    def test_units_progress_of_the_former_lead_is_not_returned_any_more(self):
        """Nobody could do it again, and the count would be the next unit's; it may still be taken over as it stands."""
        self.regulation.feedback_review_required = True
        matter = self.accepted()
        old = self.feedback(matter)
        self.assertTrue(old.with_user(self.office_user).can_be_returned)
        count = matter.sudo().return_count
        self.reassigned(matter)
        self.assertFalse(self.as_user(old, self.office_user).can_be_returned)
        self.assert_refused(
            old.with_user(self.office_user).action_return_feedback, "不够具体"
        )
        self.assertEqual(
            (old.sudo().review_state, matter.sudo().return_count), ("new", count)
        )
        old.with_user(self.office_user).action_accept_feedback()
        self.assertEqual(old.sudo().review_state, "accepted")

    @clause("CORE-21", "WUT-23.1d")
    def test_units_that_a_co_unit_has_nothing_to_say_was_the_former_leads_word(self):
        matter = self.accepted(co_unit_ids=self.units(self.unit_b))
        line = matter.unit_line_ids.filtered(lambda row: row.role == "co")
        line.with_user(self.worker_a).action_explain("无需配合")
        self.reassigned(matter)
        self.assertEqual((line.sudo().report_state, line.sudo().explanation), ("waiting", False))  # fmt: skip

    # -- a unit that is recused

    @clause("WUT-8.1b", "SIE-8.1b", "CORE-20")
    def test_units_nobody_comes_to_a_matter_by_a_unit_that_is_recused(self):
        """Neither a new member, nor a new head or liaison; whoever left meanwhile comes back with the others."""
        if not self.regulation.recusal_enabled:
            self.skipTest("no unit is recused here")
        matter = self.accepted()
        recusal = self.env["duban.recusal"].with_user(self.head_a)
        recusal = recusal.create(
            {"matter_id": matter.id, "department_id": self.unit_a.id, "ground": "利害关系"}
        )  # fmt: skip
        waits = self.todos(matter).filtered(lambda row: "vacant" in row.duban_key)
        self.assertTrue(waits)
        member = self.new_person("later_member", unit=self.unit_a)
        head = self.new_person("later_head", unit=self.unit_a)
        self.unit_a.manager_id = self.employee_of(head)
        moved = self.new_person("moved_in", unit=self.unit_out)
        self.employee_of(moved).department_id = self.unit_a
        liaison = self.new_person("later_liaison", unit=self.unit_c)
        self.unit_a.liaison_id = liaison
        other = self.new_person("of_b", unit=self.unit_b)
        for user in (member, head, moved, liaison):
            own = self.as_user(matter, user)
            self.assertFalse(own.has_access("read"), user.name)
            self.assertFalse(own._is_lead(), user.name)
            self.assertFalse(self.todos(matter, user), user.name)
            self.refuses(AccessError, own.action_submit_result)
        self.assertNotIn(other, matter.sudo().recused_user_ids)
        self.assertFalse(matter.sudo().unit_head_id)
        self.assertTrue(
            self.todos(matter).filtered(lambda row: "vacant" in row.duban_key)
        )
        self.employee_of(self.worker_a).department_id = self.unit_out
        self.assertIn(self.worker_a, matter.sudo().recused_user_ids)
        recusal.sudo(False).with_user(self.office_user).action_revoke()
        self.assertFalse(matter.sudo().recused_user_ids)
        self.assertEqual(matter.sudo().unit_head_id, head)
        self.assertTrue(self.as_user(matter, member).has_access("read"))
