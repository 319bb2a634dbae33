"""Units are found by the names that offices use: short and former names, initials of the pinyin (jwc, 学工部)."""

from odoo import api, models
from odoo.fields import Domain

from ..tools.ledgers import initials, plain, shortens


class HrDepartment(models.Model):
    _inherit = "hr.department"

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """What the names find comes first; then units that are called so otherwise.

        Only where a supervised unit is asked for: other applications search departments as ever.
        """
        domain = Domain(domain or Domain.TRUE)
        found = super().name_search(name, domain, operator, limit)
        asked = any(
            leaf.field_expr == "is_supervised_unit" for leaf in domain.iter_conditions()
        )
        words = (name or "").strip()
        if not asked or not words or operator not in ("ilike", "=ilike", "like"):
            return found
        if limit and len(found) >= limit:
            return found
        others = self._called(words) - self.browse([key for key, _name in found])
        if not others:
            return found
        more = self.search_fetch(
            domain & Domain("id", "in", others.ids), ["display_name"]
        )
        more = more[: limit - len(found)] if limit else more
        # sudo: like Odoo's own name_search, which may name units of a tree that is not read in full
        return found + [(unit.id, unit.display_name) for unit in more.sudo()]

    @api.model
    def _called(self, words):
        """Units whose kept short or former name holds ``words``, or whose initials begin with them."""
        Memory = self.env["duban.import.memory"].sudo()
        # sudo: other names of units are no secret, and only the office keeps them
        kept = Memory.search(
            [
                ("company_id", "in", self.env.companies.ids),
                ("kind", "=", "unit"),
                ("name", "ilike", words),
            ]
        )
        units = kept.filtered(lambda row: len(row.unit_ids) == 1).unit_ids
        letters = words.isascii() and words.isalpha() and words.lower()
        for unit in self.search([("is_supervised_unit", "=", True)]):
            name = plain(unit.name or "")
            if initials(name).startswith(letters) if letters else shortens(words, name):
                units |= unit
        return units
