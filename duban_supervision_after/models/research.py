"""Supervision research (督办调研): problems found on site, their causes, what to do."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.duban_supervision import clock


class DubanResearch(models.Model):
    _name = "duban.research"
    _description = "Research record"
    _inherit = ["duban.office.document", "mail.thread"]
    _happened = {"date": ("reported",)}
    _order = "date desc, id desc"
    _switch = "research_enabled"
    #: problem, cause and suggestion belong together (XISU-10.2)
    _core = ("problem", "cause", "suggestion")

    name = fields.Char("Subject", required=True)
    date = fields.Date(required=True, default=clock.today)
    place = fields.Char()
    user_ids = fields.Many2many(
        "res.users",
        "duban_research_user_rel",
        string="Carried out by",
        default=lambda self: self.env.user,
        context={"active_test": False},
    )
    unit_ids = fields.Many2many(
        "hr.department",
        "duban_research_unit_rel",
        string="Units visited",
        context={"active_test": False},
    )
    matter_ids = fields.Many2many(
        "duban.matter", "duban_research_matter_rel", string="Matters"
    )
    problem = fields.Text("Problems found")
    cause = fields.Text("Causes")
    suggestion = fields.Text("Countermeasures and suggestions")
    attachment_ids = fields.Many2many(
        "ir.attachment", "duban_research_attachment_rel", string="Files"
    )
    state = fields.Selection(
        [("draft", "Draft"), ("reported", "Reported")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    reader_ids = fields.Many2many(
        "res.users", "duban_research_reader_rel", string="Reported to"
    )
    date_reported = fields.Date("Reported on", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for record in records:
            record._required(self._core)
        return records

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(self._core):
            for record in self:
                record._required(self._core)
        return result

    def action_report(self):
        """Report to the leaders chosen; from then on they read it.

        :raise UserError: nobody chosen, or already reported
        """
        for record in self:
            record._check_writable({})
            if not record.reader_ids:
                raise UserError(self.env._("Choose the leaders it is reported to."))
        # sudo: the office was checked; the report goes to leaders whose addresses it may not see
        records = self.sudo()
        records.write({"state": "reported", "date_reported": clock.today(self)})
        for record in records:
            record.message_post(
                body=self.env._("%s was reported.", record.name),
                partner_ids=record.reader_ids.partner_id.ids,
                subtype_xmlid="mail.mt_note",
            )
        return True
