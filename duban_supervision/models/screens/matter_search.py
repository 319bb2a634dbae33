"""The search screen: filters of functions that the regulation does not provide are not there (CORE-19)."""

from odoo import api, models


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    @api.model
    def _filter_features(self):
        """{name of a search filter: feature that the regulation must have}. Hook."""
        return {
            "urged": "urging_enabled",
            "no_answer": "urging_enabled",
            "disputed": "disagreement_enabled",
            "is_key": "field:is_key",
            "group_key": "field:is_key",
            "is_long_cycle": "field:is_long_cycle",
            "is_difficult": "field:is_difficult",
            "look_back": "recheck_enabled",
        }

    @api.model
    def _hidden_filters(self):
        """Names of the filters that the regulation in force has no use for."""
        regulation = self.env["duban.regulation"]._in_force()
        features = regulation._feature_names() if regulation else ()
        return tuple(
            name
            for name, feature in self._filter_features().items()
            if feature not in features
        )

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self._hidden_filters()) if view_type == "search" else key

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "search":
            for name in self._hidden_filters():
                for node in arch.xpath(f".//filter[@name='{name}']"):
                    node.getparent().remove(node)
        return arch, view
