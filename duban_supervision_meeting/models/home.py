"""Open decided items on the office's board."""

from odoo import api, models
from odoo.fields import Domain


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    @api.model
    def _home_office_tiles(self, own, figures):
        """The office sees how many decided items nobody has dealt with (PLUS-M2)."""
        tiles = super()._home_office_tiles(own, figures)
        left = Domain("status", "=", "open") & Domain(
            "office_id", "in", self.env.user.duban_unit_ids.ids
        )
        tiles.append(
            self._home_tile(
                "resolutions",
                self.env._("Decided items still open"),
                self.env["duban.resolution"].search_count(left),
                left,
                "warning",
                model="duban.resolution",
            )
        )
        return tiles
