"""Buttons that ask for something first: the wizard of one action, or the form of a new part of the matter."""

from odoo import models
from odoo.exceptions import UserError

from ... import inputs

#: what the dialog of a decision shows of the request or the matter
REQUEST_FACTS = (
    "kind",
    "applicant_id",
    "date_deadline_before",
    "date_requested",
    "reason",
    "statement",
    "progress",
    "acceleration",
    "attachment_ids",
)
MATTER_FACTS = {
    "filing": (
        "source_category_id",
        "grade_id",
        "basis",
        "content",
        "lead_unit_id",
        "co_unit_ids",
        "deadline_text",
    ),
    "closing": (
        "content",
        "lead_unit_id",
        "deadline_text",
        "result",
        "review_opinion",
        "conclusion",
        "result_attachment_ids",
    ),
}
#: what leaders sign anew
ADJUSTED = ("ground", "name", "content", "basis", "lead_unit_id", "co_unit_ids")
#: what the dialog of a decision on a request shows of its matter beside
BESIDE_REQUEST = ("lead_unit_id", "content", "last_progress")


#: parts that are added in a dialog: name -> (model, context key of its kind)
PARTS = {
    "feedback": ("duban.feedback", "kind"),
    "oral_feedback": ("duban.feedback", "medium"),
    "record": ("duban.record", "purpose"),
    "request": ("duban.request", "kind"),
    "adjustment": ("duban.adjustment", None),
    "recusal": ("duban.recusal", None),
    "disagreement": ("duban.disagreement", None),
    "archive_record": ("duban.archive.record", "holder"),
    "recheck": ("duban.recheck", None),
    "progress_request": ("duban.progress.request", None),
}
#: parts that go to somebody as soon as they are saved: their button says so
SENT = ("feedback", "oral_feedback", "record", "progress_request")


def _form_of(record):
    """Window action that opens one record in its form."""
    record.ensure_one()
    return {
        "type": "ir.actions.act_window",
        "res_model": record._name,
        "res_id": record.id,
        "views": [(False, "form")],
    }


def _name_of(model):
    """What a model is called, in the user's language."""
    # sudo: names of models are no secret, but not everybody reads the list of models
    return model.env["ir.model"].sudo()._get(model._name).name


class DubanMatterPart(models.AbstractModel):
    _inherit = "duban.matter.part"

    def action_ask(self, action=None):
        """Open the dialog of ``action`` for parts of matters (see ``duban.matter.action_ask``)."""
        return self.env["duban.matter"]._open_ask(self, action)

    def action_open_form(self):
        """Open this part in its own form."""
        return _form_of(self)

    def action_open_matter(self):
        """Open the matter this record belongs to."""
        self.ensure_one()
        return self.matter_id.action_open_form()


