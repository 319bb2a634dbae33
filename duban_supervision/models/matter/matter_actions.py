"""The public actions: entry points of buttons, wizards and RPC."""

from odoo import api, models
from odoo.exceptions import UserError

from ... import clock, inputs
from .states import RUNNING_STATES


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    # ------------------------------------------------------------------
    # Filing
    # ------------------------------------------------------------------

    @api.model
    def action_register(self, values):
        """Register a draft (T1, ABAF-12.1a).

        :param values: dict of field values
        :return: the new matter
        """
        if not isinstance(values, dict):
            raise UserError(self.env._("These are no values of a matter."))
        unknown = [str(name) for name in values if name not in self._fields]
        if unknown:
            raise UserError(self.env._("A matter has no field: %s", ", ".join(unknown)))
        return self.create([values])

    def action_submit_filing(self):
        """Send drafts into the filing approval chain of their regulation (T2).

        :raise UserError: no chain, or an element is missing
        """
        return self._transition("submit_filing")

    def action_approve_step(self, opinion=None, date_deadline=None):
        """Approve the current step of the filing or closing chain (T3, T12).

        :param opinion: text, empty means agreement
        :param date_deadline: due date that the leader sets with the signature, where the step does (WUT-22.4b)
        """
        for matter in self:
            matter._current_line_or_raise().action_approve(opinion, date_deadline)
        return True

    def _signs_date(self):
        """Whether the step that waits on this one matter sets the due date."""
        # sudo: whether the step asks for a date, no more
        line = self.sudo()._current_line()
        return bool(line) and line._signs_date()

    def _date_defaults(self):
        # sudo: the date that stands; the dialog's step asks who may
        return {"date": self.sudo().date_deadline}

    def action_return_filing(self, reason=None):
        """Return a proposal to its submitter (T4). ``reason``: text, required."""
        for matter in self:
            matter._current_line_or_raise("filing").action_return(reason)
        return True

    def action_reject_filing(self, reason=None):
        """Refuse to file (T5), by the last approver of the chain. ``reason``: text, required."""
        for matter in self:
            matter._current_line_or_raise("filing").action_reject(reason)
        return True

    def action_file(self, insist=None):
        """File: number, enter on the ledger, freeze the rules (T6).

        Where the regulation says so (``auto_assign_on_filing``) the matter is assigned in the same step; where
        that asks more of the unit than the week allows, the filing is taken back with it.

        :param insist: then why it cannot wait (PLUS-L2)
        :raise UserError: naming the missing elements, or the missing authority
        """
        self._transition("file")
        auto = self.filtered(lambda matter: matter._rule("auto_assign_on_filing"))
        if auto:
            auto._is_office()._check_burden(insist)
            auto._transition("assign")
        return True

    # ------------------------------------------------------------------
    # Assignment and acceptance
    # ------------------------------------------------------------------

    def action_assign(self, insist=None):
        """Send the matter into the to-do lists of its units (T7).

        Where the regulation says so (``file_on_assignment``) a draft is filed in the same step.

        :param insist: why it cannot wait, where the unit was asked as often as the week allows (PLUS-L2)
        """
        self._is_office()._check_burden(insist)
        drafts = self.filtered(
            lambda matter: (
                matter.state == "draft" and matter._rule("file_on_assignment")
            )
        )
        if drafts:
            drafts._transition("file")
        return self._transition("assign")

    def action_accept(self):
        """Accept with handler and work plan, as the regulation demands (T8)."""
        return self._transition("accept")

    def action_claim(self):
        """Claim a numbered task for one's unit (T8, LZU-6.1.3a)."""
        return self._transition("claim")

    # ------------------------------------------------------------------
    # Result, review, closing
    # ------------------------------------------------------------------

    def action_confirm_result(self):
        """The unit head confirms the truth of the result (WUT-21.1a, SIE-14.1b)."""
        self._assert_may(
            "_is_head_or_deputy",
            self.env._(
                "The head of the lead unit confirms the result, or who stands in for the head."
            ),
        )
        for matter in self:
            if matter.state != "in_progress":
                raise UserError(matter._no_transition_message("submit_result"))
        # There is no truth of a result that is not written yet.
        self._check_required("submit_result")
        self._engine_write(
            {"head_confirmed": True, "head_confirmed_by_id": self.env.uid}
        )
        self.env["duban.act"]._append(self, "confirm_result")
        self._reconcile_todos()
        return True

    def action_submit_result(self):
        """Report completion to the office, by the lead unit (T9)."""
        return self._transition("submit_result")

    def action_return_result(self, reason=None, date_deadline=None):
        """Return a result that does not pass the review (T10).

        :param reason: text, required
        :param date_deadline: new due date (date or ISO string); required where the regulation re-determines it
        """
        return self._transition(
            "return_result", reason, date_deadline=inputs.day(self.env, date_deadline)
        )

    def action_pass_review(self, opinion=None):
        """Pass the office's review (T11); starts the closing chain where there is one.

        :param opinion: review opinion, else the one written on the matter counts
        """
        if opinion:
            return self._transition("pass_review", opinion)
        # the line of the trail says what was signed, wherever it was written
        for written, matters in self.grouped("review_opinion").items():
            matters._transition("pass_review", written or None)
        return True

    def _review_defaults(self):
        """What the dialog of the review begins with: the opinion that is written already is not asked for again."""
        return {"text": self.review_opinion}

    def action_return_closing(self, reason=None):
        """Return from the closing chain to the office (T12). ``reason``: text, required."""
        for matter in self:
            matter._current_line_or_raise("closing").action_return(reason)
        return True

    def action_close(self):
        """Close the number (T13): review passed, chain complete, conclusion and report-back as demanded."""
        return self._transition("close")

    def action_archive_matter(self, volume=None):
        """Archive in a volume (T14, 归档; not Odoo's ``active`` flag, which matters do not have).

        With dual records the state changes when both exist.

        :param volume: number of the office's volume; empty: as registered before
        """
        volume = inputs.text(self.env, volume)
        waiting = self
        if volume:
            closed = self.filtered(lambda matter: matter.state == "closed")
            self._register_volume(volume)
            # the second of two volumes archives by itself, whichever it is (ABAF-14.2)
            waiting -= closed.filtered(lambda matter: matter.state == "archived")
        return waiting._transition("archive") if waiting else True

    def action_reopen(self, reason=None, date_deadline=None):
        """Reopen after a failed re-check (T15).

        :param reason: text, required
        :param date_deadline: new due date, required
        """
        return self._transition(
            "reopen", reason, date_deadline=inputs.day(self.env, date_deadline)
        )

    def action_exempt(self):
        """Carry out an approved exemption (T16)."""
        return self._transition("exempt")

    def action_decide_inability(self):
        """Carry out the decision that a matter is not to be completed (T17)."""
        return self._transition("terminate")

    def action_merge(self, survivor=None, reason=None, date_deadline=None):
        """Merge into another open matter (T18, LZU-6.1.1c).

        :param survivor: the surviving ``duban.matter`` (record or id)
        :param reason: text, required
        :param date_deadline: due date of the survivor from now on (date or ISO string), where the two differ
        """
        survivor = self.browse(inputs.one_id(self.env, survivor) or [])
        if survivor:
            survivor._assert_may("_is_office")
        return self._transition(
            "merge",
            reason,
            survivor=survivor,
            date_deadline=inputs.day(self.env, date_deadline),
        )

    def action_unmerge(self, reason=None):
        """Undo a merge, by an administrator. ``reason``: text, required."""
        return self._transition("unmerge", reason)

    # ------------------------------------------------------------------
    # Beside the states
    # ------------------------------------------------------------------

    def action_urge(
        self,
        content=None,
        channel_id=None,
        person_id=None,
        new_limit=None,
        insist=None,
    ):
        """Urge the lead unit (催办): one urging record per matter, counted and numbered where the rule says so.

        :param content: what is urged, required
        :param channel_id: id of a ``duban.option`` of the list ``channel`` (default: the system channel)
        :param person_id: id of the user who was urged (default: the first responsible person)
        :param new_limit: date until when
        :param insist: why it cannot wait, where the unit was asked as often as the week allows (PLUS-L2)
        :return: the urging records
        :raise UserError: urging is not possible here, with the reason
        """
        self._assert_open("urge")
        content = inputs.text(self.env, content)
        channel_id = inputs.one_id(self.env, channel_id)
        named = inputs.one_here(self.env["res.users"], person_id, self.company_id)
        vals_list = []
        for matter in self:
            channel = (
                self.env["duban.option"].browse(channel_id)
                if channel_id
                else matter._system_channel()
            )
            person = named or matter.unit_head_id
            vals_list.append(
                {
                    "matter_id": matter.id,
                    "purpose": "urging",
                    "summary": content,
                    "channel_id": channel.id,
                    "person_id": person.id,
                    "new_limit": inputs.day(self.env, new_limit),
                    "insist": inputs.text(self.env, insist),
                }
            )
        return self.env["duban.record"].create(vals_list)

    def _check_urging(self, data=None):
        """Whether these matters may be urged now (AMB-14, AMB-54, AMB-57)."""
        for matter in self:
            if matter.state not in RUNNING_STATES:
                raise UserError(
                    self.env._(
                        "%s is not being handled by its unit, there is nothing to urge.",
                        matter.display_name,
                    )
                )
            if matter._rule("urging_trigger") != "past_limit":
                continue
            if matter._has_reason("accepted"):
                raise UserError(
                    self.env._(
                        "The unit's reason for %s was accepted; it cannot be urged.",
                        matter.display_name,
                    )
                )
            if matter._has_reason("given"):
                raise UserError(
                    self.env._(
                        "The unit gave its reason for %s: judge it first, then urge.",
                        matter.display_name,
                    )
                )
            # sudo: limits come from feedback and plan; only whether one passed
            if not matter.sudo()._limit_passed():
                raise UserError(
                    self.env._(
                        "No time limit of %s has passed yet; it cannot be urged.",
                        matter.display_name,
                    )
                )

    def _check_explainable(self, data):
        """A reason is given for what is overdue, and for a missed feedback date where that is urged too (AMB-14)."""
        for matter in self:
            urged = matter._rule("urging_trigger") == "past_limit"
            # sudo: limits come from feedback and plan; only whether one passed
            if not (matter.is_overdue or urged and matter.sudo()._limit_passed()):
                raise UserError(self._no_transition_message(data["action"]))

    def _check_justification_waits(self, data):
        if any(matter.justification_state != "given" for matter in self):
            raise UserError(self._no_transition_message(data["action"]))

    def _check_unconfirmed(self, data):
        if any(self.mapped("head_confirmed")):
            raise UserError(self._no_transition_message(data["action"]))

    def _passed_limit(self):
        """The limit that this one matter's unit answers for now, or None: its due date, once that has passed.

        Where none has passed, or the reason for it was accepted, the one that passed last: it may be a missed feedback
        date (AMB-14).
        """
        passed = self._missed_feedback_dates()
        due = self.date_deadline
        if due and clock.today(self) > due:
            if not self._is_excused():
                return due
            passed.append(due)
        return max(passed, default=None)

    def _is_excused(self):
        """Whether the unit's reason was accepted for the due date itself; it excuses no other (CORE-34)."""
        due = self.date_deadline
        accepted = self.justification_state == "accepted"
        return (accepted and self.justification_limit == due) or (
            bool(due) and self.date_excused == due
        )

    def _has_reason(self, state):
        """Whether the unit's reason for the limit that has passed now on this one matter is given or judged.

        :param state: of ``justification_state``
        """
        # sudo: limits come from feedback and plan; only the day is compared
        limit = self.sudo()._passed_limit()
        if limit and limit == self.date_excused:
            return state == "accepted"
        return self.justification_state == state and self.justification_limit == limit

    def _limit_passed(self):
        """Whether the due date or an unanswered feedback date of this one matter lies in the past (AMB-14)."""
        today = clock.today(self)
        return bool(self.date_deadline and today > self.date_deadline) or bool(
            self._missed_feedback_dates()
        )

    def action_give_justification(self, text=None):
        """The lead unit gives its reason for a passed limit (AMB-54). ``text``: required."""
        self._assert_may("_is_lead")
        self._assert_not_ended()
        if not inputs.text(self.env, text):
            raise UserError(self.env._("Please state the reason."))
        self._check_explainable({"action": "justify"})
        for matter in self:
            # sudo: limits come from feedback and plan; the unit's reason is for the one that passed
            due = matter.date_deadline
            limit = matter.sudo()._passed_limit() or due
            # what was accepted for the due date stands beside what is said of a feedback missed after it
            stays = limit != due and matter._is_excused()
            matter._engine_write(
                {
                    "justification": text,
                    "justification_state": "given",
                    "justification_limit": limit,
                    "date_excused": stays and due,
                }
            )
        self.env["duban.act"]._append(self, "justify", text)
        self._reconcile_todos()
        return True

    def action_judge_justification(self, accepted, note=None, date_deadline=None):
        """The office accepts or refuses the unit's reason (AMB-54).

        An accepted reason excuses the limit that it was given for. For a passed due date a new one may be set at once;
        without one the unit may still apply for an extension or exemption (CORE-34).

        :param accepted: bool
        :param note: text
        :param date_deadline: new due date (date or ISO string), where an accepted reason leads to one
        """
        self._assert_may("_is_office")
        self._assert_not_ended()
        if self.filtered(lambda matter: matter.justification_state == "none"):
            raise UserError(self.env._("The unit has given no reason yet."))
        for matter in self.filtered(lambda row: row.justification_state != "given"):
            judged = matter.act_ids.filtered(
                lambda act: act.action == "judge_justification"
            )
            raise UserError(
                self.env._(
                    "%(person)s has judged the unit's reason for %(matter)s meanwhile.",
                    person=judged.sorted("seq")[-1:].user_name,
                    matter=matter.display_name,
                )
            )
        day = inputs.day(self.env, date_deadline)
        if accepted and day:
            self._check_office_redetermines()
        self._engine_write(
            {"justification_state": "accepted" if accepted else "refused"}
        )
        self.env["duban.act"]._append(
            self, "judge_justification", note or ("accepted" if accepted else "refused")
        )
        if accepted and day:
            for matter in self:
                matter._set_deadline(
                    day, "redetermined", note or matter.justification, self.env.user
                )
                # sudo: whoever works with the unit works to the same date (P5); whom it concerns, no more
                told = matter.sudo()
                others = told._told_co() | told._told_joint() | told._told_leader()
                others -= told._audience("delay_judged")
                matter._tell("rescheduled", {matter: others}, f"judged:{day}", note)
        self._reconcile_todos()
        return True

    def _check_office_redetermines(self):
        """Whether the office itself may set a new due date with an accepted reason (CORE-34).

        It re-determines one that has passed where the text gives it that word (ABAF-16.6c). Where more time is granted
        by an extension, the unit applies to whom the text names (WUT-22.5, SIE-15.2d, XISU-8.4d); and the reason for a
        missed feedback date moves no due date (ABAF-19.1b).

        :raise UserError: saying how the unit gets more time
        """
        today = clock.today(self)
        for matter in self.filtered(lambda row: row._rule("extension_enabled")):
            limit = matter.date_deadline
            passed = limit and limit < today and matter.justification_limit == limit
            if not (passed and matter._rule("return_requires_deadline")):
                raise UserError(
                    self.env._(
                        "More time for %s is granted by an extension, which its unit applies for. "
                        "Judge the reason without a date.",
                        matter.display_name,
                    )
                )

    def _chain(self, purpose, request=None):
        """Approval steps (list of dicts) that count for this one matter."""
        steps = []
        for step in self._rules()["steps"]:
            if step["purpose"] != purpose or step["category"] not in (
                False,
                self.source_category_id.id,
            ):
                continue
            if (
                step["importance"] == "key"
                and not self.is_key
                or step["importance"] == "normal"
                and self.is_key
            ):
                continue
            if request and not request._step_applies(step):
                continue
            steps.append(step)
        if (
            purpose == "filing"
            and self._category_rule()["filing_authority"] == "office"
        ):
            return []
        return steps
