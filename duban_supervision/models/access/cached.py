"""Rules are read all the time and change rarely: what is computed from them is cached until one of them changes."""

from odoo import api, models


class DubanCached(models.AbstractModel):
    """Mixin: whoever creates, changes or deletes one of these records clears what was computed from them."""

    _name = "duban.cached"
    _description = "Record behind cached rules"
    _inherit = ["duban.screen"]

    #: names of the caches of the registry
    _caches = ("default",)

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache(*self._caches)
        return records

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache(*self._caches)
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache(*self._caches)
        return result
