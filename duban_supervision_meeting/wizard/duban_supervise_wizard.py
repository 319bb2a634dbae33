"""What matters made of decided items still need before they are filed, asked for all of them at once."""

from odoo import api, fields, models
from odoo.exceptions import UserError

#: chosen once for all of them
COMMON = ("source_category_id", "form_id", "grade_id", "period_months")
#: said for each of them
EACH = ("objective", "measures", "handler_id", "date_deadline")


class DubanSuperviseWizard(models.TransientModel):
    _name = "duban.supervise.wizard"
    _description = "Complete and file what minutes became"
    _inherit = ["duban.screen"]

    matter_ids = fields.Many2many("duban.matter", string="Matters")
    regulation_id = fields.Many2one("duban.regulation", readonly=True)
    source_category_id = fields.Many2one(
        "duban.source.category",
        "Source category",
        domain="[('regulation_id', '=', regulation_id), ('parent_id', '=', False)]",
    )
    form_id = fields.Many2one(
        "duban.option",
        domain="[('list_code', '=', 'form'), ('regulation_id', '=', regulation_id)]",
    )
    grade_id = fields.Many2one(
        "duban.grade", domain="[('regulation_id', '=', regulation_id)]"
    )
    period_months = fields.Integer("Supervision period (months)")
    asks = fields.Json(
        readonly=True,
        export_string_translation=False,
        help="Names of the fields that one of the matters needs and lacks.",
    )
    asks_category = fields.Boolean(compute="_compute_asks")
    asks_form = fields.Boolean(compute="_compute_asks")
    asks_grade = fields.Boolean(compute="_compute_asks")
    asks_period = fields.Boolean(compute="_compute_asks")
    asks_objective = fields.Boolean(compute="_compute_asks")
    asks_measures = fields.Boolean(compute="_compute_asks")
    asks_handler = fields.Boolean(compute="_compute_asks")
    asks_date = fields.Boolean(compute="_compute_asks")
    problems = fields.Text("Still missing", readonly=True)

    @api.depends("asks")
    def _compute_asks(self):
        for wizard in self:
            asked = set(wizard.asks or [])
            wizard.asks_category = "source_category_id" in asked
            wizard.asks_form = "form_id" in asked
            wizard.asks_grade = "grade_id" in asked
            wizard.asks_period = "period_months" in asked
            wizard.asks_objective = "objective" in asked
            wizard.asks_measures = "measures" in asked
            wizard.asks_handler = "handler_id" in asked
            wizard.asks_date = "date_deadline" in asked

    @api.model
    def _open_for(self, matters, problems):
        """The dialog over ``matters`` that wait as drafts; None where nothing that it asks for would help.

        :param problems: what each of them said, in words
        """
        asked = sorted(matters._lacking_at_filing() & {*COMMON, *EACH})
        if not asked:
            return None
        usual = matters.source_category_id.usual_form_id.filtered("active")
        if len(usual) == 1 and all(
            matter._lacking_at_filing() == {"form_id"} for matter in matters
        ):
            # the proposed form is the answer to all that they said
            problems = []
        wizard = self.create(
            {
                "matter_ids": [fields.Command.set(matters.ids)],
                # proposed where all have the same usual form
                "form_id": usual.id if len(usual) == 1 else False,
                "regulation_id": matters.regulation_id[:1].id,
                "asks": asked,
                "problems": "\n".join(dict.fromkeys(problems)),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What the matters still need"),
            "res_model": self._name,
            "res_id": wizard.id,
            "views": [[False, "form"]],
            "target": "new",
        }

    def action_go_on(self):
        """Give every matter what was chosen for all, file and assign; what still misses something is asked again.

        What a matter says already stays as it is.

        :raise UserError: nothing waits any more
        :return: the matters, or the dialog again over those that wait
        """
        self.ensure_one()
        waiting = self.matter_ids.filtered(lambda matter: matter.state == "draft")
        if not waiting:
            raise UserError(
                self.env._("None of these matters waits as a draft any more.")
            )
        for name in COMMON:
            if self[name]:
                value = self._fields[name].convert_to_write(self[name], self)
                waiting.filtered(lambda matter, name=name: not matter[name]).write(
                    {name: value}
                )
        return waiting._go_on(self.matter_ids)