class DubanApprovalLine(models.Model):
    _inherit = "duban.approval.line"

    def _shown_facts(self, _names=()):
        """What this one step is about, so that it can be decided where it is asked (see ``duban.screen._facts``)."""
        if self.request_id:
            facts = self.request_id._facts(REQUEST_FACTS)
            facts += self.matter_id._facts(BESIDE_REQUEST)
        else:
            facts = self._chain_facts()
            facts += self.matter_id._facts(MATTER_FACTS.get(self.purpose, ()))
        return self._stand_in_facts() + facts + self._signed_facts()

    def _stand_in_facts(self):
        """In whose name the user decides this one step, where it is not the own one."""
        absent = self._decides_for(self.env.user)
        return [self._said_fact("on_behalf_id", absent.name)] if absent else []

    def _signed_facts(self):
        """What was said on the earlier steps of this one chain: who signs reads who signed before, as on paper."""
        # sudo: the chain is one paper; who signs it reads the whole of it
        chain = self._siblings().sudo()
        return [
            {**self._said_fact("opinion", line._signed_words()), "label": line.name}
            for line in chain
            if line.state == "approved"
        ]

    def _said_fact(self, name, text):
        label = self._fields[name]._description_string(self.env)
        return {"name": name, "label": label, "text": text, "files": []}

    def _chain_facts(self):
        """What this one chain is for beside the matter itself. Hook."""
        adjustment = self.adjustment_id
        return adjustment._facts(ADJUSTED) if adjustment else []

    def _may_choose(self, action):
        """Whether the dialog of this one step offers ``action`` beside the approval."""
        # sudo: whether another step follows, no more
        return not (
            action == "reject" and self.purpose == "filing" and self.sudo()._next_line()
        )

    def _lands(self, _landing):
        """See there: whoever decides this one step."""
        return self._decides_for(self.env.user) is not None

    def _ask_key(self, action):
        """Key of the wizard's table for ``action`` on this one step: what else its decision has to say."""
        if action == "approve" and self.request_id:
            kind = self.request_id.kind
            if self.records_decision:
                return f"approve_recorded_{kind}"
            # sudo: whether another step follows, no more
            if kind == "inability" and not self.sudo()._next_line():
                return "approve_inability"
        return (
            f"{action}_date" if action == "approve" and self._signs_date() else action
        )

    def _request_defaults(self):
        """What the dialog of a decision on a request begins with."""
        request = self.request_id
        return {
            "date_granted": request.date_granted or request.date_requested,
            "decision_date": request.decision_date,
            "decision_leader_id": request.decision_leader_id.id
            or request.decider_id.id,
            "decision_body_id": request.decision_body_id.id,
            "request_outcome": request.outcome,
        }

    def action_approve_request(
        self,
        opinion=None,
        leader_id=None,
        body_id=None,
        date=None,
        date_granted=None,
        outcome=None,
        new_content=None,
    ):
        """Approve the step of a request, with what a meeting or leader decided.

        :param opinion: text; empty is recorded as agreement
        :param leader_id: who decided (id of a user), or
        :param body_id: which meeting (id of a deciding body)
        :param date: when they decided
        :param date_granted: due date that is granted, not later than the one applied for
        :param outcome: what becomes of a matter that cannot be completed
        :param new_content: its content, where the outcome is changed content
        :raise AccessError: for anyone but the approver, the deputy, or the office that records the decision
        :raise UserError: something is missing, or already decided
        """
        decision = {
            "decision_leader_id": leader_id,
            "decision_body_id": body_id,
            "decision_date": date,
            "date_granted": date_granted,
            "outcome": outcome,
            "new_content": new_content,
        }
        decision = {name: value for name, value in decision.items() if value}
        for line in self:
            request = line.request_id
            said = line.records_decision or request.kind == "inability"
            vals = {
                **decision,
                **({"decision_text": opinion} if said and opinion else {}),
            }
            if vals:
                request.write(vals)
            line.action_approve(opinion)
        return True


