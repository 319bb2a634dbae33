"""One mechanism for every approval: filing, closing, and requests."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ... import clock, inputs
from ..rules.rows.approval_step import KINDS, PURPOSES


class DubanApprovalLine(models.Model):
    """One step of a running chain. Decided only in turn, once, by its approver or the approver's deputy."""

    _name = "duban.approval.line"
    _description = "Approval"
    _inherit = ["duban.matter.part"]
    _order = "matter_id, id"

    name = fields.Char("Step", required=True)
    purpose = fields.Selection(PURPOSES, required=True)
    kind = fields.Selection(KINDS, required=True)
    role = fields.Char(required=True)
    request_id = fields.Many2one("duban.request", index=True, ondelete="cascade")
    sequence = fields.Integer()
    round = fields.Integer(
        default=1,
        help="Counts the chains of the same purpose; an earlier round stays as record.",
    )
    approver_id = fields.Many2one("res.users", index=True)
    approver_unit_id = fields.Many2one("hr.department", "Approving office")
    records_decision = fields.Boolean(
        help="The office enters what a meeting or leader decided."
    )
    state = fields.Selection(
        [
            ("waiting", "Waiting for earlier steps"),
            ("pending", "To decide"),
            ("approved", "Approved"),
            ("returned", "Returned"),
            ("rejected", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="waiting",
    )
    opinion = fields.Text()
    decided_by_id = fields.Many2one("res.users", "Decided by", index="btree_not_null")
    on_behalf_id = fields.Many2one("res.users", "On behalf of")
    date_decided = fields.Datetime("Decided on")
    date_pending = fields.Date("Waiting since")
    can_decide = fields.Boolean(compute="_compute_can_decide")

    @api.depends_context("uid")
    @api.depends("state", "approver_id", "approver_unit_id")
    def _compute_can_decide(self):
        for line in self:
            line.can_decide = (
                line.state == "pending" and line._decides_for(self.env.user) is not None
            )

    def _decides_for(self, user):
        """In whose name ``user`` may decide this line: an empty user (own name), the delegating user, or None (not)."""
        # sudo: who decides is asked of anybody; yes, no, or in whose name comes back
        line = self.sudo()
        nobody = self.env["res.users"]
        # there, of the matter's institution, without interest in it, and on the list of a protected one, whoever asks:
        # by the own name, as any leader, for the office, or in somebody's stead
        if not (line.matter_id._can_act(user) and line.matter_id._is_listed(user)):
            return None
        if line.request_id and user == line.request_id.applicant_id:
            return None  # nobody decides the own application (CORE-29, SIE-15.2e)
        if line.role == "any_leader" and line._is_open_to(user):
            return nobody
        if line.approver_id:
            if line._has_lost_right():
                return None
            if line.approver_id == user:
                return nobody
            # Who has an interest in the matter does not decide it through a deputy either.
            if line.approver_id in line.matter_id.recused_user_ids:
                return None
            return (
                line.approver_id
                if self.env["duban.delegation"]._is_deputy(
                    line.approver_id, user, line.matter_id.company_id
                )
                else None
            )
        in_office = line.approver_unit_id in user._duban_offices()
        return nobody if in_office else None

    def _is_open_to(self, user):
        """Whether ``user`` may take this one step that any school leader decides; the to-do is with one of them."""
        return user._is_school_leader(self.matter_id.company_id)

    # ------------------------------------------------------------------
    # Decisions
    # ------------------------------------------------------------------

    def action_approve(self, opinion=None, date_deadline=None):
        """Approve in turn.

        :param opinion: text; empty is recorded as agreement
        :param date_deadline: due date (date or ISO string) that the leader sets with the signature (WUT-22.4b)
        :raise AccessError: for anyone but the approver or deputy
        :raise UserError: out of turn or already decided
        """
        day = inputs.day(self.env, date_deadline)
        if day and not all(line._signs_date() for line in self):
            raise UserError(self.env._("This step sets no due date."))
        self._check_date_signed(day)
        result = self._decide("approved", opinion or self.env._("Agreed"), day)
        if day:
            # sudo: the person was entitled to decide; the date is what was signed, its ground the opinion
            matters = self.sudo().matter_id
            matters._engine_write({"date_deadline": day, "deadline_ground": False})
            matters._check_typed_dates({"date_deadline"})
        return result

    def _signs_date(self):
        """Whether the leader who decides this one step sets the due date with the signature (WUT-22.4b)."""
        # sudo: a property of the step, for whoever is asked to sign
        line = self.sudo()
        return (
            line.purpose == "filing"
            and line.kind == "decide"
            and not line.adjustment_id
            # what is filed changes its date as its history says (CORE-8)
            and line.matter_id.state == "filing_approval"
            and line.matter_id._term_rule().get("kind", "explicit") == "explicit"
        )

    def _check_date_signed(self, day):
        """Whoever signs last sets the due date where the office proposed none: nobody could set it afterwards.

        :param day: the date of this signature, or None
        :raise UserError: there is neither
        """
        for line in self:
            # sudo: the date that stands, and whether somebody signs after this step
            sudo = line.sudo()
            matter = sudo.matter_id
            if (
                not day
                and not matter.date_deadline
                and line._signs_date()
                and line.state == "pending"
                and not sudo._next_line()
            ):
                raise UserError(
                    self.env._(
                        "No %(field)s is proposed for %(matter)s: enter the one that your signature sets.",
                        field=matter._label("date_deadline"),
                        matter=line.matter_id.display_name,
                    )
                )

    def _date_defaults(self):
        """What the dialog of the decision begins with: the date that the office proposed."""
        # sudo: the date that is proposed to whoever decides the step
        return {"date": self.sudo().matter_id.date_deadline}

    def action_return(self, reason=None):
        """Return to where it came from. ``reason``: text, required."""
        return self._decide("returned", reason)

    def action_reject(self, reason=None):
        """Refuse. ``reason``: text, required. A filing is refused by the last approver of its chain only."""
        return self._decide("rejected", reason)

    def _decide(self, decision, opinion, day=None):
        """Decide in turn. ``day``: the due date that is set with the signature; the trail has both values (CORE-8)."""
        # who may not see a matter is not told who decides on it, nor in which state it is
        self.check_access("read")
        for line in self:
            principal = line._decides_for(self.env.user)
            # sudo: the person was asked right above; the step is the engine's to write
            sudo = line.sudo()
            if principal is None:
                who = sudo.approver_id or sudo.approver_unit_id
                raise AccessError(
                    self.env._("Only %s decides this step.", who.name)
                    if who
                    else self.env._(
                        "Nobody is named yet who decides this step: %s names somebody.",
                        sudo.matter_id.office_id.name,
                    )
                )
            if not sudo.try_lock_for_update():
                raise UserError(
                    self.env._(
                        "Somebody is deciding this step right now. Reload the page."
                    )
                )
            if line.state == "waiting":
                raise UserError(self.env._("It is not this step's turn yet."))
            if line.state != "pending":
                raise UserError(self.env._("This step was already decided."))
            if decision != "approved" and not inputs.text(self.env, opinion):
                raise UserError(self.env._("Please state the reason."))
            if (
                decision == "rejected"
                and line.purpose == "filing"
                and sudo._next_line()
            ):
                raise UserError(
                    self.env._(
                        "Only the last approver refuses a filing. Return it instead."
                    )
                )
            sudo.opinion = opinion
            sudo._before_decision(decision)
            sudo.write(
                {
                    "state": decision,
                    "opinion": opinion,
                    "decided_by_id": self.env.uid,
                    "on_behalf_id": principal.id,
                    "date_decided": fields.Datetime.now(),
                }
            )
            self.env["duban.act"]._append(
                sudo.matter_id,
                f"{line.purpose}_{decision}",
                f"{line.name}：{opinion}",
                on_behalf=principal or None,
                changes=sudo._date_changes(day),
            )
            sudo._after_decision(decision, opinion)
            sudo.matter_id._reconcile_todos()
        return True

    def _date_changes(self, day):
        """What setting the due date ``day`` (or none) with this one signature changes, for the trail."""
        old = self.matter_id.date_deadline
        if not day or day == old:
            return None
        both = [fields.Date.to_string(old) or None, fields.Date.to_string(day)]
        return {self.matter_id.id: {"date_deadline": both}}

    def _signer_name(self):
        """Who decided this one step, as it is printed: a deputy signs in somebody's stead (CORE-29)."""
        name = self.decided_by_id.name or ""
        if not self.on_behalf_id:
            return name
        return self.env._(
            "%(leader)s (%(deputy)s in their stead)",
            leader=self.on_behalf_id.name,
            deputy=name,
        )

    def _signed_words(self):
        """The opinion of this one decided step, after who gave it and when."""
        return self.env._(
            "%(leader)s, %(date)s: %(opinion)s",
            leader=self._signer_name(),
            date=self.matter_id._format_date(
                clock.local(self.matter_id, self.date_decided).date()
            ),
            opinion=self.opinion or "",
        )

    def _next_line(self):
        return self._siblings().filtered(lambda line: line.state == "waiting")[:1]

    def _siblings(self):
        """Lines of the same chain and round, in order."""
        # sudo: the chain as a whole; who decides what is asked elsewhere
        lines = self.sudo().matter_id.approval_line_ids.with_env(self.env)
        return lines.filtered(
            lambda line: (
                line.purpose == self.purpose
                and line.request_id == self.request_id
                and line.round == self.round
            )
        ).sorted(lambda line: (line.sequence, line.id))

    def _before_decision(self, decision):
        """Hook: what must be entered before the decision counts."""
        if self.request_id:
            self.request_id._before_decision(self, decision)

    def _chain_subject(self):
        """What this one chain is for, where it is not the matter itself: its request. Hook."""
        return self.request_id

    def _purpose_words(self):
        """What this one step decides, in a word: that of the regulation where it has one."""
        names = dict(self._fields["purpose"]._description_selection(self.env))
        if self.purpose != "closing":
            return names[self.purpose]
        # sudo: the word of the regulation, the same as on the button
        return self.env["duban.label"]._word(
            self.sudo().matter_id.regulation_id,
            "action:action_close",
            names[self.purpose],
        )

    def _after_decision(self, decision, opinion):
        """Move the chain on, or hand the outcome to what the chain is for."""
        matter = self.matter_id
        if decision == "approved":
            following = self._next_line()
            if following:
                following.write(
                    {
                        "state": "pending",
                        "date_pending": clock.today(self),
                    }
                )
            elif subject := self._chain_subject():
                subject._chain_decided(True, opinion)
            return
        self._siblings().filtered(lambda line: line.state == "waiting").write(
            {"state": "cancelled"}
        )
        if subject := self._chain_subject():
            subject._chain_decided(False, opinion)
            return
        action = {
            "filing": {"returned": "return_filing", "rejected": "reject_filing"},
            "closing": {"returned": "return_closing", "rejected": "return_closing"},
        }[self.purpose][decision]
        matter._transition(action, opinion)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Approvals are never deleted."))
