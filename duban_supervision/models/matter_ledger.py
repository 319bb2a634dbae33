"""The ledger (台账): which matters, in which order, under which headings."""

from odoo import models
from odoo.fields import Domain

#: not on the ledger: not filed, refused, or counted with the matter they were merged into
OFF_LEDGER_STATES = ("draft", "filing_approval", "rejected", "merged")


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def _ledger_domain(self):
        """Domain of the matters that stand on a ledger; who sees which is for the record rules."""
        return Domain("date_filed", "!=", False) & Domain(
            "state", "not in", OFF_LEDGER_STATES
        )

    def _ledger_columns(self):
        """Columns of the ledger of this one matter's regulation (empty: of the company's).

        :return: list of (key, label, getter); the getter takes a matter and returns text, number or date
        """
        regulation = self.regulation_id or self.env["duban.regulation"]._in_force()
        return [
            (
                cell["key"],
                cell["label"],
                lambda matter, key=cell["key"]: matter._document_value(key),
            )
            for cell in regulation._document_cells("ledger")
        ]

    def _ledger_groups(self):
        """Item by item and by category (WUT-12.1f), numbered through.

        :return: list of (heading, [(position, matter)]); categories in the order of the regulation
        """
        groups, position = [], 0
        by_category = self.sorted(lambda m: (m.number or "", m.id)).grouped(
            "source_category_id"
        )
        for category in sorted(
            by_category, key=lambda row: (not row, row.sequence, row.id)
        ):
            lines = []
            for matter in by_category[category]:
                position += 1
                lines.append((position, matter))
            groups.append((category.name or self.env._("Without category"), lines))
        return groups
