"""Whose a matter was when something happened: a paper says what held on its own day, not what holds today (CORE-21)."""

from typing import NamedTuple

from odoo import models

from ... import clock


class Tenure(NamedTuple):
    """The unit that led and its people; ``is_present``: it still does."""

    unit: models.BaseModel
    head: models.BaseModel
    handler: models.BaseModel
    leader: models.BaseModel
    is_present: bool


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def _acts_since(self, moment, action=None):
        """Acts on this one matter after ``moment``, the earliest first.

        :param action: code of the act that ``moment`` is that of: of one second the order of the trail tells
        """
        acts = self.act_ids.sorted("seq")
        own = acts.filtered(lambda act: (act.date, act.action) == (moment, action))
        if own:
            return acts.filtered(lambda act: act.seq > own[-1].seq)
        return acts.filtered(lambda act: act.date > moment)

    def _tenure_at(self, moment, action=None):
        """The ``Tenure`` of this one matter at ``moment``; see ``_acts_since``.

        The people are those at the end of it, or at ``moment`` where the trail names another head.
        """
        acts = self._acts_since(moment, action)
        known = self.tenures or []
        later = acts.filtered(lambda act: act.action == "reassign")
        nth = max(0, len(known) - len(later))
        unit, users = self.lead_unit_id, self.env["res.users"]
        if nth == len(known):
            people = (self.unit_head_id, self.handler_id, self.leader_in_charge_id)
            return Tenure(unit, *people, True)
        number, _since, _until, *people = known[nth]
        if not people:
            # handed over before people were written down: what its line kept
            line = self._former_lines().filtered(
                lambda row: row.department_id.id == number
            )
            people = (line.head_id.id, line.handler_id.id, None)
        return Tenure(
            unit.browse(number), *(users.browse(one or []) for one in people), False
        )

    def _head_name_at(self, moment, action=None):
        """Name of the head of the lead unit at ``moment``: a department gets another head, a matter another unit."""
        for act in self._acts_since(moment, action):
            if act.action == "reassign":
                break
            if "unit_head_id" in (act.changes or {}):
                return act.changes["unit_head_id"][0] or ""
        return self._tenure_at(moment, action).head.name or ""

    def _text_at(self, name, moment, action=None):
        """The text of the field ``name`` as it was at ``moment``: what the first change after it replaced."""
        for act in self._acts_since(moment, action):
            if name in (act.changes or {}):
                return act.changes[name][0] or ""
        return self[name] or ""

    def _deadline_on(self, day):
        """The due date of this one matter that was in force on ``day``; False where there was none."""
        lines = self.due_date_ids.sorted("id")
        if not lines:
            return self.date_deadline
        return lines.filtered(lambda line: line.date_set <= day)[-1:].date


class DubanRecord(models.Model):
    _inherit = "duban.record"

    def _own_time(self):
        """(matter, moment, code of the act) that this one record tells of."""
        # sudo: one that came with a merge is about the matter that was merged, whoever reads that one; units, names and
        # dates only
        matter = (self.origin_matter_id or self.matter_id).sudo()
        return matter, self.date, f"record_{self.purpose}"

    def _own_tenure(self):
        """The ``Tenure`` in which this one record was made."""
        matter, *moment = self._own_time()
        return matter._tenure_at(*moment)

    def _own_deadline(self):
        """The due date that was in force on the day of this one record; False where there was none."""
        matter, moment, _action = self._own_time()
        return matter._deadline_on(clock.local(self, moment).date())

    def _own_value_lead_unit_id(self):
        return self._own_tenure().unit.name

    def _own_value_unit_head_id(self):
        matter, *moment = self._own_time()
        return matter._head_name_at(*moment)

    def _own_value_responsible_leader_id(self):
        """The leader of that time, where it is who is in charge of the unit that leads."""
        matter, tenure = self._own_time()[0], self._own_tenure()
        leader = matter.responsible_leader_id
        if not tenure.is_present and leader == matter.leader_in_charge_id:
            leader = tenure.leader
        return leader.name

    def _own_value_date_deadline(self):
        return self._own_deadline()

    def _own_value_handling_requirement(self):
        matter, *moment = self._own_time()
        return matter._text_at("handling_requirement", *moment)


class DubanRequest(models.Model):
    _inherit = "duban.request"

    def _own_value_lead_unit_id(self):
        return self._applicant_unit().name

    def _own_value_date_deadline(self):
        return self.date_deadline_before
