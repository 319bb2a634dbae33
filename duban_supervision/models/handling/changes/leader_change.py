"""A unit gets another leader in charge: its open matters, and what waits for that leader's decision, follow (CORE-20).

Who was named otherwise on a matter stays; what leaders signed stays as signed (CORE-38): the leader answerable on a
signed sheet changes by a correction.
"""

from odoo import models

from ...approval.decider import OPEN_LINES
from ...matter.states import OPEN_STATES

#: roles of steps that the leader in charge of the unit decides
OF_THE_UNITS_LEADER = ("leader_in_charge", "subject_leader")


class HrDepartment(models.Model):
    _inherit = "hr.department"

    def write(self, vals):
        before = {}
        if {"leader_in_charge_id", "parent_id"} & vals.keys():
            # sudo: who leads which field is in the directory; a unit below without a leader of its own follows
            units = self.sudo().with_context(active_test=False)
            units = units.search([("id", "child_of", self.ids)])
            before = {unit: unit._duban_leader() for unit in units}
        result = super().write(vals)
        for unit, old in before.items():
            new = unit._duban_leader()
            if old and new and old != new:
                self.env["duban.matter"]._follow_leader(unit, old, new)
        return result


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def _follow_leader(self, unit, old, new):
        """Open matters of ``unit`` that ``old`` was in charge of are ``new``'s from now on."""
        # sudo: all matters of a unit follow its leader; the directory's keeper was asked by the directory
        matters = self.sudo().search(
            [
                ("state", "in", OPEN_STATES),
                "|",
                ("lead_unit_id", "=", unit.id),
                ("subject_unit_id", "=", unit.id),
            ]
        )
        for matter in matters.filtered(lambda row: row._can_act(new)):
            matter._change_leader(unit, old, new)

    def _change_leader(self, unit, old, new):
        """Put ``new`` in charge of this one matter instead of ``old``, as far as ``old`` was (as superuser)."""
        changes = {}
        if unit == self.lead_unit_id and self.leader_in_charge_id == old:
            self._engine_write({"leader_in_charge_id": new.id})
            changes["leader_in_charge_id"] = [old.name, new.name]
        led = OF_THE_UNITS_LEADER if unit == self.lead_unit_id else ("subject_leader",)
        if self.subject_unit_id not in (unit, unit.browse()):
            led = ("leader_in_charge",)
        lines = self.approval_line_ids.filtered(
            lambda line: (
                line.approver_id == old
                and line.state in OPEN_LINES
                and line.role in led
                and new != line.request_id.applicant_id
            )
        )
        if lines:
            lines.write({"approver_id": new.id})
        if not changes and not lines:
            return
        act = self.env["duban.act"]._append(
            self, "leader_changed", f"{unit.name}：{old.name} → {new.name}",
            changes={self.id: changes} if changes else None,
        )  # fmt: skip
        self._refresh_access()
        if self.state != "draft":
            people = old | new | self._told_worker()
            self._tell("changed", {self: people}, f"act:{act.id}")
        self._reconcile_todos()
