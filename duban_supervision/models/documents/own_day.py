"""A paper about an event says whose the matter was then, not whose it is today (CORE-21): see ``matter_tenure``."""

from odoo import models

from ... import clock


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

    def _own_co_units(self):
        """Co-units that had a part on the day of this one record: [(unit, head, handler)], those that stay first.

        On the day of a change it is the one that joined; who was not written down when a unit left is empty.
        """
        matter, moment, _action = self._own_time()
        day = str(clock.local(self, moment).date())
        lines = matter.unit_line_ids.filtered(
            lambda line: line.role == "co" and str(line.date_from or "") <= day
        )
        found = {
            line.department_id: (line.head_id, line.handler_id)
            for line in lines.sorted("id")
        }
        units, users = matter.env["hr.department"], matter.env["res.users"]
        for number, since, until, *people in matter.co_tenures or []:
            unit = units.browse(number).exists()
            if unit and since <= day < until and unit not in found:
                found[unit] = tuple(users.browse(one or []) for one in people or (0, 0))
        return [(unit, *people) for unit, people in found.items()]

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
