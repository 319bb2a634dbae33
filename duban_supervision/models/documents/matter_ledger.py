"""The ledger (台账): which matters, in which order, under which headings."""

import re

from lxml import etree

from odoo import api, models
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
        groups = {}
        for position, matter in enumerate(self._ledger_sorted(), 1):
            groups.setdefault(matter.source_category_id, []).append((position, matter))
        return [
            (category.name or self.env._("Without category"), lines)
            for category, lines in groups.items()
        ]

    def _ledger_sorted(self):
        """By category as the regulation lists them, then by number (9号 before 10号)."""
        categories = self.source_category_id.sorted(lambda row: (row.sequence, row.id))
        order = {category.id: place for place, category in enumerate(categories)}
        return self.sorted(
            lambda matter: (
                order.get(matter.source_category_id.id, len(order)),
                [
                    int(part) if part.isdigit() else part
                    for part in re.split(r"([0-9]+)", matter.number or "")
                ],
                matter.id,
            )
        )

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Put the columns of the regulation in force on the screen's ledger."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "list" and "o_duban_ledger" in (arch.get("class") or ""):
            self._put_ledger_columns(arch)
        return arch, view

    def _put_ledger_columns(self, arch):
        regulation = self.env["duban.regulation"]._in_force()
        if not regulation:
            return
        for node in arch.xpath("field[not(@column_invisible)]"):
            arch.remove(node)
        for cell in regulation._document_cells("ledger"):
            key = cell["key"]
            name = next(
                (n for n in (f"document_{key}", key) if n in self._fields), None
            )
            if not name:
                continue
            node = etree.SubElement(
                arch, "field", name=name, string=cell["label"], optional="show"
            )
            if self._fields[name].type == "integer":
                node.set("sum", cell["label"])
            if self._fields[name].type == "many2one":
                node.set("options", "{'no_open': True}")
