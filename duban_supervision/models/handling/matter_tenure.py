"""Whose a matter is and was (CORE-21): what it keeps of the unit that led it, one table, read where another one takes
over, who led it at a moment of the past, and who left it and needs a successor (ABAF-8.1c, 8.1d)."""

from typing import NamedTuple

from odoo import api, fields, models

from ... import clock
from ..access.matter_writing import LEAD_FIELDS, RESULT_TEXTS
from ..approval.decider import OPEN_LINES
from ..matter.roles import HANDED_OVER, ROLES
from ..matter.states import OPEN_STATES
from ..reminding.todo import Todo, todos_in

#: what the lead unit and the office wrote about the work of one unit: {field: what it is when the next one takes over}
BEGINS_ANEW = {
    **dict.fromkeys(
        (
            # who works on it, and that it was accepted
            "handler_id",
            "liaison_id",
            "accepted_by_id",
            "date_accepted",
            "plan_late",
            "acting_head_id",
            # the result, who vouched for it, how it was reviewed
            *RESULT_TEXTS,
            "date_result",
            "head_confirmed",
            "head_confirmed_by_id",
            "review_passed",
            "review_opinion",
            "reviewed_by_id",
            "date_reviewed",
            "conclusion",
            "returned_after_urging",
            # what was said about the pace of the work
            "justification",
            "justification_limit",
            "date_excused",
            "stalled_mark",
            "was_late_excused",
        ),
        False,
    ),
    "justification_state": "none",
    "result_attachment_ids": [(5,)],
    "objection_days_stood": 0,
}
#: what comes from the new unit, or is found for it: by ``_begin_tenure``, ``_restart_terms`` and what is computed
OF_THE_NEXT = frozenset(
    """
    access_user_ids assigned_by_id closed_late date_assigned date_deadline date_last_feedback date_plan_due
    handler_of_unit lead_unit_id leader_in_charge_id responsible_leader_id state subject_unit_id tenures unit_head_id
    was_late
    """.split()
)
#: what the matter keeps, whoever leads it
STAYS = frozenset(
    """
    category_group_id body_group_id form_group_id grade_group_id company_id number office_id regulation_id ruleset_id
    date_filed filed_by_id deadline_ground date_urgent
    is_routed received_by_id origin_id origin_record_id merged_into_id merge_deadline state_before_merge
    extra_access_user_ids recused_user_ids watcher_ids team_is_changed team_changed_unit_ids team_change_reason
    remark over_cap_ground withdrawal_ground far_date_confirmed closed_by_id date_archived date_closed date_ended
    report_back_ids earlier_report_ids trail_head trail_length date_next_check co_tenures
    """.split()
    # how often it was urged and returned, each time with the unit that it was then; the clock; what was refuted of it;
    # how the office and the leaders judge it
) | set(
    """
    urging_count date_last_urged return_count pause_count pause_days paused_since date_resumed result_refuted
    judged_light
    """.split()
)


