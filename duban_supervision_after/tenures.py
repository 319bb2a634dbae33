"""Whose a matter was on a day, in SQL: figures count each unit for its time (CORE-21).

Only matters that were handed over are looked at here (``duban.matter.tenures``); all others always
were of the unit that leads. A tenure is told by its number on the matter; the last one is that of the unit that leads
now.
The day of a handover is the new unit's; what the trail says about its order decides where the trail is read.
"""

from odoo.tools import SQL

#: what can be counted by: (column of the matter, column of the co-unit's line or None, model of the key)
DIMENSIONS = {
    "unit": ("lead_unit_id", "department_id", "hr.department"),
    "head": ("unit_head_id", "head_id", "res.users"),
    "handler": ("handler_id", "handler_id", "res.users"),
    "leader": ("leader_in_charge_id", None, "res.users"),
    "category": ("category_group_id", None, "duban.source.category"),
    "grade": ("grade_group_id", None, "duban.grade"),
}
#: column of the matter -> who that was in a tenure: as it was written down, or what its line and the directory say
KEYS = {
    "lead_unit_id": SQL("(t.entry->>0)::integer"),
    "unit_head_id": SQL("CASE WHEN jsonb_array_length(t.entry) > 3 THEN (t.entry->>3)::integer ELSE u.head_id END"),
    "handler_id": SQL("CASE WHEN jsonb_array_length(t.entry) > 3 THEN (t.entry->>4)::integer ELSE u.handler_id END"),
    "leader_in_charge_id": SQL(
        "CASE WHEN jsonb_array_length(t.entry) > 3 THEN (t.entry->>5)::integer ELSE d.leader_in_charge_id END"
    ),
}  # fmt: skip


def counted():
    """The numbers of events (what, days) by kind."""
    names = {
        "urging": "urgings",
        "warning": "warnings",
        "return": "returned",
        "extension": "extensions",
        "pause": "pauses",
    }
    told = [
        SQL("count(*) FILTER (WHERE what = %s) AS %s", what, SQL.identifier(name))
        for what, name in names.items()
    ]
    return SQL(", ").join([*told, SQL("sum(days) AS days_stood")])


def held(column, where=None):
    """Each tenure of the matters that were handed over: (matter_id, nth, unit, key, since, until, was_late).

    :param column: column of the matter that is counted by
    :param where: further condition on the matter (alias ``m``)
    """
    own = SQL("m.%s", SQL.identifier(column))
    where = where or SQL()
    return SQL(
        """SELECT m.id AS matter_id, t.nth::integer AS nth, (t.entry->>0)::integer AS unit, %(key)s AS key,
                  COALESCE(NULLIF(t.entry->>1, 'False')::date, '-infinity') AS since,
                  NULLIF(t.entry->>2, 'False')::date AS until, COALESCE(u.was_late, FALSE) AS was_late
             FROM duban_matter m CROSS JOIN LATERAL jsonb_array_elements(m.tenures) WITH ORDINALITY t(entry, nth)
             LEFT JOIN hr_department d ON d.id = (t.entry->>0)::integer
             LEFT JOIN duban_matter_unit u ON u.matter_id = m.id AND u.department_id = d.id AND u.role = 'former'
            WHERE m.tenures IS NOT NULL %(where)s
            UNION ALL
           SELECT m.id, jsonb_array_length(m.tenures) + 1, m.lead_unit_id, %(own)s,
                  NULLIF(m.tenures->-1->>2, 'False')::date, NULL, FALSE
             FROM duban_matter m WHERE m.tenures IS NOT NULL %(where)s""",
        key=KEYS.get(column, own),
        own=own,
        where=where,
    )


def holders(day):
    """Whose each of the matters of ``held`` was at the end of ``day``: (matter_id, nth, key, unit, moved).

    ``moved``: another unit took it over later.
    """
    return SQL(
        """SELECT DISTINCT ON (matter_id) matter_id, nth, key, unit, until IS NOT NULL AS moved
             FROM held WHERE until IS NULL OR until > %s ORDER BY matter_id, nth""",
        day,
    )


#: acts after which a matter may be late or not where it was otherwise before
TURNS = "submit_result return_result reassign close reopen pause resume exempt terminate".split()


