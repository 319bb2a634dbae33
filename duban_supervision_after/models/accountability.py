"""Accountability (追责问责): proposed by the office on facts, decided by whoever the regulation makes competent."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.duban_supervision import clock, inputs
from odoo.addons.duban_supervision.models.reminding.todo import Todo

#: demand of an option → fields that the record then needs
NEEDS = {
    "finding": ("facts",),
    "rectification": ("rectification_deadline",),
    "meeting": ("meeting", "meeting_date"),
    "talk": ("leader_id", "talk_date", "talk_content"),
    "serious": ("is_serious",),
    "bad_influence": ("is_bad_influence",),
    "consequence": ("consequence",),
    "unit_and_head": ("unit_id", "person_id"),
    "measure": ("measure_ids",),
    "feedback": ("feedback_ids",),
    "urging": ("urging_ids",),
}
#: what a case has only once its talk was held
TALK_FIELDS = ("talk_date", "talk_content", "rectification_deadline")
REFERRALS = {
    "refer_discipline": "discipline_office_id",
    "refer_supervisory": "supervisory_office_id",
    "refer_organisation": "organisation_office_id",
}
TODO = "duban_supervision_after.mail_activity_follow_rectification"
DECISION_FIELDS = {"decision", "decision_date", "outcome_id", "decision_document"}


class DubanAccountability(models.Model):
    """One case: draft and proposal by the office, referral, decision by the competent office, rectification.

    What a case needs is said by flags on the chosen options (kind, ground, measures), not by code.
    """

    _name = "duban.accountability"
    _description = "Accountability record"
    _inherit = ["duban.patrolled", "duban.informing", "duban.personnel.record"]
    _happened = {
        "date": (),
        "talk_date": ("decided",),
        "meeting_date": ("decided",),
        "decision_date": ("decided",),
    }
    _order = "date desc, id desc"
    _switch = "accountability_enabled"

    kind_id = fields.Many2one(
        "duban.option",
        ondelete="restrict",
        tracking=True,
        domain="[('list_code', '=', 'accountability_kind'), ('regulation_id', '=', regulation_id)]",
    )
    ground_id = fields.Many2one(
        "duban.option",
        "Situation",
        ondelete="restrict",
        domain="[('list_code', '=', 'accountability_ground'), ('regulation_id', '=', regulation_id)]",
    )
    measure_ids = fields.Many2many(
        "duban.option",
        "duban_accountability_measure_rel",
        context={"active_test": False},
        string="Measures",
        domain="[('list_code', '=', 'accountability_measure'), ('regulation_id', '=', regulation_id), "
        "('active', '=', True)]",
    )
    facts = fields.Text()
    rule = fields.Char("Rule applied")
    consequence = fields.Text("Consequence and influence")
    is_serious = fields.Boolean("Serious circumstances confirmed")
    is_bad_influence = fields.Boolean("Bad influence confirmed")
    # -- what it is about
    matter_ids = fields.Many2many(
        "duban.matter", "duban_accountability_matter_rel", string="Matters"
    )
    feedback_ids = fields.Many2many(
        "duban.feedback",
        "duban_accountability_feedback_rel",
        string="Feedback concerned",
        domain="[('matter_id', 'in', matter_ids)]",
    )
    urging_ids = fields.Many2many(
        "duban.record",
        "duban_accountability_urging_rel",
        string="Urging records",
        domain="[('matter_id', 'in', matter_ids), ('purpose', '=', 'urging')]",
    )
    reminder_ids = fields.Many2many(
        "duban.reminder",
        "duban_accountability_reminder_rel",
        string="Reminders cited",
        domain="[('matter_id', 'in', matter_ids), ('digest_id', '!=', False)]",
    )
    # -- talk, meeting, rectification
    leader_id = fields.Many2one("res.users", "Talk held by", index=True)
    talk_date = fields.Date("Talk on")
    talk_content = fields.Text("Content of the talk")
    awaits_talk = fields.Boolean(
        compute="_compute_awaits_talk", export_string_translation=False
    )
    can_record_talk = fields.Boolean(
        compute="_compute_awaits_talk", export_string_translation=False
    )
    is_own = fields.Boolean(compute="_compute_is_own", export_string_translation=False)
    meeting_id = fields.Many2one(
        "duban.option",
        "Announced at",
        domain="[('list_code', '=', 'accountability_meeting'), ('regulation_id', '=', regulation_id)]",
    )
    meeting_name = fields.Char("Other meeting")
    meeting = fields.Char(compute="_compute_meeting")
    meeting_date = fields.Date()
    rectification_deadline = fields.Date("Rectify by", tracking=True)
    date_rectified = fields.Date("Rectified on", readonly=True, copy=False)
    rectification_note = fields.Text("How it was rectified", readonly=True, copy=False)
    rectification_report = fields.Text(
        "Report of who rectifies", readonly=True, copy=False
    )
    date_rectification_reported = fields.Date(
        "Rectification reported on", readonly=True, copy=False
    )
    is_rectifier = fields.Boolean(
        compute="_compute_is_rectifier", export_string_translation=False
    )
    # -- referral and decision
    competent_unit_ids = fields.Many2many(
        "hr.department",
        "duban_accountability_competent_rel",
        string="Referred to",
        help="The offices that alone record the decision.",
        context={"active_test": False},
    )
    date_referred = fields.Date("Proposed on", readonly=True, copy=False)
    proposed_by_id = fields.Many2one(
        "res.users", "Proposed by", readonly=True, copy=False
    )
    decision = fields.Text(tracking=True)
    decision_date = fields.Date("Decision of")
    decision_document = fields.Char("Decision document")
    outcome_id = fields.Many2one(
        "duban.option",
        domain="[('list_code', '=', 'accountability_outcome'), ('regulation_id', '=', regulation_id)]",
    )
    decided_by_id = fields.Many2one(
        "res.users", "Decision recorded by", readonly=True, copy=False
    )
    decided_unit_id = fields.Many2one(
        "hr.department", "Deciding office", readonly=True, copy=False
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("proposed", "Proposed"),
            ("decided", "Decided"),
            ("dismissed", "Not pursued"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    needs_referral = fields.Boolean(compute="_compute_needs")
    can_decide = fields.Boolean(
        compute="_compute_can_decide", export_string_translation=False
    )

    # ------------------------------------------------------------------
    # Computes and constraints
    # ------------------------------------------------------------------

    @api.depends("meeting_id", "meeting_name")
    def _compute_meeting(self):
        for record in self:
            record.meeting = record.meeting_name or record.meeting_id.name

    @api.depends("kind_id", "ground_id", "measure_ids")
    def _compute_needs(self):
        for record in self:
            record.needs_referral = "referral" in record._flags()

    @api.depends_context("uid")
    @api.depends("state", "competent_unit_ids", "person_id", "unit_id")
    def _compute_can_decide(self):
        deciders = self._competent()
        for record in self:
            record.can_decide = record.state == "proposed" and record in deciders

    @api.depends_context("uid")
    @api.depends("person_id", "unit_id", "state", "date_rectified")
    def _compute_is_rectifier(self):
        for record in self:
            record.is_rectifier = (
                record.state == "decided"
                and not record.date_rectified
                and bool(record.rectification_deadline)
                and record._is_rectifier(self.env.user)
            )

    @api.depends("kind_id")
    def _compute_name(self):
        result = super()._compute_name()
        for record in self.filtered("kind_id"):
            record.name = f"{record.kind_id.name} {record.name}"
        return result

    @api.constrains("kind_id", "ground_id", "measure_ids", "outcome_id", "meeting_id")
    def _check_options(self):
        lists = {
            "kind_id": "accountability_kind",
            "ground_id": "accountability_ground",
            "measure_ids": "accountability_measure",
            "outcome_id": "accountability_outcome",
            "meeting_id": "accountability_meeting",
        }
        for record in self:
            for name, code in lists.items():
                if any(
                    o.list_code != code or o.regulation_id != record.regulation_id
                    for o in record[name]
                ):
                    raise ValidationError(
                        self.env._(
                            "“%s” must be one of the regulation's own list.",
                            self._fields[name].string,
                        )
                    )

    @api.constrains("matter_ids", "feedback_ids", "urging_ids", "reminder_ids")
    def _check_links(self):
        # sudo: whether what is cited belongs to the matters, whoever wrote it
        for record in self.sudo():
            cited = (
                record.feedback_ids.matter_id
                | record.urging_ids.matter_id
                | record.reminder_ids.matter_id
            )
            if cited - record.matter_ids:
                raise ValidationError(
                    self.env._(
                        "Feedback, urgings and reminders cited belong to the matters named."
                    )
                )

    def _flags(self):
        """Codes of what the options of this one record demand."""
        # sudo: what options demand are rules, everybody's
        case = self.sudo()
        options = case.kind_id | case.ground_id | case.measure_ids
        return set(options.demand_ids.mapped("code"))

    # ------------------------------------------------------------------
    # Who
    # ------------------------------------------------------------------

    def _deciding_units(self):
        """The offices to which this one case is referred; none judges itself while another is left (ABAF-25.0)."""
        return self.competent_unit_ids - self.unit_id or self.competent_unit_ids

    def _competent(self):
        """Records whose decision the current user may write: members of the offices referred to; else the office.

        Never who is held responsible.
        """
        units, office = self.env.user.duban_unit_ids, self._of_own_office()
        # sudo: to whom it was referred; only which cases they are comes back
        mine = self.sudo().filtered(
            lambda record: (
                bool(record._deciding_units() & units)
                if record.competent_unit_ids
                else record in office
            )
        )
        return mine.with_env(self.env) - self._own()

    @api.depends_context("uid")
    @api.depends("person_id")
    def _compute_is_own(self):
        own = self._own()
        for case in self:
            case.is_own = case in own

    def _own(self):
        """Those of these cases in which the user is held responsible: nobody certifies the own one (CORE-18)."""
        # sudo: who is held responsible; only which cases they are comes back
        own = self.sudo().filtered(lambda case: case.person_id == self.env.user)
        return own.with_env(self.env)

    def _certifier(self):
        """Who of the office follows this one case: whoever proposed it, or a colleague in the own case."""
        return (
            self.proposed_by_id - self.person_id
            or self._contacts_to_decide(self.regulation_id.office_id)[:1]
        )

    def _check_certifies(self):
        """The office says of this one case how it went on, a colleague of who is held responsible.

        :raise AccessError: for anyone else
        """
        self._check_office()
        if self._own() and not self.env.su:
            raise AccessError(
                self.env._("Nobody certifies the own case: a colleague does.")
            )

    def _check_competent(self):
        denied = self - self._competent()
        if denied and not self.env.su:
            # sudo: names of offices
            cases = denied.sudo()
            raise AccessError(
                self.env._(
                    "The decision is recorded by: %s.",
                    ", ".join(
                        units.name for case in cases for units in case._deciding_units()
                    )
                    or cases.regulation_id.office_id.name
                    or "",
                )
            )

    def _check_writable(self, vals):
        """The decision belongs to the competent office, everything else to the supervision office while drafting."""
        if DECISION_FIELDS & vals.keys():
            self._check_competent()
            if any(
                record.state == "draft" and record._flags() & {"referral"}
                for record in self
            ):
                raise UserError(self.env._("Propose and refer the case first."))
            if any(record.state not in ("draft", "proposed") for record in self):
                raise UserError(
                    self.env._("A decision that was recorded is not changed.")
                )
        if vals.keys() - DECISION_FIELDS:
            return super()._check_writable(vals)
        return None

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for record, vals in zip(records, vals_list, strict=True):
            if (
                DECISION_FIELDS & {name for name, value in vals.items() if value}
                and not self.env.su
            ):
                record._check_writable(dict.fromkeys(DECISION_FIELDS & vals.keys()))
        return records

    # ------------------------------------------------------------------
    # Who is told (CORE-23), and may read it (CORE-18)
    # ------------------------------------------------------------------

    def _may_hear(self, user):
        return super()._may_hear(user) and self.with_user(user).has_access("read")

    def _event_note(self, event, note):
        """Never what was found or decided; a reason goes along where no matter of this one case is protected."""
        words = super()._event_note(event, note)
        return words if set(self.matter_ids.mapped("confidentiality")) <= {"normal"} else False  # fmt: skip

    def _notice_words(self, kind, key, user):
        """How this one case was decided, or until when it is put right."""
        if kind == "case_decided":
            return [dict(self._fields["state"]._description_selection(self.env))[self.state]]  # fmt: skip
        limit, field = self.rectification_deadline, self._fields["rectification_deadline"]  # fmt: skip
        if not limit or kind == "talk_asked":
            return []
        day = self.env["duban.matter"]._format_date(limit)
        return [f"{field._description_string(self.env)}：{day}"]

    def _reminder_name(self):
        """The matters or the unit: a message does not tell of the case (CORE-18)."""
        names = self.matter_ids.mapped("display_name") or [self.unit_id.name or ""]
        return "、".join(names)

    def _reminder_link(self):
        return self.matter_ids[:1]

    def _tell_decided(self):
        """Who proposed these cases, and the offices that were asked beside the one that decided, hear of it; so does
        who has to put something right (ABAF-25.0, LZU-7.4d)."""
        for case in self:
            people = case.proposed_by_id or case._certifier()
            for unit in case._deciding_units():
                people |= case._contacts_to_decide(unit)
            case._tell("case_decided", {case: people}, case.state)
            if case.state == "decided" and case.rectification_deadline:
                case._tell("rectify_asked", {case: case._rectifier()}, case.state)

    # ------------------------------------------------------------------
    # The reminder talk (LZU-7.4a)
    # ------------------------------------------------------------------
    # The office asks the leader in charge for it, the leader holds it and sets the limit.

    @api.depends_context("uid")
    @api.depends(
        "kind_id", "ground_id", "measure_ids", "talk_date", "state", "leader_id"
    )
    def _compute_awaits_talk(self):
        for case in self:
            case.awaits_talk = case._awaits_talk()
            case.can_record_talk = (
                case.awaits_talk
                and case.state == "proposed"
                and bool(case._may_record_talk())
            )

    def _awaits_talk(self):
        """Whether this one case is of a kind that needs a talk which was not held yet."""
        return (
            self.state in ("draft", "proposed")
            and "talk" in self._flags()
            and not self.talk_date
        )

    def _may_record_talk(self):
        """Cases whose talk the user holds, stands in for, or records for the leader as the office."""
        acts_for = self.env["duban.delegation"]._acts_for
        # sudo: who holds the talk; only which cases they are comes back
        held = self.sudo().filtered(
            lambda case: acts_for(case.leader_id, case.company_id)
        )
        return (self._of_own_office() | held.with_env(self.env)) - self._own()

    def action_record_talk(
        self, content=None, rectification_deadline=None, talk_date=None
    ):
        """Record the talk that the office asked for, with the limit for rectification.

        :param content: text, required
        :param rectification_deadline: date or ISO string, required
        :param talk_date: date or ISO string; empty: today
        :raise AccessError: for anyone but the leader, who stands in, and the office
        :raise UserError: no talk is awaited, or a date is impossible
        """
        content = inputs.text(self.env, content)
        limit = inputs.day(self.env, rectification_deadline)
        day = inputs.day(self.env, talk_date) or clock.today(self)
        self.check_access("read")
        if self - self._may_record_talk():
            raise AccessError(
                self.env._("The talk is recorded by the leader who holds it.")
            )
        for case in self:
            if case.state != "proposed" or not case._awaits_talk():
                raise UserError(self.env._("%s awaits no talk.", case.name))
        if not content or not limit:
            raise UserError(
                self.env._("Write what was said, and until when it is put right.")
            )
        if limit < clock.today(self):
            raise UserError(
                self.env._("The limit for rectification lies before today.")
            )
        self._engine_write(
            {
                "talk_date": day,
                "talk_content": content,
                "rectification_deadline": limit,
            }
        )
        for case in self:
            case._check_talk()
        self._reconcile_todos()
        return True

    def _former_heads(self):
        """Who headed the unit of this one case (as superuser) while it led the matters (CORE-21)."""
        entries = [row for matter in self.matter_ids for row in matter.tenures or []]
        heads = [row[3:4] for row in entries if row[0] == self.unit_id.id]
        return self.env["res.users"].browse({head for [head] in filter(None, heads) if head})  # fmt: skip

    def _talk_defaults(self):
        """What the dialog begins with: today."""
        return {"talk_date": clock.today(self)}

    def _todos_talk(self):
        """The leader's to-do is the talk; once it was held, the office confirms the case."""
        if "talk" not in self._flags():
            return []
        if self._awaits_talk():
            words = self.env._(
                "Hold the reminder talk with %s and set the limit", self.person_id.name
            )
            return [Todo("talk", TODO, self.leader_id, self.date_referred, words)]
        words = self.env._("The talk was held: confirm the case")
        return [Todo("confirm", TODO, self._certifier(), self.talk_date, words)]
