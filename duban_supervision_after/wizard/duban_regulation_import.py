"""The suite brings a regulation for the findings of inspections (巡视整改台账), to be imported and edited (PLUS-R1)."""

from odoo import models
from odoo.tools import file_open

FILE = "duban_supervision_after/regulations/rectification.yaml"


class DubanRegulationImport(models.TransientModel):
    _inherit = "duban.regulation.import"

    def action_take_rectification(self):
        """Put the regulation of rectification ledgers into the dialog; nothing is imported yet.

        :raise AccessError: for anyone but an administrator
        """
        self.ensure_one()
        self._check_may()
        with file_open(FILE, filter_ext=(".yaml",)) as file:
            self.text = file.read()
        return self._reopen()
