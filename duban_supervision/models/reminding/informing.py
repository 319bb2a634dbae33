"""Whom a step concerns is told of it, once, at once (CORE-23): one table of events and who hears of them.

An act that stands in ``ACTS`` is an event; who hears of it are the methods ``_told_<who>`` named in ``EVENTS``. A
notice is a ``duban.reminder`` that does not wait for the digest: delivered, followed and kept like one. Deputies
hear instead of who is absent; whoever acted hears nothing of the own act; a protected matter is named by its number,
and only to who may open it.
"""

from odoo import api, models

from ... import clock

#: act of the trail → event
ACTS = {
    "assign": "assigned",
    "reassign": "reassigned",
    "return_filing": "filing_returned",
    "recall_filing": "filing_recalled",
    "reject_filing": "filing_refused",
    "withdraw_filing": "filing_withdrawn",
    "adjust": "corrected",
    "propose_milestones": "plan_proposed",
    "go_on": "going_on",
    "co_feedback": "co_reported",
    "feedback_returned": "feedback_returned",
    "return_result": "result_returned",
    "return_closing": "closing_returned",
    "record_instruction": "instructed",
    "close": "closed",
    "reopen": "reopened",
    "exempt": "ended",
    "terminate": "ended",
    "merge": "merged",
    "unmerge": "unmerged",
    "absorb": "absorbed",
    "release": "released",
    "route": "routed",
    "object": "objected",
    "judge_objection": "objection_decided",
    "justify": "delay_explained",
    "request_cannot_finish": "delay_explained",
    "judge_justification": "delay_judged",
    "pause": "paused",
    "prolong_pause": "paused",
    "resume": "resumed",
    "call_help": "help_called",
    "answer_help": "help_answered",
    "settle_help": "help_settled",
    "judge_light": "judged",
    "mark_feedback": "feedback_marked",
    "disagreement": "disputed",
    "escalate": "dispute_escalated",
    "head_outcome": "dispute_judged",
    "leader_outcome": "dispute_judged",
    "recheck_passed": "rechecked",
    "recheck_failed": "rechecked",
}
#: event → the acts that it answers: whoever took the last of them hears it too, whatever the role
ANSWERS = {
    "objection_decided": ("object",),
    "feedback_returned": ("feedback",),
    "feedback_marked": ("feedback",),
    "result_returned": ("submit_result",),
    "delay_judged": ("justify",),
    "dispute_judged": ("disagreement", "escalate"),
}
#: event → who hears of it; the people of events without entry are named by the step
EVENTS = {
    "assigned": ("lead", "co", "joint", "subject", "leader", "notified"),
    "urgent": ("lead", "co", "joint", "subject", "leader", "notified"),
    "reassigned": ("lead", "co", "joint", "subject", "leader", "former"),
    "to_decide": (),
    "decided": (),
    "decision_dropped": (),
    "filing_returned": ("initiator",),
    "filing_recalled": ("initiator", "round_signers"),
    "filing_refused": ("initiator", "office"),
    "filing_withdrawn": ("initiator", "units_that_know", "leader", "signers"),
    "corrected": ("units_that_know", "leader"),
    # in the digest of the office (``_events_of_office``)
    "accepted": (),
    "feedback_given": (),
    "co_reported": ("lead_worker", "liaison"),
    "co_reminded": (),
    "co_arranged": (),
    "co_explained": (),
    "plan_proposed": ("lead_worker", "liaison"),
    "plan_adopted": (),
    "progress_asked": ("worker", "liaison"),
    "handed_over": (),
    "feedback_returned": ("worker", "liaison"),
    "result_returned": ("lead", "co"),
    "closing_returned": ("office",),
    "instructed": ("lead", "office"),
    "rectify_asked": ("lead", "office"),
    "rectify_returned": (),
    "talk_asked": (),
    "case_decided": (),
    "going_on": ("lead", "co", "joint", "leader"),
    "answered": ("office",),
    "closed": ("lead", "co", "joint", "subject", "leader"),
    "reopened": ("lead", "co", "joint", "subject", "leader"),
    "ended": ("lead", "co", "joint", "subject", "leader"),
    "merged": ("units_that_know", "leader"),
    "absorbed": ("units_that_know", "leader"),
    "unmerged": ("units_that_know", "leader"),
    "released": ("units_that_know", "leader"),
    "changed": (),
    "leader_asked": (),
    "fed_back": (),
    "routed": ("office",),
    "objected": ("office",),
    "objection_decided": ("lead",),
    "delay_explained": ("office",),
    "delay_judged": ("worker", "liaison"),
    "paused": ("lead", "co", "joint", "leader"),
    "resumed": ("lead", "co", "joint", "leader"),
    "help_called": ("office", "leader", "lead_of_co_call"),
    "help_answered": ("lead", "callers"),
    "help_settled": ("office", "leader", "lead_of_co_call"),
    "judged": ("lead", "office", "leader"),
    "recused": ("lead", "office"),
    "recusal_revoked": ("lead", "office"),
    "person_named": ("lead",),
    "feedback_marked": ("worker", "liaison"),
    "rechecked": ("lead", "leader"),
    "head_changed": (),
    "disputed": ("lead", "co"),
    "dispute_escalated": ("leader_in_charge",),
    "dispute_judged": ("lead", "co"),
    "rescheduled": (),
    "unit_dropped": (),
    "unit_moved": (),
    "handover": (),
    "deputy": (),
    # of what comes after closing, and of the plan line
    "score_published": (),
    "score_objected": (),
    "score_decided": (),
    "goal_approved": (),
    "goal_changed": (),
    "goal_carried": (),
}
#: events whose opinion or reason goes along (never that of a protected matter)
WITH_NOTE = frozenset(
    "decided filing_returned filing_refused filing_withdrawn feedback_returned result_returned reopened ended "
    "reassigned corrected objected objection_decided delay_judged score_decided goal_changed goal_carried "
    "paused resumed help_called help_answered help_settled progress_asked judged feedback_marked rechecked rescheduled "
    "disputed dispute_escalated dispute_judged unit_dropped unit_moved recused recusal_revoked person_named "
    "leader_asked closing_returned instructed merged absorbed unmerged released urged co_reminded co_explained "
    "plan_proposed plan_adopted rectify_asked rectify_returned answered going_on".split()
)