def later(company, day, stop, today, zone):
    """What was late at the end of ``day``, of the matters that moved on since: (matter_id, is_overdue).

    Their row says how they stand now; how they stood is read from the due dates, standstills and turns until then. A
    report is written after its period, and says what it would have said on its last day (CORE-34, LZU-7.2). Late is
    what had passed its date while the clock went, and nothing stood handed in that was in time; a date that was let
    pass before another one was set stays missed. A date that was wrong counts as it was corrected, whenever that was: a
    correction puts right what never was. Of a period that is not over nothing is later.

    :param stop: the moment at which ``day`` is over
    :param today: the institution's today
    :param zone: name of its time zone
    """
    return SQL(
        """SELECT m.id AS matter_id,
                  (m.date_assigned <= %(day)s OR h.matter_id IS NOT NULL)
                  AND NOT EXISTS (SELECT 1 FROM duban_pause p WHERE p.matter_id = m.id
                                     AND p.date_from <= %(day)s AND COALESCE(p.date_to, 'infinity') > %(day)s)
                  AND CASE turn.action WHEN 'close' THEN FALSE
                           WHEN 'submit_result' THEN due.date < %(day)s AND turn.day > due.date
                                OR m.was_late AND EXISTS (
                                   SELECT 1 FROM (SELECT date, lead(date_set) OVER line AS next,
                                                         lead(kind) OVER line AS kind
                                                    FROM duban_due_date WHERE matter_id = m.id
                                                  WINDOW line AS (ORDER BY id)) d
                                    WHERE d.next <= %(day)s AND d.date < d.next AND d.kind <> 'corrected')
                           ELSE due.date < %(day)s END AS is_overdue
             FROM (SELECT matter_id FROM duban_act WHERE date >= %(stop)s AND action = ANY(%(turns)s)
                    UNION SELECT matter_id FROM duban_due_date WHERE date_set > %(day)s
                    UNION SELECT matter_id FROM held WHERE until > %(day)s) c
             JOIN duban_matter m ON m.id = c.matter_id AND m.company_id = %(company)s
             -- assigned anew to the unit that has it now
             LEFT JOIN (SELECT DISTINCT matter_id FROM held WHERE until > %(day)s) h ON h.matter_id = m.id
             LEFT JOIN LATERAL (SELECT date FROM duban_due_date d WHERE matter_id = m.id
                                   AND (date_set <= %(day)s OR kind = 'corrected' AND NOT EXISTS (
                                        SELECT 1 FROM duban_due_date n WHERE n.matter_id = m.id AND n.id < d.id
                                           AND n.date_set > %(day)s AND n.kind <> 'corrected'))
                                 ORDER BY id DESC LIMIT 1) due ON TRUE
             LEFT JOIN LATERAL (SELECT action, (date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS day
                                  FROM duban_act WHERE matter_id = m.id AND date < %(stop)s
                                   AND action IN ('submit_result', 'return_result', 'reassign', 'close', 'reopen')
                                 ORDER BY seq DESC LIMIT 1) turn ON TRUE
            WHERE %(day)s < %(today)s""",
        company=company.id,
        day=day,
        stop=stop,
        today=today,
        turns=TURNS,
        zone=zone,
    )


def helped(company, column, first, last):
    """Each time that a co-unit had a part in the period: (matter_id, unit, key, until, nth).

    Who has none any more is told by what the matter keeps of it (``co_tenures``). ``nth`` counts the times of one
    key: the first of each is one task.

    :param column: ``department_id``, ``head_id`` or ``handler_id`` of the unit's line
    """
    place = {"department_id": 0, "head_id": 3, "handler_id": 4}[column]
    return SQL(
        """SELECT u.matter_id, u.department_id AS unit, u.%(key)s AS key, NULL::date AS until, 1 AS nth
             FROM duban_matter_unit u
            WHERE u.role = 'co' AND (u.date_from IS NULL OR u.date_from <= %(last)s)
            UNION ALL
           SELECT t.matter_id, t.unit, t.key, t.until,
                  CASE WHEN EXISTS (SELECT 1 FROM duban_matter_unit u WHERE u.matter_id = t.matter_id
                                       AND u.role = 'co' AND u.%(key)s = t.key
                                       AND (u.date_from IS NULL OR u.date_from <= %(last)s))
                       THEN 2 ELSE row_number() OVER (PARTITION BY t.matter_id, t.key ORDER BY t.until DESC) END
             FROM (SELECT m.id AS matter_id, (e->>0)::integer AS unit, (e->>%(place)s)::integer AS key,
                          NULLIF(e->>1, 'False')::date AS since, NULLIF(e->>2, 'False')::date AS until
                     FROM duban_matter m, jsonb_array_elements(NULLIF(m.co_tenures, 'null')) e
                    WHERE m.company_id = %(company)s) t
            WHERE (t.since IS NULL OR t.since <= %(last)s) AND t.until > %(first)s""",
        key=SQL.identifier(column),
        place=place,
        company=company.id,
        first=first,
        last=last,
    )


def reporter(co_column, column):
    """SQL of whom a report of a co-unit (``f``, of the matter ``m``) counts for: the unit or its people of that day."""
    if not co_column:
        return SQL("m.%s", SQL.identifier(column))
    if co_column == "department_id":
        return SQL("f.department_id")
    return SQL(
        """COALESCE((SELECT (e->>%s)::integer FROM jsonb_array_elements(NULLIF(m.co_tenures, 'null')) e
                      WHERE (e->>0)::integer = f.department_id AND f.date >= NULLIF(e->>1, 'False')::date
                        AND f.date < NULLIF(e->>2, 'False')::date LIMIT 1),
                    (SELECT u.%s FROM duban_matter_unit u WHERE u.matter_id = m.id AND u.role = 'co'
                        AND u.department_id = f.department_id))""",
        {"head_id": 3, "handler_id": 4}[co_column],
        SQL.identifier(co_column),
    )


