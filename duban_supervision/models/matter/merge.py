"""Merging: the survivor takes over sources, units and records, and gives them back when the merge is undone (T18)."""

from odoo import fields, models
from odoo.exceptions import UserError


class DubanMatterUnit(models.Model):
    _inherit = "duban.matter.unit"

    origin_matter_id = fields.Many2one(
        "duban.matter", "Came with", readonly=True, index=True, ondelete="set null"
    )


class DubanRecord(models.Model):
    _inherit = "duban.record"

    origin_matter_id = fields.Many2one(
        "duban.matter", "Came with", readonly=True, index=True, ondelete="set null"
    )


class DubanFeedback(models.Model):
    _inherit = "duban.feedback"

    origin_matter_id = fields.Many2one(
        "duban.matter", "Came with", readonly=True, index=True, ondelete="set null"
    )


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def _check_merged_limit(self, data):
        """Two different limits are asked, the earlier one proposed (LZU-6.1.1g).

        :raise UserError: naming both, where none was chosen
        """
        survivor, chosen = data["survivor"], data.get("date_deadline")
        for matter in self:
            limits = {matter.date_deadline, survivor.date_deadline} - {False}
            if len(limits) > 1 and not chosen:
                earlier, later = sorted(limits)
                raise UserError(
                    self.env._(
                        "The two matters have different due dates: %(earlier)s and %(later)s. "
                        "Choose one; the earlier one is proposed.",
                        earlier=self._format_date(earlier),
                        later=self._format_date(later),
                    )
                )

    def _merge_defaults(self):
        """What the dialog of merging begins with: the due date of this one matter."""
        return {"date": self.date_deadline}

    def _check_merge(self, data):
        self._require_rule("merge_enabled")
        self._check_note(data)
        survivor = data.get("survivor")
        for matter in self:
            if (
                not survivor
                or survivor == matter
                or survivor.company_id != matter.company_id
            ):
                raise UserError(
                    self.env._(
                        "Choose the matter that %s is merged into.", matter.display_name
                    )
                )
            if survivor.state not in ("filed", "assigned", "in_progress"):
                raise UserError(
                    self.env._(
                        "%s is not open and cannot take over another matter.",
                        survivor.display_name,
                    )
                )
            matter._check_merge_circle(survivor)
        self._check_merged_limit(data)

    def _check_merge_circle(self, survivor):
        """Merging shows the records of this one matter to whoever sees the survivor: nobody learns more by it."""
        levels = list(dict(self._fields["confidentiality"].selection))
        strangers = self.env["res.users"]
        if self.confidentiality != "normal":
            strangers = survivor.access_user_ids - self.access_user_ids
        if (
            levels.index(survivor.confidentiality) < levels.index(self.confidentiality)
            or survivor.office_id != self.office_id
            or strangers
        ):
            raise UserError(
                self.env._(
                    "%(matter)s is better protected than %(survivor)s. Merge the other way round, or put both under "
                    "the same protection first.",
                    matter=self.display_name,
                    survivor=survivor.display_name,
                )
            )
        recused = self.recused_user_ids - survivor.recused_user_ids
        if recused:
            raise UserError(
                self.env._(
                    "%(people)s: recused from %(matter)s. Record the recusal on %(survivor)s first.",
                    people="、".join(recused.mapped("name")),
                    matter=self.display_name,
                    survivor=survivor.display_name,
                )
            )

    def _effect_merge(self, data):
        """Link both ways; units and records move to the survivor and remember where they came from."""
        survivor = data["survivor"].sudo().with_context(**self.env.context)
        for matter in self:
            matter.write(
                {
                    "merged_into_id": survivor.id,
                    "state_before_merge": data.get("old_states", {}).get(
                        matter.id, "assigned"
                    ),
                }
            )
            matter._hand_over_to(survivor)
        day = fields.Date.to_date(data.get("date_deadline"))
        if day and day != survivor.date_deadline:
            survivor._set_deadline(day, "decision", data["note"], self.env.user)
        self._effect_end(data)
        self.env["duban.act"]._append(
            survivor, "absorb", "、".join(self.mapped("display_name"))
        )
        survivor._refresh_access()
        survivor._reconcile_todos()
        (self | survivor)._tell_lead_units(
            self.env._(
                "%(merged)s was merged into %(survivor)s",
                merged="、".join(self.mapped("display_name")),
                survivor=survivor.display_name,
            )
        )

    def _tell_lead_units(self, text):
        """One message to the contacts of the lead units, on the last of these matters."""
        people = self.env["res.users"]
        for matter in self:
            people |= matter._unit_contact(matter.lead_unit_id) or people
        self[-1:].message_post(
            body=text, partner_ids=people.partner_id.ids, subtype_xmlid="mail.mt_note"
        )

    def _hand_over_to(self, survivor):
        """Units that the survivor does not have become its co-units; records move. Hook for further parts."""
        present = survivor.unit_line_ids.filtered(
            lambda line: line.role in ("lead", "co")
        ).department_id
        wanted = self.unit_line_ids.filtered(lambda line: line.role in ("lead", "co"))
        joint = self.unit_line_ids.filtered(lambda line: line.role == "joint")
        vals_list = [
            {
                "matter_id": survivor.id,
                "role": role,
                "department_id": unit.id,
                "task": self.display_name,
                "origin_matter_id": self.id,
            }
            for role, units in (
                ("co", wanted.department_id - present),
                ("joint", joint.department_id - survivor.joint_unit_ids),
            )
            for unit in units
        ]
        self.env["duban.matter.unit"].create(vals_list)
        # progress that was reported stands on the survivor too (LZU-6.1.1g)
        for record in [*self.record_ids, *self.feedback_ids]:
            record.write(
                {
                    "matter_id": survivor.id,
                    "origin_matter_id": record.origin_matter_id.id or self.id,
                }
            )

    def _effect_unmerge(self, data):
        for matter in self:
            survivor = matter.merged_into_id
            if survivor.state == "merged":
                raise UserError(
                    self.env._(
                        "%s was merged itself: undo that first.", survivor.display_name
                    )
                )
            own = matter | matter._merged_below()
            survivor.unit_line_ids.filtered(
                lambda line, own=own: line.origin_matter_id in own
            ).unlink()
            moved = [*survivor.record_ids, *survivor.feedback_ids]
            for record in (row for row in moved if row.origin_matter_id in own):
                back = record.origin_matter_id
                record.write(
                    {
                        "matter_id": matter.id,
                        "origin_matter_id": False if back == matter else back.id,
                    }
                )
            matter.write(
                {
                    "state": matter.state_before_merge or "assigned",
                    "merged_into_id": False,
                    "date_ended": False,
                }
            )
            self.env["duban.act"]._append(survivor, "release", matter.display_name)
            survivor._refresh_access()
            survivor._reconcile_todos()

    def _merged_below(self):
        """All matters that were merged into these, and into those."""
        below, frontier = self.browse(), self.merged_ids
        while frontier:
            below |= frontier
            frontier = frontier.merged_ids - below
        return below
