"""Buttons that ask for something first: the wizard of one action, or the form of a new part of the matter."""

from datetime import date

from odoo import models
from odoo.exceptions import UserError

from ... import inputs

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
#: what the dialog of a decision shows of the request or the matter
REQUEST_FACTS = ("date_deadline_before", "date_requested", "reason", "statement")
MATTER_FACTS = {
    "filing": ("lead_unit_id", "date_deadline", "content", "basis"),
    "closing": ("lead_unit_id", "date_deadline", "result", "review_opinion"),
}


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
        if (
            action in ("approve", "approve_step")
            and len(records) == 1
            and records._signs_date()
        ):
            action = f"{action}_date"
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


def _name_of(model):
    """What a model is called, in the user's language."""
    # sudo: names of models are no secret, but not everybody reads the list of models
    return model.env["ir.model"].sudo()._get(model._name).name


def _form_of(record):
    """Window action that opens one record in its form."""
    record.ensure_one()
    return {
        "type": "ir.actions.act_window",
        "res_model": record._name,
        "res_id": record.id,
        "views": [(False, "form")],
    }


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

    def _asked_about(self, _action=None):
        """What this one step is about, so that it can be decided where it is asked: lines of text."""
        request = self.request_id
        record = request or self.matter_id
        names = REQUEST_FACTS if request else MATTER_FACTS.get(self.purpose, ())
        labels = record.fields_get(names, ["string"])
        return [
            f"{labels[name]['string']}：{self._fact(record, name)}"
            for name in names
            if name in labels and record[name]
        ]

    def _fact(self, record, name):
        value = record[name]
        if isinstance(value, date):
            return self.matter_id._format_date(value)
        return value.display_name if isinstance(value, models.BaseModel) else value


class DubanDuplicate(models.Model):
    _inherit = "duban.duplicate"

    def action_ask(self, action=None):
        """Open the dialog of ``action`` for pairs of likely duplicates."""
        return self.env["duban.matter"]._open_ask(self, action)
