"""The supervised matter (督办事项)."""

from odoo import api, fields, models

from .states import STATES


class DubanMatter(models.Model):
    """A decision under supervision, from draft to archive.

    This file holds the record itself. The workflow stands in ``matter_workflow.py``, who may do what in
    ``matter_access.py`` and ``matter_writing.py``, its units in ``matter_units.py``, the due date in
    ``matter_deadline.py``, the to-dos in ``matter_todo.py``.
    """

    _name = "duban.matter"
    _description = "Supervised matter"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "duban.label.mixin",
        "duban.steps",
        "duban.engine.values",
        "duban.rare.parts",
    ]
    _order = "id desc"
    _sudo_is_engine = False
    _given_at_creation = frozenset({"company_id", "regulation_id", "office_id"})
    _rec_names_search = ["number", "name"]
    _mail_post_access = "read"

    # -- identity
    name = fields.Char("Matter", required=True, index="trigram", tracking=True)
    number = fields.Char(readonly=True, copy=False, index="trigram")
    state = fields.Selection(
        STATES,
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
        readonly=True,
    )
    regulation_id = fields.Many2one(
        "duban.regulation",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["duban.regulation"]._in_force(),
    )
    ruleset_id = fields.Many2one(
        "duban.ruleset", readonly=True, copy=False, ondelete="restrict"
    )
    regulation_code = fields.Char(
        related="regulation_id.code", export_string_translation=False
    )

    # -- source
    source_category_id = fields.Many2one(
        "duban.source.category",
        "Source category",
        index=True,
        tracking=True,
        domain="[('regulation_id', '=', regulation_id), ('parent_id', '=', False)]",
    )
    source_kind_id = fields.Many2one(
        "duban.source.category",
        "Sub-source",
        domain="[('parent_id', '=', source_category_id)]",
    )
    decision_body_id = fields.Many2one(
        "duban.decision.body",
        "Deciding body",
        index=True,
        domain="[('regulation_id', '=', regulation_id), ('is_body', '=', True)]",
    )
    meeting_name = fields.Char(
        "Name of the meeting",
        help="Which one it was, where the deciding body is a kind of meeting (有关专题会).",
    )
    meeting_date = fields.Date()
    minutes_number = fields.Char()
    minutes_issue_date = fields.Date("Minutes issued on")
    source_item = fields.Char(
        "Agenda item", help="Item of the minutes or of the document."
    )
    source_document = fields.Char("Source document")
    source_leader_id = fields.Many2one("res.users", "Instructing leader")
    leader_instruction = fields.Text("Leader's instruction")
    instruction_date = fields.Date("Instructed on")
    plan_year = fields.Integer()
    basis = fields.Text("Basis for supervision", index="trigram")
    source_display = fields.Text(
        "Source", compute="_compute_source_display", recursive=True
    )

    # -- content
    content = fields.Text("Content of supervision", index="trigram")
    objective = fields.Text()
    measures = fields.Text("Work measures")
    handling_requirement = fields.Text("Handling requirements")
    form_id = fields.Many2one(
        "duban.option",
        domain="[('list_code', '=', 'form'), ('regulation_id', '=', regulation_id)]",
        index=True,
    )
    grade_id = fields.Many2one(
        "duban.grade", domain="[('regulation_id', '=', regulation_id)]", index=True
    )
    period_months = fields.Integer("Supervision period (months)")
    priority = fields.Selection(
        [("0", "Ordinary"), ("1", "Urgent"), ("2", "Very urgent")], default="0"
    )
    is_key = fields.Boolean("Important", tracking=True)
    is_long_cycle = fields.Boolean("Long cycle")
    is_difficult = fields.Boolean("Difficult")
    is_urgent = fields.Boolean(
        "Urgent or special", help="Feedback is expected at once."
    )
    check_accuracy = fields.Boolean("Accurate: task quantified")
    check_timeliness = fields.Boolean("Timely: responsibility clear")
    check_operability = fields.Boolean("Workable: requirements specific")
    duplicate_override = fields.Boolean("File in spite of a likely duplicate")

    remark = fields.Text(copy=False, help="Written by the office at any time.")

    # -- units and people
    lead_unit_id = fields.Many2one(
        "hr.department",
        "Lead unit",
        index=True,
        tracking=True,
        domain="[('is_supervised_unit', '=', True), ('company_id', 'in', (company_id, False))]",
    )
    # whoever sees a matter sees its units: a search by unit need not ask for the matter's rules twice
    unit_line_ids = fields.One2many(
        "duban.matter.unit", "matter_id", "Units", bypass_search_access=True
    )
    co_unit_ids = fields.Many2many(
        "hr.department",
        string="Co-units",
        compute="_compute_units",
        inverse="_inverse_co_units",
        search="_search_co_units",
        domain="[('is_supervised_unit', '=', True), ('company_id', 'in', (company_id, False))]",
        context={"active_test": False},
    )
    joint_unit_ids = fields.Many2many(
        "hr.department",
        string="Joint supervising units",
        compute="_compute_units",
        inverse="_inverse_joint_units",
        context={"active_test": False},
    )
    co_unit_none = fields.Boolean(
        "No co-unit", help="Says explicitly that no co-unit takes part."
    )
    unit_count = fields.Integer("Units involved", compute="_compute_units")
    subject_unit_id = fields.Many2one("hr.department", "Initiating unit", index=True)
    office_id = fields.Many2one(
        "hr.department", "Supervision office", readonly=True, index=True
    )
    officer_id = fields.Many2one(
        "res.users",
        "Officer in charge",
        index=True,
        default=lambda self: self._default_officer(),
    )
    unit_head_id = fields.Many2one(
        "res.users", "First responsible person", readonly=True, copy=False
    )
    subject_head_id = fields.Many2one(
        "res.users", "Head of the initiating unit", compute="_compute_subject_head"
    )
    handler_id = fields.Many2one("res.users", tracking=True, index="btree_not_null")
    liaison_id = fields.Many2one("res.users")
    leader_in_charge_id = fields.Many2one(
        "res.users", "Leader in charge", index=True, tracking=True
    )
    responsible_leader_id = fields.Many2one(
        "res.users", "Responsible leader", index=True, tracking=True
    )
    principal_leader_id = fields.Many2one(
        "res.users", "Principal leader", help="The principal leader who decides."
    )
    chosen_leader_id = fields.Many2one(
        "res.users", "Deciding leader", help="The leader chosen to decide the filing."
    )

    # -- assignment
    channel_ids = fields.Many2many(
        "duban.option",
        "duban_matter_channel_rel",
        context={"active_test": False},
        string="Channels",
        default=lambda self: self._default_channels(),
        domain="[('list_code', '=', 'channel'), ('regulation_id', '=', regulation_id), ('active', '=', True)]",
    )
    channel_note = fields.Text("Record of the assignment")
    feedback_requirement = fields.Text("Feedback requirements")

    # -- dates
    date_deadline = fields.Date("Due date", copy=False, index=True, tracking=True)
    deadline_ground = fields.Text("Ground of the due date", copy=False)
    term_days = fields.Integer("Term in days")
    date_filed = fields.Date("Filed on", readonly=True, copy=False, index=True)
    filed_by_id = fields.Many2one("res.users", "Filed by", readonly=True, copy=False)
    date_assigned = fields.Date("Assigned on", readonly=True, copy=False)
    assigned_by_id = fields.Many2one(
        "res.users", "Issued by", readonly=True, copy=False
    )
    date_accepted = fields.Date("Accepted on", readonly=True, copy=False)
    accepted_by_id = fields.Many2one(
        "res.users", "Accepted by", readonly=True, copy=False
    )
    date_plan_due = fields.Date("Plan due", readonly=True, copy=False)
    plan_late = fields.Boolean("Plan handed in late", readonly=True, copy=False)
    date_result = fields.Date("Result submitted on", readonly=True, copy=False)
    date_closed = fields.Date("Closed on", readonly=True, copy=False, index=True)
    closed_by_id = fields.Many2one("res.users", "Closed by", readonly=True, copy=False)
    date_ended = fields.Date(
        "Ended on",
        readonly=True,
        copy=False,
        help="Closed, exempted, terminated, merged or rejected.",
    )
    date_archived = fields.Date("Archived on", readonly=True, copy=False)
    date_last_feedback = fields.Date("Last progress", readonly=True, copy=False)

    # -- result and review
    result = fields.Text(copy=False)
    achievements = fields.Text("Achievements and experience", copy=False)
    problems = fields.Text("Problems and shortcomings", copy=False)
    result_measures = fields.Text("Measures taken", copy=False)
    result_progress = fields.Text("Progress made", copy=False)
    result_effect = fields.Text("Effect", copy=False)
    result_next_steps = fields.Text("Next steps", copy=False)
    self_assessment = fields.Text("Self-assessment", copy=False)
    result_attachment_ids = fields.Many2many(
        "ir.attachment", "duban_matter_result_rel", string="Result material", copy=False
    )
    co_summary = fields.Text("Summary of the co-units' feedback", copy=False)
    head_confirmed = fields.Boolean(
        "Truth confirmed by the unit head", readonly=True, copy=False
    )
    head_confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    review_opinion = fields.Text("Completion review", copy=False)
    reviewed_by_id = fields.Many2one(
        "res.users", "Reviewed by", readonly=True, copy=False
    )
    date_reviewed = fields.Date("Reviewed on", readonly=True, copy=False)
    review_passed = fields.Boolean(readonly=True, copy=False)
    conclusion = fields.Text("Supervision conclusion", copy=False)
    justification = fields.Text("Reason given by the unit", readonly=True, copy=False)
    justification_limit = fields.Date(
        "Reason for the limit of", readonly=True, copy=False
    )
    date_excused = fields.Date(
        "Reason accepted for the due date of", readonly=True, copy=False,
        help="The due date for which a reason was accepted, while the unit gives one for a feedback missed after it.",
    )  # fmt: skip
    justification_state = fields.Selection(
        [
            ("none", "None given"),
            ("given", "Given"),
            ("accepted", "Recognised"),
            ("refused", "Not recognised"),
        ],
        default="none",
        required=True,
        readonly=True,
        copy=False,
    )

    # -- protection
    confidentiality = fields.Selection(
        [
            ("normal", "Unrestricted"),
            ("sensitive", "Sensitive"),
            ("classified", "Classified"),
        ],
        required=True,
        default="normal",
        tracking=True,
    )
    is_petition = fields.Boolean("Petition matter")
    is_disciplinary = fields.Boolean("Disciplinary review")
    access_user_ids = fields.Many2many(
        "res.users",
        "duban_matter_access_rel",
        string="Access list",
        readonly=True,
        copy=False,
        help="Who may see a matter above normal confidentiality.",
    )
    extra_access_user_ids = fields.Many2many(
        "res.users",
        "duban_matter_extra_access_rel",
        string="Also on the access list",
        copy=False,
    )
    recused_user_ids = fields.Many2many(
        "res.users",
        "duban_matter_recused_rel",
        string="Recused persons",
        readonly=True,
        copy=False,
    )

    # -- breakdown and merging
    parent_id = fields.Many2one(
        "duban.matter", "Part of", index=True, ondelete="restrict"
    )
    child_ids = fields.One2many("duban.matter", "parent_id", "Breakdown")
    merged_into_id = fields.Many2one(
        "duban.matter", readonly=True, copy=False, index=True, ondelete="restrict"
    )
    merged_ids = fields.One2many("duban.matter", "merged_into_id", "Merged matters")
    state_before_merge = fields.Char(readonly=True, copy=False)
    source_count = fields.Integer(
        "Sources", compute="_compute_source_count", recursive=True
    )

    # -- parts
    plan_line_ids = fields.One2many("duban.plan.line", "matter_id", "Work plan")
    feedback_ids = fields.One2many("duban.feedback", "matter_id")
    record_ids = fields.One2many("duban.record", "matter_id", "Supervision records")
    request_ids = fields.One2many("duban.request", "matter_id", "Requests")
    approval_line_ids = fields.One2many("duban.approval.line", "matter_id", "Approvals")
    due_date_ids = fields.One2many("duban.due.date", "matter_id", "Due date history")
    act_ids = fields.One2many("duban.act", "matter_id", "Trail")
    trail_length = fields.Integer(readonly=True, copy=False)
    trail_head = fields.Char(readonly=True, copy=False)
    urging_count = fields.Integer("Times urged", readonly=True, copy=False)
    return_count = fields.Integer("Times returned", readonly=True, copy=False)
    date_last_urged = fields.Date("Last urged on", readonly=True, copy=False)
    returned_after_urging = fields.Boolean(readonly=True, copy=False)

    _number_uniq = models.UniqueIndex(
        "(company_id, number) WHERE number IS NOT NULL", "This number is already given."
    )
    _ruled_when_filed = models.Constraint(
        "CHECK (ruleset_id IS NOT NULL OR state IN ('draft', 'filing_approval', 'rejected'))",
        "A filed matter carries the rules it was filed under.",
    )
    _open_deadline_idx = models.Index(
        "(company_id, date_deadline) WHERE state IN ('assigned', 'in_progress')"
    )
    _office_state_idx = models.Index("(office_id, state)")
    # the few that were handed over, for the figures of each unit's time
    _handed_over_idx = models.Index("(company_id) WHERE tenures IS NOT NULL")
    # the lists that people open show open matters, the newest first
    _open_idx = models.Index(
        "(id) WHERE state IN ('draft', 'filing_approval', 'filed', 'assigned', 'in_progress', 'result_submitted', "
        "'closing_approval')"
    )

    # ------------------------------------------------------------------
    # Defaults and computes
    # ------------------------------------------------------------------

    @api.model
    def _rare_parts(self):
        # fmt: off
        return [
            "access_user_ids", "adjustment_ids", "approval_line_ids", "archive_record_ids", "child_ids",
            "disagreement_ids", "due_date_ids", "earlier_report_ids", "feedback_ids", "help_call_ids", "merged_ids",
            "objection_ids", "plan_line_ids", "progress_request_ids", "recheck_ids", "record_ids", "recusal_ids",
            "recused_user_ids", "registration_ids", "report_back_ids", "request_ids", "team_member_ids",
        ]
        # fmt: on

    def _default_officer(self):
        return self.env.user if self.env.user._duban_offices() else False

    def _default_channels(self):
        regulation = self.env["duban.regulation"]._in_force()
        return (
            self.env["duban.option"]._get(regulation, "channel").filtered("is_default")
        )

    @api.depends_context("uid", "lang")
    @api.depends("name", "number", "confidentiality")
    def _compute_display_name(self):
        for matter in self:
            if matter.confidentiality != "normal":
                matter.display_name = matter.number or self.env._(
                    "Supervised matter %s", matter.id or ""
                )
            else:
                matter.display_name = (
                    f"{matter.number} {matter.name}" if matter.number else matter.name
                )

    def _hidden_name(self):
        # not even the number: ids can be counted through
        return self.env._("Supervised matter %s", self._origin.id)

    @api.depends("merged_ids.source_count")
    def _compute_source_count(self):
        for matter in self:
            # sudo: the number only; the sources themselves are shown as far as the person may read them
            merged = matter.sudo().merged_ids
            matter.source_count = 1 + sum(merged.mapped("source_count"))

    @api.depends_context("uid")
    @api.depends(
        "source_category_id",
        "source_kind_id",
        "decision_body_id",
        "meeting_name",
        "meeting_date",
        "minutes_number",
        "source_item",
        "source_document",
        "source_leader_id",
        "plan_year",
        "merged_ids.source_display",
    )
    def _compute_source_display(self):
        for matter in self:
            parts = [
                matter.source_category_id.name,
                matter.source_kind_id.name,
                matter._meeting_words(),
                matter._format_date(matter.meeting_date),
                matter.minutes_number,
                matter.source_item,
                matter.source_document,
                matter.source_leader_id.name,
                str(matter.plan_year or ""),
            ]
            own = " ".join(part for part in parts if part)
            # sudo: which matters were merged; each is asked for as the user
            merged = matter.sudo().merged_ids.with_env(self.env)
            matter.source_display = "\n".join(
                [own, *merged._filtered_access("read").mapped("source_display")]
            )

    # ------------------------------------------------------------------
    # Onchange: what a choice implies
    # ------------------------------------------------------------------

    @api.onchange("source_category_id")
    def _onchange_source_category_id(self):
        if self.source_kind_id.parent_id != self.source_category_id:
            self.source_kind_id = False
        bodies = self.source_category_id.body_ids
        if self.decision_body_id not in bodies:
            self.decision_body_id = bodies if len(bodies) == 1 else False