def handovers_since(matter, moment, action="NULL"):
    """SQL of how often a matter changed its lead unit since; of one and the same moment the order of the trail tells.

    :param matter: the column of the matter, ``moment``: that of the moment, both with their alias
    :param action: SQL of the code of the act that the moment is that of; without one it comes before a handover
    """
    return SQL(
        """(SELECT count(*) FROM duban_act a
             WHERE a.matter_id = %(matter)s AND a.action = 'reassign'
               AND (a.date > %(moment)s OR a.date = %(moment)s AND NOT EXISTS (
                       SELECT 1 FROM duban_act e WHERE e.matter_id = %(matter)s AND e.date = %(moment)s
                          AND e.seq > a.seq AND e.action = %(action)s)))""",
        matter=SQL.identifier(*matter.split(".")),
        moment=SQL.identifier(*moment.split(".")),
        action=SQL(action),
    )


def nth_at(last, *moment):
    """SQL of the number of the tenure at a moment (see ``handovers_since``), ``last``: SQL of that of the last one."""
    return SQL("GREATEST(1, %s - %s)::integer", last, handovers_since(*moment))


def happened(stood, period=None):
    """What happened in the tenures of ``held``, each event once: (matter_id, what, days, code, nth).

    What has a moment belongs to the unit that led then; of one and the same moment the order of the trail tells. What
    only has a day belongs to the unit that led on it; on the day of a handover who applied or reported tells which.

    :param stood: SQL of (matter_id, days, date_from) of the standstills of the period
    :param period: first and last day, and the moments at which the first begins and the last is over; None: ever
    """
    first, last, start, stop = period or (None,) * 4
    moments = SQL("date >= %s AND date < %s", start, stop) if period else SQL("TRUE")
    days = SQL("day BETWEEN %s AND %s", first, last) if period else SQL("TRUE")
    return SQL(
        """WITH n AS (SELECT matter_id, max(nth) AS last FROM held GROUP BY 1)
           SELECT a.matter_id, 'return' AS what, 0 AS days, NULL AS code, GREATEST(1, n.last - a.later)::integer AS nth
             FROM (SELECT matter_id, action, date,
                          count(*) FILTER (WHERE action = 'reassign') OVER (PARTITION BY matter_id ORDER BY seq DESC)
                              AS later
                     FROM duban_act WHERE matter_id IN (SELECT matter_id FROM n)
                      AND action IN ('return_result', 'feedback_returned', 'reassign')) a
             JOIN n ON n.matter_id = a.matter_id WHERE a.action <> 'reassign' AND %(moments)s
            UNION ALL
           SELECT r.matter_id, w.what, 0, NULL, %(nth)s
             FROM duban_record r JOIN n ON n.matter_id = r.matter_id
             LEFT JOIN duban_warning_level l ON l.id = r.level_id
            CROSS JOIN LATERAL (SELECT r.purpose AS what
                                 UNION ALL SELECT 'red' WHERE r.purpose = 'warning' AND l.colour = 'red') w
            WHERE r.purpose IN ('urging', 'warning') AND %(moments)s
            UNION ALL
           SELECT x.matter_id, x.what, x.days, x.code, o.nth
             FROM (SELECT q.matter_id, 'extension' AS what, 0 AS days, NULL AS code, date_decided AS day,
                          unit_id AS unit
                     FROM duban_request q JOIN n ON n.matter_id = q.matter_id
                    WHERE kind = 'extension' AND state = 'approved'
                    UNION ALL
                   SELECT f.matter_id, 'mark', 0, p.code, f.date, f.department_id
                     FROM duban_feedback f JOIN n ON n.matter_id = f.matter_id JOIN duban_option p ON p.id = f.mark_id
                    WHERE f.kind <> 'co_unit'
                    UNION ALL
                   SELECT s.matter_id, 'pause', s.days, NULL, s.date_from, NULL
                     FROM (%(stood)s) s JOIN n ON n.matter_id = s.matter_id) x
            CROSS JOIN LATERAL (
                  SELECT nth FROM held h WHERE h.matter_id = x.matter_id
                   ORDER BY COALESCE(h.unit = x.unit AND x.day >= h.since AND x.day <= COALESCE(h.until, 'infinity'),
                                     FALSE) DESC,
                            (h.until IS NULL OR x.day < h.until) DESC, nth LIMIT 1) o
            WHERE %(days)s""",
        nth=nth_at(SQL("n.last"), "r.matter_id", "r.date", "'record_' || r.purpose"),
        moments=moments,
        days=days,
        stood=stood,
    )  # fmt: skip
