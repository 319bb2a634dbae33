"""People see and choose through which gateways they are told."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class ResUsers(models.Model):
    _inherit = "res.users"

    duban_muted_gateway_ids = fields.Many2many(
        "duban.gateway",
        "duban_gateway_muted_rel",
        "user_id",
        "gateway_id",
        string="Not through",
        help="Gateways of supervision that do not write to this person.",
    )
    duban_gateway_ids = fields.Many2many(
        "duban.gateway",
        compute="_compute_duban_gateway_ids",
        string="Channels of supervision",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return [
            *super().SELF_READABLE_FIELDS,
            "duban_muted_gateway_ids",
            "duban_gateway_ids",
        ]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, "duban_muted_gateway_ids"]

    def _compute_duban_gateway_ids(self):
        # sudo: by name only, so that the person knows; of every own institution, whichever is chosen at the moment
        Gateway = self.env["duban.gateway"].sudo()
        for user in self.with_env(Gateway.env):
            user.duban_gateway_ids = Gateway.search(
                [("company_id", "in", user.company_ids.ids), ("is_on", "=", True), ("purpose", "=", "messages")]
            )  # fmt: skip

    @api.constrains("duban_muted_gateway_ids")
    def _check_muted(self):
        for user in self:
            # sudo: whether it may be switched off
            fixed = user.sudo().duban_muted_gateway_ids.filtered(
                lambda row: not row.may_opt_out
            )
            if fixed:
                raise UserError(
                    self.env._(
                        "%s cannot be switched off here.",
                        "、".join(fixed.mapped("name")),
                    )
                )
