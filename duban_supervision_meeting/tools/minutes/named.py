"""What is named before a colon, and who does it by when behind it: 校友信息统计：团委，10月底."""

import re

from . import dates, kinds, tails, who
from .clauses import groups, spans
from .words import OPENING

LABELLED = re.compile(r"\s*(?:牵头|责任|配合|协办|主办|承办|完成|时限)")


class Named:
    """Part of ``Minutes``."""

    def _named(self, left, right):
        """(1)校友信息统计：团委，10月底；(2)…: what is done stands before the colon, who and when behind it."""
        found = []
        for start, end, _mark in spans(self.text, "；;", left, right):
            words = self.text[start:end]
            colon = re.match(
                r"\s*[（(]?\d{0,2}[）).、]?\s*[^，。：:（）()]{4,40}[：:](?!\d)", words
            )
            tail = colon and self._who_and_when(words[colon.end() :])
            if (
                not tail
                or not tail["lead"]
                or LABELLED.match(words)
                or OPENING.match(words.lstrip())
            ):
                continue
            begin, _end = self._trimmed(start, start + colon.end() - 1)
            item = self._item(begin, start + colon.end() - 1, kinds.TASK)
            self._apply(item, tail)
            found.append((start, end, item))
        if not found:
            return []
        made = [item for _start, _end, item in found]
        position = left
        for start, end in [*((s, e) for s, e, _i in found), (right, right)]:
            if self.text[position:start].strip(" ；;，,"):
                made += self._sentence_rest(position, start)
            position = end
        return made

    def _who_and_when(self, words):
        """Values of 信息办，11月30日交付，不再延期: who and by when come first, what follows only stresses it."""
        tail = tails.loose(self.units, words)
        if tail and tail["lead"]:
            # 团委、实验中心参加，这周之内再查一遍 says what is done
            rest = tail["due"] or ""
            for _at, limit, _kind in dates.limits(rest):
                rest = rest.replace(limit, "")
            return tail if len(rest.strip()) < 4 else None
        parts = re.split("[，,]", words)
        if len(parts) < 3 or not self.units.is_unit(parts[0]):
            return None
        tail = tails.loose(self.units, "，".join(parts[:2]))
        return tail if tail and tail["lead"] and tail["due"] else None

    def _sentence_rest(self, left, right):
        made = []
        for group in groups(self.units, self.text, left, right):
            kind = kinds.kind_of(self.text, group, True, False)
            if kind:
                item = self._made(group, kind)
                if kind == kinds.TASK:
                    who.assign(self.units, item, group)
                made.append(item)
        return made
