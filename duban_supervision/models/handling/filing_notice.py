"""The notice at filing: report to the leader in charge, copy to the units (LZU-6.1.2b)."""

from odoo import fields, models


class DubanRecord(models.Model):
    _inherit = "duban.record"

    purpose = fields.Selection(
        selection_add=[("notice", "Notice")], ondelete={"notice": "set default"}
    )
    to_user_ids = fields.Many2many(
        "res.users",
        "duban_record_to_rel",
        string="To",
        readonly=True,
        context={"active_test": False},
    )
    cc_user_ids = fields.Many2many(
        "res.users",
        "duban_record_cc_rel",
        string="Cc",
        readonly=True,
        context={"active_test": False},
    )
    cc_unit_ids = fields.Many2many(
        "hr.department",
        "duban_record_cc_unit_rel",
        string="Cc units",
        readonly=True,
        context={"active_test": False},
    )
    message_id = fields.Many2one("mail.message", readonly=True, ondelete="set null")


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def _told_notified(self):
        """To whom the notice of the filing goes, where the assignment in the same step is what tells them."""
        notices = self.record_ids.filtered(lambda row: row.purpose == "notice")
        if not notices or not self._rule("auto_assign_on_filing"):
            return self.env["res.users"]
        return notices.to_user_ids | notices.cc_user_ids
