"""One overview of both ways: ledger tasks and special notices (LZU-6.0)."""

from odoo import api, fields, models
from odoo.tools import SQL


class DubanLzuOverview(models.Model):
    """A view over ledger and notices; each row is seen by whoever sees the record behind it."""

    _name = "duban.lzu.overview"
    _description = "Ledger tasks and special notices"
    _inherit = ["duban.follows", "duban.screen"]
    _auto = False
    _order = "date desc, id desc"
    _depends = {
        "duban.matter": [
            "number",
            "name",
            "lead_unit_id",
            "date_filed",
            "date_deadline",
            "company_id",
            "regulation_id",
            "state",
        ],
        "duban.lzu.notice": [
            "number",
            "name",
            "lead_unit_id",
            "date_issued",
            "date_deadline",
            "company_id",
            "state",
        ],
    }

    kind = fields.Selection(
        [("ledger", "Ledger"), ("notice", "Special notice")], readonly=True
    )
    matter_id = fields.Many2one("duban.matter", readonly=True)
    notice_id = fields.Many2one("duban.lzu.notice", readonly=True)
    number = fields.Char(readonly=True)
    name = fields.Char("Task", readonly=True)
    lead_unit_id = fields.Many2one("hr.department", readonly=True)
    date = fields.Date("Since", readonly=True)
    date_deadline = fields.Date("Due date", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    state_text = fields.Char("State", compute="_compute_state_text")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT 2 * m.id AS id, 'ledger' AS kind, m.id AS matter_id, NULL::integer AS notice_id, m.number, m.name,
                   m.lead_unit_id, m.date_filed AS date, m.date_deadline, m.company_id
              FROM duban_matter m JOIN duban_regulation r ON r.id = m.regulation_id AND r.lzu_notice_enabled
             WHERE m.date_filed IS NOT NULL AND m.state NOT IN ('rejected', 'merged')
            UNION ALL
            SELECT 2 * n.id + 1, 'notice', NULL, n.id, n.number, n.name,
                   n.lead_unit_id, n.date_issued, n.date_deadline, n.company_id
              FROM duban_lzu_notice n
             WHERE n.state <> 'draft'
            """
        )

    @api.depends("matter_id", "notice_id")
    def _compute_state_text(self):
        states = dict(
            self.env["duban.lzu.notice"]
            ._fields["state"]
            ._description_selection(self.env)
        )
        for row in self:
            row.state_text = (
                row.matter_id._state_label()
                if row.matter_id
                else states.get(row.notice_id.state)
            )

    @api.model
    def _parent_fields(self):
        return ("matter_id", "notice_id")

    def action_open(self):
        """Open the task or the notice behind this row."""
        self.ensure_one()
        return (self.matter_id or self.notice_id).get_formview_action()
