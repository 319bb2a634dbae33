"""Later decisions change earlier ones: amend, replace, repeal (PLUS-M4)."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

CHANGES = [("amend", "Amends"), ("replace", "Replaces"), ("repeal", "Repeals")]


class DubanResolution(models.Model):
    _inherit = "duban.resolution"

    changes_id = fields.Many2one(
        "duban.resolution",
        "Changes the earlier item",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('id', '!=', id), ('company_id', '=', company_id)]",
        tracking=True,
    )
    change_kind = fields.Selection(CHANGES, "How", tracking=True)
    changed_by_ids = fields.One2many(
        "duban.resolution", "changes_id", "Changed by later items"
    )

    @api.constrains("changes_id", "change_kind")
    def _check_change(self):
        for row in self:
            if bool(row.changes_id) != bool(row.change_kind):
                raise ValidationError(
                    self.env._("Say which earlier item is changed, and how.")
                )
            # sudo: an earlier item that the user does not see counts all the same
            changed = row.sudo().changes_id
            before, seen = changed, row
            while before:
                if before in seen:
                    raise ValidationError(
                        self.env._(
                            "An item cannot change itself, not even in a circle."
                        )
                    )
                seen |= before
                before = before.changes_id
            earlier = changed.meeting_id
            if earlier.date and row.meeting_date and earlier.date > row.meeting_date:
                raise ValidationError(
                    self.env._(
                        "The item that is changed was decided later than this one."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._change_follows()
        return rows

    def write(self, vals):
        # sudo: which item was changed before, to let its matters follow
        before = self.sudo().changes_id
        result = super().write(vals)
        if vals.keys() & {"changes_id", "change_kind", "date_due"}:
            self._change_follows(before)
        return result

    def _change_follows(self, before=None):
        """What follows a change: a repeal is settled by itself, the matters of the earlier item ask the office."""
        done = self.env.ref(
            "duban_supervision_meeting.reason_change", raise_if_not_found=False
        )
        for row in self.filtered(
            lambda row: row.changes_id and row.kind == "repeal" and row.status == "open"
        ):
            row.reason_id = done
        # sudo: the matters of an earlier item get their to-do whoever entered the later one
        earlier = self.sudo().changes_id | (before or self.browse())
        earlier.meeting_id._reconcile_todos()
        earlier.matter_ids._reconcile_todos()

    def action_apply_date(self):
        """Give the matters of the earlier item the date of this one: the new decision is the ground.

        :raise UserError: no date, or nothing that runs
        """
        for row in self:
            if not row.date_due:
                raise UserError(self.env._("This item says no date."))
            running = row.changes_id.matter_ids.filtered(
                lambda m: m.state in ("filed", "assigned", "in_progress")
            )
            if not running:
                raise UserError(self.env._("The earlier item has no matter that runs."))
            running._assert_may(
                "_is_office",
                self.env._(
                    "Only the supervision office adjusts the content of a matter."
                ),
            )
            running._decided_date(row)
        return True
