"""What was not proposed and yet names who acts or by when: told to a person, never dropped in silence."""

from . import dates, lines, tails
from .clauses import groups, spans
from .words import ABOUT, SIGNATURE

#: shorter ones are headings unless they say what somebody does; longer ones are shown as unread anyway
SHORTEST, LONGEST = 12, 1500


def places(minutes):
    """[(start, end)] of sentences after the head that became no item of ``minutes``."""
    found = []
    first = min([item.start for item in minutes.items], default=0)
    for paragraph in minutes.paragraphs:
        end = paragraph.start + len(paragraph.text)
        if not paragraph.rows and ABOUT.match(paragraph.body):
            continue
        head = end < first
        marks = "。！？!?；;" + ("\t" if paragraph.rows else "")
        for left, right, _mark in spans(minutes.text, marks, paragraph.start, end):
            taken = any(
                item.start < right and left < item.end for item in minutes.items
            )
            words = minutes.text[left:right]
            if head and not lines.begins(minutes.units, words):
                continue  # in the head only what says who does what by when
            if not taken and _says_something(minutes.units, words):
                found.append((left, right))
    return found


def _says_something(units, words):
    """Whether the sentence names who acts or a day, and is not who and when of another one."""
    if len(words) > LONGEST:
        return False
    if len(words) < SHORTEST and not lines.says(units, words):
        return False
    if words.startswith("—") or SIGNATURE.fullmatch(words):
        return False
    if units.is_unit(words.replace(" ", "、")):
        return False
    if tails.labelled(words):
        return bool(tails.beyond(units, words).strip())
    if tails.loose(units, words) and not tails.by_then(units, words):
        return False
    if any(kind != "asked" for _at, _words, kind in dates.limits(words)):
        return True
    return any(
        party.role != "co"
        for group in groups(units, words, 0, len(words))
        for party in group.parties
    )
