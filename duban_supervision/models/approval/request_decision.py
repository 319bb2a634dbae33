"""What an application asks its deciders, and what their decision carries out."""

from odoo import api, models
from odoo.exceptions import UserError

from ... import clock


class DubanRequest(models.Model):
    _inherit = "duban.request"

    @api.constrains("new_content")
    def _check_no_classified_content(self):
        """No decision gives a stub content (WUT-26.1b)."""
        self.filtered("new_content").matter_id._check_no_stub()

    def _step_applies(self, step):
        """Whether a step of the chain counts for the length of this extension (D6)."""
        matter = self.matter_id
        if self.kind != "extension" or not (
            step["months_over"] or step["months_within"]
        ):
            return True
        before = self.date_deadline_before or matter.date_deadline
        if step["months_over"]:
            return self.date_requested > matter._add_months(before, step["months_over"])
        return self.date_requested <= matter._add_months(before, step["months_within"])

    def _check_ahead(self, day):
        """Nobody asks for, or enters as granted, a ``day`` for this one request that has passed (CORE-25, ABAF-16.6d).

        :raise UserError: it is not later than today
        """
        today = clock.today(self)
        if day and day <= today:
            raise UserError(
                self.env._(
                    "The new due date of %(matter)s has to be later than today (%(day)s).",
                    matter=self.matter_id.display_name,
                    day=self.matter_id._format_date(today),
                )
            )

    def write(self, vals):
        """A day that is entered as granted lies ahead; the one applied for may have passed since (ABAF-19.1b)."""
        result = super().write(vals)
        if "date_granted" in vals and not self._by_engine():
            for request in self.filtered(
                lambda row: row.date_granted != row.date_requested
            ):
                request._check_ahead(request.date_granted)
        return result

    def _is_only_carried_out(self):
        """Whether a leader signed this one request, and the office has only to carry out what was signed (ABAF-19.1b).

        Then nobody changes the date or the outcome any more: what comes into force is what was signed.
        """
        lines = self.approval_line_ids
        left = lines.filtered(lambda line: line.state in ("waiting", "pending"))
        signed = lines.filtered(lambda line: line.state == "approved").approver_id
        # neither a leader, nor one who is still to be named, nor a meeting
        return bool(signed) and all(
            line.approver_unit_id and not line.approver_id and not line.records_decision
            for line in left
        )

    def _before_decision(self, line, decision):
        """What must be entered before the last approval of this one request counts (as superuser)."""
        if self.decision_date and self.decision_date > clock.today(self):
            raise UserError(
                self.env._("The decision that is recorded lies in the future.")
            )
        if decision != "approved":
            return
        if line.records_decision and not (
            (self.decision_body_id or self.decision_leader_id) and self.decision_date
        ):
            raise UserError(
                self.env._(
                    "A meeting or a leader decides this. Open the application, enter who decided and when "
                    "under “Decision”, then press “Approve”."
                )
            )
        if line.records_decision:
            self._check_decision_authority(line)
        if line._next_line():
            return
        if self.kind == "extension":
            granted = self.date_granted or self.date_requested
            # The day applied for may have passed since, and so may the day a leader signed (CORE-34, ABAF-19.1b).
            if granted != self.date_requested and not self._is_only_carried_out():
                self._check_ahead(granted)
            # Another decision may have moved the due date since the application.
            if not granted or granted <= (self.matter_id.date_deadline or granted):
                raise UserError(
                    self.env._(
                        "An extension needs a new due date, later than the present one."
                    )
                )
            if granted > self.date_requested:
                # Otherwise the office could grant what only the leader may, by granting more than was asked.
                raise UserError(
                    self.env._(
                        "Nobody grants more than was applied for (%s).",
                        self.matter_id._format_date(self.date_requested),
                    )
                )
        if self.kind == "inability":
            if self.outcome == "exempt":
                raise UserError(
                    self.env._(
                        "What cannot be completed is not exempted: enter what the meeting or leader decided."
                    )
                )
            if (
                not self.outcome
                # A leader's opinion is given with the decision; a meeting's is entered by the office that records it.
                or not (
                    self.decision_text
                    or not line.records_decision
                    and line.opinion
                    or ""
                ).strip()
            ):
                raise UserError(
                    self.env._(
                        "Enter the outcome and the opinion of the meeting or leader."
                    )
                )
            if self.outcome == "new_date" and not self.date_granted:
                raise UserError(self.env._("Enter the new due date."))
            if self.outcome == "change" and not (self.new_content or "").strip():
                raise UserError(self.env._("Enter the changed content."))

    def _check_decision_authority(self, line):
        """The meeting or leader whose decision is recorded on ``line`` is one that the regulation names.

        XISU-8.4, WUT-24, SIE-15.3: what the office enters must not turn "a leader decides" into "a colleague decides".
        """
        body = self.decision_body_id
        if body and not self.matter_id._body_decides(body):
            raise UserError(self.env._("%s does not decide this.", body.name))
        if self.decision_leader_id:
            self.matter_id._check_entitled(
                self.decision_leader_id, line.role, line.name, request=self
            )

    def _inability_leaders(self):
        """Leaders entitled to decide on inability (users); empty: any school leader."""
        if self.matter_id._rule("inability_leader") == "principal":
            return self.matter_id.regulation_id.principal_leader_ids
        return self.env["res.users"]

    def _chain_decided(self, approved, opinion):
        """Outcome of the chain: carry it out (as superuser, the deciding person is ``env.user``)."""
        for request in self:
            today = clock.today(request)
            request.write(
                {"state": "approved" if approved else "refused", "date_decided": today}
            )
            if approved:
                getattr(request, f"_carry_out_{request.kind}")(opinion)

    def _carry_out_extension(self, opinion):
        granted = self.date_granted or self.date_requested
        self.write({"date_granted": granted, "outcome": "new_date"})
        self.matter_id._set_deadline(
            granted,
            "extension",
            self.env._("Extension: %s", self.reason or ""),
            approver=self._decided_by(),
            request=self,
        )

    def _carry_out_exemption(self, opinion):
        self.outcome = "exempt"
        self.matter_id._transition("exempt", opinion)

    def _carry_out_inability(self, opinion):
        matter = self.matter_id
        if self.outcome == "terminate":
            matter._transition("terminate", self.decision_text or opinion)
        elif self.outcome == "new_date":
            matter._set_deadline(
                self.date_granted,
                "decision",
                self.decision_text or opinion,
                approver=self._decided_by(),
                request=self,
            )
        elif self.outcome == "change":
            old = matter.content
            matter._engine_write({"content": self.new_content})
            self.env["duban.act"]._append(
                matter,
                "content_changed",
                self.decision_text or opinion,
                changes={matter.id: {"content": [old, self.new_content]}},
            )

    def _decided_by(self):
        """Who decided (DOC-14): the leader whom the office entered, else the approver of the step that decides.

        A meeting decides as a body: the office that enters its decision decided nothing.
        """
        if self.decision_leader_id or self.decision_body_id:
            return self.decision_leader_id
        lines = self.matter_id.approval_line_ids.filtered(
            lambda line: line.request_id == self and line.state == "approved"
        ).sorted("sequence")
        # an office step after the leader's only notes what the leader decided
        last = lines.filtered("approver_id")[-1:] or lines[-1:]
        return last.on_behalf_id or last.decided_by_id or self.env.user
