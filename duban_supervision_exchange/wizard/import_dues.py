"""The due date of one matter of a ledger: what is clear, and what must be asked."""

import re

from odoo.addons.duban_supervision.tools import dates_zh
from odoo.addons.duban_supervision.tools.dates_zh.meaning import later

from ..tools import ledgers

#: 建设实验室（2027年6月）
LAST_BRACKET = re.compile(r"[（(]([^（）()]{2,30})[)）][\s。；;，,]*$", re.M)
#: what may stand around a time in a bracket that says nothing else
AROUND_TIME = re.compile(
    r"(?:之|以)?[前内底止]|计划|预计|完成|办结|时限|时间|期限|[：:\s]"
)


class DueReader:
    """Part of ``RowReader``: needs its ``env``, ``job``, ``today``, ``calendar`` and ``dues``."""

    @staticmethod
    def _due_text(entry, texts):
        return texts.get("due") or (
            entry.due.formula if isinstance(entry.due, ledgers.Uncalculated) else ""
        )

    def _due(self, entry, texts, problems, notes):
        if isinstance(entry.due, ledgers.Uncalculated):
            problems["due"] = self.env._(
                "The due date is a formula without a value: open the file in Excel, save it and choose it "
                "again, or enter the date."
            )
            return dates_zh.Reading()
        reading = dates_zh.read_cell(
            entry.due, self.today, self.job.year, self.calendar, entry.due_format, entry.exact
        )  # fmt: skip
        if reading.kind == "none" and entry.periods:
            return self._due_of_plan(entry, problems, notes)
        if reading.kind == "none" and (said := self._said(texts)):
            problems["due"] = self.env._(
                "The row has no due date of its own, but its words name “%s”. Take it, or leave the date open.",
                said.text,
            )
            return dates_zh.Reading(ask="which", options=(said.due,), text=said.text)
        text = ledgers.folded(texts.get("due"))
        if reading.kind == "ask" and text in self.dues:
            answer, is_long = self.dues[text]
            notes.append(
                self.env._(
                    "The due date is the one that was entered for “%s” before.",
                    texts["due"],
                )
            )
            return dates_zh.Reading(
                due=answer or None, is_long_term=reading.is_long_term or is_long
            )
        if reading.kind == "ask":
            problems["due"] = self._ask(reading, texts.get("due", ""))
        if len(reading.milestones) > 1:
            notes.append(
                self.env._(
                    "%s stages were read; the last one is the due date.",
                    len(reading.milestones),
                )
            )
        if reading.cycle:
            notes.append(
                self.env._(
                    "“%s” comes back: it becomes the plan of reports.", texts["due"]
                )
            )
        return reading

    def _passed(self, due, problems, notes, is_over):
        """Say of a due date that it has passed; ask, where it comes back: its next day may be meant.

        A limit that the ledger states is taken as it stands: the matter is late indeed. A row that is kept as history
        has ended.

        :return: the days to choose from; empty when nothing is asked
        """
        if "due" in problems or not due.due or due.due >= self.today:
            return ()
        if not due.cycle:
            notes.append(self.env._("The due date has already passed."))
            return ()
        if is_over and self.job.is_history:
            return ()
        problems["passed"] = self.env._(
            "“%s” comes back, and its day of this year has passed. Take the next one, or leave the date open.",
            due.text or str(due.due),
        )
        return (self._next_of(due),)

    def _next_of(self, due):
        """The first day of the cycle of ``due`` (Reading) from today on."""
        day = due.due
        while day < self.today:
            for _year in range(due.cycle.every or 1):
                day = later(day)
        return day

    def _note_stages(self, due, notes):
        """Say which stages are over: they stand in the words of the due date, not in the plan."""
        over = [stage for stage in due.milestones if stage.due < self.today]
        if over and due.due and due.due >= self.today:
            notes.append(
                self.env._(
                    "%s stages lie before today and are left out of the plan.",
                    len(over),
                )
            )

    def _due_of_plan(self, entry, problems, notes):
        """A plan by months without a column of limits: it ends with the last month that is marked."""
        title, text = entry.periods[-1]
        reading = dates_zh.read(title, self.today, self.job.year, self.calendar)
        if reading.kind == "date" and ledgers.is_mark(text):
            notes.append(self.env._("“%s” is the last period that is marked.", title))
            return reading
        problems["due"] = self.env._(
            "The row has no due date of its own; its plan ends with “%s”. Choose the date, or leave it open.", title
        )  # fmt: skip
        options = (reading.due,) if reading.due else ()
        return dates_zh.Reading(ask="which", options=options, text=title)

    def _said(self, texts):
        """The last limit that the words of a row without a due date name; None without one."""
        if texts.get("due"):
            return None
        words = "\n".join(
            texts.get(key, "")
            for key in ("name", "content", "measures", "objective", "requirement")
        )
        found = dates_zh.find(words, self.today, self.job.year, self.calendar)
        return max(
            [each for each in found if each.due and each.is_limit]
            + self._in_brackets(words),
            key=lambda each: each.due,
            default=None,
        )

    def _in_brackets(self, words):
        """The times that brackets at the end of a line hold and nothing else: 建设实验室（2027年6月）."""
        result = []
        for inner in LAST_BRACKET.findall(words):
            reading = dates_zh.read(inner, self.today, self.job.year, self.calendar)
            rest = inner.replace(reading.text, "")
            if reading.due and not AROUND_TIME.sub("", rest):
                result.append(reading)
        return result

    def _ask(self, reading, text):
        words = {
            "day": self.env._("There is no such day: %s", text),
            "span": self.env._("“%s” does not say from which day it counts. Enter the date, or leave it open.", text),
            "event": self.env._(
                "“%s” depends on something whose day is not known. Enter the date, or leave it open.", text
            ),
            "calendar": self.env._(
                "“%s” needs the school calendar (Semesters). Enter the date, or leave it open.", text
            ),
            "soon": self.env._("“%s” names no day. Enter the date, or leave it open.", text),
            "start": self.env._("“%s” names only a beginning. Enter the date, or leave it open.", text),
            "which": self.env._("“%s” can be read in several ways. Choose the date.", text),
            "done": self.env._("“%s” says that it is finished. Enter the date, or leave it open.", text),
        }  # fmt: skip
        return words.get(reading.ask) or self.env._(
            "The due date “%s” cannot be read. Enter the date, or leave it open.", text
        )

    def _day(self, text):
        """A date as text of a column that is no due date; False when it names none."""
        if not text:
            return False
        reading = dates_zh.read(text, self.today, self.job.year, self.calendar)
        return str(reading.due) if reading.kind == "date" else False
