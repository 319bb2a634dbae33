"""A company as an institution: its zone, where "today" begins and ends, and whether a regulation holds there."""

from odoo import api, fields, models

from odoo.addons.base.models.res_partner import _tz_get

from ...clock import DEFAULT_ZONE
from ...tools.remembered import remembered


class ResCompany(models.Model):
    _inherit = "res.company"

    duban_tz = fields.Selection(
        _tz_get,
        "Time zone of supervision",
        required=True,
        default=DEFAULT_ZONE,
        help="Legal dates of supervised matters (filing, due, handed in, numbers of a year) are those of this zone, "
        "whatever zone a user has chosen.",
    )

    duban_anchor_email = fields.Char(
        "Keepers of the checkpoints",
        help="Addresses, separated by commas, to which the signed checkpoint of the trail goes every day (archives, "
        "discipline inspection): with what they keep, nothing before can be changed unseen.",
    )

    @api.model
    @remembered("company_id")
    def _duban_zone_name(self, company_id):
        # sudo: the zone of an institution is no secret; asked by whoever works on one of its records
        return self.sudo().browse(company_id).duban_tz or DEFAULT_ZONE

    def write(self, vals):
        result = super().write(vals)
        # who is of which company is kept as well, and may be written from this side
        if {"duban_tz", "user_ids"} & vals.keys():
            self.env.registry.clear_cache()
        return result


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    @api.model
    @remembered()
    def _ruled_company_ids(self):
        """Ids of the companies that have a regulation, of whatever time (frozenset)."""
        # sudo: that a company is supervised is no secret
        rows = self.sudo().with_context(active_test=False)
        rows = rows.search([("company_id", "!=", False)])
        return frozenset(rows.company_id.ids)

    @api.model
    def _rules(self, companies):
        """Whether one of ``companies``, or one above them, has a regulation."""
        ruled = self._ruled_company_ids()
        # sudo: which company stands above another, not shown to anyone
        return not ruled.isdisjoint(companies.sudo().parent_ids.ids)
