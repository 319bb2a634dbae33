"""What printed lists and notices say about a supervision record."""

from odoo import models


class DubanRecord(models.Model):
    _name = "duban.record"
    _inherit = ["duban.record", "duban.document.mixin"]

    def _document_matter(self):
        return self.matter_id

    def _document_value_mode(self):
        if option := self.kind_id or self.channel_id:
            return option.name
        purposes = dict(self._fields["purpose"]._description_selection(self.env))
        return self.env["duban.label"]._own(
            purposes[self.purpose], self.matter_id.regulation_id
        )

    def _document_value_summary(self):
        """What was said, found on site, made clear and worked out (XISU-11.2, 11.3); else the minutes in which."""
        more = [
            f"{self._fields[name]._description_string(self.env)}：{self[name]}"
            for name in ("findings", "requirements", "measures", "coordination_result")
            if self[name]
        ]
        if said := [line for line in (self.summary, *more) if line]:
            return "\n".join(said)
        # a meeting may be recorded by its minutes alone (WUT-19.1b)
        minutes = "、".join(self.attachment_ids.mapped("name"))
        return minutes and f"见纪要：{minutes}"

    def _document_value_contact(self):
        units = self._document_names(self.attendee_unit_ids)
        return self.contact or self.person_id.name or units
