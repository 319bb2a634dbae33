"""Approval chains of a matter: who decides, and what signed changes ask for."""

from odoo import fields, models
from odoo.exceptions import UserError

from ... import clock
from ..access.matter_writing import SIGNED_FIELDS
from ..matter.states import ACTIVE_STATES, OPEN_STATES
from ..reminding.todo import Todo, todos_in
from .decider import OPEN_LINES


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    # ------------------------------------------------------------------
    # Chains
    # ------------------------------------------------------------------

    def _start_chain(self, purpose, request=None, adjustment=None):
        """Lay out the approval lines of ``purpose`` for this one matter; the first is pending at once.

        :param adjustment: ``duban.adjustment`` that is signed anew, if any
        :raise UserError: a step of a proposal has no approver; on the ledger the office is asked to name one
        """
        rounds = self.approval_line_ids.filtered(
            lambda line: line.purpose == purpose
        ).mapped("round")
        vals_list = []
        whose = adjustment._signed_matter() if adjustment else self
        chain = [
            (step, whose._approver_for(step["role"], step, request))
            for step in self._chain(purpose, request)
        ]
        # all who decide at once, instead of one by one
        people = self.env["res.users"].union(*(approver for _step, approver in chain))
        people.partner_id.mapped("name")
        for position, (step, approver) in enumerate(chain):
            # who applies on a matter of the ledger can name nobody but whom the application itself names
            asked = (
                self.state not in ACTIVE_STATES
                or request
                and request.decider_id == approver
            )
            if asked and approver and not self._cannot_decide(approver):
                # Whoever named the approver: "a leader decides" must not become "a colleague decides".
                self._check_entitled(
                    approver, step["role"], step["name"], request=request
                )
            by_office = step["role"] == "office" or (
                step["role"] == "leader_or_meeting" and not approver
            )
            unit = self.office_id if by_office else self.env["hr.department"]
            # the office is asked to name somebody (CORE-20), as it is instead of who lost the right
            if not approver and not unit and self.state not in ACTIVE_STATES:
                roles = dict(
                    self.env["duban.approval.step"]
                    ._fields["role"]
                    ._description_selection(self.env)
                )
                raise UserError(
                    self.env._(
                        "Nobody is set for “%(step)s” (%(role)s). "
                        "Name the person on the matter, the unit or the regulation.",
                        step=step["name"],
                        role=roles[step["role"]],
                    )
                )
            vals_list.append(
                {
                    "matter_id": self.id,
                    "purpose": purpose,
                    "request_id": request.id if request else False,
                    "adjustment_id": adjustment.id if adjustment else False,
                    "name": step["name"],
                    "kind": step["kind"],
                    "role": step["role"],
                    "sequence": position,
                    "round": max(rounds, default=0) + 1,
                    "approver_id": approver.id,
                    "approver_unit_id": unit.id,
                    "records_decision": by_office
                    and (
                        step["records_decision"] or step["role"] == "leader_or_meeting"
                    ),
                    "state": "waiting" if position else "pending",
                    "date_pending": False if position else clock.today(self),
                }
            )
        lines = self.env["duban.approval.line"]._engine_create(vals_list)
        # Whoever decides a sensitive matter has to read it.
        self._refresh_access()
        return lines

    def _approver_for(self, role, step, request=None):
        """The user who fills ``role`` on this one matter; empty for an office step. Hook."""
        regulation = self.regulation_id
        return {
            "leader_in_charge": lambda: self.leader_in_charge_id,
            "subject_leader": lambda: (
                (self.subject_unit_id or self.lead_unit_id)._duban_leader()
                or self.leader_in_charge_id
            ),
            "responsible_leader": lambda: self.responsible_leader_id,
            "office_leader": lambda: regulation.office_leader_id,
            "principal": lambda: (
                self.principal_leader_id
                or (regulation.principal_leader_ids - self.recused_user_ids)[:1]
            ),
            "other_principal": lambda: (
                regulation.principal_leader_ids
                - self._approver_for("principal", step, request)
            )[:1],
            "source_leader": lambda: self.source_leader_id,
            "chosen": lambda: (
                (request and request.decider_id)
                or self.chosen_leader_id
                or self.source_leader_id
            ),
            "any_leader": lambda: (
                (request and request.decider_id)
                or self.leader_in_charge_id
                or regulation.office_leader_id
                or regulation.principal_leader_ids[:1]
            ),
            "leader_or_meeting": lambda: (
                request.decider_id if request else self.env["res.users"]
            ),
            "office": lambda: self.env["res.users"],
        }[role]()

    def _current_line(self, purpose=None):
        """The pending line of the filing or closing chain of this one matter."""
        purposes = [purpose] if purpose else ["filing", "closing"]
        # sudo: which step waits; who decides it is asked of the line
        return self.sudo().approval_line_ids.filtered(
            lambda line: line.state == "pending" and line.purpose in purposes
        )[:1]

    def _current_line_or_raise(self, purpose=None):
        self.check_access("read")
        line = self._current_line(purpose).with_env(self.env)
        if not line:
            raise UserError(
                self.env._("No approval is pending on %s.", self.display_name)
            )
        return line

    def _current_line_for(self, user):
        """Pending lines of this one matter, of any purpose, that ``user`` may decide."""
        # sudo: which steps wait for ``user``
        pending = self.sudo().approval_line_ids.filtered(
            lambda line: line.state == "pending"
        )
        return pending.filtered(lambda line: line._decides_for(user) is not None)

    def _chain_complete(self, purpose):
        """Whether the latest round of the chain of this one matter is approved through and through."""
        lines = self.approval_line_ids.filtered(lambda line: line.purpose == purpose)
        latest = lines.filtered(
            lambda line: line.round == max(lines.mapped("round"), default=0)
        )
        return bool(latest) and all(line.state == "approved" for line in latest)

    def _is_decider(self):
        """Matters with a decision, of whatever purpose, that waits for the user."""
        return self._where(lambda matter: matter._current_line_for(self.env.user))

    def _is_chain_decider(self):
        """Who decides the step that waits, or just decided it (the approval line then moves the chain)."""
        return self._where(lambda matter: matter._deciding_lines(self.env.user))

    def _is_chain_rejecter(self):
        """Who decides the last step of the chain, or just refused there (T5)."""
        return self._where(
            lambda matter: any(
                line.state == "rejected" or not line._next_line()
                for line in matter._deciding_lines(self.env.user)
            )
        )

    def _deciding_lines(self, user):
        """Lines of the present round of this one matter's own chain that ``user`` decides, or just sent back."""
        purpose = "filing" if self.state == "filing_approval" else "closing"
        lines = self.approval_line_ids.filtered(lambda line: line.purpose == purpose)
        last = max(lines.mapped("round"), default=0)
        return lines.filtered(
            lambda line: (
                line.round == last
                and (
                    line._decides_for(user) is not None
                    if line.state == "pending"
                    else line.decided_by_id == user
                    and line.state in ("returned", "rejected")
                )
            )
        )

    # ------------------------------------------------------------------
    # Who decides
    # ------------------------------------------------------------------

    def _is_office_or_principal(self):
        """The supervising office, and the principal leaders of the regulation."""
        office = self._is_office()
        return office | (self - office)._not_recused()._where(
            lambda matter: self.env.user in matter.regulation_id.principal_leader_ids
        )

    @todos_in(*OPEN_STATES)
    def _todos_approvals(self):
        """One to-do per pending step; where nobody can decide it, the office names who does."""
        lines = self.approval_line_ids.filtered(lambda row: row.state == "pending")
        if not lines:
            return []
        env = self.env
        kinds = dict(lines._fields["kind"]._description_selection(env))
        kinds["decide"] = env._("Decide")
        todos = []
        for line in lines:
            key, user = f"approve:{line.id}", line.approver_id or self._office_contact()
            summary = env._(
                "%(kind)s: %(purpose)s (%(step)s)",
                kind=kinds[line.kind],
                purpose=line._purpose_words(),
                step=line.name,
            )
            if line._is_gone():
                key, user = f"decider:{line.id}", self._office_contact()
                summary = line._decider_words()
            day = line.date_pending or self._today()
            todos.append(Todo(key, "approve", user, day, summary))
        return todos

    # ------------------------------------------------------------------
    # Adjustments
    # ------------------------------------------------------------------

    adjustment_ids = fields.One2many("duban.adjustment", "matter_id", "Adjustments")
    recusal_ids = fields.One2many("duban.recusal", "matter_id", "Recusals")

    # ------------------------------------------------------------------
    # Corrections, and taking a matter off the ledger
    # ------------------------------------------------------------------

    state = fields.Selection(
        selection_add=[("withdrawn", "Filing withdrawn")],
        ondelete={"withdrawn": "cascade"},
    )
    withdrawal_ground = fields.Text(readonly=True, copy=False)

    # -- signed stays as signed (CORE-38)

    def _signatures(self, purpose="filing"):
        """Lines of the chain of ``purpose`` that count on this one matter: the latest round that is no open change."""
        lines = self.approval_line_ids.filtered(
            lambda line: (
                line.purpose == purpose
                and line.adjustment_id.state not in ("signing", "refused", "ended")
            )
        )
        last = max(lines.mapped("round"), default=0)
        return lines.filtered(lambda line: line.round == last).sorted("sequence")

    def _standing_signatures(self, purpose):
        """Lines of ``_signatures`` of a round that stands: what was signed is what is printed (ABAF-A1.b, A3.c).

        A proposal that was sent or taken back is signed anew, and so is a closing whose result was: the trail keeps
        what leaders said of the text before.
        """
        stands = self.review_passed if purpose == "closing" else self.state != "draft"
        lines = self._signatures(purpose)
        over = {"returned", "cancelled"} & set(lines.mapped("state"))
        return lines if stands and not over else lines.browse()

    def _is_signed(self):
        """Whether leaders signed the filing of this one matter, and it is still on the ledger."""
        lines = self._signatures()
        return self.state in ACTIVE_STATES and any(
            line.state == "approved" for line in lines
        )

    def _signed_sheet(self):
        """(report, document) of the paper that shows what was signed at the filing of this one matter. Hook."""
        return "duban_supervision.action_report_notice", "notice"

    def _keep_signed_sheet(self):
        """Keep the paper of this one matter as it was signed, before a change comes into force (CORE-38)."""
        report, document = self._signed_sheet()
        title = self.regulation_id._document_title(document, document)
        day = clock.today(self)
        # sudo: the file is the engine's part of the record; it says what whoever sees the matter saw before
        self.env["duban.print"].sudo()._keep(
            report,
            self,
            self,
            self.env._(
                "%(number)s %(title)s as signed, until %(day)s",
                number=self.number or "",
                title=title,
                day=fields.Date.to_string(day),
            ),
        )

    def _needs_new_signature(self, names):
        """Whether a change of the fields ``names`` of this one matter has to be signed again (as superuser)."""
        return self._is_signed() and bool(names & (SIGNED_FIELDS | {"date_deadline"}))

    def _open_adjustment(self):
        return self.adjustment_ids.filtered(lambda row: row.state == "signing")[:1]

    # -- who goes on after a return

    def _proposer(self):
        """Who submits this one proposal again: who proposed it, else a colleague of the unit, else the office."""
        author, unit = self.create_uid, self.subject_unit_id or self.lead_unit_id
        by_unit = self._rule("filing_initiator") == "subject_unit"
        if self._can_act(author) and (
            self.office_id._is_office_staff(author)
            or (by_unit and unit in author.duban_unit_ids)
        ):
            return author
        contact = by_unit and unit and self._unit_contact(unit)
        if contact and self._can_act(contact):
            return contact
        return self._office_contact()

    def _closing_returned_words(self):
        """What the office is asked to do once a leader sent the closing of this one matter back; empty: nothing."""
        line = self._closing_returned()
        return line and self.env._(
            "Returned by %s: review the result again, or return it to the unit",
            line.decided_by_id.name,
        )

    def _closing_returned(self):
        """The step by which a leader sent the closing of this one matter back to the office, since the last result."""
        returned = self._signatures("closing").filtered(
            lambda line: line.state in ("returned", "rejected")
        )
        handed_in = returned and self.act_ids.filtered(
            lambda act: act.action == "submit_result"
        )
        last = max(handed_in.mapped("date"), default=None) if handed_in else None
        return returned.filtered(lambda line: not last or line.date_decided >= last)[:1]

    # -- proposals of a unit that ends (CORE-32)

    def _move_proposal(self, unit, ground):
        """Give this one proposal to ``unit`` (as superuser, the person was checked).

        What leaders are signing is the sheet with the unit that ends: their round is over, the proposal goes back and
        is submitted again.
        """
        old, waits = self.lead_unit_id, self.state == "filing_approval"
        vals = {"lead_unit_id": unit.id}
        if self.subject_unit_id == old:
            vals["subject_unit_id"] = unit.id
        if waits:
            self._end_filing_chain()
        self._engine_write(vals)
        self._follow_lead_unit(old)
        self._sync_unit_lines()
        self.env["duban.act"]._append(
            self,
            "unit_moved",
            ground,
            changes={self.id: {"lead_unit_id": [old.name, unit.name]}},
        )
        if waits:
            self._transition("return_filing", ground)
            people = (self._proposer() | self._told_office()) - self._told_initiator()
            self._tell("filing_returned", {self: people}, "unit_end", ground)
        self._refresh_access()
        self._reconcile_todos()

    # -- taken back by who proposed it

    def action_recall_filing(self):
        """Take a proposal back while leaders are signing it, to revise or drop it; whoever was asked or signed is told.

        One that every leader has signed is filed, or taken back by the office alone: what was signed may have become
        impossible since (its date has passed, its unit is recused), and nobody else could go on.

        :raise AccessError: for anyone but those who propose
        :raise UserError: every leader has signed, and it is not the office that asks
        """
        return self._transition("recall_filing")

    def _end_filing_chain(self):
        """Whoever was asked to sign the filing of these matters signs nothing any more, and is told (as superuser)."""
        self.approval_line_ids.filtered(
            lambda line: (
                line.purpose == "filing"
                and line.state in OPEN_LINES
                and not line.adjustment_id
            )
        ).write({"state": "cancelled"})

    def _check_recallable(self, data):
        for matter in self:
            # sudo: whether every step was decided
            signed = matter.sudo()._chain_complete("filing")
            if signed and not matter._is_office():
                raise UserError(self._no_transition_message(data["action"]))

    def _effect_recall_filing(self, data):
        """The round is over: what was signed in it does not count for what is submitted later."""
        for matter in self:
            over = ["waiting", "pending"]
            if matter._chain_complete("filing"):
                over.append("approved")  # nothing of it is filed any more
            matter.approval_line_ids.filtered(
                lambda line, over=over: line.purpose == "filing" and line.state in over
            ).write({"state": "cancelled"})

    def _is_recalled(self):
        """Whether the last round of this one proposal was ended by who proposed it."""
        acts = self.act_ids.filtered(
            lambda act: (
                act.action in ("submit_filing", "recall_filing", "return_filing")
            )
        )
        return acts.sorted("seq")[-1:].action == "recall_filing"

    # -- 撤销立项 (CORE-24)

    def action_withdraw_filing(self, ground=None):
        """Take a wrongly filed matter off the ledger (撤销立项, CORE-24); its number is not given again.

        :param ground: text, required
        :raise AccessError: for anyone but the supervision office
        """
        return self._transition("withdraw_filing", ground)

    def _effect_withdraw(self, data):
        self.write({"withdrawal_ground": data["note"]})
        self._effect_end(data)
