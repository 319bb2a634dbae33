"""暂停 and 恢复: the clock of a matter can stand still (PLUS-C1).

The office stops it with a ground, says who decided it and when it is expected to go on. When it goes on, due date,
plan term, milestones and feedback grid move by the days that it stood, and the history of the due date says so.
Standing still is counted: per matter, per unit and per year, so that a habit of it is seen.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ... import clock, inputs
from ...tools.remembered import remembered
from ..documents.document_mixin import in_chinese
from ..matter.states import RUNNING_STATES

REASONS = [
    ("superior", "Waiting for a superior's reply"),
    ("funds", "Waiting for funds"),
    ("partner", "Waiting for another body"),
    ("force_majeure", "Force majeure"),
    ("other", "Other reason"),
]


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    pause_enabled = fields.Boolean(
        "The clock can stand still",
        help="The office may stop the clock of a running matter with its ground; the due date moves by the days that "
        "it stood still.",
    )
    pause_decider = fields.Selection(
        [("office", "Supervision office"), ("leader", "A school leader")],
        "Standing still is decided by",
        default="office",
        required=True,
        help="Where a school leader decides, the office names the leader when it stops the clock.",
    )
    pause_max = fields.Integer(
        "Times a clock may be stopped",
        help="How often the clock of one matter may be stopped; 0: no limit.",
    )
    pause_days_max = fields.Integer(
        "Longest standstill",
        help="Working days that one standstill may be expected to last at most; 0: no limit.",
    )

    @api.constrains("pause_max", "pause_days_max")
    def _check_pause_limits(self):
        if any(min(row.pause_max, row.pause_days_max) < 0 for row in self):
            raise ValidationError(self.env._("A limit of standing still is 0 or more."))


class DubanPause(models.Model):
    """One standstill of one matter."""

    _name = "duban.pause"
    _description = "Standstill"
    _inherit = ["duban.matter.part"]
    _order = "date_from desc, id desc"
    _rec_name = "ground"

    unit_id = fields.Many2one("hr.department", "Lead unit", readonly=True, index=True)
    turn = fields.Integer(
        "Time", readonly=True, help="The how manieth standstill of the matter it is."
    )
    reason = fields.Selection(REASONS, "Kind of ground", required=True, readonly=True)
    ground = fields.Text("Ground in words", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Entered by", required=True, readonly=True)
    decider_id = fields.Many2one(
        "res.users", "Decided by", required=True, readonly=True
    )
    date_from = fields.Date("Stands still since", required=True, readonly=True)
    date_expected = fields.Date("Expected to go on", required=True, readonly=True)
    prolonged = fields.Integer("Times prolonged", readonly=True)
    date_to = fields.Date("Went on on", readonly=True)
    ended_by_id = fields.Many2one("res.users", "Ended by", readonly=True)
    note = fields.Text("How it ended", readonly=True)
    days = fields.Integer(
        "Days stood still",
        readonly=True,
        help="In the kind of day in which the term of the matter is counted.",
    )
    days_so_far = fields.Integer(
        "Days until today",
        compute="_compute_days_so_far",
    )
    deadline_before = fields.Date("Due date before", readonly=True)
    deadline_after = fields.Date("Due date after", readonly=True)
    is_over = fields.Boolean(
        "Longer than expected",
        compute="_compute_days_so_far",
        search="_search_is_over",
    )

    _one_open = models.UniqueIndex(
        "(matter_id) WHERE date_to IS NULL", "The clock of this matter stands already."
    )
    _unit_idx = models.Index("(unit_id, date_from)")

    @api.depends("date_to", "days", "date_from", "date_expected")
    def _compute_days_so_far(self):
        for pause in self:
            today = clock.today(pause)
            pause.is_over = not pause.date_to and pause.date_expected < today
            pause.days_so_far = (
                pause.days
                if pause.date_to
                # sudo: the rule by which days are counted, for whoever reads the standstill
                else pause.sudo().matter_id._days_so_far(pause.date_from, today)
            )

    def _search_is_over(self, operator, value):
        if operator != "in":
            return NotImplemented
        over = Domain("date_to", "=", False) & Domain(
            "date_expected", "<", clock.today(self)
        )
        return Domain.OR(over if wanted else ~over for wanted in value)

    @api.model
    @remembered()
    def _are_there(self):
        """Whether any clock was ever stopped: where none was, figures need not ask again."""
        # sudo: whether there is any, in the whole database
        return bool(self.sudo().search([], limit=1))

    @api.model_create_multi
    def create(self, vals_list):
        known = self._are_there()
        pauses = super().create(vals_list)
        if not known:
            self.env.registry.clear_cache()
        return pauses

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Standstills are kept."))


class DubanDueDate(models.Model):
    _inherit = "duban.due.date"

    kind = fields.Selection(
        selection_add=[("stood", "Moved by a standstill")],
        ondelete={"stood": "cascade"},
    )


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    pause_ids = fields.One2many("duban.pause", "matter_id", "Standstills")
    paused_since = fields.Date(
        "Stands still since", readonly=True, copy=False, index="btree_not_null"
    )
    date_resumed = fields.Date("Went on on", readonly=True, copy=False)
    pause_count = fields.Integer("Times stood still", readonly=True, copy=False)
    pause_days = fields.Integer(
        "Standstill in days",
        readonly=True,
        copy=False,
        help="Of the standstills that ended, in the kind of day in which the term is counted.",
    )
    pause_text = fields.Char(compute="_compute_pause_text")

    @api.depends_context("lang")
    @api.depends("paused_since", "pause_ids.date_expected")
    def _compute_pause_text(self):
        kinds = dict(
            self.env["duban.pause"]._fields["reason"]._description_selection(self.env)
        )
        for matter in self:
            pause = matter._open_pause()
            matter.pause_text = pause and self.env._(
                "Since %(since)s: %(reason)s (%(ground)s). Expected to go on on %(expected)s. "
                "%(turn)s. time, decided by %(decider)s.",
                since=matter._format_date(pause.date_from),
                reason=kinds[pause.reason],
                ground=pause.ground,
                expected=matter._format_date(pause.date_expected),
                turn=pause.turn,
                decider=pause.decider_id.sudo().name,  # sudo: a name only
            )

    def _open_pause(self):
        """The standstill of this one matter that has not ended; may be empty."""
        if not self.paused_since:
            return self.env["duban.pause"]
        return self.pause_ids.filtered(lambda row: not row.date_to)[:1]

    # ------------------------------------------------------------------
    # Stopping, prolonging, going on
    # ------------------------------------------------------------------

    def action_pause(
        self, reason=None, ground=None, date_expected=None, decider_id=None
    ):
        """Stop the clock of these matters (PLUS-C1).

        :param reason: key of ``REASONS``
        :param ground: text, required
        :param date_expected: date on which it is expected to go on, after today
        :param decider_id: id of the ``res.users`` who decided it; default: the current user, where the office decides
        :raise AccessError: for anyone but the supervision office
        :raise UserError: the rules do not provide it, the matter does not run, is late already, or something is missing
        """
        reason, ground = inputs.text(self.env, reason), inputs.text(self.env, ground)
        expected = inputs.day(self.env, date_expected)
        people = self.env["res.users"]
        decider = inputs.one_here(people, decider_id, self.company_id)
        self._require_rule("pause_enabled")
        self._assert_may(
            "_is_office", self.env._("Only the supervision office stops the clock.")
        )
        if reason not in dict(REASONS):
            raise UserError(self.env._("Choose the kind of ground."))
        if not ground:
            raise UserError(self.env._("Please state the ground."))
        for matter in self:
            # sudo: the office was checked; a standstill is the engine's record
            matter.sudo()._pause(reason, ground, expected, decider.sudo())
        self._reconcile_todos()
        return True

    def _pause(self, reason, ground, expected, decider):
        """Stop the clock of this one matter (as superuser, the acting person was checked)."""
        today = clock.today(self)
        decider = self._pause_decider(decider)
        self._check_pause(today)
        self._check_pause_end(today, today, expected)
        self.env["duban.pause"].create(
            {
                "matter_id": self.id,
                "unit_id": self.lead_unit_id.id,
                "turn": self.pause_count + 1,
                "reason": reason,
                "ground": ground,
                "user_id": self.env.uid,
                "decider_id": decider.id,
                "date_from": today,
                "date_expected": expected,
                "deadline_before": self.date_deadline,
            }
        )
        self._engine_write({"paused_since": today, "pause_count": self.pause_count + 1})
        self.env["duban.act"]._append(
            self, "pause", f"{ground}（{self._format_date(expected)}）"
        )

    def _pause_decider(self, decider):
        """Who decided the standstill of this one matter: a school leader where the rules want one.

        :raise UserError: nobody was named, or somebody who is no school leader of the institution
        """
        if self._rule("pause_decider") != "leader":
            return decider or self.env.user
        if (
            not decider
            or not decider._is_school_leader(self.company_id)
            or not self._can_act(decider)
        ):
            raise UserError(
                self.env._(
                    "A school leader decides that a clock stands still: name who decided."
                )
            )
        return decider

    def _check_pause(self, today):
        """:raise UserError: the clock of this one matter cannot be stopped today, with the reason."""
        if self.state not in RUNNING_STATES:
            raise UserError(
                self.env._("%s is not being handled now.", self.display_name)
            )
        if self.paused_since:
            raise UserError(
                self.env._(
                    "%(matter)s stands still already, since %(day)s.",
                    matter=self.display_name,
                    day=self._format_date(self.paused_since),
                )
            )
        if self.date_deadline and today > self.date_deadline:
            raise UserError(
                self.env._(
                    "The due date of %(matter)s passed on %(day)s: a standstill does not take lateness away. "
                    "Fix a new date first.",
                    matter=self.display_name,
                    day=self._format_date(self.date_deadline),
                )
            )
        if self._open_objection():
            raise UserError(
                self.env._(
                    "An objection is open on %s: decide it first.", self.display_name
                )
            )
        most = self._rule("pause_max")
        if most and self.pause_count >= most:
            raise UserError(
                self.env._(
                    "The clock of %(matter)s was stopped %(count)s times already; the regulation allows %(most)s.",
                    matter=self.display_name,
                    count=self.pause_count,
                    most=most,
                )
            )

    def _check_pause_end(self, today, since, expected):
        """:raise UserError: ``expected`` is no possible end of a standstill of this one matter since ``since``."""
        if not expected or expected <= today:
            raise UserError(
                self.env._(
                    "State the day on which it is expected to go on, later than today (%s).",
                    self._format_date(today),
                )
            )
        most = self._rule("pause_days_max")
        last = most and self._add_working_days_safe(since, most)
        if last and expected > last:
            raise UserError(
                self.env._(
                    "A standstill lasts %(most)s working days at most, here until %(last)s.",
                    most=most,
                    last=self._format_date(last),
                )
            )

    def action_prolong_pause(self, ground=None, date_expected=None):
        """The ground goes on longer than expected: another day is expected, with the reason.

        :param ground: text, required; ``date_expected``: date after today
        :raise AccessError: for anyone but the supervision office
        """
        ground = inputs.text(self.env, ground)
        expected = inputs.day(self.env, date_expected)
        self._assert_may(
            "_is_office", self.env._("Only the supervision office stops the clock.")
        )
        if not ground:
            raise UserError(self.env._("Please state the ground."))
        today = clock.today(self)
        for matter in self:
            # sudo: the office was checked; a standstill is the engine's record
            sudo = matter.sudo()
            pause = sudo._open_pause_or_raise()
            sudo._check_pause_end(today, pause.date_from, expected)
            old = pause.date_expected
            pause.write({"date_expected": expected, "prolonged": pause.prolonged + 1})
            days = f"{matter._format_date(old)} → {matter._format_date(expected)}"
            self.env["duban.act"]._append(
                matter, "prolong_pause", f"{ground}（{days}）"
            )
        self._reconcile_todos()
        return True

    def _open_pause_or_raise(self):
        pause = self._open_pause()
        if not pause:
            raise UserError(self.env._("%s does not stand still.", self.display_name))
        return pause

    def action_resume(self, note=None):
        """Let the clock of these matters go on (PLUS-C1); dates move by the days that it stood.

        :param note: text, optional
        :raise AccessError: for anyone but the supervision office
        """
        note = inputs.text(self.env, note)
        self._assert_may(
            "_is_office", self.env._("Only the supervision office stops the clock.")
        )
        for matter in self:
            # sudo: the office was checked; dates and standstill are the engine's
            sudo = matter.sudo()
            sudo._open_pause_or_raise()
            sudo._resume(note)
        self._reconcile_todos()
        return True

    def _resume(self, note=""):
        """End the standstill of this one matter and move its dates."""
        pause, today = self._open_pause(), clock.today(self)
        before, fixed = self.date_deadline, self._deadline_fixed(pause)
        deadline = self._moved(before, fixed, today)
        pause.write(
            {
                "date_to": today,
                "ended_by_id": self.env.uid,
                "note": note or False,
                "days": self._days_stood(pause.date_from, today),
                # the one that moves: another may have been fixed since the clock stopped
                "deadline_before": before,
                "deadline_after": deadline,
            }
        )
        pause.flush_recordset(["date_to"])  # before the next one may begin
        words = self._stood_words(pause, fixed)
        self._engine_write(
            {
                "paused_since": False,
                "date_resumed": today,
                "pause_days": self.pause_days + pause.days,
                "date_deadline": deadline,
            }
        )
        if deadline != before:
            self._add_due_date_line(deadline, "stood", words, pause.decider_id)
        if self.state == "assigned":
            self._let_term_go_on(pause.date_from, today)
        self._move_limits(pause, today)
        self.env["duban.act"]._append(
            self, "resume", "；".join(filter(None, (words, note)))
        )

    def _working_days_stood(self, since, today):
        """Working days from ``since`` on by which the clock of this one matter stood still; what stands counts too."""
        between = self.env["duban.calendar.year"]._working_days_safe
        return sum(
            between(
                max(pause.date_from, since), pause.date_to or today, self.company_id
            )
            for pause in self.pause_ids
            if (pause.date_to or today) > since
        )

    def _stood_words(self, pause, fixed):
        """Why the due date of this one matter moved, as it is kept and printed.

        :param pause: the standstill that ended
        :param fixed: the day from which the due date moves: the first of the standstill, or later
        """
        matter = in_chinese(self)
        env, working = matter.env, self._term_day_type() == "working"
        values = {
            "ground": pause.ground,
            "days": self._days_stood(fixed, pause.date_to),
            "since": matter._format_date(fixed),
            "old": matter._format_date(pause.deadline_before) or "—",
            "new": matter._format_date(pause.deadline_after) or "—",
        }
        if fixed > pause.date_from and working:
            return env._(
                "%(ground)s: stood still %(days)s working days after the due date was fixed on %(since)s, "
                "%(old)s → %(new)s",
                **values,
            )
        if fixed > pause.date_from:
            return env._(
                "%(ground)s: stood still %(days)s days after the due date was fixed on %(since)s, "
                "%(old)s → %(new)s",
                **values,
            )
        if working:
            return env._(
                "%(ground)s: stood still %(days)s working days, %(old)s → %(new)s",
                **values,
            )
        return env._(
            "%(ground)s: stood still %(days)s days, %(old)s → %(new)s", **values
        )

    def _effect_resume(self, data):
        """A step that takes the matter on ends its standstill: the clock goes on before what the step does."""
        for matter in self:
            if matter.paused_since:
                matter._resume(data.get("note") or "")

    def _check_not_paused(self, data=None):
        """:raise UserError: the clock of one of these matters stands still"""
        for matter in self:
            if matter.paused_since:
                raise UserError(
                    self.env._(
                        "%(matter)s stands still since %(day)s. The office lets the clock go on first (“%(button)s”).",
                        matter=matter.display_name,
                        day=matter._format_date(matter.paused_since),
                        button=self.env._("Let the clock go on"),
                    )
                )

    def _check_pausable(self, data):
        for matter in self:
            matter._check_pause(clock.today(matter))

    def _check_paused(self, data):
        for matter in self:
            matter._open_pause_or_raise()
