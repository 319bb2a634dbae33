"""What must be true before a matter ends, and the effects of the steps: named in the table of transitions."""

import hashlib
import json
from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError

from ... import clock
from ..access.matter_writing import RESULT_TEXTS


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    # ------------------------------------------------------------------
    # Checks of the end
    # ------------------------------------------------------------------
    # What must be true before a result is submitted, reviewed, closed and archived, and before a matter ends
    # otherwise.

    def _check_consolidation(self, data):
        """Each co-unit has reported to the lead unit or is explained (WUT-23.1d, SIE-16.2d)."""
        for matter in self:
            if not matter._rule("consolidation_required"):
                continue
            co_lines = matter.unit_line_ids.filtered(lambda line: line.role == "co")
            waiting = co_lines.filtered(lambda line: line.report_state == "waiting")
            if waiting:
                raise UserError(
                    self.env._(
                        "Feedback is still missing from: %s. Remind them, or explain why there is none.",
                        "、".join(waiting.department_id.mapped("name")),
                    )
                )
            if co_lines and matter._is_missing("co_summary"):
                raise UserError(
                    self.env._(
                        "Summarise the co-units' feedback in %s first.",
                        matter._label("co_summary"),
                    )
                )

    def _check_head_confirmation(self, data):
        for matter in self:
            if (
                matter._rule("head_confirmation_required")
                and not matter.head_confirmed
                and not matter._is_head_or_deputy()
            ):
                raise UserError(
                    self.env._(
                        "%s, head of the unit, has to confirm the truth of the result first.",
                        matter.unit_head_id.name or self.env._("The head"),
                    )
                )

    def _check_min_feedback(self, data):
        for matter in self:
            least = matter._least_feedback()
            if (
                least
                and len(
                    matter._feedback_of_lead().filtered(
                        lambda row: row.kind == "progress"
                    )
                )
                < least
            ):
                raise UserError(
                    self.env._(
                        "Grade “%(grade)s” needs at least %(count)s progress feedback before the result.",
                        grade=matter.grade_id.name,
                        count=least,
                    )
                )

    def _check_written_result(self, data):
        for matter in self:
            if (
                matter._demands("form_id", "written_result")
                and not matter.result_attachment_ids
            ):
                raise UserError(
                    self.env._(
                        "“%s” needs a written report: attach the file to the result.",
                        matter.form_id.name,
                    )
                )

    def _check_return_deadline(self, data):
        """Re-determined where the text says so; elsewhere a return is no way round the consent to an extension."""
        new = fields.Date.to_date(data.get("date_deadline"))
        for matter in self:
            if not matter._rule("return_requires_deadline"):
                later = new and matter.date_deadline and new > matter.date_deadline
                if later and matter._rule("extension_enabled"):
                    raise UserError(
                        self.env._(
                            "A later due date than %s is granted by an extension only. Return without a date.",
                            matter._format_date(matter.date_deadline),
                        )
                    )
            elif not new:
                raise UserError(
                    self.env._(
                        "Re-determine the due date: enter the new %s.",
                        matter._label("date_deadline"),
                    )
                )

    def _check_review_open(self, data):
        for matter in self:
            if matter.review_passed:
                raise UserError(
                    self.env._(
                        "The review of %s was already passed.", matter.display_name
                    )
                )

    def _check_review_passed(self, data):
        for matter in self:
            if not matter.review_passed:
                raise UserError(
                    self.env._(
                        "The result of %s has not passed the review yet.",
                        matter.display_name,
                    )
                )

    def _check_closing_chain(self, data):
        for matter in self:
            if not matter._chain_complete("closing"):
                raise UserError(
                    self.env._(
                        "%s: the approval for closing is not complete.",
                        matter.display_name,
                    )
                )

    def _leaders_to_report_to(self):
        """The principal leaders to whom this one matter's result has still to be reported before closing."""
        if self._rule("report_back_before_close") != "principals":
            return self.env["res.users"]
        return (
            self.regulation_id.principal_leader_ids - self._result_reports().leader_ids
        )

    def _check_report_back(self, data):
        for matter in self:
            rule = matter._rule("report_back_before_close")
            reported = matter._result_reports()
            if rule == "one" and not reported:
                raise UserError(
                    self.env._(
                        "Report the result of %(matter)s (%(date)s) back to those who decided it before closing. "
                        "What was reported earlier does not count.",
                        matter=matter.display_name,
                        date=matter._format_date(matter.date_result),
                    )
                )
            if rule == "principals":
                missing = matter._leaders_to_report_to()
                if missing or not reported:
                    raise UserError(
                        self.env._(
                            "Before closing %(matter)s must be reported to: %(leaders)s.",
                            matter=matter.display_name,
                            leaders="、".join(missing.mapped("name")),
                        )
                    )

    def _lacks_close_form(self):
        onsite = self._demands("form_id", "onsite_before_close")
        went = self.record_ids.filtered(lambda r: r._demands("onsite") or r._demands("staff"))  # fmt: skip
        return [self.env._("on-site record")] if onsite and not went else []

    def _check_close_form(self, data):
        for matter in self:
            if matter._lacks_close_form():
                raise UserError(
                    self.env._(
                        "“%s” needs an on-site record before closing.",
                        matter.form_id.name,
                    )
                )

    def _check_children(self, data):
        """A whole is not done before its parts (CORE-33, LZU-6.1.2a).

        :raise UserError: naming an open sub-matter
        """
        for matter in self:
            if left := matter._open_parts():
                raise UserError(
                    self.env._(
                        "%(matter)s has open sub-matters: %(children)s. End them first.",
                        matter=matter.display_name,
                        children="、".join(left[:5].mapped("display_name")),
                    )
                )

    def _check_archive(self, data):
        for matter in self:
            records = matter.archive_record_ids
            if not records.filtered(
                lambda r: r.holder == "office" and (r.volume or "").strip()
            ):
                raise UserError(
                    self.env._(
                        "Give the volume number of the office's archive record of %s first.",
                        matter.display_name,
                    )
                )

    def _check_reopen(self, data):
        self._check_note(data)
        if not data.get("date_deadline"):
            raise UserError(self.env._("A reopened matter needs a new due date."))
        for matter in self:
            if not matter._failed_recheck():
                raise UserError(
                    self.env._(
                        "%s is reopened only after a re-check that found it not implemented.",
                        matter.display_name,
                    )
                )

    def _check_exemption(self, data):
        for matter in self:
            if not matter.request_ids.filtered(
                lambda r: r.kind == "exemption" and r.state == "approved"
            ):
                raise UserError(
                    self.env._(
                        "%s has no approved application for exemption.",
                        matter.display_name,
                    )
                )

    def _check_inability_decided(self, data):
        for matter in self:
            if not matter.request_ids.filtered(
                lambda r: (
                    r.kind == "inability"
                    and r.state == "approved"
                    and r.outcome == "terminate"
                )
            ):
                raise UserError(
                    self.env._(
                        "No decision ends %s: a meeting or leader has to decide first.",
                        matter.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # Effects
    # ------------------------------------------------------------------
    # What follows a step: the effects that the workflow table names.
    #
    # Run as superuser with the door open, after the state changed and before the act is written.

    def _effect_start_filing_chain(self, data):
        for matter in self:
            matter._start_chain("filing")

    def _effect_file(self, data):
        """Number, freeze the rules, fix the due dates that are known, enter the ledger (T6)."""
        today = clock.today(self)
        for regulation, matters in self.grouped("regulation_id").items():
            ruleset = self.env["duban.ruleset"]._freeze(regulation)
            pattern = ruleset._rules_of(ruleset.id)["settings"]["number_pattern"]
            unnumbered = matters.filtered(lambda matter: not matter.number).sorted("id")
            if not pattern:
                unnumbered = self.browse()  # the regulation knows no numbers
            numbers = (
                self.env["duban.number"]._take(
                    regulation.company_id,
                    "matter",
                    today.year,
                    pattern,
                    len(unnumbered),
                )
                if unnumbered
                else []
            )
            frozen = {"ruleset_id": ruleset.id}
            (matters - unnumbered).write(frozen)
            for matter, number in zip(unnumbered, numbers, strict=True):
                matter.write({**frozen, "number": number})
        # filed on the leader's paper while the system still asked (WUT-12.1c)
        self._end_filing_chain()
        self._sync_unit_lines()
        self._fix_deadline("filed")
        self._refresh_access()

    def _effect_assign(self, data):
        """Fix the due date counted from assignment, keep a record per channel (T7)."""
        today = clock.today(self)
        self._fix_deadline("assigned")
        records = []
        by_due = defaultdict(lambda: self.browse())
        for matter in self:
            days = matter._rule("plan_due_days")
            if days:
                due = self.env["duban.calendar.year"]._add_days(
                    today, days, matter._rule("plan_due_day_type"), matter.company_id
                )
                by_due[due] |= matter
            records += matter._assignment_records(
                matter.lead_unit_id | matter.co_unit_ids, matter.channel_note
            )
        for due, matters in by_due.items():
            matters.write({"date_plan_due": due})
        self.env["duban.record"].create(records)

    def _effect_accept(self, data):
        today = clock.today(self)
        late = self.filtered(
            lambda matter: matter.date_plan_due and today > matter.date_plan_due
        )
        late.write({"plan_late": True})

    def _effect_submit_result(self, data):
        self.write({"review_passed": False})
        self._leave_earlier_reports()
        # whoever reports it as done does not ask any more to be released from it; more time may still be granted
        waits = self.request_ids.filtered(lambda row: row.state == "submitted")
        waits.filtered(lambda row: row.kind in ("exemption", "inability"))._lapse()

    def _effect_return_result(self, data):
        self._put_review_aside(data)
        for matter in self:
            vals = {
                "return_count": matter.return_count + 1,
                "review_passed": False,
                "head_confirmed": False,
                "head_confirmed_by_id": False,
            }
            if matter._records_of_lead("urging"):
                vals["returned_after_urging"] = True
            if "reopened" not in matter.due_date_ids.mapped("kind"):
                # the head is asked to vouch for what is revised, not for this
                vals["result_refuted"] = matter._result_digest()
            matter.write(vals)
            if data.get("date_deadline"):
                matter._set_deadline(
                    fields.Date.to_date(data["date_deadline"]),
                    "redetermined",
                    data["note"],
                    approver=self.env.user,
                    state=data["old_states"][matter.id],
                )

    def _effect_pass_review(self, data):
        for matter in self:
            vals = {"review_passed": True}
            if data.get("note"):
                vals["review_opinion"] = data["note"]
            if matter._chain("closing"):
                vals["state"] = "closing_approval"
            matter.write(vals)
            # what leaders sign from here on is the closing of the matter as it stands
            matter._open_adjustment()._lapse()
            if vals.get("state"):
                matter._start_chain("closing")

    def _effect_return_closing(self, data):
        self.write({"review_passed": False})

    def _effect_close(self, data):
        """Freeze the heads (CORE-7): unit lines keep who was responsible at closing."""
        self._cancel_requests()
        self._post_units(self.env._("Closed"))

    def _effect_end(self, data):
        self._conclude(data)
        self.approval_line_ids.filtered(
            lambda line: line.state in ("waiting", "pending")
        ).write({"state": "cancelled"})
        self._cancel_requests()

    def _conclude(self, data):
        """Every matter that was on the ledger ends with a conclusion, where the rules ask for one (XISU-12.3d).

        The decision or ground that ends it is the conclusion, unless the office wrote one.
        """
        for matter in self:
            if (
                not matter.ruleset_id
                or matter.state not in ("exempted", "terminated", "withdrawn")
                or not matter._rule("conclusion_required")
                or (matter.conclusion or "").strip()
            ):
                continue
            if not (data.get("note") or "").strip():
                matter._raise_missing([matter._label("conclusion")])
            matter.conclusion = data["note"]

    def _cancel_requests(self):
        """Nothing is left to decide on an ended matter: a later consent would move the due date of what is closed."""
        self.request_ids.filtered(lambda row: row.state == "submitted")._lapse()
        self.adjustment_ids.filtered(lambda row: row.state == "signing")._lapse()

    def _effect_archive(self, data):
        """Archived when every record that the regulation demands exists (ABAF-16.7: both)."""
        today = clock.today(self)
        for matter in self:
            matter.write(
                {"date_archived": False}
                if matter._archive_holders_missing()
                else {"state": "archived", "date_archived": today}
            )

    def _effect_reopen(self, data):
        self._put_review_aside(data)
        for matter in self:
            # first: whether the old date was kept is seen from the old result (CORE-34)
            matter._set_deadline(
                fields.Date.to_date(data["date_deadline"]),
                "reopened",
                data["note"],
                approver=self.env.user,
                state=data["old_states"][matter.id],
            )
            matter.write(
                {
                    "date_closed": False,
                    "closed_by_id": False,
                    "date_ended": False,
                    "date_result": False,
                    "review_passed": False,
                    "head_confirmed": False,
                    "head_confirmed_by_id": False,
                    "result_refuted": matter._result_digest(),
                }
            )
            # what a co-unit reported stood in the result that was refuted; its date was for that one
            reported = matter.unit_line_ids.filtered(
                lambda line: line.role == "co" and line.report_state == "reported"
            )
            reported.write(
                {"report_state": "waiting", "date_reported": False, "report_due": False}
            )

    # -- the result that a re-check found untrue, or before any re-check the one that the office returned

    result_refuted = fields.Char(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Digest of the result that a re-check refuted: it is not handed in again as it was.",
    )

    def _result_digest(self):
        """What the lead unit of this one matter reported, as a digest: texts and files."""
        said = [self[name] or "" for name in RESULT_TEXTS]
        files = sorted(self.result_attachment_ids.ids)
        return hashlib.sha256(json.dumps([said, files]).encode()).hexdigest()

    def _is_refuted(self):
        """Whether the result of this one matter still reads as the one that was refuted or returned."""
        return (
            bool(self.result_refuted) and self.result_refuted == self._result_digest()
        )

    def _check_result_revised(self, data):
        for matter in self:
            # one that was only returned may stand as it is, where something else was missing
            if matter._is_refuted() and matter._reopened_on():
                raise UserError(
                    self.env._(
                        "The re-check found the result of %s not implemented: write what was done since, or attach "
                        "the proof, before it is handed in again.",
                        matter.display_name,
                    )
                )

    def _post_units(self, text):
        """Note in the chatter; the to-dos and the digest tell people, so nobody gets a mail per event."""
        for matter in self:
            matter._message_log(body=f"{matter.number or ''} {text}")
