"""Scores of units (考评计分): a period's points, previewed, published, objected to, locked (PLUS-S1). Off by default.

A draft is a preview: counted anew at will, read by the office alone. Publishing keeps the rules and the points; what an
objection changes is a line beside them. Locked figures never move: what turns out otherwise later is a line of the
next period.
"""

from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.duban_supervision import clock
from odoo.addons.duban_supervision.models.reminding.matter_todo import Todo

from .score_count import ScoreCount, cents

NOTHING = {"points": 0}


class DubanScore(models.Model):
    _name = "duban.score"
    _description = "Score of units"
    _inherit = [
        "duban.office.document",
        "duban.patrolled",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_to desc, id desc"
    _switch = "score_enabled"

    name = fields.Char(compute="_compute_name", store=True)
    cycle = fields.Selection(
        [("month", "Month"), ("term", "Semester"), ("year", "Year")],
        "Scored each",
        required=True,
        default=lambda self: self.env["duban.regulation"]._in_force().score_cycle,
    )
    year = fields.Integer(required=True, default=lambda self: clock.today(self).year)
    month = fields.Integer(default=lambda self: clock.today(self).month)
    semester_id = fields.Many2one("duban.semester", ondelete="restrict")
    date_from = fields.Date(compute="_compute_period", store=True)
    date_to = fields.Date(compute="_compute_period", store=True)
    state = fields.Selection(
        [("draft", "Preview"), ("published", "Announced"), ("locked", "Locked")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    ranking = fields.Selection(
        [("own", "Own points"), ("place", "Own place"), ("all", "All units")],
        "Units see",
        readonly=True,
        copy=False,
    )
    rules = fields.Json(readonly=True, copy=False, export_string_translation=False)
    unit_ids = fields.One2many("duban.score.unit", "score_id", "Units", readonly=True)
    objection_ids = fields.One2many(
        "duban.score.objection", "score_id", "Objections", readonly=True
    )
    open_objections = fields.Integer(compute="_compute_open_objections")
    date_filled = fields.Datetime("Points of", readonly=True, copy=False)
    published_by_id = fields.Many2one(
        "res.users", "Announced by", readonly=True, copy=False
    )
    date_published = fields.Date("Announced on", readonly=True, copy=False)
    objection_until = fields.Date("Objections until", readonly=True, copy=False)
    date_locked = fields.Date("Locked on", readonly=True, copy=False)

    _period_uniq = models.UniqueIndex(
        "(regulation_id, date_from, date_to)", "This period has its score already."
    )

    @api.depends("date_from", "date_to", "regulation_id")
    def _compute_name(self):
        for row in self:
            word = row._word("doc:score", self.env._("Scores of units"))
            period = self.env["duban.matter"]._format_period(row.date_from, row.date_to)
            row.name = f"{word} {period}"

    @api.depends("cycle", "year", "month", "semester_id")
    def _compute_period(self):
        for row in self:
            row.date_from, row.date_to = row._period()

    def _period(self):
        """First and last day of this one period; (False, False) while it is not said."""
        if self.cycle == "term":
            return self.semester_id.date_from, self.semester_id.date_to
        if not 1900 < self.year < 2200:
            return False, False
        if self.cycle == "year":
            return date(self.year, 1, 1), date(self.year, 12, 31)
        if not 1 <= self.month <= 12:
            return False, False
        first = date(self.year, self.month, 1)
        return first, fields.Date.end_of(first, "month")

    def _compute_open_objections(self):
        for row in self:
            row.open_objections = len(
                row.objection_ids.filtered(lambda each: each.state == "open")
            )

    @api.constrains("date_from", "date_to", "semester_id")
    def _check_period(self):
        for row in self:
            if not row.date_from or not row.date_to:
                raise ValidationError(
                    self.env._("Say which period is scored: year, month or semester.")
                )
            if row.semester_id and row.semester_id.company_id != row.company_id:
                raise ValidationError(
                    self.env._("The semester belongs to another institution.")
                )

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def action_fill(self):
        """Count the points anew with the rules as they are now: the preview of the office.

        :raise AccessError: for anyone but the supervision office
        :raise UserError: when it is published, or the regulation has no rule
        """
        for row in self:
            row._check_writable({})
            row.sudo()._fill()
        return True

    def _fill(self):
        rules = self.regulation_id._score_rules()
        if not rules:
            raise UserError(
                self.env._(
                    "“%s” has no score rules yet: an administrator writes them in the regulation.",
                    self.regulation_id.name,
                )
            )
        self.unit_ids.unlink()
        counting = [rule for rule in rules if not rule["is_trial"]]
        counter = ScoreCount(self.regulation_id, self.date_from, self.date_to, counting)
        totals, points = counter.count()
        tried, trial_points = totals, []
        if counting != rules:
            trial = ScoreCount(self.regulation_id, self.date_from, self.date_to, rules)
            tried, trial_points = trial.count()
            trial_points = [row for row in trial_points if row["rule"]["is_trial"]]
        later = self._later_corrections()
        units = self._make_units(counter, totals, tried, later)
        self._make_points(units, points + trial_points)
        self._make_corrections(units, later)
        units._rank()
        self.write({"rules": rules, "date_filled": fields.Datetime.now()})

    def _make_units(self, counter, totals, tried, later):
        """The lines of the units, in hundredths until here.

        :return: ``duban.score.unit`` recordset
        """
        empty = {"base": 0, "plus": 0, "minus": 0, "total": 0}
        # sudo: only the names of units, for a table that its office draws up
        departments = (
            self.env["hr.department"]
            .sudo()
            .with_context(active_test=False)
            .browse(sorted({*totals, *tried, *later}))
            .sorted("complete_name")
        )
        vals_list = []
        for position, unit in enumerate(departments):
            own = totals.get(unit.id, empty)
            corrected = sum(row["points"] for row in later.get(unit.id, ()))
            total = counter.limited(own["base"] + own["plus"] + own["minus"])
            vals_list.append(
                {
                    "score_id": self.id,
                    "sequence": position,
                    "department_id": unit.id,
                    "name": unit.name,
                    "base": own["base"] / 100,
                    "plus": own["plus"] / 100,
                    "minus": own["minus"] / 100,
                    "correction": corrected / 100,
                    "counted_total": total / 100,
                    "trial_total": (tried.get(unit.id, empty)["total"] + corrected)
                    / 100,
                }
            )
        return self.env["duban.score.unit"].create(vals_list)

    def _make_points(self, units, points):
        by_unit = {unit.department_id.id: unit.id for unit in units}
        existing = self.env["duban.score.rule"].browse(
            {row["rule"]["id"] for row in points}
        )
        existing = set(existing.exists().ids)
        self.env["duban.score.point"].create(
            [
                {
                    "unit_line_id": by_unit[row["department_id"]],
                    "sequence": position,
                    "kind": "rule",
                    "rule_id": row["rule"]["id"]
                    if row["rule"]["id"] in existing
                    else False,
                    "rule_key": row["rule"]["id"],
                    "name": row["rule"]["name"],
                    "clause": row["rule"]["clause"],
                    "role": row["role"],
                    "matter_id": row["matter_id"],
                    "number": row["number"],
                    "act_id": row["act_id"],
                    "date": row["date"],
                    "quantity": row["quantity"],
                    "rule_points": row["rule"]["points"],
                    "weight": row["weight"] / 100,
                    "share": row["share"],
                    "points": row["raw"] / 100,
                    "counted": 0 if row["rule"]["is_trial"] else row["counted"] / 100,
                    "is_trial": row["rule"]["is_trial"],
                }
                for position, row in enumerate(points)
            ]
        )

    # -- what turned out otherwise after an earlier period was locked

    def _earlier(self):
        """Locked scores of the year before this one period."""
        since = fields.Date.subtract(self.date_from, years=1)
        return self.search(
            [
                ("regulation_id", "=", self.regulation_id.id),
                ("state", "=", "locked"),
                ("cycle", "=", self.cycle),
                ("date_to", "<", self.date_from),
                ("date_to", ">=", since),
            ],
            order="date_from",
        )

    def _later_corrections(self):
        """{unit id: [{"points", "matter_id", "act_id", "name", "origin"}]} in hundredths, from the earlier periods.

        A locked period is counted again by its own rules; what differs from its points and from what later periods
        corrected already is a line here, under its rule and matter.
        """
        corrections = {}
        for earlier in self._earlier():
            now, kept = earlier._points_now(), earlier._kept_points(self)
            for key in sorted({*now, *kept}):
                unit, rule_key, matter_id = key
                entry = now.get(key) or kept[key]
                points = (
                    now.get(key, NOTHING)["points"] - kept.get(key, NOTHING)["points"]
                )
                if points:
                    corrections.setdefault(unit, []).append(
                        {
                            **entry,
                            "points": points,
                            "matter_id": matter_id,
                            "rule_key": rule_key,
                            "origin": earlier,
                        }
                    )
        return corrections

    def _points_now(self):
        """{(unit, rule, matter): points} of this one locked period, counted again by its own rules."""
        rules = [rule for rule in self.rules if not rule["is_trial"]]
        counter = ScoreCount(self.regulation_id, self.date_from, self.date_to, rules)
        now = {}
        for row in counter.count()[1]:
            key = row["department_id"], row["rule"]["id"], row["matter_id"]
            entry = now.setdefault(
                key,
                {"points": 0, "act_id": row["act_id"], "name": row["rule"]["name"]},
            )
            entry["points"] += row["counted"]
        return now

    def _kept_points(self, but):
        """{(unit, rule, matter): points} of this locked period, with later corrections except those in ``but``."""
        points = self.env["duban.score.point"].search(
            [
                "|",
                "&",
                ("score_id", "=", self.id),
                ("kind", "=", "rule"),
                "&",
                ("origin_id", "=", self.id),
                ("score_id", "!=", but.id),
                ("is_trial", "=", False),
            ]
        )
        kept = {}
        for point in points:
            if point.kind == "later" and point.score_id.state == "draft":
                continue
            key = point.department_id.id, point.rule_key, point.matter_id.id
            entry = kept.setdefault(
                key, {"points": 0, "act_id": point.act_id.id, "name": point.name}
            )
            entry["points"] += cents(point.counted)
        return kept

    def _make_corrections(self, units, later):
        by_unit = {unit.department_id.id: unit.id for unit in units}
        matters = self.env["duban.matter"].browse(
            {row["matter_id"] for rows in later.values() for row in rows}
        )
        numbers = {matter.id: matter.number for matter in matters}
        self.env["duban.score.point"].create(
            [
                {
                    "unit_line_id": by_unit[unit],
                    "sequence": 10000 + position,
                    "kind": "later",
                    "origin_id": row["origin"].id,
                    "rule_key": row["rule_key"],
                    "name": row["name"],
                    "matter_id": row["matter_id"],
                    "number": numbers[row["matter_id"]],
                    "act_id": row["act_id"],
                    "date": self.date_from,
                    "quantity": 1,
                    "points": row["points"] / 100,
                    "counted": row["points"] / 100,
                    "reason": self.env._(
                        "Correction of %s, which stays as it was locked.",
                        row["origin"].name,
                    ),
                }
                for unit, rows in later.items()
                for position, row in enumerate(rows)
            ]
        )

    # -- publishing, locking

    def action_publish(self):
        """Publish the points: each unit sees its own, and what the regulation allows of the others; objections begin.

        :raise AccessError: for anyone but the supervision office
        :raise UserError: the period is not over, or an earlier period is not published
        """
        for row in self:
            row._check_writable({})
            if clock.today(row) <= row.date_to:
                raise UserError(
                    self.env._("%s is not over yet: it is a preview.", row.name)
                )
            row.sudo()._fill()
        for row in self:
            today = clock.today(row)
            days = row.regulation_id.score_objection_days
            # sudo: the engine's fields; the office was checked
            row.sudo().write(
                {
                    "state": "published",
                    "ranking": row.regulation_id.score_ranking,
                    "published_by_id": self.env.uid,
                    "date_published": today,
                    "objection_until": row._add_working_days_safe(today, days)
                    if days
                    else False,
                }
            )
            row.sudo().unit_ids._tell_published()
        self._reconcile_todos()
        return True

    def _window_open(self):
        """Whether a unit may object to this one score today."""
        return bool(
            self.state == "published"
            and self.objection_until
            and clock.today(self) <= self.objection_until
        )

    def action_lock(self):
        """Lock the figures; they never move again.

        :raise AccessError: for anyone but the supervision office
        :raise UserError: units may still object, or an objection is not decided
        """
        for row in self:
            row._check_office()
            if row.state != "published":
                raise UserError(self.env._("Publish %s first.", row.name))
            if row._window_open():
                raise UserError(
                    self.env._(
                        "Units may object until %s.",
                        self.env["duban.matter"]._format_date(row.objection_until),
                    )
                )
            # sudo: how many objections are open, for the office
            if row.sudo().open_objections:
                raise UserError(
                    self.env._(
                        "%s objections are not decided yet.", row.sudo().open_objections
                    )
                )
        # sudo: the engine's fields; the office was checked
        self.sudo().write({"state": "locked", "date_locked": clock.today(self)})
        self._reconcile_todos()
        return True

    def action_open_points(self):
        """Open every point of the period as a list: to group, filter and export."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "duban_supervision_after.duban_score_point_action"
        )
        return {**action, "name": self.name, "domain": [("score_id", "=", self.id)]}

    # -- to-dos

    @api.model
    def _patrol_domain(self):
        return [("state", "=", "published")]

    def _expected_todos(self):
        """Once nobody may object any more and all is decided, the office locks the figures."""
        head = self.regulation_id.office_id.manager_id.user_id
        if self.state != "published" or self._window_open() or self.open_objections:
            return []
        if not head:
            return []
        day = self.objection_until or self.date_published
        return [
            Todo(
                "score_lock",
                "mail.mail_activity_data_todo",
                head,
                fields.Date.add(day, days=1),
                self.env._("Lock the figures: %s", self.name),
            )
        ]


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
        for row in self:
            row.total = round(row.counted_total + row.correction, 2)

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
                f"{full.rank} / {len(full.score_id.unit_ids)}"
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
        """Give these lines (of one score) their places; the same total is the same place."""
        order = sorted((row.total for row in self), reverse=True)
        for row in self:
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