class DubanDuplicate(models.Model):
    _inherit = "duban.duplicate"

    def action_ask(self, action=None):
        """Open the dialog of ``action`` for pairs of likely duplicates."""
        return self.env["duban.matter"]._open_ask(self, action)


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def action_ask(self, action=None):
        """Open the dialog in which ``action`` (a key of ``duban.action.wizard._asks``) is completed.

        :return: window action
        """
        return self._open_ask(self, action)

    def _open_ask(self, records, action):
        """Window action of the wizard for ``action`` on ``records`` (matters or parts of matters).

        Buttons in lists cannot carry arguments; they name the action in the context (``duban_ask``).
        """
        action = inputs.text(self.env, action or self.env.context.get("duban_ask"))
        wizard = self.env["duban.action.wizard"]
        if action in ("approve", "approve_step") and len(records) == 1:
            action = records._ask_key(action)
        ask = wizard._asks().get(action)
        if not ask:
            raise UserError(self.env._("Unknown action: %s", action))
        defaults = {}
        if len(records) == 1:
            if ask.check:
                getattr(records, ask.check)()
            if ask.defaults:
                defaults = getattr(records, ask.defaults)()
        return {
            "type": "ir.actions.act_window",
            "name": wizard._ask_title(ask, records),
            "res_model": "duban.action.wizard",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_action": action,
                "default_res_model": records._name,
                "default_res_ids": records.ids,
                **{f"default_{name}": value for name, value in defaults.items()},
                **self._suggested_people(records, action),
            },
        }

    def _suggested_people(self, records, action):
        """Whom the box for a person suggests first, as context of ``res.users.name_search``."""
        if action == "name_decider":
            return {"duban_leaders_first": True}
        if records._name == "duban.matter" and len(records) == 1:
            return {"duban_unit_first": records.lead_unit_id.id}
        return {}

    def action_add(self, part=None, kind=None):
        """Open a new part of this matter in a dialog.

        :param part: key of ``PARTS``
        :param kind: value of the part's kind field, e.g. ``extension`` for a request
        :return: window action
        """
        self.ensure_one()
        part = inputs.text(self.env, part)
        if part not in PARTS:
            raise UserError(self.env._("Unknown action: %s", part))
        model, kind_field = PARTS[part]
        context = {"default_matter_id": self.id, "duban_dialog": True}
        if part in SENT:
            context["duban_send"] = True
        if kind_field and kind:
            context[f"default_{kind_field}"] = kind
        Model = self.env[model]
        name = _name_of(Model)
        if kind_field and kind:
            selection = dict(Model._fields[kind_field]._description_selection(self.env))
            name = " · ".join(filter(None, (name, selection.get(kind))))
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": context,
        }

    def action_report_back(self):
        """Open a report of these matters back to who decided them: the deciding body is preset where all have the same.

        :return: window action
        """
        body = self.decision_body_id
        return {
            "type": "ir.actions.act_window",
            "name": _name_of(self.env["duban.report.back"]),
            "res_model": "duban.report.back",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "duban_dialog": True,
                "default_matter_ids": self.ids,
                "default_regulation_id": self.regulation_id[:1].id,
                "default_company_id": self.company_id[:1].id,
                "default_target_id": body.id
                if len(body) == 1 and body.is_target
                else False,
                **(self._report_back_defaults() if len(self) == 1 else {}),
            },
        }

    def _report_back_defaults(self):
        """What a report about this one matter begins with: its result, and who has to hear of it before closing."""
        return {
            "default_content": self._result_text(),
            "default_leader_ids": self._leaders_to_report_to().ids,
        }

    def action_why_deadline(self):
        """Open the history of the due date: each date with its ground (CORE-8)."""
        self.ensure_one()
        view = self.env.ref("duban_supervision.duban_matter_view_form_deadline")
        return {
            **_form_of(self),
            "name": self.env._("Why this date"),
            "views": [(view.id, "form")],
            "target": "new",
        }

    def action_open_form(self):
        """Open this matter in its form, from a list of parts or of to-dos."""
        return _form_of(self)

    def _asked_about(self, action=None):
        """Lines of text about this one matter for the dialog of ``action`` (key of the wizard's table)."""
        facts = getattr(self, f"_asked_{action}", None)
        return facts() if facts else []

    def _ask_key(self, action):
        """Key of the wizard's table for approving the waiting step of this one matter."""
        return f"{action}_date" if self._signs_date() else action

    def _said(self, *names):
        """``label：value`` of the fields ``names`` of this one matter that are filled."""
        values = {
            name: self[name].mapped("display_name")
            if isinstance(self[name], models.BaseModel)
            else self[name]
            for name in names
        }
        return [
            f"{self._label(name)}：{'、'.join(value) if isinstance(value, list) else self._in_words(name, value)}"
            for name, value in values.items()
            if value
        ]

    def _in_words(self, name, value):
        if self._fields[name].type == "date":
            return self._screen_date(value)
        return str(value)

    def _asked_decide_objection(self):
        objection = self._open_objection()
        env = self.env
        lines = [
            env._(
                "%(unit)s (%(person)s, %(day)s): %(reason)s",
                unit=objection.unit_id.name,
                person=objection.user_id.name,
                day=self._screen_date(objection.date),
                reason=objection.reason,
            )
        ]
        if objection.suggested_unit_id:
            lines.append(env._("Suggests: %s", objection.suggested_unit_id.name))
        if objection.date_due:
            lines.append(
                env._("To be decided by %s", self._screen_date(objection.date_due))
            )
        return lines

    def _asked_reassign(self):
        lines = self._said("lead_unit_id", "handler_id", "date_deadline")
        pending = self.request_ids.filtered(lambda row: row.state == "submitted")
        if pending:
            lines.append(
                self.env._(
                    "Open applications: %s", "、".join(pending.mapped("display_name"))
                )
            )
        if self.sudo()._needs_new_signature({"lead_unit_id"}):
            # sudo: whether it was signed, no more
            lines.append(
                self.env._("Leaders signed the filing: they sign the new unit first.")
            )
        return lines

    def _asked_withdraw_filing(self):
        return self._said("number", "lead_unit_id", "date_filed", "date_deadline")

    def _asked_judge_justification(self):
        return self._said("date_deadline", "justification")

    def _asked_name_person(self):
        # sudo: who cannot act is the office's to know
        matter = self.sudo()
        return [
            f"{self._label(name)}：{matter[name].name or '—'}"
            for name in dict.fromkeys(matter._vacant_roles())
        ]
