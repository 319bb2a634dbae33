"""An independent script for scores (PLUS-S1): the trail by SQL, the arithmetic by hand, nothing of the product's code.

It reads lines of the trail and due dates as they are stored and knows the rules from the test alone.
"""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

#: act of the trail for each simple event
SIMPLE = {
    "closed": "close",
    "feedback": "feedback",
    "urged": "record_urging",
    "warned": "record_warning",
    "result_returned": "return_result",
    "feedback_returned": "feedback_returned",
    "reopened": "reopen",
    "recheck_passed": "recheck_passed",
    "recheck_failed": "recheck_failed",
}
CENT = Decimal("0.01")


def rounded(value):
    return value.quantize(CENT, ROUND_HALF_UP)


def recount(cr, company_id, date_from, date_to, rules, today):
    """Totals of one institution whose days are those of Shanghai.

    :param rules: dicts with event, points, cap, grade (id), mark, co_share, weighted, due
    :return: {unit id: Decimal}
    """
    cr.execute(
        "SELECT id, grade_id, lead_unit_id, date_filed, date_ended FROM duban_matter WHERE company_id = %s"
        " AND date_filed IS NOT NULL AND date_filed <= %s"
        " AND state NOT IN ('draft','filing_approval','rejected','merged','withdrawn')",
        (company_id, date_to),
    )
    matters = cr.fetchall()
    base = next((r for r in rules if r["event"] == "base"), {"points": 0, "cap": 0})
    weights = {r["grade"]: Decimal(str(r["points"])) for r in rules if r["event"] == "weight"}  # fmt: skip
    lines, units = [], set()
    histories = read_all(cr, {row[0]: row[2] for row in matters})
    for matter_id, grade, lead, _filed, ended in matters:
        history = histories[matter_id]
        if ended is None or ended >= date_from:
            units |= {lead, *history["co"]}
        for index, rule in enumerate(rules):
            if rule["event"] in ("base", "weight"):
                continue
            if rule.get("grade") and rule["grade"] != grade:
                continue
            weight = weights.get(grade, Decimal(100)) if rule.get("weighted", True) else Decimal(100)  # fmt: skip
            for unit, day, act, times in found(rule, history, date_from, date_to, today):  # fmt: skip
                each = Decimal(str(rule["points"])) * times * weight / 100
                lines.append((day, act, matter_id, index, unit, rounded(each)))
                for co in history["co"]:
                    if rule.get("co_share") and co != unit:
                        part = rounded(each * rule["co_share"] / 100)
                        lines.append((day, act, matter_id, index, co, part))
    units |= {line[4] for line in lines}
    totals = {}
    for unit in units:
        total = Decimal(str(base["points"]))
        for index, rule in enumerate(rules):
            value = sum(
                (line[5] for line in lines if line[3] == index and line[4] == unit),
                Decimal(0),
            )
            if rule.get("cap"):
                limit = Decimal(str(rule["cap"]))
                value = max(-limit, min(limit, value))
            total += value if rule["event"] not in ("base", "weight") else 0
        if base.get("cap"):
            total = min(total, Decimal(str(base["cap"])))
        totals[unit] = total
    return totals


def rows_by_matter(cr, query, ids):
    cr.execute(query, (ids,))
    found = {}
    for row in cr.fetchall():
        found.setdefault(row[0], []).append(row[1:])
    return found


def read_all(cr, leads):
    """{matter id: acts, due dates and units}. ``leads``: {matter id: id of the unit that leads now}."""
    ids = list(leads)
    acts = rows_by_matter(
        cr,
        "SELECT matter_id, id, seq, action, (date + interval '8 hours')::date, changes, note FROM duban_act"
        " WHERE matter_id = ANY(%s) ORDER BY matter_id, seq",
        ids,
    )
    dues = rows_by_matter(
        cr,
        "SELECT matter_id, date_set, kind, date FROM duban_due_date WHERE matter_id = ANY(%s) ORDER BY id",
        ids,
    )
    units = rows_by_matter(
        cr,
        "SELECT matter_id, role, department_id FROM duban_matter_unit WHERE matter_id = ANY(%s)",
        ids,
    )
    # the trail names units as they are called
    cr.execute(
        "SELECT d.id, n.value FROM hr_department d, jsonb_each_text(d.name) n WHERE d.company_id IN"
        " (SELECT company_id FROM duban_matter WHERE id = ANY(%s))",
        (ids,),
    )
    names = {name: unit for unit, name in cr.fetchall()}
    return {
        each: history(
            acts.get(each, []), dues.get(each, []), units.get(each, []), lead, names
        )
        for each, lead in leads.items()
    }


