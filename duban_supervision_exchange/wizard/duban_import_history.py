"""A ledger of a past year: what was finished then comes in as history, so that the year's figures are right."""

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.duban_supervision import clock
from odoo.addons.duban_supervision.models.matter.matter_workflow import Transition


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


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    is_history = fields.Boolean(
        "Kept from an earlier ledger",
        readonly=True,
        copy=False,
        help="It ended before this system was used.",
    )

    def _get_transitions(self):
        return {
            **super()._get_transitions(),
            ("draft", "keep_as_history"): Transition(
                "archived", "_is_office", ("_check_history",), ("_effect_history",)
            ),
        }

    def _action_names(self):
        return [
            *super()._action_names(),
            ("keep_as_history", self.env._("Keep as history")),
        ]

    def _check_history(self, data):
        """History has ended: a day of the future is none, and only a row of a file is kept so."""
        today = clock.today(self)
        for matter in self:
            if not matter.import_fingerprint or not data.get("ended"):
                raise UserError(
                    self.env._("Only rows of an imported ledger are kept as history.")
                )
            if data["ended"] > today:
                raise UserError(
                    self.env._(
                        "%s has not ended yet: its last day lies in the future.",
                        matter.display_name,
                    )
                )

    def _effect_history(self, data):
        """The days of the old ledger, without number: numbers of this year are for what is filed this year."""
        ruleset = {
            regulation: self.env["duban.ruleset"]._freeze(regulation)
            for regulation in self.regulation_id
        }
        for matter in self:
            matter.write(
                {
                    "is_history": True,
                    "ruleset_id": ruleset[matter.regulation_id].id,
                    "date_filed": data["begun"],
                    "date_closed": data["ended"],
                    "date_ended": data["ended"],
                    "date_archived": data["ended"],
                    "result": data["result"],
                }
            )
        self._sync_unit_lines()
        self._refresh_access()

    def _expected_todos(self):
        """Nobody is reminded of history."""
        return [] if self.is_history else super()._expected_todos()
