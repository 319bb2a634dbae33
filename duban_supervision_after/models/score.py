"""Scores of units (考评计分): a period's points, previewed, published, objected to, locked (PLUS-S1). Off by default.

A draft is a preview: counted anew at will, read by the office alone. Publishing keeps the rules and the points; what an
objection changes is a line beside them. Locked figures never move: what turns out otherwise later is a line of the
next period.
"""

from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.duban_supervision import clock
from odoo.addons.duban_supervision.models.documents.document_mixin import in_chinese
from odoo.addons.duban_supervision.models.reminding.todo import Todo


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
    rules = fields.Json(
        readonly=True,
        copy=False,
        export_string_translation=False,
        # those on trial are among them, which are the office's alone
        groups="duban_supervision.group_office",
    )
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
    can_lock = fields.Boolean(
        compute="_compute_can_lock", export_string_translation=False
    )

    _period_uniq = models.UniqueIndex(
        "(company_id, date_from, date_to)", "This period has its score already."
    )

    @api.depends("date_from", "date_to", "regulation_id")
    def _compute_name(self):
        for row in self:
            # kept, and read in every language: in Chinese, as on paper
            word = row._word("doc:score", in_chinese(row).env._("Scores of units"))
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

    @api.depends("state", "objection_until", "objection_ids.state")
    def _compute_can_lock(self):
        for row in self:
            row.can_lock = (
                row.state == "published"
                and not row._window_open()
                and not row.open_objections
            )

    def _short_period(self):
        """The period of this one score in as few characters as may be: 2026-11, 2026, or the name of the semester."""
        if self.cycle == "term":
            return self.semester_id.display_name
        return f"{self.year}-{self.month:02d}" if self.cycle == "month" else self.year

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
            # sudo: the office was checked; the points are the whole institution's
            preview = row.sudo()
            # a semester may have been moved meanwhile; what is announced stays with the days it was counted for
            preview._compute_period()
            preview._fill()
        return True

    # -- publishing, locking

    def action_publish(self):
        """Publish the points: each unit sees its own, and what the regulation allows of the others; objections begin.

        :raise AccessError: for anyone but the supervision office
        :raise UserError: the period is not over
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
            row._engine_write(
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
            # sudo: every unit is told of its own points
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
            waiting = row.sudo().open_objections
            if waiting:
                raise UserError(
                    self.env._("%s objections are not decided yet.", waiting)
                )
        self._engine_write({"state": "locked", "date_locked": clock.today(self)})
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
        head = self.regulation_id._office_contact()
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
