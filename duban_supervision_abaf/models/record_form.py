"""What 催办通知单 (附件2) says about an urging record."""

import re

from odoo import models

from .matter_form import BLANK


class DubanRecord(models.Model):
    _inherit = "duban.record"

    def _count_urging(self):
        """An urging is the notice of 附件2: its print is attached to the record as it was issued (第十六条（四）)."""
        result = super()._count_urging()
        # sudo: the office was checked when it urged; the file is a part of its record
        records = self.sudo()
        Print = records.env["duban.print"]
        for record in records:
            if not record.number or record.matter_id.regulation_code != "abaf":
                continue
            record.attachment_ids |= Print._keep(
                "duban_supervision_abaf.action_report_urging_notice",
                record,
                record,
                f"{record.number} 催办通知单",
            )
        return result

    def _document_value_mode(self):
        """By what paper: the system's channel is named for that of 交办, 催办 has its own (第十六条（四）)."""
        matter = self.matter_id
        if (
            matter.regulation_code == "abaf"
            and self.purpose == "urging"
            and not self.kind_id
            and matter._is_system(self.channel_id)
        ):
            return "催办通知单"
        return super()._document_value_mode()

    def _abaf_number_line(self):
        """The urging number."""
        pattern = self.matter_id.regulation_id.urging_number_pattern or "{n}"
        year = self.matter_id._today().year
        blank = re.sub(r"\{n[^}]*\}", "　", pattern).replace("{year}", str(year))
        return self.number or blank

    def _document_value_abaf_urging_unit(self):
        return (self.department_id or self.matter_id.office_id).name

    def _document_value_abaf_matter(self):
        """Title and number (AMB-17: 催办事项 is what is urged now, 事项 the title)."""
        return self.matter_id._document_join(self.matter_id.name, self.matter_id.number)

    # -- who was urged: the unit of that day and its people, whoever leads the matter now

    def _own_value_subject_unit_id(self):
        return self._abaf_subject().name

    def _abaf_subject(self):
        """The subject when this one notice was issued: it moves with the lead unit."""
        matter, tenure = self._own_time()[0], self._own_tenure()
        subject = matter.subject_unit_id or matter.lead_unit_id
        return tenure.unit if subject == matter.lead_unit_id else subject

    def _own_value_abaf_subject_head(self):
        subject = self._abaf_subject()
        if subject == self._own_tenure().unit:
            return self._own_value_unit_head_id()
        return self._own_time()[0]._abaf_head(subject).name

    def _own_value_abaf_leader(self):
        tenure = self._own_tenure()
        if not tenure.is_present and self._abaf_subject() == tenure.unit:
            return tenure.leader.name
        return self._own_time()[0]._document_value_abaf_leader()

    def _own_value_abaf_co_responsible(self):
        return "\n".join(
            f"{unit.name}：{head.name or BLANK}"
            for unit, head, _handler in self._own_co_units()
        )

    def _own_value_abaf_co_handlers(self):
        handlers = [handler for _unit, _head, handler in self._own_co_units()]
        if not any(handlers):
            return ""
        return "\n".join(handler.name or BLANK for handler in handlers)

    def _document_value_abaf_requirement(self):
        matter = self.matter_id
        lines = [self._own_value_handling_requirement()]
        if self.new_limit:
            lines.append(f"请于{matter._format_date(self.new_limit)}前办结")
        return "\n".join(line for line in lines if line)

    def _document_value_abaf_offices_registration(self):
        return self.matter_id._abaf_registrations("urging", False, self)

    def _document_value_abaf_office_registration(self):
        return self.matter_id._abaf_registrations("urging", True, self, named=False)