def history(acts, dues, rows, lead, names):
    """What is known of one matter."""
    changes = [a for a in acts if a[2] == "reassign"]
    # [first day, day after the last, unit]
    tenures, start = [], date.min
    for act in changes:
        tenures.append((start, act[3], names[act[4]["lead_unit_id"][0]]))
        start = act[3]
    tenures.append((start, date.max, lead))
    return {
        "acts": acts,
        "dues": dues,
        "co": sorted({r[1] for r in rows if r[0] == "co"}),
        "tenures": tenures,
        "changes": changes,
    }


def unit_of_act(history, act):
    later = [r for r in history["changes"] if r[1] > act[1]]
    if not later:
        return history["tenures"][-1][2]
    day = later[0][3]
    return next(unit for _start, until, unit in history["tenures"] if until == day)


def due_on(history, day, start):
    """The first date of the tenure that began on ``start``, as known on ``day``."""
    result = None
    if start != date.min:
        for set_on, _kind, due in history["dues"]:
            if set_on <= start:
                result = due
    before = result
    for set_on, kind, due in history["dues"]:
        if set_on <= day and (start == date.min or set_on > start):
            if result is None or kind in ("corrected", "regraded", "reopened"):
                result = due
            elif kind == "stood":
                result += due - before
            before = due
    return result


def found(rule, history, date_from, date_to, today):
    """(unit, day, act id, times) of everything one rule counts on one matter."""
    event = rule["event"]
    acts = [a for a in history["acts"] if date_from <= a[3] <= date_to]
    if event in SIMPLE:
        for act in acts:
            if act[2] == SIMPLE[event]:
                yield unit_of_act(history, act), act[3], act[0], 1
    elif event == "on_time":
        yield from in_time(history, acts)
    elif event == "extended":
        granted = [d for d in history["dues"] if d[1] == "extension"]
        for set_on, _kind, _due in granted:
            if date_from <= set_on <= date_to:
                act = [a for a in acts if a[2] == "extension_approved" and a[3] == set_on][-1]  # fmt: skip
                yield unit_of_act(history, act), set_on, act[0], 1
    elif event == "marked":
        yield from marked(rule, history, acts)
    elif event == "late":
        yield from late(history, date_from, min(date_to, today))


def marked(rule, history, acts):
    """Marks; what one that is taken away took is given back to the same unit."""
    given = []
    for act in history["acts"]:
        if act[2] != "mark_feedback":
            continue
        # a co-unit's own report is its own
        unit = (act[4].get("department_id") or [None])[-1]
        old, new = act[4]["mark_id"]
        if old:
            before = [each for each in given if each[:2] == (old, unit)]
            before = before or [each for each in given if each[:2] == (old, None)]
            given.remove(before[-1])
            if act in acts and rule.get("mark") in (None, old):
                yield before[-1][2], act[3], act[0], -1
        if new:
            holder = unit or unit_of_act(history, act)
            given.append((new, unit, holder))
            if act in acts and rule.get("mark") in (None, new):
                yield holder, act[3], act[0], 1


def in_time(history, acts):
    """Closings whose result was handed in by the due date."""
    for act in acts:
        handed = [a[3] for a in history["acts"] if a[2] == "submit_result" and a[1] < act[1]]  # fmt: skip
        if act[2] != "close" or not handed:
            continue
        start = next(s for s, e, _u in history["tenures"] if s <= handed[-1] < e)
        due = due_on(history, handed[-1], start)
        if due is None or handed[-1] <= due:
            yield unit_of_act(history, act), act[3], act[0], 1


def late(history, date_from, last):
    """Days late per tenure, by intervals: with the unit, past the date, within the period."""
    spans, since = [], None
    for act in history["acts"]:
        if since is None and act[2] in ("file", "assign", "return_result", "reopen", "resume"):  # fmt: skip
            since = act[3]
        elif since and act[2] in ("submit_result", "close", "exempt", "terminate", "pause"):  # fmt: skip
            spans.append((since, act[3]))
            since = None
    if since:
        spans.append((since, date.max))
    # the due date is constant between two days on which one was set
    cuts = sorted({d[0] for d in history["dues"]} | {date.max})
    for start, until, unit in history["tenures"]:
        total, final = 0, None
        for begin, end in spans:
            for position, cut in enumerate(cuts[:-1]):
                low, high = max(cut, start), cuts[position + 1] - timedelta(days=1)
                due = due_on(history, cut, start)
                if due is None:
                    continue
                first = max(low, begin + timedelta(days=1), due + timedelta(days=1), date_from)  # fmt: skip
                stop = min(high, end, last, until - timedelta(days=1))
                if stop >= first:
                    total += (stop - first).days + 1
                    final = stop
        if total:
            yield unit, final, 0, total
