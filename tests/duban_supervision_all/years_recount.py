"""Recounts of the three years: from the stored rows, by SQL and by hand, with nothing of the product's arithmetic."""

from collections import Counter
from datetime import timedelta

from odoo.addons.duban_supervision_after.models.recheck_risk import weighted_draw

from tests.duban_supervision_after.score_script import recount
from tests.duban_supervision_all.years_life import (
    YEARS,
    add_working_days,
    is_working,
    working_days,
)


class YearsRecount:
    """Part of ``TestThreeYears``."""

    # -- to-dos

    def check_todos(self, matters):
        """The open to-dos are exactly the expected ones; returns how many."""
        self.env.invalidate_all()
        count, office = 0, self.env["duban.score"].sudo()
        scores = office.search([("company_id", "=", self.company.id)])
        goals = self.goals.sudo().filtered(lambda row: row.state == "running")
        for record in (*matters.sudo(), *scores, *scores.objection_ids, *goals):
            expected = Counter((each.key, each.user.id) for each in record._expected_todos() if each.user)  # fmt: skip
            open_ = record.activity_ids.filtered("duban_key")
            found = Counter((each.duban_key, each.user_id.id) for each in open_)
            self.assertEqual(found, expected, record.display_name)
            count += sum(expected.values())
        return count

    def check_digests(self):
        """Nobody had two daily messages on a day, or one on a day off."""
        digests = self.env["duban.digest"].search(
            [("company_id", "=", self.company.id), ("is_at_once", "=", False)]
        )
        per_day = Counter((row.user_id, row.date) for row in digests)
        self.assertEqual(max(per_day.values()), 1)
        self.assertFalse([row for row in digests if not is_working(row.date)])
        self.counts["digests"] = len(digests)

    # -- the plan

    def check_roll_up(self, day):
        """Progress and light of every goal equal the recount."""
        self.env.invalidate_all()
        horizon = self.regulation._warning_date()
        for goal in self.goals:
            progress, light, done = self.recount(goal, "weighted", "worst", 30, day, horizon)  # fmt: skip
            self.assertAlmostEqual(goal.progress, progress, delta=0.051)
            if goal.state in ("running", "done"):
                self.assertEqual((goal.light, goal.is_finished), (light, done))
            self.counts["roll-ups recounted"] += 1

    def check_chains(self):
        """Each task that was not carried over begins a chain that ends once and keeps its first date."""
        Goal = self.env["duban.goal"]
        tasks = self.goals.filtered(lambda row: row.level == "task")
        lasts = Goal
        for first in tasks.filtered(lambda row: not row.carried_from_id):
            goal, times = first, 0
            while goal.state == "carried":
                following = Goal.search([("carried_from_id", "=", goal.id)])
                self.assertEqual(len(following), 1)
                times += 1
                self.assertEqual(
                    (following.year, following.date_first, following.carried_count),
                    (goal.year + 1, first.date_first, times),
                )
                goal = following
            self.assertIn(goal.state, ("done", "dropped", "running"))
            self.assertEqual(goal.state == "running", goal.year == YEARS[-1] + 1)
            self.counts["most often carried"] = max(times, self.counts["most often carried"])  # fmt: skip
            lasts |= goal
        self.assertEqual(
            lasts.filtered(lambda row: row.state == "running"),
            self.running(YEARS[-1] + 1).filtered(lambda row: row.level == "task"),
        )
        for matter in self.matters.filtered(lambda row: row.goal_id and not row.date_ended):  # fmt: skip
            if matter.state != "merged" and matter.goal_id.state == "running":
                self.assertEqual(matter.goal_id.year, YEARS[-1] + 1)

    # -- clocks

    def check_pauses(self):
        """Days and due dates of each standstill, by the notices of the State Council; totals of matters and units."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT p.matter_id, p.unit_id, p.date_from, p.date_to, p.days, p.deadline_before, p.deadline_after"
            " FROM duban_pause p JOIN duban_matter m ON m.id = p.matter_id WHERE m.company_id = %s",
            (self.company.id,),
        )
        stood, per_year = Counter(), Counter()
        for matter, _unit, since, until, days, before, after in self.env.cr.fetchall():
            if not until:
                self.counts["clocks that still stand"] += 1
                continue
            self.assertEqual(days, working_days(since, until))
            self.assertEqual(after, max(add_working_days(before, days), until))
            stood[matter] += days
            per_year[until.year] += days
        for matter in self.matters:
            self.assertEqual(matter.pause_days, stood[matter.id])
        self.counts["working days stood"] = sum(stood.values())

    # -- scores

    def _totals(self, score):
        """{unit id: Decimal} of the script, without the limit of the base row; for what is corrected later."""
        rules = [dict(rule) for rule in self.plain_rules()]
        rules[0]["cap"] = None
        return recount(
            self.env.cr,
            self.company.id,
            score.date_from,
            score.date_to,
            rules,
            self.env["duban.matter"]._today(),
        )

    def check_published(self, score):
        """Totals equal the script to 0.01, and so do the corrections of the locked months before."""
        self.env.invalidate_all()
        self.assert_equals_script(score)
        expected = Counter()
        for earlier, kept in self.locked.items():
            since = score.date_from.replace(year=score.date_from.year - 1)
            if not since <= earlier.date_to < score.date_from:
                continue
            now = self._totals(earlier)
            for unit in {*now, *kept}:
                # a unit that appears or vanishes has its base points in one of the two only
                points = now.get(unit, 60) - kept.get(unit, 60)
                expected[unit] += float(points)
            self.locked[earlier] = now
        found = {
            row.department_id.id: round(row.correction, 2)
            for row in score.sudo().unit_ids
        }
        for unit in {*found, *expected}:
            self.assertAlmostEqual(found.get(unit, 0), expected[unit], 2)
        self.counts["corrections of locked months"] += sum(map(bool, found.values()))
        self.counts["unit totals equal to the script"] += len(found)
        self.published_totals[score] = self._totals(score)

    def remember_locked(self, scores):
        for score in scores:
            self.locked[score] = self.published_totals[score]
            self.frozen[score] = self._figures_of(score)

    @staticmethod
    def _figures_of(score):
        units = score.sudo().unit_ids
        figures = [
            (row.department_id.id, row.total, row.rank, row.correction) for row in units
        ]
        points = [(row.id, row.counted, row.act_id.id) for row in units.point_ids]
        return figures, points

    def check_frozen(self):
        """What was locked is as it was, to the point."""
        self.env.invalidate_all()
        for score, figures in self.frozen.items():
            self.assertEqual(self._figures_of(score), figures)
        self.assertEqual(len(self.frozen), self.counts["scores locked"])

    # -- re-checks, warnings

    def check_samples(self, samples):
        """The draw is the draw of its stored seed and weights; the share that held is the year's figure."""
        for sample in samples:
            weights = {
                int(each): sum(weight for _factor, weight in parts)
                for each, parts in sample.weights.items()
            }
            self.assertEqual(
                sorted(sample.recheck_ids.matter_id.ids),
                weighted_draw(sample.seed, weights, sample.size),
            )
        for year in (*YEARS, YEARS[-1] + 1):
            outcomes = [held for made, held in self.made if made == year]
            assessment = self.env["duban.assessment"].with_user(self.office_user)
            if not outcomes or year > YEARS[-1]:
                continue
            assessment = assessment.create({"year": year})
            assessment.action_fill()
            rate = round(100 * sum(outcomes) / len(outcomes), 1)
            self.assertEqual(
                (assessment.recheck_count, assessment.recheck_held),
                (len(outcomes), sum(outcomes)),
            )
            self.assertAlmostEqual(assessment.recheck_rate, rate, delta=0.051)
        self.counts["re-checks made"] = len(self.made)
        self.counts["re-checks that held"] = sum(held for _year, held in self.made)

    def check_warnings(self):
        """Papers of each colour and year are numbered without gap; none went twice to one unit for one date.

        A matter that was merged takes its papers along; they count for the matter that they were issued for.
        """
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT l.name, r.number, COALESCE(r.origin_matter_id, r.matter_id), r.warned_deadline,
                      r.warned_unit_id
                 FROM duban_record r JOIN duban_warning_level l ON l.id = r.level_id
                WHERE l.regulation_id = %s ORDER BY r.id""",
            (self.regulation.id,),
        )
        series, once = {}, Counter()
        for colour, number, matter, due, unit in self.env.cr.fetchall():
            year, place = number[2:6], int(number.split("〕")[1].rstrip("号"))
            series.setdefault((colour, year), []).append(place)
            once[colour, matter, due, unit] += 1
            self.counts[f"papers: {colour}"] += 1
        for key, places in series.items():
            self.assertEqual(places, list(range(1, len(places) + 1)), key)
        self.assertEqual(max(once.values()), 1)

    def check_trails(self):
        acts = self.env["duban.act"]
        self.assertEqual(acts._verify(self.matters), [])
        ids = self.matters.ids
        self.counts["acts"] = acts.sudo().search_count([("matter_id", "in", ids)])

    @staticmethod
    def next_month_day(day):
        """The third working day of the month of ``day``."""
        return add_working_days(day.replace(day=1) - timedelta(days=1), 3)
