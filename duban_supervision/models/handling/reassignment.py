"""改派: another unit becomes the lead (CORE-21). An act of its own, because everything that hung on the old unit ends.

The old unit's acceptance, plan, people, confirmation, result and pending requests end; it keeps sight of what it wrote.
The new unit accepts and plans in its own full term. The due date stays, or starts anew where the regulation says so.
"""

from odoo import fields, models
from odoo.exceptions import UserError

from ... import clock, inputs
from ..access.matter_writing import RESULT_TEXTS
from ..matter.matter_workflow import Transition

#: states in which the lead unit changes by reassignment only
REASSIGNED_IN = ("filed", "assigned", "in_progress", "result_submitted")


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    reassign_term = fields.Selection(
        [("keep", "Keeps the due date"), ("restart", "Counts its term anew")],
        "Term of a unit that takes over",
        default="keep",
        required=True,
        help="Whether a matter that is reassigned keeps its due date or gets a new one by the rule of its category.",
    )


class DubanMatterUnit(models.Model):
    _inherit = "duban.matter.unit"

    role = fields.Selection(
        selection_add=[("former", "Former lead unit")], ondelete={"former": "cascade"}
    )
    date_from = fields.Date("Lead unit since", readonly=True)
    date_to = fields.Date("Lead unit until", readonly=True)
    was_late = fields.Boolean(
        "Was late", readonly=True, help="A limit passed while the unit was the lead."
    )


class DubanPlanLine(models.Model):
    _inherit = "duban.plan.line"

    active = fields.Boolean(
        default=True,
        readonly=True,
        help="The plan of a unit that handed the matter over is kept, but does not count.",
    )


