"""A unit ends (撤并) only when nothing that is open hangs on it any more (CORE-32); ``duban.unit.change`` moves it."""

from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from ..matter.states import OPEN_STATES


class HrDepartment(models.Model):
    _inherit = "hr.department"

    def _duban_open_parts(self):
        """Parts (``duban.matter.unit``) of these departments in open matters (as superuser)."""
        # sudo: a unit ends with all its matters; who ends it is asked by ``duban.unit.change``
        return (
            self.env["duban.matter.unit"]
            .sudo()
            .search(
                [
                    ("department_id", "in", self.ids),
                    ("role", "in", ("lead", "co", "joint", "subject")),
                    ("matter_id.state", "in", OPEN_STATES),
                ]
            )
        )

    def _duban_open_names(self):
        """What is open and hangs on these departments, by name. Hook: what an institution has beside matters."""
        return self._duban_open_parts().matter_id.mapped("display_name")

    def _duban_owed_volumes(self):
        """Closed matters whose volume these departments still have to register (as superuser, ABAF-14.2)."""
        # sudo: a unit ends with all its matters; who ends it was asked
        closed = self.env["duban.matter"].sudo()
        closed = closed.search(
            [
                ("state", "=", "closed"),
                "|",
                ("subject_unit_id", "in", self.ids),
                "&",
                ("subject_unit_id", "=", False),
                ("lead_unit_id", "in", self.ids),
            ]
        )
        return closed.filtered(
            lambda matter: "subject" in matter._archive_holders_missing()
        )

    def _duban_roles(self):
        """What these departments are in the regulations in force: {regulation: names of its fields} (as superuser)."""
        roles = {}
        for company in self.company_id or self.env.company:
            current = self.env["duban.regulation"]._in_force(company)
            regulation = current._setting("company_id").env[current._name]
            regulation = regulation.browse(current.ids)
            roles[regulation] = [
                name
                for name in current._organisation_fields()
                if regulation[name]._name == self._name and regulation[name] & self
            ]
        return {regulation: names for regulation, names in roles.items() if names}

    def _check_no_office(self):
        """:raise UserError: the regulation in force names one of these as an office, or it supervises open matters"""
        for regulation, names in self._duban_roles().items():
            raise UserError(
                self.env._(
                    "%(unit)s is named in “%(regulation)s” as %(office)s. Name another unit there first, or dissolve "
                    "it under Supervision › Dissolve or merge a unit.",
                    unit="、".join(self.mapped("name")),
                    regulation=regulation.name,
                    office="、".join(
                        regulation._fields[name]._description_string(self.env)
                        for name in names
                    ),
                )
            )

        # as superuser: only how many there are
        rules = self.env["duban.regulation"]._setting("company_id").env
        count = rules["duban.matter"].search_count(
            [("office_id", "in", self.ids), ("state", "in", OPEN_STATES)]
        )
        if count:
            raise UserError(
                self.env._(
                    "%(unit)s supervises %(count)s open matters: it hands them over to another office first.",
                    unit="、".join(self.mapped("name")),
                    count=count,
                )
            )

    def write(self, vals):
        """A unit with open matters is not archived before they have gone to a successor (CORE-32)."""
        if vals.get("active") is False:
            names = self._duban_open_names()
            if names:
                raise UserError(
                    self.env._(
                        "%(unit)s has %(count)s open matters: %(matters)s. "
                        "Move them first under Supervision › Dissolve or merge a unit.",
                        unit="、".join(self.mapped("name")),
                        count=len(names),
                        matters="、".join(names[:5]),
                    )
                )
            # nobody registers the volume of another unit, nor of one that is gone
            owed = self._duban_owed_volumes()
            if owed:
                raise UserError(
                    self.env._(
                        "%(unit)s still owes its volume of %(matters)s. Have it registered before the unit ends.",
                        unit="、".join(self.mapped("name")),
                        matters="、".join(owed[:5].mapped("display_name")),
                    )
                )
            self._check_no_office()
        result = super().write(vals)
        if "active" in vals:
            # people of a restored unit see its matters at once
            self.env.registry.clear_cache()
        return result


class DubanMatterUnit(models.Model):
    _inherit = "duban.matter.unit"

    @api.constrains("department_id", "role")
    def _check_unit_is_there(self):
        """Nothing new is asked of a unit that ended, whatever the way in (CORE-32)."""
        # sudo: whether the directory still has the unit
        gone = self.sudo().filtered(
            lambda line: (
                line.role in ("lead", "co", "joint")
                and not line.department_id.active
                and line.matter_id.state in OPEN_STATES
            )
        )
        if gone:
            raise ValidationError(
                self.env._(
                    "%s was dissolved. Choose the unit that took over.",
                    "、".join(gone.department_id.mapped("name")),
                )
            )
