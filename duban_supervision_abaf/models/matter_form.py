"""What 立项备案单 (附件1) and 办结备案单 (附件3) say about a matter: one getter per cell that is not simply a field."""

import re

from odoo import models

#: kinds of due dates that changed the sheet itself; the leaders signed them again (ABAF-12.1d)
SIGNED_ANEW = ("regraded", "corrected")
#: cells that say whose the matter is
SIGNED_PEOPLE = (
    "subject_unit_id",
    "abaf_subject_head",
    "abaf_subject_handler",
    "responsible_leader_id",
)
#: a blank to write in
BLANK = "　　　　"


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def _signed_sheet(self):
        """附件1 carries the three signatures."""
        if self.regulation_code != "abaf":
            return super()._signed_sheet()
        return "duban_supervision_abaf.action_report_filing_form", "filing_form"

    def _document_cell_text(self, document, key):
        """附件1 says whom the leaders signed; the unit that came without them later stands beside it (CORE-38)."""
        text = super()._document_cell_text(document, key)
        if document != "filing_form" or key not in SIGNED_PEOPLE or not text:
            return text
        tenure = self._abaf_signed_tenure()
        if not tenure:
            return text
        leader = self.responsible_leader_id
        if leader == self.leader_in_charge_id:
            leader = tenure.leader
        signed = {
            "subject_unit_id": tenure.unit, "abaf_subject_head": tenure.head,
            "abaf_subject_handler": tenure.handler, "responsible_leader_id": leader,
        }[key].name  # fmt: skip
        if signed == text:
            return text
        line = self.unit_line_ids.filtered(lambda row: row.role == "lead")
        return f"{signed or ''}（{self._format_date(line.date_from)}起为{text}）"

    def _abaf_signed_tenure(self):
        """The ``Tenure`` that leaders signed on the sheet of this one matter, if another unit leads it since."""
        signed = self._standing_signatures("filing").filtered("date_decided")
        if not signed or (self.subject_unit_id or self.lead_unit_id) != self.lead_unit_id:  # fmt: skip
            return None
        tenure = self._tenure_at(max(signed.mapped("date_decided")))
        return None if tenure.is_present else tenure

    # -- heading

    def _abaf_number_line(self):
        """The number; before it is given, its pattern with room for it."""
        pattern = self.regulation_id.number_pattern or "{n}"
        year = self._today().year
        blank = re.sub(r"\{n[^}]*\}", "　", pattern).replace("{year}", str(year))
        return self.number or blank

    # -- the limit (AMB-04, AMB-42)

    def _first_due_date(self, event, rule):
        """A stated date stands by its own item, whatever the grade's says (第十八条（五）)."""
        line = super()._first_due_date(event, rule)
        if line and line["kind"] == "explicit" and self.regulation_code == "abaf":
            line["clause"] = "第十八条（五）"
        return line

    def _document_value_abaf_term(self):
        """The due date; before assignment the term in days; 长期 where there is no end."""
        if self.date_deadline:
            return self.date_deadline
        rule = self._term_rule()
        if rule.get("kind") == "open":
            return "长期"
        if rule.get("kind") == "days":
            return f"交办后{self.term_days or rule['days']}天"
        return ""

    def _document_value_abaf_filed_term(self):
        """The limit that the leaders signed, the last time they did: what was granted stands on its own forms."""
        lines = self.due_date_ids.sorted("id")
        changed = lines.filtered(lambda line: line.kind in SIGNED_ANEW)
        signed = changed[-1:] or lines[:1]
        if not signed:
            return self._document_value_abaf_term()
        return signed.date or "长期"

    # -- people

    def _abaf_head(self, unit):
        """Head of ``unit`` (department) on this one matter: frozen at closing (CORE-7)."""
        if unit == self.lead_unit_id:
            return self.unit_head_id
        lines = self.unit_line_ids.filtered(lambda line: line.department_id == unit)
        return lines[:1].head_id or unit._duban_head()

    def _document_value_abaf_subject_head(self):
        return self._abaf_head(self.subject_unit_id or self.lead_unit_id).name

    def _document_value_abaf_subject_handler(self):
        """The handler of the subject, who is the matter's where subject and lead unit are the same."""
        lines = self.unit_line_ids.filtered(
            lambda line: line.department_id == self.subject_unit_id
        )
        if (self.subject_unit_id or self.lead_unit_id) != self.lead_unit_id:
            return lines.handler_id[:1].name
        return (lines.handler_id[:1] or self.handler_id).name

    def _abaf_co_lines(self):
        return self.unit_line_ids.filtered(lambda line: line.role == "co").sorted("id")

    def _document_value_abaf_co_units(self):
        """One co-unit per line, in the order of their heads and handlers in the cells beside."""
        return "\n".join(self._abaf_co_lines().mapped("department_id.name"))

    def _document_value_abaf_co_heads(self):
        return "\n".join(line.head_id.name or BLANK for line in self._abaf_co_lines())

    def _document_value_abaf_co_handlers(self):
        lines = self._abaf_co_lines()
        if not lines.handler_id:
            return ""
        return "\n".join(line.handler_id.name or BLANK for line in lines)

    def _document_value_abaf_co_responsible(self):
        """附件2: unit and person in one cell (AMB-18)."""
        return "\n".join(
            f"{line.department_id.name}：{line.head_id.name or BLANK}"
            for line in self._abaf_co_lines()
        )

    def _document_value_abaf_leader(self):
        return self._approver_for("subject_leader", {}).name

    def _document_value_abaf_office_leader(self):
        return self._approver_for("office_leader", {}).name

    def _document_value_abaf_principal(self):
        return self._approver_for("principal", {}).name

    # -- signatures: empty until signed

    def _abaf_signature(self, purpose, position):
        """Opinion, name and date of the step ``position`` (from 1) of the chain that stands; empty until approved."""
        line = self._standing_signatures(purpose)[position - 1 : position]
        if line.state != "approved":
            return ""
        signer = self._document_join(line._signer_name(), line.date_decided)
        return f"{line.opinion}\n{signer}"

    def _document_value_abaf_filing_sign_1(self):
        return self._abaf_signature("filing", 1)

    def _document_value_abaf_filing_sign_2(self):
        return self._abaf_signature("filing", 2)

    def _document_value_abaf_filing_sign_3(self):
        return self._abaf_signature("filing", 3)

    def _document_value_abaf_closing_sign_1(self):
        return self._abaf_signature("closing", 1)

    def _document_value_abaf_closing_sign_2(self):
        return self._abaf_signature("closing", 2)

    def _document_value_abaf_closing_sign_3(self):
        return self._abaf_signature("closing", 3)

    # -- registration (备案)

    def _abaf_registrations(self, document, automatic=None, record=None, named=True):
        """Who registered ``document`` when, one line per office, each as the department it was then.

        :param automatic: as of ``_registration_roles``
        :param named: with the office's name
        """
        record = record or self.env["duban.record"]
        found = self._registered_as(document, record, self.date_closed)
        by_unit = {row.department_id: row for row in found.values()}
        lines = {}
        for role, unit in self._registration_roles(document, automatic).items():
            row = found.get(role) or by_unit.get(unit)
            text = self._document_join(row.user_id.name, row.date) if row else ""
            name = (row.department_id if row else unit).name
            if named:
                lines[name] = f"{name}：{text}"
            elif text:
                lines[name] = text
        return "\n".join(lines.values())

    def _document_value_abaf_filing_registration(self):
        return self._abaf_registrations("filing", named=False)

    def _document_value_abaf_completion_registration(self):
        """组织人事部, 纪委办 and 党政办 in one cell, three entries."""
        return self._abaf_registrations("completion")

    # -- what happened

    def _document_value_abaf_urging(self):
        """Number, date and content of each urging notice; 无 when there was none."""
        lines = [
            self._document_join(row.number, row.date, row.summary)
            for row in self._urging_records()
        ]
        return "\n".join(lines) or "无"

    def _document_value_abaf_completion(self):
        """The result in its parts, the day it was reported, the office's review, and once closed the day of closing."""
        parts = [
            ("", self.result),
            ("办理举措：", self.result_measures),
            ("进展：", self.result_progress),
            ("成效：", self.result_effect),
            ("下一步工作思路：", self.result_next_steps),
            ("反馈日期：", self._format_date(self._date_of_result())),
            ("审核意见：", self.review_opinion),
            # 销号, as on the ledger (ABAF-16.6b)
            ("办结日期：", self._format_date(self.date_closed)),
        ]
        return "\n".join(f"{label}{text}" for label, text in parts if text)
