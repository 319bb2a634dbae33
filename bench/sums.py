"""B5, B6: the patrol and the statistics, against plain SQL on the same tables."""

from datetime import date, timedelta


def patrol(it):
    """Nothing due, and one percent due, over all open matters."""
    size = it.sizes[-1]
    side = it.side("ours")
    scan = """SELECT count(*) FROM duban_matter
               WHERE state IN ('assigned', 'in_progress') AND date_deadline < CURRENT_DATE"""

    def plain(env, _ready):
        # a scan, as the goal says, not a look into an index
        for way in ("indexscan", "bitmapscan", "indexonlyscan"):
            env.cr.execute(f"SET LOCAL enable_{way} = off")
        env.cr.execute(scan)
        env.cr.fetchall()

    def run(env, _ready):
        env["duban.matter"]._cron_patrol()

    side.timed(run)  # what the cases before left
    side.timed(run)
    it.versus(
        "B5", "daily patrol, nothing due (peer: one scan)",
        lambda: side.timed(run), lambda: side.timed(plain), size // 2, repeat=2 * it.repeat,
    )  # fmt: skip
    rows = {}
    for name, ledger, count in (
        (f"B5-due-{it.sizes[0]}", it.sizes[0], size // 1000),
        ("B5-due-tenth", size, size // 1000),
        ("B5-due", size, size // 200),
    ):
        there = it.side("ours", ledger)
        work = falling_due(there, run, count)
        work()  # what the cases before left, and the first day of any kind
        rows[name] = row = it.versus(
            name, f"daily patrol, {count} of {ledger // 2:,} open matters overdue since today (peer: one scan)",
            work, lambda there=there: there.timed(plain), count, warm=(),
        )  # fmt: skip
        row["what"] += f"; {row['ours_ms'] / count:.2f} ms per due matter"
    first, tenth, _all = rows.values()
    it.growth(
        "B5-due-growth",
        "as many due in the large ledger and in the small one, both ours",
        first,
        tenth,
    )


def falling_due(side, run, count):
    """A function that lets ``count`` more open matters fall overdue, then runs the patrol."""

    def due(env):
        env.cr.execute(
            """UPDATE duban_matter SET date_deadline = CURRENT_DATE - 10, date_next_check = CURRENT_DATE
                WHERE id IN (SELECT id FROM duban_matter WHERE state = 'in_progress' AND number LIKE 'G%%'
                                AND date_deadline > CURRENT_DATE ORDER BY id LIMIT %s)""",
            (count,),
        )
        assert env.cr.rowcount == count, env.cr.rowcount

    return lambda: side.timed(run, warm=due)


PLAIN_FIGURES = """
    WITH m AS (
        SELECT *, state IN ('closed', 'archived') AND date_closed <= %(to)s AS done
          FROM duban_matter
         WHERE company_id = %(company)s AND date_filed IS NOT NULL AND date_filed <= %(to)s
           AND (date_ended IS NULL OR date_ended >= %(from)s)
           AND state NOT IN ('draft', 'filing_approval', 'rejected', 'merged')
           AND NOT (state IN ('exempted', 'terminated') AND date_ended <= %(to)s)
    ), urging AS (
        SELECT matter_id, count(*) AS n FROM duban_record
         WHERE purpose = 'urging' AND date >= %(from)s AND date < %(to)s::date + 1 GROUP BY 1
    ), extension AS (
        SELECT matter_id, count(*) AS n FROM duban_request
         WHERE kind = 'extension' AND state = 'approved' AND date_decided BETWEEN %(from)s AND %(to)s GROUP BY 1
    ), returned AS (
        SELECT matter_id, count(*) AS n FROM duban_act
         WHERE action IN ('return_result', 'feedback_returned') AND date >= %(from)s AND date < %(to)s::date + 1
         GROUP BY 1
    ), marks AS (
        SELECT matter_id, count(*) AS n FROM duban_feedback
         WHERE mark_id IS NOT NULL AND date BETWEEN %(from)s AND %(to)s GROUP BY 1
    ), states AS (
        SELECT lead_unit_id, jsonb_object_agg(state, n) AS states
          FROM (SELECT lead_unit_id, state, count(*) AS n FROM m GROUP BY 1, 2) s GROUP BY 1
    ), co AS (
        SELECT u.department_id, count(*) AS co_count, count(*) FILTER (WHERE m.done) AS co_closed
          FROM duban_matter_unit u JOIN m ON m.id = u.matter_id WHERE u.role = 'co' GROUP BY 1
    )
    SELECT m.lead_unit_id, count(*) AS tasks, count(*) FILTER (WHERE done) AS closed,
           count(*) FILTER (WHERE done AND NOT closed_late) AS on_time,
           count(*) FILTER (WHERE done AND closed_late) AS late,
           count(*) FILTER (WHERE NOT done AND date_deadline < CURRENT_DATE) AS overdue,
           count(urging.n) AS urged, sum(urging.n) AS urgings, count(extension.n) AS extended,
           sum(returned.n) AS returned, sum(marks.n) AS marks, min(co.co_count), min(co.co_closed),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY date_closed - date_assigned) FILTER (WHERE done),
           avg(date_closed - date_assigned) FILTER (WHERE done), states.states
      FROM m
      LEFT JOIN urging ON urging.matter_id = m.id
      LEFT JOIN extension ON extension.matter_id = m.id
      LEFT JOIN returned ON returned.matter_id = m.id
      LEFT JOIN marks ON marks.matter_id = m.id
      LEFT JOIN co ON co.department_id = m.lead_unit_id
      LEFT JOIN states ON states.lead_unit_id = m.lead_unit_id
     GROUP BY m.lead_unit_id, states.states
"""


def figures(it):
    """All units, the last twelve months."""
    size = it.sizes[-1]
    side = it.side("ours")
    today = date.today()
    first = today - timedelta(days=365)

    def ours(env, _ready):
        company = env.user.company_id
        env["duban.statistics"]._figures(company, first, today)

    def plain(env, _ready):
        env.cr.execute(
            PLAIN_FIGURES,
            {"company": env.user.company_id.id, "from": first, "to": today},
        )
        env.cr.fetchall()

    it.versus(
        "B6", "statistics of all units for a year (peer: plain SQL)",
        lambda: side.timed(ours, "bench_office_user"),
        lambda: side.timed(plain, "bench_office_user"),
        size,
    )  # fmt: skip
