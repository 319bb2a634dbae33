"""Buttons that ask for something first: the wizard of one action, or the form of a new part of the matter."""

from datetime import date

from odoo import models

#: what the dialog of a decision shows of the request or the matter
REQUEST_FACTS = ("date_deadline_before", "date_requested", "reason", "statement")
MATTER_FACTS = {
    "filing": ("lead_unit_id", "date_deadline", "content", "basis"),
    "closing": ("lead_unit_id", "date_deadline", "result", "review_opinion"),
}


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
            return self.matter_id._screen_date(value)
        return value.display_name if isinstance(value, models.BaseModel) else value


class DubanDuplicate(models.Model):
    _inherit = "duban.duplicate"

    def action_ask(self, action=None):
        """Open the dialog of ``action`` for pairs of likely duplicates."""
        return self.env["duban.matter"]._open_ask(self, action)


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def _asked_about(self, action=None):
        """Lines of text about this one matter for the dialog of ``action`` (key of the wizard's table)."""
        facts = getattr(self, f"_asked_{action}", None)
        return facts() if facts else []

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
