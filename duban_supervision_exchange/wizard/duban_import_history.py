"""A ledger of a past year: what was finished then comes in as history, so that the year's figures are right."""

from odoo import fields, models


class DubanImport(models.TransientModel):
    _inherit = "duban.import"

    is_history = fields.Boolean(
        "Ledger of a past year",
        help="Rows that say they are finished are kept as history: archived with the day on which they ended, "
        "in the year's figures, and in no reminder. The others become drafts.",
    )


class DubanImportLine(models.TransientModel):
    _inherit = "duban.import.line"

    def _create_matters(self):
        result = super()._create_matters()
        for line in self.filtered(
            lambda row: row.import_id.is_history and row.is_finished
        ):
            line._keep_as_history()
        return result

    def _keep_as_history(self):
        """The draft of this one line, ended on the day that the file names, else on its due date or the year's end."""
        values, job = self.values_json or {}, self.import_id
        year_end = fields.Date.to_date(f"{job.year}-12-31")
        ended = (
            fields.Date.to_date(values.get("done_date"))
            or self.date_deadline
            or year_end
        )
        begun = fields.Date.to_date(values.get("meeting_date")) or job.meeting_date
        if not begun or begun > ended:
            begun = min(ended, fields.Date.to_date(f"{job.year}-01-01"))
        self.matter_id._transition(
            "keep_as_history", begun=begun, ended=ended, result=values.get("progress") or ""
        )  # fmt: skip
        self.write({"verdict": "history"})
