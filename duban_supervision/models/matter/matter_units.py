"""The units of a matter: lead, co-units, joint units, its inspection team, and what follows when units change."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ... import inputs
from .states import OPEN_STATES


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    liaison_warning = fields.Char(compute="_compute_liaison_warning")
    #: [[unit, since, until, head, handler], …] of every co-unit that had a part before, as ``tenures``
    co_tenures = fields.Json(readonly=True, copy=False, export_string_translation=False)

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
            matter.subject_head_id = matter.subject_unit_id._duban_head()

    lead_unit_shown_id = fields.Many2one(
        "hr.department",
        store=False,
        export_string_translation=False,
        help="The lead unit whose people a form shows while it is filled in.",
    )

    @api.onchange("lead_unit_id")
    def _onchange_lead_unit_id(self):
        """Whoever came from the unit shown before comes from the new one at once; whom somebody chose stays."""
        before = self.lead_unit_shown_id or self._origin.lead_unit_id
        unit = self.lead_unit_shown_id = self.lead_unit_id
        for name, value in self._people_that_follow(before, unit).items():
            self[name] = value
        subject = self.subject_unit_id
        if self.regulation_id.subject_defaults_to_lead and (
            not subject or subject == before
        ):
            self.subject_unit_id = unit
        # sudo: who heads a unit is in the directory; shown only, the engine writes it
        sudo = self.sudo()
        self.unit_head_id = sudo._head_of(sudo.lead_unit_id).with_env(self.env)

    @api.model
    def _lead_unit_defaults(self, unit):
        """Values a matter takes from its lead unit (department) when it has none of its own."""
        # sudo: leader and liaison of a unit are in the directory
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
        follow = self._people_that_follow(old_unit, self.lead_unit_id)
        self._engine_write(
            {name: value for name, value in follow.items() if name not in given}
        )

    def _people_that_follow(self, old, unit):
        """{field: id} of leaders and liaison of ``unit`` where this one matter has none, or those of ``old``.

        Whoever is recused from it comes in with no unit (WUT-8.1b, SIE-8.1b): the place is empty.
        """
        before, after = self._lead_unit_defaults(old), self._lead_unit_defaults(unit)
        # sudo: whether the value came from the old unit, and who is recused
        now = self.sudo()
        recused = now.recused_user_ids.ids
        return {
            name: value not in recused and value
            for name, value in after.items()
            if now[name].id in (False, before[name])
        }

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
        # sudo: lines of units follow the matter's units, whoever set those
        matters = self.sudo()
        Line = matters.env["duban.matter.unit"]
        stale, to_create = Line, []
        for matter in matters:
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

    @api.depends(
        "lead_unit_id.liaison_id.active",
        "unit_line_ids.department_id.liaison_id.active",
    )
    def _compute_liaison_warning(self):
        for matter in self:
            missing = matter._units_without_liaison()
            names = "、".join(missing.mapped("name"))
            matter.liaison_warning = bool(names) and self.env._(
                "No liaison is named for: %s", names
            )

    def _units_without_liaison(self):
        """Lead and co-units whose regulation wants one liaison in each unit, and that have none (WUT-20.1a)."""
        asked = self.filtered(
            lambda matter: (
                matter.regulation_id and matter._rule("liaison_rule") == "one_per_unit"
            )
        )
        # sudo: who is liaison is in the directory
        units = (asked.lead_unit_id | asked.co_unit_ids).sudo()
        return units.filtered(lambda unit: not unit.liaison_id.active)

    # ------------------------------------------------------------------
    # Team units
    # ------------------------------------------------------------------
    # The team of a matter ("3+N"): fixed units, initiating unit, and the units that handle it.

    team_unit_ids = fields.Many2many(
        "hr.department",
        string="Team",
        compute="_compute_team_unit_ids",
        context={"active_test": False},
    )
    team_is_changed = fields.Boolean(readonly=True, copy=False)
    team_changed_unit_ids = fields.Many2many(
        "hr.department",
        "duban_matter_team_rel",
        string="Fixed units of this team",
        readonly=True,
        copy=False,
        help="Where they differ from those of the regulation.",
        context={"active_test": False},
    )
    team_change_reason = fields.Text(readonly=True, copy=False)

    @api.depends("unit_line_ids.role", "unit_line_ids.department_id", "subject_unit_id")
    def _compute_team_unit_ids(self):
        for matter in self:
            if not matter._rule("team_enabled"):
                matter.team_unit_ids = False
                continue
            lines = matter.unit_line_ids.filtered(
                lambda line: line.role not in ("joint", "former")
            )
            matter.team_unit_ids = lines.department_id | matter.subject_unit_id

    def _team_units(self):
        """Units of the team beside the subjects of the matter (the 3 of 3+N) of this one matter."""
        if self.team_is_changed:
            return self.team_changed_unit_ids
        return self.regulation_id.team_fixed_unit_ids

    def _change_team_defaults(self):
        """The dialog starts from the team of today, for what it says replaces it."""
        # sudo: the units of the team, read only
        return {"unit_ids": [Command.set(self.sudo()._team_units().ids)]}

    def action_change_team(self, unit_ids=None, reason=None):
        """Replace the fixed units of the team, with the reason (原则由…组成).

        :param unit_ids: ids of ``hr.department``
        :param reason: text, required
        :raise UserError: the matter is not under way any more, or a unit is not one of this institution
        """
        self._assert_open("change_team")
        if not inputs.text(self.env, reason):
            raise UserError(self.env._("Please state the reason."))
        units = self.env["hr.department"]
        for unit_id in inputs.many_ids(self.env, unit_ids):
            units |= inputs.one_here(units.browse(), unit_id, self.company_id)
        changes = {}
        for matter in self:
            # sudo: the office was checked; which units were in the team before
            old = matter.sudo()._team_units()
            changes[matter.id] = {
                "team_unit_ids": [
                    "、".join(old.mapped("name")),
                    "、".join(units.mapped("name")),
                ]
            }
            matter._engine_write(
                {
                    "team_is_changed": True,
                    "team_changed_unit_ids": [(6, 0, units.ids)],
                    "team_change_reason": reason,
                }
            )
        self._sync_unit_lines()
        self.env["duban.act"]._append(self, "change_team", reason, changes=changes)
        self._reconcile_todos()
        return True

    # ------------------------------------------------------------------
    # Inspection team
    # ------------------------------------------------------------------

    team_member_ids = fields.One2many(
        "duban.team.member", "matter_id", "Inspection team"
    )

    def _check_team_kept(self):
        """A running matter whose form needs a team keeps a complete one."""
        # sudo: whether the team is complete, whoever changed it
        for matter in self.sudo():
            if matter.state != "draft" and matter._demands("form_id", "team"):
                matter._check_inspection_team()

    def _check_inspection_team(self):
        """The team of this one matter has a head and members of at least two units, the office among them.

        :raise UserError: saying what is missing
        """
        members = self.team_member_ids
        form = self.form_id.name
        if self.office_id not in members.department_id:
            raise UserError(
                self.env._(
                    "“%(form)s”: the inspection team needs a member of %(office)s.",
                    form=form,
                    office=self.office_id.name,
                )
            )
        if len(members.department_id) < 2:
            raise UserError(
                self.env._(
                    "“%s”: the inspection team needs members of at least two units.",
                    form,
                )
            )
        if not members.filtered("is_head"):
            raise UserError(
                self.env._("“%s”: the inspection team needs its head.", form)
            )

    # ------------------------------------------------------------------
    # When units change
    # ------------------------------------------------------------------

    def _follow_after_end(self, departments, people):
        """To-dos of ``departments`` beside the handling follow their people too: volumes after closing, what an
        office puts on its record.

        :param people: users who headed them, or were their liaisons, until now
        """
        # sudo: as in ``_follow_units``
        waiting = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("duban_key", "=like", "register:%"),
                    ("user_id", "in", people.ids),
                ]
            )
        )
        closed = (
            self.env["duban.matter.unit"]
            .sudo()
            .search(
                [
                    ("department_id", "in", departments.ids),
                    ("matter_id.state", "=", "closed"),
                    ("matter_id.activity_ids.duban_key", "!=", False),
                ]
            )
        )
        matters = self.sudo().browse(waiting.mapped("res_id")) | closed.matter_id
        matters._reconcile_todos()

    def _follow_units(self, departments):
        """Open matters take over the present head of their units (CORE-7) and the to-dos move with them."""
        # sudo: all matters of a unit follow its people; the directory's keeper was asked by the directory
        lines = (
            self.env["duban.matter.unit"]
            .sudo()
            .search(
                [
                    ("department_id", "in", departments.ids),
                    ("matter_id.state", "in", OPEN_STATES),
                    ("role", "!=", "former"),
                ]
            )
        )
        self._follow_lines(lines, departments)

    def _follow_again(self):
        """These matters are taken up again (as superuser): whom they did not follow since they ended, they do now.

        Head, liaison and leader in charge are those of today (CORE-7); whose recusal was revoked has the roles back.
        """
        lines = self.unit_line_ids.filtered(lambda line: line.role != "former")
        back = {}
        for matter in self:
            over = matter.recusal_ids.filtered(lambda row: row.state == "revoked")
            free = over._people() - matter.recused_user_ids
            if changes := matter._give_roles_back(free):
                back[matter.id] = changes
        self._follow_lines(lines, lines.department_id, back)
        for matter in self:
            unit, old = matter.lead_unit_id, matter.leader_in_charge_id
            new = unit._duban_leader()
            if new == old or not matter._can_act(new):
                continue
            # who was named otherwise on the matter stays
            if not matter._can_act(old) or unit._duban_was_led_by(old):
                matter._change_leader(unit, old, new)

    def _follow_lines(self, lines, departments, changes=None):
        """The matters of ``lines`` (``duban.matter.unit``, as superuser) follow the people of ``departments``.

        :param changes: {id of a matter: {field: [old, new]}} of what changed on it for the same reason
        """
        # before it is asked who heads the unit now
        lines.env["duban.recusal"]._keep_away(departments)
        matters = lines.matter_id
        changes, left = changes or {}, {}
        for line in lines:
            matter, liaison = line.matter_id, line.department_id.liaison_id
            if (
                line.role == "lead"
                and liaison not in (matter.liaison_id, liaison.browse())
                and matter._rule("liaison_rule") == "one_per_unit"
            ):
                changes.setdefault(matter.id, {})["liaison_id"] = [
                    matter.liaison_id.name or None,
                    liaison.name or None,
                ]
                matter._engine_write({"liaison_id": liaison.id})
            head = matter._head_of(line.department_id)
            if line.head_id == head or line._is_stood_in():
                continue
            if line.role == "lead":
                left[matter] = line.head_id
                changes.setdefault(line.matter_id.id, {})["unit_head_id"] = [
                    line.head_id.name or None,
                    head.name or None,
                ]
                acting = matter.acting_head_id & head
                line.matter_id._engine_write(
                    {"unit_head_id": head.id, "acting_head_id": acting.id}
                )
            line.head_id = head
        changed = matters.filtered(lambda matter: matter.id in changes)
        acts = self.env["duban.act"]._append(changed, "head_changed", changes=changes)
        matters._refresh_access()
        matters._reconcile_todos()
        # whoever answers or passes on from now on hears of it, and who did until now
        people, keys = {}, {}
        for act in acts:
            matter = matters.browse(act.matter_id.id)
            people[matter] = left.get(matter, self.env["res.users"]).union(
                *(matter[name] for name in changes[matter.id])
            )
            keys[matter.id] = f"act:{act.id}"
        changed._tell("head_changed", people, keys)
