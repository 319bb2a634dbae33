"""What happens to a matter on its way: feedback, requests, reports back, volumes, disagreements."""

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ... import clock, inputs
from ..access.matter_writing import REVIEW_FIELDS
from ..matter.states import CLOSED_STATES, OPEN_STATES, RUNNING_STATES
from ..reminding.todo import Todo, todos_in
from .record import LOOKS

#: what a review left on the matter: opinion and conclusion, who gave them and when
REVIEWED = REVIEW_FIELDS | {"date_reviewed", "reviewed_by_id"}


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def _put_review_aside(self, data):
        """Opinion and conclusion about a result that does not stand any more go into the trail (XISU-12.3d)."""
        changes = data.setdefault("changes", {})
        for matter in self:
            said = matter._trail_values([n for n in REVIEWED if matter[n]])
            if said:
                gone = {name: [text, None] for name, text in sorted(said.items())}
                changes[matter.id] = {**changes.get(matter.id, {}), **gone}
                matter.write(dict.fromkeys(said, False))

    # ------------------------------------------------------------------
    # Feedback
    # ------------------------------------------------------------------

    is_unanswered = fields.Boolean(
        "No answer",
        compute="_compute_is_unanswered",
        search="_search_is_unanswered",
        help="Sent to its units and never reported on, or past its due date without result.",
    )

    @api.depends("state", "date_last_feedback", "date_deadline")
    def _compute_is_unanswered(self):
        today = clock.today(self)
        for matter in self:
            matter.is_unanswered = matter.state in RUNNING_STATES and bool(
                not matter.date_last_feedback
                or (matter.date_deadline and matter.date_deadline < today)
            )

    def _search_is_unanswered(self, operator, value):
        if operator != "in":
            return NotImplemented
        unanswered = Domain("state", "in", RUNNING_STATES) & (
            Domain("date_last_feedback", "=", False)
            | Domain("date_deadline", "<", clock.today(self))
        )
        return Domain.OR(unanswered if wanted else ~unanswered for wanted in value)

    # ------------------------------------------------------------------
    # Requests for progress
    # ------------------------------------------------------------------

    progress_request_ids = fields.One2many(
        "duban.progress.request", "matter_id", "Progress requests"
    )

    # ------------------------------------------------------------------
    # Re-checks
    # ------------------------------------------------------------------

    recheck_ids = fields.One2many("duban.recheck", "matter_id", "Re-checks")

    def _open_rechecks(self):
        """The re-checks that this one matter still has to have: none while there is no closing to look back at."""
        if self.state not in CLOSED_STATES:
            return self.env["duban.recheck"]
        return self.recheck_ids.filtered(lambda row: row.outcome == "open")

    def _failed_recheck(self):
        """Whether a re-check since the present closing of this one matter found it not implemented.

        One before it was answered by it, on the same day too: the trail says which came first.
        """
        since = self.recheck_ids.filtered(
            lambda row: row.outcome == "failed" and row.date >= self.date_closed
        )
        acts = self.act_ids.filtered(
            lambda act: act.action in ("close", "recheck_failed")
        )
        return bool(since) and acts.sorted("seq")[-1:].action == "recheck_failed"

    # ------------------------------------------------------------------
    # Reporting back
    # ------------------------------------------------------------------

    report_back_ids = fields.Many2many(
        "duban.report.back",
        "duban_report_back_matter_rel",
        string="Reports back",
        copy=False,
    )
    earlier_report_ids = fields.Many2many(
        "duban.report.back",
        "duban_report_back_earlier_rel",
        string="Reports before the present result",
        copy=False,
        readonly=True,
        help="Made before the result was handed in, on the same day too: they can not have contained it.",
    )
    is_reported_back = fields.Boolean(
        "Reported back",
        compute="_compute_is_reported_back",
        search="_search_is_reported_back",
    )

    def _result_reports(self):
        """Reports made of this one matter; once there is a result, only those that can have contained it."""
        # sudo: reports of the matter itself; callers count or print them
        own = self.sudo()
        return own.report_back_ids.filtered(
            lambda row: (
                row.state == "done"
                and not (self.date_result and row.date < self.date_result)
                and row not in own.earlier_report_ids
            )
        )

    def _leave_earlier_reports(self):
        """A result was handed in: what was reported before, on the same day too, is no report of it (XISU-8.6a)."""
        for matter in self:
            # sudo: reports of the matter itself, whoever made them
            reports = matter.sudo().report_back_ids
            matter._engine_write(
                {
                    "earlier_report_ids": reports.filtered(
                        lambda row: row.state == "done"
                    )
                }
            )

    def _check_not_reported_back(self, data):
        if any(matter._is_reported_back() for matter in self):
            raise UserError(self._no_transition_message(data["action"]))

    def _is_reported_back(self):
        return bool(self._result_reports())

    @api.depends(
        "report_back_ids.state",
        "report_back_ids.date",
        "earlier_report_ids",
        "date_result",
    )
    def _compute_is_reported_back(self):
        for matter in self:
            matter.is_reported_back = matter._is_reported_back()

    def _search_is_reported_back(self, operator, value):
        if operator != "in":
            return NotImplemented
        reported = SQL(
            """(SELECT l.duban_matter_id FROM duban_report_back_matter_rel l
                 JOIN duban_report_back r ON r.id = l.duban_report_back_id
                 JOIN duban_matter m ON m.id = l.duban_matter_id
                WHERE r.state = 'done' AND (m.date_result IS NULL OR r.date >= m.date_result)
                  AND NOT EXISTS (SELECT 1 FROM duban_report_back_earlier_rel e
                                   WHERE e.duban_matter_id = m.id AND e.duban_report_back_id = r.id))"""
        )
        self.flush_model(["date_result", "report_back_ids", "earlier_report_ids"])
        self.env["duban.report.back"].flush_model(["state", "date", "matter_ids"])
        domain = Domain("id", "in", reported)
        return Domain.OR(domain if wanted else ~domain for wanted in value)

    # ------------------------------------------------------------------
    # Volumes
    # ------------------------------------------------------------------

    archive_record_ids = fields.One2many(
        "duban.archive.record", "matter_id", "Archive records"
    )

    def _archive_holders_missing(self):
        """Holders whose archive record of this one matter the regulation demands and nobody made yet."""
        wanted = (
            {"office", "subject"}
            if self._rule("archive_records") == "dual"
            else {"office"}
        )
        return wanted - set(
            self._present_archive_records()
            .filtered(lambda row: (row.volume or "").strip())
            .mapped("holder")
        )

    def _present_archive_records(self):
        """Archive records of this one matter that count: not those of a unit that led it before (CORE-21)."""
        return self.archive_record_ids.filtered(lambda row: row._is_present())

    def _archive_defaults(self):
        """What the dialog of archiving shows first: the office's volume as registered before."""
        office = self.archive_record_ids.filtered(lambda row: row.holder == "office")
        return {"volume": office.volume}

    def _is_volume_holder(self):
        """Matters whose initiating unit is the user's and still owes its archive record."""
        own = self.env.user.duban_unit_ids
        return self._where(
            lambda matter: (
                (matter.subject_unit_id or matter.lead_unit_id) in own
                and "subject" in matter._archive_holders_missing()
            )
        )

    def _check_custody_open(self, data):
        for matter in self:
            if "unit" in matter._present_archive_records().mapped("holder"):
                raise UserError(
                    self.env._(
                        "Custody of the material of %s is already confirmed.",
                        matter.display_name,
                    )
                )

    def _register_volume(self, volume):
        """Write the office's volume number, as the user, where the record does not have it yet."""
        for matter in self:
            record = matter.archive_record_ids.filtered(
                lambda row: row.holder == "office"
            )
            if not record:
                record.create(
                    {"matter_id": matter.id, "holder": "office", "volume": volume}
                )
            elif record.volume != volume:
                record.volume = volume

    def action_confirm_custody(self, note=None):
        """The lead unit confirms that it keeps its material (WUT-18.1a, SIE-18.1a). ``note``: text."""
        self._assert_open(
            "confirm_custody",
            self.env._("Only the lead unit confirms custody of its material."),
        )
        self.env["duban.archive.record"].create(
            [
                {
                    "matter_id": matter.id,
                    "holder": "unit",
                    "note": inputs.text(self.env, note),
                }
                for matter in self
            ]
        )
        return True

    # ------------------------------------------------------------------
    # Notice of filing
    # ------------------------------------------------------------------

    def _effect_send_notice(self, data):
        told = self.filtered(lambda matter: matter._rule("filing_notice"))
        told._send_filing_notice()

    def _send_filing_notice(self):
        """One message per matter, To the leader in charge and Cc its units, and a record of who received it."""
        vals_list = []
        for matter in self:
            units = matter.lead_unit_id | matter.co_unit_ids
            leader = matter.leader_in_charge_id
            people = matter.lead_unit_id.manager_id.user_id
            for unit in units:
                people |= matter._unit_contact(unit) or unit.manager_id.user_id
            people -= leader
            lines = [
                (self.env._("To"), "、".join(leader.mapped("name"))),
                (self.env._("Cc"), "、".join(units.mapped("name"))),
                (matter._label("date_deadline"), matter.deadline_text or ""),
            ]
            title = self.env._("Put on the ledger: %s", matter.display_name)
            body = escape(title) + Markup("").join(
                Markup("<br/>%s：%s") % line for line in lines
            )
            # assigned in the same step, everybody is told of that, through every channel: not twice (CORE-23)
            post = (
                matter._message_log
                if matter._rule("auto_assign_on_filing")
                else matter.message_post
            )
            message = post(
                body=body,
                subject=title,
                partner_ids=(leader | people).partner_id.ids,
            )
            vals_list.append(
                {
                    "matter_id": matter.id,
                    "purpose": "notice",
                    "summary": "\n".join(
                        [title, *(f"{name}：{value}" for name, value in lines)]
                    ),
                    "to_user_ids": [(6, 0, leader.ids)],
                    "cc_user_ids": [(6, 0, people.ids)],
                    "cc_unit_ids": [(6, 0, units.ids)],
                    "message_id": message.id,
                }
            )
        return self.env["duban.record"].create(vals_list)

    # ------------------------------------------------------------------
    # Disagreements
    # ------------------------------------------------------------------

    disagreement_ids = fields.One2many(
        "duban.disagreement", "matter_id", "Disagreements"
    )
    is_disputed = fields.Boolean(
        "Disputed", compute="_compute_is_disputed", search="_search_is_disputed"
    )

    @api.depends("disagreement_ids.state")
    def _compute_is_disputed(self):
        for matter in self:
            matter.is_disputed = any(
                row.state != "settled" for row in matter.disagreement_ids
            )

    def _search_is_disputed(self, operator, value):
        if operator != "in" or value != [True] and set(value) != {True}:
            return NotImplemented
        return [("disagreement_ids", "any", [("state", "!=", "settled")])]

    # ------------------------------------------------------------------
    # To-dos of what runs beside the states
    # ------------------------------------------------------------------

    @todos_in(*RUNNING_STATES)
    def _todos_joint(self):
        """A joint supervising department takes part from the start: it adds its record (XISU-7.1e)."""
        lines = self.unit_line_ids.filtered(lambda row: row.role == "joint")
        return [
            Todo(
                f"joint:{unit.id}",
                "notice",
                self._unit_contact(unit),
                self.date_deadline or self.date_assigned,
                self.env._("Joint supervision: add your record"),
            )
            for unit in lines.department_id - self._recorded_units()
        ]

    def _recorded_units(self, new=None):
        """Units for which somebody recorded how this one matter was looked after, wherever the person works since.

        :param new: a record that does not count yet
        """
        looks = self.record_ids.filtered(
            lambda row: row.purpose in LOOKS and row != new
        )
        # of records from before their unit was kept, the author's is all there is
        old = looks.filtered(lambda row: not row.department_id)
        return looks.department_id | old.user_id.duban_unit_ids

    def _recording_unit(self, record):
        """The unit for which the author of the new ``record`` looks after this one matter.

        A joint department first, of several the one that has no record yet; else the office; else the author's unit.
        """
        units = record.user_id.duban_unit_ids
        if record.purpose == "record":
            joint = self.joint_unit_ids & units
            if joint:
                return (joint - self._recorded_units(new=record) or joint)[:1]
        if self.office_id._is_office_staff(record.user_id):
            return self.office_id
        return units[:1]

    @todos_in(*RUNNING_STATES)
    def _todos_urging(self):
        """Unanswered urgings, and the unit's reason for its delay that the office judges."""
        todos = [
            Todo(
                f"urging:{record.id}",
                "urging",
                self._lead_worker(),
                record.new_limit or clock.local(self, record.date).date(),
                self.env._("Urged: answer and act"),
            )
            for record in self.record_ids
            if record.purpose == "urging" and record._waits_for_answer()
        ]
        if self.justification_state == "given":
            todos.append(
                Todo(
                    "judge",
                    "review",
                    self._office_contact(),
                    None,
                    self.env._("Judge the reason that the unit gave for the delay"),
                )
            )
        return todos

    @todos_in(*RUNNING_STATES)
    def _todos_period(self):
        if not self._demands("form_id", "period") or not self.date_assigned:
            return []
        return [
            Todo(
                "period",
                "period",
                self._office_contact(),
                self._next_period_date(),
                self.env._("Periodic supervision is due"),
            )
        ]

    @todos_in(*OPEN_STATES)
    def _todos_disagreement(self):
        deciders = {"head": self.unit_head_id, "leader": self.leader_in_charge_id}
        return [
            Todo(
                f"disagreement:{row.id}:{row.state}",
                "disagreement",
                deciders[row.state],
                row.date_escalated or row.date_opened,
                self.env._("Settle the disagreement between the units"),
            )
            for row in self.disagreement_ids
            if row.state in deciders
        ]

    @todos_in(*RUNNING_STATES)
    def _todos_records(self):
        """One to-do per unanswered rectification opinion or leader's instruction."""
        todos = []
        for record in self.record_ids.filtered(lambda row: row._waits_for_answer()):
            if record.purpose == "instruction":
                key, kind, summary = (
                    "instruction",
                    "notice",
                    self.env._("Instruction of a leader: answer and act"),
                )
            elif (record.rectification_opinion or "").strip():
                key, kind, summary = (
                    "inspection",
                    "rectify",
                    self.env._("Rectify and answer"),
                )
            else:
                continue
            date = self._answer_date(record)
            todos.append(
                Todo(f"{key}:{record.id}", kind, self._lead_worker(), date, summary)
            )
        return todos

    def _answer_date(self, record):
        """Until when this one matter's unit answers the instruction or opinion in ``record``: the day that it names,
        else as many working days later as there are to accept a matter, within its due date."""
        if record.rectification_deadline:
            return record.rectification_deadline
        since = max(clock.local(self, record.date).date(), self.date_assigned)
        day = self._add_working_days_safe(since, self._rule("acceptance_reminder_days"))
        due = self.date_deadline
        return min(day, due) if due and due >= since else day

    def _next_period_date(self):
        """The next date of periodic supervision: so many months after the office last looked after the matter."""
        looked = [
            clock.local(self, row.date).date()
            for row in self.record_ids
            if self._is_look_of_office(row)
        ]
        # a re-check is a look, too: what it takes up again is looked at a period later
        looked += filter(None, self.recheck_ids.mapped("date"))
        last = max([self.date_assigned, *looked])
        return self._add_months(last, self.period_months or 1)

    def _is_look_of_office(self, record):
        """Whether ``record`` is one of this one matter's office: none of a unit that takes part, none of the system."""
        if record.purpose not in LOOKS:
            return False
        office, author = self.office_id, record.user_id
        return (
            record.department_id == office
            or office._is_office_staff(author)
            or not author.duban_unit_ids & (self.unit_line_ids.department_id - office)
        )
