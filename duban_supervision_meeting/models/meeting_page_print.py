"""The page on paper and in Word; the notices of decisions to the units."""

import io
from collections import defaultdict

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.duban_supervision.models.documents.document_mixin import in_chinese

COLUMNS = (
    "序号",
    "会议",
    "议定事项",
    "责任单位",
    "完成时限",
    "进展情况",
    "状态",
    "需会议明确",
)
WIDTHS = (1.1, 3.0, 6.0, 3.2, 3.0, 4.8, 1.9, 2.7)
FONT = "仿宋_GB2312"


class DubanMeetingPage(models.Model):
    _inherit = "duban.meeting.page"

    def _page_title(self):
        """上次议定事项落实情况 of this one page."""
        return f"{self.body_id.name}议定事项落实情况"

    def _page_lines(self):
        """Cells of each line as text, in the order of ``COLUMNS`` (Chinese, as printed)."""
        page = in_chinese(self)
        conditions = dict(
            page.line_ids._fields["condition"]._description_selection(page.env)
        )
        lights = dict(page.line_ids._fields["light"]._description_selection(page.env))
        format_date = self.env["duban.matter"]._format_date
        return [
            (
                str(number),
                line.meeting_name or "",
                line.wording or "",
                line.unit_names or "",
                # sudo: the due date in the words of the minutes; the page's readers are the item's
                format_date(line.date_due)
                or (line.resolution_id.sudo().due_text or "—"),
                line.progress or "",
                lights.get(line.light, "")
                if line.condition == "running" and line.light in ("soon", "overdue")
                else "已办结"
                if line._is_carried()
                else conditions[line.condition],
                line.need or "",
            )
            for number, line in enumerate(page._shown_lines(), 1)
        ]

    def _page_summary(self):
        """The sentence above the table: how many, and how many were left out."""
        other = self.ended_total - self.closed_total
        words = (
            f"列入本页的议定事项共{self.item_total}项，其中已办结{self.closed_total}项，"
            + (f"终止、免办或并入其他事项{other}项，" if other else "")
            + f"正在办理或尚未处理{self.open_total}项。"
        )
        if self.left_out:
            words += f"另有{self.left_out}项因知悉范围限制未列入。"
        if self.omitted_total:
            words += f"另有{self.omitted_total}项本次暂未列入，留待下次汇报。"
        return words

    def _page_word(self):
        """This one page as the bytes of a .docx."""
        self.ensure_one()
        self.check_access("read")
        document = docx.Document()
        style = document.styles["Normal"]
        style.font.name, style.font.size = FONT, Pt(11)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
        section = document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(29.7), Cm(21)
        for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
            setattr(section, side, Cm(2))
        self._word_page_number(section)
        # sudo: the institution's name stands on each of its prints
        institution = self.sudo().body_id.regulation_id.institution
        for words, size, bold in (
            (institution, 14, False),
            (self._page_title(), 18, True),
        ):
            heading = document.add_paragraph()
            heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
            heading.paragraph_format.space_after = Pt(2)
            run = heading.add_run(words or "")
            run.bold, run.font.size = bold, Pt(size)
        day = document.add_paragraph(self.env["duban.matter"]._format_date(self.date))
        day.alignment = WD_ALIGN_PARAGRAPH.CENTER
        document.add_paragraph(self._page_summary())
        self._word_table(document)
        answer = io.BytesIO()
        document.save(answer)
        return answer.getvalue()

    def _word_table(self, document):
        table = document.add_table(1, len(COLUMNS))
        table.style, table.autofit = "Table Grid", False
        for column, width in zip(table.columns, WIDTHS, strict=True):
            column.width = Cm(width)  # what WPS and LibreOffice go by
        self._row_property(table.rows[0], "w:tblHeader")  # it returns on each page
        for row in [COLUMNS, *self._page_lines()]:
            line = table.rows[0] if row is COLUMNS else table.add_row()
            self._row_property(line, "w:cantSplit")
            for index, (cell, text) in enumerate(zip(line.cells, row, strict=True)):
                cell.width, cell.text = Cm(WIDTHS[index]), text
                cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
                for paragraph in cell.paragraphs:
                    paragraph.paragraph_format.space_before = Pt(2)
                    paragraph.paragraph_format.space_after = Pt(2)
                    if row is COLUMNS or index in (0, 6):
                        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                    for run in paragraph.runs:
                        run.font.size, run.bold = Pt(10), row is COLUMNS

    @staticmethod
    def _row_property(row, name):
        properties = row._tr.get_or_add_trPr()
        properties.append(properties.makeelement(qn(name), {qn("w:val"): "true"}))

    @staticmethod
    def _word_page_number(section):
        """— 1 — at the foot, as on paper."""
        paragraph = section.footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run("— ")
        run = paragraph.add_run()._r
        for kind, words in (("begin", None), (None, "PAGE"), ("end", None)):
            tag = "w:fldChar" if kind else "w:instrText"
            element = run.makeelement(
                qn(tag), {qn("w:fldCharType"): kind} if kind else {}
            )
            element.text = words
            run.append(element)
        paragraph.add_run(" —")

    def action_word(self):
        """Download the page as a Word file."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/duban/meeting/page/{self.id}.docx",
            "target": "download",
        }

    def action_print(self):
        """The page as PDF."""
        return self.env.ref(
            "duban_supervision_meeting.report_page_action"
        ).report_action(self)


class DubanMeeting(models.Model):
    _inherit = "duban.meeting"

    def _notices(self):
        """What each unit is told of this one meeting's decisions: [(unit name, [resolution])], in their order."""
        found = defaultdict(list)
        for row in self.resolution_ids.filtered(lambda row: row.kind == "task"):
            names = [row.lead_unit_id.name or row.lead_text]
            names += row.co_unit_ids.mapped("name")
            for name in dict.fromkeys(filter(None, names)):
                found[name].append(row)
        return list(found.items())

    def action_notice(self):
        """议决通知书: the decisions that concern it, to each unit.

        :raise UserError: no item names a unit
        """
        for meeting in self:
            if not meeting._notices():
                raise UserError(
                    self.env._("No decided item of %s names a unit.", meeting.name)
                )
        return self.env.ref(
            "duban_supervision_meeting.report_notice_action"
        ).report_action(self)
