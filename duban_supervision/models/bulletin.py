"""Bulletins (通报) and reports of the supervision office about a period."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

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
    _inherit = ["duban.office.document", "mail.thread", "mail.activity.mixin"]
    _order = "date_published desc, id desc"

    name = fields.Char(
        "Title",
        compute="_compute_name",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    kind = fields.Selection(KINDS, required=True, default="regular", tracking=True)
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
        default=lambda self: fields.Date.start_of(
            fields.Date.context_today(self), "quarter"
        ),
    )
    date_to = fields.Date(
        "Period to",
        required=True,
        default=lambda self: fields.Date.end_of(
            fields.Date.context_today(self), "quarter"
        ),
    )

    # -- about whom, to whom
    subject_unit_ids = fields.Many2many(
        "hr.department",
        "duban_bulletin_subject_rel",
        string="Units reported on",
        help="Empty: every unit with a task in the period.",
    )
    category_ids = fields.Many2many(
        "duban.source.category",
        "duban_bulletin_category_rel",
        string="Categories reported on",
        domain="[('regulation_id', '=', regulation_id), ('parent_id', '=', False)]",
        help="Empty: all.",
    )
    scope_unit_ids = fields.Many2many(
        "hr.department",
        "duban_bulletin_scope_rel",
        string="Scope: units",
        help="Units that read the bulletin (一定范围).",
    )
    scope_user_ids = fields.Many2many(
        "res.users", "duban_bulletin_scope_user_rel", string="Scope: persons"
    )
    cc_unit_ids = fields.Many2many(
        "hr.department", "duban_bulletin_cc_rel", string="Copied to"
    )
    body_id = fields.Many2one(
        "duban.decision.body",
        "Reported to",
        domain="[('regulation_id', '=', regulation_id), ('is_target', '=', True)]",
    )
    addressee = fields.Char(help="As printed, when it is no meeting of the list.")

    # -- what
    introduction = fields.Text()
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

    @api.depends("kind", "semester_id", "date_from", "date_to", "regulation_id")
    def _compute_name(self):
        for bulletin in self:
            word = bulletin._title()
            period = (
                bulletin.semester_id.name
                or f"{bulletin.date_from or ''} – {bulletin.date_to or ''}"
            )
            bulletin.name = f"{word} {period}"

    def _title(self, default=None):
        """What the institution calls this kind of bulletin: ``doc:bulletin_<kind>``, for bulletins ``doc:bulletin``."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        common = self._word("doc:bulletin") if self.kind in BULLETINS else ""
        return self._word(
            f"doc:bulletin_{self.kind}", common or default or kinds.get(self.kind)
        )

    def _addressees(self):
        """To whom this one bulletin goes, as printed: meeting, addressee, units and persons of the scope."""
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
        for bulletin in self:
            bulletin.can_approve = (
                bulletin.state == "submitted"
                and bulletin.sudo().regulation_id.office_leader_id == self.env.user
            )

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
            missing = bulletin._default_cc_units() - bulletin.cc_unit_ids
            if missing and not self.env.user.has_group("duban_supervision.group_admin"):
                bulletin.sudo().cc_unit_ids |= missing
            if bulletin.kind == "semester" and not bulletin.addressee:
                bulletin.sudo().addressee = bulletin._word(
                    "doc:bulletin_semester_addressee"
                )
        return bulletins

    def _default_cc_units(self):
        """Hook: units that receive every bulletin of this one's regulation (LZU-7.2b)."""
        units = self.sudo().regulation_id.bulletin_cc_unit_ids
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
        before = (
            {bulletin: bulletin.sudo().cc_unit_ids for bulletin in self}
            if "cc_unit_ids" in vals
            else {}
        )
        result = super().write(vals)
        if not (
            self.env.su or self.env.user.has_group("duban_supervision.group_admin")
        ):
            for bulletin, units in before.items():
                removed = (
                    units - bulletin.sudo().cc_unit_ids
                ) & bulletin._default_cc_units()
                if removed:
                    raise AccessError(
                        self.env._(
                            "By the regulation bulletins are copied to %s. Only an administrator takes that away.",
                            ", ".join(removed.mapped("name")),
                        )
                    )
        if "kind" in vals:
            for bulletin in self.filtered(lambda row: row.kind in SWITCHES):
                bulletin.regulation_id._require(SWITCHES[bulletin.kind])
        return result

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def action_fill(self):
        """Draft from the data: the completion table, the list below it, and the two parts where they are empty.

        :raise AccessError: for anyone but the supervision office
        :raise UserError: when it is no draft any more
        """
        for bulletin in self:
            bulletin._check_writable({})
            # sudo: lines are the engine's; the numbers are the whole office's, names of sensitive matters stay out.
            bulletin.sudo()._fill()
        return True

    def action_submit(self):
        """Ask the leader in charge of the office for approval (only where the regulation says so)."""
        for bulletin in self:
            bulletin._check_office()
            bulletin.regulation_id._require("bulletin_approval")
            if bulletin.state != "draft":
                raise UserError(self.env._("Only a draft is submitted."))
            bulletin._check_complete()
            leader = bulletin.sudo().regulation_id.office_leader_id
            if not leader:
                raise UserError(
                    self.env._(
                        "The regulation names no leader in charge of the office."
                    )
                )
            bulletin.sudo().state = "submitted"
            bulletin.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Approve the bulletin"),
                user_id=leader.id,
            )
        return True

    def action_approve(self):
        """The leader in charge of the office approves.

        :raise AccessError: for anyone else
        """
        self._check_approver()
        self.sudo().write(
            {
                "state": "approved",
                "approved_by_id": self.env.uid,
                "date_approved": fields.Date.context_today(self),
            }
        )
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        return True

    def action_return(self, reason=None):
        """The leader returns the draft. ``reason``: text, required."""
        self._check_approver()
        if not (reason or "").strip():
            raise UserError(self.env._("Please state the reason."))
        self.sudo().state = "draft"
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        for bulletin in self:
            bulletin._message_log(body=reason)
        return True

    def _check_approver(self):
        for bulletin in self:
            if bulletin.sudo().regulation_id.office_leader_id != self.env.user:
                raise AccessError(
                    self.env._("Only the leader in charge of the office decides.")
                )
            if bulletin.state != "submitted":
                raise UserError(
                    self.env._("%s does not wait for approval.", bulletin.name)
                )

    def action_publish(self):
        """Number the bulletin, freeze it, open it to its scope and tell the recipients.

        :raise AccessError: for anyone but the supervision office
        :raise UserError: a part, the scope or the approval is missing, or it is already published
        """
        for bulletin in self:
            bulletin._check_office()
            wanted = "approved" if bulletin.regulation_id.bulletin_approval else "draft"
            if bulletin.state == "published":
                raise UserError(self.env._("%s is already published.", bulletin.name))
            if bulletin.state != wanted:
                raise UserError(
                    self.env._(
                        "The leader in charge of the office has not approved %s yet.",
                        bulletin.name,
                    )
                )
            bulletin._check_complete()
            # sudo: the office was checked; number, state and log are the engine's.
            bulletin.sudo()._publish(self.env.user)
        return True

    def _check_complete(self):
        """Whether this one bulletin has what a published one needs (LZU-2.2, LZU-7.2, XISU-10.4)."""
        if self.kind in BULLETINS:
            if self.regulation_id.bulletin_parts_required:
                self._required(["good_practice", "problems"])
            if not self.scope_unit_ids and not self.scope_user_ids:
                raise UserError(
                    self.env._(
                        "Choose the scope: the units or persons who read the bulletin."
                    )
                )
        elif not (
            self.body_id
            or self.addressee
            or self.scope_unit_ids
            or self.scope_user_ids
            or self.cc_unit_ids
        ):
            raise UserError(self.env._("Say to whom the report is made."))

    def _publish(self, user):
        self.ensure_one()
        if not self.date_filled:
            self._fill()
        today = fields.Date.context_today(self)
        vals = {
            "state": "published",
            "date_published": today,
            "published_by_id": user.id,
        }
        pattern = self.regulation_id.bulletin_number_pattern
        if pattern:
            # Reports have their own counter, so that the issues of the bulletin are gapless.
            counter = "bulletin" if self.kind in BULLETINS else f"bulletin_{self.kind}"
            vals["number"] = self.env["duban.number"]._take(
                self.company_id, counter, today.year, pattern
            )[0]
        self.write(vals)
        self._tell_recipients()

    def _tell_recipients(self):
        """Log and notify: contact persons of the scope and copy units, and the persons of the scope."""
        Recipient = self.env["duban.bulletin.recipient"]
        rows, users = [], self.scope_user_ids
        for role, units in (("scope", self.scope_unit_ids), ("cc", self.cc_unit_ids)):
            for unit in units:
                contacts = unit._duban_contacts()
                users |= contacts
                rows.append(
                    {
                        "role": role,
                        "department_id": unit.id,
                        "user_ids": [(6, 0, contacts.ids)],
                    }
                )
        rows += [
            {"role": "person", "user_ids": [(6, 0, user.ids)]}
            for user in self.scope_user_ids
        ]
        Recipient.create([{"bulletin_id": self.id, **row} for row in rows])
        if users:
            self.message_post(
                body=self.env._(
                    "%s was published.", f"{self.name} {self.number or ''}".strip()
                ),
                partner_ids=users.partner_id.ids,
                subtype_xmlid="mail.mt_note",
            )


class HrDepartment(models.Model):
    _inherit = "hr.department"

    def _duban_contacts(self):
        """Users who receive what is sent to this one unit: head and liaison, else its members."""
        unit = self.sudo()
        users = unit.manager_id.user_id | unit.liaison_id
        return (users or unit.member_ids.user_id).filtered("active")
