"""Home: clocks that stand still and calls for help, as figures beside those of the dates (PLUS-C1, PLUS-C2)."""

from odoo import api, models
from odoo.fields import Domain

from ..matter.states import RUNNING_STATES


class DubanHome(models.AbstractModel):
    _inherit = "duban.home"

    @api.model
    def _home_help(self, board, scope):
        """The boards of office and leader."""
        result = super()._home_help(board, scope)
        self._home_running_tiles(board, scope)
        return result

    @api.model
    def _home_unit(self, board):
        result = super()._home_unit(board)
        self._home_running_tiles(board, self._home_own_units(board["roles"]))
        return result

    @api.model
    def _home_running_tiles(self, board, scope):
        """What in ``scope`` (domain on matters) stands still or calls for help; nothing where there is none."""
        rules = self.env["duban.regulation"]._in_force()
        running = scope & Domain("state", "in", RUNNING_STATES)
        for switch, key, label, domain, style in (
            (
                "pause_enabled",
                "paused",
                self.env._("Standing still"),
                running & Domain("paused_since", "!=", False),
                "",
            ),
            (
                "help_enabled",
                "help_open",
                self.env._("Calls for help"),
                running & Domain("help_open", "=", True),
                "warning",
            ),
        ):
            # office and leader may be one person
            if not rules._setting(switch) or any(
                tile["key"] == key for tile in board["tiles"]
            ):
                continue
            count = self._matters().search_count(domain)
            if count:
                board["tiles"].append(self._home_tile(key, label, count, domain, style))
