"""Whom the acts on a matter, its approvals and its requests concern (CORE-23); the table stands in ``informing.py``."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..access.matter_writing import LOCKED_FIELDS
from ..matter.states import RUNNING_STATES
from .informing import ACTS, ANSWERS, EVENTS

#: people and units of a matter; a message says who came and who went
TOLD_PEOPLE = frozenset(
    "leader_in_charge_id responsible_leader_id handler_id liaison_id co_unit_ids joint_unit_ids".split()
)
#: what those who work on a matter work to: when it changes under them they hear of it (CORE-23)
TOLD_ELEMENTS = (
    LOCKED_FIELDS
    | TOLD_PEOPLE
    | {"measures", "handling_requirement", "date_deadline", "grade_id", "form_id"}
) - {"unit_line_ids"}


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    silent_events = fields.Char(
        help="Events of which nobody is told at once, separated by commas, e.g. closed, corrected. "
        "Empty: all are told.",
    )

    def _silent(self):
        """The events of this one regulation that are told to nobody."""
        return {
            word.strip()
            for word in (self.silent_events or "").replace("，", ",").split(",")
            if word.strip()
        }

    @api.constrains("silent_events")
    def _check_silent_events(self):
        for regulation in self:
            unknown = regulation._silent() - EVENTS.keys()
            if unknown:
                raise ValidationError(
                    self.env._(
                        "There is no event %(unknown)s. Events are: %(events)s",
                        unknown=", ".join(sorted(unknown)),
                        events=", ".join(EVENTS),
                    )
                )


class DubanMatter(models.Model):
    _name = "duban.matter"
    _inherit = ["duban.matter", "duban.informing"]

    # ------------------------------------------------------------------
    # Whom an act concerns
    # ------------------------------------------------------------------

    def _tell_of_acts(self, acts, without=None):
        """Tell of ``acts`` (new lines of the trail, all of one action) whom they concern.

        :param without: {matter: ``res.users`` who are told by another notice of the same step}
        """
        without, nobody = without or {}, self.env["res.users"]
        step = ACTS.get(acts[:1].action)
        if not step:
            return
        if step == "corrected":
            # another lead unit is told as what it is: a reassignment
            acts = acts.filtered("changes")
        matters = acts.matter_id.with_env(self.env)
        # sudo: whom it concerns does not depend on what the acting person may read
        sudo = matters.sudo()
        # whoever was just put in charge of a protected matter may hear of it
        sudo._refresh_access()
        sudo._read_people()
        urgent = matters.browse()
        if step == "assigned":
            urgent = sudo.filtered("is_urgent").with_env(self.env)
        for event, group in (("urgent", urgent), (step, matters - urgent)):
            lines = acts.filtered(lambda act, ids=group.ids: act.matter_id.id in ids)
            group._tell(
                event,
                {
                    matter: matter._audience(event) - without.get(matter, nobody)
                    for matter in group
                },
                {act.matter_id.id: f"act:{act.id}" for act in lines},
                {act.matter_id.id: act.note for act in lines},
            )

    def _audience(self, event):
        """Users who hear of ``event`` on this one matter (as superuser)."""
        # sudo: who is concerned does not depend on who acts; users come back, never the matter
        matter = self.sudo()
        users = self.env["res.users"]
        for who in EVENTS[event]:
            users |= getattr(matter, f"_told_{who}")()
        if event == "ended":
            users -= matter.request_ids._told_the_end()
        return users | matter._who_asked(event)

    def _who_hears(self, event):
        """Who hears of ``event`` on this one matter and may (as superuser)."""
        return self._audience(event).filtered(self._may_hear)

    def _who_asked(self, event):
        """Who took the step that ``event`` of this one matter answers, if still of a unit of it (as superuser)."""
        steps = ANSWERS.get(event)
        if not steps:
            return self.env["res.users"]
        acts = self.act_ids.filtered(lambda act: act.action in steps)
        person = acts.sorted("seq")[-1:].user_id
        units = (
            self.lead_unit_id
            | self.office_id
            | self.subject_unit_id
            | self.unit_line_ids.department_id
        )
        return person.filtered(lambda user: user.duban_unit_ids & units)

    def _who_works_to(self, names):
        """{matter: who works to it now} of those that are being handled, before the fields ``names`` are written."""
        if not names & TOLD_ELEMENTS:
            return {}
        # sudo: whom it concerns does not depend on who writes
        running = self.sudo().filtered(lambda matter: matter.state in RUNNING_STATES)
        running._read_people()
        return {
            matter: (matter._audience("corrected"), matter.trail_length)
            for matter in running
        }

    # -- who

    def _told_lead(self):
        """Head, liaison or contact, and handler of the lead unit."""
        contact = self._unit_contact(self.lead_unit_id) if self.lead_unit_id else None
        people = (contact, self.unit_head_id, self.liaison_id, self.handler_id)
        return self.env["res.users"].union(*filter(None, people))

    def _told_worker(self):
        return self._lead_worker() | self.unit_head_id

    def _told_liaison(self):
        """The lead unit's one liaison, through whom all that its unit is told goes (WUT-20.1b)."""
        if self._rule("liaison_rule") != "one_per_unit":
            return self.env["res.users"]
        return self.liaison_id

    def _told_units(self, role):
        lines = self.unit_line_ids.filtered(lambda line: line.role == role)
        users = self.env["res.users"]
        for unit in lines.department_id:
            users |= self._unit_contact(unit) or unit.manager_id.user_id
        return users

    def _told_co(self):
        return self._told_units("co")

    def _told_joint(self):
        """Who supervises it together with the office: the joint departments, and the members of its team."""
        return self._told_units("joint") | self.team_member_ids.user_id

    def _told_units_that_know(self):
        """Its units once it was assigned; before, only to whom the notice of the filing went (LZU-6.1.2b)."""
        if self.date_assigned:
            return self._told_lead() | self._told_co() | self._told_joint()
        notices = self.record_ids.filtered(lambda row: row.purpose == "notice")
        return notices.to_user_ids | notices.cc_user_ids

    def _told_former(self):
        """Head, handler, liaison and leader of the unit that was the lead before."""
        line = self._former_lines()[-1:]
        unit = line.department_id
        people = line.head_id | line.handler_id
        return people | unit.liaison_id | unit._duban_leader()

    def _told_leader_in_charge(self):
        return self.leader_in_charge_id

    def _told_leader(self):
        return self.responsible_leader_id | self.leader_in_charge_id

    def _told_office(self):
        return self._office_contact()

    def _told_initiator(self):
        return self.create_uid

    def _told_signers(self):
        """Who approved the filing."""
        return self.approval_line_ids.filtered(
            lambda line: line.purpose == "filing" and line.state == "approved"
        ).decided_by_id

    def _told_notified(self):
        """To whom the notice of the filing goes, where the assignment in the same step is what tells them."""
        notices = self.record_ids.filtered(lambda row: row.purpose == "notice")
        if not notices or not self._rule("auto_assign_on_filing"):
            return self.env["res.users"]
        return notices.to_user_ids | notices.cc_user_ids

    def _told_lead_worker(self):
        """Who consolidates what co-units report (P2)."""
        return self._lead_worker()

    def _told_round_signers(self):
        """Who signed the filing in its last round: their signatures do not count any more."""
        lines = self.approval_line_ids.filtered(lambda line: line.purpose == "filing")
        last = max(lines.mapped("round"), default=0)
        # also of a round that was complete: its signatures are cancelled
        return lines.filtered(
            lambda line: line.round == last and line.state in ("approved", "cancelled")
        ).decided_by_id

    def _told_subject(self):
        """The initiating unit, where another one leads: it gets the result and closes the matter (ABAF-14.1, 16.5b)."""
        return self._told_units("subject")

    def _tell_changed(self, before):
        """Tell of the elements that were just changed: what the office changes, those who work to it; what the unit
        changes of its own people, who came and who went (LZU-6.1.1b, CORE-23).

        :param before: what ``_who_works_to`` said
        """
        for matter, (told, length) in before.items():
            act = matter.act_ids.filtered(
                lambda row, seq=length: row.action == "edit" and row.seq > seq
            )[-1:]
            if not (act.changes or {}).keys() & TOLD_ELEMENTS:
                continue
            now = matter._audience("corrected")
            by_office = matter.with_env(self.env)._is_office()
            people = told | now if by_office else (told | now) - (told & now)
            # who is named for one thing more hears it too
            people |= self.env["res.users"].union(
                *(
                    matter[name]
                    for name in (act.changes or {}).keys()
                    & {"handler_id", "liaison_id"}
                )
            )
            own = matter.with_env(self.env)
            own._tell("changed", {own: people}, f"act:{act.id}")

    def _tell_opinion(self, record):
        """What the unit has to put right by ``record`` of this one matter is told to it and the office (ABAF-17.1c)."""
        said = (record.rectification_opinion or "").strip()
        if not said:
            return
        if day := record.rectification_deadline:
            said = self.env._(
                "%(opinion)s (until %(day)s)",
                opinion=said,
                day=self._format_date(day),
            )
        people = {self: self._audience("rectify_asked")}
        self._tell("rectify_asked", people, f"record:{record.id}", said)

    def _tell_answer(self, record):
        """What the unit answered to ``record`` of this one matter: told to who asked, and to the office (CORE-23)."""
        people = {self: self._audience("answered") | record.user_id}
        self._tell("answered", people, f"record:{record.id}", record.answer)

    # -- how

    def _may_hear(self, user):
        if not self._can_act(user):
            return False
        return self._is_listed(user)

    def _event_note(self, event, note):
        words = super()._event_note(event, note)
        return (
            words if self.confidentiality == "normal" and not self.is_routed else False
        )

    def _is_silent(self, event):
        return event in self.regulation_id._silent()


