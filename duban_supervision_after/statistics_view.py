"""SQL of the statistics on screen (``duban.statistics``): one row per matter and unit that leads, led or cooperates."""

VIEW = """
WITH held AS (%(held)s), rule AS (
    SELECT DISTINCT ON (company_id) company_id, count_breakdown FROM duban_regulation
     WHERE active AND date_from <= %(today)s ORDER BY company_id, date_from DESC, id DESC
), of_unit AS (
    SELECT o.matter_id, o.unit, (array_agg(o.key ORDER BY o.nth DESC))[1] AS leader_id,
           count(*) FILTER (WHERE x.what = 'urging')::integer AS urgings,
           count(*) FILTER (WHERE x.what = 'extension')::integer AS extensions,
           count(*) FILTER (WHERE x.what = 'return')::integer AS returned,
           count(*) FILTER (WHERE x.what = 'mark')::integer AS marks,
           count(*) FILTER (WHERE x.what = 'pause')::integer AS pauses,
           COALESCE(sum(x.days), 0)::integer AS days_stood,
           count(*) FILTER (WHERE x.what = 'warning')::integer AS warnings,
           count(*) FILTER (WHERE x.what = 'red')::integer AS warnings_red
      FROM held o LEFT JOIN (%(happened)s) x ON x.matter_id = o.matter_id AND x.nth = o.nth GROUP BY 1, 2)
SELECT u.id, u.matter_id, m.company_id, m.regulation_id, u.role, u.department_id, u.head_id,
       CASE WHEN u.role = 'lead' THEN m.handler_id ELSE u.handler_id END AS handler_id,
       CASE WHEN u.role = 'former' THEN h.leader_id ELSE m.leader_in_charge_id END AS leader_in_charge_id,
       m.category_group_id AS source_category_id, m.form_group_id AS form_id,
       m.grade_group_id AS grade_id, m.state,
       m.date_filed, m.date_assigned, m.date_deadline, m.date_closed, m.date_ended,
       t.task AS task_count,
       CASE WHEN u.role = 'co' AND t.counts THEN 1 ELSE 0 END AS co_count,
       t.led - t.task AS handed_over,
       CASE WHEN u.was_late THEN t.led - t.task ELSE 0 END AS handed_over_late,
       CASE WHEN m.state IN %(done)s THEN t.task ELSE 0 END AS closed,
       CASE WHEN m.state IN %(done)s AND m.closed_late IS NOT TRUE THEN t.task ELSE 0 END AS closed_on_time,
       CASE WHEN m.date_deadline < %(today)s AND m.state IN %(running)s AND m.paused_since IS NULL
              OR m.state IN ('result_submitted', 'closing_approval') AND m.closed_late
            THEN t.task ELSE 0 END AS overdue,
       CASE WHEN e.urgings > 0 THEN t.led ELSE 0 END AS urged,
       e.urgings * t.led AS urgings,
       CASE WHEN e.extensions > 0 THEN t.led ELSE 0 END AS extended,
       e.returned * t.led AS returned,
       e.marks * CASE WHEN u.role = 'co' THEN t.counts::integer ELSE t.led END AS marks,
       e.pauses * t.led AS pauses,
       e.days_stood * t.led AS days_stood,
       e.warnings * t.led AS warnings,
       e.warnings_red * t.led AS warnings_red,
       CASE WHEN t.task = 1 THEN CASE WHEN m.state IN %(done)s THEN 100.0 ELSE 0.0 END END AS completion_rate,
       CASE WHEN t.task = 1 AND m.state IN %(done)s
            THEN m.date_closed - COALESCE(m.date_assigned, m.date_filed) END AS days
  FROM duban_matter_unit u
  JOIN %(matters)s m ON m.id = u.matter_id
  LEFT JOIN (SELECT matter_id, 1 AS n FROM duban_request
              WHERE kind = 'extension' AND state = 'approved' GROUP BY matter_id) x
    ON x.matter_id = m.id
  -- what a co-unit reported stands on its own row
  LEFT JOIN (SELECT matter_id, CASE WHEN kind = 'co_unit' THEN department_id ELSE 0 END AS of,
                    count(*)::integer AS marks
               FROM duban_feedback WHERE mark_id IS NOT NULL GROUP BY 1, 2) f
    ON f.matter_id = m.id AND f.of = CASE WHEN u.role = 'co' THEN u.department_id ELSE 0 END
  LEFT JOIN (SELECT matter_id, sum(days)::integer AS days FROM (%(stood)s) d GROUP BY matter_id) p
    ON p.matter_id = m.id
  LEFT JOIN (SELECT r.matter_id, count(*)::integer AS n,
                    count(*) FILTER (WHERE l.colour = 'red')::integer AS red
               FROM duban_record r JOIN duban_warning_level l ON l.id = r.level_id
              WHERE r.purpose = 'warning' GROUP BY r.matter_id) w
    ON w.matter_id = m.id
  LEFT JOIN rule r ON r.company_id = m.company_id
  LEFT JOIN of_unit h ON h.matter_id = u.matter_id AND h.unit = u.department_id
 -- a whole or its parts, never both (CORE-33)
 CROSS JOIN LATERAL (
       SELECT m.state NOT IN %(uncounted)s
              AND CASE WHEN r.count_breakdown = 'parents' THEN m.parent_id IS NULL
                       ELSE m.id NOT IN (SELECT part.parent_id FROM duban_matter part
                                          WHERE part.parent_id IS NOT NULL AND part.date_filed IS NOT NULL
                                            AND part.state NOT IN %(uncounted)s) END AS counts) n
 CROSS JOIN LATERAL (
       SELECT n.counts, (u.role = 'lead' AND n.counts)::integer AS task,
              (u.role <> 'co' AND n.counts)::integer AS led) t
 -- of a matter that was handed over each unit has what happened while it led
 CROSS JOIN LATERAL (
       SELECT CASE WHEN m.tenures IS NULL THEN m.urging_count ELSE COALESCE(h.urgings, 0) END AS urgings,
              CASE WHEN m.tenures IS NULL THEN COALESCE(x.n, 0) ELSE COALESCE(h.extensions, 0) END AS extensions,
              CASE WHEN m.tenures IS NULL THEN m.return_count ELSE COALESCE(h.returned, 0) END AS returned,
              CASE WHEN m.tenures IS NULL OR u.role = 'co' THEN COALESCE(f.marks, 0)
                   ELSE COALESCE(h.marks, 0) END AS marks,
              CASE WHEN m.tenures IS NULL THEN COALESCE(m.pause_count, 0) ELSE COALESCE(h.pauses, 0) END AS pauses,
              CASE WHEN m.tenures IS NULL THEN COALESCE(p.days, 0) ELSE COALESCE(h.days_stood, 0) END AS days_stood,
              CASE WHEN m.tenures IS NULL THEN COALESCE(w.n, 0) ELSE COALESCE(h.warnings, 0) END AS warnings,
              CASE WHEN m.tenures IS NULL THEN COALESCE(w.red, 0) ELSE COALESCE(h.warnings_red, 0) END AS warnings_red
       ) e
 WHERE u.role IN ('lead', 'co', 'former') AND m.date_filed IS NOT NULL
"""
