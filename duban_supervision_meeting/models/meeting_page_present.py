"""The page on the screen of the meeting room: large, by meeting, with the lights, readable from the last row."""

from odoo import models
from odoo.tools import groupby


class DubanMeetingPage(models.Model):
    _inherit = "duban.meeting.page"

    def action_present(self):
        """The page on the screen of the meeting room, in a window of its own."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/duban/meeting/page/{self.id}/screen",
            "target": "new",
        }

    def _screen_groups(self):
        """What the screen shows of this one page: [(name of the meeting, [item])], the same words as on paper.

        An item has ``number``, ``wording``, ``units``, ``due``, ``progress``, ``state``, ``need`` and ``tone``
        (``ended``, ``overdue``, ``soon``, ``open`` or ``running``).
        """
        items = []
        for line, cells in zip(self._shown_lines(), self._page_lines(), strict=True):
            keys = ("number", "meeting", "wording", "units", "due", "progress", "state", "need")  # fmt: skip
            tone = line.condition
            if tone == "running" and line.light in ("soon", "overdue"):
                tone = line.light
            items.append({**dict(zip(keys, cells, strict=True)), "tone": tone})
        return [
            (name, list(rows))
            for name, rows in groupby(items, lambda item: item["meeting"])
        ]

    def _screen_figures(self):
        """(words, number, tone) at the top of the screen; what readers may not see is among them (PLUS-M3)."""
        lines = self._shown_lines()
        overdue = len(lines.filtered(lambda line: line.condition == "running" and line.light == "overdue"))  # fmt: skip
        figures = [
            ("议定事项", self.item_total, ""),
            ("已办结", self.closed_total, "ended"),
            ("办理中或未处理", self.open_total, "running"),
            ("终止、免办或并入", self.ended_total - self.closed_total, "ended"),
            ("其中逾期", overdue, "overdue"),
            ("限知悉范围未列入", self.left_out, "hidden"),
            ("暂未列入", self.omitted_total, "hidden"),
        ]
        return [each for each in figures[:3]] + [
            each for each in figures[3:] if each[1]
        ]
