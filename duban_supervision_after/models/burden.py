"""减负: what was asked of the units, per day, and per term against the term before (PLUS-L2).

Documents are papers sent to a unit: assignments, urgings, warnings, inquiries, instructions. Messages are the digests
that its people got, one per message whatever it holds. Forms are what it had to fill in: progress asked for, and
feedback handed in without being asked. Only numbers; who was asked what stands on the matters.
"""

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.duban_supervision.models.handling.burden import ASKING

from .. import tenures

KINDS = [("document", "Documents"), ("message", "Messages"), ("form", "Forms")]


class DubanBurden(models.Model):
    """One row per unit, day and kind."""

    _name = "duban.burden"
    _description = "What was asked of a unit"
    _inherit = ["duban.screen"]
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "department_id"
    _depends = {
        "duban.matter": ["company_id", "lead_unit_id", "date_assigned", "state", "tenures", "co_tenures"],
        "duban.matter.unit": ["matter_id", "role", "department_id", "date_from"],
        "duban.act": ["matter_id", "action", "date", "seq"],
        "duban.record": ["matter_id", "purpose", "date"],
        "duban.digest": ["user_id", "company_id", "date"],
        "duban.reminder": ["digest_id", "company_id"],
        "duban.progress.request": ["matter_id"],
        "duban.feedback": ["matter_id", "department_id", "date", "progress_request_id"],
        "hr.employee": ["user_id", "current_version_id"],
        "hr.version": ["department_id"],
    }  # fmt: skip

    company_id = fields.Many2one("res.company", readonly=True)
    department_id = fields.Many2one("hr.department", "Unit", readonly=True)
    date = fields.Date(readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    amount = fields.Integer("Times asked", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT row_number() OVER (ORDER BY company_id, department_id, date, kind) AS id,
                   company_id, department_id, date, kind, count(*)::integer AS amount
              FROM (%s) asked
             WHERE department_id IS NOT NULL AND date IS NOT NULL
             GROUP BY company_id, department_id, date, kind
            """,
            self._asked_query(),
        )

    def _asked_query(self):
        """SQL of (company_id, department_id, date, kind), one row for each thing that was asked."""
        return SQL(
            """
            WITH held AS (%(held)s), part AS (
                SELECT matter_id, unit, nth, since, NULL::date AS until FROM held
                 UNION ALL
                SELECT u.matter_id, u.department_id, NULL, u.date_from, NULL
                  FROM duban_matter_unit u JOIN duban_matter m ON m.id = u.matter_id
                 WHERE u.role = 'co' OR u.role = 'lead' AND m.tenures IS NULL
                 UNION ALL
                SELECT m.id, (t->>0)::integer, NULL, (t->>1)::date, (t->>2)::date
                  FROM duban_matter m, jsonb_array_elements(NULLIF(m.co_tenures, 'null')) t
            ), assigned AS (
                -- whoever takes a matter over gets a day of its own: the first is that of the trail
                SELECT m.id AS matter_id, m.company_id, LEAST(m.date_assigned, %(sent)s) AS day,
                       jsonb_array_length(m.tenures) + 1 - a.later AS nth
                  FROM duban_matter m
                  LEFT JOIN LATERAL (
                       SELECT date, (SELECT count(*) FROM duban_act r WHERE r.matter_id = m.id
                                        AND r.action = 'reassign' AND r.seq > e.seq) AS later
                         FROM duban_act e WHERE matter_id = m.id AND action = 'assign' ORDER BY seq LIMIT 1) a
                    ON m.tenures IS NOT NULL
                 WHERE m.date_assigned IS NOT NULL
            )
            -- who had a part in a matter only before it was assigned was sent nothing
            SELECT a.company_id, p.unit AS department_id, GREATEST(p.since, a.day) AS date, 'document' AS kind
              FROM part p JOIN assigned a ON a.matter_id = p.matter_id
             WHERE COALESCE(p.nth >= a.nth, TRUE) AND COALESCE(p.until > a.day, TRUE)
             UNION ALL
            SELECT m.company_id, COALESCE(r.warned_unit_id, h.unit, m.lead_unit_id), %(local)s, 'document'
              FROM duban_record r JOIN duban_matter m ON m.id = r.matter_id
              LEFT JOIN held h ON h.matter_id = m.id AND h.nth = %(led_then)s
             WHERE r.purpose IN %(asking)s
             UNION ALL
            -- whose matters it was about, whichever institution is the person's main one
            SELECT company_id, department_id, date, 'message'
              FROM (SELECT DISTINCT d.id, d.date, e.company_id, v.department_id
                      FROM duban_digest d
                      LEFT JOIN duban_reminder r ON r.digest_id = d.id
                      JOIN hr_employee e
                        ON e.user_id = d.user_id AND e.company_id = COALESCE(r.company_id, d.company_id)
                      JOIN hr_version v ON v.id = e.current_version_id
                      JOIN hr_department h ON h.id = v.department_id AND h.is_supervised_unit) told
             UNION ALL
            SELECT m.company_id, COALESCE(h.unit, m.lead_unit_id), %(asked)s, 'form'
              FROM duban_progress_request p JOIN duban_matter m ON m.id = p.matter_id
              LEFT JOIN held h ON h.matter_id = m.id AND h.nth = %(led_asked)s
             UNION ALL
            SELECT m.company_id, f.department_id, f.date, 'form'
              FROM duban_feedback f JOIN duban_matter m ON m.id = f.matter_id
             WHERE f.progress_request_id IS NULL
            """,
            asking=ASKING,
            local=self._local_day("r.date"),
            asked=self._local_day("p.create_date"),
            held=tenures.held("lead_unit_id"),
            sent=self._local_day("a.date"),
            led_then=self._nth_at("r.date", "'record_' || r.purpose"),
            led_asked=self._nth_at("p.create_date"),
        )

    @staticmethod
    def _nth_at(moment, *action):
        """SQL of the number of the tenure at a moment of the matter ``m``, where it was handed over."""
        last = SQL("jsonb_array_length(m.tenures) + 1")
        nth = tenures.nth_at(last, "m.id", moment, *action)
        return SQL("CASE WHEN m.tenures IS NOT NULL THEN %s END", nth)

    def _local_day(self, column):
        """SQL of the day of a stored moment at the institution ``m.company_id``."""
        table, _dot, name = column.partition(".")
        return SQL(
            "(%s AT TIME ZONE 'UTC' AT TIME ZONE (SELECT COALESCE(c.duban_tz, 'Asia/Shanghai')"
            " FROM res_company c WHERE c.id = m.company_id))::date",
            SQL.identifier(table, name),
        )


class DubanBurdenTerm(models.Model):
    """One row per unit and term: what was asked, and how that compares with the term before."""

    _name = "duban.burden.term"
    _description = "Burden of a unit in a term"
    _inherit = ["duban.screen"]
    _auto = False
    _order = "date_from desc, total desc, id desc"
    _rec_name = "department_id"
    _depends = {
        **DubanBurden._depends,
        "duban.semester": ["company_id", "date_from", "date_to"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    semester_id = fields.Many2one("duban.semester", "Term", readonly=True)
    date_from = fields.Date("Start", readonly=True)
    department_id = fields.Many2one("hr.department", "Unit", readonly=True)
    documents = fields.Integer(readonly=True)
    messages = fields.Integer(readonly=True)
    forms = fields.Integer(readonly=True)
    total = fields.Integer(readonly=True)
    total_before = fields.Integer("Term before", readonly=True)
    change = fields.Integer("Against the term before", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            WITH asked AS (%s), units AS (
                SELECT DISTINCT company_id, department_id FROM asked WHERE department_id IS NOT NULL
            ), counted AS (
                SELECT s.id AS semester_id, s.company_id, s.date_from, u.department_id,
                       count(*) FILTER (WHERE a.kind = 'document')::integer AS documents,
                       count(*) FILTER (WHERE a.kind = 'message')::integer AS messages,
                       count(*) FILTER (WHERE a.kind = 'form')::integer AS forms,
                       count(a.kind)::integer AS total
                  FROM duban_semester s
                  JOIN units u ON u.company_id = s.company_id
                  LEFT JOIN asked a ON a.company_id = s.company_id AND a.department_id = u.department_id
                       AND a.date BETWEEN s.date_from AND s.date_to
                 GROUP BY s.id, s.company_id, s.date_from, u.department_id
            ), compared AS (
                SELECT counted.*, lag(total) OVER (PARTITION BY company_id, department_id ORDER BY date_from)
                       AS total_before
                  FROM counted
            )
            SELECT row_number() OVER (ORDER BY date_from, department_id) AS id, compared.*,
                   total - total_before AS change
              FROM compared
            """,
            self.env["duban.burden"]._asked_query(),
        )
