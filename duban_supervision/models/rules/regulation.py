"""One institution's regulation (办法) as data."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ... import clock
from ...tools.remembered import remembered

DAY_TYPES = [("working", "Working days"), ("calendar", "Calendar days")]


class DubanRegulation(models.Model):
    """The rules of one institution; one is in force per company.

    Scalar settings live here, lists in the models that point here. At filing all of it is frozen into a
    ``duban.ruleset``: later edits reach new matters only (CORE-17).
    """

    _name = "duban.regulation"
    _description = "Supervision regulation"
    _inherit = ["mail.thread", "duban.cached"]
    _order = "company_id, date_from desc, id desc"

    # -- what it is
    name = fields.Char(required=True, tracking=True)
    code = fields.Char(
        required=True,
        help="Short code of the institution, used by institution addons to recognise their own.",
    )
    institution = fields.Char(
        required=True, help="Name of the institution as printed on documents."
    )
    document_number = fields.Char(
        help="Issue number of the regulation itself; never a pattern for matters."
    )
    company_id = fields.Many2one("res.company", index=True, tracking=True)
    date_from = fields.Date(
        "Applies from", required=True, default=clock.today, tracking=True
    )
    active = fields.Boolean(default=True)
    setting_clauses = fields.Json(
        help="Clause of the regulation behind each setting: {field name: clause}."
    )

    # -- who (organisation of today, not frozen)
    office_id = fields.Many2one("hr.department", "Supervision office", tracking=True)
    office_leader_id = fields.Many2one(
        "res.users", "Leader in charge of the office", tracking=True
    )
    principal_leader_ids = fields.Many2many(
        "res.users",
        "duban_regulation_principal_rel",
        string="Principal leaders",
        help="Party secretary and president.",
    )
    discipline_office_id = fields.Many2one("hr.department", "Discipline office")
    supervisory_office_id = fields.Many2one(
        "hr.department", "Supervisory (监察) office"
    )
    organisation_office_id = fields.Many2one(
        "hr.department", "Organisation and personnel office"
    )
    secrecy_office_id = fields.Many2one("hr.department", "Secrecy office")
    team_fixed_unit_ids = fields.Many2many(
        "hr.department",
        "duban_regulation_team_rel",
        string="Fixed team units",
        help="Units that belong to the team of every matter (the 3 of 3+N).",
    )

    # -- filing
    filing_initiator = fields.Selection(
        [("office", "Supervision office"), ("subject_unit", "Initiating unit")],
        required=True,
        default="office",
    )
    filing_checklist_required = fields.Boolean(
        help="The three-item filing checklist must be ticked before filing."
    )
    one_matter_one_filing = fields.Boolean(
        help="Filing a source item a second time asks for an explicit override."
    )
    duplicate_detection = fields.Boolean(
        help="Likely duplicates are named when a matter is filed."
    )
    duplicate_similarity = fields.Integer(
        default=50,
        help="Titles that are at least so similar (per cent, 30 to 100) are proposed for merging.",
    )
    content_lock = fields.Selection(
        [
            ("none", "No lock, changes are logged"),
            ("filed", "Locked from filing on"),
            ("assigned", "Locked from assignment on"),
        ],
        required=True,
        default="none",
        help="From when on content, units and basis change only through an adjustment with its ground.",
    )

    reassign_term = fields.Selection(
        [("keep", "Keeps the due date"), ("restart", "Counts its term anew")],
        "Term of a unit that takes over",
        default="keep",
        required=True,
        help="Whether a matter that is reassigned keeps its due date or gets a new one by the rule of its category.",
    )
    subject_defaults_to_lead = fields.Boolean(
        help="The initiating unit is the lead unit until another is chosen."
    )
    auto_assign_on_filing = fields.Boolean(
        help="Filing sends the matter to its units in the same step."
    )
    file_on_assignment = fields.Boolean(
        help="Assigning a draft files it in the same step."
    )
    filing_notice = fields.Boolean(
        help="At filing report to the leader in charge and copy to the units."
    )
    number_pattern = fields.Char(
        default="{year}-{n:04d}",
        help="{year}, {n}; n counts from 1 each year. Empty: matters carry no number.",
    )
    urging_number_pattern = fields.Char(
        help="Empty: urging notices carry no number of their own."
    )
    notice_number_pattern = fields.Char()
    bulletin_number_pattern = fields.Char(default="{year}年第{n}期")

    # -- assignment and acceptance
    channel_record_required = fields.Boolean(
        help="A channel outside the system needs its record text."
    )
    acceptance_kind = fields.Selection(
        [("plan", "Work plan"), ("claim", "Claim")], required=True, default="plan"
    )
    handler_required = fields.Boolean(help="A handler must be named at acceptance.")
    co_handler_required = fields.Boolean(help="Co-units must name a handler too.")
    liaison_required = fields.Boolean(help="The matter needs a liaison at acceptance.")
    liaison_rule = fields.Selection(
        [
            ("none", "No liaisons"),
            ("one_per_unit", "Exactly one per unit"),
            ("optional", "Per unit or matter"),
        ],
        required=True,
        default="none",
    )
    plan_objective_required = fields.Boolean()
    plan_measures_required = fields.Boolean()
    plan_within_deadline = fields.Boolean(help="No milestone later than the due date.")
    plan_due_days = fields.Integer(
        help="Days after assignment within which the plan is due; 0: no limit."
    )
    plan_due_day_type = fields.Selection(DAY_TYPES, default="calendar", required=True)
    acceptance_reminder_days = fields.Integer(
        default=3, help="Working days after which an unaccepted matter is reminded."
    )

    # -- feedback and results
    feedback_by_plan = fields.Boolean(
        help="Each milestone of the plan expects a feedback on its date."
    )
    feedback_review_required = fields.Boolean(
        help="Feedback reaches the ledger only after the office reviewed it."
    )
    urgent_feedback_days = fields.Integer(
        default=-1,
        help="Days after assignment for urgent matters; -1: off, 0: same day.",
    )
    long_cycle_min_milestones = fields.Integer(
        help="Milestones that a long-cycle matter needs at least; 0: off."
    )
    consolidation_required = fields.Boolean(
        help="The lead unit cannot report before each co-unit reported or is explained."
    )
    head_confirmation_required = fields.Boolean(
        help="The unit head confirms the truth of the result."
    )
    cannot_finish_report_enabled = fields.Boolean()
    feedback_addressees = fields.Selection(
        [
            ("office", "Supervision office"),
            ("subject_and_office", "Initiating unit and supervision office"),
        ],
        required=True,
        default="office",
        help="Who is told that the result was handed in.",
    )

    # -- urging
    urging_enabled = fields.Boolean()
    urging_trigger = fields.Selection(
        [
            ("any", "Any time"),
            ("no_progress", "No obvious progress"),
            ("past_limit", "A limit passed without justification"),
        ],
        default="any",
        required=True,
    )
    no_progress_days = fields.Integer(
        default=15,
        help="Days without progress after which a matter counts as standing still.",
    )

    # -- requests
    extension_enabled = fields.Boolean()
    extension_max = fields.Integer(
        help="Granted or pending extensions per matter; 0: no limit."
    )
    extension_refused_counts = fields.Boolean(
        help="A refused request uses up one extension."
    )
    extension_within_period = fields.Boolean(help="No request after the due date.")
    extension_lead_days = fields.Integer(
        help="At the latest so many days before the due date; 0: no lead."
    )
    extension_lead_day_type = fields.Selection(
        DAY_TYPES, default="working", required=True
    )
    extension_statement = fields.Selection(
        [("none", "Not required"), ("text", "Text or file"), ("file", "A file only")],
        default="none",
        required=True,
    )
    extension_objective_reason = fields.Boolean(help="Only for objective reasons.")
    exemption_enabled = fields.Boolean()
    inability_enabled = fields.Boolean()
    inability_leader = fields.Selection(
        [("any", "Any school leader"), ("principal", "A principal leader")],
        default="any",
        required=True,
    )

    # -- review, closing, archive
    return_requires_deadline = fields.Boolean()
    conclusion_required = fields.Boolean()
    report_back_before_close = fields.Selection(
        [
            ("none", "Not before closing"),
            ("one", "One report back"),
            ("principals", "Every principal leader"),
        ],
        default="none",
        required=True,
    )
    archive_enabled = fields.Boolean(default=True)
    archive_records = fields.Selection(
        [("office", "Office"), ("dual", "Initiating unit and office")],
        default="office",
        required=True,
    )
    custody_enabled = fields.Boolean(
        help="The lead unit confirms custody of its material."
    )

    # -- people and protection
    truth_marks_enabled = fields.Boolean(
        help="Feedback can be marked false, delayed or omitted."
    )
    handover_enabled = fields.Boolean()
    recusal_enabled = fields.Boolean()
    dynamic_deadline = fields.Boolean(
        help="The office may change the due date of a filed matter; the history keeps it."
    )
    disagreement_enabled = fields.Boolean()
    confidentiality_levels = fields.Selection(
        [
            ("none", "None"),
            ("sensitive", "Sensitive"),
            ("classified", "Classified"),
            ("both", "Sensitive and classified"),
        ],
        default="none",
        required=True,
    )
    petition_enabled = fields.Boolean(help="Petition matters are at least sensitive.")
    routing_enabled = fields.Boolean(
        help="Disciplinary and classified matters move to their own office."
    )

    # -- around the matter
    merge_enabled = fields.Boolean()
    joint_units_enabled = fields.Boolean()
    team_enabled = fields.Boolean(
        help="Every matter has a team: the fixed units, the initiating unit and the units handling it."
    )
    leader_instruction_enabled = fields.Boolean(
        help="Leaders write instructions on running matters of their own field."
    )
    research_enabled = fields.Boolean()
    recheck_enabled = fields.Boolean()
    recheck_random = fields.Boolean()
    bulletin_enabled = fields.Boolean()
    commendation_enabled = fields.Boolean()
    accountability_enabled = fields.Boolean()
    progress_request_enabled = fields.Boolean()
    rate_basis = fields.Selection(
        [
            ("on_ledger", "On the ledger in the period"),
            ("filed", "Filed in the period"),
        ],
        default="on_ledger",
        required=True,
    )
    # -- reminding, in working days
    remind_before_days = fields.Integer(
        default=3,
        help="Working days before the due date on which it is reminded; 0: never.",
    )
    remind_feedback_days = fields.Integer(
        default=1,
        help="Working days before a feedback date on which it is reminded; 0: never.",
    )
    ladder_head_days = fields.Integer(
        default=3,
        help="Working days after a passed limit until the unit head is told; 0: never.",
    )
    ladder_leader_days = fields.Integer(
        default=6,
        help="Working days after a passed limit until the leader in charge is told; 0: never.",
    )
    overdue_again_days = fields.Integer(
        default=5,
        help="Working days after which an overdue matter is reminded again once the ladder is through; 0: never.",
    )
    decision_reminder_days = fields.Integer(
        default=3,
        help="Working days after which an undecided step is reminded; 0: never.",
    )
    report_back_reminder_days = fields.Integer(
        default=5,
        help="Working days after the review until a missing report back is reminded; 0: never.",
    )
    digest_days = fields.Integer(
        default=1,
        help="Working days between two digests to the same person; 1: one every working day.",
    )
    warning_days = fields.Integer(
        default=3,
        help="Working days before the due date from which a matter is 'due soon'.",
    )

    # -- lists
    category_ids = fields.One2many("duban.source.category", "regulation_id")
    decision_body_ids = fields.One2many("duban.decision.body", "regulation_id")
    option_list_ids = fields.One2many("duban.option.list", "regulation_id")
    grade_ids = fields.One2many("duban.grade", "regulation_id")
    term_rule_ids = fields.One2many("duban.term.rule", "regulation_id")
    requirement_ids = fields.One2many("duban.requirement", "regulation_id")
    approval_step_ids = fields.One2many("duban.approval.step", "regulation_id")
    procedure_step_ids = fields.One2many("duban.procedure.step", "regulation_id")
    label_ids = fields.One2many("duban.label", "regulation_id")

    _company_date_uniq = models.UniqueIndex(
        "(company_id, date_from) WHERE active IS TRUE AND company_id IS NOT NULL",
        "This company already has a regulation in force from that day.",
    )

    @api.constrains("duplicate_similarity")
    def _check_duplicate_similarity(self):
        for regulation in self:
            if not 30 <= regulation.duplicate_similarity <= 100:
                raise ValidationError(
                    self.env._("The similarity of duplicates lies between 30 and 100.")
                )

    # ------------------------------------------------------------------
    # In force
    # ------------------------------------------------------------------

    @api.model
    @remembered("company.id", "day")
    def _in_force_id(self, company, day):
        # sudo: which regulation counts is everybody's to know
        return (
            self.sudo()
            .search(
                [("company_id", "=", company.id), ("date_from", "<=", day)],
                order="date_from desc, id desc",
                limit=1,
            )
            .id
        )

    @api.model
    def _in_force(self, company=None, day=None):
        """The regulation of ``company`` (default: current) on ``day`` (date, default today); may be empty."""
        company = company or self.env.company
        return self.browse(self._in_force_id(company, day or clock.today(self)))

    def _setting(self, name):
        """What these regulations say in the field ``name`` (records as superuser)."""
        # sudo: rules, and which unit or leader has which office, are no secret to who works on a record under them,
        # also one of another institution; code asks, never a call from outside
        return self.sudo()[name]

    def _warning_date(self):
        """The date up to which a due date counts as "due soon" today."""
        self.ensure_one()
        today = clock.today(self)
        company = self._setting("company_id") or self.env.company
        try:
            return self.env["duban.calendar.year"]._add_working_days(
                today, self.warning_days, company
            )
        except UserError:
            # A light must not break the list because next year's holidays are not published: calendar days then.
            return today + relativedelta(days=self.warning_days)

    def _check_in_force(self):
        """Refuse new matters under a template, or under rules that no longer or not yet count.

        What was filed while they counted stays under them (CORE-17); a draft follows (``_follow_version``).

        :raise UserError: naming the regulation in force
        """
        for regulation in self:
            company = regulation._setting("company_id")
            if not company:
                raise AccessError(
                    self.env._(
                        "“%s” is a template: an institution adopts it first.",
                        regulation.display_name,
                    )
                )
            current = self._in_force(company)
            if regulation != current:
                raise UserError(
                    self.env._(
                        "“%(regulation)s” is not in force. New matters are registered under “%(current)s”.",
                        regulation=regulation.display_name,
                        current=current._setting("display_name") or "—",
                    )
                )

    def _organisation(self):
        """The regulation that says today which unit is which office of this one regulation's institution."""
        current = (
            self._in_force(self._setting("company_id")) if self.company_id else self
        )
        return current or self

    # ------------------------------------------------------------------
    # Switches and rules
    # ------------------------------------------------------------------

    def _require(self, switch):
        """Refuse a function that this regulation does not provide (CORE-19).

        :param switch: name of a boolean field of the regulation
        :raise UserError: when the switch is off
        """
        for regulation in self:
            if not regulation[switch]:
                raise UserError(
                    self.env._(
                        "“%(regulation)s” does not provide this: %(function)s. "
                        "An administrator can switch it on in the regulation.",
                        regulation=regulation.name,
                        function=regulation._fields[switch]._description_string(
                            self.env
                        ),
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: matters of everybody count
        if (
            self.env["duban.matter"]
            .sudo()
            .with_context(active_test=False)
            .search_count([("regulation_id", "in", self.ids)], limit=1)
        ):
            raise UserError(
                self.env._(
                    "Matters were filed under this regulation. Archive it instead."
                )
            )


class DubanRegulationRow(models.AbstractModel):
    """A row of a regulation: belongs to it, and editing it invalidates the cached rules."""

    _name = "duban.regulation.row"
    _description = "Row of a regulation"
    _inherit = ["duban.cached", "duban.regulation.part"]
    _order = "sequence, id"

    regulation_id = fields.Many2one(
        "duban.regulation", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="regulation_id.company_id")
    sequence = fields.Integer(default=10)
    clause = fields.Char(help="Clause of the regulation this row comes from.")
