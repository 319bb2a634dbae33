"""Lateness is not forgotten (CORE-34): by which day a due date was kept, and what stays of one that is replaced."""

from odoo import api, fields, models

from ... import clock
from ..matter.states import RUNNING_STATES


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    closed_late = fields.Boolean(
        "Result after the due date", compute="_compute_closed_late", store=True
    )

    was_late = fields.Boolean(
        "Late before", readonly=True, copy=False,
        help="A due date passed without a result in time, before another date was set: that stays (CORE-34).",
    )  # fmt: skip
    was_late_excused = fields.Boolean(
        "Reason for it accepted", readonly=True, copy=False,
        help="For each date that passed before another one was set, the reason of the unit was accepted.",
    )  # fmt: skip

    @api.depends("date_result", "date_deadline", "was_late")
    def _compute_closed_late(self):
        for matter in self:
            matter.closed_late = bool(
                matter.date_result
                and (
                    matter.was_late
                    or matter.date_deadline
                    and matter.date_result > matter.date_deadline
                )
            )

    def _is_missed(self, state=None):
        """Whether the due date of this one matter passed without a result that stands (D9).

        A result that was returned stands no longer; the clock may stand; before its unit has the matter nobody is late.

        :param state: the one in which that is asked, where a step moved the matter on since
        """
        day = self.date_result
        if (state or self.state) in RUNNING_STATES:
            day = self.paused_since or clock.today(self)
        return bool(day and self.date_deadline and day > self.date_deadline)

    def _lateness(self, kind, request=None, state=None):
        """Engine values that keep the lateness of this one matter when its due date is replaced.

        :param kind: kind of the new ``duban.due.date``; a correction puts right what never was
        :param request: the ``duban.request`` that is granted: it is measured by the day on which the unit applied,
            neither a slow decision nor a result handed in meanwhile takes anything from it
        :param state: see ``_is_missed``
        """
        deadline = self.date_deadline
        if request:
            missed = bool(deadline) and request.date_applied > deadline
        else:
            missed = self._is_missed(state)
        if (
            not missed
            or kind == "corrected"
            # a reason that was accepted for this date leaves the unit its extension
            or (kind == "extension" and self._is_excused())
        ):
            return {}
        # an accepted reason excuses its own date, none that was missed before
        excused = self._is_excused() and (not self.was_late or self.was_late_excused)
        return {"was_late": True, "was_late_excused": excused}
