"""撤并: a unit is dissolved or merged; its open matters go to the successors in one go (CORE-32).

Matters that it leads are reassigned (CORE-21), its other parts move to the successor, its roles end. Whoever is told of
several matters gets one message. Only then may the unit be archived.

That a unit ends is a fact of the directory, decided by the institution and not matter by matter: nobody signs again,
also where leaders signed the filing. The leaders in charge, and whoever signed, are told.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .. import inputs


class DubanUnitChange(models.TransientModel):
    _name = "duban.unit.change"
    _description = "Dissolve or merge a unit"
    _inherit = ["duban.screen"]

    unit_id = fields.Many2one("hr.department", "Unit that ends", required=True)
    successor_id = fields.Many2one(
        "hr.department",
        "Unit that takes over",
        required=True,
        domain="[('is_supervised_unit', '=', True), ('id', '!=', unit_id)]",
        help="Open matters that are not listed because you may not read them go there too.",
    )
    ground = fields.Text(required=True)
    archive_unit = fields.Boolean("Archive the unit afterwards", default=True)
    line_ids = fields.One2many(
        "duban.unit.change.line",
        "change_id",
        "Open matters",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )

    @api.depends("unit_id", "successor_id")
    def _compute_line_ids(self):
        """One line per open part of the unit that the person may read; each may go to another successor (CORE-12)."""
        for change in self:
            parts = self.env["duban.matter.unit"]
            if change.unit_id and change._may():
                parts = self._readable_parts(change.unit_id._duban_open_parts())
            change.line_ids = [fields.Command.clear()] + [
                fields.Command.create(
                    {"part_id": part.id, "successor_id": change.successor_id.id}
                )
                for part in parts
            ]

    @api.model
    def _readable_parts(self, parts):
        """Those of ``parts`` (as superuser) that the current user may read."""
        return parts & parts.sudo(False)._filtered_access("read").with_env(parts.env)

    def _may(self):
        """Whether the current user is of the supervision office of the unit's institution, or its administrator."""
        user = self.env.user
        company = self.unit_id.company_id or self.env.company
        if (
            user.has_group("duban_supervision.group_admin")
            and company in user.company_ids
        ):
            return True
        regulation = self.env["duban.regulation"]._in_force(company)
        return bool(regulation._of_own_office())

    def _check_may(self):
        """:raise AccessError: for anyone but the supervision office of the unit's institution and its administrator."""
        if not self._may():
            raise AccessError(
                self.env._(
                    "Only the supervision office or the administrator moves the matters of a unit."
                )
            )

    def action_apply(self):
        """Move everything that is open, then archive the unit if asked for.

        :raise UserError: no ground, or a successor cannot take over
        :return: closes the dialog, with a word on what was moved
        """
        self.ensure_one()
        self._check_may()
        if not (self.ground or "").strip():
            raise UserError(self.env._("Please state the ground."))
        # sudo: who does this was checked; a reorganisation moves also what this person may not read
        sudo = self.sudo()
        lines = sudo.line_ids
        # sudo: which they are, whoever may read them
        parts = sudo.unit_id._duban_open_parts()
        rest = parts - lines.part_id
        if self._readable_parts(rest) or lines.filtered(
            lambda line: not line.successor_id
        ):
            raise UserError(
                self.env._("Name a successor for each open matter of the unit.")
            )
        # what the person may not read goes with the rest
        lines |= lines.create(
            [
                {"change_id": self.id, "part_id": part.id, "successor_id": sudo.successor_id.id}
                for part in rest
            ]
        )  # fmt: skip
        self._check_lines(lines, parts)
        for matter in lines.part_id.matter_id:
            if matter._is_signed():
                # it was signed with the unit that ends (CORE-38)
                matter._keep_signed_sheet()
        for line in lines:
            line._move(self.ground)
        count = len(lines) + sudo._move_beside()
        if self.archive_unit:
            sudo.unit_id.active = False
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(count)s parts of open matters moved from %(unit)s.",
                    count=count,
                    unit=self.unit_id.name,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _check_lines(self, lines, parts):
        """The lines came from a client: they move what the unit has, within institutions of the acting person.

        :raise UserError: a line names something else
        """
        if lines.part_id - parts:
            raise UserError(
                self.env._(
                    "These are not only matters of %s. Open the dialog again.",
                    self.unit_id.name,
                )
            )
        own = self.env.user._get_company_ids()
        # sudo: whose the unit is
        unit = self.sudo().unit_id
        ended = (self.successor_id | lines.successor_id).filtered(
            lambda successor: successor == unit or not successor.active
        )
        if ended:
            raise UserError(
                self.env._(
                    "%s ends or has ended: name another unit that takes over.",
                    ended[:1].name,
                )
            )
        inputs.one_here(
            self.env["hr.department"],
            self.successor_id,
            unit.company_id or self.env.company,
        )
        for line in lines:
            matter = line.part_id.matter_id
            if matter.company_id.id not in own:
                raise AccessError(
                    self.env._(
                        "%s has matters of another institution, whose office moves them first.",
                        self.unit_id.name,
                    )
                )
            inputs.one_here(
                self.env["hr.department"], line.successor_id, matter.company_id
            )
            # in whatever part, also as the unit that handed the matter in
            matter._check_not_recused(line.successor_id)

    def _move_beside(self):
        """Move what an institution has beside matters (as superuser, the person was checked); how many. Hook.

        What the unit is in the regulation its successor is.
        """
        for regulation, names in self.unit_id._duban_roles().items():
            for name in names:
                units = regulation[name] - self.unit_id | self.successor_id
                regulation[name] = units
        # what it supervises still though another unit was named as the office before
        company = self.unit_id.company_id or self.env.company
        rules = self.env["duban.regulation"]._in_force(company)
        office = rules._setting("office_id") - self.unit_id
        if office:
            company = rules._setting("company_id")
            company.env["duban.matter"]._follow_office(company, self.unit_id, office)
        return 0


