"""Open items of a meeting wait for the office, from when its minutes are entered (PLUS-M2)."""

from odoo import api, models

from odoo.addons.duban_supervision import clock
from odoo.addons.duban_supervision.models.reminding.todo import Todo


class DubanMeeting(models.Model):
    _name = "duban.meeting"
    _inherit = ["duban.meeting", "duban.patrolled", "mail.activity.mixin"]

    @api.model
    def _patrol_domain(self):
        return [("resolution_ids.status", "=", "open")]

    def _office_contact(self):
        """Who of the office sees to this one meeting: who entered it, else the head of the office that may see it."""
        staff = self.office_id._office_staff()
        if self.is_restricted:
            staff &= self.reader_ids
        return (staff & self.user_id) or staff[:1]

    def _asking_day(self):
        """The day of what this one meeting asks of the office: that of its minutes, while it is to come; minutes are
        entered later, and nobody is late with what was not there: None, the day on which it is asked."""
        day = self.date_issued or self.date
        return day if day and day > clock.today(self) else None

    def _expected_todos(self):
        left = len(self.resolution_ids.filtered(lambda row: row.status == "open"))
        user = self._office_contact() if left else None
        if not user:
            return []
        return [
            Todo(
                "meeting_open",
                "mail.mail_activity_data_todo",
                user,
                self._asking_day(),
                self.env._("%s decided items without a decision", left),
            )
        ]

    def _reminder_name(self):
        return (
            self.minutes_number or self.env._("Meeting")
            if self.is_restricted
            else self.name
        )
