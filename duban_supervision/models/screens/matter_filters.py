"""Filters that need words which the fields do not have: mine, of my unit, waiting for me."""

from odoo import api, fields, models

from ..matter.roles import HANDED_OVER


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    is_mine = fields.Boolean(
        "My matter",
        compute="_compute_is_mine",
        search="_search_is_mine",
        export_string_translation=False,
    )

    is_my_unit = fields.Boolean(
        "My unit",
        compute="_compute_is_mine",
        search="_search_is_my_unit",
        export_string_translation=False,
    )

    waits_for_me = fields.Boolean(
        "Waits for me",
        compute="_compute_is_mine",
        search="_search_waits_for_me",
        export_string_translation=False,
    )

    @api.depends_context("uid")
    def _compute_is_mine(self):
        for name in ("is_mine", "is_my_unit", "waits_for_me"):
            matched = self.filtered_domain(
                getattr(self, f"_search_{name}")("in", [True])
            )
            for matter in self:
                matter[name] = matter in matched

    def _true_only(self, operator, value, domain):
        return domain if operator == "in" and set(value) == {True} else NotImplemented

    def _search_is_mine(self, operator, value):
        uid = self.env.uid
        names = (*HANDED_OVER, "unit_line_ids.handler_id")
        domain = fields.Domain.OR(fields.Domain(name, "=", uid) for name in names)
        return self._true_only(operator, value, domain)

    def _search_is_my_unit(self, operator, value):
        units = self.env.user.duban_unit_ids
        domain = fields.Domain("unit_line_ids.department_id", "in", units.ids)
        return self._true_only(operator, value, domain)

    def _search_waits_for_me(self, operator, value):
        # any!: the to-dos are one's own; the rules of the matter still decide what is found.
        domain = fields.Domain(
            "activity_ids",
            "any!",
            [("duban_key", "!=", False), ("user_id", "=", self.env.uid)],
        )
        return self._true_only(operator, value, domain)
