"""The figures of one unit in one period, and the points behind them, each with its act."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class DubanScoreUnit(models.Model):
    """The figures of one unit in one period."""

    _name = "duban.score.unit"
    _description = "Score of one unit"
    _inherit = ["duban.document.part", "duban.informing"]
    _order = "score_id desc, sequence, id"
    _document = "score_id"

    score_id = fields.Many2one(
        "duban.score", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="score_id.company_id", store=True, index=True)
    regulation_id = fields.Many2one(related="score_id.regulation_id")
    state = fields.Selection(related="score_id.state", store=True)
    ranking = fields.Selection(related="score_id.ranking", store=True)
    date_from = fields.Date(related="score_id.date_from", store=True)
    sequence = fields.Integer(readonly=True)
    department_id = fields.Many2one(
        "hr.department", "Unit", index=True, ondelete="restrict", readonly=True
    )
    name = fields.Char("Name as printed", required=True, readonly=True)
    base = fields.Float("Base points", digits=(16, 2), readonly=True)
    plus = fields.Float(digits=(16, 2), readonly=True)
    minus = fields.Float(digits=(16, 2), readonly=True)
    counted_total = fields.Float(
        "Counted", digits=(16, 2), readonly=True, help="Base, plus and minus."
    )
    correction = fields.Float(
        digits=(16, 2),
        readonly=True,
        help="Upheld objections, and what turned out otherwise in earlier periods.",
    )
    total = fields.Float(
        digits=(16, 2), compute="_compute_total", store=True, aggregator="avg"
    )
    trial_total = fields.Float(
        "With the rules on trial",
        digits=(16, 2),
        readonly=True,
        groups="duban_supervision.group_office",
    )
    rank = fields.Integer(
        readonly=True,
        aggregator=None,
        groups="duban_supervision.group_office,duban_supervision.group_leader",
    )
    shown_rank = fields.Char("Rank among units", compute="_compute_shown_rank")
    point_ids = fields.One2many(
        "duban.score.point", "unit_line_id", "Points", readonly=True
    )
    can_object = fields.Boolean(
        compute="_compute_can_object", export_string_translation=False
    )

    @api.depends("counted_total", "correction")
    def _compute_total(self):
        """At most what the base row says, also with what was given back: the highest total is the same for all."""
        for row in self:
            base = [
                rule for rule in row.score_id.rules or [] if rule["event"] == "base"
            ]
            limit = base[0]["cap"] if base else 0
            total = round(row.counted_total + row.correction, 2)
            row.total = min(total, limit) if limit else total

    @api.depends_context("uid")
    @api.depends("rank")
    def _compute_shown_rank(self):
        """The place, for whom the regulation lets see it."""
        for row in self:
            # sudo: only the place and the number of units, where the published rule shows them
            full = row.sudo()
            allowed = full.ranking in ("place", "all") or self.env.user.has_group(
                "duban_supervision.group_office"
            )
            row.shown_rank = (
                f"{full.rank} / {len(full.score_id.unit_ids.filtered('rank'))}"
                if allowed and full.rank
                else ""
            )

    @api.depends_context("uid")
    @api.depends("state")
    def _compute_can_object(self):
        for row in self:
            row.can_object = (
                row.score_id._window_open()
                and self.env.user in row.department_id._duban_contacts()
            )

    def _rank(self):
        """Give these lines (of one score) their places; the same total is the same place.

        A unit that is no more, about which something of an earlier period was put right, has none.
        """
        ranked = self.filtered(
            lambda row: (
                row.department_id.active
                or row.point_ids.filtered(lambda point: point.kind == "rule")
            )
        )
        (self - ranked).rank = 0
        order = sorted((row.total for row in ranked), reverse=True)
        for row in ranked:
            row.rank = order.index(row.total) + 1

    def _tell_published(self):
        """Head and liaison of each unit hear that its points are published."""
        self._tell(
            "score_published",
            {row: row.department_id._duban_contacts() for row in self},
        )

    def _is_silent(self, event):
        return event in self.regulation_id._silent()

    def _reminder_name(self):
        return f"{self.score_id.name} {self.name}"

    def _reminder_link(self):
        return self

    def action_ask(self, action=None):
        """Open the dialog in which ``action`` (a key of ``duban.action.wizard._asks``) is completed."""
        return self.env["duban.matter"]._open_ask(self, action)

    def action_object(self, reason=None, point_id=None):
        """Object to the points of the own unit (see ``duban.score.objection._open_for``)."""
        for row in self:
            row.check_access("read")
            self.env["duban.score.objection"]._open_for(row, reason, point_id)
        return True

    def action_open(self):
        """Open one unit's figures with the points behind them."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }


class DubanScorePoint(models.Model):
    """One point: the rule, the act it comes from, how it was counted."""

    _name = "duban.score.point"
    _description = "Point of a score"
    _inherit = ["duban.document.part"]
    _order = "unit_line_id, sequence, id"
    _document = "unit_line_id"

    unit_line_id = fields.Many2one(
        "duban.score.unit", required=True, index=True, ondelete="cascade"
    )
    score_id = fields.Many2one(related="unit_line_id.score_id", store=True, index=True)
    company_id = fields.Many2one(related="unit_line_id.company_id", store=True)
    department_id = fields.Many2one(related="unit_line_id.department_id", store=True)
    state = fields.Selection(related="unit_line_id.state", store=True)
    sequence = fields.Integer()
    kind = fields.Selection(
        [
            ("rule", "By rule"),
            ("objection", "Objection upheld"),
            ("later", "Correction of an earlier period"),
        ],
        required=True,
        default="rule",
    )
    name = fields.Char("Rule", required=True)
    clause = fields.Char()
    rule_id = fields.Many2one(
        "duban.score.rule", "Row of the rules", ondelete="set null"
    )
    rule_key = fields.Integer(
        export_string_translation=False, help="The rule it was, also when it is gone."
    )
    role = fields.Selection([("lead", "Lead unit"), ("co", "Co-unit")])
    matter_id = fields.Many2one("duban.matter", ondelete="restrict", index=True)
    number = fields.Char()
    act_id = fields.Many2one("duban.act", "Source", ondelete="restrict", index=True)
    date = fields.Date()
    quantity = fields.Integer("Times or days", aggregator=None)
    rule_points = fields.Float("For each", digits=(16, 2), aggregator=None)
    weight = fields.Float("Weight (%)", digits=(16, 2), aggregator=None)
    share = fields.Integer("Share (%)", aggregator=None)
    points = fields.Float("By the rule", digits=(16, 2))
    counted = fields.Float(digits=(16, 2), help="After the limit of the rule.")
    is_trial = fields.Boolean("On trial")
    origin_id = fields.Many2one(
        "duban.score", "Of the period", ondelete="restrict", index="btree_not_null"
    )
    objection_id = fields.Many2one("duban.score.objection", ondelete="restrict")
    reason = fields.Char()

    def _is_kept(self):
        return self.filtered(lambda row: row.state != "draft")

    def action_open_act(self):
        """Open the act that one point comes from; without one, its matter.

        :raise AccessError: the matter is not the user's to read
        """
        self.ensure_one()
        record = self.act_id or self.matter_id
        if not record:
            raise UserError(self.env._("This point comes from the rule alone."))
        record.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
            "target": "new" if self.act_id else "current",
        }
