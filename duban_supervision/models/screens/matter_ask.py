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

    def _asked_about(self):
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
