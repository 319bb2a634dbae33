"""新版本: from which day; and two versions side by side."""

from odoo import api, fields, models


class DubanRegulationVersion(models.TransientModel):
    _name = "duban.regulation.version"
    _description = "Version of a regulation"
    _inherit = ["duban.screen"]

    regulation_id = fields.Many2one("duban.regulation", required=True)
    other_id = fields.Many2one("duban.regulation", "Compared with")
    company_id = fields.Many2one(related="regulation_id.company_id")
    date_from = fields.Date("Applies from")
    line_ids = fields.One2many(
        "duban.regulation.version.line", "wizard_id", compute="_compute_line_ids"
    )

    @api.depends("regulation_id", "other_id")
    def _compute_line_ids(self):
        Line = self.env["duban.regulation.version.line"]
        for wizard in self:
            changes = (
                wizard.regulation_id._changes_since(wizard.other_id)
                if wizard.other_id
                else []
            )
            wizard.line_ids = Line.browse().concat(
                *(
                    Line.new({"place": place, "old": old, "new": new})
                    for place, old, new in changes
                )
            )

    def action_new_version(self):
        """Make the new version and open it.

        :raise UserError: no day, or one that is too early
        """
        self.ensure_one()
        self.regulation_id.check_access("write")
        new = self.regulation_id._new_version(self.date_from)
        return {
            "type": "ir.actions.act_window",
            "res_model": "duban.regulation",
            "res_id": new.id,
            "views": [(False, "form")],
        }

    def _reopen(self):
        view = self.env.ref("duban_supervision.duban_regulation_version_view_compare")
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(view.id, "form")],
            "target": "new",
            "name": self.env._("Compare versions"),
        }


class DubanRegulationVersionLine(models.TransientModel):
    _name = "duban.regulation.version.line"
    _description = "Difference between two versions"
    _inherit = ["duban.screen"]

    wizard_id = fields.Many2one("duban.regulation.version", ondelete="cascade")
    place = fields.Char("Rule", readonly=True)
    old = fields.Char("Before", readonly=True)
    new = fields.Char("After", readonly=True)
