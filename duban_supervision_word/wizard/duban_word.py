"""Which document is wanted as a Word file."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class DubanWord(models.TransientModel):
    """The print menu's dialog: the documents of the chosen records, one of them as Word."""

    _name = "duban.word"
    _description = "Document as Word"
    _inherit = ["duban.screen"]

    report = fields.Selection("_selection_report", "Document")

    @api.model
    def _records(self):
        """(model, ids) that the dialog was opened for."""
        context = self.env.context
        ids = context.get("active_ids") or [context.get("active_id")]
        return context.get("active_model"), [each for each in ids if each]

    @api.model
    def _selection_report(self):
        reports = self.env["ir.actions.report"]._duban_word_reports(*self._records())
        return [(str(report.id), report.name) for report in reports]

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        choices = self._selection_report()
        if "report" in fields and choices:
            values["report"] = choices[0][0]
        return values

    def action_download(self):
        """Download the chosen document.

        :raise UserError: nothing was chosen
        """
        self.ensure_one()
        _model, ids = self._records()
        if not self.report or not ids:
            raise UserError(self.env._("Please choose a document."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/duban/word/{self.report}/{','.join(map(str, ids))}",
            "target": "download",
        }
