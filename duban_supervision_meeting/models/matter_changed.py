"""A later meeting repeals, replaces or amends what was decided: what becomes of the matter (PLUS-M4)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.duban_supervision import clock
from odoo.addons.duban_supervision.models.matter.states import OPEN_STATES
from odoo.addons.duban_supervision.models.reminding.todo import Todo, todos_in
from odoo.addons.duban_supervision.models.screens.landing import Landing

#: states in which the content of a matter is adjusted
ADJUSTED = ("filed", "assigned", "in_progress")


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    repeal_answer = fields.Char(
        "After the repeal",
        readonly=True,
        copy=False,
        help="What the office decided when the item of this matter was repealed or replaced.",
    )

    repeal_answered = fields.Json(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="[id, …] of the later items that the answer is about: a further one asks anew.",
    )

    asks_after_change = fields.Char(
        "Later decision",
        compute="_compute_asks_after_change",
        help="The later decision that repeals or replaces this one, while the office has not said what follows.",
    )

    @api.depends_context("uid")
    @api.depends("resolution_id.changed_by_ids.change_kind", "repeal_answered", "state")
    def _compute_asks_after_change(self):
        for matter in self:
            # the item that is stored: another one is not told because somebody types it into a form
            # sudo: the office is asked whether it may read the later meeting or not; only its name is said
            later = matter._origin.sudo()._ending_changes()[:1]
            asks = later and matter.state in ADJUSTED and matter._origin._is_office()
            matter.asks_after_change = later.meeting_id.name if asks else False

    @api.model
    def _landings(self):
        return {
            **super()._landings(),
            "changed": Landing(
                "answer_repeal",
                shows=("asks_after_change", "basis", "content", "lead_unit_id"),
                who="_is_office",
            ),
        }

    @todos_in(*OPEN_STATES)
    def _todos_changed(self):
        """A matter whose item was changed asks the office what becomes of it (PLUS-M4)."""
        todos = []
        for later in self._ending_changes() | self._amending_change():
            if later.change_kind == "amend":
                summary = self.env._("A later decision sets another date: adjust it")
                if later.date_due <= self._today():
                    summary = self.env._(
                        "A later decision sets a date that has passed: say what holds"
                    )
            elif later.change_kind == "replace":
                summary = self.env._("The decision was replaced: go on or end it")
            else:
                summary = self.env._("The decision was repealed: go on or end it")
            day = later.meeting_id.date_issued or later.meeting_id.date or self._today()
            todos.append(
                Todo(
                    f"changed:{later.id}",
                    "mail.mail_activity_data_todo",
                    self._office_contact(),
                    day,
                    summary,
                )
            )
        return todos

    def _ending_changes(self):
        """Later items that repeal or replace that of this one matter, which the office has not answered yet."""
        answered = self.repeal_answered or []
        return self.resolution_id.changed_by_ids.filtered(
            lambda row: row.change_kind != "amend" and row.id not in answered
        )

    def _amending_change(self):
        """The later item whose date this one matter still has to get: the last that sets one, while it may be set.

        Once the date was set it may move on in the ways of the regulation; what was decided before or meanwhile for the
        same item is overtaken.
        """
        later = self.resolution_id.changed_by_ids.filtered(
            lambda row: row.change_kind == "amend" and row.date_due
        )
        later = later.sorted(lambda row: (str(row.meeting_date or ""), row.id))[-1:]
        if (
            not later
            or self.state not in ADJUSTED
            or later.date_due == self.date_deadline
            or later.id in (self.repeal_answered or [])
        ):
            return later.browse()
        since = later.meeting_date or clock.local(later, later.create_date).date()
        had = self.due_date_ids.filtered(
            lambda row: row.date == later.date_due and row.date_set >= since
        )
        return later.browse() if had else later

    def action_answer_repeal(self, answer=None):
        """Record that these matters go on although their decision was repealed or replaced.

        So is said what holds where a later decision sets a date that has passed by now. One that is to end goes the
        ways that the regulation has (exemption, merging, closing); its to-do goes with it.

        :param answer: why, in words
        :raise UserError: no words, or no later decision
        """
        self._assert_may(
            "_is_office",
            self.env._("Only the supervision office decides this."),
        )
        words = (answer or "").strip() if isinstance(answer, str) else ""
        if not words:
            raise UserError(self.env._("Write why the matter goes on."))
        for matter in self:
            # sudo: which later decisions change it, those that the office may not read included
            sudo = matter.sudo()
            if not sudo.resolution_id.changed_by_ids:
                raise UserError(
                    self.env._("No later decision changes %s.", matter.display_name)
                )
            later, dated = sudo._ending_changes(), sudo._amending_change()
            if dated and dated.date_due <= clock.today(matter):
                later |= dated
            answered = {*(matter.repeal_answered or []), *later.ids}
            matter._engine_write(
                {"repeal_answer": words, "repeal_answered": sorted(answered)}
            )
        self.env["duban.act"]._append(self, "adjust", words)
        self._reconcile_todos()
        return True

    def _init_column(self, column_name):
        """An answer from before is about the later items that there were when it was given, as far as that is known."""
        if column_name != "repeal_answered":
            return super()._init_column(column_name)
        self.env.cr.execute(
            """UPDATE duban_matter m SET repeal_answered = c.ids
                 FROM (SELECT changes_id, jsonb_agg(id ORDER BY id) AS ids FROM duban_resolution
                        WHERE change_kind IN ('repeal', 'replace') GROUP BY 1) c
                WHERE c.changes_id = m.resolution_id AND m.repeal_answer IS NOT NULL"""
        )
        return None

    def _decided_date(self, later):
        """The date that the later decision (one item) sets; in the history with its ground (CORE-8)."""
        for matter in self:
            if matter.date_deadline == later.date_due:
                continue
            ground = self.env._(
                "%(meeting)s: %(words)s",
                meeting=later.meeting_id.name,
                words=later.name,
            )
            old = matter.date_deadline
            matter._set_deadline(later.date_due, "decision", ground)
            self.env["duban.act"]._append(
                matter,
                "adjust",
                ground,
                changes={
                    matter.id: {
                        "date_deadline": [
                            matter._format_date(old),
                            matter._format_date(later.date_due),
                        ]
                    }
                },
            )
        self._reconcile_todos()
