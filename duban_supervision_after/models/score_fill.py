"""From counted points to the lines of a score; what turned out otherwise in locked periods is a line as well."""

from odoo import fields, models
from odoo.exceptions import UserError

from .score_count import ScoreCount, cents

NOTHING = {"points": 0}


class DubanScore(models.Model):
    _inherit = "duban.score"

    def _fill(self):
        rules = self.regulation_id._score_rules()
        if not rules:
            raise UserError(
                self.env._(
                    "“%s” has no score rules yet: an administrator writes them in the regulation.",
                    self.regulation_id.name,
                )
            )
        self.unit_ids.unlink()
        self.write({"rules": rules, "date_filled": fields.Datetime.now()})
        counting = [rule for rule in rules if not rule["is_trial"]]
        counter = ScoreCount(self.regulation_id, self.date_from, self.date_to, counting)
        totals, points = counter.count()
        tried, trial_points = totals, []
        if counting != rules:
            trial = ScoreCount(self.regulation_id, self.date_from, self.date_to, rules)
            tried, trial_points = trial.count()
            trial_points = [row for row in trial_points if row["rule"]["is_trial"]]
        later = self._later_corrections()
        units = self._make_units(counter, totals, tried, later)
        self._make_points(units, points + trial_points)
        self._make_corrections(units, later)
        units._rank()

    def _make_units(self, counter, totals, tried, later):
        """The lines of the units, in hundredths until here.

        :return: ``duban.score.unit`` recordset
        """
        # sudo: only the names of units, for a table that its office draws up
        departments = (
            self.env["hr.department"]
            .sudo()
            .with_context(active_test=False)
            .browse(sorted({*totals, *tried, *later}))
            .sorted("complete_name")
        )
        vals_list = []
        for position, unit in enumerate(departments):
            # who has only something of an earlier period put right begins with the base, as everybody
            own = totals.get(unit.id) or counter._sum(unit.id, [])
            with_trial = tried.get(unit.id) or own
            corrected = sum(row["points"] for row in later.get(unit.id, ()))
            total = counter.limited(own["base"] + own["plus"] + own["minus"])
            vals_list.append(
                {
                    "score_id": self.id,
                    "sequence": position,
                    "department_id": unit.id,
                    "name": unit.name,
                    "base": own["base"] / 100,
                    "plus": own["plus"] / 100,
                    "minus": own["minus"] / 100,
                    "correction": corrected / 100,
                    "counted_total": total / 100,
                    "trial_total": counter.limited(with_trial["total"] + corrected)
                    / 100,
                }
            )
        return self.env["duban.score.unit"].create(vals_list)

    def _make_points(self, units, points):
        by_unit = {unit.department_id.id: unit.id for unit in units}
        existing = self.env["duban.score.rule"].browse(
            {row["rule"]["id"] for row in points}
        )
        existing = set(existing.exists().ids)
        self.env["duban.score.point"].create(
            [
                {
                    "unit_line_id": by_unit[row["department_id"]],
                    "sequence": position,
                    "kind": "rule",
                    "rule_id": row["rule"]["id"]
                    if row["rule"]["id"] in existing
                    else False,
                    "rule_key": row["rule"]["id"],
                    "name": row["rule"]["name"],
                    "clause": row["rule"]["clause"],
                    "role": row["role"],
                    "matter_id": row["matter_id"],
                    "number": row["number"],
                    "act_id": row["act_id"],
                    "date": row["date"],
                    "quantity": row["quantity"],
                    "rule_points": row["rule"]["points"],
                    "weight": row["weight"] / 100,
                    "share": row["share"],
                    "points": row["raw"] / 100,
                    "counted": 0 if row["rule"]["is_trial"] else row["counted"] / 100,
                    "is_trial": row["rule"]["is_trial"],
                }
                for position, row in enumerate(points)
            ]
        )

    # -- what turned out otherwise after an earlier period was locked

    def _earlier(self):
        """Locked scores of the year before this one period."""
        since = fields.Date.subtract(self.date_from, years=1)
        return self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "locked"),
                ("cycle", "=", self.cycle),
                ("date_to", "<", self.date_from),
                ("date_to", ">=", since),
            ],
            order="date_from",
        )

    def _later_corrections(self):
        """{unit id: [{"points", "matter_id", "act_id", "name", "origin"}]} in hundredths, from the earlier periods.

        A locked period is counted again by its own rules; what differs from its points and from what later periods
        corrected already is a line here, under its rule and matter. What an objection gave back is not given once more
        when the register is put right afterwards; where the register says nothing new the objection stands.
        """
        corrections = {}
        for earlier in self._earlier():
            now, kept = earlier._points_now(), earlier._kept_points(self)
            given = earlier._given_back()
            for key in sorted({*now, *kept}):
                unit, rule_key, matter_id = key
                entry = now.get(key) or kept[key]
                points = (
                    now.get(key, NOTHING)["points"] - kept.get(key, NOTHING)["points"]
                )
                if points > 0:
                    points = max(points - given.get(key, 0), 0)
                if points:
                    corrections.setdefault(unit, []).append(
                        {
                            **entry,
                            "points": points,
                            "matter_id": matter_id,
                            "rule_key": rule_key,
                            "origin": earlier,
                        }
                    )
        return corrections

    def _points_now(self):
        """{(unit, rule, matter): points} of this one locked period, counted again by its own rules."""
        rules = [rule for rule in self.rules if not rule["is_trial"]]
        counter = ScoreCount(self.regulation_id, self.date_from, self.date_to, rules)
        now = {}
        for row in counter.count()[1]:
            key = row["department_id"], row["rule"]["id"], row["matter_id"]
            entry = now.setdefault(
                key,
                {"points": 0, "act_id": row["act_id"], "name": row["rule"]["name"]},
            )
            entry["points"] += row["counted"]
        return now

    def _kept_points(self, but):
        """{(unit, rule, matter): points} of this locked period, with later corrections except those in ``but``."""
        points = self.env["duban.score.point"].search(
            [
                "|",
                "&",
                ("score_id", "=", self.id),
                ("kind", "=", "rule"),
                "&",
                ("origin_id", "=", self.id),
                ("score_id", "!=", but.id),
                ("is_trial", "=", False),
            ]
        )
        kept = {}
        for point in points:
            if point.kind == "later" and point.score_id.state == "draft":
                continue
            key = point.department_id.id, point.rule_key, point.matter_id.id
            entry = kept.setdefault(
                key, {"points": 0, "act_id": point.act_id.id, "name": point.name}
            )
            entry["points"] += cents(point.counted)
        return kept

    def _given_back(self):
        """{(unit, rule, matter): points} that objections gave back for points of this locked period (in hundredths).

        Those of a later correction of it are among them; an objection to a unit's whole total names no rule.
        """
        points = self.env["duban.score.point"].search(
            [
                ("kind", "=", "objection"),
                "|",
                ("objection_id.point_id.origin_id", "=", self.id),
                "&",
                ("objection_id.point_id.score_id", "=", self.id),
                ("objection_id.point_id.kind", "=", "rule"),
            ]
        )
        given = {}
        for point in points:
            about = point.objection_id.point_id
            key = point.department_id.id, about.rule_key, about.matter_id.id
            given[key] = given.get(key, 0) + cents(point.counted)
        return given

    def _make_corrections(self, units, later):
        by_unit = {unit.department_id.id: unit.id for unit in units}
        matters = self.env["duban.matter"].browse(
            {row["matter_id"] for rows in later.values() for row in rows}
        )
        numbers = {matter.id: matter.number for matter in matters}
        self.env["duban.score.point"].create(
            [
                {
                    "unit_line_id": by_unit[unit],
                    "sequence": 10000 + position,
                    "kind": "later",
                    "origin_id": row["origin"].id,
                    "rule_key": row["rule_key"],
                    "name": row["name"],
                    "matter_id": row["matter_id"],
                    "number": numbers[row["matter_id"]],
                    "act_id": row["act_id"],
                    "date": self.date_from,
                    "quantity": 1,
                    "points": row["points"] / 100,
                    "counted": row["points"] / 100,
                    "reason": self.env._(
                        "Correction of %s, which stays as it was locked.",
                        row["origin"].name,
                    ),
                }
                for unit, rows in later.items()
                for position, row in enumerate(rows)
            ]
        )
