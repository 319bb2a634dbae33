"""Bulletins (通报) and reports of the supervision office about a period."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.duban_supervision import clock

KINDS = [
    ("regular", "Regular bulletin"),
    ("irregular", "Irregular bulletin"),
    ("semester", "Semester report"),
    ("annual", "Annual report"),
    ("stage", "Stage report"),
    ("summary", "Summary report"),
]
#: kinds that are bulletins in the sense of the texts; the others are reports
BULLETINS = ("regular", "irregular")
#: switch of the regulation that a kind needs; the other kinds are always there
SWITCHES = {
    "regular": "bulletin_enabled",
    "irregular": "bulletin_enabled",
    "semester": "semester_report_enabled",
}
#: what is listed below the table, by kind
ITEM_DEFAULTS = {"semester": "matters", "summary": "both"}


class DubanBulletin(models.Model):
    """One bulletin or report: drafted from the data, approved where the rule says so, numbered when it is published.

    What is published is frozen: its table holds numbers, not queries. From then on its scope and the units it is copied
    to read it, and a log says who was told when.
    """

    _name = "duban.bulletin"
    _description = "Bulletin"
    _inherit = [
        "duban.office.document",
        "duban.patrolled",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_published desc, id desc"
    _asked = (
        "company_id", "regulation_id", "kind", "date_from", "date_to", "subject_unit_ids", "category_ids", "item_kind",
        "order_by",
    )  # fmt: skip

    name = fields.Char(
        "Title",
        compute="_compute_name",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    kind = fields.Selection(
        KINDS, required=True, default=lambda self: self._default_kind(), tracking=True
    )
    number = fields.Char("Issue", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Waiting for approval"),
            ("approved", "Approved"),
            ("published", "Published"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    semester_id = fields.Many2one("duban.semester", index=True, ondelete="restrict")
    is_final = fields.Boolean(
        "Final report of the semester", help="There is one final report per semester."
    )
    date_from = fields.Date(
        "Period from",
        required=True,
        default=lambda self: fields.Date.start_of(clock.today(self), "quarter"),
    )
    date_to = fields.Date(
        "Period to",
        required=True,
        default=lambda self: fields.Date.end_of(clock.today(self), "quarter"),
    )

    # -- about whom, to whom
    subject_unit_ids = fields.Many2many(
        "hr.department",
        "duban_bulletin_subject_rel",
        string="Units reported on",
        help="Empty: every unit with a task in the period.",
        context={"active_test": False},
    )
    category_ids = fields.Many2many(
        "duban.source.category",
        "duban_bulletin_category_rel",
        context={"active_test": False},
        string="Categories reported on",
        domain="[('regulation_id', '=', regulation_id), ('parent_id', '=', False)]",
        help="Empty: all.",
    )
    scope_unit_ids = fields.Many2many(
        "hr.department",
        "duban_bulletin_scope_rel",
        string="Scope: units",
        help="Units that read the bulletin (一定范围).",
        context={"active_test": False},
    )
    scope_user_ids = fields.Many2many(
        "res.users",
        "duban_bulletin_scope_user_rel",
        string="Scope: persons",
        context={"active_test": False},
    )
    cc_unit_ids = fields.Many2many(
        "hr.department",
        "duban_bulletin_cc_rel",
        string="Copied to",
        context={"active_test": False},
    )
    body_id = fields.Many2one(
        "duban.decision.body",
        "Reported to",
        domain="[('regulation_id', '=', regulation_id), ('is_target', '=', True)]",
    )
    addressee = fields.Char(
        "Other addressee", help="As printed, when it is no meeting of the list."
    )

    # -- what
    introduction = fields.Text(copy=False)
    good_practice = fields.Text("Good practice and experience", copy=False)
    problems = fields.Text("Problems and shortcomings", copy=False)
    requirements = fields.Text("Requirements for the next steps", copy=False)
    item_kind = fields.Selection(
        [
            ("none", "Nothing"),
            ("matters", "Each matter of the period"),
            ("results", "Results of the matters closed in the period"),
            ("feedback", "Feedback of the period"),
            ("both", "Feedback and results of the period"),
        ],
        "List below the table",
        compute="_compute_item_kind",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    line_ids = fields.One2many(
        "duban.bulletin.line", "bulletin_id", "Completion by unit", readonly=True
    )
    item_ids = fields.One2many(
        "duban.bulletin.item", "bulletin_id", "Matter by matter", readonly=True
    )
    figures = fields.Json(
        readonly=True, copy=False, help="Frozen counts by category, grade and state."
    )
    date_filled = fields.Datetime("Figures of", readonly=True, copy=False)

    # -- totals of the frozen table
    task_count = fields.Integer(compute="_compute_totals")
    closed = fields.Integer(compute="_compute_totals")
    in_progress = fields.Integer(compute="_compute_totals")
    overdue = fields.Integer(compute="_compute_totals")
    completion_rate = fields.Float(
        "Completion rate (%)", compute="_compute_totals", digits=(16, 1)
    )

    # -- steps
    approved_by_id = fields.Many2one(
        "res.users", "Approved by", readonly=True, copy=False
    )
    date_approved = fields.Date("Approved on", readonly=True, copy=False)
    published_by_id = fields.Many2one(
        "res.users", "Published by", readonly=True, copy=False
    )
    date_published = fields.Date("Published on", readonly=True, copy=False, index=True)
    recipient_ids = fields.One2many(
        "duban.bulletin.recipient", "bulletin_id", "Recipients", readonly=True
    )
    can_approve = fields.Boolean(
        compute="_compute_can_approve", export_string_translation=False
    )
    needs_approval = fields.Boolean(related="regulation_id.bulletin_approval")

    _one_final = models.UniqueIndex(
        "(semester_id) WHERE is_final IS TRUE",
        "This semester already has its final report.",
    )

    # ------------------------------------------------------------------
    # Computes and constraints
    # ------------------------------------------------------------------

    @api.model
    def _kinds_in_force(self):
        """Codes of the kinds that the regulation of this company provides."""
        regulation = self.env["duban.regulation"]._in_force()
        return [
            code
            for code, _label in KINDS
            if code not in SWITCHES or regulation._setting(SWITCHES[code])
        ]

    @api.model
    def _default_kind(self):
        return self._kinds_in_force()[0]

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Offer the kinds that the regulation provides, and those that were made under an earlier one."""
        result = super().fields_get(allfields, attributes)
        kinds = result.get("kind", {}).get("selection")
        if kinds:
            offered = self._kinds_in_force()
            result["kind"]["selection"] = [
                (code, label)
                for code, label in kinds
                if code in offered or self.search_count([("kind", "=", code)], limit=1)
            ]
        return result

    @api.depends("kind", "semester_id", "date_from", "date_to", "regulation_id")
    def _compute_name(self):
        for bulletin in self:
            word = bulletin._title()
            period = bulletin.semester_id.name or self.env[
                "duban.matter"
            ]._format_period(bulletin.date_from, bulletin.date_to)
            bulletin.name = f"{word}（{period}）"

    def _title(self, default=None):
        """What the institution calls this kind of bulletin: ``doc:bulletin_<kind>``, for bulletins ``doc:bulletin``."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        common = self._word("doc:bulletin") if self.kind in BULLETINS else ""
        return self._word(
            f"doc:bulletin_{self.kind}", common or default or kinds.get(self.kind)
        )

    def _addressees(self):
        """To whom this one bulletin goes, as printed: meeting, addressee, units and persons of the scope."""
        # sudo: names of who receives it stand on the paper
        scope = self.sudo()
        names = [
            self.addressee,
            self.body_id.name,
            *scope.scope_unit_ids.mapped("name"),
            *scope.scope_user_ids.mapped("name"),
        ]
        return "、".join(dict.fromkeys(name for name in names if name))

    @api.depends("kind")
    def _compute_item_kind(self):
        for bulletin in self:
            bulletin.item_kind = ITEM_DEFAULTS.get(bulletin.kind, "none")

    @api.depends("line_ids")
    def _compute_totals(self):
        rate = self.env["duban.statistics"]._rate
        for bulletin in self:
            lines = bulletin.line_ids
            for name in ("task_count", "closed", "in_progress", "overdue"):
                bulletin[name] = sum(lines.mapped(name))
            bulletin.completion_rate = rate(bulletin.closed, bulletin.task_count)

    @api.depends_context("uid")
    @api.depends("state", "regulation_id.office_leader_id")
    def _compute_can_approve(self):
        acts_for = self.env["duban.delegation"]._acts_for
        for bulletin in self:
            bulletin.can_approve = bulletin.state == "submitted" and acts_for(
                bulletin.regulation_id._setting("office_leader_id"), bulletin.company_id
            )

    @api.onchange("kind")
    def _onchange_kind(self):
        """An annual report is about the year, any other about the quarter; a period that somebody chose stays."""
        today = clock.today(self)
        usual = {
            grain: (
                fields.Date.start_of(today, grain), fields.Date.end_of(today, grain)
            )
            for grain in ("quarter", "year")
        }  # fmt: skip
        if (self.date_from, self.date_to) in usual.values():
            grain = "year" if self.kind == "annual" else "quarter"
            self.date_from, self.date_to = usual[grain]

    @api.onchange("semester_id")
    def _onchange_semester_id(self):
        if self.semester_id:
            self.date_from, self.date_to = (
                self.semester_id.date_from,
                self.semester_id.date_to,
            )

    @api.constrains("kind", "semester_id", "is_final", "date_from", "date_to")
    def _check_period(self):
        for bulletin in self:
            if bulletin.date_from > bulletin.date_to:
                raise ValidationError(self.env._("The period ends before it starts."))
            if bulletin.kind == "semester" and not bulletin.semester_id:
                raise ValidationError(self.env._("Choose the semester of the report."))
            if bulletin.is_final and not bulletin.semester_id:
                raise ValidationError(
                    self.env._("Only a semester report is the final one of a semester.")
                )

    @api.model
    def _check_no_final(self, semester, but=None):
        """Refuse a second final report of ``semester`` in words, before the database refuses it.

        :raise ValidationError: (ABAF-20.1a)
        """
        # sudo: the report that exists may be one the user does not see.
        found = self.sudo().search(
            [("semester_id", "=", semester.id), ("is_final", "=", True)], limit=1
        )
        if semester and found and found != but:
            raise ValidationError(
                self.env._("%s already has its final report.", semester.name)
            )

    # ------------------------------------------------------------------
    # Create and write
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            semester = self.env["duban.semester"].browse(vals.get("semester_id"))
            if semester:
                vals.setdefault("date_from", semester.date_from)
                vals.setdefault("date_to", semester.date_to)
            if vals.get("is_final"):
                self._check_no_final(semester)
        bulletins = super().create(vals_list)
        for bulletin in bulletins:
            if bulletin.kind in SWITCHES:
                bulletin.regulation_id._require(SWITCHES[bulletin.kind])
            bulletin._copy_to_default_units()
            if bulletin.kind == "semester" and not bulletin.addressee:
                word = bulletin._word("doc:bulletin_semester_addressee")
                bulletin._engine_write({"addressee": word})
        return bulletins

    def _copy_to_default_units(self):
        """Units that receive every bulletin of this kind are on its list, unless an administrator leaves them out."""
        missing = self._default_cc_units() - self.cc_unit_ids
        if missing and not self.env.user.has_group("duban_supervision.group_admin"):
            # sudo: the regulation's own list, on what the office just made
            self.sudo().cc_unit_ids |= missing

    def _default_cc_units(self):
        """Hook: units that receive every bulletin of this one's regulation (LZU-7.2b)."""
        units = self.regulation_id._setting("bulletin_cc_unit_ids")
        return units if self.kind in BULLETINS else units.browse()

    def _check_writable(self, vals):
        if set(vals) == {"cc_unit_ids"} and self.env.user.has_group(
            "duban_supervision.group_admin"
        ):
            if any(bulletin.state == "published" for bulletin in self):
                raise UserError(self.env._("A published bulletin is not changed."))
            return
        super()._check_writable(vals)

    def write(self, vals):
        # sudo: which units stood on the list, to refuse taking away those of the regulation
        sudo = self.sudo() if "cc_unit_ids" in vals else self.browse()
        before = {bulletin: bulletin.cc_unit_ids for bulletin in sudo}
        result = super().write(vals)
        if not (
            self.env.su or self.env.user.has_group("duban_supervision.group_admin")
        ):
            for bulletin, units in before.items():
                removed = (units - bulletin.cc_unit_ids) & bulletin._default_cc_units()
                if removed:
                    raise AccessError(
                        self.env._(
                            "By the regulation bulletins are copied to %s. Only an administrator takes that away.",
                            ", ".join(removed.mapped("name")),
                        )
                    )
        if "kind" in vals:
            for bulletin in self:
                if bulletin.kind in SWITCHES:
                    bulletin.regulation_id._require(SWITCHES[bulletin.kind])
                bulletin._copy_to_default_units()
        return result
