"""A matter gets another lead unit: reassignment (改派) and a unit's objection (异议)."""

from odoo import fields, models
from odoo.exceptions import UserError

from ... import clock, inputs
from ..documents.document_mixin import in_chinese
from ..reminding.patrol import NEVER
from ..reminding.reminder import Event
from ..reminding.todo import Todo


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    # ------------------------------------------------------------------
    # Reassignment
    # ------------------------------------------------------------------

    #: [[unit, since, until, head, handler, leader], …] of every unit that led before; a unit may come back, its line is
    #: one. Older ones name no people.
    tenures = fields.Json(readonly=True, copy=False, export_string_translation=False)

    def action_reassign(self, unit_id=None, ground=None):
        """Give these matters to another lead unit (改派, CORE-21).

        Where leaders signed the filing, they sign the new unit before it counts: an adjustment waits for them.

        :param unit_id: id of the new ``hr.department``
        :param ground: text, required
        :raise AccessError: for anyone but the supervision office
        :raise UserError: no unit, no ground, or the unit cannot take it over
        """
        unit = inputs.one_here(self.env["hr.department"], unit_id, self.company_id)
        ground = inputs.text(self.env, ground)
        self._assert_may(
            "_is_office",
            self.env._("Only the supervision office reassigns a matter."),
        )
        if not unit:
            raise UserError(self.env._("Name the unit that takes the matter over."))
        if not ground:
            raise UserError(self.env._("Please state the ground."))
        for matter in self:
            matter._reassign(unit, ground)
        return True

    def _reassign(self, unit, ground):
        """Give this one matter to ``unit``, or first ask those who signed its filing (the person was checked)."""
        # sudo: only whether leaders signed it
        if self.sudo()._needs_new_signature({"lead_unit_id"}):
            self._check_reassignment({"unit": unit})
            self.env["duban.adjustment"].create(
                {"matter_id": self.id, "ground": ground, "lead_unit_id": unit.id}
            )
        else:
            self._transition("reassign", ground, unit=unit)

    def _check_reassignment(self, data):
        """The new unit is another one, of the institution, undertakes matters, and has not recused itself."""
        # sudo: what units are and what the matter has are compared; names of units stand in the refusals
        sudo = self.sudo()
        unit = data["unit"].with_env(sudo.env)
        for matter in sudo:
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
            matter._check_not_recused(unit)

    def _effect_reassign(self, data):
        """End what hung on the old unit, then let the new one begin (as superuser, door open)."""
        unit, ground = data["unit"], data["note"]
        data.setdefault("changes", {})
        for matter in self:
            old, handler = matter.lead_unit_id, matter.handler_id
            missed = matter._is_missed(data["old_states"][matter.id])
            if matter.confidentiality != "normal":
                # they are off the list of a protected matter as soon as another unit leads it (CORE-12, CORE-21)
                matter._tell(
                    "reassigned", {matter: matter._told_lead()}, f"left:{old.id}"
                )
            data["changes"][matter.id] = {
                "lead_unit_id": [old.name or None, unit.name],
                **matter._end_unit_work(ground),
            }
            matter._end_tenure(old, handler, missed)
            matter._begin_tenure(unit, old)
            if data.get("decided_by") and matter.state != "filed":
                # leaders who sign a change agree to it; who assigns is the office (CORE-3)
                matter.assigned_by_id = data["decided_by"]
            if matter.state != "filed":
                # the new unit gets a notice of its own (WUT-13.1a, CORE-21)
                self.env["duban.record"].create(matter._assignment_records(unit))

    def _assignment_records(self, units, note=None):
        """Values of the records of this one matter's notice to ``units``: one per channel, with time and recipient.

        :param note: what was said through channels outside the system
        """
        # kept and read by everybody: in the language of documents, not of who assigns
        env = in_chinese(self).env
        return [
            {
                "matter_id": self.id,
                "purpose": "assignment",
                "channel_id": channel.id,
                "user_id": self.assigned_by_id.id,
                "contact": "、".join(units.mapped("name")),
                "summary": note
                if note and not self._is_system(channel)
                else env._("Assigned through %s", channel.name),
            }
            for channel in self.channel_ids
        ]

    def _end_unit_work(self, ground):
        """End acceptance, plan, people, confirmation, result, requests and objection of the present lead unit.

        :return: what was cleared, for the trail: {field: [old, None]}
        """
        pending = self.request_ids.filtered(lambda row: row.state == "submitted")
        pending._cancel_by_engine()
        drafts = self.request_ids.filtered(lambda row: row.state == "draft")
        drafts.write({"state": "ended"})
        # another unit is what was objected for
        self._open_objection()._end("upheld", ground)
        self._settle_records("urging", "warning")
        plan = self._end_plan()
        self._end_disagreements()
        for request in pending:
            self.env["duban.act"]._append(
                self, "end_request", f"{request.display_name}: {ground}"
            )
        return {**self._begin_anew(), **plan}

    def _end_tenure(self, old, handler, missed):
        """The line of the lead unit ``old`` stays, as that of a former one, with its days and people.

        :param missed: whether its due date passed without a result of it that stands
        """
        today = clock.today(self)
        line = self.unit_line_ids.filtered(lambda row: row.role == "lead")
        if not line:
            return
        former = self._former_lines()
        known = self.tenures or [
            [row.department_id.id, str(row.date_from), str(row.date_to)]
            for row in former
        ]
        former.filtered(lambda row: row.department_id == old).unlink()
        since = line.date_from or self.date_assigned or self.date_filed
        people = (self.unit_head_id, handler, self.leader_in_charge_id)
        tenure = [old.id, str(since), str(today), *(row.id or None for row in people)]
        self.tenures = [*known, tenure]
        line.write(
            {
                "role": "former",
                "handler_id": handler.id,
                "date_from": since,
                "date_to": today,
                "was_late": self.was_late or missed,
            }
        )
        # the next unit starts without the lateness of this one
        self.write({"was_late": False, "was_late_excused": False})
        line.flush_recordset(["role"])  # before the new lead takes the place

    def _begin_tenure(self, unit, old):
        """``unit`` is the lead now: people from the directory, terms of acceptance and plan from today."""
        today = clock.today(self)
        lines = self.unit_line_ids.filtered(
            lambda row: row.department_id == unit and row.role in ("co", "former")
        )
        was_late = any(lines.mapped("was_late"))
        lines.unlink()
        self.lead_unit_id = unit
        self._follow_lead_unit(old)
        self.write(self._comes_with(unit, old))
        self._sync_unit_lines()
        self.unit_line_ids.filtered(lambda row: row.role == "lead").write(
            {"date_from": today, "head_id": self.unit_head_id.id}
        )
        if self.state != "filed":
            self._restart_terms(today)
            self.progress_request_ids._postpone(self._acceptance_date())
        # a unit that comes back brings its own lateness along, none that of the unit before: its date made way for this
        self.write({"was_late": was_late, "was_late_excused": False})
        self._refresh_access()

    def _keep_unit(self, opinion):
        """Leaders did not sign another lead unit for this one matter (as superuser): an objection that the office had
        upheld is not, and its unit hears so instead of waiting for somebody to take the matter over."""
        for objection in self._upheld_objections():
            objection._decide(False, opinion)

    def _upheld_objections(self):
        """The objection of the present lead unit of this one matter that the office had upheld; may be empty."""
        return self.objection_ids.filtered(
            lambda row: row.state == "upheld" and row.unit_id == self.lead_unit_id
        )

    def _end_disagreements(self):
        """Units that do not handle the matter any more have nothing to settle on it."""
        self.disagreement_ids.filtered(
            lambda row: row.state in ("head", "leader")
        ).write({"state": "settled"})

    def _settle_records(self, *purposes):
        """What was asked of a unit is settled where its work ends, by 改派 and by the end; an urging where it did what
        it was urged to."""
        waiting = self.record_ids.filtered(
            lambda row: row.purpose in purposes and row._waits_for_answer()
        )
        waiting._engine_write({"is_settled": True})

    def _revive_urgings(self, day):
        """Progress of ``day`` was returned: what nothing else followed that was urged until then waits again (P4)."""
        days = (*self._feedback_of_lead().mapped("date"), self.date_accepted, self.date_result)  # fmt: skip
        # progress may have come by a merger before the matter was accepted: nothing followed then
        last = max(filter(None, days), default=NEVER)
        for record in self._records_of_lead("urging").filtered("is_settled"):
            if last < clock.local(self, record.date).date() <= day:
                record._engine_write({"is_settled": False})

    # ------------------------------------------------------------------
    # Objections
    # ------------------------------------------------------------------

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
        units = self.env["hr.department"]
        suggested = inputs.one_here(units, suggested_unit_id, self.company_id)
        self._assert_may("_is_lead", self.env._("Only the lead unit objects."))
        if not reason:
            raise UserError(self.env._("Please state the reason."))
        self._check_not_paused()
        today = clock.today(self)
        for matter in self:
            # sudo: the person was checked; an objection is the engine's record
            sudo = matter.sudo()
            sudo._check_objection(today)
            days = matter._rule("objection_review_days")
            sudo.env["duban.objection"].create(
                {
                    "matter_id": matter.id,
                    "unit_id": matter.lead_unit_id.id,
                    "user_id": self.env.uid,
                    "reason": reason,
                    "suggested_unit_id": suggested.id or sudo._likely_unit().id,
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
        stood = self._working_days_stood(self.date_assigned, today)
        last = self._add_working_days_safe(self.date_assigned, days + stood)
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

    def _check_objectable(self, data):
        """These matters can be objected to today, and no objection is open."""
        for matter in self:
            if matter._open_objection():
                raise UserError(matter._no_transition_message(data["action"]))
            matter._check_objection(clock.today(self))

    def _cancel_requests(self):
        """Nothing is left to decide or to answer on a matter that ended, objections and urgings included."""
        result = super()._cancel_requests()
        for matter in self:
            matter._open_objection()._end("dropped", self.env._("The matter ended."))
            matter._settle_records("urging", "warning", "instruction")
            matter._end_disagreements()
        return result

    def _effect_submit_result(self, data):
        """What was urged to has come with the result, and is asked for no more if that is returned (P4, T10)."""
        result = super()._effect_submit_result(data)
        for matter in self:
            matter._settle_records("urging")
        return result

    def _effect_drop_objection(self, data):
        """A unit that accepts has given its objection up (CORE-22), and has done what it was urged to (P4)."""
        for matter in self:
            matter._settle_records("urging")
            matter._open_objection()._end("dropped", self.env._("The unit accepted."))

    def _check_objection_waits(self, data):
        if not all(matter._open_objection() for matter in self):
            raise UserError(self.env._("No objection is open on this matter."))

    # -- the decision

    def _is_objection_decider(self):
        """Matters whose open objection the user decides: the office, or the leader in charge where the rules say so.

        The office too where that leader is not there (CORE-20).
        """
        # sudo: which rule counts, and whether the leader is there; the role is asked as the user
        by_rule = self.sudo().filtered(
            lambda matter: matter._rule("objection_decider") == "leader_in_charge"
        )
        gone = by_rule.filtered(lambda matter: not matter._leader_is_there())
        by_rule, gone = by_rule.with_env(self.env), gone.with_env(self.env)
        return by_rule._is_leader_in_charge() | (self - by_rule | gone)._is_office()

    def _is_leader_in_charge(self):
        """The leader in charge of these matters, or who stands in for that leader."""
        acts_for = self.env["duban.delegation"]._acts_for
        return self._not_recused()._where(
            lambda matter: acts_for(matter.leader_in_charge_id, matter.company_id)
        )

    def _leader_is_there(self):
        """Whether the leader in charge of this one matter, or who stands in, can act on it (as superuser)."""
        leader, absences = self.leader_in_charge_id, self.env["duban.delegation"]
        there = absences._there_for(leader, absences._stand_ins(), self.company_id)
        return self._can_act(there)

    def action_decide_objection(self, upheld=None, reason=None, unit_id=None):
        """Decide the open objection (CORE-22).

        :param upheld: bool; upheld, the matter goes to another unit
        :param reason: text, required
        :param unit_id: id of the new lead unit where it is upheld; default: the one suggested
        :raise AccessError: for anyone but who decides objections
        """
        reason = inputs.text(self.env, reason)
        chosen = inputs.one_here(self.env["hr.department"], unit_id, self.company_id)
        self._assert_may("_is_objection_decider")
        if not reason:
            raise UserError(self.env._("Please state the reason."))
        for matter in self:
            # sudo: who decides was checked; the reassignment is what the decision means
            sudo = matter.sudo()
            objection = sudo._open_objection()
            if not objection:
                raise UserError(self.env._("No objection is open on this matter."))
            objection._decide(bool(upheld), reason)
            if upheld:
                unit = chosen or objection.suggested_unit_id
                if not unit:
                    raise UserError(
                        self.env._("Name the unit that takes the matter over.")
                    )
                sudo._reassign(unit, reason)
        self._reconcile_todos()
        return True

    def _objection_defaults(self):
        """What the dialog of the decision begins with: the unit that was suggested."""
        # sudo: the unit that was suggested; the dialog's step asks who may
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

    def _todos_assigned(self):
        objection, todos = self._open_objection(), super()._todos_assigned()
        if not objection:
            # it was upheld: another unit is being signed for (CORE-38)
            upheld = self._upheld_objections()
            return [todo for todo in todos if todo.key != "accept" or not upheld]
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
        if self.state != "assigned":
            return events
        objection = self._open_objection()
        if objection or self._upheld_objections():
            events = [e for e in events if e.kind != "unaccepted"]
        if not objection:
            return events
        climb = [(1, self._office_contact()), (1, self.regulation_id.office_leader_id)]
        waiting = Event(
            "undecided", objection.date_due, climb, f"objection:{objection.id}"
        )
        return [*events, waiting]
