"""Special supervision notices (专项督查工作通知) for 急、难、杂、专、零 tasks (LZU-6.2).

Not the assignment notice of other institutions (AMB-48). Its steps are in ``duban_lzu_notice_steps.py``.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.duban_supervision import clock

OPEN = ("issued", "done")
#: what the ledger wants of the task of a notice beside the notice itself (LZU-4, LZU-6.1.2)
LEDGER_COLUMNS = frozenset(
    "measures handler_id leader_in_charge_id source_category_id source_kind_id source_leader_id decision_body_id "
    "plan_year".split()
)


class DubanLzuNotice(models.Model):
    """Coordinated first, then issued to its units, done, fed back to the source unit, closed.

    As needed its task is put on the ledger, once; from then on the notice shows how far that task is.
    """

    _name = "duban.lzu.notice"
    _description = "Special supervision notice"
    _inherit = [
        "duban.steps",
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
        context={"active_test": False},
        string="Traits of the task",
        domain="[('list_code', '=', 'lzu_trait'), ('regulation_id', '=', regulation_id), ('active', '=', True)]",
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
        "hr.department",
        "duban_lzu_notice_unit_rel",
        string="Co-units",
        context={"active_test": False},
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
    return_count = fields.Integer("Times returned", readonly=True, copy=False)
    return_reason = fields.Text("Why it was returned", readonly=True, copy=False)
    source_feedback = fields.Text(
        "Feedback to the source unit", readonly=True, copy=False
    )
    date_source_feedback = fields.Date("Fed back on", readonly=True, copy=False)
    source_feedback_by_id = fields.Many2one(
        "res.users", "Fed back by", readonly=True, copy=False
    )
    date_closed = fields.Date("Closed on", readonly=True, copy=False)
    # -- the trail
    act_ids = fields.One2many("duban.lzu.act", "notice_id", "Trail")
    trail_length = fields.Integer(readonly=True, copy=False)
    trail_head = fields.Char(readonly=True, copy=False)
    # -- for the screen
    allowed_actions = fields.Json(
        compute="_compute_allowed_actions", export_string_translation=False
    )
    # -- the ledger
    measures = fields.Text()
    handler_id = fields.Many2one("res.users")
    leader_in_charge_id = fields.Many2one("res.users", "Leader in charge")
    source_category_id = fields.Many2one(
        "duban.source.category",
        domain="[('regulation_id', '=', regulation_id), ('parent_id', '=', False)]",
    )
    source_kind_id = fields.Many2one(
        "duban.source.category",
        "Sub-category of the source",
        domain="[('parent_id', '!=', False), ('parent_id', '=', source_category_id)]",
    )
    source_leader_id = fields.Many2one("res.users", "Instructing leader")
    decision_body_id = fields.Many2one(
        "duban.decision.body",
        "Deciding meeting",
        domain="[('regulation_id', '=', regulation_id), ('is_body', '=', True)]",
    )
    plan_year = fields.Integer("Year of the plan")
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

    @api.depends_context("uid")
    @api.depends("state", "lead_unit_id", "date_source_feedback", "matter_ids")
    def _compute_allowed_actions(self):
        for notice in self:
            stored = notice._origin
            notice.allowed_actions = (
                sorted(stored._possible_actions()) if stored else []
            )

    @api.depends("date_deadline", "state")
    def _compute_is_overdue(self):
        today = clock.today(self)
        for notice in self:
            deadline = notice.date_deadline
            notice.is_overdue = bool(
                notice.state == "issued" and deadline and deadline < today
            )

    @api.depends(
        "matter_ids.number", "matter_ids.state", "matter_ids.merged_into_id.number"
    )
    def _compute_matter(self):
        for notice in self:
            # sudo: who sees the notice sees how far its task is, by number and state only
            matters = notice.sudo().matter_ids
            # one whose filing was withdrawn is shown while there is no other
            matter = matters.sorted(lambda row: row.state == "withdrawn")[:1]
            notice.matter_id = matter.with_env(self.env)
            notice.matter_state = matter._state_label() if matter else False
            number, survivor = matter.number, matter.merged_into_id
            if survivor:
                # the ledger knows it by the number of what goes on (LZU-6.1.1c)
                number = f"{number}（{notice.matter_state}：{survivor.number}）"
            notice.matter_number = number

    lead_unit_shown_id = fields.Many2one(
        "hr.department", store=False, export_string_translation=False
    )

    @api.onchange("lead_unit_id")
    def _onchange_lead_unit_id(self):
        """See ``duban.matter``: the leader of the unit shown before goes with it."""
        before = self.lead_unit_shown_id or self._origin.lead_unit_id
        self.lead_unit_shown_id = self.lead_unit_id
        if self.leader_in_charge_id in (
            self.env["res.users"],
            before._duban_leader(),
        ):
            self.leader_in_charge_id = self.lead_unit_id._duban_leader()

    def _check_writable(self, vals):
        """After issuing only the columns for the ledger are still filled in, by the office."""
        if (
            set(vals)
            and set(vals) <= LEDGER_COLUMNS
            and all(notice.state in ("draft", *OPEN) for notice in self)
        ):
            self._check_office()
            return
        super()._check_writable(vals)

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
    result = fields.Text("What was agreed", required=True)

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_draft()
        rows._check_held()
        return rows

    def write(self, vals):
        self._check_draft()
        result = super().write(vals)
        self._check_held()
        return result

    def _check_held(self):
        """What was talked over was talked over by today (CORE-25).

        :raise UserError:
        """
        if any(row.date and row.date > clock.today(row.notice_id) for row in self):
            raise UserError(
                self.env._("A talk dated in the future has not been held yet.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        self._check_draft()

    def _check_draft(self):
        if not self.env.su:
            self.notice_id._check_writable({})
