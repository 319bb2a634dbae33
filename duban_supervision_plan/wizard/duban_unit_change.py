"""Goals of a unit that ends."""

from odoo import models


class DubanUnitChange(models.TransientModel):
    _inherit = "duban.unit.change"

    def _move_beside(self):
        """Goals go to the successor, drafts too (CORE-32)."""
        # sudo: who does this was checked; a reorganisation moves also what this person may not read
        goals = self.sudo().unit_id._duban_goals()
        goals._move_unit(self.unit_id.sudo(), self.successor_id.sudo(), self.ground)
        return super()._move_beside() + len(goals)
