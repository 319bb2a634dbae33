"""Special supervision notices (专项督查工作通知) for 急、难、杂、专、零 tasks (LZU-6.2).

Not the assignment notice of other institutions (AMB-48).
"""

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.duban_supervision import clock, inputs
from odoo.addons.duban_supervision.models.reminding.matter_todo import Todo

OPEN = ("issued", "done")
TODO = "duban_supervision_lzu.todo_lzu_notice"


class DubanLzuNotice(models.Model):
    """Coordinated first, then issued to its units, done, fed back to the source unit, closed.

    As needed its task is put on the ledger, once; from then on the notice shows how far that task is.
    """

    _name = "duban.lzu.notice"
    _description = "Special supervision notice"
    _inherit = [
        "duban.patrolled",
        "duban.office.document",
        "duban.document.mixin",
        "duban.label.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _rec_names_search = ["number", "name"]
    _switch = "lzu_notice_enabled"

    name = fields.Char("Task", required=True, tracking=True)
    number = fields.Char(readonly=True, copy=False, index="trigram")
    trait_ids = fields.Many2many(
        "duban.option",
        "duban_lzu_notice_trait_rel",
        string="Traits of the task",
        domain="[('list_code', '=', 'lzu_trait'), ('regulation_id', '=', regulation_id)]",
    )
    source_unit_id = fields.Many2one(
        "hr.department", "Source unit", index=True, tracking=True
    )
    communication_ids = fields.One2many(
        "duban.lzu.communication", "notice_id", "Communication and coordination"
    )
    requirements = fields.Text("Requirements of the work")
    lead_unit_id = fields.Many2one("hr.department", index=True, tracking=True)
    co_unit_ids = fields.Many2many(
        "hr.department", "duban_lzu_notice_unit_rel", string="Co-units"
    )
    date_deadline = fields.Date("Due date", tracking=True)
    is_overdue = fields.Boolean("Overdue", compute="_compute_is_overdue")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("issued", "Issued"),
            ("done", "Done"),
            ("closed", "Closed"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    date_issued = fields.Date("Issued on", readonly=True, copy=False)
    issued_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    result = fields.Text("How it was implemented", readonly=True, copy=False)
    date_done = fields.Date("Done on", readonly=True, copy=False)
    source_feedback = fields.Text(
        "Feedback to the source unit", readonly=True, copy=False
    )
    date_source_feedback = fields.Date("Fed back on", readonly=True, copy=False)
    source_feedback_by_id = fields.Many2one(
        "res.users", "Fed back by", readonly=True, copy=False
    )
    date_closed = fields.Date("Closed on", readonly=True, copy=False)
    # -- the ledger
    measures = fields.Text()
    handler_id = fields.Many2one("res.users")
    leader_in_charge_id = fields.Many2one("res.users", "Leader in charge")
    source_category_id = fields.Many2one(
        "duban.source.category",
        domain="[('regulation_id', '=', regulation_id), ('parent_id', '=', False)]",
    )
    matter_ids = fields.One2many("duban.matter", "lzu_notice_id", copy=False)
    matter_id = fields.Many2one(
        "duban.matter", "Task on the ledger", compute="_compute_matter"
    )
    matter_number = fields.Char("Number on the ledger", compute="_compute_matter")
    matter_state = fields.Char("State on the ledger", compute="_compute_matter")

    _number_uniq = models.UniqueIndex(
        "(company_id, number) WHERE number IS NOT NULL", "This number is already given."
    )

    @api.depends("name", "number")
    def _compute_display_name(self):
        for notice in self:
            parts = [notice.number, notice.name]
            notice.display_name = " ".join(part for part in parts if part)

    @api.depends("date_deadline", "state")
    def _compute_is_overdue(self):
        today = clock.today(self)
        for notice in self:
            deadline = notice.date_deadline
            notice.is_overdue = bool(
                notice.state == "issued" and deadline and deadline < today
            )

    @api.depends("matter_ids.number", "matter_ids.state")
    def _compute_matter(self):
        for notice in self:
            # sudo: who sees the notice sees how far its task is, by number and state only
            matter = notice.sudo().matter_ids[:1]
            notice.matter_id = matter.with_env(self.env)
            notice.matter_number = matter.number
            notice.matter_state = matter._state_label() if matter else False

    @api.onchange("lead_unit_id")
    def _onchange_lead_unit_id(self):
        if not self.leader_in_charge_id:
            self.leader_in_charge_id = self.lead_unit_id.sudo()._duban_leader()

    def _check_writable(self, vals):
        """After issuing only the columns for the ledger are still filled in, by the office."""
        if (
            set(vals)
            and set(vals)
            <= {"measures", "handler_id", "leader_in_charge_id", "source_category_id"}
            and all(notice.state in ("draft", *OPEN) for notice in self)
        ):
            self._check_office()
            return
        super()._check_writable(vals)

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def action_issue(self):
        """Issue: number it and send it to its units (LZU-6.2a, 6.2b).

        :raise AccessError: for anyone but the supervision office
        :raise UserError: no trait, nothing recorded of the coordination, or something else is missing
        """
        self._check_writable({})
        today = clock.today(self)
        for notice in self:
            notice._required(
                [
                    "trait_ids",
                    "source_unit_id",
                    "requirements",
                    "lead_unit_id",
                    "date_deadline",
                ]
            )
            if not notice.communication_ids:
                raise UserError(
                    self.env._(
                        "Record the communication and coordination first: with whom, when, with what result."
                    )
                )
            # sudo: the office was checked; the counter is the engine's
            number = (
                self.env["duban.number"]
                .sudo()
                ._take(
                    notice.company_id,
                    "notice",
                    today.year,
                    notice.sudo().regulation_id.notice_number_pattern or "{year}-{n}",
                )[0]
            )
            notice.sudo().write(
                {
                    "number": number,
                    "state": "issued",
                    "date_issued": today,
                    "issued_by_id": self.env.uid,
                }
            )
            units = notice.lead_unit_id | notice.co_unit_ids
            people = self.env["res.users"].union(
                *(notice._contact(unit) for unit in units)
            )
            notice.message_post(
                body=self.env._("Issued to %s.", "、".join(units.mapped("name"))),
                partner_ids=people.partner_id.ids,
                subtype_xmlid="mail.mt_note",
            )
        self._reconcile_todos()
        return True

    def action_report_done(self, result=None):
        """The lead unit (or the office for it) reports that the notice is implemented. ``result``: text, required."""
        self.check_access("read")
        for notice in self:
            units = self.env.user.duban_unit_ids
            if notice.lead_unit_id not in units:
                notice._check_office()
            if notice.state != "issued":
                raise UserError(
                    self.env._("%s is not being handled now.", notice.display_name)
                )
            if not inputs.text(self.env, result):
                raise UserError(self.env._("Write what was done."))
        # sudo: the unit was checked and has no write access of its own
        self.sudo().write(
            {
                "state": "done",
                "result": result,
                "date_done": clock.today(self),
            }
        )
        self._reconcile_todos()
        return True

    def action_feed_back(self, feedback=None):
        """The office reports or feeds back to the source unit (LZU-6.2c). ``feedback``: text, required."""
        self._check_steps("done")
        if not inputs.text(self.env, feedback):
            raise UserError(self.env._("Write what was fed back."))
        self.sudo().write(
            {
                "source_feedback": feedback,
                "date_source_feedback": clock.today(self),
                "source_feedback_by_id": self.env.uid,
            }
        )
        for notice in self:
            notice.message_post(
                body=feedback,
                partner_ids=notice._contact(notice.source_unit_id).partner_id.ids,
                subtype_xmlid="mail.mt_note",
            )
        self._reconcile_todos()
        return True

    def action_close(self):
        """Close, after the source unit has its feedback.

        :raise UserError: not done yet, or nothing was fed back
        """
        self._check_steps("done")
        for notice in self:
            if not notice.date_source_feedback:
                raise UserError(
                    self.env._(
                        "Report or feed back to %s first: it is the source of this task.",
                        notice.source_unit_id.name,
                    )
                )
        self.sudo().write({"state": "closed", "date_closed": clock.today(self)})
        self._reconcile_todos()
        return True

    def _check_steps(self, state):
        self._check_office()
        for notice in self:
            if notice.state != state:
                raise UserError(
                    self.env._(
                        "%(notice)s is “%(state)s”: this step is not its turn.",
                        notice=notice.display_name,
                        state=dict(
                            self._fields["state"]._description_selection(self.env)
                        )[notice.state],
                    )
                )

    def action_put_on_ledger(self):
        """Put the task on the ledger, once: the new task is numbered in the same step (LZU-6.2d).

        :return: window action on the task
        :raise UserError: it is there already, or columns of the ledger are missing
        """
        self._check_office()
        for notice in self:
            if notice.state not in OPEN:
                raise UserError(self.env._("%s is not issued.", notice.display_name))
            if notice.sudo().matter_ids:
                raise UserError(
                    self.env._(
                        "%(notice)s stands on the ledger already: %(number)s.",
                        notice=notice.display_name,
                        number=notice.matter_number,
                    )
                )
        matters = self.env["duban.matter"].create(
            [notice._matter_values() for notice in self]
        )
        matters.action_file()
        return matters[:1].action_open_form()

    def _matter_values(self):
        return {
            "name": self.name,
            "company_id": self.company_id.id,
            "source_category_id": self.source_category_id.id,
            "source_document": self.env._(
                "Special notice %(number)s of %(unit)s",
                number=self.number,
                unit=self.source_unit_id.name,
            ),
            "measures": self.measures,
            "content": self.requirements,
            "lead_unit_id": self.lead_unit_id.id,
            "co_unit_ids": [(6, 0, self.co_unit_ids.ids)],
            "leader_in_charge_id": self.leader_in_charge_id.id,
            "handler_id": self.handler_id.id,
            "date_deadline": self.date_deadline,
            "lzu_notice_id": self.id,
        }

    # ------------------------------------------------------------------
    # To-dos
    # ------------------------------------------------------------------

    def _contact(self, unit):
        """Who receives what ``unit`` (one department) receives: its liaison, else its head."""
        unit = unit.sudo()
        return unit.liaison_id or unit.manager_id.user_id

    @api.model
    def _patrol_domain(self):
        return [("state", "in", OPEN)]

    def _expected_todos(self):
        """To-dos of this one notice; the notice is the truth."""
        if self.state == "issued":
            rows = [
                (
                    "do",
                    self._contact(self.lead_unit_id),
                    self.env._("Implement and report"),
                )
            ]
            rows += [
                (f"co:{unit.id}", self._contact(unit), self.env._("Cooperate"))
                for unit in self.co_unit_ids
            ]
            return [
                Todo(key, TODO, user, self.date_deadline, text)
                for key, user, text in rows
                if user
            ]
        if self.state == "done":
            text = (
                self.env._("Close the notice")
                if self.date_source_feedback
                else self.env._("Feed back to %s", self.source_unit_id.name)
            )
            return [Todo("close", TODO, self.issued_by_id, self.date_done, text)]
        return []

    # ------------------------------------------------------------------
    # Print (DOC-4)
    # ------------------------------------------------------------------

    def _document_is_masked(self):
        return False  # no confidentiality in the text; record rules decide who sees it

    def _document_value_traits(self):
        return self._document_names(self.trait_ids)

    def _document_value_communication(self):
        return "\n".join(
            f"{self.env['duban.matter']._format_date(row.date)} {row.partner}：{row.result}"
            for row in self.communication_ids.sorted("date")
        )


class DubanDocumentCell(models.Model):
    _inherit = "duban.document.cell"

    @api.model
    def _document_model(self, document):
        if document == "lzu_notice":
            return "duban.lzu.notice"
        return super()._document_model(document)


class DubanLzuCommunication(models.Model):
    """With whom the office talked before a notice goes out, when and with what result (充分沟通、协调)."""

    _name = "duban.lzu.communication"
    _description = "Communication before a notice"
    _inherit = ["duban.document.part"]
    _order = "notice_id, date, id"
    _document = "notice_id"
    _rec_name = "partner"

    notice_id = fields.Many2one(
        "duban.lzu.notice", required=True, index=True, ondelete="cascade"
    )
    partner = fields.Char("With whom", required=True)
    date = fields.Date(required=True, default=clock.today)
    result = fields.Text(required=True)

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_draft()
        return rows

    def write(self, vals):
        self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        self._check_draft()

    def _check_draft(self):
        if not self.env.su:
            self.notice_id._check_writable({})
