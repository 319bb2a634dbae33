"""A node of the plan line (规划 → 年度要点 → 分解任务): what it is, its place in the tree, its people, its dates."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.duban_supervision import clock

LEVELS = [
    ("plan", "Plan"),
    ("year", "Work point of a year"),
    ("task", "Task"),
]
STATES = [
    ("draft", "In preparation"),
    ("running", "Running"),
    ("done", "Done"),
    ("carried", "Carried over"),
    ("dropped", "Given up"),
]
#: what may hang below what
BELOW = {"plan": ("plan", "year"), "year": ("year", "task"), "task": ("task",)}
#: first and last year that a plan may be about
YEARS = (1980, 2150)


class DubanGoal(models.Model):
    """One node. Drafts are the office's; an approved one changes through its steps only, each leaves a line."""

    _name = "duban.goal"
    _description = "Goal of the plan line"
    _inherit = [
        "duban.office.document",
        "duban.label.mixin",
        "duban.patrolled",
        "duban.informing",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "tree_order, id"
    _parent_store = True
    _switch = "plan_line_enabled"

    name = fields.Char("Goal", required=True, index="trigram")
    number = fields.Char("No.", help="As in the plan: 一, （三）, 2.1 …")
    level = fields.Selection(
        LEVELS,
        required=True,
        compute="_compute_level",
        store=True,
        readonly=False,
        precompute=True,
    )
    parent_id = fields.Many2one(
        "duban.goal",
        "Belongs to",
        index=True,
        ondelete="restrict",
        domain="[('company_id', '=', company_id), ('state', 'in', ('draft', 'running'))]",
    )
    parent_path = fields.Char(index=True)
    tree_order = fields.Char(
        compute="_compute_tree_order",
        store=True,
        index=True,
        recursive=True,
        export_string_translation=False,
    )
    child_ids = fields.One2many("duban.goal", "parent_id", "Below", copy=False)
    sequence = fields.Integer(default=10)
    weight = fields.Integer(default=1, help="Among its neighbours, in the roll-up.")
    year = fields.Integer(
        compute="_compute_year",
        store=True,
        readonly=False,
        precompute=True,
        help="Of a plan: its first year.",
    )
    year_to = fields.Integer("Last year", help="Of a plan of several years.")
    outline = fields.Char("Goal in the tree", compute="_compute_outline")
    years = fields.Char(compute="_compute_outline")
    content = fields.Text()
    target = fields.Text("Targets", help="By what it is measured.")
    measures = fields.Text("Work measures")
    # -- who
    lead_unit_id = fields.Many2one("hr.department", index=True)
    co_unit_ids = fields.Many2many(
        "hr.department",
        "duban_goal_unit_rel",
        string="Co-units",
        context={"active_test": False},
    )
    leader_in_charge_id = fields.Many2one("res.users", index="btree_not_null")
    handler_id = fields.Many2one("res.users")
    # -- what its matters take over
    source_category_id = fields.Many2one(
        "duban.source.category",
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
    is_key = fields.Boolean("Important")
    # -- when
    date_deadline = fields.Date("Due date")
    date_first = fields.Date(
        "First due date",
        readonly=True,
        copy=False,
        help="Of the first year; carrying over does not change it.",
    )
    carried_count = fields.Integer("Times carried over", readonly=True, copy=False)
    carried_from_id = fields.Many2one(
        "duban.goal",
        "Carried over from",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    carried_to_id = fields.Many2one("duban.goal", compute="_compute_carried_to_id")
    state = fields.Selection(
        STATES,
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    date_approved = fields.Date("Approved on", readonly=True, copy=False)
    date_ended = fields.Date("Ended on", readonly=True, copy=False)
    import_fingerprint = fields.Char(readonly=True, copy=False)
    is_mine = fields.Boolean(
        "Of my unit",
        compute="_compute_is_mine",
        search="_search_is_mine",
        export_string_translation=False,
    )
    # -- what it is made of
    milestone_ids = fields.One2many("duban.goal.milestone", "goal_id", "Milestones")
    event_ids = fields.One2many(
        "duban.goal.event", "goal_id", "History", readonly=True, copy=False
    )
    matter_ids = fields.One2many(
        "duban.matter", "goal_id", "Matters", readonly=True, copy=False
    )

    _carried_once = models.UniqueIndex(
        "(carried_from_id) WHERE carried_from_id IS NOT NULL",
        "This was carried over already.",
    )
    _import_once = models.UniqueIndex(
        "(company_id, import_fingerprint) WHERE import_fingerprint IS NOT NULL",
        "This row was imported already.",
    )

    @api.depends("parent_id")
    def _compute_level(self):
        for goal in self:
            if not goal.level:
                parent = goal.parent_id
                goal.level = BELOW[parent.level][-1] if parent else "plan"

    @api.depends("parent_id")
    def _compute_year(self):
        for goal in self:
            if not goal.year:
                parent = goal.parent_id
                goal.year = (
                    parent.year
                    if parent.level in ("year", "task")
                    else clock.today(goal).year
                )

    @api.depends("parent_id.tree_order", "year", "sequence")
    def _compute_tree_order(self):
        """Lists show the tree: what is below stands behind, neighbours by year and sequence."""
        for goal in self:
            own = f"{goal.year or 0:04d}.{goal.sequence or 0:06d}.{goal._origin.id or 0:09d}"
            goal.tree_order = "/".join(filter(None, [goal.parent_id.tree_order, own]))

    @api.depends("number", "name", "parent_path", "year", "year_to", "level")
    def _compute_outline(self):
        """Lists show where in the tree a goal stands, and of a plan all its years."""
        for goal in self:
            depth = (goal.parent_path or "").count("/") - 1
            words = filter(None, [goal.number, goal.name])
            # blanks of full width, which a browser keeps
            goal.outline = "\u3000" * max(depth, 0) + " ".join(words)
            last = goal.level == "plan" and goal.year_to
            goal.years = f"{goal.year}—{last}" if last else str(goal.year or "")

    @api.depends("number", "name", "year", "level")
    def _compute_display_name(self):
        for goal in self:
            words = [goal.number, goal.name]
            if goal.level == "year" and str(goal.year) not in (goal.name or ""):
                words.insert(0, str(goal.year))
            goal.display_name = " ".join(filter(None, words))

    def _compute_carried_to_id(self):
        found = {
            goal.carried_from_id: goal
            for goal in self.search([("carried_from_id", "in", self.ids)])
        }
        for goal in self:
            goal.carried_to_id = found.get(goal, self.browse())

    @api.depends_context("uid")
    @api.depends("lead_unit_id", "co_unit_ids")
    def _compute_is_mine(self):
        units = self.env.user.duban_unit_ids
        for goal in self:
            goal.is_mine = bool((goal.lead_unit_id | goal.co_unit_ids) & units)

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        units = self.env.user.duban_unit_ids.ids
        mine = Domain("lead_unit_id", "in", units) | Domain("co_unit_ids", "in", units)
        return Domain.OR(mine if wanted else ~mine for wanted in value)

    # ------------------------------------------------------------------
    # What holds always
    # ------------------------------------------------------------------

    @api.constrains("weight")
    def _check_weight(self):
        if any(goal.weight < 1 for goal in self):
            raise ValidationError(self.env._("A weight is 1 or more."))

    @api.constrains("parent_id", "level", "year", "year_to", "company_id")
    def _check_place(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A goal does not belong to itself."))
        for goal in self:
            parent = goal.parent_id
            if parent and goal.level not in BELOW[parent.level]:
                raise ValidationError(
                    self.env._(
                        "“%(goal)s” cannot stand below “%(parent)s”: plan, work point of a year, task.",
                        goal=goal.name,
                        parent=parent.name,
                    )
                )
            if parent and (parent.company_id, parent.regulation_id.code) != (
                goal.company_id,
                goal.regulation_id.code,
            ):
                raise ValidationError(
                    self.env._("“%s” belongs to another institution.", parent.name)
                )
            last = goal.year_to if goal.level == "plan" and goal.year_to else goal.year
            if not YEARS[0] <= goal.year <= last <= YEARS[1]:
                raise ValidationError(
                    self.env._("“%s”: the years are not possible.", goal.name)
                )
            if parent.level in ("year", "task") and parent.year != goal.year:
                raise ValidationError(
                    self.env._(
                        "“%s” is of another year than what it belongs to.", goal.name
                    )
                )

    def _check_writable(self, vals):
        """Drafts are the office's; of an approved one it adds drafts below and marks nothing by hand."""
        self._check_office()
        if set(vals) == {"child_ids"}:
            return
        kept = self.filtered(lambda goal: goal.state != "draft")
        if kept:
            raise UserError(
                self.env._(
                    "“%s” is approved: use “Change” and state the ground.", kept[0].name
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        goals = super().create(vals_list)
        ended = goals.parent_id.filtered(
            lambda parent: parent.state not in ("draft", "running")
        )
        if ended and not self.env.su:
            raise UserError(
                self.env._("“%s” has ended; nothing is added below it.", ended[0].name)
            )
        return goals

    def _is_silent(self, event):
        return event in self.regulation_id._silent()

    def _end_of_year(self):
        """The last day that this one goal is about."""
        year = self.year_to if self.level == "plan" and self.year_to else self.year
        return fields.Date.to_date(f"{year}-12-31")

    def _descendants(self):
        """These goals and all below them, also those the user may not see (as superuser)."""
        # sudo: a tree is approved, counted and closed as a whole
        return self.sudo().search([("id", "child_of", self.ids)])

    def action_open(self):
        """Open the page of one goal."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def action_import(self):
        """Open the import of a table of work points below one goal.

        :raise AccessError: for anyone but the supervision office
        """
        self.ensure_one()
        self._check_office()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import work points: %s", self.display_name),
            "res_model": "duban.import",
            "views": [(False, "form")],
            "context": {
                "default_goal_id": self.id,
                "default_company_id": self.company_id.id,
                "default_year": self.year,
            },
        }

    def action_open_tree(self):
        """Open the goals below one goal as a list."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "duban_supervision_plan.duban_goal_action"
        )
        return {
            **action,
            "name": self.name,
            "domain": [("id", "child_of", self.id)],
            "context": {"default_parent_id": self.id},
        }

    def action_open_matters(self):
        """Open the matters of one goal and of all below it that the user may see."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "duban_supervision.duban_matter_action"
        )
        return {
            **action,
            "name": self.name,
            "domain": [("goal_id", "child_of", self.id)],
            "context": {},
        }
