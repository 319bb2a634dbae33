"""Rows that others name by a code: who writes one on screen gives it a name only; it is one row in every version."""

import itertools

from odoo import api, fields, models
from odoo.fields import Domain

from ....tools.remembered import remembered
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
        beside = Domain(owner, "in", self[owner]._origin.ids)
        regulation = self[owner]["regulation_id"] if owner == "list_id" else self[owner]
        company = regulation._setting("company_id")
        if company:
            # another version's code says the same row: a new one does not take it
            others = Domain("regulation_id.company_id", "in", company.ids)
            if owner == "list_id":
                others &= Domain("list_code", "in", self[owner].mapped("code"))
            beside |= others
        # sudo: a code is taken whoever may read its row; rows that are switched off count
        saved = self.sudo().with_context(active_test=False).search(beside)
        return {*saved.mapped("code"), *self[owner][rows].mapped("code")}

    # ------------------------------------------------------------------
    # One row in every version (CORE-31)
    # ------------------------------------------------------------------

    def _versions(self):
        """These rows as every version of their institution's regulation has them, also those not offered any more.

        A new version copies its rows to new ids. What lives longer than a version (a meeting, a package, the points of
        a year) looks for them all, never for the one that it names.
        """
        ids = {each for row in self._origin for each in row._version_ids()}
        return self.browse(sorted(ids))

    def _first(self):
        """The row of the first version that this one row continues: what figures over the versions are grouped by."""
        return self.browse(self._origin._version_ids()[:1] if self else ())

    def _under(self, regulation):
        """These rows as ``regulation`` (record) offers them; one that it does not have is left out."""
        own = self.filtered(lambda row: row.regulation_id == regulation)
        return own | (self - own)._versions().filtered(
            lambda row: row.active and row.regulation_id == regulation
        )

    @remembered("self.id")
    def _version_ids(self):
        """Ids of this one row in every version, the first version's first."""
        company = self.regulation_id._setting("company_id")
        if not company:
            return tuple(self.ids)  # a template has no versions
        rows = company.env[self._name].with_context(active_test=False)
        own = Domain("regulation_id.company_id", "=", company.id)
        return tuple(sorted({self.id, *rows.search(own & self._same_row())._ids}))

    def _same_row(self):
        """Domain of what is this one row among the rows of its institution. Hook."""
        return Domain("code", "=", self.code)
