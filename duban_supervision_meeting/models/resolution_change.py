"""Later decisions change earlier ones: amend, replace, repeal (PLUS-M4)."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.duban_supervision import clock
from odoo.addons.duban_supervision.models.matter.states import NEVER_FILED, OPEN_STATES

#: states in which the content of a matter is adjusted
ADJUSTED = ("filed", "assigned", "in_progress")
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
        """What follows a change: a repeal is settled by itself, the matters of the earlier items ask the office."""
        self.filtered(lambda row: row.changes_id and row.kind == "repeal")._settled()
        # sudo: the matters of an earlier item get their to-do whoever entered the later one
        earlier = self.sudo().changes_id | (before or self.browse())
        earlier |= earlier._earlier()
        earlier.meeting_id._reconcile_todos()
        earlier.matter_ids._reconcile_todos()

    def _settled(self):
        """Those of these items that are still open ended as the change that they made (PLUS-M2)."""
        done = self.env.ref(
            "duban_supervision_meeting.reason_change", raise_if_not_found=False
        )
        for row in self.filtered(lambda row: row.status == "open"):
            row.reason_id = done

    def _settle_answered(self):
        """Settle those of these items with which a matter of an earlier one goes on; the others may have ended."""
        for row in self:
            matters = row._earlier().matter_ids
            if any(row.id in (m.repeal_answered or []) for m in matters):
                row._settle_change()

    def _settle_change(self):
        """Settle those of these later items about which no matter of an earlier one asks any more (as superuser)."""
        for row in self:
            if not any(
                row in m.resolution_id._asking_changes(m)
                for m in row._earlier().matter_ids
            ):
                row._settled()

    # -- one decision after the other

    def _earlier(self):
        """The items that these change, and those that they change in turn."""
        return self._along("changes_id")

    def _later(self):
        """The items that change these, and those that change them in turn."""
        return self._along("changed_by_ids")

    def _along(self, name):
        """The items that the field ``name`` of these leads to, and on from there."""
        found, rows = self.browse(), self[name]
        while rows:
            found |= rows
            rows = rows[name] - found
        return found

    def _amendments(self, answered):
        """The items that amend these, in their own place or in that of a change of theirs that became no matter itself.

        :param answered: ids of the replacements with which the matter of these goes on
        """
        found, rows = self.browse(), self
        while rows:
            later = rows.changed_by_ids - found
            amending = later.filtered(lambda row: row.change_kind == "amend")
            replacing = later.filtered(
                lambda row: row.change_kind == "replace" and row.id in answered
            )
            found |= amending
            rows = (amending | replacing).filtered(lambda row: not row._became())
        return found

    def _became(self):
        """The matters that this one item became."""
        return self.matter_ids.filtered(lambda m: m.state not in NEVER_FILED)

    def _changed_matters(self):
        """The matters that this one item changes: those of the next earlier item that became one."""
        row = self.changes_id
        while row.changes_id and not row._became():
            row = row.changes_id
        return row.matter_ids

    def _asking_changes(self, matter):
        """Later items about which this one matter of theirs asks the office: none any more once it has ended."""
        if matter.state not in OPEN_STATES:
            return self.browse()
        return self._ending_changes(matter) | self._amending_change(matter)

    def _ending_changes(self, matter):
        """Later items that repeal or replace this one and that the office has not answered yet for its ``matter``.

        What repeals or replaces a change of the item asks as well; what was repealed itself asks no more.
        """
        answered = matter.repeal_answered or []
        return self._later().filtered(
            lambda row: (
                row.change_kind != "amend"
                and row.status != "superseded"
                and row.id not in answered
            )
        )

    def _amending_change(self, matter):
        """The later item whose date a ``matter`` of this one still has to get: the last that sets one, while it may be.

        Once the date was set it may move on in the ways of the regulation; what was decided before or meanwhile for the
        same item is overtaken, and what was repealed since sets no date.
        """
        answered = matter.repeal_answered or []
        later = self._amendments(answered).filtered(
            lambda row: row.date_due and row.status != "superseded"
        )
        later = later.sorted(lambda row: (str(row.meeting_date or ""), row.id))[-1:]
        if (
            not later
            or matter.state not in ADJUSTED
            or later.date_due == matter.date_deadline
            or later.id in answered
        ):
            return later.browse()
        since = later.meeting_date or clock.local(later, later.create_date).date()
        had = matter.due_date_ids.filtered(
            lambda row: row.date == later.date_due and row.date_set >= since
        )
        return later.browse() if had else later

    def action_apply_date(self):
        """Give the matters of the earlier item the date of this one: the new decision is the ground.

        :raise UserError: no date, or nothing that runs
        """
        for row in self:
            if not row.date_due:
                raise UserError(self.env._("This item says no date."))
            running = row._changed_matters().filtered(lambda m: m.state in ADJUSTED)
            if not running:
                raise UserError(self.env._("The earlier item has no matter that runs."))
            running._assert_may(
                "_is_office",
                self.env._(
                    "Only the supervision office adjusts the content of a matter."
                ),
            )
            running._decided_date(row)
            row._settled()
        return True
