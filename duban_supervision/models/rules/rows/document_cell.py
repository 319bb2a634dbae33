"""Cells of printed forms and columns of ledgers, as rows of the regulation."""

from functools import cache

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import file_open

from ..file.regulation_layout import cell_values
from ..file.regulation_yaml import parse

#: model that a document is printed for; anything else is printed for a matter
DOCUMENT_MODELS = {
    "request": "duban.request",
    "records": "duban.record",
    "urging_notice": "duban.record",
    "warning_notice": "duban.record",
}
NUMBER_KEYS = ("number", "matter.number")
#: cells whose word is that of a field of the matter
FIELD_OF_CELL = {
    "matter.number": "number",
    "matter.name": "name",
    "co_units": "co_unit_ids",
    "deadline": "date_deadline",
    "warned_deadline": "date_deadline",
    "unit": "lead_unit_id",
    "matter.lead_unit_id": "lead_unit_id",
}


@cache
def common_forms():
    """{form: [(key, values of the cell)]} of the engine's 通用办法: printed where a regulation says nothing else."""
    with file_open("duban_supervision/data/common.yaml") as file:
        content = parse(file.read())
    forms = {}
    for heading, cells in content.items():
        named = [cell if isinstance(cell, dict) else {cell: []} for cell in cells]
        forms[heading.removeprefix("form ")] = [
            (key, cell_values(marks)[0])
            for cell in named
            for key, marks in cell.items()
        ]
    return forms


def word_key(cell):
    """Key of the institution's word for what the cell ``cell`` (key) prints."""
    return f"field:{FIELD_OF_CELL.get(cell, cell)}"


