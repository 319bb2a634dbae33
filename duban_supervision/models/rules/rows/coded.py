"""Rows that others name by a code: who writes one on screen gives it a name only."""

import itertools

from odoo import api, fields, models

from ..file.regulation_layout import KIND_OF


class DubanRegulationCoded(models.AbstractModel):
    """Mixin for a row of a regulation: a code of its own, made up where none is given."""

    _name = "duban.regulation.coded"
    _description = "Row of a regulation"

    name = fields.Char(required=True)
    code = fields.Char(
        compute="_compute_code",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )

    @api.depends("name")
    def _compute_code(self):
        """A code for a row that was only given a name: its kind and a number that is free among its siblings."""
        given = set()
        for row in self:
            if row.name and not row.code:
                taken = row._taken_codes() | given
                numbers = itertools.count(len(taken) + 1)
                row.code = next(
                    code
                    for number in numbers
                    if (code := f"{KIND_OF[self._name]}_{number}") not in taken
                )
                given.add(row.code)

    def _taken_codes(self):
        """Codes of the rows beside this one, saved or not."""
        owner = "list_id" if "list_id" in self._fields else "regulation_id"
        rows = next(
            name
            for name, field in self[owner]._fields.items()
            if field.type == "one2many" and field.comodel_name == self._name
        )
        # sudo: a code is taken whoever may read its row; rows that are switched off count
        saved = self.sudo().with_context(active_test=False)
        saved = saved.search([(owner, "in", self[owner]._origin.ids)])
        return {*saved.mapped("code"), *self[owner][rows].mapped("code")}
