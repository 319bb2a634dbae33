"""Matters that belong together: merging and undoing it, parts of a whole (CORE-33).

Merging: the survivor takes over sources, units and records, and gives them back when the merge is undone (T18).
"""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import clock
from ..access.matter_writing import on_write
from .states import (
    CLOSED_STATES,
    ENDED_STATES,
    NEVER_FILED,
    OPEN_STATES,
    REVIEW_STATES,
)

#: ends of a child that leave nothing to do for the whole
LEFT_OUT = (*NEVER_FILED, "merged")


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

    merge_deadline = fields.Json(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="[before, after]: the due date that merging this matter set on the survivor.",
    )

    def _check_merged_limit(self, data):
        """Two different limits are asked, the earlier one proposed (LZU-6.1.1g); a third is nobody's to set here.

        :raise UserError: naming them, where none was chosen, or more time than anybody granted
        """
        survivor, chosen = data["survivor"], data.get("date_deadline")
        today = clock.today(survivor)
        for matter in self:
            limits = {matter.date_deadline, survivor.date_deadline} - {False}
            # a third date would be more time that nobody granted; where the survivor would get one that has passed,
            # another one is needed
            kept = limits == {survivor.date_deadline}
            over = not kept and max(limits, default=today) <= today
            if chosen in limits or (chosen and over):
                continue
            if chosen and limits and len(limits) == 1:
                raise UserError(
                    self.env._(
                        "%(field)s is %(day)s. Merging grants no other one: keep it, or leave it empty.",
                        field=survivor._label("date_deadline"),
                        day=self._format_date(*limits),
                    )
                )
            if len(limits) > 1:
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
        # sudo: the office was checked; what moves to the survivor moves whole
        survivor = data["survivor"].sudo().with_context(**self.env.context)
        # one message of one merger: those of the survivor hear what came to it, the others where theirs went
        there = survivor._who_hears("absorbed")
        theirs = self.env["res.users"].union(
            *(matter._who_hears("merged") for matter in self)
        )
        data["without"] = dict.fromkeys(self, there)
        for matter in self:
            matter.write(
                {
                    "merged_into_id": survivor.id,
                    "state_before_merge": data["old_states"][matter.id],
                }
            )
            matter._hand_over_to(survivor)
        day, changes = fields.Date.to_date(data.get("date_deadline")), None
        old = survivor.date_deadline
        if day and day != old:
            survivor._set_deadline(day, "decision", data["note"], self.env.user)
            self.write(
                {"merge_deadline": [fields.Date.to_string(old) or None, str(day)]}
            )
            changes = {
                survivor.id: {
                    "date_deadline": [fields.Date.to_string(old) or None, str(day)]
                }
            }
        self._effect_end(data)
        self.env["duban.act"]._append(
            survivor,
            "absorb",
            "、".join(self.mapped("display_name")),
            changes=changes,
            without={survivor: theirs - there},
        )
        survivor._refresh_access()
        survivor._reconcile_todos()

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
        if self.lead_unit_id != survivor.lead_unit_id:
            self._settle_records(
                "urging", "warning"
            )  # of another unit than the one that goes on
        # progress that was reported stands on the survivor too (LZU-6.1.1g)
        for record in [*self.record_ids, *self.feedback_ids]:
            record.write(
                {
                    "matter_id": survivor.id,
                    "origin_matter_id": record.origin_matter_id.id or self.id,
                }
            )

    def _effect_unmerge(self, data):
        data["without"] = {}
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
            changes = matter._take_back_deadline(survivor, data["note"])
            self.env["duban.act"]._append(
                survivor, "release", matter.display_name, changes=changes
            )
            data["without"][matter] = survivor._who_hears("released")
            survivor._refresh_access()
            survivor._reconcile_todos()

    def _take_back_deadline(self, survivor, ground):
        """The due date that merging this one matter had set on ``survivor`` goes with it.

        Not where it was changed since, where another merged matter still stands behind it, or where the date before has
        passed: nobody is late by a date that was not in force. The office then sets another one.

        :return: what changed on ``survivor``, for the trail, or None
        """
        old, new = self.merge_deadline or (None, None)
        self.write({"merge_deadline": False})
        day = fields.Date.to_date(old)
        still = [row.merge_deadline for row in survivor.merged_ids - self]
        if (
            not day
            or day <= clock.today(survivor)
            or fields.Date.to_string(survivor.date_deadline) != new
            or [old, new] in still
        ):
            return None
        survivor._set_deadline(
            day, "decision", self.env._("Merging undone: %s", ground), self.env.user
        )
        return {survivor.id: {"date_deadline": [new, old]}}

    def _merged_below(self):
        """All matters that were merged into these, and into those."""
        below, frontier = self.browse(), self.merged_ids
        while frontier:
            below |= frontier
            frontier = frontier.merged_ids - below
        return below

    # ------------------------------------------------------------------
    # Parts of a whole
    # ------------------------------------------------------------------

    children_done = fields.Char(
        "Parts done",
        compute="_compute_children",
        help="Ended parts of all parts, e.g. 2/3.",
    )
    children_light = fields.Selection(
        [("normal", "Normal"), ("soon", "Due soon"), ("overdue", "Overdue")],
        "Worst light of the parts",
        compute="_compute_children",
    )

    @api.depends("child_ids.state", "child_ids.date_deadline")
    def _compute_children(self):
        for matter in self:
            # sudo: how many and how late, no more; the parts themselves are read by whom they concern
            children = matter.sudo().child_ids.filtered(
                lambda child: child.state not in LEFT_OUT
            )
            running = children.filtered(lambda child: child.state in OPEN_STATES)
            matter.children_done = (
                f"{len(children) - len(running)}/{len(children)}" if children else False
            )
            lights = set(running.mapped("light"))
            matter.children_light = next(
                (light for light in ("overdue", "soon") if light in lights),
                "normal" if children else False,
            )

    @api.constrains("parent_id")
    def _check_no_late_part(self):
        """What is open becomes no part of what has ended (CORE-33)."""
        late = self._where(lambda matter: matter.state in OPEN_STATES)
        late._assert_no_part_of(ENDED_STATES)

    def _check_whole(self, data):
        """Nothing is taken up under a whole that is done: it would not be done any more (CORE-33)."""
        self._assert_no_part_of(CLOSED_STATES)

    def _assert_no_part_of(self, states):
        """:raise UserError: naming a whole of these matters in one of ``states``, and the ways that there are."""
        for matter in self._where(lambda row: row.parent_id.state in states):
            names = {
                "matter": matter.display_name,
                "whole": matter.parent_id.display_name,
                "field": matter._label("parent_id"),
            }
            if matter._where(lambda row: row.parent_id._may_be_reopened()):
                raise UserError(
                    self.env._(
                        "%(matter)s is part of %(whole)s, which has ended. "
                        "Reopen that first, or empty “%(field)s” of %(matter)s.",
                        **names,
                    )
                )
            raise UserError(
                self.env._(
                    "%(matter)s is part of %(whole)s, which has ended. Empty “%(field)s” of %(matter)s.",
                    **names,
                )
            )

    def _may_be_reopened(self):
        """Whether its rules know a way back for this one matter (T15)."""
        return self.state in CLOSED_STATES and self._rule("recheck_enabled")

    def _is_part_of_done(self):
        """Whether this one matter ended, may come back, and is part of a whole that is done (CORE-33)."""
        return self.state in (*CLOSED_STATES, "merged") and bool(
            self._where(lambda row: row.parent_id.state in CLOSED_STATES)
        )

    def _open_parts(self):
        """Sub-matters of this one matter that have not ended."""
        return self.child_ids.filtered(lambda child: child.state in OPEN_STATES)

    @on_write("after", "state", "parent_id")
    def _follow_parts(self, vals):
        """A part ended or is open again: the office is asked to close the whole once all have ended (CORE-33)."""
        parts = self._where(lambda row: row.parent_id.state in REVIEW_STATES)
        parts.parent_id._reconcile_todos()

    @on_write("before", "parent_id")
    def _leave_the_whole(self, vals):
        """What has ended is taken out of its whole, and put nowhere else."""
        ended = self._where(lambda row: row.state in ENDED_STATES)
        if ended and vals["parent_id"] and not self._door_is_open():
            raise UserError(
                self.env._(
                    "%(matter)s has ended: “%(field)s” may be emptied, and names no other matter.",
                    matter=ended[:1].display_name,
                    field=ended._label("parent_id"),
                )
            )
        # what they leave may be without open parts now: the patrol asks the office to close it
        parts = self._where(lambda row: row.parent_id.state in REVIEW_STATES)
        parts.parent_id._mark_for_patrol()

    def copy_data(self, default=None):
        """What is written anew after an earlier matter is no part of a whole that has ended."""
        ended = self._where(lambda row: row.parent_id.state in ENDED_STATES)
        return [
            {**vals, "parent_id": False} if matter in ended else vals
            for matter, vals in zip(self, super().copy_data(default), strict=True)
        ]
