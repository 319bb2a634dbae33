"""What the words of a matter say of units and limit where no column does, and what is pinned to its cells."""

import re

from odoo.addons.duban_supervision.tools import dates_zh

from ..tools import ledgers

#: fields whose words may say more than they are
WORDS = ("name", "measures", "content", "requirement", "remark")
#: what a label in the words may give
SAID = ("lead", "units", "co_units", "due", "leader", "handler")
LABEL = re.compile(r"(?:^|[（(【\[；;，,。、\s])(?P<label>[一-龥]{2,8})[:：]")
#: 原为11月
FORMER = re.compile(r"原(?:来|定|计划|为|时限|期限)?[^，,；;。\s]*")
ENDS = re.compile(r"[；;。\n）)】\]]")
#: …（人事处牵头，6月底前）
TAIL = re.compile(r"[（(【](?P<inner>[^（()）【】]{2,80})[)）】][。；;，,]?\s*$")


class WordReader:
    """Part of ``RowReader``: needs its ``env``, ``job``, ``bodies``, ``finder``, ``titles`` and ``_mentions``."""

    def _said_in_words(self, entry, texts, notes):
        """（责任单位：人事处；完成时限：6月底）, （人事处牵头，6月底前）: taken where the columns are silent."""
        for field in WORDS:
            words = texts.get(field, "")
            if len(words) > 4000:
                continue
            for key, text in (self._labelled(words) or self._in_tail(words)).items():
                has_units = texts.get("lead") or texts.get("units")
                if texts.get(key) or key in ("lead", "units") and has_units:
                    continue
                texts[key] = text
                if key == "due":
                    entry.due = text
                notes.append(self.env._("“%s” stands in the words of the row.", text))

    def _body_of_sheet(self, table, problems):
        """Ask which meeting decided what stands on a sheet that is called like another one than was chosen."""
        chosen = self.job.decision_body_id
        named = self.env["duban.import.sheet"]._names_another(chosen, table.name)
        if named and not self.bodies.get(table.sheet):
            problems["body"] = self.env._(
                "The sheet is called “%(sheet)s”, the file is taken as decided by “%(body)s”: "
                "choose the meeting of the sheet under “Sheets and columns”.",
                sheet=table.name, body=chosen.name,
            )  # fmt: skip

    def _labelled(self, words):
        """{field: text} of labels with a colon."""
        found, labels = {}, list(LABEL.finditer(words))
        for label, after in zip(labels, [*labels[1:], None], strict=False):
            key, sure = self.titles.meaning(ledgers.folded(label["label"]))
            if key not in SAID or sure < 0.8:
                continue
            text = words[label.end() : after.start() if after else len(words)]
            end = ENDS.search(text)
            text = text[: end.start()].strip() if end else text.strip()
            if 0 < len(text) <= 100:
                found.setdefault(key, text)
        return found

    def _in_tail(self, words):
        """{field: text} of a bracket at the end that holds nothing but known units and limits."""
        tail = TAIL.search(words[-100:])
        if not tail:
            return {}
        units, dues = [], []
        for piece in re.split(r"[，,；;]", tail["inner"]):
            names = self._mentions(piece)
            if names and all(each.is_group or self.finder.is_known(each.name) for each in names):  # fmt: skip
                units.append(piece)
            elif self._is_limit(piece):
                dues.append(piece)
            else:
                return {}
        if not units or len(dues) > 1:
            return {}
        found = {"units": "；".join(units)}
        return {**found, "due": dues[0]} if dues else found

    def _is_limit(self, text):
        reading = dates_zh.read(text, self.today, self.job.year, self.calendar)
        return reading.kind != "none"

    def _pinned(self, entry, problems, notes):
        """Remarks pinned to cells and crossed out words: told, and asked where they may change unit or limit."""
        for key, title, text in entry.remarks:
            notes.append(self.env._("Remark on “%(title)s”: %(text)s", title=title, text=text))  # fmt: skip
            if key in ("due", "new_due") and self._says_otherwise(entry, text):
                problems["due"] = self.env._(
                    "A remark pinned to the due date says “%s”. Enter the date that counts, or leave it open.", text
                )  # fmt: skip
            elif key in ("lead", "units") and self.finder.named(text):
                problems["lead"] = self.env._(
                    "A remark pinned to the unit says “%s”. Choose who leads.", text
                )
        for key, text in entry.struck.items():
            notes.append(self.env._("Crossed out in the file and left: %s", text))
            if key == "due" and not entry.texts.get("due"):
                problems["due"] = self.env._(
                    "The due date “%s” is crossed out in the file. Enter the date that counts, or leave it open.", text
                )  # fmt: skip

    def _says_otherwise(self, entry, text):
        """Whether a remark names another limit than the cell that it is pinned to; 原为11月 does not."""
        own, said = (
            dates_zh.read_cell(value, self.today, self.job.year, self.calendar)
            for value in (entry.due, FORMER.sub("", text))
        )
        return said.kind != "none" and said.due != own.due

    def _continued(self, entry, texts, problems):
        """A row without a title of its own and without a limit: the one above is suggested and asked."""
        if entry.above.get("due") and not texts.get("due") and "due" not in problems:
            reading = dates_zh.read(entry.above["due"], self.today, self.job.year, self.calendar)  # fmt: skip
            problems["due"] = self.env._(
                "The row continues the one above, which says “%s”, and has no due date of its own. Take that one, or "
                "leave the date open.", entry.above["due"],
            )  # fmt: skip
            return (reading.due,) if reading.due else ()
        return ()
