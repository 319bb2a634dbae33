"""What the units of a matter may change while they handle it, and what they leave behind, on every institution's own
regulation.

A plain mixin beside ``DutyBattery``; people and units are those of ``SupervisionCommon``.
"""

from odoo.exceptions import AccessError, UserError

from tests.clauses import clause


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
