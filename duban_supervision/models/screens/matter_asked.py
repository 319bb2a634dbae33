"""What a dialog says beside its question: facts of the matter, so that it is answered where it is asked."""

from odoo import models


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
            return self._format_date(value)
        return str(value)

    def _asked_decide_objection(self):
        objection = self._open_objection()
        env = self.env
        lines = [
            env._(
                "%(unit)s (%(person)s, %(day)s): %(reason)s",
                unit=objection.unit_id.name,
                person=objection.user_id.name,
                day=self._format_date(objection.date),
                reason=objection.reason,
            )
        ]
        if objection.suggested_unit_id:
            lines.append(env._("Suggests: %s", objection.suggested_unit_id.name))
        if objection.date_due:
            lines.append(
                env._("To be decided by %s", self._format_date(objection.date_due))
            )
        return lines

    def _asked_reassign(self):
        lines = self._said("lead_unit_id", "handler_id", "date_deadline")
        pending = self.request_ids.filtered(lambda row: row.state == "submitted")
        if pending:
            lines.append(
                self.env._("Open applications: %s", "、".join(pending.mapped("display_name")))
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