class DubanUnitChangeLine(models.TransientModel):
    _name = "duban.unit.change.line"
    _description = "Open matter of a unit that ends"
    _inherit = ["duban.screen"]

    change_id = fields.Many2one("duban.unit.change", required=True, ondelete="cascade")
    part_id = fields.Many2one("duban.matter.unit", required=True, readonly=True)
    matter_id = fields.Many2one(related="part_id.matter_id")
    role = fields.Selection(related="part_id.role")
    successor_id = fields.Many2one(
        "hr.department",
        "Unit that takes over",
        domain="[('is_supervised_unit', '=', True)]",
    )

    def _move(self, ground):
        """Give this one part of a matter to its successor (as superuser, the person was checked)."""
        part, unit = self.part_id, self.successor_id
        matter = part.matter_id
        if part.role == "lead":
            self._move_lead(matter, unit, ground)
            return
        old = part.department_id
        key, words = f"unit:{part.id}", f"{old.name} → {unit.name}；{ground}"
        # who gives it away is told while still on the list of a protected matter
        left = matter._unit_contact(old) | part.head_id | part.handler_id
        matter._tell("unit_moved", {matter: left}, f"left:{part.id}", words)
        if part.role == "subject":
            matter._engine_write({"subject_unit_id": unit.id})
            matter._sync_unit_lines()
        elif matter.unit_line_ids.filtered(
            lambda row: row.department_id == unit and row.role in ("lead", part.role)
        ):
            part.unlink()
        else:
            part.write(
                {
                    "department_id": unit.id,
                    "head_id": unit.manager_id.user_id.id,
                    "handler_id": False,
                }
            )
        self.env["duban.act"]._append(
            matter,
            "unit_moved",
            ground,
            changes={matter.id: {"unit_line_ids": [old.name, unit.name]}},
        )
        matter._refresh_access()
        matter._reconcile_todos()
        # the new unit, and those who work with it
        people = matter._unit_contact(unit) | matter._told_lead()
        people -= left
        matter._tell("unit_moved", {matter: people}, key, words)

    def _move_lead(self, matter, unit, ground):
        """A draft changes its unit; what is on the ledger is reassigned."""
        if matter.state in ("draft", "filing_approval"):
            matter._move_proposal(unit, ground)
        elif matter.review_passed and matter.state == "result_submitted":
            # what the unit did was found good: it is not undone because the unit ends
            raise UserError(
                self.env._(
                    "The result of %s passed its review: close the matter first.",
                    matter.display_name,
                )
            )
        elif matter.state == "closing_approval":
            raise UserError(
                self.env._(
                    "%s waits for its closing: let the leaders decide it first.",
                    matter.display_name,
                )
            )
        else:
            signers = matter._told_signers()
            matter._transition("reassign", ground, unit=unit)
            signers -= matter._audience("reassigned")
            matter._tell("reassigned", {matter: signers}, "unit_end", ground)
