"""The annual supervision plan (年度计划) and its items, from which ledger tasks come (LZU-3.1a)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.duban_supervision import clock

#: columns of an item that its ledger task takes over as they are
TAKEN_OVER = (
    "name",
    "measures",
    "source_category_id",
    "source_kind_id",
    "decision_body_id",
    "source_document",
    "lead_unit_id",
    "leader_in_charge_id",
    "handler_id",
    "date_deadline",
    "is_key",
)


class DubanLzuPlan(models.Model):
    """One year's plan: drawn up by the office, decided by the joint meeting, then turned into ledger tasks."""

    _name = "duban.lzu.plan"
    _description = "Annual supervision plan"
    _inherit = ["duban.office.document", "mail.thread"]
    _order = "year desc, id desc"
    _switch = "lzu_plan_enabled"

    name = fields.Char(compute="_compute_name", store=True, readonly=False)
    year = fields.Integer(
        required=True,
        default=lambda self: clock.today(self).year,
        tracking=True,
    )
    item_ids = fields.One2many("duban.lzu.plan.item", "plan_id", "Items", copy=True)
    meeting_ids = fields.One2many(
        "duban.lzu.meeting", "plan_id", "Joint meetings", copy=False
    )
    date_approved = fields.Date("Approved on", readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("approved", "Approved")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    item_count = fields.Integer("Number of items", compute="_compute_counts")
    task_count = fields.Integer("Tasks on the ledger", compute="_compute_counts")

    _year_uniq = models.UniqueIndex(
        "(company_id, year)", "There is a plan of that year already."
    )

    @api.depends("year")
    def _compute_name(self):
        for plan in self:
            # in the regulation's word: the name is kept, and read in every language
            word = plan._word("doc:lzu_plan", self.env._("Supervision plan"))
            plan.name = f"{plan.year or ''} {word}".strip()

    @api.depends("item_ids.matter_ids.number")
    def _compute_counts(self):
        for plan in self:
            plan.item_count = len(plan.item_ids)
            plan.task_count = len(plan.item_ids.matter_ids.filtered("number"))

    def action_approve(self):
        """Record the approval: every item was decided by a joint meeting that was held.

        :raise AccessError: for anyone but the supervision office
        :raise UserError: no joint meeting, or items it did not decide
        """
        self._check_writable({})
        for plan in self:
            if not plan.item_ids:
                raise UserError(self.env._("%s has no items.", plan.name))
            held = plan.meeting_ids.filtered(lambda meeting: meeting.state == "held")
            undecided = plan.item_ids - held.item_ids
            if undecided:
                raise UserError(
                    self.env._(
                        "The joint meeting has not decided on: %s.",
                        "、".join(undecided.mapped("name")),
                    )
                )
        self.sudo().write({"state": "approved", "date_approved": clock.today(self)})
        return True

    def action_create_matters(self):
        """Make the ledger tasks of the items that have none (see ``duban.lzu.plan.item``)."""
        return self.item_ids.action_create_matter()

    def action_open_matters(self):
        """Open the tasks that came from this plan."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "duban.matter",
            "view_mode": "list,kanban,form",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("lzu_plan_item_id.plan_id", "=", self.id)],
        }


class DubanLzuPlanItem(models.Model):
    _name = "duban.lzu.plan.item"
    _description = "Item of an annual plan"
    _inherit = ["duban.document.part", "duban.label.mixin"]
    _order = "plan_id, sequence, id"
    _document = "plan_id"

    plan_id = fields.Many2one(
        "duban.lzu.plan", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="plan_id.company_id")
    regulation_id = fields.Many2one(related="plan_id.regulation_id")
    plan_state = fields.Selection(related="plan_id.state", string="State of the plan")
    sequence = fields.Integer(default=10)
    name = fields.Char("Task", required=True)
    source_category_id = fields.Many2one(
        "duban.source.category",
        required=True,
        domain="[('regulation_id', '=', regulation_id), ('parent_id', '=', False)]",
    )
    source_kind_id = fields.Many2one(
        "duban.source.category",
        "Sub-source",
        domain="[('parent_id', '=', source_category_id)]",
    )
    decision_body_id = fields.Many2one(
        "duban.decision.body", domain="[('regulation_id', '=', regulation_id)]"
    )
    source_document = fields.Char()
    lead_unit_id = fields.Many2one("hr.department", required=True)
    co_unit_ids = fields.Many2many(
        "hr.department", "duban_lzu_plan_item_unit_rel", string="Co-units"
    )
    leader_in_charge_id = fields.Many2one("res.users")
    handler_id = fields.Many2one("res.users")
    measures = fields.Text("Work measures")
    date_deadline = fields.Date("Due date", required=True)
    is_key = fields.Boolean("Important")
    meeting_id = fields.Many2one(
        "duban.lzu.meeting", "Decided by", index=True, copy=False, ondelete="restrict"
    )
    matter_ids = fields.One2many(
        "duban.matter", "lzu_plan_item_id", "Ledger tasks", copy=False
    )
    matter_state = fields.Char("State of the task", compute="_compute_matter_state")

    @api.depends("matter_ids.state", "matter_ids.number")
    def _compute_matter_state(self):
        for item in self:
            matter = item.matter_ids[:1]
            parts = [matter.number, matter._state_label() if matter else ""]
            item.matter_state = " ".join(part for part in parts if part)

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items._check_plan_open()
        return items

    def write(self, vals):
        self._check_plan_open()
        result = super().write(vals)
        self._check_plan_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        self._check_plan_open()

    def _check_plan_open(self):
        """Items change while their plan and the meeting that decides them are drafts, by the office."""
        if self.env.su:
            return
        self.plan_id._check_writable({})
        if self.meeting_id.filtered(lambda meeting: meeting.state == "held"):
            raise UserError(
                self.env._("What the joint meeting decided is not changed.")
            )

    def action_create_matter(self):
        """Make one ledger task per item that has none; those with all six columns are put on the ledger at once.

        :return: window action on the tasks
        :raise AccessError: for anyone but the supervision office
        :raise UserError: the plan is not approved
        """
        self.plan_id._check_office()
        vals_list = []
        for item in self:
            if item.plan_id.state != "approved":
                raise UserError(
                    self.env._(
                        "%s is not approved yet by the joint meeting.",
                        item.plan_id.name,
                    )
                )
            if not item.matter_ids:
                vals_list.append(item._matter_values())
        matters = self.env["duban.matter"].create(vals_list)
        ready = matters.filtered(
            lambda matter: (
                not any(
                    matter._is_missing(name) for name in matter._required_fields("file")
                )
            )
        )
        if ready:
            ready.action_file()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ledger tasks"),
            "res_model": "duban.matter",
            "view_mode": "list,kanban,form",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("id", "in", self.matter_ids.ids)],
        }

    def _matter_values(self):
        values = {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in TAKEN_OVER
            if self[name]
        }
        return {
            **values,
            "company_id": self.plan_id.company_id.id,
            "plan_year": self.plan_id.year,
            "co_unit_ids": [(6, 0, self.co_unit_ids.ids)],
            "basis": self.meeting_id.name,
            "lzu_plan_item_id": self.id,
        }
