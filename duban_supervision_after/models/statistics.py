"""Statistics: a view over matters for screens, and the figures of a period for reports."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.duban_supervision import clock
from odoo.addons.duban_supervision.models.matter.states import (
    CLOSED_STATES,
    RUNNING_STATES,
    STATES,
    UNIT_ROLES,
)

from .. import tenures
from ..statistics_view import VIEW
from ..tenures import DIMENSIONS

#: states that never count as a task (AMB-24): refused, or the same task as another matter
NEVER_COUNTED = ("draft", "filing_approval", "rejected", "merged", "withdrawn")
#: states that stop counting once the matter ended (AMB-24)
RELEASED = ("exempted", "terminated")
COUNTS = (
    "task_count", "closed", "closed_on_time", "closed_late", "in_progress", "overdue", "urged", "urgings",
    "extended", "extensions", "returned", "marks", "co_count", "co_closed", "pauses", "days_stood", "warnings",
    "handed_over", "handed_over_late",
)  # fmt: skip
#: number -> what it is the sum of, over the rows of `task` in `_figures_query`, each of which stands for n tasks
SUMS = {
    "task_count": SQL("n"),
    "closed": SQL("CASE WHEN is_closed THEN n END"),
    "closed_on_time": SQL("CASE WHEN is_closed AND NOT late THEN n END"),
    "closed_late": SQL("CASE WHEN is_closed AND late THEN n END"),
    "in_progress": SQL("CASE WHEN NOT is_closed THEN n END"),
    "overdue": SQL("CASE WHEN is_overdue THEN n END"),
    **{
        name: SQL.identifier(name)
        for name in (
            *("urged", "urgings", "extended", "extensions"),
            *("returned", "pauses", "days_stood", "warnings"),
            *("handed_over", "handed_over_late"),
        )
    },
}


class DubanStatistics(models.Model):
    """One row per matter on the ledger and unit that leads, led or cooperates in it.

    Reading follows the record rules of the matter like any part of it, so a drill-down never shows more than the
    ledger does (CORE-12). The task stands on the row of the unit that leads: sums count each matter once. What happened
    stands on the row of the unit that led when it did (CORE-21).
    """

    _name = "duban.statistics"
    _description = "Supervision statistics"
    _inherit = ["duban.matter.part"]
    _auto = False
    _order = "date_filed desc, id desc"
    _rec_name = "matter_id"
    _depends = {
        "duban.matter": [
            "company_id", "regulation_id", "state", "category_group_id", "grade_group_id", "form_group_id",
            "lead_unit_id", "leader_in_charge_id", "unit_head_id", "handler_id", "date_filed", "date_assigned",
            "date_deadline", "date_result", "date_closed", "date_ended", "closed_late", "urging_count",
            "return_count", "paused_since", "pause_count", "tenures", "co_tenures", "was_late", "parent_id",
            "office_id",
        ],
        "duban.regulation": ["active", "company_id", "date_from", "count_breakdown"],
        "duban.pause": ["matter_id", "date_from", "date_to", "days"],
        "duban.matter.unit": [
            "matter_id", "role", "department_id", "head_id", "handler_id", "was_late", "date_from", "date_to",
        ],
        "duban.request": ["matter_id", "kind", "state"],
        "duban.feedback": ["matter_id", "kind", "department_id", "mark_id"],
        "duban.record": ["matter_id", "purpose", "level_id"],
    }  # fmt: skip

    matter_id = fields.Many2one(readonly=True)
    company_id = fields.Many2one("res.company", related=None, readonly=True)
    regulation_id = fields.Many2one("duban.regulation", readonly=True)
    role = fields.Selection(UNIT_ROLES, readonly=True)
    department_id = fields.Many2one("hr.department", "Unit", readonly=True)
    head_id = fields.Many2one("res.users", "Unit head", readonly=True)
    handler_id = fields.Many2one("res.users", readonly=True)
    leader_in_charge_id = fields.Many2one(
        "res.users", "Leader in charge", readonly=True
    )
    source_category_id = fields.Many2one(
        "duban.source.category", "Source category", readonly=True
    )
    form_id = fields.Many2one("duban.option", readonly=True)
    grade_id = fields.Many2one("duban.grade", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    date_filed = fields.Date("Filed on", readonly=True)
    date_assigned = fields.Date("Assigned on", readonly=True)
    date_deadline = fields.Date("Due date", readonly=True)
    date_closed = fields.Date("Closed on", readonly=True)
    date_ended = fields.Date("Ended on", readonly=True)
    # -- measures
    task_count = fields.Integer(readonly=True)
    co_count = fields.Integer("Tasks as co-unit", readonly=True)
    handed_over = fields.Integer("Tasks handed over", readonly=True)
    handed_over_late = fields.Integer("Handed over late", readonly=True)
    closed = fields.Integer(readonly=True)
    closed_on_time = fields.Integer("Closed on time", readonly=True)
    overdue = fields.Integer(readonly=True)
    urged = fields.Integer(readonly=True)
    urgings = fields.Integer("Times urged", readonly=True)
    extended = fields.Integer(readonly=True)
    returned = fields.Integer("Times returned", readonly=True)
    marks = fields.Integer("False, delayed or omitted reports", readonly=True)
    pauses = fields.Integer("Times stood still", readonly=True)
    days_stood = fields.Integer(
        "Days stood still",
        readonly=True,
        help="Days by which the clock stood still, those of standstills that have not ended included.",
    )
    warnings = fields.Integer("Warning notices", readonly=True)
    warnings_red = fields.Integer("Red warning notices", readonly=True)
    completion_rate = fields.Float(
        "Completion rate (%)", readonly=True, aggregator="avg", digits=(16, 1)
    )
    days = fields.Integer("Days to closing", readonly=True, aggregator="avg")

    @property
    def _table_query(self):
        """The view. ``today`` is a parameter, so that overdue agrees with the ledger's own clock."""
        return SQL(
            VIEW,
            matters=self._visible_matters(),
            today=clock.today(self.env.company),
            done=CLOSED_STATES,
            running=RUNNING_STATES,
            uncounted=NEVER_COUNTED + RELEASED,
            stood=self._days_stood_query(),
            held=tenures.held("leader_in_charge_id"),
            happened=tenures.happened(self._days_stood_query()),
        )

    @api.model
    def _days_stood_query(self, date_from=None, date_to=None):
        """SQL of (matter_id, days, date_from) of each standstill, begun in the period where one is given.

        What still stands has no stored length: its days until today are counted here and go along as values.
        """
        # sudo: days only; the view and the figures join them with the matters that count for the caller
        Pause = self.env["duban.pause"].sudo()
        Pause.flush_model(["matter_id", "date_from", "date_to", "days"])
        period = (
            SQL("AND date_from BETWEEN %s AND %s", date_from, date_to)
            if date_from
            else SQL()
        )
        running = Pause.browse()
        if Pause._are_there():
            running = Pause.search([("date_to", "=", False)])
        now = SQL(", ").join(
            SQL("(%s, %s, %s::date)", row.matter_id.id, row.days_so_far, row.date_from)
            for row in running
        )
        ended = SQL(
            "SELECT matter_id, days, date_from FROM duban_pause WHERE date_to IS NOT NULL %s",
            period,
        )
        if not running:
            return ended
        return SQL(
            "%s UNION ALL SELECT * FROM (VALUES %s) AS v(matter_id, days, date_from) WHERE TRUE %s",
            ended,
            now,
            period,
        )

    @api.model
    def _part_domain(self, among=None):
        # the view itself joins with the matters the user may read
        return Domain.TRUE

    @api.model
    def _visible_matters(self):
        """SQL of the matters that the user may read; asking the rules here reads them once, not once more per row."""
        if self.env.su:
            return SQL.identifier("duban_matter")
        matters = self.env["duban.matter"]._readable()
        return matters.subselect(SQL("duban_matter.*"))

    def exists(self):
        # Rows of hidden matters are there, so that reading them is refused instead of finding nothing.
        if not self.env.su:
            # sudo: only whether the row is there; reading it asks the rules
            return self.sudo().exists().with_env(self.env)
        return super().exists()

    # ------------------------------------------------------------------
    # Figures of a period
    # ------------------------------------------------------------------

    @api.model
    def _figures(
        self, company, date_from, date_to, by="unit", units=None, categories=None
    ):
        """Count the tasks of a period in one query (CORE-15, LZU-7.3, AMB-24, AMB-59).

        All matters of the company count, sensitive ones too, as a number tells nothing about them; those that moved to
        another supervising office (discipline, secrecy) do not. The caller decides who may see the result.

        :param company: ``res.company`` record
        :param date_from: first day of the period (date)
        :param date_to: last day of the period (date)
        :param by: ``unit``, ``leader``, ``head``, ``handler``, ``category`` or ``grade``
        :param units: ``hr.department`` recordset to limit the count to (as lead or co-unit); None: all
        :param categories: ``duban.source.category`` recordset to limit the count to; None: all
        :return: list of dicts in the order of the keys' names, with ``id``, ``name``, the numbers of ``COUNTS``,
            ``completion_rate`` (percent, one decimal), ``median_days`` and ``avg_days`` from assignment to closing,
            ``states`` ({state: count}) and ``marks_by_code`` ({mark: count})
        """
        column, co_column, model = DIMENSIONS[by]
        self._flush_for_figures()
        self.env.cr.execute(
            self._figures_query(
                company,
                date_from,
                date_to,
                column,
                co_column,
                units,
                categories,
            )
        )
        rows = self.env.cr.dictfetchall()
        # sudo: only the names of units and people are read, for a caller who may count them.
        records = (
            self.env[model].sudo().browse([row["id"] for row in rows if row["id"]])
        )
        order = {
            record.id: position
            for position, record in enumerate(self._figures_order(records))
        }
        for row in rows:
            row["name"] = records.browse(row["id"]).display_name if row["id"] else ""
            row["completion_rate"] = self._rate(row["closed"], row["task_count"])
        return sorted(rows, key=lambda row: order.get(row["id"], len(order)))

    @api.model
    def _figures_order(self, records):
        """Units in the order of the directory, rows of the rules in their own order, people by name."""
        if records._name == "res.users":
            return records.sorted("name")
        if "sequence" in records._fields:
            return records.sorted(lambda record: (record.sequence, record.id))
        return records.sorted("complete_name")

    @api.model
    def _rate(self, closed, task_count):
        """Completion rate in percent with one decimal (AMB-24); 0 without tasks."""
        return round(100 * closed / task_count + 1e-9, 1) if task_count else 0.0

    @api.model
    def _totals(self, figures):
        """Sum of the dicts that ``_figures`` returned, with its own completion rate."""
        total = {name: sum(row[name] or 0 for row in figures) for name in COUNTS}
        total["completion_rate"] = self._rate(total["closed"], total["task_count"])
        for name in ("states", "marks_by_code"):
            total[name] = {}
            for row in figures:
                for key, value in row[name].items():
                    total[name][key] = total[name].get(key, 0) + value
        return total

    def _flush_for_figures(self):
        for model, names in self._depends.items():
            self.env[model].flush_model(names)
        self.env["duban.record"].flush_model(["matter_id", "purpose", "date"])
        self.env["duban.request"].flush_model(["date_decided", "unit_id"])
        self.env["duban.feedback"].flush_model(["date", "department_id"])
        self.env["duban.due.date"].flush_model(
            ["matter_id", "date_set", "date", "kind"]
        )

    def _figures_query(
        self, company, date_from, date_to, column, co_column, units, categories
    ):
        on_ledger = self._on_ledger(company, date_from, date_to, categories)
        start = clock.day_start(company, date_from)
        stop = clock.day_start(company, fields.Date.add(date_to, days=1))
        stood = self._days_stood_query(date_from, date_to)
        in_units = co_units = held_units = reporters = SQL()
        if units is not None:
            in_units = SQL("AND m.lead_unit_id = ANY(%s)", units.ids)
            co_units = SQL("AND u.unit = ANY(%s)", units.ids)
            held_units = SQL("AND o.unit = ANY(%s)", units.ids)
            reporters = SQL("AND f.department_id = ANY(%s)", units.ids)
        co = SQL(
            "SELECT NULL::integer AS id, 0 AS co_count, 0 AS co_closed WHERE FALSE"
        )
        if co_column:
            co = SQL(
                """SELECT u.key AS id, count(*) AS co_count,
                          count(*) FILTER (WHERE m.state IN %(done)s AND m.date_closed <= %(date_to)s
                                             AND (u.until IS NULL OR u.until > m.date_closed)) AS co_closed
                     FROM helped u JOIN duban_matter m ON m.id = u.matter_id
                    WHERE u.nth = 1 AND u.key IS NOT NULL AND %(on_ledger)s %(units)s GROUP BY 1""",
                done=CLOSED_STATES,
                date_to=date_to,
                on_ledger=on_ledger,
                units=co_units,
            )
        return SQL(
            """
            WITH held AS (%(held)s), holder AS (%(holder)s), event AS (%(events)s), later AS (%(later)s),
            helped AS (%(helped)s), happened AS (
                SELECT matter_id, %(counts)s
                  FROM (SELECT matter_id, 'urging' AS what, 0 AS days FROM duban_record
                         WHERE purpose = 'urging' AND date >= %(start)s AND date < %(stop)s
                        UNION ALL SELECT matter_id, 'warning', 0 FROM duban_record
                         WHERE purpose = 'warning' AND date >= %(start)s AND date < %(stop)s
                        UNION ALL SELECT matter_id, 'return', 0 FROM duban_act
                         WHERE action IN ('return_result', 'feedback_returned')
                           AND date >= %(start)s AND date < %(stop)s
                        UNION ALL SELECT matter_id, 'extension', 0 FROM duban_request
                         WHERE kind = 'extension' AND state = 'approved'
                           AND date_decided BETWEEN %(date_from)s AND %(date_to)s
                        UNION ALL SELECT matter_id, 'pause', days FROM (%(stood)s) d) each GROUP BY matter_id
            ), part AS (
                SELECT o.matter_id, o.key, bool_or(o.nth = e.nth) AS holds, bool_or(o.until > %(date_from)s) AS led,
                       bool_or(o.was_late AND o.until > %(date_from)s) AS led_late,
                       count(x.what) AS n, %(counts)s
                  FROM held o JOIN holder e ON e.matter_id = o.matter_id
                  LEFT JOIN event x ON x.matter_id = o.matter_id AND x.nth = o.nth
                 WHERE o.nth <= e.nth %(held_units)s GROUP BY 1, 2
            ), task AS (
                SELECT m.%(column)s AS key, c.is_closed, m.closed_late IS TRUE AS late,
                       %(state)s AS state, NOT c.is_closed AND %(overdue)s AS is_overdue,
                       %(days)s AS days, count(*) AS n, sum(h.urgings) AS urgings, sum(h.extensions) AS extensions,
                       count(*) FILTER (WHERE h.urgings > 0) AS urged,
                       count(*) FILTER (WHERE h.extensions > 0) AS extended,
                       sum(h.returned) AS returned, sum(h.pauses) AS pauses, sum(h.days_stood) AS days_stood,
                       sum(h.warnings) AS warnings, 0 AS handed_over, 0 AS handed_over_late
                  FROM duban_matter m LEFT JOIN happened h ON h.matter_id = m.id
                  LEFT JOIN later l ON l.matter_id = m.id %(closed)s
                 WHERE %(on_ledger)s %(units)s AND m.tenures IS NULL GROUP BY 1, 2, 3, 4, 5, 6
                UNION ALL
                SELECT h.key, h.holds AND c.is_closed, m.closed_late IS TRUE, %(state)s,
                       h.holds AND NOT c.is_closed AND %(overdue)s,
                       %(days)s,
                       h.holds::integer, h.urgings, h.extensions, (h.urgings > 0)::integer, (h.extensions > 0)::integer,
                       h.returned, h.pauses, h.days_stood, h.warnings,
                       (h.led AND NOT h.holds)::integer, (h.led_late AND NOT h.holds)::integer
                  FROM part h JOIN duban_matter m ON m.id = h.matter_id
                  LEFT JOIN later l ON l.matter_id = m.id %(closed)s
                 WHERE %(on_ledger)s AND (h.holds OR h.led OR h.n > 0)
            ), mark AS (
                SELECT m.%(column)s AS key, o.code, count(*) AS n
                  FROM duban_feedback f JOIN duban_option o ON o.id = f.mark_id
                  JOIN duban_matter m ON m.id = f.matter_id AND m.tenures IS NULL
                 WHERE f.kind <> 'co_unit'
                   AND f.date BETWEEN %(date_from)s AND %(date_to)s AND %(on_ledger)s %(units)s GROUP BY 1, 2
                UNION ALL
                SELECT o.key, x.code, count(*) AS n FROM event x JOIN duban_matter m ON m.id = x.matter_id
                  JOIN held o ON o.matter_id = x.matter_id AND o.nth = x.nth
                 WHERE x.what = 'mark' AND %(on_ledger)s %(held_units)s GROUP BY 1, 2
                UNION ALL
                -- what a co-unit reported is its own, whoever leads
                SELECT %(reporter)s, o.code, count(*) AS n
                  FROM duban_feedback f JOIN duban_option o ON o.id = f.mark_id
                  JOIN duban_matter m ON m.id = f.matter_id
                 WHERE f.kind = 'co_unit'
                   AND f.date BETWEEN %(date_from)s AND %(date_to)s AND %(on_ledger)s %(reporters)s GROUP BY 1, 2
            ), marks AS (
                SELECT key, sum(n)::integer AS n, jsonb_object_agg(code, n) AS codes
                  FROM (SELECT key, code, sum(n) AS n FROM mark GROUP BY 1, 2) c GROUP BY key
            ), states AS (
                SELECT key, jsonb_object_agg(state, n) AS counts
                  FROM (SELECT key, state, sum(n) AS n FROM task WHERE n > 0 GROUP BY 1, 2) s GROUP BY key
            ), median AS (
                SELECT key, avg(days)::float AS days FROM (
                    SELECT key, days, sum(n) AS n, sum(sum(n)) OVER (PARTITION BY key) AS of,
                           sum(sum(n)) OVER (PARTITION BY key ORDER BY days) AS upto
                      FROM task WHERE is_closed GROUP BY 1, 2) d
                 WHERE 2 * upto >= of AND 2 * (upto - n) <= of GROUP BY key
            ), figures AS (
                SELECT key, %(sums)s,
                       round(sum(days * n) FILTER (WHERE is_closed) / sum(n) FILTER (WHERE is_closed), 1)::float
                           AS avg_days
                  FROM task GROUP BY key
            ), co AS (%(co)s)
            SELECT k.key AS id, %(numbers)s,
                   COALESCE(marks.n, 0) AS marks, COALESCE(marks.codes, '{}') AS marks_by_code,
                   COALESCE(states.counts, '{}') AS states, median.days AS median_days, f.avg_days,
                   COALESCE(co.co_count, 0) AS co_count, COALESCE(co.co_closed, 0) AS co_closed
              FROM (SELECT key FROM figures UNION SELECT id FROM co UNION SELECT key FROM marks) k
              LEFT JOIN figures f ON f.key IS NOT DISTINCT FROM k.key
              LEFT JOIN co ON co.id = k.key
              LEFT JOIN marks ON marks.key IS NOT DISTINCT FROM k.key
              LEFT JOIN states ON states.key IS NOT DISTINCT FROM k.key
              LEFT JOIN median ON median.key IS NOT DISTINCT FROM k.key
            """,
            column=SQL.identifier(column),
            sums=SQL(", ").join(
                SQL("COALESCE(sum(%s), 0)::integer AS %s", what, SQL.identifier(name))
                for name, what in SUMS.items()
            ),
            numbers=SQL(", ").join(
                SQL("COALESCE(f.%s, 0) AS %s", name, name)
                for name in map(SQL.identifier, SUMS)
            ),
            counts=tenures.counted(),
            closed=self._is_closed(date_to),
            state=SQL(
                "CASE WHEN m.state IN %s AND NOT c.is_closed OR m.state IN %s THEN 'in_progress' ELSE m.state END",
                CLOSED_STATES,
                RELEASED,
            ),
            overdue=self._is_overdue(company, date_to),
            days=SQL(
                "CASE WHEN c.is_closed THEN m.date_closed - COALESCE(m.date_assigned, m.date_filed) END"
            ),
            on_ledger=on_ledger,
            units=in_units,
            co=co,
            date_from=date_from,
            date_to=date_to,
            start=start,
            stop=stop,
            stood=stood,
            held=tenures.held(column, SQL("AND m.company_id = %s", company.id)),
            holder=tenures.holders(date_to),
            events=tenures.happened(stood, (date_from, date_to, start, stop)),
            later=self._later(company, date_to),
            helped=tenures.helped(
                company, co_column or "department_id", date_from, date_to
            ),
            reporter=tenures.reporter(co_column, column),
            reporters=reporters,
            held_units=held_units,
        )
