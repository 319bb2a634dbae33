"""A matter's body, date and number come from its meeting; nothing is typed twice (PLUS-M1)."""

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.duban_supervision import clock
from odoo.addons.duban_supervision.models.access.matter_writing import on_write
from odoo.addons.duban_supervision.models.matter.states import OPEN_STATES
from odoo.addons.duban_supervision.models.reminding.todo import Todo, todos_in
from odoo.addons.duban_supervision.models.screens.landing import Landing

from .meeting import SAID
from .resolution_change import ADJUSTED


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
    is_meeting_seen = fields.Boolean(
        compute="_compute_is_meeting_seen", export_string_translation=False
    )
    resolution_wording = fields.Text(
        "Wording in the minutes", compute="_compute_resolution_wording"
    )

    @api.depends_context("uid")
    @api.depends("resolution_id.name")
    def _compute_resolution_wording(self):
        for matter in self:
            # sudo: who sees the matter sees its own item, not the other items of the meeting
            sudo = matter.sudo()
            shown = isinstance(matter.id, int) or matter._may_say(sudo._origin)
            matter.resolution_wording = shown and sudo.resolution_id.name

    def _may_say(self, stored):
        """Whether a form that is not saved shows the wording of the item typed into it: the own one, or a readable one.

        :param stored: the matter that the form was made from (as superuser), or empty
        """
        item = self.resolution_id._origin
        own = stored.resolution_id == item and self._origin.has_access("read")
        return own or item.has_access("read")

    @api.depends_context("uid")
    @api.depends("meeting_id")
    def _compute_is_meeting_seen(self):
        """Whether the user may read the meeting: a unit reads what was decided on it, not the meeting."""
        for matter in self:
            meeting = matter.meeting_id.sudo(False)
            matter.is_meeting_seen = bool(meeting._filtered_access("read"))

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
        regulation = self.regulation_id or self.regulation_id._in_force(self.company_id)
        if self.meeting_id:
            self.update(self.meeting_id._said(regulation))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._say_of_meeting(vals)
        matters = super().create(vals_list)
        matters._link_meeting()
        matters._reconcile_meetings()
        return matters

    def _reconcile_meetings(self):
        """The to-dos of the meetings whose items these matters were made of, and of those that changed the items."""
        # sudo: the items' status is the register's, whoever made the matter or ended it
        items = self.sudo().resolution_id
        later = items._later()
        later._settle_answered()
        (items | later).meeting_id._reconcile_todos()

    @on_write("after", "state")
    def _give_back_item(self, vals):
        """The item of a matter that was never filed, or by mistake, is open again: the office is asked about it.

        About what changed the item an ended matter asks no more.
        """
        if vals["state"] not in OPEN_STATES:
            self._reconcile_meetings()

    @on_write("after", *SAID)
    def _link_what_is_said(self, vals):
        if "meeting_id" not in vals:
            self._link_meeting(again=True)

    @on_write("before", "meeting_id")
    def _say_of_meeting(self, vals):
        """Complete ``vals`` in place with what the meeting named in them says; a stated value that differs loses."""
        if not vals.get("meeting_id") or self._door_is_open():
            return  # a link that the engine finds leaves what the matter says
        meeting = self.env["duban.meeting"].browse(vals["meeting_id"])
        if not self.env.su:
            meeting.check_access("read")
        # sudo: read above; the body may be another company's row
        meeting = meeting.sudo()
        regulation = (
            self.regulation_id[:1]
            or meeting.regulation_id.browse(vals.get("regulation_id"))
            or meeting.regulation_id._in_force(meeting.company_id)
        )
        said = meeting._said(regulation)
        vals.update({name: value for name, value in said.items() if value})

    def _link_meeting(self, again=False):
        """Give these matters the meeting that their body with date or number names.

        :param again: what they say of it was changed: a meeting that does not fit any more is left
        """
        for matter in self:
            body = matter.decision_body_id
            # sudo: which meeting it names; the register links whatever the author may read of it
            meeting = matter.sudo().meeting_id
            if meeting and not again:
                continue
            if meeting and all(
                meeting.body_id._first() == body._first()
                if name == "decision_body_id"
                else matter[name] == meeting[source]
                for name, source in SAID.items()
                if name != "minutes_issue_date"
            ):
                if (
                    again
                    and not meeting.date_issued
                    and matter.minutes_issue_date
                    and self.env["duban.meeting"]._hears_of(meeting)
                ):
                    # said on the matter, known to the register from now on
                    meeting.date_issued = matter.minutes_issue_date
                continue
            if not body or not (matter.meeting_date or matter.minutes_number):
                continue
            found = self.env["duban.meeting"]._find_or_create(
                matter.company_id,
                body,
                matter.meeting_date,
                matter.minutes_number,
                matter.minutes_issue_date,
                matter.meeting_name,
            )
            if found != meeting:
                # the engine's: which meeting it is follows from what was written
                matter._engine_write({"meeting_id": found.id})

    def _follow_minutes(self):
        """Terms that count from the issue of the minutes follow the meeting's date until the unit has the matter.

        :raise UserError: by that date the term of one is over already (AMB-52)
        """
        for matter in self.filtered(lambda row: row.state == "filed"):
            day = matter._date_anew({"minutes_issue_date"})
            if day is not None:
                matter._set_deadline(
                    day,
                    "rule",
                    self.env._(
                        "The minutes were issued on %s.",
                        matter._format_date(matter.minutes_issue_date),
                    ),
                )
        self._reconcile_todos()

    # ------------------------------------------------------------------
    # Changed decisions (PLUS-M4)
    # ------------------------------------------------------------------

    repeal_answer = fields.Char(
        "After the repeal", readonly=True, copy=False,
        help="What the office decided when the item of this matter was repealed or replaced.",
    )  # fmt: skip
    repeal_answered = fields.Json(
        readonly=True, copy=False, export_string_translation=False,
        help="[id, …] of the later items that the answer is about: a further one asks anew.",
    )  # fmt: skip
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
            stored = matter._origin.sudo()
            later = stored.resolution_id._ending_changes(stored)[:1]
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
        for later in self.resolution_id._asking_changes(self):
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
            todos.append(
                Todo(
                    f"changed:{later.id}",
                    "mail.mail_activity_data_todo",
                    self._office_contact(),
                    later.meeting_id._asking_day(),
                    summary,
                )
            )
        return todos

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
            item = sudo.resolution_id
            later, dated = item._ending_changes(sudo), item._amending_change(sudo)
            if dated and dated.date_due <= clock.today(matter):
                later |= dated
            answered = {*(matter.repeal_answered or []), *later.ids}
            matter._engine_write(
                {"repeal_answer": words, "repeal_answered": sorted(answered)}
            )
            later._settle_change()
        self.env["duban.act"]._append(self, "go_on", words)
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
            act = self.env["duban.act"]._append(
                matter,
                "adjust",
                ground,
                changes={
                    matter.id: {
                        "date_deadline": [
                            fields.Date.to_string(old) or None,
                            fields.Date.to_string(later.date_due),
                        ]
                    }
                },
            )
            # the meeting stands for their signatures; they hear of the date (ABAF-18.0)
            signers = matter._told_signers() - matter._audience("corrected")
            matter._tell("corrected", {matter: signers}, f"signers:{act.id}", ground)
        self._reconcile_todos()

    # ------------------------------------------------------------------
    # Decided items
    # ------------------------------------------------------------------

    def _take_objective(self):
        """Where the regulation asks for the aim of a task, the decision says it in its own words."""
        for matter in self:
            if "objective" in matter._required_fields("file") and matter._is_missing(
                "objective"
            ):
                matter.objective = matter.content

    def _file_and_assign(self):
        """Take this one draft as far as it goes today.

        :return: what it misses, in words; empty when it is on its way
        """
        if self._limit_unread():
            return self.env._(
                "The minutes set a limit (“%s”) that is no date yet: enter the due date.",
                self.resolution_id.due_text,
            )
        for step in ("action_submit_filing", "action_file", "action_assign"):
            # sudo: the steps of the rules
            if step == "action_submit_filing" and not self.sudo()._chain("filing"):
                continue
            if step == "action_file" and self.state not in ("draft",):
                continue
            if step == "action_assign" and self.state != "filed":
                continue
            try:
                with self.env.cr.savepoint():
                    getattr(self, step)()
            except OperationalError:
                raise
            except (UserError, ValidationError) as error:
                return str(error.args[0])
        return ""

    def _lacking_at_filing(self):
        """Names of the fields that one of these drafts needs for its filing and lacks."""
        found = set()
        for matter in self:
            found |= {
                name
                for name, other in matter._required_fields("file").items()
                if matter._is_missing(name)
                and not (other and not matter._is_missing(other))
            }
            found |= set(matter._missing_for_form())
        if self._limit_unread():
            found.add("date_deadline")
        return found

    def _go_on(self, shown):
        """File and assign these drafts; those that miss something are asked for in one dialog.

        :param shown: the matters that the answer shows
        :return: an action
        """
        problems, waiting = [], self.browse()
        for matter in self:
            if problem := matter._file_and_assign():
                problems.append(problem)
                waiting |= matter
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "duban_supervision.duban_matter_action"
        )
        action.update(domain=[("id", "in", shown.ids)], context={})
        if not waiting:
            return action
        dialog = self.env["duban.supervise.wizard"]._open_for(
            waiting.filtered(lambda matter: matter.state == "draft"),
            [
                problem.replace(matter.display_name, "").lstrip("：: ")
                for matter, problem in zip(waiting, problems, strict=True)
            ],
        )
        return dialog or {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._(
                    "%(done)s of %(all)s matters go on; these wait",
                    done=len(shown) - len(waiting),
                    all=len(shown),
                ),
                "message": "\n".join(problems),
                "next": action,
            },
        }

    # ------------------------------------------------------------------
    # To-dos of meetings
    # ------------------------------------------------------------------

    @api.model
    def _patrolled_models(self):
        return [*super()._patrolled_models(), "duban.meeting", "duban.meeting.page"]


class DubanHome(models.AbstractModel):
    """Open decided items on the office's board."""

    _inherit = "duban.home"

    @api.model
    def _home_office_tiles(self, own, figures):
        """The office sees how many decided items nobody has dealt with (PLUS-M2)."""
        tiles = super()._home_office_tiles(own, figures)
        left = Domain("status", "=", "open") & Domain(
            "office_id", "in", self.env.user.duban_unit_ids.ids
        )
        tiles.append(
            self._home_tile(
                "resolutions",
                self.env._("Decided items still open"),
                self.env["duban.resolution"].search_count(left),
                left,
                "warning",
                model="duban.resolution",
            )
        )
        return tiles


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _duban_landing(self, matter):
        kind, number = self._duban_parts()
        if kind == "changed":
            # sudo: how the later decision changes the earlier one; the matter is readable
            later = self.env["duban.resolution"].sudo().browse(number).exists()
            if later.change_kind == "amend" and later.date_due > matter._today():
                return self._duban_open_part(matter, "adjust", kind, number)
        return super()._duban_landing(matter)