class DubanInforming(models.AbstractModel):
    """Mixin: a record whose people are told of what happens to it."""

    _name = "duban.informing"
    _description = "Tells people of its events"

    def _may_hear(self, user):
        """Whether ``user`` may be told of this one record."""
        return user._is_of(self.company_id)

    def _event_note(self, event, note):
        """The words that go along with ``event`` of this one record, or False."""
        return note if event in WITH_NOTE else False

    def _notice_words(self, kind, key, user):
        """What a notice of this one record says beside its name to ``user``: list of texts. Hook."""
        return []

    def _is_silent(self, event):
        """Whether the institution of this one record wants no message for ``event``."""
        return False

    def _hears_for(self, user, stand_ins):
        """Who hears what is meant for ``user``: the deputy in an absence, if that person is of the institution."""
        there = self.env["duban.delegation"]._there_for
        deputy = there(user, stand_ins, self.company_id)
        if deputy:
            return deputy if deputy._is_of(self.company_id) else user
        # where a round of deputies is away nobody hears it
        return user if stand_ins.get(user) else deputy

    @api.model
    def _told_already(self, asked, day):
        """Notices of the same events of that day; an act of the trail is new each time.

        :param asked: [(id of a record, event, key)]
        :return: {(id of a record, event, key): ``duban.reminder``}, as superuser
        """
        asked = [each for each in asked if not each[2].startswith("act:")]
        if not asked:
            return {}
        ids, events, keys = (set(each) for each in zip(*asked, strict=True))
        # sudo: whether it was told, not what; notices of others are not read otherwise
        told = self.env["duban.reminder"].sudo()
        told = told.search_fetch(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", ids),
                ("kind", "in", events),
                ("key", "in", keys),
                ("day", "=", day),
            ],
            ["res_id", "kind", "key", "user_id", "step"],
        )
        return told.grouped(lambda row: (row.res_id, row.kind, row.key))

    def _tell(self, event, people, key="", note=None, is_new=False):
        """Tell people of ``event``, each once, whoever acted excepted.

        :param event: key of ``EVENTS``
        :param people: {record: ``res.users``}, whom it concerns
        :param key: tells apart events of one kind on one record and day, or {record id: key}
        :param note: opinion or reason, or {record id: text}
        :param is_new: nobody can have been told of it before
        :return: the notices (``duban.reminder``)
        """
        return self._tell_all([(event, people, key, note)], is_new)

    def _tell_all(self, events, is_new=False):
        """Tell of several events at once.

        :param events: [(event, people, key, note)], each as in ``_tell``
        :return: the notices (``duban.reminder``)
        """
        if not self:
            return self.env["duban.reminder"]
        stand_ins = self.env["duban.delegation"]._stand_ins()
        today = clock.today(self)
        vals_list = []
        # sudo: whom it concerns does not depend on what the acting person may read
        sudo = self.sudo()
        said = [
            (record, event, key.get(record.id, "") if isinstance(key, dict) else key, people, note)
            for record in sudo
            for event, people, key, note in events
            if not record._is_silent(event)
        ]  # fmt: skip
        before = {}
        if not is_new:
            asked = [(record.id, event, key) for record, event, key, *_rest in said]
            before = self._told_already(asked, today)
        nobody = sudo.env["duban.reminder"]
        for record, event, own_key, people, note in said:
            heard = self.env.user
            told = before.get((record.id, event, own_key), nobody)
            for user in people.get(self.browse(record.id)) or ():
                receiver = record._hears_for(user, stand_ins)
                if (
                    not receiver
                    or receiver in heard | told.user_id
                    or not record._may_hear(receiver)
                ):
                    continue
                heard |= receiver
                words = note.get(record.id) if isinstance(note, dict) else note
                vals_list.append(
                    {
                        "res_model": self._name,
                        "res_id": record.id,
                        "matter_id": record.id
                        if self._name == "duban.matter"
                        else False,
                        "company_id": record.company_id.id,
                        "kind": event,
                        "key": own_key,
                        "day": today,
                        "step": max(told.mapped("step"), default=0) + len(heard) - 1,
                        "user_id": receiver.id,
                        "date": today,
                        "note": record._event_note(event, words),
                    }
                )
        notices = self.env["duban.reminder"]._engine_create(vals_list)
        if notices:
            self.env["duban.digest"]._send_soon()
        return notices
