"""Where the to-do about a changed decision lands: the other date is adjusted, a repeal is answered."""

from odoo import api, models

from odoo.addons.duban_supervision.models.screens.landing import Landing


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    @api.model
    def _landings(self):
        return {
            **super()._landings(),
            "changed": Landing(
                "answer_repeal",
                shows=("asks_after_change", "basis", "content", "lead_unit_id"),
            ),
        }


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _duban_landing(self, matter):
        kind, number = self._duban_parts()
        if kind == "changed":
            # sudo: how the later decision changes the earlier one; the matter is readable
            later = self.env["duban.resolution"].sudo().browse(number).exists()
            if later.change_kind == "amend":
                return self._duban_open_part(matter, "adjust", kind, number)
        return super()._duban_landing(matter)
