"""First steps of an administrator after installing an institution's addon, and adopting a regulation."""

from odoo import api, fields, models

from ... import clock


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    is_in_force = fields.Boolean(
        "In force",
        compute="_compute_is_in_force",
        help="In force today for the current institution.",
    )
    first_steps = fields.Json(
        compute="_compute_first_steps", export_string_translation=False
    )

    @api.depends("company_id", "date_from", "active")
    @api.depends_context("company")
    def _compute_is_in_force(self):
        current = self._in_force()
        for regulation in self:
            regulation.is_in_force = bool(current) and regulation._origin == current

    def action_adopt(self):
        """Put this regulation in force for the current institution (a copy, if another one uses it).

        :return: window action on the regulation now in force
        """
        self.ensure_one()
        self.check_access("write")
        regulation = self._adopt(self.env.company)
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": regulation.id,
            "views": [(False, "form")],
        }

    def _compute_first_steps(self):
        for regulation in self:
            regulation.first_steps = regulation._first_steps() if regulation.id else []

    @api.model
    def _setup_steps(self):
        """The first steps of a company for which no regulation is in force yet, in the form of ``_first_steps``."""
        company = self.env.company
        others = self.env.user.company_ids.filtered(self._in_force) - company
        hint = self.env._("Rename it here if needed.")
        if others:
            names = "、".join(others[:5].mapped("name"))
            hint = self.env._(
                "At the top right you change to an institution that is set up: %s",
                names,
            )
        shipped = self.search([("company_id", "=", False)]).mapped("institution")
        press = self.env._("Open it and press “Adopt for my institution”.")
        later = self.env._("Follows from there")
        steps = [
            (
                "company",
                self.env._("Make sure this is your institution: %s", company.name),
                hint,
                "base.action_res_company_form",
            ),
            (
                "adopt",
                self.env._("Adopt the regulation of your institution"),
                "、".join(filter(None, shipped[:5])) or press,
                "duban_supervision.duban_regulation_action",
            ),
            ("office", self.env._("Choose the office and the leaders"), later, False),
            (
                "units",
                self.env._("Units with their heads, leaders in charge and liaisons"),
                later,
                False,
            ),
            ("calendar", self.env._("Load the working calendar"), later, False),
            ("matter", self.env._("Register the first matter"), later, False),
        ]
        return [
            {"key": key, "name": name, "done": False, "hint": hint, "action": action}
            for key, name, hint, action in steps
        ]

    def _first_steps(self):
        """What is set up and what is still missing, as [{key, name, done, hint, action}]; empty once all is done."""
        self.ensure_one()
        company = self.company_id or self.env.company
        # sudo: whether something is there and how many, for whoever sets up the institution
        sudo = self.sudo()
        units = sudo.env["hr.department"].search(
            [
                ("company_id", "in", (company.id, False)),
                ("is_supervised_unit", "=", True),
            ]
        )
        units -= self.office_id
        headless = units.filtered(lambda unit: not unit._head_acts_at(company))
        leaderless = units.filtered(lambda unit: not unit._leader_acts_at(company))
        without_liaison = (
            units.filtered(lambda unit: not unit.liaison_id._acts_at(company))
            if self.liaison_rule == "one_per_unit"
            else units.browse()
        )
        # also those to which matters are routed: nobody else may see these (WUT-26)
        unstaffed = sudo._offices().filtered(lambda office: not office._office_staff())
        year = clock.today(self).year
        known = (
            self.env["duban.calendar.year"]._exceptions(company.id, year) is not None
        )
        has_matter = bool(
            sudo.env["duban.matter"].search_count(
                [("company_id", "=", company.id)], limit=1
            )
        )
        unit_action, year_action = (
            "duban_supervision.duban_department_action",
            "duban_supervision.duban_calendar_year_action",
        )
        steps = [
            (
                "adopt",
                self.env._("Adopt the regulation: %s", company.name),
                True,
                "",
                None,
            ),
            (
                "office",
                self.env._("Choose the supervision office"),
                bool(self.office_id),
                self.env._("On the page of the regulation, under offices and leaders."),
                None,
            ),
            (
                "officer",
                self.env._("Give somebody of the office the role “Supervision office”"),
                bool(self.office_id) and not unstaffed,
                self.env._(
                    "Settings › Users: %s",
                    self._names_hint(unstaffed or self.office_id),
                ),
                "base.action_res_users",
            ),
            (
                "principal",
                self.env._("Name the principal leaders"),
                bool(self.principal_leader_ids),
                self.env._("On the page of the regulation, under offices and leaders."),
                None,
            ),
            (
                "heads",
                self.env._("Every unit has a head with a user"),
                bool(units) and not headless,
                self._names_hint(headless),
                unit_action,
            ),
            (
                "leaders",
                self.env._("Every unit has a leader in charge"),
                bool(units) and not leaderless,
                self._names_hint(leaderless),
                unit_action,
            ),
        ]
        if self.liaison_rule == "one_per_unit":
            steps.append(
                (
                    "liaisons",
                    self.env._("Every unit has a liaison"),
                    bool(units) and not without_liaison,
                    self._names_hint(without_liaison),
                    unit_action,
                )
            )
        steps += [
            (
                "calendar",
                self.env._("Load the working calendar of %s", year),
                known,
                self.env._("Public holidays and make-up working days"),
                year_action,
            ),
            (
                "matter",
                self.env._("Register the first matter"),
                has_matter,
                self.env._("By the supervision office"),
                "duban_supervision.duban_matter_action",
            ),
        ]
        result = [
            {
                "key": key,
                "name": name,
                "done": done,
                "hint": "" if done else hint,
                "action": action or False,
            }
            for key, name, done, hint, action in steps
        ]
        return [] if all(step["done"] for step in result) else result

    def _names_hint(self, units):
        """Names of the first units that lack something."""
        names = "、".join(units[:5].mapped("name"))
        return (
            self.env._(
                "%(names)s and %(count)s more", names=names, count=len(units) - 5
            )
            if len(units) > 5
            else names
        )
