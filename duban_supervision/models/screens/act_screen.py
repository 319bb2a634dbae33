"""The acts of the trail in words."""

from types import MappingProxyType

from odoo import api, fields, models

from ...tools.remembered import remembered


class DubanAct(models.Model):
    _inherit = "duban.act"

    action_label = fields.Char("Act", compute="_compute_action_label")

    def _compute_action_label(self):
        names = self._named_acts()
        for act in self:
            word = self.env["duban.label"]._word(
                act.matter_id.regulation_id, f"action:action_{act.action}"
            )
            act.action_label = word or names.get(act.action) or act.action

    @api.model
    @remembered("self.env.lang")
    def _named_acts(self):
        """{code: words} of all acts in the user's language; read only."""
        steps = self.env["duban.matter"]._named_actions()
        return MappingProxyType({**steps, **self._act_names()})

    @api.model
    def _act_names(self):
        """{code: words} of the acts that are not steps of the procedure."""
        purposes = dict(
            self.env["duban.approval.step"]
            ._fields["purpose"]
            ._description_selection(self.env)
        )
        decisions = {
            "approved": self.env._("approved"),
            "returned": self.env._("returned"),
            "rejected": self.env._("refused"),
        }
        names = {
            f"{purpose}_{code}": self.env._(
                "%(purpose)s: %(decision)s", purpose=label, decision=decision
            )
            for purpose, label in purposes.items()
            for code, decision in decisions.items()
        }
        kinds = dict(
            self.env["duban.request"]._fields["kind"]._description_selection(self.env)
        )
        names |= {
            f"request_{kind}": self.env._("Applied: %s", label)
            for kind, label in kinds.items()
        }
        records = dict(
            self.env["duban.record"]._fields["purpose"]._description_selection(self.env)
        )
        names |= {f"record_{code}": label for code, label in records.items()}
        return names | {
            "edit": self.env._("Changed"),
            "change_team": self.env._("Team changed"),
            "team_joined": self.env._("Joined the inspection team"),
            "team_left": self.env._("Left the inspection team"),
            "registration_filing": self.env._("Filing registered"),
            "registration_urging": self.env._("Urging notice registered"),
            "registration_completion": self.env._("Completion registered"),
            "confirm_result": self.env._("Result confirmed"),
            "feedback": self.env._("Progress reported"),
            "co_feedback": self.env._("Reported to the lead unit"),
            "arrange_co_unit": self.env._("Task of a co-unit set"),
            "feedback_accepted": self.env._("Feedback taken over"),
            "feedback_returned": self.env._("Feedback returned"),
            "mark_feedback": self.env._("Feedback marked"),
            "withdraw_request": self.env._("Request withdrawn"),
            "adjust": self.env._("Content adjusted"),
            "propose_adjustment": self.env._("Change submitted for signature"),
            "adjustment_lapsed": self.env._("Change not signed any more"),
            "name_person": self.env._("Person named to act for the unit"),
            "receive": self.env._("Received by the office"),
            "unit_moved": self.env._("Unit replaced by its successor"),
            "end_request": self.env._("Request ended by reassignment"),
            "request_lapsed": self.env._("Request not decided any more"),
            "object": self.env._("Objection of the unit"),
            "judge_objection": self.env._("Objection decided"),
            "content_changed": self.env._("Content changed by decision"),
            "recuse": self.env._("Recusal"),
            "name_decider": self.env._("Another decider named"),
            "revoke_recusal": self.env._("Recusal revoked"),
            "report_back": self.env._("Reported back"),
            "go_on": self.env._("Goes on after a later decision"),
            "archive_record_office": self.env._("Archive record of the office"),
            "archive_record_subject": self.env._(
                "Archive record of the initiating unit"
            ),
            "archive_record_unit": self.env._("Custody confirmed"),
            "recheck_passed": self.env._("Re-check: implemented"),
            "recheck_failed": self.env._("Re-check: not implemented"),
            "handover": self.env._("Handed over"),
            "disagreement": self.env._("Disagreement opened"),
            "head_outcome": self.env._("Disagreement: outcome with the head"),
            "escalate": self.env._("Disagreement reported to the leader"),
            "leader_outcome": self.env._("Disagreement: outcome with the leader"),
            "plan_changed": self.env._("Plan changed"),
            "propose_milestones": self.env._("Milestones proposed by a co-unit"),
            "adopt_milestones": self.env._("Proposal taken into the plan"),
            "ask_progress": self.env._("Progress asked for"),
            "justify": self.env._("Reason given"),
            "judge_justification": self.env._("Reason judged"),
            "answer": self.env._("Answered"),
            "talk": self.env._("Talk held"),
            "file_added": self.env._("File added after the end"),
            "note_added": self.env._("Note added after the end"),
            "explain_co_unit": self.env._("Missing feedback explained"),
            "absorb": self.env._("Other matters merged into it"),
            "release": self.env._("Merging undone"),
            "route": self.env._("Handed to another office"),
            "taken_over": self.env._("Taken on by an institution"),
            "head_changed": self.env._("Head of the unit changed"),
            "leader_changed": self.env._("Leader in charge changed"),
            "export_dossier": self.env._("Dossier taken out"),
        }