class DubanDocumentCell(models.Model):
    """One cell of a document: which value, under which word, how wide.

    ``document`` is ``notice``, ``ledger``, ``request``, ``records`` or a code of an institution's own form. ``key`` is
    a field or a getter ``_document_value_<key>`` of the document's model.
    """

    _name = "duban.document.cell"
    _inherit = "duban.regulation.row"
    _description = "Cell of a document"
    _order = "document, sequence, id"
    _rec_name = "label"

    document = fields.Char(
        required=True, help="notice, ledger, request, records or an own code."
    )
    document_name = fields.Char("Title of the form", compute="_compute_document_name")
    key = fields.Char("Value", required=True, help="Field or getter of the record.")
    label = fields.Char(required=True)
    hint = fields.Char(help="Small print under the label.")
    is_full = fields.Boolean(
        "Full width", help="Form: takes the whole row instead of half."
    )
    is_tall = fields.Boolean("Room to write", help="Form: at least a few lines high.")
    is_choice = fields.Boolean(
        "As choices", help="Form: all choices are printed, the chosen one is marked."
    )
    width = fields.Integer(default=10, help="List: relative width of the column.")

    _key_uniq = models.UniqueIndex(
        "(regulation_id, document, key)", "This document already has that cell."
    )

    @api.depends("document", "regulation_id.label_ids")
    def _compute_document_name(self):
        names = {
            "notice": self.env._("Supervision notice"),
            "ledger": self.env._("Ledger"),
            "request": self.env._("Request"),
            "records": self.env._("Supervision records"),
            "warning_notice": self.env._("Warning notice"),
        }
        for cell in self:
            default = names.get(cell.document, "")
            cell.document_name = (
                cell.regulation_id._document_title(cell.document, default)
                if cell.document
                else False
            )

    @api.model
    def _document_model(self, document):
        """Name of the model that ``document`` is printed for. Hook."""
        return DOCUMENT_MODELS.get(document, "duban.matter")

    @api.constrains("document", "key")
    def _check_key(self):
        for cell in self:
            model = self.env[cell._document_model(cell.document)]
            if not model._document_has(cell.key):
                raise ValidationError(
                    self.env._(
                        "%(model)s has no value “%(key)s” to print.",
                        model=model._description,
                        key=cell.key,
                    )
                )


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    document_cell_ids = fields.One2many("duban.document.cell", "regulation_id")
    notice_on_assignment = fields.Boolean(
        help="Assigning a matter attaches the printed notice to it."
    )

    def _list_fields(self):
        return [*super()._list_fields(), "document_cell_ids"]

    def action_write_out_cells(self):
        """Make lines of the common cells of every form that has none of its own, so that they can be edited.

        :raise AccessError: for anyone but an administrator (the lines are written as the user)
        """
        Cell = self.env["duban.document.cell"]
        for regulation in self:
            own = set(regulation.document_cell_ids.mapped("document"))
            for document in common_forms():
                if document in own:
                    continue
                Cell.create(
                    [
                        {
                            "regulation_id": regulation.id,
                            "document": document,
                            "sequence": 10 * position,
                            "key": cell["key"],
                            "label": cell["label"],
                            "is_full": cell["full"],
                            "is_tall": cell["tall"],
                            "width": cell["width"],
                        }
                        for position, cell in enumerate(
                            regulation._default_document_cells(document), 1
                        )
                    ]
                )
        return True

    def _document_title(self, document, default):
        """Title of ``document`` in the regulation's words (label ``doc:<document>``)."""
        return self.env["duban.label"]._word(self, f"doc:{document}", default)

    def _document_cells(self, document):
        """Cells of ``document`` of this one regulation.

        :return: ordered list of dicts key, label, hint, full, tall, choice, width
        """
        self.ensure_one()
        model = self.env[self.env["duban.document.cell"]._document_model(document)]
        # A value of an addon that was uninstalled is printed no more.
        # sudo: layout only; whoever may print the record needs it
        rows = self.sudo().document_cell_ids.filtered(
            lambda cell: cell.document == document and model._document_has(cell.key)
        )
        if rows:
            return [
                {
                    "key": row.key,
                    "label": row.label,
                    "hint": row.hint or "",
                    "full": row.is_full,
                    "tall": row.is_tall,
                    "choice": row.is_choice,
                    "width": row.width or 10,
                }
                for row in rows.sorted(lambda row: (row.sequence, row.id))
            ]
        return self._default_document_cells(document)

    def _default_document_cells(self, document):
        labels = self._document_labels()
        Label = self.env["duban.label"]
        return [
            {
                "key": key,
                "label": said.get("label")
                or Label._word(self, word_key(key), "")
                or labels.get(key, key),
                "hint": "",
                "full": said.get("is_full", False),
                "tall": said.get("is_tall", False),
                "choice": False,
                "width": said.get("width", 10),
            }
            for key, said in common_forms().get(document, ())
        ]

    def _document_labels(self):
        """Common words of the cells that a regulation does not name itself: {key: label}."""
        return {
            "row": self.env._("No."),
            "number": self.env._("Number"),
            "matter.number": self.env._("Number"),
            "name": self.env._("Matter"),
            "matter.name": self.env._("Matter"),
            "source": self.env._("Source"),
            "basis": self.env._("Basis for supervision"),
            "lead_unit_id": self.env._("Lead unit"),
            "co_units": self.env._("Co-units"),
            "leader_in_charge_id": self.env._("Leader in charge"),
            "content": self.env._("Content of supervision"),
            "deadline": self.env._("Due date"),
            "channel": self.env._("Issued through, on"),
            "progress": self.env._("Progress"),
            "urging_count": self.env._("Times urged"),
            "extension": self.env._("Extension"),
            "completion": self.env._("Result"),
            "date_closed": self.env._("Closed on"),
            "date_deadline_before": self.env._("Original due date"),
            "date_applied": self.env._("Applied on"),
            "days_before": self.env._("Days before the due date"),
            "requested": self.env._("Requested due date"),
            "reason": self.env._("Reason"),
            "decided_by": self.env._("Decided by"),
            "decision_date": self.env._("Decision of"),
            "opinion": self.env._("Opinion"),
            "date": self.env._("Date"),
            "mode": self.env._("Mode"),
            "contact": self.env._("Contacted"),
            "summary": self.env._("Summary"),
            "answer": self.env._("Answer"),
            "level": self.env._("Level of the warning"),
            "unit": self.env._("Lead unit"),
            "person_id": self.env._("Head"),
            "warned_deadline": self.env._("Due date"),
            "new_limit": self.env._("Answer by"),
            "copies": self.env._("Copied to"),
            "talk": self.env._("Talk"),
            "user_id": self.env._("Recorded by"),
        }

    def _document_rows(self, document, record):
        """Cells of a form in rows: a full-width cell alone, half-width cells in pairs.

        The number has no place on the forms of an institution that numbers nothing. Who supervises a matter together
        with the office stands on its notice (XISU-7.1d).
        """
        rows, pair, joint = [], [], None
        keys = {cell["key"] for cell in self._document_cells(document)}
        if (
            document == "notice"
            and record.joint_unit_ids
            and "joint_unit_ids" not in keys
        ):
            joint = {
                "key": "joint_unit_ids", "label": record._label("joint_unit_ids"),
                "hint": "", "full": True, "tall": False, "choice": False, "width": 10,
            }  # fmt: skip
        for cell in self._document_cells(document):
            if (
                cell["key"] in NUMBER_KEYS
                and not self.number_pattern
                and not record._document_text(cell["key"])
            ):
                continue
            if cell["full"]:
                if pair:
                    rows.append(pair)
                    pair = []
                rows.append([cell])
                continue
            pair.append(cell)
            if len(pair) == 2:
                rows.append(pair)
                pair = []
        if pair:
            rows.append(pair)
        if joint:
            units = [
                place
                for place, row in enumerate(rows, 1)
                if {"lead_unit_id", "co_units"} & {cell["key"] for cell in row}
            ]
            rows.insert(max(units, default=len(rows)), [joint])
        return rows
