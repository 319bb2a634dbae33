"""What an official notice and an official letter say about a matter; of a protected one no more than its number."""

from odoo import models

NUMERALS = "一二三四五六七八九十"


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    def _official_issuer(self, office):
        """Full name of ``office`` (a name), which issues and signs, for the mark (GB/T 9704-2012, 7.2.4 and 7.3.5)."""
        if office.startswith(self.institution or ""):
            return office
        return f"{self.institution}{office}"


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def _official_title(self):
        """关于督办“……”的通知."""
        name = self._document_text("name")
        notice = self.regulation_id._document_title("official_notice", "通知")
        return f"关于督办“{name}”的{notice}" if name else f"督办{notice}"

    def _official_word(self, name, default):
        """The regulation's word for the field ``name``."""
        return self.env["duban.label"]._word(
            self.regulation_id, f"field:{name}", default
        )

    def _official_sections(self):
        """[(heading, text)] of the notice; what a matter does not have is left out, the rest is counted 一、二、…"""
        if self._document_is_masked():
            return [("", "事项内容限知悉范围内的人员查阅，请按规定到督办部门领取。")]
        basis = self._official_basis()
        names = self._document_text("name")
        opening = (
            f"根据{basis}，现将“{names}”列入督办事项。"
            if basis and "\n" not in basis
            else f"现将“{names}”列入督办事项。"
        )
        sections = [
            ("督办内容", self._document_text("content")),
            ("责任分工", self._official_duties()),
            ("办理时限", self._official_deadline()),
            ("反馈要求", self._document_text("feedback_wanted")),
        ]
        said = [(heading, text) for heading, text in sections if (text or "").strip()]
        return [
            ("", f"{opening}有关事项通知如下。"),
            *(
                (f"{numeral}、{heading}", text)
                for numeral, (heading, text) in zip(NUMERALS, said, strict=False)
            ),
        ]

    def _official_basis(self):
        """What the notice rests on, as a sentence says it: 某日某会议, 某校领导要求; empty where nothing is said.

        What was merged into the matter after its notice brings its own source to the ledger, not to the notice.
        """
        basis = self._document_text("basis_document")
        if not self.basis:
            earlier = self.merged_ids.filtered(
                lambda row: row.date_ended <= (self.date_assigned or row.date_ended)
            )
            basis = "、".join((self | earlier)._document_sources())
        basis = (basis or "").strip(" 。\n")
        meeting, day = self._meeting_words(), self._format_date(self.meeting_date)
        if meeting and day:
            basis = basis.replace(f"{meeting} {day}", f"{day}{meeting}", 1)
        leader = self._document_text("source_leader_id")
        if leader and not self.basis and basis.endswith(leader):
            # nothing but who assigned it: by instruction or by word
            basis = f"{basis}要求"
        return basis

    def _official_duties(self):
        lines = [
            (
                self._official_word("lead_unit_id", "承办单位"),
                self._document_text("lead_unit_id"),
            ),
            (
                self._official_word("co_unit_ids", "协办单位"),
                self._document_text("co_units"),
            ),
            (
                self._official_word("joint_unit_ids", "联合督办单位"),
                self._document_text("joint_unit_ids"),
            ),
            (
                # where the text knows no leader of the matter it is the one in charge of its unit
                self._official_word(
                    "responsible_leader_id",
                    self._official_word("leader_in_charge_id", "责任领导"),
                ),
                self._document_text("responsible_leader_id"),
            ),
        ]
        return "\n".join(f"{label}：{names}。" for label, names in lines if names)

    def _official_copies(self):
        """Who gets a copy: the leader of the matter, and the departments that supervise it together with the office."""
        names = map(self._document_text, ("responsible_leader_id", "joint_unit_ids"))
        return "、".join(filter(None, names))

    def _official_deadline(self):
        """Until when, as the notice said on the day that stands under it."""
        day = self._document_cell_text("notice", "deadline")
        return f"{day}前办结。" if self.date_deadline else day


class DubanRecord(models.Model):
    _inherit = "duban.record"

    def _official_title(self):
        """关于“……”的督办函."""
        name = self._document_text("matter.name")
        letter = self.matter_id.regulation_id._document_title(
            "official_letter", "督办函"
        )
        return f"关于“{name}”的{letter}" if name else letter

    def _official_unit(self):
        """Whom the letter is to: the unit that led the matter on the day of the urging, whichever leads it now."""
        if self._document_is_masked():
            return ""
        return self._own_tenure().unit.name or ""

    def _official_text(self):
        if self._document_is_masked():
            return "事项内容限知悉范围内的人员查阅，请按规定到督办部门领取。"
        matter = self.matter_id
        day = self._own_deadline()
        due = f"，应于{matter._format_date(day)}前办结" if day else ""
        number = f"（编号：{matter.number}）" if matter.number else ""
        unit = matter.regulation_id._document_title("unit", "单位")
        lines = [f"你{unit}承办的“{matter.name}”{number}{due}。", self.summary or ""]
        if self.new_limit:
            limit = matter._format_date(self.new_limit)
            lines.append(f"请于{limit}前办结，并书面反馈办理结果。")
        lines.append("特此函告。")
        return "\n".join(line for line in lines if line)
