"""The figures and charts of the home board, counted in one pass."""

from collections import Counter
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ... import clock
from ..matter.states import ACTIVE_STATES

MONTHS = 6


class DubanHome(models.AbstractModel):
    _inherit = "duban.home"

    @api.model
    def _home_figures(self, scope):
        """How many matters of ``scope`` (domain) are open, in one pass over them.

        :return: list of (lead unit, state, whether the review was passed, light, count)
        """
        return self._matters()._read_group(
            scope & Domain("state", "in", ACTIVE_STATES),
            ["lead_unit_id", "state", "review_passed", "light"],
            ["__count"],
        )

    @api.model
    def _home_sum(self, figures, state=None, passed=None, light=None):
        """Sum of the figures with this state, review and light; None: any."""
        return sum(
            count
            for _unit, its_state, its_passed, its_light, count in figures
            if state in (None, its_state)
            and passed in (None, bool(its_passed))
            and light in (None, its_light)
        )

    @api.model
    def _home_load(self, scope, figures):
        """Open matters per lead unit, the overdue ones among them apart."""
        running = scope & Domain("state", "in", ACTIVE_STATES)
        counts, overdue = Counter(), Counter()
        for unit, _state, _passed, light, count in figures:
            counts[unit] += count
            overdue[unit] += count if light == "overdue" else 0
        # all of them: a unit that is left out silently is one that nobody looks after
        total = counts.most_common()
        late_counts = [overdue[unit] for unit, _count in total]
        return {
            "key": "load",
            "title": self.env._("Load per unit"),
            "empty": self.env._("No unit has open matters."),
            "type": "bar",
            "stacked": True,
            "horizontal": True,
            "labels": [unit._duban_name() or "—" for unit, _count in total],
            "domains": [
                list(running & Domain("lead_unit_id", "=", unit.id))
                for unit, _count in total
            ],
            "datasets": [
                {
                    "label": self.env._("Overdue"),
                    "style": "danger",
                    "data": late_counts,
                },
                {
                    "label": self.env._("In time"),
                    "style": "primary",
                    "data": [
                        max(count - late, 0)
                        for (_unit, count), late in zip(total, late_counts, strict=True)
                    ],
                },
            ],
        }

    @api.model
    def _home_trend(self, scope):
        """Matters filed and closed per month of the last half-year."""
        today = clock.today(self)
        first = today.replace(day=1) - relativedelta(months=MONTHS - 1)
        months = [first + relativedelta(months=n) for n in range(MONTHS)]
        datasets = []
        for name, label, style in (
            ("date_filed", self.env._("Filed"), "primary"),
            ("date_closed", self.env._("Closed"), "success"),
        ):
            counts = dict(
                self._matters()._read_group(
                    scope & Domain(name, ">=", first), [f"{name}:month"], ["__count"]
                )
            )
            datasets.append(
                {
                    "label": label,
                    "style": style,
                    "data": [counts.get(month, 0) for month in months],
                }
            )
        return {
            "key": "trend",
            "title": self.env._("Filed and closed per month"),
            "empty": self.env._("Nothing was filed in the last half-year."),
            "type": "bar",
            "labels": [f"{month.year}-{month.month:02d}" for month in months],
            "datasets": datasets,
        }

    @api.model
    def _home_last_working_day(self):
        """The working day before today; the day before where the calendar is unknown."""
        today = clock.today(self)
        try:
            return self.env["duban.calendar.year"]._add_working_days(
                today, -1, self.env.company
            )
        except UserError:
            return today - timedelta(days=1)
