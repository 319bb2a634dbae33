"""Dates on screens, as their reader writes them; papers, messages and what is kept have the Chinese form."""

from odoo import api, models
from odoo.tools import format_date


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    @api.model
    def _screen_date(self, day):
        """A date in the reader's language: 2024年3月18日, 18 Mar 2024; empty for none."""
        lang = self.env.lang or "zh_CN"
        if lang.startswith("zh") or not day:
            return self._format_date(day)
        return format_date(self.env, day, lang_code=lang, date_format="d MMM y")
