"""The figures of one unit or person in a frozen table, and the way from a figure to its matters."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.duban_supervision import clock

from .. import tenures

LINE_FIELDS = (
    "task_count", "closed", "closed_on_time", "closed_late", "in_progress", "overdue", "urged", "urgings", "extended",
    "extensions", "returned", "marks", "co_count", "handed_over", "handed_over_late", "completion_rate",
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
    extensions = fields.Integer("Times extended")
    returned = fields.Integer("Times returned")
    marks = fields.Integer("False, delayed or omitted reports")
    co_count = fields.Integer("Tasks as co-unit")
    handed_over = fields.Integer(
        "Tasks handed over",
        help="Tasks that another unit took over in the period; they count for that unit.",
    )
    handed_over_late = fields.Integer("Handed over late")
    completion_rate = fields.Float(
        "Completion rate (%)", digits=(16, 1), aggregator="avg"
    )

    def _counted_by(self):
        """Hook: what this one line counts by, and the record that it counts for."""
        return "unit", self.department_id

    def action_open_matters(self):
        """Open the matters behind one line; of these each user sees what the record rules let through."""
        self.ensure_one()
        document = self[self._document]
        Statistics = self.env["duban.statistics"]
        period = Statistics._period_domain(
            document.regulation_id, document.date_from, document.date_to
        )
        by, key = self._counted_by()
        holder = Statistics._holder_domain(
            document.company_id, document.date_to, key.ids or [False], by, readable=True
        )
        company = Domain("company_id", "=", document.company_id.id)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "duban_supervision.duban_matter_action"
        )
        return {
            **action,
            "name": self.name,
            "domain": list(period & holder & company),
            "context": {},
        }


class DubanStatistics(models.Model):
    _inherit = "duban.statistics"

    @api.model
    def _moved(self, company, day, by="unit"):
        """Matters that another unit took over after ``day``, and who had them at its end (CORE-21).

        :param by: as for ``_figures``
        :return: {matter id: (id of the unit or person, whether it was late on that day)}
        """
        self._flush_for_figures()
        self.env.cr.execute(
            SQL(
                "WITH held AS (%s) SELECT matter_id, key, is_overdue FROM (%s) h WHERE moved",
                tenures.held(
                    tenures.DIMENSIONS[by][0], SQL("AND m.company_id = %s", company.id)
                ),
                tenures.holders(day, clock.today(company), clock.zone(company).zone),
            )
        )
        return {matter: (key, late) for matter, key, late in self.env.cr.fetchall()}

    @api.model
    def _holder_domain(self, company, day, keys, by="unit", readable=False):
        """Domain of the matters that these units or people (ids) had at the end of ``day``, whose task they are.

        :param readable: name no matter that the user may not read: the domain goes to a client
        """
        moved = self._moved(company, day, by)
        if readable and moved:
            seen = self.env["duban.matter"].search([("id", "in", list(moved))]).ids
            moved = {matter: moved[matter] for matter in seen}
        theirs = [matter for matter, (key, _late) in moved.items() if key in keys]
        domain = Domain(tenures.DIMENSIONS[by][0], "in", keys)
        if moved:
            domain &= Domain("id", "not in", list(moved))
        return domain | Domain("id", "in", theirs) if theirs else domain
