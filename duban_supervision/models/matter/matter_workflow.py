"""The table of a matter's steps (T2–T18); ``steps.py`` is the door that walks it."""

from odoo import api, models

from ... import clock
from .states import (
    ACTIVE_STATES,
    CLOSED_STATES,
    CUSTODY_STATES,
    OPEN_STATES,
    RUNNING_STATES,
    UNIT_STATES,
)
from .steps import Transition

#: fields that stamp who did an action and when, by action
STAMPS = {
    "file": ("date_filed", "filed_by_id"),
    "assign": ("date_assigned", "assigned_by_id"),
    "accept": ("date_accepted", "accepted_by_id"),
    "claim": ("date_accepted", "accepted_by_id"),
    "submit_result": ("date_result", None),
    "pass_review": ("date_reviewed", "reviewed_by_id"),
    "close": ("date_closed", "closed_by_id"),
    "archive": ("date_archived", None),
}
ENDING = ("close", "exempt", "terminate", "merge", "reject_filing")


#: acts of the unit that have to wait until the clock goes on
WAITING_ACTIONS = frozenset(
    "accept claim object urge warn extension exemption inability cannot_finish progress_request".split()
)


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    # ------------------------------------------------------------------
    # The table (T2–T18)
    # ------------------------------------------------------------------

    def _get_transitions(self):
        """{(state, action): Transition}. An institution adds rows through ``super()``."""
        T = Transition
        office, lead, decider = "_is_office", "_is_lead", "_is_chain_decider"
        note, elements = "_check_note", "_check_elements"
        proposal = (
            elements,
            "_check_form",
            "_check_term",
            "_check_people",
            "_check_recused_units",
        )
        closing = (
            elements,
            "_check_report_back",
            "_check_close_form",
        )
        closed = ("_effect_close", "_effect_register_completion")
        # fmt: off
        reassign = T("assigned", office, (note, "_check_reassignment"), ("_effect_reassign", "_effect_keep_notice"))
        withdraw = T("withdrawn", office, (note, "_check_children"), ("_effect_withdraw",))
        file = T("filed", office, (elements, "_check_checklist", "_check_form", "_check_term", "_check_people",
                                   "_check_duplicates", "_check_recused_units", "_check_filing_cap", "_check_whole"),
                 ("_effect_file", "_effect_send_notice", "_effect_register_filing"), when=("_check_filing_authority",))
        accept = T("in_progress", "_is_lead", ("_check_acceptance",), ("_effect_accept", "_effect_drop_objection"),
                   when=("_check_acceptance_kind",))
        exempt = T("exempted", office, ("_check_children",), ("_effect_end",),
                   when=("rule:exemption_enabled", "_check_exemption"))
        terminate = T("terminated", office, ("_check_children",), ("_effect_end",),
                      when=("rule:inability_enabled", "_check_inability_decided"))
        merge = T("merged", office, ("_check_merge", "_check_children"), ("_effect_merge",),
                  when=("rule:merge_enabled",))
        reopen = T("in_progress", office, ("_check_reopen", "_check_whole"), ("_effect_reopen",),
                   when=("rule:recheck_enabled",))
        table = {
            ("draft", "submit_filing"):
                T("filing_approval", "_is_initiator", proposal, ("_effect_start_filing_chain",),
                  when=("_check_has_filing_chain",)),
            ("filing_approval", "return_filing"): T("draft", decider, (note,)),
            ("filing_approval", "recall_filing"):
                T("draft", "_is_initiator", (), ("_effect_recall_filing",), when=("_check_recallable",)),
            ("filing_approval", "reject_filing"): T("rejected", "_is_chain_rejecter", (note,), ("_effect_end",)),
            ("draft", "file"): file,
            ("filing_approval", "file"): file,
            ("filed", "assign"):
                T("assigned", office, (elements, "_check_channels", "_check_mode", "_check_recused_units",
                                       "_check_co_dates"),
                  ("_effect_assign", "_effect_keep_notice")),
            ("assigned", "accept"): accept,
            ("assigned", "claim"): accept,
            ("in_progress", "submit_result"):
                T("result_submitted", lead, (elements, "_check_consolidation", "_check_head_confirmation",
                                             "_check_min_feedback", "_check_written_result", "_check_result_revised"),
                  ("_effect_submit_result",)),
            ("result_submitted", "return_result"):
                T("in_progress", office, (note, "_check_return_deadline"), ("_effect_return_result",),
                  when=("_check_review_open",)),
            ("result_submitted", "pass_review"):
                T(None, office, (elements,), ("_effect_pass_review",), when=("_check_review_open",)),
            ("closing_approval", "return_closing"):
                T("result_submitted", decider, (note,), ("_effect_return_closing",)),
            ("result_submitted", "close"):
                T("closed", office, closing, closed, when=("_check_review_passed", "_check_children")),
            ("closing_approval", "close"):
                T("closed", office, closing, closed, when=("_check_closing_chain", "_check_children")),
            ("closed", "archive"):
                T(None, office, ("_check_archive", elements), ("_effect_archive",), when=("rule:archive_enabled",)),
            ("closed", "reopen"): reopen,
            ("archived", "reopen"): reopen,
            ("assigned", "exempt"): exempt,
            ("in_progress", "exempt"): exempt,
            ("assigned", "terminate"): terminate,
            ("in_progress", "terminate"): terminate,
            ("filed", "merge"): merge,
            ("assigned", "merge"): merge,
            ("in_progress", "merge"): merge,
            ("merged", "unmerge"): T(None, "_is_admin", (note, "_check_whole"), ("_effect_unmerge",)),
            **{(state, "reassign"): reassign for state in UNIT_STATES[1:]},
            ("filed", "reassign"): reassign._replace(target="filed", effects=("_effect_reassign",)),
            **{(state, "withdraw_filing"): withdraw for state in ACTIVE_STATES},
        }
        # fmt: on
        return {
            key: self._with_clock(key[1], row) if key[0] in RUNNING_STATES else row
            for key, row in table.items()
        }

    @api.model
    def _with_clock(self, action, row):
        """While the clock stands nothing is accepted; every other step from a running state lets it go on (PLUS-C1)."""
        if action in WAITING_ACTIONS:
            return row._replace(when=(*row.when, "_check_not_paused"))
        return row._replace(effects=("_effect_resume", *row.effects))

    def _get_side_actions(self):
        """{action: Transition} of the steps beside the states (urging, requests, records). Extended like the table.

        They have methods or parts of their own, which ask ``_assert_open(action)``.
        """
        T = Transition
        office, lead, running = "_is_office", "_is_lead", RUNNING_STATES
        done = CLOSED_STATES
        # fmt: off
        table = {
            "decide": T(None, "_is_decider"),
            "approve_step": T(None, "_is_decider", states=("filing_approval", "closing_approval"),
                opens=("action_ask", "approve_step")),
            "record": T(None, "_is_recorder", states=ACTIVE_STATES, opens=("action_add", "record", "record")),
            "instruction": T(None, "_is_instructing_leader", states=ACTIVE_STATES,
                when=("rule:leader_instruction_enabled",),
                opens=("action_add", "record", "instruction")),
            "urge": T(None, office, ("_check_urging",), states=running, when=("rule:urging_enabled",),
                opens=("action_ask", "urge")),
            "extension": T(None, lead, states=running, when=("rule:extension_enabled",),
                opens=("action_add", "request", "extension")),
            "exemption": T(None, lead, states=running, when=("rule:exemption_enabled",),
                opens=("action_add", "request", "exemption")),
            "inability": T(None, lead, states=running, when=("rule:inability_enabled",),
                opens=("action_add", "request", "inability")),
            "cannot_finish": T(None, lead, states=running, when=("rule:cannot_finish_report_enabled",),
                opens=("action_add", "request", "cannot_finish")),
            "justify": T(None, lead, states=running, when=("_check_explainable",), opens=("action_ask", "justify")),
            "judge_justification": T(None, office, when=("_check_justification_waits",),
                opens=("action_ask", "judge_justification")),
            "feedback": T(None, lead, states=("in_progress",), opens=("action_add", "feedback", "progress")),
            "co_feedback": T(None, "_is_co", states=running, opens=("action_add", "feedback", "co_unit")),
            "oral_feedback": T(None, "_is_office_not_lead", states=running, when=("feature:feedback_oral",),
                opens=("action_add", "oral_feedback", "oral")),
            "progress_request": T(None, office, states=running, when=("rule:progress_request_enabled",),
                opens=("action_add", "progress_request")),
            "disagreement": T(None, "_is_lead_or_co", states=running, when=("rule:disagreement_enabled",),
                opens=("action_add", "disagreement")),
            "adjust": T(None, office, states=("filed", *running), opens=("action_add", "adjustment")),
            "recuse": T(None, office, states=ACTIVE_STATES, when=("rule:recusal_enabled",),
                opens=("action_add", "recusal")),
            "confirm": T(None, "_is_head_or_deputy", states=("in_progress",),
                when=("rule:head_confirmation_required", "_check_unconfirmed"),
                opens=("action_confirm_result",)),
            "report_back": T(None, office, states=ACTIVE_STATES),
            "report_back_due": T(None, office, states=("result_submitted", "closing_approval"),
                when=("_check_review_passed", "_check_not_reported_back"),
                opens=("action_report_back",)),
            "recheck": T(None, office, states=done, when=("rule:recheck_enabled", "feature:list:recheck_kind"),
                opens=("action_add", "recheck")),
            "archive_record": T(None, office, states=("closed",), when=("rule:archive_enabled",),
                opens=("action_add", "archive_record", "office")),
            "archive_record_subject": T(None, "_is_volume_holder", states=("closed",),
                opens=("action_add", "archive_record", "subject")),
            "confirm_custody": T(None, lead, states=CUSTODY_STATES,
                when=("rule:custody_enabled", "_check_custody_open"),
                opens=("action_ask", "confirm_custody")),
            "warn": T(None, office, states=running, when=("rule:warning_notices_enabled",),
                opens=("action_ask", "warn")),
            "register": T(None, "_is_registrar", opens=("action_ask", "register")),
            "object": T(None, lead, states=("assigned",), when=("_check_objectable",), opens=("action_ask", "object")),
            "decide_objection": T(None, "_is_objection_decider", states=("assigned",),
                when=("_check_objection_waits",), opens=("action_ask", "decide_objection")),
            "name_person": T(None, office, states=UNIT_STATES, when=("_check_vacant",),
                opens=("action_ask", "name_person")),
            "change_team": T(None, office, states=("draft", "filed", *running), when=("rule:team_enabled",),
                opens=("action_ask", "change_team")),
            "receive": T(None, office, when=("_check_waits_for_receipt",), opens=("action_receive",)),
            "route": T(None, office, states=OPEN_STATES, when=("rule:routing_enabled",),
                opens=("action_ask", "route")),
            "take_over": T(None, lead, states=running, when=("_check_taken_over_somewhere",),
                opens=("action_ask", "take_over")),
            "pause": T(None, office, states=running, when=("rule:pause_enabled", "_check_pausable"),
                opens=("action_ask", "pause")),
            "prolong_pause": T(None, office, states=running, when=("_check_paused",),
                opens=("action_ask", "prolong_pause")),
            "resume": T(None, office, states=running, when=("_check_paused",), opens=("action_ask", "resume")),
            "call_help": T(None, "_is_lead_or_co", states=running, when=("rule:help_enabled",),
                opens=("action_ask", "call_help")),
            "answer_help": T(None, "_is_help_answerer", states=running, when=("_check_help_waits",),
                opens=("action_ask", "answer_help")),
            "judge_light": T(None, "_is_judge", states=running, when=("rule:judged_light_enabled",),
                opens=("action_ask", "judge_light")),
        }
        # fmt: on
        for action in WAITING_ACTIONS & table.keys():
            row = table[action]
            table[action] = row._replace(when=(*row.when, "_check_not_paused"))
        return table

    # ------------------------------------------------------------------
    # The door
    # ------------------------------------------------------------------

    def _engine_write(self, vals):
        """Write engine fields through the door; ``state`` moves through ``_transition`` only."""
        assert "state" not in vals, "state moves through _transition"
        return super()._engine_write(vals)

    def _record_acts(self, action, note, states, data):
        self.env["duban.act"]._append(
            self,
            action,
            note,
            changes=data.get("changes"),
            states=states,
            on_behalf=data.get("on_behalf"),
            without=data.get("without"),
        )

    def _days_told(self):
        """{action: fields} whose day the act was told instead of setting its own: steps that were taken elsewhere.
        Hook."""
        return {}

    def _stamp(self, action):
        today = clock.today(self)
        vals = {}
        date_field, user_field = STAMPS.get(action, (None, None))
        if date_field:
            vals[date_field] = today
        if user_field:
            vals[user_field] = self.env.uid
        if action in ENDING:
            vals["date_ended"] = today
        return vals

    def _action_label(self, action):
        label = self.env["duban.label"]._word(
            self.regulation_id, f"action:action_{action}"
        )
        return label or self._named_actions().get(action, action)

    def _state_label(self):
        default = dict(self._fields["state"]._description_selection(self.env))[
            self.state
        ]
        return self.env["duban.label"]._word(
            self.regulation_id, f"state:{self.state}", default
        )

    def _action_names(self):
        """[(action, its name)], for messages and the trail."""
        return [
            ("register", self.env._("Register")),
            ("submit_filing", self.env._("Submit for approval")),
            ("return_filing", self.env._("Return")),
            ("recall_filing", self.env._("Take the proposal back")),
            ("reject_filing", self.env._("Refuse filing")),
            ("file", self.env._("File")),
            ("assign", self.env._("Assign")),
            ("accept", self.env._("Accept")),
            ("claim", self.env._("Claim")),
            ("submit_result", self.env._("Submit result")),
            ("return_result", self.env._("Return result")),
            ("pass_review", self.env._("Pass review")),
            ("return_closing", self.env._("Return")),
            ("close", self.env._("Close")),
            ("archive", self.env._("Archive")),
            ("reopen", self.env._("Reopen")),
            ("exempt", self.env._("Exempt")),
            ("terminate", self.env._("Terminate")),
            ("merge", self.env._("Merge")),
            ("unmerge", self.env._("Undo merging")),
            ("approve", self.env._("Approve")),
            ("urge", self.env._("Urge")),
            ("warn", self.env._("Issue a warning notice")),
            ("reassign", self.env._("Reassign")),
            ("withdraw_filing", self.env._("Withdraw the filing")),
            # -- beside the states
            ("approve_step", self.env._("Approve")),
            ("decide", self.env._("Approve")),
            ("record", self.env._("Add a record")),
            ("instruction", self.env._("Instruct")),
            ("extension", self.env._("Apply for extension")),
            ("exemption", self.env._("Apply for exemption")),
            ("inability", self.env._("Cannot be completed")),
            ("cannot_finish", self.env._("Cannot finish in time")),
            ("justify", self.env._("Explain the delay")),
            ("judge_justification", self.env._("Judge the unit's reason")),
            ("feedback", self.env._("Report progress")),
            ("co_feedback", self.env._("Report to the lead unit")),
            ("oral_feedback", self.env._("Enter oral feedback")),
            ("progress_request", self.env._("Ask for progress")),
            ("disagreement", self.env._("Open a disagreement")),
            ("adjust", self.env._("Correct or adjust")),
            ("recuse", self.env._("Recuse")),
            ("confirm", self.env._("Confirm the result")),
            ("report_back", self.env._("Report back")),
            ("report_back_due", self.env._("Report back")),
            ("recheck", self.env._("Re-check")),
            ("archive_record", self.env._("Archive record")),
            ("archive_record_subject", self.env._("Archive record of the unit")),
            ("confirm_custody", self.env._("Confirm custody")),
            ("register", self.env._("Put on record")),
            ("object", self.env._("Object: not our duty")),
            ("decide_objection", self.env._("Decide the objection")),
            ("name_person", self.env._("Name who acts for the unit")),
            ("change_team", self.env._("Change the team")),
            ("receive", self.env._("Receive")),
            ("route", self.env._("Hand over to another office")),
            ("take_over", self.env._("Take on for the institution")),
            ("pause", self.env._("Clock stopped")),
            ("prolong_pause", self.env._("Standstill prolonged")),
            ("resume", self.env._("Clock went on")),
            ("call_help", self.env._("Called for help")),
            ("answer_help", self.env._("Call for help answered")),
            ("settle_help", self.env._("Difficulty settled")),
            ("judge_light", self.env._("Judged")),
            ("insist", self.env._("Asked beyond the weekly limit")),
        ]
