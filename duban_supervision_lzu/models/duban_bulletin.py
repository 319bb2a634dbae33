"""《督查通报》 is copied to 纪委办、监察处 and 组织部 (LZU-7.2b)."""

from odoo import models


class DubanBulletin(models.Model):
    _inherit = "duban.bulletin"

    def _default_cc_units(self):
        units = super()._default_cc_units()
        # sudo: which office is which is no secret
        regulation = self.sudo().regulation_id
        if self.kind in ("regular", "irregular") and regulation.lzu_bulletin_copies:
            units |= (
                regulation.discipline_office_id
                | regulation.supervisory_office_id
                | regulation.organisation_office_id
            )
        return units
