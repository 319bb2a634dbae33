"""The figures of one unit or person in a frozen table, and the way from a figure to its matters."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.duban_supervision import clock
from odoo.addons.duban_supervision.models.matter.states import (
    CLOSED_STATES,
    RUNNING_STATES,
)

from .. import tenures
from .statistics import NEVER_COUNTED, RELEASED

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
        """Open the matters behind one line; of these each user sees what the record rules let through.

        The tasks that the line counts; of who has none, those that it helped with or handed over.
        """
        self.ensure_one()
        document = self[self._document]
        by, key = self._counted_by()
        behind = self.env["duban.statistics"]._behind_domain(
            *(document.company_id, document.date_from, document.date_to),
            *(document._counted_categories(), by, key),
            bool(self.task_count),
        )
        # by their numbers: what is asked for names no matter that the user may not read
        matters = self.env["duban.matter"].search(behind)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "duban_supervision.duban_matter_action"
        )
        return {
            **action,
            "name": self.name,
            "domain": [("id", "in", matters.ids)],
            "context": {},
        }


class DubanStatistics(models.Model):
    """Which matters the figures of a period count, and whose they were: one rule for tables, lists and drill-downs."""

    _inherit = "duban.statistics"

    @api.model
    def _regulation_of(self, company, date_to):
        """The rules by which a period is counted: those in force on its last day, whenever it is counted (CORE-31)."""
        regulation = self.env["duban.regulation"]._in_force(company, date_to)
        # sudo: rules are everybody's
        return regulation.sudo()

    @api.model
    def _period_condition(self, regulation, date_from, date_to, alias="m"):
        """Which matters belong to the period, as SQL."""
        m = SQL.identifier(alias)
        if regulation.rate_basis == "filed":
            return SQL("%s.date_filed BETWEEN %s AND %s", m, date_from, date_to)
        return SQL(
            "%(m)s.date_filed <= %(last)s AND (%(m)s.date_ended IS NULL OR %(m)s.date_ended >= %(first)s)",
            m=m,
            first=date_from,
            last=date_to,
        )

    @api.model
    def _special_offices(self, regulation):
        """Offices whose matters left the supervision office: they are not in its figures."""
        return (
            regulation.discipline_office_id
            | regulation.supervisory_office_id
            | regulation.secrecy_office_id
        ) - regulation.office_id

    @api.model
    def _counts_in(self, company, regulation, date_from, date_to, alias="m"):
        """Whether a matter is a task of the period at all, as SQL (AMB-24, AMB-59)."""
        return SQL(
            """%(m)s.company_id = %(company)s AND %(m)s.date_filed IS NOT NULL AND %(period)s
               AND %(m)s.state NOT IN %(never)s
               AND NOT (%(m)s.state IN %(released)s AND %(m)s.date_ended <= %(date_to)s)
               AND NOT (COALESCE(%(m)s.office_id, 0) = ANY(%(special)s))""",
            m=SQL.identifier(alias),
            company=company.id,
            period=self._period_condition(regulation, date_from, date_to, alias),
            never=NEVER_COUNTED,
            released=RELEASED,
            date_to=date_to,
            special=self._special_offices(regulation).ids,
        )

    @api.model
    def _breakdown_condition(self, regulation, part):
        """Of a broken-down matter the figures count its parts, or the whole, never both (CORE-33).

        A part stands for its whole where it counts itself: a task of the period is not lost because it was broken down
        later, or because its parts ended before.

        :param part: SQL of whether a part (alias ``part``) counts
        """
        if regulation.count_breakdown == "parents":
            return SQL("m.parent_id IS NULL")
        return SQL(
            """NOT EXISTS (SELECT 1 FROM duban_matter part
                            WHERE part.parent_id = m.id AND part.parent_id IS NOT NULL AND %s)""",
            part,
        )

    @api.model
    def _on_ledger(self, company, date_from, date_to, categories=None):
        """The matters (alias ``m``) that the figures of a period count, each task once, as SQL.

        :param categories: ``duban.source.category`` recordset to limit the count to; None: all
        """
        regulation = self._regulation_of(company, date_to)
        limits = company, regulation, date_from, date_to
        return SQL(
            "%s AND %s %s",
            self._counts_in(*limits),
            self._breakdown_condition(regulation, self._counts_in(*limits, "part")),
            SQL(
                "AND m.category_group_id = ANY(%s)",
                # sudo: the link between versions of a category is no secret
                [category._first().id for category in categories.sudo()],
            )
            if categories is not None
            else SQL(),
        )

    @api.model
    def _counted_domain(self, company, date_from, date_to, categories=None):
        """The same as a domain on ``duban.matter``."""
        self._flush_for_figures()
        on_ledger = self._on_ledger(company, date_from, date_to, categories)
        return Domain("id", "in", SQL("(SELECT m.id FROM duban_matter m WHERE %s)", on_ledger))  # fmt: skip

    @api.model
    def _behind_domain(
        self, company, date_from, date_to, categories, by, key, tasks=True
    ):
        """Domain of the matters behind the figures of one unit or person.

        :param by: as for ``_figures``; ``key``: the record
        :param tasks: its tasks; else those that it helped with, or handed over in the period
        """  # fmt: skip
        counted = self._counted_domain(company, date_from, date_to, categories)
        if tasks:
            keys = key.ids or [False]
            return counted & self._holder_domain(company, date_to, keys, by)
        column, co_column, _model = tenures.DIMENSIONS[by]
        former = SQL(
            "WITH held AS (%s) SELECT matter_id FROM held WHERE key = ANY(%s) AND until > %s",
            tenures.held(column, SQL("AND m.company_id = %s", company.id)),
            key.ids,
            date_from,
        )
        behind = Domain("id", "in", SQL("(%s)", former))
        if co_column:
            helped = SQL(
                "SELECT matter_id FROM (%s) u WHERE key = ANY(%s)",
                tenures.helped(company, co_column, date_from, date_to),
                key.ids,
            )
            behind |= Domain("id", "in", SQL("(%s)", helped))
        return counted & behind

    # -- how they stood at the end of a period

    @api.model
    def _is_closed(self, date_to):
        return SQL(
            "CROSS JOIN LATERAL (SELECT m.state IN %s AND m.date_closed <= %s AS is_closed) c",
            CLOSED_STATES,
            date_to,
        )

    @api.model
    def _later(self, company, date_to):
        """SQL of ``tenures.later`` for the end of a period."""
        stop = clock.day_start(company, fields.Date.add(date_to, days=1))
        zone = clock.zone(company).zone
        return tenures.later(company, date_to, stop, clock.today(company), zone)

    @api.model
    def _is_overdue(self, company, date_to):
        """Whether what is not closed (``m``, with ``l`` of ``_later``) was late at the end of the period, as SQL."""
        return SQL(
            # a date that was let pass before another one was set stays missed (CORE-34)
            """CASE WHEN l.matter_id IS NOT NULL THEN l.is_overdue IS TRUE
                    WHEN m.state NOT IN %s AND m.was_late AND m.date_result <= %s THEN TRUE
                    ELSE m.date_deadline < LEAST(%s, %s)
                         AND CASE WHEN m.state IN %s THEN m.paused_since IS NULL
                                  ELSE m.date_result > m.date_deadline END END""",
            *(RUNNING_STATES, date_to),
            *(clock.today(company), date_to, RUNNING_STATES),
        )

    @api.model
    def _overdue_domain(self, company, date_from, date_to, categories=None):
        """Domain of the matters that the figures call overdue at the end of the period."""
        self._flush_for_figures()
        late = SQL(
            """WITH held AS (%s), later AS (%s)
               SELECT m.id FROM duban_matter m LEFT JOIN later l ON l.matter_id = m.id %s
                WHERE %s AND NOT c.is_closed AND %s""",
            tenures.held("lead_unit_id", SQL("AND m.company_id = %s", company.id)),
            self._later(company, date_to),
            self._is_closed(date_to),
            self._on_ledger(company, date_from, date_to, categories),
            self._is_overdue(company, date_to),
        )
        return Domain("id", "in", SQL("(%s)", late))

    @api.model
    def _moved(self, company, day, by="unit"):
        """Matters that another unit took over after ``day``, and who had them at its end (CORE-21).

        :param by: as for ``_figures``
        :return: {matter id: id of the unit or person}
        """
        self._flush_for_figures()
        self.env.cr.execute(
            SQL(
                "WITH held AS (%s) SELECT matter_id, key FROM (%s) h WHERE moved",
                tenures.held(
                    tenures.DIMENSIONS[by][0], SQL("AND m.company_id = %s", company.id)
                ),
                tenures.holders(day),
            )
        )
        return dict(self.env.cr.fetchall())

    @api.model
    def _holder_domain(self, company, day, keys, by="unit"):
        """Domain of the matters that these units or people (ids) had at the end of ``day``, whose task they are."""
        moved = self._moved(company, day, by)
        theirs = [matter for matter, key in moved.items() if key in keys]
        domain = Domain(tenures.DIMENSIONS[by][0], "in", keys)
        if moved:
            domain &= Domain("id", "not in", list(moved))
        return domain | Domain("id", "in", theirs) if theirs else domain
