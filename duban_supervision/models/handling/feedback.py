"""Feedback: progress of the lead unit to the office, of co-units to the lead unit."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ... import clock, inputs
from ..matter.states import RUNNING_STATES


class DubanFeedback(models.Model):
    _name = "duban.feedback"
    _description = "Feedback"
    _inherit = ["duban.matter.part", "duban.label.mixin"]
    _order = "matter_id, date, id"
    # whoever is of two co-units says for which one
    _given_at_creation = frozenset({"department_id"})

    kind = fields.Selection(
        [
            ("progress", "Progress"),
            ("co_unit", "Co-unit to lead unit"),
            ("cannot_finish", "Not finishing in time"),
        ],
        required=True,
        default="progress",
    )
    name = fields.Text("Progress", required=True)
    date = fields.Date(required=True, default=clock.today, readonly=True)
    percentage = fields.Integer("Done (%)")
    department_id = fields.Many2one("hr.department", "Unit", readonly=True)
    own_co_unit_ids = fields.Many2many(
        "hr.department",
        compute="_compute_own_co_unit_ids",
        export_string_translation=False,
    )
    author_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user
    )
    entered_for_id = fields.Many2one(
        "res.users",
        "On behalf of",
        readonly=True,
        help="Entered by the office for the unit.",
    )
    medium = fields.Selection(
        [("written", "Written"), ("oral", "Oral")], default="written", required=True
    )
    plan_line_id = fields.Many2one(
        "duban.plan.line",
        "Milestone",
        index=True,
        ondelete="restrict",
        domain="[('matter_id', '=', matter_id)]",
    )
    progress_request_id = fields.Many2one(
        "duban.progress.request", "Answers the request", index=True, ondelete="restrict"
    )
    date_due = fields.Date("Was due", readonly=True)
    is_late = fields.Boolean("Late", readonly=True)
    attachment_ids = fields.Many2many(
        "ir.attachment", "duban_feedback_attachment_rel", string="Files"
    )
    review_state = fields.Selection(
        [("new", "Not reviewed"), ("accepted", "Accepted"), ("returned", "Returned")],
        default="new",
        required=True,
        readonly=True,
    )
    review_note = fields.Text(readonly=True)
    reviewed_by_id = fields.Many2one("res.users", readonly=True)
    can_be_returned = fields.Boolean(
        compute="_compute_can_be_returned",
        compute_sudo=True,
        export_string_translation=False,
    )
    mark_id = fields.Many2one(
        "duban.option", readonly=True, help="False, delayed or omitted report."
    )
    request_id = fields.Many2one("duban.request", readonly=True)
    passed_up_by_id = fields.Many2one(
        "res.users", "Reported upward by", readonly=True, copy=False
    )

    _marked_idx = models.Index("(matter_id) WHERE mark_id IS NOT NULL")

    @api.constrains("percentage")
    def _check_percentage(self):
        """What is done is a share of the whole (CORE-25)."""
        if any(not 0 <= feedback.percentage <= 100 for feedback in self):
            raise ValidationError(
                self.env._("What is done is between 0 and 100 percent.")
            )

    @api.depends("review_state", "matter_id.lead_unit_id", "matter_id.unit_line_ids")
    def _compute_can_be_returned(self):
        """What the present lead unit reported, once: nobody hands in anew for a unit that leads no more (CORE-21)."""
        for matter, rows in self.grouped("matter_id").items():
            own = matter._feedback_of_lead()
            for feedback in rows:
                feedback.can_be_returned = feedback in own

    @api.depends("name")
    def _compute_display_name(self):
        for feedback in self:
            feedback.display_name = (feedback.name or "")[:60]

    @api.model_create_multi
    def create(self, vals_list):
        feedbacks = super().create(vals_list)
        for feedback in feedbacks:
            feedback._arrive()
        return feedbacks

    def _arrive(self):
        """Check the author, find which due date this one feedback answers, and let the matter know."""
        matter = self.matter_id
        # sudo: what the office waits for, by request or urging; a report answers it, whoever writes that down
        own = matter.sudo()
        today = clock.today(self)
        if not (self.name or "").strip():
            raise UserError(self.env._("Write what was done."))
        if self.plan_line_id and self.plan_line_id.matter_id != matter:
            raise UserError(self.env._("The milestone belongs to another matter."))
        if self.progress_request_id and self.progress_request_id.matter_id != matter:
            raise UserError(
                self.env._("The progress request belongs to another matter.")
            )
        if self.kind == "progress" and not self.progress_request_id:
            # a report that comes while one thing is asked answers it
            asked = own.progress_request_ids.filtered(lambda row: row.state == "open")
            if len(asked) == 1:
                self._engine_write({"progress_request_id": asked.id})
        if self.kind == "cannot_finish" and not self.request_id:
            raise UserError(
                self.env._("That a matter cannot be finished is reported by a request.")
            )
        if self.kind == "co_unit":
            line = self._own_co_line()
            if matter.state not in RUNNING_STATES:
                raise UserError(
                    self.env._("%s is not being handled now.", matter.display_name)
                )
            line.write({"report_state": "reported", "date_reported": today})
            self._engine_write(
                {
                    "department_id": line.department_id.id,
                    "date": today,
                    "review_state": "accepted",
                    "is_late": bool(line.report_due and today > line.report_due),
                }
            )
            action = "co_feedback"
        else:
            if self.department_id not in (matter.lead_unit_id, self.department_id.browse()):  # fmt: skip
                raise AccessError(self._only_the_lead_reports())
            on_behalf = not self.env.su and not matter._is_lead()
            if matter.state != "in_progress" and not (
                matter.state == "assigned"
                and (self.kind != "progress" or on_behalf or matter.is_urgent)
            ):
                raise UserError(
                    self.env._(
                        "%s is not in progress: accept it first.", matter.display_name
                    )
                )
            due = (
                # who does not report in stages owed nothing on the day of one (WUT-23.1c)
                (matter._reports_by_plan() and self.plan_line_id.date)
                or self.progress_request_id.date_due
                or matter._open_feedback_date(before=self)
            )
            if self.date_due:
                due = self.date_due
            needs_review = matter._rule("feedback_review_required")
            self._engine_write(
                {
                    "department_id": matter.lead_unit_id.id,
                    "date": today,
                    "date_due": due,
                    "is_late": bool(due and today > due),
                    "entered_for_id": (matter.handler_id or matter.unit_head_id).id
                    if on_behalf
                    else False,
                    "review_state": "new" if needs_review else "accepted",
                }
            )
            own._settle_records("urging")
            action = "feedback"
        self.env["duban.act"]._append(matter, action, self.name)
        matter._reconcile_todos()

    @api.depends_context("uid")
    @api.depends("matter_id", "kind")
    def _compute_own_co_unit_ids(self):
        for feedback in self:
            is_own = feedback.kind == "co_unit"
            feedback.own_co_unit_ids = (
                feedback._own_co_lines().department_id if is_own else False
            )

    def _own_co_lines(self):
        """The co-units (``duban.matter.unit``, as superuser) of this one feedback's matter to which the user belongs,
        those first that still have to report (CORE-20)."""
        # sudo: only units of the user's own; the line and what it says of its report are the engine's
        lines = self.sudo().matter_id.unit_line_ids.filtered(
            lambda row: (
                row.role == "co" and row.department_id in self.env.user.duban_unit_ids
            )
        )
        return lines.sorted(lambda row: row.report_state != "waiting")

    def _own_co_line(self):
        """The co-unit (``duban.matter.unit``) for which this one feedback reports: the one that it names, else the one
        of the author's that still has to.

        :raise AccessError: it is none of the author's
        """
        lines = self._own_co_lines()
        if self.department_id:
            lines = lines.filtered(lambda row: row.department_id == self.department_id)
        if not lines:
            raise AccessError(self._only_a_co_unit_reports())
        return lines[:1]

    @api.onchange("matter_id", "kind")
    def _onchange_own_co_unit(self):
        """Whoever reports for a co-unit sees for which one, and of several chooses."""
        if self.kind == "co_unit" and not self.department_id:
            self.department_id = self._own_co_lines()[:1].department_id

    def _only_a_co_unit_reports(self):
        return self.env._("Only a co-unit reports to the lead unit.")

    def _only_the_lead_reports(self):
        return self.env._(
            "Only the lead unit reports to the office; a co-unit reports to the lead unit."
        )

    @api.model
    def _from_request(self, request):
        """The "cannot finish" report is feedback too: progress, reason and measures in one text (XISU-12.1d)."""
        return self._engine_create(
            {
                "matter_id": request.matter_id.id,
                "kind": "cannot_finish",
                "request_id": request.id,
                "date_due": request.matter_id.date_deadline,
                "name": "\n".join(
                    [request.progress, request.reason, request.acceleration]
                ),
            }
        )

    def _who_writes(self, operation, names=frozenset()):
        if operation != "create":
            raise AccessError(
                self.env._(
                    "Feedback that was handed in is not changed. Hand in another one."
                )
            )
        for feedback in self:
            matter = feedback.matter_id
            if feedback.kind == "co_unit":
                if not matter._is_co():
                    raise AccessError(self._only_a_co_unit_reports())
            elif not matter._is_lead() and not feedback._is_written_down():
                raise AccessError(self._only_the_lead_reports())

    def _is_written_down(self):
        """Whether the office writes down what the unit said (ABAF-15.1b)."""
        return self.medium == "oral" and bool(self.matter_id._is_office())

    def action_pass_upward(self):
        """Report the same, once, to the institution whose matter was taken over, by its lead unit.

        :return: the feedback there
        :raise UserError: the matter was taken over from nowhere, or a colleague has reported it
        """
        copies = self.browse()
        for feedback in self:
            feedback.check_access("read")
            # sudo: from which matter ours was taken over; the report there is made with the person's rights
            sudo = feedback.sudo()
            origin = sudo.matter_id.origin_id.with_env(self.env)
            if not origin:
                raise UserError(
                    self.env._("This matter was not taken over from anywhere.")
                )
            if sudo.passed_up_by_id:
                # twice would answer the next day of the grid there, too
                raise UserError(
                    self.env._(
                        "%s has reported this upward already.",
                        sudo.passed_up_by_id.name,
                    )
                )
            copies |= self.with_context(
                allowed_company_ids=self.env.user.company_ids.ids
            ).create({"matter_id": origin.id, "name": sudo.name})
            sudo._engine_write({"passed_up_by_id": self.env.uid})
        return copies

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Feedback that was handed in is kept."))

    # ------------------------------------------------------------------
    # Review by the office
    # ------------------------------------------------------------------

    def action_accept_feedback(self):
        """The office takes the feedback over into the ledger (WUT-16.1b)."""
        return self._review("accepted", None)

    def action_return_feedback(self, reason=None):
        """Return inaccurate feedback. ``reason``: text, required."""
        if not inputs.text(self.env, reason):
            raise UserError(self.env._("Please state the reason."))
        return self._review("returned", reason)

    def _review(self, state, reason):
        self.matter_id._assert_not_ended()
        for feedback in self:
            matter = feedback.matter_id
            matter._assert_may(
                "_is_office",
                self.env._("Only the supervision office reviews feedback."),
            )
            if feedback.kind == "co_unit":
                raise UserError(
                    self.env._("Feedback of a co-unit is summarised by the lead unit.")
                )
            if feedback.review_state == state and feedback.reviewed_by_id:
                # two clerks at once, or a second click: it is counted once
                raise UserError(
                    self.env._(
                        "%s has reviewed this feedback the same way already.",
                        feedback.reviewed_by_id.name,
                    )
                )
            if state == "returned" and not feedback.can_be_returned:
                raise UserError(
                    self.env._(
                        "%(unit)s did not report this as the present lead unit of %(matter)s: it stands as it is.",
                        unit=feedback.department_id.name,
                        matter=matter.display_name,
                    )
                )
            feedback._engine_write(
                {
                    "review_state": state,
                    "review_note": reason,
                    "reviewed_by_id": self.env.uid,
                }
            )
            if state == "returned":
                matter._engine_write({"return_count": matter.return_count + 1})
                matter._revive_urgings(feedback.date)
            self.env["duban.act"]._append(matter, f"feedback_{state}", reason)
        self.matter_id._reconcile_todos()
        return True

    def action_mark(self, code=None):
        """Mark feedback as false, delayed or omitted (WUT-23.1a, SIE-16.2a).

        :param code: code of a ``duban.option`` of the list ``feedback_mark``; empty takes the mark away
        :raise UserError: the matter has ended (CORE-14), or there is no such mark
        """
        for feedback in self:
            matter = feedback.matter_id
            matter._assert_may(
                "_is_office", self.env._("Only the supervision office marks feedback.")
            )
            matter._assert_not_ended()
            matter._require_rule("truth_marks_enabled")
            option = (
                self.env["duban.option"]._get(
                    matter.regulation_id, "feedback_mark", code
                )
                if code
                else self.env["duban.option"]
            )
            if code and not option:
                raise UserError(self.env._("The regulation has no such mark: %s", code))
            # sudo: the office was checked; the mark is the engine's field
            sudo = feedback.sudo()
            before = sudo.mark_id.name
            sudo.mark_id = option
            note = option.name or "—"
            changes = {"mark_id": [before or None, option.name or None]}
            if sudo.kind == "co_unit":
                # it says whose report that was: the mark is not the lead unit's
                note = f"{sudo.department_id._duban_name()} {note}"
                changes["department_id"] = [sudo.department_id.id] * 2
            self.env["duban.act"]._append(
                matter, "mark_feedback", note, changes={matter.id: changes}
            )
        return True
