"""Semesters (AMB-45): start and end are what the institution says they are."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DubanSemester(models.Model):
    _name = "duban.semester"
    _description = "Semester"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, id desc"

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    date_from = fields.Date("Start", required=True)
    date_to = fields.Date("End", required=True)
    bulletin_ids = fields.One2many("duban.bulletin", "semester_id", "Reports")

    _name_uniq = models.UniqueIndex(
        "(company_id, name)", "This semester is already defined."
    )

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for semester in self:
            if semester.date_from >= semester.date_to:
                raise ValidationError(self.env._("A semester ends after it starts."))

    @api.model
    def _cron_remind(self):
        """Remind the office of the report of each semester that ends soon or has ended (ABAF-20.1a).

        Runs daily; one open to-do per semester, gone when the final report is published.
        """
        today = fields.Date.context_today(self)
        todo = self.env.ref("mail.mail_activity_data_todo")
        for semester in self.search(
            [("date_to", ">=", fields.Date.subtract(today, days=120))]
        ):
            regulation = self.env["duban.regulation"]._in_force(
                semester.company_id, today
            )
            waiting = (
                regulation.semester_report_enabled
                and today
                >= fields.Date.subtract(
                    semester.date_to, days=regulation.semester_reminder_days
                )
                and not semester._final_report()
            )
            existing = semester.activity_ids.filtered(
                lambda row: row.activity_type_id == todo and row.automated
            )
            if not waiting:
                existing.unlink()
            elif not existing and regulation.office_id.manager_id.user_id:
                semester.activity_schedule(
                    "mail.mail_activity_data_todo",
                    semester.date_to,
                    self.env._("Semester report: %s", semester.name),
                    user_id=regulation.office_id.manager_id.user_id.id,
                    automated=True,
                )

    def _final_report(self):
        """The published final report of this one semester; may be empty."""
        return self.bulletin_ids.filtered(
            lambda bulletin: bulletin.is_final and bulletin.state == "published"
        )