class DubanAct(models.Model):
    _inherit = "duban.act"

    @api.model
    def _append(self, matters, action, *args, tell=True, without=None, **kwargs):
        """A line of the trail that is an event is told to whom it concerns (CORE-23).

        :param tell: False where the next line of the same step says it
        :param without: {matter: ``res.users`` to whom another line of the same step says it}
        """
        # sudo: who is told and asked after this line; of a draft nobody is
        if begun := matters.sudo().filtered(lambda row: row.state != "draft"):
            begun._read_people()
        acts = super()._append(matters, action, *args, **kwargs)
        if acts and tell:
            matters._tell_of_acts(acts, without)
        return acts


class DubanApprovalLine(models.Model):
    _inherit = "duban.approval.line"

    def _tell_pending(self, first):
        """Who has to decide these lines is told so; an office sees its own to-do.

        :param first: those of which nobody was asked before
        """
        # sudo: who was just asked to decide on a protected matter may hear of it
        self.sudo().matter_id._refresh_access()
        for line in self.filtered(
            lambda row: row.state == "pending" and row.approver_id
        ):
            line.matter_id._tell(
                "to_decide",
                {line.matter_id: line.approver_id},
                f"line:{line.id}",
                is_new=line in first,
            )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._tell_pending(first=lines)
        return lines

    def _tell_dropped(self):
        """Whoever was asked to decide these lines has nothing to decide any more: taken back, or the matter went on."""
        for line in self:
            line.matter_id._tell(
                "decision_dropped",
                {line.matter_id: line.approver_id},
                f"line:{line.id}",
            )

    def write(self, vals):
        dropped = self.browse()
        if vals.get("state") == "cancelled":
            dropped = self.filtered(
                lambda row: row.state == "pending" and row.approver_id
            )
        first = self.filtered(
            lambda row: row.state == "waiting" and not row.date_pending
        )
        result = super().write(vals)
        if vals.get("state") == "pending" or vals.get("approver_id"):
            self._tell_pending(first)
        dropped._tell_dropped()
        return result


