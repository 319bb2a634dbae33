"""Archive records: which volume holds the file, at the office and, with dual filing, at the initiating unit."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class DubanArchiveRecord(models.Model):
    _name = "duban.archive.record"
    _description = "Archive record"
    _inherit = ["duban.matter.part"]
    _order = "matter_id, holder"
    _rec_name = "volume"

    holder = fields.Selection(
        [
            ("office", "Supervision office"),
            ("subject", "Initiating unit"),
            ("unit", "Lead unit (custody)"),
        ],
        required=True,
    )
    department_id = fields.Many2one("hr.department", "Held by", readonly=True)
    volume = fields.Char("Volume number")
    date = fields.Date(required=True, default=fields.Date.context_today)
    user_id = fields.Many2one(
        "res.users", "Registered by", readonly=True, default=lambda self: self.env.user
    )
    note = fields.Text("Material kept")

    _holder_uniq = models.UniqueIndex(
        "(matter_id, holder)", "This holder already has its archive record."
    )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        for row in rows:
            row._check_holder()
            self.env["duban.act"]._append(
                row.matter_id, f"archive_record_{row.holder}", row.volume or row.note
            )
        return rows

    def _check_holder(self):
        matter = self.matter_id
        units = {
            "office": matter.sudo().office_id,
            "subject": matter.sudo().subject_unit_id or matter.sudo().lead_unit_id,
            "unit": matter.sudo().lead_unit_id,
        }
        unit = units[self.holder]
        if self.holder == "unit":
            matter._require_rule("custody_enabled")
        elif matter.state not in ("closed", "archived"):
            raise UserError(
                self.env._("%s is archived after it was closed.", matter.display_name)
            )
        if self.holder == "office":
            matter._assert_may(
                "_is_office",
                self.env._("Only the supervision office keeps its archive record."),
            )
        elif not self.env.su and unit not in self.env.user.duban_unit_ids:
            raise AccessError(
                self.env._("Only %s registers its own archive record.", unit.name)
            )
        self.sudo().department_id = unit

    def write(self, vals):
        if not self.env.su:
            for row in self:
                if row.matter_id.state == "archived":
                    raise UserError(
                        self.env._("The volume is filed; its record is not changed.")
                    )
            if vals.keys() & {"holder", "matter_id", "user_id", "department_id"}:
                raise AccessError(self.env._("These fields are set by the system."))
        result = super().write(vals)
        if not self.env.su:
            for row in self:
                row._check_holder()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Archive records are kept."))


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    archive_record_ids = fields.One2many(
        "duban.archive.record", "matter_id", "Archive records"
    )

    def _archive_holders_missing(self):
        """Holders whose archive record of this one matter the regulation demands and nobody made yet."""
        wanted = (
            {"office", "subject"}
            if self._rule("archive_records") == "dual"
            else {"office"}
        )
        return wanted - set(
            self.archive_record_ids.filtered(
                lambda row: (row.volume or "").strip()
            ).mapped("holder")
        )

    def action_confirm_custody(self, note=None):
        """The lead unit confirms that it keeps its material (WUT-18.1a, SIE-18.1a). ``note``: text."""
        for matter in self:
            matter._assert_may(
                "_is_lead",
                self.env._("Only the lead unit confirms custody of its material."),
            )
        self.env["duban.archive.record"].create(
            [
                {"matter_id": matter.id, "holder": "unit", "note": note}
                for matter in self
            ]
        )
        return True
