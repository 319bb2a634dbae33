"""Home: own points, objections that wait, figures to lock (PLUS-S1)."""

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.duban_supervision import clock


class DubanHome(models.AbstractModel):
    _inherit = "duban.home"

    @api.model
    def _home_office(self, board):
        """What the office has to do about the scores: who objects, and what can be locked."""
        result = super()._home_office(board)
        if self._home_scored():
            self._home_objections(board, Domain.TRUE)
            over = Domain("objection_until", "=", False)
            over |= Domain("objection_until", "<", clock.today(self))
            over &= Domain("state", "=", "published")
            label = self.env._("Scores to lock")
            self._home_score_tile(board, "scores", label, over, "duban.score")
        return result

    @api.model
    def _home_leader(self, board):
        """Objections on which this leader decides."""
        result = super()._home_leader(board)
        if self._home_scored():
            self._home_objections(board, Domain("decider_id", "=", self.env.uid))
        return result

    @api.model
    def _home_unit(self, board):
        """The points of the own units in the last period that was announced."""
        result = super()._home_unit(board)
        if not self._home_scored():
            return result
        mine = Domain("department_id", "in", self.env.user.duban_unit_ids.ids)
        mine &= Domain("state", "in", ("published", "locked"))
        line = self.env["duban.score.unit"].search(
            mine, order="date_from desc, id", limit=1
        )
        if line:
            label = self.env._("Points %s", line.score_id._short_period())
            total = f"{line.total:g}"
            board["tiles"].append(
                self._home_tile("points", label, total, mine, model="duban.score.unit")
            )
        return result

    @api.model
    def _home_scored(self):
        return self._home_has("score_enabled")

    @api.model
    def _home_objections(self, board, scope):
        open_ = scope & Domain("state", "=", "open")
        label = self.env._("Objections to decide")
        self._home_score_tile(
            board, "objections", label, open_, "duban.score.objection"
        )

    @api.model
    def _home_score_tile(self, board, key, label, domain, model):
        """A tile of what waits; none where nothing does."""
        if any(tile["key"] == key for tile in board["tiles"]):
            return
        count = self.env[model].search_count(domain)
        if count:
            board["tiles"].append(
                self._home_tile(key, label, count, domain, "warning", model)
            )
