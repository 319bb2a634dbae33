"""The units of a matter: their lines, what the lead unit implies, and that they stay true when a unit changes."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .matter import OPEN_STATES


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    liaison_warning = fields.Char(compute="_compute_liaison_warning")

    @api.depends("unit_line_ids.role", "unit_line_ids.department_id")
    def _compute_units(self):
        # all units at once: each is asked below whether it is active
        self.unit_line_ids.department_id.mapped("active")
        for matter in self:
            lines = matter.unit_line_ids
            matter.co_unit_ids = lines.filtered(
                lambda line: line.role == "co"
            ).department_id
            matter.joint_unit_ids = lines.filtered(
                lambda line: line.role == "joint"
            ).department_id
            matter.unit_count = len(
                lines.filtered(lambda line: line.role in ("lead", "co"))
            )

    def _inverse_co_units(self):
        self._set_units("co", {matter: matter.co_unit_ids for matter in self})

    def _inverse_joint_units(self):
        self._set_units("joint", {matter: matter.joint_unit_ids for matter in self})

    def _search_co_units(self, operator, value):
        if operator not in ("in", "any", "="):
            return NotImplemented
        return [
            (
                "unit_line_ids",
                "any",
                [("role", "=", "co"), ("department_id", operator, value)],
            )
        ]

    @api.model
    def _set_units(self, role, wanted):
        """Make the unit lines of ``role`` agree with ``wanted`` ({matter: departments})."""
        Line = self.env["duban.matter.unit"]
        stale, vals_list = Line, []
        for matter, departments in wanted.items():
            lines = matter.unit_line_ids.filtered(lambda line: line.role == role)
            stale |= lines.filtered(
                lambda line, units=departments: line.department_id not in units
            )
            vals_list += [
                {"matter_id": matter.id, "role": role, "department_id": unit.id}
                for unit in departments - lines.department_id
            ]
        stale.unlink()
        Line.create(vals_list)

    @api.depends("subject_unit_id.manager_id.user_id")
    def _compute_subject_head(self):
        for matter in self:
            matter.subject_head_id = matter.subject_unit_id.sudo().manager_id.user_id

    @api.onchange("lead_unit_id")
    def _onchange_lead_unit_id(self):
        for name, value in self._lead_unit_defaults(self.lead_unit_id).items():
            if not self[name]:
                self[name] = value
        if self.regulation_id.subject_defaults_to_lead:
            self.subject_unit_id = self.lead_unit_id

    @api.model
    def _lead_unit_defaults(self, unit):
        """Values a matter takes from its lead unit (department) when it has none of its own."""
        unit = unit.sudo()
        leader = unit._duban_leader()
        return {
            "leader_in_charge_id": leader.id,
            "responsible_leader_id": leader.id,
            "liaison_id": unit.liaison_id.id,
        }

    def _follow_lead_unit(self, old_unit, given=()):
        """Leaders and liaison that came from the old lead unit of this one matter come from the new one.

        :param old_unit: ``hr.department`` before the change
        :param given: names of fields that were set on purpose and stay
        """
        if self.lead_unit_id == old_unit:
            return
        before = self._lead_unit_defaults(old_unit)
        after = self._lead_unit_defaults(self.lead_unit_id)
        self._engine_write(
            {
                name: after[name]
                for name in after
                if name not in given and self.sudo()[name].id in (False, before[name])
            }
        )

    @api.constrains("lead_unit_id", "company_id", "unit_line_ids")
    def _check_unit_company(self):
        for matter in self:
            units = matter.lead_unit_id | matter.unit_line_ids.department_id
            foreign = units.filtered(
                lambda unit, own=matter.company_id: (
                    unit.company_id
                    not in (
                        own,
                        self.env["res.company"],
                    )
                )
            )
            if foreign:
                raise ValidationError(
                    self.env._(
                        "%(unit)s does not belong to %(company)s. Choose a unit of the institution.",
                        unit=", ".join(foreign.mapped("name")),
                        company=matter.company_id.name,
                    )
                )

    def _sync_unit_lines(self):
        """Lead, initiating and team unit have their lines, with today's heads (CORE-7) while the matter is open."""
        Line = self.env["duban.matter.unit"].sudo()
        stale, to_create = Line, []
        for matter in self.sudo():
            wanted = {
                "lead": matter.lead_unit_id,
                "subject": matter.subject_unit_id - matter.lead_unit_id,
            }
            if matter._rule("team_enabled"):
                wanted["team"] = matter._team_units()
            for role, departments in wanted.items():
                lines = matter.unit_line_ids.filtered(
                    lambda line, role=role: line.role == role
                )
                stale |= lines.filtered(
                    lambda line, wanted=departments: line.department_id not in wanted
                )
                to_create += [
                    {
                        "matter_id": matter.id,
                        "role": role,
                        "department_id": department.id,
                    }
                    for department in departments - lines.department_id
                ]
            head = matter._head_of(matter.lead_unit_id)
            if matter.state in OPEN_STATES and matter.unit_head_id != head:
                matter._engine_write({"unit_head_id": head.id})
        stale.unlink()
        if to_create:
            Line.create(to_create)

    @api.depends("lead_unit_id.liaison_id", "unit_line_ids.department_id.liaison_id")
    def _compute_liaison_warning(self):
        for matter in self:
            matter.liaison_warning = False
            if (
                not matter.regulation_id
                or matter._rule("liaison_rule") != "one_per_unit"
            ):
                continue
            units = (matter.lead_unit_id | matter.co_unit_ids).sudo()
            missing = units.filtered(lambda unit: not unit.liaison_id)
            if missing:
                matter.liaison_warning = self.env._(
                    "No liaison is named for: %s", "、".join(missing.mapped("name"))
                )
