"""The institution's own status bar over the engine's states."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DubanProcedureStep(models.Model):
    """A step of the procedure in the regulation's own words, covering one or more states."""

    _name = "duban.procedure.step"
    _inherit = "duban.regulation.row"
    _description = "Procedure step"

    name = fields.Char(required=True)
    states = fields.Char(
        required=True, help="Engine states that this step covers, separated by commas."
    )
    option_id = fields.Many2one(
        "duban.option",
        "Mode",
        ondelete="cascade",
        help="Only for matters of this mode.",
    )
    bar = fields.Selection(
        [("steps", "Steps"), ("stages", "Stages")], required=True, default="steps"
    )
    is_optional = fields.Boolean(
        help="Runs beside the states, only if needed (e.g. urging)."
    )
    evidence = fields.Selection(
        [
            ("urging", "Urging"),
            ("recheck", "Re-check"),
            ("report_back", "Report back"),
        ],
        "Happened with",
        help="What must have happened for the step to count as done; empty: passing its states is enough.",
    )

    @api.constrains("states")
    def _check_states(self):
        """A misspelt state would make a step that no matter ever reaches."""
        known = self.env["duban.matter"]._fields["state"].get_values(self.env)
        for step in self:
            for code in filter(str.strip, (step.states or "").split(",")):
                if code.strip() not in known:
                    raise ValidationError(
                        self.env._(
                            "“%(step)s”: there is no state “%(code)s”. States: %(states)s",
                            step=step.name,
                            code=code.strip(),
                            states=", ".join(known),
                        )
                    )
