"""Open items of a meeting wait for the office, with the date of the minutes (PLUS-M2)."""

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

    def _expected_todos(self):
        left = len(self.resolution_ids.filtered(lambda row: row.status == "open"))
        user = self._office_contact() if left else None
        if not user:
            return []
        day = self.date_issued or self.date or clock.today(self)
        return [
            Todo(
                "meeting_open",
                "mail.mail_activity_data_todo",
                user,
                day,
                self.env._("%s decided items without a decision", left),
            )
        ]

    def _reminder_name(self):
        return (
            self.minutes_number or self.env._("Meeting")
            if self.is_restricted
            else self.name
        )
