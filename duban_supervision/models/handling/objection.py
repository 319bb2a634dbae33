"""非本单位职责: a unit may object that a matter is not its own (CORE-22).

Before acceptance, within some days of the assignment, once per unit and matter. While it is open the acceptance term
stands still. Upheld it becomes a reassignment; rejected the term goes on with the days that were left.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import clock, inputs
from ..reminding.matter_todo import Todo
from ..reminding.reminder import Event


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    objection_days = fields.Integer(
        default=3,
        help="Working days after the assignment within which the lead unit may object; 0: no objections.",
    )
    objection_decider = fields.Selection(
        [("office", "Supervision office"), ("leader_in_charge", "Leader in charge")],
        "Objections are decided by",
        default="office",
        required=True,
    )
    objection_review_days = fields.Integer(
        default=3,
        help="Working days within which an objection is decided; then it climbs.",
    )


class DubanObjection(models.Model):
    _name = "duban.objection"
    _description = "Objection of a unit"
    _inherit = ["duban.matter.part"]
    _order = "id desc"
    _rec_name = "reason"

    unit_id = fields.Many2one("hr.department", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Objected by", required=True, readonly=True)
    reason = fields.Text(required=True, readonly=True)
    suggested_unit_id = fields.Many2one(
        "hr.department", "Unit suggested", readonly=True
    )
    date = fields.Date("Objected on", required=True, readonly=True)
    date_due = fields.Date("To be decided by", readonly=True)
    state = fields.Selection(
        [("open", "To be decided"), ("upheld", "Upheld"), ("rejected", "Rejected")],
        default="open",
        required=True,
        readonly=True,
    )
    decision = fields.Text(readonly=True)
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True)
    date_decided = fields.Date("Decided on", readonly=True)

    _once = models.UniqueIndex(
        "(matter_id, unit_id)", "This unit has objected to this matter already."
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Objections are kept."))

    def _decide(self, upheld, reason):
        """Store the decision of this one objection (as superuser) and give back the days that it took."""
        today, matter = clock.today(self), self.matter_id
        self.write(
            {
                "state": "upheld" if upheld else "rejected",
                "decision": reason,
                "decided_by_id": self.env.uid,
                "date_decided": today,
            }
        )
        if not upheld:
            matter._let_term_go_on(self.date, today)
        self.env["duban.act"]._append(
            matter,
            "judge_objection",
            f"{dict(self._fields['state']._description_selection(self.env))[self.state]}：{reason}",
        )


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    objection_ids = fields.One2many("duban.objection", "matter_id", "Objections")
    objection_days_stood = fields.Integer(
        "Days stood still",
        readonly=True,
        copy=False,
        help="Working days by which an objection moved the term for acceptance.",
    )

    def _open_objection(self):
        """The objection of this one matter that waits for its decision; may be empty."""
        return self.objection_ids.filtered(lambda row: row.state == "open")[:1]

    # -- the unit

    def action_object(self, reason=None, suggested_unit_id=None):
        """Object that the matter is not this unit's duty (CORE-22).

        :param reason: text, required
        :param suggested_unit_id: id of the ``hr.department`` that should have it, optional
        :raise AccessError: for anyone but the lead unit
        :raise UserError: accepted already, too late, objected before, or no reason
        """
        reason = inputs.text(self.env, reason)
        suggested = inputs.one_id(self.env, suggested_unit_id)
        self._assert_may("_is_lead", self.env._("Only the lead unit objects."))
        if not reason:
            raise UserError(self.env._("Please state the reason."))
        today = clock.today(self)
        for matter in self:
            matter.sudo()._check_objection(today)
            days = matter._rule("objection_review_days")
            # sudo: the person was checked; an objection is the engine's record
            self.env["duban.objection"].sudo().create(
                {
                    "matter_id": matter.id,
                    "unit_id": matter.lead_unit_id.id,
                    "user_id": self.env.uid,
                    "reason": reason,
                    "suggested_unit_id": suggested or matter.sudo()._likely_unit().id,
                    "date": today,
                    "date_due": matter._add_working_days_safe(today, days),
                }
            )
            self.env["duban.act"]._append(matter, "object", reason)
        self._reconcile_todos()
        return True

    def _check_objection(self, today):
        """:raise UserError: this one matter cannot be objected to today (as superuser)."""
        days = self._rule("objection_days")
        if not days:
            self._require_rule("objection_days")
        if self.state != "assigned":
            raise UserError(
                self.env._(
                    "%s: a unit objects after the assignment and before it accepts.",
                    self.display_name,
                )
            )
        last = self._add_working_days_safe(self.date_assigned, days)
        if today > last:
            raise UserError(
                self.env._(
                    "The last day to object was %(day)s (%(count)s working days after the assignment).",
                    day=self._format_date(last),
                    count=days,
                )
            )
        if self.objection_ids.filtered(lambda row: row.unit_id == self.lead_unit_id):
            raise UserError(
                self.env._(
                    "%s has objected to this matter already.", self.lead_unit_id.name
                )
            )

    def _likely_unit(self):
        """The unit that had the most alike matter before, if any (as superuser)."""
        # pg_trgm may be missing: then nothing is suggested
        if not self.env.registry.has_trigram:
            return self.env["hr.department"]
        self.flush_model(["name", "lead_unit_id", "company_id"])
        self.env.cr.execute(
            """SELECT lead_unit_id FROM duban_matter
                WHERE company_id = %s AND id <> %s AND lead_unit_id IS NOT NULL AND lead_unit_id <> %s
                  AND state IN ('in_progress', 'result_submitted', 'closing_approval', 'closed', 'archived')
                  AND similarity(name, %s) > 0.4
                ORDER BY similarity(name, %s) DESC, id DESC LIMIT 1""",
            (self.company_id.id, self.id, self.lead_unit_id.id, self.name, self.name),
        )
        row = self.env.cr.fetchone()
        return self.env["hr.department"].browse(row[0] if row else [])

    def _possible_side_actions(self):
        actions = super()._possible_side_actions()
        if self.state != "assigned":
            return actions
        if self.sudo()._open_objection():
            if self._is_objection_decider():
                actions.add("decide_objection")
        elif self._may_object():
            actions.add("object")
        return actions

    def _may_object(self):
        """Whether the user's unit may object to this one matter today."""
        try:
            self.sudo()._check_objection(clock.today(self))
        except UserError:
            return False
        return bool(self._is_lead())

    # -- the decision

    def _is_objection_decider(self):
        """Matters whose open objection the user decides: the office, or the leader in charge where the rules say so."""
        return self.filtered(
            lambda matter: (
                matter._is_leader_in_charge()
                if matter.sudo()._rule("objection_decider") == "leader_in_charge"
                else matter._is_office()
            )
        )

    def _is_leader_in_charge(self):
        """The leader in charge of these matters, or who stands in for that leader."""
        is_deputy = self.env["duban.delegation"]._is_deputy
        user = self.env.user
        return self._not_recused().filtered(
            lambda matter: (
                matter.sudo().leader_in_charge_id == user
                or is_deputy(matter.sudo().leader_in_charge_id, user)
            )
        )

    def action_decide_objection(self, upheld=None, reason=None, unit_id=None):
        """Decide the open objection (CORE-22).

        :param upheld: bool; upheld, the matter goes to another unit
        :param reason: text, required
        :param unit_id: id of the new lead unit where it is upheld; default: the one suggested
        :raise AccessError: for anyone but who decides objections
        """
        reason = inputs.text(self.env, reason)
        unit_id = inputs.one_id(self.env, unit_id)
        self._assert_may("_is_objection_decider")
        if not reason:
            raise UserError(self.env._("Please state the reason."))
        for matter in self:
            objection = matter.sudo()._open_objection()
            if not objection:
                raise UserError(self.env._("No objection is open on this matter."))
            objection._decide(bool(upheld), reason)
            if upheld:
                unit = (
                    self.env["hr.department"].browse(unit_id or [])
                    or objection.suggested_unit_id
                )
                if not unit:
                    raise UserError(
                        self.env._("Name the unit that takes the matter over.")
                    )
                # sudo: who decides was checked; the reassignment is what the decision means
                matter.sudo()._reassign(unit, reason)
        self._reconcile_todos()
        return True

    def _objection_defaults(self):
        """What the dialog of the decision begins with: the unit that was suggested."""
        return {"unit_id": self.sudo()._open_objection().suggested_unit_id.id}

    # -- to-dos, reminders, the term

    def _let_term_go_on(self, since, today):
        """A rejected objection gives back the days from ``since`` to ``today``, in the kind of day of the term."""
        if self.date_plan_due and self._rule("plan_due_day_type") != "working":
            self._engine_write({"date_plan_due": self.date_plan_due + (today - since)})
            return
        stood = self.env["duban.calendar.year"]._working_days_between(
            since, today, self.company_id
        )
        if self.date_plan_due:
            day = self._add_working_days_safe(self.date_plan_due, stood)
            self._engine_write({"date_plan_due": day})
        else:
            self._engine_write(
                {"objection_days_stood": self.objection_days_stood + stood}
            )

    def _acceptance_date(self):
        """Later by the working days that an objection was open (CORE-22), never after the due date (ABAF-16.3c)."""
        day = super()._acceptance_date()
        if self.objection_days_stood and not self.date_plan_due:
            day = self._add_working_days_safe(
                self.date_assigned,
                self._rule("acceptance_reminder_days") + self.objection_days_stood,
            )
        return min(filter(None, (day, self.date_deadline)))

    def _todos_assigned(self):
        objection = self._open_objection()
        todos = super()._todos_assigned()
        if not objection:
            return todos
        leader = self._rule("objection_decider") == "leader_in_charge"
        decide = Todo(
            f"objection:{objection.id}",
            "objection",
            self.leader_in_charge_id if leader else self._office_contact(),
            objection.date_due,
            self.env._("Decide the objection of %s", objection.unit_id.name),
        )
        return [todo for todo in todos if todo.key != "accept"] + [decide]

    def _events_progress(self, worker, passed):
        events = super()._events_progress(worker, passed)
        objection = self.state == "assigned" and self._open_objection()
        if not objection:
            return events
        climb = [(1, self._office_contact()), (1, self.regulation_id.office_leader_id)]
        waiting = Event(
            "undecided", objection.date_due, climb, f"objection:{objection.id}"
        )
        return [e for e in events if e.kind != "unaccepted"] + [waiting]
