"""Archive records: which volume holds the file, at the office and, with dual filing, at the initiating unit."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ... import clock
from ..matter.states import CLOSED_STATES, CUSTODY_STATES

#: from when on the lead unit has material to keep, and until the volume is filed


class DubanArchiveRecord(models.Model):
    _name = "duban.archive.record"
    _description = "Archive record"
    _inherit = ["duban.matter.part"]
    _happened = {"date": ()}
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
    date = fields.Date(required=True, default=clock.today)
    user_id = fields.Many2one(
        "res.users", "Registered by", readonly=True, default=lambda self: self.env.user
    )
    note = fields.Text("Material kept")

    # a unit that took the matter over has a record of its own beside that of the former one
    _holder_uniq = models.UniqueIndex(
        "(matter_id, holder, department_id)",
        "This holder already has its archive record.",
    )
    _office_uniq = models.UniqueIndex(
        "(matter_id) WHERE holder = 'office'",
        "This holder already has its archive record.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        for row in rows:
            row._fill_holder()
            self.env["duban.act"]._append(
                row.matter_id, f"archive_record_{row.holder}", row.volume or row.note
            )
        rows._archive_when_complete()
        return rows

    def write(self, vals):
        result = super().write(vals)
        if vals.get("volume"):
            self._archive_when_complete()
        return result

    def _archive_when_complete(self):
        """Where two volumes are kept, the second one archives the matter, whichever it is (ABAF-14.2, ABAF-16.7)."""
        # sudo: who registered a volume was checked; that both are there is the engine's to notice
        matters = self.matter_id.sudo().filtered(lambda row: row.state == "closed")
        dual = matters.filtered(lambda row: row._rule("archive_records") == "dual")
        complete = dual.filtered(lambda row: not row._archive_holders_missing())
        if complete:
            complete._transition("archive")
        (dual - complete)._reconcile_todos()

    def _holding_unit(self):
        """The unit that holds the volume of this one record."""
        # sudo: which unit the regulation's rule names; a name on the record
        matter = self.matter_id.sudo()
        return {
            "office": matter.office_id,
            "subject": matter.subject_unit_id or matter.lead_unit_id,
            "unit": matter.lead_unit_id,
        }[self.holder]

    def _is_present(self):
        """Whether this one record is of who holds its volume today: another unit that led before kept its own."""
        return self.holder == "office" or self.department_id == self._holding_unit()

    def _fill_holder(self):
        """Which unit holds it, and whether there is anything to hold yet."""
        matter = self.matter_id
        if self.holder == "unit":
            matter._require_rule("custody_enabled")
            if matter.state not in CUSTODY_STATES:
                raise UserError(
                    self.env._(
                        "The lead unit confirms custody of its material on %s once the result was submitted.",
                        matter.display_name,
                    )
                )
        elif matter.state not in CLOSED_STATES:
            raise UserError(
                self.env._("%s is archived after it was closed.", matter.display_name)
            )
        self._engine_write({"department_id": self._holding_unit().id})

    def _who_writes(self, operation, names=frozenset()):
        for row in self:
            if row.holder == "office":
                row.matter_id._assert_may(
                    "_is_office",
                    self.env._("Only the supervision office keeps its archive record."),
                )
            elif row._holding_unit() not in self.env.user.duban_unit_ids:
                raise AccessError(
                    self.env._(
                        "Only %s registers its own archive record.",
                        row._holding_unit().name,
                    )
                )
            if operation == "write" and row.matter_id.state == "archived":
                raise UserError(
                    self.env._("The volume is filed; its record is not changed.")
                )
            if operation == "write" and not row._is_present():
                raise UserError(
                    self.env._(
                        "The record of %s is kept as that unit left it.",
                        row.department_id.name,
                    )
                )
        if operation == "write" and "holder" in names:
            raise AccessError(self.env._("Another holder has a record of its own."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Archive records are kept."))
