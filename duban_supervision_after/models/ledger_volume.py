"""The ledger of a year as an archive volume (立卷归档): who holds it under which number, with its print."""

from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.duban_supervision import clock


class DubanLedgerVolume(models.Model):
    """One year's ledger. Archiving prints it as it stands and keeps the print (WUT-18.1b, SIE-18.1b)."""

    _name = "duban.ledger.volume"
    _description = "Ledger volume"
    _inherit = ["duban.office.document", "mail.thread"]
    _order = "year desc, id desc"
    _switch = "archive_enabled"

    name = fields.Char(
        "Title", compute="_compute_name", store=True, precompute=True, required=True
    )
    year = fields.Integer(
        required=True, default=lambda self: clock.today(self).year - 1
    )
    volume = fields.Char("Volume number", copy=False)
    department_id = fields.Many2one("hr.department", "Held by", readonly=True)
    note = fields.Text("Material kept")
    state = fields.Selection(
        [("draft", "Draft"), ("archived", "Archived")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    date_archived = fields.Date("Archived on", readonly=True, copy=False)
    archived_by_id = fields.Many2one(
        "res.users", "Archived by", readonly=True, copy=False
    )
    matter_count = fields.Integer("Matters", readonly=True, copy=False)
    attachment_id = fields.Many2one(
        "ir.attachment", "Printed ledger", readonly=True, copy=False
    )

    _year_uniq = models.UniqueIndex(
        "(company_id, year)", "The ledger of this year already has its volume."
    )

    @api.constrains("year")
    def _check_year(self):
        if any(not 1900 < row.year < 2200 for row in self):
            raise ValidationError(self.env._("Enter the year with four digits."))

    @api.depends("year", "regulation_id")
    def _compute_name(self):
        for row in self:
            word = row._word("doc:ledger", self.env._("Ledger"))
            row.name = f"{word} {row.year}"

    def _matters(self):
        """Matters that stood on this one ledger at any time of its year, as the current user sees them (AMB-59)."""
        start, end = date(self.year, 1, 1), date(self.year, 12, 31)
        Matter = self.env["duban.matter"]
        domain = (
            Matter._ledger_domain()
            & Domain("regulation_id.company_id", "=", self.company_id.id)
            & Domain("date_filed", "<=", end)
            & (Domain("date_ended", "=", False) | Domain("date_ended", ">=", start))
        )
        # a filing that was withdrawn has no end of its own: its day is that of the trail
        domain &= Domain("state", "!=", "withdrawn") | Domain(
            "act_ids", "any", Domain("action", "=", "withdraw_filing")
            & Domain("date", ">=", clock.day_start(self.company_id, start)),
        )  # fmt: skip
        return Matter.search(domain)

    def action_archive_volume(self):
        """Archive the year's ledger under its volume number, with its print attached.

        :raise AccessError: for anyone but the supervision office
        :raise UserError: no volume number, archived already, or the year is not over
        """
        for row in self:
            row._check_writable({})
            row._required(["volume"])
            if clock.today(row) <= date(row.year, 12, 31):
                raise UserError(
                    self.env._("%s is not over yet: what it prints is kept as it is.", row.name)
                )  # fmt: skip
            matters = row._matters()
            # The print holds what the archiving person may see; what is protected from him is not in the volume.
            # The whole office reads the volume, so protected matters stand in it by their number only.
            file = (
                self.env["duban.print"]
                .with_context(duban_masked=True, duban_ledger_year=row.year)
                ._keep("duban_supervision.action_report_ledger", matters, row, row.name)
            )
            # sudo: the person was checked; the print and the stamps are the engine's.
            volume = row.sudo()
            volume.write(
                {
                    "state": "archived",
                    "date_archived": clock.today(self),
                    "archived_by_id": self.env.uid,
                    "department_id": volume.regulation_id.office_id.id,
                    "matter_count": len(matters),
                    "attachment_id": file.id,
                }
            )
        return True
