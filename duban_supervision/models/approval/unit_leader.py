"""A unit gets another leader in charge: its matters, and what waits on them, are the new one's (CORE-20)."""

from odoo import models

from ..access.responsibility import PEOPLE
from ..matter.states import OPEN_STATES
from .decider import OPEN_LINES

#: roles of steps that the leader in charge of the unit decides
OF_THE_UNITS_LEADER = ("leader_in_charge", "subject_leader")


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def _follow_leader(self, unit, old):
        """Open matters of ``unit`` that ``old`` was in charge of are from now on those of who leads it now (CORE-20).

        Where the directory had nobody for a while (``old`` is empty), those that nobody leads and those of whoever led
        the unit before; while it has nobody, they stay as they are.
        Who was named otherwise on a matter stays; what leaders signed stays as signed (CORE-38): the leader answerable
        on a signed sheet changes by a correction.
        """
        new = unit._duban_leader()
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
            matter._change_leader(unit, old or matter._led_before(unit), new)

    def _led_before(self, unit):
        """Who leads ``unit`` on this one matter by what the directory said before it had nobody (as superuser)."""
        waiting = self.approval_line_ids.filtered(lambda line: line.state in OPEN_LINES)
        people = self.leader_in_charge_id | waiting.approver_id
        return people.filtered(
            lambda user: not self._can_act(user) or unit._duban_was_led_by(user)
        )

    def _change_leader(self, unit, old, new):
        """Put ``new`` in charge of this one matter instead of ``old``, as far as ``old`` was (as superuser).

        :param old: users; where the directory has somebody again, whose is empty is the new one's, too
        """
        changes, led_by = {}, self.leader_in_charge_id
        old -= new
        if unit == self.lead_unit_id and (led_by in old or not led_by):
            self._engine_write({"leader_in_charge_id": new.id})
            changes["leader_in_charge_id"] = [led_by.name or None, new.name]
        led = OF_THE_UNITS_LEADER if unit == self.lead_unit_id else ("subject_leader",)
        if self.subject_unit_id not in (unit, unit.browse()):
            led = ("leader_in_charge",)
        lines = self.approval_line_ids.filtered(
            lambda line: (
                (line.approver_id in old or line._is_nobodys())
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
            self, "leader_changed", f"{unit.name}：{'、'.join(old.mapped('name')) or '—'} → {new.name}",
            changes={self.id: changes} if changes else None,
        )  # fmt: skip
        self._refresh_access()
        if self.state != "draft":
            people = old | new | self._told_worker()
            self._tell("changed", {self: people}, f"act:{act.id}")
        self._reconcile_todos()

    def _give_roles_back(self, users):
        """After a recusal was revoked: what ``users`` hold by the directory is theirs again on this one matter.

        As superuser. Who stood in for the head leaves, and a leader's place that stayed empty is taken again; a
        decision that was made meanwhile stands.

        :return: what changed, for the trail: {field: [old, new]}
        """
        vals = {}
        if self.state not in OPEN_STATES:
            return vals
        head = self.lead_unit_id.manager_id.user_id
        if head & users and self._can_act(head) and self.unit_head_id != head:
            vals["unit_head_id"] = head.id
        for name, person in self._lead_unit_defaults(self.lead_unit_id).items():
            if name in PEOPLE and not self[name] and person in users.ids:
                vals[name] = person
        changes = {
            name: [self[name].name or None, users.browse(person).name]
            for name, person in vals.items()
        }
        if "unit_head_id" in vals:
            vals["acting_head_id"] = False
        if vals:
            self._engine_write(vals)
            self._sync_unit_lines()
        return changes
