"""Dates on screens, as their reader writes them; papers, messages and what is kept have the Chinese form."""

from babel.dates import format_date

from odoo import api, models
from odoo.tools.misc import babel_locale_parse


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    @api.model
    def _screen_date(self, day):
        """A date in the reader's language: 2024年3月18日, 18 Mar 2024; empty for none."""
        lang = self.env.lang or "zh_CN"
        if lang.startswith("zh") or not day:
            return self._format_date(day)
        return format_date(day, "d MMM y", locale=babel_locale_parse(lang))
