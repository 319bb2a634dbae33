"""Matters that do not move: without obvious progress, without a liaison; reminders between units."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .matter import RUNNING_STATES


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    stalled_mark = fields.Boolean(
        "Marked: no obvious progress",
        copy=False,
        help="The office says that there is no obvious progress, however recent the last feedback.",
    )
    is_stalled = fields.Boolean(
        "No obvious progress",
        compute="_compute_is_stalled",
        search="_search_is_stalled",
    )
    liaison_warning = fields.Char(compute="_compute_liaison_warning")

    @api.depends("state", "stalled_mark", "date_last_feedback", "date_assigned")
    def _compute_is_stalled(self):
        for matter in self:
            matter.is_stalled = matter.state in RUNNING_STATES and (
                matter.stalled_mark
                or matter.days_without_progress >= matter._rule("no_progress_days") > 0
            )

    def _search_is_stalled(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        quiet = Domain("stalled_mark", "=", True)
        # sudo: the measure of each institution in the same words for whoever looks at the list
        for regulation in (
            self.env["duban.regulation"]
            .sudo()
            .search([("company_id", "!=", False), ("no_progress_days", ">", 0)])
        ):
            limit = today - timedelta(days=regulation.no_progress_days)
            quiet |= Domain("regulation_id", "=", regulation.id) & (
                Domain("date_last_feedback", "<=", limit)
                | Domain("date_last_feedback", "=", False)
                & Domain("date_assigned", "<=", limit)
            )
        stalled = Domain("state", "in", RUNNING_STATES) & quiet
        return Domain.OR(stalled if wanted else ~stalled for wanted in value)

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


class DubanMatterUnit(models.Model):
    _inherit = "duban.matter.unit"

    def action_remind(self, content=None):
        """The lead unit (its liaison) or the office reminds co-units (WUT-20.1b).

        :param content: what they are reminded of; empty: their feedback
        :return: the records of the reminders
        """
        records = self.env["duban.record"]
        for line in self:
            matter = line.matter_id
            records |= records.create(
                {
                    "matter_id": matter.id,
                    "purpose": "remind_co",
                    "person_id": matter.sudo()._unit_contact(line.department_id).id,
                    "contact": line.department_id.name,
                    "summary": content or self.env._("Please report to the lead unit."),
                }
            )
        return records
