"""The next year's calendar is missed early (CORE-35): from November on office and administrator have a to-do, until the
year is loaded or confirmed, also when it has begun meanwhile. Either of them can do it: the administrator in the
calendar, the office by taking over the official arrangement, which leaves nothing to choose.
"""

from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ... import clock
from ...system import holders
from .todo import Todo

#: month from which next year's arrangement, which is published in November, is asked for
ASKED_FROM = 11
#: first part of the key of these to-dos
KIND = "calendar"


class DubanRegulation(models.Model):
    _name = "duban.regulation"
    _inherit = ["duban.regulation", "duban.patrolled", "mail.activity.mixin"]

    @api.model
    def _patrol_domain(self):
        """Regulations of institutions around the turn of the year; after that those of institutions that still wait
        for an answer, all versions: another one may count by now."""
        month = self.env["duban.matter"]._today().month
        if month >= ASKED_FROM or month == 1:
            return [("company_id", "!=", False)]
        # sudo: to-dos of everybody; which regulations they stand on
        todos = self.env["mail.activity"].sudo()
        asked = todos.search(
            [("res_model", "=", self._name), ("duban_key", "=like", f"{KIND}:%")]
        )
        companies = self.browse(asked.mapped("res_id")).exists().company_id
        return fields.Domain("company_id", "in", companies.ids)

    def _next_year_missed(self):
        """The year whose working days this one regulation's institution has to load or confirm; None: nothing to do.

        A new year that nobody loaded stays missed: nothing in it can be counted.
        """
        today = clock.today(self)
        known = self.env["duban.calendar.year"]._exceptions
        years = [today.year] + [today.year + 1] * (today.month >= ASKED_FROM)
        return next((y for y in years if known(self.company_id.id, y) is None), None)

    def _expected_todos(self):
        year = self._next_year_missed()
        if not year or self._in_force(self.company_id) != self:
            return []
        admins = holders(self.env, "duban_supervision.group_admin")
        people = admins.filtered(
            lambda user: user.active and self.company_id in user.company_ids
        )
        people |= self.office_id._office_staff()[:1]
        return [
            Todo(
                f"{KIND}:{year}:{user.id}",
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

    def action_load_calendar(self):
        """Take over the official arrangement of the year that this one institution misses (CORE-35).

        :return: the year
        :raise AccessError: for anyone but the supervision office and the administrator
        :raise UserError: no year is missed, or its arrangement is not published yet
        """
        self.ensure_one()
        self.check_access("read")
        is_admin = self.env.user.has_group("duban_supervision.group_admin")
        if not (is_admin or self._of_own_office()):
            raise AccessError(
                self.env._(
                    "The working calendar is loaded by the supervision office or an administrator."
                )
            )
        # sudo: the office was checked; what is written is the official arrangement and nothing of its own
        sudo = self.sudo()
        year = sudo._next_year_missed()
        if not year:
            raise UserError(self.env._("The working calendar is loaded already."))
        Year = sudo.env["duban.calendar.year"]
        Year._official_days(year)
        calendar = Year.search(
            [("year", "=", year), ("company_id", "=", self.company_id.id)]
        ) or Year.create(
            {"year": year, "company_id": self.company_id.id, "source": "entered"}
        )
        calendar.action_load()
        sudo._reconcile_todos()
        return year

    def _open_todo(self, key):
        """The to-do for the working calendar is done where it is opened."""
        if key.partition(":")[0] != KIND:
            return super()._open_todo(key)
        if self.env.user.has_group("duban_supervision.group_admin"):
            # days are entered and confirmed there by hand as well
            return self.env["ir.actions.act_window"]._for_xml_id(
                "duban_supervision.duban_calendar_year_action"
            )
        year = self.action_load_calendar()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The working calendar of %s is loaded.", year),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
