"""Home: the goals of the year, and those of them that are late (PLUS-P1)."""

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.duban_supervision import clock


class DubanHome(models.AbstractModel):
    _inherit = "duban.home"

    @api.model
    def _home_office(self, board):
        result = super()._home_office(board)
        self._home_goals(board, Domain.TRUE)
        return result

    @api.model
    def _home_leader(self, board):
        result = super()._home_leader(board)
        field = Domain("leader_in_charge_id", "=", self.env.uid)
        field |= Domain("lead_unit_id", "in", self.env.user.duban_led_unit_ids.ids)
        self._home_goals(board, self._home_with_all(field))
        return result

    @api.model
    def _home_unit(self, board):
        result = super()._home_unit(board)
        self._home_goals(board, Domain("is_mine", "=", True))
        return result

    @api.model
    def _home_goals(self, board, scope):
        """Running goals of this year in ``scope`` (domain on goals); nothing where there is none."""
        if not self._home_has("plan_line_enabled") or any(
            tile["key"] == "goals" for tile in board["tiles"]
        ):
            return
        year = clock.today(self).year
        domain = scope & Domain("company_id", "in", self.env.companies.ids)
        domain &= Domain("state", "=", "running") & Domain("year", "=", year)
        domain &= Domain("level", "in", ("year", "task"))
        goals = self.env["duban.goal"].search(domain)
        if not goals:
            return
        label = self.env._("Goals of %s", year)
        board["tiles"].append(
            self._home_tile("goals", label, len(goals), domain, model="duban.goal")
        )
        late = goals.filtered(lambda goal: goal.light == "overdue")
        if late:
            label = self.env._("Goals of %s that are late", year)
            found = Domain("id", "in", late.ids)
            board["tiles"].append(
                self._home_tile("goals_late", label, len(late), found, "danger", "duban.goal")
            )  # fmt: skip
