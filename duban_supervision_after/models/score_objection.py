"""A unit objects to its points (申诉): within days, decided by somebody else, on to the next leader when unanswered."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.duban_supervision import clock, inputs
from odoo.addons.duban_supervision.models.reminding.todo import Todo


class DubanScoreObjection(models.Model):
    """Opened by the unit, decided by a leader who neither published the points nor belongs to the unit."""

    _name = "duban.score.objection"
    _description = "Objection to a score"
    _inherit = [
        "duban.engine.values",
        "duban.patrolled",
        "duban.informing",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _mail_post_access = "read"

    # as superuser: unit and period only, for whoever reads the objection
    name = fields.Char(compute="_compute_name", compute_sudo=True)
    unit_line_id = fields.Many2one(
        "duban.score.unit",
        "Points of the unit",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    score_id = fields.Many2one(related="unit_line_id.score_id", store=True, index=True)
    company_id = fields.Many2one(related="unit_line_id.company_id", store=True)
    regulation_id = fields.Many2one(related="score_id.regulation_id", store=True)
    department_id = fields.Many2one(related="unit_line_id.department_id", store=True)
    point_id = fields.Many2one("duban.score.point", readonly=True, ondelete="restrict")
    reason = fields.Text(required=True, readonly=True)
    applicant_id = fields.Many2one(
        "res.users", "By", required=True, readonly=True, ondelete="restrict"
    )
    date = fields.Date("Objected on", required=True, readonly=True)
    state = fields.Selection(
        [("open", "To be decided"), ("upheld", "Accepted"), ("refused", "Refused")],
        required=True,
        default="open",
        readonly=True,
        tracking=True,
    )
    step = fields.Integer(readonly=True, export_string_translation=False)
    decider_id = fields.Many2one("res.users", "To decide", readonly=True, index=True)
    points = fields.Float("Points given back", digits=(16, 2), readonly=True)
    answer = fields.Text("Decision", readonly=True)
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True)
    date_decided = fields.Date("Decided on", readonly=True)
    can_decide = fields.Boolean(
        compute="_compute_can_decide", export_string_translation=False
    )

    @api.depends_context("lang")
    @api.depends("unit_line_id")
    def _compute_name(self):
        for row in self:
            row.name = self.env._(
                "Objection of %(unit)s: %(score)s",
                unit=row.unit_line_id.name,
                score=row.score_id.name,
            )

    @api.depends_context("uid")
    @api.depends("state", "decider_id")
    def _compute_can_decide(self):
        for row in self:
            row.can_decide = row._may_decide(self.env.user)

    def _is_kept(self):
        return self

    # ------------------------------------------------------------------
    # Opening
    # ------------------------------------------------------------------

    @api.model
    def _open_for(self, line, reason, point_id=None):
        """Open an objection of the current user's unit.

        :param line: ``duban.score.unit`` record
        :param reason: text, required
        :param point_id: id of the point it is about; None: the whole
        :raise AccessError: for anyone but head and liaison of the unit
        :raise UserError: too late, without reason, a second one about the same, or nobody can decide
        """
        # sudo: the line of a unit and its points; the person is checked right below, and the point has to be its own
        own = line.sudo()
        score = own.score_id
        reason = inputs.text(self.env, reason)
        if self.env.user not in line.department_id._duban_contacts():
            raise AccessError(
                self.env._("Only the unit itself objects to its points: %s", line.name)
            )
        if not score._window_open():
            raise UserError(self._closed_message(score))
        if not reason:
            raise UserError(self.env._("Please state the reason."))
        point = own.point_ids.browse(inputs.one_id(self.env, point_id) or []).exists()
        if point and point.unit_line_id != line:
            raise UserError(self.env._("This point belongs to another unit."))
        objections = self.with_env(own.env)
        taken = objections.search_count(
            [
                ("unit_line_id", "=", line.id),
                ("point_id", "=", point.id),
            ]
        )
        if taken:
            raise UserError(self.env._("Your unit has objected to this already."))
        objection = objections.create(
            {
                "unit_line_id": line.id,
                "point_id": point.id,
                "reason": reason,
                "applicant_id": self.env.uid,
                "date": clock.today(score),
            }
        )
        decider = objection._decider_at(0)
        if not decider:
            raise UserError(
                self.env._(
                    "Nobody can decide on it: the regulation names no leader in charge of the office and no principal "
                    "leader. Ask the administrator to enter them."
                )
            )
        objection.decider_id = decider
        people = decider | objection.regulation_id._office_contact()
        objection._tell("score_objected", {objection: people}, f"opened:{objection.id}")
        objection._reconcile_todos()
        score._reconcile_todos()
        return objection.with_env(self.env)

    @api.model
    def _closed_message(self, score):
        if score.state == "published" and score.objection_until:
            return self.env._(
                "Objections were possible until %s.",
                self.env["duban.matter"]._format_date(score.objection_until),
            )
        return self.env._("%s cannot be objected to now.", score.name)

    # ------------------------------------------------------------------
    # Who decides
    # ------------------------------------------------------------------

    def _ladder(self):
        """Who may decide this one, in order: leader in charge of the office, principal leaders; never who published."""
        setting = self.regulation_id._organisation()._setting
        leaders = [setting("office_leader_id"), *setting("principal_leader_ids")]
        return [user for user in dict.fromkeys(leaders) if self._is_other(user)]

    def _is_other(self, user):
        """Whether ``user`` is somebody else: there, not who published or objected, not of the unit."""
        return bool(
            user._is_of(self.company_id)
            and user not in self.score_id.published_by_id | self.applicant_id
            and self.department_id not in user.duban_unit_ids
        )

    def _decider_at(self, step):
        ladder = self._ladder()
        return ladder[min(step, len(ladder) - 1)] if ladder else self.env["res.users"]

    def _limit(self, step):
        """Last day on which the leader of ``step`` decides, or None."""
        days = self.regulation_id.score_answer_days
        if not days:
            return None
        return self._add_working_days_safe(self.date, days * (step + 1))

    def _step_today(self):
        """How far up this one has climbed by today."""
        today, last = clock.today(self), max(len(self._ladder()) - 1, 0)
        step = self.step
        while step < last and self._limit(step) and today > self._limit(step):
            step += 1
        return step

    def _may_decide(self, user):
        """Whether ``user`` decides this one now: the leader whose turn it is, or that person's deputy."""
        # sudo: whose turn it is; yes or no comes back
        row = self.sudo()
        if row.state != "open" or not row._is_other(user):
            return False
        absences = self.env["duban.delegation"]
        deputy = absences._stand_ins().get(row.decider_id, user.browse())
        return user == row.decider_id or (
            user in deputy and absences._holds_at(row.decider_id, user, row.company_id)
        )

    def _decision_defaults(self):
        """What the dialog begins with: the points that were taken."""
        # sudo: the points that were taken; the dialog's step asks who may
        point = self.sudo().point_id
        return {"points": -point.counted if point.counted < 0 else 0}

    def action_ask(self, action=None):
        """Open the dialog in which ``action`` (a key of ``duban.action.wizard._asks``) is completed."""
        return self.env["duban.matter"]._open_ask(self, action)

    def action_decide(self, upheld=None, points=None, answer=None):
        """Decide: accepted gives points back as a line of their own, beside what was counted.

        :param upheld: ``yes`` or ``no``
        :param points: number above 0 with at most two decimals, if accepted
        :param answer: text, required
        :raise AccessError: for anyone but the leader whose turn it is
        :raise UserError: decided already, or something is missing
        """
        answer = inputs.text(self.env, answer)
        for row in self:
            row.check_access("read")
            if row.state != "open":
                raise UserError(self.env._("%s is decided already.", row.name))
            # sudo: who decides is asked right below; the figures are the engine's
            sudo = row.sudo()
            if not row._may_decide(self.env.user):
                raise AccessError(
                    self.env._("%s decides on this objection.", sudo.decider_id.name)
                )
            if upheld not in ("yes", "no"):
                raise UserError(self.env._("Say whether you accept it."))
            if not answer:
                raise UserError(self.env._("Please write your opinion."))
            sudo._decide(upheld == "yes", sudo._given(upheld, points), answer)
        return True

    def _given(self, upheld, points):
        if upheld == "no":
            return 0.0
        if not isinstance(points, (int, float)) or isinstance(points, bool):
            points = 0
        if not 0 < round(points, 2) <= 1000:
            raise UserError(
                self.env._(
                    "Say how many points the unit gets back: above 0, at most 1000."
                )
            )
        taken = self.point_id.counted
        if taken < 0 and round(points, 2) > -taken:
            raise UserError(
                self.env._(
                    "This point took %s: no more than that is given back for it.",
                    f"{-taken:.2f}",
                )
            )
        return round(points, 2)

    def _decide(self, upheld, points, answer):
        line = self.unit_line_id
        self.write(
            {
                "state": "upheld" if upheld else "refused",
                "points": points,
                "answer": answer,
                "decided_by_id": self.env.uid,
                "date_decided": clock.today(self),
            }
        )
        if upheld:
            self.env["duban.score.point"].create(
                {
                    "unit_line_id": line.id,
                    "sequence": 20000 + self.id,
                    "kind": "objection",
                    "name": self.point_id.name or self.env._("Objection upheld"),
                    "matter_id": self.point_id.matter_id.id,
                    "number": self.point_id.number,
                    "act_id": self.point_id.act_id.id,
                    "date": clock.today(self),
                    "quantity": 1,
                    "points": points,
                    "counted": points,
                    "objection_id": self.id,
                    "reason": answer,
                }
            )
            line.correction = round(line.correction + points, 2)
            line.score_id.unit_ids._rank()
        people = self.applicant_id | line.department_id._duban_contacts()
        people |= self.regulation_id._office_contact()
        self._tell("score_decided", {self: people}, f"decided:{self.id}", answer)
        self._reconcile_todos()
        self.score_id._reconcile_todos()

    # ------------------------------------------------------------------
    # To-dos, climbing
    # ------------------------------------------------------------------

    @api.model
    def _patrol_domain(self):
        return [("state", "=", "open")]

    def _patrol(self):
        """Unanswered objections go to the next leader, who is told; then to-dos as ever."""
        # sudo: the patrol hands on what nobody answered
        for row in self.sudo():
            step = row._step_today()
            decider = row._decider_at(step)
            if decider and (step != row.step or decider != row.decider_id):
                row.write({"step": step, "decider_id": decider.id})
                row._tell("score_objected", {row: decider}, f"step:{step}")
        return super()._patrol()

    def _expected_todos(self):
        if self.state != "open" or not self.decider_id:
            return []
        return [
            Todo(
                f"score_objection:{self.step}",
                "mail.mail_activity_data_todo",
                self.decider_id,
                self._limit(self.step) or self.date,
                self.env._("Decide on the objection: %s", self.name),
            )
        ]

    def _fit(self, user, stand_ins):
        """``stand_ins`` as they hold for ``user``, who decides: a party to this one stands in for nobody (CORE-29)."""
        return stand_ins if self._is_other(stand_ins.get(user, user)) else {}

    def _settle_todo(self, todo, stand_ins):
        """A deputy who may not decide is not asked: it stays with the leader, and climbs when nobody answers."""
        return super()._settle_todo(todo, self._fit(todo.user, stand_ins))

    def _hears_for(self, user, stand_ins):
        if user == self.decider_id:
            stand_ins = self._fit(user, stand_ins)
        return super()._hears_for(user, stand_ins)

    def _is_silent(self, event):
        return event in self.regulation_id._silent()

    def _reminder_name(self):
        return self.name
