"""A matter's body, date and number come from its meeting; nothing is typed twice (PLUS-M1)."""

from odoo import api, fields, models

from .meeting import SAID


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    meeting_id = fields.Many2one(
        "duban.meeting",
        index=True,
        ondelete="restrict",
        domain="[('company_id', '=', company_id)]",
    )
    resolution_id = fields.Many2one(
        "duban.resolution",
        "Decided item",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        domain="[('meeting_id', '=', meeting_id)]",
    )
    resolution_wording = fields.Text(
        "Wording in the minutes", compute="_compute_resolution_wording"
    )

    @api.depends("resolution_id.name")
    def _compute_resolution_wording(self):
        for matter in self:
            # sudo: who sees the matter sees its own item, not the other items of the meeting
            matter.resolution_wording = matter.sudo().resolution_id.name

    def _record_meeting(self, old):
        """A line of the trail of each filed matter for which its meeting says something else now.

        :param old: {matter id: values of the trail before}
        """
        changes = {}
        for matter in self._is_kept():
            before = old[matter.id]
            new = matter._trail_values(before)
            diff = {
                name: [before[name], new[name]]
                for name in new
                if before[name] != new[name]
            }
            if diff:
                changes[matter.id] = diff
        changed = self.filtered(lambda matter: matter.id in changes)
        # the office of the meeting did it
        self.env["duban.act"]._append(changed.sudo(False), "edit", changes=changes)

    @api.onchange("meeting_id")
    def _onchange_meeting_id(self):
        for name, source in SAID.items():
            if self.meeting_id:
                self[name] = self.meeting_id[source]

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._say_of_meeting(vals)
        matters = super().create(vals_list)
        matters._link_meeting()
        # sudo: the items' status is the register's, whoever made the matter
        matters.sudo().resolution_id.meeting_id._reconcile_todos()
        return matters

    def write(self, vals):
        self._say_of_meeting(vals)
        result = super().write(vals)
        if vals.keys() & set(SAID) and "meeting_id" not in vals:
            self._link_meeting(again=True)
        return result

    def _say_of_meeting(self, vals):
        """Complete ``vals`` in place with what the meeting named in them says; a stated value that differs loses."""
        if not vals.get("meeting_id") or self._door_is_open():
            return  # a link that the engine finds leaves what the matter says
        meeting = self.env["duban.meeting"].browse(vals["meeting_id"])
        if not self.env.su:
            meeting.check_access("read")
        # sudo: read above; the body may be another company's row
        meeting = meeting.sudo()
        for name, source in SAID.items():
            value = meeting[source]
            value = value.id if name == "decision_body_id" else value
            if value:
                vals[name] = value

    def _link_meeting(self, again=False):
        """Give these matters the meeting that their body with date or number names.

        :param again: what they say of it was changed: a meeting that does not fit any more is left
        """
        for matter in self:
            body = matter.decision_body_id
            meeting = matter.sudo().meeting_id
            if meeting and not again:
                continue
            if meeting and all(
                matter[name] == meeting[source]
                for name, source in SAID.items()
                if name != "minutes_issue_date"
            ):
                if again and matter.minutes_issue_date != meeting.date_issued:
                    # said on the matter, known to the register from now on
                    meeting.date_issued = (
                        meeting.date_issued or matter.minutes_issue_date
                    )
                continue
            if not body or not (matter.meeting_date or matter.minutes_number):
                continue
            found = self.env["duban.meeting"]._find_or_create(
                matter.company_id,
                body,
                matter.meeting_date,
                matter.minutes_number,
                matter.minutes_issue_date,
            )
            if found != meeting:
                # the engine's: which meeting it is follows from what was written
                matter._engine_write({"meeting_id": found.id})

    def _follow_minutes(self):
        """Terms that count from the issue of the minutes follow the meeting's date."""
        for matter in self.filtered(
            lambda m: m.state in ("draft", "filing_approval", "filed")
        ):
            day = matter._rule_date("minutes")
            if day and matter.state != "draft" and day != matter.date_deadline:
                matter._set_deadline(
                    day,
                    "rule",
                    self.env._(
                        "The minutes were issued on %s.",
                        matter._format_date(matter.minutes_issue_date),
                    ),
                )
        self._reconcile_todos()
