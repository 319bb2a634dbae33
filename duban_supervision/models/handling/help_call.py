"""求助: a unit calls for help early (PLUS-C2).

A call says what is needed, from whom and by when; it stands on the boards of the office and of the leader until one of
them answers, and the answer is an act.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ... import clock, inputs
from ..matter.states import OPEN_STATES, RUNNING_STATES
from ..matter.steps import after_step
from ..reminding.reminder import Event
from ..reminding.todo import Todo, todos_in

KINDS = [("difficulty", "Difficulty"), ("risk", "Risk")]
ROWS = 10


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    help_enabled = fields.Boolean(
        "Calls for help",
        help="A unit reports a difficulty or risk early, with what it needs; office and leader answer.",
    )
    help_answer_days = fields.Integer(
        "Days to answer a call for help",
        default=3,
        help="Working days within which a call for help is answered; then it climbs.",
    )

    @api.constrains("help_answer_days")
    def _check_help_answer_days(self):
        if any(row.help_answer_days < 1 for row in self):
            raise ValidationError(
                self.env._("A call for help is answered within one day or more.")
            )


class DubanHelpCall(models.Model):
    """One call of one unit on one matter: what is the matter, what is needed from whom by when, and the answer."""

    _name = "duban.help.call"
    _description = "Call for help"
    _inherit = ["duban.matter.part"]
    _order = "id desc"
    _rec_name = "situation"

    kind = fields.Selection(KINDS, required=True, readonly=True)
    situation = fields.Text("Difficulty or risk", required=True, readonly=True)
    needed = fields.Text("What is needed", required=True, readonly=True)
    needed_unit_id = fields.Many2one(
        "hr.department", "Needed from the unit", readonly=True
    )
    needed_user_id = fields.Many2one(
        "res.users", "Needed from the person", readonly=True
    )
    date_needed = fields.Date("Needed by", required=True, readonly=True)
    unit_id = fields.Many2one("hr.department", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Called by", required=True, readonly=True)
    date = fields.Date("Called on", required=True, readonly=True)
    date_due = fields.Date("To be answered by", required=True, readonly=True)
    state = fields.Selection(
        [
            ("open", "Waits for an answer"),
            ("answered", "Answered"),
            ("withdrawn", "Settled"),
        ],
        required=True,
        default="open",
        readonly=True,
    )
    answer = fields.Text(readonly=True)
    answered_by_id = fields.Many2one("res.users", "Answered by", readonly=True)
    date_answered = fields.Date("Answered on", readonly=True)
    is_waiting = fields.Boolean(
        "Waits for an answer",
        compute="_compute_is_waiting",
        search="_search_is_waiting",
    )

    _one_open = models.UniqueIndex(
        "(matter_id, unit_id, kind) WHERE state = 'open'",
        "This call is already waiting for its answer.",
    )
    _open_idx = models.Index("(matter_id) WHERE state = 'open'")

    @api.depends("state", "matter_id.state")
    def _compute_is_waiting(self):
        for call in self:
            call.is_waiting = (
                call.state == "open" and call.matter_id.state in RUNNING_STATES
            )

    def _search_is_waiting(self, operator, value):
        if operator != "in":
            return NotImplemented
        waiting = Domain("state", "=", "open") & Domain(
            "matter_id.state", "in", RUNNING_STATES
        )
        return Domain.OR(waiting if wanted else ~waiting for wanted in value)

    def _asked_about(self):
        """What one call says, so that it can be answered where it is asked."""
        # before anything is read as superuser: a dialog names any call
        self.check_access("read")
        labels = self.fields_get(
            ["situation", "needed", "needed_unit_id", "needed_user_id", "date_needed"],
            ["string"],
        )
        # sudo: names of units and people
        sudo = self.sudo()
        lines = [f"{sudo.unit_id.name}：{self.situation}"]
        for name in ("needed", "needed_unit_id", "needed_user_id"):
            value = sudo[name]
            if value:
                words = value if isinstance(value, str) else value.name
                lines.append(f"{labels[name]['string']}：{words}")
        day = self.matter_id._format_date(self.date_needed)
        return [*lines, f"{labels['date_needed']['string']}：{day}"]

    def _on_a_board(self):
        """What is needed; of a protected matter the kind of call only, as boards are seen by who stands behind."""
        if self.matter_id.confidentiality == "normal":
            return self.needed
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]

    def _in_a_line(self):
        """Who calls, why, and what is needed by when: what whoever opens the matter sees first."""
        words = {
            "unit": self.unit_id.name,
            "kind": dict(self._fields["kind"]._description_selection(self.env))[self.kind],
            "situation": self.situation,
            "needed": self.needed,
        }  # fmt: skip
        if not self.date_needed:
            return self.env._("%(unit)s (%(kind)s): %(situation)s. Needed: %(needed)s", **words)  # fmt: skip
        return self.env._(
            "%(unit)s (%(kind)s): %(situation)s. Needed by %(date)s: %(needed)s",
            **words,
            date=self.matter_id._format_date(self.date_needed),
        )

    def action_answer_call(self, answer=None):
        """Answer these calls: what is done about them. An act of its own (PLUS-C2).

        :param answer: text, required
        :raise AccessError: for anyone but the supervision office and the leaders of the matter
        :raise UserError: answered or settled already, or no text
        """
        answer = inputs.text(self.env, answer)
        self.matter_id._assert_may("_is_help_answerer")
        if not answer:
            raise UserError(self.env._("Write what is done about the call."))
        self._end("answered", answer, "answer_help")
        return True

    def action_settle_call(self, note=None):
        """The unit that called says that the difficulty has gone.

        :param note: text, required
        :raise AccessError: for anyone but the unit that called
        """
        note = inputs.text(self.env, note)
        self.matter_id._assert_may("_is_lead_or_co")
        units = self.env.user.duban_unit_ids
        for call in self:
            # sudo: who called
            sudo = call.sudo()
            if sudo.unit_id not in units and sudo.user_id != self.env.user:
                raise UserError(
                    self.env._("The unit that called says that it is settled.")
                )
        if not note:
            raise UserError(self.env._("Please state the reason."))
        self._end("withdrawn", note, "settle_help")
        return True

    def _end(self, state, words, act):
        self._answer_all(state, words, act)
        self.matter_id._reconcile_todos()

    def _answer_all(self, state, words, act, tell=True):
        for call in self:
            # sudo: who may was checked; calls are the engine's records
            row = call.sudo()
            if row.state != "open":
                raise UserError(self.env._("This call was answered already."))
            row.write(
                {
                    "state": state,
                    "answer": words,
                    "answered_by_id": self.env.uid,
                    "date_answered": clock.today(row),
                }
            )
            matter = row.matter_id.with_env(self.env)
            self.env["duban.act"]._append(matter, act, words, tell=tell)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Calls for help are kept."))


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    help_call_ids = fields.One2many("duban.help.call", "matter_id", "Calls for help")
    help_open = fields.Boolean(
        "Waits for help", compute="_compute_help_open", search="_search_help_open"
    )
    help_text = fields.Text(
        compute="_compute_help_open", export_string_translation=False
    )

    @api.depends("help_call_ids.state", "state")
    def _compute_help_open(self):
        for matter in self:
            calls = matter.id and matter._open_calls()
            matter.help_open = bool(calls)
            matter.help_text = "\n".join(call._in_a_line() for call in calls or ())

    def _search_help_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        waiting = Domain("state", "in", RUNNING_STATES) & Domain(
            "help_call_ids", "any", [("state", "=", "open")]
        )
        return Domain.OR(waiting if wanted else ~waiting for wanted in value)

    # ------------------------------------------------------------------
    # Calling
    # ------------------------------------------------------------------

    def action_call_help(
        self,
        kind=None,
        situation=None,
        needed=None,
        date_needed=None,
        unit_id=None,
        user_id=None,
    ):
        """A unit calls for help on this matter (PLUS-C2).

        :param kind: ``difficulty`` or ``risk``
        :param situation: text, required: what is the matter
        :param needed: text, required: what is needed
        :param date_needed: date by which it is needed, today or later
        :param unit_id: id of the ``hr.department`` from which it is needed, if known
        :param user_id: id of the ``res.users`` from whom it is needed, if known
        :raise AccessError: for anyone but the lead unit and the co-units
        :raise UserError: the rules do not provide it, the matter does not run, or something is missing
        """
        texts = [inputs.text(self.env, value) for value in (kind, situation, needed)]
        kind, situation, needed = texts
        day = inputs.day(self.env, date_needed)
        unit = inputs.one_here(self.env["hr.department"], unit_id, self.company_id)
        person = inputs.one_here(self.env["res.users"], user_id, self.company_id)
        self._require_rule("help_enabled")
        self._assert_may(
            "_is_lead_or_co", self.env._("Only a unit of the matter calls for help.")
        )
        if kind not in dict(KINDS):
            raise UserError(self.env._("Choose: difficulty or risk."))
        if not situation or not needed:
            raise UserError(self.env._("Write what is the matter and what is needed."))
        for matter in self:
            today = clock.today(matter)
            if matter.state not in RUNNING_STATES:
                raise UserError(
                    self.env._("%s is not being handled now.", matter.display_name)
                )
            if not day or day < today:
                raise UserError(
                    self.env._("State by when it is needed, today or later.")
                )
            # sudo: the unit was checked; a call is the engine's record
            matter.sudo()._call_help(
                {
                    "kind": kind,
                    "situation": situation,
                    "needed": needed,
                    "date_needed": day,
                    "needed_unit_id": unit.id,
                    "needed_user_id": person.id,
                },
                today,
            )
        self._reconcile_todos()
        return True

    def _call_help(self, values, today):
        """Store one call on this one matter (as superuser, the unit was checked)."""
        units = self.env.user.duban_unit_ids
        own = self.unit_line_ids.filtered(
            lambda row: row.role == "co" and row.department_id in units
        ).department_id
        leads = self.lead_unit_id in units or self.handler_id == self.env.user
        unit = self.lead_unit_id if leads else own[:1]
        if self.help_call_ids.filtered(
            lambda row: (
                row.state == "open"
                and row.unit_id == unit
                and row.kind == values["kind"]
            )
        ):
            raise UserError(self.env._("This call is already waiting for its answer."))
        limit = self._add_working_days_safe(today, self._rule("help_answer_days"))
        self.env["duban.help.call"].create(
            {
                **values,
                "matter_id": self.id,
                "unit_id": unit.id,
                "user_id": self.env.uid,
                "date": today,
                # an answer after the day on which it is needed is none
                "date_due": min(limit, values["date_needed"]),
            }
        )
        self.env["duban.act"]._append(
            self,
            "call_help",
            f"{values['situation']}；{values['needed']}（{self._format_date(values['date_needed'])}）",
        )

    def _is_help_answerer(self):
        """Who answers calls for help: the supervision office and the leaders of these matters."""
        return self._is_office() | self._is_instructing_leader()

    def _open_calls(self):
        """Calls on this one matter that wait for their answer, the oldest first."""
        # sudo: a setting; where nobody may call nobody has called, and nothing needs to be read
        if not self.sudo()._rule("help_enabled"):
            return self.env["duban.help.call"]
        return self.help_call_ids.filtered("is_waiting").sorted("id")

    def action_answer_help(self, call_id=None, answer=None):
        """Answer the call for help on this matter.

        :param call_id: id of the ``duban.help.call``; default: the one that waits longest
        :param answer: text, required
        :raise AccessError: for anyone but the supervision office and the leaders of the matter
        """
        call_id = inputs.one_id(self.env, call_id)
        self._assert_may("_is_help_answerer")
        for matter in self:
            calls = matter._open_calls()
            call = calls.filtered(lambda row: row.id == call_id) if call_id else calls
            if not call:
                raise UserError(
                    self.env._("No call for help waits on %s.", matter.display_name)
                )
            call[:1].action_answer_call(answer)
        return True

    def _answer_defaults(self):
        """What the dialog of the answer begins with: the call that waits longest."""
        return {"call_id": self._open_calls()[:1].id}

    # ------------------------------------------------------------------
    # To-dos, reminders, buttons
    # ------------------------------------------------------------------

    @todos_in(*OPEN_STATES)
    def _todos_help(self):
        return [
            Todo(
                f"help:{call.id}",
                "help",
                self._office_contact(),
                call.date_due,
                self.env._("%s calls for help: answer", call.unit_id.name),
            )
            for call in self._open_calls()
        ]

    def _events_decisions(self):
        """An unanswered call climbs: the office, its leader, the leader in charge."""
        return super()._events_decisions() + [
            Event(
                "help_unanswered",
                call.date_due,
                [
                    (1, self._office_contact()),
                    (2, self.regulation_id.office_leader_id),
                    (3, self.leader_in_charge_id),
                ],
                f"help:{call.id}",
            )
            for call in self._open_calls()
        ]

    def _check_help_waits(self, data):
        for matter in self:
            if not matter._open_calls():
                raise UserError(
                    self.env._("No call for help waits on %s.", matter.display_name)
                )

    def _end_unit_work(self, ground):
        """What the unit that handed this one matter over called for is not answered any more (CORE-21)."""
        calls = self._open_calls().filtered(
            lambda row: row.unit_id == self.lead_unit_id
        )
        calls._answer_all("withdrawn", ground, "settle_help")
        return super()._end_unit_work(ground)

    @after_step("close", "exempt", "terminate", "merge", "withdraw_filing")
    def _effect_end_calls(self, data):
        """Nobody answers any more what was needed for work that ended; reopened, it calls anew where it has to."""
        for matter in self:
            calls = matter.help_call_ids.filtered(lambda row: row.state == "open")
            words = matter.env._("The matter ended.")
            # the end itself is told
            calls._answer_all("withdrawn", words, "settle_help", tell=False)

    def _told_lead_of_co_call(self):
        """Who leads hears what a co-unit calls for, as it coordinates them (WUT-21.1b), and that it is settled."""
        calls = self.help_call_ids
        last = calls.sorted(lambda row: (row.date_answered or row.date, row.id))[-1:]
        led = self.lead_unit_id
        return self.env["res.users"] if last.unit_id == led else self._lead_worker()

    def _told_callers(self):
        """Who called for help and got the last answer."""
        answered = self.help_call_ids.filtered("date_answered")
        return answered.sorted("write_date")[-1:].user_id


class DubanHome(models.AbstractModel):
    _inherit = "duban.home"

    # -- the boards of office and leader

    @api.model
    def _home_office(self, board):
        result = super()._home_office(board)
        self._home_help(
            board, Domain("office_id", "in", self.env.user.duban_unit_ids.ids)
        )
        return result

    @api.model
    def _home_leader(self, board):
        result = super()._home_leader(board)
        self._home_help(board, self._home_field())
        return result

    @api.model
    def _home_help(self, board, scope):
        """What calls for help in ``scope`` (domain on matters), where the rules know it."""
        rules = self.env["duban.regulation"]._in_force()
        if any(row["key"] == "help" for row in board["lists"]):
            return  # office and leader in one person
        if rules._setting("help_enabled"):
            calls = Domain("is_waiting", "=", True) & Domain("matter_id", "any", scope)
            Call = self.env["duban.help.call"]
            found = Call.search(calls, order="date_due, id", limit=ROWS)
            today = clock.today(self)
            board["lists"].insert(
                1,
                {
                    "key": "help",
                    "title": self.env._("Calls for help"),
                    "empty": self.env._("Nobody calls for help."),
                    "count": len(found)
                    if len(found) < ROWS
                    else Call.search_count(calls),
                    "action": "duban_supervision.duban_help_call_action",
                    "rows": [
                        {
                            "id": call.matter_id.id,
                            "model": "duban.matter",
                            "title": f"{call.unit_id._duban_name()}：{call._on_a_board()}",
                            "text": call.matter_id.display_name,
                            "date": self._matters()._format_date(call.date_due),
                            "late": call.date_due < today,
                        }
                        for call in found
                    ],
                },
            )