class Tenure(NamedTuple):
    """The unit that led and its people; ``is_present``: it still does."""

    unit: models.BaseModel
    head: models.BaseModel
    handler: models.BaseModel
    leader: models.BaseModel
    is_present: bool


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    date_last_feedback = fields.Date(
        compute="_compute_date_last_feedback",
        store=True,
        help="The last day on which the present lead unit reported; what was returned is no progress.",
    )

    @api.depends(
        "lead_unit_id",
        "unit_line_ids.role",
        "unit_line_ids.date_from",
        "feedback_ids.date",
        "feedback_ids.kind",
        "feedback_ids.review_state",
        "feedback_ids.department_id",
    )
    def _compute_date_last_feedback(self):
        for matter in self:
            days = matter._feedback_of_lead().mapped("date")
            matter.date_last_feedback = max(days, default=False)

    def _feedback_of_lead(self):
        """What the present lead unit of this one matter reported since it leads it; what was returned is nothing."""
        unit = self.lead_unit_id
        lead = self.unit_line_ids.filtered(lambda row: row.role == "lead")
        return self.feedback_ids.filtered(
            lambda row: (
                row.kind != "co_unit"
                and row.review_state != "returned"
                and row.department_id in (unit, unit.browse())
                and not (lead.date_from and row.date < lead.date_from)
            )
        )

    def _since_present_lead(self, rows):
        """Of the feedback ``rows`` of this one matter what a former lead unit did not say; what a merger brought stays.

        It is the former one's: under the name of the present one nothing stands that it did not report (CORE-21).
        """
        if not self.tenures:
            return rows
        own = self._feedback_of_lead()
        return rows.filtered(lambda row: row in own or row.origin_matter_id)

    def _comes_with(self, unit, old):
        """Values of this one matter that ``unit`` brings along when it leads instead of ``old``: leader and subject."""
        vals, leader = {}, unit._duban_leader()
        if leader not in self.recused_user_ids:
            # also where somebody else stood in for the leader of the old unit
            vals["leader_in_charge_id"] = leader.id
        if self._rule("subject_defaults_to_lead") and self.subject_unit_id == old:
            vals["subject_unit_id"] = unit.id
        return vals

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

    def _begin_anew(self):
        """Take from this one matter what one unit left on it, for the next one (as superuser).

        :return: what was taken away and is read by people, for the trail: {field: [old, new]}
        """
        vals = {**BEGINS_ANEW, **self._plan_as_filed()}
        shown = [
            name
            for name in vals
            if name in LEAD_FIELDS or self._fields[name].type == "text"
        ]
        old = self._trail_values(shown)
        self.write(vals)
        # a co-unit has nothing to report: so said the unit that led
        explained = self.unit_line_ids.filtered(
            lambda row: row.role == "co" and row.report_state == "explained"
        )
        explained.write({"report_state": "waiting", "explanation": False})
        new = self._trail_values(shown)
        return {name: [old[name], new[name]] for name in shown if old[name] != new[name]}  # fmt: skip

    def _end_plan(self):
        """The plan of the unit that leads this one matter goes with it (as superuser).

        Stages that the office set when it registered the matter, and that are still to come, are the next unit's as
        well (SIE-16.2c).

        :return: which milestones ended unreported, for the trail: {field: [old, new]}
        """
        today, office = clock.today(self), self.office_id
        stays = self.plan_line_ids.filtered(
            lambda line: (
                office != self.lead_unit_id
                and office._is_office_staff(line.create_uid)
                and not line._has_feedback()
                and (not line.date or line.date >= today)
            )
        )
        gone = self.plan_line_ids - stays
        left = gone.filtered(lambda line: not line._has_feedback())
        gone.write({"active": False})
        words = "、".join(line._plan_words() for line in left)
        return {"plan_line_ids": [words, None]} if words else {}

    def _plan_as_filed(self):
        """Objective and measures that a unit wrote as its plan go with it; what was filed stays: {field: value}.

        A stub has neither: what the trail still says of them does not come back (WUT-26.1b).
        """
        vals = {}
        if self._is_stub():
            return vals
        acts = self.act_ids.sorted("seq")
        assigned = acts.filtered(lambda act: act.action == "assign")[-1:]
        since = acts.filtered(lambda act: assigned and act.seq > assigned.seq)
        for name in self._plan_fields() - self._required_fields("file").keys():
            changed = since.filtered(lambda act, name=name: name in (act.changes or {}))
            if changed:
                vals[name] = changed[0].changes[name][0] or False
        return vals

    # ------------------------------------------------------------------
    # Whose it was when something happened
    # ------------------------------------------------------------------

    def _acts_since(self, moment, action=None):
        """Acts on this one matter after ``moment``, the earliest first.

        :param action: code of the act that ``moment`` is that of: of one second the order of the trail tells
        """
        acts = self.act_ids.sorted("seq")
        own = acts.filtered(lambda act: (act.date, act.action) == (moment, action))
        if own:
            return acts.filtered(lambda act: act.seq > own[-1].seq)
        return acts.filtered(lambda act: act.date > moment)

    def _tenure_at(self, moment, action=None):
        """The ``Tenure`` of this one matter at ``moment``; see ``_acts_since``.

        The people are those at the end of it, or at ``moment`` where the trail names another head.
        """
        acts = self._acts_since(moment, action)
        known = self.tenures or []
        later = acts.filtered(lambda act: act.action == "reassign")
        nth = max(0, len(known) - len(later))
        unit, users = self.lead_unit_id, self.env["res.users"]
        if nth == len(known):
            people = (self.unit_head_id, self.handler_id, self.leader_in_charge_id)
            return Tenure(unit, *people, True)
        number, _since, _until, *people = known[nth]
        if not people:
            # handed over before people were written down: what its line kept
            line = self._former_lines().filtered(
                lambda row: row.department_id.id == number
            )
            people = (line.head_id.id, line.handler_id.id, None)
        return Tenure(
            unit.browse(number), *(users.browse(one or []) for one in people), False
        )

    def _records_of_lead(self, purpose):
        """Records of ``purpose`` on this one matter since the present unit leads it: it answers for these only."""
        rows = self.record_ids.filtered(lambda row: row.purpose == purpose)
        if not self.tenures:
            return rows
        return rows.filtered(
            lambda row: self._tenure_at(row.date, f"record_{purpose}").is_present
        )

    def _head_name_at(self, moment, action=None):
        """Name of the head of the lead unit at ``moment``: a department gets another head, a matter another unit."""
        for act in self._acts_since(moment, action):
            if act.action == "reassign":
                break
            if "unit_head_id" in (act.changes or {}):
                return act.changes["unit_head_id"][0] or ""
        return self._tenure_at(moment, action).head.name or ""

    def _text_at(self, name, moment, action=None):
        """The text of the field ``name`` as it was at ``moment``: what the first change after it replaced."""
        for act in self._acts_since(moment, action):
            if name in (act.changes or {}):
                return act.changes[name][0] or ""
        return self[name] or ""

    def _deadline_on(self, day, corrected=False):
        """The due date of this one matter that was in force on ``day``; False where there was none.

        :param corrected: as it was corrected since, where it was wrong: a correction puts right what never was
        """
        lines = self.due_date_ids.sorted("id")
        if not lines:
            return self.date_deadline
        found = lines.filtered(lambda line: line.date_set <= day)[-1:]
        if corrected and found:
            for line in lines[lines.ids.index(found.id) + 1 :]:
                if line.kind != "corrected":
                    break
                found = line
        return found.date

    def _notice_deadline(self):
        """The due date of which the notice of this one matter told its units; as corrected, where it was wrong.

        A notice bears the day of the assignment: a date that was granted later is not what it demanded.
        """
        # sudo: dates of a matter that the person prints
        matter = self.sudo()
        day = self.date_assigned or self.date_filed
        told = day and matter._deadline_on(day, corrected=True)
        return told or self.date_deadline

    # -- who left the post needs a successor: what a handover moves, and the to-do that asks for one

    def _has_role(self, user, kept=()):
        """Whether ``user`` has a role on this one matter that a handover moves.

        :param kept: units whose roles stay with that person
        """
        waiting = self.approval_line_ids.filtered(lambda line: line.state in OPEN_LINES)
        rechecks = self.recheck_ids.filtered(lambda row: row.outcome == "open")
        talks = self.record_ids.filtered(lambda row: not row.date_talk)
        after = user in rechecks.user_id | talks.talk_leader_id
        if self.state not in OPEN_STATES:
            return after
        lines = self.unit_line_ids.filtered(lambda line: line.department_id not in kept)
        return (
            after
            or bool(self._roles_to_hand_over(user, kept))
            or user in lines.handler_id | lines.head_id
            or (user in waiting.approver_id and self.lead_unit_id not in kept)
        )

    def _roles_to_hand_over(self, user, kept=()):
        """Fields of this one matter in which ``user`` stands and which a handover moves, but for the units ``kept``."""
        return [
            role.field
            for role in ROLES
            if role.field in HANDED_OVER
            and self[role.field] == user
            and not (role.unit and self[role.unit] in kept)
        ]

    def _has_handed_over(self, head, holder):
        """Whether ``holder`` has from ``head``, by handovers that both sides confirmed, what ``head`` held on this one
        matter (as superuser, ABAF-8.1c)."""
        if head in (holder, holder.browse()):
            return False
        rows = self.env["duban.handover"].search(
            [("matter_ids", "in", self.ids), ("state", "=", "done")], order="id"
        )
        # who has it after each of them, in the order in which they were made
        has = head
        for row in rows:
            if row.predecessor_id == has:
                has = row.successor_id
        return has == holder

    def _people_who_left(self):
        """Users with an open role on this one matter who left the institution, or its lead unit whose matter they
        handle: each needs a successor (ABAF-8.1d)."""
        waiting = self.approval_line_ids.filtered(lambda line: line.state in OPEN_LINES)
        people = (
            self.unit_line_ids.handler_id
            | self.unit_line_ids.head_id
            | waiting.approver_id
        )
        people = people.union(*(self[name] for name in HANDED_OVER))
        unit = self.lead_unit_id
        moved = self.handler_id.filtered(lambda user: not self._works_for(unit, user))
        return moved | people.filtered(lambda user: not user._is_of(self.company_id))

    @todos_in(*OPEN_STATES)
    def _todos_handover(self):
        left = self._rule("handover_enabled") and self._people_who_left()
        if not left:
            return []
        summary = self.env._(
            "%(people)s left the post: hand over %(matter)s",
            people="、".join(left.mapped("name")),
            matter=self.number or self.display_name,
        )
        return [
            Todo(
                "handover",
                "handover",
                self._office_contact(),
                self._day_left(left),
                summary,
            )
        ]

    def _day_left(self, people):
        """Since when ``people`` need a successor on this one matter: who left, since the account was archived; who
        moved, since it was first asked for."""
        gone = people.filtered(lambda user: not user._is_of(self.company_id))
        days = [fields.Date.to_date(user.write_date) for user in gone]
        asked = self.open_todo_ids.filtered(lambda todo: todo.duban_key == "handover")
        if people - gone:
            days.append(asked[:1].date_deadline or self._today())
        return min(days)
