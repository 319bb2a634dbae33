"""Accountability (追责问责): proposed by the office on facts, decided by whoever the regulation makes competent."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

#: flag of an option → fields that the record then needs
NEEDS = {
    "requires_finding": ("facts",),
    "requires_rectification": ("rectification_deadline",),
    "requires_meeting": ("meeting", "meeting_date"),
    "requires_talk": ("leader_id", "talk_date", "talk_content"),
    "requires_serious": ("is_serious",),
    "requires_bad_influence": ("is_bad_influence",),
    "requires_consequence": ("consequence",),
    "requires_unit_and_head": ("unit_id", "person_id"),
    "requires_measure": ("measure_ids",),
    "requires_feedback": ("feedback_ids",),
    "requires_urging": ("urging_ids",),
}
REFERRALS = {
    "refer_discipline": "discipline_office_id",
    "refer_supervisory": "supervisory_office_id",
    "refer_organisation": "organisation_office_id",
}
DECISION_FIELDS = {"decision", "decision_date", "outcome_id", "decision_document"}


class DubanAccountability(models.Model):
    """One case: draft and proposal by the office, referral, decision by the competent office, rectification.

    What a case needs is said by flags on the chosen options (kind, ground, measures), not by code.
    """

    _name = "duban.accountability"
    _description = "Accountability record"
    _inherit = ["duban.personnel.record"]
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
        string="Measures",
        domain="[('list_code', '=', 'accountability_measure'), ('regulation_id', '=', regulation_id)]",
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
    # -- talk, meeting, rectification
    leader_id = fields.Many2one("res.users", "Talk held by", index=True)
    talk_date = fields.Date("Talk on")
    talk_content = fields.Text("Content of the talk")
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
    # -- referral and decision
    competent_unit_ids = fields.Many2many(
        "hr.department",
        "duban_accountability_competent_rel",
        string="Referred to",
        help="The offices that alone record the decision.",
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
            record.needs_referral = "requires_referral" in record._flags()

    @api.depends_context("uid")
    @api.depends("state", "competent_unit_ids")
    def _compute_can_decide(self):
        deciders = self._competent()
        for record in self:
            record.can_decide = record.state == "proposed" and record in deciders

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

    @api.constrains("matter_ids", "feedback_ids", "urging_ids")
    def _check_links(self):
        for record in self.sudo():
            cited = record.feedback_ids.matter_id | record.urging_ids.matter_id
            if cited - record.matter_ids:
                raise ValidationError(
                    self.env._("Feedback and urging cited belong to the matters named.")
                )

    def _flags(self):
        """Names of the flags set on the options of this one record."""
        options = self.sudo().kind_id | self.sudo().ground_id | self.sudo().measure_ids
        return {
            flag
            for flag in (*NEEDS, *REFERRALS, "requires_referral")
            if any(options.mapped(flag))
        }

    # ------------------------------------------------------------------
    # Who
    # ------------------------------------------------------------------

    def _competent(self):
        """Records whose decision the current user may write: members of the offices referred to; else the office."""
        units = self.env.user.duban_unit_ids
        office = self._of_own_office()
        return self.filtered(
            lambda record: (
                bool(record.sudo().competent_unit_ids & units)
                if record.sudo().competent_unit_ids
                else record in office
            )
        )

    def _check_competent(self):
        denied = self - self._competent()
        if denied and not self.env.su:
            raise AccessError(
                self.env._(
                    "The decision is recorded by: %s.",
                    ", ".join(denied.sudo().competent_unit_ids.mapped("name"))
                    or denied.sudo().regulation_id.office_id.name
                    or "",
                )
            )

    def _check_writable(self, vals):
        """The decision belongs to the competent office, everything else to the supervision office while drafting."""
        if DECISION_FIELDS & vals.keys():
            self._check_competent()
            if any(
                record.state == "draft" and record._flags() & {"requires_referral"}
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
    # Steps
    # ------------------------------------------------------------------

    def _check_complete(self):
        """Whether this one case has what its kind, ground and measures ask for.

        :raise UserError: naming what is missing
        """
        lists = self.sudo().regulation_id.option_list_ids
        names = []
        for name, code in (
            ("kind_id", "accountability_kind"),
            ("ground_id", "accountability_ground"),
        ):
            if lists.filtered(lambda row, code=code: row.code == code).option_ids:
                names.append(name)
        flags = self._flags()
        for flag, needed in NEEDS.items():
            if flag in flags:
                names += needed
        if "requires_referral" in flags:
            names.append("competent_unit_ids")
        self._required(dict.fromkeys(names))

    def _preset_referral(self):
        """Refer to the offices that the regulation names, unless the supervision office chose."""
        for record in self.sudo().filtered(lambda row: not row.competent_unit_ids):
            units = self.env["hr.department"].sudo()
            for flag in REFERRALS.keys() & record._flags():
                units |= record.regulation_id[REFERRALS[flag]]
            record.competent_unit_ids = units

    def action_propose(self):
        """Propose the case and refer it to the competent offices, if any (ABAF-24.1, 25.0, LZU-7.4c).

        :raise AccessError: for anyone but the supervision office
        :raise UserError: naming what the kind, ground or measures still ask for
        """
        self._check_steps(("draft",))
        # sudo: the office was checked; only the referral that the regulation names is preset.
        self._preset_referral()
        for record in self:
            record._check_complete()
        self.sudo().write(
            {
                "state": "proposed",
                "proposed_by_id": self.env.uid,
                "date_referred": fields.Date.context_today(self),
            }
        )
        for record in self.sudo():
            contacts = self.env["res.users"].union(
                *(unit._duban_contacts() for unit in record.competent_unit_ids)
            )
            if contacts:
                record.message_post(
                    body=self.env._("Referred for decision."),
                    partner_ids=contacts.partner_id.ids,
                    subtype_xmlid="mail.mt_note",
                )
        return True

    def action_confirm(self):
        """The office confirms a case that needs no other office (XISU-14.1b, LZU-7.4a/b, SIE-19.1c).

        :raise AccessError: the case is decided by another office
        :raise UserError: something the regulation asks for is missing
        """
        self._check_steps(("draft", "proposed"))
        drafts = self.filtered(lambda record: record.state == "draft")
        if drafts:
            drafts.action_propose()
        self._check_competent()
        for record in self:
            record._check_complete()
        self._decided(None)
        return True

    def action_decide(self, decision=None, decision_date=None, outcome_id=None):
        """Record the decision of the competent office.

        :param decision: text, required unless written before
        :param decision_date: date (default: today)
        :param outcome_id: id of an option of the list ``accountability_outcome``
        :raise AccessError: for anyone outside the offices referred to
        """
        self._check_competent()
        vals = {
            "decision": decision,
            "decision_date": decision_date,
            "outcome_id": outcome_id,
        }
        vals = {name: value for name, value in vals.items() if value}
        for record in self:
            if record.state != "proposed":
                raise UserError(self.env._("%s was not proposed.", record.name))
            if not (decision or record.decision or "").strip():
                raise UserError(self.env._("Write the decision."))
        if vals:
            self.write(vals)
        self._decided(self.env.user.duban_unit_ids)
        return True

    def _decided(self, units):
        today = fields.Date.context_today(self)
        for record in self:
            unit = (
                (record.sudo().competent_unit_ids & units)[:1]
                if units
                else record.sudo().regulation_id.office_id
            )
            # sudo: who may decide was checked; the stamp is the engine's.
            record.sudo().write(
                {
                    "state": "decided",
                    "decided_by_id": self.env.uid,
                    "decided_unit_id": unit.id,
                    "decision_date": record.decision_date or today,
                }
            )
        self._follow_rectification()

    def action_dismiss(self, reason=None):
        """Not pursued, recorded by whoever decides. ``reason``: text, required."""
        for record in self:
            if record.state not in ("draft", "proposed"):
                raise UserError(self.env._("%s is decided already.", record.name))
        if not (reason or "").strip():
            raise UserError(self.env._("Please state the reason."))
        self._check_competent()
        self.sudo().write(
            {"state": "dismissed", "decision": reason, "decided_by_id": self.env.uid}
        )
        return True

    def _check_steps(self, states):
        for record in self:
            record._check_office()
            if record.state not in states:
                raise UserError(self.env._("%s is decided already.", record.name))

    # ------------------------------------------------------------------
    # Rectification (LZU-7.4a)
    # ------------------------------------------------------------------

    def action_record_rectification(self, note=None):
        """Record that the unit has put things right. ``note``: text, required."""
        if not (note or "").strip():
            raise UserError(self.env._("Write how it was rectified."))
        for record in self:
            record._check_office()
            if record.state != "decided" or not record.rectification_deadline:
                raise UserError(
                    self.env._("%s sets no time limit for rectification.", record.name)
                )
        self.sudo().write(
            {
                "date_rectified": fields.Date.context_today(self),
                "rectification_note": note,
            }
        )
        self._follow_rectification()
        return True

    def _follow_rectification(self):
        """Let to-dos agree: the head's on the matters named, the follow-up on the record once the limit has passed."""
        today = fields.Date.context_today(self)
        for record in self.sudo().filtered("rectification_deadline"):
            late = (
                record.state == "decided"
                and not record.date_rectified
                and today > record.rectification_deadline
            )
            existing = record.activity_ids.filtered("automated")
            if not late:
                existing.unlink()
            elif not existing:
                user = (
                    record.leader_id
                    or record.leader_in_charge_id
                    or record.proposed_by_id
                )
                for receiver in user | record.proposed_by_id:
                    record.activity_schedule(
                        "duban_supervision.mail_activity_follow_rectification",
                        record.rectification_deadline,
                        user_id=receiver.id,
                    )
        self.sudo().matter_ids._reconcile_todos()

    @api.model
    def _cron_follow_rectification(self):
        """Daily: follow up limits for rectification that have passed; safe to run twice."""
        today = fields.Date.context_today(self)
        self.search(
            [
                ("state", "=", "decided"),
                ("date_rectified", "=", False),
                ("rectification_deadline", "<", today),
            ]
        )._follow_rectification()
