"""From draft to acceptance: each condition by itself, said in its own words, and what stays after a refusal."""

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestStartGuards(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def option(self, code, name, listing, **values):
        lists = self.env["duban.option.list"]
        found = lists.search(
            [("regulation_id", "=", self.regulation.id), ("code", "=", listing)]
        ) or lists.create(
            {"regulation_id": self.regulation.id, "code": listing, "name": listing, "is_open": True}
        )  # fmt: skip
        return self.env["duban.option"].create(
            {"list_id": found.id, "code": code, "name": name, **values}
        )

    def refused_file(self, **values):
        matter = self.matter(**values)
        self.assert_refused(matter.action_file)
        self.assertEqual((matter.state, matter.number), ("draft", False))
        self.assertFalse(matter.sudo().ruleset_id)
        return matter

    @clause("XISU-7.1b", "XISU-7.1c", "XISU-7.1d")
    def test_what_each_form_demands_at_filing(self):
        periodic, special, joint, several = (
            self.option(code, code, "form", demand_ids=self.demands(*demands), **values)
            for code, demands, values in (
                ("periodic", ("period",), {}),
                ("special", ("date",), {}),
                ("joint", ("joint_unit",), {}),
                ("several", (), {"min_units": 2}),
            )
        )
        for form, without, with_ in (
            (periodic, {"period_months": 0}, {"period_months": 1}),
            (special, {"date_deadline": False}, {"date_deadline": "2024-03-29", "deadline_ground": "会议"}),
            (joint, {}, {"joint_unit_ids": self.units(self.unit_c)}),
            (several, {}, {"co_unit_ids": self.units(self.unit_b)}),
        ):  # fmt: skip
            self.refused_file(form_id=form.id, **without)
            matter = self.matter(form_id=form.id, **with_)
            matter.action_file()
            self.assertEqual(matter.state, "filed", form.name)

    @clause("LZU-6.1.3a", "WUT-14.1a")
    def test_claimed_or_accepted_as_the_rule_says(self):
        for kind, right, wrong in (
            ("plan", "action_accept", "action_claim"),
            ("claim", "action_claim", "action_accept"),
        ):
            self.regulation.acceptance_kind = kind
            matter = self.assigned()
            self.plan(matter, "2024-03-15")
            lead = matter.with_user(self.worker_a)
            self.assert_refused(getattr(lead, wrong))
            self.assertEqual(matter.sudo().state, "assigned")
            for user in (self.head_b, self.office_user, self.leader):
                self.assert_refused(getattr(matter.with_user(user), right))
            getattr(lead, right)()
            self.assertEqual(
                (matter.sudo().state, matter.sudo().accepted_by_id),
                ("in_progress", self.worker_a),
            )

    @clause("XISU-8.3a", "WUT-14.1a", "SIE-14.1a", "ABAF-16.3")
    def test_what_is_missing_at_acceptance(self):
        rules = {
            "handler_required": {"handler_id": self.worker_a.id},
            "plan_objective_required": {"objective": "全部更新"},
            "plan_measures_required": {"measures": "分批采购"},
        }
        for rule, with_ in rules.items():
            self.regulation.write({name: name == rule for name in rules})
            matter = self.assigned()
            lead = matter.with_user(self.head_a)
            self.env["duban.plan.line"].with_user(self.head_a).create(
                {"matter_id": matter.id, "name": "节点", "date": "2024-03-15"}
            )
            lead.write({name: False for name in with_})
            label = matter._label(next(iter(with_)))
            with self.assertRaisesRegex(Exception, label), self.cr.savepoint():
                lead.action_accept()
            self.env.invalidate_all()
            if rule != "handler_required":
                lead.write({name: "  " for name in with_})
                self.assert_refused(lead.action_accept)
            lead.write(with_)
            lead.action_accept()
            self.assertEqual(matter.sudo().state, "in_progress", rule)
        self.regulation.write(dict.fromkeys(rules, False))
        matter = self.assigned()
        self.assert_refused(matter.with_user(self.head_a).action_accept)
        self.plan(matter, "2024-03-15")
        matter.with_user(self.head_a).action_accept()

    @clause("XISU-8.3a", "XISU-12.1c")
    def test_milestones_within_the_term_and_as_many_as_a_long_cycle_needs(self):
        """Due on Monday the 18th: the day itself will do, the day after not; two milestones, not one."""
        self.regulation.write({"plan_within_deadline": True, "long_cycle_min_milestones": 2})  # fmt: skip
        for days, long_cycle, good in (
            (("2024-03-18",), False, True),
            (("2024-03-19",), False, False),
            (("2024-03-11", "2024-03-19"), True, False),
            (("2024-03-18",), True, False),
            (("2024-03-11", "2024-03-18"), True, True),
        ):
            matter = self.assigned(is_long_cycle=long_cycle)
            lead = matter.with_user(self.worker_a)

            def accept(matter=matter, lead=lead, days=days):
                self.plan(matter, *days)
                lead.action_accept()

            if good:
                accept()
            else:
                self.assert_refused(accept)
            self.assertEqual(matter.sudo().state, "in_progress" if good else "assigned", days)  # fmt: skip
        self.regulation.plan_within_deadline = False
        matter = self.assigned()
        self.plan(matter, "2024-03-19")
        matter.with_user(self.worker_a).action_accept()

    @clause("XISU-8.3a", "XISU-8.3d", "CORE-21")
    def test_a_term_that_is_over_bounds_no_plan(self):
        """On the 18th, the last day, nothing goes beyond it; from the 19th on the plan says what is still to come."""
        self.regulation.plan_within_deadline = True
        matter = self.assigned()
        self.assertEqual(str(matter.date_deadline), "2024-03-18")
        self.at("2024-03-18")
        self.assert_refused(self.plan, matter, "2024-03-22")
        self.at("2024-03-19")
        self.plan(matter, "2024-03-22")
        matter.with_user(self.worker_a).action_accept()
        self.assertEqual(matter.sudo().state, "in_progress")

    @clause("SIE-13.1b")
    def test_a_channel_and_what_was_said_through_it(self):
        phone = self.option("phone", "电话", "channel")
        system = self.regulation.option_list_ids.option_ids.filtered("is_system")[:1]
        for required, channels, note, good in (
            (True, phone, False, False),
            (True, phone, "  ", False),
            (True, phone, "已电话告知", True),
            (True, system, False, True),
            (True, phone | system, False, False),
            (False, phone, False, True),
            (False, phone.browse(), False, False),
        ):
            self.regulation.channel_record_required = required
            matter = self.filed(
                channel_ids=[Command.set(channels.ids)], channel_note=note
            )
            if good:
                matter.action_assign()
            else:
                self.assert_refused(matter.action_assign)
            self.assertEqual(matter.state, "assigned" if good else "filed")
            records = matter.sudo().record_ids.filtered(lambda r: r.purpose == "assignment")  # fmt: skip
            self.assertEqual(records.channel_id, channels if good else phone.browse())
            if good:
                self.assertEqual(set(records.mapped("contact")), {"教务处"})

    @clause("CORE-19", "CORE-12")
    def test_levels_that_the_text_knows(self):
        for levels, good in (
            ("none", ()),
            ("sensitive", ("sensitive",)),
            ("classified", ("classified",)),
            ("both", ("sensitive", "classified")),
        ):
            self.regulation.confidentiality_levels = levels
            for level in ("sensitive", "classified"):
                if level in good and level == "classified":
                    continue  # it goes to the secrecy office, see test_routing
                if level in good:
                    self.assertTrue(self.matter(confidentiality=level))
                else:
                    self.assert_refused(lambda v=level: self.matter(confidentiality=v))
        for switch, name in (("petition_enabled", "is_petition"), ("routing_enabled", "is_disciplinary")):  # fmt: skip
            self.regulation[switch] = False
            self.assert_refused(lambda n=name: self.matter(**{n: True}))

    @clause("CORE-12", "LZU-6.1.1g", "WUT-12.1a")
    def test_what_is_a_twin_and_what_not(self):
        self.regulation.duplicate_detection = True
        first = self.filed(name="更新机房")
        twin = self.refused_file(name="更新机房")
        for name in ("更新机房设备", "更新 机房"):
            self.assertEqual(self.filed(name=name).state, "filed")
        twin.duplicate_override = True
        twin.action_file()
        # two filed in one step are twins of each other
        both = self.matter(name="同批") | self.matter(name="同批")
        self.assert_refused(both.action_file)
        self.assertEqual(set(both.mapped("state")), {"draft"})
        for state in ("closed", "archived", "merged"):
            self.ends(first, state)
            self.ends(twin, state)
            self.assertFalse(self.matter(name="更新机房")._likely_duplicate())
        self.ends(first, "in_progress")
        self.assertEqual(self.matter(name="更新机房")._likely_duplicate(), first)
        self.regulation.duplicate_detection = False
        self.assertFalse(self.matter(name="更新机房")._likely_duplicate())

    @clause("WUT-12.1a")
    def test_one_item_one_filing(self):
        self.regulation.one_matter_one_filing = True
        same = {"source_item": "议题三", "meeting_date": "2024-03-01"}
        first = self.filed(name="甲", **same)
        self.assertEqual(self.matter(name="乙", **same)._likely_duplicate(), first)
        for other in (
            {"source_item": "议题四", "meeting_date": "2024-03-01"},
            {"source_item": "议题三", "meeting_date": "2024-02-01"},
            {"source_item": "议题三"},
            {"meeting_date": "2024-03-01"},
        ):
            self.assertFalse(self.matter(name="丙", **other)._likely_duplicate(), other)
        self.ends(first, "closed")
        self.assertEqual(self.matter(name="丁", **same)._likely_duplicate(), first)
        self.regulation.one_matter_one_filing = False
        self.assertFalse(self.matter(name="戊", **same)._likely_duplicate())

    @clause("WUT-8.1b", "SIE-8.1b")
    def test_a_recused_unit_takes_no_part(self):
        for role in ("lead_unit_id", "co_unit_ids"):
            matter = self.filed()
            self.env["duban.recusal"].with_user(self.office_user).create(
                {"matter_id": matter.id, "department_id": self.unit_b.id, "ground": "利害"}
            )  # fmt: skip
            if role == "co_unit_ids":
                # a unit beside the lead does not even come to the draft
                self.assert_refused(
                    matter.sudo()._engine_write, {role: self.units(self.unit_b)}
                )
                continue
            matter.sudo()._engine_write({role: self.unit_b.id})
            self.env.invalidate_all()
            self.assert_refused(matter.action_assign)
            self.assertEqual(matter.state, "filed")
            matter.sudo().recusal_ids.action_revoke()
            matter.action_assign()
            self.assertEqual(matter.state, "assigned", role)