class DubanRequest(models.Model):
    _inherit = "duban.request"

    unit_id = fields.Many2one(
        "hr.department",
        "Applying unit",
        readonly=True,
        copy=False,
        help="The lead unit at the time: what it used up does not pass on to another unit.",
    )

    def action_submit(self):
        """See above; the applying unit is kept, because the next lead unit has its own claim (CORE-21)."""
        result = super().action_submit()
        for request in (
            self.sudo()
        ):  # sudo: an engine value of the request that was just submitted
            request.unit_id = request.matter_id.lead_unit_id
        return result

    def _earlier_extensions(self, states):
        """Extensions of the present lead unit of this one request's matter that count towards the allowed number."""
        unit = self.matter_id.lead_unit_id
        return (
            super()
            ._earlier_extensions(states)
            .filtered(lambda row: not row.unit_id or row.unit_id == unit)
        )


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def action_reassign(self, unit_id=None, ground=None):
        """Give these matters to another lead unit (改派, CORE-21).

        Where leaders signed the filing, they sign the new unit before it counts: an adjustment waits for them.

        :param unit_id: id of the new ``hr.department``
        :param ground: text, required
        :raise AccessError: for anyone but the supervision office
        :raise UserError: no unit, no ground, or the unit cannot take it over
        """
        unit = self.env["hr.department"].browse(inputs.one_id(self.env, unit_id) or [])
        ground = inputs.text(self.env, ground)
        self._assert_may(
            "_is_office",
            self.env._("Only the supervision office reassigns a matter."),
        )
        if not unit.exists():
            raise UserError(self.env._("Name the unit that takes the matter over."))
        if not ground:
            raise UserError(self.env._("Please state the ground."))
        for matter in self:
            matter._reassign(unit, ground)
        return True

    def _reassign(self, unit, ground):
        """Give this one matter to ``unit``, or first ask those who signed its filing (the person was checked)."""
        if self.sudo()._needs_new_signature({"lead_unit_id"}):
            self._check_reassignment({"unit": unit})
            self.env["duban.adjustment"].create(
                {"matter_id": self.id, "ground": ground, "lead_unit_id": unit.id}
            )
        else:
            self._transition("reassign", ground, unit=unit)

    def _get_transitions(self):
        row = Transition(
            "assigned",
            "_is_office",
            ("_check_note", "_check_reassignment"),
            ("_effect_reassign",),
        )
        return {
            **super()._get_transitions(),
            ("filed", "reassign"): row._replace(target="filed"),
            **{(state, "reassign"): row for state in REASSIGNED_IN[1:]},
        }

    def _action_names(self):
        return [*super()._action_names(), ("reassign", self.env._("Reassign"))]

    def _check_reassignment(self, data):
        """The new unit is another one, of the institution, undertakes matters, and has not recused itself."""
        unit = data["unit"].sudo()
        for matter in self.sudo():
            if unit == matter.lead_unit_id:
                raise UserError(
                    self.env._(
                        "%(unit)s is the lead unit of %(matter)s already.",
                        unit=unit.name,
                        matter=matter.display_name,
                    )
                )
            if (
                not unit.active
                or not unit.is_supervised_unit
                or unit.company_id not in (matter.company_id, unit.company_id.browse())
            ):
                raise UserError(
                    self.env._(
                        "%s does not undertake supervised matters of this institution. Choose another unit.",
                        unit.name,
                    )
                )
            if matter.recusal_ids.filtered(
                lambda row: row.state == "active" and row.department_id == unit
            ):
                raise UserError(
                    self.env._(
                        "%s has recused itself from this matter and cannot take part.",
                        unit.name,
                    )
                )

    def _effect_reassign(self, data):
        """End what hung on the old unit, then let the new one begin (as superuser, door open)."""
        unit, ground = data["unit"], data["note"]
        data.setdefault("changes", {})
        for matter in self:
            old = matter.lead_unit_id
            data["changes"][matter.id] = {
                "lead_unit_id": [old.name or None, unit.name],
                **matter._end_unit_work(ground),
            }
            matter._end_tenure(old)
            matter._begin_tenure(unit, old)

    def _end_unit_work(self, ground):
        """End acceptance, plan, people, confirmation, result and requests of the present lead unit.

        :return: what was cleared, for the trail: {field: [old, None]}
        """
        names = ("handler_id", "liaison_id", *(n for n in RESULT_TEXTS if self[n]))
        changes = {
            name: [value, None]
            for name, value in self._trail_values(names).items()
            if value
        }
        pending = self.request_ids.filtered(lambda row: row.state == "submitted")
        pending._cancel_by_engine()
        drafts = self.request_ids.filtered(lambda row: row.state == "draft")
        drafts.write({"state": "withdrawn"})
        self.plan_line_ids.write({"active": False})
        self.disagreement_ids.filtered(
            lambda row: row.state in ("head", "leader")
        ).write({"state": "settled"})
        for request in pending:
            self.env["duban.act"]._append(
                self, "end_request", f"{request.display_name}: {ground}"
            )
        self.write(
            {
                "handler_id": False,
                "liaison_id": False,
                "date_accepted": False,
                "accepted_by_id": False,
                "plan_late": False,
                "date_result": False,
                "review_passed": False,
                "date_reviewed": False,
                "head_confirmed": False,
                "head_confirmed_by_id": False,
                "justification": False,
                "justification_state": "none",
                **dict.fromkeys(RESULT_TEXTS, False),
                "result_attachment_ids": [(5,)],
            }
        )
        return changes

    def _end_tenure(self, old):
        """The line of the old lead unit stays, as that of a former one, with its days and people."""
        today = clock.today(self)
        line = self.unit_line_ids.filtered(lambda row: row.role == "lead")
        if not line:
            return
        self.unit_line_ids.filtered(
            lambda row: row.role == "former" and row.department_id == old
        ).unlink()
        since = line.date_from or self.date_assigned or self.date_filed
        overdue = bool(self.date_deadline and today > self.date_deadline)
        line.write(
            {
                "role": "former",
                "date_from": since,
                "date_to": today,
                "was_late": self.was_late or overdue,
            }
        )
        # the next unit starts without the lateness of this one
        self.was_late = False
        line.flush_recordset(["role"])  # before the new lead takes the place

    def _begin_tenure(self, unit, old):
        """``unit`` is the lead now: people from the directory, terms of acceptance and plan from today."""
        today = clock.today(self)
        self.unit_line_ids.filtered(
            lambda row: row.department_id == unit and row.role in ("co", "former")
        ).unlink()
        self.lead_unit_id = unit
        self._follow_lead_unit(old)
        if self.regulation_id.subject_defaults_to_lead and self.subject_unit_id == old:
            self.subject_unit_id = unit
        self._sync_unit_lines()
        self.unit_line_ids.filtered(lambda row: row.role == "lead").write(
            {"date_from": today, "head_id": self.unit_head_id.id}
        )
        if self.state != "filed":
            self._restart_terms(today)
        self._refresh_access()

    def _restart_terms(self, today):
        """Acceptance, plan and feedback are counted from ``today``; the due date where the rules say so (XISU-8.3d)."""
        self.date_assigned = today
        self.assigned_by_id = self.env.uid
        days = self._rule("plan_due_days")
        if days:
            self.date_plan_due = self.env["duban.calendar.year"]._add_days(
                today, days, self._rule("plan_due_day_type"), self.company_id
            )
        if self._rule("reassign_term") == "restart":
            day = self._rule_date("assigned")
            if day:
                self._set_deadline(
                    day,
                    "rule",
                    self.env._("Reassigned: %s", self._rule_ground(self._term_rule())),
                )

    def _writable_fields(self):
        """After filing the lead unit changes by reassignment only (CORE-21)."""
        writable = super()._writable_fields()
        return writable if self.state == "draft" else writable - {"lead_unit_id"}

    def _check_writable(self, names):
        filed = self.filtered(lambda matter: matter.state in REASSIGNED_IN)
        if "lead_unit_id" in names and filed and filed._is_office():
            raise UserError(
                self.env._(
                    "%s is changed by “Reassign”, with its ground: "
                    "the old unit's work ends and the new unit accepts anew.",
                    filed[:1]._label("lead_unit_id"),
                )
            )
        return super()._check_writable(names)


class DubanAdjustment(models.Model):
    _inherit = "duban.adjustment"

    def _apply_lead_unit(self, unit):
        """An adjustment that names another lead unit is a reassignment (as superuser, the person was checked)."""
        matter = self.matter_id
        data = {"unit": unit}
        matter._check_reassignment(data)
        matter._transition("reassign", self.ground, **data)
