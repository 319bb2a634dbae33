"""改派: another unit becomes the lead (CORE-21). An act of its own, because everything that hung on the old unit ends.

The old unit's acceptance, plan, people, confirmation, result and pending requests end; it keeps sight of what it wrote.
The new unit accepts and plans in its own full term. The due date stays, or starts anew where the regulation says so.
"""

from odoo import fields, models


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    reassign_term = fields.Selection(
        [("keep", "Keeps the due date"), ("restart", "Counts its term anew")],
        "Term of a unit that takes over",
        default="keep",
        required=True,
        help="Whether a matter that is reassigned keeps its due date or gets a new one by the rule of its category.",
    )


class DubanMatterUnit(models.Model):
    _inherit = "duban.matter.unit"

    role = fields.Selection(
        selection_add=[("former", "Former lead unit")], ondelete={"former": "cascade"}
    )
    date_from = fields.Date("Lead unit since", readonly=True)
    date_to = fields.Date("Lead unit until", readonly=True)
    was_late = fields.Boolean(
        "Was late", readonly=True, help="A limit passed while the unit was the lead."
    )


class DubanPlanLine(models.Model):
    _inherit = "duban.plan.line"

    active = fields.Boolean(
        default=True,
        readonly=True,
        help="The plan of a unit that handed the matter over is kept, but does not count.",
    )


class DubanRequest(models.Model):
    _inherit = "duban.request"

    unit_id = fields.Many2one(
        "hr.department",
        "Applying unit",
        readonly=True,
        copy=False,
        help="The lead unit at the time: what it used up does not pass on to another unit.",
    )

    def action_submit(self):
        """See above; the applying unit is kept, because the next lead unit has its own claim (CORE-21)."""
        result = super().action_submit()
        for request in (
            self.sudo()
        ):  # sudo: an engine value of the request that was just submitted
            request.unit_id = request.matter_id.lead_unit_id
        return result

    def _earlier_extensions(self, states):
        """Extensions of the present lead unit of this one request's matter that count towards the allowed number."""
        unit = self.matter_id.lead_unit_id
        return (
            super()
            ._earlier_extensions(states)
            .filtered(lambda row: not row.unit_id or row.unit_id == unit)
        )


class DubanAdjustment(models.Model):
    _inherit = "duban.adjustment"

    def _apply_lead_unit(self, unit):
        """An adjustment that names another lead unit is a reassignment (as superuser, the person was checked)."""
        matter = self.matter_id
        data = {"unit": unit}
        matter._check_reassignment(data)
        matter._transition("reassign", self.ground, **data)
