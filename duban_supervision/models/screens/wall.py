"""The wall board of the office (大屏): figures and what is late, for a screen that everybody in the room can read.

Only what is unrestricted is counted or named, no person is, and nothing is written.
"""

from collections import Counter

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ... import clock
from ..matter.states import ACTIVE_STATES

#: lines that a screen at the far end of a room can still be read from
LINES = 8
UNITS = 10
SOON_DAYS = 14


class DubanHome(models.AbstractModel):
    _inherit = "duban.home"

    @api.model
    def _wall(self):
        """What the wall board shows; see ``duban.matter.get_wall``."""
        own = Domain("office_id", "in", self.env.user.duban_unit_ids.ids)
        own &= Domain("confidentiality", "=", "normal")
        figures = self._home_figures(own)
        today = clock.today(self)
        return {
            "title": self.env.company.name,
            "time": clock.local(self, fields.Datetime.now()).strftime("%H:%M:%S"),
            "day": self._matters()._screen_date(today),
            "figures": self._wall_figures(own, figures, today),
            "units": self._wall_units(figures),
            "late": self._wall_lines(own & Domain("is_overdue", "=", True)),
            "soon": self._wall_lines(
                own
                & Domain("light", "!=", "overdue")
                & Domain("state", "in", ACTIVE_STATES)
                & Domain("date_deadline", ">=", today)
                & Domain("date_deadline", "<=", today + relativedelta(days=SOON_DAYS))
            ),
        }

    @api.model
    def _wall_figures(self, own, figures, today):
        closed = own & Domain("date_closed", ">=", today.replace(day=1))
        rows = [
            ("open", self.env._("Open"), self._home_sum(figures), ""),
            (
                "not_accepted",
                self.env._("Not accepted yet"),
                self._home_sum(figures, "assigned"),
                "",
            ),
            (
                "soon",
                self.env._("Due soon"),
                self._home_sum(figures, light="soon"),
                "warning",
            ),
            (
                "overdue",
                self.env._("Overdue"),
                self._home_sum(figures, light="overdue"),
                "danger",
            ),
            (
                "closed",
                self.env._("Closed this month"),
                self._matters().search_count(closed),
                "success",
            ),
        ]
        return [
            {"key": key, "label": label, "count": count, "style": style if count else ""}
            for key, label, count, style in rows
        ]  # fmt: skip

    @api.model
    def _wall_units(self, figures):
        """Open and overdue matters of the units with most overdue ones."""
        counts, late = Counter(), Counter()
        for unit, _state, _passed, light, count in figures:
            counts[unit] += count
            late[unit] += count if light == "overdue" else 0
        units = sorted(
            counts, key=lambda unit: (-late[unit], -counts[unit], unit.sudo().id)
        )
        return {
            # sudo: a unit's name is no secret
            "rows": [
                {
                    "name": unit.sudo().name or "—",
                    "count": counts[unit],
                    "late": late[unit],
                }
                for unit in units[:UNITS]
            ],
            "more": max(len(units) - UNITS, 0),
        }

    @api.model
    def _wall_lines(self, domain):
        """The matters of a domain with the earliest due date, and how many more there are."""
        matters = self._matters().search_fetch(
            domain,
            ["number", "name", "lead_unit_id", "date_deadline"],
            order="date_deadline, id",
            limit=LINES + 1,
        )
        more = 0
        if len(matters) > LINES:
            more = self._matters().search_count(domain) - LINES
        return {
            "rows": [
                {
                    "id": matter.id,
                    "number": matter.number or "",
                    "name": matter.name,
                    # sudo: a unit's name is no secret
                    "unit": matter.lead_unit_id.sudo().name or "",
                    "countdown": matter.countdown or "",
                }
                for matter in matters[:LINES]
            ],
            "more": more,
        }
