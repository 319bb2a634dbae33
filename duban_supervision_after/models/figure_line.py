"""The figures of one unit or person in a frozen table, and the way from a figure to its matters."""

from odoo import fields, models
from odoo.fields import Domain

LINE_FIELDS = (
    "task_count", "closed", "closed_on_time", "closed_late", "in_progress", "overdue", "urged", "urgings", "extended",
    "returned", "marks", "co_count", "completion_rate",
)  # fmt: skip


class DubanFigureLine(models.AbstractModel):
    """Mixin for lines of bulletins and assessment lists: numbers as ``duban.statistics._figures`` gave them."""

    _name = "duban.figure.line"
    _description = "Figures of a unit or person"
    _inherit = ["duban.document.part"]

    sequence = fields.Integer()
    department_id = fields.Many2one("hr.department", "Unit", ondelete="set null")
    name = fields.Char("Name as printed", required=True)
    task_count = fields.Integer()
    closed = fields.Integer()
    closed_on_time = fields.Integer()
    closed_late = fields.Integer()
    in_progress = fields.Integer()
    overdue = fields.Integer()
    urged = fields.Integer()
    urgings = fields.Integer("Times urged")
    extended = fields.Integer()
    returned = fields.Integer("Times returned")
    marks = fields.Integer("False, delayed or omitted reports")
    co_count = fields.Integer("Tasks as co-unit")
    completion_rate = fields.Float(
        "Completion rate (%)", digits=(16, 1), aggregator="avg"
    )

    def _key_domain(self):
        """Hook: which matters this one line counts, beside the period."""
        return Domain("lead_unit_id", "=", self.department_id.id)

    def action_open_matters(self):
        """Open the matters behind one line; of these each user sees what the record rules let through."""
        self.ensure_one()
        document = self[self._document]
        period = self.env["duban.statistics"]._period_domain(
            document.regulation_id, document.date_from, document.date_to
        )
        company = Domain("company_id", "=", document.company_id.id)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "duban_supervision.duban_matter_action"
        )
        return {
            **action,
            "name": self.name,
            "domain": list(period & self._key_domain() & company),
            "context": {},
        }
