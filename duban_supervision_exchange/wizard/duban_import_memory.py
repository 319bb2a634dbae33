"""What an institution answered once: what a column means, whom a name means, which day a wording means."""

from odoo import api, fields, models

from ..tools.ledgers import FIELDS, folded
from ..tools.people_xlsx import several


class DubanImportMemory(models.Model):
    """An answer, kept for the next import; the office can look at all of them and take any of them back."""

    _name = "duban.import.memory"
    _description = "Remembered answer of an import"
    _inherit = ["duban.screen"]
    _order = "kind, name"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(
        [
            ("title", "Title of a column"),
            ("unit", "Other name of a unit, or a group of units"),
            ("lead", "Who leads among the units of a cell"),
            ("co", "Who helps by words that name no known unit"),
            ("due", "Wording of a due date"),
        ],
        required=True,
        default="unit",
    )
    name = fields.Char("In the file", required=True, help="As offices write it.")
    folded = fields.Char(
        compute="_compute_folded", store=True, index=True, readonly=True
    )
    year = fields.Integer(help="Year of the plan that a wording of a due date was in.")
    column_key = fields.Char("Taken as")
    unit_ids = fields.Many2many(
        "hr.department",
        "duban_import_memory_unit_rel",
        string="Units",
        help="One unit, or all units of a group such as 各学院. The first one leads.",
    )
    is_learned = fields.Boolean(
        "Learned from a file",
        readonly=True,
        help="Answered in an import; the list of units neither shows it as a short name nor takes it away.",
    )
    date_value = fields.Date("Due date")
    is_long = fields.Boolean("Long-term")

    _once = models.UniqueIndex(
        "(company_id, kind, folded, year)", "This is remembered already."
    )

    @api.depends("name")
    def _compute_folded(self):
        for row in self:
            row.folded = folded(row.name or "")

    @api.model
    def _keep(self, company, kind, name, year=0, **values):
        """Remember an answer of a person of the office; another answer to the same takes its place.

        :param name: the words of the file
        :param values: ``column_key``, ``unit_ids`` (records), or ``date_value`` and ``is_long``
        """
        text = folded(name)
        if not text or company not in self.env.user.duban_office_company_ids:
            return
        if "unit_ids" in values:
            values["unit_ids"] = [(6, 0, values["unit_ids"].ids)]
        row = self.search(
            [("company_id", "=", company.id), ("kind", "=", kind), ("folded", "=", text), ("year", "=", year)]
        )  # fmt: skip
        if row:
            row.write(values)
        else:
            self.create(
                [{"company_id": company.id, "kind": kind, "name": name, "year": year, "is_learned": True, **values}]
            )  # fmt: skip

    def _short_names(self):
        """Those of ``self`` that the list of units states as a short name: of one unit, by a person who entered it so.

        各学院 is a group of units, also while it has one.
        """
        return self.filtered(
            lambda row: (
                row.kind == "unit"
                and not row.is_learned
                and len(row.unit_ids) == 1
                and not row.name.startswith("各")
                and len(several(row.name)) == 1
            )
        )

    @api.model
    def _titles(self, company):
        """{title: key} of this institution."""
        rows = self.search([("company_id", "=", company.id), ("kind", "=", "title")])
        return {
            row.name: row.column_key if row.column_key in FIELDS else "" for row in rows
        }

    @api.model
    def _units(self, company):
        """{folded name: ids of units} of this institution."""
        rows = self.search([("company_id", "=", company.id), ("kind", "=", "unit")])
        return {row.folded: tuple(row.unit_ids.ids) for row in rows if row.unit_ids}

    @api.model
    def _answers(self, company, kind):
        """{folded words: ids of units} of the questions of ``kind`` (lead, co); none means left out."""
        rows = self.search([("company_id", "=", company.id), ("kind", "=", kind)])
        return {row.folded: tuple(row.unit_ids.ids) for row in rows}

    @api.model
    def _dues(self, company, year):
        """{folded words: (date, or False for none; whether it is long-term)} of this institution's plans of a year."""
        rows = self.search(
            [("company_id", "=", company.id), ("kind", "=", "due"), ("year", "=", year)]
        )
        return {row.folded: (row.date_value, row.is_long) for row in rows}
