"""Commendation of units and persons (表彰奖励)."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class DubanCommendation(models.Model):
    _name = "duban.commendation"
    _description = "Commendation"
    _inherit = ["duban.personnel.record"]
    _order = "year desc, id desc"
    _switch = "commendation_enabled"

    ground = fields.Text("Outstanding results")
    reward = fields.Char()
    matter_ids = fields.Many2many(
        "duban.matter", "duban_commendation_matter_rel", string="Matters"
    )
    body_id = fields.Many2one(
        "duban.decision.body",
        "Decided by",
        domain="[('regulation_id', '=', regulation_id)]",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("confirmed", "Confirmed")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    confirmed_by_id = fields.Many2one(
        "res.users", "Confirmed by", readonly=True, copy=False
    )

    def action_confirm(self):
        """Enter the commendation in the list of its year (XISU-14.1a).

        :raise AccessError: for anyone but the supervision office
        :raise UserError: the ground is missing, or it is confirmed already
        """
        for record in self:
            record._check_office()
            if record.state != "draft":
                raise UserError(self.env._("%s is confirmed already.", record.name))
            record._required(["ground"])
        self._engine_write({"state": "confirmed", "confirmed_by_id": self.env.uid})
        return True

    @api.model
    def _of_year(self, regulation, year):
        """Confirmed commendations of the institution of ``regulation`` in ``year``, units first, if readable."""
        records = self.search(
            [
                ("company_id", "=", regulation._setting("company_id").id),
                ("year", "=", year),
                ("state", "=", "confirmed"),
            ]
        )
        return records.sorted(
            lambda record: (
                bool(record.person_id),
                record.unit_id.name or "",
                record.id,
            )
        )