class DubanRequest(models.Model):
    _inherit = "duban.request"

    def _chain_decided(self, approved, opinion):
        """Applicant, unit and office hear what was decided, with the opinion (CORE-23)."""
        result = super()._chain_decided(approved, opinion)
        for request in self:
            matter, key = request.matter_id, f"request:{request.id}"
            words = request._decision_words(approved, opinion)
            people = request.applicant_id | matter._told_worker()
            # the office keeps the ledger by it, also where a leader decides without it
            people |= matter._told_liaison() | matter._told_office()
            events = [("decided", {matter: people}, key, words)]
            if approved and request.outcome in ("new_date", "change"):
                # whoever works with the unit works to the same date and content (P5, P7), and the leader supervises it
                others = matter._told_co() | matter._told_joint()
                others |= matter._told_leader() - request._decided_by()
                events.append(("rescheduled", {matter: others - people}, key, words))
            matter._tell_all(events)
        return result

    def _told_the_end(self):
        """Who hears what was decided on the applications that end their matters: that it ended is said with it."""
        ends = self.filtered(
            lambda row: (
                row.state == "approved"
                and (row.kind == "exemption" or row.outcome == "terminate")
            )
        )
        matter = ends.matter_id
        return ends.applicant_id | (
            matter and matter._told_worker() or matter.env["res.users"]
        )

    def _who_decided(self):
        """Name of who decided this one request: the meeting or leader whom the office entered, else who signed, also in
        somebody's stead (DOC-14, CORE-29)."""
        if entered := self.decision_body_id or self.decision_leader_id:
            return entered.name
        lines = self.approval_line_ids.filtered("decided_by_id")
        lines = lines.sorted(lambda line: (line.round, line.sequence))
        last = lines.filtered("approver_id")[-1:] or lines[-1:]
        return last._signer_name() if last else self.env.user.name

    def _decision_words(self, approved, opinion):
        """What was decided on this one request (as superuser), by whom, with which opinion.

        An application to give a matter up may be answered by "go on": the outcome is said, not that it was dealt with.
        """
        described = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("kind", "outcome")
        }
        verdict = self.env._("granted") if approved else self.env._("not granted")
        if approved and self.kind == "inability" and self.outcome:
            verdict = described["outcome"][self.outcome]
        who = self._who_decided()
        said = (self.decision_text or opinion or "").strip()
        return self.env._(
            "%(request)s: %(verdict)s (%(who)s). %(opinion)s",
            request=described["kind"][self.kind],
            verdict=verdict,
            who=who,
            opinion="" if said == verdict else said,
        ).strip()
