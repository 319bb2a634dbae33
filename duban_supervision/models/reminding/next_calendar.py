"""The next year's calendar is missed early (CORE-35): from November on office and administrator have a to-do."""

from datetime import date

from odoo import api, fields, models

from ...system import holders
from .todo import Todo

#: month from which next year's arrangement, which is published in November, is asked for
ASKED_FROM = 11


class DubanRegulation(models.Model):
    _name = "duban.regulation"
    _inherit = ["duban.regulation", "duban.patrolled", "mail.activity.mixin"]

    @api.model
    def _patrol_domain(self):
        """Regulations of institutions, in the months around the turn of the year; templates have nobody to ask."""
        month = self.env["duban.matter"]._today().month
        if 1 < month < ASKED_FROM:
            return fields.Domain.FALSE
        return [("company_id", "!=", False)]

    def _next_year_missed(self):
        """The year whose working days this one regulation's institution has to load or confirm; None: nothing to do."""
        today = self.env["duban.matter"]._today()
        if today.month < ASKED_FROM:
            return None
        year = today.year + 1
        known = self.env["duban.calendar.year"]._exceptions(self.company_id.id, year)
        return None if known is not None else year

    def _expected_todos(self):
        year = self._next_year_missed()
        if not year or self._in_force(self.company_id) != self:
            return []
        admins = holders(self.env, "duban_supervision.group_admin")
        people = admins.filtered(
            lambda user: user.active and self.company_id in user.company_ids
        )
        people |= self.office_id.manager_id.user_id
        return [
            Todo(
                f"calendar:{year}:{user.id}",
                "mail.mail_activity_data_todo",
                user,
                date(year - 1, 12, 1),
                self.env._(
                    "Load or confirm the working calendar of %s: due dates of the new year need it",
                    year,
                ),
            )
            for user in people
        ]
