"""The one door for state: the table of transitions and the method that walks it.

Nothing else writes ``state``. Institution addons extend ``_get_transitions`` through ``super()``; they never override
``_transition``.
"""

from typing import NamedTuple

from odoo import models
from odoo.exceptions import UserError

from ... import clock, inputs
from ..access.engine import DOOR
from .states import ACTIVE_STATES, RUNNING_STATES

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


class Transition(NamedTuple):
    """One row of the table.

    :param target: state after the action, or None when a check or effect decides
    :param who: name of the predicate on ``duban.matter``
    :param checks: names of methods ``(data)`` that raise ``UserError``
    :param effects: names of methods ``(data)`` run with the door open, after the state changed
    """

    target: str | None
    who: str
    checks: tuple = ()
    effects: tuple = ()


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    # ------------------------------------------------------------------
    # Rules
    # ------------------------------------------------------------------

    def _rules(self):
        """The rules of one matter (dict): frozen ones after filing, the regulation's present ones before."""
        self.ensure_one()
        if self.ruleset_id:
            return self.env["duban.ruleset"]._rules_of(self.ruleset_id.id)
        return self.regulation_id._snapshot()

    def _rule(self, name):
        """The setting ``name`` (a field of ``duban.regulation``) as it counts for this matter."""
        rules = self._rules()["settings"]
        # A setting added by a later version of the suite is not in an older frozen set.
        return rules[name] if name in rules else self.regulation_id.sudo()[name]

    def _require_rule(self, switch):
        """Refuse a function that the matter's rules do not provide (CORE-19).

        :raise UserError:
        """
        for matter in self:
            if not matter._rule(switch):
                raise UserError(
                    self.env._(
                        "“%(regulation)s” does not provide this: %(function)s.",
                        regulation=matter.regulation_id.name,
                        function=matter.regulation_id._fields[
                            switch
                        ]._description_string(self.env),
                    )
                )

    # ------------------------------------------------------------------
    # The table (T2–T18)
    # ------------------------------------------------------------------

    def _get_transitions(self):
        """{(state, action): Transition}. An institution adds rows through ``super()``."""
        T = Transition
        file_row = T(
            "filed",
            "_is_office",
            (
                "_check_filing_authority",
                "_check_elements",
                "_check_checklist",
                "_check_form",
                "_check_term",
                "_check_people",
                "_check_duplicates",
                "_check_recused_units",
            ),
            ("_effect_file",),
        )
        accept = T(
            "in_progress", "_is_lead", ("_check_acceptance",), ("_effect_accept",)
        )
        exempt = T("exempted", "_is_office", ("_check_exemption",), ("_effect_end",))
        terminate = T(
            "terminated", "_is_office", ("_check_inability_decided",), ("_effect_end",)
        )
        merge = T("merged", "_is_office", ("_check_merge",), ("_effect_merge",))
        reopen = T("in_progress", "_is_office", ("_check_reopen",), ("_effect_reopen",))
        return {
            ("draft", "submit_filing"): T(
                "filing_approval",
                "_is_initiator",
                (
                    "_check_has_filing_chain",
                    "_check_elements",
                    "_check_form",
                    "_check_term",
                    "_check_people",
                    "_check_recused_units",
                ),
                ("_effect_start_filing_chain",),
            ),
            ("filing_approval", "return_filing"): T(
                "draft", "_is_chain_decider", ("_check_note",)
            ),
            ("filing_approval", "reject_filing"): T(
                "rejected", "_is_chain_decider", ("_check_note",), ("_effect_end",)
            ),
            ("draft", "file"): file_row,
            ("filing_approval", "file"): file_row,
            ("filed", "assign"): T(
                "assigned",
                "_is_office",
                (
                    "_check_elements",
                    "_check_channels",
                    "_check_mode",
                    "_check_recused_units",
                ),
                ("_effect_assign",),
            ),
            ("assigned", "accept"): accept,
            ("assigned", "claim"): accept,
            ("in_progress", "submit_result"): T(
                "result_submitted",
                "_is_lead",
                (
                    "_check_elements",
                    "_check_consolidation",
                    "_check_head_confirmation",
                    "_check_min_feedback",
                    "_check_written_result",
                ),
                ("_effect_submit_result",),
            ),
            ("result_submitted", "return_result"): T(
                "in_progress",
                "_is_office",
                ("_check_note", "_check_return_deadline"),
                ("_effect_return_result",),
            ),
            ("result_submitted", "pass_review"): T(
                None,
                "_is_office",
                ("_check_review_open", "_check_elements"),
                ("_effect_pass_review",),
            ),
            ("closing_approval", "return_closing"): T(
                "result_submitted",
                "_is_chain_decider",
                ("_check_note",),
                ("_effect_return_closing",),
            ),
            ("result_submitted", "close"): T(
                "closed",
                "_is_office",
                (
                    "_check_review_passed",
                    "_check_elements",
                    "_check_report_back",
                    "_check_close_form",
                    "_check_children",
                ),
                ("_effect_close",),
            ),
            ("closing_approval", "close"): T(
                "closed",
                "_is_office",
                (
                    "_check_closing_chain",
                    "_check_elements",
                    "_check_report_back",
                    "_check_close_form",
                    "_check_children",
                ),
                ("_effect_close",),
            ),
            ("closed", "archive"): T(
                None,
                "_is_office",
                ("_check_archive", "_check_elements"),
                ("_effect_archive",),
            ),
            ("closed", "reopen"): reopen,
            ("archived", "reopen"): reopen,
            ("assigned", "exempt"): exempt,
            ("in_progress", "exempt"): exempt,
            ("assigned", "terminate"): terminate,
            ("in_progress", "terminate"): terminate,
            ("filed", "merge"): merge,
            ("assigned", "merge"): merge,
            ("in_progress", "merge"): merge,
            ("merged", "unmerge"): T(
                None, "_is_admin", ("_check_note",), ("_effect_unmerge",)
            ),
        }

    # ------------------------------------------------------------------
    # The door
    # ------------------------------------------------------------------

    def _engine_write(self, vals):
        """Write engine fields through the door; ``state`` moves through ``_transition`` only."""
        assert "state" not in vals, "state moves through _transition"
        return super()._engine_write(vals)

    def _transition(self, action, note=None, **data):
        """Take ``action`` on all records of ``self``: check the person, then the matter, then move and record.

        :param action: second part of a key of ``_get_transitions``
        :param note: opinion, reason or ground, stored in the trail
        :param data: values that the checks and effects of the row read, with ``action`` and ``note``
        :raise UserError: the action does not exist in this state, or something is missing
        :raise AccessError: the user has no role for it
        """
        note = inputs.text(self.env, note) or None
        data = {**data, "action": action, "note": note}
        table = self._get_transitions()
        for state, matters in self.grouped("state").items():
            row = table.get((state, action))
            if row is None:
                raise UserError(matters._no_transition_message(action))
            matters._assert_may(row.who)
            # sudo: the person is entitled; the checks read what the engine needs, the effects write engine fields.
            sudo = matters.sudo().with_context(duban_door=DOOR)
            for check in row.checks:
                getattr(sudo, check)(data)
            old = {matter.id: matter.state for matter in matters}
            vals = sudo._stamp(action)
            if row.target:
                vals["state"] = row.target
            if vals:
                sudo.write(vals)
            for effect in row.effects:
                getattr(sudo, effect)(data)
            self.env["duban.act"]._append(
                matters,
                action,
                note,
                changes=data.get("changes"),
                states={
                    matter.id: (old[matter.id], matter.state) for matter in matters
                },
                on_behalf=data.get("on_behalf"),
            )
        self._reconcile_todos()
        return True

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

    def _no_transition_message(self, action):
        matter = self[:1]
        return self.env._(
            "“%(action)s” is not possible while %(matter)s is “%(state)s”. "
            "The steps of the procedure cannot be skipped.",
            action=matter._action_label(action),
            matter=matter.display_name,
            state=matter._state_label(),
        )

    def _action_label(self, action):
        label = self.env["duban.label"]._word(
            self.regulation_id, f"action:action_{action}"
        )
        return label or dict(self._action_names()).get(action, action)

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
        ]

    def _possible_actions(self):
        """Actions the current user may try on this one matter now (for buttons; checks run when taken)."""
        self.ensure_one()
        actions = set()
        for (state, action), row in self._get_transitions().items():
            if state == self.state and getattr(self, row.who)():
                actions.add(action)
        rules = self._rule
        if rules("acceptance_kind") == "claim":
            actions.discard("accept")
        else:
            actions.discard("claim")
        if "submit_filing" in actions or "file" in actions:
            chain = self.sudo()._chain("filing")
            actions -= {"submit_filing"} if not chain else set()
            if (
                chain
                and self.state == "draft"
                and not self.sudo()._has_recorded_instruction()
            ):
                actions.discard("file")
            if (
                chain
                and self.state == "filing_approval"
                and not self.sudo()._chain_complete("filing")
            ):
                actions.discard("file")
        if self.review_passed:
            actions -= (
                {"pass_review", "return_result"}
                if self.state == "result_submitted"
                else set()
            )
        elif self.state == "result_submitted":
            actions.discard("close")
        if self.state == "closing_approval" and not self.sudo()._chain_complete(
            "closing"
        ):
            actions.discard("close")
        for action, switch in (
            ("merge", "merge_enabled"),
            ("exempt", "exemption_enabled"),
            ("terminate", "inability_enabled"),
            ("archive", "archive_enabled"),
            ("reopen", "recheck_enabled"),
        ):
            if action in actions and not rules(switch):
                actions.discard(action)
        return actions | self._possible_side_actions()

    def _possible_corrections(self):
        """What the office may put right on this one matter: hook for the acts of their own files."""
        return (
            {"adjust"} if self.state in ("filed", "assigned", "in_progress") else set()
        )

    def _possible_side_actions(self):
        """Actions beside the states (urging, requests, records) the current user may take on this one matter."""
        actions = set()
        office, lead, co = (
            bool(self._is_office()),
            bool(self._is_lead()),
            bool(self._is_co()),
        )
        running = self.state in RUNNING_STATES
        rules = self._rule
        line = self.sudo()._current_line_for(self.env.user)[:1]
        if line:
            actions.add("decide")
            if line.purpose == "filing" and not line._next_line():
                actions.add("refuse")
        if self.state in ACTIVE_STATES and self._is_recorder():
            actions.add("record")
        if running and office and rules("urging_enabled"):
            actions.add("urge")
        if running and lead:
            actions |= {
                name
                for name in ("extension", "exemption", "inability")
                if rules(f"{name}_enabled")
            }
        if self.state == "in_progress" and lead:
            actions.add("feedback")
        if running and co:
            actions.add("co_feedback")
        if office and self.state in ACTIVE_STATES:
            actions |= self._possible_corrections()
            actions.add("report_back")
            if rules("recusal_enabled"):
                actions.add("recuse")
        if (
            self.state == "in_progress"
            and rules("head_confirmation_required")
            and self._is_head_or_deputy()
            and not self.head_confirmed
        ):
            actions.add("confirm")
        return actions
