"""Requests of the lead unit: extension, exemption, inability to complete, the "cannot finish" report."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ... import clock
from ..matter.states import RUNNING_STATES

KINDS = [
    ("extension", "Extension"),
    ("exemption", "Exemption"),
    ("inability", "Inability to complete"),
    ("cannot_finish", "Report of not finishing in time"),
]
SWITCHES = {
    "extension": "extension_enabled",
    "exemption": "exemption_enabled",
    "inability": "inability_enabled",
    "cannot_finish": "cannot_finish_report_enabled",
}
INPUT_FIELDS = {
    "reason_kind",
    "reason",
    "statement",
    "attachment_ids",
    "date_requested",
    "decider_id",
    "progress",
    "acceleration",
}
DECISION_FIELDS = {
    "decision_body_id",
    "decision_leader_id",
    "decision_date",
    "decision_text",
    "outcome",
    "date_granted",
    "new_content",
}


class DubanRequest(models.Model):
    """A request moves from draft to submitted to a decision; its chain comes from the rules of the matter."""

    _name = "duban.request"
    _description = "Request"
    _inherit = ["duban.matter.part", "mail.thread", "duban.label.mixin"]
    _happened = {"decision_date": ("approved", "refused")}
    _order = "id desc"
    _rec_name = "kind"

    kind = fields.Selection(KINDS, required=True, default="extension")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
            ("ended", "Ended undecided"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    applicant_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user
    )

    unit_id = fields.Many2one(
        "hr.department",
        "Applying unit",
        readonly=True,
        copy=False,
        help="The lead unit at the time: what it used up does not pass on to another unit.",
    )
    reason_kind = fields.Selection(
        [
            ("objective", "Objective cause"),
            ("special", "Special circumstances"),
            ("force_majeure", "Force majeure"),
            ("other", "Other"),
        ],
        default="objective",
    )
    reason = fields.Text()
    statement = fields.Text("Written statement")
    progress = fields.Text("Progress so far")
    acceleration = fields.Text("Measures to speed up")
    attachment_ids = fields.Many2many(
        "ir.attachment", "duban_request_attachment_rel", string="Files"
    )
    date_requested = fields.Date("Requested due date")
    date_applied = fields.Date("Applied on", readonly=True, copy=False)
    days_before = fields.Integer("Days before the due date", readonly=True, copy=False)
    is_late = fields.Boolean("Late", readonly=True, copy=False)
    date_deadline_before = fields.Date("Due date before", readonly=True, copy=False)
    decider_id = fields.Many2one(
        "res.users",
        "Leader to decide",
        help="Where the rule lets the applicant or the office choose.",
    )
    # -- decision
    outcome = fields.Selection(
        [
            ("new_date", "New due date"),
            ("terminate", "Not to be completed"),
            ("change", "Changed content"),
            ("continue", "Continue"),
            ("exempt", "Exempted"),
        ],
    )
    date_granted = fields.Date("Granted due date")
    new_content = fields.Text("Changed content")
    decision_body_id = fields.Many2one("duban.decision.body", "Decided by meeting")
    decision_leader_id = fields.Many2one("res.users", "Decided by leader")
    decision_date = fields.Date("Decision of")
    decision_text = fields.Text("Opinion")
    date_decided = fields.Date("Decided on", readonly=True, copy=False)
    approval_line_ids = fields.One2many(
        "duban.approval.line", "request_id", "Approvals"
    )

    _one_pending = models.UniqueIndex(
        "(matter_id, kind) WHERE state = 'submitted'",
        "A request of this kind is already waiting for its decision.",
    )

    _extended_idx = models.Index(
        "(matter_id, date_decided) WHERE kind = 'extension' AND state = 'approved'"
    )

    @api.depends("kind", "matter_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for request in self:
            request.display_name = (
                f"{kinds.get(request.kind)} {request.matter_id.display_name or ''}"
            )

    # ------------------------------------------------------------------
    # Who may write what
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(DECISION_FIELDS & vals.keys() for vals in vals_list):
            raise AccessError(
                self.env._("The decision is entered by those who decide.")
            )
        requests = super().create(vals_list)
        for request in requests:
            request.matter_id._require_rule(SWITCHES[request.kind])
            if request.state != "draft":
                raise AccessError(self.env._("A request starts as a draft."))
            request._check_running()
        return requests

    def _who_writes(self, operation, names=frozenset()):
        if operation != "write":
            self.matter_id._assert_may(
                "_is_lead", self.env._("Only the lead unit applies.")
            )
            return
        for request in self:
            allowed = set()
            if request.state == "draft" and request.matter_id._is_lead():
                allowed |= INPUT_FIELDS | {"kind"}
            if (
                request.state == "submitted"
                and not request._is_only_carried_out()
                and (
                    request.matter_id._is_office()
                    or request.approval_line_ids.filtered("can_decide")
                )
            ):
                allowed |= DECISION_FIELDS
            if names - allowed:
                raise AccessError(
                    self.env._("The request cannot be changed this way now.")
                )

    def unlink(self):
        """A draft goes with what was written on it: nothing of it was handed in."""
        if not self._by_engine():
            self._who_writes("unlink")
        with_key = self.with_context(duban_door=self._door())
        return super(DubanRequest, with_key).unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(request.state != "draft" for request in self):
            raise UserError(
                self.env._("A submitted request is kept. Withdraw it instead.")
            )

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Messages on an application reach nobody whom those on its matter would not reach (CORE-12, WUT-8.1b)."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        return self.matter_id._who_may_hear(recipients)

    # ------------------------------------------------------------------
    # Submitting
    # ------------------------------------------------------------------

    def action_submit(self):
        """Submit to the approvers of the rules (P5–P7).

        :raise UserError: too late, too often, something missing
        :raise AccessError: for anyone but the lead unit
        """
        today = clock.today(self)
        for request in self:
            matter = request.matter_id
            matter._assert_may("_is_lead", self.env._("Only the lead unit applies."))
            matter._require_rule(SWITCHES[request.kind])
            if request.state != "draft":
                raise UserError(self.env._("This request was already submitted."))
            request._check_running()
            # sudo: the lead unit was checked; rules, earlier requests and the chain are the engine's
            sudo = matter.sudo()
            sudo._read_people()
            if sudo.request_ids.filtered(
                lambda other, kind=request.kind: (
                    other.kind == kind and other.state == "submitted"
                )
            ):
                raise UserError(
                    self.env._(
                        "A request of this kind is already waiting for its decision."
                    )
                )
            getattr(request.with_env(sudo.env), f"_check_{request.kind}")(today)
            deadline = matter.date_deadline
            # An earlier request decided in this transaction must not count as pending in the database.
            self.flush_model(["state"])
            request._engine_write(
                {
                    "state": "approved"
                    if request.kind == "cannot_finish"
                    else "submitted",
                    "date_applied": today,
                    "days_before": (deadline - today).days if deadline else 0,
                    "date_deadline_before": deadline,
                    "is_late": bool(
                        request.kind == "cannot_finish"
                        and deadline
                        and today > deadline
                    ),
                    "applicant_id": self.env.uid,
                    "unit_id": matter.lead_unit_id.id,
                }
            )
            if request.kind == "cannot_finish":
                self.env["duban.feedback"]._from_request(request)
            else:
                sudo._start_chain(request.kind, request.with_env(sudo.env))
            self.env["duban.act"]._append(
                matter, f"request_{request.kind}", request.reason
            )
        self.matter_id._reconcile_todos()
        return True

    def action_withdraw(self):
        """Take back a request that is not decided; it does not count as an extension (AMB-10)."""
        for request in self:
            request.matter_id._assert_may(
                "_is_lead", self.env._("Only the lead unit withdraws its request.")
            )
            if request.state != "submitted":
                raise UserError(
                    self.env._(
                        "Only a request that waits for its decision can be withdrawn."
                    )
                )
        # sudo: the lead unit was checked; the steps of its request are the engine's
        self.sudo()._cancel_by_engine("withdrawn")
        for request in self:
            self.env["duban.act"]._append(
                request.matter_id, "withdraw_request", request.display_name
            )
        self.matter_id._reconcile_todos()
        return True

    def _cancel_by_engine(self, state="ended"):
        """Nobody decides these requests any more (as superuser): their unit took them back, or their ground is gone."""
        self.approval_line_ids.filtered(
            lambda line: line.state in ("waiting", "pending")
        ).write({"state": "cancelled"})
        self.write({"state": state})

    def _lapse(self):
        """Their matters ended before these applications were decided; who applied hears it (CORE-23)."""
        self._cancel_by_engine()
        for request in self:
            matter = request.matter_id
            self.env["duban.act"]._append(
                matter, "request_lapsed", request.display_name
            )
            matter._tell(
                "decided",
                {matter: request.applicant_id | matter._told_worker()},
                f"lapsed:{request.id}",
                self.env._(
                    "%(request)s: not decided any more, %(matter)s is “%(state)s”.",
                    request=request.display_name,
                    matter=matter.number or matter.display_name,
                    state=matter._state_label(),
                ),
            )

    def _words_of_change(self):
        """What this application asks for; empty for none."""
        day = self.date_requested
        if not day or self.kind != "extension":
            return []
        matter = self.matter_id
        return [
            self.env._(
                "%(unit)s applies for %(day)s",
                unit=self._applicant_unit().name,
                day=matter._format_date(day),
            )
        ]

    def _applicant_unit(self):
        """The unit that applied: another one may lead the matter since."""
        matter = self.matter_id
        if self.unit_id:
            return self.unit_id
        # handed in before the unit was written down
        units = matter.lead_unit_id | matter._former_lines().department_id
        own = self.applicant_id.duban_unit_ids & units
        return own[-1:] if own - matter.lead_unit_id == own else matter.lead_unit_id

    def _check_running(self):
        """Only what the unit is handling can be extended, released or given up."""
        if self.matter_id.state not in RUNNING_STATES:
            raise UserError(
                self.env._(
                    "%s is not being handled by its unit now.",
                    self.matter_id.display_name,
                )
            )

    # -- checks by kind

    def _check_reason(self):
        if not (self.reason or "").strip():
            raise UserError(self.env._("Please state the reason."))
        need = self.matter_id._rule("extension_statement")
        if need == "file" and not self.attachment_ids:
            raise UserError(self.env._("Attach the written application."))
        if (
            need == "text"
            and not (self.statement or "").strip()
            and not self.attachment_ids
        ):
            raise UserError(
                self.env._(
                    "A written statement is needed: write it, or attach the file."
                )
            )

    def _check_extension(self, today):
        matter, rule = self.matter_id, self.matter_id._rule
        self._check_reason()
        if not matter.date_deadline:
            raise UserError(
                self.env._("%s has no due date to extend.", matter.display_name)
            )
        # sudo: whether such a date was confirmed for the matter
        matter.sudo()._check_far(self.date_requested)
        # of a matter that is overdue: nobody can grant a day that is over (CORE-25)
        least = max(matter.date_deadline, today)
        if not self.date_requested or self.date_requested <= least:
            raise UserError(
                self.env._(
                    "Enter the requested due date, later than %s.",
                    matter._format_date(least),
                )
            )
        if rule("extension_objective_reason") and self.reason_kind in (False, "other"):
            raise UserError(
                self.env._("An extension is only possible for objective reasons.")
            )
        self._check_ahead(self.date_requested)
        self._check_timing(today)
        counted = {"submitted", "approved"} | (
            {"refused"} if rule("extension_refused_counts") else set()
        )
        earlier = self._earlier_extensions(counted)
        if rule("extension_max") and len(earlier) >= rule("extension_max"):
            raise UserError(
                self.env._(
                    "%(matter)s can be extended %(count)s time(s) only. "
                    "If it cannot be completed at all, apply for that instead.",
                    matter=matter.display_name,
                    count=rule("extension_max"),
                )
            )

    def _earlier_extensions(self, states):
        """Other extensions in one of ``states`` on this one request's matter: they count towards the allowed number.

        Each lead unit has its own claim (CORE-21).
        """
        unit = self.matter_id.lead_unit_id
        return self.matter_id.request_ids.filtered(
            lambda row: (
                row.kind == "extension"
                and row.state in states
                and row != self
                and row.unit_id in (unit, unit.browse())
            )
        )

    def _check_timing(self, today):
        """Within the handling period, and at the latest N days before its end (D4, D5)."""
        matter, rule = self.matter_id, self.matter_id._rule
        deadline = matter.date_deadline
        if not deadline or (today > deadline and matter._is_excused()):
            # an accepted reason for the passed date leaves the unit its applications (CORE-34)
            return
        if rule("extension_within_period") and today > deadline:
            raise UserError(
                self.env._(
                    "The handling period ended on %s; an application is no longer possible.",
                    matter._format_date(deadline),
                )
            )
        latest = self._last_day()
        if latest and today > latest:
            raise UserError(
                self.env._(
                    "The last day to apply was %(latest)s (%(count)s %(days)s before the due date %(due)s).",
                    latest=matter._format_date(latest),
                    count=rule("extension_lead_days"),
                    days=self.env._("working days")
                    if rule("extension_lead_day_type") == "working"
                    else self.env._("days"),
                    due=matter._format_date(deadline),
                )
            )

    def _last_day(self):
        """The last day on which this one request may be submitted, where the rules name one (D4); else None."""
        matter, rule = self.matter_id, self.matter_id._rule
        lead = rule("extension_lead_days")
        if not lead or not matter.date_deadline:
            return None
        return self.env["duban.calendar.year"]._add_days(
            matter.date_deadline,
            -lead,
            rule("extension_lead_day_type"),
            matter.company_id,
        )

    def _check_exemption(self, today):
        self._check_reason()
        self._check_timing(today)

    def _check_inability(self, today):
        self._check_reason()
        if self.reason_kind in (False, "other"):
            raise UserError(
                self.env._("A matter can be given up for objective reasons only.")
            )

    def _check_cannot_finish(self, today):
        missing = [
            self._fields[name]._description_string(self.env)
            for name in ("progress", "reason", "acceleration")
            if not (self[name] or "").strip()
        ]
        if missing:
            raise UserError(self.env._("Please fill in: %s", "、".join(missing)))
