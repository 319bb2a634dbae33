"""What a bulletin says, in order, for its prints: sections that have something to say, and the bars of its chart."""

from odoo import models

from ..models.bulletin import BULLETINS

DEFAULT_TITLES = {
    "regular": "督办情况通报", "irregular": "督办情况通报", "semester": "学期督办工作汇报",
    "annual": "年度督办工作报告",
    "stage": "阶段督办工作报告",
    "summary": "督办情况汇总报告",
}  # fmt: skip
STATE_WORDS = {
    "filed": "已立项", "assigned": "已交办", "in_progress": "承办中", "result_submitted": "已报结果",
    "closing_approval": "销号审批", "closed": "已办结", "archived": "已归档", "exempted": "免于督办",
    "terminated": "经批准不再办理", "merged": "已归并",
}  # fmt: skip
NUMERALS = "一二三四五六七八九十"
#: units from which on bars say more than the table, and up to which they are still read
CHART_FROM, CHART_TO = 3, 30
#: kind of the entries → (heading, heading of the text)
LISTS = {
    "matter": ("逐项推进落实情况", "推进落实情况"),
    "feedback": ("反馈情况", "反馈内容"),
    "result": ("办理结果", "办理结果"),
    "released": ("免于督办和经批准不再办理的事项", "情况"),
}


class DubanBulletin(models.Model):
    _inherit = "duban.bulletin"

    def _printed_title(self):
        return self._title(DEFAULT_TITLES[self.kind])

    def _state_word(self, state):
        return self._word(f"state:{state}", STATE_WORDS.get(state, ""))

    def _sections(self):
        """Sections of this one bulletin that have something to say.

        :return: list of dicts kind (figures, units, text, items), heading, numeral (一、二、…), and text or items
        """
        unit = self._word("doc:unit", "单位")
        sections = []
        if self.kind in ("semester", "annual", "stage") and self.figures:
            sections.append({"kind": "figures", "heading": "总体情况"})
        if self.line_ids:
            heading = self._word("doc:bulletin_table", f"各{unit}落实情况")
            sections.append({"kind": "units", "heading": heading})
        for name, heading in (
            ("good_practice", self._word("doc:bulletin_good", "好的经验和做法")),
            ("problems", self._word("doc:bulletin_problems", "问题和不足")),
            ("requirements", "下一步要求"),
        ):
            if (self[name] or "").strip():
                sections.append(
                    {"kind": "text", "heading": heading, "text": self[name]}
                )
        for kind, (heading, text_word) in LISTS.items():
            items = self.item_ids.filtered(lambda item, kind=kind: item.kind == kind)
            if items:
                sections.append(
                    {
                        "kind": "items",
                        "heading": heading,
                        "items": items,
                        "text_word": text_word,
                    }
                )
        for position, section in enumerate(sections):
            section["numeral"] = NUMERALS[position]
        return sections

    def _bars(self):
        """Units with tasks and their completion rate, for a chart; [] where a chart says nothing.

        :return: list of (name, percent, "closed/tasks")
        """
        lines = self.line_ids.filtered("task_count")
        if not CHART_FROM <= len(lines) <= CHART_TO or not any(lines.mapped("closed")):
            return []
        return [
            (line.name, line.completion_rate, f"{line.closed}/{line.task_count}")
            for line in lines
        ]

    def _official_title(self):
        """关于……情况的通报, or of a report its own title with the period."""
        matter = self.env["duban.matter"]
        period = self.semester_id.name or matter._format_period(
            self.date_from, self.date_to
        )
        if self.kind not in BULLETINS:
            return f"{period}{self._printed_title()}"
        return f"关于{period}督办事项落实情况的通报"

    def _official_mark(self):
        """The red head: what the institution calls its bulletin."""
        return self._word(
            "doc:bulletin_mark", self._word("doc:bulletin", self._printed_title())
        )
