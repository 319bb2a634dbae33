"""From the trail to points: what happened in a period, whose it was, what a rule gives for it (PLUS-S1).

Reads only; whoever calls it was allowed to. Points are whole hundredths until they are stored, so that sums are exact.
"""

from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from odoo.addons.duban_supervision import clock

from .statistics import NEVER_COUNTED

#: event of a rule → act of the trail that it counts
ACTS = {
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
#: acts that put a matter into the hands of its unit, and those that take it out of them
OPENING = frozenset("file assign return_result reopen unmerge".split())
ENDING = frozenset("submit_result close exempt terminate merge withdraw_filing".split())
#: the clock stands between these
STOOD, WENT_ON = "pause", "resume"
READ = sorted(
    {*ACTS.values(), *OPENING, *ENDING, STOOD, WENT_ON}
    | {"reassign", "mark_feedback", "extension_approved"}
)
#: a due date of these kinds is a new first one: what went before never was, or is over
RESTARTING = ("corrected", "regraded", "reopened")
#: a due date of these kinds moves the first one by as many days: the clock stood still
MOVING = ("stood",)


def cents(points):
    """``points`` (number with two decimals) as whole hundredths."""
    return round(points * 100)


def share(points, quantity, weight, part):
    """Hundredths of ``points`` × ``quantity`` × ``weight`` (1/10000) × ``part`` (per cent), half up."""
    product = abs(points * quantity * weight * part)
    value = (2 * product + 1_000_000) // 2_000_000
    return value if points * quantity >= 0 else -value


class MatterTrail:
    """What the trail says of one matter.

    :ivar acts: [(id, seq, action, local date, changes, note)] in order
    :ivar dates: [(date set, kind, due date)] in order
    :ivar lead: id of the unit that leads now; ``co``: [(unit id, from or None, to or None)] of the co-units
    :ivar former: [(unit id, from, to)] of those that led before, each time that they did
    """

    def __init__(self, matter_id, number, grade_id, lead):
        self.id, self.number, self.grade, self.lead = matter_id, number, grade_id, lead
        self.acts, self.dates, self.co, self.former = [], [], [], []

    def holder_of(self, act):
        """Id of the unit that led when the act was done: of one before a reassignment, the unit before."""
        for later in self.acts:
            if later[2] == "reassign" and later[1] > act[1]:
                return self._former_until(later[3]) or self.lead
        return self.lead

    def co_on(self, day, until=None):
        """Ids of the co-units of ``day``, or of any day from it until ``until``; a day of change is the new state's."""
        return sorted(
            {
                unit
                for unit, since, to in self.co
                if (not since or since <= (until or day)) and (not to or day < to)
            }
        )

    def _former_until(self, day):
        return next((unit for unit, _since, until in self.former if until == day), None)

    def tenure(self, day):
        """(unit id, first day) of the unit that led on ``day``; the day of a handover is the new unit's."""
        for unit, since, until in self.former:
            if (not since or since <= day) and day < until:
                return unit, since
        starts = [until for _unit, _since, until in self.former if until <= day]
        return self.lead, max(starts, default=None)

    def current(self, day):
        """The due date that counts on ``day``, or None."""
        found = None
        for date_set, _kind, due in self.dates:
            if date_set <= day:
                found = due
        return found

    def first(self, day):
        """The first due date of the unit that leads on ``day``, or None; an extension does not replace it."""
        # a unit that took the matter over begins with the date it found
        _unit, since = self.tenure(day)
        first = self.current(since) if since else None
        previous = first
        for date_set, kind, due in self.dates:
            if date_set > day or (since and date_set <= since):
                continue
            if first is None or kind in RESTARTING:
                first = due
            elif kind in MOVING and due and previous:
                first += due - previous
            previous = due
        return first

    def reference(self, rule, day):
        return self.first(day) if rule["due"] == "first" else self.current(day)

    def open_spans(self):
        """[(day after which it was with its unit, last day or None)] in order."""
        spans, since, stands = [], None, False
        for _id, _seq, action, day, _changes, _note in self.acts:
            if since is None and (action in OPENING or (action == WENT_ON and stands)):
                since, stands = day, False
            elif since is not None and (action in ENDING or action == STOOD):
                spans.append((since, day))
                since, stands = None, action == STOOD
        return spans + [(since, None)] * (since is not None)

    def handed_in_before(self, act):
        """Day on which the result before ``act`` was handed in, or None."""
        days = [
            each[3]
            for each in self.acts
            if each[2] == "submit_result" and each[1] < act[1]
        ]
        return days[-1] if days else None


class ScoreCount:
    """Counts the points of one institution in one period.

    :param regulation: ``duban.regulation`` record (as superuser)
    :param rules: list of ``duban.score.rule._as_rule()``
    """

    def __init__(self, regulation, date_from, date_to, rules):
        self.env, self.regulation = regulation.env, regulation
        self.company = regulation.company_id
        self.date_from, self.date_to = date_from, date_to
        self.rules = rules
        self.grades = {rule["id"]: self._grade(rule) for rule in rules}
        self.weights = {
            self.grades[rule["id"]]: cents(rule["points"])
            for rule in rules
            if rule["event"] == "weight"
        }
        self.base = next((rule for rule in rules if rule["event"] == "base"), None)
        self.last = min(date_to, clock.today(self.company))
        self.on_ledger = set()

    def _grade(self, rule):
        """Id by which a trail knows the grade of ``rule``, whose version may be another than the matter's; or None."""
        return self.env["duban.grade"].browse(rule["grade"] or ()).exists()._first().id

    # -- reading

    def _rows(self, query):
        self.env.cr.execute(query)
        return self.env.cr.fetchall()

    def trails(self):
        """{matter id: MatterTrail} of what was filed by the end of the period and is supervised by the office."""
        statistics = self.env["duban.statistics"]
        for model, names in statistics._depends.items():
            self.env[model].flush_model(names)
        for name in ("duban.act", "duban.due.date", "duban.matter.unit"):
            self.env[name].flush_model()
        self.env["duban.matter"].flush_model(["tenures", "co_tenures"])
        found = self._rows(
            SQL(
                """SELECT m.id, m.number, m.grade_group_id, m.lead_unit_id,
                          m.date_ended IS NULL OR m.date_ended >= %s, m.tenures, m.co_tenures
                     FROM duban_matter m
                    WHERE m.company_id = %s AND m.date_filed <= %s AND m.state NOT IN %s
                      AND NOT (COALESCE(m.office_id, 0) = ANY(%s)) AND %s""",
                self.date_from,
                self.company.id,
                self.date_to,
                NEVER_COUNTED,
                statistics._special_offices(self.regulation).ids,
                # a part of another period leaves what its whole won or lost in this one
                statistics._breakdown_condition(
                    self.regulation,
                    SQL(
                        "part.state NOT IN %s AND part.date_filed <= %s",
                        NEVER_COUNTED,
                        self.date_to,
                    ),
                ),
            )
        )
        trails = {row[0]: MatterTrail(*row[:4]) for row in found}
        self.on_ledger = {row[0] for row in found if row[4]}
        ids = list(trails)
        self._read_units(trails, ids)
        for row in found:
            if row[5]:
                trails[row[0]].former = self._tenures(row[5])
            trails[row[0]].co += self._tenures(row[6] or [])
        self._read_acts(trails, ids)
        for matter_id, date_set, kind, due in self._rows(
            SQL(
                "SELECT matter_id, date_set, kind, date FROM duban_due_date WHERE matter_id = ANY(%s) ORDER BY id",
                ids,
            )
        ):
            trails[matter_id].dates.append((date_set, kind, due))
        return trails

    @staticmethod
    def _tenures(rows):
        return [
            (unit, fields.Date.to_date(since), fields.Date.to_date(until))
            for unit, since, until, *_people in rows
        ]

    def _read_units(self, trails, ids):
        for matter_id, role, unit, since, until in self._rows(
            SQL(
                """SELECT matter_id, role, department_id, date_from, date_to FROM duban_matter_unit
                    WHERE matter_id = ANY(%s) AND role IN ('co', 'former') ORDER BY date_to, id""",
                ids,
            )
        ):
            trail = trails[matter_id]
            if role == "co":
                trail.co.append((unit, since, None))
            elif until:
                trail.former.append((unit, since, until))

    def _read_acts(self, trails, ids):
        stop = clock.day_start(self.company, fields.Date.add(self.date_to, days=1))
        for matter_id, act_id, seq, action, date, changes, note in self._rows(
            SQL(
                # a reassignment after the period says whose the acts before it were
                """SELECT matter_id, id, seq, action, date, changes, note FROM duban_act
                    WHERE matter_id = ANY(%s) AND action = ANY(%s) AND (date < %s OR action = 'reassign')
                    ORDER BY matter_id, seq""",
                ids,
                READ,
                stop,
            )
        ):
            day = clock.local(self.company, date).date()
            trails[matter_id].acts.append((act_id, seq, action, day, changes, note))

    # -- counting

    def count(self):
        """Count everything.

        :return: ({unit id: {"base", "plus", "minus", "total"} in hundredths}, [point as dict])
        """
        trails = self.trails()
        points, units = [], set()
        for trail in trails.values():
            if trail.id in self.on_ledger:
                part = trail.co_on(self.date_from, self.last)
                units |= {trail.lead, *part} - {None}
            for rule in self.rules:
                points += self._points_of(rule, trail)
        points.sort(key=lambda row: (row["date"], row["act_id"] or 0, row["matter_id"]))
        self._cap(points)
        units |= {row["department_id"] for row in points}
        return {unit: self._sum(unit, points) for unit in sorted(units)}, points

    def _points_of(self, rule, trail):
        if rule["event"] in ("base", "weight"):
            return []
        if rule["grade"] and self.grades[rule["id"]] != trail.grade:
            return []
        if rule["event"] == "late":
            return self._late(rule, trail)
        points = []
        for act, quantity, *given in self._occurrences(rule, trail):
            if self.date_from <= act[3] <= self.date_to:
                # what is given back goes to whom it was taken from
                taken = given[0] if given else act
                holder = trail.holder_of(taken)
                reporter = self._reporter(taken) if given else None
                points += self._for_units(
                    rule, trail, act, holder, quantity, reporter=reporter
                )
        return points

    @staticmethod
    def _reporter(act):
        """Id of the co-unit whose report an act marked: the point is its own, all of it; or None."""
        named = (act[4] or {}).get("department_id")
        return named[-1] if named else None

    def _occurrences(self, rule, trail):
        """[(act, how often)] that the rule counts on one matter; of a mark also the act that gave it."""
        event = rule["event"]
        if event in ACTS:
            return [(act, 1) for act in trail.acts if act[2] == ACTS[event]]
        if event == "on_time":
            return [
                (act, 1)
                for act in trail.acts
                if act[2] == "close" and self._in_time(rule, trail, act)
            ]
        if event == "extended":
            return self._extensions(trail)
        return self._marks(rule, trail)

    def _in_time(self, rule, trail, act):
        day = trail.handed_in_before(act)
        due = trail.reference(rule, day) if day else None
        return bool(day) and (not due or day <= due)

    def _extensions(self, trail):
        """An extension counts when it set a due date; its act is the decision of that day."""
        found = []
        for date_set, kind, _due in trail.dates:
            acts = [
                act
                for act in trail.acts
                if act[2] == "extension_approved" and act[3] == date_set
            ]
            if kind == "extension" and acts:
                found.append((acts[-1], 1))
        return found

    def _marks(self, rule, trail):
        """Marks given count, a mark taken away or replaced gives back what it took."""
        found, standing = [], []
        for act in trail.acts:
            if act[2] != "mark_feedback":
                continue
            old, new = ((act[4] or {}).get("mark_id")) or [None, act[5]]
            for name, quantity in ((old, -1), (new, 1)):
                if not name or name == "—":
                    continue
                given = act
                if quantity > 0:
                    standing.append((name, act))
                elif one := self._given(name, act, standing):
                    standing.remove(one)
                    given = one[1]
                if rule["option"] in ("", name):
                    found.append((act, quantity, given))
        return found

    def _given(self, name, act, standing):
        """The one of ``standing``, [(name, act that gave the mark)], that ``act`` takes away; None: none is known.

        Acts of an earlier release name no co-unit: what they gave stands with the unit that led.
        """
        for unit in (self._reporter(act), None):
            for one in reversed(standing):
                if one[0] == name and self._reporter(one[1]) == unit:
                    return one
        return None

    def _late(self, rule, trail):
        """Days of the period that the matter was with its unit and its date had passed, a line per unit."""
        days, day = {}, self.date_from
        dues = [due for _set, _kind, due in trail.dates if due]
        if dues:
            day = max(day, min(dues) + timedelta(days=1))
        spans = trail.open_spans() if dues else []
        while spans and day <= self.last:
            due = trail.reference(rule, day)
            if (
                due
                and due < day
                and any(
                    since < day and (not until or day <= until)
                    for since, until in spans
                )
            ):
                helpers = trail.co_on(day) if rule["co_share"] else ()
                key = trail.tenure(day)[0], tuple(helpers)
                days.setdefault(key, []).append(day)
            day += timedelta(days=1)
        points = []
        for (holder, _helpers), late in days.items():
            acts = [act for act in trail.acts if act[3] <= late[-1]]
            handed_in = [act for act in acts if act[2] == "submit_result"]
            started = [act for act in acts if act[2] in OPENING]
            act = [each for each in handed_in if each[3] in late] or started[-1:]
            points += self._for_units(
                rule, trail, act[-1] if act else None, holder, len(late), late[-1]
            )
        return points

    def _for_units(self, rule, trail, act, holder, quantity, day=None, reporter=None):
        """The point of the lead unit, and of each co-unit its share; or of the co-unit that it is all about."""
        weight = self.weights.get(trail.grade, 10000) if rule["is_weighted"] else 10000
        parts = [(holder, "lead", 100)] * bool(holder)
        if reporter:
            parts = [(reporter, "co", 100)]
        elif rule["co_share"]:
            parts += [
                (unit, "co", rule["co_share"])
                for unit in trail.co_on(day or act[3])
                if unit != holder
            ]
        return [
            {
                "rule": rule,
                "department_id": unit,
                "role": role,
                "matter_id": trail.id,
                "number": trail.number,
                "act_id": act[0] if act else None,
                "date": day or act[3],
                "quantity": quantity,
                "weight": weight,
                "share": part,
                "raw": share(cents(rule["points"]), quantity, weight, part),
            }
            for unit, role, part in parts
        ]

    def _cap(self, points):
        """What of each point counts: a rule gives or takes no more than its limit per unit."""
        sums = {}
        for row in points:
            key = row["rule"]["id"], row["department_id"]
            limit = cents(row["rule"]["cap"])
            before = sums.get(key, 0)
            sums[key] = before + row["raw"]
            row["counted"] = self._within(sums[key], limit) - self._within(
                before, limit
            )

    @staticmethod
    def _within(value, limit):
        return max(-limit, min(limit, value)) if limit else value

    def _sum(self, unit, points):
        mine = [row["counted"] for row in points if row["department_id"] == unit]
        base = cents(self.base["points"]) if self.base else 0
        plus = sum(value for value in mine if value > 0)
        minus = sum(value for value in mine if value < 0)
        return {
            "base": base,
            "plus": plus,
            "minus": minus,
            "total": self.limited(base + plus + minus),
        }

    def limited(self, total):
        """A total is at most what the base row says."""
        limit = cents(self.base["cap"]) if self.base else 0
        return min(total, limit) if limit else total
