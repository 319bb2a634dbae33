"""Annual assessment lists (年度考核清单): frozen figures per unit and person, and to whom they were handed."""

from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.duban_supervision import clock

from .figure_line import LINE_FIELDS

SUBJECTS = [
    ("unit", "Units"),
    ("head", "Unit heads"),
    ("handler", "Handlers"),
    ("leader", "Leaders in charge"),
]
SUBJECT_SWITCHES = {
    "unit": "assessment_units",
    "head": "assessment_heads",
    "handler": "assessment_handlers",
    "leader": "assessment_leaders",
}


class DubanAssessment(models.Model):
    """The list of one year or stage. Confirming freezes it: later edits of matters do not reach it (XISU-13.1)."""

    _name = "duban.assessment"
    _description = "Assessment list"
    _inherit = ["duban.office.document", "mail.thread"]
    _happened = {"meeting_date": ("confirmed",)}
    _order = "date_to desc, id desc"
    _asked = ("company_id", "regulation_id", "year", "date_from", "date_to")

    name = fields.Char(
        "Title",
        compute="_compute_name",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    year = fields.Integer(required=True, default=lambda self: clock.today(self).year)
    date_from = fields.Date(
        "Period from",
        compute="_compute_period",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    date_to = fields.Date(
        "Period to",
        compute="_compute_period",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    purpose_ids = fields.Many2many(
        "duban.option",
        "duban_assessment_purpose_rel",
        context={"active_test": False},
        string="Purposes",
        domain="[('list_code', '=', 'purpose'), ('regulation_id', '=', regulation_id), ('active', '=', True)]",
        compute="_compute_purposes",
        store=True,
        readonly=False,
    )
    state = fields.Selection(
        [("draft", "Draft"), ("confirmed", "Confirmed")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    line_ids = fields.One2many(
        "duban.assessment.line", "assessment_id", "Figures", readonly=True
    )
    note = fields.Text()
    body_id = fields.Many2one(
        "duban.decision.body",
        "Reported to",
        domain="[('regulation_id', '=', regulation_id), ('is_target', '=', True)]",
    )
    meeting_date = fields.Date()
    date_filled = fields.Datetime("Figures of", readonly=True, copy=False)
    confirmed_by_id = fields.Many2one(
        "res.users", "Confirmed by", readonly=True, copy=False
    )
    date_confirmed = fields.Datetime("Confirmed on", readonly=True, copy=False)
    recipient_unit_ids = fields.Many2many(
        "hr.department",
        "duban_assessment_unit_rel",
        string="Handed to",
        help="Departments that use the list (personnel, performance, honours).",
        context={"active_test": False},
    )
    recipient_ids = fields.One2many(
        "duban.assessment.recipient", "assessment_id", "Handed over", readonly=True
    )

    @api.depends("year", "date_from", "date_to", "regulation_id")
    def _compute_name(self):
        for row in self:
            word = row._word("doc:assessment", self.env._("Assessment list"))
            whole = row.year and (row.date_from, row.date_to) == (
                date(row.year, 1, 1),
                date(row.year, 12, 31),
            )
            period = (
                str(row.year)
                if whole
                else self.env["duban.matter"]._format_period(row.date_from, row.date_to)
            )
            row.name = f"{word} {period}"

    @api.depends("year")
    def _compute_period(self):
        for row in self.filtered(lambda row: 1900 < row.year < 2200):
            row.date_from, row.date_to = date(row.year, 1, 1), date(row.year, 12, 31)

    @api.depends("regulation_id")
    def _compute_purposes(self):
        for row in self:
            row.purpose_ids = self.env["duban.option"]._get(
                row.regulation_id, "purpose"
            )

    @api.constrains("date_from", "date_to", "purpose_ids")
    def _check_period(self):
        for row in self:
            if row.date_from > row.date_to:
                raise ValidationError(self.env._("The period ends before it starts."))
            if any(
                option.list_code != "purpose"
                or option.regulation_id != row.regulation_id
                for option in row.purpose_ids
            ):
                raise ValidationError(
                    self.env._("The purposes are those of the regulation.")
                )

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def _subjects(self):
        """Codes of what this one list counts by, as the regulation says."""
        return [
            code
            for code, _label in SUBJECTS
            if self.regulation_id[SUBJECT_SWITCHES[code]]
        ]

    def _counted_categories(self):
        """A list is about all categories."""
        return None

    def action_fill(self):
        """Count anew while the list is a draft (SIE-19.1a, ABAF-22.1).

        :raise AccessError: for anyone but the supervision office
        :raise UserError: when it is confirmed
        """
        for row in self:
            row._check_writable({})
            # sudo: the office was checked; the figures are the whole institution's
            row.sudo()._fill()
        return True

    def _fill(self):
        Statistics = self.env["duban.statistics"]
        self.line_ids.unlink()
        vals_list = []
        for subject in self._subjects():
            figures = Statistics._figures(
                self.company_id, self.date_from, self.date_to, by=subject
            )
            key = "department_id" if subject == "unit" else "user_id"
            vals_list += [
                {
                    "assessment_id": self.id,
                    "sequence": len(vals_list) + position,
                    "subject": subject,
                    key: row["id"],
                    "name": row["name"],
                    **{name: row[name] for name in LINE_FIELDS},
                }
                for position, row in enumerate(figures)
                if row["id"]
            ]
        self._add_units_of_people(vals_list)
        self.env["duban.assessment.line"].create(vals_list)
        self.date_filled = fields.Datetime.now()

    def _add_units_of_people(self, vals_list):
        """Name the unit beside a person, and the head beside a unit (WUT-25.1b)."""
        Department = self.env["hr.department"]
        people = [vals["user_id"] for vals in vals_list if vals.get("user_id")]
        # of this institution; whoever left worked there, and somebody may have come back as another employee
        employees = (
            self.env["hr.employee"]
            .with_context(active_test=False)
            .search(
                [("user_id", "in", people), ("company_id", "=", self.company_id.id)]
            )
            .sorted(lambda employee: (employee.active, employee.id))
        )
        units = {
            employee.user_id.id: employee.department_id.name for employee in employees
        }
        for vals in vals_list:
            if vals["subject"] == "unit":
                unit = Department.browse(vals["department_id"])
                vals["head_name"] = unit.manager_id.name
            else:
                vals["unit_name"] = units.get(vals["user_id"])

    def action_confirm(self):
        """Freeze the list, with who and when.

        :raise AccessError: for anyone but the supervision office
        :raise UserError: the regulation demands the meeting it is reported to (SIE-19.1b)
        """
        for row in self:
            row._check_writable({})
            if row.regulation_id.assessment_meeting_required:
                row._required(["body_id", "meeting_date"])
            if row._is_to_be_counted():
                # sudo: the office was checked; the figures are the whole institution's
                row.sudo()._fill()
        self._engine_write(
            {
                "state": "confirmed",
                "confirmed_by_id": self.env.uid,
                "date_confirmed": fields.Datetime.now(),
            }
        )
        return True

    def action_open_lines(self):
        """Open the figures as a list of their own: to group, filter and export."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "duban_supervision_after.duban_assessment_line_action"
        )
        return {
            **action,
            "name": self.name,
            "domain": [("assessment_id", "=", self.id)],
        }

    def action_send(self):
        """Hand the confirmed list to the departments chosen and log it (WUT-25.1b); again only to new ones.

        :raise UserError: not confirmed, or no department chosen
        """
        for row in self:
            row._check_office()
            if row.state != "confirmed":
                raise UserError(self.env._("Confirm the list first."))
            # sudo: the office was checked; the log is the engine's
            sudo = row.sudo()
            new = row.recipient_unit_ids - sudo.recipient_ids.department_id
            if not new:
                raise UserError(
                    self.env._("Choose the departments that receive the list.")
                )
            sudo._hand_to(new)
        return True

    def _hand_to(self, units):
        self.env["duban.assessment.recipient"].create(
            [
                {
                    "assessment_id": self.id,
                    "department_id": unit.id,
                    "purposes": "、".join(self.purpose_ids.mapped("name")),
                }
                for unit in units
            ]
        )
        contacts = self.env["res.users"].union(
            *(unit._duban_contacts() for unit in units)
        )
        if contacts:
            self.message_post(
                body=self.env._("%s was handed over.", self.name),
                partner_ids=contacts.partner_id.ids,
                subtype_xmlid="mail.mt_note",
            )

    def _check_writable(self, vals):
        # Departments may be added after confirming; nothing else changes then.
        if set(vals) == {"recipient_unit_ids"}:
            return self._check_office()
        return super()._check_writable(vals)


class DubanAssessmentLine(models.Model):
    _name = "duban.assessment.line"
    _description = "Line of an assessment list"
    _inherit = ["duban.figure.line"]
    _order = "assessment_id, sequence, id"
    _document = "assessment_id"

    assessment_id = fields.Many2one(
        "duban.assessment", required=True, index=True, ondelete="cascade"
    )
    subject = fields.Selection(SUBJECTS, "Counted by", required=True)
    user_id = fields.Many2one("res.users", "Person", ondelete="set null")
    unit_name = fields.Char("Unit of the person")
    head_name = fields.Char("Unit head")

    def _counted_by(self):
        key = self.department_id if self.subject == "unit" else self.user_id
        return self.subject, key


class DubanAssessmentRecipient(models.Model):
    """Which department received the list when, and for what."""

    _name = "duban.assessment.recipient"
    _description = "Recipient of an assessment list"
    _inherit = ["duban.document.part"]
    _happened = {"date": ()}
    _order = "assessment_id, id"
    _document = "assessment_id"

    assessment_id = fields.Many2one(
        "duban.assessment", required=True, index=True, ondelete="cascade"
    )
    department_id = fields.Many2one("hr.department", required=True, ondelete="restrict")
    date = fields.Date("Handed over on", required=True, default=clock.today)
    user_id = fields.Many2one(
        "res.users", "By", required=True, default=lambda self: self.env.user
    )
    purposes = fields.Char()
