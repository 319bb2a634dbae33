"""What the paper of an application says (DOC-13)."""

from odoo import models

#: kind of application: name of the paper, its title
REQUEST_TITLES = {
    "extension": ("request", "延期申请"),
    "exemption": ("request_exemption", "免于督办申请"),
    "inability": ("request_inability", "书面说明材料"),
    "cannot_finish": ("request_cannot_finish", "书面说明材料"),
}


class DubanRequest(models.Model):
    _name = "duban.request"
    _inherit = ["duban.request", "duban.document.mixin"]

    def _document_matter(self):
        return self.matter_id

    def _paper_title(self):
        """Title of this one application: each kind has its own, and the regulation's word for it (DOC-13)."""
        name, title = REQUEST_TITLES[self.kind]
        return self.matter_id.regulation_id._document_title(name, title)

    def _document_value_days_before(self):
        """Days that were left when it was handed in, 0 on the due date itself; how many too late."""
        if not self.date_deadline_before:
            return ""
        if self.days_before < 0:
            return self.env._("%s days past", -self.days_before)
        return str(self.days_before)

    def _document_value_date_deadline_before(self):
        """The due date; of a matter that has none the rule in words (长期, AMB-42)."""
        if self.date_deadline_before or self.matter_id.date_deadline:
            return self.date_deadline_before
        return self.matter_id.deadline_text

    def _document_value_reason(self):
        """Why; of a report of not finishing also how far it is and what is done to speed it up (XISU-12.1d)."""
        said = [
            f"{self._fields[name]._description_string(self.env)}：{self[name]}"
            for name in ("progress", "acceleration")
            if self[name]
        ]
        return "\n".join([self.reason or "", *said])

    def _document_value_requested(self):
        """The requested due date, or what else is asked for."""
        return self.date_requested or dict(
            self._fields["kind"]._description_selection(self.env)
        ).get(self.kind)

    def _document_value_decided_by(self):
        """The meeting or the persons who decided."""
        lines = self.approval_line_ids.filtered(
            lambda line: line.state in ("approved", "returned", "rejected")
        )
        return (
            self._document_names(self.decision_body_id)
            or self._document_names(self.decision_leader_id)
            or "、".join(line._signer_name() for line in lines)
        )

    def _document_value_opinion(self):
        lines = self.approval_line_ids.filtered("opinion")
        said = [f"{line.name}：{line.opinion}" for line in lines]
        if self.decision_text or len(lines) == 1:
            # of several steps each is named
            said = [self.decision_text or lines.opinion]
        day = self.state == "approved" and self.date_granted
        if day and day != self.date_requested:
            label = self._fields["date_granted"]._description_string(self.env)
            said.append(f"{label}：{self._document_text('date_granted')}")
        return "\n".join(said)

    def _document_value_decision_date(self):
        return self.decision_date or self.date_decided
