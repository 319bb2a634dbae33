"""What an import made of each sheet and of each column; both can be corrected by hand."""

import re

from odoo import api, fields, models
from odoo.exceptions import UserError

#: a sheet that is called like a meeting: 党委会, 第3次校务会议, 常委会纪要
MEETING = re.compile(r"会议?(?:议题|议定事项|决定事项|决议|纪要)?$")


class DubanImportSheet(models.TransientModel):
    _name = "duban.import.sheet"
    _description = "Sheet of an import"
    _inherit = ["duban.screen"]
    _order = "position, id"
    _transient_max_hours = 48.0

    import_id = fields.Many2one(
        "duban.import", required=True, index=True, ondelete="cascade"
    )
    position = fields.Integer(readonly=True)
    name = fields.Char("Sheet", readonly=True)
    is_taken = fields.Boolean("Take", help="Its rows become matters.")
    has_table = fields.Boolean(readonly=True)
    message = fields.Text("What became of it", readonly=True)
    row_count = fields.Integer("Number of matters", readonly=True)
    skipped_count = fields.Integer("Rows left", readonly=True)
    skipped = fields.Text("Rows left and why", readonly=True)
    column_ids = fields.One2many("duban.import.column", "sheet_id", "Columns")
    regulation_id = fields.Many2one(related="import_id.regulation_id")
    asks_body = fields.Boolean(readonly=True, export_string_translation=False)
    decision_body_id = fields.Many2one(
        "duban.decision.body",
        "Meeting of the sheet",
        domain="[('regulation_id', '=', regulation_id), ('is_body', '=', True)]",
        help="Where the sheet is called like another meeting than the one that was chosen for the file.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "is_taken" in vals:
            for sheet in self:
                sheet.import_id._take_rows(sheet)
        if vals.get("decision_body_id"):
            for sheet in self:
                sheet._rows()._drop_question("body")
        return result

    @api.model
    def _names_another(self, body, name):
        """Whether a sheet called ``name`` is called like a meeting other than ``body`` that was chosen (WUT-12.1a)."""
        name, chosen = (name or "").strip(), body.name or ""
        if not chosen or chosen in name or name in chosen:
            return False
        return bool(MEETING.search(name))

    def _rows(self):
        """Rows of this one sheet."""
        return self.import_id.line_ids.filtered(
            lambda row: row.sheet_position == self.position
        )


class DubanImportColumn(models.TransientModel):
    _name = "duban.import.column"
    _description = "Column of an import"
    _inherit = ["duban.screen"]
    _order = "sheet_id, position, id"
    _transient_max_hours = 48.0

    sheet_id = fields.Many2one(
        "duban.import.sheet", required=True, index=True, ondelete="cascade"
    )
    import_id = fields.Many2one(related="sheet_id.import_id", store=True, index=True)
    position = fields.Integer(readonly=True)
    title = fields.Char(readonly=True)
    sample = fields.Char("Example", readonly=True)
    column_key = fields.Selection(
        "_column_keys",
        "Taken as",
        help="Empty: the column is left. Read again after a change.",
    )
    found_key = fields.Char(readonly=True)
    certainty = fields.Integer("Sure (%)", readonly=True)
    message = fields.Char("Note", readonly=True)

    @api.model
    def _column_keys(self):
        """What a column can be taken as, in the order of a ledger."""
        own = self.env["duban.label"]._own
        rules = self.env["duban.regulation"]._in_force()
        return [(key, own(said, rules)) for key, said in self._column_words()]

    @api.model
    def _column_words(self):
        return [
            ("row", self.env._("Number in the file")),
            ("name", self.env._("Matter")),
            ("content", self.env._("Content")),
            ("lead", self.env._("Lead unit")),
            ("units", self.env._("Responsible units (the first leads)")),
            ("co_units", self.env._("Co-units")),
            ("due", self.env._("Due date")),
            ("new_due", self.env._("Adjusted due date")),
            ("leader", self.env._("Leader")),
            ("handler", self.env._("Handler")),
            ("measures", self.env._("Measures")),
            ("objective", self.env._("Objective")),
            ("requirement", self.env._("Requirements")),
            ("basis", self.env._("Basis")),
            ("source", self.env._("Source")),
            ("category", self.env._("Category")),
            ("meeting_date", self.env._("Date of the meeting")),
            ("progress", self.env._("Progress")),
            ("status", self.env._("Finished or not")),
            ("done_date", self.env._("Finished on")),
            ("remark", self.env._("Remark")),
        ]

    def write(self, vals):
        if "column_key" in vals and any(
            column.import_id.phase != "preview" for column in self
        ):
            raise UserError(
                self.env._("Columns are chosen before the drafts are created.")
            )
        return super().write(vals)
